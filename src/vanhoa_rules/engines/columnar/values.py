"""3 · Expressions over columns: three-valued logic, exact numbers, keys of texts."""

import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol, assert_never

from attrs import frozen

from vanhoa_rules.conditions import (
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
from vanhoa_rules.engines.columnar.arrays import SAFE, Array, Bools, np, plus, times
from vanhoa_rules.engines.columnar.columns import Column, micros

OPS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@frozen(eq=False)
class Constant:
    """A value written in a rule: an instant or a date as a number, an exact number, a text or a bool."""

    type: str
    value: Any


Value = Column | Constant


class Source(Protocol):
    """What an expression may look at: the fields of the facts, and the roster rows of their people."""

    def __len__(self) -> int:
        """Return how many facts or rows there are."""
        ...

    def field(self, name: str) -> Value:
        """Return a field of the facts."""
        ...

    def person(self, name: str, when: Column | None) -> Column:
        """Return a field of the rows in force at the facts' instants, or at those given."""
        ...


def value(expr: Expr, source: Source) -> Value:
    """Return what an expression is worth for every fact or row of a source."""
    node: Node = expr  # type: ignore[assignment]
    match node:
        case Literal(literal):
            return _constant(literal)
        case This(name):
            return source.field(name)
        case PersonField(name, when):
            if when is None:
                return source.person(name, None)
            at = source.field(when.name)
            return source.person(name, at if isinstance(at, Column) else None)
        case Compare(op, left, right):
            return _compare(op, value(left, source), value(right, source), len(source))
        case IsIn(of, values):
            a = value(of, source)
            found = np.zeros(len(source), dtype=np.bool_)
            for item in values:
                found |= _truth(_compare("==", a, value(item, source), len(source)))
            return Column("bool", found, _null(a))
        case IsNull(of):
            a = value(of, source)
            null = _null(a)
            return Column("bool", np.zeros(len(source), dtype=np.bool_) if null is None else null)
        case And(parts):
            return _all([_column(value(part, source), len(source)) for part in parts])
        case Or(parts):
            return _not(_all([_not(_column(value(part, source), len(source))) for part in parts]))
        case Not(of):
            return _not(_column(value(of, source), len(source)))
        case Arith(op, left, right):
            return _arith(op, value(left, source), value(right, source), len(source))
        case _:
            assert_never(node)


def holds(expr: Expr, source: Source) -> Bools:
    """Return where a condition is true; unknown is not."""
    return _truth(_column(value(expr, source), len(source)))


def unknown(expr: Expr, source: Source) -> Bools:
    """Return where a condition is unknown."""
    null = _null(_column(value(expr, source), len(source)))
    return np.zeros(len(source), dtype=np.bool_) if null is None else null


def number(expr: Expr, source: Source) -> Column:
    """Return a number for every fact, as a column."""
    return _column(value(expr, source), len(source))


def _constant(literal: Any) -> Constant:
    match literal:
        case bool():
            return Constant("bool", literal)
        case int() | Decimal() | Fraction():
            return Constant("number", Fraction(literal))
        case datetime():
            return Constant("instant", micros(literal))
        case date():
            return Constant("date", literal.toordinal())
        case _:
            return Constant("str", literal)


def _null(a: Value) -> Bools | None:
    return a.null if isinstance(a, Column) else None


def _either(a: Value, b: Value) -> Bools | None:
    one, other = _null(a), _null(b)
    if one is None or other is None:
        return one if other is None else other
    return one | other


def _truth(a: Column) -> Bools:
    return a.values if a.null is None else a.values & ~a.null


def _column(a: Value, n: int) -> Column:
    if isinstance(a, Column):
        return a
    match a.type:
        case "bool":
            return Column("bool", np.full(n, a.value, dtype=np.bool_))
        case "number":
            small = abs(a.value.numerator) < SAFE
            return Column(
                "number",
                np.full(n, a.value.numerator, dtype=np.int64 if small else object),
                scale=a.value.denominator,
            )
        case _:
            return Column(a.type, np.full(n, a.value, dtype=object if a.type == "str" else np.int64))


def _compare(op: str, a: Value, b: Value, n: int) -> Column:
    null = _either(a, b)
    if isinstance(a, Constant) and isinstance(b, Constant):
        return Column("bool", np.full(n, bool(OPS[op](a.value, b.value)), dtype=np.bool_))
    match a.type:
        case "number":
            left, right = _scaled(a, b)
        case "str":
            left, right = _texts(a, b)
        case _:
            left, right = _plain(a), _plain(b)
    return Column("bool", np.asarray(OPS[op](left, right), dtype=np.bool_), null)


def _plain(a: Value) -> Any:
    return a.values if isinstance(a, Column) else a.value


def _scaled(a: Value, b: Value) -> tuple[Any, Any]:
    """Return two numbers as integers over one denominator."""
    over_a = a.scale if isinstance(a, Column) else a.value.denominator
    over_b = b.scale if isinstance(b, Column) else b.value.denominator
    if over_a == over_b:
        over_a = over_b = 1
    left, right = _times(a, over_b), _times(b, over_a)
    for one in (left, right):
        if isinstance(one, int) and not -SAFE < one < SAFE:
            return _wide(left), _wide(right)
    return left, right


def _wide(a: Any) -> Any:
    """Return numbers as Python's, which are as great as they must be."""
    return a if isinstance(a, int) else np.asarray(a).astype(object)


def _times(a: Value, factor: int) -> Any:
    return times(a.values, factor) if isinstance(a, Column) else int(a.value.numerator * factor)


def _texts(a: Value, b: Value) -> tuple[Any, Any]:
    """Return two texts as numbers that are equal where the texts are."""
    if isinstance(a, Constant):
        left, right = _texts(b, a)
        return right, left
    if isinstance(b, Constant):
        return (a.values, a.pool.find(b.value)) if a.pool else (a.values.astype(object), b.value)
    if a.pool is b.pool:
        return a.values, b.values
    if a.pool is None or b.pool is None:
        return _decoded(a), _decoded(b)
    there = b.pool.towards(a.pool)
    return a.values, there[np.maximum(b.values, 0)] if len(there) else np.full(len(b.values), -3)


def _decoded(a: Column) -> Array:
    """Return the texts themselves."""
    if a.pool is None:
        return a.values.astype(object)
    pool = a.pool
    return np.array([pool.text(int(code)) if code >= 0 else "" for code in a.values], dtype=object)


def _not(a: Column) -> Column:
    return Column("bool", ~a.values, a.null)


def _all(parts: list[Column]) -> Column:
    if all(part.null is None for part in parts):
        found = parts[0].values
        for part in parts[1:]:
            found = found & part.values
        return Column("bool", found)
    known = np.ones(len(parts[0].values), dtype=np.bool_)
    lies = np.zeros(len(known), dtype=np.bool_)
    for part in parts:
        null = part.null if part.null is not None else np.zeros(len(known), dtype=np.bool_)
        lies |= ~part.values & ~null
        known &= ~null
    return Column("bool", ~lies & known, ~lies & ~known)


def _arith(op: str, a: Value, b: Value, n: int) -> Column:
    left, right = _column(a, n), _column(b, n)
    null = _either(left, right)
    if op == "*":
        return Column("number", times(left.values, right.values), null, left.scale * right.scale)
    one, other = times(left.values, right.scale), times(right.values, left.scale)
    return Column("number", plus(one, other if op == "+" else -other), null, left.scale * right.scale)
