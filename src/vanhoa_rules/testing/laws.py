"""Testing: the law of the unknown: what is said once more is seen lies inside what was said before."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from vanhoa_rules.testing.books import RATINGS
from vanhoa_rules.testing.cases import Answer
from vanhoa_rules.verdicts import Verdict

BECOMES: Mapping[str, frozenset[str]] = {
    "breached": frozenset({"breached"}),
    "earned": frozenset({"earned"}),
    "met": frozenset({"met"}),
    "not_applicable": frozenset({"not_applicable"}),
    "pending": frozenset({"pending", "met"}),
    "unknown": frozenset({"unknown", "breached", "earned", "met", "pending"}),
}


def strays(before: Mapping[str, Answer], after: Mapping[str, Answer]) -> list[str]:
    """Return where an answer given with more seen leaves the one given with less; none where the law holds.

    A certain word stays, a rule keeps at least as many findings, every line, the total and the rating stay within
    their bounds, and the bounds do not grow.
    """
    found: list[str] = []
    for staff, answer in before.items():
        later = after[staff]
        for one, other in zip(answer.outcomes, later.outcomes, strict=True):
            if other.word not in BECOMES[one.word]:
                found.append(f"{staff} {one.rule}: {one.word} became {other.word}")
            if len(one.certain) > len(other.certain):
                found.append(f"{staff} {one.rule}: {len(one.certain)} findings became {len(other.certain)}")
        found.extend(_score(staff, answer.verdict, later.verdict))
    return found


def _score(staff: str, one: Verdict, other: Verdict) -> list[str]:
    found: list[str] = []
    before, after = ({**data["lines"], "total": data["total"]} for data in (one.to_data(), other.to_data()))
    for name, mine in before.items():
        theirs = after[name]
        bounds = (mine["low"], theirs["low"], theirs["recorded"], theirs["high"], mine["high"])
        if not all(a <= b for a, b in pairwise(map(Fraction, bounds))):
            found.append(f"{staff} {name}: {mine} became {theirs}")
    low, _, high = (RATINGS.index(rating or "") for rating in one.rating)
    low_after, recorded, high_after = (RATINGS.index(rating or "") for rating in other.rating)
    if not high <= high_after <= recorded <= low_after <= low:
        found.append(f"{staff} rating: {one.rating} became {other.rating}")
    return found
