"""5 · Who was in service when: days served, months that count, the months of service in a year (Arts 11, 19)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import cast

from attrs import frozen

from vanhoa_rules.calendars import Calendar, Period
from vanhoa_rules.facts import Fact, LeaveApproved, Person
from vanhoa_rules.sheets.nd_335_2025.measures import NIL
from vanhoa_rules.sheets.nd_335_2025.reading import Reading

DAY = timedelta(days=1)
NOON = time(12)
AWAY = ("sick", "maternity", "unpaid")  # a month wholly on such leave does not count: Arts 11(2), 17(3)
SERVICE = 6  # months, Art 11(1)


@frozen
class Leaves:
    """A person's leaves of the reasons that matter, as spans."""

    spans: tuple[tuple[datetime, datetime, str], ...]

    def on(self, noon: datetime, *reasons: str) -> bool:
        """Return whether a leave of one of the reasons holds at an instant."""
        return any(reason in reasons and start <= noon < end for start, end, reason in self.spans)

    def touch(self, span: Period) -> bool:
        """Return whether any leave reaches into a span."""
        return any(start < span.end and end > span.start for start, end, _ in self.spans)


def leaves_of(facts: Sequence[Fact]) -> Leaves:
    """Return the sick, maternity and unpaid leaves among one person's facts."""
    return Leaves(
        tuple(
            (fact.at, fact.until, fact.reason)
            for fact in facts
            if isinstance(fact, LeaveApproved) and fact.reason in AWAY
        )
    )


def days(first: date, end: date) -> Iterator[date]:
    """Return the days from the first up to, not including, the end."""
    day = first
    while day < end:
        yield day
        day += DAY


def _noon(day: date, calendar: Calendar) -> datetime:
    return calendar.start_of(day) + timedelta(hours=NOON.hour)


def rows_in(rows: Sequence[Person], first: date, end: date) -> tuple[Person, ...]:
    """Return the rows in force on some day from the first up to, not including, the end."""
    return tuple(
        row
        for row in rows
        if (row.since is None or row.since < end) and (row.until is None or row.until >= first)
    )


def bounds(span: Period, calendar: Calendar) -> tuple[date, date]:
    """Return the first day of a span and the day after its last."""
    return calendar.day(span.start), calendar.day(span.end)


def in_service(rows: Sequence[Person], span: Period, calendar: Calendar) -> tuple[datetime, datetime] | None:
    """Return the hull of a person's service within a span, or None."""
    first, end = bounds(span, calendar)
    held = rows_in(rows, first, end)
    if not held:
        return None
    begins = max(first, min((row.since or date.min) for row in held))
    until = [row.until for row in held]
    last = None if None in until else max(cast("list[date]", until))
    ends = span.end if last is None or last + DAY >= end else calendar.start_of(last + DAY)
    return max(span.start, calendar.start_of(begins)), min(span.end, ends)


def counts(
    rows: Sequence[Person], leaves: Leaves, span: Period, calendar: Calendar, reading: Reading
) -> bool:
    """Return whether a cycle counts: some day worked, or half of its working days under that reading.

    A day is on leave when its noon is. The table of working days is consulted only where a leave reaches into the
    cycle or half of the days must be served.
    """
    half = reading.month_counts == "half"
    if not half and not leaves.touch(span):
        return True
    working = served = 0
    for day in days(*bounds(span, calendar)):
        if not calendar.is_working(day):
            continue
        working += 1
        if any(row.holds(day) for row in rows) and not leaves.on(_noon(day, calendar), *AWAY):
            served += 1
    return 2 * served >= working if half else served > 0


def months_served(
    rows: Sequence[Person],
    leaves: Leaves,
    year: int,
    calendar: Calendar,
    elsewhere: frozenset[int] = frozenset(),
) -> Fraction:
    """Return the months of service in a year less unpaid leave; sick leave and maternity are service (Art 11).

    A month of which a part was served counts by days, one of ``elsewhere`` (its result was sent by another body) as a
    whole. The decree is silent on how to count: this library's choice.
    """
    found = NIL
    for month in range(1, 13):
        first, end = date(year, month, 1), date(year + (month == 12), month % 12 + 1, 1)
        if month in elsewhere:
            found += 1
            continue
        if not rows_in(rows, first, end):
            continue
        unpaid = leaves.touch(Period(calendar.start_of(first), calendar.start_of(end)))
        if not unpaid and any(row.holds(first) and row.holds(end - DAY) for row in rows):
            found += 1
            continue
        served = sum(
            any(row.holds(day) for row in rows) and not (unpaid and leaves.on(_noon(day, calendar), "unpaid"))
            for day in days(first, end)
        )
        found += Fraction(served, (end - first).days)
    return found
