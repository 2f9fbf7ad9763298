"""Before the facts: steps from date to date by days, months and windows of the calendar."""

from calendar import monthrange
from datetime import date, timedelta
from typing import assert_never

from vanhoa_rules.calendars.durations import Window
from vanhoa_rules.calendars.tables import DayTable
from vanhoa_rules.errors import RuleError
from vanhoa_rules.words import error


def step(table: DayTable, day: date, days: int) -> date:
    """Return the date so many days later; past the last date there is, the table's ``CalendarError``."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise table.outside(beyond=days > 0) from None


def step_months(table: DayTable, day: date, months: int) -> date:
    """Return the same day number so many months later, or the last day of that month where it has no such day."""
    year, index = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise table.outside(beyond=months > 0)
    return date(year, index + 1, min(day.day, monthrange(year, index + 1)[1]))


def months_back(table: DayTable, day: date, months: int) -> date:
    """Return the first date from which so many months lead to ``day`` or later."""
    start = step_months(table, day, -months)
    return start if start.day == day.day else step(table, start, 1)


def bounds(table: DayTable, window: Window, day: date) -> tuple[date, date]:
    """Return the first day of the week, month, quarter or year of a day, and the first day after it."""
    match window:
        case Window.WEEK:
            start = step(table, day, -day.weekday())
            return start, step(table, start, 7)
        case Window.MONTH:
            start, length = day.replace(day=1), 1
        case Window.QUARTER:
            start, length = date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3
        case Window.YEAR:
            start, length = date(day.year, 1, 1), 12
        case Window.PERIOD:
            raise error(RuleError, "duration.period")
        case _:
            assert_never(window)
    return start, step_months(table, start, length)
