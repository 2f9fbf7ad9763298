"""2 · Liêm chính — integrity: gifts, interests, assets, public property, demands, ethics, fairness of leaders."""

from typing import Any

from vanhoa_rules.calendars import days, end_of, working_days, year, years
from vanhoa_rules.conditions import Expr, person, this
from vanhoa_rules.patterns import Each, NotFollowedBy, any_of, each, fewer_than
from vanhoa_rules.rulebooks.thanh_tra_thanh_hoa.sources import cadres, discipline, law, proposal, seed
from vanhoa_rules.rules import Criterion, Rule


def _rule(code: str, vi: str, en: str, **rest: Any) -> Rule:
    return Rule(id=code, title={"vi": vi, "en": en}, criterion=Criterion.LIEM_CHINH, **rest)


def _concluded(field: str, more: Expr) -> Each:
    return each("violation.concluded", where=(this.field == field) & more)


def _reported(*natures: str) -> Each:
    return each("conduct.reported", where=this.verified & this.nature.is_in(*natures))


def _not_rotated(where: Expr, limit: int) -> NotFollowedBy:
    return each("post.taken", where=this.listed & where).not_followed_by(
        each("post.taken"), within=years(limit)
    )


MINOR, SERIOUS = this.seriousness == "minor", this.seriousness != "minor"
CONNECTED = each("gift.received", where=this.giver_connected)
REFUSED, REPORTED, HANDED_IN = each("gift.refused"), each("gift.reported"), each("gift.handed_in")
GIFT_KEPT = (
    each("gift.received", where=this.giver_connected & this.refusable)
    .not_followed_by(any_of(REFUSED, HANDED_IN), within=working_days(5), same="case")
    .unless(any_of(REFUSED, HANDED_IN), same="case")
)
CHANGE_LIMIT = 300_000_000  # dong a year, Law 36/2018 art. 36(2)
NOT_ROTATED = any_of(
    _not_rotated(this.rotation_years == 2, 2),
    _not_rotated(this.rotation_years == 3, 3),
    _not_rotated(this.rotation_years == 4, 4),
    _not_rotated(this.rotation_years.is_null() | ~this.rotation_years.is_in(2, 3, 4), 5),
)
GIFT_LAW = law("LUAT-PCTN-2018", "22")

RULES: tuple[Rule, ...] = (
    _rule(
        "LC-01",
        "Nhận quà tặng của người có liên quan đến công việc do mình giải quyết",
        "A gift kept from a giver connected with one's work",
        breach=GIFT_KEPT,
        overrides=("LC-02", "LC-04"),
        basis=[*seed("S1.5", "S1.7"), GIFT_LAW, law("ND-59-2019", "24-28"), law("TT-01-2021-TTCP")],
    ),
    _rule(
        "LC-02",
        "Không báo cáo quà tặng trong 05 ngày làm việc",
        "A gift not reported within 5 working days",
        breach=CONNECTED.not_followed_by(REPORTED, within=working_days(5), same="case").unless(
            REFUSED, same="case"
        ),
        basis=[*seed("S1.7"), GIFT_LAW, law("ND-59-2019", "26(2), 27")],
    ),
    _rule(
        "LC-03",
        "Không báo cáo xung đột lợi ích trong 05 ngày làm việc",
        "A conflict of interest not declared within 5 working days",
        breach=each("interest.arose").not_followed_by(
            each("interest.declared"), within=working_days(5), same="case"
        ),
        basis=[*seed("S1.7"), law("ND-59-2019", "29, 30")],
    ),
    _rule(
        "LC-04",
        "Không nộp lại quà tặng trong 05 ngày làm việc",
        "A gift not handed in within 5 working days",
        breach=CONNECTED.not_followed_by(HANDED_IN, within=working_days(5), same="case").unless(
            REFUSED, same="case"
        ),
        overrides=("LC-02",),
        basis=[*seed("S1.7"), GIFT_LAW, law("ND-59-2019", "26(2), 27")],
    ),
    _rule(
        "LC-05",
        "Quá thời hạn định kỳ chuyển đổi vị trí công tác",
        "A listed post held past its term of rotation",
        breach=NOT_ROTATED,
        basis=[
            *seed("S1.7"),
            law("LUAT-PCTN-2018", "25"),
            law("TT-03-2021-TTCP"),
            proposal(
                "Không ghi thời hạn riêng thì tính 05 năm. Việc chuyển đổi là trách nhiệm của cơ quan.",
                "Where no term is recorded, 5 years. To rotate is the agency's duty.",
            ),
        ],
    ),
    _rule(
        "LC-06",
        "Chậm kê khai tài sản, thu nhập lần đầu (quá 10 ngày)",
        "First declaration of assets later than 10 days after the post was taken",
        breach=each("post.taken", where=this.listed)
        .not_preceded_by(each("asset.declared"))
        .not_followed_by(each("asset.declared", where=this.occasion == "first"), within=days(10)),
        basis=[*seed("S1.7"), law("LUAT-PCTN-2018", "36(1b)"), law("ND-335-2025", "PL I 1b(3)")],
    ),
    _rule(
        "LC-07",
        "Không kê khai bổ sung biến động tài sản từ 300 triệu đồng trong năm",
        "A change of assets of 300 million dong or more not declared in the year",
        breach=each("asset.changed", where=this.value >= CHANGE_LIMIT).not_followed_by(
            each("asset.declared", where=this.occasion.is_in("change", "yearly")), within=end_of(year)
        ),
        basis=[*seed("S1.7"), law("LUAT-PCTN-2018", "36(2)"), law("ND-335-2025", "PL I 1b(3)")],
    ),
    _rule(
        "LC-08",
        "Không kê khai tài sản, thu nhập hằng năm",
        "No yearly declaration of assets by someone in a listed post",
        breach=fewer_than(1, each("asset.declared", where=this.occasion.is_in("yearly", "first")), per=year),
        applies_to=person.listed,
        basis=[
            *seed("S1.7"),
            law("LUAT-PCTN-2018", "36(3)"),
            law("ND-130-2020"),
            law("ND-335-2025", "PL I 1b(3)"),
        ],
    ),
    _rule(
        "LC-09",
        "Đòi hỏi, vòi vĩnh lợi ích khi thực hiện nhiệm vụ",
        "A benefit demanded in the course of duty",
        breach=each("benefit.demanded", where=this.verified),
        basis=[*seed("S3.5"), *cadres("18", "14(2)"), law("LUAT-PCTN-2018", "20"), *discipline("8", "8(2)")],
    ),
    _rule(
        "LC-10",
        "Bị phản ánh đòi hỏi, vòi vĩnh (đã xác minh đúng)",
        "A verified complaint about a demand",
        breach=each("complaint.filed", where=(this.about == "demand") & this.verified),
        basis=[*seed("S3.5"), *cadres("18", "14(2)"), law("LUAT-PCTN-2018", "20")],
    ),
    _rule(
        "LC-11",
        "Lợi dụng chức vụ, quyền hạn để nhũng nhiễu, gây phiền hà",
        "Harassment by abuse of one's position",
        breach=_reported("harassment"),
        basis=[
            *seed("S3.5"),
            *cadres("18", "14(2)"),
            law("LUAT-PCTN-2018", "20"),
            law("ND-154-2026", "41(1a)"),
        ],
    ),
    _rule(
        "LC-12",
        "Tiết lộ thông tin về người tố cáo",
        "The identity of a denouncer disclosed",
        breach=each("identity.disclosed"),
        basis=[*seed("S1.7", "S3.2"), law("LUAT-TC-2018"), law("TT-01-2021-TTCP")],
    ),
    _rule(
        "LC-13",
        "Sử dụng tài sản, phương tiện công vào việc riêng",
        "Public property, equipment or vehicles used for private work",
        breach=each("property.used", where=this.private),
        basis=[*seed("S1.6b"), *cadres("18", "14(3)"), law("QD-1847-2018")],
    ),
    _rule(
        "LC-14",
        "Lợi dụng danh nghĩa cơ quan để giải quyết việc riêng",
        "The body's name used for private affairs",
        breach=each("agency_name.misused", where=this.verified),
        basis=[*seed("S1.6a"), *cadres("18", "14(4)"), law("QD-1847-2018")],
    ),
    _rule(
        "LC-15",
        "Có kết luận suy thoái về tư tưởng chính trị, đạo đức, lối sống",
        "A concluded degradation of political thought, ethics or way of life",
        breach=each("degradation.concluded", where=this.ground == "degradation"),
        basis=[*seed("S1.5"), law("ND-335-2025", "20(4b)")],
    ),
    _rule(
        "LC-16",
        "Có kết luận về hành vi tham nhũng",
        "A concluded act of corruption",
        breach=each("violation.concluded", where=this.field == "corruption"),
        basis=[*seed("S1.5"), *cadres("18", "14(2)"), law("LUAT-PCTN-2018"), *discipline("8", "8(2)")],
    ),
    _rule(
        "LC-17",
        "Có kết luận về hành vi gây lãng phí, mức ít nghiêm trọng",
        "A concluded minor act of waste",
        breach=_concluded("waste", MINOR),
        basis=[*seed("S1.5"), *cadres("18", "14(2)"), law("LUAT-TKCLP-2025"), *discipline("8", "8(2)")],
    ),
    _rule(
        "LC-18",
        "Có kết luận về hành vi gây lãng phí, mức nghiêm trọng trở lên",
        "A concluded serious act of waste",
        breach=_concluded("waste", SERIOUS),
        basis=[*seed("S1.5"), *cadres("18", "14(2)"), law("LUAT-TKCLP-2025"), *discipline("9", "9")],
    ),
    _rule(
        "LC-19",
        "Vi phạm đạo đức công vụ, mức ít nghiêm trọng (đã có kết luận)",
        "A concluded minor breach of ethics connected with duty",
        breach=_concluded("ethics", MINOR & this.duty_related),
        basis=[*seed("S1.5"), *cadres("15", "12"), *discipline("8", "8(1)"), law("QD-1847-2018")],
    ),
    _rule(
        "LC-20",
        "Vi phạm đạo đức công vụ, mức nghiêm trọng trở lên (đã có kết luận)",
        "A concluded serious breach of ethics connected with duty",
        breach=_concluded("ethics", SERIOUS & this.duty_related),
        basis=[*seed("S1.5"), *cadres("15", "12"), *discipline("9", "9"), law("QD-1847-2018")],
    ),
    _rule(
        "LC-21",
        "Vi phạm đạo đức, lối sống không liên quan công vụ (đã có kết luận)",
        "A concluded breach of ethics or way of life not connected with duty",
        breach=_concluded("ethics", ~this.duty_related),
        basis=[*seed("S1.5"), law("QD-1847-2018"), law("LUAT-CBCC-2025", "38(4)")],
    ),
    _rule(
        "LC-22",
        "Lãnh đạo thiên vị trong quản lý, sử dụng, đánh giá công chức",
        "A leader is partial in managing, using or assessing staff",
        breach=_reported("favouritism"),
        applies_to=person.leader,
        basis=[*seed("S2.L6"), *cadres("16", "13(1)"), law("QD-1847-2018")],
    ),
    _rule(
        "LC-23",
        "Thiên vị, vụ lợi trong khi thực hiện nhiệm vụ",
        "Favouritism by a member of staff",
        breach=_reported("favouritism"),
        applies_to=~person.leader,
        basis=[*seed("S1.5"), *cadres("18", "14(2)")],
    ),
    _rule(
        "LC-24",
        "Cục bộ, bè phái, gây mất đoàn kết",
        "Localism or factions among staff",
        breach=_reported("faction"),
        applies_to=~person.leader,
        basis=[*seed("S1.5"), *cadres("18", "14(1)"), law("QD-1847-2018")],
    ),
    _rule(
        "LC-25",
        "Đánh giá cấp dưới không khách quan, bị hủy bỏ",
        "An assessment given by a leader was set aside as not objective",
        breach=each("assessment.overturned"),
        applies_to=person.leader,
        basis=[*seed("S2.L6"), law("ND-335-2025", "21(3)")],
    ),
    _rule(
        "LC-31",
        "Từ chối nhận quà tặng không đúng quy định",
        "An improper gift refused",
        merit=REFUSED,
        basis=[*seed("S1.5", "S5.6"), GIFT_LAW],
    ),
    _rule(
        "LC-32",
        "Nộp lại quà tặng đúng hạn",
        "A gift handed in within 5 working days",
        merit=CONNECTED.followed_by(HANDED_IN, within=working_days(5), same="case"),
        basis=[*seed("S1.5", "S5.6"), GIFT_LAW, law("ND-59-2019", "26(2)")],
    ),
)
