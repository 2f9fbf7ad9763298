"""One test an article of Decree 335/2025/NĐ-CP that is not told by the jurist's cases."""

from datetime import date
from fractions import Fraction

import pytest
from scenes import Told, evaluated, leader, person

from vanhoa_rules.errors import UsageError

A_YEAR = [f"2026-{month:02}" for month in range(1, 13)]


def one_month(told, reading="DECREE", people=None, staff="an"):
    return evaluated(told, people, reading=reading)[staff]


def test_article_4_2_ten_lines_are_thirty_points():
    told = Told()
    told.scores("2026-11")
    result = one_month(told)
    assert [str(line.points.exact) for line in result.parts[0].lines.values()] == ["5", "5"] + ["5/2"] * 8
    assert result.measures["general"].exact == 30


def test_article_12_3_the_result_part_is_at_most_70_points():
    told = Told()
    told.task("t1", "2026-11-10", "2026-11-09")
    told.task("t2", "2026-11-10", "2026-11-09", planned=False)
    told.scores("2026-11")
    result = one_month(told)
    assert result.measures["a"].exact == 2
    assert result.measures["R"].exact == 2
    assert result.measures["result"].exact == 70
    assert result.total.exact == 100


def test_article_14_2a_quantity_weighs_by_coefficient_over_what_was_assigned():
    told = Told()
    told.task("big", "2026-11-10", None, coefficient="3")
    told.task("small", "2026-11-10", "2026-11-10", coefficient="1")
    assert one_month(told).measures["a"].exact == Fraction(1, 4)


def test_article_14_2b_a_quarter_is_cut_for_each_quality_failure_down_to_nothing():
    for fails, left in ((0, "1"), (1, "3/4"), (2, "1/2"), (4, "0"), (6, "0")):
        told = Told()
        told.task("t", "2026-11-10", "2026-11-09")
        for n in range(fails):
            told.tell("task.assessed", f"2026-11-{12 + n}", case="t", aspect="quality", met=False)
        assert one_month(told).measures["b"].exact == Fraction(left)


def test_article_14_2b_an_objective_cause_confirmed_by_another_removes_the_cut():
    told = Told()
    told.task("t", "2026-11-10", "2026-11-09")
    told.tell(
        "task.assessed", "2026-11-12", case="t", aspect="quality", met=False, objective_cause=True, by="boss"
    )
    assert one_month(told).measures["b"].exact == 1


def test_article_14_2c_a_quarter_is_cut_for_each_time_late_however_many_days():
    for done in ("2026-11-11", "2026-11-30", "2027-01-20"):
        told = Told()
        told.task("t", "2026-11-10", done)
        assert one_month(told).measures["c"].exact == Fraction(3, 4)


def test_article_14_2c_late_completion_and_progress_assessment_of_one_deadline_are_one_time():
    told = Told()
    told.task("t", "2026-11-10", "2026-11-12")
    told.tell("task.assessed", "2026-11-13", case="t", aspect="progress", met=False)
    assert one_month(told).measures["c"].exact == Fraction(3, 4)
    told.tell("task.assessed", "2026-11-14", case="t", aspect="progress", met=False)
    assert one_month(told).measures["c"].exact == Fraction(1, 2)


def test_article_14_2c_a_cause_confirmed_later_removes_the_cut_and_names_the_fact():
    told = Told()
    told.task("t", "2026-11-10", "2026-11-12")
    id_ = told.tell("cause.confirmed", "2026-12-20", case="t", aspect="progress", by="boss")
    result = one_month(told)
    assert result.measures["c"].exact == 1
    (cut,) = result.parts[0].rows[0].cuts
    assert (cut.times, cut.excused_by) == (0, id_)


def test_article_14_2c_an_extension_without_objective_cause_leaves_one_time_late():
    told = Told()
    told.task("t", "2026-11-10", "2026-11-19")
    told.tell("task.extended", "2026-11-09", case="t", due="2026-11-20T17:00:00+07:00", objective_cause=False)
    assert one_month(told).measures["c"].exact == Fraction(3, 4)


def test_article_14_2c_two_missed_deadlines_are_two_times():
    told = Told()
    told.task("t", "2026-11-10", "2026-11-25")
    told.tell("task.extended", "2026-11-09", case="t", due="2026-11-20T17:00:00+07:00", objective_cause=False)
    assert one_month(told).measures["c"].exact == Fraction(1, 2)


def test_article_14_2c_an_extension_for_an_objective_cause_costs_nothing():
    told = Told()
    told.task("t", "2026-11-10", "2026-11-19")
    told.tell("task.extended", "2026-11-12", case="t", due="2026-11-20T17:00:00+07:00", objective_cause=True)
    assert one_month(told).measures["c"].exact == 1


def test_article_14_2c_a_delivery_at_the_written_due_is_in_time_also_on_a_sunday():
    told = Told()
    told.task("t", "2026-11-15", "2026-11-15")
    assert one_month(told).measures["c"].exact == 1
    late = Told()
    late.task("t", "2026-11-15", "2026-11-16T08:00:00+07:00")
    assert one_month(late).measures["c"].exact == Fraction(3, 4)


@pytest.mark.parametrize(("points", "d"), [("49.99", "1/2"), ("50", "1")])
def test_article_15_3a_d_goes_by_the_points_of_subordinates(points, d):
    told = Told()
    told.tell("result.recorded", "2026-12-02", staff="an", period="2026-11", total=points)
    people = [leader("boss"), person("an", reports_to="boss")]
    assert one_month(told, people=people, staff="boss").measures["d"].exact == Fraction(d)


def test_article_15_3a_d_counts_civil_servants_only():
    told = Told()
    told.tell("result.recorded", "2026-12-02", staff="an", period="2026-11", total="80")
    told.tell("result.recorded", "2026-12-02", staff="driver", period="2026-11", total="20")
    people = [
        leader("boss"),
        person("an", reports_to="boss"),
        person("driver", reports_to="boss", employment="contract"),
    ]
    assert one_month(told, people=people, staff="boss").measures["d"].exact == 1


def test_article_15_3b_organising_with_neither_ground_on_record_is_50_to_100():
    people = [leader("boss"), person("an", reports_to="boss")]
    measure = one_month(Told(), people=people, staff="boss").measures["dd"]
    assert (measure.low, measure.recorded, measure.high) == (Fraction(1, 2), None, 1)


@pytest.mark.parametrize("percent", [50, 100])
def test_article_15_3b_organising_is_fifty_or_a_hundred(percent):
    told = Told("boss")
    told.tell("leading.assessed", "2026-12-02", aspect="organising", percent=percent, period="2026-11")
    assert one_month(told, people=[leader("boss")], staff="boss").measures["dd"].exact == Fraction(
        percent, 100
    )


def test_article_15_3c_cohesion_is_fifty_after_prolonged_complaints():
    told = Told("boss")
    told.tell("leading.assessed", "2026-12-02", aspect="cohesion", percent=50, period="2026-11")
    assert one_month(told, people=[leader("boss")], staff="boss").measures["e"].exact == Fraction(1, 2)


def test_article_15_4_a_deputy_answers_for_those_in_the_field_overseen():
    told = Told()
    told.tell("result.recorded", "2026-12-02", staff="an", period="2026-11", total="40")
    told.tell("result.recorded", "2026-12-02", staff="binh", period="2026-11", total="80")
    people = [
        leader("boss"),
        leader("dep1", role="deputy_head", reports_to="boss"),
        leader("dep2", role="deputy_head", reports_to="boss"),
        person("an", reports_to="boss", overseen_by="dep1"),
        person("binh", reports_to="boss", overseen_by="dep2"),
    ]
    found = evaluated(told, people)
    assert found["dep1"].measures["d"].exact == Fraction(1, 2)
    assert found["dep2"].measures["d"].exact == 1
    assert found["boss"].measures["d"].exact == Fraction(1, 2)


def test_article_15_4_with_nobody_under_a_leader_d_is_unknown():
    result = one_month(Told("boss"), people=[leader("boss")], staff="boss")
    assert (result.measures["d"].low, result.measures["d"].high) == (Fraction(1, 2), 1)
    assert "nobody_under" in {one.code for one in result.notices}


def test_article_16_staff_share_three_parts_and_leaders_six():
    told = Told()
    for staff in ("an", "boss"):
        told.task(f"t-{staff}", "2026-11-10", "2026-11-09", staff=staff)
        told.scores("2026-11", staff=staff)
    for aspect in ("organising", "cohesion"):
        told.tell("leading.assessed", "2026-12-02", staff="boss", aspect=aspect, percent=50, period="2026-11")
    found = evaluated(told, [leader("boss"), person("an", reports_to="boss")])
    assert found["an"].measures["R"].exact == 1
    assert "d" not in found["an"].measures
    assert found["boss"].measures["R"].exact == Fraction(5, 6)  # (1+1+1+1+½+½)/6


def test_article_17_1_the_total_is_general_and_result():
    told = Told()
    told.task("t", "2026-11-10", "2026-11-12")
    told.scores("2026-11", "20")
    assert one_month(told).total.exact == 20 + 70 * Fraction(11, 12)


def test_article_17_2_both_scores_are_kept_and_only_the_confirmed_one_counts():
    told = Told()
    told.scores("2026-11", "25")
    told.tell("line.scored", "2026-11-25", line="G10", points="2.5", by="self", period="2026-11")
    result = one_month(told)
    line = result.parts[0].lines["G10"]
    assert (line.own.points, line.confirmed.points) == (Fraction(5, 2), 0)
    assert line.points.exact == 0
    assert result.measures["general"].exact == 25
    assert "scores_differ" in {one.code for one in result.notices}


def test_article_17_2_an_unconfirmed_line_is_zero_to_its_maximum_never_the_own_score():
    told = Told()
    told.tell("line.scored", "2026-11-25", line="G1", points="4", by="self", period="2026-11")
    points = one_month(told).parts[0].lines["G1"].points
    assert (points.low, points.recorded, points.high) == (0, None, 5)


def test_article_17_3_longer_periods_are_means_of_the_cycles():
    told = Told()
    for month, points in (("2026-01", "90"), ("2026-02", "80"), ("2026-03", "71")):
        told.tell("result.recorded", "2026-04-02", period=month, total=points)
    assert evaluated(told, period="2026-Q1")["an"].total.exact == Fraction(241, 3)


def test_article_17_3_a_month_wholly_on_maternity_leave_does_not_count():
    told = Told()
    told.tell("leave.approved", "2026-02-02", until="2026-02-28T00:00:00+07:00", reason="maternity")
    for month, points in (("2026-01", "90"), ("2026-03", "70")):
        told.tell("result.recorded", "2026-04-02", period=month, total=points)
    result = evaluated(told, period="2026-Q1")["an"]
    assert [part.state for part in result.parts] == ["recorded", "on_leave", "recorded"]
    assert result.total.exact == 80


def test_article_17_3_a_month_with_one_day_worked_counts():
    told = Told()
    told.tell("leave.approved", "2026-02-03", until="2026-03-01T00:00:00+07:00", reason="sick")
    result = evaluated(told, period="2026-02")["an"]
    assert result.parts[0].state == "missing"


def test_article_18_1d_transferred_work_stays_in_the_denominator():
    told = Told()
    told.task("kept", "2026-11-10", "2026-11-10")
    told.task("moved", "2026-11-20", None)
    told.tell("task.transferred", "2026-11-12", case="moved")
    assert one_month(told).measures["a"].exact == Fraction(1, 2)


def test_article_18_1d_work_withdrawn_leaves_both_sides():
    told = Told()
    told.task("kept", "2026-11-10", "2026-11-10")
    told.task("back", "2026-11-20", None)
    told.tell("task.withdrawn", "2026-11-12", case="back")
    assert one_month(told).measures["a"].exact == 1


def test_article_18_1d_sudden_work_is_outside_the_denominator_with_its_cuts():
    told = Told()
    told.task("plan", "2026-11-10", None)
    told.task("sudden", "2026-11-10", "2026-11-12", planned=False)
    told.tell("task.assessed", "2026-11-13", case="sudden", aspect="quality", met=False)
    measures = one_month(told).measures
    assert (measures["a"].exact, measures["b"].exact, measures["c"].exact) == (
        1,
        Fraction(3, 4),
        Fraction(3, 4),
    )


def test_article_18_1d_part_of_a_task_may_be_transferred():
    told = Told()
    told.task("t", "2026-11-20", "2026-11-18", quantity="4", made="3")
    told.tell("task.transferred", "2026-11-12", case="t", quantity="1")
    assert one_month(told).measures["a"].exact == Fraction(3, 4)


def test_article_19_1_a_result_sent_by_the_former_body_is_used_as_it_is():
    told = Told()
    told.task("t", "2026-11-10", "2026-11-09")
    told.scores("2026-11")
    told.tell("result.recorded", "2026-12-04", period="2026-11", total="88")
    result = one_month(told)
    assert result.total.exact == 88
    (found,) = [one for one in result.notices if one.code == "recorded_differs"]
    assert "100.00" in found.message.en


def test_article_21_a_decided_rating_is_a_fact_and_the_computed_one_a_proposal():
    told = Told()
    for month in A_YEAR:
        told.tell("result.recorded", "2027-01-05", period=month, total="95")
    told.tell("rating.decided", "2027-01-10", year=2026, rating="tot")
    result = evaluated(told, period="2026")["an"]
    assert result.ratings[1] == "xuat_sac"
    assert "decided_otherwise" in {one.code for one in result.notices}


def test_article_27_a_period_before_2026_names_the_law_that_was_in_force():
    for period, was in (("2025-11", "90/2020"), ("2020", "56/2015")):
        with pytest.raises(UsageError) as caught:
            evaluated(Told(), period=period)
        assert caught.value.code == "evaluation.not_in_force"
        assert was in caught.value.says("vi")


def test_a_circle_of_superiors_is_an_error_that_names_them():
    people = [
        leader("a", reports_to="c"),
        leader("b", reports_to="a"),
        leader("c", overseen_by="b"),
        person("d", reports_to="a"),
    ]
    with pytest.raises(UsageError) as caught:
        evaluated(Told(), people)
    assert caught.value.code == "evaluation.circle"
    assert {"a", "b", "c"} <= set(caught.value.parts["staff"].split(" → "))
    assert "d" not in caught.value.parts["staff"].split(" → ")


def test_a_month_still_to_come_does_not_enter_the_year_so_far():
    told = Told()
    for month in ("2026-01", "2026-02"):
        told.tell("result.recorded", "2026-03-02", period=month, total="80")
    result = evaluated(told, period="2026", as_of="2026-03-05")["an"]
    assert result.total.exact == 80
    assert [part.state for part in result.parts][:4] == ["recorded", "recorded", "open", "ahead"]


def test_a_task_not_yet_due_costs_nothing():
    told = Told()
    told.task("done", "2026-11-05", "2026-11-04")
    told.task("later", "2026-11-25", None)
    assert evaluated(told, as_of="2026-11-10")["an"].measures["a"].exact == 1
    assert evaluated(told, as_of="2026-12-01")["an"].measures["a"].exact == Fraction(1, 2)


def test_someone_who_joined_in_march_has_a_mean_of_the_months_since():
    told = Told()
    for month in A_YEAR[2:]:
        told.tell("result.recorded", "2027-01-05", period=month, total="70")
    result = evaluated(told, [person("an", since=date(2026, 3, 9))], period="2026")["an"]
    assert [part.state for part in result.parts][:3] == ["not_in_service", "not_in_service", "recorded"]
    assert result.total.exact == 70


def test_article_19_1_months_sent_by_the_former_body_count_for_someone_who_joined_in_august():
    told = Told()
    for month in A_YEAR[:7]:
        told.tell("result.recorded", "2026-08-05", period=month, total="92")
    for month in A_YEAR[7:]:
        told.tell("result.recorded", "2027-01-05", period=month, total="80")
    result = evaluated(told, [person("an", since=date(2026, 8, 3))], period="2026")["an"]
    assert result.total.exact == 87
    assert result.ratings == ("tot",) * 3


def test_article_15_3a_someone_under_contract_whom_the_body_includes_still_does_not_move_d():
    told = Told()
    told.tell("result.recorded", "2026-12-02", staff="driver", period="2026-11", total="20")
    people = [leader("boss"), person("driver", reports_to="boss", employment="contract")]
    measure = evaluated(told, people, reading="DECREE,contract=in")["boss"].measures["d"]
    assert (measure.low, measure.high) == (Fraction(1, 2), 1)


def test_a_leader_who_fails_the_year_is_told_what_decree_170_says():
    told = Told()
    for month in A_YEAR:
        told.tell("result.recorded", "2027-01-05", period=month, total="40")
    result = evaluated(told, [leader("an", role="unit_head")], period="2026")["an"]
    assert "leader_failed" in {one.code for one in result.notices}
    assert [one.basis.article for one in result.grounds] == ["20(4a)"]
