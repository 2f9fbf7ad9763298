"""Laws of the unknown: silence widens the score, and nothing that silence hid can fall outside what was said."""

from hypothesis import given
from hypothesis import strategies as st

from vanhoa_rules.patterns import AnyOf, OfSubordinates, parts, walk
from vanhoa_rules.testing import answers, strays, veiled, worlds
from vanhoa_rules.testing.books import RATINGS
from vanhoa_rules.testing.cases import brief


def told(found, veil, extra):
    """Return a stray as text."""
    return "\n".join((*found, f"when these were seen: {list(map(brief, extra))}", repr(veil.world)))


@given(veiled(), st.data())
def test_every_completion_of_the_unknown_lands_inside_the_interval(veil, data):
    asked = veil.world.inputs()
    before = answers(asked)
    some = tuple(fact for fact in veil.unseen if data.draw(st.booleans()))
    for extra in dict.fromkeys(((), veil.unseen, some, *((fact,) for fact in veil.unseen))):
        found = strays(before, answers(asked, scene=veil.completed(asked, extra)))
        assert not found, told(found, veil, extra)


@given(veiled(), st.data())
def test_seeing_one_kind_or_one_person_more_narrows_what_is_said(veil, data):
    asked = veil.world.inputs()
    staff = data.draw(st.sampled_from((None, *asked.roster.staff)))
    kinds = data.draw(st.sets(st.sampled_from(sorted(asked.rulebook.vocabulary))))

    def holds(one, kind):
        return kind in kinds and staff in {None, one}

    extra = tuple(fact for fact in veil.unseen if holds(fact.staff, fact.kind))
    found = strays(answers(asked), answers(asked, scene=veil.completed(asked, extra, holds=holds)))
    assert not found, told(found, veil, extra)


@given(veiled())
def test_where_everything_is_seen_only_a_null_or_missing_hours_leave_anything_unknown(veil):
    asked = veil.world.inputs()
    for answer in answers(asked, scene=veil.completed(asked, veil.unseen, ever=True)).values():
        for outcome in answer.outcomes:
            lacking = outcome.missing.union(*(match.missing for match in outcome.doubtful))
            assert all(name.count(".") == 2 or name == "calendar.shifts" for name in lacking), (outcome, veil)
            if not lacking:
                assert {m.identity for m in outcome.possible} == {m.identity for m in outcome.certain}, (
                    outcome,
                    veil,
                )


@given(worlds())
def test_what_is_recorded_lies_inside_its_interval_and_a_doubt_names_what_is_missing(world):
    for answer in answers(world.inputs()).values():
        said = answer.verdict
        for bounds in (*said.lines.values(), said.total):
            assert bounds.low <= bounds.recorded <= bounds.high, world
        low, recorded, high = map(RATINGS.index, said.rating)
        assert high <= recorded <= low, world
        for outcome in answer.outcomes:
            assert all(match.missing | outcome.missing for match in outcome.doubtful), (outcome, world)
            assert (outcome.word == "unknown") <= bool(outcome.missing or outcome.doubtful)
            for match in outcome.certain:
                assert match.lo <= match.at <= match.hi, (match, world)
                assert not match.missing, (match, world)
                assert match.least <= match.measure, (match, world)
        assert {one.rule for one in said.unknown} >= {
            outcome.rule for outcome in answer.outcomes if outcome.word == "unknown"
        }


@given(worlds())
def test_evidence_is_on_record_in_order_and_never_twice(world):
    asked = world.inputs()
    twice = {  # any_of does not compare what is added to its matches, and two subordinates may do nothing in one week
        rule.id
        for rule in world.rulebook
        if any(isinstance(node, OfSubordinates) for node in walk(rule.pattern))
        or any(isinstance(node, AnyOf) for part in parts(rule.pattern) for node in walk(part))
    }
    order = {fact.id: (fact.at, fact.id) for fact in asked.scene.timelines.facts}
    for answer in answers(asked).values():
        for outcome in answer.outcomes:
            for match in (*outcome.certain, *outcome.possible, *outcome.pending):
                places = [order[one] for one in match.evidence]
                assert places == sorted(set(places)), (match, world)
            for found in (outcome.certain, outcome.possible):
                assert [m.order for m in found] == sorted(m.order for m in found)
            identities = [m.identity for m in outcome.certain]
            if outcome.rule not in twice:
                assert len(set(identities)) == len(identities), (outcome.certain, world)
