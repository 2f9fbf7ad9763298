"""1 · What happened: the base of every fact kind, and what a field of a fact may hold."""

import types
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import NOTHING, field, frozen

from vanhoa_rules.errors import DataError, Problem
from vanhoa_rules.words import error, problem

TYPES: Mapping[type, str] = types.MappingProxyType({bool: "bool", int: "int", str: "str", Decimal: "decimal", datetime: "instant", date: "date"})


@frozen
class FieldSpec:
    """What one field of a kind may hold; ``name`` is the public name (``for``), ``attribute`` Python's (``for_``)."""

    name: str
    attribute: str
    type: str
    nullable: bool
    default: Any = NOTHING
    choices: tuple[Any, ...] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    above: Decimal | None = None
    pattern: str | None = None

    @property
    def required(self) -> bool:
        """Whether a fact must state this field."""
        return self.default is NOTHING

    def fault(self, value: Any) -> tuple[str, dict[str, Any]] | None:
        """Return the code and parts of what is wrong with a value, or None."""
        if value is None:
            return None if self.nullable else ("fact.null", {})
        if not _is(value, self.type):
            return "fact.type", {"expected": self.type}
        if self.type == "instant" and value.tzinfo is None:
            return "fact.naive", {}
        if self.choices and value not in self.choices:
            return "fact.choice", {"choices": ", ".join(map(str, self.choices))}
        if (self.least is not None and value < self.least) or (self.most is not None and value > self.most) or (self.above is not None and value <= self.above):
            return "fact.range", {"range": self.range()}
        if self.type == "str" and self.name in {"id", "staff", "kind"} and not value:
            return "fact.empty", {}
        return None

    def range(self) -> str:
        """Return the allowed range as it is written in the vocabulary: ``≥ 0``, ``1..5``, ``> 0``."""
        if self.above is not None:
            return f"> {self.above}"
        if self.least is not None and self.most is not None:
            return f"{self.least}..{self.most}"
        return f"≥ {self.least}" if self.least is not None else f"≤ {self.most}"


def one_of(*choices: Any, default: Any = NOTHING) -> Any:
    """Declare a field that holds one of the given values."""
    return field(default=default, metadata={"choices": choices})


def number(*, least: int | None = None, most: int | None = None, above: int | None = None, default: Any = NOTHING) -> Any:
    """Declare a number with its range."""
    return field(default=default, metadata={"least": least, "most": most, "above": above})


@frozen(kw_only=True)
class Fact:
    """One dated fact about one member of staff; subclass it with ``attrs.frozen(kw_only=True)`` to add a kind.

    ``staff`` is the person the fact is about, ``at`` when it happened, ``recorded_at`` when the system learned of it
    (None = ``at``), ``case`` the key of the matter. A subclass names itself in the class variable ``kind`` and
    annotates its fields with bool, int, str, Decimal, datetime or date, ``| None`` where null is allowed. Wrong values
    raise ``DataError`` that lists every problem of the fact.
    """

    kind: ClassVar[str] = ""
    id: str
    staff: str
    at: datetime
    recorded_at: datetime | None = None
    case: str | None = None
    source: str | None = None

    def __attrs_post_init__(self) -> None:
        problems = [*faults(type(self), {spec.attribute: getattr(self, spec.attribute) for spec in fields_of(type(self)).values()}), *self.contradictions()]
        if problems:
            raise refused(self.kind, problems)

    def contradictions(self) -> list[Problem]:
        """Return what is wrong with the fields taken together; a kind with such a rule extends this."""
        return []

    @property
    def known_from(self) -> datetime:
        """The instant from which the system knew: ``recorded_at``, or ``at`` where that is null."""
        return self.recorded_at or self.at


def refused(kind: str, problems: list[Problem]) -> DataError:
    """Return the error for a fact that was built with wrong values."""
    first = error(DataError, "fact.refused", kind=kind, fields=", ".join(p.field or "–" for p in problems))
    return DataError(first.code, first.message, first.remedy, first.parts, problems)


def faults(cls: type[Fact], values: Mapping[str, Any]) -> list[Problem]:
    """Return one problem for each field whose value the kind does not allow."""
    found: list[Problem] = []
    for spec in fields_of(cls).values():
        fault = spec.fault(values.get(spec.attribute))
        if fault:
            code, parts = fault
            found.append(problem(code, field=spec.name, value=values.get(spec.attribute), kind=cls.kind, **parts))
    return found


@cache
def fields_of(cls: type[Fact]) -> Mapping[str, FieldSpec]:
    """Return the fields of a kind by public name, the common ones first."""
    hints = get_type_hints(cls)
    specs: dict[str, FieldSpec] = {}
    for attribute in attrs.fields(cls):
        base, nullable = _unwrap(hints[attribute.name])
        name = attribute.name.rstrip("_")
        specs[name] = FieldSpec(
            name=name,
            attribute=attribute.name,
            type=TYPES[base],
            nullable=nullable,
            default=attribute.default,
            choices=tuple(attribute.metadata.get("choices", ())),
            least=_decimal(attribute.metadata.get("least")),
            most=_decimal(attribute.metadata.get("most")),
            above=_decimal(attribute.metadata.get("above")),
        )
    return types.MappingProxyType(specs)


def _decimal(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _unwrap(hint: Any) -> tuple[type, bool]:
    if get_origin(hint) in {Union, types.UnionType}:
        inner = [arg for arg in get_args(hint) if arg is not type(None)]
        return inner[0], True
    return hint, False


def _is(value: Any, name: str) -> bool:
    match name:
        case "bool":
            return isinstance(value, bool)
        case "int":
            return isinstance(value, int) and not isinstance(value, bool)
        case "decimal":
            return isinstance(value, Decimal) and value.is_finite()
        case "str":
            return isinstance(value, str)
        case "instant":
            return isinstance(value, datetime)
        case _:
            return isinstance(value, date) and not isinstance(value, datetime)
