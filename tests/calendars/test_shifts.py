"""Tables of shifts: which hours a day has."""

from datetime import date, time

import attrs
import pytest

from vanhoa_rules.calendars import Calendar, ShiftEntry, ShiftTable
from vanhoa_rules.errors import UsageError

MORNING = (("08:00", "12:00"),)
AFTERNOON = (("13:00", "17:00"),)
DAY = (("07:30", "11:30"), ("13:30", "17:00"))


def read(shifts):
    return None if shifts is None else tuple((f"{begin:%H:%M}", f"{end:%H:%M}") for begin, end in shifts)


@pytest.mark.parametrize(
    ("name", "day", "hours"),
    [
        ("nghe-an", "2026-04-15", (("07:30", "12:00"), ("13:30", "17:00"))),
        ("nghe-an", "2026-04-16", (("07:00", "11:30"), ("13:30", "17:00"))),
        ("nghe-an", "2026-10-15", (("07:00", "11:30"), ("13:30", "17:00"))),
        ("nghe-an", "2026-10-16", (("07:30", "12:00"), ("13:30", "17:00"))),
        ("nghe-an", "2026-01-02", (("07:30", "12:00"), ("13:30", "17:00"))),
        ("nghe-an", "2024-02-29", (("07:30", "12:00"), ("13:30", "17:00"))),
        ("nghe-an", "2026-08-22", (("07:00", "11:30"), ("13:30", "17:00"))),  # a made-up Saturday
        ("hai-duong", "2026-03-31", (("07:30", "12:00"), ("13:00", "16:30"))),
        ("hai-duong", "2026-04-01", (("07:00", "11:30"), ("13:30", "17:00"))),
    ],
)
def test_the_examples(name, day, hours):
    table = ShiftTable.example(name)
    assert read(table.hours(date.fromisoformat(day))) == hours
    assert all("second-hand" in entry.source for entry in table.entries)


def test_an_unknown_example_suggests_a_known_one():
    with pytest.raises(UsageError) as caught:
        ShiftTable.example("nghean")
    assert "nghe-an" in caught.value.says("en")


def test_the_dates_of_an_entry_both_count():
    table = ShiftTable([ShiftEntry(DAY, since="2026-03-02", until="2026-03-04")])
    assert [table.hours(date(2026, 3, day)) is not None for day in (1, 2, 3, 4, 5)] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_a_unit_goes_before_a_season_and_a_season_before_dates():
    table = ShiftTable(
        [
            ShiftEntry(DAY),
            ShiftEntry([("06:00", "10:00")], since=date(2026, 1, 1)),
            ShiftEntry(AFTERNOON, season=("06-01", "08-31")),
            ShiftEntry(MORNING, unit="A"),
        ]
    )
    assert read(table.hours(date(2025, 3, 3))) == DAY
    assert read(table.hours(date(2026, 3, 3))) == (("06:00", "10:00"),)
    assert read(table.hours(date(2026, 7, 3))) == AFTERNOON
    assert read(table.hours(date(2026, 7, 3), "A")) == MORNING
    assert read(table.hours(date(2026, 7, 3), "B")) == AFTERNOON


def test_weekdays_and_make_up_days():
    table = ShiftTable([ShiftEntry(DAY, weekdays=(0, 1, 2, 3)), ShiftEntry(MORNING, weekdays=(4,))])
    assert read(table.hours(date(2026, 1, 8))) == DAY
    assert read(table.hours(date(2026, 1, 9))) == MORNING
    assert read(table.hours(date(2026, 1, 10))) == MORNING
    named = ShiftTable([*table.entries, ShiftEntry(AFTERNOON, weekdays=(5,))])
    assert read(named.hours(date(2026, 1, 10))) == AFTERNOON
    assert read(named.hours(date(2026, 1, 11))) == MORNING


def test_a_day_without_an_entry_is_not_a_day_without_hours():
    table = ShiftTable([ShiftEntry(DAY, weekdays=(0,)), ShiftEntry([], weekdays=(1,))])
    assert table.hours(date(2026, 3, 3)) == ()
    assert table.hours(date(2026, 3, 4)) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({"unit": "A"}, {"unit": "A"}),
        ({"since": "2026-01-01"}, {"until": "2026-01-31"}),
        ({"until": "2026-01-31"}, {"until": "2025-01-31"}),
        ({"season": ("10-16", "04-15")}, {"season": ("04-15", "10-15")}),
        ({"season": ("01-01", "02-29")}, {"season": ("02-29", "12-31")}),
        ({"weekdays": (0, 1)}, {"weekdays": (1, 2)}),
    ],
)
def test_two_entries_of_equal_standing_on_one_day_are_refused(first, second):
    with pytest.raises(UsageError) as caught:
        ShiftTable([ShiftEntry(DAY, **first), ShiftEntry(MORNING, **second)])
    assert caught.value.code == "shift.overlap"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"unit": "A"}, {"unit": "B"}),
        ({"until": "2025-12-31"}, {"since": "2026-01-01"}),
        ({"season": ("10-16", "04-15")}, {"season": ("04-16", "10-15")}),
        ({"weekdays": (0, 1)}, {"weekdays": (2, 3)}),
        (
            {"since": "2026-01-01", "until": "2026-03-31", "season": ("01-01", "06-30")},
            {"since": "2026-02-01", "until": "2026-12-31", "season": ("05-01", "07-31")},
        ),
    ],
)
def test_entries_that_never_meet_stand_side_by_side(first, second):
    assert len(ShiftTable([ShiftEntry(DAY, **first), ShiftEntry(MORNING, **second)]).entries) == 2


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (lambda: ShiftEntry([("8h", "12:00")]), "shift.clock"),
        (lambda: ShiftEntry([("08:00+07:00", "12:00")]), "shift.clock"),
        (lambda: ShiftEntry([("12:00", "08:00")]), "shift.order"),
        (lambda: ShiftEntry([("08:00", "08:00")]), "shift.order"),
        (lambda: ShiftEntry([("13:00", "17:00"), ("08:00", "12:00")]), "shift.order"),
        (lambda: ShiftEntry([("08:00", "12:00"), ("11:00", "17:00")]), "shift.order"),
        (lambda: ShiftEntry(["08:00-12:00"]), "shift.pair"),
        (lambda: ShiftEntry(None), "shift.pair"),
        (lambda: ShiftEntry(DAY, since="1/1/2026"), "shift.date"),
        (lambda: ShiftEntry(DAY, since="2026-02-01", until="2026-01-31"), "shift.dates"),
        (lambda: ShiftEntry(DAY, season=("02-30", "04-01")), "shift.season"),
        (lambda: ShiftEntry(DAY, season=("04-16",)), "shift.season"),
        (lambda: ShiftEntry(DAY, season=("W14-1", "04-16")), "shift.season"),
        (lambda: ShiftEntry(DAY, weekdays=()), "shift.weekdays"),
        (lambda: ShiftEntry(DAY, weekdays=(7,)), "shift.weekdays"),
    ],
)
def test_an_entry_that_cannot_be_built_says_what_to_do(build, code):
    with pytest.raises(UsageError) as caught:
        build()
    assert caught.value.code == code
    assert caught.value.remedy.vi


def test_times_may_be_given_as_text_or_as_times():
    assert ShiftEntry([(time(7, 30), "11:30")]) == ShiftEntry((("07:30", time(11, 30)),))


def test_the_order_of_entries_and_their_sources_do_not_change_the_digest():
    table = ShiftTable.example("nghe-an")
    turned = ShiftTable(attrs.evolve(entry, source="khác") for entry in reversed(table.entries))
    assert Calendar.vietnam(shifts=turned).digest == Calendar.vietnam(shifts=table).digest
