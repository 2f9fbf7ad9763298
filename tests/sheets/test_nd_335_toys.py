"""The short cuts that a toy would take, each caught by a test."""

from fractions import Fraction

import pytest
from scenes import Told, evaluated, leader, person

from vanhoa_rules.errors import DataError
from vanhoa_rules.facts import STANDARD
from vanhoa_rules.sheets.nd_335_2025 import Measure

MONTHS = [f"2026-{month:02}" for month in range(1, 13)]


def numbers(value):
    if isinstance(value, Measure):
        return [value.low, value.recorded, value.high]
    return []


def test_a_b_c_and_d_have_no_fact_kind_of_their_own():
    assert not {kind for kind in STANDARD if kind.split(".")[-1] in {"a", "b", "c", "d", "ratio"}}
    told = Told()
    for letter in ("a", "b", "c", "d", "R", "result"):
        told.tell("line.scored", "2026-12-01", line=letter, points="70", by="superior", period="2026-11")
    result = evaluated(told)["an"]
    assert {one.code for one in result.problems} == {"evaluation.line"}
    assert result.measures["a"].exact is None
    assert result.total.high == 100


def test_d_is_not_moved_by_a_subordinate_s_level():
    told = Told()
    told.tell("result.recorded", "2026-12-02", staff="an", period="2026-11", total="60")
    told.tell("rating.decided", "2026-12-20", staff="an", year=2026, rating="khong_hoan_thanh")
    told.tell("degradation.concluded", "2026-11-20", staff="an", ground="degradation")
    people = [leader("boss"), person("an", reports_to="boss")]
    assert evaluated(told, people)["boss"].measures["d"].exact == 1


def test_a_month_is_never_forced():
    told = Told()
    told.tell("result.recorded", "2026-12-02", period="2026-11", total="95")
    told.tell(
        "discipline.decided",
        "2026-11-20",
        form="canh_cao",
        by="state",
        duty_related=True,
        act_at="2026-11-02T08:00:00+07:00",
    )
    result = evaluated(told)["an"]
    assert result.ratings == ("xuat_sac",) * 3
    assert result.grounds == ()


def test_a_missing_month_is_not_zero():
    told = Told()
    for month in MONTHS[:11]:
        told.tell("result.recorded", "2027-01-05", period=month, total="96")
    total = evaluated(told, period="2026")["an"].total
    assert (total.low, total.high) == (88, Fraction(1156, 12))
    assert total.recorded is None


def test_the_six_month_rule_does_not_strike_maternity():
    told = Told()
    told.tell("leave.approved", "2026-01-01", until="2026-08-01T00:00:00+07:00", reason="maternity")
    for month in MONTHS[7:]:
        told.tell("result.recorded", "2027-01-05", period=month, total="80")
    result = evaluated(told, period="2026")["an"]
    assert result.ratings == ("tot",) * 3
    assert result.total.exact == 80


def test_no_number_is_a_float():
    told = Told()
    told.task("t", "2026-11-10", "2026-11-12", quantity="3", made="0.1", coefficient="2.7")
    told.scores("2026-11", "29.9")
    result = evaluated(told)["an"]
    found = [
        n for one in (*result.measures.values(), *result.lines.values(), result.total) for n in numbers(one)
    ]
    assert found
    assert all(isinstance(one, Fraction) for one in found if one is not None)


def test_an_exact_ninety_is_excellent():
    # general 20, a = b = c = 1: 20 + 70 = 90 exactly, where a 28-digit decimal of thirds would fall short
    told = Told()
    told.task("t1", "2026-11-10", "2026-11-09", coefficient="0.1")
    told.task("t2", "2026-11-10", "2026-11-09", coefficient="0.7")
    told.scores("2026-11", "20")
    result = evaluated(told)["an"]
    assert result.total.exact == 90
    assert result.ratings == ("xuat_sac",) * 3


def test_thirds_that_sum_to_ninety_are_excellent():
    told = Told()
    for month, points in (("2026-01", "90.1"), ("2026-02", "90.1"), ("2026-03", "89.8")):
        told.tell("result.recorded", "2026-04-02", period=month, total=points)
    result = evaluated(told, period="2026-Q1")["an"]
    assert result.total.exact == 90
    assert result.ratings[1] == "xuat_sac"


def test_lateness_is_not_elapsed_days():
    told = Told()
    told.task("t", "2026-11-10", "2026-11-11T06:00:00+07:00")  # 13 hours after the due, one date later
    assert evaluated(told, reading="HANDBOOK")["an"].measures["c"].exact == Fraction(3, 4)
    same_day = Told()
    same_day.tell("task.assigned", "2026-11-01", case="t", due="2026-11-10T12:00:00+07:00")
    same_day.tell("task.completed", "2026-11-10T15:00:00+07:00", case="t")
    assert evaluated(same_day, reading="HANDBOOK")["an"].measures["c"].exact == Fraction(3, 4)


def test_completions_are_not_summed_over_two_assignments():
    told = Told()
    told.task("first", "2026-11-10", "2026-11-09", quantity="2")
    told.task("second", "2026-11-10", None, quantity="2")
    told.tell("task.completed", "2026-11-09", staff="binh", case="second", quantity="2")
    result = evaluated(told, [person("an"), person("binh")])
    assert result["an"].measures["a"].exact == Fraction(1, 2)
    assert "strays" in {one.code for one in result["binh"].notices}


def test_a_second_assignment_of_one_task_is_not_counted_twice():
    told = Told()
    told.task("t", "2026-11-10", "2026-11-09", quantity="2")
    told.tell("task.assigned", "2026-11-02", case="t", quantity="2", due="2026-11-10T17:00:00+07:00")
    result = evaluated(told)["an"]
    assert result.measures["a"].recorded == 1
    assert result.measures["a"].exact is None  # the refused row leaves what was assigned unknown


def test_a_transferred_task_is_not_dropped_from_both_sides():
    told = Told()
    told.task("kept", "2026-11-10", "2026-11-09")
    told.task("moved", "2026-11-10", "2026-11-09")
    told.tell("task.transferred", "2026-11-11", case="moved")
    assert evaluated(told)["an"].measures["a"].exact == Fraction(1, 2)


def test_an_objective_cause_of_the_officer_s_own_excuses_nothing():
    told = Told()
    told.task("t", "2026-11-10", "2026-11-12")
    told.tell(
        "task.assessed", "2026-11-13", case="t", aspect="progress", met=False, objective_cause=True, by="an"
    )
    told.tell(
        "task.assessed", "2026-11-13", case="t", aspect="quality", met=False, objective_cause=True, by="an"
    )
    measures = evaluated(told)["an"].measures
    assert (measures["b"].exact, measures["c"].exact) == (Fraction(3, 4), Fraction(3, 4))
    with pytest.raises(DataError):
        told.tell("cause.confirmed", "2026-11-14", case="t", aspect="progress", by="an")


def test_an_out_of_range_score_is_an_error_of_its_row_and_leaves_the_line_open():
    told = Told()
    told.scores("2026-11")
    told.facts = [fact for fact in told.facts if getattr(fact, "line", None) != "G1"]
    told.tell(
        "line.scored", "2026-12-01", id="bad", line="G1", points="5.01", by="superior", period="2026-11"
    )
    result = evaluated(told)["an"]
    assert [one.code for one in result.problems] == ["evaluation.points"]
    assert (result.lines["G1"].low, result.lines["G1"].high) == (0, 5)
    assert (result.measures["general"].low, result.measures["general"].high) == (25, 30)


def test_a_task_counts_in_the_month_it_is_due_not_in_the_month_it_was_given():
    told = Told()
    told.tell("task.assigned", "2026-09-20", case="t", due="2026-11-10T17:00:00+07:00")
    told.tell("task.completed", "2026-10-30", case="t")
    assert evaluated(told, period="2026-10")["an"].parts[0].rows == ()
    assert evaluated(told, period="2026-11")["an"].measures["a"].exact == 1


def test_a_written_period_says_in_which_month_a_task_counts():
    told = Told()
    told.tell("task.assigned", "2026-10-20", case="t", due="2026-11-03T17:00:00+07:00", period="2026-10")
    told.tell("task.completed", "2026-11-01", case="t")
    assert evaluated(told, period="2026-10")["an"].measures["a"].exact == 1
    assert evaluated(told, period="2026-11")["an"].parts[0].rows == ()
