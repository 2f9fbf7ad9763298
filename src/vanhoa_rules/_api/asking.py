"""The front door · what is asked: inputs settled once, with what they rest on."""

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from typing import Any, cast

import attrs
from attrs import frozen

from vanhoa_rules.calendars import Calendar, Period
from vanhoa_rules.errors import Problem, UsageError
from vanhoa_rules.exchange import Read, read_coverage, read_facts, read_roster
from vanhoa_rules.facts import Fact, Roster, Vocabulary, build, settle
from vanhoa_rules.findings import Scene
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Scorecard
from vanhoa_rules.verdicts import Problems
from vanhoa_rules.words import error, near

ENGINES = ("auto", "reference", "columnar", "durable")
Path = str | os.PathLike[str]
Facts = Path | Read | Iterable[Fact | Mapping[str, Any]] | Iterable[Path | Read]


@frozen(kw_only=True, repr=False)
class Inputs:
    """What an evaluation was given, kept so that it can be explained and asked again."""

    rulebook: Rulebook
    scorecard: Scorecard
    facts: Sequence[Fact]
    rejected: tuple[Problem, ...]
    problems: tuple[Problem, ...]
    roster: Roster
    period: Period
    as_of: datetime
    known_at: datetime
    covers: Any
    calendar: Calendar
    engine: str
    scene: Scene
    table: Any = None


def combined(rulebook: Rulebook | None, scorecard: Scorecard) -> Rulebook:
    """Return the rulebook that counts: the one given, the one the sheet names, or both."""
    both = [one for one in (rulebook, scorecard.rulebook) if one is not None]
    if not both:
        raise error(UsageError, "ask.rulebook")
    return both[0] if len(both) == 1 or both[0] == both[1] else both[0] | both[1]


def fitted(scorecard: Scorecard, rulebook: Rulebook) -> Scorecard:
    """Return the sheet as it meets a rulebook: a computed one speaks only of the rules that are asked."""
    found = scorecard if scorecard.computed is None else scorecard.restricted_to(rulebook)
    found.check(rulebook)
    return found


def gathered(facts: Facts, vocabulary: Vocabulary) -> Read:
    """Return the facts and problems of a source, of what was read before, or of several such sources together."""
    if isinstance(facts, Read):
        return facts
    if isinstance(facts, list | tuple):
        several = cast("list[Any]", facts)
        if several and all(isinstance(one, str | os.PathLike | Read) for one in several):
            parts = [gathered(one, vocabulary) for one in several]
            return Read(
                tuple(fact for part in parts for fact in part.facts),
                tuple(problem for part in parts for problem in part.problems),
                tuple(row for part in parts for row in part.unrecognised),
            )
    return read_facts(cast("Any", facts), vocabulary=vocabulary)


def as_coverage(covers: Any) -> Any:
    """Return coverage from a path, or as it was given."""
    if isinstance(covers, str | os.PathLike) and covers != "all":
        return read_coverage(cast("Path", covers))
    return cast("Any", covers)


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
    rejected: Iterable[Problem] = (),
) -> Inputs:
    """Return the settled inputs of a judgement: timelines cut at ``known_at``, coverage settled once."""
    check_question(engine, period, as_of)
    given, rejected = tuple(facts), tuple(rejected)
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
        as_of=min(as_of, known),  # what happened after that cannot be on record
        uncovered=uncovered,
    )
    return Inputs(
        rulebook=rulebook,
        scorecard=scorecard,
        facts=given,
        rejected=rejected,
        problems=Problems((*rejected, *timelines.problems)),
        roster=roster,
        period=period,
        as_of=as_of,
        known_at=known,
        covers=covers,
        calendar=calendar,
        engine=engine,
        scene=Scene(timelines, roster, coverage, calendar, period, as_of, known),
    )


def check_question(engine: str, period: Period, as_of: datetime) -> None:
    """Raise ``UsageError`` for an engine that there is not, or a time before the period."""
    if engine not in ENGINES:
        raise error(UsageError, "ask.engine", engine=engine, near=near(engine, ENGINES))
    if as_of < period.start:
        raise error(UsageError, "ask.period", as_of=as_of.isoformat(), start=period.start.isoformat())


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
    """Return the version of this library as installed; ``importlib.metadata`` is imported only here: it is heavy."""
    metadata = import_module("importlib.metadata")
    try:
        found: str = metadata.version("vanhoa-rules")
    except metadata.PackageNotFoundError:
        return "0"
    return found


def again(asked: Inputs, **changes: Any) -> Inputs:
    """Return inputs with some changed, settled anew."""
    kept = {
        a.name: getattr(asked, a.name)
        for a in attrs.fields(Inputs)
        if a.name not in {"scene", "problems", "table"}
    }
    return inputs(**{**kept, **changes})
