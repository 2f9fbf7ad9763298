"""Only the matters that a fact touches are reckoned anew; what is kept besides is what reckoning all of it would say."""

import random

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vanhoa_rules import (
    Calendar,
    Period,
    days,
    each,
    load_rulebook,
    load_sample,
    load_scorecard,
    month,
    read_facts,
    read_roster,
    this,
)
from vanhoa_rules._api import inputs, judge
from vanhoa_rules.canonical import plain
from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.exchange import read_coverage
from vanhoa_rules.facts import FactRetracted
from vanhoa_rules.live import Live
from vanhoa_rules.live.parts import local
from vanhoa_rules.live.tally import Form, Tally
from vanhoa_rules.scorecards import score
from vanhoa_rules.testing import worlds

LATE = each("attendance.arrived", where=this.minutes_late > 15)
RECEIVED, RETURNED = each("case.received"), each("case.returned")
LEAVE = each("leave.approved")


@pytest.mark.parametrize(
    ("pattern", "same", "spans"),
    [
        (LATE, None, set()),
        (LATE.not_during(LEAVE), None, {"leave.approved"}),
        (RECEIVED.not_followed_by(RETURNED, by=this.due, same="case"), "case", set()),
        (
            RECEIVED.not_followed_by(RETURNED, by=this.due, same="case").not_during(LEAVE),
            "case",
            {"leave.approved"},
        ),
        (LATE.not_during(LEAVE).repeated(3, per=month), None, {"leave.approved"}),
    ],
)
def test_matters_are_told_apart_by_key_by_fact_or_by_window(pattern, same, spans):
    found = local(pattern, Calendar.vietnam(), Period.parse("2026"))
    assert found is not None
    assert (found.same, set(found.spans)) == (same, spans)


@pytest.mark.parametrize(
    "pattern",
    [
        LATE.repeated(3, within=days(30)),
        RECEIVED.not_followed_by(RETURNED, within=days(3)),
        LATE.not_preceded_by(each("attendance.left"), within=days(1)),
        LEAVE.during(each("mission.assigned")).not_during(LEAVE),
    ],
)
def test_where_matters_hang_together_all_of_it_is_reckoned(pattern):
    assert local(pattern, Calendar.vietnam(), Period.parse("2026")) is None


@settings(
    max_examples=150, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(world=worlds(), rnd=st.randoms(use_true_random=False))
def test_a_running_sheet_is_always_the_sheet_filled_in_anew(world, rnd):
    """Outcomes change rule by rule, in whatever order; after each change the standing is that of the whole sheet."""
    form = Form.of(world.scorecard, world.rulebook)
    engine = Reference(world.inputs().scene)
    for staff in world.roster.staff:
        given = engine.judge(world.rulebook, staff)
        silent = [evolve(one, certain=(), possible=(), pending=(), missing=frozenset()) for one in given]
        now = list(silent)
        tally = Tally.of(form, now)
        for _ in range(6):
            place = rnd.randrange(len(now))
            now[place] = rnd.choice((given, silent))[place]
            tally.update([now[place].rule])
            whole = score(world.scorecard, world.rulebook, tuple(now))
            total = whole.total
            assert tally.standing == (*map(plain, (total.low, total.recorded, total.high)), *whole.ratings)


def test_the_shipped_rulebook_in_any_order_says_what_judging_at_once_says(engine):
    sample = load_sample()
    book, sheet = load_rulebook("thanh-tra-thanh-hoa"), load_scorecard("sau-tieu-chi")
    rnd = random.Random(5)
    facts = list(read_facts(sample.facts).facts)
    facts = rnd.sample(facts, min(len(facts), 700))
    facts += [
        FactRetracted(id=f"taken-back-{one.id}", staff=one.staff, at=one.known_from, retracts=one.id)
        for one in rnd.sample(facts, len(facts) // 20)
    ]
    rnd.shuffle(facts)
    kept = {
        "roster": read_roster(sample.roster),
        "covers": read_coverage(sample.covers),
        "period": Period.parse(sample.period),
    }
    with Live(book, sheet, engine=engine, **kept) as live:
        for number, fact in enumerate(facts):
            live.observe(fact)
            if number % 97 == 0:
                live.advance(live.now)
        asked = inputs(
            book,
            sheet,
            facts,
            as_of=live.now,
            known_at=live.now,
            calendar=Calendar.vietnam(),
            engine="reference",
            **kept,
        )
        for staff, expected in judge(asked).items():
            assert live.verdict(staff).to_json() == expected.to_json()
