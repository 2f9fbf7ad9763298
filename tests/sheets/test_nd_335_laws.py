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
                new = draw(st.integers(5, 30))
                told.tell(
                    extra,
                    at,
                    staff=staff,
                    case=case,
                    due=f"2026-11-{new:02}T17:00:00+07:00",
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
