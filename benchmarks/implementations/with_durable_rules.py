"""The rules on durable-rules, written by hand in the part of it that answers rightly and does not crash.

Conditions and joins are rulesets, driven through its C module: facts only, integers only, one flat ``$and`` a pattern that
begins with a test that holds, the last join term always true, no ``$or``, ``none``, ``count`` or timers. What follows
from silence, sliding and disjoint counts, months, shares, the mean, the run and the points are Python, the loops written
by hand, over what it finds.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import durable_rules_engine as engine
from answers import Answer
from tables import DAYS30, day_of

from implementations import Steps, by_hand
from implementations.by_hand import PRESS, Finding, Judged, Person, by_case
from implementations.on_one_fact import KINDS

BLOCK = 25  # people told to one state, kept apart by their keys
SID = 1
KIND = {
    name: number
    for number, name in enumerate(
        (
            *dict.fromkeys(KINDS.values()),
            *by_hand.KEYED,
            "document.received",
            "letter.received",
            "letter.handled",
            "meeting.due",
            "leave.approved",
            "authorisation.granted",
            "mission.assigned",
        ),
        start=1,
    )
}
CONDITIONS: dict[str, Sequence[dict[str, Any]]] = {  # a name with a stroke is one of several ways to be hit
    "F01": [{"$gt": {"minutes_late": 15}}],
    "F02": [{"$gt": {"minutes_early": 15}}],
    "F03": [],
    "F04/attitude": [{"verified": 1}, {"about": by_hand.ATTITUDE}],
    "F04/demand": [{"verified": 1}, {"about": by_hand.DEMAND}],
    "F05": [{"badge_worn": 0}],
    "F06/neat": [{"neat": 0}],
    "F06/shoes": [{"neat": 1}, {"footwear_ok": 0}],
    "F07": [{"channel": PRESS}],
    "F08": [{"refusable": 1}, {"giver_connected": 1}],
    "F09/absent": [{"present": 0}],
    "F09/busy": [{"present": 1}, {"private_activity": 1}],
    "F10": [{"rating": 1}],
}
COUNTED: dict[str, tuple[str, Sequence[dict[str, Any]]]] = {
    "late": ("attendance.arrived", [{"$gt": {"minutes_late": 5}}]),
    "tardy": ("attendance.arrived", [{"$gt": {"minutes_late": 0}}]),
    "low": ("feedback.rated", [{"$lte": {"rating": 2}}]),
}
LATER: Sequence[dict[str, Any]] = [{"$gte": {"t": {"p": "t"}}}]
INSIDE: Sequence[dict[str, Any]] = [*LATER, {"$lt": {"t": {"p": "z"}}}]
UP_TO: Sequence[dict[str, Any]] = [*LATER, {"$lte": {"t": {"p": "z"}}}]
JOINS: dict[tuple[str, str], Sequence[dict[str, Any]]] = {  # the second after the first, by the same key
    ("case.received", "case.returned"): LATER,
    ("case.received", "case.deadline_extended"): LATER,
    ("case.received", "apology.sent"): LATER,
    ("document.received", "document.acknowledged"): LATER,
    ("letter.received", "letter.handled"): LATER,
    ("gift.received", "gift.reported"): LATER,
    ("gift.received", "gift.handed_in"): [],
    ("meeting.due", "meeting.attended"): LATER,
    ("leave.approved", "meeting.due"): INSIDE,
    ("mission.assigned", "complaint.filed"): INSIDE,
    ("authorisation.granted", "statement.made"): UP_TO,
    ("complaint.filed", "complaint.filed"): UP_TO,
}
BY_PERSON = {first for first, _ in list(JOINS)[-4:]} | {"statement.made"}  # joined by whom they are about
FIELDS = {name for terms in CONDITIONS.values() for term in terms for name in term.get("$gt", term)}
Pairs = dict[tuple[str, str], list[tuple[int, int]]]


@dataclass
class Ruleset:
    """A ruleset inside the C module; its one state completes an action before it is deleted."""

    rules: dict[str, Any]
    handle: int = field(init=False)

    def __post_init__(self) -> None:
        born = {"born": {"all": [{"m": {"u": 2}}]}}
        self.handle = engine.create_ruleset("bench", json.dumps({**self.rules, **born}))

    def ask(self, messages: Sequence[dict[str, int]]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Tell a new state some facts, yield what fires, and delete the state."""
        list(self.drained(1))
        rows = [{"id": n, "sid": SID, "u": 1, **message} for n, message in enumerate(messages, start=2)]
        if rows:
            engine.assert_facts(self.handle, json.dumps(rows))
        yield from self.drained(len(rows) + 2)
        engine.delete_state(self.handle, str(SID))

    def drained(self, number: int) -> Iterator[tuple[str, dict[str, Any]]]:
        state = engine.assert_event(self.handle, json.dumps({"id": number, "sid": SID, "u": 2}))[1]
        started = engine.start_action_for_state(self.handle, state)
        text = started[1] if started else None
        while text:
            ((name, found),) = json.loads(text).items()
            if name != "born":
                yield name, found
            text = engine.complete_and_start_action(self.handle, state)

    def close(self) -> None:
        engine.delete_ruleset(self.handle)


def conditions(*, counted: bool) -> Ruleset:
    rules: dict[str, tuple[str, Sequence[dict[str, Any]]]] = {
        name: (KINDS[name[:3]], terms) for name, terms in CONDITIONS.items()
    }
    rules.update(COUNTED if counted else {})
    return Ruleset(
        {
            name: {"all": [{"m": {"$and": [{"u": 1}, {"k": KIND[kind]}, *terms]}}]}
            for name, (kind, terms) in rules.items()
        }
    )


def joins() -> Ruleset:
    return Ruleset(
        {
            f"{first} {then}": {
                "all": [
                    {"p": {"$and": [{"u": 1}, {"k": KIND[first]}]}},
                    {
                        "q": {
                            "$and": [
                                {"u": 1},
                                {"k": KIND[then]},
                                {"j": {"p": "j"}},
                                *terms,
                                {"u": {"p": "u"}},
                            ]
                        }
                    },
                ]
            }
            for (first, then), terms in JOINS.items()
        }
    )


def told(p: Person) -> list[dict[str, int]]:
    """Return a person's facts as messages for the conditions."""
    return [
        {"k": KIND[kind], "n": f.id, **{name: int(getattr(f, name)) for name in FIELDS & set(f._fields)}}
        for kind in p.keys() & set(KINDS.values())
        for f in p[kind]
    ]


def hits(ruleset: Ruleset, people: Sequence[Person]) -> dict[str, set[int]]:
    """Return the numbers of the facts that meet each condition."""
    found: dict[str, set[int]] = {}
    for name, message in ruleset.ask([message for p in people for message in told(p)]):
        found.setdefault(name.partition("/")[0], set()).add(message["m"]["n"])
    return found


def message(kind: str, f: Any, key: int) -> dict[str, int]:
    end = (
        DAYS30[day_of(f.at)]
        if kind in {"authorisation.granted", "complaint.filed"}
        else getattr(f, "until", 0)
    )
    return {"k": KIND[kind], "n": f.id, "t": f.at, "z": end, "j": key}


def paired(ruleset: Ruleset, people: Sequence[Person], handled: dict[int, list[Any]]) -> Pairs:
    """Return the numbers of the facts that stand in each join; letters are joined with what anyone handled."""
    keys: dict[tuple[str, int], int] = {}
    messages = []
    kinds = {kind for pair in JOINS for kind in pair} - {"letter.handled"}
    for place, p in enumerate(people):
        person = keys.setdefault(("person", place), len(keys) + 1)
        for kind in kinds & p.keys():
            for f in p[kind]:
                if kind in BY_PERSON or kind == "complaint.filed":
                    key = person
                else:
                    key = keys.setdefault(("case", f.case), len(keys) + 1)
                messages.append(message(kind, f, key))
                if kind == "meeting.due":  # leave is joined by whom it is about, attendance by the meeting
                    messages.append(message(kind, f, person))
                if kind == "letter.received":
                    messages += [message("letter.handled", h, key) for h in handled.get(f.case, ())]
    found: Pairs = {}
    for name, pair in ruleset.ask(messages):
        first, _, then = name.partition(" ")
        found.setdefault((first, then), []).append((pair["p"]["n"], pair["q"]["n"]))
    return found


def judged_block(
    people: Sequence[Person], tests: Ruleset, joined: Ruleset, handled: dict[int, list[Any]]
) -> list[list[Finding]]:
    """Return the findings of some people, from what the network says of their facts."""
    of, pairs = hits(tests, people), paired(joined, people, handled)
    facts = {f.id: f for p in people for fs in p.values() for f in fs}
    facts.update(
        (h.id, h) for p in people for f in p.get("letter.received", ()) for h in handled.get(f.case, ())
    )
    keyed = {*by_hand.KEYED, "letter.handled"}
    answers = {
        then: by_case(facts[n] for _, n in found) for (_, then), found in pairs.items() if then in keyed
    }
    answers["case.received"] = by_case(facts[n] for n, _ in pairs.get(("case.received", "case.returned"), ()))
    excused = {n for _, n in pairs.get(("leave.approved", "meeting.due"), ())}
    allowed = {n for _, n in pairs.get(("authorisation.granted", "statement.made"), ())}
    away: dict[int, list[Any]] = {}
    for one, other in pairs.get(("mission.assigned", "complaint.filed"), ()):
        away.setdefault(other, []).append(facts[one])
    following: dict[int, list[Any]] = {}
    for one, other in pairs.get(("complaint.filed", "complaint.filed"), ()):
        if one < other:  # of one kind, facts stand in the order of their numbers
            following.setdefault(one, []).append(facts[other])

    def near(kind: str) -> dict[int, list[Any]]:
        return answers.get(kind, {})

    found = []
    for p in people:
        filed, made = p.get("complaint.filed", ()), p.get("statement.made", ())
        counted = {
            name: [f for f in p.get(kind, ()) if f.id in of.get(name, ())]
            for name, (kind, _) in COUNTED.items()
        }
        then = [(f, min(following[f.id], key=lambda g: (g.at, g.id))) for f in filed if f.id in following]
        found.append(
            [
                *on_one_fact(p, of),
                *by_hand.counts(p, counted),
                *by_hand.cases(p, near),
                *by_hand.duties(p, near, near("letter.handled")),
                *by_hand.missed(p, near, lambda f: f.id in excused),
                *(("T07", g.at, [f.id, g.id]) for f, g in then),
                *(("T08", f.at, [f.id]) for f in made if f.id in of.get("F07", ()) and f.id not in allowed),
                *(("T09", f.at, [f.id, by_hand.longest(away[f.id]).id]) for f in filed if f.id in away),
            ]
        )
    return found


def on_one_fact(p: Person, of: dict[str, set[int]]) -> list[Finding]:
    return [
        (rule, f.at, [f.id])
        for rule, kind in KINDS.items()
        for f in p.get(kind, ())
        if f.id in of.get(rule, ())
    ]


def blocks(people: list[Person]) -> Iterator[list[Person]]:
    for start in range(0, len(people), BLOCK):
        yield people[start : start + BLOCK]


def judge(everyone: list[Person]) -> Judged:
    handled = by_case(f for p in everyone for f in p.get("letter.handled", ()))
    tests, joined = conditions(counted=True), joins()
    findings = [one for block in blocks(everyone) for one in judged_block(block, tests, joined, handled)]
    joined.close()
    tests.close()
    by_hand.shared(everyone, findings)
    return findings, [by_hand.score(p, of) for p, of in zip(everyone, findings, strict=True)]


def judge_facts(everyone: list[Person]) -> Judged:
    tests = conditions(counted=False)
    findings = []
    for block in blocks(everyone):
        of = hits(tests, block)
        findings += [on_one_fact(p, of) for p in block]
    tests.close()
    return findings, []


def answer_facts(given: list[Person], judged: Judged) -> Answer:
    return Answer(by_hand.answer(given, judged).findings)


STEPS = {
    "durable-rules": Steps(by_hand.people, judge, by_hand.answer),
    "durable-rules-facts": Steps(by_hand.people, judge_facts, answer_facts),
}
