"""Timelines hold what was on record, was not withdrawn and had happened, each fact once, in order."""

import pickle
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vanhoa_rules.canonical import digest
from vanhoa_rules.facts import (
    AttendanceArrived,
    FactRetracted,
    LeaveApproved,
    MeetingDue,
    SupportGiven,
    TaskAssigned,
    TaskCompleted,
    build,
    content,
)

HANOI = timezone(timedelta(hours=7))
START = datetime(2026, 3, 2, 8, tzinfo=HANOI)


def day(number):
    return START + timedelta(days=number)


AS_OF = day(30)


def met(id_, at=0, recorded=None, staff="a", **more):
    return MeetingDue(
        id=id_, staff=staff, at=day(at), recorded_at=None if recorded is None else day(recorded), **more
    )


def retract(id_, target, at=0, recorded=None, staff="a"):
    return FactRetracted(
        id=id_,
        staff=staff,
        at=day(at),
        recorded_at=None if recorded is None else day(recorded),
        retracts=target,
    )


def ids(timelines, staff="a"):
    return [fact.id for fact in timelines.of(staff)]


def told(*facts, as_of=AS_OF, known_at=None):
    return build(facts, as_of=as_of, known_at=known_at)


def codes(timelines):
    return [problem.code for problem in timelines.problems]


def test_facts_stand_by_person_time_and_id():
    timelines = told(met("c", 2), met("b", 1), met("a", 2), met("z", 5, staff="B"))
    assert ids(timelines) == ["b", "a", "c"]
    assert timelines.staff == ("B", "a")
    assert [fact.id for fact in timelines.facts] == ["z", "b", "a", "c"]
    assert timelines.of("nobody") == ()


def test_instants_with_different_offsets_compare_in_absolute_time():
    late = MeetingDue(id="a", staff="a", at=datetime(2026, 3, 2, 2, tzinfo=UTC))
    early = MeetingDue(id="b", staff="a", at=datetime(2026, 3, 2, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))
    assert ids(told(late, early)) == ["b", "a"]


def test_what_happens_at_as_of_counts_and_later_does_not():
    tick = timedelta(microseconds=1)
    after = attrs.evolve(met("late"), at=AS_OF + tick, recorded_at=AS_OF)
    assert ids(told(met("now", 30), after)) == ["now"]


def test_what_was_recorded_after_known_at_plays_no_part():
    facts = (met("x", 1, 10), met("y", 1, 9))
    assert ids(told(*facts, known_at=day(9))) == ["y"]
    assert ids(told(*facts, known_at=day(10))) == ["x", "y"]


def test_an_identical_repeat_counts_once_also_when_told_with_another_offset():
    first = met("x", 1, 3)
    again = attrs.evolve(first, at=first.at.astimezone(UTC))
    assert ids(told(first, again, first)) == ["x"]
    assert codes(told(first, again)) == []
    assert told(first, again).facts[0].at.isoformat() == told(again, first).facts[0].at.isoformat()


def test_a_null_recording_time_means_the_time_of_the_fact():
    assert ids(told(met("x", 1), met("x", 1, 1))) == ["x"]


def test_of_two_different_facts_with_one_id_neither_is_judged():
    first = met("x", 1)
    other = AttendanceArrived(id="x", staff="b", at=day(1), minutes_late=0)
    for facts in ((first, other, first), (other, first)):
        timelines = told(*facts, met("y", 1))
        assert [fact.id for fact in timelines.facts] == ["y"]
        assert codes(timelines) == ["fact.same_id"]
        assert timelines.problems[0].value == "x"
        assert timelines.uncovered == (("a", "meeting.due"), ("b", "attendance.arrived"))


def test_a_conflict_that_is_not_on_record_yet_is_no_conflict():
    assert ids(told(met("x", 1), met("x", 2, 20), known_at=day(19))) == ["x"]
    assert ids(told(met("x", 1), met("x", 2, 20), known_at=day(20))) == []


def test_the_reason_of_a_leave_tells_two_facts_apart_but_is_not_shown():
    leaves = [
        LeaveApproved(id="x", staff="a", at=day(1), until=day(2), reason=why) for why in ("sick", "annual")
    ]
    timelines = told(*leaves)
    assert codes(timelines) == ["fact.same_id"]
    assert "sick" not in repr(timelines)


def test_a_retraction_withdraws_a_fact_and_stays_on_record_itself():
    assert ids(told(met("x", 1), retract("r", "x", 2))) == ["r"]


def test_a_retraction_counts_once_both_are_known():
    facts = (met("x", 1), retract("r", "x", 1, 5))
    assert ids(told(*facts, known_at=day(4))) == ["x"]
    assert ids(told(*facts, known_at=day(5))) == ["r"]


def test_a_retraction_recorded_in_time_counts_even_if_it_is_dated_after_as_of():
    assert ids(told(met("x", 1), retract("r", "x", 40, 5))) == []


def test_a_retraction_that_is_itself_withdrawn_removes_nothing():
    chain = [met("x", 1), retract("r1", "x", 2), retract("r2", "r1", 3)]
    assert ids(told(*chain)) == ["x", "r2"]
    assert ids(told(*chain, retract("r3", "r2", 4))) == ["r1", "r3"]
    assert codes(told(*chain, retract("r3", "r2", 4))) == []


def test_a_retraction_of_an_id_that_is_not_on_record_is_no_error():
    timelines = told(retract("r", "gone", 1))
    assert ids(timelines) == ["r"]
    assert codes(timelines) == []
    assert timelines.uncovered == ()


def test_at_one_instant_facts_are_recorded_before_retractions_and_retractions_by_id():
    assert ids(told(met("x", 1), retract("a", "x", 1))) == ["a"]
    assert ids(told(met("x", 1), retract("r1", "x", 1), retract("r2", "r1", 1))) == ["r2", "x"]
    assert codes(told(retract("r1", "r2", 1), retract("r2", "x", 1))) == ["retraction.order"]


def test_a_retraction_of_a_later_fact_is_refused_and_leaves_its_kind_in_doubt():
    timelines = told(met("x", 5), retract("r", "x", 1))
    assert ids(timelines) == ["x"]
    assert codes(timelines) == ["retraction.order"]
    assert timelines.uncovered == (("a", "meeting.due"),)


def test_a_retraction_of_itself_is_refused():
    timelines = told(retract("r", "r", 1))
    assert codes(timelines) == ["retraction.self"]
    assert timelines.uncovered == (("a", "fact.retracted"),)


def test_a_retraction_of_someone_elses_fact_is_refused():
    timelines = told(met("x", 1, staff="b"), retract("r", "x", 2, staff="a"))
    assert ids(timelines, "b") == ["x"]
    assert codes(timelines) == ["retraction.person"]
    assert timelines.uncovered == (("b", "meeting.due"),)


def test_two_different_retractions_with_one_id_leave_what_they_name_in_doubt():
    timelines = told(met("x", 1), met("y", 1), retract("r", "x", 2), retract("r", "y", 2))
    assert ids(timelines) == ["x", "y"]
    assert timelines.uncovered == (("a", "fact.retracted"), ("a", "meeting.due"))


def task(id_, at, staff="a", case="K"):
    return TaskAssigned(id=id_, staff=staff, at=day(at), case=case)


def test_a_second_assignment_of_one_task_to_one_person_is_refused():
    timelines = told(task("t2", 2), task("t1", 1), task("t3", 3, "b"), task("t4", 4, case="L"))
    assert ids(timelines) == ["t1", "t4"]
    assert ids(timelines, "b") == ["t3"]
    assert codes(timelines) == ["task.twice"]
    assert timelines.uncovered == (("a", "task.assigned"),)


def test_a_withdrawn_assignment_makes_room_for_another():
    timelines = told(task("t1", 1), retract("r", "t1", 2), task("t2", 3))
    assert ids(timelines) == ["r", "t2"]
    assert codes(timelines) == []


def test_problems_say_which_fact_and_what_to_do_in_both_languages():
    timelines = told(met("x", 5), retract("r", "x", 1), task("t1", 1), task("t2", 1), retract("s", "s", 1))
    for problem in timelines.problems:
        assert problem.message.vi != problem.message.en
        assert problem.remedy.vi
        assert problem.remedy.en
    assert [problem.message.en.split()[2] for problem in timelines.problems] == ["r", "s", "t2"]


def test_content_is_public_names_without_nulls_in_canonical_form():
    fact = SupportGiven(id="s", staff="a", at=START, recorded_at=day(1), for_="partner")
    assert content(fact) == {
        "kind": "support.given",
        "id": "s",
        "staff": "a",
        "at": "2026-03-02T01:00:00+00:00",
        "recorded_at": "2026-03-03T01:00:00+00:00",
        "for": "partner",
    }
    done = TaskCompleted(id="t", staff="a", at=START, case="K", quantity=Decimal("0.80"))
    assert content(done)["quantity"] == "0.8"


def test_the_digest_is_that_of_the_facts_that_count_by_id():
    facts = (met("x", 1), met("b", 2, staff="b", source="Ứng dụng họp"), retract("r", "x", 3))
    timelines = told(*facts)
    kept = sorted(timelines.facts, key=lambda fact: fact.id)
    assert timelines.digest == digest([content(fact) for fact in kept])
    assert told(*facts[::-1]).digest == timelines.digest
    assert told(*facts, met("y", 1)).digest != timelines.digest
    assert told().digest == digest([])


def test_timelines_travel_to_other_processes():
    timelines = told(met("x", 1))
    copy = pickle.loads(pickle.dumps(timelines))  # noqa: S301
    assert copy.of("a") == timelines.of("a")
    assert copy.digest == timelines.digest


NAMES = st.sampled_from(["p", "q", "r", "s"])
MOMENTS = st.integers(0, 3)


@st.composite
def any_facts(draw):
    id_, at, recorded, staff = (
        draw(NAMES),
        draw(MOMENTS),
        draw(st.none() | MOMENTS),
        draw(st.sampled_from("ab")),
    )
    which = draw(st.sampled_from(["met", "retract", "task"]))
    if which == "retract":
        return retract(id_, draw(NAMES), at, recorded, staff)
    return met(id_, at, recorded, staff) if which == "met" else task(id_, at, staff)


def summary(timelines):
    return repr((timelines.facts, timelines.problems, timelines.uncovered, timelines.digest))


@settings(max_examples=300)
@given(st.lists(any_facts(), max_size=8), st.randoms(use_true_random=False), MOMENTS, MOMENTS)
def test_neither_the_order_of_facts_nor_a_repeat_matters(facts, random, as_of, known_at):
    mixed = [*facts, *facts[:2]]
    random.shuffle(mixed)
    at = {"as_of": day(as_of), "known_at": day(known_at)}
    assert summary(build(facts, **at)) == summary(build(mixed, **at))


@settings(max_examples=300)
@given(st.lists(any_facts(), max_size=8), MOMENTS, MOMENTS)
def test_the_past_does_not_change_when_more_is_recorded(facts, as_of, known_at):
    at = {"as_of": day(as_of), "known_at": day(known_at)}
    then = [fact for fact in facts if fact.known_from <= day(known_at)]
    assert summary(build(facts, **at)) == summary(build(then, **at))


@settings(max_examples=300)
@given(st.lists(any_facts(), max_size=8, unique_by=lambda fact: fact.id))
def test_a_fact_is_withdrawn_exactly_when_a_standing_later_retraction_of_its_person_names_it(facts):
    def recorded(fact):
        return fact.known_from, fact.kind == "fact.retracted", fact.id

    def stands(fact):
        return not any(
            other.kind == "fact.retracted"
            and other.retracts == fact.id
            and other.staff == fact.staff
            and recorded(other) > recorded(fact)
            and stands(other)
            for other in facts
        )

    def refused(fact):
        named = [other for other in facts if fact.kind == "fact.retracted" and other.id == fact.retracts]
        return any(other.staff != fact.staff or recorded(other) >= recorded(fact) for other in named)

    kept = {fact.id for fact in told(*facts).facts}
    for fact in facts:
        if fact.kind != "task.assigned":
            assert (fact.id in kept) is (stands(fact) and not refused(fact))


@pytest.mark.parametrize("known_at", [None, AS_OF])
def test_what_is_known_is_what_as_of_says_unless_stated(known_at):
    assert ids(told(met("x", 1, 31), met("y", 1, 30), known_at=known_at)) == ["y"]
