"""5 · From a, b, c (and d, đ, e) to the result part and the total (Arts 12(3), 16, 17(1))."""

from collections.abc import Mapping
from fractions import Fraction

from vanhoa_rules.facts import SupportWorkAssessed
from vanhoa_rules.sheets.nd_335_2025.measures import NIL, Measure, added, known
from vanhoa_rules.sheets.nd_335_2025.reading import Reading

RESULT = Fraction(70)
STAFF = ("a", "b", "c")
LEADER = (*STAFF, "d", "dd", "e")
MEASURES = ("general", *LEADER, "R", "result")
SUPPORT = {"quality": "a", "rules": "b", "effect": "c"}


def outcome(parts: Mapping[str, Measure], reading: Reading) -> dict[str, Measure]:
    """Return R and the result part of a leader (six parts) or of staff (three), the result at most 70 points."""
    used = [parts[name] for name in (LEADER if "d" in parts else STAFF)]
    whole = added(used, len(used))
    points = whole.map(lambda ratio: max(NIL, RESULT * ratio))
    return {"R": whole, "result": points if reading.cap == "none" else points.at_most(RESULT)}


def support(facts: list[SupportWorkAssessed]) -> dict[str, Measure] | None:
    """Return a, b, c of support staff as assessed in percent (handbook); None unless all three are on record."""
    found: dict[str, SupportWorkAssessed] = {fact.aspect: fact for fact in facts}
    if set(found) != set(SUPPORT):
        return None
    return {
        letter: known(Fraction(found[aspect].percent) / 100, (found[aspect].id,))
        for aspect, letter in SUPPORT.items()
    }
