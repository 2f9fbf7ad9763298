"""What the tests of the columnar engine need: one scene judged by both engines, and how many worlds are tried."""

import os
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from vanhoa_rules import Calendar, Fact, Line, Period, Roster, Rule, Rulebook, Scorecard
from vanhoa_rules.engines.columnar import Columnar
from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.facts import Person, Settled, build, settle
from vanhoa_rules.findings import Outcome, Scene
from vanhoa_rules.patterns import Pattern
from vanhoa_rules.rules import Criterion
from vanhoa_rules.scorecards import Threshold

settings.register_profile(
    "columnar",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "100")),
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("columnar")

CALENDAR = Calendar.vietnam()
PERIOD = Period.parse("2026-Q1")
COVERED = [{"kinds": ["*"], "since": "2025-01-01"}]


def person(name: str, **fields: Any) -> Person:
    given = {"unit": "u", "role": "specialist", "leader": False, "employment": "cong_chuc", **fields}
    return Person(id=name, **given)


def rule(pattern: Pattern, name: str = "R", **fields: Any) -> Rule:
    given = {"title": {"vi": name, "en": name}, "criterion": Criterion.KY_LUAT, **fields}
    return Rule(id=name, breach=pattern, **given)


def book(*rules: Rule) -> Rulebook:
    return Rulebook(name="trial", edition="1", rules=rules)


def sheet(effects: Any = (), *, maximum: Any = 100) -> Scorecard:
    return Scorecard(
        name="trial",
        edition="1",
        title={"vi": "Thử", "en": "Trial"},
        lines=(Line(id="ky-luat", title={"vi": "Kỷ luật", "en": "Discipline"}, maximum=maximum),),
        thresholds=(Threshold("A", 90, {"vi": "A", "en": "A"}), Threshold("B", 0, {"vi": "B", "en": "B"})),
        effects=dict(effects),
    )


def scene(
    facts: Iterable[Fact],
    *people: Person,
    covers: Any = None,
    as_of: str = "2026-04-10",
    period: Period = PERIOD,
) -> Scene:
    given = tuple(facts)
    roster = Roster(people or (person("a"),))
    instant = CALENDAR.start_of(Period.parse(f"{as_of}..2030-01-01").start.date())
    timelines = build(given, as_of=instant)
    coverage: Settled = settle(
        COVERED if covers is None else covers,
        facts=given,
        vocabulary=book(*()).vocabulary,
        roster=roster,
        calendar=CALENDAR,
        period=period,
        as_of=instant,
        uncovered=timelines.uncovered,
    )
    return Scene(timelines, roster, coverage, CALENDAR, period, instant, instant)


def told(outcome: Outcome) -> dict[str, Any]:
    """Everything an outcome says, in its order."""
    return {
        "applicable": outcome.applicable,
        "certain": [match_said(m) for m in outcome.certain],
        "possible": [match_said(m) for m in outcome.possible],
        "pending": [(p.due and p.due.isoformat(), p.evidence, p.window) for p in outcome.pending],
        "missing": sorted(outcome.missing),
        "word": outcome.word,
    }


def match_said(m: Any) -> tuple[Any, ...]:
    acts = tuple(fact.id for fact in m.acts)
    ends = (m.lo.isoformat(), m.hi.isoformat(), m.drifts)
    return (m.at.isoformat(), m.evidence, acts, m.measure, m.least, m.window, sorted(m.missing), ends)


Same = Callable[..., dict[str, Outcome]]


@pytest.fixture(scope="session")
def same() -> Same:
    """Judge a pattern with both engines, assert that they say the same, and return what they say by person."""

    def same(pattern: Pattern, where: Scene, *, arrays: bool = True, **fields: Any) -> dict[str, Outcome]:
        rules = book(rule(pattern, **fields))
        engine, reference = Columnar(where), Reference(where)
        found: dict[str, Outcome] = {}
        for staff in where.roster.staff:
            (mine,), (theirs,) = engine.judge(rules, staff), reference.judge(rules, staff)
            assert told(mine) == told(theirs)
            found[staff] = mine
        (result,) = engine.results(rules)
        assert arrays is not bool(result.by_reference), "who is handed to the reference engine"
        return found

    return same


@pytest.fixture(scope="session", name="scene")
def _scene() -> Callable[..., Scene]:
    return scene


@pytest.fixture(scope="session", name="person")
def _person() -> Callable[..., Person]:
    return person


@pytest.fixture(scope="session", name="rule")
def _rule() -> Callable[..., Rule]:
    return rule


@pytest.fixture(scope="session", name="book")
def _book() -> Callable[..., Rulebook]:
    return book


@pytest.fixture(scope="session", name="sheet")
def _sheet() -> Callable[..., Scorecard]:
    return sheet


@pytest.fixture(scope="session", name="told")
def _told() -> Callable[[Outcome], dict[str, Any]]:
    return told
