"""5 · How many may be excellent: a share of those rated good, by body and group of similar tasks (Art 20(5)).

Nobody is picked here: the excess is counted and everyone concerned is named; an order is made only by a criterion that
the caller names, and a tie across the limit stays a tie.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from attrs import frozen

from vanhoa_rules.errors import UsageError
from vanhoa_rules.findings import Scene
from vanhoa_rules.sheets.nd_335_2025.measures import NIL
from vanhoa_rules.sheets.nd_335_2025.reading import Reading
from vanhoa_rules.sheets.nd_335_2025.results import EvaluationResult
from vanhoa_rules.words import error, near

USUAL, MOST = 20, 25  # percent, Art 20(5)
ORDERS = ("total", "general", "result")


@frozen(kw_only=True)
class GroupQuota:
    """One body and group: who is excellent, how many may be, as rated and after the excess becomes good.

    ``limit`` counts on the ratings as they are; ``settled`` is the most that may stay excellent once the others are
    rated good, which moves the base. ``certain`` are named by the caller's order; ``tied`` share the last place.
    """

    body: str | None
    group: str | None
    percent: int
    basis: str | None
    excellent: tuple[str, ...]
    good: tuple[str, ...]
    uncertain: tuple[str, ...]
    limit: int
    settled: int
    order: str | None = None
    first: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()

    @property
    def excess(self) -> int:
        """How many more are excellent than may be, as rated."""
        return max(0, len(self.excellent) - self.limit)

    @property
    def to_lower(self) -> int:
        """How many must become good so that the rest is within the share of the base that results."""
        return max(0, len(self.excellent) - self.settled)

    def to_data(self) -> dict[str, Any]:
        """Return the group as JSON data."""
        return {
            "body": self.body,
            "group": self.group,
            "percent": self.percent,
            "basis": self.basis,
            "excellent": list(self.excellent),
            "good": len(self.good),
            "uncertain": list(self.uncertain),
            "limit": self.limit,
            "excess": self.excess,
            "limit_after": self.settled,
            "to_lower": self.to_lower,
            "order": self.order,
            "first": list(self.first),
            "tied": list(self.tied),
        }


def limit(excellent: int, good: int, percent: int, reading: Reading) -> int:
    """Return how many may be excellent where so many are rated excellent and good."""
    base = good + (excellent if reading.quota_base == "tot_tro_len" else 0)
    share = Fraction(base * percent, 100)
    return int(share) if reading.quota_rounding == "floor" else int(share + Fraction(1, 2))


def settled(excellent: int, good: int, percent: int, reading: Reading) -> int:
    """Return the most that may stay excellent when the others of them become good."""
    for kept in range(excellent, -1, -1):
        if kept <= limit(kept, good + excellent - kept, percent, reading):
            return kept
    return 0


def quota(
    results: Mapping[str, EvaluationResult],
    scene: Scene,
    *,
    percent: int = USUAL,
    basis: str | None = None,
    order: str | None = None,
) -> tuple[GroupQuota, ...]:
    """Return the quota of each body and group, in roster order.

    ``percent`` up to 20, or up to 25 with the authority's document as ``basis``. ``order`` names a number to rank by
    (total, general, result); without it nobody is ranked. A rating that the unseen could change is counted as recorded
    and its person named as uncertain.
    """
    if not 0 < percent <= MOST:
        raise error(UsageError, "quota.percent", percent=percent)
    if percent > USUAL and not (basis or "").strip():
        raise error(UsageError, "quota.basis", percent=percent)
    if order is not None and order not in ORDERS:
        raise error(UsageError, "quota.order", order=order, near=near(order, ORDERS))
    groups: dict[tuple[str | None, str | None], list[EvaluationResult]] = {}
    day = scene.calendar.day(scene.period.end)
    for staff, one in results.items():
        row = next((row for row in reversed(scene.roster.rows(staff)) if (row.since or date.min) < day), None)
        if row is not None and one.ratings[1] is not None:
            groups.setdefault((row.body, row.group), []).append(one)
    return tuple(
        _group(body, group, people, percent, basis, order) for (body, group), people in groups.items()
    )


def _group(
    body: str | None,
    group: str | None,
    people: Sequence[EvaluationResult],
    percent: int,
    basis: str | None,
    order: str | None,
) -> GroupQuota:
    excellent = [one for one in people if one.ratings[1] == "xuat_sac"]
    good = tuple(one.staff for one in people if one.ratings[1] == "tot")
    reading = people[0].reading
    kept = settled(len(excellent), len(good), percent, reading)
    first, tied = _ranked(excellent, kept, order)
    return GroupQuota(
        body=body,
        group=group,
        percent=percent,
        basis=basis,
        excellent=tuple(one.staff for one in excellent),
        good=good,
        uncertain=tuple(one.staff for one in people if not one.certain),
        limit=limit(len(excellent), len(good), percent, reading),
        settled=kept,
        order=order,
        first=first,
        tied=tied,
    )


def _ranked(
    people: Sequence[EvaluationResult], kept: int, order: str | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who stands above the limit by the caller's criterion, and who is tied across it."""
    if order is None or kept >= len(people):
        return (), ()
    marks = {one.staff: _mark(one, order) for one in people}
    ranked = sorted(people, key=lambda one: -marks[one.staff])
    if not kept:
        return (), ()
    edge = marks[ranked[kept - 1].staff]
    above = tuple(one.staff for one in ranked if marks[one.staff] > edge)
    level = tuple(one.staff for one in ranked if marks[one.staff] == edge)
    if len(above) + len(level) <= kept:
        return (*above, *level), ()
    return above, level


def _mark(one: EvaluationResult, order: str) -> Fraction:
    measure = one.total if order == "total" else one.measures.get(order)
    return (measure.recorded if measure is not None else None) or NIL
