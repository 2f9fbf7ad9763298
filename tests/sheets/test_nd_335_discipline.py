"""The discipline side (NĐ 172/2025, NĐ 154/2026): suggestions with reasons, never results."""

import pytest
from scenes import Told, evaluated, leader, person, scene

from vanhoa_rules.sheets.nd_335_2025.discipline import suggest
from vanhoa_rules.sheets.nd_335_2025.reception import reception


def suggested(told, who=None, as_of="2026-12-01"):
    return suggest("an", scene(told.facts, [who or person("an")], period="2026", as_of=as_of))


def violation(told, at, seriousness="minor", *, act="hv", field="internal_rules", act_at=None, **fields):
    return told.tell(
        "violation.concluded",
        at,
        field=field,
        duty_related=True,
        seriousness=seriousness,
        act=act,
        act_at=act_at or at,
        **fields,
    )


def decision(told, at, form, *, act="cũ", **fields):
    return told.tell(
        "discipline.decided",
        at,
        form=form,
        by="state",
        duty_related=True,
        act_at=fields.pop("act_at", at),
        act=act,
        **fields,
    )


def one(found, code):
    (item,) = [item for item in found if item.code == code]
    return item


@pytest.mark.parametrize(
    ("seriousness", "form", "article"), [("minor", "khien_trach", "8"), ("serious", "canh_cao", "9")]
)
def test_nd_172_articles_8_and_9_a_first_violation_by_its_seriousness(seriousness, form, article):
    told = Told()
    violation(told, "2026-05-05", seriousness)
    found = one(suggested(told), "first")
    assert (found.form, found.basis.article) == (form, article)


def test_nd_172_articles_10_and_11_a_very_serious_one_is_left_to_the_authority_between_two_forms():
    told = Told()
    violation(told, "2026-05-05", "very_serious")
    found = one(suggested(told, leader("an")), "first_very_serious")
    assert found.form is None
    assert "cách chức" in found.why.vi
    assert "buộc thôi việc" in found.why.vi


def test_nd_172_article_2_8_the_same_act_again_within_twelve_months_is_repetition():
    told = Told()
    violation(told, "2026-01-05", act="cũ")
    decision(told, "2026-02-01", "khien_trach")
    violation(told, "2026-06-05")
    assert one(suggested(told), "repeated").form == "canh_cao"
    later = Told()
    violation(later, "2025-07-05", act="cũ")
    decision(later, "2025-08-01", "khien_trach")
    violation(later, "2026-08-02")  # the decision was effective until 1 August 2026
    assert one(suggested(later), "first").form == "khien_trach"


@pytest.mark.parametrize(
    ("running", "new", "who", "form"),
    [
        ("khien_trach", "minor", person, "canh_cao"),  # equal: one above the running form
        ("canh_cao", "minor", person, "buoc_thoi_viec"),
        ("canh_cao", "minor", leader, "cach_chuc"),
        ("khien_trach", "serious", leader, "cach_chuc"),  # heavier: one above the new form
        ("buoc_thoi_viec", "minor", person, "buoc_thoi_viec"),  # nothing is heavier
    ],
)
def test_nd_172_article_2_3_a_violation_while_a_sanction_runs_is_one_form_heavier(running, new, who, form):
    told = Told()
    decision(told, "2026-02-01", running)
    violation(told, "2026-06-05", new)
    found = one(suggested(told, who("an")), "running")
    assert found.form == form
    assert found.basis.article == "2(3)"


def test_nd_172_article_2_9_a_decision_ends_by_itself_after_twelve_months():
    told = Told()
    decision(told, "2025-08-01", "khien_trach", effective_at="2025-08-05T00:00:00+07:00")
    assert "2026-08-05" in one(suggested(told, as_of="2026-08-05T12:00:00+07:00"), "expires").why.en
    assert one(suggested(told, as_of="2026-08-06T12:00:00+07:00"), "expired").basis.article == "2(9)"


def test_nd_172_article_5_limitation_is_five_years_for_a_reprimand_and_ten_for_the_rest():
    for seriousness, found_at, barred in (
        ("minor", "2030-08-02", False),
        ("minor", "2031-08-02", True),
        ("serious", "2031-08-02", False),
        ("serious", "2036-08-03", True),
    ):
        told = Told()
        violation(told, found_at, seriousness, act_at="2026-08-01T08:00:00+07:00")
        codes = {item.code for item in suggested(told, as_of="2037-01-01")}
        assert ("limitation" in codes) is barred


@pytest.mark.parametrize(("complex_", "as_of", "code"), [(False, "2026-05-31T12:00:00+07:00", "handling"), (False, "2026-06-02", "handling_late"), (True, "2026-07-30T12:00:00+07:00", "handling"), (True, "2026-08-01", "handling_late")])  # fmt: skip
def test_nd_172_article_5_5_ninety_or_a_hundred_and_fifty_days_for_handling(complex_, as_of, code):
    told = Told()
    violation(told, "2026-03-02", found_at="2026-03-02T08:00:00+07:00", complex=complex_)
    assert code in {item.code for item in suggested(told, as_of=as_of)}


def test_nd_172_article_5_5_a_deferral_does_not_count_and_a_late_decision_is_named():
    told = Told()
    violation(told, "2026-03-02", found_at="2026-03-02T08:00:00+07:00")
    told.tell(
        "handling.deferred", "2026-03-10", ground="điều trị", act="hv", until="2026-04-09T00:00:00+07:00"
    )
    assert one(suggested(told, as_of="2026-06-30"), "handling")
    decision(told, "2026-07-05", "khien_trach", act="hv", act_at="2026-03-02T08:00:00+07:00")
    assert one(suggested(told, as_of="2026-08-01"), "handling_late")


def test_nd_172_article_3_an_open_deferral_is_said():
    told = Told()
    violation(told, "2026-03-02", found_at="2026-03-02T08:00:00+07:00")
    told.tell("handling.deferred", "2026-03-10", ground="điều trị", act="hv")
    assert one(suggested(told), "deferred").basis.article == "3"


def test_nd_172_article_4_circumstances_are_counted_not_weighed():
    told = Told()
    violation(told, "2026-05-05")
    told.tell("circumstance.found", "2026-05-10", effect="mitigating", ground="tự báo cáo", act="hv")
    told.tell("circumstance.found", "2026-05-10", effect="aggravating", ground="cản trở", act="hv")
    told.tell("circumstance.found", "2026-05-10", effect="aggravating", ground="cản trở", act="hv khác")
    found = one(suggested(told), "circumstances")
    assert "1 mitigating and 1 aggravating" in found.why.en
    assert len(found.evidence) == 3


def test_nd_172_article_28_1_an_act_before_july_2025_names_both_laws_and_compares_no_tiers():
    told = Told()
    violation(told, "2025-08-05", "serious", act_at="2025-06-30T08:00:00+07:00")
    found = suggested(told)
    both = one(found, "both_laws")
    assert "112/2020" in both.why.vi
    assert "172/2025" in both.why.vi
    assert both.form is None
    assert not {item.code for item in found} & {"first", "running", "repeated", "limitation"}


def test_discipline_suggestions_change_no_rating():
    told = Told()
    for month in range(1, 13):
        told.tell("result.recorded", "2027-01-05", period=f"2026-{month:02}", total="95")
    violation(told, "2026-05-05", "very_serious")
    result = evaluated(told, period="2026")["an"]
    assert result.ratings == ("xuat_sac",) * 3
    assert [one.code for one in result.suggestions] == ["first_very_serious"]
    assert evaluated(told, period="2026-06")["an"].suggestions == ()


def received(told, as_of="2026-12-01", who=None):
    return reception("an", scene(told.facts, [who or person("an")], period="2026", as_of=as_of))


def test_nd_154_article_41_one_act_a_reprimand_two_a_warning_from_july_2026():
    told = Told()
    told.tell("reception.held", "2026-06-30", recorded=False, refused=False)
    assert received(told) == ()
    told.tell("reception.held", "2026-07-01", recorded=False, refused=False)
    (first,) = received(told)
    assert (first.form, first.basis.article) == ("khien_trach", "41(1)")
    told.tell("conduct.reported", "2026-07-09", toward="citizen", nature="insult", verified=True)
    (second,) = received(told)
    assert (second.form, second.basis.article) == ("canh_cao", "41(2a)")


def test_nd_154_article_41_a_refusal_with_a_ground_is_none_of_its_acts():
    told = Told()
    told.tell("reception.held", "2026-07-03", recorded=True, refused=True, ground="9(2)")
    assert received(told) == ()


def test_nd_154_article_41_3b_a_letter_left_for_more_than_45_days():
    told = Told()
    told.tell("letter.received", "2026-07-01", case="đơn-1")
    assert received(told, as_of="2026-08-15T12:00:00+07:00") == ()
    (found,) = received(told, as_of="2026-08-16T12:00:00+07:00", who=leader("an"))
    assert (found.form, found.basis.article) == ("cach_chuc", "41(3b)")
    told.tell("letter.handled", "2026-08-10", case="đơn-1")
    assert received(told, as_of="2026-09-30") == ()
