"""The implementations that are compared, one module each; a module is imported only where its package is installed."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from answers import Answer
from generator import Columns


@dataclass(frozen=True)
class Steps:
    """``prepare`` gives the input its natural form (not timed); ``judge`` is timed; ``answer`` makes it comparable."""

    prepare: Callable[[Columns], Any]
    judge: Callable[[Any], Any]
    answer: Callable[[Any, Any], Answer]


@dataclass(frozen=True)
class Implementation:
    """Where the ``STEPS`` of one implementation are, up to how many people it is asked, and what it cannot say.

    ``scope`` is ``all`` for the thirty rules and ``facts`` for the ten about one fact each; ``package`` is what pip
    installs and ``imports`` what Python imports.
    """

    key: str
    title: str
    module: str
    scope: str
    most: int
    package: str = ""
    imports: str = ""
    cannot: str = ""
    rounds: int = 0  # at most, for the very slow; 0 = as many as asked for, after one that does not count

    @property
    def there(self) -> bool:
        return not self.imports or find_spec(self.imports) is not None

    def steps(self) -> Steps:
        found: Steps = import_module(f"implementations.{self.module}").STEPS[self.key]
        return found


K = 1000
ON_ONE_FACT = (
    "Only the ten rules about one fact: it knows no time between facts, no counts, no silence, nobody else."
)
REMAINDER = (
    "Silence, counts in windows and groups, months, shares, mean, run, what follows from a passed deadline, the head's "
    "people and the points are Python, over the conditions and joins it finds."
)
GROUPS = "Disjoint groups (C03) are no {what}: a Python loop over the facts that may stand in one."
DURABLE = ("durable-rules==2.0.28", "durable_rules_engine")
EVERYONE = {
    one.key: one
    for one in (
        Implementation("columnar", "this library, columnar", "library", "all", 100 * K),
        Implementation("reference", "this library, reference", "library", "all", K, rounds=3),
        Implementation("durable", "this library, durable", "library", "all", K, *DURABLE, rounds=3),
        Implementation("hand", "Python loops by hand", "by_hand", "all", 100 * K),
        Implementation(
            "pandas",
            "pandas",
            "with_pandas",
            "all",
            100 * K,
            "pandas",
            "pandas",
            GROUPS.format(what="merge and no rolling shift"),
        ),
        Implementation(
            "polars",
            "polars",
            "with_polars",
            "all",
            100 * K,
            "polars",
            "polars",
            GROUPS.format(what="expression"),
        ),
        Implementation("duckdb", "DuckDB SQL", "with_duckdb", "all", 100 * K, "duckdb", "duckdb"),
        Implementation(
            "durable-rules", "durable-rules by hand", "with_durable_rules", "all", 10 * K, *DURABLE, REMAINDER
        ),
        Implementation("columnar-facts", "this library, columnar", "library", "facts", 100 * K),
        Implementation("dispatched", "control: lambdas by kind", "on_one_fact", "facts", 100 * K),
        Implementation("lambdas", "control: every lambda on every fact", "on_one_fact", "facts", 10 * K),
        Implementation("zen", "zen-engine", "with_zen", "facts", 100 * K, "zen-engine", "zen", ON_ONE_FACT),
        Implementation(
            "rule-engine",
            "rule-engine",
            "with_rule_engine",
            "facts",
            10 * K,
            "rule-engine",
            "rule_engine",
            ON_ONE_FACT,
        ),
        Implementation(
            "json-logic",
            "json-logic",
            "with_json_logic",
            "facts",
            10 * K,
            "json-logic-qubit",
            "json_logic",
            ON_ONE_FACT,
        ),
        Implementation(
            "clips",
            "clipspy",
            "with_clips",
            "facts",
            10 * K,
            "clipspy",
            "clips",
            "Joins and silence can be written in CLIPS; here are only the ten rules about one fact.",
        ),
        Implementation(
            "durable-rules-facts",
            "durable-rules by hand",
            "with_durable_rules",
            "facts",
            10 * K,
            *DURABLE,
            "“Or” is two rules (in the dialect that is right and does not crash).",
        ),
    )
}
BASE = {"all": "columnar", "facts": "columnar-facts"}
