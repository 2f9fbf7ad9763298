"""This library: the same rulebook and sheet, asked of each of its engines."""

from contextlib import closing
from dataclasses import dataclass

import numpy as np
from answers import Answer, Found
from generator import PERIOD, Columns, roster
from rules30 import BOOK, FACT_BOOK, sheet
from tables import CALENDAR

from implementations import Steps
from vanhoa_rules import Rulebook, Scorecard
from vanhoa_rules.engines.columnar import FactTable, Judged, evaluate
from vanhoa_rules.engines.columnar.arrays import spread
from vanhoa_rules.engines.columnar.columns import micros
from vanhoa_rules.engines.durable import Durable
from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.facts import Roster
from vanhoa_rules.findings import Outcome, Scene
from vanhoa_rules.scorecards import Scores, score

COVERS = [{"kinds": ["*"], "since": "2025-10-01"}]
Judgements = list[tuple[tuple[Outcome, ...], Scores]]


@dataclass
class Asked:
    """A table, whom it is about, and what is asked of it."""

    columns: Columns
    table: FactTable
    roster: Roster
    book: Rulebook
    sheet: Scorecard

    def evaluate(self) -> Judged:
        """Return what the columnar engine makes of everyone: all findings, lines, totals and ratings."""
        found = self.findings()
        _ = found.points  # reckoned when first asked for
        return found

    def findings(self) -> Judged:
        """Return all findings; nothing is scored."""
        return evaluate(
            self.book,
            self.sheet,
            self.table,
            roster=self.roster,
            period=PERIOD,
            as_of=PERIOD.end,
            covers=COVERS,
            calendar=CALENDAR,
        )


def table(columns: Columns) -> FactTable:
    return FactTable.from_columns(
        columns.classes(), people=columns.people, pools=columns.pools, as_of=PERIOD.end
    )


def asked(columns: Columns, book: Rulebook) -> Asked:
    return Asked(columns, table(columns), roster(columns), book, sheet(book))


def from_columns(given: Asked, found: Judged) -> Answer:
    findings = {}
    for result in found.results:
        rows = result.certain
        begin, end = rows.evidence.bounds()
        flat, owner = spread(begin, end)
        findings[result.rule.id] = Found(rows.staff, rows.at, owner, rows.evidence.rows[flat])
    points = found.points
    total = np.asarray(points.total["recorded"] * 100 // points.over, dtype=np.int64)
    return Answer(findings, total[: given.columns.n])


def only_findings(given: Asked, found: Judged) -> Answer:
    return Answer(from_columns(given, found).findings)


@dataclass
class Timelines:
    """The same facts as objects on everyone's timeline, as the engines that go person by person read them."""

    asked: Asked
    scene: Scene


def timelines(columns: Columns, book: Rulebook) -> Timelines:
    given = asked(columns, book)
    scene = given.evaluate().engine.reference.scene
    for staff in columns.people:
        scene.timelines.of(staff)
    return Timelines(given, scene)


def scored(given: Timelines, engine: Reference) -> Judgements:
    book, asked_sheet = given.asked.book, given.asked.sheet
    found = []
    for staff in given.asked.columns.people:
        outcomes = engine.judge(book, staff)
        found.append((outcomes, score(asked_sheet, book, outcomes)))
    return found


def by_reference(given: Timelines) -> Judgements:
    return scored(given, Reference(given.scene))


def by_durable(given: Timelines) -> Judgements:
    with closing(Durable(given.scene)) as engine:
        return scored(given, engine)


def from_objects(given: Timelines, judged: Judgements) -> Answer:
    numbers = Numbers(given.asked.columns)
    rows: dict[str, list[tuple[int, int, list[int]]]] = {rule.id: [] for rule in given.asked.book}
    for place, (outcomes, _) in enumerate(judged):
        for outcome in outcomes:
            for match in outcome.certain:
                rows[outcome.rule].append(
                    (place, micros(match.at), [numbers.of(fact.id) for fact in match.facts])
                )
    totals = [int(scores.total.recorded * 100) for _, scores in judged]
    return Answer({rule: Found.of_rows(of) for rule, of in rows.items()}, totals)


@dataclass
class Numbers:
    """The numbers of facts, by the ids that a table without ids gives: kind and place."""

    columns: Columns

    def of(self, fact: str) -> int:
        kind, _, place = fact.rpartition(":")
        return self.columns.bases[kind] + int(place)


STEPS = {
    "columnar": Steps(lambda columns: asked(columns, BOOK), Asked.evaluate, from_columns),
    "columnar-facts": Steps(lambda columns: asked(columns, FACT_BOOK), Asked.findings, only_findings),
    "reference": Steps(lambda columns: timelines(columns, BOOK), by_reference, from_objects),
    "durable": Steps(lambda columns: timelines(columns, BOOK), by_durable, from_objects),
}
