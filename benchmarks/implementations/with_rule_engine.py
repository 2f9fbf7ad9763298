"""The ten rules about one fact in rule-engine, each asked of the facts of its kind."""

from typing import Any

from generator import Columns
from rule_engine import Rule

from implementations import Steps
from implementations.on_one_fact import KINDS, Document, Hits, answer, by_kind

CONDITIONS = {
    "F01": "minutes_late > 15",
    "F02": "minutes_early > 15",
    "F03": "true",
    "F04": "verified and about in ['attitude', 'demand']",
    "F05": "not badge_worn",
    "F06": "not neat or not footwear_ok",
    "F07": "channel == 'press'",
    "F08": "refusable and giver_connected",
    "F09": "not present or private_activity",
    "F10": "rating == 1",
}
Given = tuple[dict[str, list[Document]], dict[str, Any]]


def prepare(columns: Columns) -> Given:
    return by_kind(columns), {rule: Rule(text) for rule, text in CONDITIONS.items()}


def judge(given: Given) -> Hits:
    facts, rules = given
    return {name: list(rule.filter(facts[KINDS[name]])) for name, rule in rules.items()}


STEPS = {"rule-engine": Steps(prepare, judge, answer)}
