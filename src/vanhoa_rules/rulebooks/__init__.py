"""2 · The codes: one folder a rulebook, in it one file a criterion."""

from importlib import import_module
from types import MappingProxyType

from vanhoa_rules.errors import UsageError
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.words import error, near

MODULES = MappingProxyType({"thanh-tra-thanh-hoa": "thanh_tra_thanh_hoa"})
NAMES: tuple[str, ...] = tuple(MODULES)


def rulebook(name: str) -> Rulebook:
    """Return a shipped rulebook by its name; ``UsageError`` lists near names where there is none.

    A rulebook's modules are imported when it is first asked for.
    """
    if name not in MODULES:
        raise error(UsageError, "rulebook.unknown", name=name, near=near(name, NAMES))
    found: Rulebook = import_module(f"{__name__}.{MODULES[name]}").RULEBOOK
    return found
