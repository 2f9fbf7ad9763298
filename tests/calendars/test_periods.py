"""Periods, instants and windows."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from vanhoa_rules.calendars import ZONE, Calendar, Period, Window, instant, month, quarter, week, year
from vanhoa_rules.errors import UsageError

VIETNAM = Calendar.vietnam()


def at(text):
    return instant(text, ZONE)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026", "2026-01-01", "2027-01-01"),
        ("2026-H1", "2026-01-01", "2026-07-01"),
        ("2026-H2", "2026-07-01", "2027-01-01"),
        ("2026-Q1", "2026-01-01", "2026-04-01"),
        ("2026-Q4", "2026-10-01", "2027-01-01"),
        ("2026-03", "2026-03-01", "2026-04-01"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("2026-01-15..2026-02-01", "2026-01-15", "2026-02-01"),
        ("2026-01-15T08:00..2026-02-01", "2026-01-15T08:00", "2026-02-01"),
        ("2026-01-15T08:00+00:00..2026-02-01", "2026-01-15T15:00", "2026-02-01"),
    ],
)
def test_a_period_as_it_is_written(text, start, end):
    period = Period.parse(text)
    assert (period.start, period.end) == (at(start), at(end))
    assert Period.parse(str(period)) == period
    assert eval(repr(period), {"Period": Period}) == period  # noqa: S307 - the point of the repr


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "period.unknown"),
        ("0000", "period.unknown"),
        ("9999", "period.unknown"),
        ("2026-Q5", "period.unknown"),
        ("2026-H3", "period.unknown"),
        ("2026-13", "period.unknown"),
        ("2026-1", "period.unknown"),
        ("2026-01-01", "period.unknown"),
        ("26", "period.unknown"),
        ("Q1-2026", "period.unknown"),
        ("２０２６", "period.unknown"),
        ("2026-01-01..", "instant.unreadable"),
        ("2026..2027", "instant.unreadable"),
        ("2026-02-01..2026-02-01", "period.empty"),
        ("2026-02-02..2026-02-01", "period.empty"),
    ],
)
def test_anything_else_is_refused_with_a_remedy(text, code):
    with pytest.raises(UsageError) as caught:
        Period.parse(text)
    assert caught.value.code == code
    assert "2026" in caught.value.remedy.en or code == "period.empty"


def test_a_period_lies_in_its_zone():
    assert Period.parse("2026-03", "Europe/Amsterdam").start.isoformat() == "2026-03-01T00:00:00+01:00"
    assert Period.parse("2026-03", zone="Europe/Amsterdam").end.isoformat() == "2026-04-01T00:00:00+02:00"


def test_periods_are_equal_by_their_instants():
    here = Period(at("2026-01-01"), at("2026-02-01"))
    there = Period(
        datetime(2025, 12, 31, 17, tzinfo=UTC), datetime(2026, 1, 31, 18, tzinfo=ZoneInfo("Europe/Amsterdam"))
    )
    assert here == there
    assert hash(here) == hash(there)


def test_the_start_belongs_to_the_period_and_the_end_does_not():
    period = Period.parse("2026-03")
    assert period.contains(at("2026-03-01"))
    assert period.contains(at("2026-03-31T23:59:59.999999"))
    assert not period.contains(at("2026-04-01"))
    assert not period.contains(at("2026-02-28T23:59:59.999999"))


def test_a_period_of_naive_instants_is_refused():
    with pytest.raises(UsageError) as caught:
        Period(datetime(2026, 1, 1), datetime(2026, 2, 1))  # noqa: DTZ001 - the mistake under test
    assert caught.value.code == "instant.naive"


@pytest.mark.parametrize(
    ("value", "zone", "iso"),
    [
        ("2026-04-01", ZONE, "2026-04-01T00:00:00+07:00"),
        (date(2026, 4, 1), ZONE, "2026-04-01T00:00:00+07:00"),
        ("2026-04-01T08:00", ZONE, "2026-04-01T08:00:00+07:00"),
        ("2026-04-01 08:00:30.5", ZONE, "2026-04-01T08:00:30.500000+07:00"),
        ("2026-04-01T08:00:30,123456000", ZONE, "2026-04-01T08:00:30.123456+07:00"),
        ("2026-04-01T08:08:08.08", ZONE, "2026-04-01T08:08:08.080000+07:00"),
        ("2026-04-01T01:00:00Z", ZONE, "2026-04-01T08:00:00+07:00"),
        ("2026-04-01T01:00:00Z", None, "2026-04-01T01:00:00+00:00"),
        ("2026-04-01T08:00:00+0700", None, "2026-04-01T08:00:00+07:00"),
        ("2026-04-01T08:00:00+07", None, "2026-04-01T08:00:00+07:00"),
        (" 2026-04-01 ", ZONE, "2026-04-01T00:00:00+07:00"),
        (datetime(2026, 4, 1, 8), ZONE, "2026-04-01T08:00:00+07:00"),  # noqa: DTZ001 - read in the zone
        (datetime(2026, 4, 1, 8, tzinfo=ZoneInfo(ZONE)), None, "2026-04-01T08:00:00+07:00"),
        (datetime(2026, 10, 25, 2, 30, fold=1), "Europe/Amsterdam", "2026-10-25T02:30:00+01:00"),  # noqa: DTZ001 - read in the zone
        ("2026-03-29T02:30", "Europe/Amsterdam", "2026-03-29T03:30:00+02:00"),  # skipped by the clocks
    ],
)
def test_an_instant_as_it_is_written(value, zone, iso):
    assert instant(value, zone).isoformat() == iso


@pytest.mark.parametrize(
    ("value", "zone", "code"),
    [
        ("2026-04-01", None, "instant.naive"),
        ("2026-04-01T08:00:00", None, "instant.naive"),
        (date(2026, 4, 1), None, "instant.naive"),
        (datetime(2026, 4, 1, 8), None, "instant.naive"),  # noqa: DTZ001 - the mistake under test
        ("2026-04-01T08:00:00.1234567+07:00", None, "instant.fine"),
        ("2026-04-31", ZONE, "instant.unreadable"),
        ("2026-04-01T25:00", ZONE, "instant.unreadable"),
        ("2026-04-01T08:00.5", ZONE, "instant.unreadable"),
        ("20260401", ZONE, "instant.unreadable"),
        ("2026-W14-3", ZONE, "instant.unreadable"),
        ("01/04/2026", ZONE, "instant.unreadable"),
        ("today", ZONE, "instant.unreadable"),
        ("", ZONE, "instant.unreadable"),
        ("2026-04-01", "Asia/Hanoi", "calendar.zone"),
    ],
)
def test_what_cannot_be_read_as_an_instant_is_refused(value, zone, code):
    with pytest.raises(UsageError) as caught:
        instant(value, zone)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("window", "at_", "start", "end"),
    [
        (week, "2026-01-01", "2025-12-29", "2026-01-05"),
        (week, "2026-03-08T23:59:59.999999", "2026-03-02", "2026-03-09"),
        (week, "2026-03-09", "2026-03-09", "2026-03-16"),
        (month, "2028-02-29T12:00", "2028-02-01", "2028-03-01"),
        (month, "2026-12-31T23:59:59.999999", "2026-12-01", "2027-01-01"),
        (quarter, "2026-06-30T12:00", "2026-04-01", "2026-07-01"),
        (quarter, "2026-12-31", "2026-10-01", "2027-01-01"),
        (year, "2026-07-01", "2026-01-01", "2027-01-01"),
        (year, "2050-07-01", "2050-01-01", "2051-01-01"),  # asks no table
    ],
)
def test_the_window_that_holds_an_instant(window, at_, start, end):
    assert VIETNAM.window(window, at(at_), Period.parse("2026")) == Period(at(start), at(end))


def test_the_window_called_period_is_the_period_itself():
    period = Period.parse("2026-H1")
    assert VIETNAM.window(Window.PERIOD, at("2030-01-01"), period) == period
    assert VIETNAM.windows(Window.PERIOD, period) == (period,)


def test_a_week_belongs_to_the_period_that_holds_its_last_instant():
    january = VIETNAM.windows(week, Period.parse("2026-01"))
    february = VIETNAM.windows(week, Period.parse("2026-02"))
    assert [VIETNAM.day(window.start).isoformat() for window in january] == [
        "2025-12-29",
        "2026-01-05",
        "2026-01-12",
        "2026-01-19",
    ]
    assert [VIETNAM.day(window.start).isoformat() for window in february] == [
        "2026-01-26",
        "2026-02-02",
        "2026-02-09",
        "2026-02-16",
    ]


@pytest.mark.parametrize(("window", "count"), [(month, 12), (quarter, 4), (year, 1)])
def test_a_year_has_its_windows(window, count):
    windows = VIETNAM.windows(window, Period.parse("2026"))
    assert len(windows) == count
    assert (windows[0].start, windows[-1].end) == (at("2026-01-01"), at("2027-01-01"))


def test_a_window_that_the_period_cuts_short_belongs_to_the_next():
    cut = Period(at("2026-01-15"), at("2026-03-31T23:59:59.999999"))
    assert [window.start for window in VIETNAM.windows(month, cut)] == [at("2026-01-01"), at("2026-02-01")]
    assert VIETNAM.windows(month, Period(at("2026-01-05"), at("2026-01-06"))) == ()


def test_a_day_begins_and_ends_in_the_zone():
    assert VIETNAM.start_of(date(2026, 3, 2)).isoformat() == "2026-03-02T00:00:00+07:00"
    assert VIETNAM.end_of_day(date(2026, 3, 2)) + timedelta(microseconds=1) == VIETNAM.start_of(
        date(2026, 3, 3)
    )
    assert VIETNAM.day(datetime(2026, 3, 2, 17, tzinfo=UTC)) == date(2026, 3, 3)
    assert VIETNAM.local(datetime(2026, 3, 2, 17, tzinfo=UTC)).isoformat() == "2026-03-03T00:00:00+07:00"
