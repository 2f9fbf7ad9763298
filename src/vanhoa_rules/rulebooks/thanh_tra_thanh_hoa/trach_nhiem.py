"""2 · Trách nhiệm — responsibility: the work assigned, citizens' business, leaders' example."""

from datetime import date
from typing import Any

from vanhoa_rules.calendars import Duration, days, quarter, working_days, year
from vanhoa_rules.conditions import Expr, person, this
from vanhoa_rules.patterns import NotFollowedBy, Pattern, any_of, each, fewer_than, of_subordinates
from vanhoa_rules.rulebooks.thanh_tra_thanh_hoa.acts import DISCIPLINED
from vanhoa_rules.rulebooks.thanh_tra_thanh_hoa.ky_luat import ABSENT, AWAY, EARLY, LATE, PRIVATE
from vanhoa_rules.rulebooks.thanh_tra_thanh_hoa.sources import cadres, law, proposal, seed
from vanhoa_rules.rules import Criterion, Rule


def _rule(code: str, vi: str, en: str, **rest: Any) -> Rule:
    return Rule(id=code, title={"vi": vi, "en": en}, criterion=Criterion.TRACH_NHIEM, **rest)


def _not_met(aspect: str) -> Pattern:
    """Return assessments "not met" whose cause was neither found nor later confirmed to be objective."""
    failed = each("task.assessed", where=(this.aspect == aspect) & ~this.met & ~this.objective_cause)
    return failed.unless(each("cause.confirmed", where=this.aspect == aspect), same="case")


def _complaint_accepted_after(limit: Duration) -> NotFollowedBy:
    return each("complaint_case.received").not_followed_by(
        each("complaint_case.accepted"), within=limit, same="case"
    )


def _undecided(limit: Duration, where: Expr) -> NotFollowedBy:
    return each("complaint_case.accepted", where=where).not_followed_by(
        each("complaint_case.decided"), within=limit, same="case"
    )


FIRST, COMPLEX, REMOTE = this.instance == 1, this.complex, this.remote
COMPLAINT_UNDECIDED = any_of(
    _undecided(days(30), FIRST & ~COMPLEX & ~REMOTE),
    _undecided(
        days(45), (FIRST & COMPLEX & ~REMOTE) | (FIRST & ~COMPLEX & REMOTE) | (~FIRST & ~COMPLEX & ~REMOTE)
    ),
    _undecided(
        days(60), (FIRST & COMPLEX & REMOTE) | (~FIRST & COMPLEX & ~REMOTE) | (~FIRST & ~COMPLEX & REMOTE)
    ),
    _undecided(days(70), ~FIRST & COMPLEX & REMOTE),
)
WRITTEN_EXTENSION = each("denunciation_case.extended")
ARROGANT = each(
    "conduct.reported",
    where=this.verified & (this.toward == "citizen") & this.nature.is_in("insult", "arrogance", "harassment"),
)

RULES: tuple[Rule, ...] = (
    _rule(
        "TN-01",
        "Kết quả nhiệm vụ không bảo đảm chất lượng do nguyên nhân chủ quan",
        "A task's quality not met, without objective cause",
        breach=_not_met("quality"),
        basis=[*seed("S1.3", "S3.1", "S5.5"), *cadres("9", "7(1)"), law("ND-335-2025", "14(2b)")],
    ),
    _rule(
        "TN-02",
        "Nhiệm vụ bị đánh giá không bảo đảm tiến độ do nguyên nhân chủ quan",
        "A task's progress assessed as not met, without objective cause",
        breach=_not_met("progress"),
        basis=[*seed("S1.3", "S3.1", "S5.5"), *cadres("9", "7(1)"), law("ND-335-2025", "14(2c)")],
    ),
    _rule(
        "TN-03",
        "Từ chối nhiệm vụ được giao mà không nêu lý do",
        "An assigned task refused without a reason",
        breach=each("task.refused", where=this.reason.is_null()),
        basis=[*seed("S1.3"), *cadres("18", "14(1)"), law("QD-1847-2018"), law("ND-335-2025", "PL I 1b(1)")],
    ),
    _rule(
        "TN-04",
        "Thi hành mệnh lệnh đã có ý kiến phản đối mà không báo cáo bằng văn bản",
        "An order objected to was executed without a written report",
        breach=each("order.executed")
        .preceded_by(each("order.objected", where=~this.in_writing), same="case")
        .not_preceded_by(each("order.objected", where=this.in_writing), same="case"),
        basis=[*seed("S1.3"), *cadres("9", "7(5)"), law("ND-172-2025", "4(2)")],
    ),
    _rule(
        "TN-05",
        "Không tham gia khóa bồi dưỡng, học tập nào (kể cả về văn hóa công vụ) trong năm",
        "No training on public-service culture, nor any other, in a year",
        breach=fewer_than(1, each("training.attended"), per=year),
        basis=[
            *seed("S5.3", "S6.1", "S6.3"),
            proposal(
                "Mốc một lần mỗi năm; không phân biệt chuyên đề. Tổ chức bồi dưỡng là trách nhiệm của cơ quan.",
                "The mark of once a year, whatever the topic. To organise the training is the agency's duty.",
            ),
        ],
    ),
    _rule(
        "TN-06",
        "Lãnh đạo để cấp dưới trực tiếp bị kỷ luật liên quan đến công vụ",
        "A direct subordinate of the leader was disciplined in connection with duty",
        breach=of_subordinates(DISCIPLINED),
        applies_to=person.leader,
        basis=[*seed("S2.L3", "S6.5"), *cadres("10", "8")],
    ),
    _rule(
        "TN-07",
        "Lãnh đạo để cấp dưới trực tiếp hách dịch, sách nhiễu, xúc phạm công dân",
        "A direct subordinate of the leader was arrogant, harassing or insulting toward a citizen",
        breach=of_subordinates(ARROGANT),
        applies_to=person.leader,
        basis=[*seed("S2.L3", "S6.5"), *cadres("10", "8")],
    ),
    _rule(
        "TN-08",
        "Đơn vị trực tiếp phụ trách xảy ra tham nhũng, lãng phí đã bị xử lý",
        "Corruption or waste handled by law in the unit led",
        breach=each("unit_case.concluded", where=this.handled),
        applies_to=person.leader,
        basis=[*seed("S2.L3", "S6.5"), law("ND-335-2025", "20(4d)")],
    ),
    _rule(
        "TN-09",
        "Lãnh đạo chưa nêu gương: từ ba lần trở lên trong quý vi phạm giờ giấc, trang phục",
        "A leader sets no example: three breaches of hours or dress or more in a quarter",
        breach=any_of(LATE, EARLY, AWAY, ABSENT, PRIVATE, each("dress.checked", where=~this.neat)).repeated(
            3, per=quarter
        ),
        applies_to=person.leader,
        basis=[
            *seed("S2.L3", "S6.5"),
            *cadres("10", "8"),
            law("QD-1847-2018"),
            proposal("Mốc ba lần trong quý.", "The mark of three times in a quarter."),
        ],
    ),
    _rule(
        "TN-10",
        "Có kết luận vi phạm trách nhiệm nêu gương",
        "A concluded breach of the duty to set an example",
        breach=each("degradation.concluded", where=this.ground == "exemplary"),
        basis=[*seed("S2.L3", "S6.5"), law("ND-335-2025", "20(4b)")],
    ),
    _rule(
        "TN-11a",
        "Chậm thụ lý khiếu nại (quá 10 ngày; nhận đến hết 30/6/2026)",
        "A complaint accepted later than 10 days (received to 30 June 2026)",
        breach=_complaint_accepted_after(days(10)),
        in_force=(None, date(2026, 6, 30)),
        basis=[*seed("S3.4"), law("LUAT-KN-2011", "27, 36")],
    ),
    _rule(
        "TN-11b",
        "Chậm thụ lý khiếu nại (quá 07 ngày làm việc; nhận từ 01/7/2026)",
        "A complaint accepted later than 7 working days (received from 1 July 2026)",
        breach=_complaint_accepted_after(working_days(7)),
        in_force=(date(2026, 7, 1), None),
        basis=[*seed("S3.4"), law("LUAT-KN-2011", "27, 36"), law("ND-155-2026", "10")],
    ),
    _rule(
        "TN-12",
        "Giải quyết khiếu nại quá thời hạn",
        "A complaint decided past the time limit",
        breach=COMPLAINT_UNDECIDED,
        basis=[*seed("S3.4"), law("LUAT-KN-2011", "28, 37")],
    ),
    _rule(
        "TN-13",
        "Chậm gửi quyết định giải quyết khiếu nại (quá 03 ngày làm việc)",
        "The decision on a complaint sent later than 3 working days",
        breach=each("complaint_case.decided").not_followed_by(
            each("complaint_case.sent"), within=working_days(3), same="case"
        ),
        basis=[*seed("S3.4"), law("LUAT-KN-2011", "32")],
    ),
    _rule(
        "TN-14",
        "Chậm xử lý ban đầu thông tin tố cáo (quá 07 ngày làm việc hoặc thời hạn đã gia hạn)",
        "First handling of a denunciation later than 7 working days or the extended time",
        breach=each("denunciation_case.received").not_followed_by(
            any_of(each("denunciation_case.handled"), each("denunciation_case.accepted")),
            within=working_days(7),
            same="case",
            moved_by=WRITTEN_EXTENSION,
        ),
        basis=[
            *seed("S3.4"),
            law("LUAT-TC-2018", "24"),
            proposal(
                "Độ dài của gia hạn (luật: không quá 10 ngày làm việc) không được kiểm tra.",
                "The length of an extension (the law: at most 10 working days) is not checked.",
            ),
        ],
    ),
    _rule(
        "TN-15",
        "Giải quyết tố cáo quá 30 ngày hoặc quá thời hạn đã gia hạn bằng văn bản",
        "A denunciation concluded later than 30 days or the time extended in writing",
        breach=each("denunciation_case.accepted").not_followed_by(
            each("denunciation_case.concluded"), within=days(30), same="case", moved_by=WRITTEN_EXTENSION
        ),
        basis=[
            *seed("S3.4"),
            law("LUAT-TC-2018", "30"),
            proposal(
                "Độ dài và số lần gia hạn (luật: thêm 30 ngày, đặc biệt phức tạp thêm 2 lần 30 ngày) không được kiểm tra.",
                "The length and number of extensions (the law: 30 days more, twice 30 if specially complex) are not checked.",
            ),
        ],
    ),
    _rule(
        "TN-16",
        "Chậm công khai kết luận nội dung tố cáo (quá 07 ngày làm việc)",
        "The conclusion on a denunciation published later than 7 working days",
        breach=each("denunciation_case.concluded").not_followed_by(
            each("denunciation_case.published"), within=working_days(7), same="case"
        ),
        basis=[*seed("S3.4"), law("LUAT-TC-2018", "40")],
    ),
    _rule(
        "TN-31",
        "Được khen thưởng cấp cơ quan, đơn vị",
        "Commended at the level of the agency",
        merit=each("award.granted", where=this.level == "agency"),
        basis=seed("S2.L3", "S5.6"),
    ),
    _rule(
        "TN-32",
        "Được khen thưởng cấp tỉnh",
        "Commended at the level of the province",
        merit=each("award.granted", where=this.level == "province"),
        basis=seed("S2.L3", "S5.6"),
    ),
    _rule(
        "TN-33",
        "Được khen thưởng cấp Nhà nước",
        "Commended at the level of the State",
        merit=each("award.granted", where=this.level == "state"),
        basis=seed("S2.L3", "S5.6"),
    ),
    _rule(
        "TN-34",
        "Có ý kiến đóng góp mang tính xây dựng",
        "A constructive suggestion",
        merit=each("suggestion.made", where=this.constructive),
        basis=seed("S2.C2", "S5.6"),
    ),
    _rule(
        "TN-35",
        "Nhiệm vụ được đánh giá vượt yêu cầu",
        "A task assessed as exceeding what was asked",
        merit=each("task.assessed", where=this.met & this.exceeded),
        basis=[*seed("S1.3", "S5.6"), law("ND-335-2025", "14")],
    ),
)
