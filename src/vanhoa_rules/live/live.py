"""8 · Live evaluation: facts as they happen, and at once what they changed."""

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from types import TracebackType
from typing import Any, Self, cast
from weakref import WeakValueDictionary

import attrs

from vanhoa_rules._api import as_roster, combined, inputs, library_version
from vanhoa_rules.calendars import Calendar, Period, instant
from vanhoa_rules.canonical import dumps
from vanhoa_rules.engines.durable import Network, Plan, Setting, available
from vanhoa_rules.errors import DataError, UsageError
from vanhoa_rules.exchange import fact_from_dict, fact_to_dict, forget
from vanhoa_rules.exchange.files import refusal
from vanhoa_rules.exchange.raw import Row
from vanhoa_rules.exchange.rows import Rejected, Terms, check_fact, read_row
from vanhoa_rules.exchange.values import normal
from vanhoa_rules.facts import Fact, Roster, build, settle
from vanhoa_rules.facts.base import fixed
from vanhoa_rules.facts.timelines import content
from vanhoa_rules.live.changes import Change
from vanhoa_rules.live.desk import Desk
from vanhoa_rules.live.edges import Edges
from vanhoa_rules.live.heads import FORMAT, VERSION, head_of, read_snapshot, stated
from vanhoa_rules.live.journal import Journal, check_head
from vanhoa_rules.live.judge import Judge
from vanhoa_rules.live.log import Log, Memory
from vanhoa_rules.live.reach import Reach
from vanhoa_rules.live.receipts import Kept, Receipt
from vanhoa_rules.live.sessions import Sessions
from vanhoa_rules.live.standing import World
from vanhoa_rules.live.tally import Form
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Scorecard
from vanhoa_rules.verdicts import Verdict
from vanhoa_rules.words import error, near, problem

MOST = 1_000_000
ENGINES = ("auto", "reference", "durable")
When = str | date | datetime


class Live:
    """An evaluation that goes on: give it facts as they happen, it says what each of them changed.

    ``covers`` must be stated. ``engine``: "durable" (needs the extra of that name), "reference", or "auto", the first
    of the two that is there; the answers are the same. ``journal``: the path of a file that keeps every acknowledged
    fact. ``sessions``: of how many people it is kept what the network found, ``people``: of how many the answers;
    whoever is beyond is parked, least recently asked first, and reckoned anew from the log on demand. Safe for
    several threads.
    """

    def __init__(
        self,
        rulebook: Rulebook | None,
        scorecard: Scorecard,
        *,
        roster: Roster | str | os.PathLike[str] | Any,
        period: str | Period,
        covers: Any,
        calendar: Calendar | None = None,
        engine: str = "auto",
        journal: str | os.PathLike[str] | None = None,
        sessions: int = 2000,
        people: int = 2000,
    ) -> None:
        self._lock = threading.RLock()
        self._network: Network | None = None
        self._log: Log = Memory()
        self._open = True
        self._digest: tuple[tuple[int, datetime], str] | None = None
        self._receipts: WeakValueDictionary[int, Receipt] = WeakValueDictionary()
        self._owed: tuple[Change, ...] = ()
        self._book = combined(rulebook, scorecard)
        self._card = scorecard
        self._days = calendar or Calendar.vietnam()
        self._span = Period.parse(period, self._days.zone) if isinstance(period, str) else period
        staff = as_roster(roster)
        self._covers = stated(covers)
        for value in (sessions, people):
            if not 1 <= value <= MOST:
                raise error(UsageError, "live.sessions", limit=MOST, value=value)
        if engine not in ENGINES:
            raise error(UsageError, "ask.engine", engine=engine, near=near(engine, ENGINES))
        self._limits = sessions, people
        self._head = head_of(self._book, scorecard, self._days, staff, self._span, self._covers)
        self._terms = Terms(self._book.vocabulary, zone=self._days.local(self._span.start).tzinfo)  # type: ignore[arg-type]
        self.engine = ("durable" if available() else "reference") if engine == "auto" else engine
        if self.engine == "durable":
            self._network = Network(Plan(self._book))
        try:
            if journal is not None:
                self._log = Journal(journal, self._head, self._book.vocabulary)
            self._desk = self._desk_of(staff)
        except BaseException:
            self.close()
            raise

    def _desk_of(self, staff: Roster) -> Desk:
        """Return a desk for a roster that has taken up what the log holds."""
        book, network = self._book, self._network
        reach = Reach(book, staff, self._days, self._span)
        setting = None if network is None else Setting(network, self._days, staff)
        states = None if setting is None else Sessions(setting, reach, self._limits[0])
        plan = None if network is None else network.plan
        by_unit = self._days.shifts is not None or any(
            entry.units is not None for entry in getattr(self._covers, "entries", ())
        )
        edges = Edges(book, staff, self._days, self._span, reach.depth, by_unit)
        desk = Desk(
            rulebook=book,
            scorecard=self._card,
            roster=staff,
            period=self._span,
            covers=self._covers,
            calendar=self._days,
            log=self._log,
            people=self._limits[1],
            reach=reach,
            judge=Judge(book, staff, Form.of(self._card, book), reach, edges, plan, states),
            edges=edges,
            sessions=states,
        )
        desk.reopen()
        return desk

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Live evaluation of {len(self._desk.staff)} people on the {self.engine} engine>"

    @property
    def now(self) -> datetime:
        """How far time has come."""
        return self._desk.world.now

    @property
    def staff(self) -> tuple[str, ...]:
        """Everyone who is judged, in roster order."""
        return tuple(self._desk.staff)

    def observe(self, fact: Fact | Mapping[str, Any]) -> tuple[Change, ...]:
        """Take in one fact, for good, and return what it changed, of whomever.

        Time comes as far as the fact was recorded (``recorded_at``, else ``at``) and never goes back; one that happens
        later waits for its time. An identical repeat changes nothing. ``DataError`` lists what is wrong with a fact
        that cannot be taken; it is not on record, and its kind is unknown for its person until a fact of the same id
        is taken. What that changed is in the next answer.
        """
        with self._lock:
            self._asked()
            said = self._checked(fact)
            if any(
                repr(one) == repr(said) and content(one) == content(said) for one in self._log.by_id(said.id)
            ):
                return self._answer(())
            return self._answer(self._carefully(lambda: self._desk.observe(said)))

    def advance(self, to: When) -> tuple[Change, ...]:
        """Let time come to an instant and return what fell due on the way, in the order of time."""
        with self._lock:
            self._asked()
            at = fixed(instant(to, self._desk.calendar.zone))
            if at < self.now:
                raise error(UsageError, "live.back", now=self.now.isoformat(), to=at.isoformat())
            if at > self.now:
                self._log.add_time(at)
            return self._answer(self._carefully(lambda: self._desk.advance(at)))

    def verdict(self, staff: str) -> Verdict:
        """Return a person's verdict as things stand: what ``evaluate`` says of the same facts now."""
        with self._lock:
            self._asked()
            desk = self._desk
            if staff not in desk.staff:
                raise error(UsageError, "live.staff", staff=staff, near=near(str(staff), desk.staff))
            try:
                said = desk.said(staff)
            except BaseException:
                desk.reset()
                raise
            world = desk.world
            return attrs.evolve(
                said,
                as_of=world.now,
                known_at=world.now,
                receipt=self._receipt(world),
                inputs=self._kept(staff, world),
            )

    def snapshot(self) -> str:
        """Return everything as versioned JSON text, for ``restore``."""
        with self._lock:
            self._asked()
            facts = [fact_to_dict(fact) for fact in self._log.everything()]
            refused = [[*row] for row in self._log.refusals()]
            data = {
                "format": FORMAT,
                "version": VERSION,
                **self._head,
                "now": self.now.isoformat(),
                "facts": facts,
                **({"refused": refused} if refused else {}),
            }
            return dumps(data, sort=False)

    def restore(self, snapshot: str) -> None:
        """Take up what ``snapshot`` returned; only where nothing was observed yet.

        ``UsageError`` where it was made with another rulebook, scorecard, calendar, roster, period or coverage.
        """
        with self._lock:
            self._asked()
            data = read_snapshot(snapshot)
            if data["version"] != VERSION:
                raise error(UsageError, "live.version", found=data["version"], version=VERSION)
            check_head(data, self._head)
            if self._log.count() or self.now != self._desk.period.start:
                raise error(UsageError, "live.not_empty")
            try:
                vocabulary = self._desk.rulebook.vocabulary
                facts = [
                    fact_from_dict(row, vocabulary=vocabulary, allow_citizen_ids=True)
                    for row in data["facts"]
                ]
                now = datetime.fromisoformat(data["now"])
                refused = [(staff, kind, name) for staff, kind, name in data.get("refused", ())]
            except (KeyError, TypeError, ValueError, DataError) as cause:
                raise error(UsageError, "live.snapshot", fault=type(cause).__name__) from cause
            for fact in facts:
                self._log.add(fact)
            for staff, kind, name in refused:
                self._log.refuse(staff, kind, name)
            self._log.add_time(now)
            self._desk.reset()

    def forget(self, staff: str) -> int:
        """Take everything about a person out of the log, for good, and the person out of the roster; return how many facts.

        For a request or the end of retention. Their number in others' facts becomes "…". Nothing of it is left in the
        journal's file, which from now on belongs to the roster that ``vanhoa_rules.forget`` gives; ``UsageError`` where
        nothing is held about the person.
        """
        with self._lock:
            self._asked()
            roster = self._desk.roster
            if staff not in roster and not self._log.of((staff,), self._log.count()):
                raise error(UsageError, "live.staff", staff=staff, near=near(str(staff), roster.staff))
            rest = forget((), staff, roster=roster).roster or roster
            head = head_of(self._book, self._card, self._days, rest, self._span, self._covers)
            for receipt in list(self._receipts.values()):
                receipt.read()
            self._log.add_time(self.now)
            removed = self._log.forget(staff, lambda fact: forget((fact,), staff).facts[0], head)
            self._head, self._digest = head, None
            self._desk = self._desk_of(rest)
            return removed

    def close(self) -> None:
        """Close the journal and give the network's memory back; a second time does nothing."""
        with self._lock:
            if self._open:
                for receipt in list(self._receipts.values()):
                    receipt.read()
            self._open = False
            if self._network is not None:
                self._network.close()
            self._log.close()

    # --------------------------------------------------------------------------------------------------------------

    def _asked(self) -> None:
        if not self._open:
            raise error(UsageError, "live.closed")

    def _carefully(self, ask: Callable[[], Iterable[Change]]) -> tuple[Change, ...]:
        """Return what was changed; whatever fails, nothing half-reckoned is kept."""
        try:
            return tuple(ask())
        except BaseException:
            self._desk.reset()
            raise

    def _checked(self, fact: Any) -> Fact:
        if isinstance(fact, Fact):
            found = check_fact(fact, None, self._terms)
        elif isinstance(fact, Mapping):
            found = read_row(Row(dict(cast("Mapping[str, Any]", fact))), self._terms)
        else:
            raise error(UsageError, "live.fact", type=type(fact).__name__)
        if isinstance(found, Rejected):
            self._refuse(fact, found)
            raise refusal("row.no_fact", found.problems)
        return found

    def _refuse(self, fact: Any, found: Rejected) -> None:
        """Record whose record of what a refused fact leaves unknown, as a bad row of a file does."""
        name: Any = fact.id if isinstance(fact, Fact) else fact.get("id")
        name = normal(name) if isinstance(name, str) and name else None
        for staff, kind in sorted({(one.staff, one.kind) for one in found.problems}, key=repr):
            self._log.refuse(staff, kind, name)
        self._owed += self._carefully(self._desk.doubt)

    def _answer(self, said: tuple[Change, ...]) -> tuple[Change, ...]:
        """Return what was changed since the last answer."""
        owed, self._owed = self._owed, ()
        return (*owed, *said)

    def _receipt(self, world: World) -> Receipt:
        desk, now, first = self._desk, world.now, self._desk.first_at()

        def facts() -> str:
            with self._lock:
                if self._digest is None or self._digest[0] != (world.upto, now):
                    self._asked()
                    listed = self._log.everything(world.upto)
                    self._digest = (world.upto, now), build(listed, as_of=now, known_at=now).digest
                return self._digest[1]

        def coverage() -> Any:
            settled = settle(
                desk.covers,
                facts=(Fact(id="-", staff="-", at=first),),
                vocabulary=desk.rulebook.vocabulary,
                roster=desk.roster,
                calendar=desk.calendar,
                period=desk.period,
                as_of=now,
                uncovered=world.unread,
            )
            return settled.to_data()

        names = ("rulebook", "scorecard", "calendar")
        said: dict[str, Any] = {name: self._head[name] for name in names}
        said |= {"facts": None, "coverage": None, "version": library_version()}
        found = Receipt(said, {"facts": facts, "coverage": coverage})
        self._receipts[id(found)] = found
        return found

    def _kept(self, staff: str, world: World) -> Kept:
        """Return the inputs of one person's verdict: their facts and those of everyone whose facts it may rest on."""
        desk = self._desk
        others = [one for join in desk.reach.anyone for one in sorted(desk.reach.sharers(join, staff))]
        people = dict.fromkeys((staff, *desk.edges.below(staff), *others))
        facts = [fact for one in people for fact in world.line(one).facts]
        refused = sorted(world.refused, key=repr)
        return Kept(
            lambda: inputs(
                desk.rulebook,
                desk.scorecard,
                facts,
                roster=desk.roster,
                period=desk.period,
                as_of=world.now,
                known_at=world.now,
                covers=desk.covers,
                calendar=desk.calendar,
                engine="reference",
                rejected=[problem("row.refused", staff=one, kind=kind) for one, kind in refused],
            )
        )
