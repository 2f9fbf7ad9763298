"""1 · What happened: the base of every fact kind, and what a field of a fact may hold."""

import re
import types
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timezone
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import NOTHING, field, frozen

from vanhoa_rules.errors import DataError, Problem, Text
from vanhoa_rules.words import error, problem

TYPES: Mapping[type, str] = types.MappingProxyType(
    {bool: "bool", int: "int", str: "str", Decimal: "decimal", datetime: "instant", date: "date"}
)
PERIOD = r"[1-9][0-9]{3}(-(H[12]|Q[1-4]|0[1-9]|1[0-2]))?"
PERIOD_FORM = "2026, 2026-H1, 2026-Q1, 2026-03"
_DIGITS = 30
_CITIZEN_ID = re.compile(r"[0-9]{12}")


@frozen
class FieldSpec:
    """What one field may hold; ``name`` is the public name (``for``), ``attribute`` Python's (``for_``).

    ``private`` fields (the reason of a leave, a person's name) never have their value shown in a problem.
    """

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
    form: str | None = None
    filled: bool = False
    private: bool = False

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
        match self.type:
            case "instant":
                return _instant_fault(value)
            case "str":
                return self._text_fault(value)
            case "int" | "decimal" if not _fits(value):
                return "fact.size", {}
            case _:
                pass
        if self.choices and value not in self.choices:
            return "fact.choice", {"choices": ", ".join(map(str, self.choices))}
        if (
            (self.least is not None and value < self.least)
            or (self.most is not None and value > self.most)
            or (self.above is not None and value <= self.above)
        ):
            return "fact.range", {"range": self.range()}
        return None

    def problem(self, value: Any, *, kind: str | None = None) -> Problem | None:
        """Return what is wrong with a value as a problem of this field, or None."""
        fault = self.fault(value)
        if fault is None:
            return None
        code, parts = fault
        hidden = self.private or code in {"fact.size", "fact.text"}
        return problem(code, field=self.name, value="…" if hidden else value, kind=kind, **parts)

    def range(self) -> str:
        """Return the allowed range as it is written in the vocabulary: ``≥ 0``, ``1..5``, ``> 0``."""
        if self.above is not None:
            return f"> {self.above}"
        if self.least is not None and self.most is not None:
            return f"{self.least}..{self.most}"
        return f"≥ {self.least}" if self.least is not None else f"≤ {self.most}"

    def _text_fault(self, value: str) -> tuple[str, dict[str, Any]] | None:
        if not value and self.filled:
            return "fact.empty", {}
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            return "fact.text", {}
        if self.choices and value not in self.choices:
            return "fact.choice", {"choices": ", ".join(self.choices)}
        if self.pattern is not None and not re.fullmatch(self.pattern, value):
            return "fact.form", {"form": self.form or self.pattern}
        return None


def one_of(*choices: Any, default: Any = NOTHING, private: bool = False) -> Any:
    """Declare a field that holds one of the given values; a private one is kept out of reprs and problems."""
    return field(default=default, repr=not private, metadata={"choices": choices})


def number(
    *, least: int | None = None, most: int | None = None, above: int | None = None, default: Any = NOTHING
) -> Any:
    """Declare a number with its range: from ``least`` to ``most``, or strictly ``above`` a bound."""
    return field(default=default, metadata={"least": least, "most": most, "above": above})


def filled() -> Any:
    """Declare a text that must be given and must not be empty."""
    return field(metadata={"filled": True})


def written_period(*, default: Any = NOTHING) -> Any:
    """Declare a period as it is written: ``2026``, ``2026-H1``, ``2026-Q1`` or ``2026-03``."""
    return field(default=default, metadata={"pattern": PERIOD, "form": PERIOD_FORM})


def is_citizen_id(text: str) -> bool:
    """Return whether a text has the shape of a citizen identity number: twelve digits and nothing else."""
    return _CITIZEN_ID.fullmatch(text) is not None


def fixed(instant: datetime) -> datetime:
    """Return the same instant with a fixed offset, so that two instants always compare in absolute time.

    Python compares two times of one named zone by their wall clocks, which is wrong where clocks are turned.
    """
    offset = instant.utcoffset()
    if offset is None or (type(instant) is datetime and type(instant.tzinfo) is timezone):
        return instant
    return datetime(
        instant.year,
        instant.month,
        instant.day,
        instant.hour,
        instant.minute,
        instant.second,
        instant.microsecond,
        tzinfo=timezone(offset),
    )


@frozen(kw_only=True)
class Fact:
    """One dated fact about one member of staff; subclass it with ``attrs.frozen(kw_only=True)`` to add a kind.

    ``staff`` is the person the fact is about, ``at`` when it happened, ``recorded_at`` when the system learned of it
    (None = ``at``), ``case`` the key of the matter. A subclass names itself in the class variable ``kind`` (and may
    give a ``title``) and annotates its fields with bool, int, str, Decimal, datetime or date, ``| None`` where null
    is allowed. Wrong values raise ``DataError`` that lists every problem of the fact.
    """

    kind: ClassVar[str] = ""
    title: ClassVar[Text | Mapping[str, str] | None] = None
    id: str = filled()
    staff: str = filled()
    at: datetime
    recorded_at: datetime | None = None
    case: str | None = None
    source: str | None = None

    def __attrs_post_init__(self) -> None:
        own: Any = type(self)
        for attribute, cls, spec in _checks(own):
            value = getattr(self, attribute)
            if value is None:
                if spec.nullable:
                    continue
            elif cls is datetime:
                if type(value) is datetime and type(value.tzinfo) is timezone and 1 < value.year < 9999:
                    continue
                if spec.fault(value) is None:
                    object.__setattr__(self, attribute, fixed(value))
                    continue
            elif type(value) is cls is bool or spec.fault(value) is None:
                continue
            values = {
                each.attribute: getattr(self, each.attribute) for each in fields_of(type(self)).values()
            }
            raise refused(self.kind, faults(type(self), values))
        problems = self.contradictions()
        if problems:
            raise refused(self.kind, problems)

    def contradictions(self) -> list[Problem]:
        """Return what is wrong with the fields taken together; a kind with such a rule extends this.

        Here: an ``until`` before the fact begins. It is asked only when each field is right by itself.
        """
        until = getattr(self, "until", None)
        if isinstance(until, datetime) and until < self.at:
            return [problem("fact.until", field="until", value=until.isoformat(), kind=self.kind)]
        return []

    @property
    def known_from(self) -> datetime:
        """The instant from which the system knew: ``recorded_at``, or ``at`` where that is null."""
        return self.recorded_at or self.at


COMMON = tuple(attribute.name for attribute in attrs.fields(Fact))


def refused(kind: str, problems: list[Problem]) -> DataError:
    """Return the error for a fact that was built with wrong values."""
    names = ", ".join(found.field or "–" for found in problems)
    first = error(DataError, "fact.refused", kind=kind, fields=names)
    return DataError(first.code, first.message, first.remedy, first.parts, problems)


def faults(cls: type[Fact], values: Mapping[str, Any]) -> list[Problem]:
    """Return one problem for each field whose value, by attribute, the kind does not allow.

    A field that is not among the values takes its default; one without a default is missed.
    """
    return wrong(fields_of(cls).values(), values, kind=cls.kind)


def wrong(specs: Iterable[FieldSpec], values: Mapping[str, Any], *, kind: str | None = None) -> list[Problem]:
    """Return one problem for each of the fields whose value, by attribute, is not allowed."""
    found: list[Problem] = []
    for spec in specs:
        if spec.attribute not in values and not spec.required:
            continue
        fault = spec.problem(values.get(spec.attribute), kind=kind)
        if fault:
            found.append(fault)
    return found


def fields_of(cls: type[Fact]) -> Mapping[str, FieldSpec]:
    """Return the fields of a kind by public name, the common ones first."""
    key: Any = cls
    return _fields_of(key)


@cache
def _fields_of(cls: type[Any]) -> Mapping[str, FieldSpec]:
    specs = specs_of(cls)
    common = {name: specs[name] for name in COMMON}
    return types.MappingProxyType({**common, **specs})


def specs_of(cls: type[Any]) -> dict[str, FieldSpec]:
    """Return what each field of an attrs class may hold, by public name; KeyError for a type no fact may have."""
    hints = get_type_hints(cls)
    specs: dict[str, FieldSpec] = {}
    for attribute in attrs.fields(cls):
        base, nullable = _unwrap(hints[attribute.name])
        name = attribute.name.rstrip("_")
        asked = attribute.metadata
        specs[name] = FieldSpec(
            name=name,
            attribute=attribute.name,
            type=TYPES[base],
            nullable=nullable,
            default=attribute.default,
            choices=tuple(asked.get("choices", ())),
            least=_decimal(asked.get("least")),
            most=_decimal(asked.get("most")),
            above=_decimal(asked.get("above")),
            pattern=asked.get("pattern"),
            form=asked.get("form"),
            filled=asked.get("filled", False),
            private=attribute.repr is False,
        )
    return specs


@cache
def _checks(cls: type[Any]) -> tuple[tuple[str, type, FieldSpec], ...]:
    python = {name: kind for kind, name in TYPES.items()}
    return tuple((spec.attribute, python[spec.type], spec) for spec in fields_of(cls).values())


def _decimal(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _unwrap(hint: Any) -> tuple[type, bool]:
    if get_origin(hint) in {Union, types.UnionType}:
        inner = [arg for arg in get_args(hint) if arg is not type(None)]
        return inner[0], len(inner) < len(get_args(hint))
    return hint, False


def _instant_fault(value: datetime) -> tuple[str, dict[str, Any]] | None:
    if value.utcoffset() is None:
        return "fact.naive", {}
    if getattr(value, "nanosecond", 0):
        return "fact.fine", {}
    try:
        value.astimezone(UTC)
    except (OverflowError, ValueError):
        return "fact.range", {"range": "0001..9999"}
    return None


def _fits(value: int | Decimal) -> bool:
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -_DIGITS and value.adjusted() < _DIGITS


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
