"""8 · Where a live evaluation is carried on: what comes in, whom it concerns, and what is then said anew."""

import heapq
from collections import OrderedDict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
from attrs import define, field

from vanhoa_rules.calendars import Calendar, Period
from vanhoa_rules.conditions import Context, value
from vanhoa_rules.engines.durable import Plan
from vanhoa_rules.facts import Fact, Roster, Settled, settle
from vanhoa_rules.facts.base import fixed
from vanhoa_rules.findings import Outcome
from vanhoa_rules.live.alarms import Alarms, Due
from vanhoa_rules.live.changes import Change, changes, problem_change
from vanhoa_rules.live.lines import Shelf
from vanhoa_rules.live.log import Log, is_simple
from vanhoa_rules.live.loud import Scoring
from vanhoa_rules.live.reach import Dirty, Reach
from vanhoa_rules.live.sessions import Sessions
from vanhoa_rules.live.standing import Line, Seat, World
from vanhoa_rules.live.watching import Watcher
from vanhoa_rules.patterns import ByAnyone
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Scorecard
from vanhoa_rules.verdicts import Asked, Verdict, verdict

ONE = timedelta(days=1)
TICK = timedelta(microseconds=1)
EVER_AFTER = datetime(9990, 1, 1, tzinfo=UTC)


@define(eq=False, kw_only=True)
class Desk:
    """One evaluation going on; not safe for several threads by itself. ``people`` answers are kept, the rest reckoned anew."""

    rulebook: Rulebook
    scorecard: Scorecard
    roster: Roster
    period: Period
    covers: Any
    calendar: Calendar
    log: Log
    people: int
    plan: Plan | None = None
    sessions: Sessions | None = None
    reach: Reach
    scoring: Scoring = field(init=False)
    shelf: Shelf = field(init=False)
    alarms: Alarms = field(init=False)
    world: World = field(init=False)
    staff: dict[str, int] = field(factory=dict[str, int], init=False)
    _seats: OrderedDict[str, Seat] = field(factory=OrderedDict[str, Seat], init=False)
    _first: datetime | None = field(default=None, init=False)
    _unlooked: set[str] = field(factory=set[str], init=False)
    _blank: dict[Any, Due] = field(factory=dict[Any, Due], init=False)
    _held: list[tuple[datetime, str]] = field(factory=list[tuple[datetime, str]], init=False)
    _edges: list[datetime] = field(factory=list[datetime], init=False)
    _rows: dict[str, list[datetime]] = field(factory=dict[str, list[datetime]], init=False)
    _alike: tuple[str, ...] = field(default=(), init=False)

    def __attrs_post_init__(self) -> None:
        self.shelf = Shelf(self.log, 2 * self.people)
        self.scoring = Scoring(self.scorecard, self.rulebook, self.rulebook.overriders)

    def reopen(self) -> None:
        """Take up what the log holds."""
        log, reach = self.log, self.reach
        now = self._local(max(self.period.start, log.now() or self.period.start))
        self._first = log.first()
        self.staff = {one: n for n, one in enumerate(self.roster.staff) if self._in_period(one)}
        self._unlooked = set(self.staff)
        self.alarms = Alarms(self.staff)
        self._alike = tuple({self._row_key(one): one for one in reversed(self.roster.staff)}.values())
        for fact in log.of_kinds(reach.kinds_by_anyone):
            reach.remember(fact)
        entangled = list(log.entangled())
        for fact in entangled:
            self.shelf.tie(fact)
        self._held = [(fact.at, fact.staff) for fact in log.after(now)]
        heapq.heapify(self._held)
        upto = log.count()
        unread = frozenset(
            (one, kind)
            for one in dict.fromkeys(fact.staff for fact in entangled)
            for kind in self.shelf.build(one, upto, now).uncovered
        )
        strangers = frozenset(
            one
            for one in (log.staff() if reach.anyone else ())
            if one not in self.roster and self.shelf.build(one, upto, now).facts
        )
        self.world = World(
            now,
            upto,
            unread,
            self._whole(),
            strangers,
            self.roster,
            self.calendar,
            self.period,
            self.shelf.look,
            self._everybody,
        )
        self._edges = [at for at in self._coverage_edges() if at > now]

    # --- what comes in --------------------------------------------------------------------------------------------

    def observe(self, fact: Fact) -> list[Change]:
        """Take in a fact that is on record nowhere else yet; time comes as far as the fact was recorded."""
        simple = is_simple(fact) and not self.log.by_id(fact.id) and not self.log.naming(fact.id)
        number = self.log.add(fact)
        said = self.advance(fact.known_from) if fact.known_from > self.world.now else []
        self.reach.remember(fact)
        if not simple:
            self.shelf.tie(fact)
        earlier = self._first is None or fact.at < self._first
        self._first = fact.at if self._first is None else min(self._first, fact.at)
        if fact.at > self.world.now:
            heapq.heappush(self._held, (fact.at, fact.staff))
        moved = self.covers == "all" and earlier and fact.at < self.period.start
        after = attrs.evolve(
            self.world, upto=number, changed={}, whole=self._whole() if moved else self.world.whole
        )
        known: Line | None = None
        if simple and fact.staff not in self.shelf.tied:
            line = self.world.line(fact.staff)
            known = line if fact.at > self.world.now else line.having(fact)
        said += self._turn(after, {fact.staff: known}, set(self.staff) if moved else (), everything=moved)
        return said

    def advance(self, to: datetime) -> list[Change]:
        """Let time come to an instant, stopping wherever something changes by itself on the way."""
        for one in sorted(self._unlooked, key=self.staff.__getitem__):
            self._look_at(one)
        said: list[Change] = []
        while (at := self._next()) is not None and at <= to:
            touched: dict[str, Line | None] = {}
            while self._held and self._held[0][0] <= at:
                touched[heapq.heappop(self._held)[1]] = None
            alarmed = self.alarms.hard(at)
            edge = bool(self._edges) and self._edges[0] == at
            if edge:
                self._edges.pop(0)
            after = attrs.evolve(self.world, now=self._local(at), changed={})
            said += self._turn(after, touched, set(self.staff) if edge else alarmed, everything=edge)
        if to > self.world.now:
            after = attrs.evolve(self.world, now=self._local(to), changed={})
            said += self._turn(after, {}, self.alarms.soft(to), everything=False)
        return said

    def seat(self, staff: str) -> Seat:
        """Return a person's seat, reckoned anew where it was not kept."""
        return self._seat(staff, self.world)

    def reset(self) -> None:
        """Forget whatever is reckoned: all of it is reckoned anew from the log when it is next needed."""
        if self.sessions is not None:
            self.sessions.close()
        self._seats.clear()
        self.shelf.clear()
        self._blank.clear()
        self.reopen()

    # --- one turn -------------------------------------------------------------------------------------------------

    def _turn(
        self, after: World, touched: dict[str, Line | None], alarmed: Iterable[str], *, everything: bool
    ) -> list[Change]:
        """Go from the world as it stands to the next one and return what that changes, in roster order."""
        before, dirty, said = self.world, Dirty(), list[Change]()
        changed: dict[str, Line] = {}
        for staff, known in touched.items():
            for one in self.shelf.together(staff):
                changed[one] = known if known is not None else self.shelf.build(one, after.upto, after.now)
        for one, line in changed.items():
            said += self._compare(one, before.line(one), line, after.now, dirty)
        after = self._with(after, changed, dirty)
        every = range(len(self.rulebook))
        for one in alarmed:
            dirty.setdefault(one, set()).update(every if everything else ())
        for one in sorted((one for one in dirty if one in self.staff), key=self.staff.__getitem__):
            seat = self._seat(one, self._when_said(one, before))
            if any(before.now < at <= after.now for at in self._rows_of(one)):
                dirty[one].update(every)
            said += self._settle(one, seat, after, dirty[one])
        for one, line in changed.items():
            self.shelf.keep(one, line)
        self.world = attrs.evolve(after, changed={})
        return said

    def _when_said(self, staff: str, before: World) -> World:
        """Return the world in which a person's answers were last said: a count of days may have gone on since."""
        soft = self.alarms.of(staff)[1]
        past = staff not in self._seats and soft is not None and soft <= before.now
        return attrs.evolve(before, now=soft - TICK) if past and soft is not None else before

    def _compare(self, staff: str, old: Line, new: Line, at: datetime, dirty: Dirty) -> list[Change]:
        facts = old.compared(new)
        leaves = [None] * len(facts) if self.sessions is None else self.sessions.leaves(facts)
        leaf = {} if self.plan is None else self.plan.leaf
        for fact, met in zip(facts, leaves, strict=True):
            self.reach.concerns(fact, met, leaf, dirty)
        for kind in old.uncovered ^ new.uncovered:
            self.reach.unseen(staff, kind, dirty)
        return [problem_change(problem, staff, at) for problem in new.problems if problem not in old.problems]

    def _with(self, after: World, changed: dict[str, Line], dirty: Dirty) -> World:
        unread, strangers = set(after.unread), set(after.strangers)
        for one, line in changed.items():
            unread = {pair for pair in unread if pair[0] != one} | {(one, kind) for kind in line.uncovered}
            if self.reach.anyone and one not in self.roster:
                (strangers.add if line.facts else strangers.discard)(one)
        if bool(strangers) != bool(after.strangers):
            self.reach.strangers(dirty)
        return attrs.evolve(after, changed=changed, unread=frozenset(unread), strangers=frozenset(strangers))

    def _settle(self, staff: str, seat: Seat, world: World, rules: set[int]) -> list[Change]:
        changed = False
        engine = self._engine(world)
        for number in sorted(rules | set(seat.due(world.now))):
            rule = self.rulebook.rules[number]
            found = engine.outcome(rule, staff)
            changed = changed or found != seat.outcomes[number]
            seat.outcomes[number] = found
            seat.hard[number], seat.soft[number] = engine.alarms(rule.pattern)
        self._wake(staff, self._next_of(staff, seat, world.now))
        if not changed:
            return []
        old, seat.said = seat.said, self._say(staff, seat.outcomes, world.now)
        return list(changes(old, seat.said, world.now))

    # --- seats ----------------------------------------------------------------------------------------------------

    def _seat(self, staff: str, world: World) -> Seat:
        seat = self._seats.get(staff)
        if seat is None:
            engine, rules = self._engine(world), self.rulebook.rules
            outcomes: list[Outcome] = []
            alarms: list[Due] = []
            for rule in rules:
                outcomes.append(engine.outcome(rule, staff))
                alarms.append(engine.alarms(rule.pattern))
            seat = Seat(
                outcomes,
                [hard for hard, _ in alarms],
                [soft for _, soft in alarms],
                self._say(staff, outcomes, world.now),
            )
            self._seats[staff] = seat
            self._wake(staff, self._next_of(staff, seat, world.now))
            while len(self._seats) > self.people:
                self._seats.popitem(last=False)
        self._seats.move_to_end(staff)
        return seat

    def _say(self, staff: str, outcomes: list[Outcome], now: datetime) -> Verdict:
        head = Asked(self.period, now, now, {})
        scores = self.scoring.score(outcomes)
        return verdict(staff, head, self.rulebook, self.scorecard, tuple(outcomes), scores)

    def _engine(self, world: World) -> Watcher:
        return Watcher(
            world.scene,
            plan=self.plan,
            feed=None if self.sessions is None else self.sessions.feed(world),
            sharers=lambda node, staff: self._sharers(node, staff, world),
            stand_ins=(
                *self._alike,
                *sorted(world.strangers)[:1],
                *sorted({one for one, _ in world.unread if one}),
            ),
            whole=world.whole,
        )

    def _sharers(self, node: ByAnyone, staff: str, world: World) -> list[str]:
        joins = [one for one in self.reach.anyone if one.node is node]
        if any(not one.fixed for one in joins):
            return list(world.everybody())
        return sorted(set[str]().union(*(self.reach.sharers(one, staff) for one in joins)))

    def below(self, staff: str) -> tuple[str, ...]:
        """Return whose timelines the rules read that look at a person's subordinates."""
        people = {staff: None}
        for _ in range(self.reach.depth):
            people |= {
                one: None for each in people for one in self.roster.ever_reports(each, date.min, date.max)
            }
        return tuple(one for one in people if one != staff)

    def first_at(self) -> datetime:
        """Return the earlier of the period's start and the first fact."""
        return min(self.period.start, self._first or self.period.start)

    # --- when something changes by itself -------------------------------------------------------------------------

    def _look_at(self, staff: str) -> None:
        """Reckon when a person's answers change by themselves; people without facts share it with others like them."""
        world = self.world
        alone = not self.roster.ever_reports(staff, date.min, date.max) and not world.line(staff).facts
        if not alone or any(one == staff for one, _ in world.unread):
            self._seat(staff, world)
            return
        key = (world.now, self._rows_key(staff))
        if key not in self._blank:
            self._seat(staff, world)
            self._blank[key] = self.alarms.of(staff)
        self._wake(staff, self._blank[key])

    def _next_of(self, staff: str, seat: Seat, now: datetime) -> Due:
        hard, soft = seat.next()
        rows = [at for at in self._rows_of(staff) if at > now]
        return min([*rows, *([] if hard is None else [hard])], default=None), soft

    def _wake(self, staff: str, due: Due) -> None:
        self._unlooked.discard(staff)
        self.alarms.set(staff, due)

    def _next(self) -> datetime | None:
        held = [self._held[0][0]] if self._held else []
        alarm = self.alarms.next()
        return min([*held, *self._edges[:1], *([] if alarm is None else [alarm])], default=None)

    def _rows_of(self, staff: str) -> list[datetime]:
        """Return the instants at which a row begins or has ended of a person or of those below."""
        if staff not in self._rows:
            found: set[datetime] = set()
            for row in (row for one in (staff, *self.below(staff)) for row in self.roster.rows(one)):
                if row.since is not None:
                    found.add(self.calendar.start_of(row.since))
                if row.until is not None:
                    found.add(self.calendar.start_of(row.until + ONE))
            self._rows[staff] = sorted({*found, *(at + TICK for at in found)})
        return self._rows[staff]

    def _coverage_edges(self) -> list[datetime]:
        """Return the instants at which coverage begins or has ended for somebody, and the calendar's end."""
        start_of, found = self.calendar.start_of, {self.calendar.start_of(self.calendar.last + ONE)}
        for entry in getattr(self.covers, "entries", ()):
            found.add(start_of(entry.since))
            if entry.until is not None:
                found.add(start_of(entry.until + ONE))
        return sorted({*found, *(at + TICK for at in found)})

    # --- once and for all -----------------------------------------------------------------------------------------

    def _whole(self) -> Settled:
        return settle(
            self.covers,
            facts=(Fact(id="-", staff="-", at=self.first_at()),),
            vocabulary=self.rulebook.vocabulary,
            roster=self.roster,
            calendar=self.calendar,
            period=self.period,
            as_of=EVER_AFTER,
        )

    def _local(self, at: datetime) -> datetime:
        """Return an instant as the calendar's clocks show it: how time is told must not hang on who told it."""
        return fixed(self.calendar.local(at))

    def _everybody(self) -> tuple[str, ...]:
        """Return whose timelines a join with anyone's facts reads that its keys do not tell; mostly nobody's."""
        return () if all(one.fixed for one in self.reach.anyone) else tuple(sorted(self.log.staff()))

    def _row_key(self, staff: str) -> Any:
        return tuple((row.unit, row.since, row.until) for row in self.roster.rows(staff))

    def _rows_key(self, staff: str) -> Any:
        return tuple(
            (
                row.unit,
                row.since,
                row.until,
                tuple(self._bound(rule.applies_to, row) for rule in self.rulebook),
            )
            for row in self.roster.rows(staff)
        )

    @staticmethod
    def _bound(applies: Any, row: Any) -> bool:
        return applies is None or value(applies, Context(None, lambda _: row)) is True

    def _in_period(self, staff: str) -> bool:
        start_of, period = self.calendar.start_of, self.period
        return any(
            (row.since is None or start_of(row.since) < period.end)
            and (row.until is None or start_of(row.until + ONE) > period.start)
            for row in self.roster.rows(staff)
        )
