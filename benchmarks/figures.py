"""Print how this library grows, what evidence costs, what one person costs, and how much memory a province takes.

    python benchmarks/figures.py [--people 100000] [--rounds 5]

Processor time, medians; what is compared is asked in turn in one process, so that a busy machine meets both alike.
"""

import argparse
import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from generator import PERIOD, generate, roster
from implementations import EVERYONE
from implementations.library import COVERS, Asked, asked, timelines
from rules30 import BOOK, sheet
from run import Worker
from tables import CALENDAR

from vanhoa_rules import evaluate
from vanhoa_rules.facts import Roster

COLUMNAR = "vanhoa_rules.engines.columnar"


@dataclass
class Took:
    """What two or three things took, done in turn; ``ratio`` compares the first with another, round by round."""

    seconds: list[list[float]]

    def median(self, which: int) -> float:
        return statistics.median(self.seconds[which])

    def ratio(self, other: int = 1) -> float:
        return statistics.median(
            one / two for one, two in zip(self.seconds[0], self.seconds[other], strict=True)
        )


def in_turn(rounds: int, *asks: Callable[[], Any]) -> Took:
    """Return the seconds of several things, each done once a round, after one round that does not count."""
    seconds: list[list[float]] = [[] for _ in asks]
    for number in range(rounds + 1):
        for ask, took in zip(asks, seconds, strict=True):
            gc.collect()
            began = time.process_time()
            ask()
            if number:
                took.append(time.process_time() - began)
    return Took(seconds)


class Bare:
    """Evidence of n matches of which nothing is kept."""

    rows = np.zeros(0, dtype=np.int64)
    width = 1

    def __init__(self, n: int) -> None:
        self.n = n

    @property
    def ends(self) -> Any:
        return np.zeros(self.n + 1, dtype=np.int64)

    def __len__(self) -> int:
        return self.n

    def bounds(self) -> tuple[Any, Any]:
        return self.ends[:-1], self.ends[1:]

    def take(self, places: Any) -> "Bare":
        return Bare(len(places))


@contextmanager
def scores_only() -> Iterator[None]:
    """Let the columnar engine carry no evidence: whoever would gather, merge or take some gets none.

    What is left is the row of each fact that is a match by itself, which the engine needs as the match's subject.
    """
    instead: dict[str, Callable[..., Any]] = {
        "matches.Evidence.take": lambda _, places: Bare(len(places)),
        "following.merged": lambda _, parts: Bare(len(parts[0])),
        "covering.merged": lambda _, parts: Bare(len(parts[0])),
        "waiting.merged": lambda _, parts: Bare(len(parts[0])),
        "following.aligned": lambda n, *_: Bare(n),
        "following.Moves.evidence": lambda *_: [],
        "counting._stretch": lambda _run, _found, _evidence, first, _k: Bare(len(first)),
        "windows.Cells.evidence": lambda _grid, chosen, *_: Bare(len(chosen)),
    }
    patches = []
    for name, stand_in in instead.items():
        module, *inner, last = name.split(".")
        target = import_module(f"{COLUMNAR}.{module}")
        for part in inner:
            target = getattr(target, part)
        patches.append(patch.object(target, last, stand_in))
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()


def without_evidence(given: Asked) -> Any:
    with scores_only():
        return given.evaluate()


def evidence(given: Asked, rounds: int) -> None:
    whole, bare = given.evaluate(), without_evidence(given)
    assert all(np.array_equal(whole.points.total[at], bare.points.total[at]) for at in whole.points.total)
    assert [len(r.certain) for r in whole.results] == [len(r.certain) for r in bare.results]
    facts = sum(len(r.certain.evidence.rows) for r in whole.results)
    count = sum(len(r.certain) for r in whole.results)
    del whole, bare
    took = in_turn(2 * rounds, given.evaluate, lambda: without_evidence(given))
    print(
        f"- evidence: {count:,} findings name {facts:,} facts; with evidence {took.median(0):.3f} s, the same scores "
        f"without {took.median(1):.3f} s: evidence costs {100 * (took.ratio() - 1):.0f} % over scores alone"
    )


def growth(given: Asked, rounds: int) -> None:
    few = asked(generate(given.columns.n // 10), BOOK)
    took = in_turn(rounds, given.evaluate, few.evaluate)
    large, small = given.columns.size, few.columns.size
    print(
        f"- growth: {small:,} facts in {took.median(1):.4f} s, {large:,} in {took.median(0):.4f} s: {took.ratio():.2f} "
        f"times the time for {large / small:.2f} times the facts, a ratio of {took.ratio() / (large / small):.2f}"
    )
    print(f"- rate: {large / took.median(0) / 1e6:.1f} M facts/s")


def concentrated(rounds: int) -> None:
    one, many = asked(generate(1, times=1000), BOOK), asked(generate(1000), BOOK)
    took = in_turn(rounds * 5, one.evaluate, many.evaluate)
    per = took.ratio() * many.columns.size / one.columns.size
    print(
        f"- one person's {one.columns.size:,} facts: {took.median(0):.4f} s; {many.columns.n:,} people's "
        f"{many.columns.size:,}: {took.median(1):.4f} s; a fact costs {per:.2f} times as much"
    )


def one_person(rounds: int) -> None:
    columns = generate(50)
    staff = columns.people[1]
    facts = timelines(columns, BOOK).scene.timelines.of(staff)
    alone = Roster(roster(columns).rows(staff))
    rules = sheet(BOOK)

    def ask(engine: str) -> Callable[[], Any]:
        return lambda: evaluate(
            BOOK,
            rules,
            facts,
            roster=alone,
            period=PERIOD,
            as_of=PERIOD.end,
            covers=COVERS,
            calendar=CALENDAR,
            engine=engine,
        )

    took = in_turn(rounds * 20, ask("auto"), ask("reference"), ask("columnar"))
    auto, reference, columnar = (took.median(which) * 1e3 for which in range(3))
    print(
        f"- one person, {len(facts)} facts, 30 rules, a whole verdict: auto {auto:.2f} ms, reference {reference:.2f} ms "
        f"({took.ratio():.2f} times), columnar {columnar:.2f} ms"
    )


def memory(given: Asked) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "columns.npz"
        given.columns.save(path)
        worker = Worker(EVERYONE["columnar"], path)
        worker.start()  # it judges once
        worker.end()
    size = given.columns.megabytes
    peak = worker.told["peak"]
    print(
        f"- peak memory of a process that judges them: {peak:,.0f} MB, {peak / size:.1f} times the columns ({size:,.0f} MB)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    whole = asked(generate(given.people), BOOK)
    growth(whole, given.rounds)
    evidence(whole, given.rounds)
    memory(whole)
    concentrated(given.rounds)
    one_person(given.rounds)


if __name__ == "__main__":
    main()
