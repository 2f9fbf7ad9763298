"""What every peer looks up: the deadlines of each day, as the library's own calendar tells them."""

from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from generator import DAY, END, PERIOD, START

from vanhoa_rules import Calendar, days, working_days
from vanhoa_rules.calendars import Duration

CALENDAR = Calendar.vietnam()
AS_OF = END
FIRST = PERIOD.start.date()
LAST = 140  # days after the quarter's first for which there is an entry


def micros(instant: datetime) -> int:
    return (instant - PERIOD.start) // timedelta(microseconds=1) + START


def day_of(at: Any) -> Any:
    """Return the day of the quarter, from 0, of an instant or of many."""
    return (at - START) // DAY


def date_of(day: int) -> date:
    return FIRST + timedelta(days=day)


@cache
def deadlines(limit: Duration) -> list[int]:
    """Return the last instant in time for what happens on each day."""
    return [micros(CALENDAR.deadline(CALENDAR.start_of(date_of(d)), limit)) for d in range(LAST)]


@cache
def backs(limit: Duration) -> list[int]:
    """Return the first instant of the window that looks back from each day."""
    return [micros(CALENDAR.back(CALENDAR.start_of(date_of(d)), limit)) for d in range(LAST)]


WORK = {n: deadlines(working_days(n)) for n in (2, 3, 5, 7)}
DAYS10, DAYS30 = deadlines(days(10)), deadlines(days(30))
BACK30, BACK90 = backs(days(30)), backs(days(90))
BACKW10 = backs(working_days(10))
EDGES = (START, START + 31 * DAY, START + 59 * DAY, END)
MONTHS = tuple(pairwise(EDGES))


def looked_up(table: list[int], at: Any) -> Any:
    """Return the entries of the days of many instants."""
    return np.array(table)[day_of(np.asarray(at))]
