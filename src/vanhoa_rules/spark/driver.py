"""Beyond one machine · the front door: a Spark table of facts in, a Spark table of verdicts out, the same bytes.

What concerns everybody is settled once: coverage, whose records hang together, the digest of all facts. Then each part
of the staff is judged by the columnar engine, with the facts that its people are judged by.
"""

import hashlib
import pickle
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from attrs import frozen

from vanhoa_rules._api.asking import Path, as_coverage, as_roster, combined, fitted, library_version
from vanhoa_rules.calendars import Calendar, Period, instant
from vanhoa_rules.engines.reaching import Reach, units
from vanhoa_rules.errors import Problem, UsageError
from vanhoa_rules.exchange import read_facts
from vanhoa_rules.exchange.extras import load
from vanhoa_rules.facts import Roster, settle
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Scorecard
from vanhoa_rules.spark.workers import (
    EPOCH,
    JUDGED,
    KEPT,
    READ,
    SENT,
    TICK,
    Judging,
    Keeping,
    Reading,
    Sending,
)
from vanhoa_rules.words import error

FEW: Final = 256
"""People for whom a part of their own is worth while."""


@frozen
class Seen:
    """A kind among the facts as given, and the first time it occurs: all that coverage asks of facts."""

    kind: str
    at: datetime


def evaluate_spark(
    rulebook: Rulebook | None,
    scorecard: Scorecard,
    facts: Any,
    *,
    roster: Roster | Path | Iterable[Mapping[str, Any]],
    period: str | Period,
    as_of: str | date | datetime,
    known_at: str | date | datetime | None = None,
    covers: Any = None,
    calendar: Calendar | None = None,
    parts: int | None = None,
    on_problem: Callable[[Problem], None] | None = None,
) -> Any:
    """Return a Spark ``DataFrame`` of ``staff`` and ``verdict`` (JSON text), one row a person, in no order.

    ``facts`` is a Spark ``DataFrame``: one wide table with a column ``kind``, the columns named as fields are. The rest
    is as for ``evaluate``, and so is every byte of a verdict. The facts are read, and what concerns everybody is settled,
    at once; the judging runs when the result is asked for. ``parts``: into how many the staff is split.
    ``on_problem`` is called here with each problem of the input, of which a row number is not known. Raises
    ``MissingExtraError`` without the extra ``spark``, ``UsageError`` for a sheet that is computed, else as ``evaluate``.
    """
    functions = load("pyspark.sql.functions", "spark")
    book = combined(rulebook, scorecard)
    if scorecard.computed is not None:
        raise error(UsageError, "spark.computed", scorecard=scorecard.name)
    sheet, days, people = fitted(scorecard, book), calendar or Calendar.vietnam(), as_roster(roster)
    span = Period.parse(period, days.zone) if isinstance(period, str) else period
    until = instant(as_of, days.zone)
    known = until if known_at is None else instant(known_at, days.zone)
    if until < span.start:
        raise error(UsageError, "ask.period", as_of=until.isoformat(), start=span.start.isoformat())
    count = parts or _parts(facts.sparkSession, len(people))
    reach = Reach.of(book, people, count)

    read = facts.mapInArrow(Reading(book.vocabulary), READ).persist()
    rejected: list[Problem] = [*_heading(facts, book), *_pickled(read, "problem")]
    kept = _kept(read, count, Keeping(book.vocabulary, until, known), functions).persist()
    troubles = _pickled(kept, "trouble")
    uncovered = [one for one in troubles if not isinstance(one, Problem)]
    coverage = settle(
        as_coverage(covers),
        facts=_seen(read, functions),
        vocabulary=book.vocabulary,
        roster=people,
        calendar=days,
        period=span,
        as_of=min(until, known),
        uncovered=[*((one.staff, one.kind) for one in rejected), *uncovered],
    )
    receipt = {
        "rulebook": book.digest,
        "scorecard": sheet.digest,
        "calendar": days.digest,
        "facts": _digest(kept),
        "coverage": coverage.to_data(),
        "version": library_version(),
    }
    read.unpersist()
    if on_problem is not None:
        for one in (*rejected, *(one for one in troubles if isinstance(one, Problem))):
            on_problem(one)
    judging = Judging(
        rulebook=book,
        scorecard=sheet,
        roster=people,
        coverage=coverage,
        calendar=days,
        period=span,
        as_of=until,
        known_at=known,
        receipt=receipt,
        reach=reach,
        everyone=_everyone(kept) if reach.anyones else (),
    )
    sent = kept.mapInArrow(Sending(reach), SENT)
    empty = facts.sparkSession.range(count).select(
        functions.col("id").cast("int").alias("part"), functions.lit(None).cast("binary").alias("fact")
    )
    return sent.unionByName(empty).repartition(count, "part").mapInArrow(judging, JUDGED)


def _parts(session: Any, people: int) -> int:
    return max(1, min(int(session.conf.get("spark.sql.shuffle.partitions", "200")), -(-people // FEW)))


def _pickled(frame: Any, column: str) -> list[Any]:
    rows = frame.where(frame[column].isNotNull()).select(column).collect()
    found: list[Any] = [pickle.loads(bytes(row[0])) for row in rows]  # noqa: S301 - written by this very job
    return sorted(found, key=repr)


def _heading(facts: Any, book: Rulebook) -> tuple[Problem, ...]:
    """Return what is wrong with the columns, told once."""
    arrow = load("pyarrow", "spark")
    nothing = arrow.table({name: arrow.array([], arrow.string()) for name in facts.columns})
    return read_facts(nothing, vocabulary=book.vocabulary).problems


def _seen(read: Any, functions: Any) -> Any:
    rows = read.where(read["kind"].isNotNull()).groupBy("kind").agg(functions.min("at")).collect()
    firsts: dict[str, int] = {row[0]: row[1] for row in rows}
    return tuple(Seen(kind, EPOCH + at * TICK) for kind, at in sorted(firsts.items()))


def _kept(read: Any, count: int, keeping: Keeping, functions: Any) -> Any:
    """Return the facts that count: those of one person, and of all who share an id with them, are settled together."""
    facts = read.where(read["fact"].isNotNull())
    shared = facts.groupBy("id").agg(functions.collect_set("staff").alias("of")).where("size(of) > 1")
    links = [row["of"] for row in shared.select("of").collect()]
    named = facts.where(facts["names"].isNotNull()).select(
        functions.col("names").alias("id"), functions.col("staff").alias("by")
    )
    crossed = facts.select("id", "staff").join(named, "id").where("staff <> by").select("staff", "by")
    links += [list(row) for row in crossed.distinct().collect()]
    session = facts.sparkSession
    table = [(one, root) for one, root in sorted(units(links).items())]
    if table:
        entangled = functions.broadcast(session.createDataFrame(table, "staff string, unit string"))
        facts = facts.join(entangled, "staff", "left")
        facts = facts.withColumn("unit", functions.coalesce("unit", "staff"))
    else:
        facts = facts.withColumn("unit", functions.col("staff"))
    return facts.repartition(count, "unit").select("fact").mapInArrow(keeping, KEPT)


def _digest(kept: Any) -> str:
    """Return the digest of the facts that count, sorted by id, as one machine reckons it."""
    told = hashlib.sha256(b"[")
    ordered = kept.where(kept["id"].isNotNull()).select("id", "said").orderBy("id").select("said")
    for place, row in enumerate(ordered.toLocalIterator()):
        told.update(b"," if place else b"")
        told.update(row[0].encode())
    told.update(b"]")
    return f"sha256:{told.hexdigest()}"


def _everyone(kept: Any) -> tuple[str, ...]:
    rows = kept.where(kept["staff"].isNotNull()).select("staff").distinct().collect()
    return tuple(sorted(row[0] for row in rows))
