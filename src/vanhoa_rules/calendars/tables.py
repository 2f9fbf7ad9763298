"""Before the facts: which days are worked, as dated data with a source, and counting along them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from attrs import Factory, field, frozen

from vanhoa_rules.calendars.periods import read_date
from vanhoa_rules.errors import CalendarError, UsageError
from vanhoa_rules.words import error

_SATURDAY = 5


@frozen
class MarkedDay:
    """One day that the table marks: its name, the text that marks it, and whether that is still provisional."""

    day: date
    name: str = ""
    source: str = ""
    provisional: bool = False


def _marks(value: "Iterable[MarkedDay | date | str]") -> tuple[MarkedDay, ...]:
    marks = (item if isinstance(item, MarkedDay) else MarkedDay(read_day(item)) for item in value)
    return tuple(sorted(marks, key=lambda mark: mark.day))


def read_day(value: "date | str") -> date:
    """Return a date from ``YYYY-MM-DD`` text; a ``UsageError`` where the text is none."""
    try:
        return read_date(value) if isinstance(value, str) else value
    except ValueError:
        raise error(UsageError, "calendar.date", value=repr(value)) from None


def _weekdays_off(table: Any) -> frozenset[date]:
    return frozenset(mark.day for mark in table.off if mark.day.weekday() < _SATURDAY)


def _weekends_worked(table: Any) -> frozenset[date]:
    return frozenset(mark.day for mark in table.worked if mark.day.weekday() >= _SATURDAY)


@frozen(cache_hash=True)
class DayTable:
    """The working days from ``first`` to ``last``: Monday to Friday, without the days ``off``, with those ``worked``.

    ``UsageError`` where a mark lies outside the table or a day is both off and worked. Counting raises
    ``CalendarError`` at the table's ends.
    """

    first: date = field(converter=read_day)
    last: date = field(converter=read_day)
    off: tuple[MarkedDay, ...] = field(default=(), converter=_marks)
    worked: tuple[MarkedDay, ...] = field(default=(), converter=_marks)
    weekdays_off: frozenset[date] = field(
        init=False, eq=False, repr=False, default=Factory(_weekdays_off, takes_self=True)
    )
    weekends_worked: frozenset[date] = field(
        init=False, eq=False, repr=False, default=Factory(_weekends_worked, takes_self=True)
    )

    def __attrs_post_init__(self) -> None:
        if self.last < self.first:
            raise error(
                UsageError, "calendar.empty", first=self.first.isoformat(), last=self.last.isoformat()
            )
        off = {mark.day for mark in self.off}
        for mark in (*self.off, *self.worked):
            if not self.first <= mark.day <= self.last:
                raise error(
                    UsageError,
                    "calendar.stray",
                    day=mark.day.isoformat(),
                    first=self.first.isoformat(),
                    last=self.last.isoformat(),
                )
        for mark in self.worked:
            if mark.day in off:
                raise error(UsageError, "calendar.both", day=mark.day.isoformat())

    def outside(self, *, day: date | None = None, beyond: bool) -> CalendarError:
        """Return the error for a day after the table (``beyond``) or before it; without a day, the nearest such day."""
        edge = (
            min(self.last.toordinal() + 1, date.max.toordinal())
            if beyond
            else max(self.first.toordinal() - 1, 1)
        )
        shown = day or date.fromordinal(edge)
        return error(
            CalendarError,
            "calendar.outside",
            day=shown.isoformat(),
            first=self.first.isoformat(),
            last=self.last.isoformat(),
            beyond=beyond,
        )

    def require(self, day: date) -> None:
        """Raise ``CalendarError`` where a day is not in the table."""
        if not self.first <= day <= self.last:
            raise self.outside(day=day, beyond=day > self.last)

    def is_working(self, day: date) -> bool:
        """Return whether a day of the table is worked."""
        self.require(day)
        return day in self.weekends_worked if day.weekday() >= _SATURDAY else day not in self.weekdays_off

    def after(self, day: date, n: int) -> date:
        """Return the n-th working day after a day, n at least 1."""
        if day.toordinal() < self.first.toordinal() - 1:
            raise self.outside(day=day, beyond=False)
        return self._at(bisect_right(_ladder(self), day.toordinal()) + n - 1)

    def before(self, day: date, n: int) -> date:
        """Return the n-th working day before a day, n at least 1."""
        if day.toordinal() > self.last.toordinal() + 1:
            raise self.outside(day=day, beyond=True)
        return self._at(bisect_left(_ladder(self), day.toordinal()) - n)

    def on_or_after(self, day: date) -> date:
        """Return the day itself where it is worked, otherwise the next working day."""
        self.require(day)
        return self._at(bisect_left(_ladder(self), day.toordinal()))

    def on_or_before(self, day: date, n: int) -> date:
        """Return the n-th working day counting back from a day, which counts where it is worked; n at least 1."""
        self.require(day)
        return self._at(bisect_right(_ladder(self), day.toordinal()) - n)

    def first_reaching(self, day: date, n: int) -> date:
        """Return the first day whose n-th working day after it is ``day``, later, or beyond the table; n at least 1."""
        return self._at(bisect_left(_ladder(self), day.toordinal()) - n)

    def first_rolling(self, day: date) -> date:
        """Return the first day whose next working day, itself counted, is ``day``, later, or beyond the table."""
        return date.fromordinal(self._at(bisect_left(_ladder(self), day.toordinal()) - 1).toordinal() + 1)

    def _at(self, index: int) -> date:
        ladder = _ladder(self)
        if not 0 <= index < len(ladder):
            raise self.outside(beyond=index >= 0)
        return date.fromordinal(ladder[index])


@lru_cache(maxsize=64)
def _ladder(table: DayTable) -> tuple[int, ...]:
    """Return the working days of a table as ordinals, in order."""
    days = map(date.fromordinal, range(table.first.toordinal(), table.last.toordinal() + 1))
    return tuple(day.toordinal() for day in days if table.is_working(day))
