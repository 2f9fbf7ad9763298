"""8 · Where a live evaluation is carried on: what comes in, whom it concerns, and what is then said anew."""

import heapq
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
from attrs import define, field

from vanhoa_rules.calendars import Calendar, Period
from vanhoa_rules.facts import Fact, Person, Roster, Settled, TaskAssigned, settle
from vanhoa_rules.facts.base import fixed
from vanhoa_rules.live.alarms import Alarms, Due
from vanhoa_rules.live.changes import Change, changes, problem_change
from vanhoa_rules.live.edges import Edges
from vanhoa_rules.live.judge import Judge
from vanhoa_rules.live.lines import Shelf
from vanhoa_rules.live.log import Log, is_simple
from vanhoa_rules.live.reach import Dirty, Reach, RowAt, Touched
from vanhoa_rules.live.sessions import Sessions
from vanhoa_rules.live.standing import Line, Seat, World
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Scorecard, score
from vanhoa_rules.verdicts import Asked, Verdict, verdict

TICK = timedelta(microseconds=1)
EVER_AFTER = datetime(9990, 1, 1, tzinfo=UTC)
Known = tuple[Line, tuple[Fact, ...]]
"""A person's next line, where it is known without a look at the log, and the facts that it does not share with the last."""


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
    reach: Reach
    judge: Judge
    edges: Edges
    sessions: Sessions | None = None
    shelf: Shelf = field(init=False)
    alarms: Alarms = field(init=False)
    world: World = field(init=False)
    staff: dict[str, int] = field(factory=dict[str, int], init=False)
    _seats: OrderedDict[str, Seat] = field(factory=OrderedDict[str, Seat], init=False)
    _nodes: dict[int, int] = field(factory=dict[int, int], init=False)
    _first: datetime | None = field(default=None, init=False)
    _unlooked: set[str] = field(factory=set[str], init=False)
    _blank: dict[Any, Due] = field(factory=dict[Any, Due], init=False)
    _held: list[tuple[datetime, str]] = field(factory=list[tuple[datetime, str]], init=False)
    _coming: list[datetime] = field(factory=list[datetime], init=False)

    def __attrs_post_init__(self) -> None:
        self._nodes = {
            id(read.node): id(read.node) for reads in self.reach.by_kind.values() for read in reads
        }
        self.shelf = Shelf(self.log, 2 * self.people)

    def reopen(self) -> None:
        """Take up what the log holds."""
        log, reach = self.log, self.reach
        now = self._local(max(self.period.start, log.now() or self.period.start))
        self._first = log.first()
        judged = filter(self.edges.is_judged, self.roster.staff)
        self.staff = {one: n for n, one in enumerate(judged)}
        self._unlooked = set(self.staff)
        self.alarms = Alarms(self.staff)
        for fact in log.of_kinds(reach.kinds_by_anyone):
            reach.remember(fact)
        entangled = list(log.entangled())
        for fact in entangled:
            self.shelf.tie(fact)
        self._held = [(fact.at, fact.staff) for fact in log.after(now)]
        heapq.heapify(self._held)
        upto = log.count()
        garbled = frozenset(
            (one, kind)
            for one in dict.fromkeys(fact.staff for fact in entangled)
            for kind in self.shelf.build(one, upto, now).uncovered
        )
        strangers = frozenset(
            one
            for one in (log.staff() if reach.anyone else ())
            if one not in self.roster and self.shelf.build(one, upto, now).facts
        )
        refused = frozenset(log.refused())
        self.world = World(
            now,
            upto,
            garbled,
            refused,
            self._whole(),
            strangers,
            self.roster,
            self.calendar,
            self.period,
            self.shelf.look,
            self._everybody,
        )
        self._coming = [at for at in self.edges.of_coverage(self.covers) if at > now]

    # --- what comes in --------------------------------------------------------------------------------------------

    def observe(self, fact: Fact) -> list[Change]:
        """Take in a fact that is on record nowhere else yet; time comes as far as the fact was recorded."""
        fresh = not self.log.by_id(fact.id) and not self.log.naming(fact.id)
        number = self.log.add(fact)
        said = self.advance(fact.known_from) if fact.known_from > self.world.now else []
        self.reach.remember(fact)
        if not (fresh and (is_simple(fact) or isinstance(fact, TaskAssigned))):
            self.shelf.tie(fact)
        earlier = self._first is None or fact.at < self._first
        self._first = fact.at if self._first is None else min(self._first, fact.at)
        if fact.at > self.world.now:
            heapq.heappush(self._held, (fact.at, fact.staff))
        moved = self.covers == "all" and earlier and fact.at < self.period.start
        after = attrs.evolve(
            self.world, upto=number, changed={}, whole=self._whole() if moved else self.world.whole
        )
        touched = {fact.staff: self._line_with(fact) if fresh else None}
        said += self._turn(after, touched, set(self.staff) if moved else (), everything=moved)
        return said + self.doubt() if self.world.refused else said

    def doubt(self) -> list[Change]:
        """Say what is changed by what could not be read, or was mended, since this was last asked."""
        before, refused = self.world, frozenset(self.log.refused())
        if refused == before.refused:
            return []
        dirty: Dirty = {}
        for staff, kind in sorted(refused ^ before.refused, key=repr):
            kinds = tuple(self.reach.by_kind) if kind is None else (kind,)
            for one in self.roster.staff if staff is None else (staff,):
                for each in kinds:
                    self.reach.unseen(one, each, dirty)
        after = attrs.evolve(before, changed={}, refused=refused)
        return self._turn(after, {}, (), everything=False, dirty=dirty)

    def advance(self, to: datetime) -> list[Change]:
        """Let time come to an instant, stopping wherever something changes by itself on the way."""
        for one in sorted(self._unlooked, key=self.staff.__getitem__):
            self._look_at(one)
        said: list[Change] = []
        while (at := self._next()) is not None and at <= to:
            touched: dict[str, Known | None] = {}
            while self._held and self._held[0][0] <= at:
                touched[heapq.heappop(self._held)[1]] = None
            alarmed = self.alarms.hard(at)
            edge = bool(self._coming) and self._coming[0] == at
            if edge:
                self._coming.pop(0)
            after = attrs.evolve(self.world, now=self._local(at), changed={})
            said += self._turn(after, touched, set(self.staff) if edge else alarmed, everything=edge)
        if to > self.world.now:
            after = attrs.evolve(self.world, now=self._local(to), changed={})
            said += self._turn(after, {}, self.alarms.soft(to), everything=False)
        return said

    def said(self, staff: str) -> Verdict:
        """Return a person's verdict, without a receipt."""
        seat, now = self._seat(staff, self.world), self.world.now
        overdue = seat.overdue(now)
        if overdue:
            anew = self.judge.settle(staff, seat, self.world, overdue)
            seat.tally.update(rule.id for rule, _, _ in anew)
            seat.said = None
            self._wake(staff, self._next_of(staff, seat, now))
        if seat.said is None:
            head, outcomes = Asked(self.period, now, now, {}), tuple(seat.outcomes)
            scores = score(self.scorecard, self.rulebook, outcomes)
            seat.said = verdict(staff, head, self.rulebook, self.scorecard, outcomes, scores)
        return seat.said

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
        self,
        after: World,
        touched: Mapping[str, Known | None],
        alarmed: Iterable[str],
        *,
        everything: bool,
        dirty: Dirty | None = None,
    ) -> list[Change]:
        """Go from the world as it stands to the next one and return what that changes, in roster order."""
        before, said = self.world, list[Change]()
        dirty = {} if dirty is None else dirty
        changed: dict[str, Line] = {}
        for staff, known in touched.items():
            if known is not None:
                line, facts = known
                met = self._concern(facts, dirty)
                if facts:
                    changed[staff] = line
                    if self.sessions is not None:
                        self.sessions.grows(staff, before.line(staff).facts, line.facts, facts[0], met[0])
                continue
            for one in self.shelf.together(staff):
                line = self.shelf.build(one, after.upto, after.now)
                changed[one] = line
                said += self._compare(one, before.line(one), line, after.now, dirty)
        after = self._with(after, changed, dirty)
        for one in alarmed:
            self._mark(one, dirty, everything=everything)
        for one in sorted((one for one in dirty if one in self.staff), key=self.staff.__getitem__):
            seat = self._seat(one, self._when_said(one, before))
            if before.now != after.now and any(before.now < at <= after.now for at in self.edges.of(one)):
                self._mark(one, dirty, everything=True)
            said += self._settle(one, seat, after, dirty[one])
        for one, line in changed.items():
            self.shelf.keep(one, line)
        self.world = attrs.evolve(after, changed={}) if changed else after
        return said

    def _mark(self, staff: str, dirty: Dirty, *, everything: bool) -> None:
        touched = dirty.setdefault(staff, {})
        if everything:
            for number in range(len(self.rulebook)):
                touched.setdefault(number, set()).add(None)

    def _when_said(self, staff: str, before: World) -> World:
        """Return the world in which a person's answers were last said: a count of days may have gone on since."""
        soft = self.alarms.of(staff)[1]
        past = staff not in self._seats and soft is not None and soft <= before.now
        return attrs.evolve(before, now=soft - TICK) if past and soft is not None else before

    def _line_with(self, fact: Fact) -> Known | None:
        """Return a person's line with a fact of a new id; None where it does more than add itself."""
        if fact.staff in self.shelf.tied:
            return None
        line = self.world.line(fact.staff)
        if fact.at > self.world.now:
            return line, ()
        if not is_simple(fact) and not (
            isinstance(fact, TaskAssigned)
            and all(one.case != fact.case for one in line.facts if isinstance(one, TaskAssigned))
        ):
            return None
        return line.having(fact), (fact,)

    def _compare(self, staff: str, old: Line, new: Line, at: datetime, dirty: Dirty) -> list[Change]:
        self._concern(old.compared(new), dirty)
        for kind in old.uncovered ^ new.uncovered:
            self.reach.unseen(staff, kind, dirty)
        return [problem_change(problem, staff, at) for problem in new.problems if problem not in old.problems]

    def _concern(self, facts: Sequence[Fact], dirty: Dirty) -> list[frozenset[int]]:
        """Note whom facts that came or went concern; return which conditions each of them meets."""
        if self.sessions is None:
            found = [self.reach.met(fact, self._row_at(fact.staff)) for fact in facts]
            leaf = self._nodes
        else:
            found, leaf = self.sessions.leaves(facts), self.sessions.network.plan.leaf
        for fact, met in zip(facts, found, strict=True):
            self.reach.concerns(fact, met, leaf, dirty)
        return found

    def _with(self, after: World, changed: Mapping[str, Line], dirty: Dirty) -> World:
        if not changed:
            return after
        garbled, strangers = after.garbled, after.strangers
        for one, line in changed.items():
            mine, now = {pair for pair in garbled if pair[0] == one}, {(one, kind) for kind in line.uncovered}
            if mine != now:
                garbled = (garbled - mine) | now
            if self.reach.anyone and one not in self.roster and bool(line.facts) != (one in strangers):
                strangers = strangers | {one} if line.facts else strangers - {one}
        if bool(strangers) != bool(after.strangers):
            self.reach.strangers(dirty)
        return attrs.evolve(after, changed=changed, garbled=garbled, strangers=strangers)

    def _settle(self, staff: str, seat: Seat, world: World, touched: Touched) -> list[Change]:
        anew = self.judge.settle(staff, seat, world, touched)
        self._wake(staff, self._next_of(staff, seat, world.now))
        if not anew:
            return []
        before, seat.said = seat.tally.standing, None
        seat.tally.update(rule.id for rule, _, _ in anew)
        return list(changes(staff, anew, before, seat.tally.standing, world.now))

    def _seat(self, staff: str, world: World) -> Seat:
        seat = self._seats.get(staff)
        if seat is None:
            seat = self._seats[staff] = self.judge.seat(staff, world)
            self._wake(staff, self._next_of(staff, seat, world.now))
            while len(self._seats) > self.people:
                self._seats.popitem(last=False)
        self._seats.move_to_end(staff)
        return seat

    # --- when something changes by itself -------------------------------------------------------------------------

    def _look_at(self, staff: str) -> None:
        """Reckon when a person's answers change by themselves; people without facts share it with others like them."""
        world = self.world
        alone = not self.roster.ever_reports(staff, date.min, date.max) and not world.line(staff).facts
        if not alone or any(one is None or one == staff for one, _ in world.unread):
            self._seat(staff, world)
            return
        key = (world.now, self.edges.likeness(staff))
        if key not in self._blank:
            self._seat(staff, world)
            self._blank[key] = self.alarms.of(staff)
        self._wake(staff, self._blank[key])

    def _next_of(self, staff: str, seat: Seat, now: datetime) -> Due:
        hard, soft = seat.next
        rows = [at for at in self.edges.of(staff) if at > now]
        return min([*rows, *([] if hard is None else [hard])], default=None), soft

    def _wake(self, staff: str, due: Due) -> None:
        self._unlooked.discard(staff)
        self.alarms.set(staff, due)

    def _next(self) -> datetime | None:
        held = [self._held[0][0]] if self._held else []
        alarm = self.alarms.next()
        return min([*held, *self._coming[:1], *([] if alarm is None else [alarm])], default=None)

    # --- once and for all -----------------------------------------------------------------------------------------

    def first_at(self) -> datetime:
        """Return the earlier of the period's start and the first fact."""
        return min(self.period.start, self._first or self.period.start)

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

    def _row_at(self, staff: str) -> RowAt:
        def row_at(at: Any) -> Person | None:
            return self.roster.row(staff, self.calendar.day(at))

        return row_at

    def _local(self, at: datetime) -> datetime:
        """Return an instant as the calendar's clocks show it: how time is told must not hang on who told it."""
        return fixed(self.calendar.local(at))

    def _everybody(self) -> tuple[str, ...]:
        """Return whose timelines a join with anyone's facts reads that its keys do not tell; mostly nobody's."""
        return () if all(one.fixed for one in self.reach.anyone) else tuple(sorted(self.log.staff()))
