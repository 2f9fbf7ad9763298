"""A fact refuses what it must not hold, and says everything that is wrong at once."""

import datetime as dt
import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import ClassVar
from zoneinfo import ZoneInfo

import attrs
import pytest

from vanhoa_rules.errors import DataError
from vanhoa_rules.facts import (
    AttendanceArrived,
    AuthorisationGranted,
    CauseConfirmed,
    Fact,
    FeedbackRated,
    LeadingAssessed,
    LeaveApproved,
    LineScored,
    MissionAssigned,
    SupportGiven,
    SupportWorkAssessed,
    TaskAssigned,
    TaskCompleted,
    faults,
    fields_of,
    is_citizen_id,
)

HANOI = timezone(timedelta(hours=7))
AT = datetime(2026, 3, 2, 8, tzinfo=HANOI)


def arrived(**changes):
    return AttendanceArrived(**{"id": "f1", "staff": "a", "at": AT, "minutes_late": 5, **changes})


def refusal(make, **values):
    with pytest.raises(DataError) as caught:
        make(**values)
    return caught.value


def codes(error):
    return [(problem.field, problem.code) for problem in error.problems]


def test_a_right_fact_keeps_its_values():
    fact = arrived(case="K-1", source="chấm công")
    assert (fact.kind, fact.minutes_late, fact.known_from) == ("attendance.arrived", 5, AT)


def test_a_fact_recorded_later_is_known_from_then_on():
    later = AT + timedelta(days=3)
    assert arrived(recorded_at=later).known_from == later


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"minutes_late": -1}, "fact.range"),
        ({"minutes_late": True}, "fact.type"),
        ({"minutes_late": "5"}, "fact.type"),
        ({"minutes_late": 5.0}, "fact.type"),
        ({"minutes_late": None}, "fact.null"),
        ({"minutes_late": 10**5000}, "fact.size"),
        ({"id": ""}, "fact.empty"),
        ({"id": 7}, "fact.type"),
        ({"staff": ""}, "fact.empty"),
        ({"staff": 1234}, "fact.type"),
        ({"staff": None}, "fact.null"),
        ({"staff": "a\ud800"}, "fact.text"),
        ({"at": datetime(2026, 3, 2, 8)}, "fact.naive"),  # noqa: DTZ001 - the point of the case
        ({"at": date(2026, 3, 2)}, "fact.type"),
        ({"at": datetime.min.replace(tzinfo=HANOI)}, "fact.range"),
        ({"case": 12}, "fact.type"),
    ],
)
def test_a_wrong_value_is_refused_and_named(changes, code):
    error = refusal(arrived, **changes)
    assert codes(error) == [(next(iter(changes)), code)]
    assert error.problems[0].kind == "attendance.arrived"
    assert error.problems[0].message.vi
    assert error.problems[0].remedy.vi


def test_everything_wrong_is_said_at_once():
    error = refusal(arrived, id="", staff=3, minutes_late=-1)
    assert codes(error) == [("id", "fact.empty"), ("staff", "fact.type"), ("minutes_late", "fact.range")]


@pytest.mark.parametrize("rating", [0, 6])
def test_a_rating_is_one_to_five(rating):
    assert codes(refusal(FeedbackRated, id="f", staff="a", at=AT, rating=rating)) == [
        ("rating", "fact.range")
    ]


def test_a_choice_outside_the_list_is_refused_with_the_list():
    error = refusal(SupportGiven, id="f", staff="a", at=AT, for_="boss")
    assert codes(error) == [("for", "fact.choice")]
    assert "colleague, partner" in error.problems[0].remedy.en


def test_a_keyword_of_the_language_is_a_public_name_all_the_same():
    assert fields_of(SupportGiven)["for"].attribute == "for_"


@pytest.mark.parametrize("percent", [0, 75, 101])
def test_leading_is_assessed_wholly_or_by_half(percent):
    error = refusal(
        LeadingAssessed, id="f", staff="a", at=AT, aspect="cohesion", percent=percent, period="2026-Q1"
    )
    assert codes(error) == [("percent", "fact.choice")]


@pytest.mark.parametrize(
    "value", [Decimal("NaN"), Decimal("Infinity"), Decimal("-0.1"), Decimal("100.1"), 50]
)
def test_a_percentage_is_an_exact_decimal_from_0_to_100(value):
    assert refusal(
        SupportWorkAssessed, id="f", staff="a", at=AT, aspect="rules", percent=value, period="2026"
    ).problems


@pytest.mark.parametrize("value", [Decimal("1E+1000000"), Decimal("1E-1000000")])
def test_a_number_that_would_fill_the_memory_is_refused(value):
    error = refusal(TaskCompleted, id="f", staff="a", at=AT, case="K", quantity=value)
    assert codes(error) == [("quantity", "fact.size")]


def test_quantities_default_to_one_and_are_above_zero():
    assert TaskAssigned(id="f", staff="a", at=AT, case="K").quantity == Decimal(1)
    error = refusal(TaskAssigned, id="f", staff="a", at=AT, case="K", coefficient=Decimal(0))
    assert codes(error) == [("coefficient", "fact.range")]


@pytest.mark.parametrize("period", ["2026", "2026-H1", "2026-H2", "2026-Q4", "2026-03", "2026-12"])
def test_a_period_is_written_as_a_year_half_quarter_or_month(period):
    LineScored(id="f", staff="a", at=AT, line="x", points=Decimal(1), by="self", period=period)


@pytest.mark.parametrize(
    "period", ["", "26", "2026-H3", "2026-Q0", "2026-13", "2026-3", "2026-Q1 ", "٢٠٢٦", "2026\n"]
)
def test_a_period_written_otherwise_is_refused(period):
    error = refusal(
        LineScored, id="f", staff="a", at=AT, line="x", points=Decimal(1), by="self", period=period
    )
    assert codes(error) == [("period", "fact.form")]


@pytest.mark.parametrize("case", [None, ""])
def test_a_task_needs_its_case(case):
    assert codes(refusal(TaskAssigned, id="f", staff="a", at=AT, case=case))[0][0] == "case"


def test_nobody_confirms_their_own_cause():
    values = {"id": "f", "staff": "a", "at": AT, "case": "K", "aspect": "progress"}
    assert codes(refusal(CauseConfirmed, **values, by="a")) == [("by", "fact.by_self")]
    assert CauseConfirmed(**values, by="b").by == "b"


@pytest.mark.parametrize(
    "make",
    [
        lambda until: LeaveApproved(id="f", staff="a", at=AT, until=until, reason="sick"),
        lambda until: MissionAssigned(id="f", staff="a", at=AT, until=until),
        lambda until: AuthorisationGranted(id="f", staff="a", at=AT, until=until),
    ],
)
def test_nothing_ends_before_it_begins(make):
    assert codes(refusal(make, until=AT - timedelta(microseconds=1))) == [("until", "fact.until")]
    assert make(until=AT).until == AT


def test_an_open_end_is_no_contradiction():
    assert AuthorisationGranted(id="f", staff="a", at=AT).until is None


def test_the_reason_of_a_leave_is_never_shown():
    leave = LeaveApproved(id="f", staff="a", at=AT, until=AT, reason="sick")
    assert "sick" not in repr(leave)
    error = refusal(LeaveApproved, id="f", staff="a", at=AT, until=AT, reason="burnout")
    shown = repr(error.problems) + str(error) + error.says("vi")
    assert "burnout" not in shown


def test_instants_of_one_zone_compare_in_absolute_time_where_clocks_are_turned_back():
    berlin = ZoneInfo("Europe/Berlin")
    first = arrived(at=datetime(2026, 10, 25, 2, 50, tzinfo=berlin))
    second = arrived(at=datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=berlin))
    assert second.at - first.at == timedelta(minutes=20)
    assert first.at < second.at
    assert first.at == datetime(2026, 10, 25, 0, 50, tzinfo=UTC)


def test_a_moment_said_with_another_offset_is_the_same_fact():
    assert arrived() == arrived(at=AT.astimezone(UTC))
    assert hash(arrived()) == hash(arrived(at=AT.astimezone(UTC)))


def test_a_fact_is_frozen_and_travels_to_other_processes():
    fact = arrived()
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        fact.minutes_late = 0
    assert pickle.loads(pickle.dumps(fact)) == fact  # noqa: S301


def test_the_repr_of_a_fact_can_be_pasted_back():
    fact = arrived(case="K")
    assert eval(repr(fact), {"AttendanceArrived": AttendanceArrived, "datetime": dt}) == fact  # noqa: S307


def test_faults_are_listed_before_a_fact_is_built_and_defaults_need_no_value():
    found = faults(TaskCompleted, {"id": "f", "staff": "a", "at": AT})
    assert [problem.field for problem in found] == ["case"]


def test_a_kind_of_an_agencys_own_checks_its_fields_too():
    @attrs.frozen(kw_only=True)
    class DeskTidied(Fact):
        kind: ClassVar[str] = "desk.tidied"
        day: date
        until: datetime | None = None

    assert codes(refusal(DeskTidied, id="f", staff="a", at=AT, day=AT)) == [("day", "fact.type")]
    early = AT - timedelta(1)
    assert codes(refusal(DeskTidied, id="f", staff="a", at=AT, day=AT.date(), until=early)) == [
        ("until", "fact.until")
    ]


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("038123456789", True),
        ("03812345678", False),
        ("0381234567890", False),
        ("NV-038123456789", False),
        ("٠٣٨١٢٣٤٥٦٧٨٩", False),
    ],
)
def test_twelve_digits_have_the_shape_of_a_citizen_identity_number(text, shape):
    assert is_citizen_id(text) is shape
