"""5 · Sáu tiêu chí × 100: a sheet over the rulebook ``thanh-tra-thanh-hoa``. Every amount is a proposal of this library.

No national text sets deductions for conduct. The amounts here come in a few tiers, so that they can be read, disputed
and replaced tier by tier:

=========  =============================  ======================================================================
tier       amount (at most)               for
=========  =============================  ======================================================================
MINOR      2 (20)                         a small lapse that is put right by attention: lateness, dress, a courtesy
PLAIN      5 (30)                         a breach that someone feels: a late file, a verified complaint
REPEATED   10 (40)                        a small lapse three times in a month, a quarter of low ratings
SERIOUS    15 (60)                        a breach of a prohibition, or a minor violation concluded by an authority
GRAVE      40 (80)                        a serious violation concluded by an authority, or its equal
GOOD       1 (5)                          an act of help or initiative
FINE       2 (10)                         a duty done better than asked, as assessed by someone else
EXCELLENT  5 (15), 10 (20), 15 (30)       a quarter of satisfied citizens; commendation by level
=========  =============================  ======================================================================

A line starts full; merits give back what breaches took and never lift a line above its maximum. A grave breach puts a
ceiling on its line that no merit lifts. The level is capped as one local sheet does for discipline (Cần Thơ, 2579/QĐ-UBND
of 2025: reprimand no better than "tốt", warning no better than "hoàn thành"), here by the gravity of what was concluded.
Discipline is never a result: a matter for it is referred. Duties of the body (training, rotation) and conduct not
connected with duty (Law 80/2025 art. 38(4)) are found and cost nothing.
"""

from vanhoa_rules.errors import Text
from vanhoa_rules.scorecards import (
    PROPOSAL,
    Award,
    Cap,
    Ceiling,
    Deduct,
    Effect,
    Fail,
    Line,
    Refer,
    Scorecard,
    Threshold,
    Zero,
)

AUTHORITY = Text("Người có thẩm quyền xử lý kỷ luật", "The authority competent for discipline")
HEAD = Text("Người đứng đầu cơ quan sử dụng", "The head of the employing body")

MINOR = Deduct("2", at_most="20")
PLAIN = Deduct("5", at_most="30")
REPEATED = Deduct("10", at_most="40")
SERIOUS = Deduct("15", at_most="60")
GRAVE = (Deduct("40", at_most="80"), Ceiling("60"), Cap("hoan_thanh"))
GOOD = Award("1", at_most="5")
FINE = Award("2", at_most="10")
NOT_EXCELLENT = Cap("tot")


def _refer(vi: str, en: str, to: Text = AUTHORITY) -> Refer:
    return Refer(to=to, why=Text(vi, en))


REVIEW_FIRST = _refer(
    "Vi phạm lần đầu, ít nghiêm trọng có thể bị xem xét khiển trách (cán bộ, công chức: Nghị định 172/2025/NĐ-CP, Điều 8, "
    "trước 01/7/2025: Nghị định 112/2020/NĐ-CP; viên chức: Nghị định 234/2026/NĐ-CP từ 01/7/2026, có trường hợp phải đã "
    "được nhắc nhở bằng văn bản). Kết luận thuộc người có thẩm quyền.",
    "A first, less serious violation may lead to a reprimand (cadres and civil servants: Decree 172/2025/NĐ-CP art. 8, "
    "before 1 July 2025 Decree 112/2020/NĐ-CP; public employees: Decree 234/2026/NĐ-CP from 1 July 2026, in some cases "
    "only after a written reminder). The conclusion is the authority's.",
)
REVIEW_SERIOUS = _refer(
    "Vi phạm nghiêm trọng trở lên có thể bị xem xét hình thức từ cảnh cáo (cán bộ, công chức: Nghị định 172/2025/NĐ-CP, "
    "Điều 9–11, trước 01/7/2025: Nghị định 112/2020/NĐ-CP; viên chức: Nghị định 234/2026/NĐ-CP từ 01/7/2026). Kết luận "
    "thuộc người có thẩm quyền.",
    "A serious violation may lead to a warning or more (cadres and civil servants: Decree 172/2025/NĐ-CP arts 9–11, "
    "before 1 July 2025 Decree 112/2020/NĐ-CP; public employees: Decree 234/2026/NĐ-CP from 1 July 2026). The conclusion "
    "is the authority's.",
)
REVIEW_RECEPTION = _refer(
    "Từ 01/7/2026 là hành vi thuộc Điều 41 Nghị định 154/2026/NĐ-CP; đề nghị xem xét theo quy định tại thời điểm có hành vi.",
    "From 1 July 2026 an act named in art. 41 of Decree 154/2026/NĐ-CP; to be considered under the rule at the time of the act.",
)
REVIEW_INTEGRITY = _refer(
    "Dấu hiệu vi phạm quy định về phòng, chống tham nhũng; đề nghị xác minh, xử lý theo thẩm quyền.",
    "Signs of a breach of anti-corruption rules; to be verified and handled by the authority.",
)
REVIEW_SPEECH = _refer(
    "Dấu hiệu vi phạm quy định về phát ngôn, bảo mật thông tin vụ việc; đề nghị xem xét theo thẩm quyền.",
    "Signs of a breach of the rules on speech and the confidentiality of a case; to be considered by the authority.",
)
REVIEW_RATING = _refer(
    "Là căn cứ xem xét khi xếp loại năm (Nghị định 170/2025/NĐ-CP); đề nghị người đứng đầu xem xét sau khi có kết luận.",
    "A basis to consider in the year's rating (Decree 170/2025/NĐ-CP); for the head to weigh once there is a conclusion.",
    HEAD,
)
REVIEW_HOURS = _refer(
    "Vi phạm giờ giấc lặp lại trong tháng; đề nghị nhắc nhở, chấn chỉnh trước khi xem xét hình thức khác.",
    "Repeated breaches of hours in a month; to be reminded and put right before anything else is considered.",
    HEAD,
)

LINES = (
    Line(id="than-thien", title=Text("Thân thiện", "Friendliness"), maximum="100", weight="1/6"),
    Line(id="tan-tuy", title=Text("Tận tụy", "Dedication"), maximum="100", weight="1/6"),
    Line(id="trach-nhiem", title=Text("Trách nhiệm", "Responsibility"), maximum="100", weight="1/6"),
    Line(id="ky-luat", title=Text("Kỷ luật", "Discipline"), maximum="100", weight="1/6"),
    Line(id="ky-cuong", title=Text("Kỷ cương", "Order"), maximum="100", weight="1/6"),
    Line(id="liem-chinh", title=Text("Liêm chính", "Integrity"), maximum="100", weight="1/6"),
)

THAN_THIEN: dict[str, tuple[Effect, ...]] = {
    "TT-01": (PLAIN,),
    "TT-03": (MINOR,),
    "TT-04": (SERIOUS, NOT_EXCELLENT, REVIEW_FIRST),
    "TT-05": (PLAIN,),
    "TT-07": (SERIOUS, REVIEW_RECEPTION),
    "TT-08": (PLAIN,),
    "TT-09a": (PLAIN,),
    "TT-09b": (SERIOUS, REVIEW_RECEPTION),
    "TT-10": (SERIOUS, NOT_EXCELLENT, REVIEW_FIRST),
    "TT-11": (PLAIN,),
    "TT-12": (MINOR,),
    "TT-13": (PLAIN,),
    "TT-14": (PLAIN,),
    "TT-15": (MINOR,),
    "TT-16": (SERIOUS, NOT_EXCELLENT, REVIEW_FIRST),
    "TT-17": (PLAIN,),
    "TT-18": (PLAIN,),
    "TT-19": (PLAIN,),
    "TT-20": (PLAIN,),
    "TT-21": (PLAIN,),
    "TT-22": (SERIOUS, REVIEW_FIRST),
    "TT-23": (PLAIN,),
    "TT-31": (FINE,),
}
TAN_TUY: dict[str, tuple[Effect, ...]] = {
    "TY-01": (REPEATED,),  # the same ratings usually also breach TY-02: together as much as SERIOUS
    "TY-02": (PLAIN,),
    "TY-03": (PLAIN,),
    "TY-04": (MINOR,),
    "TY-05": (MINOR,),
    "TY-31": (Award("5", at_most="15"),),
    "TY-32": (FINE,),
    "TY-33": (GOOD,),
    "TY-34": (GOOD,),
    "TY-35": (FINE,),
}
TRACH_NHIEM: dict[str, tuple[Effect, ...]] = {
    "TN-01": (PLAIN,),
    "TN-02": (PLAIN,),
    "TN-03": (PLAIN,),
    "TN-06": (PLAIN,),
    "TN-07": (PLAIN,),
    "TN-08": (Fail(), REVIEW_SERIOUS),
    "TN-09": (NOT_EXCELLENT,),
    "TN-10": (Zero(), Fail()),
    "TN-11a": (PLAIN,),
    "TN-11b": (PLAIN,),
    "TN-12": (PLAIN,),
    "TN-13": (MINOR,),
    "TN-14": (PLAIN,),
    "TN-15": (PLAIN,),
    "TN-16": (MINOR,),
    "TN-31": (Award("5", at_most="15"),),
    "TN-32": (Award("10", at_most="20"),),
    "TN-33": (Award("15", at_most="30"),),
    "TN-34": (GOOD,),
    "TN-35": (FINE,),
}
KY_LUAT: dict[str, tuple[Effect, ...]] = {
    "KL-01": (MINOR,),
    "KL-02": (MINOR,),
    "KL-03": (PLAIN,),
    "KL-04": (PLAIN,),
    "KL-05": (REPEATED, REVIEW_HOURS),
    "KL-06": (MINOR,),
    "KL-07": (MINOR,),
    "KL-08": (MINOR,),
    "KL-09": (PLAIN,),
    "KL-10": (PLAIN,),
    "KL-11": (MINOR,),
    "KL-12": (MINOR,),
    "KL-14": (PLAIN,),
    "KL-15": (MINOR,),
    "KL-16": (SERIOUS, NOT_EXCELLENT, REVIEW_FIRST),
    "KL-17": (*GRAVE, REVIEW_SERIOUS),
    "KL-27": (REVIEW_RATING,),
    "KL-31": (FINE,),
    "KL-32": (FINE,),
}
KY_CUONG: dict[str, tuple[Effect, ...]] = {
    "KC-01": (PLAIN,),
    "KC-06": (PLAIN, REVIEW_RECEPTION),
    "KC-08": (PLAIN,),
    "KC-09": (PLAIN,),
    "KC-10": (MINOR,),
    "KC-11": (PLAIN,),
    "KC-12": (MINOR,),
    "KC-13": (MINOR,),
    "KC-14": (MINOR,),
    "KC-15": (PLAIN,),
    "KC-16": (PLAIN,),
    "KC-17": (PLAIN,),
    "KC-18": (PLAIN,),
    "KC-19": (MINOR,),
    "KC-20": (PLAIN,),
    "KC-21": (PLAIN,),
    "KC-22": (MINOR,),
    "KC-23": (MINOR,),
    "KC-24": (MINOR,),
    "KC-25": (MINOR,),
    "KC-26": (SERIOUS, NOT_EXCELLENT),
    "KC-27": (SERIOUS, REVIEW_FIRST),
    "KC-28": (SERIOUS, REVIEW_SPEECH),
    "KC-29": (SERIOUS, REVIEW_SPEECH),
    "KC-30": (*GRAVE, REVIEW_SPEECH),
    "KC-31": (PLAIN,),
    "KC-32": (*GRAVE, REVIEW_SERIOUS),
    "KC-33": (SERIOUS, NOT_EXCELLENT, REVIEW_FIRST),
    "KC-34": (*GRAVE, REVIEW_SERIOUS),
    "KC-35": (SERIOUS, NOT_EXCELLENT, REVIEW_FIRST),
    "KC-36": (*GRAVE, REVIEW_SERIOUS),
    "KC-37": (SERIOUS, NOT_EXCELLENT, REVIEW_FIRST),
    "KC-38": (*GRAVE, REVIEW_SERIOUS),
    "KC-39": (SERIOUS, NOT_EXCELLENT, REVIEW_FIRST),
    "KC-40": (*GRAVE, REVIEW_SERIOUS),
    "KC-43": (Zero(), Fail()),
    "KC-44": (Fail(),),
    "KC-51": (GOOD,),
}
LIEM_CHINH: dict[str, tuple[Effect, ...]] = {
    "LC-01": (Zero(), Cap("hoan_thanh"), REVIEW_INTEGRITY),
    "LC-02": (PLAIN, REVIEW_INTEGRITY),
    "LC-03": (SERIOUS, REVIEW_INTEGRITY),
    "LC-04": (SERIOUS, REVIEW_INTEGRITY),
    "LC-06": (PLAIN,),
    "LC-07": (SERIOUS, REVIEW_INTEGRITY),
    "LC-08": (SERIOUS, REVIEW_INTEGRITY),
    "LC-09": (Zero(), Cap("hoan_thanh"), REVIEW_INTEGRITY),
    "LC-10": (*GRAVE, REVIEW_INTEGRITY),
    "LC-11": (*GRAVE, REVIEW_FIRST),
    "LC-12": (*GRAVE, REVIEW_SERIOUS),
    "LC-13": (SERIOUS, REVIEW_FIRST),
    "LC-14": (SERIOUS, REVIEW_FIRST),
    "LC-15": (Zero(), Fail()),
    "LC-16": (Zero(), Fail(), REVIEW_INTEGRITY),
    "LC-17": (SERIOUS, NOT_EXCELLENT, REVIEW_FIRST),
    "LC-18": (*GRAVE, REVIEW_SERIOUS),
    "LC-19": (SERIOUS, NOT_EXCELLENT, REVIEW_FIRST),
    "LC-20": (*GRAVE, REVIEW_SERIOUS),
    "LC-22": (SERIOUS, NOT_EXCELLENT),
    "LC-23": (PLAIN,),
    "LC-24": (SERIOUS, REVIEW_FIRST),
    "LC-25": (PLAIN,),
    "LC-31": (FINE,),
    "LC-32": (FINE,),
}

WITHOUT_EFFECT: tuple[str, ...] = ("TN-04", "TN-05", "KC-41", "KC-45", "LC-05", "LC-21")

SHEET = Scorecard(
    name="sau-tieu-chi",
    edition="2026-08",
    title=Text(
        "Sáu tiêu chí × 100 (đề xuất của thư viện này)", "Six criteria × 100 (a proposal of this library)"
    ),
    lines=LINES,
    effects={**THAN_THIEN, **TAN_TUY, **TRACH_NHIEM, **KY_LUAT, **KY_CUONG, **LIEM_CHINH},
    thresholds=(
        Threshold("xuat_sac", "90", Text("Hoàn thành xuất sắc nhiệm vụ", "Excellent")),
        Threshold("tot", "70", Text("Hoàn thành tốt nhiệm vụ", "Good")),
        Threshold("hoan_thanh", "50", Text("Hoàn thành nhiệm vụ", "Completed")),
        Threshold("khong_hoan_thanh", "0", Text("Không hoàn thành nhiệm vụ", "Not completed")),
    ),
    digits=2,
    provenance=PROPOSAL,
)
