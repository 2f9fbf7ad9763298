"""Coverage says what silence means: for which kinds, whom, and from when to when."""

import pickle
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from vanhoa_rules.calendars import Calendar, Period
from vanhoa_rules.errors import DataError
from vanhoa_rules.facts import (
    STANDARD,
    AttendanceArrived,
    Coverage,
    CoverageEntry,
    MeetingDue,
    Person,
    Roster,
    settle,
)

HANOI = timezone(timedelta(hours=7))
TICK = timedelta(microseconds=1)
CALENDAR = Calendar.vietnam()
Q1 = Period.parse("2026-Q1")
AS_OF = datetime(2026, 4, 10, 12, tzinfo=HANOI)


def day(text):
    return datetime.fromisoformat(f"{text}T00:00:00+07:00")


def row(id_, unit, since=None, until=None):
    return Person(
        id=id_, unit=unit, role="clerk", leader=False, employment="cong_chuc", since=since, until=until
    )


ROSTER = Roster(
    [
        row("a", "P1", until=date(2026, 1, 31)),
        row("a", "P2", date(2026, 2, 1), date(2026, 2, 28)),
        row("a", "P1", date(2026, 3, 1)),
        row("b", "P2"),
    ]
)


def settled(covers, *, facts=(), uncovered=(), as_of=AS_OF, period=Q1):
    return settle(
        covers,
        facts=facts,
        vocabulary=STANDARD,
        roster=ROSTER,
        calendar=CALENDAR,
        period=period,
        as_of=as_of,
        uncovered=uncovered,
    )


def arrived(at, id_="f"):
    return AttendanceArrived(id=id_, staff="a", at=at, minutes_late=0)


def entry(kinds, since, until=None, units=None):
    return {"kinds": kinds, "since": since, "until": until, "units": units}


def test_by_default_the_kinds_that_occur_are_covered_for_everyone_up_to_and_including_as_of():
    coverage = settled(None, facts=[arrived(day("2026-02-03"))])
    for staff in ("a", "b", "nobody"):
        assert coverage.spans(staff, "attendance.arrived") == ((Q1.start, AS_OF + TICK),)
        assert coverage.spans(staff, "meeting.due") == ()
    assert coverage.speaks_from == date(2026, 1, 1)


def test_by_default_coverage_begins_with_the_first_fact_where_that_is_earlier_than_the_period():
    first = datetime(2025, 12, 30, 20, tzinfo=UTC)
    coverage = settled(None, facts=[arrived(day("2026-02-03")), MeetingDue(id="m", staff="b", at=first)])
    assert coverage.begins("a", "attendance.arrived") == first
    assert coverage.speaks_from == date(2025, 12, 31)
    assert coverage.to_data()["entries"] == [
        {
            "kinds": ["attendance.arrived", "meeting.due"],
            "since": "2025-12-31T03:00:00+07:00",
            "until": "2026-04-10T12:00:00+07:00",
            "units": None,
        }
    ]


def test_without_facts_nothing_is_covered_by_default():
    coverage = settled(None)
    assert coverage.begins("a", "attendance.arrived") is None
    assert coverage.speaks_from is None


def test_all_covers_every_kind_even_one_that_no_vocabulary_has():
    coverage = settled("all")
    assert coverage.spans("a", "no.such") == ((Q1.start, AS_OF + TICK),)
    assert coverage.to_data()["entries"][0]["kinds"] == ["*"]


def test_a_period_still_to_come_is_not_covered():
    coverage = settled("all", as_of=day("2025-12-31"))
    assert coverage.spans("a", "attendance.arrived") == ()
    assert coverage.speaks_from is None


def test_stated_dates_both_count_in_the_calendars_zone():
    coverage = settled([entry(["attendance.*"], "2026-01-05", "2026-01-31")])
    assert coverage.spans("b", "attendance.left") == ((day("2026-01-05"), day("2026-02-01")),)
    assert coverage.spans("b", "meeting.due") == ()
    assert coverage.speaks_from == date(2026, 1, 5)


def test_open_coverage_ends_with_as_of_and_so_does_coverage_of_the_future():
    for until in (None, "2026-04-10", "2026-12-31", "9999-12-31"):
        coverage = settled([entry(["*"], "2026-01-05", until)])
        assert coverage.spans("b", "meeting.due") == ((day("2026-01-05"), AS_OF + TICK),)


def test_dates_at_the_ends_of_time_are_no_error():
    coverage = settled([entry(["*"], "0001-01-01", "9999-12-31")])
    assert coverage.covers("b", "meeting.due", day("1900-01-01"), AS_OF)
    assert settled([entry(["*"], "9999-12-31")]).spans("b", "meeting.due") == ()


def test_spans_that_touch_or_overlap_are_one():
    coverage = settled(
        [
            entry(["meeting.*"], "2026-02-01", "2026-02-10"),
            entry(["meeting.due"], "2026-01-01", "2026-01-31"),
            entry(["*.due"], "2026-02-05", "2026-02-07"),
            entry(["meeting.due"], "2026-03-01", "2026-03-02"),
        ]
    )
    assert coverage.spans("b", "meeting.due") == (
        (day("2026-01-01"), day("2026-02-11")),
        (day("2026-03-01"), day("2026-03-03")),
    )


def test_units_count_on_the_days_of_the_persons_rows():
    coverage = settled([entry(["meeting.due"], "2026-01-10", None, ["P1"])])
    assert coverage.spans("a", "meeting.due") == (
        (day("2026-01-10"), day("2026-02-01")),
        (day("2026-03-01"), AS_OF + TICK),
    )
    assert coverage.spans("b", "meeting.due") == ()
    assert coverage.spans("nobody", "meeting.due") == ()


def test_a_move_between_two_covered_units_leaves_no_gap():
    coverage = settled([entry(["meeting.due"], "2026-01-10", None, ["P1", "P2"])])
    assert coverage.spans("a", "meeting.due") == ((day("2026-01-10"), AS_OF + TICK),)


@pytest.mark.parametrize(
    ("pair", "hit"),
    [
        (("a", "meeting.due"), {("a", "meeting.due")}),
        (("a", None), {("a", "meeting.due"), ("a", "report.due")}),
        ((None, "meeting.due"), {("a", "meeting.due"), ("b", "meeting.due")}),
        ((None, None), {(staff, kind) for staff in "ab" for kind in ("meeting.due", "report.due")}),
    ],
)
def test_what_could_not_be_read_is_not_covered(pair, hit):
    coverage = settled("all", uncovered=[pair])
    for staff in "ab":
        for kind in ("meeting.due", "report.due"):
            assert (coverage.spans(staff, kind) == ()) is ((staff, kind) in hit)
    assert coverage.to_data()["uncovered"] == [list(pair)]


def test_covers_asks_for_the_whole_span():
    coverage = settled([entry(["*"], "2026-01-05", "2026-01-31"), entry(["*"], "2026-02-02", "2026-02-28")])
    begin, gap, again, end = (day(f"2026-{text}") for text in ("01-05", "02-01", "02-02", "03-01"))
    ask = lambda start, stop: coverage.covers("b", "meeting.due", start, stop)  # noqa: E731
    assert ask(begin, gap)
    assert not ask(begin - TICK, gap)
    assert not ask(begin, gap + TICK)
    assert not ask(begin, end)
    assert ask(again, end)
    assert not ask(again, end + TICK)
    assert ask(gap, gap)
    assert ask(end, begin)


def test_a_search_without_a_beginning_goes_back_to_where_coverage_begins():
    coverage = settled([entry(["*"], "2026-01-05", "2026-01-31"), entry(["*"], "2026-02-02")])
    assert coverage.covers("b", "meeting.due", None, day("2026-02-01"))
    assert not coverage.covers("b", "meeting.due", None, day("2026-02-02"))
    assert not coverage.covers("b", "meeting.due", None, day("2026-01-05"))
    assert not settled(None).covers("b", "meeting.due", None, day("2026-02-02"))


def test_until_is_the_first_instant_not_covered():
    coverage = settled([entry(["*"], "2026-01-05", "2026-01-31")])
    assert coverage.until("b", "meeting.due", day("2026-01-10")) == day("2026-02-01")
    assert coverage.until("b", "meeting.due", day("2026-01-01")) == day("2026-01-01")
    assert coverage.until("b", "meeting.due", day("2026-02-01")) == day("2026-02-01")
    assert settled(None).until("b", "meeting.due", AS_OF) == AS_OF


def test_the_receipt_says_coverage_as_stated():
    stated = [
        entry(["meeting.*"], "2026-01-05", None, ["P1"]),
        entry(["report.due"], "2025-12-01", "2026-02-28"),
    ]
    data = settled(stated, uncovered=[("b", "x.y"), (None, "a.b"), ("a", None)]).to_data()
    assert data == {
        "entries": stated,
        "uncovered": [[None, "a.b"], ["a", None], ["b", "x.y"]],
        "speaks_from": "2025-12-01",
    }
    assert settled(data["entries"]).to_data()["entries"] == stated


def test_the_order_and_the_offsets_of_facts_do_not_change_the_receipt():
    facts = [arrived(day("2025-12-30")), arrived(day("2025-12-30").astimezone(UTC), "g")]
    assert settled(None, facts=facts).to_data() == settled(None, facts=facts[::-1]).to_data()


def test_a_glob_that_matches_no_kind_is_refused_with_near_names():
    with pytest.raises(DataError) as caught:
        settled([entry(["attendence.*", "meeting.due", "atendance.left"], "2026-01-01")])
    assert [(problem.code, problem.value) for problem in caught.value.problems] == [
        ("coverage.unknown_kind", "attendence.*"),
        ("coverage.unknown_kind", "atendance.left"),
    ]
    assert "attendance.left" in caught.value.problems[1].remedy.vi


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kinds": []}, "kinds"),
        ({"kinds": "attendance.*"}, "kinds"),
        ({"kinds": [""]}, "kinds"),
        ({"kinds": None}, "kinds"),
        ({"units": []}, "units"),
        ({"units": "P1"}, "units"),
        ({"since": None}, "since"),
        ({"since": "01/02/2026"}, "since"),
        ({"since": datetime(2026, 1, 1, tzinfo=UTC)}, "since"),
        ({"until": "soon"}, "until"),
        ({"until": "2025-12-31"}, "until"),
        ({"staff": "a"}, "staff"),
    ],
)
def test_a_wrong_entry_is_refused_and_its_field_named(values, field):
    with pytest.raises(DataError) as caught:
        Coverage([{"kinds": ["*"], "since": "2026-01-01", **values}])
    assert [problem.field for problem in caught.value.problems] == [field]
    assert field in caught.value.says("vi")


def test_every_wrong_entry_is_listed():
    with pytest.raises(DataError) as caught:
        Coverage([entry([], "2026-01-01"), CoverageEntry(["*"], date(2026, 1, 1)), entry(["*"], "x", "y")])
    assert [problem.field for problem in caught.value.problems] == ["kinds", "since", "until"]


def test_a_word_that_is_not_all_is_refused():
    with pytest.raises(DataError) as caught:
        settled("everything")
    assert caught.value.code == "coverage.covers"
    assert "{kinds, since, until, units}" in str(caught.value)


def test_settled_coverage_travels_to_other_processes():
    coverage = settled([entry(["meeting.due"], "2026-01-10", None, ["P1"])])
    copy = pickle.loads(pickle.dumps(coverage))  # noqa: S301
    assert copy.spans("a", "meeting.due") == coverage.spans("a", "meeting.due")
