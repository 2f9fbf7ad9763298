"""Testing: rules in force for a while and for some, that override each other, and the sheets that cost them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from vanhoa_rules.conditions import Expr, person
from vanhoa_rules.errors import Text
from vanhoa_rules.patterns import Each, Pattern, any_of, parts, walk
from vanhoa_rules.rules import Citation, Criterion, Rule, Rulebook
from vanhoa_rules.scorecards import (
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
from vanhoa_rules.testing.algebra import pattern as a_pattern
from vanhoa_rules.testing.kinds import TRIAL
from vanhoa_rules.testing.moments import Frame
from vanhoa_rules.testing.picking import Pick

RATINGS = ("A", "B", "C", "D")
CRITERIA = (Criterion.KY_LUAT, Criterion.TAN_TUY)
APPLIES: tuple[Expr, ...] = (
    person.uniformed == True,  # noqa: E712 - an expression, not a truth
    ~(person.unit == "u2"),
    person.group.is_null() | (person.leader == True),  # noqa: E712
)

_size = (1, 1, 2, 2, 3)
_depth = (1, 1, 1, 2, 2, 2, 3, 3, 4)
_shallow = (1, 1, 2)
_seldom = (False, False, False, True)
_rarely = (False,) * 7 + (True,)
_often = (False, True, True)
_half = (False, True)
_applies = APPLIES
_criterion = CRITERIA
_points = ("1", "2", "1/3", "2.5")
_per = ("match", "match", "measure")
_most = (None, "2", "4", "7/2")
_strike = ("none", "none", "none", "zero", "ceiling", "cap", "fail", "refer")
_honour = ("none", "refer")  # a merit lowers nothing
_line = (None, None, "ky-luat", "tan-tuy")


def rulebook(pick: Pick, frame: Frame, *, heads: Sequence[str] = ()) -> Rulebook:
    """Return a book of one to three rules of nested patterns; some override others on the same acts.

    ``heads`` names the nodes that may stand at the head of the first rule.
    """
    rules: list[Rule] = []
    acts: list[Pattern] = []
    breaches = [pick(_often) for _ in range(pick(_size))]
    for place, breach in enumerate(breaches):
        first = heads if place == 0 else ()
        pattern = a_pattern(pick, frame, depth=pick(_shallow if first else _depth), heads=first)
        if pick(_seldom) and acts:  # the same acts caught twice
            pattern = acts[-1]
        elif pick(_seldom) and acts:
            pattern = any_of(pattern, acts[-1])
        elif pick(_seldom) and acts:  # each of the acts by itself
            pattern = any_of(*(node for node in walk(acts[-1]) if isinstance(node, Each)))
        acts.extend((next(iter(parts(pattern)), pattern), pattern))
        rules.append(
            Rule(
                id=f"R{place}",
                title={"vi": f"Quy tắc {place}", "en": f"Rule {place}"},
                criterion=pick(_criterion),
                basis=[Citation("SEED", clause=f"T{place}", certainty="proposal")],
                in_force=_force(pick, frame) if pick(_rarely) else None,
                applies_to=pick(_applies) if pick(_rarely) else None,
                breach=pattern if breach else None,
                merit=None if breach else pattern,
            )
        )
    overrides: dict[str, tuple[str, ...]] = {}
    for upper, lower in pairwise(rules):
        if upper.kind == lower.kind and pick(_half):
            overrides[upper.id] = (lower.id,)
    book = Rulebook(name="trial", edition="1", rules=rules, vocabulary=TRIAL)
    for name, others in overrides.items():
        book = book.amend(name, overrides=others)
    return book


def _force(pick: Pick, frame: Frame) -> tuple[Any, Any]:
    one, other = sorted((pick(frame.days), pick(frame.days)))
    return pick(((one, None), (None, other), (one, other)))


def scorecard(pick: Pick, book: Rulebook) -> Scorecard:
    """Return a sheet of two lines: per match and per measure, with and without a limit, ends and references."""
    effects: dict[str, tuple[Effect, ...]] = {}
    for rule in book:
        found: list[Effect] = []
        if pick(_often):
            cls = Deduct if rule.kind == "breach" else Award
            found.append(cls(pick(_points), per=pick(_per), at_most=pick(_most), line=pick(_line)))
        match pick(_strike if rule.kind == "breach" else _honour):
            case "zero":
                found.append(Zero(line=pick(_line)))
            case "ceiling":
                found.append(Ceiling(pick(_points), line=pick(_line)))
            case "cap":
                found.append(Cap(pick(RATINGS[1:])))
            case "fail":
                found.append(Fail())
            case "refer":
                found.append(
                    Refer({"vi": "Thủ trưởng", "en": "The head"}, {"vi": "Xem xét", "en": "To consider"})
                )
            case _:
                pass
        effects[rule.id] = tuple(found)
    return Scorecard(
        name="trial",
        edition="1",
        title=Text("Phép thử", "Trial"),
        lines=(
            Line(
                id="ky-luat",
                title=Text("Kỷ luật", "Discipline"),
                maximum=6,
                start=pick(("full", "full", "empty")),
            ),
            Line(
                id="tan-tuy",
                title=Text("Tận tụy", "Devotion"),
                maximum=6,
                weight=pick((1, 2)),
                start=pick(("full", "empty")),
            ),
        ),
        effects=effects,
        thresholds=[
            Threshold(name, least, Text(name, name))
            for name, least in zip(RATINGS, (10, 6, 3, 0), strict=True)
        ],
    )
