"""Testing: when a generated case plays: a period, how far time has come, a calendar, a few days and their edges."""

from datetime import date, datetime, time, timedelta, timezone
from functools import cache

from attrs import frozen

from vanhoa_rules.calendars import Calendar, Period, ShiftEntry, ShiftTable
from vanhoa_rules.testing.picking import Pick

DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
OFFSET = timezone(timedelta(hours=7))
EDGES = (time(8), time(0), time(17), time(23, 59, 59, 999999), time(8))
PERIODS = (
    "2026-03-30..2026-04-03",
    "2026-03-30..2026-04-03",
    "2026-03-23..2026-04-06",
    "2026-01-26..2026-02-03",
    "2026-02-27..2026-03-10",
    "2026-03",
    "2026-Q1",
    "2025-12-29T08:00..2026-01-05T17:00",
)


@frozen
class Frame:
    """The question asked, and the ``days`` on which things happen."""

    period: Period
    as_of: datetime
    known_at: datetime
    calendar: Calendar
    days: tuple[date, ...]


def _runs(period: Period) -> tuple[tuple[date, ...], ...]:
    """Return runs of four days over the edges of the period and over the end of its first month."""
    first, last = period.start.astimezone(OFFSET).date(), (period.end - TICK).astimezone(OFFSET).date()
    month = (first.replace(day=28) + 4 * DAY).replace(day=1)
    starts = (
        first - DAY,
        first - DAY,
        first,
        first,
        first - 3 * DAY,
        month - 2 * DAY,
        last - 2 * DAY,
        last - DAY,
    )
    return tuple(tuple(start + n * DAY for n in range(4)) for start in starts)


def on(day: date, clock: time) -> datetime:
    """Return an instant on the clocks of Vietnam."""
    return datetime.combine(day, clock, tzinfo=OFFSET)


@cache
def calendars() -> tuple[Calendar, ...]:
    """Return Vietnam's calendar without and with hours of work, and one that ends soon after the periods."""
    shifts = ShiftTable([ShiftEntry((("07:30", "11:30"), ("13:30", "17:00")))])
    soon = Calendar.plain("Asia/Ho_Chi_Minh", "2020-01-01", "2026-04-20")
    return Calendar.vietnam(), Calendar.vietnam(shifts=shifts), soon


_periods = PERIODS
_edges = EDGES
_place = range(4)
_calendar = (0, 0, 1, 2)
_asked = ("later", "end", "after", "later", "inside", "tick", "start", "close")
_asked_late = ("later", "end", "after", "tick", "later", "close")
_known = (0, 0, 0, 0, 0, 0, 1, 1, 2)


def frame(pick: Pick, *, late: bool = False) -> Frame:
    """Return a question and four days in a row over the edges of its period and the end of a month."""
    text = pick(_periods)
    period = Period.parse(text)
    days = pick(_runs(period))
    match pick(_asked_late if late else _asked):
        case "end":
            as_of = period.end
        case "after":
            as_of = period.end + 5 * DAY
        case "later":
            as_of = period.end + 12 * DAY + TICK
        case "inside":
            as_of = max(period.start, on(pick(days), pick(_edges)))
        case "close":  # a deadline may be reached just then
            as_of = max(period.start, on(days[-1], EDGES[3]))
        case "tick":
            as_of = period.end - TICK
        case _:
            as_of = period.start
    delay = pick(_known)
    known = as_of if not delay else as_of + 3 * DAY if delay == 1 else on(pick(days), pick(_edges))
    return Frame(period, as_of, known, calendars()[pick(_calendar)], days)


def instant(pick: Pick, frame: Frame) -> datetime:
    """Return an instant on an edge of one of the days."""
    return on(frame.days[pick(_place)], pick(_edges))


def instant_or_none(pick: Pick, frame: Frame) -> datetime | None:
    """Return an instant, now and then one days later, or none one time in four."""
    late = on(frame.days[-1] + 3 * DAY, pick(_edges))
    return pick((instant(pick, frame), instant(pick, frame), late, None))
