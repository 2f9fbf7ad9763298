"""Each node on edges made by hand: the arrays say what the reference says, and what a person would expect."""

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from vanhoa_rules import (
    any_of,
    before,
    by_anyone,
    days,
    each,
    end_of,
    fewer_than,
    hours,
    mean,
    month,
    months,
    of_subordinates,
    share,
    this,
    working_days,
    working_hours,
)
from vanhoa_rules import person as someone
from vanhoa_rules.facts import (
    AttendanceAbsent,
    AttendanceArrived,
    CaseDeadlineExtended,
    CaseReceived,
    CaseReturned,
    ConclusionIssued,
    FeedbackRated,
    GiftReceived,
    LeaveApproved,
    StatementMade,
    TaskAssigned,
    TaskCompleted,
)

ARRIVED, RECEIVED, RETURNED = each("attendance.arrived"), each("case.received"), each("case.returned")
LATE = each("attendance.arrived", where=this.minutes_late > 5)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}+07:00" if "T" in text else f"2026-{text}T08:00:00+07:00")


def arrived(*moments: str, staff: str = "a", late: int = 10) -> list[AttendanceArrived]:
    return [
        AttendanceArrived(id=f"{staff}{n}", staff=staff, at=at(m), minutes_late=late)
        for n, m in enumerate(moments)
    ]


def received(name: str, when: str, due: str, **fields: object) -> CaseReceived:
    return CaseReceived(id=name, staff="a", at=at(when), due=at(due), **{"case": "c", **fields})


def returned(name: str, when: str, **fields: object) -> CaseReturned:
    return CaseReturned(id=name, staff="a", at=at(when), **{"case": "c", **fields})


def evidence(found, staff="a"):
    return [m.evidence for m in found[staff].certain]


def test_a_condition_selects_and_a_measure_counts(same, scene):
    facts = [*arrived("01-05", late=16), *arrived("01-06", staff="b", late=5)]
    absent = AttendanceAbsent(id="x", staff="a", at=at("01-07"), minutes=90)
    assert evidence(same(LATE, scene(facts))) == [("a0",)]
    found = same(each("attendance.absent", measure=this.minutes * Decimal("0.5") + 1), scene([absent]))
    assert found["a"].certain[0].measure == 46


def test_the_edges_of_the_period_count_once(same, scene):
    facts = arrived("01-01T00:00:00", "03-31T23:59:59.999999", "04-01T00:00:00")
    assert evidence(same(ARRIVED, scene(facts))) == [("a0",), ("a1",)]


def test_null_selects_nothing(same, scene):
    gifts = [
        GiftReceived(id="1", staff="a", at=at("01-05"), giver_connected=True, refusable=True, value=None),
        GiftReceived(
            id="2", staff="a", at=at("01-06"), giver_connected=True, refusable=True, value=Decimal("2.50")
        ),
    ]
    value = this.value
    for condition, expected in (
        (value > 2, [("2",)]),
        (~(value > 3), [("2",)]),
        (value.is_null(), [("1",)]),
        ((value > 3) | this.refusable, [("1",), ("2",)]),
        ((value * value - Decimal("0.25")) == 6, [("2",)]),
    ):
        assert evidence(same(each("gift.received", where=condition), scene(gifts))) == expected


def test_texts_kinds_instants_and_people_are_compared(same, scene, person):
    told = StatementMade(id="1", staff="a", at=at("01-05"), channel="press", subject="other", source="b")
    people = (person("a", unit="b", since=at("01-01").date()), person("b"))
    for condition in (
        this.channel.is_in("press", "social"),
        this.kind == "statement.made",
        this.source == someone.unit,
        this.staff == "a",
        this.id == "1",
        this.at >= at("01-05"),
        someone.since == at("01-01").date(),
        ~someone.leader,
    ):
        assert evidence(same(each("statement.made", where=condition), scene([told], *people))) == [("1",)]


def test_numbers_too_great_for_64_bits_stay_exact(same, scene):
    great = Decimal("123456789012345678901234567.123")
    gifts = [
        GiftReceived(id="1", staff="a", at=at("01-05"), giver_connected=True, refusable=True, value=great),
        GiftReceived(
            id="2", staff="a", at=at("01-06"), giver_connected=True, refusable=True, value=Decimal(3)
        ),
    ]
    condition = this.value * this.value > great
    assert evidence(same(each("gift.received", where=condition), scene(gifts))) == [("1",)]


def test_an_answer_at_the_deadline_is_in_time_and_one_tick_later_is_not(same, scene):
    late = RECEIVED.not_followed_by(RETURNED, by=this.due, same="case")
    facts = [received("1", "01-05", "01-12T17:00:00")]
    assert evidence(same(late, scene([*facts, returned("2", "01-12T17:00:00")]))) == []
    found = same(late, scene([*facts, returned("2", "01-14T17:00:00.000001")]))
    assert evidence(found) == [("1", "2")]
    assert found["a"].certain[0].measure == 2
    assert evidence(same(late, scene(facts))) == [("1",)]


@pytest.mark.parametrize(
    "limit",
    [hours(20), days(3), days(3, roll=False), working_days(2), working_days(0), months(1), end_of(month)],
)
def test_every_length_of_time_gives_the_same_deadline(same, limit, scene):
    facts = [received("1", "01-30", "01-31"), returned("2", "02-02T23:59:59.999999"), returned("3", "02-27")]
    same(RECEIVED.not_followed_by(RETURNED, within=limit, same="case"), scene(facts))
    same(RECEIVED.followed_by(RETURNED, within=limit, same="case"), scene(facts))
    same(RETURNED.preceded_by(RECEIVED, within=limit, same="case"), scene(facts))
    same(RETURNED.not_preceded_by(RECEIVED, within=limit, same="case"), scene(facts))
    if limit != end_of(month):
        same(RECEIVED.not_followed_by(RETURNED, by=before(this.due, limit), same="case"), scene(facts))
        same(any_of(RECEIVED, RETURNED).repeated(2, within=limit), scene(facts))


def test_movers_move_in_their_order_and_none_after_the_answer(same, scene):
    late = RECEIVED.not_followed_by(
        RETURNED, by=this.due, same="case", moved_by=each("case.deadline_extended")
    )

    def extended(name: str, when: str, due: str) -> CaseDeadlineExtended:
        return CaseDeadlineExtended(
            id=name, staff="a", at=at(when), case="c", due=at(due), objective_cause=True
        )

    facts = [
        received("1", "01-05", "01-12"),
        extended("2", "01-12", "01-20"),
        extended("3", "01-19", "01-23"),
    ]
    assert evidence(same(late, scene(facts))) == [("1", "2", "3")]
    assert evidence(same(late, scene([*facts, returned("4", "01-23")]))) == []
    assert evidence(same(late, scene([*facts, returned("4", "01-26")]))) == [("1", "2", "3", "4")]
    same(
        RECEIVED.followed_by(RETURNED, by=this.due, same="case", moved_by=each("case.deadline_extended")),
        scene(facts),
    )


def test_a_null_key_is_only_possible(same, scene):
    facts = [received("1", "01-05", "01-12", case=None), returned("2", "01-06")]
    found = same(RECEIVED.not_followed_by(RETURNED, by=this.due, same="case"), scene(facts))
    assert found["a"].certain == ()
    assert found["a"].possible[0].missing == {"case.received.case"}


def test_a_duty_not_yet_due_is_pending(same, scene):
    facts = [received("1", "03-05", "04-20")]
    found = same(RECEIVED.not_followed_by(RETURNED, by=this.due, same="case"), scene(facts))
    assert found["a"].word == "pending"
    assert found["a"].pending[0].due == at("04-20")


def test_one_person_one_instant_stands_by_kind_and_id(same, scene):
    facts = [received("2", "01-05", "01-12"), returned("1", "01-05"), received("3", "01-05", "01-12")]
    found = same(RECEIVED.followed_by(any_of(RECEIVED, RETURNED), same="case"), scene(facts))
    assert evidence(found) == [("1", "2"), ("1", "3")]
    same(RECEIVED.preceded_by(RECEIVED, same="case"), scene(facts))
    same(RECEIVED.followed_by(RETURNED, same="case").followed_by(RETURNED, same="case"), scene(facts))


def test_spans_hold_their_first_instant_and_not_their_last(same, scene):
    def leave(name: str, since: str, until: str) -> LeaveApproved:
        return LeaveApproved(id=name, staff="a", at=at(since), until=at(until), reason="annual")

    facts = [leave("l1", "01-05T08:00:00", "01-06T08:00:00"), leave("l2", "01-05T09:00:00", "01-07T08:00:00")]
    facts += arrived("01-05T07:59:59.999999", "01-05T08:00:00", "01-06T08:00:00", "01-07T08:00:00")
    assert evidence(same(ARRIVED.during(each("leave.approved")), scene(facts))) == [
        ("a1", "l1"),
        ("l2", "a2"),
    ]
    assert evidence(same(ARRIVED.not_during(each("leave.approved")), scene(facts))) == [("a0",), ("a3",)]


def test_an_excuse_counts_at_any_time_for_its_key(same, scene):
    facts = [
        received("1", "01-05", "01-12"),
        received("2", "01-06", "01-12", case="d"),
        returned("3", "03-30"),
    ]
    assert evidence(same(RECEIVED.unless(RETURNED, same="case"), scene(facts))) == [("2",)]
    assert evidence(same(RECEIVED.unless(RETURNED), scene(facts))) == []


def test_windows_that_look_back_and_groups(same, scene):
    facts = arrived("01-05", "01-06", "02-03", "02-04", "02-05", "02-06")
    assert len(same(LATE.repeated(3, within=days(30)), scene(facts))["a"].certain) == 4
    assert evidence(same(LATE.repeated(3, within=days(31), groups=True), scene(facts))) == [
        ("a0", "a1", "a2"),
        ("a3", "a4", "a5"),
    ]
    per = same(LATE.repeated(3, per="month"), scene(facts))["a"].certain
    assert [(m.evidence, m.measure) for m in per] == [(("a2", "a3", "a4"), 4)]


def test_greedy_groups_of_one_person_with_many_facts(same, scene):
    start = at("01-02T00:00:00")
    facts = [
        AttendanceArrived(id=f"{n:04d}", staff="a", at=start + timedelta(hours=5 * n), minutes_late=9)
        for n in range(400)
    ]
    assert len(same(LATE.repeated(7, within=days(2), groups=True), scene(facts))["a"].certain) == 55


def test_runs_begin_anew_after_one_in_time(same, scene):
    facts = [
        *arrived("01-05", "01-06"),
        AttendanceArrived(id="ok", staff="a", at=at("01-07"), minutes_late=0),
        *(AttendanceArrived(id=f"z{n}", staff="a", at=at(f"01-{n:02d}"), minutes_late=9) for n in (8, 9, 12)),
    ]
    assert evidence(same(LATE.consecutive(2, among=ARRIVED), scene(facts))) == [
        ("a0", "a1"),
        ("z8", "z9"),
        ("z9", "z12"),
    ]


def test_what_is_not_there_is_counted_for_everyone(same, scene, person):
    found = same(
        fewer_than(2, ARRIVED, per="month"),
        scene(arrived("01-05", "01-06", "02-04"), person("a"), person("b")),
    )
    assert [m.measure for m in found["a"].certain] == [1, 2]
    assert [m.measure for m in found["b"].certain] == [2, 2, 2]


def test_shares_and_means_are_compared_without_dividing(same, scene):
    rated = [
        FeedbackRated(id=str(n), staff="a", at=at(f"01-{n + 5:02d}"), rating=r)
        for n, r in enumerate((5, 4, 3, 4))
    ]
    assert (
        evidence(same(mean(each("feedback.rated"), this.rating, below=4, per="quarter"), scene(rated))) == []
    )
    found = same(mean(each("feedback.rated"), this.rating, below="4.1", per="quarter"), scene(rated))[
        "a"
    ].certain[0]
    assert (found.evidence, found.measure) == (("1", "2", "3"), Fraction(1, 41))
    good = each("feedback.rated", where=this.rating >= 4)
    assert (
        evidence(same(share(good, among=each("feedback.rated"), below="0.75", per="month"), scene(rated)))
        == []
    )
    found = same(share(good, among=each("feedback.rated"), below="0.76", per="month"), scene(rated))[
        "a"
    ].certain[0]
    assert (found.evidence, found.measure) == (("2",), Fraction(1, 76))


def test_a_leader_answers_for_reports_of_that_day(same, scene, person):
    people = (
        person("a", reports_to="l", until=at("01-31").date()),
        person("a", reports_to="m", since=at("02-01").date()),
        person("l"),
        person("m"),
    )
    found = same(of_subordinates(LATE), scene(arrived("01-05", "02-04"), *people))
    assert evidence(found, "l") == [("a0",)]
    assert evidence(found, "m") == [("a1",)]


def test_anyone_may_answer_for_a_key(same, scene):
    told = StatementMade(id="1", staff="a", at=at("01-06"), channel="press", subject="inspection", case="k")
    issued = ConclusionIssued(id="2", staff="stranger", at=at("01-05"), case="k")
    rule = each("statement.made").not_preceded_by(by_anyone(each("conclusion.issued")), same="case")
    assert evidence(same(rule, scene([told, issued]))) == []
    assert evidence(same(rule, scene([told]))) == [("1",)]


def test_a_key_that_two_people_share_joins_each_with_their_own(same, scene, person):
    def assigned(name: str, staff: str) -> TaskAssigned:
        return TaskAssigned(id=name, staff=staff, at=at("01-05"), case="k")

    done = TaskCompleted(id="3", staff="b", at=at("01-06"), case="k")
    rule = each("task.assigned").not_followed_by(each("task.completed"), within=days(5), same="case")
    found = same(rule, scene([assigned("1", "a"), assigned("2", "b"), done], person("a"), person("b")))
    assert evidence(found, "a") == [("1",)]
    assert evidence(found, "b") == []


def test_the_day_in_force_is_that_on_which_the_duty_arose(same, scene):
    facts = [received("1", "01-05", "02-12"), received("2", "02-05", "02-12", case="d")]
    late = RECEIVED.not_followed_by(RETURNED, by=this.due, same="case")
    day = at("02-01").date()
    assert evidence(same(late, scene(facts), in_force=(None, day))) == [("1",)]
    assert evidence(same(late, scene(facts), in_force=(day, None))) == [("2",)]


def test_a_rule_binds_only_on_days_of_a_row_that_it_is_about(same, scene, person):
    people = (
        person("a", uniformed=True, until=at("01-31").date()),
        person("a", uniformed=False, since=at("02-01").date(), until=at("02-10").date()),
    )
    found = same(LATE, scene(arrived("01-05", "02-04", "03-04"), *people), applies_to=someone.uniformed)
    assert evidence(found) == [("a0",)]
    assert not same(fewer_than(9, LATE, per="quarter"), scene([], *people), applies_to=someone.uniformed)[
        "a"
    ].applicable


def test_silence_of_a_kind_that_nobody_reports_is_unknown(same, scene):
    covers = [{"kinds": ["case.received"], "since": "2025-01-01"}]
    facts = [received("1", "01-05", "01-12")]
    found = same(RECEIVED.not_followed_by(RETURNED, by=this.due, same="case"), scene(facts, covers=covers))
    assert found["a"].word == "unknown"
    assert found["a"].possible[0].missing == {"case.returned"}
    assert same(LATE, scene(facts, covers=covers))["a"].missing == {"attendance.arrived"}


def test_coverage_of_a_unit_holds_for_its_people_alone(same, scene, person):
    covers = [{"kinds": ["attendance.*"], "since": "2025-01-01", "units": ["u"]}]
    found = same(LATE, scene(arrived("01-05"), person("a"), person("b", unit="w"), covers=covers))
    assert found["a"].missing == frozenset()
    assert found["b"].missing == {"attendance.arrived"}


def test_a_hole_in_coverage_leaves_the_measure_open(same, scene):
    covers = [{"kinds": ["*"], "since": "2025-01-01", "until": "2026-02-01"}]
    facts = [received("1", "01-05", "01-12")]
    found = same(RECEIVED.not_followed_by(RETURNED, by=this.due, same="case"), scene(facts, covers=covers))
    assert (found["a"].certain[0].least, found["a"].certain[0].measure) == (21, 88)


def test_working_hours_without_a_table_are_unknown_at_once(same, scene):
    facts = [received("1", "01-05", "01-12")]
    found = same(RECEIVED.not_followed_by(RETURNED, within=working_hours(8)), scene(facts))
    assert found["a"].missing == {"calendar.shifts"}


def test_doubt_about_when_an_operand_lies_is_left_to_the_reference_engine(same, scene):
    covers = [
        {"kinds": ["case.received", "attendance.*"], "since": "2025-01-01"},
        {"kinds": ["case.returned"], "since": "2025-01-01", "until": "2026-01-03"},
        {"kinds": ["case.returned"], "since": "2026-02-01"},
    ]
    facts = [received("1", "01-05", "01-12"), returned("2", "01-07"), *arrived("01-06")]
    moving = RECEIVED.followed_by(RETURNED, within=days(5), same="case").repeated(
        1, within=days(3), groups=True
    )
    found = same(ARRIVED.followed_by(moving), scene(facts, covers=covers), arrays=False)
    assert found["a"].missing == {"case.returned"}


def test_a_deadline_beyond_the_calendar_is_pending_without_a_date(same, scene):
    facts = [received("1", "03-05", "03-06")]
    found = same(RECEIVED.not_followed_by(RETURNED, within=working_days(900), same="case"), scene(facts))
    assert found["a"].pending[0].due is None


def test_a_case_that_is_one_report_s_alone_is_still_not_the_leader_s(same, scene, person):
    led = of_subordinates(RECEIVED).preceded_by(RECEIVED, same="case")
    facts = [received("r0", "02-03", "03-01"), received("r1", "02-04", "03-01")]
    found = same(led, scene(facts, person("a", reports_to="b"), person("b")))
    assert found["b"].certain == ()
