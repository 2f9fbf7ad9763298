"""0 · Before the facts: one raw row into a fact, or into every problem it has."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import attrs
from attrs import frozen

from vanhoa_rules.canonical import plain
from vanhoa_rules.errors import DataError, Problem, Text
from vanhoa_rules.exchange.raw import Broken, Row, label, strange
from vanhoa_rules.exchange.values import IDS, Fault, convert, normal
from vanhoa_rules.facts.base import Fact, FieldSpec, fields_of, is_citizen_id, wrong
from vanhoa_rules.facts.housekeeping import FactRetracted
from vanhoa_rules.facts.vocabulary import STANDARD, Vocabulary
from vanhoa_rules.words import near, problem

PERSONAL = frozenset({"name", "reason", "ground"})
"""Fields whose values no message repeats, besides those that their kind declares private."""
HIDDEN = "…"
NO_KIND = "–"
"""The kind of a problem that leaves no kind unknown."""

_CITIZEN = re.compile(r"[0-9]{12}")


@frozen
class Terms:
    """How the rows of one source are read; ``kind`` = the only kind allowed, ``usual`` = the kind of rows that name none."""

    vocabulary: Vocabulary = STANDARD
    zone: ZoneInfo | None = None
    kind: str | None = None
    usual: str | None = None
    allow_citizen_ids: bool = False
    redact: bool = False
    file: str | None = None

    @cached_property
    def known(self) -> frozenset[str]:
        """The names of all fields of all kinds."""
        names = {"kind", "retracts", *fields_of(Fact)}
        return frozenset(names.union(*(fields_of(cls) for cls in self.vocabulary.kinds.values())))


@frozen
class Rejected:
    """A row that is no fact; ``unrecognised`` = only because the vocabulary does not know its kind."""

    problems: tuple[Problem, ...]
    unrecognised: bool = False


@frozen
class Place:
    """Where a problem is, and whose record it leaves unknown."""

    terms: Terms
    number: int | None
    staff: str | None
    kind: str | None

    def problem(self, code: str, *, field: str | None = None, value: Any = None, **parts: Any) -> Problem:
        """Return the problem of a code at this place, its value as it may be shown."""
        seen = shown(field, value, self.terms)
        return problem(
            code,
            file=self.terms.file,
            row=self.number,
            field=field,
            value=seen,
            staff=self.staff,
            kind=self.kind,
            **parts,
        )

    def fault(self, spec: FieldSpec, value: Any, fault: Fault) -> Problem:
        """Return the problem that a value is at this place."""
        return self.problem(
            fault.code,
            field=spec.name,
            value=HIDDEN if spec.private and value is not None else value,
            **fault.parts,
        )

    def unknown(self, values: Mapping[str, Any], fields: Mapping[str, FieldSpec]) -> list[Problem]:
        """Return what a row states that its kind does not have; a null in a field of another kind states nothing."""
        found: list[Problem] = []
        for name, value in values.items():
            if name in fields or (value is None and name in self.terms.known):
                continue
            code = "row.field_of_other" if name in self.terms.known else "row.unknown_field"
            found.append(self.problem(code, field=label(name), near=near(name[:80], fields)))
        return found

    def placed(self, item: Problem) -> Problem:
        """Return a problem that a class raised, with its place, and without a value that must not be shown."""
        value = shown(item.field, item.value, self.terms)
        if item.value and value != item.value:
            message, remedy = (_without(text, item.value) for text in (item.message, item.remedy))
            item = attrs.evolve(item, message=message, remedy=remedy)
        return attrs.evolve(
            item, file=self.terms.file, row=self.number, value=value, staff=self.staff, kind=self.kind
        )


def _without(text: Text, value: str) -> Text:
    return Text(vi=text.vi.replace(value, HIDDEN), en=text.en.replace(value, HIDDEN))


def read_row(row: Row, terms: Terms) -> Fact | Rejected:
    """Return the fact that a row states, or all of its problems."""
    values = named(row)
    if values.get("kind") is None:
        values["kind"] = terms.kind or terms.usual
    place = Place(terms, row.number, *whose(values, terms))
    name = values.pop("kind")
    if name is None:
        return Rejected((place.problem("row.no_kind", field="kind"),))
    if not isinstance(name, str):
        return Rejected((place.problem("fact.type", field="kind", value=name, expected="str"),))
    name = normal(name)
    wrong_kind = _kind_fault(name, place)
    if wrong_kind is not None:
        return wrong_kind
    return _fact(terms.vocabulary[name], values, row, place)


def named(row: Row) -> dict[str, Any]:
    """Return the values of a row by their names in NFC; a name that is no text is called by its type."""
    return {
        normal(name) if isinstance(name, str) else type(name).__name__: value
        for name, value in row.values.items()
    }


def check_fact(fact: Fact, number: int | None, terms: Terms) -> Fact | Rejected:
    """Return a fact that the caller built, unless its kind is not in the vocabulary or its staff is a citizen number."""
    kind = type(fact).kind
    place = Place(terms, number, *whose({"kind": kind, "staff": fact.staff}, terms))
    wrong_kind = _kind_fault(kind, place, type(fact))
    if wrong_kind is not None:
        return wrong_kind
    ids = [
        (spec, convert(spec, getattr(fact, spec.attribute)))
        for spec in specs_of_fact(fact).values()
        if spec.name in IDS
    ]
    found = [place.fault(spec, None, text) for spec, text in ids if isinstance(text, Fault)]
    found += (
        [place.problem("value.citizen_id", field="staff", value=HIDDEN)] if citizen(fact.staff, terms) else []
    )
    if found:
        return Rejected(tuple(found))
    changed = {spec.attribute: text for spec, text in ids if text != getattr(fact, spec.attribute)}
    return attrs.evolve(fact, **changed) if changed else fact


def _kind_fault(name: str, place: Place, cls: type[Fact] | None = None) -> Rejected | None:
    terms = place.terms
    if name not in terms.vocabulary or cls not in {None, terms.vocabulary[name]}:
        return Rejected(
            (
                place.problem(
                    "fact.unknown_kind",
                    field="kind",
                    value=name,
                    near=_near_kinds(name[:80], terms.vocabulary),
                ),
            ),
            unrecognised=True,
        )
    if terms.kind is not None and name != terms.kind:
        either = attrs.evolve(place, kind=None)
        return Rejected((either.problem("row.other_kind", field="kind", value=name, expected=terms.kind),))
    return None


@lru_cache(maxsize=1024)
def _near_kinds(name: str, vocabulary: Vocabulary) -> str:
    return near(name, vocabulary)


@lru_cache(maxsize=1024)
def _slip(name: str, vocabulary: Vocabulary) -> str:
    """Return the kind that an unknown name is a slip of the pen for, or the name."""
    return next(iter(difflib.get_close_matches(name.strip(), list(vocabulary), n=1, cutoff=0.85)), name)


def read_fields(
    specs: Iterable[FieldSpec], values: Mapping[str, Any], row: Row, zone: ZoneInfo | None = None
) -> Iterator[tuple[FieldSpec, Any]]:
    """Yield each field with its value, or with the ``Fault`` that keeps it from having one; ranges are not judged."""
    for spec in specs:
        value = values.get(spec.name)
        if value is not None:
            yield spec, convert(spec, value, text=row.text, zone=zone)
        elif spec.name in values and not (row.sparse and not spec.required):
            yield spec, None if spec.nullable else Fault("fact.null")
        elif spec.required and not spec.nullable:
            yield spec, Fault("row.missing")
        else:
            yield spec, None if spec.required else spec.default


def citizen(text: Any, terms: Terms) -> bool:
    """Whether text has the shape of a citizen identity number and such numbers are not allowed."""
    return isinstance(text, str) and not terms.allow_citizen_ids and is_citizen_id(text.strip())


def whose(values: Mapping[str, Any], terms: Terms) -> tuple[str | None, str | None]:
    """Return whose record of what a bad row leaves unknown: staff and kind, None where they cannot be read.

    A kind that the vocabulary does not know stands for the one it is a slip of the pen for; where there is none it
    stays as it is, and so leaves no known kind unknown. A retraction may have been of a fact of any kind.
    """
    staff, kind = values.get("staff"), values.get("kind", terms.kind or terms.usual)
    staff = normal(staff).strip() if isinstance(staff, str) else None
    if not staff or strange(staff, strict=True) or citizen(staff, terms):
        staff = None
    if not kind or not isinstance(kind, str):
        return staff, None
    name = normal(kind)
    if name not in terms.vocabulary:
        name = _slip(name[:80], terms.vocabulary)
    return staff, None if name == FactRetracted.kind else name


def problem_of(broken: Broken, terms: Terms) -> Problem:
    """Return the problem that a row or a file is which could not be read at all."""
    staff, kind = whose(broken.hint, terms)
    return problem(
        broken.code,
        file=terms.file,
        row=broken.number,
        field=broken.field,
        staff=staff,
        kind=kind,
        **broken.parts,
    )


def shown(name: str | None, value: Any, terms: Terms) -> str | None:
    """Return a value as a message may repeat it: short, and "…" where it is nobody's business."""
    if value is None:
        return None
    if terms.redact or name in PERSONAL:
        return HIDDEN
    match value:
        case str():
            text = label(value)
        case bool():
            text = str(value).lower()
        case int():
            text = str(value) if abs(value) < 10**40 else HIDDEN
        case Decimal() | float() | date():
            text = str(value)[:80]
        case _:
            text = type(value).__name__
    return HIDDEN if _CITIZEN.search(text) else text


def _fact(cls: type[Fact], values: dict[str, Any], row: Row, place: Place) -> Fact | Rejected:
    specs = fields_of(cls)
    found: list[Problem] = []
    built: dict[str, Any] = {}
    for spec, value in read_fields(specs.values(), values, row, place.terms.zone):
        built[spec.attribute] = value
        if isinstance(value, Fault):
            found.append(place.fault(spec, values.get(spec.name), value))
        elif spec.name == "staff" and citizen(value, place.terms):
            found.append(place.problem("value.citizen_id", field="staff", value=HIDDEN))
    found += place.unknown(values, specs)
    if found:
        others = [spec for spec in specs.values() if not isinstance(built[spec.attribute], Fault)]
        return Rejected((*found, *(place.placed(item) for item in wrong(others, built, kind=cls.kind))))
    try:
        return cls(**built)
    except DataError as error:
        return Rejected(
            tuple(place.placed(item) for item in error.problems) or (place.problem("row.refused"),)
        )
    except (TypeError, ValueError, ArithmeticError):
        return Rejected((place.problem("row.refused"),))


# and back


def specs_of_fact(fact: Fact) -> Mapping[str, FieldSpec]:
    """Return the fields of a fact's kind by public name."""
    cls: type[Any] = type(fact)
    return fields_of(cls)


def fact_to_dict(fact: Fact) -> dict[str, Any]:
    """Return a fact by its public names: instants in ISO 8601, decimals as strings, nulls left out."""
    values = {spec.name: _written(getattr(fact, spec.attribute)) for spec in specs_of_fact(fact).values()}
    return {"kind": type(fact).kind, **{name: value for name, value in values.items() if value is not None}}


def _written(value: Any) -> Any:
    match value:
        case datetime():
            offset = value.utcoffset() or timedelta(0)
            whole = offset % timedelta(minutes=1) == timedelta(0) and abs(offset) <= timedelta(hours=14)
            return (value if whole else value.astimezone(UTC)).isoformat()
        case Decimal():
            return plain(value)
        case None | bool() | int() | str():
            return value
        case _:
            return value.isoformat()
