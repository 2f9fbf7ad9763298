"""Testing: what silence may have hidden: a veiled world, and the worlds it may turn out to be."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import attrs
from attrs import frozen

from vanhoa_rules._api import Inputs
from vanhoa_rules.conditions import Expr
from vanhoa_rules.engines.sight import MOMENT
from vanhoa_rules.facts import Fact, FactRetracted, Settled, build
from vanhoa_rules.findings import Scene
from vanhoa_rules.patterns import (
    Before,
    During,
    Each,
    FollowedBy,
    NotDuring,
    NotFollowedBy,
    NotPrecededBy,
    Pattern,
    PrecededBy,
    Unless,
    walk,
)
from vanhoa_rules.testing.cases import World, brief, durations_of
from vanhoa_rules.testing.cases import world as a_world
from vanhoa_rules.testing.kinds import KINDS
from vanhoa_rules.testing.moments import DAY
from vanhoa_rules.testing.people import one_fact
from vanhoa_rules.testing.picking import Pick

EVER = datetime(2, 1, 1, tzinfo=UTC)
_half = (False, True)
_marks = ("0", "zz", "n")
_more = (2, 3, 4, 5)


@frozen
class Filled:
    """A settled coverage with its holes filled for some (staff, kind): from where each began, or from ``ever``."""

    base: Settled
    close: datetime
    holds: Callable[[str, str], bool]
    ever: bool

    def spans(self, staff: str, kind: str) -> tuple[tuple[datetime, datetime], ...]:
        """Return the spans in which a kind is covered for a person."""
        if not self.holds(staff, kind):
            return self.base.spans(staff, kind)
        begins = None if self.ever else self.base.begins(staff, kind)
        return ((begins or EVER, self.close),)

    def begins(self, staff: str, kind: str) -> datetime | None:
        """Return the instant at which coverage of a kind begins for a person, or None."""
        spans = self.spans(staff, kind)
        return spans[0][0] if spans else None

    def covers(self, staff: str, kind: str, start: datetime | None, end: datetime) -> bool:
        """Return whether all of [start, end) is covered."""
        if start is not None and start >= end:
            return True
        spans = self.spans(staff, kind)
        if not spans:
            return False
        if start is None:
            return spans[0][0] < end <= spans[0][1]
        return end <= self.until(staff, kind, start)

    def until(self, staff: str, kind: str, start: datetime) -> datetime:
        """Return the first instant from ``start`` on at which the kind is not covered for the person."""
        return max([start, *(end for first, end in self.spans(staff, kind) if first <= start < end)])

    def to_data(self) -> dict[str, Any]:
        """Return what the receipt says."""
        return self.base.to_data()


def looks_back_openly(pattern: Pattern) -> bool:
    """Return whether a pattern searches back to the day coverage begins: nothing before it can count then."""
    for node in walk(pattern):
        match node:
            case During() | NotDuring() | Unless():
                return True
            case PrecededBy(within=within) | NotPrecededBy(within=within) if within is None:
                return True
            case FollowedBy(limit=limit, moved_by=mover) | NotFollowedBy(limit=limit, moved_by=mover):
                if limit is None or isinstance(limit, Expr | Before) or mover is not None:
                    return True
            case _:
                pass
    return False


def may_be_unseen(world: World, asked: Inputs, fact: Fact) -> bool:
    """Return whether a fact can have happened without the sources telling, so that silence about it means nothing."""
    scene = asked.scene
    if fact.at >= scene.as_of or isinstance(fact, FactRetracted):
        return False
    if fact.staff not in {*scene.roster.staff, *scene.timelines.staff}:
        return False
    rows = scene.roster.rows(fact.staff)
    if rows and scene.roster.row(fact.staff, scene.calendar.day(fact.at)) is None:
        return False  # nothing is asked of a day on which a person did not serve
    begins = scene.coverage.begins(fact.staff, fact.kind)
    open_back = any(looks_back_openly(rule.pattern) for rule in world.rulebook)
    if begins is not None and fact.at < begins and open_back:
        return False
    return not any(a <= fact.at < b for a, b in scene.coverage.spans(fact.staff, fact.kind))


def everything(_staff: str, _kind: str) -> bool:
    """Name every kind of everyone."""
    return True


@frozen(kw_only=True)
class Veiled:
    """A world in which something is unseen, and facts of which any may have happened all the same."""

    world: World
    unseen: tuple[Fact, ...]

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:  # what Hypothesis asks for
        printer.text(repr(self))

    def __repr__(self) -> str:
        return f"Veiled(\n    unseen {list(map(brief, self.unseen))}\n    {self.world!r}\n)"

    def completed(
        self,
        asked: Inputs,
        extra: Iterable[Fact],
        *,
        holds: Callable[[str, str], bool] = everything,
        ever: bool | None = None,
    ) -> Scene:
        """Return the scene in which some of the unseen happened, and what ``holds`` (staff, kind) names is seen.

        Seen from ``ever``, or from the day coverage begins; by default from that day where a rule looks back to it.
        """
        scene = asked.scene
        happened = tuple(extra)
        known = [fact for fact in self.world.facts if fact.known_from <= scene.known_at]
        by_then = max([scene.known_at, *(fact.known_from for fact in happened)])
        facts = build((*known, *happened), as_of=scene.as_of, known_at=by_then)
        if ever is None:
            ever = not any(looks_back_openly(rule.pattern) for rule in self.world.rulebook)
        coverage: Any = Filled(scene.coverage, scene.as_of + MOMENT, holds, ever)
        return attrs.evolve(scene, timelines=facts, coverage=coverage)


def veil(pick: Pick, *, heads: Sequence[str] = ()) -> Veiled:
    """Return a world with what its sources may not have told: facts hidden from a full world, and others like them."""
    world = a_world(pick, veiled=True, heads=heads)
    asked = world.inputs()
    ids = [fact.id for fact in world.facts]
    hidden = [
        fact
        for fact in world.facts
        if ids.count(fact.id) == 1 and may_be_unseen(world, asked, fact) and pick(_half)
    ]
    world = attrs.evolve(world, facts=tuple(fact for fact in world.facts if fact not in hidden))
    asked = world.inputs()
    lengths = durations_of(world.rulebook)
    read = {node.kind for rule in world.rulebook for node in walk(rule.pattern) if isinstance(node, Each)}
    blind = [kind for kind in KINDS if kind in read and _has_holes(asked, kind.kind)]
    more = [
        one_fact(pick, world.frame, n, mark=pick(_marks), kinds=blind, like=world.facts, durations=lengths)
        for n in range(pick(_more) if blind else 0)
    ]
    return Veiled(world=world, unseen=tuple(f for f in (*hidden, *more) if may_be_unseen(world, asked, f)))


def _has_holes(asked: Inputs, kind: str) -> bool:
    first = asked.period.start - 3 * DAY
    return not all(asked.scene.coverage.covers(one, kind, first, asked.as_of) for one in asked.roster.staff)
