"""Testing: rules in force for a while and for some, that override each other, and the sheets that cost them."""

from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from vanhoa_rules.conditions import Expr, person
from vanhoa_rules.errors import Text
from vanhoa_rules.patterns import Pattern, any_of, parts
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
from vanhoa_rules.testing.algebra import patterns
from vanhoa_rules.testing.kinds import TRIAL
from vanhoa_rules.testing.moments import Frame

RATINGS = ("A", "B", "C", "D")
CRITERIA = (Criterion.KY_LUAT, Criterion.TAN_TUY)
APPLIES: tuple[Expr, ...] = (
    person.uniformed == True,  # noqa: E712 - an expression, not a truth
    ~(person.unit == "u2"),
    person.group.is_null() | (person.leader == True),  # noqa: E712
)

_size = st.sampled_from((1, 1, 2, 2, 3))
_depth = st.sampled_from((1, 1, 2, 2, 3, 3, 4))
_seldom = st.sampled_from((False, False, False, True))
_rarely = st.sampled_from((False,) * 7 + (True,))
_often = st.sampled_from((False, True, True))
_half = st.booleans()
_applies = st.sampled_from(APPLIES)
_criterion = st.sampled_from(CRITERIA)
_points = st.sampled_from(("1", "2", "1/3", "2.5"))
_per = st.sampled_from(("match", "match", "measure"))
_most = st.sampled_from((None, "2", "4", "7/2"))
_strike = st.sampled_from(("none", "none", "none", "zero", "ceiling", "cap", "fail", "refer"))
_line = st.sampled_from((None, None, "ky-luat", "tan-tuy"))


@st.composite
def rulebooks(draw: st.DrawFn, frame: Frame) -> Rulebook:
    """Return a book of one to three rules of nested patterns; some override others on the same acts."""
    rules: list[Rule] = []
    heads: list[Pattern] = []
    breaches = [draw(_often) for _ in range(draw(_size))]
    for place, breach in enumerate(breaches):
        pattern = draw(patterns(frame, depth=draw(_depth)))
        if heads and draw(_seldom):  # the same acts caught twice
            pattern = heads[-1]
        elif heads and draw(_seldom):
            pattern = any_of(pattern, heads[-1])
        heads.extend((next(iter(parts(pattern)), pattern), pattern))
        rules.append(
            Rule(
                id=f"R{place}",
                title={"vi": f"Quy tắc {place}", "en": f"Rule {place}"},
                criterion=draw(_criterion),
                basis=[Citation("SEED", clause=f"T{place}", certainty="proposal")],
                in_force=_force(draw, frame) if draw(_rarely) else None,
                applies_to=draw(_applies) if draw(_rarely) else None,
                **{"breach" if breach else "merit": pattern},
            )
        )
    overrides: dict[str, tuple[str, ...]] = {}
    for upper, lower in pairwise(rules):
        if upper.kind == lower.kind and draw(_half):
            overrides[upper.id] = (lower.id,)
    book = Rulebook(name="trial", edition="1", rules=rules, vocabulary=TRIAL)
    for name, others in overrides.items():
        book = book.amend(name, overrides=others)
    return book


def _force(draw: st.DrawFn, frame: Frame) -> tuple[Any, Any]:
    one, other = sorted((draw(st.sampled_from(frame.days)), draw(st.sampled_from(frame.days))))
    return draw(st.sampled_from(((one, None), (None, other), (one, other))))


@st.composite
def scorecards(draw: st.DrawFn, rulebook: Rulebook) -> Scorecard:
    """Return a sheet of two lines: per match and per measure, with and without a limit, ends and references."""
    effects: dict[str, tuple[Effect, ...]] = {}
    for rule in rulebook:
        found: list[Effect] = []
        if draw(_often):
            cls = Deduct if rule.kind == "breach" else Award
            found.append(cls(draw(_points), per=draw(_per), at_most=draw(_most), line=draw(_line)))
        match draw(_strike):
            case "zero":
                found.append(Zero(line=draw(_line)))
            case "ceiling":
                found.append(Ceiling(draw(_points), line=draw(_line)))
            case "cap":
                found.append(Cap(draw(st.sampled_from(RATINGS[1:]))))
            case "fail":
                found.append(Fail())
            case "refer":
                found.append(Refer({"vi": "Thủ trưởng", "en": "The head"}, {"vi": "Xem xét", "en": "To consider"}))  # type: ignore[arg-type]
            case _:
                pass
        effects[rule.id] = tuple(found)
    return Scorecard(
        name="trial",
        edition="1",
        title=Text("Phép thử", "Trial"),
        lines=(
            Line(id="ky-luat", title=Text("Kỷ luật", "Discipline"), maximum=6, start=draw(st.sampled_from(("full", "full", "empty")))),
            Line(id="tan-tuy", title=Text("Tận tụy", "Devotion"), maximum=6, weight=draw(st.sampled_from((1, 2))), start=draw(st.sampled_from(("full", "empty")))),
        ),
        effects=effects,
        thresholds=[Threshold(name, least, Text(name, name)) for name, least in zip(RATINGS, (10, 6, 3, 0), strict=True)],
    )
