"""What both peers look up: the deadlines of each day, as the library's own calendar tells them."""

from datetime import date, datetime, timedelta
from functools import cache

from generator import DAY, PERIOD, START

from vanhoa_rules import Calendar, days, working_days

CALENDAR = Calendar.vietnam()
ZERO = datetime(1970, 1, 1, tzinfo=PERIOD.start.tzinfo) - timedelta(hours=7)
AS_OF = START + 90 * DAY
FIRST = PERIOD.start.date()


def micros(instant: datetime) -> int:
    return (instant - PERIOD.start) // timedelta(microseconds=1) + START


def day_of(at: int) -> int:
    return (at - START) // DAY


def date_of(day: int) -> date:
    return FIRST + timedelta(days=day)


@cache
def deadlines(limit: object) -> dict[int, int]:
    return {d: micros(CALENDAR.deadline(CALENDAR.start_of(date_of(d)), limit)) for d in range(-5, 140)}


@cache
def backs(limit: object) -> dict[int, int]:
    return {d: micros(CALENDAR.back(CALENDAR.start_of(date_of(d)), limit)) for d in range(140)}


WORK = {n: deadlines(working_days(n)) for n in (2, 3, 5, 7)}
DAYS10, DAYS30 = deadlines(days(10)), deadlines(days(30))
BACK30, BACK14, BACK60, BACK90 = (backs(days(n)) for n in (30, 14, 60, 90))
BACKW10 = backs(working_days(10))
MONTHS = [(START, START + 31 * DAY), (START + 31 * DAY, START + 59 * DAY), (START + 59 * DAY, AS_OF)]
