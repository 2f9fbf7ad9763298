"""The shipped table of Vietnam: what is off, what is worked, and why."""

import pickle
import subprocess
import sys
from datetime import date, timedelta

import pytest

from vanhoa_rules.calendars import Calendar, ShiftTable, vietnam
from vanhoa_rules.errors import CalendarError, UsageError

VIETNAM = Calendar.vietnam()
SWAPPED_BY_US = {date(2026, 1, 2), date(2026, 1, 10)}
CULTURE_DAYS = {date(2026, 11, 24), date(2027, 11, 24)}


def days(first, last):
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-01-01", False),
        ("2026-01-02", False),  # Friday, swapped
        ("2026-01-10", True),  # Saturday, made up
        ("2026-01-17", False),  # an ordinary Saturday
        ("2026-02-13", True),  # the Friday before Tết
        ("2026-02-16", False),
        ("2026-02-17", False),
        ("2026-02-18", False),
        ("2026-02-19", False),
        ("2026-02-20", False),
        ("2026-02-22", False),
        ("2026-02-23", True),
        ("2026-04-26", False),
        ("2026-04-27", False),  # in lieu of a Sunday
        ("2026-04-30", False),
        ("2026-05-01", False),
        ("2026-08-22", True),
        ("2026-08-31", False),
        ("2026-09-01", False),
        ("2026-09-02", False),
        ("2026-09-03", True),
        ("2026-11-24", True),
        ("2018-12-31", False),
        ("2019-01-05", True),
        ("2014-12-27", True),
        ("2015-01-02", False),
        ("2010-01-01", False),
        ("2027-12-31", True),
    ],
)
def test_what_is_worked(day, works):
    assert VIETNAM.is_working(date.fromisoformat(day)) is works


def test_all_years_agree_with_the_holidays_package_except_for_dated_overrides():
    independent = Calendar.from_holidays("VN", 2010, 2027)
    different = {
        day
        for day in days(VIETNAM.first, VIETNAM.last)
        if VIETNAM.is_working(day) != independent.is_working(day)
    }
    assert different == SWAPPED_BY_US | CULTURE_DAYS


def test_the_culture_day_is_an_option_and_changes_nothing_else():
    with_it = Calendar.vietnam(culture_day=True)
    assert {
        day for day in days(VIETNAM.first, VIETNAM.last) if with_it.is_working(day) != VIETNAM.is_working(day)
    } == CULTURE_DAYS
    assert with_it.digest != VIETNAM.digest
    assert all("80-NQ/TW" in mark.source for mark in with_it.off if mark.day in CULTURE_DAYS)


def test_every_mark_is_a_weekday_off_or_a_weekend_worked_and_names_its_source():
    assert all(mark.day.weekday() < 5 and mark.name and mark.source for mark in VIETNAM.off)
    assert all(mark.day.weekday() >= 5 and mark.name and mark.source for mark in VIETNAM.worked)
    assert [mark.day for mark in VIETNAM.off] == sorted({mark.day for mark in VIETNAM.off})


def test_every_make_up_day_names_a_day_off_that_names_it_back():
    off = {mark.day: mark for mark in VIETNAM.off}
    for made_up in VIETNAM.worked:
        day, month, year = made_up.name.rpartition(" ")[2].split("/")
        given = off[date(int(year), int(month), int(day))]
        assert f"{made_up.day:%d/%m/%Y}" in given.name
        assert given.source == made_up.source


def test_2027_is_provisional_and_says_why():
    assert all(mark.provisional is (mark.day.year == 2027) for mark in (*VIETNAM.off, *VIETNAM.worked))
    assert vietnam.PROVISIONAL[2027]


@pytest.mark.parametrize(("day", "beyond"), [("2009-12-31", False), ("2028-01-01", True)])
def test_a_day_outside_the_table_is_an_error_that_names_the_side(day, beyond):
    with pytest.raises(CalendarError) as caught:
        VIETNAM.is_working(date.fromisoformat(day))
    assert caught.value.code == "calendar.outside"
    assert caught.value.beyond is beyond
    assert day in str(caught.value)


def test_the_digest_covers_dates_zone_and_shifts_and_not_the_wording_of_sources():
    plain = Calendar.plain(
        VIETNAM.zone,
        VIETNAM.first,
        VIETNAM.last,
        off=[mark.day for mark in VIETNAM.off],
        worked=[mark.day.isoformat() for mark in VIETNAM.worked],
    )
    assert plain.digest == VIETNAM.digest
    others = [
        Calendar.plain("Asia/Bangkok", VIETNAM.first, VIETNAM.last, off=VIETNAM.off, worked=VIETNAM.worked),
        Calendar.plain(VIETNAM.zone, "2010-01-01", "2028-12-31", off=VIETNAM.off, worked=VIETNAM.worked),
        Calendar.plain(VIETNAM.zone, VIETNAM.first, VIETNAM.last, off=VIETNAM.off[1:], worked=VIETNAM.worked),
        Calendar.plain(VIETNAM.zone, VIETNAM.first, VIETNAM.last, off=VIETNAM.off, worked=VIETNAM.worked[1:]),
        VIETNAM.with_shifts(ShiftTable.example("nghe-an")),
        VIETNAM.with_shifts(ShiftTable.example("hai-duong")),
        VIETNAM.with_shifts(ShiftTable(())),
    ]
    assert len({calendar.digest for calendar in (VIETNAM, *others)}) == len(others) + 1


def test_the_digest_of_the_shipped_table_is_known():
    assert VIETNAM.digest == "sha256:e2f1810fa5719cb27c60fea16bd8bc10f1c5a82c0c147f234c632347839c7f78"


def test_a_calendar_survives_pickling():
    calendar = VIETNAM.with_shifts(ShiftTable.example("nghe-an"))
    copy = pickle.loads(pickle.dumps(calendar))  # noqa: S301 - our own bytes
    assert copy == calendar
    assert hash(copy) == hash(calendar)
    assert copy.digest == calendar.digest


def test_the_repr_is_one_short_line():
    assert (
        repr(VIETNAM)
        == "<Calendar Asia/Ho_Chi_Minh 2010-01-01..2027-12-31, 198 days off, 14 make-up days, no shift table>"
    )
    assert "2 shift entries" in repr(VIETNAM.with_shifts(ShiftTable.example("nghe-an")))


def test_the_holidays_package_is_not_imported_to_use_the_shipped_table():
    code = "import sys; from vanhoa_rules.calendars import Calendar; Calendar.vietnam().digest; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_another_country_has_its_own_weekly_rest_days():
    egypt = Calendar.from_holidays("EG", 2025, 2025, zone="Africa/Cairo")
    assert not egypt.is_working(date(2025, 3, 14))  # a Friday
    assert egypt.is_working(date(2025, 3, 16))  # a Sunday
    assert all(mark.source.startswith("holidays ") for mark in egypt.off)


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (lambda: Calendar.from_holidays("NL", 2026, 2026), "calendar.zoneless"),
        (lambda: Calendar.from_holidays("XX", 2026, 2026, zone="Europe/Amsterdam"), "calendar.country"),
        (lambda: Calendar.plain("Asia/Hanoi", "2026-01-01", "2026-12-31"), "calendar.zone"),
        (lambda: Calendar.plain("Asia", "2026-01-01", "2026-12-31"), "calendar.zone"),
        (lambda: Calendar.plain("", "2026-01-01", "2026-12-31"), "calendar.zone"),
        (lambda: Calendar.plain("UTC", "2026-01-32", "2026-12-31"), "calendar.date"),
        (lambda: Calendar.plain("UTC", "2026-W01-1", "2026-12-31"), "calendar.date"),
        (lambda: Calendar.plain("UTC", "2026-12-31", "2026-01-01"), "calendar.empty"),
        (lambda: Calendar.plain("UTC", "2026-01-01", "2026-12-31", off=["2027-01-01"]), "calendar.stray"),
        (lambda: Calendar.plain("UTC", "2026-01-01", "2026-12-31", worked=["2025-12-31"]), "calendar.stray"),
        (
            lambda: Calendar.plain(
                "UTC", "2026-01-01", "2026-12-31", off=["2026-01-05"], worked=["2026-01-05"]
            ),
            "calendar.both",
        ),
    ],
)
def test_a_calendar_that_cannot_be_built_says_what_to_do(build, code):
    with pytest.raises(UsageError) as caught:
        build()
    assert caught.value.code == code
    assert caught.value.says("vi")
    assert caught.value.remedy.en
