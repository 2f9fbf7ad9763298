"""A long live evaluation: facts one by one in shuffled order, memory at each tenth, and in the end everyone's verdict.

    python benchmarks/soak.py --people 2000 --facts 500000 --engine durable
    python benchmarks/soak.py --people 100000 --facts 300000 --kept 2000

The province of ``generator.py`` under the rulebook ``thanh-tra-thanh-hoa``: 1 % of the facts are recorded late, after
their neighbours and after time has gone on, 1 % are retracted. In the end the verdicts are compared with what judging
the same facts at once says: everyone's by the columnar engine, those of a sample by the reference.
"""

import argparse
import gc
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import generator
import numpy as np

from vanhoa_rules import Coverage, Fact, Roster, Verdict, load_rulebook, load_scorecard
from vanhoa_rules._api import inputs, judge
from vanhoa_rules.calendars import Calendar
from vanhoa_rules.facts import FactRetracted, fields_of
from vanhoa_rules.live import Live

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COVERS = Coverage([{"kinds": ["*"], "since": "2025-10-01"}])
PAGE = os.sysconf("SC_PAGE_SIZE")


def resident() -> float:
    """Return this process's resident memory in MB."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE / 1e6


def instant(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)


def facts_of(columns: generator.Columns, share: float, seed: int) -> Iterator[Fact]:
    """Yield the facts that columns stand for, or a share of them drawn at random."""
    dice = np.random.default_rng(seed)
    people, pools = columns.people, columns.pools
    for cls, of in columns.classes().items():
        specs = fields_of(cls)
        drawn = np.flatnonzero(dice.random(len(of["at"])) < share)
        told = {name: values[drawn].tolist() for name, values in of.items()}
        for place in range(len(drawn)):
            values: dict[str, Any] = {}
            for name, column in told.items():
                if name in {"staff", "at"}:
                    continue
                value, spec = column[place], specs[name]
                if value is None or value != value or (isinstance(value, int) and value < 0):  # noqa: PLR0124
                    continue
                match spec.type:
                    case "str":
                        value = pools[name][int(value)] if name in pools else people[int(value)]
                    case "instant":
                        value = instant(int(value))
                    case "bool":
                        value = bool(value)
                    case "int":
                        value = int(value)
                    case "decimal":
                        value = Decimal(str(value))
                    case _:
                        pass
                values[spec.attribute] = value
            staff, at = people[told["staff"][place]], instant(told["at"][place])
            yield cls(id=f"{cls.kind}-{place}", staff=staff, at=at, **values)


def stream(columns: generator.Columns, wanted: int, rnd: random.Random) -> list[Fact]:
    """Return so many facts in shuffled order: some recorded late, some retracted."""
    facts = list(facts_of(columns, 1.02 * wanted / columns.size, rnd.randrange(2**32)))
    rnd.shuffle(facts)
    facts = facts[: round(wanted / 1.01)]
    for place, fact in enumerate(facts):
        if rnd.random() < 0.01:
            facts[place] = attrs.evolve(fact, recorded_at=fact.at + timedelta(hours=rnd.randint(24, 480)))
    gone = [
        FactRetracted(
            id=f"r-{fact.id}",
            staff=fact.staff,
            at=fact.known_from + timedelta(hours=rnd.randint(1, 600)),
            retracts=fact.id,
        )
        for fact in rnd.sample(facts, min(len(facts), wanted - len(facts)))
    ]
    facts += gone
    rnd.shuffle(facts)
    return facts


def observed(live: Live, facts: Sequence[Fact], advances: int) -> None:
    """Give a live evaluation the facts and print speed and memory at each tenth."""
    gc.collect()
    gc.freeze()  # what is there before is not gone through again and again
    print(f"start: {resident():.0f} MB, the {len(facts):,} facts to come included", flush=True)
    changes, wall, spent = 0, time.perf_counter(), time.process_time()
    last = spent
    for place, fact in enumerate(facts, 1):
        changes += len(live.observe(fact))
        if place % max(1, len(facts) // advances) == 0:
            changes += len(live.advance(live.now + timedelta(hours=6)))
        if place % max(1, len(facts) // 10) == 0:
            now = time.process_time()
            rate = (len(facts) // 10) / (now - last)
            print(
                f"{place:>9,} facts  {rate:6.0f} facts/s  {changes:>9,} changes  {resident():6.0f} MB",
                flush=True,
            )
            last = time.process_time()
    spent, wall = time.process_time() - spent, time.perf_counter() - wall
    print(
        f"observed {len(facts):,} facts: {spent:.0f} s of processor, {wall:.0f} s by the clock: "
        f"{len(facts) / spent:.0f} facts/s of processor, {len(facts) / wall:.0f} by the clock",
        flush=True,
    )


def said(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as data, without the receipt (its digest of all facts is the same for everybody)."""
    return attrs.evolve(verdict, receipt={}).to_data()


def compared(live: Live, facts: Sequence[Fact], roster: Roster, asked: argparse.Namespace) -> int:
    """Return how many people's verdicts differ from those of judging everything at once."""
    book, sheet = load_rulebook("thanh-tra-thanh-hoa"), load_scorecard("sau-tieu-chi")

    def at_once(engine: str, some: Sequence[str]) -> dict[str, Verdict]:
        near = (
            set(some)
            if engine == "columnar"
            else set(some)
            | {one for one in roster.staff if any(row.reports_to in some for row in roster.rows(one))}
        )
        given = facts if engine == "columnar" else [fact for fact in facts if fact.staff in near]
        found = judge(
            inputs(
                book,
                sheet,
                given,
                roster=roster if engine == "columnar" else Roster([p for p in roster.people if p.id in near]),
                period=generator.PERIOD,
                as_of=live.now,
                known_at=live.now,
                covers=COVERS,
                calendar=Calendar.vietnam(),
                engine=engine,
            )
        )
        return {one: found[one] for one in some}

    staff = live.staff
    if asked.sample:
        staff = tuple(sorted(random.Random(3).sample(staff, min(asked.sample, len(staff)))))  # noqa: S311
    wrong = 0
    started = time.process_time()
    expected = at_once("columnar", staff)
    print(
        f"columnar: {len(live.staff):,} people judged at once in {time.process_time() - started:.0f} s",
        flush=True,
    )
    for one in staff:
        wrong += said(live.verdict(one)) != said(expected[one])
    print(f"against the columnar engine: {wrong} of {len(staff):,} people differ", flush=True)
    few = tuple(random.Random(4).sample(staff, min(50, len(staff))))  # noqa: S311
    expected = at_once("reference", few)
    differ = sum(said(live.verdict(one)) != said(expected[one]) for one in few)
    print(f"against the reference: {differ} of {len(few)} people differ", flush=True)
    return wrong + differ


def main() -> int:
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("--people", type=int, default=2000)
    told.add_argument("--facts", type=int, default=500_000)
    told.add_argument("--engine", default="durable", choices=("durable", "reference"))
    told.add_argument("--kept", type=int, default=0, help="of how many people answers are kept; 0 = of all")
    told.add_argument("--advances", type=int, default=40, help="how often time is moved on by itself")
    told.add_argument("--sample", type=int, default=0, help="how many people are compared; 0 = all")
    told.add_argument("--ordered", action="store_true", help="in the order of recording, not shuffled")
    told.add_argument("--journal", default=None, help="keep the facts in this file")
    told.add_argument("--seed", type=int, default=7)
    asked = told.parse_args()
    rnd = random.Random(asked.seed)  # noqa: S311
    times = max(1, -(-asked.facts // (asked.people * 60)))
    columns = generator.generate(asked.people, asked.seed, times=times)
    roster, facts = generator.roster(columns), stream(columns, asked.facts, rnd)
    del columns
    if asked.ordered:
        facts.sort(key=lambda fact: (fact.known_from, fact.id))
    kept = asked.kept or asked.people
    before = resident()
    with Live(
        load_rulebook("thanh-tra-thanh-hoa"),
        load_scorecard("sau-tieu-chi"),
        roster=roster,
        period=generator.PERIOD,
        covers=COVERS,
        engine=asked.engine,
        people=kept,
        sessions=kept,
        journal=asked.journal,
    ) as live:
        print(
            f"{live!r}, answers of {kept:,} kept; {len(facts):,} facts; {np.__name__} {np.__version__}",
            flush=True,
        )
        observed(live, facts, asked.advances)
        print(
            f"memory grew by {resident() - before:.0f} MB, {(resident() - before) * 1e6 / len(facts):.0f} bytes a fact",
            flush=True,
        )
        return 1 if compared(live, facts, roster, asked) else 0


if __name__ == "__main__":
    sys.exit(main())
