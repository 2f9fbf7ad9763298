"""2 · What is checked when a rule is built: names, types, choices."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

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
from vanhoa_rules.errors import RuleError
from vanhoa_rules.facts import PERSON_FIELDS, Fact, FieldSpec, fields_of
from vanhoa_rules.words import error, near

ORDERED = frozenset({"number", "instant", "date"})


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
