"""5 · The scorecards: one file a sheet."""

from importlib import import_module
from types import MappingProxyType

from vanhoa_rules.errors import UsageError
from vanhoa_rules.scorecards import Scorecard
from vanhoa_rules.words import error, near

MODULES = MappingProxyType({"sau-tieu-chi": "sau_tieu_chi"})
NAMES: tuple[str, ...] = tuple(MODULES)


def scorecard(name: str) -> Scorecard:
    """Return a shipped scorecard by its name; ``UsageError`` lists near names where there is none.

    A sheet's module is imported when it is first asked for.
    """
    if name not in MODULES:
        raise error(UsageError, "sheet.unknown", name=name, near=near(name, NAMES))
    found: Scorecard = import_module(f"{__name__}.{MODULES[name]}").SHEET
    return found
