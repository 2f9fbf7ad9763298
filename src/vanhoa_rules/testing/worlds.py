"""Testing: a world holds everything that one evaluation needs; a completion is what its silence may have hidden."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import attrs
from attrs import frozen
from hypothesis import strategies as st

from vanhoa_rules._api import Inputs, inputs, receipt
from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.engines.sight import MOMENT
from vanhoa_rules.facts import Fact, FactRetracted, Roster, Settled, build
from vanhoa_rules.findings import Engine, Outcome, Scene
from vanhoa_rules.patterns import Before, Consecutive, FollowedBy, During, NotDuring, NotFollowedBy, NotPrecededBy, Pattern, PrecededBy, Unless, walk
from vanhoa_rules.conditions import Expr
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Scorecard, score
from vanhoa_rules.testing.books import rulebooks, scorecards
from vanhoa_rules.testing.kinds import KINDS
from vanhoa_rules.testing.moments import DAY, Frame, frames
from vanhoa_rules.testing.people import coverages, one_fact, rosters, timelines
from vanhoa_rules.verdicts import Asked, Verdict, verdict

EngineFactory = Callable[[Scene], Engine]
_half = st.booleans()
_marks = st.sampled_from(("0", "zz", "n"))
_more = st.sampled_from((2, 3, 4, 5))
EVER = datetime(2, 1, 1, tzinfo=UTC)


@frozen(kw_only=True)
class World:
    """One evaluation: the rules, the sheet, the facts, the staff, what silence means and what is asked."""

    rulebook: Rulebook
    scorecard: Scorecard
    facts: tuple[Fact, ...]
    roster: Roster
    covers: Any
    frame: Frame

    def inputs(self) -> Inputs:
        """Return the settled inputs of the evaluation."""
        return inputs(
            self.rulebook,
            self.scorecard,
            self.facts,
            roster=self.roster,
            period=self.frame.period,
            as_of=self.frame.as_of,
            known_at=self.frame.known_at,
            covers=self.covers,
            calendar=self.frame.calendar,
            engine="reference",
        )

    def __repr__(self) -> str:
        lines = [f"{rule.id} {rule.kind}: {rule.pattern!r}" + _asides(rule) for rule in self.rulebook]
        lines += [f"{name}: {list(map(_short, of))}" for name, of in self.scorecard.effects.items() if of]
        lines += [f"{line.id}: {line.start}, weight {line.weight}" for line in self.scorecard.lines]
        lines += map(_short, self.facts)
        lines += map(_short, self.roster.people)
        covers = self.covers if self.covers is None or isinstance(self.covers, str) else [e.to_data() for e in self.covers.entries]
        lines += [
            f"covers {covers}",
            f"period {self.frame.period} as_of {self.frame.as_of} known_at {self.frame.known_at}",
            f"{self.frame.calendar!r}",
        ]
        return "World(\n    " + "\n    ".join(lines) + "\n)"


def _asides(rule: Any) -> str:
    found = ""
    if rule.in_force.since or rule.in_force.until:
        found += f" in force {rule.in_force.since}..{rule.in_force.until}"
    if rule.applies_to is not None:
        found += f" applies to {rule.applies_to!r}"
    if rule.overrides:
        found += f" overrides {', '.join(rule.overrides)}"
    return found


def _short(item: Any) -> str:
    """Return a repr without what is at its default."""
    said = [
        f"{a.name.rstrip('_')}={str(value) if isinstance(value, datetime) else repr(value)}"
        for a in attrs.fields(type(item))
        if a.repr and a.name != "provenance" and (value := getattr(item, a.name)) != a.default
    ]
    return f"{type(item).__name__}({', '.join(said)})"


@frozen
class Answer:
    """What an engine and the sheet say of one person."""

    outcomes: tuple[Outcome, ...]
    verdict: Verdict


def answers(
    asked: Inputs, factory: EngineFactory = Reference, *, scene: Scene | None = None
) -> dict[str, Answer]:
    """Return what an engine says of everyone in the roster, over the inputs' own scene or another one."""
    where = asked.scene if scene is None else scene
    engine = factory(where)
    head = Asked(asked.period, asked.as_of, asked.known_at, receipt(asked))
    found: dict[str, Answer] = {}
    for one in where.roster.staff:
        outcomes = tuple(engine.judge(asked.rulebook, one))
        scores = score(asked.scorecard, asked.rulebook, outcomes)
        found[one] = Answer(outcomes, verdict(one, head, asked.rulebook, asked.scorecard, outcomes, scores))
    return found


@st.composite
def worlds(draw: st.DrawFn, *, veiled: bool = False) -> World:
    """Return everything for one evaluation; ``veiled``: with coverage stated, and asked when most has happened."""
    frame = draw(frames(late=veiled))
    book = draw(rulebooks(frame))
    return World(
        rulebook=book,
        scorecard=draw(scorecards(book)),
        facts=draw(timelines(frame)),
        roster=draw(rosters(frame)),
        covers=draw(coverages(frame, stated=veiled)),
        frame=frame,
    )


# --- completions --------------------------------------------------------------------------------------------------


@frozen
class Filled:
    """A settled coverage with its holes filled for some (staff, kind), from where each began (or ever) up to its end."""

    base: Settled
    close: datetime
    holds: Callable[[str, str], bool]

    def spans(self, staff: str, kind: str) -> tuple[tuple[datetime, datetime], ...]:
        """Return the spans in which a kind is covered for a person."""
        if not self.holds(staff, kind):
            return self.base.spans(staff, kind)
        return ((self.base.begins(staff, kind) or EVER, self.close),)

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
    if fact.at >= scene.as_of or fact.known_from > scene.known_at or isinstance(fact, FactRetracted):
        return False
    if fact.staff not in {*scene.roster.staff, *scene.timelines.staff}:
        return False
    rows = scene.roster.rows(fact.staff)
    if rows and rows[0].since is not None and fact.at < scene.calendar.start_of(rows[0].since):
        return False
    begins = scene.coverage.begins(fact.staff, fact.kind)
    open_back = any(looks_back_openly(rule.pattern) for rule in world.rulebook)
    if begins is not None and fact.at < begins and open_back:
        return False
    return not any(a <= fact.at < b for a, b in scene.coverage.spans(fact.staff, fact.kind))


@frozen(kw_only=True)
class Veiled:
    """A world in which something is unseen, and facts of which any may have happened all the same."""

    world: World
    unseen: tuple[Fact, ...]

    def completed(self, asked: Inputs, extra: Iterable[Fact], *, holds: Callable[[str, str], bool] = lambda _, __: True) -> Scene:
        """Return the scene in which some of the unseen happened and everything is seen."""
        scene = asked.scene
        facts = build((*self.world.facts, *extra), as_of=scene.as_of, known_at=scene.known_at)
        coverage: Any = Filled(scene.coverage, scene.as_of + MOMENT, holds)
        return attrs.evolve(scene, timelines=facts, coverage=coverage)


@st.composite
def veiled(draw: st.DrawFn) -> Veiled:
    """Return a world with what its sources may not have told: facts hidden from a full world, and others like them."""
    world = draw(worlds(veiled=True))
    asked = world.inputs()
    ids = [fact.id for fact in world.facts]
    hidden = [
        fact
        for fact in world.facts
        if ids.count(fact.id) == 1 and may_be_unseen(world, asked, fact) and draw(_half)
    ]
    world = attrs.evolve(world, facts=tuple(fact for fact in world.facts if fact not in hidden))
    asked = world.inputs()
    blind = [kind for kind in KINDS if _has_holes(asked, kind.kind)]
    more = [
        draw(one_fact(world.frame, n, mark=draw(_marks), kinds=blind)) for n in range(draw(_more) if blind else 0)
    ]
    return Veiled(world=world, unseen=tuple(f for f in (*hidden, *more) if may_be_unseen(world, asked, f)))


def _has_holes(asked: Inputs, kind: str) -> bool:
    first = asked.period.start - 3 * DAY
    return not all(asked.scene.coverage.covers(one, kind, first, asked.as_of) for one in asked.roster.staff)
