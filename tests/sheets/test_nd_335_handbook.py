"""The official example of the ministry's handbook, moved from November 2025 to November 2026 with the same day counts.

15 November 2026 is a Sunday; a written due does not roll, so the letters are 4 days late by calendar dates, as printed.
The handbook's leader has d = 50% although its text has nobody below 50 points: the test puts a subordinate at 49 points
under the leader, and says so here.
"""

from fractions import Fraction

import pytest
from scenes import Told, evaluated, leader, person, scene

from vanhoa_rules.canonical import shown
from vanhoa_rules.sheets.compare import compare_readings
from vanhoa_rules.sheets.nd_335_2025 import DECREE, HANDBOOK

PEOPLE = (
    leader("boss", role="unit_head"),
    person("an", reports_to="boss"),
    person("below", reports_to="boss"),
)


def november(told: Told, staff: str) -> None:
    told.task(
        f"{staff}-letters", "2026-11-15", "2026-11-19", staff=staff, quantity="5", made="4", coefficient="1.0"
    )
    told.task(f"{staff}-replies", "2026-11-10", "2026-11-12", staff=staff, quantity="3", coefficient="2.7")
    told.task(f"{staff}-report", "2026-11-19", "2026-11-18", staff=staff, made="0.8", coefficient="3.7")
    for case, day in ((f"{staff}-replies", 20), (f"{staff}-report", 20), (f"{staff}-report", 23)):
        told.tell(
            "task.assessed", f"2026-11-{day}", staff=staff, case=case, aspect="quality", met=False, by="boss"
        )
    told.scores("2026-11", staff=staff)


@pytest.fixture
def told() -> Told:
    told = Told()
    november(told, "an")
    november(told, "boss")
    told.tell("result.recorded", "2026-12-02", staff="below", period="2026-11", total="49")
    told.tell(
        "leading.assessed", "2026-12-02", staff="boss", aspect="organising", percent=50, period="2026-11"
    )
    told.tell(
        "leading.assessed", "2026-12-02", staff="boss", aspect="cohesion", percent=100, period="2026-11"
    )
    return told


def printed(result, *names):
    return tuple(shown(result.measures[name].exact * 100, 1) for name in names)


def test_the_handbook_reading_gives_the_printed_digits_for_staff(told):
    result = evaluated(told, PEOPLE, reading=HANDBOOK)["an"]
    assert printed(result, "a", "b", "c", "R") == ("89.6", "68.8", "41.7", "66.7")
    assert shown(result.total.exact) == "76.70"
    assert result.total.exact == 30 + 70 * Fraction(1345, 2016)
    assert result.ratings == ("tot", "tot", "tot")


def test_the_handbook_reading_gives_the_printed_digits_for_the_leader(told):
    result = evaluated(told, PEOPLE, reading=HANDBOOK)["boss"]
    assert printed(result, "a", "b", "c") == ("89.6", "68.8", "41.7")
    assert printed(result, "d", "dd", "e", "R") == ("50.0", "50.0", "100.0", "66.7")
    assert shown(result.total.exact) == "76.68"


def test_the_same_officer_under_the_decree_is_cut_once_for_each_time_late(told):
    result = evaluated(told, PEOPLE, reading=DECREE)["an"]
    assert result.measures["c"].exact == Fraction(2407, 3360)  # (4 × 0.75 + 8.1 × 0.75 + 2.96) / 16.8
    assert printed(result, "a", "b", "c", "R") == ("89.6", "68.8", "71.6", "76.7")
    assert shown(result.total.exact) == "83.68"


def test_the_library_explains_the_difference_by_the_question_and_the_late_deliveries(told):
    found = compare_readings(scene(told.facts, PEOPLE), DECREE, HANDBOOK)
    assert [one.staff for one in found] == ["boss", "an"]
    an = found[1]
    assert an.questions == ("late_unit",)
    late = {fact.id for fact in told.facts if fact.staff == "an" and fact.kind == "task.completed"}
    assert set(an.evidence) & late == {
        fact.id
        for fact in told.facts
        if fact.kind == "task.completed" and fact.case in {"an-letters", "an-replies"}
    }
    assert "83.68" in an.sentence.en
    assert "76.70" in an.sentence.vi


def test_the_example_is_the_same_with_every_fact_told_backwards(told):
    forward = evaluated(told, PEOPLE, reading=HANDBOOK)
    told.facts.reverse()
    assert evaluated(told, PEOPLE, reading=HANDBOOK) == forward


def test_the_subordinate_at_49_makes_d_fifty_and_at_50_a_hundred(told):
    at_fifty = Told()
    at_fifty.facts = [fact for fact in told.facts if fact.kind != "result.recorded"]
    at_fifty.tell("result.recorded", "2026-12-02", staff="below", id="other", period="2026-11", total="50")
    assert evaluated(told, PEOPLE)["boss"].measures["d"].exact == Fraction(1, 2)
    assert evaluated(at_fifty, PEOPLE)["boss"].measures["d"].exact == 1


def test_every_cut_of_the_example_names_its_facts(told):
    part = evaluated(told, PEOPLE, reading=HANDBOOK)["an"].parts[0]
    letters, replies, report = part.rows
    assert [(cut.aspect, cut.times) for cut in letters.cuts] == [("progress", 4)]
    assert sorted((cut.aspect, cut.times) for cut in replies.cuts) == [("progress", 2), ("quality", 1)]
    assert [(cut.aspect, cut.times) for cut in report.cuts] == [("quality", 1), ("quality", 1)]
    ids = {fact.id for fact in told.facts}
    assert all(cut.facts and set(cut.facts) <= ids for row in part.rows for cut in row.cuts)
