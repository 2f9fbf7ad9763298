"""The ten rules about one fact as compiled zen expressions, asked of a document a person: his or her facts by kind."""

from dataclasses import dataclass
from typing import Any

import zen
from answers import Answer
from generator import Columns

from implementations import Steps
from implementations.on_one_fact import KINDS, Document, Hits, answer, by_kind

CONDITIONS = {
    "F01": "#.minutes_late > 15",
    "F02": "#.minutes_early > 15",
    "F03": "true",
    "F04": '#.verified and #.about in ["attitude", "demand"]',
    "F05": "not #.badge_worn",
    "F06": "not #.neat or not #.footwear_ok",
    "F07": '#.channel == "press"',
    "F08": "#.refusable and #.giver_connected",
    "F09": "not #.present or #.private_activity",
    "F10": "#.rating == 1",
}


def named(kind: str) -> str:
    return kind.replace(".", "_")


@dataclass
class Given:
    people: list[dict[str, list[Document]]]
    facts: dict[int, Document]
    rules: dict[str, Any]


def prepare(columns: Columns) -> Given:
    people: list[dict[str, list[Document]]] = [
        {named(kind): [] for kind in KINDS.values()} for _ in range(columns.n)
    ]
    facts = {}
    for kind, of in by_kind(columns).items():
        for fact in of:
            people[fact["staff"]][named(kind)].append(fact)
            facts[fact["n"]] = fact
    rules = {
        rule: zen.compile_expression(f"map(filter({named(KINDS[rule])}, {condition}), #.n)")
        for rule, condition in CONDITIONS.items()
    }
    return Given(people, facts, rules)


def judge(given: Given) -> dict[str, list[int]]:
    hits: dict[str, list[int]] = {rule: [] for rule in given.rules}
    for person in given.people:
        for rule, expression in given.rules.items():
            hits[rule] += expression.evaluate({named(KINDS[rule]): person[named(KINDS[rule])]})
    return hits


def told(given: Given, hits: dict[str, list[int]]) -> Answer:
    found: Hits = {rule: [given.facts[int(n)] for n in of] for rule, of in hits.items()}
    return answer(given, found)


STEPS = {"zen": Steps(prepare, judge, told)}
