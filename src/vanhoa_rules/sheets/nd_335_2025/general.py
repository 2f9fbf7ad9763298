"""5 · The general part: ten official lines, 30 points (Form 01, Annex II); each is scored by people, never computed."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType

from attrs import frozen

from vanhoa_rules.canonical import plain
from vanhoa_rules.errors import Problem, Text
from vanhoa_rules.facts import LineScored
from vanhoa_rules.sheets.nd_335_2025.measures import NIL, Measure, added, between, known
from vanhoa_rules.sheets.nd_335_2025.reading import Reading
from vanhoa_rules.words import near, problem

QUARTER_POINT, HALF_POINT = Fraction(1, 4), Fraction(1, 2)


@frozen
class GeneralLine:
    """One official line: its maximum and its subject."""

    id: str
    maximum: Fraction
    title: Text


def _line(id_: str, points: str, vi: str, en: str) -> GeneralLine:
    return GeneralLine(id_, Fraction(points), Text(vi, en))


LINES: Mapping[str, GeneralLine] = MappingProxyType(
    {
        line.id: line
        for line in (
            _line("G1", "5", "Phẩm chất chính trị, đạo đức, văn hóa thực thi công vụ", "Political quality, ethics, culture of performing duty"),
            _line("G2", "5", "Ý thức kỷ luật, kỷ cương", "Discipline and order"),
            _line("G3", "2.5", "Năng lực chuyên môn, nghiệp vụ", "Professional competence"),
            _line("G4", "2.5", "Khả năng đáp ứng yêu cầu nhiệm vụ thường xuyên, đột xuất", "Ability to meet regular and sudden tasks"),
            _line("G5", "2.5", "Tinh thần trách nhiệm", "Responsibility"),
            _line("G6", "2.5", "Thái độ phục vụ, khả năng phối hợp", "Service attitude and cooperation"),
            _line("G7", "2.5", "Sản phẩm, giải pháp đột phá", "Breakthrough product or solution"),
            _line("G8", "2.5", "Sẵn sàng nhận nhiệm vụ đặc biệt, đột xuất, khó", "Ready for special, sudden, hard tasks"),
            _line("G9", "2.5", "Chịu trách nhiệm về kết quả, nhận lỗi và có biện pháp khắc phục", "Answers for results, owns errors with concrete remedy"),
            _line("G10", "2.5", "Quyết định trong thẩm quyền, không né tránh, tiên phong", "Decides within authority, no evasion, pioneering"),
        )
    }
)  # fmt: skip


@frozen
class LineState:
    """What is on record about one line in one cycle: the confirmed score, the person's own, and the points it gives."""

    confirmed: LineScored | None
    own: LineScored | None
    points: Measure


@frozen
class General:
    """The general part of one cycle and the rows that were refused."""

    lines: Mapping[str, LineState]
    total: Measure
    problems: tuple[Problem, ...]
    scored: bool

    @property
    def closed(self) -> bool:
        """Whether every line is confirmed."""
        return all(line.confirmed for line in self.lines.values())


def fault(fact: LineScored, reading: Reading) -> Problem | None:
    """Return what is wrong with the points of a line: not a line of this sheet, past its maximum, off the step."""
    line = LINES.get(fact.line)
    if line is None:
        return problem(
            "evaluation.line", field="line", value=fact.line, staff=fact.staff, kind=fact.kind, id=fact.id,
            near=near(fact.line, LINES),
        )  # fmt: skip
    points = Fraction(fact.points)
    if points > line.maximum:
        return problem(
            "evaluation.points", field="points", value=fact.points, staff=fact.staff, kind=fact.kind, id=fact.id,
            line=line.id, maximum=plain(line.maximum),
        )  # fmt: skip
    match reading.step:
        case "0.25":
            off = points % QUARTER_POINT != 0
        case "0.5":
            off = points % HALF_POINT != 0
        case "whole":
            off = points not in {NIL, line.maximum}
        case _:
            off = False
    if off:
        return problem(
            "evaluation.step", field="points", value=fact.points, staff=fact.staff, kind=fact.kind, id=fact.id,
            line=line.id, step=reading.step,
        )  # fmt: skip
    return None


def general(facts: Iterable[LineScored], reading: Reading) -> General:
    """Return the general part that the scores of one cycle amount to.

    A confirmed score counts, the last one where there are several; an unconfirmed line is 0 to its maximum, never 0
    and never the person's own score; a score outside the line's range is refused.
    """
    confirmed: dict[str, LineScored] = {}
    own: dict[str, LineScored] = {}
    problems: list[Problem] = []
    for fact in facts:
        wrong = fault(fact, reading)
        if wrong:
            problems.append(wrong)
        else:
            (confirmed if fact.by == "superior" else own)[fact.line] = fact
    lines = {
        name: LineState(confirmed.get(name), own.get(name), _points(confirmed.get(name), line))
        for name, line in LINES.items()
    }
    return General(lines, added([line.points for line in lines.values()]), tuple(problems), bool(confirmed))


def _points(confirmed: LineScored | None, line: GeneralLine) -> Measure:
    if confirmed is None:
        return between(0, line.maximum)
    return known(Fraction(confirmed.points), (confirmed.id,))
