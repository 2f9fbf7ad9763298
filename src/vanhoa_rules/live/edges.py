"""8 · The instants at which rows of the roster and coverage begin or have ended."""

from datetime import date, datetime, timedelta
from typing import Any

from attrs import define, field

from vanhoa_rules.calendars import Calendar, Period
from vanhoa_rules.conditions import Context, Expr, value
from vanhoa_rules.facts import Person, Roster
from vanhoa_rules.rules import Rulebook

ONE = timedelta(days=1)
TICK = timedelta(microseconds=1)


@define(eq=False)
class Edges:
    """Reads the roster and the stated coverage.

    ``depth`` is how many steps down the rules of a leader read, ``by_unit`` whether what is covered, or the hours
    worked, hang on the unit.
    """

    rulebook: Rulebook
    roster: Roster
    calendar: Calendar
    period: Period
    depth: int
    by_unit: bool
    _rows: dict[str, list[datetime]] = field(factory=dict[str, list[datetime]], init=False)
    _bindings: tuple[Expr, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        stated = {repr(rule.applies_to): rule.applies_to for rule in self.rulebook}
        self._bindings = tuple(one for one in stated.values() if one is not None)

    def below(self, staff: str) -> tuple[str, ...]:
        """Return whose timelines the rules read that look at a person's subordinates."""
        people = {staff: None}
        for _ in range(self.depth):
            people |= {
                one: None for each in people for one in self.roster.ever_reports(each, date.min, date.max)
            }
        return tuple(one for one in people if one != staff)

    def of(self, staff: str) -> list[datetime]:
        """Return the instants at which a row begins or has ended of a person or of those below."""
        if staff not in self._rows:
            found: set[datetime] = set()
            for row in (row for one in (staff, *self.below(staff)) for row in self.roster.rows(one)):
                if row.since is not None:
                    found.add(self.calendar.start_of(row.since))
                if row.until is not None:
                    found.add(self.calendar.start_of(row.until + ONE))
            self._rows[staff] = sorted({*found, *(at + TICK for at in found)})
        return self._rows[staff]

    def of_coverage(self, covers: Any) -> list[datetime]:
        """Return the instants at which coverage begins or has ended for somebody, and the calendar's end."""
        start_of, found = self.calendar.start_of, {self.calendar.start_of(self.calendar.last + ONE)}
        for entry in getattr(covers, "entries", ()):
            found.add(start_of(entry.since))
            if entry.until is not None:
                found.add(start_of(entry.until + ONE))
        return sorted({*found, *(at + TICK for at in found)})

    def is_judged(self, staff: str) -> bool:
        """Return whether a person's rows touch the period."""
        start_of, period = self.calendar.start_of, self.period
        return any(
            (row.since is None or start_of(row.since) < period.end)
            and (row.until is None or start_of(row.until + ONE) > period.start)
            for row in self.roster.rows(staff)
        )

    def likeness(self, staff: str) -> Any:
        """Return what two people without facts have in common whose answers change by themselves at the same times."""
        bound = (tuple(_holds(one, row) for one in self._bindings) for row in self.roster.rows(staff))
        return self.rows_of(staff), tuple(bound)

    def rows_of(self, staff: str) -> Any:
        """Return what of a person's rows coverage and deadlines hang on."""
        return tuple(
            (row.unit if self.by_unit else None, row.since, row.until) for row in self.roster.rows(staff)
        )


def _holds(binding: Expr, row: Person) -> bool:
    return value(binding, Context(None, lambda _: row)) is True
