"""The six-criteria sheet: every amount bounded and owned, no discipline as a result, one act as much as its heaviest rule."""

from fractions import Fraction

import pytest

from vanhoa_rules.errors import UsageError
from vanhoa_rules.rules import Criterion
from vanhoa_rules.scorecards import Award, Cap, Deduct, Fail, Refer, Zero, score
from vanhoa_rules.sheets import NAMES, scorecard
from vanhoa_rules.sheets.sau_tieu_chi import WITHOUT_EFFECT


@pytest.fixture(scope="module")
def sheet():
    return scorecard("sau-tieu-chi")


def effects(sheet):
    return [(rule, one) for rule, many in sheet.effects.items() for one in many]


def test_the_sheet_fits_the_rulebook(sheet, book):
    sheet.check(book)


def test_the_lines_are_the_six_criteria_and_the_total_runs_from_0_to_100(sheet):
    assert [line.id for line in sheet.lines] == [criterion.value for criterion in Criterion]
    assert {line.maximum for line in sheet.lines} == {100}
    assert sum(line.maximum * line.weight for line in sheet.lines) == 100


def test_the_levels_are_those_of_the_law(sheet):
    assert [(one.rating, one.at_least) for one in sheet.thresholds] == [
        ("xuat_sac", 90), ("tot", 70), ("hoan_thanh", 50), ("khong_hoan_thanh", 0),
    ]  # fmt: skip


def test_every_rule_has_an_effect_or_is_listed_as_without(sheet, book):
    assert {rule.id for rule in book} == set(sheet.effects) | set(WITHOUT_EFFECT)
    assert not set(sheet.effects) & set(WITHOUT_EFFECT)


def test_every_amount_has_a_limit(sheet):
    for rule, one in effects(sheet):
        if isinstance(one, Deduct | Award):
            assert one.at_most is not None, rule
            assert one.points <= one.at_most <= 100, rule


def test_every_amount_is_a_proposal_of_this_library(sheet):
    for rule, one in effects(sheet):
        assert one.provenance.certainty == "proposal", rule
    for line in sheet.lines:
        assert line.provenance.certainty == "proposal"
    assert "đề xuất của thư viện" in sheet.title.vi


def test_a_referral_speaks_both_languages_and_decides_nothing(sheet):
    for rule, one in effects(sheet):
        if isinstance(one, Refer):
            assert not one.why.vi.isascii(), rule
            assert one.why.en, rule
            assert "quyết định kỷ luật" not in one.why.vi, rule


def test_whatever_fails_or_zeroes_rests_on_an_authority_or_is_referred_to_one(sheet, book):
    decided = {"violation.concluded", "degradation.concluded", "discipline.decided", "unit_case.concluded"}
    for rule, many in sheet.effects.items():
        if any(isinstance(one, Fail | Zero) for one in many):
            kinds = {kind.kind for kind in book[rule].pattern.kinds}
            assert kinds <= decided or any(isinstance(one, Refer) for one in many), rule


def test_conduct_not_connected_with_duty_costs_nothing(sheet):
    assert not {"KC-41", "KC-45", "LC-21"} & set(sheet.effects)


def test_a_rule_that_overrides_costs_no_less_than_one_match_of_what_it_overrides(sheet, book):
    def weight(rule):
        many = sheet.effects[rule]
        amount = max((one.points for one in many if isinstance(one, Deduct)), default=Fraction(0))
        return 1000 if any(isinstance(one, Zero) for one in many) else amount

    for rule in book:
        for other in rule.overrides:
            assert weight(rule.id) >= weight(other), (rule.id, other)


def test_an_unknown_sheet_is_refused_with_near_names():
    assert "sau-tieu-chi" in NAMES
    with pytest.raises(UsageError) as caught:
        scorecard("sau-tieu-chí")
    assert caught.value.code == "sheet.unknown"
    assert "sau-tieu-chi" in str(caught.value)


# --- points ---------------------------------------------------------------------------------------------------------


def judged(sheet, book, judge, *facts, **how):
    return score(sheet, book, tuple(judge(*facts, **how).values()))


def test_a_quarter_with_nothing_on_record_is_full(sheet, book, judge):
    scores = judged(sheet, book, judge, covers=[{"kinds": ["*"], "since": "2015-01-01"}])
    assert scores.total.recorded == scores.total.low == scores.total.high == 100
    assert set(scores.ratings) == {"xuat_sac"}


def test_three_late_mornings_cost_ten_not_sixteen(sheet, book, judge):
    late = [("attendance.arrived", f"2026-03-0{day}T08:00", {"minutes_late": 3}) for day in (2, 3, 4)]
    assert judged(sheet, book, judge, *late).lines["ky-luat"].recorded == 90
    assert judged(sheet, book, judge, *late[:2]).lines["ky-luat"].recorded == 96


def test_three_absences_cost_what_they_cost_one_by_one_when_that_is_more(sheet, book, judge):
    away = [("attendance.absent", f"2026-03-0{day}T08:00", {"minutes": 60}) for day in (2, 3, 4)]
    assert judged(sheet, book, judge, *away).lines["ky-luat"].recorded == 85


def test_one_contact_costs_its_heaviest_lapse(sheet, book, judge):
    seen = ("contact.observed", "2026-03-02T08:00", {"greeted": False, "smiled": False, "helped": False})
    assert judged(sheet, book, judge, seen).lines["than-thien"].recorded == 95


def test_a_false_statement_is_charged_once(sheet, book, judge):
    said = (
        "statement.made",
        "2026-03-02T08:00",
        {"case": "w", "channel": "press", "subject": "complaint", "false": True},
    )
    scores = judged(sheet, book, judge, said)
    assert scores.lines["ky-cuong"].recorded == 60
    assert scores.ratings[1] == "hoan_thanh"


def test_merits_give_back_and_never_lift_above_the_maximum(sheet, book, judge):
    late = ("attendance.arrived", "2026-03-02T08:00", {"minutes_late": 3})
    checks = [
        ("presence.checked", f"2026-03-0{day}T09:00", {"present": True, "private_activity": False})
        for day in (2, 3, 4, 5)
    ]
    assert judged(sheet, book, judge, late, *checks).lines["ky-luat"].recorded == 100
    assert judged(sheet, book, judge, *checks).lines["ky-luat"].recorded == 100


def test_a_demand_leaves_nothing_on_integrity_and_is_referred(sheet, book, judge):
    scores = judged(sheet, book, judge, ("benefit.demanded", "2026-03-02T08:00", {"verified": True}))
    assert scores.lines["liem-chinh"].recorded == 0
    assert scores.ratings[1] == "hoan_thanh"
    assert [one.rule for one in scores.referrals] == ["LC-09"]


def test_discipline_for_duty_fails_without_taking_points_and_other_discipline_does_nothing(
    sheet, book, judge
):
    fields = {"form": "khien_trach", "by": "state", "act_at": "2026-01-05T08:00"}
    for duty, rating in ((True, "khong_hoan_thanh"), (False, "xuat_sac")):
        scores = judged(
            sheet, book, judge, ("discipline.decided", "2026-03-02T08:00", {**fields, "duty_related": duty})
        )
        assert scores.total.recorded == 100
        assert scores.ratings[1] == rating


def test_no_caps_beyond_what_the_sheet_knows(sheet):
    assert {one.rating for _, one in effects(sheet) if isinstance(one, Cap)} == {"tot", "hoan_thanh"}
