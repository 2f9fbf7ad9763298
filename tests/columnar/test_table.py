"""Facts as columns: from facts and from arrays, in order or not, with what was known when."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from types import MappingProxyType

import numpy as np
import pytest

from vanhoa_rules import Calendar, Deduct, Period, each, this
from vanhoa_rules.engines.columnar import Columnar, FactTable, evaluate
from vanhoa_rules.engines.columnar.arrays import bisect, times
from vanhoa_rules.engines.columnar.clock import Clock
from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.errors import DataError
from vanhoa_rules.facts import STANDARD, AttendanceArrived, CaseReceived, CaseReturned, build
from vanhoa_rules.scorecards import score

ARRIVED = STANDARD["attendance.arrived"]
CALENDAR, PERIOD = Calendar.vietnam(), Period.parse("2026-Q1")
SINCE = [{"kinds": ["*"], "since": "2025-01-01"}]


@pytest.fixture
def rules(book, rule):
    return book(
        rule(each("attendance.arrived", where=this.minutes_late > 5), "LATE"),
        rule(each("case.received").not_followed_by(each("case.returned"), by=this.due, same="case"), "SLOW"),
    )


@pytest.fixture
def card(sheet):
    return sheet({"LATE": Deduct("2.5", at_most=10), "SLOW": Deduct("1/3", per="measure", at_most=7)})


def micros(text: str) -> int:
    return (datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


MOMENTS = [micros(f"2026-01-{n:02d}T08:00:00+07:00") for n in (9, 5, 7, 6)]


def columns():
    return {
        STANDARD["attendance.arrived"]: {
            "staff": np.array(["b", "a", "b", "a"]),
            "at": np.array(MOMENTS),
            "minutes_late": np.array([7, 3, 9, 20]),
            "id": np.array(["x4", "x1", "x2", "x3"]),
        },
        STANDARD["case.received"]: {
            "staff": np.array([0, 1]),
            "at": np.array(MOMENTS[:2], dtype="datetime64[us]"),
            "due": np.array([micros("2026-01-12T17:00:00+07:00"), micros("2026-02-12T17:00:00+07:00")]),
            "case": np.array([1, -1]),
            "id": np.array(["r1", "r2"]),
        },
        STANDARD["case.returned"]: {
            "staff": np.array([0]),
            "at": np.array([micros("2026-01-14T08:00:00+07:00")]),
            "case": np.array(["c"], dtype=object),
            "id": np.array(["t1"]),
        },
    }


def as_facts():
    at = [datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=m) for m in MOMENTS]
    late = zip(("b", "a", "b", "a"), at, (7, 3, 9, 20), ("x4", "x1", "x2", "x3"), strict=True)
    return [
        *(AttendanceArrived(id=i, staff=s, at=t, minutes_late=n) for s, t, n, i in late),
        CaseReceived(
            id="r1", staff="a", at=at[0], due=datetime.fromisoformat("2026-01-12T17:00:00+07:00"), case="c"
        ),
        CaseReceived(id="r2", staff="b", at=at[1], due=datetime.fromisoformat("2026-02-12T17:00:00+07:00")),
        CaseReturned(id="t1", staff="a", at=datetime.fromisoformat("2026-01-14T08:00:00+07:00"), case="c"),
    ]


def test_columns_and_facts_give_one_verdict(rules, card, scene, person):
    given = columns()
    where = scene(as_facts(), person("b"), person("a"))
    table = FactTable.from_columns(given, people=("a", "b"), pools={"case": ("d", "c")}, as_of=where.as_of)
    found = evaluate(
        rules,
        card,
        table,
        roster=where.roster,
        period=PERIOD,
        as_of=where.as_of,
        covers=SINCE,
        calendar=CALENDAR,
    )
    assert list(found) == ["b", "a"]
    reference = Reference(where)
    for place, staff in zip(found.places.tolist(), found, strict=True):
        outcomes = reference.judge(rules, staff)
        verdict = found[staff]
        scores = score(card, rules, outcomes)
        assert verdict.total == scores.total
        assert [one.evidence for one in verdict.findings] == [c.match.evidence for c in scores.costs]
        assert Fraction(int(found.points.total["low"][place]), found.points.over) == scores.total.low
    assert found["a"].receipt["facts"] == where.timelines.digest


def test_a_table_without_ids_names_facts_by_kind_and_place():
    given = {ARRIVED: {name: a for name, a in columns()[ARRIVED].items() if name != "id"}}
    table = FactTable.from_columns(given, people=("a", "b"))
    assert [table.id(row) for row in range(4)] == [f"attendance.arrived:{n:012d}" for n in (1, 3, 2, 0)]
    assert table.fact(1).minutes_late == 20


def test_what_comes_after_as_of_or_was_not_on_record_is_left_out():
    given = {ARRIVED: {**columns()[ARRIVED], "recorded_at": np.array([MOMENTS[0]] * 4)}}
    early = datetime(2026, 1, 8, tzinfo=UTC)
    assert len(FactTable.from_columns(given, people=("a", "b"), as_of=early)) == 0
    assert (
        len(
            FactTable.from_columns(
                given, people=("a", "b"), as_of=early, known_at=datetime(2026, 1, 10, tzinfo=UTC)
            )
        )
        == 3
    )


def test_a_text_that_the_pool_of_its_field_lacks_is_refused():
    given = columns()
    given[STANDARD["case.returned"]]["case"] = np.array(["other"])
    with pytest.raises(DataError):
        FactTable.from_columns(given, people=("a", "b"), pools={"case": ("d", "c")})


def test_a_float_is_refused():
    given = {ARRIVED: {**columns()[ARRIVED], "minutes_late": np.array([7.0, 3, 9, 20])}}
    with pytest.raises(TypeError, match="minutes_late"):
        FactTable.from_columns(given, people=("a", "b"))


def test_a_field_that_must_be_given_is_missed_and_one_that_may_be_null_is_not():
    given = {ARRIVED: {name: a for name, a in columns()[ARRIVED].items() if name != "minutes_late"}}
    with pytest.raises(DataError) as refused:
        FactTable.from_columns(given, people=("a", "b"))
    assert refused.value.code == "fact.refused"


def test_the_callers_arrays_are_untouched():
    given = columns()
    before = {kind: {name: a.copy() for name, a in of.items()} for kind, of in given.items()}
    FactTable.from_columns(MappingProxyType(given), people=("a", "b"), pools={"case": ("d", "c")})
    for kind, of in given.items():
        for name, values in of.items():
            assert (values == before[kind][name]).all()


def test_one_facts_columns_are_those_of_its_fields():
    table = FactTable.from_facts(build(as_facts(), as_of=datetime(2026, 5, 1, tzinfo=UTC)))
    assert sorted(table.id(row) for row in range(len(table))) == ["r1", "r2", "t1", "x1", "x2", "x3", "x4"]
    assert table.exclusive("case", [STANDARD["case.received"], STANDARD["case.returned"]])


def test_a_text_that_two_people_share_is_their_own_key_in_kinds_that_do_not_share_it():
    at = datetime(2026, 4, 1, tzinfo=UTC)
    facts = (
        STANDARD["case.received"](id="r", staff="a", at=at, case="1", due=at),
        STANDARD["case.returned"](id="t", staff="a", at=at, case="1"),
        STANDARD["document.acknowledged"](id="d", staff="b", at=at, case="1"),
    )
    table = FactTable.from_facts(build(facts, as_of=datetime(2026, 5, 1, tzinfo=UTC)))
    cases = [STANDARD["case.received"], STANDARD["case.returned"]]
    assert table.exclusive("case", cases)
    assert not table.exclusive("case", [*cases, STANDARD["document.acknowledged"]])


def test_days_of_a_zone_whose_clocks_are_turned():
    where = CALENDAR.plain("Europe/Berlin", "2020-01-01", "2030-12-31")
    clock = Clock(where, datetime(2026, 5, 1, tzinfo=UTC))
    hours = [datetime(2026, 3, 28, tzinfo=UTC) + timedelta(minutes=30 * n) for n in range(200)]
    found = clock.day(
        np.array([(h - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) for h in hours])
    )
    assert found.tolist() == [where.day(h).toordinal() for h in hours]


def test_products_that_outgrow_64_bits_become_pythons_integers():
    assert times(np.array([2**62, 3]), 8).tolist() == [2**65, 24]
    assert times(np.array([2**40]), np.array([2**40])).tolist() == [2**80]


def test_searching_within_ranges():
    values = np.array([1, 3, 5, 2, 4, 6])
    low, high = np.array([0, 3, 3, 0]), np.array([3, 6, 6, 0])
    assert bisect(values, low, high, np.array([3, 4, 9, 1]), right=False).tolist() == [1, 4, 6, 0]
    assert bisect(values, low, high, np.array([3, 4, 1, 1]), right=True).tolist() == [2, 5, 3, 0]


def test_points_of_a_third_stay_exact(rules, scene, person):
    where = scene(as_facts(), person("a"), person("b"))
    engine = Columnar(where)
    assert engine.judge(rules, "a")[1].certain[0].measure == 2
