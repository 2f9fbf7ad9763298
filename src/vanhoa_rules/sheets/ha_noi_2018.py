"""5 · Hà Nội, decision 3814-QĐ/TU of 16/5/2018: a monthly sheet of 100 points; known at second hand.

The split of a district's leader form comes from public code. No amount is set for a deduction: the triggers are named
and whoever decides takes the points.
"""

from fractions import Fraction

from vanhoa_rules.errors import Text
from vanhoa_rules.rules import Citation
from vanhoa_rules.scorecards import Threshold
from vanhoa_rules.sheets.check import Block, FormLine, PaperSheet

STEP = Fraction(1, 2)
QUOTA = 30, 40  # percent of all rated may be A; 40 where the unit is outstanding
DECISION = Citation(
    "QD-3814-QD-TU-HA-NOI",
    certainty="second-hand",
    note=Text("Biết qua báo chí", "Known from newspapers"),
)
FORM = Citation(
    "SHN-FORM",
    certainty="second-hand",
    note=Text("Mẫu của một quận, trong mã nguồn công khai", "A district's form, in public code"),
)


def _line(id_: str, vi: str, en: str, points: str, way: str | None = "given") -> FormLine:
    return FormLine(id=id_, title=Text(vi, en), maximum=points, way=way, provenance=FORM)


SHEET = PaperSheet(
    name="ha-noi-2018",
    edition="2018-05-16",
    title=Text("Hà Nội, phiếu tháng của lãnh đạo", "Hà Nội, monthly form of leaders"),
    maximum="100",
    provenance=DECISION,
    blocks=(
        Block(
            id="I.1",
            title=Text("Kỷ luật, đạo đức, tác phong, đoàn kết", "Discipline, ethics, style, unity"),
            maximum="6",
            lines=tuple(_line(f"I.1.{n}", f"Ý {n}", f"Item {n}", "2") for n in range(1, 4)),
        ),
        Block(
            id="I.2",
            title=Text("Quy tắc ứng xử", "Code of conduct"),
            maximum="14",
            lines=(
                _line("I.2.1", "Giao tiếp và trang phục", "Communication and dress", "3"),
                _line(
                    "I.2.2",
                    "Kỷ luật hành chính, sử dụng thời giờ",
                    "Administrative discipline, use of time",
                    "3",
                ),
                _line("I.2.3", "Đeo thẻ, bàn làm việc gọn gàng", "Badge worn, tidy desk", "2"),
                _line(
                    "I.2.4",
                    "Thái độ với công dân, ra vào, tài sản",
                    "Attitude to citizens, entry and exit, assets",
                    "2",
                ),
                _line("I.2.5", "Hình ảnh", "Image", "2"),
                _line("I.2.6", "Bí mật, kỷ luật phát ngôn", "Secrets, discipline of speech", "2"),
            ),
        ),
        Block(
            id="II.1",
            title=Text("Kỹ năng lãnh đạo", "Leadership skills"),
            maximum="20",
            lines=tuple(_line(f"II.1.{n}", f"Kỹ năng {n}", f"Skill {n}", "2") for n in range(1, 11)),
        ),
        Block(
            id="II.2",
            title=Text("Kết quả nhiệm vụ", "Tasks"),
            maximum="50",
            lines=(_line("II.2", "Kết quả nhiệm vụ", "Tasks", "50", "band"),),
        ),
        Block(
            id="III",
            title=Text("Điểm thưởng, người đứng đầu quyết định", "Bonus, decided by the head"),
            maximum="10",
            lines=(_line("III", "Điểm thưởng", "Bonus", "10"),),
        ),
    ),
)
BANDS = (  # share of tasks done → the points between which the block lies
    (Fraction(90, 100), Fraction(45), Fraction(50)),
    (Fraction(80, 100), Fraction(40), Fraction(45)),
    (Fraction(70, 100), Fraction(35), Fraction(40)),
    (Fraction(0), Fraction(0), Fraction(35)),
)
TRIGGERS = {  # what may cost points in block I, each a rule of thanh-tra-thanh-hoa; no amount is fixed
    "I.2.1": ("TT-01", "KL-06", "KL-12"),
    "I.2.2": ("KL-01", "KL-02", "KL-03", "KL-14", "KL-15"),
    "I.2.3": ("KL-07",),
    "I.2.5": ("KC-30",),
    "I.2.6": ("KC-28", "KC-29"),
}
THRESHOLDS = (
    Threshold("xuat_sac", "90", Text("A", "A")),
    Threshold("tot", "70", Text("B", "B")),
    Threshold("hoan_thanh", "50", Text("C", "C")),
    Threshold("khong_hoan_thanh", "0", Text("D", "D")),
)


def band(share: Fraction) -> tuple[Fraction, Fraction]:
    """Return between which points block II.2 lies for a share of tasks done; the upper end of a lower band is not reached."""
    return next((low, high) for least, low, high in BANDS if share >= least)
