"""What stands beside the numbers: forms, coverage, support staff, the catalogue, conduct, and the JSON of a verdict."""

import json
from datetime import date
from fractions import Fraction
from string import Formatter

from scenes import Told, evaluated, leader, person, scene

from vanhoa_rules.canonical import dumps
from vanhoa_rules.rulebooks import rulebook
from vanhoa_rules.sheets.nd_335_2025 import Nd335, judge
from vanhoa_rules.sheets.nd_335_2025.catalogue import Catalogue, Product
from vanhoa_rules.sheets.nd_335_2025.conduct import disagreements, effects
from vanhoa_rules.sheets.nd_335_2025.forms import form_01, form_02, ledger_table
from vanhoa_rules.sheets.nd_335_2025.general import LINES
from vanhoa_rules.words.en import evaluation as en
from vanhoa_rules.words.vi import evaluation as vi

MONTHS = [f"2026-{month:02}" for month in range(1, 13)]


def test_form_01_has_ten_lines_both_scores_and_the_total():
    told = Told()
    told.task("t", "2026-11-10", "2026-11-12")
    told.scores("2026-11", "29")
    told.tell("line.scored", "2026-11-25", line="G1", points="4.5", by="self", period="2026-11")
    table = form_01(evaluated(told)["an"].parts[0])
    rows = {row[0]: row for row in table.rows if row[0]}
    assert rows["G1"][2:] == ("5.00", "4.50", "5.00")
    assert rows["G10"][2:] == ("2.50", "–", "1.50")
    assert rows["c"][4] == "75.00"
    assert table.rows[-1][4] == "93.17"


def test_form_02_has_twelve_cycles_and_their_mean():
    told = Told()
    for month in MONTHS:
        told.tell("result.recorded", "2027-01-05", period=month, total="81.5")
    table = form_02(evaluated(told, period="2026")["an"], "en")
    assert [row[0] for row in table.rows[:12]] == MONTHS
    assert table.rows[12] == ("Mean", "81.50", "")
    assert table.rows[13] == ("Proposed level", "", "Good")


def test_the_ledger_names_the_fact_of_each_cut_and_of_each_excuse():
    told = Told()
    told.task("t", "2026-11-10", "2026-11-12")
    failed = told.tell("task.assessed", "2026-11-13", case="t", aspect="quality", met=False)
    cause = told.tell("cause.confirmed", "2026-12-13", case="t", aspect="progress", by="boss")
    (row,) = ledger_table(evaluated(told)["an"].parts[0]).rows
    assert failed in row[-1]
    assert cause in row[-1]


def test_a_kind_that_is_not_covered_widens_the_interval_and_is_named():
    told = Told()
    told.task("t", "2026-11-10", "2026-11-12")
    told.scores("2026-11")
    covers = [{"kinds": ["task.*", "leave.approved"], "since": "2026-01-01"}]
    result = evaluated(told, covers=covers)["an"]
    assert result.missing == {"cause.confirmed"}
    assert result.measures["c"].recorded == Fraction(3, 4)
    assert (result.measures["c"].low, result.measures["c"].high) == (Fraction(3, 4), 1)
    assert (result.measures["a"].exact, result.measures["b"].exact) == (1, 1)


def test_a_year_whose_decisions_are_not_covered_may_be_a_fail():
    told = Told()
    for month in MONTHS:
        told.tell("result.recorded", "2027-01-05", period=month, total="95")
    covers = [
        {
            "kinds": ["task.*", "cause.*", "leave.*", "degradation.*", "suspension.*", "unit_case.*"],
            "since": "2026-01-01",
        }
    ]
    result = evaluated(told, period="2026", covers=covers)["an"]
    assert result.ratings == ("khong_hoan_thanh", "xuat_sac", "xuat_sac")
    assert result.missing == {"discipline.decided"}


def test_a_month_that_no_one_saw_may_have_been_a_leave():
    told = Told()
    for month in ("2026-01", "2026-02"):
        told.tell("result.recorded", "2026-04-02", period=month, total="60")
    covers = [{"kinds": ["task.*", "cause.*"], "since": "2026-01-01"}]
    total = evaluated(told, period="2026-Q1", covers=covers)["an"].total
    assert (total.low, total.high) == (40, Fraction(220, 3))
    assert total.low <= 60 <= total.high  # the mean of two months, were March a leave


def test_support_staff_are_reckoned_from_three_assessments_where_they_are_on_record():
    told = Told()
    for aspect, percent in (("quality", "90"), ("rules", "80"), ("effect", "70")):
        told.tell("support_work.assessed", "2026-12-01", aspect=aspect, percent=percent, period="2026-11")
    told.scores("2026-11")
    people = [person("an", role="support", employment="contract")]
    assert evaluated(told, people, reading="DECREE,contract=in")["an"].total.exact == 30 + 56


def test_the_catalogue_is_checked_where_it_is_given():
    told = Told()
    told.task("t1", "2026-11-10", None, product="A", coefficient="2")
    told.task("t2", "2026-11-10", None, product="B", coefficient="2")
    told.task("t3", "2026-11-10", None)
    catalogue = Catalogue({"A": Product("A", "N1", "1"), "S": Product("S", "N1", "1")}, "S")
    assert catalogue.faults() == []
    assert [one.code for one in catalogue.check(told.facts)] == ["catalogue.coefficient", "catalogue.product"]
    six = Catalogue({str(n): Product(str(n), f"N{n}", n) for n in range(1, 7)}, "2")
    assert [one.code for one in six.faults()] == ["catalogue.groups", "catalogue.standard"]


def test_every_conduct_rule_is_referred_to_a_line_and_costs_nothing():
    book = rulebook("thanh-tra-thanh-hoa")
    found = effects(book)
    assert all(effect.line in LINES for of in found.values() for effect in of)
    assert {type(effect).__name__ for of in found.values() for effect in of} == {"Refer"}
    assert found["KL-01"][0].line == "G2"
    assert found["TT-01"][0].line == "G6"
    assert found["TT-01"][0].provenance.article == "PL I"
    assert found["LC-09"][0].provenance.certainty == "proposal"
    breaches = {rule.id for rule in book if rule.kind == "breach"}
    assert breaches - set(found) == {
        "TN-01",
        "TN-02",
        "KC-09",
        "TN-08",
        "TN-10",
        "KC-43",
        "KC-44",
        "KC-45",
        "LC-15",
        "KL-27",
    }


def test_evidence_against_a_full_line_is_shown_and_the_score_stays():
    told = Told()
    told.scores("2026-11")
    late = told.tell("attendance.arrived", "2026-11-03T08:30:00+07:00", minutes_late=30)
    result = evaluated(told)["an"]
    (found,) = disagreements(result.parts, {"G2": (late,)})
    assert late in found.evidence
    assert result.lines["G2"].exact == 5


def test_the_parts_of_a_verdict_are_json_in_the_published_order():
    told = Told()
    told.task("t", "2026-11-10", "2026-11-12")
    told.scores("2026-11")
    result = evaluated(told, [leader("an")])["an"]
    data = json.loads(dumps(result.to_parts(), sort=False))
    assert list(data) == ["reading", "measures", "parts", "grounds", "without_effect", "notices"]
    assert list(data["measures"]) == ["general", "a", "b", "c", "d", "dd", "e", "R", "result"]
    assert data["measures"]["c"] == {"low": "0.75", "high": "0.75", "exact": "0.75"}
    assert data["measures"]["d"] == {"low": "0.5", "high": "1", "exact": None}
    (part,) = data["parts"]
    assert (part["period"], part["state"], part["total"]["recorded"]) == ("2026-11", "reckoned", None)
    assert part["total"]["low"] == "955/12"  # 30 + 70 × (1 + 1 + 0.75 + 3 × 0.5) / 6
    assert result.lines_data()["G1"] == {"low": "5", "recorded": "5", "high": "5", "max": "5"}


def test_the_digest_of_the_sheet_follows_the_reading():
    assert Nd335().digest == Nd335().digest
    assert Nd335().digest != Nd335(reading=Nd335().reading.but(late_unit="day")).digest


def test_a_leave_reason_is_never_shown():
    told = Told()
    told.tell("leave.approved", "2026-10-01", until="2027-02-01T00:00:00+07:00", reason="maternity")
    result = evaluated(told, period="2026")["an"]
    said = dumps(result.to_parts(), sort=False)
    assert "maternity" not in said
    assert "thai sản" not in said


def test_someone_not_in_service_in_the_period_has_no_total():
    result = evaluated(Told(), [person("an", until=date(2026, 5, 31))], period="2026-11")["an"]
    assert result.total is None
    assert result.ratings == ("khong_xep_loai",) * 3


def test_both_languages_have_the_same_sentences_with_the_same_parts():
    assert list(vi.SENTENCES) == list(en.SENTENCES)
    for code, sentence in vi.SENTENCES.items():
        parts = [
            {name.removesuffix("_en") for _, name, _, _ in Formatter().parse(text) if name}
            for text in (sentence, en.SENTENCES[code])
        ]
        assert parts[0] == parts[1], code


def test_judging_twice_gives_the_same_results():
    told = Told()
    told.task("t", "2026-11-10", "2026-11-12")
    asked = scene(told.facts, [person("an")])
    assert judge(Nd335(), asked) == judge(Nd335(), asked)
