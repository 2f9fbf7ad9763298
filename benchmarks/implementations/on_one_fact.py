"""The ten rules about one fact: documents for the rule engines, and lambdas as the control.

The control separates what an engine costs from what dispatch by kind and columns save: ``lambdas`` asks every rule of
every fact, ``dispatched`` only those about the fact's kind, as the rule engines here are asked.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from answers import Answer, Found
from generator import TEXTS, Columns

from implementations import Steps

Document = dict[str, Any]
Hits = dict[str, list[Document]]
KINDS = {
    "F01": "attendance.arrived",
    "F02": "attendance.left",
    "F03": "attendance.absent",
    "F04": "complaint.filed",
    "F05": "dress.checked",
    "F06": "dress.checked",
    "F07": "statement.made",
    "F08": "gift.received",
    "F09": "presence.checked",
    "F10": "feedback.rated",
}
RULES: dict[str, Callable[[Document], bool]] = {
    "F01": lambda f: f["minutes_late"] > 15,
    "F02": lambda f: f["minutes_early"] > 15,
    "F03": lambda _: True,
    "F04": lambda f: f["verified"] and f["about"] in {"attitude", "demand"},
    "F05": lambda f: not f["badge_worn"],
    "F06": lambda f: not f["neat"] or not f["footwear_ok"],
    "F07": lambda f: f["channel"] == "press",
    "F08": lambda f: f["refusable"] and f["giver_connected"],
    "F09": lambda f: not f["present"] or f["private_activity"],
    "F10": lambda f: f["rating"] == 1,
}


def documents(columns: Columns) -> list[Document]:
    """Return every fact as a document: kind, number, staff, instant and fields, texts as texts."""
    found: list[Document] = []
    for kind, arrays in columns.kinds.items():
        lists = {name: a.tolist() for name, a in arrays.items()}
        for name in lists.keys() & TEXTS.keys():
            lists[name] = [TEXTS[name][place] for place in lists[name]]
        numbers = range(columns.bases[kind], columns.bases[kind] + len(arrays["at"]))
        for number, row in zip(numbers, zip(*lists.values(), strict=True), strict=True):
            found.append({"kind": kind, "n": number, **dict(zip(lists, row, strict=True))})
    return found


def by_kind(columns: Columns) -> dict[str, list[Document]]:
    """Return the documents that some rule is about, by kind."""
    found: dict[str, list[Document]] = {kind: [] for kind in KINDS.values()}
    for document in documents(columns):
        if document["kind"] in found:
            found[document["kind"]].append(document)
    return found


def on_every_fact(facts: Iterable[Document]) -> Hits:
    rules = {
        rule: (lambda f, kind=KINDS[rule], test=test: f["kind"] == kind and test(f))
        for rule, test in RULES.items()
    }
    hits: Hits = {rule: [] for rule in rules}
    for fact in facts:
        for rule, test in rules.items():
            if test(fact):
                hits[rule].append(fact)
    return hits


def on_its_kind(facts: Mapping[str, list[Document]]) -> Hits:
    return {rule: [f for f in facts[KINDS[rule]] if test(f)] for rule, test in RULES.items()}


def answer(_: Any, hits: Hits) -> Answer:
    return Answer(
        {rule: Found.of_rows((f["staff"], f["at"], [f["n"]]) for f in of) for rule, of in hits.items()}
    )


STEPS = {
    "lambdas": Steps(documents, on_every_fact, answer),
    "dispatched": Steps(by_kind, on_its_kind, answer),
}
