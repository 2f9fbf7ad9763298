"""2 · What every pattern has, and the checks made when one is built."""

from fractions import Fraction
from typing import Any, NoReturn

from attrs import frozen

from vanhoa_rules.calendars import Duration, EndOf, Window, WorkingHours
from vanhoa_rules.canonical import Number, exact, plain
from vanhoa_rules.conditions import Expr, check
from vanhoa_rules.errors import RuleError
from vanhoa_rules.facts import Fact, fields_of
from vanhoa_rules.words import error, near


@frozen(eq=False, repr=False)
class Before:
    """The last instant in time of ``duration`` before a written instant."""

    of: Expr
    duration: Duration

    def __repr__(self) -> str:
        return f"before({self.of!r}, {self.duration!r})"


Due = Expr | Before
Limit = Duration | Expr | Before | None


class Shape:
    """A set of matches on one person's timeline, before it has words to go on with."""

    __slots__ = ()

    anyone = False

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        """The kinds of fact that a match may be about; empty where a match has no subject."""
        raise NotImplementedError

    def __bool__(self) -> NoReturn:
        raise error(RuleError, "pattern.truth", pattern=repr(self))


def limit_of(within: Duration | None, by: Due | None) -> Limit:
    """Return the one limit of ``within`` and ``by``."""
    if within is not None and by is not None:
        raise error(RuleError, "pattern.within_and_by")
    return within if by is None else by


def window_of(per: Window | str) -> Window:
    """Return a calendar window from itself or its word."""
    try:
        return Window(per)
    except ValueError as cause:
        raise error(
            RuleError, "pattern.per", per=per, near=near(str(per), [w.value for w in Window])
        ) from cause


def limit_value(value: Number | str) -> Fraction:
    """Return an exact limit from a number or its text."""
    return Fraction(value) if isinstance(value, str) else exact(value)


def check_operand(pattern: Any) -> None:
    """Raise unless this is a pattern that may stand first."""
    if not isinstance(pattern, Shape):
        raise error(RuleError, "pattern.not_pattern", value=repr(pattern))
    if pattern.anyone:
        raise error(RuleError, "pattern.by_anyone", pattern=repr(pattern))


def check_subject(pattern: Any, word: str, *, second: bool = False) -> None:
    """Raise unless the matches of a pattern have a subject; ``by_anyone`` may stand second."""
    if not (second and pattern.anyone):
        check_operand(pattern)
    if not pattern.kinds:
        raise error(RuleError, "pattern.no_subject", word=word, pattern=repr(pattern))


def check_count(count: Any) -> None:
    """Raise unless this is a whole number from 1."""
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise error(RuleError, "pattern.count", count=repr(count))


def check_below(below: Fraction) -> None:
    """Raise unless a limit is above 0."""
    if below <= 0:
        raise error(RuleError, "pattern.below", below=plain(below))


def check_same(same: str | None, *patterns: Shape) -> None:
    """Raise unless every subject has the joining field, of one type."""
    if same is None:
        if any(part.anyone for part in patterns):
            raise error(RuleError, "pattern.by_anyone", pattern=repr(patterns[-1]))
        return
    types: set[str] = set()
    for kind in (kind for part in patterns for kind in part.kinds):
        specs = fields_of(kind)
        if same not in specs:
            raise error(RuleError, "condition.field", field=same, kind=kind.kind, near=near(same, specs))
        types.add("number" if specs[same].type in {"int", "decimal"} else specs[same].type)
    if len(types) > 1:
        raise error(RuleError, "pattern.same_type", field=same, types=" / ".join(sorted(types)))


def check_followed(node: Any, word: str) -> None:
    """Raise unless operands, key, movers and deadline of a following fit together."""
    check_subject(node.first, word)
    check_subject(node.then, word, second=True)
    movers = (node.moved_by,) if node.moved_by is not None else ()
    for mover in movers:
        check_subject(mover, "moved_by", second=True)
        for kind in mover.kinds:
            if mover_field(kind) is None:
                raise error(RuleError, "pattern.mover", kind=kind.kind)
        if node.limit is None:
            raise error(RuleError, "pattern.no_deadline", pattern=repr(node.first))
    check_same(node.same, node.first, node.then, *movers)
    written = node.limit.of if isinstance(node.limit, Before) else node.limit
    if isinstance(written, Expr):
        checked = check(written, node.first.kinds)
        if checked.type != "instant":
            raise error(
                RuleError, "condition.needs", expression=repr(written), expected="instant", type=checked.type
            )
    if isinstance(node.limit, Before) and isinstance(node.limit.duration, EndOf | WorkingHours):
        raise error(RuleError, "pattern.window_back", within=repr(node.limit.duration))


def mover_field(kind: type[Fact]) -> str | None:
    """Return the field in which a kind writes a new deadline: ``due``, ``new_due``, or None."""
    specs = fields_of(kind)
    return next(
        (name for name in ("due", "new_due") if name in specs and specs[name].type == "instant"), None
    )


def check_during(first: Shape, span: Shape, same: str | None, word: str) -> None:
    """Raise unless a span lasts and operands and key fit together."""
    check_subject(first, word)
    check_subject(span, word, second=True)
    for kind in span.kinds:
        spec = fields_of(kind).get("until")
        if spec is None or spec.type != "instant":
            raise error(RuleError, "pattern.until", kind=kind.kind)
    check_same(same, first, span)


def call(first: Shape, **rest: object) -> str:
    """Return the arguments of a word as they are pasted back."""
    return ", ".join([repr(first), *(f"{name}={item!r}" for name, item in rest.items() if item is not None)])


def followed_call(node: Any) -> str:
    """Return the arguments of ``followed_by`` as they are pasted back."""
    by = isinstance(node.limit, Expr | Before)
    return call(
        node.then,
        within=None if by else node.limit,
        by=node.limit if by else None,
        same=node.same,
        moved_by=node.moved_by,
    )


def per_word(window: Window) -> str:
    """Return a calendar window as it is written."""
    return repr("period") if window is Window.PERIOD else window.value
