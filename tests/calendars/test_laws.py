"""Laws of the calendar, in words and on generated inputs."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from vanhoa_rules.calendars import (
    Calendar,
    Period,
    ShiftEntry,
    ShiftTable,
    Window,
    days,
    end_of,
    hours,
    month,
    months,
    quarter,
    week,
    working_days,
    working_hours,
    year,
    years,
)
from vanhoa_rules.errors import CalendarError

FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)  # a leap year, so that 29 February is met
TICK = timedelta(microseconds=1)
EDGES = [
    time(),
    time(7, 30),
    time(8),
    time(11, 30),
    time(13),
    time(17),
    time(23, 59, 59, 999999),
    time(2, 30),
]
ALL_DAYS = [FIRST + timedelta(days=step) for step in range((LAST - FIRST).days + 1)]
BEFORE, BEYOND = "before", "beyond"

shift_tables = st.sampled_from(
    [
        ShiftTable([ShiftEntry([("07:30", "11:30"), ("13:00", "17:00")])]),
        ShiftTable([ShiftEntry([("08:00", "12:00")], weekdays=(0, 2, 4)), ShiftEntry([], weekdays=(1, 3))]),
        ShiftTable([ShiftEntry([("00:00", "08:00"), ("08:00", "23:59:59.999999")])]),
    ]
)


@st.composite
def calendars(draw):
    off = draw(st.sets(st.sampled_from([day for day in ALL_DAYS if day.weekday() < 5]), max_size=60))
    worked = draw(st.sets(st.sampled_from([day for day in ALL_DAYS if day.weekday() >= 5]), max_size=20))
    zone = draw(st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Amsterdam", "America/Havana"]))
    return Calendar.plain(zone, FIRST, LAST, off=off, worked=worked, shifts=draw(shift_tables))


@st.composite
def instants(draw, first=date(2023, 12, 20), last=date(2025, 1, 10)):
    day = draw(st.dates(first, last))
    clock = draw(st.one_of(st.sampled_from(EDGES), st.times()))
    return (
        datetime.combine(day, clock, ZoneInfo("Asia/Ho_Chi_Minh"))
        + draw(st.sampled_from([-1, 0, 0, 0, 1])) * TICK
    )


counts = st.one_of(st.integers(0, 3), st.integers(0, 40))
looking_back = st.one_of(
    st.builds(hours, counts),
    st.builds(days, counts, roll=st.booleans()),
    st.builds(working_days, counts),
    st.builds(months, st.integers(0, 14), roll=st.booleans()),
    st.builds(years, st.integers(0, 2), roll=st.booleans()),
)
windows = st.sampled_from([week, month, quarter, year])
durations = st.one_of(looking_back, st.builds(working_hours, counts), st.builds(end_of, windows))


def outcome(ask, *args):
    try:
        return ask(*args)
    except CalendarError as error:
        return error.code if error.code != "calendar.outside" else BEYOND if error.beyond else BEFORE


def reaches(deadline, instant):
    return deadline == BEYOND or (deadline != BEFORE and deadline >= instant)


@settings(deadline=None)
@given(calendars(), durations, instants(), instants())
def test_a_later_start_never_has_an_earlier_deadline(calendar, duration, one, other):
    first, second = (outcome(calendar.deadline, start, duration) for start in sorted([one, other]))
    if BEFORE not in {first, second} and second != BEYOND:
        assert first != BEYOND
        assert first <= second
    assert second != BEFORE or first == BEFORE


@settings(deadline=None)
@given(calendars(), durations, instants())
def test_a_deadline_is_never_before_its_start(calendar, duration, start):
    deadline = outcome(calendar.deadline, start, duration)
    assert deadline in {BEFORE, BEYOND} or deadline >= start


@settings(deadline=None, max_examples=300)
@given(calendars(), durations, instants(), st.lists(instants(), max_size=4))
def test_a_start_reaches_an_instant_exactly_from_the_earliest_on(calendar, duration, instant, starts):
    earliest = outcome(calendar.earliest, instant, duration)
    assert earliest != BEYOND
    if earliest == BEFORE:
        return
    assert reaches(outcome(calendar.deadline, earliest, duration), instant)
    assert not reaches(outcome(calendar.deadline, earliest - TICK, duration), instant)
    for start in starts:
        deadline = outcome(calendar.deadline, start, duration)
        if deadline != BEFORE:
            assert reaches(deadline, instant) == (start >= earliest)


@settings(deadline=None)
@given(calendars(), looking_back, instants())
def test_a_window_that_looks_back_never_begins_after_its_match(calendar, duration, at):
    first = outcome(calendar.back, at, duration)
    assert first in {BEFORE, BEYOND} or first <= at


@settings(deadline=None)
@given(calendars(), looking_back, instants())
def test_before_a_due_date_is_never_after_it(calendar, duration, due):
    deadline = outcome(calendar.before, due, duration)
    assert deadline in {BEFORE, BEYOND} or deadline <= due


@settings(deadline=None)
@given(calendars(), windows, instants())
def test_windows_divide_time(calendar, window, at):
    period = Period.parse("2024", calendar.zone)
    here = calendar.window(window, at, period)
    assert here.contains(at)
    assert calendar.window(window, here.start, period) == here
    assert calendar.window(window, here.end - TICK, period) == here
    assert calendar.window(window, here.end, period).start == here.end
    assert calendar.deadline(at, end_of(window)) == here.end - TICK


@settings(deadline=None)
@given(calendars(), windows, st.lists(instants(), min_size=3, max_size=3, unique=True))
def test_adjacent_periods_share_out_the_windows(calendar, window, cuts):
    a, b, c = sorted(cuts)
    assert calendar.windows(window, Period(a, b)) + calendar.windows(
        window, Period(b, c)
    ) == calendar.windows(window, Period(a, c))
    assert calendar.windows(Window.PERIOD, Period(a, c)) == (Period(a, c),)


@settings(deadline=None)
@given(calendars(), st.integers(1, 30), st.sampled_from(ALL_DAYS))
def test_working_days_are_counted_one_by_one(calendar, n, day):
    at = calendar.start_of(day)
    later = [other for other in ALL_DAYS if other > day and calendar.is_working(other)]
    earlier = [other for other in reversed(ALL_DAYS) if other < day and calendar.is_working(other)]
    trailing = [day, *earlier] if calendar.is_working(day) else earlier
    assert outcome(calendar.deadline, at, working_days(n)) == (
        calendar.end_of_day(later[n - 1]) if n <= len(later) else BEYOND
    )
    assert outcome(calendar.before, at, working_days(n)) == (
        calendar.end_of_day(earlier[n - 1]) if n <= len(earlier) else BEFORE
    )
    assert outcome(calendar.back, at, working_days(n)) == (
        calendar.start_of(trailing[n - 1]) if n <= len(trailing) else BEFORE
    )


@settings(deadline=None)
@given(calendars(), st.integers(1, 30), instants(date(2024, 1, 2), date(2024, 11, 1)))
def test_working_hours_add_up(calendar, n, start):
    deadline = outcome(calendar.deadline, start, working_hours(n))
    if deadline == BEYOND:
        return
    worked = timedelta()
    day = calendar.day(start)
    while day <= calendar.day(deadline):
        for begin, end in (calendar.shifts.hours(day) or ()) if calendar.is_working(day) else ():
            opens, closes = (
                datetime.combine(day, clock, ZoneInfo(calendar.zone)).astimezone(ZoneInfo("UTC"))
                for clock in (begin, end)
            )
            worked += max(min(closes, deadline) - max(opens, start), timedelta())
        day += timedelta(days=1)
    assert worked == timedelta(hours=n)
