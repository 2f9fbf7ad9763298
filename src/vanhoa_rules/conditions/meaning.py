"""2 · What an expression is worth: three-valued logic, exact numbers."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_never

from attrs import frozen

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
from vanhoa_rules.facts import Fact, Person, fields_of

COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}


@frozen
class Context:
    """What an expression may look at: the fact, and the roster row of its person on the day of an instant."""

    fact: Fact | None
    row_at: Callable[[Any], Person | None]


def value(expr: Expr, context: Context) -> Any:
    """Return what an expression is worth: a value, or None for null or unknown; numbers are exact."""
    node: Node = expr  # type: ignore[assignment]
    match node:
        case Literal(literal):
            return Fraction(literal) if isinstance(literal, Decimal) else literal
        case This(name):
            return _of_fact(context.fact, name)
        case PersonField(name, when):
            fact = context.fact
            if when is not None and _of_fact(fact, when.name) is None:
                return None
            row = context.row_at(_of_fact(fact, when.name if when is not None else "at"))
            return None if row is None else getattr(row, name)
        case Compare(op, left, right):
            a, b = value(left, context), value(right, context)
            return None if a is None or b is None else COMPARISONS[op](a, b)
        case IsIn(of, values):
            a = value(of, context)
            return None if a is None else any(a == value(v, context) for v in values)
        case IsNull(of):
            return value(of, context) is None
        case And(parts):
            seen = [value(part, context) for part in parts]
            return False if False in seen else None if None in seen else True
        case Or(parts):
            seen = [value(part, context) for part in parts]
            return True if True in seen else None if None in seen else False
        case Not(of):
            a = value(of, context)
            return None if a is None else not a
        case Arith(op, left, right):
            a, b = value(left, context), value(right, context)
            if a is None or b is None:
                return None
            return a + b if op == "+" else a - b if op == "-" else a * b
        case _:
            assert_never(node)


def _of_fact(fact: Fact | None, name: str) -> Any:
    if fact is None:
        return None
    found = fact.kind if name == "kind" else getattr(fact, fields_of(type(fact))[name].attribute)
    return Fraction(found) if isinstance(found, Decimal) else found
