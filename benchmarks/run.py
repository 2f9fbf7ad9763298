"""Print what each implementation takes to judge the same people, side by side, after checking that all agree.

    python benchmarks/run.py [--people 1000,10000,100000] [--rounds 5] [--only columnar,hand,…] [--json FILE]

Each implementation lives in a process of its own, with the same arrays in memory; rounds go around all of them in turn, so
that what else the machine does meets all alike. Seconds are of the processor, all threads together (``process_time``);
polars and DuckDB are held to one thread. Timed is from facts in the implementation's own form to findings with evidence
(and, for the thirty rules, everyone's points). Peak memory is the whole process: interpreter, packages, arrays, all.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from answers import differing
from generator import Columns, generate
from implementations import BASE, EVERYONE, Implementation

HERE = Path(__file__).parent
ONE_THREAD = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "BENCH_THREADS": "1"}
SCOPES = {
    "all": "Thirty rules of every node: findings with evidence, and points",
    "facts": "The ten rules about one fact: findings only",
}
HEAD = "| implementation | rounds | seconds | M facts/s | × this library | peak MB | findings |"


@dataclass
class Worker:
    """One implementation in a process of its own: it prepares, then judges whenever it is told to."""

    of: Implementation
    columns: Path
    process: Any = None
    seconds: list[float] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)

    def start(self) -> None:
        asked = [sys.executable, str(HERE / "worker.py"), self.of.key, str(self.columns)]
        self.process = subprocess.Popen(
            asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **ONE_THREAD}
        )
        self._read()

    def _read(self) -> Any:
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.of.key}: the process ended")
        return json.loads(line)

    def _ask(self, word: str) -> Any:
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        return self._read()

    def round(self) -> None:
        self.seconds.append(self._ask("judge")["seconds"])

    def end(self) -> None:
        self.told = self._ask("tell")
        self.process.stdin.close()
        self.process.wait()

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def compared(scope: str, people: int, only: Sequence[str]) -> list[Implementation]:
    """Return whom to ask, the library first, those whose package is there."""
    asked = [one for one in EVERYONE.values() if one.scope == scope and one.most >= people]
    return [one for one in asked if one.there and (not only or one.key in {*only, BASE[scope]})]


def measured(asked: Sequence[Implementation], columns: Path, rounds: int) -> list[Worker]:
    """Return what each took, in rounds that go around all of them."""
    workers = [Worker(one, columns) for one in asked]
    for worker in workers:
        worker.start()
    for number in range(rounds):
        for worker in workers:
            if number < (worker.of.rounds or rounds):
                worker.round()
    for worker in workers:
        worker.end()
    return workers


def printed(scope: str, columns: Columns, workers: Sequence[Worker]) -> list[dict[str, Any]]:
    """Print the table of one size and say who differs; return it as data."""
    base = workers[0]
    print(
        f"\n### {SCOPES[scope]}\n\n{columns.n:,} people, {columns.size:,} facts\n\n{HEAD}\n|---|--:|--:|--:|--:|--:|---|"
    )
    rows = []
    for worker in workers:
        told = worker.told
        wrong = differing(base.told, told)
        count = sum(number for number, _ in told["rules"].values())
        same = "the same" if not wrong else "DIFFERENT: " + " ".join(wrong)
        if worker is base:
            same = f"{count:,}"
        rows.append(
            {
                "scope": scope,
                "people": columns.n,
                "facts": columns.size,
                "key": worker.of.key,
                "seconds": worker.seconds,
                "median": worker.median,
                "ratio": worker.median / base.median,
                "peak": told["peak"],
                "findings": count,
                "differs": wrong,
            }
        )
        print(
            f"| {worker.of.title} | {len(worker.seconds)} | {worker.median:.4f} | {columns.size / worker.median / 1e6:.3f} "
            f"| {worker.median / base.median:.1f} | {told['peak']:,.0f} | {same} |"
        )
    for one in EVERYONE.values():
        if one.scope == scope and not one.there:
            print(f"| {one.title} | – | – | – | – | – | not asked: pip install {one.package} |")
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", default="1000,10000,100000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scope", default="all,facts")
    parser.add_argument("--only", default="")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, {platform.python_implementation()} {platform.python_version()}"
    )
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for people in map(int, given.people.split(",")):
            columns = generate(people)
            path = Path(folder) / f"{people}.npz"
            columns.save(path)
            for scope in given.scope.split(","):
                asked = compared(scope, people, [one for one in given.only.split(",") if one])
                rows += printed(scope, columns, measured(asked, path, given.rounds))
                sys.stdout.flush()
            path.unlink()
    limits = [EVERYONE[key] for key in dict.fromkeys(row["key"] for row in rows) if EVERYONE[key].cannot]
    if limits:
        print("\nWhat each cannot express, and how it is said instead:\n")
    for one in limits:
        print(f"- {one.title}: {one.cannot}")
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1))
    if any(row["differs"] for row in rows):
        raise SystemExit("Some findings differ.")


if __name__ == "__main__":
    main()
