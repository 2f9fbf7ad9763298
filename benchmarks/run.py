"""Print how fast each implementation judges the same people: medians and ratios of one run, after checking that all agree.

Seconds are of the processor (``time.process_time``; every implementation here runs on one thread), so that what else the
machine does weighs less. The columns are in memory and encoded; judging starts with the table and ends with findings,
evidence, lines, totals and ratings.

    python benchmarks/run.py [people] [rounds] [columnar,hand,pandas,reference]
"""

import gc
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import by_hand
import numpy as np
from generator import PERIOD, Columns, generate, roster
from rules30 import BOOK, SHEET
from tables import CALENDAR

from vanhoa_rules.engines.columnar import FactTable, evaluate
from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.findings import Scene
from vanhoa_rules.scorecards import score

COVERS = [{"kinds": ["*"], "since": "2025-10-01"}]
FEW = 300  # people for the reference engine, which is short and right, not fast


def columnar(
    columns: Columns,
) -> tuple[Callable[[], Any], Callable[[Any], tuple[dict[str, int], list[int]]], float]:
    began = time.process_time()
    table = FactTable.from_columns(
        columns.classes(), people=columns.people, pools=columns.pools, as_of=PERIOD.end
    )
    took = time.process_time() - began
    staff = roster(columns.people)

    def judge() -> Any:
        found = evaluate(
            BOOK,
            SHEET,
            table,
            roster=staff,
            period=PERIOD,
            as_of=PERIOD.end,
            covers=COVERS,
            calendar=CALENDAR,
        )
        return found, found.points

    def told(answer: Any) -> tuple[dict[str, int], list[int]]:
        found, points = answer
        hundredths = [int(t) * 100 // points.over for t in points.total["recorded"]]
        return {r.rule.id: len(r.certain) for r in found.results}, hundredths

    return judge, told, took


def timed(judge: Callable[[], Any], rounds: int) -> tuple[float, Any]:
    seconds = []
    answer = None
    for _ in range(rounds):
        answer = None
        gc.collect()
        began = time.process_time()
        answer = judge()
        seconds.append(time.process_time() - began)
    return statistics.median(seconds), answer


def reference(columns: Columns) -> float:
    """Return the seconds that the reference engine takes a fact, over a few of the people."""
    cut = {
        kind: {name: a[np.asarray(arrays["staff"]) < FEW] for name, a in arrays.items()}
        for kind, arrays in columns.classes().items()
    }
    table = FactTable.from_columns(cut, people=columns.people, pools=columns.pools, as_of=PERIOD.end)
    found = evaluate(
        BOOK,
        SHEET,
        table,
        roster=roster(columns.people[:FEW]),
        period=PERIOD,
        as_of=PERIOD.end,
        covers=COVERS,
        calendar=CALENDAR,
    )
    late = found.engine.reference.scene
    for staff in columns.people[:FEW]:
        late.timelines.of(staff)
    scene = Scene(
        late.timelines, late.roster, late.coverage, late.calendar, late.period, late.as_of, late.known_at
    )
    began = time.process_time()
    engine = Reference(scene)
    for staff in columns.people[:FEW]:
        score(SHEET, BOOK, engine.judge(BOOK, staff))
    return (time.process_time() - began) / max(len(table), 1)


def main() -> None:
    n, rounds = (int(a) for a in (sys.argv[1:3] + ["10000", "5"][len(sys.argv) - 1 :]))
    which = (sys.argv[3] if len(sys.argv) > 3 else "columnar,hand,pandas,reference").split(",")
    columns = generate(n)
    print(
        f"{n} people, {columns.size} facts, {len(BOOK)} rules; {rounds} rounds; {platform.machine()}, Python {platform.python_version()}"
    )
    judge, told, loading = columnar(columns)
    base, answer = timed(judge, rounds)
    counts, totals = told(answer)
    answer = None
    print(
        f"columnar    {base:8.3f} s   {columns.size / base / 1e6:6.2f} M facts/s   (columns → table {loading:.3f} s), {sum(counts.values())} findings"
    )
    if "hand" in which:
        everyone = by_hand.people(columns)
        seconds, (hand, hand_totals, _) = timed(lambda: by_hand.run(everyone), max(rounds // 2, 1))
        del everyone
        assert hand == {k: v for k, v in counts.items() if v}, (hand, counts)
        assert hand_totals == totals
        print(f"by hand     {seconds:8.3f} s   {seconds / base:6.1f} × columnar   same findings, same totals")
    if "pandas" in which:
        import with_pandas  # noqa: PLC0415

        frames = with_pandas.frames(columns)
        seconds, (seen, panda_totals, _) = timed(lambda: with_pandas.run(frames, n), max(rounds // 2, 1))
        assert seen == counts, {k: (seen[k], counts[k]) for k in counts if seen[k] != counts[k]}
        assert [int(t) for t in panda_totals] == totals
        print(f"pandas      {seconds:8.3f} s   {seconds / base:6.1f} × columnar   same findings, same totals")
    if "reference" in which:
        seconds = reference(columns) * columns.size
        print(
            f"reference   {seconds:8.3f} s   {seconds / base:6.1f} × columnar   (reckoned from {FEW} people)"
        )
    print(
        f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB, columns {columns.megabytes:.0f} MB"
    )


if __name__ == "__main__":
    main()
