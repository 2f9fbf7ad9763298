"""2 · The words that begin a pattern, and ways through one."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, cast

import attrs

from vanhoa_rules.calendars import Duration, Window, WorkingHours
from vanhoa_rules.canonical import Number
from vanhoa_rules.conditions import Expr
from vanhoa_rules.errors import RuleError
from vanhoa_rules.facts import STANDARD, Fact
from vanhoa_rules.patterns.base import Before, limit_value, window_of
from vanhoa_rules.patterns.beginnings import (
    AnyOf,
    ByAnyone,
    Each,
    FewerThan,
    Mean,
    OfSubordinates,
    Share,
)
from vanhoa_rules.patterns.nodes import Pattern, RepeatedPer, Unless
from vanhoa_rules.words import error, near


def each(kind: type[Fact] | str, *, where: Expr | None = None, measure: Expr | None = None) -> Each:
    """Return every fact of a kind (its class, or the name of a standard kind) for which ``where`` holds."""
    if isinstance(kind, str):
        if kind not in STANDARD:
            raise error(RuleError, "pattern.kind", kind=kind, near=near(kind, STANDARD))
        kind = STANDARD[kind]
    return Each(kind, where, measure)


def any_of(*patterns: Pattern) -> AnyOf:
    """Return the union; of matches with equal evidence the earliest, then the first listed."""
    return AnyOf(tuple(patterns))


def fewer_than(count: int, of: Pattern, *, per: Window | str) -> FewerThan:
    """Return one match for each complete calendar window with fewer than ``count`` matches."""
    return FewerThan(count, of, window_of(per))


def share(of: Pattern, *, among: Pattern, below: Number | str, at_least: int = 1, per: Window | str) -> Share:
    """Return one match for each complete calendar window in which the share is below; ``below`` is exact ("0.95")."""
    return Share(of, among, limit_value(below), at_least, window_of(per))


def mean(among: Pattern, value: Expr, *, below: Number | str, at_least: int = 1, per: Window | str) -> Mean:
    """Return one match for each complete calendar window in which the mean is below; nulls are ignored."""
    return Mean(among, value, limit_value(below), at_least, window_of(per))


def of_subordinates(of: Pattern) -> OfSubordinates:
    """Return the matches of the people who report directly to this person."""
    return OfSubordinates(of)


def by_anyone(of: Pattern) -> ByAnyone:
    """Return the matches on every timeline; only as a second operand, bound by ``same=``."""
    return ByAnyone(of)


def before(due: Expr, duration: Duration) -> Before:
    """Return the deadline that lies ``duration`` before a written instant."""
    return Before(due, duration)


def parts(pattern: Pattern) -> tuple[Pattern, ...]:
    """Return the patterns directly inside a pattern."""
    found: list[Pattern] = []
    for attribute in attrs.fields(type(pattern)):  # type: ignore[arg-type]
        item: Any = getattr(pattern, attribute.name)
        inside = cast("tuple[Any, ...]", item if isinstance(item, tuple) else (item,))
        found.extend(one for one in inside if isinstance(one, Pattern))
    return tuple(found)


def walk(pattern: Pattern) -> Iterable[Pattern]:
    """Yield a pattern and every pattern inside it."""
    yield pattern
    for part in parts(pattern):
        yield from walk(part)


@lru_cache(maxsize=4096)
def needs_hours(pattern: Pattern) -> bool:
    """Return whether some deadline of a pattern runs along working hours."""
    limits = (getattr(node, name, None) for node in walk(pattern) for name in ("limit", "within"))
    return any(isinstance(limit, WorkingHours) for limit in limits)


def is_windowed(pattern: Pattern) -> bool:
    """Return whether every match of a pattern is of a calendar window."""
    match pattern:
        case RepeatedPer() | FewerThan() | Share() | Mean():
            return True
        case AnyOf(of):
            return all(map(is_windowed, of))
        case Unless(first=inner) | OfSubordinates(of=inner):
            return is_windowed(inner)
        case _:
            return False
