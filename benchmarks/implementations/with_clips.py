"""The ten rules about one fact in CLIPS: a template a kind, a rule a rule, the facts of one person at a time."""

from typing import Any

import clips
from generator import Columns

from implementations import Steps
from implementations.on_one_fact import KINDS, Document, Hits, answer, by_kind

MANY = 100  # people judged in one environment
People = list[list[tuple[Document, str, dict[str, Any]]]]
FIELDS = {
    "attendance.arrived": ("minutes_late",),
    "attendance.left": ("minutes_early",),
    "attendance.absent": (),
    "complaint.filed": ("about", "verified"),
    "dress.checked": ("neat", "footwear_ok", "badge_worn"),
    "statement.made": ("channel",),
    "gift.received": ("refusable", "giver_connected"),
    "presence.checked": ("present", "private_activity"),
    "feedback.rated": ("rating",),
}
PATTERNS = {  # what stands in the slots of the fact; several: any of them
    "F01": ["(minutes_late ?m&:(> ?m 15))"],
    "F02": ["(minutes_early ?m&:(> ?m 15))"],
    "F03": [""],
    "F04": ["(verified TRUE) (about attitude | demand)"],
    "F05": ["(badge_worn FALSE)"],
    "F06": ["(neat FALSE)", "(neat TRUE) (footwear_ok FALSE)"],
    "F07": ["(channel press)"],
    "F08": ["(refusable TRUE) (giver_connected TRUE)"],
    "F09": ["(present FALSE)", "(present TRUE) (private_activity TRUE)"],
    "F10": ["(rating 1)"],
}


def slot(value: Any) -> Any:
    return (
        clips.Symbol(str(value).upper() if isinstance(value, bool) else value) if not is_int(value) else value
    )


def is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def prepare(columns: Columns) -> People:
    people: People = [[] for _ in range(columns.n)]
    for kind, of in by_kind(columns).items():
        for fact in of:
            person = people[fact["staff"]]
            # numbered by person: CLIPS looks whole numbers up in few buckets, and many different ones make it slow
            row = {"n": len(person), **{name: slot(fact[name]) for name in FIELDS[kind]}}
            person.append((fact, kind, row))
    return people


def built(found: list[tuple[str, int]]) -> tuple[Any, dict[str, Any]]:
    """Return an environment that writes down what fires, and its templates."""
    base = clips.Environment()
    base.define_function(lambda rule, n: found.append((str(rule), int(n))), "found")
    for kind, names in FIELDS.items():
        base.build(f"(deftemplate {kind} (slot n) {' '.join(f'(slot {name})' for name in names)})")
    for rule, patterns in PATTERNS.items():
        for place, pattern in enumerate(patterns):
            base.build(f"(defrule {rule}-{place} ({KINDS[rule]} (n ?n) {pattern}) => (found {rule} ?n))")
    return base, {kind: base.find_template(kind) for kind in FIELDS}


def judge(people: People) -> Hits:
    hits: Hits = {rule: [] for rule in PATTERNS}
    found: list[tuple[str, int]] = []
    for start in range(
        0, len(people), MANY
    ):  # it slows down from person to person, so that a new one is quicker
        base, templates = built(found)
        for person in people[start : start + MANY]:
            found.clear()
            for _, kind, row in person:
                templates[kind].assert_fact(**row)
            base.run()
            base.reset()
            for rule, n in found:
                hits[rule].append(person[n][0])
    return hits


STEPS = {"clips": Steps(prepare, judge, answer)}
