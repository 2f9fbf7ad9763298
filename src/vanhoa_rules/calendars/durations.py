"""Before the facts: how long a duty gives, as data; the calendar turns a length into an instant."""

from enum import Enum
from typing import Any

from attrs import Attribute, field, frozen

from vanhoa_rules.errors import RuleError
from vanhoa_rules.words import error


class Window(Enum):
    """A window of the calendar in which matches are counted."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    PERIOD = "period"

    def __repr__(self) -> str:
        return self.value


week = Window.WEEK
month = Window.MONTH
quarter = Window.QUARTER
year = Window.YEAR


def _count(_: Any, __: "Attribute[int]", value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise error(RuleError, "duration.count", value=repr(value))


def _roll(_: Any, __: "Attribute[bool]", value: Any) -> None:
    if not isinstance(value, bool):
        raise error(RuleError, "duration.roll", value=repr(value))


def _window(_: Any, __: "Attribute[Window]", value: Any) -> None:
    if not isinstance(value, Window):
        raise error(RuleError, "duration.window", value=repr(value))
    if value is Window.PERIOD:
        raise error(RuleError, "duration.period")


@frozen
class Hours:
    """``n`` hours of elapsed time, to the microsecond."""

    n: int = field(validator=_count)

    def __repr__(self) -> str:
        return f"hours({self.n})"


@frozen
class Days:
    """``n`` calendar days, counted from the day after the event; ``roll`` moves a last rest day to the next working day."""

    n: int = field(validator=_count)
    roll: bool = field(default=True, validator=_roll)

    def __repr__(self) -> str:
        return f"days({self.n})" if self.roll else f"days({self.n}, roll=False)"


@frozen
class WorkingDays:
    """``n`` working days, counted from the day after the event."""

    n: int = field(validator=_count)

    def __repr__(self) -> str:
        return f"working_days({self.n})"


@frozen
class WorkingHours:
    """``n`` hours of the shift table, from the instant of the event."""

    n: int = field(validator=_count)

    def __repr__(self) -> str:
        return f"working_hours({self.n})"


@frozen
class Months:
    """``n`` months to the same day number, or the month's last day where it has no such day; ``roll`` as for ``Days``."""

    n: int = field(validator=_count)
    roll: bool = field(default=True, validator=_roll)

    def __repr__(self) -> str:
        return f"months({self.n})" if self.roll else f"months({self.n}, roll=False)"


@frozen
class Years:
    """``n`` years to the same date, 28 February for 29 February in a common year; ``roll`` as for ``Days``."""

    n: int = field(validator=_count)
    roll: bool = field(default=True, validator=_roll)

    def __repr__(self) -> str:
        return f"years({self.n})" if self.roll else f"years({self.n}, roll=False)"


@frozen
class EndOf:
    """Up to the last instant of the week, month, quarter or year of the event."""

    window: Window = field(validator=_window)

    def __repr__(self) -> str:
        return f"end_of({self.window!r})"


Duration = Hours | Days | WorkingDays | WorkingHours | Months | Years | EndOf


def hours(n: int) -> Hours:
    """Return ``n`` hours of elapsed time; the deadline is exact."""
    return Hours(n)


def days(n: int, *, roll: bool = True) -> Days:
    """Return ``n`` calendar days: up to the end of the n-th day after the event, rolled to a working day unless ``roll=False``."""
    return Days(n, roll)


def working_days(n: int) -> WorkingDays:
    """Return ``n`` working days: up to the end of the n-th working day after the event; 0 is the end of its own day."""
    return WorkingDays(n)


def working_hours(n: int) -> WorkingHours:
    """Return ``n`` working hours along the shift table of the person's unit; a calendar without one cannot tell."""
    return WorkingHours(n)


def months(n: int, *, roll: bool = True) -> Months:
    """Return ``n`` months: up to the end of the same day number, clipped to the month's end, rolled unless ``roll=False``."""
    return Months(n, roll)


def years(n: int, *, roll: bool = True) -> Years:
    """Return ``n`` years: up to the end of the same date, clipped to the month's end, rolled unless ``roll=False``."""
    return Years(n, roll)


def end_of(window: Window) -> EndOf:
    """Return the rest of the event's ``week``, ``month``, ``quarter`` or ``year``; it never rolls."""
    return EndOf(window)
