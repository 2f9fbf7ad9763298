"""Before the facts: working time along a table of shifts, forward and back."""

from datetime import date, datetime, timedelta

from vanhoa_rules.calendars.periods import TICK, local, place
from vanhoa_rules.calendars.shifts import ShiftTable
from vanhoa_rules.calendars.steps import step
from vanhoa_rules.calendars.tables import DayTable
from vanhoa_rules.errors import CalendarError
from vanhoa_rules.words import error

_NONE = timedelta()


def work_through(
    table: DayTable,
    shifts: ShiftTable | None,
    start: datetime,
    left: timedelta,
    *,
    zone: str,
    unit: str | None,
) -> datetime:
    """Return the instant at which so much working time after ``start`` is complete."""
    day = start.date()
    while left:
        for begin, end in _spans(table, shifts, day, zone, unit):
            span = end - max(begin, start)
            if left <= span:
                return local(max(begin, start) + left, zone)
            left -= max(span, _NONE)
        day = step(table, day, 1)
    return start


def work_back(
    table: DayTable,
    shifts: ShiftTable | None,
    instant: datetime,
    left: timedelta,
    *,
    zone: str,
    unit: str | None,
) -> datetime:
    """Return the first start from which so much working time is complete at ``instant`` or later.

    Counted in ticks of a microsecond, it is the one after the n-th working tick before the last tick before ``instant``.
    """
    if not left:
        return instant
    stop = instant - TICK
    day = min(stop.date(), table.last)
    while True:
        for begin, end in reversed(_spans(table, shifts, day, zone, unit)):
            span = min(end, stop) - begin
            if left <= span:
                return local(min(end, stop) - left + TICK, zone)
            left -= max(span, _NONE)
        day = step(table, day, -1)


def _spans(
    table: DayTable, shifts: ShiftTable | None, day: date, zone: str, unit: str | None
) -> list[tuple[datetime, datetime]]:
    if not table.is_working(day):
        return []
    hours = shifts.hours(day, unit) if shifts else None
    if hours is None:
        raise error(CalendarError, "calendar.shifts", day=day.isoformat(), unit=unit or "–")
    return [(place(day, begin, zone), place(day, end, zone)) for begin, end in hours]
