"""3 · What of a condition the network can be told: flat positive tests on ints; the rest enters as a bit decided here."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

from attrs import define, field, frozen

from vanhoa_rules import conditions
from vanhoa_rules.conditions import And, Compare, Context, Expr, IsIn, IsNull, Literal, Not, Or, This
from vanhoa_rules.facts import Fact, Person, fields_of

SAFE = 2**53
ALTERNATIVES = 12
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
OPPOSITE: Mapping[str, str] = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
MIRROR: Mapping[str, str] = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
NETWORK: Mapping[str, str] = {"!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
RowAt = Callable[[Any], Person | None]


@frozen
class Term:
    """One test of the network: a property against an int."""

    name: str
    op: str
    value: int

    def to_data(self) -> dict[str, Any]:
        """Return the test as durable-rules writes it."""
        return {self.name: self.value} if self.op == "==" else {NETWORK[self.op]: {self.name: self.value}}


def number(value: Any) -> int:
    """Return a bool, int, instant or date as an int within ±2^53; what lies beyond stays beyond every safe literal."""
    match value:
        case datetime():
            found = (value - EPOCH) // TICK
        case date():
            found = value.toordinal()
        case _:
            found = int(value)
    return max(-SAFE, min(SAFE, found))


@define
class Coder:
    """How one property of a kind enters: ``int`` as it is, ``named`` by the number of a literal, ``null``, or a ``bit``."""

    name: str
    how: str
    expr: Expr
    names: dict[str, int] = field(factory=dict[str, int])

    def code(self, context: Context) -> int | None:
        """Return the int that a fact's property enters as; None is left out."""
        value = conditions.value(self.expr, context)
        if self.how == "null":
            return int(value is None)
        if value is None:
            return None
        return self.names.get(value, 0) if self.how == "named" else number(value)


Terms = tuple[Term, ...]


@define
class Coding:
    """The properties of one kind, numbered as its conditions ask for them."""

    kind: type[Fact]
    coders: dict[str, Coder] = field(factory=dict[str, Coder])

    def alternatives(self, where: Expr | None) -> tuple[Terms, ...]:
        """Return flat conjunctions of which one holds exactly where the condition is true."""
        if where is None:
            return ((),)
        found = self._lower(where, positive=True)
        if len(found) > ALTERNATIVES:
            found = [(self._bit(where, positive=True),)]
        return tuple(dict.fromkeys(found))

    def encode(self, fact: Fact, row_at: RowAt) -> dict[str, int]:
        """Return a fact's properties; what is null or unknown is left out, so that no test on it holds."""
        context = Context(fact, row_at)
        coded = ((coder.name, coder.code(context)) for coder in self.coders.values())
        return {name: value for name, value in coded if value is not None}

    def _lower(self, expr: Expr, *, positive: bool) -> list[Terms]:
        match expr:
            case Not(of):
                return self._lower(of, positive=not positive)
            case And(parts) if positive:
                return self._all(self._lower(part, positive=True) for part in parts)
            case Or(parts) if not positive:
                return self._all(self._lower(part, positive=False) for part in parts)
            case And(parts) | Or(parts):
                return [tests for part in parts for tests in self._lower(part, positive=positive)]
            case IsIn(of, values) if self._plain(of):
                one = [self._compare("==" if positive else "!=", of, value) for value in values]
                return [(test,) for test in one] if positive else [tuple(one)]
            case Compare(op, left, right):
                if isinstance(left, Literal):
                    op, left, right = MIRROR[op], right, left
                return [(self._compare(op if positive else OPPOSITE[op], left, right),)]
            case This() if self._plain(expr):
                return [(Term(self._coder("int", expr), "==", int(positive)),)]
            case IsNull(This() as of):
                return [(Term(self._coder("null", of), "==", int(positive)),)]
            case _:
                return [(self._bit(expr, positive=positive),)]

    def _all(self, parts: Iterable[list[Terms]]) -> list[Terms]:
        found: list[Terms] = [()]
        for part in parts:
            found = [(*one, *other) for one, other in product(found, part)]
            if len(found) > 4 * ALTERNATIVES:  # too many to be flat: the caller takes one bit
                return found
        return found

    def _plain(self, expr: Expr) -> bool:
        return isinstance(expr, This) and expr.name != "kind" and self._type(expr) != "decimal"

    def _type(self, expr: This) -> str:
        return fields_of(self.kind)[expr.name].type

    def _compare(self, op: str, left: Expr, right: Expr) -> Term:
        literal = right.value if isinstance(right, Literal) else None
        if not self._plain(left) or literal is None:
            return self._bit(Compare(op, left, right), positive=True)
        if isinstance(literal, str):
            name = self._coder("named", left)
            names = self.coders[f"named {left!r}"].names
            return Term(name, op, names.setdefault(literal, len(names) + 1))
        whole = not isinstance(literal, bool | int | date) and Fraction(literal).denominator != 1
        if whole or abs(number(literal)) >= SAFE:
            return self._bit(Compare(op, left, right), positive=True)
        return Term(self._coder("int", left), op, number(literal))

    def _bit(self, expr: Expr, *, positive: bool) -> Term:
        return Term(self._coder("bit", expr), "==", int(positive))

    def _coder(self, how: str, expr: Expr) -> str:
        return self.coders.setdefault(f"{how} {expr!r}", Coder(f"x{len(self.coders)}", how, expr)).name
