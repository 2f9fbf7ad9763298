"""A verdict explained: every word, why and why not, the three audiences, hostile text."""

import json
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest

from vanhoa_rules.calendars import hours, instant, month, quarter, working_hours
from vanhoa_rules.conditions import person, this
from vanhoa_rules.errors import UsageError
from vanhoa_rules.facts import STANDARD, Fact, fields_of
from vanhoa_rules.patterns import Pattern, any_of, each, fewer_than, mean, of_subordinates, share
from vanhoa_rules.present import explain
from vanhoa_rules.present.reasons import reasons
from vanhoa_rules.present.writing import clean
from vanhoa_rules.rulebooks import rulebook
from vanhoa_rules.rules import Citation, Rule
from vanhoa_rules.verdicts import Verdict

NAME, OTHER = "Trần Thị Ví Dụ", "Lê Văn Ví Dụ"  # as the roster of the fixtures has them
LATE = each("attendance.arrived", where=this.minutes_late > 15)
EXCUSED_LATE = LATE.not_during(each("leave.approved"))
RETURNED_LATE = each("case.received").not_followed_by(
    each("case.returned"), by=this.due, same="case", moved_by=each("case.deadline_extended")
)


SINCE_2025 = [{"kinds": ["*"], "since": "2025-01-01"}]


def rule(pattern: Pattern, name: str = "X-01", **rest: Any) -> Rule:
    kind = rest.pop("kind", "breach")
    return Rule(
        id=name,
        title={"vi": f"Quy tắc {name}", "en": f"Rule {name}"},
        criterion="ky-luat",
        **{kind: pattern},
        **rest,
    )


def told(verdict: Verdict, **how: Any) -> str:
    """Return an explanation with its lines run together, so that a phrase is found wherever it was broken."""
    return " ".join(explain(verdict, **how).split())


def test_a_breach_names_its_fact_its_hour_its_points_and_its_article(ask, fact) -> None:
    one = rule(EXCUSED_LATE, basis=[Citation("ND-335-2025", "14(2c)")])
    verdict = ask(one, facts=[fact("attendance.arrived", "a1", "2026-01-05T08:20", minutes_late=20)])["NV-07"]
    vietnamese, english = told(verdict), told(verdict, lang="en")
    assert "VI PHẠM ĐÃ GHI NHẬN (1) X-01 · Quy tắc X-01 1. 08:20 05/01/2026: −2 điểm (Kỷ luật)" in vietnamese
    assert "08:20 05/01/2026 — Đến nơi làm việc: số phút đến muộn: 20 [a1]" in vietnamese
    assert "Căn cứ: điểm c khoản 2 Điều 14 Nghị định số 335/2025/NĐ-CP" in vietnamese
    assert "TỔNG ĐIỂM: 98 (chắc chắn) XẾP LOẠI: “Tốt” (chắc chắn)" in vietnamese
    assert "ĐỀ NGHỊ CẤP CÓ THẨM QUYỀN XEM XÉT (1) — gợi ý, không phải kết quả xử lý" in vietnamese
    assert "BREACHES FOUND (1) X-01 · Rule X-01 1. 08:20 2026-01-05: −2 points (Discipline)" in english
    assert "Basis: Article 14(2c), Decree 335/2025/NĐ-CP" in english


def test_a_not_in_a_list_of_what_was_seen_governs_nothing_that_follows(ask, fact) -> None:
    seen = {"greeted": False, "apologised": True, "thanked": True, "asked_permission": True}
    rest = {"smiled": True, "gentle": False, "listened": True, "helped": True}
    one = rule(each("contact.observed", where=~this.greeted))
    verdict = ask(one, facts=[fact("contact.observed", "o1", "2026-01-05T08:20", **seen, **rest)])["NV-07"]
    assert (
        "không chào hỏi; có xin lỗi, có cảm ơn, có xin phép, có mỉm cười, không nhẹ nhàng; có lắng nghe"
        in told(verdict)
    )


def test_the_head_says_who_when_and_from_what(ask, fact) -> None:
    verdict = ask(rule(LATE), facts=[fact("attendance.arrived", "a1", "2026-01-05T08:20", minutes_late=20)])[
        "NV-07"
    ]
    text = told(verdict)
    assert f"NV-07 ({NAME}) trưởng đơn vị, đơn vị Phòng Nghiệp vụ 1" in text
    assert "Kỳ đánh giá: 01/01/2026 – 31/03/2026 Xét đến 00:00 01/04/2026" in text
    for name in ("rulebook", "scorecard", "calendar", "facts"):
        assert verdict.receipt[name] in text


def test_a_field_is_called_as_people_call_it_in_that_kind(ask, fact) -> None:
    facts = [
        fact("case.received", "c1", "2026-03-25T09:00", due="2026-04-10T17:00", case="HS-02"),
        fact("feedback.rated", "f1", "2026-03-25T09:00", rating=2),
        fact("task.assigned", "t1", "2026-03-25T09:00", due="2026-04-10T17:00", case="NV-1", planned=True),
    ]
    one = rule(any_of(each("case.received"), each("feedback.rated"), each("task.assigned")))
    text = told(ask(one, facts=facts)["NV-07"])
    assert "ngày hẹn trả: 17:00 10/04/2026" in text
    assert "số điểm: 2" in text
    assert "hạn hoàn thành: 17:00 10/04/2026" in text


def test_the_day_from_which_a_verdict_speaks_is_written_as_the_reader_writes_days(ask) -> None:
    verdict = ask(rule(LATE), facts=[])["NV-07"]
    assert told(verdict).endswith("kết quả căn cứ dữ liệu từ ngày 01/01/2026")
    assert told(verdict, lang="en").endswith("speaks from 2026-01-01")
    strange = attrs.evolve(verdict, receipt={**verdict.receipt, "coverage": {"speaks_from": ["x"]}})
    assert told(strange).endswith("['x']")


def test_an_act_that_another_rule_counts_says_by_which_it_was_relieved(ask, fact) -> None:
    heavy = rule(each("attendance.arrived", where=this.minutes_late > 60), "X-02", overrides=("X-01",))
    verdict = ask(
        rule(LATE), heavy, facts=[fact("attendance.arrived", "a1", "2026-01-05T09:20", minutes_late=80)]
    )["NV-07"]
    assert "đã giảm 2 điểm vì cùng hành vi được tính theo X-02" in told(verdict)
    assert "relieved of 2 points: the same act counts under X-02" in told(verdict, lang="en")


def test_a_finding_beyond_the_most_of_its_rule_says_so(ask, fact) -> None:
    facts = [
        fact("attendance.arrived", f"a{n}", f"2026-01-{n:02d}T08:20", minutes_late=20) for n in range(1, 12)
    ]
    text = told(ask(rule(LATE), facts=facts)["NV-07"])
    assert "10. 08:20 10/01/2026: −2 điểm (Kỷ luật) –" in text
    assert "11. 08:20 11/01/2026: 0 điểm (Kỷ luật); đã hết mức tối đa của quy tắc này –" in text


def test_a_missed_deadline_says_when_it_was_and_how_late_the_answer(ask, fact) -> None:
    facts = [
        fact("case.received", "c1", "2026-02-02T09:00", due="2026-02-10T17:00", case="HS-01"),
        fact("case.returned", "c2", "2026-02-12T09:00", case="HS-01"),
        fact("case.received", "c3", "2026-03-02T09:00", due="2026-03-10T17:00", case="HS-02"),
    ]
    text = told(ask(rule(RETURNED_LATE), facts=facts)["NV-07"])
    assert "hạn cuối 17:00 10/02/2026; quá hạn 2 ngày" in text
    assert "hạn cuối 17:00 10/03/2026; đến 00:00 01/04/2026 vẫn chưa thực hiện, quá hạn 22 ngày" in text


def test_met_says_what_was_looked_at_and_what_removed_it(ask, fact) -> None:
    facts = [
        fact("attendance.arrived", "a1", "2026-01-05T08:20", minutes_late=20),
        fact("attendance.arrived", "a2", "2026-01-06T08:10", minutes_late=10),
        fact("leave.approved", "l1", "2026-01-05T00:00", until="2026-01-06T00:00", reason="sick"),
        fact("case.received", "c1", "2026-02-02T09:00", due="2026-02-10T17:00", case="HS-01"),
        fact("case.returned", "c2", "2026-02-10T09:00", case="HS-01"),
    ]
    verdict = ask(rule(EXCUSED_LATE), rule(RETURNED_LATE, "X-02"), facts=facts)["NV-07"]
    text = told(verdict, full=True)
    assert "số phút đến muộn: 20 [a1]; nhưng trong thời gian nghỉ phép (đến 00:00 06/01/2026)" in text
    assert (
        "1 dữ kiện “Đến nơi làm việc” không thuộc diện xét: số phút đến muộn không quá 15 (ghi nhận: 10)"
        in text
    )
    assert "đã trả kết quả hồ sơ đúng hạn: 09:00 10/02/2026 (hạn cuối 17:00 10/02/2026)" in text
    assert "ĐÃ XÉT VÀ KHÔNG TÍNH LÀ VI PHẠM (1) X-01" in told(verdict)
    assert "in time: return of the file's result at 09:00 2026-02-10 (due 17:00 2026-02-10)" in told(
        verdict, lang="en", full=True
    )


def test_nothing_on_record_of_a_covered_kind_is_said_so(ask) -> None:
    text = told(ask(rule(LATE), facts=[])["NV-07"], full=True)
    assert "không có dữ kiện “Đến nơi làm việc” nào trong khi nguồn dữ liệu đã bao quát" in text


@pytest.mark.parametrize(
    ("pattern", "vietnamese"),
    [
        (LATE.repeated(3, per=month), "mới có 1 lần trong tháng 01/01/2026 – 31/01/2026, cần từ 3 lần"),
        (LATE.repeated(3, within=hours(48)), "nhiều nhất 1 lần trong 48 giờ, cần từ 3 lần"),
        (LATE.consecutive(2, among=each("attendance.arrived")), "dài nhất 1 lần liên tiếp, cần từ 2 lần"),
        (
            fewer_than(1, LATE, per=quarter),
            "đã có 1 lần trong quý 01/01/2026 – 31/03/2026, yêu cầu ít nhất 1 lần",
        ),
        (
            share(LATE, among=each("attendance.arrived"), below="0.5", per=quarter),
            "tỷ lệ 50%, không dưới mức 50%",
        ),
        (
            mean(each("attendance.arrived"), this.minutes_late, below=10, per=quarter),
            "bình quân 15, không dưới mức 10",
        ),
        (
            mean(each("attendance.arrived"), this.minutes_late, below=10, at_least=5, per=quarter),
            "chỉ có 2 lượt, cần từ 5 lượt",
        ),
        (LATE.preceded_by(each("mission.assigned")), "trước đó không có: được cử đi công tác"),
        (
            LATE.not_preceded_by(each("attendance.left")),
            "nhưng trước đó đã có: rời nơi làm việc (17:00 04/01/2026)",
        ),
        (LATE.during(each("mission.assigned")), "không trong thời gian đi công tác"),
        (
            LATE.unless(each("attendance.left")),
            "nhưng có căn cứ loại trừ: rời nơi làm việc (17:00 04/01/2026)",
        ),
        (LATE.followed_by(each("attendance.left"), within=hours(1)), "sau đó không có: rời nơi làm việc"),
        (any_of(each("attendance.absent"), each("dress.checked")), "không có dữ kiện “Kiểm tra trang phục”"),
        (of_subordinates(LATE), f"Cấp dưới trực tiếp NV-08 ({OTHER}): không có dữ kiện “Đến nơi làm việc”"),
    ],
)
def test_every_node_says_why_not(ask, fact, pattern, vietnamese) -> None:
    facts = [
        fact("attendance.left", "e1", "2026-01-04T17:00", minutes_early=0),
        fact("attendance.arrived", "a1", "2026-01-05T08:20", minutes_late=20),
        fact("attendance.arrived", "a2", "2026-01-06T08:10", minutes_late=10),
    ]
    verdict = ask(rule(pattern), facts=facts, covers=SINCE_2025)["NV-07"]
    assert verdict.outcomes == {"X-01": "met"}
    assert vietnamese in told(verdict, full=True)
    assert told(verdict, lang="en", full=True)


def test_pending_says_what_is_awaited_until_when_and_stands_apart(ask, fact) -> None:
    facts = [fact("case.received", "c1", "2026-03-25T09:00", due="2026-04-10T17:00", case="HS-02")]
    verdict = ask(rule(RETURNED_LATE), facts=facts)["NV-07"]
    text = told(verdict)
    assert "CHƯA ĐẾN HẠN (1) — không tính điểm" in text
    assert "chờ: trả kết quả hồ sơ, hạn cuối 17:00 10/04/2026" in text
    assert "VI PHẠM ĐÃ GHI NHẬN" not in text
    assert "awaited: return of the file's result, due 17:00 2026-04-10" in told(verdict, lang="en")


def test_a_window_that_is_not_over_is_pending(ask) -> None:
    verdict = ask(rule(LATE.repeated(2, per=quarter)), facts=[], as_of="2026-02-01")["NV-07"]
    assert "chờ hết 01/01/2026 – 31/03/2026 (hết ngày 31/03/2026)" in told(verdict)


def test_unknown_says_which_source_is_missing_and_what_could_excuse(ask, fact) -> None:
    facts = [fact("attendance.arrived", "a1", "2026-01-05T08:20", minutes_late=20)]
    verdict = ask(rule(EXCUSED_LATE), rule(each("dress.checked"), "X-02"), facts=facts, covers=None)["NV-07"]
    text = told(verdict)
    assert "CHƯA ĐỦ DỮ LIỆU ĐỂ KẾT LUẬN (2) — không phải là vi phạm" in text
    assert (
        "[a1]; có thể là vi phạm nhưng chưa kết luận được: có thể được loại trừ bởi “Được duyệt nghỉ”" in text
    )
    assert "X-02: chưa có nguồn dữ liệu bao quát: “Kiểm tra trang phục”" in text
    assert "TỔNG ĐIỂM: từ 78 đến 100, đã ghi nhận 100" in text
    assert "silence never becomes a breach" in told(verdict, lang="en")


def test_unknown_says_from_when_a_source_speaks_where_it_does_not_look_back_far_enough(ask) -> None:
    covers = [{"kinds": ["*"], "since": "2026-01-01"}]
    signed = each("document.signed").not_followed_by(each("document.issued"), within=hours(24), same="case")
    verdict = ask(rule(signed), facts=[], covers=covers)["NV-07"]
    assert "dữ liệu “Ký văn bản” chỉ có từ 01/01/2026, chưa đủ để xét việc phát sinh trước đó" in told(
        verdict
    )


def test_unknown_says_which_key_and_which_hours_are_missing(ask, fact) -> None:
    facts = [
        fact("document.signed", "s1", "2026-02-02T09:00"),
        fact("case.received", "c1", "2026-02-02T09:00", due="2026-02-10T17:00"),
    ]
    hourly = each("document.signed").not_followed_by(
        each("document.issued"), within=working_hours(8), same="case"
    )
    verdict = ask(rule(RETURNED_LATE), rule(hourly, "X-02"), facts=facts)["NV-07"]
    text = told(verdict)
    assert "[c1]; chưa kết luận được vì thiếu vụ việc để đối chiếu" in text
    assert "chưa có bảng giờ làm việc của đơn vị" in text


def test_not_applicable_says_of_whom_or_from_when(ask) -> None:
    rules = (
        rule(LATE, applies_to=person.uniformed),
        rule(LATE, "X-02", in_force=(date(2026, 7, 1), None)),
        rule(LATE.repeated(3, per="year"), "X-03"),
    )
    text = told(ask(*rules, facts=[])["NV-07"], full=True)
    assert "X-01 · Quy tắc X-01 – chỉ áp dụng đối với người phải mặc đồng phục" in text
    assert "X-02 · Quy tắc X-02 – Áp dụng khi nghĩa vụ phát sinh từ ngày 01/07/2026" in text
    assert "X-03 · Quy tắc X-03 – không có năm nào kết thúc trong kỳ đánh giá" in text


def test_a_merit_is_told_apart_from_a_breach(ask, fact) -> None:
    merit = rule(each("award.granted", where=this.level == "province"), kind="merit")
    none = rule(each("suggestion.made"), "X-02", kind="merit")
    verdict = ask(merit, none, facts=[fact("award.granted", "w1", "2026-02-02T09:00", level="province")])[
        "NV-07"
    ]
    text = told(verdict, full=True)
    assert "THÀNH TÍCH ĐÃ GHI NHẬN (1) X-01 · Quy tắc X-01 1. 09:00 02/02/2026: +1 điểm" in text
    assert "CHƯA CÓ THÀNH TÍCH (1) X-02" in text


SECRETS = {"case": "PA-77-BA-HOA", "source": "bà Hoa ở tổ 5"}


def private_verdict(ask, fact) -> Verdict:
    facts = [
        fact("complaint.filed", "p-ba-hoa", "2026-02-20T09:31", about="attitude", verified=True, **SECRETS),
        fact(
            "conduct.reported",
            "p-2",
            "2026-02-21T09:31",
            toward="citizen",
            nature="insult",
            verified=False,
            **SECRETS,
        ),
        fact("attendance.arrived", "a1", "2026-01-05T08:20", minutes_late=20),
        fact("attendance.arrived", "a2", "2026-01-06T08:20", minutes_late=20),
        fact("leave.approved", "l1", "2026-01-05T00:00", until="2026-01-06T00:00", reason="maternity"),
        fact("task.refused", "t1", "2026-02-02T09:00", case="NVU-1", reason="ốm nghén"),
        fact(
            "discipline.decided",
            "z1",
            "2026-03-06T09:00",
            staff="NV-08",
            form="khien_trach",
            by="state",
            duty_related=True,
            act_at="2026-01-01",
        ),
    ]
    rules = (
        rule(each("complaint.filed", where=this.verified)),
        rule(EXCUSED_LATE, "X-02"),
        rule(each("task.refused"), "X-03"),
        rule(of_subordinates(each("discipline.decided")), "X-04"),
        rule(each("conduct.reported", where=this.verified), "X-05"),
    )
    return ask(*rules, facts=facts)["NV-07"]


def test_the_public_sees_no_name_no_complainant_no_id_no_free_text_no_leave(ask, fact) -> None:
    verdict = private_verdict(ask, fact)
    for lang in ("vi", "en"):
        text = told(verdict, lang=lang, audience="public", full=True)
        for secret in (
            NAME,
            OTHER,
            *SECRETS.values(),
            "p-ba-hoa",
            "[a1]",
            "NVU-1",
            "ốm nghén",
            "NV-08",
            "09:31",
        ):
            assert secret not in text, secret
        for leave in (
            "nghỉ phép",
            "Được duyệt nghỉ",
            "leave",
            "06/01/2026 00:00",
            "không thuộc diện xét: chưa xác minh",
        ):
            assert leave not in text.replace("NHẬN", ""), leave
    assert "vắng mặt được phép" in told(verdict, audience="public", full=True)
    assert "Có ý kiến phản ánh: nội dung phản ánh: thái độ" in told(verdict, audience="public")


def test_the_subject_does_not_see_from_whom_or_on_what_matter_a_report_came(ask, fact) -> None:
    text = told(private_verdict(ask, fact), full=True)
    for secret in SECRETS.values():
        assert secret not in text
    assert "[p-ba-hoa]" in text
    assert "vụ việc NVU-1" in text


def test_the_manager_sees_names_matters_and_sources(ask, fact) -> None:
    text = told(private_verdict(ask, fact), audience="manager", full=True)
    for known in (NAME, OTHER, *SECRETS.values()):
        assert known in text


@pytest.mark.parametrize("audience", ["subject", "manager", "public"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_nobody_ever_sees_the_reason_of_a_leave(ask, fact, audience, lang) -> None:
    text = told(private_verdict(ask, fact), audience=audience, lang=lang, full=True)
    for reason in ("maternity", "thai sản", "sinh con"):
        assert reason not in text


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "=1+1",
    "[/red]",
    "a\nb\x1b[31m\x00\x07",
    "\u202egnp.exe\u200f\u2066x",
    "W" * 10_000,
    "a" + "\u0301" * 500,
    "x\u2028y\u2029z",
    "漢" * 300,
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("audience", ["subject", "manager", "public"])
def test_hostile_text_in_a_fact_does_not_break_the_lines(ask, fact, text, audience) -> None:
    facts = [
        fact("task.refused", text or "x", "2026-02-02T09:00", case=text, source=text, reason=text),
        fact("case.received", "c1", "2026-03-25T09:00", due="2026-04-10T17:00", case=text),
    ]
    verdict = ask(rule(each("task.refused")), rule(RETURNED_LATE, "X-02"), facts=facts)["NV-07"]
    plain = explain(verdict, audience=audience, full=True)
    assert max(map(len, plain.split("\n"))) <= 100
    for letter in plain.replace("\n", ""):
        assert unicodedata.category(letter) not in {"Cc", "Cf", "Zl", "Zp", "Cs"}
    assert len(plain) < 20_000


def test_cleaned_words_keep_vietnamese_marks() -> None:
    assert clean("Đơn vị Thanh tra tỉnh Thanh Hoá") == "Đơn vị Thanh tra tỉnh Thanh Hoá"
    assert clean(unicodedata.normalize("NFD", "nghiệp vụ")) == "nghiệp vụ"
    assert clean("a\tb\n c") == "a b c"


def test_a_verdict_without_its_inputs_is_told_down_to_ids(ask, fact) -> None:
    one = rule(EXCUSED_LATE)
    facts = [fact("attendance.arrived", "a1", "2026-01-05T08:20", minutes_late=20)]
    whole = ask(one, rule(each("dress.checked"), "X-02"), facts=facts, covers=None)["NV-07"]
    sure = ask(one, facts=facts)["NV-07"]
    bare = attrs.evolve(sure, inputs=None)
    text = told(bare)
    assert "X-01 1. 08:20 05/01/2026: −2 điểm (ky-luat) – minh chứng: a1" in text
    assert "số phút đến muộn: 20 [a1]" in told(bare, facts=facts)
    book = sure.inputs.rulebook
    assert "X-01 · Quy tắc X-01" in told(bare, facts=facts, rulebook=book)
    assert "minh chứng: 1 dữ kiện" in told(bare, audience="public")
    unknown = told(attrs.evolve(whole, inputs=None))
    assert "chưa có nguồn dữ liệu bao quát: “Kiểm tra trang phục”" in unknown
    assert "minh chứng: a1" in unknown


def test_a_pending_duty_without_inputs_is_told_by_its_evidence(ask, fact) -> None:
    facts = [fact("case.received", "c1", "2026-03-25T09:00", due="2026-04-10T17:00", case="HS-02")]
    verdict = attrs.evolve(ask(rule(RETURNED_LATE), facts=facts)["NV-07"], inputs=None)
    assert "minh chứng: c1; 17:00 10/04/2026" in told(verdict)


def test_another_language_or_audience_is_refused(ask) -> None:
    verdict = ask(rule(LATE), facts=[])["NV-07"]
    with pytest.raises(UsageError) as wrong:
        explain(verdict, lang="fr")
    assert wrong.value.code == "explain.lang"
    with pytest.raises(UsageError) as wrong:
        explain(verdict, audience="everyone")
    assert wrong.value.code == "explain.audience"


def test_equal_verdicts_are_told_in_equal_words_whatever_the_order_of_facts(ask, fact) -> None:
    facts = [
        fact("attendance.arrived", f"a{n}", f"2026-01-{n:02d}T08:20", minutes_late=n) for n in range(10, 25)
    ]
    one, other = ask(rule(LATE), facts=facts)["NV-07"], ask(rule(LATE), facts=facts[::-1])["NV-07"]
    assert explain(one, full=True) == explain(other, full=True)


def test_reasons_are_data(ask, fact) -> None:
    facts = [
        fact("attendance.arrived", "a1", "2026-01-05T08:20", minutes_late=20),
        fact("leave.approved", "l1", "2026-01-05T00:00", until="2026-01-06T00:00", reason="sick"),
    ]
    verdict = ask(rule(EXCUSED_LATE), facts=facts)["NV-07"]
    (found,) = reasons(verdict, verdict.inputs.scene, verdict.inputs.rulebook)
    assert (found.rule, found.word, [step.code for step in found.steps]) == ("X-01", "met", ["during"])
    data = found.to_data()
    assert data["steps"][0]["facts"] == ["a1"]
    assert data["steps"][0]["parts"]["by"] == ["l1"]
    assert data["steps"][0]["parts"]["until"] == "2026-01-06T00:00:00+07:00"
    json.dumps(data)


def test_every_word_of_every_reason_is_the_words_of_the_verdict(ask, fact) -> None:
    verdict = private_verdict(ask, fact)
    told_words = {
        one.rule: one.word for one in reasons(verdict, verdict.inputs.scene, verdict.inputs.rulebook)
    }
    assert told_words == verdict.outcomes


def anything(kind: str, place: int, staff: str) -> Fact:
    """Return a fact of a kind with values that differ from place to place."""
    values: dict[str, Any] = {}
    for spec in fields_of(STANDARD[kind]).values():
        pick = place + len(spec.name)
        moment = instant("2026-01-01", "Asia/Ho_Chi_Minh") + timedelta(days=pick * 7 % 88, hours=place % 24)
        if spec.name in {"id", "staff", "at", "recorded_at", "retracts"} or (spec.nullable and pick % 3 == 0):
            continue
        if spec.choices:
            values[spec.attribute] = spec.choices[pick % len(spec.choices)]
        elif spec.pattern is not None:
            values[spec.attribute] = "2026-Q1"
        else:
            made = {
                "bool": pick % 2 == 0,
                "int": max(int(spec.least or 0), 1) + pick % 2,
                "decimal": Decimal(1 + pick % 5),
                "str": f"k{pick % 6}",
                "instant": moment,
                "date": moment.date(),
            }
            values[spec.attribute] = made[spec.type]
    at = instant("2026-01-02T08:00", "Asia/Ho_Chi_Minh") + timedelta(days=place * 5 % 85, hours=place % 9)
    if isinstance(values.get("until"), datetime):
        values["until"] = max(values["until"], at)
    return STANDARD[kind](id=f"f{place:04}", staff=staff, at=at, **values)


@pytest.mark.parametrize("covers", ["all", None, [{"kinds": ["c*", "d*", "t*"], "since": "2025-10-01"}]])
@pytest.mark.parametrize(("lang", "audience"), [("vi", "public"), ("en", "manager"), ("vi", "subject")])
def test_any_verdict_of_the_seeds_rulebook_can_be_told(ask, covers, lang, audience) -> None:
    kinds = [kind for kind in STANDARD if kind not in {"fact.retracted", "cause.confirmed"}]
    facts = [anything(kinds[n % len(kinds)], n, ("NV-07", "NV-08")[n % 3 % 2]) for n in range(4 * len(kinds))]
    verdicts = ask(*rulebook("thanh-tra-thanh-hoa"), facts=facts, covers=covers, as_of="2026-03-20")
    for verdict in verdicts.values():
        assert set(verdict.outcomes.values()) >= {"breached", "not_applicable"}
        text = explain(verdict, lang=lang, audience=audience, full=True)
        assert max(map(len, text.splitlines())) <= 100
        assert "None" not in text
        assert "Fraction(" not in text
        assert {
            one.rule: one.word for one in reasons(verdict, verdict.inputs.scene, verdict.inputs.rulebook)
        } == (verdict.outcomes)
