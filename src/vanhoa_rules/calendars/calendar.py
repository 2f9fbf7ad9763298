"""Before the facts: the calendar, which turns lengths of time into instants and back."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Self, assert_never

from attrs import evolve, field, frozen

from vanhoa_rules.calendars.durations import (
    Days,
    Duration,
    EndOf,
    Hours,
    Months,
    Window,
    WorkingDays,
    WorkingHours,
    Years,
)
from vanhoa_rules.calendars.national import country_days, vietnam_days
from vanhoa_rules.calendars.periods import TICK, ZONE, Period, close, fixed, local, place, zone_of
from vanhoa_rules.calendars.shifts import ShiftEntry, ShiftTable
from vanhoa_rules.calendars.steps import bounds, months_back, step, step_months
from vanhoa_rules.calendars.tables import DayTable, MarkedDay
from vanhoa_rules.calendars.work import work_back, work_through
from vanhoa_rules.canonical import digest, dumps
from vanhoa_rules.errors import RuleError, UsageError
from vanhoa_rules.words import error


def _zone(_: Any, __: Any, value: str) -> None:
    zone_of(value)


@frozen(repr=False)
class Calendar:
    """A zone, a table of working days and, where there is one, a table of shifts.

    Only what needs the table consults it: working days, rolling and working hours. A date outside it is then a
    ``CalendarError`` whose ``beyond`` says on which side. Hours, ends of windows and ``before`` by hours or days do
    not. Every instant returned has the offset of the zone at that instant.
    """

    zone: str = field(validator=_zone)
    table: DayTable
    shifts: ShiftTable | None = None

    def __repr__(self) -> str:
        shifts = "no shift table" if self.shifts is None else f"{len(self.shifts.entries)} shift entries"
        return f"<Calendar {self.zone} {self.first}..{self.last}, {len(self.off)} days off, {len(self.worked)} make-up days, {shifts}>"

    @classmethod
    def vietnam(cls, *, culture_day: bool = False, shifts: ShiftTable | None = None) -> Self:
        """Return the calendar of Vietnam's civil service, 2010 to 2027 (2027 is provisional).

        ``culture_day`` adds 24 November from 2026, which a resolution of the Politburo (80-NQ/TW) intends; no law that
        enacts it for 2026 was found.
        """
        return cls(ZONE, vietnam_days(culture_day=culture_day), shifts)

    @classmethod
    def plain(
        cls,
        zone: str,
        first: date | str,
        last: date | str,
        *,
        off: Iterable[MarkedDay | date | str] = (),
        worked: Iterable[MarkedDay | date | str] = (),
        shifts: ShiftTable | None = None,
    ) -> Self:
        """Return a calendar of Mondays to Fridays with the given days off and worked besides."""
        return cls(zone, DayTable(first, last, off, worked), shifts)

    @classmethod
    def from_holidays(
        cls,
        country: str,
        first_year: int,
        last_year: int,
        *,
        zone: str | None = None,
        shifts: ShiftTable | None = None,
    ) -> Self:
        """Return the calendar of a country as the installed ``holidays`` package knows it, with its own weekly rest days.

        ``zone`` may be left out for ``"VN"`` alone. ``UsageError`` for a country that the package does not have.
        """
        place_of_work = zone or (ZONE if country == "VN" else None)
        if place_of_work is None:
            raise error(UsageError, "calendar.zoneless", country=country)
        return cls(place_of_work, country_days(country, first_year, last_year), shifts)

    def with_shifts(self, table: ShiftTable | None) -> Self:
        """Return this calendar with another table of shifts."""
        return evolve(self, shifts=table)

    @property
    def first(self) -> date:
        """The first day of the table."""
        return self.table.first

    @property
    def last(self) -> date:
        """The last day of the table."""
        return self.table.last

    @property
    def off(self) -> tuple[MarkedDay, ...]:
        """The rest days beyond the weekly ones, each with its source."""
        return self.table.off

    @property
    def worked(self) -> tuple[MarkedDay, ...]:
        """The make-up days, each with its source."""
        return self.table.worked

    @property
    def digest(self) -> str:
        """The digest of what the calendar says; the wording of sources is not in it."""
        return _digest(self)

    def local(self, instant: datetime) -> datetime:
        """Return the instant as the clocks of the zone show it, with a fixed offset."""
        return local(instant, self.zone)

    def day(self, instant: datetime) -> date:
        """Return the date of an instant in the zone."""
        return local(instant, self.zone).date()

    def is_working(self, day: date) -> bool:
        """Return whether a day is worked; ``CalendarError`` outside the table."""
        return self.table.is_working(day)

    def start_of(self, day: date) -> datetime:
        """Return the first instant of a day."""
        return place(day, time.min, self.zone)

    def end_of_day(self, day: date) -> datetime:
        """Return the last instant of a day, 23:59:59.999999 on the clocks of the zone."""
        try:
            return close(day, self.zone)
        except OverflowError:
            raise self.table.outside(day=day, beyond=True) from None

    def needs_shifts(self, d: Duration) -> bool:
        """Return whether a duration can be told only with a shift table."""
        return isinstance(d, WorkingHours)

    def deadline(self, start: datetime, d: Duration, unit: str | None = None) -> datetime:
        """Return the last instant in time of a duty that arose at ``start``.

        ``working_days(0)`` is the end of the day itself, also of a rest day; ``working_hours(n)`` ends at the instant
        at which the n-th hour is complete. ``CalendarError`` ``calendar.outside`` outside the table,
        ``calendar.shifts`` where the hours of a day are not known.
        """
        match d:
            case Hours(n):
                return self._moved(start, n)
            case Days(n, roll):
                return self._end(step(self.table, self.day(start), n), roll=roll)
            case WorkingDays(n):
                day = self.day(start)
                return self.end_of_day(self.table.after(day, n) if n else day)
            case WorkingHours(n):
                return work_through(
                    self.table, self.shifts, self.local(start), timedelta(hours=n), zone=self.zone, unit=unit
                )
            case Months(n, roll):
                return self._end(step_months(self.table, self.day(start), n), roll=roll)
            case Years(n, roll):
                return self._end(step_months(self.table, self.day(start), 12 * n), roll=roll)
            case EndOf(window):
                return self.local(self._window(window, start).end - TICK)
            case _:
                assert_never(d)

    def before(self, due: datetime, d: Duration) -> datetime:
        """Return the last instant in time of what is due a duration before ``due``, never later than ``due``.

        Hours are exact; days, working days, months and years are the end of the n-th day before, or of the same day
        number before, and never roll. ``RuleError`` for working hours and ends of windows.
        """
        match d:
            case Hours(n):
                return self._moved(due, -n)
            case Days(n):
                day = step(self.table, self.day(due), -n)
            case WorkingDays(n):
                day = self.table.before(self.day(due), n) if n else self.day(due)
            case Months(n):
                day = step_months(self.table, self.day(due), -n)
            case Years(n):
                day = step_months(self.table, self.day(due), -12 * n)
            case WorkingHours() | EndOf():
                raise error(RuleError, "duration.before", duration=repr(d))
            case _:
                assert_never(d)
        return min(self.end_of_day(day), self.local(due))

    def earliest(self, instant: datetime, d: Duration, unit: str | None = None) -> datetime:
        """Return the first start whose deadline is ``instant`` or later, for looking back.

        A deadline beyond the table counts as later. ``CalendarError`` where the search leaves the table backward or
        needs hours that are not known.
        """
        match d:
            case Hours(n):
                return self._moved(instant, -n)
            case Days(n, roll):
                return self.start_of(step(self.table, self._rolling(instant, roll=roll), -n))
            case WorkingDays(n):
                day = self.day(instant)
                return self.start_of(self.table.first_reaching(day, n) if n else day)
            case WorkingHours(n):
                return work_back(
                    self.table,
                    self.shifts,
                    self.local(instant),
                    timedelta(hours=n),
                    zone=self.zone,
                    unit=unit,
                )
            case Months(n, roll):
                return self.start_of(months_back(self.table, self._rolling(instant, roll=roll), n))
            case Years(n, roll):
                return self.start_of(months_back(self.table, self._rolling(instant, roll=roll), 12 * n))
            case EndOf(window):
                return self._window(window, instant).start
            case _:
                assert_never(d)

    def back(self, at: datetime, d: Duration) -> datetime:
        """Return the first instant of the window that looks back from ``at``; never later than ``at``, nothing rolls.

        ``days(n)`` are the n days that end with the day of ``at``, ``working_days(n)`` begin with the n-th working day
        counted back from it, ``months(n)`` and ``years(n)`` with the day after the same day number, ``hours(n)`` are
        exact. With n = 0 the window is ``at`` alone. ``RuleError`` for working hours and ends of windows.
        """
        match d:
            case Hours(n):
                return self._moved(at, -n)
            case WorkingHours() | EndOf():
                raise error(RuleError, "duration.back", duration=repr(d))
            case Days(0) | WorkingDays(0) | Months(0) | Years(0):
                return self.local(at)
            case Days(n):
                day = step(self.table, self.day(at), 1 - n)
            case WorkingDays(n):
                day = self.table.on_or_before(self.day(at), n)
            case Months(n):
                day = step(self.table, step_months(self.table, self.day(at), -n), 1)
            case Years(n):
                day = step(self.table, step_months(self.table, self.day(at), -12 * n), 1)
            case _:
                assert_never(d)
        return self.start_of(day)

    def window(self, w: Window, at: datetime, period: Period) -> Period:
        """Return the calendar window that holds an instant; ``Window.PERIOD`` is the period itself."""
        return period if w is Window.PERIOD else self._window(w, at)

    def windows(self, w: Window, period: Period) -> tuple[Period, ...]:
        """Return the windows whose last instant lies in the period, in order."""
        if w is Window.PERIOD:
            return (period,)
        found: list[Period] = []
        window = self._window(w, period.start)
        while window.end - TICK < period.end:
            found.append(window)
            window = self._window(w, window.end)
        return tuple(found)

    def _window(self, w: Window, at: datetime) -> Period:
        start, end = bounds(self.table, w, self.day(at))
        return Period(self.start_of(start), self.start_of(end))

    def _moved(self, at: datetime, n: int) -> datetime:
        try:
            return local(fixed(at) + timedelta(hours=n), self.zone)
        except OverflowError:
            raise self.table.outside(beyond=n > 0) from None

    def _end(self, day: date, *, roll: bool) -> datetime:
        return self.end_of_day(self.table.on_or_after(day) if roll else day)

    def _rolling(self, instant: datetime, *, roll: bool) -> date:
        return self.table.first_rolling(self.day(instant)) if roll else self.day(instant)


@lru_cache(maxsize=64)
def _digest(calendar: Calendar) -> str:
    shifts = calendar.shifts
    return digest(
        {
            "zone": calendar.zone,
            "first": calendar.first,
            "last": calendar.last,
            "off": calendar.table.weekdays_off,
            "worked": calendar.table.weekends_worked,
            "shifts": shifts and sorted(map(_said, shifts.entries), key=dumps),
        }
    )


def _said(entry: ShiftEntry) -> dict[str, Any]:
    return {
        "hours": [[clock.isoformat() for clock in shift] for shift in entry.hours],
        "since": entry.since,
        "until": entry.until,
        "season": entry.season,
        "unit": entry.unit,
        "weekdays": sorted(set(entry.weekdays)),
    }
