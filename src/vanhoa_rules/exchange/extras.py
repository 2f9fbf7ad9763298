"""0 · Optional packages, loaded when they are needed; an error names the extra to install."""

from importlib import import_module
from typing import Any

from vanhoa_rules.errors import MissingExtraError
from vanhoa_rules.words import error


def load(module: str, extra: str) -> Any:
    """Return a module of an optional package; ``MissingExtraError`` names the package and the extra."""
    try:
        return import_module(module)
    except ImportError as cause:
        raise error(
            MissingExtraError, "extra.missing", package=module.partition(".")[0], extra=extra
        ) from cause
