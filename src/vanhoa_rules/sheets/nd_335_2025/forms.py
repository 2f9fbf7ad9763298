"""5 · Form 01 (a month or quarter) and Form 02 (a year) as tables of texts, rounded for people."""

from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from vanhoa_rules.canonical import shown
from vanhoa_rules.errors import Text
from vanhoa_rules.sheets.nd_335_2025.cycles import CycleResult
from vanhoa_rules.sheets.nd_335_2025.general import LINES
from vanhoa_rules.sheets.nd_335_2025.measures import Measure
from vanhoa_rules.sheets.nd_335_2025.ratings import TITLES
from vanhoa_rules.sheets.nd_335_2025.results import EvaluationResult

HUNDRED = Fraction(100)
NAMES = {
    "a": Text("Số lượng (a, %)", "Quantity (a, %)"),
    "b": Text("Chất lượng (b, %)", "Quality (b, %)"),
    "c": Text("Tiến độ (c, %)", "Progress (c, %)"),
    "d": Text("Kết quả hoạt động của đơn vị (d, %)", "Results of the unit (d, %)"),
    "dd": Text("Khả năng tổ chức triển khai (đ, %)", "Organising (đ, %)"),
    "e": Text("Năng lực tập hợp, đoàn kết (e, %)", "Cohesion (e, %)"),
    "R": Text("Tỷ lệ kết quả (%)", "Share of results (%)"),
}
HEADINGS = {
    "form_01": (Text("Dòng", "Line"), Text("Nội dung", "Subject"), Text("Tối đa", "Maximum"), Text("Tự chấm", "Own score"), Text("Xác nhận", "Confirmed")),
    "form_02": (Text("Kỳ", "Cycle"), Text("Điểm", "Points"), Text("Tình trạng", "State")),
    "ledger": (Text("Nhiệm vụ", "Task"), Text("Hệ số", "Coefficient"), Text("Được giao", "Assigned"), Text("Hoàn thành", "Completed"), Text("Chất lượng", "Quality"), Text("Tiến độ", "Progress"), Text("Căn cứ", "Facts")),
}  # fmt: skip
STATES = {
    "reckoned": Text("đã tính", "reckoned"),
    "recorded": Text("đã xác nhận", "confirmed"),
    "missing": Text("chưa có dữ liệu", "nothing on record"),
    "open": Text("chưa kết thúc", "not over"),
    "ahead": Text("chưa đến", "not begun"),
    "on_leave": Text("nghỉ cả kỳ", "on leave throughout"),
    "half_served": Text("làm việc dưới nửa kỳ", "less than half served"),
    "not_in_service": Text("không công tác", "not in service"),
    "out_of_scope": Text("ngoài phạm vi", "out of scope"),
}


@frozen
class Table:
    """A form as a table: a heading and rows of texts."""

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def said(measure: Measure | None, *, percent: bool = False, digits: int = 2) -> str:
    """Return a measure for people: one number, or the range it lies in, or a dash."""
    if measure is None:
        return "–"
    scale = HUNDRED if percent else Fraction(1)
    if measure.exact is not None:
        return shown(measure.exact * scale, digits)
    high = "…" if measure.high is None else shown(measure.high * scale, digits)
    return f"{shown(measure.low * scale, digits)}–{high}"


def form_01(part: CycleResult, lang: str = "vi") -> Table:
    """Return Form 01 of a cycle: the ten lines with own and confirmed scores, the parts of the result, the total."""
    return Table(tuple(text[lang] for text in HEADINGS["form_01"]), tuple(_form_01(part, lang)))


def _form_01(part: CycleResult, lang: str) -> Iterator[tuple[str, ...]]:
    for name, line in LINES.items():
        state = part.lines.get(name)
        own = "–" if state is None or state.own is None else shown(Fraction(state.own.points))
        confirmed = (
            "–" if state is None or state.confirmed is None else shown(Fraction(state.confirmed.points))
        )
        yield name, line.title[lang], shown(line.maximum), own, confirmed
    yield (
        "I",
        "Tiêu chí chung" if lang == "vi" else "General",
        "30.00",
        "",
        said(part.measures.get("general")),
    )
    for name, title in NAMES.items():
        if name in part.measures:
            yield name, title[lang], "", "", said(part.measures[name], percent=True)
    yield (
        "II",
        "Kết quả thực hiện nhiệm vụ" if lang == "vi" else "Results",
        "70.00",
        "",
        said(part.measures.get("result")),
    )
    yield "", "Tổng điểm" if lang == "vi" else "Total", "100.00", "", said(part.total)


def form_02(result: EvaluationResult, lang: str = "vi") -> Table:
    """Return Form 02 of a year: each cycle's total, their mean, the proposed level."""
    rows = [(one.cycle, said(one.total), STATES[one.state][lang]) for one in result.parts]
    level = result.ratings[1] if result.ratings[1] is not None else None
    named = TITLES[level][lang] if level is not None and result.certain else _range(result, lang)
    rows += [
        ("Bình quân" if lang == "vi" else "Mean", said(result.total), ""),
        ("Mức đề xuất" if lang == "vi" else "Proposed level", "", named),
    ]
    return Table(tuple(text[lang] for text in HEADINGS["form_02"]), tuple(rows))


def _range(result: EvaluationResult, lang: str) -> str:
    ends = [TITLES[one][lang] for one in (result.ratings[0], result.ratings[2]) if one is not None]
    return " – ".join(dict.fromkeys(ends))


def ledger_table(part: CycleResult, lang: str = "vi") -> Table:
    """Return the ledger of a cycle: what each task counts and the facts of each cut."""
    rows: list[tuple[str, ...]] = []
    for one in part.rows:
        cuts = "; ".join(
            f"{'−' if cut.times else '0'}{shown(cut.times * 25, 0) + '%' if cut.times else ''} {cut.aspect}: "
            f"{', '.join(cut.facts)}{f' ({cut.excused_by})' if cut.excused_by else ''}"
            for cut in one.cuts
        )
        numbers = (one.recorded.assigned, one.recorded.done, one.recorded.good, one.recorded.timely)
        rows.append(
            (one.case, shown(one.coefficient), *("–" if n is None else shown(n) for n in numbers), cuts)
        )
    return Table(tuple(text[lang] for text in HEADINGS["ledger"]), tuple(rows))
