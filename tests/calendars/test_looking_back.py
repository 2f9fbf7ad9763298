"""Windows that look back, and the earliest start that a deadline reaches."""

import pytest

from vanhoa_rules.calendars import (
    ZONE,
    Calendar,
    ShiftTable,
    days,
    end_of,
    hours,
    instant,
    month,
    months,
    week,
    working_days,
    working_hours,
    years,
)
from vanhoa_rules.errors import CalendarError, RuleError

VIETNAM = Calendar.vietnam()
NGHE_AN = VIETNAM.with_shifts(ShiftTable.example("nghe-an"))


def at(text):
    return instant(text, ZONE)


@pytest.mark.parametrize(
    ("match", "duration", "first"),
    [
        ("2026-03-15T09:30", hours(24), "2026-03-14T09:30"),
        ("2026-03-15T09:30", hours(0), "2026-03-15T09:30"),
        ("2026-03-15T09:30", days(1), "2026-03-15"),
        ("2026-03-15T23:59:59.999999", days(30), "2026-02-14"),
        ("2026-03-01T00:00", days(1), "2026-03-01"),
        ("2026-03-15T09:30", days(0), "2026-03-15T09:30"),
        ("2026-03-09T09:30", working_days(1), "2026-03-09"),
        ("2026-03-09T09:30", working_days(2), "2026-03-06"),
        ("2026-03-08T09:30", working_days(1), "2026-03-06"),  # a Sunday does not count itself
        ("2026-03-08T09:30", working_days(2), "2026-03-05"),
        ("2026-02-23T09:30", working_days(2), "2026-02-13"),
        ("2026-01-12T09:30", working_days(2), "2026-01-10"),
        ("2026-03-09T09:30", working_days(0), "2026-03-09T09:30"),
        ("2026-03-31T09:30", months(1), "2026-03-01"),
        ("2026-03-30T09:30", months(1), "2026-03-01"),
        ("2026-03-29T09:30", months(1), "2026-03-01"),
        ("2026-03-28T09:30", months(1), "2026-03-01"),
        ("2026-03-27T09:30", months(1), "2026-02-28"),
        ("2028-03-31T09:30", months(1), "2028-03-01"),
        ("2026-03-15T09:30", months(1), "2026-02-16"),
        ("2026-01-31T09:30", months(2), "2025-12-01"),
        ("2026-03-15T09:30", months(0), "2026-03-15T09:30"),
        ("2026-03-15T09:30", years(1), "2025-03-16"),
        ("2028-02-29T09:30", years(1), "2027-03-01"),
        ("2026-12-31T09:30", years(1), "2026-01-01"),
        ("2099-12-31T09:30", days(2), "2099-12-30"),  # asks no table
    ],
)
def test_the_window_that_looks_back(match, duration, first):
    assert VIETNAM.back(at(match), duration) == at(first)


@pytest.mark.parametrize("duration", [working_hours(1), end_of(month)])
def test_what_cannot_look_back_is_refused(duration):
    with pytest.raises(RuleError) as caught:
        NGHE_AN.back(at("2026-03-15"), duration)
    assert caught.value.code == "duration.back"


@pytest.mark.parametrize(
    ("match", "n", "beyond"),
    [("2028-01-01", 1, True), ("2009-12-31", 1, False), ("2010-01-03", 1, False), ("2010-01-05", 3, False)],
)
def test_working_days_back_need_the_table(match, n, beyond):
    with pytest.raises(CalendarError) as caught:
        VIETNAM.back(at(match), working_days(n))
    assert caught.value.beyond is beyond


@pytest.mark.parametrize(
    ("reached", "duration", "start"),
    [
        ("2026-03-10T09:30", hours(24), "2026-03-09T09:30"),
        ("2026-03-10T09:30", days(3, roll=False), "2026-03-07"),
        ("2026-03-09T09:30", days(3), "2026-03-04"),  # 7 March, a Saturday, rolls to the 9th
        ("2026-03-10T09:30", days(3), "2026-03-07"),
        ("2026-02-23T09:30", days(1), "2026-02-13"),
        ("2026-03-09T09:30", working_days(1), "2026-03-06"),
        ("2026-03-08T09:30", working_days(1), "2026-03-06"),
        ("2026-03-08T09:30", working_days(0), "2026-03-08"),
        ("2026-02-24T09:30", working_days(3), "2026-02-12"),
        ("2026-03-31T09:30", months(1, roll=False), "2026-03-01"),
        ("2026-02-28T09:30", months(1, roll=False), "2026-01-28"),
        ("2026-03-02T09:30", months(1), "2026-01-28"),
        ("2028-02-29T09:30", years(1, roll=False), "2027-03-01"),
        ("2026-03-10T09:30", end_of(week), "2026-03-09"),
        ("2026-03-10T09:30", end_of(month), "2026-03-01"),
        ("2026-03-02T11:00", working_hours(0), "2026-03-02T11:00"),
        ("2026-03-02T11:00", working_hours(2), "2026-03-02T09:00"),
        ("2026-03-02T14:30", working_hours(2), "2026-03-02T11:00"),
        ("2026-03-02T08:30", working_hours(2), "2026-02-27T16:00"),
        ("2026-02-23T08:30", working_hours(1), "2026-02-13T17:00"),
        ("2026-03-02T17:00", working_hours(8), "2026-02-27T17:00"),
        (
            "2026-03-02T13:00",
            working_hours(1),
            "2026-03-02T11:00:00.000001",
        ),  # what began at 11:00 was due at noon
        # beyond the table: whatever has no deadline in it may reach
        ("2030-01-01T00:00", working_days(1), "2027-12-31"),
        ("2030-01-01T00:00", days(1), "2027-12-31"),
        ("2030-01-01T00:00", working_hours(1), "2027-12-31T16:00:00.000001"),
    ],
)
def test_the_earliest_start_that_reaches_an_instant(reached, duration, start):
    assert NGHE_AN.earliest(at(reached), duration) == at(start)


@pytest.mark.parametrize("duration", [working_days(3), days(3), months(1), years(1), working_hours(30)])
def test_a_search_that_leaves_the_table_backward_says_so(duration):
    with pytest.raises(CalendarError) as caught:
        NGHE_AN.earliest(at("2010-01-04T08:00"), duration)
    assert caught.value.code == "calendar.outside"
    assert not caught.value.beyond
