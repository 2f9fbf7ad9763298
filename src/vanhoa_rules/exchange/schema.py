"""0 · Before the facts: what a line of facts, or of the roster, may say, as JSON Schema (draft 2020-12).

A schema says what one row may look like by itself. What it cannot say is left to the reader: that an integer is
written without a point, the upper end of a decimal in quotation marks, that a date exists, fields taken together.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from vanhoa_rules.canonical import plain
from vanhoa_rules.exchange.values import IDS
from vanhoa_rules.facts.base import FieldSpec, fields_of
from vanhoa_rules.facts.roster import ROSTER_FIELDS
from vanhoa_rules.facts.vocabulary import STANDARD, Vocabulary, field_title

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_END = r"$(?!\n)"
_NO_CITIZEN = rf"(?![0-9]{{12}}{_END})"
_CONTROL = r"\x00-\x1f\x7f-\x9f"
_ID = rf"[^\s{_CONTROL}](?:[^{_CONTROL}]*[^\s{_CONTROL}])?{_END}"
_TEXT = rf"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*{_END}"
_TIME = r"[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]{1,6}0*)?)?"
_OFFSET = r"(?:[Zz]|[+-](?:(?:0[0-9]|1[0-3])(?::?[0-5][0-9])?|14(?::?00)?))"
_DATE = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_DIGITS = r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"

_DEFS: dict[str, dict[str, Any]] = {
    "bool": {"type": "boolean"},
    "int": {"type": "integer", "exclusiveMinimum": -(10**15), "exclusiveMaximum": 10**15},
    "decimal": {"type": ["string", "number"], "pattern": rf"^[+-]?{_DIGITS}{_END}"},
    "str": {"type": "string", "pattern": _TEXT},
    "id": {"type": "string", "pattern": rf"^{_ID}"},
    "staff": {"type": "string", "pattern": rf"^{_NO_CITIZEN}{_ID}"},
    "instant": {"type": "string", "pattern": rf"^{_DATE}{_TIME}{_OFFSET}{_END}"},
    "date": {"type": "string", "pattern": rf"^{_DATE}{_END}"},
}


def facts_schema(vocabulary: Vocabulary = STANDARD, *, allow_citizen_ids: bool = False) -> dict[str, Any]:
    """Return the schema of one fact as JSON Lines hold it: one of the kinds of the vocabulary, told apart by ``kind``."""
    persons = frozenset[str]() if allow_citizen_ids else frozenset({"staff"})
    classes: Mapping[str, type[Any]] = vocabulary.kinds
    kinds = {name: _kind(name, fields_of(cls).values(), vocabulary, persons) for name, cls in classes.items()}
    return {
        "$schema": DRAFT,
        "title": "fact",
        "type": "object",
        "required": ["kind", "id", "staff", "at"],
        "properties": {"kind": {"enum": list(kinds)}},
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in kinds],
        "$defs": {**_DEFS, **kinds},
    }


def roster_schema(*, allow_citizen_ids: bool = False) -> dict[str, Any]:
    """Return the schema of one row of the roster as JSON Lines hold it."""
    persons = frozenset[str]() if allow_citizen_ids else frozenset({"id", "reports_to", "overseen_by"})
    return {"$schema": DRAFT, "title": "roster", **_object(ROSTER_FIELDS.values(), persons), "$defs": _DEFS}


def _kind(
    name: str, specs: Iterable[FieldSpec], vocabulary: Vocabulary, persons: frozenset[str]
) -> dict[str, Any]:
    title = vocabulary.title(name)
    shape = _object(specs, persons)
    shape["properties"] = {"kind": {"const": name}, **shape["properties"]}
    shape["required"] = ["kind", *shape["required"]]
    return {"title": title.en, "description": title.vi, **shape}


def _object(specs: Iterable[FieldSpec], persons: frozenset[str]) -> dict[str, Any]:
    listed = list(specs)
    return {
        "type": "object",
        "properties": {spec.name: _field(spec, persons) for spec in listed},
        "required": [spec.name for spec in listed if spec.required and not spec.nullable],
        "additionalProperties": False,
    }


def _field(spec: FieldSpec, persons: frozenset[str]) -> dict[str, Any]:
    shape: dict[str, Any] = {"$ref": f"#/$defs/{_def(spec, persons)}", **_limits(spec)}
    if spec.nullable:
        shape = {"anyOf": [shape, {"type": "null"}]}
    title = field_title(spec.name)
    shape = {"title": title.en, "description": title.vi, **shape}
    return shape if spec.required else {**shape, "default": _plain(spec.default)}


def _def(spec: FieldSpec, persons: frozenset[str]) -> str:
    if spec.name in persons:
        return "staff"
    return "id" if spec.name in IDS and spec.type == "str" else spec.type


def _limits(spec: FieldSpec) -> dict[str, Any]:
    """Return what narrows a field further; the sign of a decimal in quotation marks is a matter of its pattern."""
    found: dict[str, Any] = {}
    if spec.choices:
        found["enum"] = [_plain(choice) for choice in spec.choices]
    if spec.pattern is not None:
        found["pattern"] = f"^(?:{spec.pattern}){_END}"
    if spec.filled:
        found["minLength"] = 1
    bounds = {"minimum": spec.least, "maximum": spec.most, "exclusiveMinimum": spec.above}
    found |= {name: int(bound) for name, bound in bounds.items() if bound is not None}
    if spec.type == "decimal" and spec.above is not None and spec.above >= 0:
        found["pattern"] = rf"^\+?(?=[0-9.]*[1-9]){_DIGITS}{_END}"
    elif spec.type == "decimal" and spec.least is not None and spec.least >= 0:
        found["pattern"] = rf"^\+?{_DIGITS}{_END}"
    return found


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return plain(value)
        case datetime() | date():
            return value.isoformat()
        case _:
            return value
