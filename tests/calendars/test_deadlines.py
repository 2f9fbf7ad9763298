"""Deadlines: the last instant still in time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from vanhoa_rules.calendars import (
    ZONE,
    Calendar,
    ShiftEntry,
    ShiftTable,
    days,
    end_of,
    hours,
    instant,
    month,
    months,
    quarter,
    week,
    working_days,
    working_hours,
    year,
    years,
)
from vanhoa_rules.errors import CalendarError, RuleError, UsageError

VIETNAM = Calendar.vietnam()
NGHE_AN = VIETNAM.with_shifts(ShiftTable.example("nghe-an"))
END = "T23:59:59.999999"


def at(text):
    return instant(text, ZONE)


def ends(text):
    """Read a date as its last instant, anything longer as it stands."""
    return at(text + END if len(text) == 10 else text)


@pytest.mark.parametrize(
    ("start", "duration", "deadline"),
    [
        # hours are exact and ask nobody
        ("2026-02-14T09:30", hours(24), "2026-02-15T09:30"),
        ("2026-02-14T09:30:00.000001", hours(0), "2026-02-14T09:30:00.000001"),
        ("1990-01-01T00:00", hours(1), "1990-01-01T01:00"),
        ("2099-12-31T23:00", hours(2), "2100-01-01T01:00"),
        # calendar days
        ("2026-03-02T00:00", days(1), "2026-03-03"),
        ("2026-03-02T23:59:59.999999", days(1), "2026-03-03"),
        ("2026-03-02T08:00", days(0), "2026-03-02"),
        ("2026-03-02T08:00", days(5), "2026-03-09"),  # Saturday rolls to Monday
        ("2026-03-02T08:00", days(5, roll=False), "2026-03-07"),
        ("2026-03-07T08:00", days(0), "2026-03-09"),
        ("2026-02-10T08:00", days(6), "2026-02-23"),  # into Tết
        ("2026-02-10T08:00", days(6, roll=False), "2026-02-16"),
        ("2026-01-01T08:00", days(1), "2026-01-05"),  # 2 January is swapped
        ("2026-01-05T08:00", days(5), "2026-01-10"),  # a made-up Saturday does not roll
        ("2026-08-17T08:00", days(5), "2026-08-22"),
        ("2026-08-28T08:00", days(3), "2026-09-03"),
        ("2099-03-02T08:00", days(5, roll=False), "2099-03-07"),
        # working days
        ("2026-03-02T08:00", working_days(1), "2026-03-03"),
        ("2026-03-06T17:00", working_days(1), "2026-03-09"),
        ("2026-03-07T08:00", working_days(1), "2026-03-09"),
        ("2026-03-02T08:00", working_days(10), "2026-03-16"),
        ("2026-02-12T09:00", working_days(3), "2026-02-24"),
        ("2026-01-08T08:00", working_days(2), "2026-01-10"),
        ("2026-01-08T08:00", working_days(3), "2026-01-12"),
        ("2026-08-21T08:00", working_days(1), "2026-08-22"),
        ("2026-08-28T08:00", working_days(1), "2026-09-03"),
        ("2026-03-02T08:00", working_days(0), "2026-03-02"),
        ("2026-03-07T08:00", working_days(0), "2026-03-07"),  # a rest day keeps its own end
        ("2009-12-31T08:00", working_days(1), "2010-01-04"),  # the day before the table needs only the table
        ("2027-12-30T08:00", working_days(1), "2027-12-31"),
        # months and years
        ("2026-01-31T08:00", months(1, roll=False), "2026-02-28"),
        ("2028-01-31T08:00", months(1, roll=False), "2028-02-29"),
        ("2026-01-31T08:00", months(1), "2026-03-02"),
        ("2026-03-31T08:00", months(1), "2026-05-04"),  # 30 April, 1 May, a weekend
        ("2026-03-15T08:00", months(0), "2026-03-16"),
        ("2026-11-30T08:00", months(3, roll=False), "2027-02-28"),
        ("2026-06-15T08:00", months(12), "2027-06-15"),
        ("2024-02-29T08:00", years(1, roll=False), "2025-02-28"),
        ("2024-02-29T08:00", years(4, roll=False), "2028-02-29"),
        ("2024-02-29T08:00", years(1), "2025-02-28"),
        ("2024-02-29T08:00", years(2), "2026-03-02"),
        ("2025-01-01T08:00", years(1), "2026-01-05"),
        # ends of windows never roll
        ("2026-03-04T08:00", end_of(week), "2026-03-08"),
        ("2026-03-08T23:59:59.999999", end_of(week), "2026-03-08"),
        ("2026-03-09T00:00", end_of(week), "2026-03-15"),
        ("2025-12-31T08:00", end_of(week), "2026-01-04"),
        ("2028-02-01T00:00", end_of(month), "2028-02-29"),
        ("2026-12-31T08:00", end_of(month), "2026-12-31"),
        ("2026-05-31T08:00", end_of(quarter), "2026-06-30"),
        ("2026-10-01T00:00", end_of(quarter), "2026-12-31"),
        ("2026-01-01T00:00", end_of(year), "2026-12-31"),
        ("2099-05-05T00:00", end_of(year), "2099-12-31"),
    ],
)
def test_the_deadline(start, duration, deadline):
    assert VIETNAM.deadline(at(start), duration) == ends(deadline)


def test_the_day_is_that_of_the_zone_and_the_answer_carries_its_offset():
    late_in_london = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)  # 01:00 on 3 March in Vietnam
    deadline = VIETNAM.deadline(late_in_london, working_days(1))
    assert deadline.isoformat() == "2026-03-04T23:59:59.999999+07:00"


@pytest.mark.parametrize(
    ("start", "duration", "deadline"),
    [
        ("2026-03-02T08:00", working_hours(0), "2026-03-02T08:00"),
        ("2026-03-02T08:00", working_hours(2), "2026-03-02T10:00"),
        ("2026-03-02T08:00", working_hours(4), "2026-03-02T12:00"),  # complete at noon, not after lunch
        ("2026-03-02T11:00", working_hours(2), "2026-03-02T14:30"),  # across noon
        ("2026-03-02T12:30", working_hours(1), "2026-03-02T14:30"),
        ("2026-03-02T05:00", working_hours(1), "2026-03-02T08:30"),
        ("2026-03-02T17:00", working_hours(1), "2026-03-03T08:30"),
        ("2026-03-06T16:00", working_hours(2), "2026-03-09T08:30"),  # across a weekend
        ("2026-02-13T16:00", working_hours(3), "2026-02-23T09:30"),  # across Tết
        ("2026-01-09T16:30", working_hours(1), "2026-01-10T08:00"),  # a made-up Saturday has a Friday's hours
        ("2026-04-15T16:00", working_hours(2), "2026-04-16T08:00"),  # winter into summer
        ("2026-03-02T08:00", working_hours(40), "2026-03-09T08:00"),
    ],
)
def test_working_hours_run_along_the_shift_table(start, duration, deadline):
    assert NGHE_AN.deadline(at(start), duration) == ends(deadline)


def test_working_hours_are_those_of_the_unit():
    table = ShiftTable(
        [
            ShiftEntry([("07:30", "11:30"), ("13:30", "17:00")]),
            ShiftEntry([("09:00", "15:00")], unit="mot-cua"),
        ]
    )
    calendar = VIETNAM.with_shifts(table)
    assert calendar.deadline(at("2026-03-02T06:00"), working_hours(5)) == at("2026-03-02T14:30")
    assert calendar.deadline(at("2026-03-02T06:00"), working_hours(5), unit="mot-cua") == at(
        "2026-03-02T14:00"
    )
    assert calendar.deadline(at("2026-03-02T06:00"), working_hours(5), unit="khac") == at("2026-03-02T14:30")


@pytest.mark.parametrize(
    "table",
    [
        None,
        ShiftTable(()),
        ShiftTable([ShiftEntry([("08:00", "12:00")], unit="A")]),
        ShiftTable([ShiftEntry([("08:00", "12:00")], until="2026-03-01")]),
    ],
)
def test_without_hours_for_a_needed_day_there_is_no_answer(table):
    calendar = VIETNAM.with_shifts(table)
    for ask in (calendar.deadline, calendar.earliest):
        with pytest.raises(CalendarError) as caught:
            ask(at("2026-03-02T08:00:01"), working_hours(1))
        assert caught.value.code == "calendar.shifts"
        assert not caught.value.beyond
        assert "2026-03-02" in caught.value.says("vi")


def test_only_working_hours_need_shifts():
    assert VIETNAM.needs_shifts(working_hours(1))
    assert not any(
        VIETNAM.needs_shifts(d)
        for d in (hours(1), days(1), working_days(1), months(1), years(1), end_of(week))
    )


def test_no_working_time_ever_runs_off_the_table():
    idle = VIETNAM.with_shifts(ShiftTable([ShiftEntry([])]))
    with pytest.raises(CalendarError) as caught:
        idle.deadline(at("2027-12-01T08:00"), working_hours(1))
    assert caught.value.beyond


@pytest.mark.parametrize(
    ("start", "duration", "beyond"),
    [
        ("2027-12-31T08:00", working_days(1), True),
        ("2027-12-31T08:00", days(1), True),
        ("2028-05-05T08:00", working_days(1), True),
        ("2027-06-01T08:00", months(12), True),
        ("2027-06-01T08:00", years(1), True),
        ("2027-12-31T16:30", working_hours(1), True),
        ("2009-12-30T08:00", working_days(1), False),
        ("2009-12-30T08:00", days(1), False),
        ("2009-01-01T08:00", months(1), False),
        ("2009-12-31T08:00", working_hours(1), False),
        ("2026-01-01T08:00", days(10**9), True),
        ("2026-01-01T08:00", hours(10**9), True),
        ("2026-01-01T08:00", months(10**6, roll=False), True),
        ("9999-12-31T08:00", end_of(year), True),
        ("9999-12-31T08:00", days(0, roll=False), True),
    ],
)
def test_outside_the_table_the_error_says_on_which_side(start, duration, beyond):
    with pytest.raises(CalendarError) as caught:
        NGHE_AN.deadline(at(start), duration)
    assert caught.value.code == "calendar.outside"
    assert caught.value.beyond is beyond


@pytest.mark.parametrize(
    ("due", "duration", "deadline"),
    [
        ("2026-03-09T17:00", hours(24), "2026-03-08T17:00"),
        ("2026-03-09T17:00", days(1), "2026-03-08"),  # a Sunday stays a Sunday
        ("2026-03-09T00:00", days(3), "2026-03-06"),
        ("2026-03-09T17:00", working_days(1), "2026-03-06"),
        ("2026-03-08T17:00", working_days(1), "2026-03-06"),
        ("2026-02-24T08:00", working_days(2), "2026-02-13"),
        ("2026-01-12T08:00", working_days(1), "2026-01-10"),
        ("2026-03-31T17:00", months(1), "2026-02-28"),
        ("2028-02-29T17:00", years(1), "2027-02-28"),
        ("2026-03-09T17:00", days(0), "2026-03-09T17:00"),  # never later than the due date itself
        ("2026-03-09T17:00", working_days(0), "2026-03-09T17:00"),
        ("2028-01-01T08:00", working_days(1), "2027-12-31"),
        ("2050-01-01T08:00", days(1), "2049-12-31"),
    ],
)
def test_before_a_due_date(due, duration, deadline):
    assert VIETNAM.before(at(due), duration) == ends(deadline)


@pytest.mark.parametrize(("due", "beyond"), [("2028-01-02T08:00", True), ("2010-01-02T08:00", False)])
def test_working_days_before_a_due_date_outside_the_table(due, beyond):
    with pytest.raises(CalendarError) as caught:
        VIETNAM.before(at(due), working_days(1))
    assert caught.value.beyond is beyond


@pytest.mark.parametrize("duration", [working_hours(1), end_of(month)])
def test_what_cannot_be_counted_back_from_a_due_date_is_refused(duration):
    with pytest.raises(RuleError) as caught:
        VIETNAM.before(at("2026-03-09"), duration)
    assert caught.value.code == "duration.before"
    assert repr(duration) in caught.value.says("en")


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (lambda: days(-1), "duration.count"),
        (lambda: hours(True), "duration.count"),
        (lambda: months(1.5), "duration.count"),
        (lambda: working_days("3"), "duration.count"),
        (lambda: days(3, roll="no"), "duration.roll"),
        (lambda: end_of("month"), "duration.window"),
        (lambda: end_of(type(month).PERIOD), "duration.period"),
    ],
)
def test_a_duration_that_means_nothing_is_refused(build, code):
    with pytest.raises(RuleError) as caught:
        build()
    assert caught.value.code == code


@pytest.mark.parametrize(
    "duration",
    [
        hours(1),
        days(2),
        days(2, roll=False),
        working_days(3),
        working_hours(4),
        months(5),
        months(5, roll=False),
        years(6),
        years(6, roll=False),
        end_of(week),
        end_of(quarter),
    ],
)
def test_a_duration_can_be_pasted_back(duration):
    names = {
        "hours": hours,
        "days": days,
        "working_days": working_days,
        "working_hours": working_hours,
        "months": months,
        "years": years,
        "end_of": end_of,
        "week": week,
        "quarter": quarter,
    }
    assert eval(repr(duration), names) == duration  # noqa: S307 - the point of the repr


class TestChangeOfClocks:
    """Europe/Amsterdam: 29 March 2026 has 23 hours, 25 October 2026 has 25."""

    amsterdam = Calendar.plain("Europe/Amsterdam", "2026-01-01", "2026-12-31")

    def read(self, text):
        return instant(text, "Europe/Amsterdam")

    def test_hours_are_elapsed_time(self):
        assert (
            self.amsterdam.deadline(self.read("2026-03-28T12:00"), hours(24)).isoformat()
            == "2026-03-29T13:00:00+02:00"
        )
        assert (
            self.amsterdam.deadline(self.read("2026-10-24T12:00"), hours(24)).isoformat()
            == "2026-10-25T11:00:00+01:00"
        )

    def test_days_are_dates(self):
        assert (
            self.amsterdam.deadline(self.read("2026-03-28T12:00"), days(1, roll=False)).isoformat()
            == "2026-03-29T23:59:59.999999+02:00"
        )
        assert (
            self.amsterdam.deadline(self.read("2026-10-24T12:00"), days(1, roll=False)).isoformat()
            == "2026-10-25T23:59:59.999999+01:00"
        )
        assert (
            self.amsterdam.deadline(self.read("2026-03-27T12:00"), working_days(1)).isoformat()
            == "2026-03-30T23:59:59.999999+02:00"
        )

    def test_the_repeated_hour_is_kept_apart(self):
        first, second = self.read("2026-10-25T02:30:00+02:00"), self.read("2026-10-25T02:30:00+01:00")
        assert second - first == timedelta(hours=1)
        assert self.amsterdam.deadline(first, hours(1)) == second
        assert self.amsterdam.back(second, hours(1)) == first
        assert self.amsterdam.local(first) < self.amsterdam.local(second)

    def test_shift_hours_follow_the_clock_on_the_wall(self):
        calendar = self.amsterdam.with_shifts(ShiftTable([ShiftEntry([("09:00", "17:00")])]))
        assert (
            calendar.deadline(self.read("2026-03-27T16:00"), working_hours(2)).isoformat()
            == "2026-03-30T10:00:00+02:00"
        )

    def test_a_day_that_begins_at_one_o_clock(self):
        havana = Calendar.plain("America/Havana", "2026-01-01", "2026-12-31")
        assert havana.start_of(date(2026, 3, 8)).isoformat() == "2026-03-08T01:00:00-04:00"
        assert havana.end_of_day(date(2026, 3, 7)).isoformat() == "2026-03-07T23:59:59.999999-05:00"
        assert havana.start_of(date(2026, 11, 1)).isoformat() == "2026-11-01T00:00:00-04:00"


def test_an_instant_without_offset_is_refused():
    with pytest.raises(UsageError) as caught:
        VIETNAM.deadline(datetime(2026, 3, 2, 8, 0), days(1))  # noqa: DTZ001 - the mistake under test
    assert caught.value.code == "instant.naive"
