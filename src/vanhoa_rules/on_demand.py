"""Beside everything: a package that imports what it exports when that is asked for (PEP 562); its ``.pyi`` has the types."""

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any


def found(package: str, homes: Mapping[str, tuple[str, ...]], name: str) -> Any:
    """Return what ``package`` exports as ``name``, from the module in whose row of ``homes`` it stands.

    It is kept in the package, so that it is looked for once. ``AttributeError`` for a name that has no home.
    """
    owner = sys.modules[package]
    for module, names in homes.items():
        if name in names:
            value = getattr(import_module(module, package), name)
            setattr(owner, name, value)
            return value
    raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name, obj=owner)
