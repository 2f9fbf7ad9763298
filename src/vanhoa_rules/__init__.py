"""Civil-service conduct norms as composable rules over staff facts, with verdicts that give their reasons.

A name is imported when it is asked for: importing this package does no work. Their types are in ``__init__.pyi``.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from vanhoa_rules.on_demand import found

HOMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "._api": (
            "check_case",
            "evaluate",
            "evaluate_sample",
            "load_rulebook",
            "load_sample",
            "load_scorecard",
            "what_if",
            "with_quota",
        ),
        ".calendars": (
            "Calendar",
            "Period",
            "ShiftEntry",
            "ShiftTable",
            "days",
            "end_of",
            "hours",
            "month",
            "months",
            "quarter",
            "week",
            "working_days",
            "working_hours",
            "year",
            "years",
        ),
        ".conditions": ("person", "this"),
        ".errors": (
            "CalendarError",
            "DataError",
            "Problem",
            "RuleError",
            "Text",
            "UsageError",
            "VanhoaError",
        ),
        ".exchange": (
            "export_for_subject",
            "forget",
            "pseudonymise",
            "read_coverage",
            "read_facts",
            "read_roster",
            "redact",
            "write_facts",
        ),
        ".exchange.verdicts": ("read_verdict",),
        ".facts": ("STANDARD", "Coverage", "Fact", "Roster", "Vocabulary"),
        ".live": ("Live",),
        ".patterns": (
            "any_of",
            "before",
            "by_anyone",
            "each",
            "fewer_than",
            "mean",
            "of_subordinates",
            "share",
        ),
        ".present": ("compare", "describe", "explain", "sentence"),
        ".present.report": ("report",),
        ".rules": ("Citation", "Criterion", "Rule", "Rulebook", "Unobservable"),
        ".scorecards": (
            "Award",
            "Cap",
            "Ceiling",
            "Deduct",
            "Fail",
            "Line",
            "Refer",
            "Scorecard",
            "Threshold",
            "Zero",
        ),
        ".sheets.compare": ("compare_readings",),
        ".sheets.nd_335_2025": ("Reading",),
        ".spark": ("evaluate_spark",),
        ".verdicts": ("Verdict", "Verdicts"),
    }
)
__all__ = tuple(  # pyright: ignore[reportUnsupportedDunderAll] - the stub lists them
    sorted(name for names in HOMES.values() for name in names)
)


def __getattr__(name: str) -> Any:
    """Return a public name from the module that has it."""
    return found(__name__, HOMES, name)


def __dir__() -> list[str]:
    """Return the public names, before any was asked for."""
    return sorted({*globals(), *__all__})
