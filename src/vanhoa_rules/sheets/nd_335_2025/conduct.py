"""5 · Conduct beside the sheet: each rule of ``thanh-tra-thanh-hoa`` points at a general line and changes no score.

The decree has no table of deductions, so a finding is handed to whoever confirms the line. The place of each rule is a
proposal of this library except where the rule itself cites Annex I.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType

from vanhoa_rules.errors import Text
from vanhoa_rules.rules import Rule, Rulebook
from vanhoa_rules.scorecards import PROPOSAL, Refer
from vanhoa_rules.sheets.nd_335_2025.cycles import CycleResult
from vanhoa_rules.sheets.nd_335_2025.general import LINES
from vanhoa_rules.sheets.nd_335_2025.notes import Notice, notice, said
from vanhoa_rules.sheets.nd_335_2025.texts import decree

TO = Text("Người xác nhận điểm của dòng này", "Whoever confirms the points of this line")
ANNEX = {"1a": "G1", "1b": "G2", "2a": "G3", "2b": "G4", "2c": "G5", "2d": "G6", "3a": "G7", "3b": "G8", "3c": "G9", "3d": "G10"}  # fmt: skip
BY_CRITERION: Mapping[str, str] = MappingProxyType(
    {
        "than-thien": "G6",  # service attitude and cooperation
        "tan-tuy": "G6",
        "trach-nhiem": "G5",  # responsibility
        "ky-luat": "G2",  # discipline and order
        "ky-cuong": "G2",
        "liem-chinh": "G1",  # ethics, no corruption
    }
)
RESULT_RULES = ("TN-01", "TN-02", "TN-35", "KC-09", "TY-35")  # tasks: already in a, b, c
YEAR_RULES = (
    "TN-08",
    "TN-10",
    "KC-43",
    "KC-44",
    "KC-45",
    "LC-15",
    "KL-27",
)  # grounds of the year, not of a line


def line_of(rule: Rule) -> tuple[str, bool] | None:
    """Return the general line that a rule speaks of, and whether Annex I says so; None for tasks and grounds."""
    if rule.id in RESULT_RULES or rule.id in YEAR_RULES:
        return None
    for citation in rule.basis:
        article = citation.article or ""
        if citation.source == "ND-335-2025" and article.startswith("PL I "):
            place = ANNEX.get(article.removeprefix("PL I ")[:2])
            if place:
                return place, True
    return BY_CRITERION[rule.criterion.value], False


def effects(rulebook: Rulebook) -> dict[str, tuple[Refer, ...]]:
    """Return the effect of each rule on this sheet: a referral to the line it speaks of, never an amount."""
    found: dict[str, tuple[Refer, ...]] = {}
    for rule in rulebook:
        place = line_of(rule)
        if place is None or rule.kind != "breach":
            continue
        line, written = place
        why = Text(
            f"Dữ kiện liên quan đến dòng {line} “{LINES[line].title.vi}”; Nghị định không quy định mức trừ",
            f"Facts that bear on line {line} “{LINES[line].title.en}”; the decree sets no deduction",
        )
        found[rule.id] = (
            Refer(to=TO, why=why, line=line, provenance=decree("PL I") if written else PROPOSAL),
        )
    return found


def disagreements(parts: Iterable[CycleResult], referred: Mapping[str, Sequence[str]]) -> tuple[Notice, ...]:
    """Return a notice for each line confirmed in full although findings were referred to it; no score is changed.

    ``referred`` gives the evidence of the findings by line.
    """
    found: list[Notice] = []
    for part in parts:
        for name, evidence in referred.items():
            state = part.lines.get(name)
            if state is None or state.confirmed is None:
                continue
            points, most = Fraction(state.confirmed.points), LINES[name].maximum
            if points == most and evidence:
                found.append(
                    notice(
                        "line_and_evidence",
                        state.confirmed.id,
                        *evidence,
                        line=name,
                        points=said(points),
                        maximum=said(most),
                    )
                )
    return tuple(found)
