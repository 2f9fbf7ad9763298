"""7 · What a person sees: rules as sentences, reasons, verdicts as text, what changes.

A name is imported when it is asked for, so that who only judges does not import what explains. Types: ``__init__.pyi``.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from vanhoa_rules.on_demand import found

HOMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        ".changes": ("Change", "FindingChange", "Moved", "RuleChange", "compare"),
        ".citations": ("cite",),
        ".looking": ("Step",),
        ".reasons": ("Reason",),
        ".sentences": ("describe", "sentence"),
        ".text": ("explain",),
    }
)


def __getattr__(name: str) -> Any:
    """Return a name of this package from the module that has it."""
    return found(__name__, HOMES, name)
