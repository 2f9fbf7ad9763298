"""3 · What a node asks of its operands: whether their time is known, whether anything unseen could change them."""

from datetime import date
from typing import Any

from attrs import define

from vanhoa_rules.engines.reference.matching import (
    Matches,
    about,
)
from vanhoa_rules.engines.reference.reading import Reading
from vanhoa_rules.engines.sight import NOTHING, Span
from vanhoa_rules.facts import Fact
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
    parts,
    walk,
)


def joining(pattern: Pattern) -> frozenset[str]:
    """Return the kinds of the facts that stand in the evidence of a match beside the one it is about."""
    match pattern:
        case Each():
            return NOTHING
        case AnyOf(of):
            return NOTHING.union(*map(joining, of))
        case Unless(first=first) | NotPrecededBy(first=first) | NotDuring(first=first):
            return joining(first)
        case FollowedBy() | NotFollowedBy() | PrecededBy() | During():
            others = (part for part in parts(pattern) if part is not pattern.first)
            return joining(pattern.first).union(*(_kinds(part) for part in others))
        case _:
            return _kinds(pattern)


def crosses(one: Pattern, other: Pattern) -> bool:
    """Return whether matches of two patterns about different facts may have the same evidence."""
    return bool(_about(one) & joining(other)) and bool(_about(other) & joining(one))


def _about(pattern: Pattern) -> frozenset[str]:
    return frozenset(kind.kind for kind in pattern.kinds)


def _kinds(pattern: Pattern) -> frozenset[str]:
    return frozenset(node.kind.kind for node in walk(pattern) if isinstance(node, Each))


@define(eq=False)
class Operands(Reading):
    """Operands of nodes, read through ``matches``."""

    def matches(self, pattern: Pattern, staff: str, *, sure: bool) -> Matches:
        """Return the certain (``sure``) or the possible matches of a pattern on one person's timeline."""
        raise NotImplementedError

    def _placed(self, pattern: Pattern, staff: str, *, sure: bool) -> Matches:
        """Return the matches of an operand whose time is read; a certain one that may move is then only possible."""
        found = self.matches(pattern, staff, sure=sure)
        return tuple(m for m in found if m.fixed) if sure else found

    def _adrift(self, pattern: Pattern, staff: str) -> frozenset[str]:
        """Return the kinds for want of which an operand whose time is read may lie at another time than recorded."""
        match pattern:
            case OfSubordinates(of):
                reports = self.scene.roster.ever_reports(staff, date.min, date.max)
                return NOTHING.union(*(self._adrift(of, one) for one in reports))
            case ByAnyone(of):
                return NOTHING.union(*(self._adrift(of, one) for one in self.scene.timelines.staff))
            case AnyOf(of):
                return NOTHING.union(*(self._adrift(part, staff) for part in of))
            case Each() | FewerThan():
                return NOTHING
            case Unless(first=first):
                return self._adrift(first, staff)
            case NotFollowedBy(first=first) | NotPrecededBy(first=first):
                timed: tuple[Pattern, ...] = (first,)
            case During(first=first) | NotDuring(first=first):
                return self._adrift(first, staff) | (
                    self._loose(pattern.span, staff) if isinstance(pattern, During) else NOTHING
                )
            case FollowedBy(first=first, then=then, moved_by=moved_by):
                timed = (first, then) if moved_by is None else (first, then, moved_by)
            case PrecededBy(first=first, earlier=earlier):
                timed = (first, earlier)
            case Repeated(of=of) | RepeatedPer(of=of):
                timed = (of,)
            case Consecutive(of=of, among=among) | Share(of=of, among=among):
                timed = (of, among)
            case Mean(among=among):
                timed = (among,)
            case _:
                timed = ()
        return NOTHING.union(*(self._loose(part, staff) for part in timed))

    def _loose(self, pattern: Pattern, staff: str) -> frozenset[str]:
        found = self.matches(pattern, staff, sure=False)
        return self._adrift(pattern, staff).union(*(m.missing for m in found if not m.fixed))

    def _settled(self, pattern: Pattern, staff: str) -> bool:
        certain, possible = (self.matches(pattern, staff, sure=sure) for sure in (True, False))
        same = [(m.identity, m.at, m.measure) for m in certain] == [
            (m.identity, m.at, m.measure) for m in possible
        ]
        return same and not self.sight.unseen(pattern, staff, Span(None, self.scene.as_of))

    def _touches(self, pattern: Pattern, fact: Fact) -> bool:
        """Return whether a fact may stand in the evidence of a match of a pattern."""
        leaves = [node for node in walk(pattern) if isinstance(node, Each) and type(fact) is node.kind]
        return any(node.where is None or self._value(node.where, fact) is True for node in leaves)

    def _undecided(self, pattern: Pattern, staff: str) -> frozenset[Any]:
        """Return what a share ignores: the facts of which null hides whether they are in the pattern."""
        match pattern:
            case Each(kind, where):
                facts = (f for f in self.scene.timelines.of(staff) if type(f) is kind)
                return (
                    frozenset()
                    if where is None
                    else frozenset(("fact", f.id) for f in facts if self._value(where, f) is None)
                )
            case AnyOf(of):
                hidden = frozenset[Any]().union(*(self._undecided(part, staff) for part in of))
                return hidden - {about(m) for part in of for m in self.matches(part, staff, sure=False)}
            case ByAnyone() | OfSubordinates() | RepeatedPer() | FewerThan() | Share() | Mean():
                return frozenset()
            case Repeated(of=first) | Consecutive(of=first):
                return self._undecided(first, staff)
            case _:
                return self._undecided(pattern.first, staff)  # type: ignore[attr-defined]
