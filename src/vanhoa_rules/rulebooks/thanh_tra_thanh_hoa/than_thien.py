"""2 · Thân thiện — friendliness: how citizens, colleagues, subordinates and partners are treated."""

from datetime import date
from typing import Any

from vanhoa_rules.calendars import days, quarter, working_days
from vanhoa_rules.conditions import person, this
from vanhoa_rules.patterns import Each, each, fewer_than
from vanhoa_rules.rulebooks.thanh_tra_thanh_hoa.sources import cadres, discipline, law, proposal, seed
from vanhoa_rules.rules import Criterion, Rule


def _rule(code: str, vi: str, en: str, **rest: Any) -> Rule:
    return Rule(id=code, title={"vi": vi, "en": en}, criterion=Criterion.THAN_THIEN, **rest)


def _conduct(toward: tuple[str, ...], *natures: str) -> Each:
    return each(
        "conduct.reported", where=this.verified & this.toward.is_in(*toward) & this.nature.is_in(*natures)
    )


CITIZEN, PARTNER, SUPERIOR, FELLOW = ("citizen",), ("partner",), ("superior",), ("colleague", "subordinate")
ANYONE = (*CITIZEN, *PARTNER, *SUPERIOR, *FELLOW)
LETTER_LATE = each("letter.received").not_followed_by(each("letter.handled"), within=days(45), same="case")

RULES: tuple[Rule, ...] = (
    _rule(
        "TT-01",
        "Bị người dân, tổ chức phản ánh về thái độ phục vụ (đã xác minh đúng)",
        "A verified complaint about the attitude of service",
        breach=each("complaint.filed", where=(this.about == "attitude") & this.verified),
        basis=[
            *seed("S4.4", "S6.4c"),
            *cadres("17", "13(2)"),
            law("ND-335-2025", "PL I 2d"),
            law("QD-1847-2018"),
        ],
    ),
    _rule(
        "TT-03",
        "Chưa thực hiện đủ “4 xin” (xin chào, xin lỗi, xin cảm ơn, xin phép) khi giao tiếp",
        "One of the four courtesies (greet, apologise, thank, ask permission) missing in a contact",
        breach=each(
            "contact.observed", where=~(this.greeted & this.apologised & this.thanked & this.asked_permission)
        ),
        basis=[*seed("S3.2", "S4.4"), law("QD-1847-2018")],
    ),
    _rule(
        "TT-04",
        "Xúc phạm, hách dịch, cửa quyền với công dân",
        "Insult or arrogance toward a citizen",
        breach=_conduct(CITIZEN, "insult", "arrogance"),
        basis=[
            *seed("S1.1", "S3.2", "S4.4"),
            *cadres("17", "13(2)"),
            *discipline("8", "8(1)"),
            law("ND-154-2026", "41(1)"),
            law("TT-01-2021-TTCP"),
        ],
    ),
    _rule(
        "TT-05",
        "Ứng xử thiếu lịch sự với công dân",
        "Rudeness toward a citizen",
        breach=_conduct(CITIZEN, "rudeness"),
        basis=[*seed("S1.1", "S3.2", "S4.4"), *cadres("17", "13(2)"), law("TT-01-2021-TTCP")],
    ),
    _rule(
        "TT-07",
        "Từ chối tiếp công dân không nêu căn cứ",
        "A citizen was refused reception without a ground",
        breach=each("reception.held", where=this.refused & this.ground.is_null()),
        basis=[*seed("S3.2", "S6.4c"), law("LUAT-TCD-2013", "9"), law("ND-154-2026", "4, 41(1)")],
    ),
    _rule(
        "TT-08",
        "Chậm thông báo bằng văn bản việc từ chối tiếp công dân (quá 03 ngày làm việc)",
        "Written notice of a refused reception later than 3 working days",
        breach=each("reception.held", where=this.refused & this.ground.is_not_null()).not_followed_by(
            each("reception.answered"), within=working_days(3), same="case"
        ),
        in_force=(date(2026, 7, 1), None),
        basis=[
            *seed("S6.4c"),
            law("ND-154-2026", "4(3)"),
            proposal(
                "Áp dụng cho mọi lần từ chối có nêu lý do; Nghị định buộc thông báo bằng văn bản ở các trường hợp tại Điều 4.",
                "Applied to every refusal that states a ground; the decree asks for a written notice in the cases of art. 4.",
            ),
        ],
    ),
    _rule(
        "TT-09a",
        "Để đơn, thư quá 45 ngày không xử lý (nhận đến hết 30/6/2026)",
        "A letter left unhandled for more than 45 days (received to 30 June 2026)",
        breach=LETTER_LATE,
        in_force=(None, date(2026, 6, 30)),
        basis=[
            *seed("S6.4c"),
            proposal("Mốc 45 ngày trước 01/7/2026.", "The mark of 45 days before 1 July 2026."),
        ],
    ),
    _rule(
        "TT-09b",
        "Để đơn, thư quá 45 ngày không xử lý (nhận từ 01/7/2026)",
        "A letter left unhandled for more than 45 days (received from 1 July 2026)",
        breach=LETTER_LATE,
        in_force=(date(2026, 7, 1), None),
        basis=[*seed("S6.4c"), law("ND-154-2026", "41(3b)")],
    ),
    _rule(
        "TT-10",
        "Phân biệt đối xử trong thi hành công vụ",
        "Discrimination in official duty",
        breach=_conduct(ANYONE, "discrimination"),
        basis=[*seed("S1.1", "S3.2"), *cadres("18", "14(5)"), law("LUAT-TCD-2013", "6(3)")],
    ),
    _rule(
        "TT-11",
        "Xúc phạm, hách dịch, thiếu tôn trọng đồng nghiệp, cấp dưới",
        "Insult, arrogance or rudeness toward a colleague or subordinate",
        breach=_conduct(FELLOW, "insult", "arrogance", "rudeness"),
        basis=[*seed("S2.L5", "S2.C5", "S3.2"), *cadres("16", "13(1)"), law("QD-1847-2018")],
    ),
    _rule(
        "TT-12",
        "Tác phong, thái độ giao tiếp chưa niềm nở, nhẹ nhàng",
        "No smile or no gentleness in a contact",
        breach=each("contact.observed", where=~(this.smiled & this.gentle)),
        overrides=("TT-03",),
        basis=[*seed("S3.2", "S4.4"), law("QD-1847-2018")],
    ),
    _rule(
        "TT-13",
        "Thờ ơ, không lắng nghe, không giúp đỡ người dân khi giao tiếp",
        "Indifference: the citizen was not listened to or not helped",
        breach=each("contact.observed", where=~(this.listened & this.helped)),
        overrides=("TT-03", "TT-12"),
        basis=[*seed("S1.1", "S6.4c"), *cadres("17", "13(2)"), law("QD-1847-2018")],
    ),
    _rule(
        "TT-14",
        "Chậm trả lời công dân sau khi tiếp (quá 10 ngày làm việc)",
        "Answer to a citizen received later than 10 working days",
        breach=each("reception.held", where=~this.refused).not_followed_by(
            each("reception.answered"), within=working_days(10), same="case"
        ),
        basis=[*seed("S3.4", "S6.4c"), law("LUAT-TCD-2013", "28(1)")],
    ),
    _rule(
        "TT-15",
        "Xử lý tình huống thiếu bình tĩnh hoặc vượt quá thẩm quyền",
        "An incident handled without calm or beyond one's authority",
        breach=each("incident.handled", where=~(this.calm & this.within_authority)),
        basis=[*seed("S2.E3"), law("TT-01-2021-TTCP")],
    ),
    _rule(
        "TT-16",
        "Lãnh đạo gây bè phái, mất đoàn kết nội bộ",
        "A leader breaks internal unity",
        breach=_conduct(ANYONE, "faction"),
        applies_to=person.leader,
        basis=[*seed("S1.5", "S2.L2"), *cadres("18", "14(1)"), law("QD-1847-2018")],
    ),
    _rule(
        "TT-17",
        "Lãnh đạo thiếu dân chủ, khách quan, công bằng",
        "A leader lacks democracy, objectivity or fairness",
        breach=_conduct(ANYONE, "unfair"),
        applies_to=person.leader,
        basis=[*seed("S2.L4"), *cadres("16", "13(1)")],
    ),
    _rule(
        "TT-18",
        "Trong quý, lãnh đạo không tổ chức lắng nghe, nắm bắt tâm tư, nguyện vọng của cấp dưới",
        "A leader held no consultation with subordinates in a quarter",
        breach=fewer_than(1, each("consultation.held"), per=quarter),
        applies_to=person.leader,
        basis=[
            *seed("S2.L5"),
            law("QD-1847-2018"),
            proposal("Mốc một lần mỗi quý.", "The mark of once a quarter."),
        ],
    ),
    _rule(
        "TT-19",
        "Lợi dụng góp ý, phê bình để hạ uy tín, xúc phạm danh dự của lãnh đạo, cấp trên",
        "Criticism abused to harm a superior's reputation or honour",
        breach=_conduct(SUPERIOR, "defamation"),
        basis=[*seed("S2.C3"), *cadres("16", "13(1)")],
    ),
    _rule(
        "TT-20",
        "Lợi dụng góp ý, phê bình để hạ uy tín, xúc phạm danh dự của đồng nghiệp",
        "Criticism abused to harm a colleague's reputation or honour",
        breach=_conduct(FELLOW, "defamation"),
        basis=[*seed("S2.C6"), *cadres("16", "13(1)")],
    ),
    _rule(
        "TT-21",
        "Không tôn trọng danh dự, uy tín của cơ quan, tổ chức, cá nhân phối hợp công tác",
        "Honour or reputation of a partner body or person not respected",
        breach=_conduct(PARTNER, "insult", "arrogance", "rudeness", "defamation"),
        basis=[*seed("S2.E1"), law("TT-01-2021-TTCP")],
    ),
    _rule(
        "TT-22",
        "Làm tổn hại uy tín, danh dự của công dân",
        "A citizen's reputation or honour harmed",
        breach=_conduct(CITIZEN, "defamation"),
        basis=[*seed("S1.1", "S3.2"), *cadres("17", "13(2)")],
    ),
    _rule(
        "TT-23",
        "Ứng xử thiếu công bằng, khách quan",
        "Unfair treatment by a member of staff",
        breach=_conduct(ANYONE, "unfair"),
        applies_to=~person.leader,
        basis=[*seed("S2.C5", "S3.2"), *cadres("16", "13(1)")],
    ),
    _rule(
        "TT-31",
        "Xử lý tình huống bình tĩnh, đúng thẩm quyền",
        "An incident handled calmly and within one's authority",
        merit=each("incident.handled", where=this.calm & this.within_authority),
        basis=seed("S2.E3", "S5.6"),
    ),
)
