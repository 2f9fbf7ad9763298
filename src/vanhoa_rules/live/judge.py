"""8 · What the rules say of one person: from scratch, and anew only of the matters that something touched."""

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from attrs import define, field, frozen

from vanhoa_rules.calendars import Period, Window
from vanhoa_rules.engines.durable import Plan
from vanhoa_rules.engines.reference.judging import SHIFTS
from vanhoa_rules.engines.reference.matching import subject_of
from vanhoa_rules.facts import Fact, Roster
from vanhoa_rules.findings import Match, Outcome, Pending
from vanhoa_rules.live.changes import Anew
from vanhoa_rules.live.edges import Edges
from vanhoa_rules.live.parts import Local, Part, is_steady, key_of
from vanhoa_rules.live.reach import Reach, Touched
from vanhoa_rules.live.seeing import Wide
from vanhoa_rules.live.sessions import Sessions
from vanhoa_rules.live.standing import Seat, World
from vanhoa_rules.live.tally import Form, Tally
from vanhoa_rules.live.watching import Due, Spans, Watcher, sooner
from vanhoa_rules.patterns import ByAnyone, Each, OfSubordinates, walk
from vanhoa_rules.rules import Rule, Rulebook

SPANS = 300_000


@frozen(eq=False)
class Known:
    """A rule, the identities of its nodes, how it keeps matters apart, and the kinds it reads.

    ``own``: it reads a person's own facts alone.
    """

    rule: Rule
    nodes: tuple[int, ...]
    local: Local | None
    kinds: frozenset[str]
    own: bool


@frozen(eq=False)
class Judged:
    """What one rule says, when that may change by itself, and whether its matters cannot be told apart now."""

    outcome: Outcome
    alarms: dict[Part | None, Due] | None
    loose: bool


@define(eq=False)
class Judge:
    """Asks the engine of one person at a time; ``alike`` are people who stand for everyone's coverage."""

    rulebook: Rulebook
    roster: Roster
    form: Form
    reach: Reach
    edges: Edges
    plan: Plan | None
    sessions: Sessions | None
    alike: dict[Any, str] = field(factory=dict[Any, str], init=False)
    kin: dict[str, str] = field(factory=dict[str, str], init=False)
    known: tuple[Known, ...] = field(init=False)
    steady: frozenset[int] = field(init=False)
    lazy: frozenset[int] = field(init=False)
    _wide: Wide | None = field(default=None, init=False)
    _applies: dict[tuple[str, str], Spans] = field(factory=dict[tuple[str, str], Spans], init=False)
    _windows: dict[Window, tuple[Period, ...]] = field(factory=dict[Window, tuple[Period, ...]], init=False)
    _blanks: dict[Any, list[Judged]] = field(factory=dict[Any, list[Judged]], init=False)
    _blank_at: Any = field(default=None, init=False)
    _blank: dict[Any, Outcome] = field(factory=dict[Any, Outcome], init=False)

    def __attrs_post_init__(self) -> None:
        self.known = tuple(map(self._known, range(len(self.rulebook)), self.rulebook))
        nodes = (node for rule in self.rulebook for node in walk(rule.pattern))
        self.steady = frozenset(id(node) for node in nodes if is_steady(node))
        amounts, below = self.form.layout.amounts, self.form.below
        self.lazy = frozenset(
            number
            for number, rule in enumerate(self.rulebook)
            if rule.id not in below and (rule.id not in amounts or amounts[rule.id][0].per != "measure")
        )
        for staff in self.roster.staff:
            self.kin[staff] = self.alike.setdefault(self.edges.rows_of(staff), staff)

    def _known(self, number: int, rule: Rule) -> Known:
        nodes = list(walk(rule.pattern))
        return Known(
            rule,
            tuple(dict.fromkeys((0, *map(id, nodes)))),
            self.reach.apart[number],
            frozenset(node.kind.kind for node in nodes if isinstance(node, Each)),
            not any(isinstance(node, ByAnyone | OfSubordinates) for node in nodes),
        )

    def seat(self, staff: str, world: World) -> Seat:
        """Return what all rules say of a person in a world."""
        engine, blank = self._engine(world), self._blank_of(staff, world)
        kinds = {fact.kind for fact in world.line(staff).facts}
        outcomes: list[Outcome] = []
        alarms: list[dict[Part | None, Due] | None] = []
        loose: set[int] = set()
        for number, one in enumerate(self.known):
            if blank is not None and one.own and one.kinds.isdisjoint(kinds):
                said = blank[number]
            else:
                said = self._judged(engine, number, staff)
            outcomes.append(said.outcome)
            alarms.append(dict(said.alarms) if said.alarms else None)
            if said.loose:
                loose.add(number)
        return Seat(outcomes, alarms, Tally.of(self.form, outcomes), loose, self.lazy)

    def _judged(self, engine: Watcher, number: int, staff: str) -> Judged:
        """Return what one rule says of a person."""
        one = self.known[number]
        outcome = self._kept(number, engine.outcome(one.rule, staff))
        loose = one.local is not None and engine.is_loose(one.rule.pattern, one.nodes, staff)
        return Judged(outcome, engine.alarms(one.nodes, one.local) or None, loose)

    def _blank_of(self, staff: str, world: World) -> list[Judged] | None:
        """Return what the rules say of anyone like this person of whom there are no facts; None: nobody is like them."""
        if any(one is None or one == staff for one, _ in world.unread):
            return None
        if self._blank_at != (world.now, id(world.whole)):
            self._blank_at = world.now, id(world.whole)
            self._blanks.clear()
        key = self.edges.likeness(staff)
        if key not in self._blanks:
            engine = self._engine(world, {})
            self._blanks[key] = [self._judged(engine, number, staff) for number in range(len(self.known))]
        return self._blanks[key]

    def settle(self, staff: str, seat: Seat, world: World, touched: Touched) -> list[Anew]:
        """Reckon anew what was touched or fell due, and return the rules whose outcome is another than it was."""
        for number, part in seat.due(world.now):
            touched.setdefault(number, set()).add(part)
        partly = {number: parts for number, parts in touched.items() if self._is_partly(seat, number, parts)}
        focused = self._engine(world, self._focus(world, partly)) if partly else None
        whole: Watcher | None = None
        changed: list[Anew] = []
        for number in sorted(touched):
            old, known = seat.outcomes[number], self.known[number]
            found: Outcome | None = None
            if focused is not None and number in partly:
                found = self._merged(focused, number, staff, seat, partly[number])
            if found is None:
                whole = whole or self._engine(world)
                said = self._judged(whole, number, staff)
                found, seat.alarms[number] = said.outcome, said.alarms
                (seat.loose.add if said.loose else seat.loose.discard)(number)
            if found is not old and found != old:
                seat.outcomes[number] = found
                changed.append((known.rule, old, found))
        seat.look_ahead()
        return changed

    # --- matter by matter -----------------------------------------------------------------------------------------

    def _is_partly(self, seat: Seat, number: int, parts: Collection[Part | None]) -> bool:
        return (
            None not in parts
            and number not in seat.loose
            and self.known[number].local is not None
            and SHIFTS not in seat.outcomes[number].missing
        )

    def _focus(self, world: World, touched: Touched) -> dict[str, list[Fact]]:
        """Return the facts of the touched matters, and those of spans that may hold them."""
        wanted: dict[str, Wanted] = {}
        for number, parts in touched.items():
            one = self.known[number].local
            for staff, key, name in (part for part in parts if part is not None):
                mine = wanted.setdefault(staff, Wanted())
                if one is not None:
                    mine.kinds |= one.spans
                if name is not None:
                    mine.ids.add(name)
                elif one is not None and one.per is not None:
                    window = one.calendar.window(one.per, key, one.period)
                    mine.times.add((window.start, window.end))
                elif one is not None and one.same is not None:
                    mine.keys.setdefault(one.same, set()).add(key)
        return {staff: mine.of(world.line(staff).facts) for staff, mine in wanted.items()}

    def _merged(
        self, engine: Watcher, number: int, staff: str, seat: Seat, parts: Collection[Part | None]
    ) -> Outcome | None:
        """Return an outcome with the touched matters reckoned anew; None where all of it has to be."""
        known, old = self.known[number], seat.outcomes[number]
        found = engine.outcome(known.rule, staff)
        if (
            known.local is None
            or found.applicable != old.applicable
            or SHIFTS in found.missing
            or engine.is_loose(known.rule.pattern, known.nodes, staff)
        ):
            return None
        alarms = seat.alarms[number] or {}
        for one in parts:
            alarms.pop(one, None)
        for one, due in engine.alarms(known.nodes, known.local).items():
            if one is None:
                mine = alarms.get(None, (None, None))
                alarms[None] = sooner(mine[0], due[0]), sooner(mine[1], due[1])
            elif one in parts:
                alarms[one] = due
        seat.alarms[number] = alarms or None
        part_of = known.local.part_of
        certain, possible = (
            _joined(mine, new, lambda m: part_of(m, staff) in parts)
            for mine, new in ((old.certain, found.certain), (old.possible, found.possible))
        )
        pending = _waiting(old.pending, found.pending, lambda p: part_of(p, staff) in parts)
        if (
            certain is old.certain
            and possible is old.possible
            and pending is old.pending
            and found.missing == old.missing
        ):
            return old
        return self._kept(
            number,
            Outcome(old.rule, old.kind, old.applicable, certain, possible, pending, found.missing),
        )

    def _kept(self, number: int, outcome: Outcome) -> Outcome:
        """Return an outcome, of those that say nothing one object for all."""
        if outcome.certain or outcome.possible or outcome.pending:
            return outcome
        return self._blank.setdefault((number, outcome.applicable, outcome.missing), outcome)

    # --- the engine -----------------------------------------------------------------------------------------------

    def _engine(self, world: World, focus: dict[str, list[Fact]] | None = None) -> Watcher:
        if len(self._applies) > SPANS:
            self._applies.clear()
        return Watcher(
            world.scene,
            plan=self.plan,
            feed=None if self.sessions is None else self.sessions.feed(world),
            wide=self._sight(world),
            focus=focus,
            steady=self.steady,
            windows=self._windows,
            sharers=lambda node, staff: self._sharers(node, staff, world),
            applies=self._applies,
        )

    def _sight(self, world: World) -> Wide:
        wide = self._wide
        if (
            wide is None
            or wide.scene.as_of != world.now
            or wide.whole is not world.whole
            or wide.told != (world.unread, world.strangers)
        ):
            unread = {one for one, _ in world.unread if one}
            kin = self.kin
            wide = self._wide = Wide(
                world.scene,
                stand_ins=(*self.alike.values(), *sorted(world.strangers)[:1], *sorted(unread)),
                whole=world.whole,
                kin=(lambda staff: kin.get(staff, staff))
                if not unread
                else (
                    lambda staff: (
                        staff if staff in unread or kin.get(staff) in unread else kin.get(staff, staff)
                    )
                ),
                told=(world.unread, world.strangers),
            )
        return wide

    def _sharers(self, node: ByAnyone, staff: str, world: World) -> list[str]:
        joins = [one for one in self.reach.anyone if one.node is node]
        if any(not one.fixed for one in joins):
            return list(world.everybody())
        return sorted(set[str]().union(*(self.reach.sharers(one, staff) for one in joins)))


@define(eq=False)
class Wanted:
    """Which of a person's facts are read: by id, by key, by kind, within spans of time."""

    ids: set[str] = field(factory=set[str])
    keys: dict[str, set[Any]] = field(factory=dict[str, set[Any]])
    kinds: set[str] = field(factory=set[str])
    times: set[tuple[datetime, datetime]] = field(factory=set[tuple[datetime, datetime]])

    def of(self, facts: Sequence[Fact]) -> list[Fact]:
        """Return those of some facts, which stand in the order of time."""
        ids, kinds = self.ids, self.kinds
        cases = self.keys.get("case", ())
        found = [fact for fact in facts if fact.case in cases or fact.id in ids or fact.kind in kinds]
        if len(self.keys) > bool(cases):
            found += [
                fact for fact in facts if any(key_of(fact, name) in of for name, of in self.keys.items())
            ]
        for start, end in self.times:
            found += facts[bisect_left(facts, start, key=_at) : bisect_left(facts, end, key=_at)]
        if not self.times and len(self.keys) <= bool(cases):
            return found
        return sorted({fact.id: fact for fact in found}.values(), key=_place)


def _joined(
    old: tuple[Match, ...], new: tuple[Match, ...], touched: Callable[[Match], bool]
) -> tuple[Match, ...]:
    """Return matches in their order: the old ones of matters that were not touched, the new ones of those that were."""
    kept, fresh = [m for m in old if not touched(m)], [m for m in new if touched(m)]
    if not fresh and len(kept) == len(old):
        return old
    for m in fresh:
        insort(kept, m, key=_order)
    return tuple(kept)


def _waiting(
    old: tuple[Pending, ...], new: tuple[Pending, ...], touched: Callable[[Pending], bool]
) -> tuple[Pending, ...]:
    kept, fresh = [p for p in old if not touched(p)], [p for p in new if touched(p)]
    if not fresh and len(kept) == len(old):
        return old
    return tuple(sorted((*kept, *fresh), key=_since))


def _at(fact: Fact) -> datetime:
    return fact.at


def _place(fact: Fact) -> tuple[datetime, str]:
    return fact.at, fact.id


def _order(m: Match) -> tuple[datetime, tuple[str, ...]]:
    return m.order


def _since(p: Pending) -> tuple[datetime, str]:
    return (p.window.start, "") if p.window is not None else (subject_of(p).at, subject_of(p).id)
