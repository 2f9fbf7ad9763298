"""The ten rules about one fact as JsonLogic, each asked of the facts of its kind."""

from typing import Any

from json_logic import jsonLogic

from implementations import Steps
from implementations.on_one_fact import KINDS, Document, Hits, answer, by_kind


def var(name: str) -> dict[str, str]:
    return {"var": name}


CONDITIONS: dict[str, Any] = {
    "F01": {">": [var("minutes_late"), 15]},
    "F02": {">": [var("minutes_early"), 15]},
    "F03": {"==": [1, 1]},
    "F04": {"and": [var("verified"), {"in": [var("about"), ["attitude", "demand"]]}]},
    "F05": {"!": [var("badge_worn")]},
    "F06": {"or": [{"!": [var("neat")]}, {"!": [var("footwear_ok")]}]},
    "F07": {"==": [var("channel"), "press"]},
    "F08": {"and": [var("refusable"), var("giver_connected")]},
    "F09": {"or": [{"!": [var("present")]}, var("private_activity")]},
    "F10": {"==": [var("rating"), 1]},
}


def judge(facts: dict[str, list[Document]]) -> Hits:
    return {
        rule: [fact for fact in facts[KINDS[rule]] if jsonLogic(condition, fact)]
        for rule, condition in CONDITIONS.items()
    }


STEPS = {"json-logic": Steps(by_kind, judge, answer)}
