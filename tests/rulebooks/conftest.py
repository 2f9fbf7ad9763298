"""What the tests of the shipped code need: facts written short, judged by the reference, everything covered."""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

import pytest

from vanhoa_rules.calendars import Calendar, Period, instant
from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.facts import STANDARD, Fact, Person, Roster, build, fields_of, settle
from vanhoa_rules.findings import Outcome, Scene
from vanhoa_rules.rulebooks import rulebook
from vanhoa_rules.rules import Rulebook

ZONE = "Asia/Ho_Chi_Minh"
ROLES: Mapping[str, Mapping[str, Any]] = {
    "staff": {"role": "inspector", "leader": False, "reports_to": "head"},
    "uniformed": {"role": "inspector", "leader": False, "uniformed": True, "reports_to": "head"},
    "listed": {"role": "inspector", "leader": False, "listed": True},
    "speaker": {"role": "specialist", "leader": False, "spokesperson": True},
    "contract": {"role": "support", "leader": False, "employment": "contract"},
    "head": {"role": "head", "leader": True},
}

Judge = Callable[..., Mapping[str, Outcome]]


@pytest.fixture(scope="session")
def book() -> Rulebook:
    return rulebook("thanh-tra-thanh-hoa")


def _when(value: object) -> object:
    return instant(value, ZONE) if isinstance(value, str) else value


def written(number: int, kind: str, at: str, fields: Mapping[str, Any], staff: str) -> Fact:
    """Return a fact; its instants are written as text in local time."""
    specs = {spec.attribute: spec for spec in fields_of(STANDARD[kind]).values()}
    values = {
        name: _when(value) if specs[name].type == "instant" else value for name, value in fields.items()
    }
    who = values.pop("staff", staff)
    return STANDARD[kind](id=f"f{number:03}", staff=who, at=instant(at, ZONE), **values)


@pytest.fixture(scope="session")
def judge(book: Rulebook) -> Judge:
    def judge(
        *facts: tuple[str, str, Mapping[str, Any]],
        who: str = "staff",
        period: str = "2026-Q1",
        as_of: str = "2026-05-01",
        calendar: Calendar | None = None,
        covers: Any = "all",
    ) -> Mapping[str, Outcome]:
        """Return what each rule says of ``who``, told ``(kind, at, fields)`` of them or of ``fields["staff"]``."""
        calendar = calendar or Calendar.vietnam()
        roster = Roster(
            Person(**{"id": name, "unit": "u", "employment": "cong_chuc", **row})
            for name, row in ROLES.items()
        )
        numbers = count(1)
        told = [written(next(numbers), kind, at, fields, who) for kind, at, fields in facts]
        now, span = instant(as_of, ZONE), Period.parse(period)
        lines = build(told, as_of=now)
        coverage = settle(
            covers,
            facts=lines.facts,
            vocabulary=STANDARD,
            roster=roster,
            calendar=calendar,
            period=span,
            as_of=now,
        )
        scene = Scene(lines, roster, coverage, calendar, span, now, now)
        return {outcome.rule: outcome for outcome in Reference(scene).judge(book, who)}

    return judge
