"""The front door: from facts to verdicts in one call."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.util import find_spec
from typing import Any, cast

import attrs
from attrs import frozen

from vanhoa_rules import rulebooks, sheets
from vanhoa_rules.calendars import Calendar, Period, instant
from vanhoa_rules.canonical import plain
from vanhoa_rules.engines.durable import Durable
from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.errors import DataError, Problem, UsageError
from vanhoa_rules.exchange import read_coverage, read_facts, read_roster
from vanhoa_rules.exchange.cases import Case
from vanhoa_rules.facts import Fact, Roster, build, settle
from vanhoa_rules.findings import Outcome, Scene
from vanhoa_rules.present import Change, compare
from vanhoa_rules.rules import Rulebook, rulebook_from_data
from vanhoa_rules.scorecards import Evaluated, Scorecard, score
from vanhoa_rules.verdicts import Asked, Verdict, Verdicts, verdict, with_computed
from vanhoa_rules.words import error, near

DAY = timedelta(days=1)
ENGINES = ("auto", "reference", "columnar", "durable")
MANY = 30  # people from which on columns are quicker than one person at a time
Path = str | os.PathLike[str]
Progress = bool | Callable[[int, int], None] | None


@frozen(kw_only=True, repr=False)
class Inputs:
    """What an evaluation was given, kept so that it can be explained and asked again."""

    rulebook: Rulebook
    scorecard: Scorecard
    facts: tuple[Fact, ...]
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
        fitted(scorecard, book),
        read.facts,
        roster=as_roster(roster),
        period=Period.parse(period, days.zone) if isinstance(period, str) else period,
        as_of=instant(as_of, days.zone),
        known_at=None if known_at is None else instant(known_at, days.zone),
        covers=_covers(covers),
        calendar=days,
        engine=engine,
        rejected=read.problems,
    )
    return judge(asked, progress=progress)


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


def _covers(covers: Any) -> Any:
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
    if engine not in ENGINES:
        raise error(UsageError, "ask.engine", engine=engine, near=near(engine, ENGINES))
    if as_of < period.start:
        raise error(UsageError, "ask.period", as_of=as_of.isoformat(), start=period.start.isoformat())
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


def judge(asked: Inputs, *, staff: Iterable[str] | None = None, progress: Progress = None) -> Verdicts:
    """Return the verdicts that settled inputs amount to, of some people or (None) of everyone in the period."""
    people = [one for one in asked.roster.staff if _in_period(asked, one)] if staff is None else list(staff)
    sheet = asked.scorecard.computed
    if sheet is None and staff is None and _columnar(asked.engine, len(people)):
        return _in_columns(asked, progress)
    computed: Mapping[str, Evaluated] = {} if sheet is None else sheet.judge(asked.scene)
    head = Asked(asked.period, asked.as_of, asked.known_at, receipt(asked), asked)
    found: dict[str, Verdict] = {}
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
        if callable(progress):
            progress(done, len(people))
    wrong = tuple(problem for one in found if one in computed for problem in computed[one].problems)
    return Verdicts(found, (*asked.problems, *wrong), asked, evaluated=computed)


def _columnar(engine: str, people: int) -> bool:
    return engine == "columnar" or (engine == "auto" and people >= MANY and find_spec("numpy") is not None)


def _in_columns(asked: Inputs, progress: Progress) -> Verdicts:
    """Return the verdicts of everyone, each built when it is looked at."""
    columnar = import_module("vanhoa_rules.engines.columnar")
    head = Asked(asked.period, asked.as_of, asked.known_at, columnar.Late(lambda: receipt(asked)), asked)
    told = progress if callable(progress) else None
    found = columnar.judge_all(columnar.Columnar(asked.scene), asked.rulebook, asked.scorecard, head, told)
    return Verdicts(found, asked.problems, asked)


def _outcomes(asked: Inputs, people: Iterable[str]) -> Iterator[tuple[str, tuple[Outcome, ...]]]:
    if asked.engine == "durable":
        with closing(Durable(asked.scene)) as network:
            yield from ((one, network.judge(asked.rulebook, one)) for one in people)
    else:
        reference = Reference(asked.scene)
        yield from ((one, reference.judge(asked.rulebook, one)) for one in people)


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
    kept = {
        a.name: getattr(asked, a.name) for a in attrs.fields(Inputs) if a.name not in {"scene", "problems"}
    }
    return inputs(**{**kept, **changes})


def _in_period(asked: Inputs, staff: str) -> bool:
    start_of, period = asked.calendar.start_of, asked.period
    return any(
        (row.since is None or start_of(row.since) < period.end)
        and (row.until is None or start_of(row.until + DAY) > period.start)
        for row in asked.roster.rows(staff)
    )


def what_if(
    verdicts: Verdicts,
    staff: str,
    *,
    without: Iterable[str] = (),
    plus: Iterable[Fact | Mapping[str, Any]] = (),
) -> Change:
    """Return what one person's verdict would be without some facts (by id) and with others, and what that changes.

    Coverage stays as it was stated or settled. Raises ``UsageError`` for ids that are not among the facts, and
    ``DataError`` that lists what is wrong with the facts to add.
    """
    asked, before = verdicts.inputs, verdicts[staff]
    if not isinstance(asked, Inputs):
        raise error(UsageError, "ask.inputs")
    gone = frozenset(without)
    strangers = gone.difference(fact.id for fact in asked.facts)
    if strangers:
        raise error(UsageError, "ask.fact", facts=", ".join(sorted(strangers)))
    added = read_facts(plus, vocabulary=asked.rulebook.vocabulary)
    if added.problems:
        first = added.problems[0]
        raise DataError(first.code, first.message, first.remedy, problems=added.problems)
    changed = again(asked, facts=(*(fact for fact in asked.facts if fact.id not in gone), *added.facts))
    if asked.covers is None:  # taking away the only fact of a kind does not make its source silent
        changed = attrs.evolve(changed, scene=attrs.evolve(changed.scene, coverage=asked.scene.coverage))
    after = judge(changed, staff=(staff,))[staff]
    return compare(before, after, without=tuple(sorted(gone)), plus=tuple(fact.id for fact in added.facts))


# --- what is shipped ----------------------------------------------------------------------------------------------


def load_rulebook(name: str) -> Rulebook:
    """Return a shipped rulebook by name, or one from a JSON file; ``UsageError`` where there is neither."""
    if name.endswith(".json") or os.path.sep in name:
        return rulebook_from_data(read_json(name))
    return rulebooks.rulebook(name)


def load_scorecard(name: str, reading: Any = None) -> Scorecard:
    """Return a shipped scorecard by name, under a reading where it has them; ``UsageError`` where there is none."""
    return sheets.scorecard(name, reading)


def with_quota(verdicts: Verdicts, percent: int = 20, basis: str | None = None) -> Verdicts:
    """Return the verdicts with how many may be excellent in each body and group, on a sheet that has a quota."""
    asked = verdicts.inputs
    if not isinstance(asked, Inputs) or asked.scorecard.computed is None:
        raise error(UsageError, "ask.quota")
    groups = asked.scorecard.computed.quota(verdicts.evaluated, asked.scene, percent=percent, basis=basis)
    return attrs.evolve(verdicts, quota=tuple(groups))


def read_json(path: Path) -> Any:
    """Return the data of a JSON file, numbers with a point as exact decimals; ``DataError`` where it is none."""
    try:
        with open(path, encoding="utf-8-sig") as file:  # noqa: PTH123 - a path of any kind
            return json.load(file, parse_float=Decimal)
    except (OSError, ValueError, RecursionError) as cause:
        raise error(DataError, "cli.not_json", path=str(path), fault=str(cause)[:120]) from cause


@frozen
class Sample:
    """A packaged sample: paths of its facts, roster and coverage, and the question it is made for."""

    facts: str
    roster: str
    covers: str
    rulebook: str
    scorecard: str
    period: str
    as_of: str
    staff: str


SAMPLES: Mapping[str, Mapping[str, str]] = {
    "thanh-tra": {
        "rulebook": "thanh-tra-thanh-hoa",
        "scorecard": "sau-tieu-chi",
        "period": "2026-Q1",
        "as_of": "2026-04-01",
        "staff": "TT-007",
    },
}


def load_sample(name: str = "thanh-tra") -> Sample:
    """Return a packaged sample by name: an inspectorate of about 40 people in one quarter, synthetic throughout."""
    if name not in SAMPLES:
        raise error(UsageError, "sample.unknown", name=name, near=near(name, SAMPLES))
    folder = files("vanhoa_rules") / "data" / name
    paths = {part: str(folder / f"{part}.jsonl") for part in ("facts", "roster", "covers")}
    return Sample(**paths, **SAMPLES[name])


def evaluate_sample(name: str = "thanh-tra") -> Verdicts:
    """Return the verdicts of a packaged sample."""
    sample = load_sample(name)
    return evaluate(
        load_rulebook(sample.rulebook),
        load_scorecard(sample.scorecard),
        sample.facts,
        roster=sample.roster,
        covers=sample.covers,
        period=sample.period,
        as_of=sample.as_of,
    )


# --- a jurist's cases ---------------------------------------------------------------------------------------------


@frozen
class Checked:
    """A case that was run: what differs (what, expected, got), and the verdict."""

    case: Case
    differences: tuple[tuple[str, Any, Any], ...]
    verdict: Verdict


def check_case(
    case: Case, *, rulebook: Rulebook | None = None, scorecard: Scorecard | None = None
) -> Checked:
    """Judge one case and compare with what it expects; ``DataError`` lists facts that cannot be read."""
    book = rulebook or load_rulebook(case.rulebook or "thanh-tra-thanh-hoa")
    sheet = (scorecard or load_scorecard("sau-tieu-chi")).restricted_to(book)
    days = Calendar.vietnam()
    read = read_facts(case.facts, vocabulary=book.vocabulary, zone=days.zone)
    if read.problems:
        first = read.problems[0]
        raise DataError(first.code, first.message, first.remedy, problems=read.problems)
    asked = inputs(
        book,
        sheet,
        read.facts,
        roster=as_roster(case.people),
        period=Period.parse(case.period, days.zone),
        as_of=instant(case.as_of, days.zone),
        known_at=None if case.known_at is None else instant(case.known_at, days.zone),
        covers=case.covers,
        calendar=days,
        engine="reference",
    )
    found = judge(asked)[case.people[0]["id"]]
    got = _of_rule(found, book[case.rule].id)
    expect = {name: _listed(item) for name, item in case.expect.items()}
    return Checked(
        case, tuple((name, item, got[name]) for name, item in expect.items() if got[name] != item), found
    )


def _listed(item: Any) -> Any:
    """Return TOML lists as the tuples that are compared with them."""
    return tuple(_listed(one) for one in cast("list[Any]", item)) if isinstance(item, list) else item


def _of_rule(found: Verdict, rule: str) -> dict[str, Any]:
    findings = [one for one in found.findings if one.rule == rule]
    pending = [one for one in found.pending if one.rule == rule]
    return {
        "word": found.outcomes[rule],
        "findings": len(findings),
        "evidence": tuple(one.evidence for one in findings),
        "at": tuple(one.at.isoformat() for one in findings),
        "measure": tuple(plain(one.measure) for one in findings),
        "pending": len(pending),
        "due": tuple(one.due.isoformat() if one.due else "none" for one in pending),
        "missing": next((one.missing for one in found.unknown if one.rule == rule), ()),
        "defeated": sum(one.rule == rule for one in found.defeated),
    }
