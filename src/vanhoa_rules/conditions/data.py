"""2 · Expressions as canonical JSON, both ways."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_never

from vanhoa_rules.canonical import plain, read_exact
from vanhoa_rules.conditions.meaning import COMPARISONS
from vanhoa_rules.conditions.nodes import (
    And,
    Arith,
    Compare,
    Expr,
    IsIn,
    IsNull,
    Literal,
    Node,
    Not,
    Or,
    PersonField,
    This,
)
from vanhoa_rules.errors import RuleError
from vanhoa_rules.words import error


def to_data(expr: Expr) -> Any:
    """Return the canonical JSON form of an expression."""
    node: Node = expr  # type: ignore[assignment]
    match node:
        case Literal(literal):
            return _literal_data(literal)
        case This(name):
            return {"this": name}
        case PersonField(name, when):
            return {"person": name} if when is None else {"person": name, "at": when.name}
        case Compare(op, left, right) | Arith(op, left, right):
            return {"op": op, "left": to_data(left), "right": to_data(right)}
        case IsIn(of, values):
            return {"op": "in", "of": to_data(of), "values": [to_data(v) for v in values]}
        case IsNull(of):
            return {"op": "null", "of": to_data(of)}
        case And(parts):
            return {"op": "and", "parts": [to_data(part) for part in parts]}
        case Or(parts):
            return {"op": "or", "parts": [to_data(part) for part in parts]}
        case Not(of):
            return {"op": "not", "of": to_data(of)}
        case _:
            assert_never(node)


def _literal_data(literal: Any) -> Any:
    match literal:
        case Decimal() | Fraction():
            return {"number": plain(literal)}
        case datetime():
            return {"instant": literal.isoformat()}
        case date():
            return {"date": literal.isoformat()}
        case _:
            return {"value": literal}


def from_data(data: Any) -> Expr:
    """Return the expression that ``to_data`` wrote; raise ``RuleError`` for any other form."""
    match data:
        case {"value": bool() | int() | str() as literal}:
            return Literal(literal)
        case {"number": str(text)}:
            return Literal(read_exact(text))
        case {"instant": str(text)}:
            return Literal(datetime.fromisoformat(text))
        case {"date": str(text)}:
            return Literal(date.fromisoformat(text))
        case {"this": str(name)}:
            return This(name)
        case {"person": str(name), "at": str(when)}:
            return PersonField(name, This(when))
        case {"person": str(name)}:
            return PersonField(name)
        case {"op": "in", "of": of, "values": list(values)}:  # pyright: ignore[reportUnknownVariableType]
            return IsIn(from_data(of), tuple(_literals(values)))  # pyright: ignore[reportUnknownArgumentType]
        case {"op": "null", "of": of}:
            return IsNull(from_data(of))
        case {"op": "not", "of": of}:
            return Not(from_data(of))
        case {"op": "and", "parts": list(parts)}:  # pyright: ignore[reportUnknownVariableType]
            return And(tuple(from_data(part) for part in parts))  # pyright: ignore[reportUnknownVariableType]
        case {"op": "or", "parts": list(parts)}:  # pyright: ignore[reportUnknownVariableType]
            return Or(tuple(from_data(part) for part in parts))  # pyright: ignore[reportUnknownVariableType]
        case {"op": "+" | "-" | "*" as op, "left": left, "right": right}:
            return Arith(op, from_data(left), from_data(right))
        case {"op": str(op), "left": left, "right": right} if op in COMPARISONS:
            return Compare(op, from_data(left), from_data(right))
        case _:
            raise error(RuleError, "condition.data", data=str(data)[:120])


def _literals(values: list[Any]) -> list[Literal]:
    found = [from_data(item) for item in values]
    return [item for item in found if isinstance(item, Literal)]
