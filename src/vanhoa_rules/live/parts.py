"""8 · What a fact can touch of a rule: the matches of one matter, where a pattern keeps matters apart."""

from typing import Any

from attrs import frozen

from vanhoa_rules.calendars import Calendar, Period, Window
from vanhoa_rules.engines.reference.matching import subject_of
from vanhoa_rules.facts import Fact, fields_of
from vanhoa_rules.findings import Match, Pending
from vanhoa_rules.patterns import (
    AnyOf,
    ByAnyone,
    Consecutive,
    During,
    Each,
    FewerThan,
    FollowedBy,
    Mean,
    NotDuring,
    NotFollowedBy,
    NotPrecededBy,
    OfSubordinates,
    Pattern,
    PrecededBy,
    Repeated,
    RepeatedPer,
    Share,
    Unless,
    needs_hours,
    parts,
)

Part = tuple[str, Any, str | None]
"""A person, the key of a matter, and the id of a fact where there is no key."""


@frozen(eq=False)
class Local:
    """A pattern each of whose matches hangs on the facts of its matter alone, and on the facts of ``spans`` kinds.

    ``same`` is the field by which matters are told apart, or ``per`` the calendar window; neither: each fact is a
    matter of its own. So it is as long as nothing unseen leaves an operand in doubt (``Watcher.loose``).
    """

    same: str | None
    spans: frozenset[str]
    per: Window | None
    calendar: Calendar
    period: Period

    def part(self, fact: Fact) -> Part:
        """Return the matter of a fact."""
        if self.per is not None:
            return fact.staff, self.calendar.window(self.per, fact.at, self.period).start, None
        key = None if self.same is None else key_of(fact, self.same)
        return (fact.staff, None, fact.id) if key is None else (fact.staff, key, None)

    def part_of(self, found: Match | Pending, staff: str) -> Part:
        """Return the matter of what was found for a person."""
        if found.window is not None:
            return staff, found.window.start, None
        return self.part(subject_of(found))


def key_of(fact: Fact, same: str) -> Any:
    """Return what a fact holds in a joining field, None where its kind has none."""
    spec = fields_of(type(fact)).get(same)
    return None if spec is None else getattr(fact, spec.attribute)


def local(pattern: Pattern, calendar: Calendar, period: Period) -> Local | None:
    """Return how a pattern keeps matters apart, or None where it does not."""
    keys, spans, own = set[str](), set[str](), set[str]()
    window: Window | None = None
    match pattern:
        case _ if needs_hours(pattern):
            return None
        case RepeatedPer(per=per) | FewerThan(per=per) | Share(per=per) | Mean(per=per):
            window = per
            apart = (
                all(is_fixed(part) and _apart(part, keys, spans, own) for part in parts(pattern)) and not keys
            )
        case _:
            inner = pattern.of if isinstance(pattern, OfSubordinates) else pattern
            apart = _apart(inner, keys, spans, own) and len(keys) < 2
    if not apart or not own.isdisjoint(spans):
        return None
    return Local(next(iter(keys), None), frozenset(spans), window, calendar, period)


def _apart(pattern: Pattern, keys: set[str], spans: set[str], own: set[str]) -> bool:
    """Return whether the matches of one matter do not hang on facts of others; note keys, kinds of spans and of the rest."""
    match pattern:
        case Each(kind):
            own.add(kind.kind)
            return True
        case AnyOf(of):
            return all(_apart(part, keys, spans, own) for part in of)
        case During(first, span, None) | NotDuring(first, span, None):
            spans.update(kind.kind for kind in span.kinds)
            return _is_plain(span) and _apart(first, keys, spans, own)
        case (
            FollowedBy()
            | NotFollowedBy()
            | PrecededBy()
            | NotPrecededBy()
            | During()
            | NotDuring()
            | Unless()
        ):
            if pattern.same is None or any(isinstance(part, ByAnyone) for part in parts(pattern)):
                return False
            keys.add(pattern.same)
            return all(_apart(part, keys, spans, own) for part in parts(pattern))
        case _:
            return False


def _is_plain(pattern: Pattern) -> bool:
    return isinstance(pattern, Each) or (
        isinstance(pattern, AnyOf) and all(isinstance(part, Each) for part in pattern.of)
    )


def is_fixed(pattern: Pattern) -> bool:
    """Return whether the matches of a pattern lie at their subject's instant, whatever is unseen, on one timeline."""
    match pattern:
        case Each():
            return True
        case AnyOf() | Unless() | During() | NotDuring() | PrecededBy() | NotPrecededBy():
            return all(map(is_fixed, parts(pattern)))
        case Repeated(groups=False):
            return all(map(is_fixed, parts(pattern)))
        case _:
            return False


def is_steady(pattern: Pattern) -> bool:
    """Return whether every operand whose time is read is fixed: then none ever lies elsewhere than recorded."""
    match pattern:
        case FollowedBy() | PrecededBy() | RepeatedPer() | Consecutive() | Share() | Mean() | Repeated():
            return all(map(is_fixed, parts(pattern)))
        case NotFollowedBy(first=first) | NotPrecededBy(first=first):
            return is_fixed(first)
        case During(first=first, span=span):
            return is_steady(first) and is_fixed(span)
        case NotDuring(first=first) | Unless(first=first):
            return is_steady(first)
        case AnyOf(of):
            return all(map(is_steady, of))
        case Each() | FewerThan():
            return True
        case _:
            return False
