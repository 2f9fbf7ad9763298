"""3 · What the nodes ask of a match: deadlines, movers, keys, roster rows."""

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from typing import Any

from attrs import define, field

from vanhoa_rules import conditions
from vanhoa_rules.calendars import Period, Window
from vanhoa_rules.conditions import Context, Expr
from vanhoa_rules.engines.reference.matching import DAY, FAR, after, key_of, subject_of
from vanhoa_rules.engines.sight import NOTHING, Sight
from vanhoa_rules.errors import CalendarError
from vanhoa_rules.facts import Fact, Person
from vanhoa_rules.findings import Match, Pending, Scene
from vanhoa_rules.patterns import Before, NotPrecededBy, PrecededBy, mover_field


@define(eq=False)
class Reading:
    """One scene, and what can be asked of it about a match."""

    scene: Scene
    sight: Sight = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.sight = Sight(self.scene)

    def _complete(self, per: Window) -> list[Period]:
        return [w for w in self.scene.calendar.windows(per, self.scene.period) if w.end <= self.scene.as_of]

    def _incomplete(self, per: Window) -> list[Period]:
        return [w for w in self.scene.calendar.windows(per, self.scene.period) if w.end > self.scene.as_of]

    def _first(self, same: str | None, m: Match, found: Iterable[Match]) -> Match | None:
        return next((n for n in found if self._same(same, m, n) and after(n, m)), None)

    def _near(self, same: str | None, m: Match, n: Match) -> bool:
        return self._same(same, m, n) and (after(n, m) if n.fixed else n.hi >= m.at)

    def _precedes(self, node: PrecededBy | NotPrecededBy, n: Match, m: Match) -> bool:
        if not self._same(node.same, m, n):
            return False
        if not n.fixed:
            return n.lo <= m.at
        return after(m, n) and (node.within is None or m.at <= (self._deadline(node.within, n) or FAR))

    def _moved(
        self, due: datetime, m: Match, same: str | None, movers: Iterable[Match], answer: Match | None
    ) -> tuple[datetime, tuple[Fact, ...]]:
        """Return the deadline after every mover that counts, and the facts that moved it."""
        moved: list[Fact] = []
        for n in movers:
            if (
                not self._same(same, m, n)
                or not after(n, m)
                or n.at > due
                or (answer is not None and n.at > answer.at)
            ):
                continue
            new = getattr(subject_of(n), mover_field(type(subject_of(n))) or "", None)
            if new is not None and new > due:
                due = new
                moved.extend(n.facts)
        return due, tuple(moved)

    def _deadline(self, limit: Any, m: Match) -> datetime | None:
        """Return the last instant in time, FAR beyond the calendar, None where no deadline is written."""
        calendar = self.scene.calendar
        try:
            match limit:
                case None:
                    return None
                case Before(of, duration):
                    written: datetime | None = self._value(of, subject_of(m))
                    return written and max(calendar.before(written, duration), subject_of(m).at)
                case Expr():
                    due: datetime | None = self._value(limit, subject_of(m))
                    return due and max(due, subject_of(m).at)
                case _:
                    return calendar.deadline(m.at, limit, self.sight.unit(subject_of(m).staff, m.at))
        except CalendarError as outside:
            if not outside.beyond or calendar.day(self.scene.as_of) > calendar.last:
                raise
            return FAR

    def _days(self, due: datetime, end: datetime) -> Fraction:
        day = self.scene.calendar.day
        return Fraction(max(1, (day(end) - day(due)).days))

    def _value(self, expr: Expr, fact: Fact) -> Any:
        day, roster = self.scene.calendar.day, self.scene.roster
        return conditions.value(expr, Context(fact, lambda at: roster.row(fact.staff, day(at))))

    def _same(self, same: str | None, m: Match | Pending, n: Match) -> bool:
        if same is None:
            return True
        mine, other = key_of(same, m), key_of(same, n)
        return mine is not None and mine == other

    def _unkeyed(self, same: str | None, m: Match) -> frozenset[str]:
        return (
            NOTHING
            if same is None or key_of(same, m) is not None
            else frozenset({f"{subject_of(m).kind}.{same}"})
        )

    def _rows(self, staff: str, lo: datetime, hi: datetime) -> list[Person | None]:
        """Return the roster rows in force from one instant's day to another's, None where there is none."""
        first, last = self.scene.calendar.day(lo), self.scene.calendar.day(hi)
        days = [first, last]
        for row in self.scene.roster.rows(staff):
            days.extend(
                d for d in (row.since, row.until and row.until + DAY) if d is not None and first < d <= last
            )
        return [self.scene.roster.row(staff, d) for d in sorted(set(days))]

    def _when(self, p: Pending) -> datetime:
        return p.due or self.scene.as_of
