"""2 · An expression on one fact: which facts a rule is about.

``this.minutes_late > 15`` builds a tree of frozen nodes; nothing is compared until an engine asks. A comparison with
null is unknown (three-valued logic) and selects nothing.
"""

import keyword
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, NoReturn, assert_never

from attrs import field, frozen

from vanhoa_rules.canonical import plain, read_exact
from vanhoa_rules.errors import RuleError
from vanhoa_rules.facts import PERSON_FIELDS, Fact, FieldSpec, Person, fields_of
from vanhoa_rules.words import error, near

ORDERED = frozenset({"number", "instant", "date"})
COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: bool(a == b),
    "!=": lambda a, b: bool(a != b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}


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


# --- meaning ------------------------------------------------------------------------------------------------------


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


# --- checks when a rule is built ----------------------------------------------------------------------------------


@frozen
class Checked:
    """The type of an expression (bool, number, str, instant, date) and whether it may be null."""

    type: str
    nullable: bool


def check(expr: Expr, kinds: Iterable[type[Fact]], *, on_fact: bool = True) -> Checked:
    """Return the type of an expression over every given kind; raise ``RuleError`` where a name or a type is wrong."""
    found = (
        [_check(expr, kind, on_fact=on_fact) for kind in kinds]
        if on_fact
        else [_check(expr, None, on_fact=False)]
    )
    first = found[0]
    for other in found[1:]:
        if other.type != first.type:
            raise error(
                RuleError, "condition.types", expression=repr(expr), left=first.type, right=other.type
            )
    return Checked(first.type, any(one.nullable for one in found))


def check_condition(expr: Expr, kinds: Iterable[type[Fact]], *, on_fact: bool = True) -> None:
    """Raise ``RuleError`` unless an expression is a condition on facts of every given kind."""
    if not isinstance(expr, Expr):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise error(RuleError, "condition.not_condition", expression=repr(expr), type=type(expr).__name__)
    checked = check(expr, kinds, on_fact=on_fact)
    if checked.type != "bool":
        raise error(RuleError, "condition.not_condition", expression=repr(expr), type=checked.type)


def _check(expr: Expr, kind: type[Fact] | None, *, on_fact: bool) -> Checked:
    node: Node = expr  # type: ignore[assignment]
    match node:
        case Literal(literal):
            return Checked(_type_of(literal), nullable=False)
        case This(name):
            return _check_this(name, kind)
        case PersonField(name, when):
            if name not in PERSON_FIELDS:
                raise error(RuleError, "condition.person_field", field=name, near=near(name, PERSON_FIELDS))
            if when is not None:
                _expect(when, _check(when, kind, on_fact=on_fact), {"instant"})
            return Checked(_number(PERSON_FIELDS[name].type), nullable=True)
        case Compare(op, left, right):
            a, b = _check(left, kind, on_fact=on_fact), _check(right, kind, on_fact=on_fact)
            if a.type != b.type:
                raise error(RuleError, "condition.types", expression=repr(expr), left=a.type, right=b.type)
            if op not in {"==", "!="}:
                _expect(left, a, ORDERED)
            _check_choice(left, right, kind)
            return Checked("bool", a.nullable or b.nullable)
        case IsIn(of, values):
            a = _check(of, kind, on_fact=on_fact)
            for item in values:
                b = _check(item, kind, on_fact=on_fact)
                if a.type != b.type:
                    raise error(
                        RuleError, "condition.types", expression=repr(expr), left=a.type, right=b.type
                    )
                _check_choice(of, item, kind)
            return Checked("bool", a.nullable)
        case IsNull(of):
            _check(of, kind, on_fact=on_fact)
            return Checked("bool", nullable=False)
        case And(parts) | Or(parts):
            seen = [(part, _check(part, kind, on_fact=on_fact)) for part in parts]
            for part, checked in seen:
                _expect(part, checked, {"bool"})
            return Checked("bool", any(checked.nullable for _, checked in seen))
        case Not(of):
            a = _check(of, kind, on_fact=on_fact)
            _expect(of, a, {"bool"})
            return a
        case Arith(_, left, right):
            a, b = _check(left, kind, on_fact=on_fact), _check(right, kind, on_fact=on_fact)
            _expect(left, a, {"number"})
            _expect(right, b, {"number"})
            return Checked("number", a.nullable or b.nullable)
        case _:
            raise error(RuleError, "condition.not_condition", expression=repr(expr), type=type(expr).__name__)


def _check_this(name: str, kind: type[Fact] | None) -> Checked:
    if kind is None:
        raise error(RuleError, "condition.no_fact", field=name)
    if name == "kind":
        return Checked("str", nullable=False)
    specs = fields_of(kind)
    if name not in specs:
        raise error(RuleError, "condition.field", field=name, kind=kind.kind, near=near(name, specs))
    return Checked(_number(specs[name].type), specs[name].nullable)


def _check_choice(left: Expr, right: Expr, kind: type[Fact] | None) -> None:
    for one, other in ((left, right), (right, left)):
        spec: FieldSpec | None = None
        if isinstance(one, This) and kind is not None:
            spec = fields_of(kind).get(one.name)
        elif isinstance(one, PersonField):
            spec = PERSON_FIELDS[one.name]
        if spec and spec.choices and isinstance(other, Literal) and other.value not in spec.choices:
            raise error(
                RuleError,
                "condition.choice",
                field=spec.name,
                value=other.value,
                choices=", ".join(map(str, spec.choices)),
            )


def _expect(expr: Expr, checked: Checked, types: Iterable[str]) -> None:
    if checked.type not in types:
        raise error(
            RuleError,
            "condition.needs",
            expression=repr(expr),
            expected=" / ".join(sorted(types)),
            type=checked.type,
        )


def _number(name: str) -> str:
    return "number" if name in {"int", "decimal"} else name


def _type_of(literal: Any) -> str:
    match literal:
        case bool():
            return "bool"
        case int() | Decimal() | Fraction():
            return "number"
        case str():
            return "str"
        case datetime():
            return "instant"
        case _:
            return "date"


# --- canonical JSON -----------------------------------------------------------------------------------------------


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
