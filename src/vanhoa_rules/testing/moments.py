"""Testing: when a generated case plays: a period, how far time has come, a calendar, a few days and their edges."""

from datetime import date, datetime, time, timedelta, timezone
from functools import cache

from attrs import frozen
from hypothesis import strategies as st

from vanhoa_rules.calendars import Calendar, Period, ShiftEntry, ShiftTable

DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
OFFSET = timezone(timedelta(hours=7))
EDGES = (time(0), time(8), time(17), time(23, 59, 59, 999999), time(12))
PERIODS = (
    "2026-03-30..2026-04-03",
    "2026-03-30..2026-04-03",
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


def _pool(period: Period) -> tuple[date, ...]:
    first, last = period.start.astimezone(OFFSET).date(), (period.end - TICK).astimezone(OFFSET).date()
    around = (-2, -1, 0, 1, 2)
    found = {edge + n * DAY for edge in (first, last) for n in around}
    month_end = first.replace(day=28) + 4 * DAY
    found |= {month_end.replace(day=1) + n * DAY for n in (-2, -1, 0)}
    return tuple(sorted(found))


def on(day: date, clock: time) -> datetime:
    """Return an instant on the clocks of Vietnam."""
    return datetime.combine(day, clock, tzinfo=OFFSET)


@cache
def calendars() -> tuple[Calendar, ...]:
    """Return Vietnam's calendar without and with hours of work, and one that ends soon after the periods."""
    shifts = ShiftTable([ShiftEntry((("07:30", "11:30"), ("13:30", "17:00")))])  # type: ignore[arg-type]
    soon = Calendar.plain("Asia/Ho_Chi_Minh", "2020-01-01", "2026-04-20")
    return Calendar.vietnam(), Calendar.vietnam(shifts=shifts), soon


_periods = st.sampled_from(PERIODS)
_edges = st.sampled_from(EDGES)
_calendar = st.sampled_from((0, 0, 1, 2))
_asked = st.sampled_from(("later", "end", "after", "later", "inside", "tick", "start"))
_asked_late = st.sampled_from(("later", "end", "after", "tick"))
_known = st.sampled_from((0, 0, 0, 0, 0, 0, 1, 1, 2))


@st.composite
def frames(draw: st.DrawFn, *, late: bool = False) -> Frame:
    """Return a question and three to five days around the edges of its period and the ends of months."""
    text = draw(_periods)
    period = Period.parse(text)
    pool = _pool(period)
    days = tuple(sorted(draw(st.lists(st.sampled_from(pool), min_size=2, max_size=4, unique=True))))
    match draw(_asked_late if late else _asked):
        case "end":
            as_of = period.end
        case "after":
            as_of = period.end + 5 * DAY
        case "later":
            as_of = period.end + 12 * DAY + TICK
        case "inside":
            as_of = max(period.start, on(draw(st.sampled_from(days)), draw(_edges)))
        case "tick":
            as_of = period.end - TICK
        case _:
            as_of = period.start
    delay = draw(_known)
    known = as_of if not delay else as_of + 3 * DAY if delay == 1 else on(draw(st.sampled_from(days)), draw(_edges))
    return Frame(period, as_of, known, calendars()[draw(_calendar)], days)


@st.composite
def instants(draw: st.DrawFn, frame: Frame) -> datetime:
    """Return an instant on an edge of one of the days."""
    return on(draw(st.sampled_from(frame.days)), draw(_edges))
