"""Beyond one machine · what each worker does with its batches: read, settle records, send to parts, judge.

A fact travels as its kind and its values; it is built again from the vocabulary at hand.
"""

import pickle
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any, Final

import attrs
from attrs import field, frozen

from vanhoa_rules.calendars import Calendar, Period
from vanhoa_rules.canonical import dumps
from vanhoa_rules.engines.reaching import Reach, known_to
from vanhoa_rules.exchange import read_facts
from vanhoa_rules.exchange.extras import load
from vanhoa_rules.facts import Fact, Roster, Settled, Vocabulary, build, fields_of
from vanhoa_rules.facts.timelines import content
from vanhoa_rules.findings import Scene
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Scorecard, score
from vanhoa_rules.verdicts import Asked, verdict

CHUNK: Final = 2048
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
TICK: Final = timedelta(microseconds=1)
READ: Final = "id string, staff string, kind string, at long, names string, fact binary, problem binary"
KEPT: Final = "id string, staff string, kind string, said string, fact binary, trouble binary"
SENT: Final = "part int, fact binary"
JUDGED: Final = "staff string, verdict string"

Batches = Iterable[Any]


def packed(fact: Fact) -> bytes:
    """Return a fact as bytes."""
    specs = fields_of(type(fact)).values()
    return pickle.dumps((fact.kind, [getattr(fact, spec.attribute) for spec in specs]))


def unpacked(data: bytes, vocabulary: Vocabulary) -> Fact:
    """Return the fact that bytes hold; its values were checked when it was read, and are not again."""
    kind, values = pickle.loads(data)  # noqa: S301 - written by ``packed`` in this very job
    cls = vocabulary[kind]
    fact = cls.__new__(cls)
    for spec, value in zip(fields_of(cls).values(), values, strict=True):
        object.__setattr__(fact, spec.attribute, value)
    return fact


def _batches(rows: Iterable[dict[str, Any]], schema: str) -> Iterator[Any]:
    """Yield rows as Arrow batches of a schema."""
    arrow = load("pyarrow", "spark")
    types = {"string": arrow.string(), "long": arrow.int64(), "int": arrow.int32(), "binary": arrow.binary()}
    told = arrow.schema([(name, types[kind]) for name, kind in map(str.split, schema.split(", "))])
    chunk: list[dict[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield arrow.RecordBatch.from_pylist(chunk, schema=told)
            chunk = []
    if chunk:
        yield arrow.RecordBatch.from_pylist(chunk, schema=told)


@frozen(eq=False)
class Reading:
    """Rows of the table given → facts, and the problems of those that are none (without a number: rows have none here)."""

    vocabulary: Vocabulary

    def __call__(self, batches: Batches) -> Iterator[Any]:
        """Yield what is read."""
        return _batches(self._rows(batches), READ)

    def _rows(self, batches: Batches) -> Iterator[dict[str, Any]]:
        arrow = load("pyarrow", "spark")
        for batch in batches:
            read = read_facts(arrow.Table.from_batches([batch]), vocabulary=self.vocabulary)
            for fact in read.facts:
                yield {
                    "id": fact.id,
                    "staff": fact.staff,
                    "kind": fact.kind,
                    "at": (fact.at - EPOCH) // TICK,
                    "names": getattr(fact, "retracts", None) if fact.kind == "fact.retracted" else None,
                    "fact": packed(fact),
                }
            for problem in read.problems:
                if problem.row:  # those of the heading are told once, by the driver
                    yield {"problem": pickle.dumps(attrs.evolve(problem, row=None))}


@frozen(eq=False)
class Keeping:
    """Facts of people whose records hang together → those that count, with what the digest says of them; and troubles."""

    vocabulary: Vocabulary
    as_of: datetime
    known_at: datetime

    def __call__(self, batches: Batches) -> Iterator[Any]:
        """Yield what counts."""
        return _batches(self._rows(batches), KEPT)

    def _rows(self, batches: Batches) -> Iterator[dict[str, Any]]:
        sent = [data for batch in batches for data in batch.column("fact").to_pylist()]
        facts = [unpacked(data, self.vocabulary) for data in sent]
        came = {id(fact): data for fact, data in zip(facts, sent, strict=True)}
        found = build(facts, as_of=self.as_of, known_at=self.known_at)
        for fact in found.facts:
            yield {
                "id": fact.id,
                "staff": fact.staff,
                "kind": fact.kind,
                "said": dumps(content(fact)),
                "fact": came[id(fact)],
            }
        for trouble in (*found.problems, *found.uncovered):
            yield {"trouble": pickle.dumps(trouble)}


@frozen(eq=False)
class Sending:
    """Facts that count → the parts in which somebody is judged by them."""

    reach: Reach

    def __call__(self, batches: Batches) -> Iterator[Any]:
        """Yield each fact once for each part."""
        return _batches(self._rows(batches), SENT)

    def _rows(self, batches: Batches) -> Iterator[dict[str, Any]]:
        for batch in batches:
            columns = (batch.column(name).to_pylist() for name in ("staff", "kind", "fact"))
            for staff, kind, fact in zip(*columns, strict=True):
                if fact is not None:
                    yield from ({"part": part, "fact": fact} for part in self.reach.readers(staff, kind))


@frozen(eq=False, kw_only=True)
class Judging:
    """Facts of parts → verdicts of those judged in them; ``everyone`` has a fact, and is known where anyone's count."""

    rulebook: Rulebook
    scorecard: Scorecard
    roster: Roster
    coverage: Settled
    calendar: Calendar
    period: Period
    as_of: datetime
    known_at: datetime
    receipt: dict[str, Any]
    reach: Reach
    everyone: tuple[str, ...] = field(repr=False)

    def __call__(self, batches: Batches) -> Iterator[Any]:
        """Yield verdicts as JSON text."""
        return _batches(self._rows(batches), JUDGED)

    def _rows(self, batches: Batches) -> Iterator[dict[str, Any]]:
        parts: dict[int, list[bytes]] = {}
        for batch in batches:
            columns = (batch.column(name).to_pylist() for name in ("part", "fact"))
            for part, data in zip(*columns, strict=True):
                held = parts.setdefault(part, [])
                if data is not None:
                    held.append(data)
        for part in sorted(parts):
            yield from self._part(part, parts.pop(part))

    def _part(self, part: int, held: list[bytes]) -> Iterator[dict[str, Any]]:
        facts = [unpacked(data, self.rulebook.vocabulary) for data in held]
        facts.sort(key=lambda fact: (fact.staff, fact.at, fact.id))
        scene = Scene(
            known_to(facts, self.everyone),
            self.reach.roster(self.roster, part),
            self.coverage,
            self.calendar,
            self.period,
            self.as_of,
            self.known_at,
        )
        columnar = import_module("vanhoa_rules.engines.columnar.engine")  # only workers need numpy
        engine = columnar.Columnar(scene)
        places, asked = columnar.in_period(scene, engine.people)
        ids = engine.people.ids
        listed: list[int] = places.tolist()
        mine = [ids[place] for place in listed if self.reach.part(ids[place]) == part]
        asked[:] = False
        asked[[engine.people.place[staff] for staff in mine]] = True
        engine.asked = asked
        head = Asked(self.period, self.as_of, self.known_at, self.receipt)
        for staff in mine:
            outcomes = engine.judge(self.rulebook, staff)
            scores = score(self.scorecard, self.rulebook, outcomes)
            told = verdict(staff, head, self.rulebook, self.scorecard, outcomes, scores)
            yield {"staff": staff, "verdict": told.to_json()}
