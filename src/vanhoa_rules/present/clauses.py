"""7 · Conditions, terms, durations and deadlines as parts of a sentence.

A condition is first brought to a form in which "not" stands at its leaves only (which changes nothing in three-valued
logic), so that every leaf can be said by a phrase of its own: ``not.neat`` is "trang phục không gọn gàng".
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, assert_never

from attrs import frozen

from vanhoa_rules import conditions
from vanhoa_rules.calendars import (
    Days,
    Duration,
    EndOf,
    Hours,
    Months,
    Window,
    WorkingDays,
    WorkingHours,
    Years,
)
from vanhoa_rules.conditions import (
    And,
    Arith,
    Compare,
    Expr,
    IsIn,
    IsNull,
    Literal,
    Not,
    Or,
    PersonField,
    This,
)
from vanhoa_rules.facts import field_title, value_title
from vanhoa_rules.patterns import Before, Limit
from vanhoa_rules.present.writing import exact_text, listed, number
from vanhoa_rules.words import say
from vanhoa_rules.words.vi import SENTENCES

OPPOSITE: Mapping[str, str] = MappingProxyType(
    {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
)
NAMES: Mapping[str, str] = MappingProxyType(
    {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
)
MIRROR: Mapping[str, str] = MappingProxyType({"<": ">", ">": "<", "<=": ">=", ">=": "<="})
ORDERED = frozenset({"gt", "ge", "lt", "le"})
WORDS: Mapping[str, str] = MappingProxyType({"+": "plus", "-": "minus", "*": "times"})


def known(code: str) -> bool:
    """Return whether there is a phrase of that code; both languages have the same codes."""
    return code in SENTENCES


@frozen(eq=False)
class Leaf:
    """A leaf of a condition: what is asked (``eq``, ``is``, ``null`` …) of one operand, against which values."""

    op: str
    of: Expr
    values: tuple[Expr, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of phrases for the leaf, the most special first."""
        if not isinstance(self.of, This | PersonField):
            return ()
        first = (
            self.values[0].value if len(self.values) == 1 and isinstance(self.values[0], Literal) else None
        )
        special = () if first is None else (f"{self.op}.{self.of.name}.{first}",)
        return (*special, f"{self.op}.{self.of.name}")

    @property
    def written(self) -> bool:
        """Whether every value is written in the rule, so that a phrase with {value} fits."""
        return all(isinstance(value, Literal) for value in self.values)


def positive(expr: Expr, *, negated: bool = False) -> And | Or | Leaf:
    """Return a condition, or its opposite, with every negation at a leaf; parts are still expressions."""
    node: conditions.Node = expr  # type: ignore[assignment]
    match node:
        case Not(of):
            return positive(of, negated=not negated)
        case And(parts) | Or(parts):
            both = isinstance(node, And) is not negated
            inner = tuple(Not(part) for part in parts) if negated else parts
            return And(inner) if both else Or(inner)
        case IsNull(of):
            return Leaf("notnull" if negated else "null", of)
        case IsIn(of, values):
            return Leaf("notin" if negated else "in", of, values)
        case Compare(op, left, right):
            return _compared(OPPOSITE[op] if negated else op, left, right)
        case Literal(bool(truth)):
            return Leaf("true" if truth is not negated else "false", node)
        case This() | PersonField() | Literal() | Arith():
            return Leaf("not" if negated else "is", node)
        case _:
            assert_never(node)


def _compared(op: str, left: Expr, right: Expr) -> Leaf:
    if isinstance(left, Literal) and not isinstance(right, Literal):
        return _compared(MIRROR.get(op, op), right, left)
    if isinstance(right, Literal) and isinstance(right.value, bool):
        return Leaf("is" if (op == "==") is right.value else "not", left)
    return Leaf(NAMES[op], left, (right,))


def conjuncts(expr: Expr) -> tuple[And | Or | Leaf, ...]:
    """Return the parts of a condition that must all hold, in order."""
    found = positive(expr)
    if not isinstance(found, And):
        return (found,)
    return tuple(one for part in found.parts for one in conjuncts(part))


# --- said ---------------------------------------------------------------------------------------------------------


def condition(expr: Expr, lang: str) -> str:
    """Return a condition as a clause: what must hold of the fact, or of the person."""
    return _said(positive(expr), lang, nested=False, prefix="where")


def of_person(expr: Expr, lang: str) -> str:
    """Return a condition on a person as what such a person is like."""
    return _said(positive(expr), lang, nested=False, prefix="person")


def someone(expr: Expr, lang: str) -> str:
    """Return a condition on a person as the person it is about: "người giữ chức vụ …", "người đứng đầu cơ quan"."""
    text = of_person(expr, lang)
    if isinstance(positive(expr), Leaf) and text.startswith("là "):
        return text.removeprefix("là ")
    return say("person.one", lang, condition=text)


def part(one: And | Or | Leaf, lang: str, *, nested: bool = True) -> str:
    """Return a part of a condition as a clause, in brackets where it is a list."""
    return _said(one, lang, nested=nested, prefix="where")


def _said(one: And | Or | Leaf, lang: str, *, nested: bool, prefix: str) -> str:
    match one:
        case Leaf():
            return leaf(one, lang, prefix)
        case Or((IsNull(blank), _) as parts) if _unrecorded(blank, positive(parts[1])):
            text = say(
                "where.or_unrecorded",
                lang,
                condition=_said(positive(parts[1]), lang, nested=True, prefix=prefix),
            )
            return f"({text})" if nested else text
        case Or(parts) if not nested and any(isinstance(positive(each), And) for each in parts):
            inner = [_said(positive(each), lang, nested=False, prefix=prefix) for each in parts]
            return say("list.alternatives", lang).join(inner)
        case And(parts) | Or(parts):
            items = [_said(positive(each), lang, nested=True, prefix=prefix) for each in parts]
            text = listed(items, lang, "and" if isinstance(one, And) else "or")
            return f"({text})" if nested and len(items) > 1 else text


def _unrecorded(blank: Expr, other: And | Or | Leaf) -> bool:
    """Return whether the other part asks whether the very field is so that the first asks to be unrecorded."""
    return isinstance(other, Leaf) and other.op in {"is", "not"} and repr(other.of) == repr(blank)


def leaf(one: Leaf, lang: str, prefix: str = "where") -> str:
    """Return one leaf as a clause, by the most special phrase there is."""
    if one.op in {"true", "false"}:
        return say(f"where.{one.op}", lang)
    if isinstance(one.of, PersonField) and one.written:
        return _person(one, one.of, lang, prefix)
    if isinstance(one.of, This) and one.written:
        value = values(one, lang)
        for code in one.codes:
            for family in ("where", "with"):
                if known(f"{family}.{code}"):
                    return say(f"{family}.{code}", lang, value=value)
        name = term(one.of, lang) if one.op in ORDERED else field_title(one.of.name)[lang]
        return say(f"where.{one.op}", lang, field=name, value=value)
    how = "nor" if one.op == "notin" else "or"
    right = listed([term(value, lang) for value in one.values], lang, how)
    return say(f"compare.{one.op}", lang, left=term(one.of, lang), right=right)


def values(one: Leaf, lang: str) -> str:
    """Return the values that a leaf is compared with, by the names people give them."""
    name = one.of.name if isinstance(one.of, This | PersonField) else ""
    items = [_inside(name, value.value, lang) for value in one.values if isinstance(value, Literal)]
    how = "any" if isinstance(one.of, PersonField) else "or"
    return listed(items, lang, "nor" if one.op == "notin" else how)


def _inside(name: str, value: Any, lang: str) -> str:
    code = f"value.{name}.{value}"
    return say(code, lang) if known(code) else value_text(name, value, lang)


def _person(one: Leaf, of: PersonField, lang: str, prefix: str) -> str:
    value = values(one, lang)
    said = [f"person.{code}" for code in one.codes if known(f"person.{code}")]
    text = say(said[0] if said else f"person.{one.op}", lang, field=field_title(of.name)[lang], value=value)
    if of.when is not None:
        return say("person.clause_at", lang, condition=text, when=term(of.when, lang))
    return text if prefix == "person" else say("person.clause", lang, condition=text)


def value_text(name: str, value: Any, lang: str) -> str:
    """Return a value that a field of that name may hold, as people call it."""
    if value is None or isinstance(value, bool) or not isinstance(value, str | int):
        return exact_text(value, lang)
    if name == "year":
        return str(value)
    title = value_title(name, value)[lang]
    return exact_text(value, lang) if title == str(value) else title


def term(expr: Expr, lang: str) -> str:
    """Return what an expression is worth, in words."""
    node: conditions.Node = expr  # type: ignore[assignment]
    match node:
        case Literal(literal):
            return exact_text(literal, lang)
        case This(name):
            return say(f"term.{name}", lang) if known(f"term.{name}") else field_title(name)[lang]
        case PersonField(name, when):
            title = field_title(name)[lang]
            if when is None:
                return say("term.person", lang, field=title)
            return say("term.person_at", lang, field=title, when=term(when, lang))
        case Arith(op, left, right):
            parts = {side: term(each, lang) for side, each in (("left", left), ("right", right))}
            brackets = {side: f"({text})" if isinstance(each, Arith) else text
                        for (side, text), each in zip(parts.items(), (left, right), strict=True)}  # fmt: skip
            return say(f"term.{WORDS[op]}", lang, **brackets)
        case Compare() | IsIn() | IsNull() | And() | Or() | Not():
            return say("term.truth", lang, condition=condition(node, lang))
        case _:
            assert_never(node)


# --- durations and deadlines --------------------------------------------------------------------------------------


def duration(d: Duration, lang: str) -> str:
    """Return a length of time; Vietnamese writes small counts with two digits, as official texts do."""
    match d:
        case Days(0) | WorkingDays(0) | Months(0) | Years(0):
            return say("duration.same_day", lang)
        case Hours(0) | WorkingHours(0):
            return say("duration.same_instant", lang)
        case Hours(n):
            return _length("hours", n, lang)
        case Days(n, roll):
            return _length("days", n, lang, kept=not roll)
        case WorkingDays(n):
            return _length("working_days", n, lang)
        case WorkingHours(n):
            return _length("working_hours", n, lang)
        case Months(n, roll):
            return _length("months", n, lang, kept=not roll)
        case Years(n, roll):
            return _length("years", n, lang, kept=not roll)
        case EndOf(window):
            return say("duration.end_of", lang, window=window_name(window, lang))
        case _:
            assert_never(d)


def _length(unit: str, n: int, lang: str, *, kept: bool = False) -> str:
    code = f"duration.{unit}{'.kept' if kept else ''}{'.one' if n == 1 else ''}"
    return say(code, lang, n=f"{n:02d}" if lang == "vi" else number(n, lang))


def window_name(window: Window, lang: str) -> str:
    """Return the name of a calendar window: month, quarter."""
    return say(f"window.{window.value}", lang)


def limit_text(limit: Limit, lang: str, *, past: bool, until: bool = False) -> str:
    """Return a deadline: until when something was to happen (``past``: it did not), "" where there is none.

    ``until``: the same as the end of a span that begins before.
    """
    when = "until" if until else "past" if past else "in"
    match limit:
        case None:
            return ""
        case Before(of, length):
            return say(f"{when}.before", lang, duration=duration(length, lang), due=term(of, lang))
        case Expr():
            return say(f"{when}.by", lang, due=term(limit, lang))
        case Days(0, False) | Months(0, False) | Years(0, False):
            return say(f"{when}.same_day.kept", lang)
        case Days(0) | WorkingDays(0) | Months(0) | Years(0):
            return say(f"{when}.same_day", lang)
        case EndOf(window):
            return say(f"{when}.end_of", lang, window=window_name(window, lang))
        case _:
            return say(f"{when}.within", lang, duration=duration(limit, lang))


def percent(value: Fraction | Decimal, lang: str) -> str:
    """Return a share as a percentage, without its sign."""
    return number(Fraction(value) * 100, lang)
