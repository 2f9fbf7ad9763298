"""5 · One task with everything on record about it, and the cycle it counts in."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from attrs import frozen

from vanhoa_rules.calendars import Calendar, Period
from vanhoa_rules.facts import (
    CauseConfirmed,
    Fact,
    TaskAssessed,
    TaskAssigned,
    TaskCompleted,
    TaskExtended,
    TaskTransferred,
    TaskWithdrawn,
)
from vanhoa_rules.sheets.nd_335_2025.reading import Reading

KINDS = (
    "task.assigned",
    "task.completed",
    "task.assessed",
    "cause.confirmed",
    "task.extended",
    "task.transferred",
    "task.withdrawn",
)
YEAR_END = (12, 15)


@frozen
class Task:
    """A task as assigned to one person, and what happened to it; every tuple stands in the order (``at``, ``id``)."""

    assigned: TaskAssigned
    completed: tuple[TaskCompleted, ...] = ()
    assessed: tuple[TaskAssessed, ...] = ()
    confirmed: tuple[CauseConfirmed, ...] = ()
    extended: tuple[TaskExtended, ...] = ()
    transferred: tuple[TaskTransferred, ...] = ()
    withdrawn: tuple[TaskWithdrawn, ...] = ()

    @property
    def evidence(self) -> tuple[str, ...]:
        """The ids of all facts about the task, in order (``at``, ``id``)."""
        facts: list[Fact] = [
            self.assigned,
            *self.completed,
            *self.assessed,
            *self.confirmed,
            *self.extended,
            *self.transferred,
            *self.withdrawn,
        ]
        return tuple(fact.id for fact in sorted(facts, key=lambda fact: (fact.at, fact.id)))


_PLACES: dict[type[Fact], str] = {
    TaskCompleted: "completed",
    TaskAssessed: "assessed",
    CauseConfirmed: "confirmed",
    TaskExtended: "extended",
    TaskTransferred: "transferred",
    TaskWithdrawn: "withdrawn",
}


def tasks_of(facts: Iterable[Fact]) -> tuple[tuple[Task, ...], tuple[str, ...]]:
    """Return the tasks among one person's facts, by assignment, and the ids of facts about tasks never assigned.

    A task belongs to one person and one case: what another holder of the case did is on that person's timeline.
    """
    assigned: dict[str, TaskAssigned] = {}
    about: dict[str, dict[str, list[Fact]]] = {}
    for fact in facts:
        if isinstance(fact, TaskAssigned):
            assigned.setdefault(fact.case, fact)
        elif place := _PLACES.get(type(fact)):
            about.setdefault(fact.case or "", {}).setdefault(place, []).append(fact)
    found: list[Task] = []
    for case, first in assigned.items():
        parts = about.pop(case, {})
        values = {name: tuple(items) for name, items in parts.items()}
        found.append(Task(first, **values))  # type: ignore[arg-type]
    strays = tuple(fact.id for parts in about.values() for items in parts.values() for fact in items)
    return tuple(found), strays


def label(day: date, reading: Reading) -> str:
    """Return the cycle that a day belongs to: ``2026-03`` or ``2026-Q1``."""
    year, month = day.year, day.month
    if reading.year_end == "15_12" and (month, day.day) > YEAR_END:
        year, month = year + 1, 1
    return f"{year:04}-{month:02}" if reading.cycle == "month" else f"{year:04}-Q{(month + 2) // 3}"


def months_of(cycle: str) -> tuple[int, int, int]:
    """Return the year, the first and the last month of a cycle."""
    year, part = int(cycle[:4]), cycle[5:]
    if part.startswith("Q"):
        last = int(part[1:]) * 3
        return year, last - 2, last
    return year, int(part), int(part)


def span(cycle: str, reading: Reading, calendar: Calendar) -> Period:
    """Return the days of a cycle; with a year that ends on 15 December, that month and January shift."""
    year, first, last = months_of(cycle)
    start = date(year, first, 1)
    end = date(year + (last == 12), last % 12 + 1, 1)
    if reading.year_end == "15_12":
        start = date(year - 1, 12, 16) if first == 1 else start
        end = date(year, 12, 16) if last == 12 else end
    return Period(calendar.start_of(start), calendar.start_of(end))


def cycle_of(assigned: TaskAssigned, reading: Reading, calendar: Calendar) -> str:
    """Return the cycle a task counts in: its ``period``, else the one that holds ``due``, else ``at``.

    A period wider than a cycle is narrowed to the cycle of ``due`` where that lies inside, else to its last cycle.
    An extension does not move a task to another cycle.
    """
    decisive: datetime = assigned.due or assigned.at
    if assigned.period is None:
        return label(calendar.day(decisive), reading)
    written = assigned.period
    if re.fullmatch(r"\d{4}-\d{2}" if reading.cycle == "month" else r"\d{4}-Q\d", written):
        return written
    wide = Period.parse(written, calendar.zone)
    if wide.contains(decisive):
        return label(calendar.day(decisive), reading)
    day = calendar.day(wide.end)
    last = date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)
    return label(last, reading)
