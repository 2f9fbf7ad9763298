"""The front door · from facts to verdicts in one call."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date, datetime, timedelta
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import attrs

from vanhoa_rules._api.asking import (
    Facts,
    Inputs,
    Path,
    as_coverage,
    as_roster,
    combined,
    fitted,
    gathered,
    inputs,
    receipt,
)
from vanhoa_rules._api.tabled import in_columns, inputs_of_table
from vanhoa_rules.calendars import Calendar, Period, instant
from vanhoa_rules.engines.durable import Durable
from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.errors import UsageError
from vanhoa_rules.exchange import Read
from vanhoa_rules.exchange.columns import Tabled
from vanhoa_rules.facts import Roster
from vanhoa_rules.findings import Outcome
from vanhoa_rules.present.progress import Progress, bar
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Evaluated, Scorecard, score
from vanhoa_rules.verdicts import Asked, Problems, Verdict, Verdicts, verdict, with_computed
from vanhoa_rules.words import error

DAY = timedelta(days=1)
MANY = 30  # people from which on columns are quicker than one person at a time


def evaluate(
    rulebook: Rulebook | None,
    scorecard: Scorecard,
    facts: Facts,
    *,
    roster: Roster | Path | Iterable[Mapping[str, Any]],
    period: str | Period,
    as_of: str | date | datetime,
    known_at: str | date | datetime | None = None,
    covers: Any = None,
    calendar: Calendar | None = None,
    engine: str = "auto",
    progress: Progress = None,
    chunk: int | None = None,
) -> Verdicts:
    """Return one verdict for each person of the roster whose rows touch the period, in roster order.

    ``facts``: facts, dicts, a path (JSON Lines, CSV, Parquet, Excel), a table, what ``read_facts`` returned, or several paths. ``period``: "2026", "2026-H1", "2026-Q1", "2026-03", "A..B".
    ``as_of``: how far time has come; ``known_at``: what was on record then (default ``as_of``). ``covers``: what
    silence means: None, "all", a ``Coverage`` or a path to one. ``progress``: True, or a function of (people done, all
    people). ``chunk``: how many people the columnar engine judges at once (32768), which bounds the memory that judging
    takes; verdicts are the same whatever it is. Broken rows are in ``Verdicts.problems``; raises
    ``UsageError`` for a question that means nothing, ``DataError`` for a roster that cannot be used.
    """
    book = combined(rulebook, scorecard)
    days = calendar or Calendar.vietnam()
    tabled: Tabled | None = None
    if scorecard.computed is None and _columnar(engine, MANY):
        facts, tabled = in_columns(facts, book.vocabulary)
    read = gathered(facts, book.vocabulary) if tabled is None else None
    sheet, staff = fitted(scorecard, book), as_roster(roster)
    if tabled is not None and not _columnar(engine, len(staff)):
        read = Read(tuple(tabled.table().in_given_order()), tabled.problems, tabled.unrecognised)
    question: dict[str, Any] = {
        "roster": staff,
        "period": Period.parse(period, days.zone) if isinstance(period, str) else period,
        "as_of": instant(as_of, days.zone),
        "known_at": None if known_at is None else instant(known_at, days.zone),
        "covers": as_coverage(covers),
        "calendar": days,
        "engine": engine,
    }
    if tabled is not None and read is None:
        asked = inputs_of_table(book, sheet, tabled, **question)
    else:
        told = read or Read(())
        asked = inputs(book, sheet, told.facts, **question, rejected=told.problems)
    return judge(asked, progress=progress, chunk=chunk)


def judge(
    asked: Inputs, *, staff: Iterable[str] | None = None, progress: Progress = None, chunk: int | None = None
) -> Verdicts:
    """Return the verdicts that settled inputs amount to, of some people or (None) of everyone in the period."""
    if chunk is not None and chunk < 1:
        raise error(UsageError, "ask.chunk", chunk=chunk)
    sheet = asked.scorecard.computed
    if sheet is None and staff is None and _columnar(asked.engine, len(asked.roster)):
        return _in_columns(asked, progress, chunk)
    people = [one for one in asked.roster.staff if _in_period(asked, one)] if staff is None else list(staff)
    computed: Mapping[str, Evaluated] = {} if sheet is None else sheet.judge(asked.scene)
    head = Asked(asked.period, asked.as_of, asked.known_at, receipt(asked), asked)
    found: dict[str, Verdict] = {}
    with bar(progress, len(people)) as step:
        for done, (one, outcomes) in enumerate(_outcomes(asked, people), start=1):
            found[one] = verdict(
                one,
                head,
                asked.rulebook,
                asked.scorecard,
                outcomes,
                score(asked.scorecard, asked.rulebook, outcomes),
            )
            if one in computed:
                found[one] = with_computed(found[one], asked.scorecard.name, computed[one])
            step(done)
    wrong = tuple(problem for one in found if one in computed for problem in computed[one].problems)
    return Verdicts(found, Problems((*asked.problems, *wrong)), asked, evaluated=computed)


def _columnar(engine: str, people: int) -> bool:
    return engine == "columnar" or (engine == "auto" and people >= MANY and find_spec("numpy") is not None)


def _in_columns(asked: Inputs, progress: Progress, chunk: int | None) -> Verdicts:
    """Return the verdicts of everyone, judged chunk by chunk, each built when it is looked at."""
    columnar = import_module("vanhoa_rules.engines.columnar")
    chunks = import_module("vanhoa_rules.engines.chunks")
    head = Asked(asked.period, asked.as_of, asked.known_at, columnar.Late(partial(receipt, asked)), asked)
    table = asked.table
    if table is None:
        table = columnar.FactTable.from_facts(asked.scene.timelines, asked.roster.staff)
    places, _ = columnar.in_period(asked.scene, table.staff_of(asked.roster))
    staff = tuple(table.people[place] for place in places.tolist())
    size, keep = chunk or chunks.SIZE, chunks.KEEP
    found = chunks.Chunked(asked.scene, asked.rulebook, asked.scorecard, head, staff, size, keep, table)
    with bar(progress, len(staff)) as step:
        for number in range(found.chunks):
            found.chunk(number)
            step(min((number + 1) * size, len(staff)))
    return Verdicts(found, asked.problems, asked)


def _outcomes(asked: Inputs, people: Iterable[str]) -> Iterator[tuple[str, tuple[Outcome, ...]]]:
    people = tuple(people)
    if asked.engine == "durable":
        with closing(Durable(asked.scene)) as network:
            yield from ((one, network.judge(asked.rulebook, one)) for one in people)
    else:
        many = _columnar(asked.engine, len(people))
        engine = import_module("vanhoa_rules.engines.columnar").Columnar if many else Reference
        judged = engine(asked.scene)
        yield from ((one, judged.judge(asked.rulebook, one)) for one in people)


def _in_period(asked: Inputs, staff: str) -> bool:
    start_of, period = asked.calendar.start_of, asked.period
    return any(
        (row.since is None or start_of(row.since) < period.end)
        and (row.until is None or start_of(row.until + DAY) > period.start)
        for row in asked.roster.rows(staff)
    )


def with_quota(verdicts: Verdicts, percent: int = 20, basis: str | None = None) -> Verdicts:
    """Return the verdicts with how many may be excellent in each body and group, on a sheet that has a quota."""
    asked = verdicts.inputs
    if not isinstance(asked, Inputs) or asked.scorecard.computed is None:
        raise error(UsageError, "ask.quota")
    groups = asked.scorecard.computed.quota(verdicts.evaluated, asked.scene, percent=percent, basis=basis)
    return attrs.evolve(verdicts, quota=tuple(groups))
