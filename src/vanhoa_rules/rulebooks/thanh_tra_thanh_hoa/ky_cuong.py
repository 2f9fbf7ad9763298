"""2 · Kỷ cương — order: law and authority, orders, deadlines, records, speech, digital work."""

from datetime import date
from typing import Any

from vanhoa_rules.calendars import Duration, days, month, working_days
from vanhoa_rules.conditions import Expr, person, this
from vanhoa_rules.patterns import (
    Each,
    NotFollowedBy,
    any_of,
    before,
    by_anyone,
    each,
    fewer_than,
    share,
)
from vanhoa_rules.rulebooks.thanh_tra_thanh_hoa.acts import DISCIPLINED
from vanhoa_rules.rulebooks.thanh_tra_thanh_hoa.sources import cadres, discipline, law, proposal, seed
from vanhoa_rules.rules import Criterion, Rule


def _rule(code: str, vi: str, en: str, **rest: Any) -> Rule:
    return Rule(id=code, title={"vi": vi, "en": en}, criterion=Criterion.KY_CUONG, **rest)


def _concluded(field: str, more: Expr) -> Each:
    return each("violation.concluded", where=(this.field == field) & more)


def _unanswered(channel: str, where: Expr, limit: Duration) -> NotFollowedBy:
    return each("information.requested", where=(this.channel == channel) & where).not_followed_by(
        each("information.answered"), within=limit, same="case", moved_by=each("case.deadline_extended")
    )


MINOR, SERIOUS = this.seriousness == "minor", this.seriousness != "minor"
CAUSED = each("case.deadline_extended", where=this.objective_cause)
ASKED, COMPLETED = each("case.supplement_requested"), each("case.supplement_received")
RETURNED, APOLOGISED = each("case.returned"), each("apology.sent")
SETTLED = any_of(RETURNED, CAUSED, ASKED, COMPLETED)
RESET = each("apology.sent", where=this.new_due.is_not_null())
RESERVED = this.subject.is_in("inspection", "reception", "complaint", "denunciation", "anticorruption")
PAPER_ISSUED, SIGNED_FOR = each("document.issued"), this.signed_personal & this.signed_agency
PROGRESS = this.aspect == "progress"
TASK_LATE = (
    each("task.assigned")
    .not_followed_by(
        each("task.completed"),
        by=this.due,
        same="case",
        moved_by=each("task.extended", where=this.objective_cause),
    )
    .unless(each("task.assessed", where=PROGRESS), same="case")
    .unless(each("cause.confirmed", where=PROGRESS), same="case")
    .unless(
        any_of(
            each("task.withdrawn", where=this.quantity.is_null()),
            each("task.transferred", where=this.quantity.is_null()),
            each("task.refused"),
        ),
        same="case",
    )
)
NO_APOLOGY = (
    each("case.received")
    .not_followed_by(APOLOGISED, by=before(this.due, days(1)), same="case")
    .not_preceded_by(SETTLED, same="case")
    .not_followed_by(SETTLED, by=this.due, same="case")
)
SINCE_INSPECTION_LAW = date(2025, 7, 1)
DUE_WORDS = "Hạn ghi nhận tính đến hết ngày đến hạn.", "The due recorded counts to the end of its day."

RULES: tuple[Rule, ...] = (
    _rule(
        "KC-01", "Bị phản ánh gây khó khăn, kéo dài thời gian giải quyết công việc (đã xác minh đúng)",
        "A verified complaint about delay or difficulty made",
        breach=each("complaint.filed", where=(this.about == "delay") & this.verified),
        basis=[*seed("S6.4b"), *cadres("17", "13(2)"), law("ND-335-2025", "PL I 2d")],
    ),
    _rule(
        "KC-06", "Không ghi chép nội dung tiếp công dân", "A citizen reception was not recorded",
        breach=each("reception.held", where=~this.recorded),
        basis=[*seed("S3.2"), law("TT-01-2021-TTCP"), law("ND-154-2026", "27, 41(1c)")],
    ),
    _rule(
        "KC-08", "Người đứng đầu không trực tiếp tiếp công dân ít nhất một lần trong tháng",
        "The head received no citizen in person in a month",
        breach=fewer_than(1, each("reception.held", where=~this.refused), per=month),
        applies_to=person.role == "head",
        basis=[*seed("S3.2"), law("LUAT-TCD-2013", "18(2)")],
    ),
    _rule(
        "KC-09", "Nhiệm vụ quá thời hạn chưa hoàn thành (khi chưa có đánh giá về tiến độ)",
        "A task past its deadline, where its progress was not assessed",
        breach=TASK_LATE,
        basis=[*seed("S1.3", "S3.1", "S5.5"), *cadres("9", "7(1)"), law("ND-335-2025", "14(2c)")],
    ),
    _rule(
        "KC-10", "Hồ sơ trễ hẹn không có văn bản xin lỗi chậm nhất một ngày trước ngày hẹn trả",
        "A late file without an apology at the latest one day before the day promised",
        breach=NO_APOLOGY,
        basis=[*seed("S6.4b"), law("ND-61-2018"), law("ND-118-2025")],
    ),
    _rule(
        "KC-11", "Trả kết quả hồ sơ trễ hẹn", "The result of a file returned past the day promised",
        breach=each("case.received").not_followed_by(
            any_of(RETURNED, ASKED), by=this.due, same="case", moved_by=any_of(CAUSED, COMPLETED)
        ),
        basis=[*seed("S3.1", "S3.4", "S5.5", "S6.4b"), law("ND-61-2018"), law("ND-118-2025")],
    ),
    _rule(
        "KC-12", "Phát hành văn bản chậm (quá ngày làm việc tiếp theo kể từ ngày ký)",
        "A signed document issued later than the next working day",
        breach=each("document.signed").not_followed_by(PAPER_ISSUED, within=working_days(1), same="case"),
        basis=[*seed("S3.1"), law("ND-30-2020", "18(1)")],
    ),
    _rule(
        "KC-13", "Chuyển giao văn bản đến chậm (quá ngày làm việc tiếp theo)",
        "An incoming document forwarded later than the next working day",
        breach=each("document.received").not_followed_by(
            each("document.forwarded"), within=working_days(1), same="case"
        ),
        basis=[*seed("S3.1"), law("ND-30-2020", "4(2c), 23(1)")],
    ),
    _rule(
        "KC-14", "Không thông báo trong ngày việc đã nhận văn bản điện tử",
        "Receipt of an electronic document not confirmed on the same day",
        breach=each("document.received", where=this.electronic).not_followed_by(
            each("document.acknowledged"), within=days(0), same="case"
        ),
        basis=[*seed("S3.1"), law("ND-30-2020", "21(2c)")],
    ),
    _rule(
        "KC-15", "Văn bản điện tử phát hành trong tháng chưa được ký số 100%",
        "Not all electronic documents of a month digitally signed",
        breach=share(
            each("document.issued", where=this.electronic & SIGNED_FOR),
            among=each("document.issued", where=this.electronic), below=1, per=month,
        ),
        basis=[*seed("S6.6b"), law("ND-30-2020", "5(1)")],
    ),
    _rule(
        "KC-16", "Văn bản phát hành trong tháng chưa được gửi điện tử 100%",
        "Not all documents of a month issued in electronic form",
        breach=share(each("document.issued", where=this.electronic), among=PAPER_ISSUED, below=1, per=month),
        basis=seed("S6.6a"),
    ),
    _rule(
        "KC-17", "Chậm giao xây dựng dự thảo kết luận thanh tra (quá 05 ngày làm việc)",
        "Drafting of an inspection conclusion assigned later than 5 working days",
        breach=each("inspection.reported").not_followed_by(
            each("inspection.drafting_assigned"), within=working_days(5), same="case"
        ),
        in_force=(SINCE_INSPECTION_LAW, None),
        basis=[*seed("S3.1"), law("LUAT-TT-2025", "34")],
    ),
    _rule(
        "KC-18", "Chậm ban hành kết luận thanh tra (quá 15 ngày kể từ khi nhận dự thảo)",
        "An inspection conclusion signed later than 15 days from the draft",
        breach=each("inspection.draft_received").not_followed_by(
            each("inspection.concluded"), within=days(15), same="case"
        ),
        in_force=(SINCE_INSPECTION_LAW, None),
        basis=[*seed("S3.1"), law("LUAT-TT-2025", "36")],
    ),
    _rule(
        "KC-19", "Hẹn lại ngày trả kết quả quá một lần", "The day promised set anew more than once",
        breach=RESET.preceded_by(RESET, same="case"),
        basis=[*seed("S6.4b"), law("ND-61-2018"), law("ND-118-2025")],
    ),
    _rule(
        "KC-20", "Cung cấp thông tin theo yêu cầu quá thời hạn", "A request for information answered past its time",
        breach=any_of(
            _unanswered("office", this.complex, working_days(10)),
            _unanswered("network", ~this.complex, working_days(3)),
            _unanswered("post", ~this.complex, working_days(5)),
            _unanswered("network", this.complex, working_days(15)),
            _unanswered("post", this.complex, working_days(15)),
        ),
        basis=[*seed("S6.4b"), law("LUAT-TCTT-2016", "29, 30, 31")],
    ),
    _rule(
        "KC-21", "Trả kết quả hồ sơ trễ hẹn sau khi đã nhận đủ hồ sơ bổ sung",
        "The result returned past the day promised after the file was completed",
        breach=COMPLETED.preceded_by(ASKED, same="case").not_followed_by(
            any_of(RETURNED, ASKED), by=this.due, same="case", moved_by=CAUSED
        ),
        basis=[*seed("S3.4", "S6.4b"), law("ND-61-2018"), law("ND-118-2025")],
    ),
    _rule(
        "KC-22", "Chậm đăng tải văn bản, thông tin trên cổng thông tin điện tử",
        "A text not posted on the portal by its due day",
        breach=each("publication.due")
        .not_preceded_by(each("publication.posted"), same="case")
        .not_followed_by(each("publication.posted"), within=days(0, roll=False), same="case"),
        basis=[*seed("S6.6c"), law("LUAT-TCTT-2016", "18(4)"), proposal(*DUE_WORDS)],
    ),
    _rule(
        "KC-23", "Giải quyết thủ tục hành chính không phù hợp quy trình TCVN ISO 9001:2015",
        "A procedure not conforming to TCVN ISO 9001:2015 control",
        breach=each("procedure.checked", where=~this.conforming),
        basis=[*seed("S6.6d"), law("TCVN-ISO-9001")],
    ),
    _rule(
        "KC-24", "Chậm nộp báo cáo với cấp trên", "A report to superiors not handed in by its due day",
        breach=each("report.due")
        .not_preceded_by(each("report.submitted"), same="case")
        .not_followed_by(each("report.submitted"), within=days(0, roll=False), same="case"),
        basis=[*seed("S2.C1", "S3.1"), law("ND-335-2025", "PL I 1b(4)"), proposal(*DUE_WORDS)],
    ),
    _rule(
        "KC-25", "Báo cáo không đầy đủ", "An incomplete report to superiors",
        breach=each("report.submitted", where=~this.complete),
        basis=[*seed("S2.C1", "S3.1"), law("ND-335-2025", "PL I 1b(4)")],
    ),
    _rule(
        "KC-26", "Báo cáo không trung thực", "An untruthful report to superiors",
        breach=each("report.submitted", where=~this.truthful), overrides=("KC-25",),
        basis=[*seed("S2.C1", "S3.1"), law("ND-335-2025", "PL I 1b(4)")],
    ),
    _rule(
        "KC-27", "Không chấp hành sự chỉ đạo, phân công mà không báo cáo bằng văn bản",
        "An order refused without a prior written objection",
        breach=each("order.refused").not_preceded_by(each("order.objected", where=this.in_writing), same="case"),
        basis=[*seed("S2.C1"), *cadres("9", "7(5)"), law("QD-1847-2018")],
    ),
    _rule(
        "KC-28", "Phát ngôn, cung cấp thông tin khi chưa có kết luận chính thức",
        "A statement on a reserved matter before the official conclusion",
        breach=each("statement.made", where=RESERVED).not_preceded_by(
            by_anyone(each("conclusion.issued")), same="case"
        ),
        overrides=("KC-29",),
        basis=[*seed("S2.E4"), law("TT-01-2021-TTCP"), law("ND-09-2017"), law("ND-244-2026", "3")],
    ),
    _rule(
        "KC-29", "Phát ngôn, cung cấp thông tin khi không được giao, không được ủy quyền",
        "A statement on a reserved matter by someone neither in charge nor authorised",
        breach=each("statement.made", where=RESERVED)
        .not_during(each("authorisation.granted", where=this.case.is_null()))
        .not_during(each("authorisation.granted"), same="case"),
        applies_to=~person.spokesperson & (person.role != "head"),
        basis=[*seed("S2.E5"), law("TT-01-2021-TTCP"), law("ND-09-2017"), law("ND-244-2026", "3(5)-(7)")],
    ),
    _rule(
        "KC-30", "Phát ngôn, đăng tải thông tin sai sự thật", "A false statement",
        breach=each("statement.made", where=this.false), overrides=("KC-28", "KC-29"),
        basis=[*seed("S1.7"), *cadres("18", "14(1)"), *discipline("8", "8(3)"), law("QD-1847-2018")],
    ),
    _rule(
        "KC-31", "Thiếu tôn trọng cấp trên", "Disrespect toward a superior",
        breach=each(
            "conduct.reported",
            where=this.verified & (this.toward == "superior") & this.nature.is_in("insult", "arrogance", "rudeness"),
        ),
        basis=[*seed("S2.C1", "S3.2"), *cadres("16", "13(1)"), law("QD-1847-2018")],
    ),
    _rule(
        "KC-32", "Trả thù, trù dập người góp ý, phản ánh, khiếu nại, tố cáo", "Retaliation against someone who spoke up",
        breach=each("conduct.reported", where=this.verified & (this.nature == "retaliation")),
        basis=[*seed("S1.7", "S3.2"), law("LUAT-TC-2018", "8", certainty="recalled"), law("ND-172-2025", "4(4)")],
    ),
    _rule(
        "KC-33", "Vi phạm chủ trương, đường lối, quy định của Đảng, mức ít nghiêm trọng (đã có kết luận)",
        "A concluded minor political violation",
        breach=_concluded("political", MINOR), basis=[*seed("S1.2"), law("ND-335-2025", "PL I 1a(1)")],
    ),
    _rule(
        "KC-34", "Vi phạm chủ trương, đường lối, quy định của Đảng, mức nghiêm trọng trở lên (đã có kết luận)",
        "A concluded serious political violation",
        breach=_concluded("political", SERIOUS), basis=[*seed("S1.2"), law("ND-335-2025", "PL I 1a(1)")],
    ),
    _rule(
        "KC-35", "Lãnh đạo thực hiện không đúng nhiệm vụ, quyền hạn, mức ít nghiêm trọng (đã có kết luận)",
        "A leader's concluded minor breach of tasks and powers",
        breach=_concluded("powers", MINOR & this.duty_related), applies_to=person.leader,
        basis=[*seed("S2.L1"), *cadres("10", "8"), *discipline("8", "8(1)")],
    ),
    _rule(
        "KC-36", "Lãnh đạo thực hiện không đúng nhiệm vụ, quyền hạn, mức nghiêm trọng trở lên (đã có kết luận)",
        "A leader's concluded serious breach of tasks and powers",
        breach=_concluded("powers", SERIOUS & this.duty_related), applies_to=person.leader,
        basis=[*seed("S2.L1"), *cadres("10", "8"), *discipline("9", "9")],
    ),
    _rule(
        "KC-37", "Thực hiện không đúng nhiệm vụ, quyền hạn, mức ít nghiêm trọng (đã có kết luận)",
        "A member of staff's concluded minor breach of tasks and powers",
        breach=_concluded("powers", MINOR & this.duty_related), applies_to=~person.leader,
        basis=[*seed("S1.7"), *cadres("9", "7(1)"), *discipline("8", "8(1)")],
    ),
    _rule(
        "KC-38", "Thực hiện không đúng nhiệm vụ, quyền hạn, mức nghiêm trọng trở lên (đã có kết luận)",
        "A member of staff's concluded serious breach of tasks and powers",
        breach=_concluded("powers", SERIOUS & this.duty_related), applies_to=~person.leader,
        basis=[*seed("S1.7"), *cadres("9", "7(1)"), *discipline("9", "9")],
    ),
    _rule(
        "KC-39", "Vi phạm pháp luật liên quan công vụ, mức ít nghiêm trọng (đã có kết luận)",
        "A concluded minor violation of law connected with duty",
        breach=_concluded("law", MINOR & this.duty_related),
        basis=[*seed("S1.2", "S1.7"), *cadres("8", "6"), *discipline("8", "8"), law("LUAT-LD-2019")],
    ),
    _rule(
        "KC-40", "Vi phạm pháp luật liên quan công vụ, mức nghiêm trọng trở lên (đã có kết luận)",
        "A concluded serious violation of law connected with duty",
        breach=_concluded("law", SERIOUS & this.duty_related),
        basis=[*seed("S1.2", "S1.7"), *cadres("8", "6"), *discipline("9", "9")],
    ),
    _rule(
        "KC-41", "Vi phạm pháp luật, nội quy không liên quan công vụ (đã có kết luận)",
        "A concluded violation of law or rules not connected with duty",
        breach=each(
            "violation.concluded", where=this.field.is_in("law", "internal_rules", "powers") & ~this.duty_related
        ),
        basis=[*seed("S1.2"), law("LUAT-CBCC-2025", "38(4)")],
    ),
    _rule(
        "KC-43", "Có kết luận vi phạm những điều đảng viên không được làm",
        "A concluded breach of the things Party members must not do",
        breach=each("degradation.concluded", where=this.ground == "party_prohibition"),
        basis=[*seed("S1.2"), law("ND-335-2025", "20(4b)")],
    ),
    _rule(
        "KC-44", "Bị xử lý kỷ luật liên quan đến công vụ", "Disciplined in connection with duty",
        breach=DISCIPLINED,
        basis=[*seed("S1.7"), law("ND-335-2025", "20(4c)"), *discipline("7", "7")],
    ),
    _rule(
        "KC-45", "Bị xử lý kỷ luật không liên quan đến công vụ", "Disciplined for conduct not connected with duty",
        breach=each("discipline.decided", where=~this.duty_related),
        basis=[*seed("S1.7"), law("LUAT-CBCC-2025", "38(4)")],
    ),
    _rule(
        "KC-51", "Trả kết quả hồ sơ trước hạn ít nhất một ngày",
        "The result of a file returned at least one day early",
        merit=each("case.received").followed_by(RETURNED, by=before(this.due, days(1)), same="case"),
        basis=seed("S3.4", "S5.6", "S6.4b"),
    ),
)  # fmt: skip
