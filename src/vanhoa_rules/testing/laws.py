"""Testing: the law of the unknown: what is said once more is seen lies inside what was said before."""

from collections.abc import Mapping

from vanhoa_rules.testing.books import RATINGS
from vanhoa_rules.testing.worlds import Answer

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
        one, other = answer.verdict, later.verdict
        lines = [(name, line, other.lines[name]) for name, line in one.lines.items()]
        for name, mine, theirs in (*lines, ("total", one.total, other.total)):
            if not mine.low <= theirs.low <= theirs.recorded <= theirs.high <= mine.high:
                found.append(f"{staff} {name}: {mine} became {theirs}")
        low, _, high = map(RATINGS.index, one.rating)
        low_after, recorded, high_after = map(RATINGS.index, other.rating)
        if not high <= high_after <= recorded <= low_after <= low:
            found.append(f"{staff} rating: {one.rating} became {other.rating}")
    return found
