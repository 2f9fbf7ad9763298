"""8 · Live evaluation: facts as they happen, and at once what they changed."""

import json
import os
import threading
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property
from types import TracebackType
from typing import Any, Self, cast
from weakref import WeakValueDictionary

import attrs
from attrs import define

from vanhoa_rules._api import Inputs, as_roster, combined, inputs, library_version
from vanhoa_rules.calendars import Calendar, Period, instant
from vanhoa_rules.canonical import digest, dumps
from vanhoa_rules.engines.durable import SESSIONS, Network, Plan, Setting, available
from vanhoa_rules.errors import DataError, UsageError
from vanhoa_rules.exchange import fact_from_dict, fact_to_dict, read_coverage
from vanhoa_rules.exchange.files import refusal
from vanhoa_rules.exchange.raw import Row
from vanhoa_rules.exchange.rows import Rejected, Terms, check_fact, read_row
from vanhoa_rules.facts import Coverage, Fact, Person, Roster, build, settle
from vanhoa_rules.facts.base import fixed
from vanhoa_rules.facts.timelines import content
from vanhoa_rules.live.changes import Change
from vanhoa_rules.live.desk import Desk
from vanhoa_rules.live.journal import Journal, check_head
from vanhoa_rules.live.log import Log, Memory
from vanhoa_rules.live.reach import Reach
from vanhoa_rules.live.sessions import Sessions
from vanhoa_rules.live.standing import Receipt, World
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Scorecard
from vanhoa_rules.verdicts import Verdict
from vanhoa_rules.words import error, near

FORMAT, VERSION = "vanhoa-rules.live", 1
ENGINES = ("auto", "reference", "durable")
When = str | date | datetime


class Live:
    """An evaluation that goes on: give it facts as they happen, it says what each of them changed.

    ``covers`` must be stated. ``engine``: "durable" (needs the extra of that name), "reference", or "auto", the first
    of the two that is there; the answers are the same. ``journal``: the path of a file that keeps every acknowledged
    fact. ``sessions``: how many people's states the network holds at once; ``people``: how many people's answers are
    kept in memory; whoever is beyond is reckoned anew from the log on demand. Safe for several threads.
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
        sessions: int = 200,
        people: int = 2000,
    ) -> None:
        self._lock = threading.RLock()
        self._network: Network | None = None
        self._log: Log = Memory()
        self._open = True
        self._digest: tuple[tuple[int, datetime], str] | None = None
        self._receipts: WeakValueDictionary[int, Receipt] = WeakValueDictionary()
        book = combined(rulebook, scorecard)
        days = calendar or Calendar.vietnam()
        span = Period.parse(period, days.zone) if isinstance(period, str) else period
        staff = as_roster(roster)
        told = _covers(covers)
        for value in (sessions, people):
            if value < 1 or sessions > SESSIONS:
                raise error(UsageError, "live.sessions", limit=SESSIONS, value=value)
        if engine not in ENGINES:
            raise error(UsageError, "ask.engine", engine=engine, near=near(engine, ENGINES))
        self._head = _head(book, scorecard, days, staff, span, told)
        self._terms = Terms(book.vocabulary, zone=days.local(span.start).tzinfo)  # type: ignore[arg-type]
        self.engine = ("durable" if available() else "reference") if engine == "auto" else engine
        reach = Reach(book, staff)
        plan, states = None, None
        if self.engine == "durable":
            plan = Plan(book)
            self._network = Network(plan)
            states = Sessions(Setting(self._network, days, staff), reach, sessions)
        try:
            if journal is not None:
                self._log = Journal(journal, self._head, book.vocabulary)
            self._desk = Desk(
                rulebook=book,
                scorecard=scorecard,
                roster=staff,
                period=span,
                covers=told,
                calendar=days,
                log=self._log,
                people=people,
                plan=plan,
                sessions=states,
                reach=reach,
            )
            self._desk.reopen()
        except BaseException:
            self.close()
            raise

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
        that cannot be taken; it is then not on record.
        """
        with self._lock:
            self._asked()
            said = self._checked(fact)
            if any(
                repr(one) == repr(said) and content(one) == content(said) for one in self._log.by_id(said.id)
            ):
                return ()
            return self._carefully(lambda: self._desk.observe(said))

    def advance(self, to: When) -> tuple[Change, ...]:
        """Let time come to an instant and return what fell due on the way, in the order of time."""
        with self._lock:
            self._asked()
            at = fixed(instant(to, self._desk.calendar.zone))
            if at < self.now:
                raise error(UsageError, "live.back", now=self.now.isoformat(), to=at.isoformat())
            if at > self.now:
                self._log.add_time(at)
            return self._carefully(lambda: self._desk.advance(at))

    def verdict(self, staff: str) -> Verdict:
        """Return a person's verdict as things stand: what ``evaluate`` says of the same facts now."""
        with self._lock:
            self._asked()
            desk = self._desk
            if staff not in desk.staff:
                raise error(UsageError, "live.staff", staff=staff, near=near(str(staff), desk.staff))
            said = desk.seat(staff).said
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
            data = {
                "format": FORMAT,
                "version": VERSION,
                **self._head,
                "now": self.now.isoformat(),
                "facts": facts,
            }
            return dumps(data, sort=False)

    def restore(self, snapshot: str) -> None:
        """Take up what ``snapshot`` returned; only where nothing was observed yet.

        ``UsageError`` where it was made with another rulebook, scorecard, calendar, roster, period or coverage.
        """
        with self._lock:
            self._asked()
            data = _read(snapshot)
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
            except (KeyError, TypeError, ValueError, DataError) as cause:
                raise error(UsageError, "live.snapshot", fault=type(cause).__name__) from cause
            for fact in facts:
                self._log.add(fact)
            self._log.add_time(now)
            self._desk.reset()

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

    def _carefully(self, ask: Any) -> tuple[Change, ...]:
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
            raise refusal("row.no_fact", found.problems)
        return found

    def _receipt(self, world: World) -> Receipt:
        desk, now, first = self._desk, world.now, self._desk.first_at()

        def facts() -> str:
            with self._lock:
                if self._digest is None or self._digest[0] != (world.upto, now):
                    self._asked()
                    listed = (
                        fact for number, fact in enumerate(self._log.everything(), 1) if number <= world.upto
                    )
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

    def _kept(self, staff: str, world: World) -> "Kept":
        """Return the inputs of one person's verdict: their facts and those of everyone whose facts it may rest on."""
        desk = self._desk
        near = [one for join in desk.reach.anyone for one in sorted(desk.reach.sharers(join, staff))]
        people = dict.fromkeys((staff, *desk.below(staff), *near))
        facts = [fact for one in people for fact in world.line(one).facts]
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
            )
        )


@define(eq=False)
class Kept:
    """The inputs of a verdict, put together when something of them is first asked for."""

    _make: Callable[[], Inputs]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._made, name)

    @cached_property
    def _made(self) -> Inputs:
        return self._make()


def _covers(covers: Any) -> Any:
    if covers is None:
        raise error(UsageError, "live.covers")
    if covers == "all" or isinstance(covers, Coverage):
        return covers
    if isinstance(covers, str | os.PathLike):
        return read_coverage(cast("str", covers))
    return Coverage(covers)


def _head(
    rulebook: Rulebook, scorecard: Scorecard, calendar: Calendar, roster: Roster, period: Period, covers: Any
) -> dict[str, str]:
    fields = [a.name for a in attrs.fields(Person) if a.name != "name"]
    rows = [{name: getattr(row, name) for name in fields} for row in roster.people]
    told = covers if covers == "all" else [entry.to_data() for entry in covers.entries]
    return {
        "rulebook": rulebook.digest,
        "scorecard": scorecard.digest,
        "calendar": calendar.digest,
        "roster": digest(rows),
        "period": f"{period.start.isoformat()}/{period.end.isoformat()}",
        "covers": digest(told),
    }


def _read(snapshot: str) -> dict[str, Any]:
    try:
        data: Any = json.loads(snapshot)
    except (TypeError, ValueError) as cause:
        raise error(UsageError, "live.snapshot", fault=str(cause)[:80]) from cause
    found: dict[str, Any] = cast("dict[str, Any]", data) if isinstance(data, dict) else {}
    if found.get("format") != FORMAT or "version" not in found:
        raise error(UsageError, "live.snapshot", fault="format")
    return found
