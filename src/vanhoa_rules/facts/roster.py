"""1 · What happened: who the staff are, and from when to when each row about them holds."""

import types
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from attrs import field, frozen

from vanhoa_rules.errors import DataError, Problem
from vanhoa_rules.facts.base import FieldSpec, filled, is_citizen_id, one_of, specs_of, wrong
from vanhoa_rules.words import error, near, problem

ROLES = (
    "inspector",
    "specialist",
    "clerk",
    "head",
    "deputy_head",
    "unit_head",
    "unit_deputy",
    "support",
)
EMPLOYMENTS = ("cong_chuc", "vien_chuc", "can_bo", "contract")


@frozen(kw_only=True)
class Person:
    """One row of the roster: who a person is at work from ``since`` to ``until`` (both count, None = open).

    ``name`` is for display only and never in a repr or an error; ``overseen_by`` is the deputy in charge of the
    person's field. ``DataError`` lists every problem of the row.
    """

    id: str = filled()
    unit: str = filled()
    role: str = one_of(*ROLES)
    leader: bool
    employment: str = one_of(*EMPLOYMENTS)
    name: str | None = field(default=None, repr=False)
    reports_to: str | None = None
    body: str | None = None
    group: str | None = None
    overseen_by: str | None = None
    citizen_facing: bool = False
    uniformed: bool = False
    spokesperson: bool = False
    listed: bool = False
    since: date | None = None
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        values = {spec.attribute: getattr(self, spec.attribute) for spec in ROSTER_FIELDS.values()}
        problems = person_faults(values, allow_citizen_ids=True)
        if problems:
            raise _refused(problems)

    def holds(self, day: date) -> bool:
        """Return whether the row is in force on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


ROSTER_FIELDS: Final[Mapping[str, FieldSpec]] = types.MappingProxyType(specs_of(Person))
PERSON_FIELDS: Final[Mapping[str, FieldSpec]] = types.MappingProxyType(
    {name: spec for name, spec in ROSTER_FIELDS.items() if name != "name"}
)


def person_faults(mapping: Mapping[str, Any], *, allow_citizen_ids: bool = False) -> list[Problem]:
    """Return everything wrong with a row of the roster given by field name: unknown, missing and wrong fields.

    Dates must be dates and bools bools: reading them from text is the reader's work. A bare citizen identity number
    as ``id`` is refused unless ``allow_citizen_ids``.
    """
    found = [
        problem("person.field", field=str(name), near=near(str(name), ROSTER_FIELDS))
        for name in mapping
        if name not in ROSTER_FIELDS
    ]
    found += wrong(ROSTER_FIELDS.values(), mapping)
    staff, since, until = mapping.get("id"), mapping.get("since"), mapping.get("until")
    if isinstance(staff, str) and is_citizen_id(staff) and not allow_citizen_ids:
        found.append(problem("person.citizen_id", field="id"))
    if type(since) is date and type(until) is date and until < since:
        found.append(problem("person.dates", field="until", value=until.isoformat()))
    return found


def _people(rows: Iterable["Person | Mapping[str, Any]"]) -> tuple[Person, ...]:
    problems: list[Problem] = []
    people: list[Person] = []
    for row in rows:
        if isinstance(row, Person):
            people.append(row)
            continue
        found = person_faults(row, allow_citizen_ids=True)
        problems += found
        if not found:
            people.append(Person(**row))
    if problems:
        raise _refused(problems)
    return tuple(people)


@frozen
class Roster:
    """The staff, one or more rows a person with disjoint dates: ``Roster([Person(…), …])``, or dicts of fields.

    ``DataError`` lists the rows of one person that overlap, and, unless ``allow_citizen_ids``, the ids that are bare
    citizen identity numbers.
    """

    people: tuple[Person, ...] = field(converter=_people)
    allow_citizen_ids: bool = field(default=False, kw_only=True, eq=False, repr=False)
    _rows: dict[str, tuple[Person, ...]] = field(init=False, repr=False, eq=False)
    _under: dict[str, tuple[str, ...]] = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        rows: dict[str, list[Person]] = {}
        under: dict[str, dict[str, None]] = {}
        for person in self.people:
            rows.setdefault(person.id, []).append(person)
            if person.reports_to is not None:
                under.setdefault(person.reports_to, {})[person.id] = None
        order = {staff: place for place, staff in enumerate(rows)}
        sorted_rows = {
            staff: tuple(sorted(of, key=lambda row: row.since or date.min)) for staff, of in rows.items()
        }
        object.__setattr__(self, "_rows", sorted_rows)
        ranked = {leader: tuple(sorted(staff, key=order.__getitem__)) for leader, staff in under.items()}
        object.__setattr__(self, "_under", ranked)
        problems = [each for of in sorted_rows.values() for each in _overlaps(of)]
        if not self.allow_citizen_ids:
            problems += [problem("person.citizen_id", field="id") for staff in rows if is_citizen_id(staff)]
        if problems:
            raise _refused(problems)

    @property
    def staff(self) -> tuple[str, ...]:
        """The ids, in the order of each person's first row."""
        return tuple(self._rows)

    def __contains__(self, staff: object) -> bool:
        return staff in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self, staff: str) -> tuple[Person, ...]:
        """Return the rows of a person by ``since``; none for someone who is not in the roster."""
        return self._rows.get(staff, ())

    def row(self, staff: str, day: date) -> Person | None:
        """Return the row of a person in force on a day, or None."""
        return next((row for row in self.rows(staff) if row.holds(day)), None)

    def reports(self, leader: str, day: date) -> tuple[str, ...]:
        """Return who reports to a leader on a day, in the order of the roster."""
        return self.ever_reports(leader, day, day)

    def ever_reports(self, leader: str, first_day: date | None, last_day: date | None) -> tuple[str, ...]:
        """Return who reports to a leader on some day from the first to the last (None = open), in roster order."""
        return tuple(
            staff
            for staff in self._under.get(leader, ())
            if any(
                row.reports_to == leader
                and (row.since is None or last_day is None or row.since <= last_day)
                and (row.until is None or first_day is None or row.until >= first_day)
                for row in self._rows[staff]
            )
        )


def _overlaps(rows: tuple[Person, ...]) -> list[Problem]:
    found: list[Problem] = []
    last: date | None = None
    for place, row in enumerate(rows):
        if place and (last is None or (row.since or date.min) <= last):
            found.append(problem("person.overlap", field="since", value=row.since, staff=row.id))
        ends = row.until
        last = ends if place == 0 else (None if last is None or ends is None else max(last, ends))
    return found


def _refused(problems: list[Problem]) -> DataError:
    names = ", ".join(dict.fromkeys(found.field or "–" for found in problems))
    first = error(DataError, "roster.refused", count=len(problems), fields=names)
    return DataError(first.code, first.message, first.remedy, first.parts, problems)
