"""Laws of what does not matter: order, repeats, strangers, how the work is split, what is not on record."""

from datetime import timedelta

import attrs
from hypothesis import given
from hypothesis import strategies as st

from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.facts import FactRetracted, Roster
from vanhoa_rules.scorecards import score
from vanhoa_rules.testing import KINDS, answers, facts, worlds

RECEIPT = "receipt"
TICK = timedelta(microseconds=1)
AGES = timedelta(days=60)


def told(world, *, but=(RECEIPT,)):
    """Return the verdicts as data, without the digests of what was read."""
    return {
        staff: {name: item for name, item in answer.verdict.to_data().items() if name not in but}
        for staff, answer in answers(world.inputs()).items()
    }


def stated(world):
    """Return the world with coverage that does not hang on which facts are given."""
    return (
        attrs.evolve(world, covers=[{"kinds": ["*"], "since": (world.frame.days[0] - AGES).isoformat()}])
        if (world.covers is None or isinstance(world.covers, str))
        else world
    )


@given(worlds(), st.data())
def test_the_order_of_the_facts_does_not_matter(world, data):
    shuffled = attrs.evolve(world, facts=tuple(data.draw(st.permutations(world.facts))))
    assert told(shuffled, but=()) == told(world, but=())


@given(worlds(), st.data())
def test_an_identical_repeat_does_not_matter(world, data):
    if not world.facts:
        return
    again = tuple(
        attrs.evolve(f) for f in data.draw(st.lists(st.sampled_from(world.facts), min_size=1, max_size=3))
    )
    assert told(attrs.evolve(world, facts=(*world.facts, *again)), but=()) == told(world, but=())


@given(worlds(), st.data())
def test_facts_of_a_stranger_who_shares_no_key_do_not_change_a_verdict(world, data):
    stranger = attrs.evolve(world.roster.people[0], id="z", reports_to=None, since=None, until=None)
    base = stated(attrs.evolve(world, roster=Roster((*world.roster.people, stranger))))
    known = {fact.id for fact in world.facts}
    more = [data.draw(facts(world.frame, 90 + n)) for n in range(3)]
    strange = [
        attrs.evolve(f, staff="z", case=data.draw(st.sampled_from((None, "zz"))))
        for f in more
        if f.id not in known
    ]
    before, after = told(base), told(attrs.evolve(base, facts=(*base.facts, *strange)))
    assert {one: after[one] for one in world.roster.staff} == {one: before[one] for one in world.roster.staff}


@given(worlds())
def test_people_may_be_judged_in_any_order_and_one_at_a_time(world):
    asked = world.inputs()
    whole = answers(asked)
    for staff in reversed(asked.roster.staff):
        alone = Reference(asked.scene).judge(asked.rulebook, staff)
        assert [attrs.astuple(o, recurse=False) for o in alone] == [
            attrs.astuple(o, recurse=False) for o in whole[staff].outcomes
        ]
        assert score(asked.scorecard, asked.rulebook, alone).total == whole[staff].verdict.total


@given(worlds())
def test_what_has_not_happened_by_as_of_or_is_not_recorded_by_known_at_plays_no_part(world):
    base = stated(world)
    frame = base.frame
    known = tuple(f for f in base.facts if f.at <= frame.as_of and f.known_from <= frame.known_at)
    gone = {f.retracts for f in base.facts if isinstance(f, FactRetracted)} & {
        f.id for f in base.facts if f not in known
    }
    twice = {f.id for f in base.facts if [g.id for g in base.facts].count(f.id) > 1}
    if not (gone or twice or any(isinstance(f, FactRetracted) for f in base.facts)):
        assert told(attrs.evolve(base, facts=known)) == told(base)


@given(worlds(), st.data())
def test_a_retracted_fact_is_as_if_it_had_never_been_told(world, data):
    base = stated(attrs.evolve(world, facts=tuple(f for f in world.facts if isinstance(f, KINDS))))
    ids = [f.id for f in base.facts]
    single = [f for f in base.facts if ids.count(f.id) == 1]
    if not single:
        return
    fact = data.draw(st.sampled_from(single))
    known_at = max(fact.known_from, base.frame.known_at)
    base = attrs.evolve(base, frame=attrs.evolve(base.frame, known_at=known_at))
    less = attrs.evolve(base, facts=tuple(f for f in base.facts if f is not fact))
    withdrawn = FactRetracted(id="r9", staff=fact.staff, at=fact.at, recorded_at=known_at, retracts=fact.id)
    assert told(attrs.evolve(base, facts=(*base.facts, withdrawn))) == told(less)
    restored = FactRetracted(id="r99", staff=fact.staff, at=fact.at, recorded_at=known_at, retracts="r9")
    assert told(attrs.evolve(base, facts=(*base.facts, withdrawn, restored))) == told(base)
