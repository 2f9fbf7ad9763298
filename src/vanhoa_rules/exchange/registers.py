"""0 · Before the facts: the roster and what the sources cover, from a file or from what the caller holds."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from attrs import NOTHING, evolve

from vanhoa_rules.errors import DataError, Problem
from vanhoa_rules.exchange.files import heading_problems, listed, open_table, refusal
from vanhoa_rules.exchange.raw import Broken, Row, label, row_of, strange
from vanhoa_rules.exchange.rows import (
    HIDDEN,
    NO_KIND,
    Place,
    Terms,
    citizen,
    named,
    problem_of,
    read_fields,
)
from vanhoa_rules.exchange.values import Fault, convert, normal
from vanhoa_rules.facts.base import FieldSpec
from vanhoa_rules.facts.coverage import ENTRY_FIELDS, Coverage, CoverageEntry, entry_faults
from vanhoa_rules.facts.roster import ROSTER_FIELDS, Person, Roster, person_faults

_DATES = (
    FieldSpec("since", "since", "date", nullable=False, default=NOTHING),
    FieldSpec("until", "until", "date", nullable=True, default=None),
)


def read_roster(
    source: str | os.PathLike[str] | Iterable[Person | Mapping[str, Any]] | Roster,
    *,
    allow_citizen_ids: bool = False,
    redact: bool = False,
) -> Roster:
    """Return the roster that a file (JSON Lines, a JSON array, CSV), people or mappings hold.

    Dates are ISO dates; an empty cell is null. ``DataError`` lists every problem of every row, and every overlap.
    """
    if isinstance(source, Roster):
        return source
    terms = Terms(allow_citizen_ids=allow_citizen_ids, redact=redact, kind=NO_KIND)
    rows, problems, terms = _rows(source, terms, ROSTER_FIELDS)
    people: list[Person] = []
    numbers: dict[tuple[str, str | None], int | None] = {}
    for row in rows:
        person = row if isinstance(row, Person) else _person(row, terms, problems)
        if person is not None:
            people.append(person)
            number = row.number if isinstance(row, Row) else None
            numbers[person.id, None if person.since is None else person.since.isoformat()] = number
    if problems:
        raise refusal("roster.refused", problems)
    return _joined(people, numbers, terms)


def read_coverage(source: str | os.PathLike[str] | Iterable[CoverageEntry | Mapping[str, Any]]) -> Coverage:
    """Return the coverage that a file of JSON Lines, entries or mappings hold; ``DataError`` lists every problem."""
    rows, problems, terms = _rows(source, Terms(kind=NO_KIND), ENTRY_FIELDS)
    entries: list[CoverageEntry] = []
    for row in rows:
        entry = row if isinstance(row, CoverageEntry) else _entry(row, terms, problems)
        if entry is not None:
            entries.append(entry)
    if problems:
        raise refusal("coverage.refused", problems)
    return Coverage(entries)


def _rows(source: Any, terms: Terms, known: Iterable[str]) -> tuple[list[Any], list[Problem], Terms]:
    """Return raw rows and ready-made entries in order, and the problems of what is neither."""
    if isinstance(source, str | os.PathLike):
        path = Path(cast("str | os.PathLike[str]", source))
        table, terms = open_table(path), evolve(terms, file=str(path))
        problems = heading_problems(table, known, terms.file)
        raw: list[Any] = list(table.without(known).rows)
    else:
        problems = []
        ready = Person | CoverageEntry
        raw = [
            item if isinstance(item, ready) else row_of(item, number)
            for number, item in enumerate(listed(source), 1)
        ]
    found: list[Any] = []
    for row in raw:
        if isinstance(row, Broken):
            problems.append(problem_of(row, terms))
        else:
            found.append(row)
    return found, problems, terms


def _person(row: Row, terms: Terms, problems: list[Problem]) -> Person | None:
    place = Place(terms, row.number, None, NO_KIND)
    values = named(row)
    built: dict[str, Any] = {}
    found: list[Problem] = []
    for spec, value in read_fields(ROSTER_FIELDS.values(), values, row):
        if isinstance(value, Fault):
            found.append(place.fault(spec, values.get(spec.name), value))
            continue
        built[spec.attribute] = value
        if spec.name in {"reports_to", "overseen_by"} and citizen(value, terms):
            found.append(place.problem("value.citizen_id", field=spec.name, value=HIDDEN))
    found += place.unknown(values, ROSTER_FIELDS)
    faulty = {spec.name for spec in ROSTER_FIELDS.values() if spec.attribute not in built}
    judged = person_faults(built, allow_citizen_ids=terms.allow_citizen_ids)
    found += [place.placed(item) for item in judged if item.field not in faulty]
    problems += found
    return None if found else Person(**built)


def _joined(
    people: list[Person], numbers: Mapping[tuple[str, str | None], int | None], terms: Terms
) -> Roster:
    try:
        return Roster(people, allow_citizen_ids=terms.allow_citizen_ids)
    except DataError as cause:
        placed = [
            evolve(item, file=terms.file, row=numbers.get((item.staff or "", item.value)))
            for item in cause.problems
        ]
        raise refusal(cause.code, placed) from None


def _entry(row: Row, terms: Terms, problems: list[Problem]) -> CoverageEntry | None:
    place = Place(terms, row.number, None, NO_KIND)
    values = {name: _normal(value) for name, value in named(row).items()}
    found: list[Problem] = []
    for spec in _DATES:
        day = convert(spec, values.get(spec.name))
        if isinstance(day, Fault):
            found.append(place.fault(spec, values[spec.name], day))
        values[spec.name] = day
    found += [
        place.problem("value.control", field=label(name))
        for name in ENTRY_FIELDS
        if _strange(values.get(name))
    ]
    faulty = {item.field for item in found}
    found += [place.placed(item) for item in entry_faults(values) if item.field not in faulty]
    problems += found
    return None if found else CoverageEntry(**values)


def _normal(value: Any) -> Any:
    """Return a value with its text, and the texts of a list, in NFC."""
    if isinstance(value, list | tuple):
        return tuple(map(_normal, cast("list[Any]", value)))
    return normal(value) if isinstance(value, str) else value


def _strange(value: Any) -> bool:
    if isinstance(value, str):
        return strange(value, strict=True)
    return hasattr(value, "__iter__") and any(map(_strange, value))
