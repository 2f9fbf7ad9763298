"""5 · Hải Phòng, decision 212/2025/QĐ-UBND of 18/11/2025, in force 01/12/2025: yearly, 20 general and 80 for results.

The text and its forms were read. The heads' form is known in part: of its block for other results only the line on
the DDCI index is known to differ (its maximum is 2, its text awards 1).
"""

from datetime import date
from fractions import Fraction

from vanhoa_rules.errors import Text
from vanhoa_rules.rules import Citation
from vanhoa_rules.scorecards import Threshold
from vanhoa_rules.sheets.check import Block, FormLine, PaperSheet

SINCE = date(2025, 12, 1)
BASED_ON = "ND-90-2020"  # its legal base, although it already uses KPI


def _cited(form: str) -> Citation:
    return Citation("QD-212-2025-UBND-HAI-PHONG", form)


def _line(id_: str, vi: str, en: str, points: str, form: str, way: str = "given", *items: str) -> FormLine:
    return FormLine(
        id=id_,
        title=Text(vi, en),
        maximum=points,
        way=way,
        items=tuple(Fraction(i) for i in items),
        provenance=_cited(form),
    )


def _quarters(
    prefix: str, vi: str, en: str, form: str, names: tuple[tuple[str, str], ...]
) -> tuple[FormLine, ...]:
    return tuple(
        _line(f"{prefix}{n}", name_vi or f"{vi} {n}", name_en or f"{en} {n}", "1", form)
        for n, (name_vi, name_en) in enumerate(names, start=1)
    )


PLAIN = ("", "")
STAFF = PaperSheet(
    name="hai-phong-212-2025",
    edition="2025-11-18",
    title=Text("Hải Phòng 212/2025, công chức không giữ chức vụ (PL 03)", "Hải Phòng 212/2025, staff (Annex 03)"),
    maximum="100",
    provenance=_cited("PL 03"),
    blocks=(
        Block(
            id="general",
            title=Text("Tiêu chí chung", "General"),
            maximum="20",
            lines=(
                *_quarters("politics-", "Chính trị tư tưởng", "Political thought", "PL 03", (PLAIN,) * 4),
                *_quarters("ethics-", "Đạo đức, lối sống", "Ethics, way of life", "PL 03", (PLAIN,) * 4),
                *_quarters(
                    "style-", "Tác phong, lề lối làm việc", "Working style", "PL 03",
                    (("Văn hóa công vụ", "Public-service culture"), PLAIN, PLAIN, PLAIN),
                ),
                *_quarters(
                    "discipline-", "Ý thức tổ chức kỷ luật", "Discipline", "PL 03",
                    (
                        ("Chấp hành nội quy", "Internal rules"),
                        ("Kê khai tài sản, thu nhập", "Declaration of assets"),
                        ("Báo cáo đúng hạn", "Reports on time"),
                        PLAIN,
                    ),
                ),
                _line("citizens", "Thái độ phục vụ người dân", "Service attitude to citizens", "4", "PL 03"),
            ),
        ),
        Block(
            id="results",
            title=Text("Kết quả thực hiện nhiệm vụ", "Results"),
            maximum="80",
            lines=(
                _line("quantity", "Khối lượng", "Quantity", "25", "PL 03", "ratio"),
                _line("quality", "Chất lượng", "Quality", "30", "PL 03", "ratio"),
                _line("progress", "Tiến độ", "Progress", "25", "PL 03", "ratio"),
            ),
        ),
    ),
)  # fmt: skip


def _sixteen(form: str) -> tuple[FormLine, ...]:
    heads = (
        ("politics", "Chính trị tư tưởng", "Political thought"),
        ("ethics", "Đạo đức, lối sống", "Ethics, way of life"),
        ("style", "Tác phong, lề lối làm việc", "Working style"),
        ("discipline", "Ý thức tổ chức kỷ luật", "Discipline"),
    )
    return tuple(
        _line(f"{name}-{n}", f"{vi} {n}", f"{en} {n}", "1.25", form)
        for name, vi, en in heads
        for n in range(1, 5)
    )


LEADER = PaperSheet(
    name="hai-phong-212-2025-lanh-dao",
    edition="2025-11-18",
    title=Text("Hải Phòng 212/2025, lãnh đạo, quản lý (PL 02)", "Hải Phòng 212/2025, leaders (Annex 02)"),
    maximum="100",
    provenance=_cited("PL 02"),
    blocks=(
        Block(id="general", title=Text("Tiêu chí chung", "General"), maximum="20", lines=_sixteen("PL 02")),
        Block(
            id="results",
            title=Text("Kết quả thực hiện nhiệm vụ", "Results"),
            maximum="80",
            lines=(
                _line("leadership", "Năng lực lãnh đạo", "Leadership", "5", "PL 02"),
                _line("cohesion", "Tập hợp, đoàn kết", "Cohesion", "5", "PL 02"),
                _line("quantity", "Khối lượng", "Quantity", "20", "PL 02", "ratio"),
                _line("quality", "Chất lượng", "Quality", "30", "PL 02", "ratio"),
                _line("progress", "Tiến độ", "Progress", "20", "PL 02", "ratio"),
            ),
        ),
    ),
)

HEADS = PaperSheet(
    name="hai-phong-212-2025-nguoi-dung-dau",
    edition="2025-11-18",
    title=Text("Hải Phòng 212/2025, người đứng đầu (PL 01)", "Hải Phòng 212/2025, heads (Annex 01)"),
    maximum="100",
    provenance=_cited("PL 01"),
    complete=False,
    blocks=(
        Block(id="general", title=Text("Tiêu chí chung", "General"), maximum="20", lines=_sixteen("PL 01")),
        Block(
            id="leading",
            title=Text("Lãnh đạo, đoàn kết", "Leadership, cohesion"),
            maximum="10",
            lines=(
                _line("leadership", "Năng lực lãnh đạo", "Leadership", "5", "PL 01"),
                _line("cohesion", "Tập hợp, đoàn kết", "Cohesion", "5", "PL 01"),
            ),
        ),
        Block(
            id="plan",
            title=Text("Nhiệm vụ theo kế hoạch", "Tasks of the plan"),
            maximum="20",
            lines=(
                _line("plan-quantity", "Khối lượng", "Quantity", "5", "PL 01", "ratio"),
                _line("plan-quality", "Chất lượng", "Quality", "10", "PL 01", "ratio"),
                _line("plan-progress", "Tiến độ", "Progress", "5", "PL 01", "ratio"),
            ),
        ),
        Block(
            id="assigned",
            title=Text("Nhiệm vụ được giao", "Assigned tasks"),
            maximum="30",
            lines=(
                _line("assigned-quantity", "Khối lượng", "Quantity", "10", "PL 01", "ratio"),
                _line("assigned-quality", "Chất lượng", "Quality", "10", "PL 01", "ratio"),
                _line("assigned-progress", "Tiến độ", "Progress", "10", "PL 01", "ratio"),
            ),
        ),
        Block(
            id="other",
            title=Text("Kết quả khác (biết một phần)", "Other results (known in part)"),
            maximum="2",
            lines=(_line("ddci", "Chỉ số DDCI", "DDCI index", "2", "PL 01", "all_or_nothing", "1"),),
        ),
    ),
)

SHEETS = (STAFF, LEADER, HEADS)
THRESHOLDS = (  # above 90 and above 80 strictly; excellent also asks for 100% of tasks and at least half exceeded
    Threshold("xuat_sac", "90", Text("Hoàn thành xuất sắc nhiệm vụ", "Excellent")),
    Threshold("tot", "80", Text("Hoàn thành tốt nhiệm vụ", "Good")),
    Threshold("hoan_thanh", "50", Text("Hoàn thành nhiệm vụ", "Completed")),
    Threshold("khong_hoan_thanh", "0", Text("Không hoàn thành nhiệm vụ", "Not completed")),
)
STRICT = ("xuat_sac", "tot")
EXCEEDING = Fraction(1, 2)


def spread_service(lines: tuple[FormLine, ...]) -> dict[str, Fraction]:
    """Return the maxima for someone who serves no citizens: the 4 points are spread over the other general lines."""
    kept = [line for line in lines if line.id != "citizens"]
    gone = sum((line.maximum for line in lines if line.id == "citizens"), Fraction(0))
    whole = sum((line.maximum for line in kept), Fraction(0))
    return {line.id: line.maximum + gone * line.maximum / whole for line in kept}


def level(
    points: Fraction, *, all_done: bool, exceeded: Fraction, disciplined: bool, absent_months: Fraction
) -> str:
    """Return the level by the sheet's own conditions: points, tasks done, share exceeded, discipline, absence.

    Any discipline in the year fails; an absence of 3 to under 6 months leaves no more than "completed".
    """
    if disciplined or points < 50:
        return "khong_hoan_thanh"
    if points > 90 and all_done and exceeded >= EXCEEDING:
        found = "xuat_sac"
    else:
        found = "tot" if points > 80 else "hoan_thanh"
    return "hoan_thanh" if 3 <= absent_months < 6 else found
