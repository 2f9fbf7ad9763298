"""Natural laws under every reading, checked by Hypothesis; and that what is hidden stays within the interval."""

import random
from datetime import timedelta
from fractions import Fraction
from itertools import combinations

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenes import Told, evaluated, leader, person, scene

from vanhoa_rules.facts import TaskCompleted
from vanhoa_rules.sheets.compare import broken_laws
from vanhoa_rules.sheets.nd_335_2025 import DECREE, HANDBOOK, PRESETS, Nd335, Reading, judge
from vanhoa_rules.sheets.nd_335_2025.tasks import KINDS

READINGS = [
    *PRESETS.values(),
    *(Reading.parse(f"DECREE,{one}") for one in ("late_unit=band5", "cut_on=product", "cut_on=product,late_unit=day", "cap=quantity", "coefficient=one_decimal")),
]  # fmt: skip
PEOPLE = (leader("boss"), person("an", reports_to="boss"), person("binh", reports_to="boss"))


@st.composite
def ledgers(draw):
    told = Told()
    for n in range(draw(st.integers(1, 4))):
        staff = draw(st.sampled_from(["an", "binh", "boss"]))
        case = f"t{n}"
        quantity = draw(st.integers(1, 3))
        due = draw(st.integers(5, 25))
        told.tell(
            "task.assigned", "2026-11-01", staff=staff, case=case, quantity=quantity,
            coefficient=draw(st.sampled_from(["1", "0.7", "2.65"])),
            due=draw(st.sampled_from([None, f"2026-11-{due:02}T17:00:00+07:00"])),
            planned=draw(st.sampled_from([True, True, False])),
        )  # fmt: skip
        for _ in range(draw(st.integers(0, 2))):
            day = draw(st.integers(2, 30))
            told.tell(
                "task.completed",
                f"2026-11-{day:02}T16:00:00+07:00",
                staff=staff,
                case=case,
                quantity=draw(st.sampled_from(["1", "0.5"])),
            )
        for _ in range(draw(st.integers(0, 2))):
            told.tell(
                "task.assessed", f"2026-11-{draw(st.integers(2, 30)):02}", staff=staff, case=case,
                aspect=draw(st.sampled_from(["quality", "progress"])), met=draw(st.booleans()),
                objective_cause=draw(st.sampled_from([False, False, True])),
                by=draw(st.sampled_from([None, "boss", staff])),
            )  # fmt: skip
        extra = draw(
            st.sampled_from(
                [None, None, "task.extended", "task.transferred", "task.withdrawn", "cause.confirmed"]
            )
        )
        at = f"2026-11-{draw(st.integers(2, 28)):02}"
        match extra:
            case "task.extended":
                new = draw(st.sampled_from(["2026-11-12", "2026-11-28", "2027-06-10"]))
                told.tell(
                    extra,
                    at,
                    staff=staff,
                    case=case,
                    due=f"{new}T17:00:00+07:00",
                    objective_cause=draw(st.booleans()),
                )
            case "task.transferred" | "task.withdrawn":
                told.tell(extra, at, staff=staff, case=case, quantity=draw(st.sampled_from([None, "1"])))
            case "cause.confirmed":
                told.tell(
                    extra,
                    at,
                    staff=staff,
                    case=case,
                    aspect=draw(st.sampled_from(["quality", "progress"])),
                    by="other",
                )
            case _:
                pass
    for staff in ("an", "binh", "boss"):
        if draw(st.booleans()):
            told.scores("2026-11", draw(st.sampled_from(["30", "22.5"])), staff=staff)
    if draw(st.booleans()):
        told.tell(
            "leading.assessed", "2026-12-01", staff="boss", aspect="organising", percent=50, period="2026-11"
        )
    return told


def totals(told, reading):
    return {staff: one.total for staff, one in evaluated(told, PEOPLE, reading=reading).items()}


def no_more(after, before):
    """Whether no total rose."""
    return all(
        after[s].low <= before[s].low and (before[s].high is None or after[s].high <= before[s].high)
        for s in before
    )


@pytest.mark.parametrize("reading", READINGS, ids=str)
@settings(max_examples=25, deadline=None)
@given(told=ledgers(), data=st.data())
def test_one_more_quality_failure_never_raises_a_total(reading, told, data):
    task = data.draw(st.sampled_from([fact for fact in told.facts if fact.kind == "task.assigned"]))
    before = totals(told, reading)
    told.tell("task.assessed", "2026-11-29", staff=task.staff, case=task.case, aspect="quality", met=False)
    assert no_more(totals(told, reading), before)


@pytest.mark.parametrize("reading", READINGS, ids=str)
@settings(max_examples=25, deadline=None)
@given(told=ledgers(), data=st.data())
def test_one_more_day_late_never_raises_a_total(reading, told, data):
    done = [n for n, fact in enumerate(told.facts) if isinstance(fact, TaskCompleted)]
    before = totals(told, reading)
    if not done:
        return
    place = data.draw(st.sampled_from(done))
    told.facts[place] = attrs.evolve(told.facts[place], at=told.facts[place].at + timedelta(days=1))
    assert no_more(totals(told, reading), before)


@pytest.mark.parametrize("reading", READINGS, ids=str)
@settings(max_examples=25, deadline=None)
@given(told=ledgers(), data=st.data())
def test_confirming_an_objective_cause_never_lowers_a_total(reading, told, data):
    task = data.draw(st.sampled_from([fact for fact in told.facts if fact.kind == "task.assigned"]))
    before = totals(told, reading)
    aspect = data.draw(st.sampled_from(["quality", "progress"]))
    told.tell("cause.confirmed", "2026-12-09", staff=task.staff, case=task.case, aspect=aspect, by="other")
    assert no_more(before, totals(told, reading))


@pytest.mark.parametrize("reading", READINGS, ids=str)
@settings(max_examples=25, deadline=None)
@given(told=ledgers(), seed=st.integers(0, 999))
def test_the_order_of_tasks_does_not_matter(reading, told, seed):
    before = evaluated(told, PEOPLE, reading=reading)
    random.Random(seed).shuffle(told.facts)
    assert evaluated(told, PEOPLE, reading=reading) == before


@pytest.mark.parametrize("reading", [one for one in READINGS if one.cap != "none"], ids=str)
@settings(max_examples=25, deadline=None)
@given(told=ledgers())
def test_totals_stay_within_0_and_100_where_the_reading_caps(reading, told):
    for total in totals(told, reading).values():
        assert 0 <= total.low <= total.high <= 100
        assert total.recorded is None or total.low <= total.recorded <= total.high


@pytest.mark.parametrize(
    "reading", [DECREE, HANDBOOK, PRESETS["THANH_HOA"], Reading.parse("DECREE,cut_on=product")], ids=str
)
@settings(max_examples=80, deadline=None)
@given(told=ledgers(), hidden=st.sampled_from([set(c) for n in (1, 2) for c in combinations(KINDS, n)]))
def test_what_is_hidden_stays_within_the_interval(reading, told, hidden):
    """Hide some kinds of fact from the record and from coverage: the truth lies within what is then said."""
    truth = totals(told, reading)
    kinds = [
        kind for kind in (*KINDS, "line.scored", "leading.assessed", "leave.approved") if kind not in hidden
    ]
    shown = [fact for fact in told.facts if fact.kind not in hidden]
    covers = [{"kinds": kinds, "since": "2026-01-01"}]
    said = judge(Nd335(reading=reading), scene(shown, PEOPLE, covers=covers))
    for staff, total in truth.items():
        seen = said[staff].total
        assert seen.low <= total.low
        assert seen.high is None or total.high <= seen.high


def hidden(told, kind, as_of="2027-03-01"):
    """The truth, and what is said when one kind of fact is neither told nor covered."""
    kinds = [k for k in (*KINDS, "line.scored", "leave.approved") if k != kind]
    shown = [fact for fact in told.facts if fact.kind != kind]
    asked = {"as_of": as_of, "period": "2026-11"}
    truth = judge(Nd335(), scene(told.facts, PEOPLE, **asked))["an"]
    covers = [{"kinds": kinds, "since": "2026-01-01"}]
    return truth.measures, judge(Nd335(), scene(shown, PEOPLE, covers=covers, **asked))["an"].measures


def test_a_hidden_assessment_may_excuse_a_late_delivery():
    told = Told()
    told.task("t", "2026-11-10", "2026-11-12")
    told.tell(
        "task.assessed", "2026-11-13", case="t", aspect="progress", met=False, objective_cause=True, by="boss"
    )
    truth, said = hidden(told, "task.assessed")
    assert truth["c"].exact == 1
    assert (said["c"].low, said["c"].recorded, said["c"].high) == (0, Fraction(3, 4), 1)


def test_a_hidden_completion_may_bring_a_waiting_task_in_with_its_quality_failure():
    told = Told()
    told.task("good", "2026-11-05", "2026-11-04")
    told.task("waiting", "2026-11-25", "2026-11-09")
    told.tell("task.assessed", "2026-11-10", case="waiting", aspect="quality", met=False)
    told.facts = [fact for fact in told.facts if fact.case == "good" or fact.kind != "task.completed"] + [
        attrs.evolve(fact, quantity=fact.quantity / 2)
        for fact in told.facts
        if fact.case == "waiting" and fact.kind == "task.completed"
    ]
    shown = [fact for fact in told.facts if fact.case == "good" or fact.kind != "task.completed"]
    covers = [{"kinds": [k for k in KINDS if k != "task.completed"], "since": "2026-01-01"}]
    asked = {"as_of": "2026-11-15", "period": "2026-11"}
    truth = judge(Nd335(), scene(told.facts, PEOPLE, **asked))["an"].measures["b"]
    said = judge(Nd335(), scene(shown, PEOPLE, covers=covers, **asked))["an"].measures["b"]
    assert truth.exact == Fraction(11, 12)  # (1 + 0.5 × 0.75) / 1.5
    assert said.low <= truth.exact


def test_a_hidden_extension_may_leave_a_task_waiting():
    told = Told()
    told.task("done", "2026-11-05", "2026-11-04")
    told.task("extended", "2026-11-10", None)
    told.tell(
        "task.extended", "2026-11-09", case="extended", due="2026-12-20T17:00:00+07:00", objective_cause=True
    )
    truth, said = hidden(told, "task.extended", as_of="2026-12-02")
    assert truth["a"].exact == 1
    assert (said["a"].low, said["a"].recorded, said["a"].high) == (Fraction(1, 2), Fraction(1, 2), 1)


@pytest.mark.parametrize("nothing", ["unknown", "zero", "full"])
def test_a_cause_confirmed_for_an_extended_task_does_not_make_it_as_if_never_due(nothing):
    told = Told()
    told.task("sudden", "2026-11-05", "2026-11-04", planned=False)
    told.task("late", "2026-11-05", None)
    told.tell(
        "task.extended", "2026-11-06", case="late", due="2027-06-10T17:00:00+07:00", objective_cause=False
    )
    reading = DECREE.but(nothing_assigned=nothing)
    before = totals(told, reading)
    told.tell("cause.confirmed", "2026-12-09", case="late", aspect="progress", by="boss")
    assert no_more(before, totals(told, reading))


@pytest.mark.parametrize("nothing", ["zero", "full"])
def test_work_that_is_only_waiting_is_not_nothing_assigned(nothing):
    told = Told()
    told.task("later", "2026-11-25", None)
    measure = evaluated(told, reading=DECREE.but(nothing_assigned=nothing), as_of="2026-11-10")[
        "an"
    ].measures["a"]
    assert (measure.low, measure.recorded, measure.high) == (0, None, None)


def test_the_decree_and_the_handbook_break_no_natural_law():
    assert broken_laws(DECREE) == ()
    assert broken_laws(HANDBOOK) == ()


def test_the_thanh_hoa_denominator_breaks_two_laws_with_the_smallest_case():
    found = {one.law: one for one in broken_laws(PRESETS["THANH_HOA"])}
    assert set(found) == {"handing_over", "one_more_done"}
    handed = found["handing_over"]
    assert handed.points_after > handed.points_before
    assert len(handed.before) == 2
    more = found["one_more_done"]
    assert more.points_after < more.points_before
    assert isinstance(more.points_after, Fraction)
    assert "Chuyển giao" in handed.sentence.vi
