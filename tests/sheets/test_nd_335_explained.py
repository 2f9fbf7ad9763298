"""The sheet in words: cycles, measures and why they are open, tasks and their cuts, grounds, notices, what is null."""

import json

import pytest
from scenes import Told, leader, person

from vanhoa_rules import (
    Roster,
    compare,
    compare_readings,
    evaluate,
    explain,
    load_rulebook,
    load_sample,
    load_scorecard,
    read_facts,
    read_verdict,
    what_if,
    with_quota,
)
from vanhoa_rules.errors import UsageError
from vanhoa_rules.present.measures import quota_text
from vanhoa_rules.sheets.nd_335_2025.general import LINES

PEOPLE = [leader("boss"), person("an", reports_to="boss"), person("off", employment="contract")]
LEAVES = ("thai sản", "maternity", "ốm", "sick")


def told():
    """An's March: one task late and not good, one late with a cause, one never done; two disciplines; a leave."""
    found = Told()
    found.task("HS-1", "2026-03-10", "2026-03-12")
    found.tell("task.assessed", "2026-03-25", case="HS-1", aspect="quality", met=False, by="boss")
    found.task("HS-2", "2026-03-20", "2026-03-24")
    found.tell("cause.confirmed", "2026-04-01", case="HS-2", aspect="progress", by="boss")
    found.task("HS-3", "2026-03-20", None)
    found.scores("2026-03", "29")
    found.tell("line.scored", "2026-04-01", line="G1", points="4.5", by="self", period="2026-03")
    found.tell(
        "discipline.decided",
        "2026-04-02",
        form="canh_cao",
        by="state",
        duty_related=True,
        act="x",
        act_at="2026-02-02T08:00:00+07:00",
    )
    found.tell(
        "discipline.decided",
        "2026-04-03",
        form="khien_trach",
        by="state",
        duty_related=False,
        act="y",
        act_at="2026-02-02T08:00:00+07:00",
    )
    found.tell("leave.approved", "2026-01-01", until="2026-02-28T23:59:59+07:00", reason="maternity")
    return found


def judged(period="2026-03", *, reading=None, covers="all", facts=None, people=PEOPLE):
    return evaluate(
        None,
        load_scorecard("nd-335-2025", reading=reading),
        told().facts if facts is None else facts,
        roster=Roster(people),
        period=period,
        as_of="2026-04-15",
        covers=covers,
    )


def test_a_month_tells_its_state_its_measures_and_each_cut_with_its_facts():
    text = explain(judged()["an"], lang="vi", audience="manager")
    assert "tháng 3/2026  đã tính; tổng 71,78 (chắc chắn)" in text
    assert "a · số lượng                               66,67%" in text
    assert "Kết quả thực hiện nhiệm vụ, 70 × R (điểm)  42,78" in text
    first, excused, undone = (text.index(f"Nhiệm vụ HS-{n}") for n in (1, 2, 3))
    assert (
        "– tiến độ: trừ 1 lần 25%, vì:\n       · 00:00 01/03/2026 — Được giao nhiệm vụ" in text[first:excused]
    )
    assert "không trừ, do nguyên nhân khách quan" in text[excused:undone]
    assert "chưa hoàn thành" in text[undone:]
    assert "Kỳ 2026-03, dòng G1: tự chấm 4,50, cấp trên xác nhận 5,00." in text


def test_the_same_in_english():
    text = explain(judged()["an"], lang="en", audience="manager")
    assert "2026-03  reckoned; total 71.78 (certain)" in text
    assert "– progress: cut 1 time(s) 25%, because of:" in text
    assert "Cycle 2026-03, line G1: own score 4.50, confirmed 5.00." in text


def test_an_open_measure_says_why():
    silent = explain(
        judged(covers=[{"kinds": ["task.*", "line.scored"], "since": "2026-01-01"}])["an"], lang="vi"
    )
    assert "b · chất lượng                             từ 58,33% đến 66,67%" in silent
    assert "chưa chính xác: chưa có nguồn dữ liệu bao quát “Xác nhận nguyên nhân khách quan”" in silent
    above = explain(judged()["boss"], lang="vi")
    assert "chưa có dòng nào có điểm xác nhận" in above
    assert "chưa có đánh giá của cấp có thẩm quyền (mức từ 50 đến 100%)" in above
    assert "phụ thuộc a, b, c, đ và e" in above


@pytest.mark.parametrize(
    ("staff", "lang", "said"),
    [
        ("boss", "vi", "TỔNG ĐIỂM: từ 23,33 đến 100, chưa đủ dữ liệu để ghi nhận một con số"),
        ("boss", "en", "TOTAL: from 23.33 to 100, not enough on record for one number"),
        ("off", "vi", "TỔNG ĐIỂM: không có: người này ngoài phạm vi áp dụng của phiếu\nXẾP LOẠI: “Ngoài phạm vi áp dụng”"),
        ("off", "en", "TOTAL: none: this person is outside the scope of the sheet\nRATING: “Out of scope”"),
    ],
)  # fmt: skip
def test_what_is_null_is_said_plainly(staff, lang, said):
    text = explain(judged()[staff], lang=lang)
    assert said in text
    assert "None" not in text


def test_a_period_in_which_nothing_counts_is_not_rated_in_words():
    away = Told()
    away.tell("leave.approved", "2026-03-01", until="2026-03-31T23:59:59+07:00", reason="maternity")
    verdict = judged(facts=away.facts, people=[person("an")])["an"]
    text = explain(verdict, lang="vi")
    assert "TỔNG ĐIỂM: không có: không kỳ nào được tính nên không xếp loại" in text
    assert "XẾP LOẠI: “Không xếp loại”" in text
    assert "nghỉ cả kỳ" in text
    assert "nghỉ" not in explain(verdict, lang="vi", audience="public")


def test_grounds_and_those_without_effect_stand_with_their_articles_and_the_reading_with_its_answers():
    text = " ".join(explain(judged("2026", reading="HANDBOOK")["an"], lang="vi").split())
    assert (
        "Bị kỷ luật trong năm liên quan đến công vụ (cảnh cáo). Căn cứ: điểm c khoản 4 Điều 20 Nghị định"
        in text
    )
    assert "không là căn cứ xếp loại. Căn cứ: khoản 4 Điều 38 Luật Cán bộ, công chức" in text
    assert "CÁCH HIỂU NGHỊ ĐỊNH: HANDBOOK" in text
    assert "mỗi ngày chậm, đếm theo ngày lịch" in text
    assert "theo: Sổ tay của Bộ Nội vụ 2026" in text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_public_sees_no_fact_no_matter_no_ground_and_no_suggestion(lang):
    text = explain(judged("2026")["an"], lang=lang, audience="public")
    for hidden in ("HS-1", "f0001", "boss", "172/2025", "cảnh cáo", "G1: "):
        assert hidden not in text
    assert "66" in text  # the measures themselves are told


@pytest.mark.parametrize("audience", ["subject", "manager", "public"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_nobody_sees_why_someone_was_on_leave(audience, lang):
    text = explain(judged("2026")["an"], lang=lang, audience=audience, full=True)
    assert not any(reason in text for reason in LEAVES)


def test_a_stored_verdict_tells_all_but_the_tasks():
    verdict = judged("2026")["an"]
    stored = explain(read_verdict(verdict.to_json()), lang="vi", audience="manager")
    for said in ("CÁC KỲ TRONG THỜI GIAN ĐÁNH GIÁ", "c · tiến độ", "Bị kỷ luật trong năm", "LƯU Ý"):
        assert said in stored
    assert "SỔ NHIỆM VỤ" not in stored


def test_an_excellent_year_says_where_the_quota_is_counted_and_a_month_does_not():
    found = Told()
    for month in range(1, 13):
        found.tell("result.recorded", f"2026-{month:02}-28", period=f"2026-{month:02}", total="95")
    year = evaluate(None, load_scorecard("nd-335-2025"), found.facts, roster=Roster([person("an")]),
                    period="2026", as_of="2027-01-05", covers="all")  # fmt: skip
    assert "không quá 20% số người xếp loại tốt (khoản 5 Điều 20)" in " ".join(
        explain(year["an"], lang="vi").split()
    )
    assert "20%" not in explain(judged()["an"], lang="vi")


def test_the_quota_in_words_names_people_for_a_manager_only_and_picks_nobody():
    found = Told()
    for n in range(9):
        found.tell(
            "result.recorded", "2026-04-02", staff=f"p{n}", period="2026-03", total="94" if n < 3 else "80"
        )
    groups = with_quota(judged(facts=found.facts, people=[person(f"p{n}") for n in range(9)])).quota
    text = quota_text(groups, "en")
    assert "3 excellent, 6 good; at most 1 may be" in text
    assert "the library picks" in text
    assert "p0, p1, p2" in text
    assert "p0" not in quota_text(groups, "en", "public")


def test_what_a_change_of_facts_does_to_measures_and_grounds_is_told():
    verdicts = judged("2026")
    harmful = next(one.id for one in told().facts if one.kind == "discipline.decided" and one.duty_related)
    late = next(one.id for one in told().facts if one.kind == "task.assessed")
    change = what_if(verdicts, "an", without=[harmful, late])
    assert change.grounds.before == ("disciplined",)
    assert change.grounds.after == ()
    assert set(change.measures) == {"b", "R", "result"}
    text = " ".join(change.text(lang="vi").split())
    assert "bớt căn cứ: Bị kỷ luật trong năm liên quan đến công vụ (cảnh cáo)." in text
    assert "b · chất lượng:" in text
    assert "None" not in text
    assert json.dumps(change.to_data())


def test_a_change_between_verdicts_without_a_total_is_told():
    before, after = judged()["off"], judged(reading="DECREE,contract=in")["off"]
    text = compare(before, after).text(lang="vi")
    assert "không có → từ" in text
    assert "None" not in text


def test_readings_are_compared_on_verdicts_and_may_be_written_as_text():
    found = compare_readings(judged(), "DECREE", "DECREE,late_unit=day")
    assert {one.staff: one.questions for one in found} == {"an": ("late_unit",)}
    with pytest.raises(UsageError) as caught:
        compare_readings(type(judged())({}), "DECREE", "HANDBOOK")
    assert caught.value.code == "ask.inputs"


def test_a_reading_of_another_version_is_told_by_its_name():
    verdict = judged()["an"]
    data = json.loads(verdict.to_json())
    data["reading"]["name"] = "DECREE,not_yet_asked=yes"
    assert "DECREE,not_yet_asked=yes" in explain(read_verdict(data), lang="vi")


def test_conduct_of_the_packaged_unit_is_referred_to_lines_and_changes_no_score():
    sample = load_sample()
    book, sheet = load_rulebook("thanh-tra-thanh-hoa"), load_scorecard("nd-335-2025")
    scored = [
        {"kind": "line.scored", "id": f"diem-{line.id}", "staff": sample.staff, "at": "2026-04-01T08:00:00+07:00",
         "line": line.id, "points": str(float(line.maximum)), "by": "superior", "period": "2026-03"}
        for line in LINES.values()
    ]  # fmt: skip
    facts = [*read_facts(sample.facts).facts, *read_facts(scored).facts]
    asked = {"roster": sample.roster, "period": "2026-Q1", "as_of": "2026-04-02", "covers": sample.covers}
    watched, plain = (evaluate(one, sheet, facts, **asked) for one in (book, None))
    assert len(watched) == len(plain)
    assert {staff: one.total for staff, one in watched.items()} == {
        staff: one.total for staff, one in plain.items()
    }
    verdict = watched[sample.staff]
    assert {(one.rule, one.line) for one in verdict.referrals} >= {("KL-01", "G2"), ("KL-05", "G2")}
    assert {one.points for each in watched.values() for one in each.findings} == {0}
    notices = [
        one["message"]["vi"] for one in verdict.beside["notices"] if one["code"] == "line_and_evidence"
    ]
    assert [message for message in notices if "Dòng G2 được xác nhận 5,00/5,00 điểm" in message]
    lines = {one.line for each in watched.values() for one in each.referrals}
    assert lines == {"G2", "G5", "G6"}
