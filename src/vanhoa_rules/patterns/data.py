"""2 · Patterns as canonical JSON, both ways: ``{"each": {"kind": …}}``, one key that names the node."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, cast, get_args

import attrs

from vanhoa_rules import conditions
from vanhoa_rules.calendars import Days, EndOf, Hours, Months, Window, WorkingDays, WorkingHours, Years
from vanhoa_rules.canonical import plain
from vanhoa_rules.conditions import Expr
from vanhoa_rules.errors import RuleError
from vanhoa_rules.facts import Fact, Vocabulary
from vanhoa_rules.patterns.base import Before
from vanhoa_rules.patterns.beginnings import Node
from vanhoa_rules.patterns.nodes import Pattern
from vanhoa_rules.words import error, near

NODES: tuple[type[Any], ...] = (*get_args(Node), Before)
DURATIONS: tuple[type[Any], ...] = (Hours, Days, WorkingDays, WorkingHours, Months, Years, EndOf)


def _tag(cls: type[Any]) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()


TAGS: Mapping[str, type[Any]] = {_tag(cls): cls for cls in (*NODES, *DURATIONS)}


def to_data(item: Any) -> Any:
    """Return the canonical JSON form of a pattern, a limit or a value inside them."""
    match item:
        case Expr():
            return {"expr": conditions.to_data(item)}
        case Window():
            return item.value
        case Fraction():
            return plain(item)
        case tuple():
            return [to_data(one) for one in item]  # pyright: ignore[reportUnknownVariableType]
        case type():
            return item.kind  # type: ignore[attr-defined]
        case None | bool() | int() | str():
            return item
        case _:
            cls = cast("Any", type(item))
            fields = {a.name: to_data(getattr(item, a.name)) for a in attrs.fields(cls)}
            return {_tag(cls): {name: one for name, one in fields.items() if one is not None}}


def from_data(data: Any, vocabulary: Vocabulary) -> Pattern:
    """Return the pattern that ``to_data`` wrote; raise ``RuleError`` where the form, a kind or a field is unknown."""
    found = _read(data, vocabulary)
    if not isinstance(found, Pattern):
        raise error(RuleError, "pattern.data", data=str(data)[:120], near=near("", TAGS))
    return found


def _read(data: Any, vocabulary: Vocabulary) -> Any:
    match data:
        case {"expr": inner}:
            return conditions.from_data(inner)
        case {**entries} if len(entries) == 1:
            tag, body = next(iter(entries.items()))
            cls = TAGS.get(str(tag))
            if cls is None or not isinstance(body, dict):
                raise error(RuleError, "pattern.data", data=str(data)[:120], near=near(str(tag), TAGS))
            return _build(cls, str(tag), body, vocabulary)  # pyright: ignore[reportUnknownArgumentType]
        case [*items]:
            return tuple(_read(item, vocabulary) for item in items)
        case _:
            return data


def _build(cls: type[Any], tag: str, body: dict[str, Any], vocabulary: Vocabulary) -> Any:
    names = {a.name for a in attrs.fields(cls)}
    for name in body:
        if name not in names:
            raise error(RuleError, "pattern.data", data=f"{tag}.{name}", near=near(name, names))
    values = {name: _field(name, item, vocabulary) for name, item in body.items()}
    try:
        return cls(**values)
    except (TypeError, ValueError, AttributeError) as cause:
        raise error(
            RuleError, "pattern.data", data=f"{tag}: {cause}"[:160], near=", ".join(sorted(names))
        ) from cause


def _field(name: str, item: Any, vocabulary: Vocabulary) -> Any:
    if name == "kind" and isinstance(item, str):
        return _kind(item, vocabulary)
    if name in {"per", "window"} and isinstance(item, str):
        return Window(item)
    if name == "below" and isinstance(item, str):
        return Fraction(item)
    return _read(item, vocabulary)


def _kind(name: str, vocabulary: Vocabulary) -> type[Fact]:
    if name not in vocabulary:
        raise error(RuleError, "pattern.kind", kind=name, near=near(name, vocabulary))
    return vocabulary[name]
