"""The engine on the network: it says what the reference says, and it is the network that finds it."""

from typing import Any

import pytest
from hypothesis import Phase, given, settings

from vanhoa_rules import Calendar, Coverage, Period, Roster, days, each, load_rulebook, this
from vanhoa_rules.engines.durable import Durable, Fed, Network, Plan, Session, Setting
from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.facts import STANDARD, build, settle
from vanhoa_rules.findings import Scene
from vanhoa_rules.testing import World, check_engine, disagreements, worlds

pytestmark = pytest.mark.usefixtures("needs_durable")

LATE = each("attendance.arrived", where=this.minutes_late > 15)
PRAISED = each("case.returned").preceded_by(
    each("feedback.rated", where=this.rating > 3), within=days(5), same="case"
)


def scene_of(*facts, staff=("an", "binh")) -> Scene:
    calendar, period = Calendar.vietnam(), Period.parse("2026-03")
    now = period.end
    row = {"unit": "u", "role": "inspector", "leader": False, "employment": "cong_chuc"}
    roster = Roster([{"id": one, **row} for one in staff])
    lines = build(facts, as_of=now)
    covers = Coverage([{"kinds": ["*"], "since": "2025-07-01"}])
    coverage = settle(
        covers, facts=facts, vocabulary=STANDARD, roster=roster, calendar=calendar, period=period, as_of=now
    )
    return Scene(lines, roster, coverage, calendar, period, now, now)


class Silent:
    """A network that is switched off, wholly or but for conditions."""

    pairs: dict[int, set[tuple[str, str]]] = {}  # noqa: RUF012 - empty for good

    def __init__(self, hits: Any = None) -> None:
        self.hits = hits or {}


def test_it_says_what_the_reference_says_of_any_world():
    check_engine(Durable, max_examples=120)


def test_a_network_that_loses_its_joins_is_caught():
    class Deaf(Durable):
        def _told(self, staff):
            return Silent(super()._told(staff).hits)

    heard: list[World] = []

    @settings(max_examples=600, derandomize=True, database=None, deadline=None, phases=[Phase.generate])
    @given(worlds())
    def says_the_same(world: World) -> None:
        if not heard and disagreements(world, Deaf):
            heard.append(world)

    says_the_same()
    assert heard


def test_it_is_the_network_that_finds_conditions_and_joins(told, book_of):
    facts = [
        told("attendance.arrived", "2026-03-02T08:00", minutes_late=20),
        told("feedback.rated", "2026-03-03T09:00", case="c1", rating=5),
        told("case.returned", "2026-03-04T09:00", case="c1"),
    ]
    scene, book = scene_of(*facts), book_of(LATE=LATE, PRAISED=PRAISED)
    found = {one.rule: len(one.certain) for one in Durable(scene).judge(book, "an")}
    assert found == {"LATE": 1, "PRAISED": 1}

    plan = Plan(book)
    session = Session(Setting(Network(plan), scene.calendar, scene.roster))
    session.tell(scene.timelines.of("an"))
    off = Fed(scene, plan=plan, feed=lambda _: Silent())
    assert [len(one.certain) for one in off.judge(book, "an")] == [0, 0]
    conditions_only = Fed(scene, plan=plan, feed=lambda _: Silent(session.hits))
    assert [len(one.certain) for one in conditions_only.judge(book, "an")] == [1, 0]
    on = Fed(scene, plan=plan, feed=lambda _: session)
    assert [len(one.certain) for one in on.judge(book, "an")] == [1, 1]


def test_the_network_decides_every_condition_and_most_joins_of_the_shipped_rulebook():
    decided = Plan(load_rulebook("thanh-tra-thanh-hoa")).decided()
    inside, outside = decided["network"], decided["outside"]
    joins = {"FollowedBy", "NotFollowedBy", "PrecededBy", "NotPrecededBy", "During", "NotDuring", "Unless"}
    assert outside["Each"] == 0
    assert inside["Each"] > 200
    within, without = (
        sum(count for name, count in part.items() if name in joins) for part in (inside, outside)
    )
    assert within > 8 * without


def test_keys_and_ids_that_durable_rules_would_take_for_one_are_kept_apart(told, book_of):
    """Names of one 32-bit hash, as measured: two staff numbers, two fact ids."""
    one, other = "NV0335786", "NV1074240"
    facts = [
        told("attendance.arrived", "2026-03-02T08:00", one, id="evt-0317786", minutes_late=20),
        told("attendance.arrived", "2026-03-03T08:00", one, id="evt-1056240", minutes_late=20),
        told("attendance.arrived", "2026-03-03T08:00", other, minutes_late=0),
    ]
    engine = Durable(scene_of(*facts, staff=(one, other)))
    book = book_of(LATE=LATE)
    assert [len(engine.judge(book, staff)[0].certain) for staff in (one, other)] == [2, 0]


def test_many_people_pass_through_a_few_states(told, book_of):
    staff = [f"s{n}" for n in range(60)]
    facts = [
        fact
        for name in staff
        for fact in (
            told("feedback.rated", "2026-03-03T09:00", name, case="c1", rating=5),
            told("case.returned", "2026-03-04T09:00", name, case="c1"),
        )
    ]
    scene, book = scene_of(*facts, staff=staff), book_of(PRAISED=PRAISED)
    engine, reference = Durable(scene), Reference(scene)
    assert [engine.judge(book, one) for one in staff] == [reference.judge(book, one) for one in staff]
    engine.close()
    assert engine.judge(book, "s1") == reference.judge(book, "s1")
