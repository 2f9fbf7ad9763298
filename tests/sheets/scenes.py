"""What the tests of the sheets need: people and facts written short, one scene, one judgement."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from vanhoa_rules.calendars import Calendar, Period, instant
from vanhoa_rules.facts import STANDARD, Fact, Person, Roster, build, fields_of, settle
from vanhoa_rules.findings import Scene
from vanhoa_rules.sheets.nd_335_2025 import DECREE, EvaluationResult, Nd335, Reading, judge
from vanhoa_rules.sheets.nd_335_2025.general import LINES

ZONE = "Asia/Ho_Chi_Minh"
CALENDAR = Calendar.vietnam()
BASE = {"unit": "u", "role": "specialist", "leader": False, "employment": "cong_chuc"}


def person(staff: str, **fields: Any) -> Person:
    return Person(**{"id": staff, **BASE, **fields})


def leader(staff: str, **fields: Any) -> Person:
    return person(staff, **{"role": "head", "leader": True, **fields})


class Told:
    """Facts told one by one; ids are given in order."""

    def __init__(self, staff: str = "an") -> None:
        self.staff = staff
        self.facts: list[Fact] = []

    def tell(self, kind: str, at: str, *, staff: str | None = None, **fields: Any) -> str:
        cls = STANDARD[kind]
        specs = {spec.attribute: spec for spec in fields_of(cls).values()}
        id_ = fields.pop("id", f"f{len(self.facts) + 1:04}")
        values = {name: _value(specs[name].type, value) for name, value in fields.items()}
        self.facts.append(cls(id=id_, staff=staff or self.staff, at=instant(at, ZONE), **values))
        return id_

    def scores(
        self, period: str, total: str = "30", *, staff: str | None = None, at: str | None = None
    ) -> None:
        """Confirm all ten lines: the maximum of each as long as the total lasts."""
        left = Decimal(total)
        for line in LINES.values():
            points = min(left, Decimal(str(float(line.maximum))))
            left -= points
            self.tell(
                "line.scored",
                at or _after(period),
                staff=staff,
                line=line.id,
                points=points,
                by="superior",
                period=period,
            )

    def task(
        self,
        case: str,
        due: str,
        done: str | None,
        *,
        staff: str | None = None,
        at: str | None = None,
        made: str | None = None,
        **fields: Any,
    ) -> None:
        """Assign a task and complete it, all of it or as much as ``made`` says."""
        self.tell("task.assigned", at or f"{due[:8]}01", staff=staff, case=case, due=_evening(due), **fields)
        if done is not None:
            self.tell(
                "task.completed",
                _evening(done),
                staff=staff,
                case=case,
                quantity=made or fields.get("quantity", "1"),
            )


def _value(type_: str, value: Any) -> Any:
    if type_ == "instant" and isinstance(value, str):
        return instant(value, ZONE)
    if type_ == "decimal" and isinstance(value, str | int):
        return Decimal(value)
    return value


def _evening(day: str) -> str:
    return f"{day}T17:00:00+07:00" if len(day) == 10 else day


def _after(period: str) -> str:
    return CALENDAR.local(Period.parse(period).end).isoformat()


def scene(
    facts: Iterable[Fact],
    people: Iterable[Person],
    *,
    period: str = "2026-11",
    as_of: str = "2027-03-01",
    covers: Any = "all",
    calendar: Calendar = CALENDAR,
) -> Scene:
    told, roster = tuple(facts), Roster(people)
    now, span = instant(as_of, ZONE), Period.parse(period)
    lines = build(told, as_of=now)
    coverage = settle(
        covers, facts=told, vocabulary=STANDARD, roster=roster, calendar=calendar, period=span, as_of=now,
        uncovered=lines.uncovered,
    )  # fmt: skip
    return Scene(lines, roster, coverage, calendar, span, now, now)


def evaluated(
    told: Told,
    people: Iterable[Person] | None = None,
    *,
    reading: Reading | str = DECREE,
    **asked: Any,
) -> Mapping[str, EvaluationResult]:
    read = Reading.parse(reading) if isinstance(reading, str) else reading
    return judge(Nd335(reading=read), scene(told.facts, people or [person(told.staff)], **asked))
