"""Public conformance suites judge the interval relations and the arithmetic of dates.

The suites know intervals and points on a line; this library knows facts with an ``at`` and an ``until``. So a case
becomes one person's timeline: each operand is a fact that holds from its first instant up to, not including, its
``until``, together with a fact at its last value and one at its ``until``. A relation of the suite becomes a pattern
over these, and holds when the pattern has a match. Open and closed ends become instants by the step to the next value:
the day for whole numbers and dates, the microsecond for decimals (a unit is 10⁸ of them, so 0.00000001 is one), the
millisecond for times. DMN's numbers have no next value; there the days are far apart and the step is one microsecond.
"""

import tomllib
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import pytest
from attrs import frozen

from vanhoa_rules import Deduct, any_of, days, each, end_of, hours, month, months, this, years
from vanhoa_rules.calendars import Calendar, Duration, Period, Window, instant
from vanhoa_rules.errors import CalendarError, DataError, UsageError
from vanhoa_rules.facts import Fact
from vanhoa_rules.patterns import Pattern

HERE = Path(__file__).parent
ZONE = "Asia/Ho_Chi_Minh"
CALENDAR = Calendar.vietnam()
MICROSECOND = timedelta(microseconds=1)
ORIGIN = instant("2026-03-01", ZONE)
SAME_DAY = "2026-03-02"


def suite(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


DMN = suite("dmn_tck_1130")
INTERVALS = suite("cql_intervals")
DATETIMES = suite("cql_datetimes")
CATALA = suite("catala_dates")


def cases(rows: list[dict[str, Any]]) -> Any:
    return pytest.mark.parametrize(
        "case", rows, ids=lambda case: case.get("name") or " ".join(map(str, case.values()))
    )


@pytest.mark.parametrize("data", [DMN, INTERVALS, DATETIMES, CATALA], ids=lambda data: data["suite"]["name"])
def test_every_case_of_a_suite_is_here_or_its_absence_has_a_reason(data):
    parts = {part: rows for part, rows in data.items() if part not in {"suite", "not_applicable"}}
    absent = [name for group in data["not_applicable"] for name in group["cases"]]
    assert all(group["count"] == len(group["cases"]) and group["reason"] for group in data["not_applicable"])
    assert sum(map(len, parts.values())) + len(absent) == data["suite"]["total"]
    names = [*absent, *(row["name"] for rows in parts.values() for row in rows if "name" in row)]
    assert len(names) == len(set(names))
    assert data["suite"]["licence"] == "Apache-2.0"
    assert data["suite"]["source"].startswith("https://github.com/")
    assert len(data["suite"]["commit"]) == 40


# --- from a suite's values to instants ----------------------------------------------------------------------------


def numbered(value: str) -> datetime:
    return ORIGIN + timedelta(days=int(value))


def measured(value: str) -> datetime:
    return ORIGIN + int(Decimal(value) * 10**8) * MICROSECOND


def written(value: str) -> datetime:
    """A date or time to the first instant of it, as far as it is written."""
    text = SAME_DAY + value if value.startswith("T") else value
    day, _, clock = text.partition("T")
    day += "-01" * (2 - day.count("-"))
    return instant(f"{day}T{clock}:00" if len(clock) == 2 else f"{day}T{clock}" if clock else day, ZONE)


def next_written(value: str) -> datetime:
    """The first instant after a date or time, as far as it is written."""
    start = written(value)
    if "T" not in value and value.count("-") < 2:
        window = Window.YEAR if "-" not in value else Window.MONTH
        return CALENDAR.window(window, start, Period(start, start + MICROSECOND)).end
    clock = value.partition("T")[2].partition("+")[0]
    steps = {0: timedelta(days=1), 2: timedelta(hours=1), 5: timedelta(minutes=1), 8: timedelta(seconds=1)}
    return start + steps.get(len(clock), timedelta(milliseconds=1))


LINES = {
    "real": (numbered, MICROSECOND),
    "integer": (numbered, timedelta(days=1)),
    "decimal": (measured, MICROSECOND),
    "quantity": (measured, MICROSECOND),
    "day": (written, timedelta(days=1)),
    "second": (written, timedelta(seconds=1)),
    "millisecond": (written, timedelta(milliseconds=1)),
    "time": (written, timedelta(milliseconds=1)),
}


class Span(NamedTuple):
    """An operand as [start, until) and its last value; None is an open end."""

    start: datetime
    last: datetime | None
    until: datetime | None


def span(text: str, over: str) -> Span:
    read, step = LINES[over]
    if text[0] not in "[(":
        return Span(read(text), read(text), read(text) + step)
    low, high = text[1:-1].split(", ")
    start = read(low) + (step if text[0] == "(" else timedelta(0))
    if high == "null":
        return Span(start, None, None)
    until = read(high) + (step if text[-1] == "]" else timedelta(0))
    return Span(start, until - step, until)


# --- from spans to facts ------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Left(Fact):
    kind: ClassVar[str] = "left.whole"
    until: datetime | None = None


@frozen(kw_only=True)
class LeftLast(Fact):
    kind: ClassVar[str] = "left.last"


@frozen(kw_only=True)
class LeftEnd(Fact):
    kind: ClassVar[str] = "left.end"


@frozen(kw_only=True)
class Right(Fact):
    kind: ClassVar[str] = "right.whole"
    until: datetime | None = None


@frozen(kw_only=True)
class RightLast(Fact):
    kind: ClassVar[str] = "right.last"


@frozen(kw_only=True)
class RightEnd(Fact):
    kind: ClassVar[str] = "right.end"


KINDS = (Left, LeftLast, LeftEnd, Right, RightLast, RightEnd)


def timeline(name: str, left: Span, right: Span) -> list[Fact]:
    facts: list[Fact] = []
    for operand, (whole, last, end) in ((left, KINDS[:3]), (right, KINDS[3:])):
        facts.append(whole(id=f"{name} {whole.kind}", staff=name, at=operand.start, until=operand.until))
        if operand.until is not None:
            facts.append(last(id=f"{name} {last.kind}", staff=name, at=operand.last))
            facts.append(end(id=f"{name} {end.kind}", staff=name, at=operand.until))
    return facts


# --- from relations to patterns -----------------------------------------------------------------------------------


class Side(NamedTuple):
    """One operand: the fact that holds from its start, the one at its last value, and the one where it no longer holds."""

    start: Pattern
    last: Pattern
    end: Pattern


LEFT = Side(each(Left), each(LeftLast), each(LeftEnd))
RIGHT = Side(each(Right), each(RightLast), each(RightEnd))


def both(x: Pattern, y: Pattern) -> Pattern:
    """Where x and y are about different facts of one timeline: the one comes before the other, or after."""
    return any_of(x.followed_by(y), x.preceded_by(y))


def together(x: Pattern, y: Pattern) -> Pattern:
    return x.followed_by(y, within=hours(0))


def after(x: Side, y: Side) -> Pattern:
    return x.start.preceded_by(y.end)


def before(x: Side, y: Side) -> Pattern:
    return x.end.followed_by(y.start)


def inside(x: Side, y: Side) -> Pattern:
    return both(x.start.during(y.start), x.last.during(y.start))


def overlap(x: Side, y: Side) -> Pattern:
    return any_of(x.start.during(y.start), y.start.during(x.start))


def starts(x: Side, y: Side) -> Pattern:
    return both(together(x.start, y.start), x.last.during(y.start))


def ends(x: Side, y: Side) -> Pattern:
    return both(x.start.during(y.start), together(x.last, y.last))


def equal(x: Side, y: Side) -> Pattern:
    return both(together(x.start, y.start), together(x.last, y.last))


def properly_inside(x: Side, y: Side) -> Pattern:
    return both(inside(x, y), any_of(y.start.not_during(x.start), y.last.not_during(x.start)))


def strictly_inside(x: Side, y: Side) -> Pattern:
    """The point x lies in y and is neither its first nor its last value."""
    return both(both(x.start.during(y.start), y.start.not_during(x.start)), y.last.not_during(x.start))


DMN_RELATIONS = {
    "after": after(LEFT, RIGHT),
    "before": before(LEFT, RIGHT),
    "coincides": equal(LEFT, RIGHT),
    "during": inside(LEFT, RIGHT),
    "includes": inside(RIGHT, LEFT),
    "starts": starts(LEFT, RIGHT),
    "started by": starts(RIGHT, LEFT),
    "finishes": ends(LEFT, RIGHT),
    "finished by": ends(RIGHT, LEFT),
    # In DMN two intervals meet in a value they share, and one that overlaps before another ends within it.
    "meets": together(LEFT.last, RIGHT.start),
    "met by": together(RIGHT.last, LEFT.start),
    "overlaps": overlap(LEFT, RIGHT),
    "overlaps before": both(LEFT.start.not_during(RIGHT.start), LEFT.last.during(RIGHT.start)),
    "overlaps after": both(RIGHT.start.not_during(LEFT.start), RIGHT.last.during(LEFT.start)),
    "not after": LEFT.start.not_preceded_by(RIGHT.end),
    "not before": RIGHT.start.not_preceded_by(LEFT.end),
    "not meets": LEFT.last.not_followed_by(RIGHT.start, within=hours(0)),
    "not met by": RIGHT.last.not_followed_by(LEFT.start, within=hours(0)),
    "also meets": RIGHT.start.preceded_by(LEFT.last, within=hours(0)),
    "also met by": LEFT.start.preceded_by(RIGHT.last, within=hours(0)),
}

CQL_RELATIONS = {
    "after": after(LEFT, RIGHT),
    "before": before(LEFT, RIGHT),
    "=": equal(LEFT, RIGHT),
    "~": equal(LEFT, RIGHT),
    "!=": any_of(
        LEFT.start.not_during(RIGHT.start),
        LEFT.last.not_during(RIGHT.start),
        RIGHT.start.not_during(LEFT.start),
        RIGHT.last.not_during(LEFT.start),
    ),
    "in": LEFT.start.during(RIGHT.start),
    "contains": RIGHT.start.during(LEFT.start),
    "included in": inside(LEFT, RIGHT),
    "includes": inside(RIGHT, LEFT),
    "starts": starts(LEFT, RIGHT),
    "ends": ends(LEFT, RIGHT),
    "on or after": LEFT.start.preceded_by(RIGHT.last),
    "on or before": LEFT.last.followed_by(RIGHT.start),
    # In CQL two intervals meet when no value lies between them, and one that overlaps before another may end after it.
    "meets": any_of(together(LEFT.end, RIGHT.start), together(RIGHT.end, LEFT.start)),
    "meets before": together(LEFT.end, RIGHT.start),
    "meets after": together(RIGHT.end, LEFT.start),
    "overlaps": overlap(LEFT, RIGHT),
    "overlaps before": both(LEFT.start.not_during(RIGHT.start), RIGHT.start.during(LEFT.start)),
    "overlaps after": both(RIGHT.last.during(LEFT.start), LEFT.last.not_during(RIGHT.start)),
    "properly included in": properly_inside(LEFT, RIGHT),
    "properly includes": properly_inside(RIGHT, LEFT),
    "strictly included in": strictly_inside(LEFT, RIGHT),
    "strictly includes": strictly_inside(RIGHT, LEFT),
    "not after": LEFT.start.not_preceded_by(RIGHT.end),
    "not before": RIGHT.start.not_preceded_by(LEFT.end),
    "not in": LEFT.start.not_during(RIGHT.start),
    "not contains": RIGHT.start.not_during(LEFT.start),
    "not meets before": LEFT.end.not_followed_by(RIGHT.start, within=hours(0)),
    "not meets after": RIGHT.end.not_followed_by(LEFT.start, within=hours(0)),
}

ORDERS = {
    "after": after(LEFT, RIGHT),
    "before": before(LEFT, RIGHT),
    "same": together(LEFT.start, RIGHT.start),
    "same or after": LEFT.start.preceded_by(RIGHT.start),
    "same or before": LEFT.start.followed_by(RIGHT.start),
    "not after": LEFT.start.not_preceded_by(RIGHT.end),
    "not before": RIGHT.start.not_preceded_by(LEFT.end),
    "also same": LEFT.start.preceded_by(RIGHT.start, within=hours(0)),
    "not same": LEFT.start.not_followed_by(RIGHT.start, within=hours(0)),
    "not also same": LEFT.start.not_preceded_by(RIGHT.start, within=hours(0)),
    "not same or after": LEFT.start.not_preceded_by(RIGHT.start),
    "not same or before": RIGHT.start.not_preceded_by(LEFT.start),
}


def relation(case: dict[str, Any]) -> str:
    """The name of the pattern; for a point, CQL's «properly» leaves out the first and the last value."""
    point = case["right" if case["relation"] == "properly includes" else "left"][0] not in "[("
    return case["relation"].replace("properly", "strictly") if point else case["relation"]


@pytest.fixture(scope="module")
def found(judge):
    """For each suite and case the relations whose pattern has a finding."""

    def judged(patterns, rows, spans):
        facts = [
            fact
            for row, (left, right) in zip(rows, spans, strict=True)
            for fact in timeline(row["name"], left, right)
        ]
        verdicts = judge(
            patterns,
            KINDS,
            facts,
            staff=[row["name"] for row in rows],
            period="2000-01-01..2030-01-01",
            as_of="2030-01-01",
        )
        return {name: {finding.rule for finding in verdicts[name].findings} for name in verdicts}

    dmn = [(span(row["left"], "real"), span(row["right"], "real")) for row in DMN["cases"]]
    cql = [(span(row["left"], row["over"]), span(row["right"], row["over"])) for row in INTERVALS["cases"]]
    orders = [
        [Span(written(row[side]), written(row[side]), next_written(row[side])) for side in ("left", "right")]
        for row in DATETIMES["orders"]
    ]
    return {
        "dmn": judged(DMN_RELATIONS, DMN["cases"], dmn),
        "cql": judged(CQL_RELATIONS, INTERVALS["cases"], cql),
        "orders": judged(ORDERS, DATETIMES["orders"], orders),
    }


def agrees(holding: set[str], patterns: dict[str, Pattern], name: str, *, holds: bool) -> None:
    """The pattern holds as the suite says; so does another spelling of it, and its opposite says the opposite."""
    assert (name in holding) is holds
    for spelling, expected in (
        (f"also {name}", holds),
        (f"not {name}", not holds),
        (f"not also {name}", not holds),
    ):
        if spelling in patterns:
            assert (spelling in holding) is expected


@cases(DMN["cases"])
def test_dmn_interval_relations(found, case):
    agrees(found["dmn"][case["name"]], DMN_RELATIONS, relation(case), holds=case["holds"])


@cases(INTERVALS["cases"])
def test_cql_interval_relations(found, case):
    agrees(found["cql"][case["name"]], CQL_RELATIONS, relation(case), holds=case["holds"])


@cases(DATETIMES["orders"])
def test_cql_orders_of_dates_and_times(found, case):
    agrees(found["orders"][case["name"]], ORDERS, case["relation"], holds=case["holds"])


@cases(
    [
        case
        for case in INTERVALS["cases"]
        if case["relation"] in {"in", "contains"} and "null" not in str(case)
    ]
)
def test_a_period_contains_what_the_cql_interval_contains(case):
    point, interval = ("left", "right") if case["relation"] == "in" else ("right", "left")
    whole = span(case[interval], case["over"])
    assert Period(whole.start, whole.until).contains(span(case[point], case["over"]).start) is case["holds"]


@cases(INTERVALS["refused"])
def test_an_interval_that_ends_before_it_begins_is_refused(case):
    start, _, until = span(case["interval"], case["over"])
    with pytest.raises(UsageError):
        Period(start, until)
    if until < start:
        with pytest.raises(DataError):
            Left(id="refused", staff="one", at=start, until=until)


# --- sums of dates ------------------------------------------------------------------------------------------------


def duration(text: str) -> Duration:
    count, unit = text.split()
    if unit == "hours":
        return hours(int(count))
    return {"days": days, "months": months, "years": years}[unit](int(count), roll=False)


MOMENTS = pytest.mark.parametrize("clock", ["00:00", "08:00", "23:59:59.999999"])


def at_clock(day: str, clock: str) -> datetime:
    return instant(f"{day}T{clock}", ZONE)


@MOMENTS
@cases([*CATALA["exact"], *[case for case in DATETIMES["additions"] if "T" not in case["start"]]])
def test_a_deadline_is_the_end_of_the_day_that_the_suites_reach(case, clock):
    deadline = CALENDAR.deadline(at_clock(case["start"], clock), duration(case["add"]))
    assert deadline == CALENDAR.end_of_day(date.fromisoformat(case["gives"]))


@MOMENTS
@cases(CATALA["rounded"])
def test_a_day_that_the_month_does_not_have_becomes_its_last_day(case, clock):
    deadline = CALENDAR.deadline(at_clock(case["start"], clock), duration(case["add"]))
    assert CALENDAR.day(deadline).isoformat() == case["down"]
    assert CALENDAR.day(deadline + MICROSECOND).isoformat() == case["up"]


@cases([case for case in DATETIMES["additions"] if "T" in case["start"]])
def test_hours_are_added_exactly(case):
    assert CALENDAR.deadline(written(case["start"]), duration(case["add"])) == written(case["gives"])


@MOMENTS
@cases([case for case in DATETIMES["subtractions"] if "T" not in case["start"]])
def test_before_a_due_date_is_the_end_of_the_day_that_the_suite_reaches(case, clock):
    due = CALENDAR.before(at_clock(case["start"], clock), duration(case["subtract"]))
    assert due == CALENDAR.end_of_day(date.fromisoformat(case["gives"]))


@cases([case for case in DATETIMES["subtractions"] if "T" in case["start"]])
def test_hours_are_subtracted_exactly(case):
    assert CALENDAR.before(written(case["start"]), duration(case["subtract"])) == written(case["gives"])


@cases(DATETIMES["refused"])
def test_a_sum_beyond_all_calendars_is_an_error_of_the_calendar(case):
    count = duration(case.get("add") or case["subtract"])
    with pytest.raises(CalendarError):
        (CALENDAR.deadline if "add" in case else CALENDAR.before)(written(case["start"]), count)


@cases(CATALA["months"])
def test_a_month_runs_from_its_first_day_to_its_last(case):
    at = written(case["day"])
    window = CALENDAR.window(month, at, Period(at, at + MICROSECOND))
    assert CALENDAR.day(window.start).isoformat() == case["first"]
    assert CALENDAR.day(CALENDAR.deadline(at, end_of(month))).isoformat() == case["last"]


@cases(DATETIMES["differences"])
def test_days_late_are_the_days_between_two_dates_whatever_the_hour(judge, case):
    due, answered = written(case["first"]), written(case["second"])
    verdicts = judge(
        {"late": each(Left).not_followed_by(each(Right), by=this.until)},
        (Left, Right),
        [Left(id="1", staff="one", at=due, until=due), Right(id="2", staff="one", at=answered)],
        staff=["one"],
        period="2000-01-01..2030-01-01",
        as_of="2030-01-01",
        effects={"late": (Deduct(1, per="measure", line="line"),)},
    )
    assert [-finding.points for finding in verdicts["one"].findings] == [case["days"]]
