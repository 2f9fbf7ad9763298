"""2 · Tận tụy — dedication: satisfaction of those served, support of colleagues and partners."""

from typing import Any

from vanhoa_rules.calendars import quarter, working_days
from vanhoa_rules.conditions import this
from vanhoa_rules.patterns import NotFollowedBy, each, mean, share
from vanhoa_rules.rulebooks.thanh_tra_thanh_hoa.ky_luat import at_work
from vanhoa_rules.rulebooks.thanh_tra_thanh_hoa.sources import cadres, law, proposal, seed
from vanhoa_rules.rules import Criterion, Rule


def _rule(code: str, vi: str, en: str, **rest: Any) -> Rule:
    return Rule(id=code, title={"vi": vi, "en": en}, criterion=Criterion.TAN_TUY, **rest)


def _unanswered(by: str) -> NotFollowedBy:
    return each("support.requested", where=this.by == by).not_followed_by(
        each("support.given", where=this.for_ == by), within=working_days(5), same="case"
    )


RATED = each("feedback.rated")

RULES: tuple[Rule, ...] = (
    _rule(
        "TY-01",
        "Điểm hài lòng bình quân trong quý dưới mức trung bình (dưới 3/5)",
        "Mean rating in a quarter below 3 of 5",
        breach=mean(RATED, this.rating, below=3, at_least=5, per=quarter),
        basis=[
            *seed("S1.1"),
            law("ND-335-2025", "PL I 2d"),
            proposal("Mức 3/5 và tối thiểu 5 lượt.", "The level 3 of 5 and at least 5 ratings."),
        ],
    ),
    _rule(
        "TY-02",
        "Tỷ lệ hài lòng của tổ chức, người dân trong quý dưới 80%",
        "Share of satisfied ratings in a quarter below 80%",
        breach=share(
            each("feedback.rated", where=this.rating >= 4), among=RATED, below="0.8", at_least=5, per=quarter
        ),
        basis=[
            *seed("S6.6e"),
            law("ND-335-2025", "PL I 2d"),
            proposal("Mức 80% và tối thiểu 5 lượt.", "The level of 80% and at least 5 ratings."),
        ],
    ),
    _rule(
        "TY-03",
        "Bị phản ánh về nội dung khác khi phục vụ nhân dân (đã xác minh đúng)",
        "Another verified complaint about the service",
        breach=each("complaint.filed", where=(this.about == "other") & this.verified),
        basis=[*seed("S1.1"), *cadres("8", "6")],
    ),
    _rule(
        "TY-04",
        "Không hỗ trợ, phối hợp khi đồng nghiệp đề nghị (quá 05 ngày làm việc)",
        "A colleague's request for support not answered within 5 working days",
        breach=at_work(_unanswered("colleague")),
        basis=[
            *seed("S2.C4"),
            *cadres("9", "7(3)"),
            law("QD-1847-2018"),
            proposal("Mốc 05 ngày làm việc.", "The mark of 5 working days."),
        ],
    ),
    _rule(
        "TY-05",
        "Không phối hợp khi cơ quan, tổ chức, cá nhân liên quan đề nghị (quá 05 ngày làm việc)",
        "A partner's request for support not answered within 5 working days",
        breach=at_work(_unanswered("partner")),
        basis=[
            *seed("S2.E2"),
            *cadres("9", "7(3)"),
            proposal("Mốc 05 ngày làm việc.", "The mark of 5 working days."),
        ],
    ),
    _rule(
        "TY-31",
        "Trên 90% lượt đánh giá trong quý hài lòng",
        "More than 90% of the ratings in a quarter satisfied",
        merit=share(
            each("feedback.rated", where=this.rating < 4), among=RATED, below="0.1", at_least=5, per=quarter
        ),
        basis=[
            *seed("S1.1", "S5.6", "S6.6e"),
            law("ND-335-2025", "PL I 2d"),
            proposal("Mức 90% và tối thiểu 5 lượt.", "The level of 90% and at least 5 ratings."),
        ],
    ),
    _rule(
        "TY-32",
        "Lắng nghe, nhẹ nhàng, giúp đỡ người dân ở từ ba lần quan sát trở lên trong quý",
        "Listened, gentle and helpful in three observed contacts or more in a quarter",
        merit=each("contact.observed", where=this.listened & this.gentle & this.helped).repeated(
            3, per=quarter
        ),
        basis=[
            *seed("S1.1", "S5.6"),
            law("QD-1847-2018"),
            proposal("Mốc ba lần trong quý.", "The mark of three times in a quarter."),
        ],
    ),
    _rule(
        "TY-33",
        "Chủ động phối hợp, hỗ trợ đồng nghiệp",
        "Support given to a colleague",
        merit=each("support.given", where=this.for_ == "colleague"),
        basis=[*seed("S2.C4", "S5.6"), *cadres("9", "7(3)")],
    ),
    _rule(
        "TY-34",
        "Phối hợp, giúp đỡ cơ quan, cá nhân liên quan hoàn thành nhiệm vụ",
        "Support given to a partner",
        merit=each("support.given", where=this.for_ == "partner"),
        basis=[*seed("S2.E2", "S5.6"), *cadres("9", "7(3)")],
    ),
    _rule(
        "TY-35",
        "Hoàn thành đúng hạn nhiệm vụ đột xuất",
        "A sudden task completed in time",
        merit=each("task.assigned", where=~this.planned).followed_by(
            each("task.completed", where=this.quantity >= 1),
            by=this.due,
            same="case",
            moved_by=each("task.extended", where=this.objective_cause),
        ),
        basis=[*seed("S5.5", "S5.6"), law("ND-335-2025", "18(1d)")],
    ),
)
