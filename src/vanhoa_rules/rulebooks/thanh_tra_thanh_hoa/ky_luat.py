"""2 · Kỷ luật — discipline of the person: hours, presence, meetings, dress, internal rules."""

from typing import Any

from vanhoa_rules.calendars import days, month, quarter
from vanhoa_rules.conditions import person, this
from vanhoa_rules.patterns import Pattern, any_of, each
from vanhoa_rules.rulebooks.thanh_tra_thanh_hoa.sources import cadres, discipline, law, proposal, seed
from vanhoa_rules.rules import Criterion, Rule


def _rule(code: str, vi: str, en: str, **rest: Any) -> Rule:
    return Rule(id=code, title={"vi": vi, "en": en}, criterion=Criterion.KY_LUAT, **rest)


def at_work(pattern: Pattern) -> Pattern:
    """Return the matches at an instant when the person was neither on approved leave nor on a mission (S5.4)."""
    return pattern.not_during(each("leave.approved")).not_during(each("mission.assigned"))


LATE = at_work(each("attendance.arrived", where=this.minutes_late > 0))
EARLY = at_work(each("attendance.left", where=this.minutes_early > 0))
AWAY = at_work(each("presence.checked", where=~this.present & ~this.private_activity))
PRIVATE = at_work(each("presence.checked", where=this.private_activity))
ABSENT = at_work(each("attendance.absent"))
MEETING_MISSED = at_work(
    each("meeting.due")
    .not_preceded_by(each("meeting.attended"), same="case")
    .not_followed_by(each("meeting.attended"), within=days(0, roll=False), same="case")
    .unless(each("meeting.excused"), same="case")
)
MEETING_LATE = at_work(
    each("meeting.attended", where=this.minutes_late > 0).unless(each("meeting.excused"), same="case")
)

HOURS = (
    *seed("S1.4", "S3.3", "S5.1", "S5.4", "S6.4a"),
    *cadres("9", "7(2)"),
    law("ND-335-2025", "PL I 1b(2)"),
    law("CT-05-2008"),
    law("CT-01-2021-UBND"),
)
INTERNAL_RULES = (this.field == "internal_rules") & this.duty_related
REGULATIONS = (law("QD-1906-2023-TTTH"), law("QD-469-2024-TTTH"))
INTERNAL = (*seed("S1.4", "S3.3", "S5.2"), *cadres("9", "7(2)"), *discipline("8", "8(1)"), *REGULATIONS)

RULES: tuple[Rule, ...] = (
    _rule(
        "KL-01",
        "Đi làm muộn không có lý do chính đáng",
        "Late arrival without a recognised reason",
        breach=LATE,
        basis=HOURS,
    ),
    _rule(
        "KL-02",
        "Về sớm không có lý do chính đáng",
        "Early leaving without a recognised reason",
        breach=EARLY,
        basis=HOURS,
    ),
    _rule(
        "KL-03",
        "Vắng mặt tại vị trí làm việc khi được kiểm tra",
        "Away from the post when checked",
        breach=AWAY,
        basis=[*seed("S1.4", "S5.2", "S5.4", "S6.4a"), *cadres("9", "7(2)"), law("CT-05-2008")],
    ),
    _rule(
        "KL-04",
        "Tự ý bỏ vị trí công tác, nghỉ làm không phép",
        "Absence from duty without permission",
        breach=ABSENT,
        basis=[*seed("S1.4", "S3.3", "S5.4", "S6.4a"), *cadres("18", "14(1)"), *discipline("8", "8(1)")],
    ),
    _rule(
        "KL-05",
        "Đi muộn, về sớm hoặc vắng mặt từ ba lần trở lên trong một tháng",
        "Late, early or absent three times or more in one month",
        breach=any_of(LATE, EARLY, AWAY, ABSENT).repeated(3, per=month),
        overrides=("KL-01", "KL-02", "KL-03", "KL-04"),
        basis=[*HOURS, proposal("Mốc ba lần trong tháng.", "The mark of three times in a month.")],
    ),
    _rule(
        "KL-06",
        "Trang phục không gọn gàng, lịch sự khi làm việc",
        "Dress not neat and polite on duty",
        breach=each("dress.checked", where=~this.neat),
        basis=[*seed("S4.1"), law("QD-1847-2018"), law("TT-01-2021-TTCP")],
    ),
    _rule(
        "KL-07",
        "Không đeo thẻ, phù hiệu, biển tên khi thi hành công vụ",
        "No card, badge or name plate on duty",
        breach=each("dress.checked", where=~this.badge_worn),
        applies_to=person.uniformed | person.citizen_facing | person.employment.is_in("can_bo", "cong_chuc"),
        basis=[
            *seed("S4.3"),
            *cadres("17", "13(2a)"),
            law("LUAT-TCD-2013", "8(1)"),
            law("TT-02-2015-TTCP"),
            law("TT-05-2025-TTCP"),
        ],
    ),
    _rule(
        "KL-08",
        "Không đi giày hoặc dép có quai hậu khi làm việc",
        "Neither shoes nor heel-strapped sandals on duty",
        breach=each("dress.checked", where=~this.footwear_ok),
        basis=[*seed("S4.2"), law("QD-1847-2018")],
    ),
    _rule(
        "KL-09",
        "Làm việc riêng trong giờ làm việc",
        "Private activity in working hours",
        breach=PRIVATE,
        basis=[
            *seed("S1.4", "S5.2", "S6.4a"),
            *cadres("9", "7(2)"),
            law("CT-05-2008"),
            law("TT-01-2021-TTCP"),
        ],
    ),
    _rule(
        "KL-10",
        "Mặc không đúng trang phục ngành theo quy định",
        "Sector uniform not worn as prescribed",
        breach=each("dress.checked", where=~this.uniform_ok),
        applies_to=person.uniformed,
        overrides=("KL-11",),
        basis=[*seed("S4.3"), law("TT-02-2015-TTCP"), law("TT-05-2025-TTCP"), law("TT-03-2016-TTCP")],
    ),
    _rule(
        "KL-11",
        "Cầu vai, cấp hàm, biển hiệu không đúng quy định",
        "Epaulettes, rank or insignia not as prescribed",
        breach=each("dress.checked", where=~this.insignia_ok),
        applies_to=person.uniformed,
        basis=[*seed("S4.3"), law("TT-02-2015-TTCP"), law("TT-05-2025-TTCP")],
    ),
    _rule(
        "KL-12",
        "Bị phản ánh về trang phục khi làm việc (đã xác minh đúng)",
        "A verified complaint about dress on duty",
        breach=each("complaint.filed", where=(this.about == "dress") & this.verified),
        basis=[*seed("S4.1"), law("QD-1847-2018")],
    ),
    _rule(
        "KL-14",
        "Vắng họp không phép",
        "Absence from a meeting without being excused",
        breach=MEETING_MISSED,
        basis=[*seed("S1.4", "S5.2", "S5.4"), *cadres("9", "7(2)"), *REGULATIONS],
    ),
    _rule(
        "KL-15",
        "Dự họp muộn không có lý do chính đáng",
        "Late at a meeting without a recognised reason",
        breach=MEETING_LATE,
        basis=[*seed("S1.4", "S5.2"), *cadres("9", "7(2)"), *REGULATIONS],
    ),
    _rule(
        "KL-16",
        "Vi phạm nội quy, quy chế làm việc, mức ít nghiêm trọng (đã có kết luận)",
        "A concluded minor violation of internal rules",
        breach=each("violation.concluded", where=INTERNAL_RULES & (this.seriousness == "minor")),
        basis=INTERNAL,
    ),
    _rule(
        "KL-17",
        "Vi phạm nội quy, quy chế làm việc, mức nghiêm trọng trở lên (đã có kết luận)",
        "A concluded serious violation of internal rules",
        breach=each("violation.concluded", where=INTERNAL_RULES & (this.seriousness != "minor")),
        basis=INTERNAL,
    ),
    _rule(
        "KL-27",
        "Bị tạm đình chỉ công tác",
        "Temporary suspension from work was decided",
        breach=each("suspension.decided"),
        basis=[*seed("S1.4"), law("ND-170-2025")],
    ),
    _rule(
        "KL-31",
        "Có mặt, làm việc nghiêm túc ở từ bốn lần kiểm tra trở lên trong quý",
        "Found present and at work at four checks or more in a quarter",
        merit=each("presence.checked", where=this.present & ~this.private_activity).repeated(4, per=quarter),
        basis=[
            *seed("S5.6", "S6.4a"),
            proposal("Mốc bốn lần trong quý.", "The mark of four times in a quarter."),
        ],
    ),
    _rule(
        "KL-32",
        "Trang phục chuẩn mực ở từ bốn lần kiểm tra trở lên trong quý",
        "Dress in order at four checks or more in a quarter",
        merit=each(
            "dress.checked",
            where=this.neat
            & this.footwear_ok
            & this.badge_worn
            & (this.uniform_ok.is_null() | this.uniform_ok)
            & (this.insignia_ok.is_null() | this.insignia_ok),
        ).repeated(4, per=quarter),
        basis=[
            *seed("S4.1", "S5.6"),
            proposal("Mốc bốn lần trong quý.", "The mark of four times in a quarter."),
        ],
    ),
)
