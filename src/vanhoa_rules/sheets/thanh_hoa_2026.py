"""5 · Thanh Hóa 2026 (QĐ 1053-QĐ/TU of 05/6/2026): its split of the 30 points and its extra conditions.

The decision itself was not found: figures come from the tool of one provincial office (second-hand), a few from an
unsigned draft. The conditions change the level on this sheet only, never on ``nd-335-2025``.
"""

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from vanhoa_rules.errors import Text
from vanhoa_rules.rules import Citation
from vanhoa_rules.scorecards import Threshold
from vanhoa_rules.sheets.check import Block, FormLine, PaperSheet

TOOL = Citation(
    "STH-APP",
    certainty="second-hand",
    note=Text(
        "Công cụ của một cơ quan tỉnh, theo lời công cụ là của QĐ 1053-QĐ/TU",
        "Tool of one provincial office, which says it follows decision 1053-QĐ/TU",
    ),
)
DRAFT = Citation(
    "STH-DRAFT", certainty="draft", note=Text("Dự thảo tháng 6/2026, chưa ký", "Unsigned draft of June 2026")
)
SELF_SCORE, COMMENT, DECISION, PUBLISH = 25, 26, 28, 5  # days of the month by which, from the tool


def _block(id_: str, vi: str, en: str, *points: str) -> Block:
    return Block(
        id=id_,
        title=Text(vi, en),
        maximum=sum((Fraction(one) for one in points), Fraction(0)),
        lines=tuple(
            FormLine(
                id=f"{id_}.{n}", title=Text(f"{vi}, ý {n}", f"{en}, item {n}"), maximum=one, provenance=TOOL
            )
            for n, one in enumerate(points, start=1)
        ),
    )


def _sheet(name: str, vi: str, en: str, *blocks: Block) -> PaperSheet:
    return PaperSheet(
        name=name, edition="2026-06", title=Text(vi, en), maximum="30", provenance=TOOL, blocks=blocks
    )


STAFF = _sheet(
    "thanh-hoa-2026",
    "Thanh Hóa 2026, công chức (Mẫu 04), 30 điểm chung",
    "Thanh Hóa 2026, staff (Form 04), 30 general points",
    _block("1", "Chính trị", "Politics", "2.5", "2.5"),
    _block("2", "Đạo đức, kỷ luật", "Ethics, discipline", "1", "1", "0.5", "0.5", "1", "1"),
    _block("3", "Năng lực, tác phong, đổi mới", "Capacity, style, innovation", "3", "3", "3", "3", "4"),
    _block("4", "Tự phê bình, tín nhiệm", "Self-criticism, trust", "2", "2"),
)
LEADER = _sheet(
    "thanh-hoa-2026-lanh-dao",
    "Thanh Hóa 2026, lãnh đạo (Mẫu 03), 30 điểm chung",
    "Thanh Hóa 2026, leaders (Form 03), 30 general points",
    _block("1", "Chính trị", "Politics", "1", "1", "1", "1", "0.5", "0.5"),
    _block("2", "Đạo đức, kỷ luật", "Ethics, discipline", "1", "1", "1", "1", "0.5", "0.5"),
    _block("3", "Năng lực, tác phong, đổi mới", "Capacity, style, innovation", "3", "3", "2", "2", "3", "3"),
    _block("4", "Tín nhiệm, tự phê bình", "Trust, self-criticism", "2", "2"),
)
SUPPORT = _sheet(
    "thanh-hoa-2026-ho-tro",
    "Thanh Hóa 2026, hợp đồng hỗ trợ, phục vụ (Mẫu 05), 30 điểm chung",
    "Thanh Hóa 2026, contract support (Form 05), 30 general points",
    _block("1", "Chính trị, đạo đức, kỷ luật", "Politics, ethics, discipline", "3", "3", "3", "3", "3"),
    _block("3", "Năng lực, đổi mới", "Capacity, innovation", "3", "3", "2", "2"),
    _block("4", "Tự phê bình, tín nhiệm", "Self-criticism, trust", "5"),
)
SHEETS = (STAFF, LEADER, SUPPORT)
THRESHOLDS = (
    Threshold("xuat_sac", "90", Text("A", "A")),
    Threshold("tot", "70", Text("B", "B")),
    Threshold("hoan_thanh", "50", Text("C", "C")),
    Threshold("khong_hoan_thanh", "0", Text("D", "D")),
)
EXCEEDED = Fraction(30, 100)  # of the tasks, for A
FAILED = Fraction(50, 100), Fraction(30, 100)  # of the tasks below half their quantity, for D: staff, leaders
LATE = Fraction(20, 100)  # of the tasks: a warning at C


@frozen
class TaskShare:
    """One task as the extra conditions see it: the share of its quantity done, whether exceeded, whether late."""

    done: Fraction
    exceeded: bool = False
    late: bool = False


@frozen
class Leveled:
    """The level on this sheet, what the points alone give, and the conditions that changed it."""

    level: str
    by_points: str
    conditions: tuple[Text, ...]
    warned: bool
    provenance: Citation = TOOL


def total(general: Fraction, share: Fraction, deducted: Fraction = Fraction(0)) -> Fraction:
    """Return the total: general + 70 × R less what the approver typed, not below 0."""
    return max(Fraction(0), general + min(Fraction(70), 70 * share) - deducted)


def level(points: Fraction, tasks: Sequence[TaskShare], *, leader: bool, disciplined: bool) -> Leveled:
    """Return the level after the extra conditions; discipline forces D but takes no points."""
    by_points = next(one.rating for one in THRESHOLDS if points >= one.at_least)
    found, conditions = by_points, list[Text]()
    count = len(tasks)
    below = sum(one.done < Fraction(1, 2) for one in tasks)
    exceeded = sum(one.exceeded for one in tasks)
    if found == "xuat_sac" and (any(one.done < 1 for one in tasks) or exceeded < EXCEEDED * count):
        found = "tot"
        conditions.append(
            Text(
                "A cần mọi nhiệm vụ đủ 100% số lượng và ít nhất 30% nhiệm vụ vượt mức",
                "A asks for 100% of every task and at least 30% of the tasks exceeded",
            )
        )
    if found == "tot" and below:
        found = "hoan_thanh"
        conditions.append(Text("Có nhiệm vụ dưới một nửa số lượng", "A task is below half its quantity"))
    if below > FAILED[leader] * count:
        found = "khong_hoan_thanh"
        conditions.append(
            Text("Quá nhiều nhiệm vụ dưới một nửa số lượng", "Too many tasks are below half their quantity")
        )
    if disciplined:
        found = "khong_hoan_thanh"
        conditions.append(Text("Bị kỷ luật trong kỳ", "Disciplined in the period"))
    warned = found == "hoan_thanh" and sum(one.late for one in tasks) > LATE * count
    return Leveled(found, by_points, tuple(conditions), warned)
