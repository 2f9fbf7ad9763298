"""The front door: from facts to verdicts in one call."""

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import attrs
from attrs import frozen

from vanhoa_rules.calendars import Calendar, Period, instant
from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.errors import Problem, UsageError
from vanhoa_rules.exchange import read_coverage, read_facts, read_roster
from vanhoa_rules.facts import Fact, Roster, build, settle
from vanhoa_rules.findings import Scene
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Scorecard, score
from vanhoa_rules.verdicts import Asked, Verdict, Verdicts, verdict
from vanhoa_rules.words import error, near

DAY = timedelta(days=1)
ENGINES = ("auto", "reference")
Path = str | os.PathLike[str]
Progress = bool | Callable[[int, int], None] | None


@frozen(kw_only=True, repr=False)
class Inputs:
    """What an evaluation was given, kept so that it can be explained and asked again."""

    rulebook: Rulebook
    scorecard: Scorecard
    facts: tuple[Fact, ...]
    problems: tuple[Problem, ...]
    roster: Roster
    period: Period
    as_of: datetime
    known_at: datetime
    covers: Any
    calendar: Calendar
    engine: str
    scene: Scene


def evaluate(
    rulebook: Rulebook | None,
    scorecard: Scorecard,
    facts: Path | Iterable[Fact | Mapping[str, Any]],
    *,
    roster: Roster | Path | Iterable[Mapping[str, Any]],
    period: str | Period,
    as_of: str | date | datetime,
    known_at: str | date | datetime | None = None,
    covers: Any = None,
    calendar: Calendar | None = None,
    engine: str = "auto",
    progress: Progress = None,
) -> Verdicts:
    """Return one verdict for each person of the roster whose rows touch the period, in roster order.

    ``facts``: facts, dicts, or a path (JSON Lines, CSV). ``period``: "2026", "2026-H1", "2026-Q1", "2026-03", "A..B".
    ``as_of``: how far time has come; ``known_at``: what was on record then (default ``as_of``). ``covers``: what
    silence means: None, "all", a ``Coverage`` or a path to one. Broken rows are in ``Verdicts.problems``; raises
    ``UsageError`` for a question that means nothing, ``DataError`` for a roster that cannot be used.
    """
    book = combined(rulebook, scorecard)
    days = calendar or Calendar.vietnam()
    read = read_facts(facts, vocabulary=book.vocabulary)
    asked = inputs(
        book,
        scorecard,
        read.facts,
        roster=as_roster(roster),
        period=Period.parse(period, days.zone) if isinstance(period, str) else period,
        as_of=instant(as_of, days.zone),
        known_at=None if known_at is None else instant(known_at, days.zone),
        covers=read_coverage(covers) if isinstance(covers, str | os.PathLike) and covers != "all" else covers,
        calendar=days,
        engine=engine,
        problems=read.problems,
    )
    return judge(asked, progress=progress)


def combined(rulebook: Rulebook | None, scorecard: Scorecard) -> Rulebook:
    """Return the rulebook that counts: the one given, the one the sheet names, or both."""
    both = [one for one in (rulebook, scorecard.rulebook) if one is not None]
    if not both:
        raise error(UsageError, "ask.rulebook")
    book = both[0] if len(both) == 1 or both[0] == both[1] else both[0] | both[1]
    scorecard.check(book)
    return book


def as_roster(roster: Roster | Path | Iterable[Mapping[str, Any]]) -> Roster:
    """Return a roster from itself, a path or rows."""
    return roster if isinstance(roster, Roster) else read_roster(roster)


def inputs(
    rulebook: Rulebook,
    scorecard: Scorecard,
    facts: Iterable[Fact],
    *,
    roster: Roster,
    period: Period,
    as_of: datetime,
    known_at: datetime | None,
    covers: Any,
    calendar: Calendar,
    engine: str,
    problems: Iterable[Problem] = (),
) -> Inputs:
    """Return the settled inputs of a judgement: timelines cut at ``known_at``, coverage settled once."""
    if engine not in ENGINES:
        raise error(UsageError, "ask.engine", engine=engine, near=near(engine, ENGINES))
    if as_of < period.start:
        raise error(UsageError, "ask.period", as_of=as_of.isoformat(), start=period.start.isoformat())
    given, rejected = tuple(facts), tuple(problems)
    known = known_at or as_of
    timelines = build(given, as_of=as_of, known_at=known)
    uncovered = [*((one.staff, one.kind) for one in rejected), *timelines.uncovered]
    coverage = settle(
        covers,
        facts=given,
        vocabulary=rulebook.vocabulary,
        roster=roster,
        calendar=calendar,
        period=period,
        as_of=as_of,
        uncovered=uncovered,
    )
    return Inputs(
        rulebook=rulebook,
        scorecard=scorecard,
        facts=given,
        problems=(*rejected, *timelines.problems),
        roster=roster,
        period=period,
        as_of=as_of,
        known_at=known,
        covers=covers,
        calendar=calendar,
        engine=engine,
        scene=Scene(timelines, roster, coverage, calendar, period, as_of, known),
    )


def judge(asked: Inputs, *, progress: Progress = None) -> Verdicts:
    """Return the verdicts that settled inputs amount to."""
    engine = Reference(asked.scene)
    head = Asked(asked.period, asked.as_of, asked.known_at, receipt(asked))
    staff = [one for one in asked.roster.staff if _in_period(asked, one)]
    found: dict[str, Verdict] = {}
    for done, one in enumerate(staff, start=1):
        outcomes = engine.judge(asked.rulebook, one)
        found[one] = verdict(
            one,
            head,
            asked.rulebook,
            asked.scorecard,
            outcomes,
            score(asked.scorecard, asked.rulebook, outcomes),
        )
        if callable(progress):
            progress(done, len(staff))
    return Verdicts(found, asked.problems, asked)


def receipt(asked: Inputs) -> dict[str, Any]:
    """Return what a verdict rests on: digests, coverage as settled, the library's version."""
    return {
        "rulebook": asked.rulebook.digest,
        "scorecard": asked.scorecard.digest,
        "calendar": asked.calendar.digest,
        "facts": asked.scene.timelines.digest,
        "coverage": asked.scene.coverage.to_data(),
        "version": library_version(),
    }


def library_version() -> str:
    """Return the version of this library as installed."""
    try:
        return version("vanhoa-rules")
    except PackageNotFoundError:
        return "0"


def again(asked: Inputs, **changes: Any) -> Inputs:
    """Return inputs with some changed, settled anew."""
    kept = {a.name: getattr(asked, a.name) for a in attrs.fields(Inputs) if a.name != "scene"}
    return inputs(**{**kept, **changes})


def _in_period(asked: Inputs, staff: str) -> bool:
    start_of, period = asked.calendar.start_of, asked.period
    return any(
        (row.since is None or start_of(row.since) < period.end)
        and (row.until is None or start_of(row.until + DAY) > period.start)
        for row in asked.roster.rows(staff)
    )
