"""Before the facts: the working days of a country, from the shipped table or from the ``holidays`` package."""

from datetime import date
from functools import cache

from vanhoa_rules.calendars import vietnam
from vanhoa_rules.calendars.tables import DayTable, MarkedDay
from vanhoa_rules.errors import UsageError
from vanhoa_rules.words import error

_SATURDAY = 5


@cache
def vietnam_days(*, culture_day: bool) -> DayTable:
    """Return the shipped table of Vietnam, with 24 November from 2026 where ``culture_day`` is set."""
    off = (*vietnam.OFF, *vietnam.CULTURE_DAY) if culture_day else vietnam.OFF
    return DayTable(vietnam.FIRST, vietnam.LAST, map(_mark, off), map(_mark, vietnam.WORKED))


def _mark(row: tuple[str, str, str]) -> MarkedDay:
    day = date.fromisoformat(row[0])
    return MarkedDay(day, row[1], row[2], provisional=day.year in vietnam.PROVISIONAL)


def country_days(country: str, first_year: int, last_year: int) -> DayTable:
    """Return the table of a country as the installed ``holidays`` package knows it, with its own weekly rest days."""
    from importlib.metadata import version  # noqa: PLC0415 - slow to import and needed here alone

    import holidays  # noqa: PLC0415 - likewise

    try:
        known = holidays.country_holidays(country, years=range(first_year, last_year + 1))
    except NotImplementedError:
        raise error(UsageError, "calendar.country", country=country) from None
    source = f"holidays {version('holidays')}"
    first, last = date(first_year, 1, 1), date(last_year, 12, 31)
    off: list[MarkedDay] = []
    worked: list[MarkedDay] = []
    for day in map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1)):
        works = day in known.weekend_workdays or (day.weekday() not in known.weekend and day not in known)
        if works != (day.weekday() < _SATURDAY):
            (worked if works else off).append(MarkedDay(day, known.get(day, ""), source))
    return DayTable(first, last, off, worked)
