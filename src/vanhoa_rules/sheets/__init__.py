"""5 · The scorecards: one file a sheet."""

from importlib import import_module
from types import MappingProxyType
from typing import Any

from vanhoa_rules.errors import UsageError
from vanhoa_rules.scorecards import Scorecard
from vanhoa_rules.words import error, near

MODULES = MappingProxyType({"nd-335-2025": "nd_335_2025.card", "sau-tieu-chi": "sau_tieu_chi"})
NAMES: tuple[str, ...] = tuple(MODULES)


def scorecard(name: str, reading: str | Any = None) -> Scorecard:
    """Return a shipped scorecard by its name; ``UsageError`` lists near names where there is none.

    A sheet's module is imported when it is first asked for.
    """
    if name not in MODULES:
        raise error(UsageError, "sheet.unknown", name=name, near=near(name, NAMES))
    module: Any = import_module(f"{__name__}.{MODULES[name]}")
    under = getattr(module, "under", None)
    if under is not None:
        read: Scorecard = under(reading)
        return read
    if reading is not None:
        raise error(UsageError, "sheet.no_reading", name=name)
    found: Scorecard = module.SHEET
    return found
