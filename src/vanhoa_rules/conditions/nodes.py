"""2 · An expression on one fact: which facts a rule is about.

``this.minutes_late > 15`` builds a tree of frozen nodes; nothing is compared until an engine asks. A comparison with
null is unknown (three-valued logic) and selects nothing.
"""

import keyword
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, NoReturn

from attrs import field, frozen

from vanhoa_rules.errors import RuleError
from vanhoa_rules.words import error


class Expr:
    """A node of an expression; combine with ``== != < <= > >= & | ~ + - *``, ``is_in`` and ``is_null``."""

    __slots__ = ()

    def __eq__(self, other: object) -> "Compare":  # type: ignore[override]
        return Compare("==", self, as_expr(other))

    def __ne__(self, other: object) -> "Compare":  # type: ignore[override]
        return Compare("!=", self, as_expr(other))

    def __lt__(self, other: object) -> "Compare":
        return Compare("<", self, as_expr(other))

    def __le__(self, other: object) -> "Compare":
        return Compare("<=", self, as_expr(other))

    def __gt__(self, other: object) -> "Compare":
        return Compare(">", self, as_expr(other))

    def __ge__(self, other: object) -> "Compare":
        return Compare(">=", self, as_expr(other))

    def __and__(self, other: "Expr") -> "And":
        return And((*_parts(And, self), *_parts(And, other)))

    def __or__(self, other: "Expr") -> "Or":
        return Or((*_parts(Or, self), *_parts(Or, other)))

    def __invert__(self) -> "Not":
        return Not(self)

    def __add__(self, other: object) -> "Arith":
        return Arith("+", self, as_expr(other))

    def __radd__(self, other: object) -> "Arith":
        return Arith("+", as_expr(other), self)

    def __sub__(self, other: object) -> "Arith":
        return Arith("-", self, as_expr(other))

    def __rsub__(self, other: object) -> "Arith":
        return Arith("-", as_expr(other), self)

    def __mul__(self, other: object) -> "Arith":
        return Arith("*", self, as_expr(other))

    def __rmul__(self, other: object) -> "Arith":
        return Arith("*", as_expr(other), self)

    def __hash__(self) -> int:
        return hash(repr(self))

    def __bool__(self) -> NoReturn:
        raise error(RuleError, "condition.truth", expression=repr(self))

    def is_in(self, *values: Any) -> "IsIn":
        """Return the condition that the value is one of ``values``."""
        return IsIn(self, tuple(Literal(value) for value in values))

    def is_null(self) -> "IsNull":
        """Return the condition that nothing is recorded in this field."""
        return IsNull(self)

    def is_not_null(self) -> "Not":
        """Return the condition that something is recorded in this field."""
        return Not(IsNull(self))


def _literal(value: Any) -> Any:
    if isinstance(value, float) or not isinstance(
        value, bool | int | str | Decimal | Fraction | datetime | date
    ):
        raise error(RuleError, "condition.literal", value=repr(value))
    if isinstance(value, datetime) and value.tzinfo is None:
        raise error(RuleError, "condition.naive", value=value.isoformat())
    return value


@frozen(eq=False, repr=False)
class Literal(Expr):
    """A value written in a rule: bool, int, str, Decimal, Fraction, aware datetime or date; never a float."""

    value: Any = field(converter=_literal)  # pyright: ignore[reportUnknownVariableType]

    def __repr__(self) -> str:
        return repr(self.value)


@frozen(eq=False, repr=False)
class This(Expr):
    """A field of the fact."""

    name: str

    def __repr__(self) -> str:
        return f"this.{self.name}_" if keyword.iskeyword(self.name) else f"this.{self.name}"


@frozen(eq=False, repr=False)
class PersonField(Expr):
    """A field of the roster row in force at the fact's time, or at the instant ``when`` holds."""

    name: str
    when: This | None = None

    def __repr__(self) -> str:
        return f"person.{self.name}" if self.when is None else f"person.at({self.when!r}).{self.name}"


@frozen(eq=False, repr=False)
class Compare(Expr):
    """A comparison of two values of one type."""

    op: str
    left: Expr
    right: Expr

    def __repr__(self) -> str:
        return f"{_inner(self.left)} {self.op} {_inner(self.right)}"


@frozen(eq=False, repr=False)
class IsIn(Expr):
    """Whether a value is among those listed."""

    of: Expr
    values: tuple[Literal, ...]

    def __repr__(self) -> str:
        return f"{_inner(self.of)}.is_in({', '.join(map(repr, self.values))})"


@frozen(eq=False, repr=False)
class IsNull(Expr):
    """Whether nothing is recorded; true or false, never unknown."""

    of: Expr

    def __repr__(self) -> str:
        return f"{_inner(self.of)}.is_null()"


@frozen(eq=False, repr=False)
class And(Expr):
    """All of the parts."""

    parts: tuple[Expr, ...]

    def __repr__(self) -> str:
        return " & ".join(map(_inner, self.parts))


@frozen(eq=False, repr=False)
class Or(Expr):
    """At least one of the parts."""

    parts: tuple[Expr, ...]

    def __repr__(self) -> str:
        return " | ".join(map(_inner, self.parts))


@frozen(eq=False, repr=False)
class Not(Expr):
    """The opposite; of what is unknown, unknown."""

    of: Expr

    def __repr__(self) -> str:
        return f"~{_inner(self.of)}"


@frozen(eq=False, repr=False)
class Arith(Expr):
    """An exact sum, difference or product of numbers."""

    op: str
    left: Expr
    right: Expr

    def __repr__(self) -> str:
        return f"{_inner(self.left)} {self.op} {_inner(self.right)}"


def _parts(cls: type[And] | type[Or], expr: object) -> tuple[Expr, ...]:
    return expr.parts if isinstance(expr, cls) else (as_expr(expr),)


Node = Literal | This | PersonField | Compare | IsIn | IsNull | And | Or | Not | Arith


def _inner(expr: Expr) -> str:
    text = repr(expr)
    return f"({text})" if isinstance(expr, Compare | And | Or | Not | Arith) else text


class _ThisWords:
    __slots__ = ()

    def __getattr__(self, name: str) -> This:
        if name.startswith("__"):
            raise AttributeError(name)
        return This(name.rstrip("_"))

    def __repr__(self) -> str:
        return "this"


@frozen(repr=False)
class _PersonWords:
    _when: This | None = None

    def __getattr__(self, name: str) -> PersonField:
        if name.startswith("__"):
            raise AttributeError(name)
        return PersonField(name, self._when)

    def at(self, when: Expr) -> "_PersonWords":
        """Return the person as of the day that a field of the fact holds."""
        if not isinstance(when, This):
            raise error(RuleError, "condition.person_at", expression=repr(when))
        return _PersonWords(when)

    def __repr__(self) -> str:
        return "person"


this = _ThisWords()
person = _PersonWords()


def as_expr(value: object) -> Expr:
    """Return a value as a node; an expression stays as it is."""
    return value if isinstance(value, Expr) else Literal(value)
