"""5 · One person's evaluation over a period, as pure data."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve, field, frozen

from vanhoa_rules.calendars import Period
from vanhoa_rules.canonical import plain
from vanhoa_rules.errors import Problem
from vanhoa_rules.sheets.nd_335_2025.conduct import disagreements
from vanhoa_rules.sheets.nd_335_2025.cycles import CycleResult
from vanhoa_rules.sheets.nd_335_2025.discipline import Suggestion
from vanhoa_rules.sheets.nd_335_2025.general import LINES
from vanhoa_rules.sheets.nd_335_2025.measures import Measure
from vanhoa_rules.sheets.nd_335_2025.notes import Ground, Notice
from vanhoa_rules.sheets.nd_335_2025.ratings import Levels
from vanhoa_rules.sheets.nd_335_2025.reading import Reading


@frozen(kw_only=True)
class EvaluationResult:
    """One person's evaluation over a period.

    ``total`` is None where nothing counts; ``ratings`` are low, recorded (None = nothing on record) and high, all
    ``khong_xep_loai`` or ``ngoai_pham_vi`` where there is no rating; ``levels`` what the points alone correspond to; ``suggestions`` are
    for the authority competent for discipline and change nothing here.
    """

    staff: str
    period: Period
    reading: Reading
    lines: Mapping[str, Measure]
    measures: Mapping[str, Measure]
    total: Measure | None
    levels: Levels
    ratings: Levels
    parts: tuple[CycleResult, ...]
    grounds: tuple[Ground, ...] = ()
    without_effect: tuple[Ground, ...] = ()
    notices: tuple[Notice, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    missing: frozenset[str] = field(default=frozenset[str]())
    problems: tuple[Problem, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether nothing unseen changes the rating."""
        return self.ratings[0] == self.ratings[2]

    def beside(self, referred: Mapping[str, Sequence[str]]) -> "EvaluationResult":
        """Return the same with a notice for each line confirmed in full against the given evidence; no score changes."""
        return evolve(self, notices=(*self.notices, *disagreements(self.parts, referred)))

    def to_parts(self) -> dict[str, Any]:
        """Return what this sheet adds to a verdict, keys in the published order."""
        return {
            "reading": self.reading.to_data(),
            "measures": {name: one.to_data() for name, one in self.measures.items()},
            "parts": [
                {
                    "period": one.cycle,
                    "state": one.state,
                    "total": None if one.total is None else one.total.bounds_data(),
                }
                for one in self.parts
            ],
            "grounds": [one.to_data() for one in self.grounds],
            "without_effect": [one.to_data() for one in self.without_effect],
            "notices": [one.to_data() for one in self.notices],
        }

    def lines_data(self) -> dict[str, dict[str, str | None]]:
        """Return the ten lines as a verdict writes them."""
        return {
            name: {**points.bounds_data(), "max": plain(LINES[name].maximum)}
            for name, points in self.lines.items()
        }
