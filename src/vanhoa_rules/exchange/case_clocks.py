"""0 · Before the facts: when a file is due — counted in days or in hours of work, stopped while the citizen is waited for."""

from datetime import datetime, time, timedelta

from attrs import frozen

from vanhoa_rules.calendars import Calendar, Duration, ShiftEntry, ShiftTable
from vanhoa_rules.calendars.work import work_through
from vanhoa_rules.errors import CalendarError

NONE = timedelta()
EIGHT = ShiftTable(
    [
        ShiftEntry(
            (("08:00", "12:00"), ("13:00", "17:00")),
            source="8 working hours a day, where a procedure counts so and no other hours are given",
        )
    ]
)


@frozen
class CaseClock:
    """How a procedure's time runs: ``takes`` from the reception where the file names no day, in hours of work or in days.

    ``hours``: time is counted in hours of work, 8 a day, along the calendar's shift table (08:00 to 17:00 where there is
    none); otherwise in working days.
    """

    takes: Duration | None = None
    hours: bool = False


def due_of(received: datetime, clock: CaseClock, calendar: Calendar, unit: str | None) -> datetime | None:
    """Return when a file is due by its procedure's time, None where that cannot be told."""
    if clock.takes is None:
        return None
    try:
        return _timed(calendar, clock).deadline(received, clock.takes, unit)
    except CalendarError:
        return None


def resumed(
    due: datetime, stopped: datetime, again: datetime, clock: CaseClock, calendar: Calendar, unit: str | None
) -> datetime | None:
    """Return the new due of a file whose time stood still from ``stopped`` to ``again``.

    What was left when it stopped is left when it runs again: working days with the due's own time of day, or hours of
    work. A file already late when it was stopped keeps its due. None where the calendar does not reach.
    """
    if due <= stopped:
        return due
    try:
        if clock.hours:
            return _by_hours(due, stopped, again, _timed(calendar, clock), unit)
        left = _days_between(stopped, due, calendar)
        day = calendar.day(again)
        day = calendar.table.after(day, left) if left else calendar.table.on_or_after(day)
    except CalendarError:
        return None
    local = calendar.local(due)
    moved = calendar.start_of(day) + (local - calendar.start_of(local.date()))
    return max(moved, due)


def _timed(calendar: Calendar, clock: CaseClock) -> Calendar:
    return calendar.with_shifts(EIGHT) if clock.hours and calendar.shifts is None else calendar


def _days_between(start: datetime, end: datetime, calendar: Calendar) -> int:
    """Return how many working days after the day of ``start`` there are, up to the day of ``end``."""
    day, last = calendar.day(start), calendar.day(end)
    count = 0
    while day < last:
        day += timedelta(days=1)
        count += calendar.is_working(day)
    return count


def _by_hours(
    due: datetime, stopped: datetime, again: datetime, calendar: Calendar, unit: str | None
) -> datetime:
    left = worked(stopped, due, calendar, unit)
    return work_through(
        calendar.table, calendar.shifts, calendar.local(again), left, zone=calendar.zone, unit=unit
    )


def worked(start: datetime, end: datetime, calendar: Calendar, unit: str | None) -> timedelta:
    """Return the working time between two instants along the shift table."""
    begin, stop = calendar.local(start).replace(tzinfo=None), calendar.local(end).replace(tzinfo=None)
    day, total = begin.date(), NONE
    while day <= stop.date():
        hours: tuple[tuple[time, time], ...] = ()
        if calendar.is_working(day) and calendar.shifts is not None:
            hours = calendar.shifts.hours(day, unit) or ()
        for first, last in hours:
            span = min(datetime.combine(day, last), stop) - max(datetime.combine(day, first), begin)
            total += max(span, NONE)
        day += timedelta(days=1)
    return total
