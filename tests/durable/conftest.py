"""What the tests of the network need: durable-rules, or a reason to skip; a small office; facts written short."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import Any

import pytest

from vanhoa_rules import (
    STANDARD,
    Coverage,
    Deduct,
    Fact,
    Line,
    Roster,
    Rule,
    Rulebook,
    Scorecard,
    Threshold,
    any_of,
    by_anyone,
    days,
    each,
    fewer_than,
    month,
    of_subordinates,
    person,
    share,
    this,
)
from vanhoa_rules.engines.durable import available

OFFSET = timezone(timedelta(hours=7))
NEEDED = "durable-rules cannot be loaded: the extra durable needs CPython before 3.13 and a C compiler"
TEXT = {"vi": "Phép thử", "en": "Trial"}
ROSTER = (
    {"id": "head", "unit": "u", "role": "head", "leader": True, "employment": "cong_chuc"},
    {
        "id": "an",
        "unit": "u",
        "role": "inspector",
        "leader": False,
        "employment": "cong_chuc",
        "reports_to": "head",
    },
    {
        "id": "binh",
        "unit": "u",
        "role": "inspector",
        "leader": False,
        "employment": "cong_chuc",
        "reports_to": "head",
    },
)
Told = Callable[..., Fact]


@pytest.fixture
def needs_durable() -> None:
    """Skip where durable-rules is not there."""
    if not available():
        pytest.skip(NEEDED)


@pytest.fixture(params=["reference", "durable"])
def engine(request: pytest.FixtureRequest) -> str:
    """Each engine of a live evaluation."""
    if request.param == "durable" and not available():
        pytest.skip(NEEDED)
    return request.param


def at(text: str) -> datetime:
    """Return an instant on the clocks of Vietnam."""
    return datetime.fromisoformat(text).replace(tzinfo=OFFSET)


@pytest.fixture
def told() -> Told:
    numbers = count(1)

    def told(kind: str, when: str, staff: str = "an", **fields: Any) -> Fact:
        """Return a fact; its instants are written as text in local time."""
        values = {"id": f"f{next(numbers):03}", **fields}
        timed = {"due", "new_due", "until", "recorded_at"}
        values = {name: at(value) if name in timed and value else value for name, value in values.items()}
        return STANDARD[kind](staff=staff, at=at(when), **values)

    return told


LATE = each("attendance.arrived", where=this.minutes_late > 15)
RECEIVED, RETURNED = each("case.received"), each("case.returned")


def _rule(name: str, pattern: Any, **more: Any) -> Rule:
    """Return a breach of a pattern."""
    return Rule(id=name, title=TEXT, criterion="ky-luat", breach=pattern, **more)


def _book() -> Rulebook:
    """Return a rulebook in which every kind of node is used."""
    return Rulebook(
        name="live",
        edition="1",
        rules=[
            _rule("LATE", LATE.not_during(each("leave.approved"))),
            _rule("OFTEN", any_of(LATE, each("dress.checked", where=~this.neat)).repeated(3, per=month)),
            _rule(
                "CASE",
                RECEIVED.not_followed_by(
                    RETURNED, by=this.due, same="case", moved_by=each("case.deadline_extended")
                ),
            ),
            _rule(
                "GIFT",
                each("case.returned").preceded_by(
                    each("feedback.rated", where=this.rating < 3), within=days(5), same="case"
                ),
            ),
            _rule("TRAIN", fewer_than(1, each("training.attended"), per=month)),
            _rule(
                "SHARE",
                share(
                    each("feedback.rated", where=this.rating >= 3),
                    among=each("feedback.rated"),
                    below="0.5",
                    at_least=2,
                    per=month,
                ),
            ),
            _rule("BELOW", of_subordinates(LATE), applies_to=person.leader),
            _rule("SHARED", RECEIVED.unless(by_anyone(each("apology.sent")), same="case")),
        ],
    )


def _sheet() -> Scorecard:
    """Return a sheet of one line."""
    return Scorecard(
        name="live",
        edition="1",
        title=TEXT,
        lines=(Line(id="ky-luat", title=TEXT, maximum=100),),
        thresholds=(
            Threshold(rating="good", at_least=90, title=TEXT),
            Threshold(rating="poor", at_least=0, title=TEXT),
        ),
        effects={
            "LATE": Deduct(5, at_most=20),
            "CASE": Deduct(1, per="measure", at_most=30),
            "BELOW": Deduct(1, at_most=5),
        },
    )


@pytest.fixture
def book_of() -> Callable[..., Rulebook]:
    """Build a rulebook of breaches, by name."""
    return lambda **patterns: Rulebook(
        name="some", edition="1", rules=[_rule(name, pattern) for name, pattern in patterns.items()]
    )


@pytest.fixture
def office() -> dict[str, Any]:
    """Everything a live evaluation is made of, as keyword arguments."""
    return {
        "rulebook": _book(),
        "scorecard": _sheet(),
        "roster": Roster(ROSTER),
        "period": "2026-03",
        "covers": Coverage([{"kinds": ["*"], "since": "2025-07-01"}]),
    }
