"""Every rule, pattern, condition, amount and citation says itself in both languages."""

import re
import string
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, get_args

import pytest
from attrs import frozen

from vanhoa_rules.calendars import (
    Duration,
    days,
    end_of,
    hours,
    instant,
    month,
    months,
    quarter,
    week,
    working_days,
    working_hours,
    year,
    years,
)
from vanhoa_rules.conditions import Expr, Literal, person, this
from vanhoa_rules.errors import Text
from vanhoa_rules.facts import STANDARD, Fact
from vanhoa_rules.patterns import (
    Node,
    Pattern,
    any_of,
    before,
    by_anyone,
    each,
    fewer_than,
    mean,
    of_subordinates,
    share,
    walk,
)
from vanhoa_rules.present import cite, describe, sentence
from vanhoa_rules.present.citations import article_text, basis
from vanhoa_rules.present.clauses import duration, known, limit_text, value_text
from vanhoa_rules.present.sentences import effect, event_text
from vanhoa_rules.rulebooks import rulebook
from vanhoa_rules.rules import Citation, Rule, Unobservable
from vanhoa_rules.scorecards import PROPOSAL, Award, Cap, Ceiling, Deduct, Fail, Line, Refer, Threshold, Zero
from vanhoa_rules.sheets import scorecard
from vanhoa_rules.words.en import sentences as en
from vanhoa_rules.words.vi import sentences as vi

LATE = each("attendance.arrived", where=this.minutes_late > 15)
LEAVE, MISSION = each("leave.approved"), each("mission.assigned")
RECEIVED, RETURNED, EXTENDED = each("case.received"), each("case.returned"), each("case.deadline_extended")
RATED = each("feedback.rated")
OWN = Text("Đề xuất của thư viện này", "Proposal of this library")
GOOD = each("feedback.rated", where=this.rating >= 4)

PATTERNS: tuple[tuple[Pattern, str, str], ...] = (
    (LATE, "Mỗi lần đến muộn quá 15 phút.", "Each arrival at work more than 15 minutes late."),
    (
        LATE.not_during(LEAVE).not_during(MISSION).repeated(3, within=months(1)),
        (
            "Mỗi lần đến muộn quá 15 phút mà không trong thời gian nghỉ phép, không trong thời gian đi công tác; "
            "tính từ lần thứ ba trong 01 tháng gần nhất."
        ),
        (
            "Each arrival at work more than 15 minutes late, not during approved leave, not during a mission; "
            "counted from the third within the last 1 month on."
        ),
    ),
    (
        LATE.during(MISSION),
        "Mỗi lần đến muộn quá 15 phút mà trong thời gian đi công tác.",
        "Each arrival at work more than 15 minutes late, during a mission.",
    ),
    (
        any_of(each("gift.refused"), each("gift.handed_in")),
        "Mỗi lần từ chối quà tặng hoặc nộp lại quà tặng.",
        "Each refusal of a gift or handing in of a gift.",
    ),
    (
        RECEIVED.followed_by(RETURNED, by=this.due, same="case"),
        "Mỗi lần tiếp nhận hồ sơ mà sau đó trả kết quả hồ sơ không quá hạn đã định (cùng vụ việc).",
        "Each file received, followed by the due date by a return of the file's result (same matter).",
    ),
    (
        RECEIVED.not_followed_by(RETURNED, by=this.due, same="case", moved_by=EXTENDED),
        (
            "Mỗi lần tiếp nhận hồ sơ mà quá hạn đã định vẫn chưa trả kết quả hồ sơ, thời hạn được dời "
            "đến hạn mới khi được gia hạn trả kết quả hồ sơ (đều cùng vụ việc)."
        ),
        (
            "Each file received, not followed by the due date by a return of the file's result, the "
            "deadline moving to the new due date set by an extension of the file's deadline (same matter throughout)."
        ),
    ),
    (
        RECEIVED.preceded_by(EXTENDED, within=days(3), same="case"),
        "Mỗi lần tiếp nhận hồ sơ mà trước đó không quá 03 ngày đã được gia hạn trả kết quả hồ sơ (cùng vụ việc).",
        "Each file received, preceded within 3 days by an extension of the file's deadline (same matter).",
    ),
    (
        each("statement.made").not_preceded_by(by_anyone(each("conclusion.issued")), same="case"),
        "Mỗi lần phát ngôn mà trước đó chưa có ai ban hành kết luận chính thức (cùng vụ việc).",
        "Each statement, not preceded by an official conclusion by anyone (same matter).",
    ),
    (
        each("meeting.attended").unless(each("meeting.excused"), same="case"),
        "Mỗi lần dự họp, trừ trường hợp được phép vắng họp (cùng vụ việc), kể cả về sau.",
        "Each attendance at a meeting, unless there is an excuse from a meeting (same matter), even later.",
    ),
    (
        LATE.repeated(3, within=days(30), groups=True),
        "Mỗi lần đến muộn quá 15 phút; cứ ba lần trong 30 ngày thì tính một lần.",
        "Each arrival at work more than 15 minutes late; counted once for every three within 30 days.",
    ),
    (
        LATE.repeated(3, per=month),
        "Mỗi tháng có từ ba lần trở lên đến muộn quá 15 phút.",
        "Each month in which this happens three times or more: arrival at work more than 15 minutes late.",
    ),
    (
        LATE.consecutive(3, among=each("attendance.arrived")),
        "Mỗi lần đến nơi làm việc mà kết thúc một chuỗi từ ba lần liên tiếp trở lên đều đến muộn quá 15 phút.",
        (
            "Each arrival at work, ending a run of three or more in a row that are each an arrival at work more than "
            "15 minutes late."
        ),
    ),
    (
        fewer_than(1, each("consultation.held"), per=quarter),
        "Mỗi quý không có lần nào tổ chức lắng nghe ý kiến cấp dưới.",
        "Each quarter in which this never happens: consultation with subordinates.",
    ),
    (
        fewer_than(2, each("consultation.held"), per="period"),
        "Cả kỳ đánh giá có ít hơn hai lần tổ chức lắng nghe ý kiến cấp dưới.",
        "The whole period judged in which this happens fewer than two times: consultation with subordinates.",
    ),
    (
        share(GOOD, among=RATED, below="0.8", at_least=5, per=quarter),
        (
            "Mỗi quý có số lần được người dân chấm từ 4 điểm trở lên chiếm dưới 80% tổng số lần được người dân chấm "
            "điểm (khi có từ 5 lần trở lên)."
        ),
        (
            "Each quarter in which the share of “rating of 4 or more by a person served” among “rating by a person "
            "served” is below 80% (where there are 5 or more)."
        ),
    ),
    (
        mean(RATED, this.rating, below="3.5", per=year),
        "Mỗi năm có điểm đánh giá bình quân (tính trên các lần được người dân chấm điểm) dưới 3,5.",
        "Each year in which the mean of the rating over “rating by a person served” is below 3.5.",
    ),
    (
        of_subordinates(each("discipline.decided")),
        "Mỗi lần cấp dưới trực tiếp bị xử lý kỷ luật.",
        "Each disciplinary decision, about a direct subordinate.",
    ),
)

CONDITIONS: tuple[tuple[Expr, str, str], ...] = (
    (this.rating >= 4, "Điểm đánh giá từ 4 trở lên.", "The rating is 4 or more."),
    (~(this.rating >= 4), "Điểm đánh giá dưới 4.", "The rating is below 4."),
    (~(this.calm & this.within_authority), "Thiếu bình tĩnh hoặc không đúng thẩm quyền.", "The person did not stay calm or it was beyond the person's authority."),
    (this.ground.is_null(), "Không nêu căn cứ.", "No ground is given."),
    (Literal(value=True) & this.neat, "Mọi trường hợp và trang phục gọn gàng.", "In every case and the dress is neat."),
    (
        this.act_at == instant("2026-01-01T08:30:00+07:00"),
        "Thời điểm xảy ra hành vi là 08:30 01/01/2026.",
        "Time of the act is 08:30 2026-01-01.",
    ),
    (this.value + 1 > this.points * 2, "Giá trị cộng 1 lớn hơn điểm nhân 2.", "Value plus 1 is more than points times 2."),
    (
        person.at(this.act_at).leader & this.duty_related,
        "Người đó, vào ngày của thời điểm xảy ra hành vi, giữ chức vụ lãnh đạo, quản lý và liên quan đến công vụ.",
        "The person, on the day of time of the act, is one who holds a leading post and it is connected with duty.",
    ),
    (
        person.since < date(2026, 1, 1),
        "Người đó có từ ngày trước 01/01/2026.",
        "The person is one whose since is before 2026-01-01.",
    ),
    (this.a_field_of_ones_own == Decimal("1.5"), "A_field_of_ones_own là 1,5.", "A_field_of_ones_own is 1.5."),
)  # fmt: skip

DURATIONS: tuple[tuple[Duration, str, str], ...] = (
    (hours(24), "24 giờ", "24 hours"),
    (days(5), "05 ngày", "5 days"),
    (days(0), "ngày xảy ra", "the same day"),
    (
        days(1, roll=False),
        "01 ngày (kể cả khi ngày cuối là ngày nghỉ)",
        "1 day (also where the last is a day of rest)",
    ),
    (working_days(1), "01 ngày làm việc", "1 working day"),
    (working_hours(8), "08 giờ làm việc", "8 working hours"),
    (months(2), "02 tháng", "2 months"),
    (years(1), "01 năm", "1 year"),
    (end_of(week), "thời gian còn lại của tuần", "the rest of the week"),
)


@pytest.mark.parametrize(("pattern", "vietnamese", "english"), PATTERNS)
def test_every_pattern_is_a_sentence_in_both_languages(
    pattern: Pattern, vietnamese: str, english: str
) -> None:
    assert sentence(pattern, "vi") == vietnamese
    assert sentence(pattern, "en") == english


def test_every_node_of_the_algebra_is_among_the_sentences_read_here() -> None:
    read = {type(node) for pattern, _, _ in PATTERNS for node in walk(pattern)}
    assert read == set(get_args(Node))


@pytest.mark.parametrize(("condition", "vietnamese", "english"), CONDITIONS)
def test_every_condition_is_a_sentence_in_both_languages(
    condition: Expr, vietnamese: str, english: str
) -> None:
    assert sentence(condition, "vi") == vietnamese
    assert sentence(condition, "en") == english


@pytest.mark.parametrize(("length", "vietnamese", "english"), DURATIONS)
def test_every_duration_is_said_in_both_languages(length: Duration, vietnamese: str, english: str) -> None:
    assert duration(length, "vi") == vietnamese
    assert duration(length, "en") == english


def test_a_deadline_is_said_as_missed_and_as_kept() -> None:
    eve = before(this.due, days(1))
    assert limit_text(eve, "vi", past=True) == "đến thời điểm 01 ngày trước hạn đã định"
    assert limit_text(eve, "vi", past=False) == "chậm nhất 01 ngày trước hạn đã định"
    assert limit_text(end_of(year), "en", past=True) == "by the end of the year"
    assert limit_text(days(0), "vi", past=True) == (
        "đến hết ngày (gặp ngày nghỉ thì đến hết ngày làm việc tiếp theo)"
    )
    assert limit_text(days(0, roll=False), "vi", past=True) == "đến hết ngày (kể cả ngày nghỉ)"
    assert limit_text(None, "vi", past=True) == ""


@pytest.mark.parametrize("kind", list(STANDARD))
def test_every_kind_of_fact_has_a_phrase_that_follows_each(kind: str) -> None:
    for lang in ("vi", "en"):
        text = event_text(each(kind), lang)
        assert known(f"event.{kind}")
        assert text
        assert text[0] == text[0].lower()
        assert kind not in text


def test_a_kind_of_ones_own_is_said_by_its_title() -> None:
    @frozen(kw_only=True)
    class Planted(Fact):
        kind: ClassVar[str] = "tree.planted"
        title: ClassVar[Text] = Text("Trồng cây", "Tree planted")

    assert sentence(each(Planted), "vi") == "Mỗi lần trồng cây."
    assert sentence(each(Planted), "en") == "Each tree planted."


def test_clauses_that_alternatives_share_are_said_once() -> None:
    away = any_of(*(p.not_during(LEAVE) for p in (LATE, each("attendance.absent"))))
    assert sentence(away, "vi").count("nghỉ phép") == 1
    assert sentence(any_of(away, each("dress.checked")), "vi").startswith(
        "Mỗi lần thuộc một trong các trường hợp: (1) (đến muộn quá 15 phút hoặc vắng mặt không có phép) mà"
    )


def test_windows_and_events_side_by_side_keep_their_openings() -> None:
    both = any_of(LATE, LATE.repeated(3, per=month))
    assert sentence(both, "vi") == (
        "Mỗi trường hợp sau: (1) mỗi lần đến muộn quá 15 phút; (2) mỗi tháng có từ ba lần trở lên đến muộn quá 15 phút."
    )


def test_when_a_duty_arose_is_not_taken_for_when_it_was_missed() -> None:
    missed = RECEIVED.not_followed_by(RETURNED, by=this.due, same="case").not_during(LEAVE)
    assert "lúc phát sinh không trong thời gian nghỉ phép" in sentence(missed, "vi")
    assert "having arisen outside approved leave" in sentence(missed, "en")


def test_what_happened_neither_before_nor_in_time_after_is_said_once() -> None:
    attended = each("meeting.attended")
    missed = each("meeting.due").not_preceded_by(attended, same="case")
    missed = missed.not_followed_by(attended, within=days(0, roll=False), same="case")
    assert sentence(missed, "vi") == (
        "Mỗi lần có cuộc họp phải dự mà từ trước cho đến hết ngày (kể cả ngày nghỉ) vẫn chưa dự họp (cùng vụ việc)."
    )


def test_several_excuses_are_a_list_and_stand_last() -> None:
    excused = LATE.unless(each("leave.approved")).unless(each("meeting.excused")).during(MISSION)
    assert sentence(excused, "vi") == (
        "Mỗi lần đến muộn quá 15 phút mà trong thời gian đi công tác, trừ các trường hợp sau, kể cả khi ghi nhận về sau: "
        "(1) được duyệt nghỉ; (2) được phép vắng họp."
    )


def test_both_cases_of_a_subordinate_are_about_the_subordinate() -> None:
    cases = any_of(each("discipline.decided", where=this.act.is_not_null()), each("suspension.decided"))
    assert sentence(of_subordinates(cases), "en") == (
        "Each of these about a direct subordinate: (1) disciplinary decision where the act is recorded; (2) suspension "
        "from work."
    )


def test_a_rule_says_what_it_looks_for_of_whom_from_when_and_what_it_relieves() -> None:
    rule = Rule(
        id="X-02",
        title={"vi": "Đi muộn", "en": "Late"},
        criterion="ky-luat",
        breach=LATE,
        applies_to=~person.leader & person.employment.is_in("cong_chuc", "can_bo"),
        in_force=(date(2026, 7, 1), None),
        overrides=("X-01",),
    )
    assert sentence(rule, "vi") == (
        "Vi phạm: mỗi lần đến muộn quá 15 phút. Áp dụng đối với người không giữ chức vụ lãnh đạo, quản lý và là công chức, "
        "cán bộ. Áp dụng khi nghĩa vụ phát sinh từ ngày 01/07/2026. Cùng một hành vi thì tính theo quy tắc này, giảm "
        "tương ứng phần điểm của X-01."
    )
    assert "from 2026-07-01 on" in sentence(rule, "en")


@pytest.mark.parametrize(
    ("force", "vietnamese"),
    [
        ((None, date(2026, 6, 30)), "đến hết ngày 30/06/2026"),
        ((date(2026, 1, 1), date(2026, 6, 30)), "từ ngày 01/01/2026 đến hết ngày 30/06/2026"),
    ],
)
def test_days_in_force_are_said(force: Any, vietnamese: str) -> None:
    rule = Rule(id="X", title={"vi": "x", "en": "x"}, criterion="ky-luat", merit=LATE, in_force=force)
    assert vietnamese in sentence(rule, "vi")
    assert sentence(rule, "vi").startswith("Thành tích: ")


def test_a_sheets_lines_effects_and_thresholds_are_sentences() -> None:
    line = Line(id="a", title={"vi": "Kỷ luật", "en": "Discipline"}, maximum="100", weight="1/6")
    assert (
        sentence(line, "vi")
        == "Kỷ luật: tối đa 100 điểm, hệ số 1/6; bắt đầu từ điểm tối đa, có vi phạm thì trừ."
    )
    assert sentence(Deduct("2.5", at_most="20"), "vi") == "Trừ 2,5 điểm mỗi lần, tổng cộng tối đa 20 điểm."
    assert sentence(Award("1", per="measure"), "en") == "1 points on for each unit of the measure."
    assert (
        sentence(Threshold("tot", "70", {"vi": "Tốt", "en": "Good"}), "vi") == "Tốt: tổng điểm từ 70 trở lên."
    )
    computed = Line(id="b", title={"vi": "Kết quả", "en": "Results"}, maximum="70", start="computed")
    assert sentence(computed, "vi").endswith("tính theo công thức của phiếu.")
    assert effect(Cap("tot"), "vi") == "xếp loại không cao hơn mức “hoàn thành tốt nhiệm vụ”"
    assert effect(Cap("A"), "en") == "rated no better than “A”"
    refer = Refer({"vi": "Thủ trưởng", "en": "The head"}, {"vi": "Cần xem.", "en": "To be looked at."})
    assert effect(refer, "vi") == "đề nghị Thủ trưởng xem xét: Cần xem"
    assert [effect(one, "en") for one in (Zero(line="a"), Ceiling("60"), Fail())] == [
        "the line is worth nothing (on the line a)",
        "the line is worth at most 60 points",
        "rated at the lowest level of the sheet",
    ]
    nothing = Unobservable("S1", {"vi": "việc chung", "en": "a common task"})
    assert sentence(nothing, "en") == "No fact can show it: a common task"


@pytest.mark.parametrize(
    ("article", "vietnamese", "english"),
    [
        ("14(2c)", "điểm c khoản 2 Điều 14", "Article 14(2c)"),
        ("4(2c), 23(1)", "điểm c khoản 2 Điều 4, khoản 1 Điều 23", "Articles 4(2c) and 23(1)"),
        ("24-28", "các Điều 24–28", "Articles 24–28"),
        ("3(5)-(7)", "khoản 5–7 Điều 3", "Article 3(5–7)"),
        ("PL I 1b(2)", "Phụ lục I, mục 1b(2)", "Annex I, item 1b(2)"),
        ("PL I", "Phụ lục I", "Annex I"),
        ("PL 03", "Phụ lục 03", "Annex 03"),
        ("27, 36", "các Điều 27 và 36", "Articles 27 and 36"),
        ("8", "Điều 8", "Article 8"),
        ("7(a)", "điểm a Điều 7", "Article 7(a)"),
        ("chương II", "Điều chương II", "Article chương II"),
    ],
)
def test_an_article_is_said_as_a_jurist_says_it(article: str, vietnamese: str, english: str) -> None:
    assert article_text(article, "vi") == vietnamese
    assert article_text(article, "en") == english


def test_a_citation_names_its_text_and_how_surely_it_was_read() -> None:
    titles = {"LUAT": Text("Luật X", "Law X")}
    assert cite(Citation("LUAT", "5(1)"), "vi", sources=titles) == "khoản 1 Điều 5 Luật X"
    recalled = Citation("LUAT", "5", certainty="recalled", note={"vi": "Từ 2020.", "en": "Since 2020."})
    assert cite(recalled, "vi", sources=titles) == "Điều 5 Luật X (chưa đối chiếu văn bản gốc; từ 2020)"
    assert cite(Citation("KHAC"), "en", sources=titles) == "KHAC"
    assert cite(PROPOSAL, "vi") == "Đề xuất của thư viện này"
    assert basis((Citation("LUAT", "5"), PROPOSAL), "vi", sources={**titles, "vanhoa-rules": OWN}) == (
        "Điều 5 Luật X; đề xuất của thư viện này"
    )
    assert cite(Citation("STH-APP", certainty="second-hand"), "vi").startswith("Công cụ của một cơ quan")
    assert cite(Citation("SEED", clause="S5.1"), "vi").startswith("Bài viết “Xây dựng văn hoá công vụ")


def test_the_sentences_of_the_two_languages_have_the_same_codes_and_parts() -> None:
    assert list(vi.SENTENCES) == list(en.SENTENCES)
    for code, text in vi.SENTENCES.items():
        assert _parts(text) == _parts(en.SENTENCES[code]), code
        assert unicodedata.is_normalized("NFC", text)


def test_every_rule_of_the_seeds_rulebook_reads_as_plain_words_in_both_languages() -> None:
    book = rulebook("thanh-tra-thanh-hoa")
    for lang in ("vi", "en"):
        table = describe(book, lang)
        assert len(table) == len(book)
        for row in table:
            assert row.title
            assert row.basis
            assert (
                re.search(r"this\.|person\.|each\(|\b[a-z]+_[a-z]+\b|\.\.|  | ,|None", row.sentence) is None
            ), row
            assert row.sentence.count("(") == row.sentence.count(")")


def test_the_table_of_a_rulebook_fits_a_terminal() -> None:
    text = str(describe(rulebook("thanh-tra-thanh-hoa"), "vi"))
    assert max(map(len, text.splitlines())) <= 100
    assert "KL-01 · " in text
    assert "S6.2 · Không thể xác định bằng dữ kiện" in text


def test_every_effect_of_the_shipped_sheet_is_said() -> None:
    for effects in scorecard("sau-tieu-chi").effects.values():
        for one in effects:
            assert effect(one, "vi")
            assert effect(one, "en")


def test_values_are_said_by_their_names_and_numbers_by_the_habits_of_the_language() -> None:
    assert value_text("toward", "citizen", "vi") == "người dân"
    assert value_text("value", Decimal("1234567.5"), "vi") == "1.234.567,5"
    assert value_text("value", Decimal("1234567.5"), "en") == "1,234,567.5"
    assert value_text("neat", False, "vi") == "không"


def _parts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
