"""Arrays of facts as a register has them: what is withdrawn, told twice, assigned twice or out of range is not judged."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from vanhoa_rules import Calendar, Period, Roster, each, this
from vanhoa_rules.engines.columnar import FactTable, evaluate
from vanhoa_rules.errors import DataError, UsageError
from vanhoa_rules.facts import STANDARD, Fact, build

CALENDAR, PERIOD = Calendar.vietnam(), Period.parse("2026-Q1")
START = datetime(2026, 1, 5, 1, tzinfo=UTC)
AS_OF = datetime(2026, 4, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def micros(hours: int) -> int:
    return (START + hours * HOUR - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def arrived(ids: str, *, staff: str = "a", hours: Any = None, late: Any = 9, **columns: Any) -> Any:
    names = ids.split()
    at = range(len(names)) if hours is None else hours
    return {
        "id": np.array(names),
        "staff": np.array([staff] * len(names)),
        "at": np.array([micros(hour) for hour in at]),
        "minutes_late": np.broadcast_to(np.asarray(late), len(names)).copy(),
        **columns,
    }


def retracted(**pairs: str) -> Any:
    return {
        "id": np.array(list(pairs)),
        "staff": np.array(["a"] * len(pairs)),
        "at": np.array([micros(100 + n) for n in range(len(pairs))]),
        "retracts": np.array(list(pairs.values())),
    }


def table(known_at: datetime | None = None, **kinds: Any) -> FactTable:
    given = {STANDARD[name.replace("__", ".")]: arrays for name, arrays in kinds.items()}
    return FactTable.from_columns(given, people=("a", "b"), as_of=AS_OF, known_at=known_at)


def kept(found: FactTable) -> list[str]:
    return sorted(found.id(row) for row in range(len(found)))


def test_what_is_withdrawn_does_not_count_once_that_is_known():
    kinds = {"attendance__arrived": arrived("x y z"), "fact__retracted": retracted(r="y")}
    assert kept(table(**kinds)) == ["r", "x", "z"]
    before = START + 50 * HOUR
    assert kept(table(before, **kinds)) == ["x", "y", "z"]
    chain = {**kinds, "fact__retracted": retracted(r="y", s="r")}
    assert kept(table(**chain)) == ["s", "x", "y", "z"]


def test_a_retraction_of_somebody_elses_fact_is_a_problem_and_leaves_both_unknown():
    kinds = {"attendance__arrived": arrived("x", staff="b"), "fact__retracted": retracted(r="x")}
    found = table(**kinds)
    assert kept(found) == ["x"]
    assert [one.code for one in found.problems] == ["retraction.person"]
    assert found.uncovered == (("b", "attendance.arrived"),)


def test_the_same_fact_twice_counts_once_and_two_facts_of_one_id_are_not_judged():
    twice = table(attendance__arrived=arrived("x x y", hours=[1, 1, 2]))
    assert kept(twice) == ["x", "y"]
    assert not twice.problems
    unlike = table(attendance__arrived=arrived("x x y", hours=[1, 1, 2], late=[5, 6, 7]))
    assert kept(unlike) == ["y"]
    assert [(one.code, one.value) for one in unlike.problems] == [("fact.same_id", "x")]
    assert unlike.uncovered == (("a", "attendance.arrived"),)


def test_a_task_assigned_twice_counts_from_the_first_time():
    assigned = {
        "id": np.array(["t", "u", "v"]),
        "staff": np.array(["a", "a", "b"]),
        "at": np.array([micros(2), micros(1), micros(3)]),
        "case": np.array(["T", "T", "T"]),
        "due": np.array([micros(90)] * 3),
        "quantity": np.array([1, 1, 1]),
    }
    found = table(task__assigned=assigned)
    assert kept(found) == ["u", "v"]
    assert [one.code for one in found.problems] == ["task.twice"]


def test_as_objects_the_same_facts_are_the_same_timelines():
    kinds = {
        STANDARD["attendance.arrived"]: arrived("x x y z q", hours=[1, 1, 2, 3, 4], late=[5, 6, 7, 8, 9]),
        STANDARD["fact.retracted"]: retracted(r="z", s="q", w="s"),
    }
    whole = FactTable.from_columns(kinds, people=("a",))
    facts = tuple(whole.in_given_order())
    assert [fact.id for fact in facts] == ["x", "x", "y", "z", "q", "r", "s", "w"]
    expected, found = build(facts, as_of=AS_OF), whole.counted(AS_OF)
    assert found.timeline("a") == expected.of("a")
    assert (found.problems, found.uncovered) == (expected.problems, expected.uncovered)


def test_what_no_field_may_hold_is_refused_by_row_and_field():
    wrong = {
        STANDARD["attendance.arrived"]: arrived("x y", late=[3, -1]),
        STANDARD["feedback.rated"]: {
            "id": np.array(["f"]),
            "staff": np.array(["a"]),
            "at": np.array([micros(3)]),
            "rating": np.array([6]),
        },
        STANDARD["leave.approved"]: {
            "id": np.array(["l", "m"]),
            "staff": np.array(["a", "a"]),
            "at": np.array([micros(3), micros(5)]),
            "until": np.array([micros(4), micros(4)]),
            "reason": np.array(["annual", "whim"]),
        },
    }
    with pytest.raises(DataError) as refused:
        FactTable.from_columns(wrong, people=("a",))
    told = [(one.kind, one.row, one.field, one.code) for one in refused.value.problems]
    assert told == [
        ("attendance.arrived", 1, "minutes_late", "fact.range"),
        ("feedback.rated", 0, "rating", "fact.range"),
        ("leave.approved", 1, "reason", "fact.choice"),
        ("leave.approved", 1, "until", "fact.until"),
    ]
    assert "whim" not in str(refused.value.problems), "a reason is nobody's business"


def test_nulls_that_may_not_be_are_refused():
    with pytest.raises(DataError) as refused:
        table(attendance__arrived=arrived("x y", minutes_late=np.ma.array([1, 2], mask=[False, True])))
    assert [(one.row, one.field, one.code) for one in refused.value.problems] == [
        (1, "minutes_late", "fact.null")
    ]


def test_people_who_are_not_on_the_roster_are_context_only(book, rule, sheet, person):
    given = {
        STANDARD["attendance.arrived"]: {
            **arrived("x y"),
            "staff": np.array(["zoe", "a"]),
        }
    }
    found = evaluate(
        book(rule(each("attendance.arrived", where=this.minutes_late > 5))),
        sheet(),
        FactTable.from_columns(given, people=("a",)),
        roster=Roster([person("c"), person("a")]),
        period=PERIOD,
        as_of=AS_OF,
        covers="all",
        calendar=CALENDAR,
    )
    assert list(found) == ["c", "a"]
    assert [one.evidence for one in found["a"].findings] == [("y",)]
    assert found["c"].findings == ()


def test_a_conflict_of_ids_makes_the_rule_unknown_not_met(book, rule, sheet, person):
    given = {STANDARD["attendance.arrived"]: arrived("x x", hours=[1, 1], late=[9, 2])}
    found = evaluate(
        book(rule(each("attendance.arrived", where=this.minutes_late > 5), "LATE")),
        sheet(),
        FactTable.from_columns(given, people=("a",)),
        roster=Roster([person("a")]),
        period=PERIOD,
        as_of=AS_OF,
        covers="all",
        calendar=CALENDAR,
    )
    assert found["a"].outcomes == {"LATE": "unknown"}
    assert found.engine.table.problems[0].code == "fact.same_id"


def test_places_of_people_that_are_none_are_refused():
    given = {STANDARD["attendance.arrived"]: {**arrived("x"), "staff": np.array([7])}}
    with pytest.raises(DataError):
        FactTable.from_columns(given, people=("a",))


def test_a_part_of_the_people_keeps_its_facts_and_ids():
    whole = FactTable.from_columns(
        {STANDARD["attendance.arrived"]: {**arrived("x y z"), "staff": np.array(["a", "b", "a"])}},
        people=("a", "b"),
    )
    part = whole.part({"b"}, frozenset())
    facts: list[Fact] = list(part.in_given_order())
    assert part.people == ("b",)
    assert [fact.id for fact in facts] == ["y"]
    everyone = whole.part({"b"}, frozenset({"attendance.arrived"}))
    assert kept(everyone) == ["x", "y", "z"]


def test_a_table_cut_at_one_time_is_not_judged_at_another(book, rule, sheet, person):
    found = table(attendance__arrived=arrived("x"))
    with pytest.raises(UsageError) as refused:
        evaluate(
            book(rule(each("attendance.arrived"))),
            sheet(),
            found,
            roster=Roster([person("a")]),
            period=PERIOD,
            as_of=AS_OF - HOUR,
            calendar=CALENDAR,
        )
    assert refused.value.code == "ask.cut"
