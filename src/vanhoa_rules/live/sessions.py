"""8 · What the network has found of the people asked about last; of those beyond the limit it is told anew on demand."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence

from attrs import define, field

from vanhoa_rules.engines.durable import Feed, Network, Seen, Session, Setting
from vanhoa_rules.facts import Fact
from vanhoa_rules.live.reach import Reach
from vanhoa_rules.live.standing import World

LATEST = 50


@define(eq=False)
class News:
    """The facts by which a person's line has grown since a session was told of it, and the conditions they meet."""

    told: tuple[Fact, ...]
    line: tuple[Fact, ...] = ()
    facts: list[Fact] = field(factory=list[Fact], init=False)
    met: list[frozenset[int]] = field(factory=list[frozenset[int]], init=False)


@define(eq=False)
class Sessions:
    """At most ``limit`` open sessions, the least recently used dropped first."""

    setting: Setting
    reach: Reach
    limit: int
    _open: OrderedDict[str, tuple[Session, tuple[Fact, ...]]] = field(
        factory=OrderedDict[str, tuple[Session, tuple[Fact, ...]]], init=False
    )
    _news: dict[str, News] = field(factory=dict[str, News], init=False)

    @property
    def network(self) -> Network:
        """The network they are in."""
        return self.setting.network

    def __len__(self) -> int:
        return len(self._open)

    def leaves(self, facts: Sequence[Fact]) -> list[frozenset[int]]:
        """Return the conditions that each fact meets."""
        return self.network.leaves(facts, self.setting.row_at)

    def grows(
        self, staff: str, told: tuple[Fact, ...], line: tuple[Fact, ...], fact: Fact, met: frozenset[int]
    ) -> None:
        """Note that a person's line is another one with one more fact, and the conditions that it meets."""
        news = self._news.get(staff)
        if news is None or news.line is not told:
            news = self._news[staff] = News(told)
        if len(news.facts) >= LATEST:  # nobody asked for long: then the whole line is gone through
            del self._news[staff]
            return
        news.line = line
        news.facts.append(fact)
        news.met.append(met)

    def feed(self, world: World) -> Feed:
        """Return what the network sees of each person in a world."""
        seen: dict[str, Seen] = {}

        def look(staff: str) -> Seen:
            found = seen.get(staff)
            if found is None:
                found = seen[staff] = self._session(staff, world)
            return found

        return look

    def close(self) -> None:
        """Forget every session."""
        self._open.clear()
        self._news.clear()

    def _session(self, staff: str, world: World) -> Session:
        try:
            return self._told(staff, world)
        except BaseException:
            self._open.pop(staff, None)
            raise

    def _told(self, staff: str, world: World) -> Session:
        line = world.line(staff).facts
        found = self._open.get(staff)
        session, told = (Session(self.setting), ()) if found is None else found
        if told is not line:
            self._catch_up(session, told, line, self._news.pop(staff, None))
        if self.reach.anyone:
            self._tell_of_others(session, staff, world)
        self._open[staff] = session, line
        self._open.move_to_end(staff)
        while len(self._open) > self.limit:
            self._open.popitem(last=False)
        return session

    def _catch_up(
        self, session: Session, told: tuple[Fact, ...], line: tuple[Fact, ...], news: News | None
    ) -> None:
        """Tell a session what is on the line and was not, and strike out what no longer is."""
        if not told:
            session.tell(line)
            return
        if news is not None and news.told is told and news.line is line:
            session.tell(news.facts, news.met)
            return
        old, now = {fact.id: fact for fact in told}, {fact.id: fact for fact in line}
        for fact in told:
            if not _same(fact, now.get(fact.id)):
                session.untell(fact)
        new = [fact for fact in line if not _same(fact, old.get(fact.id))]
        session.tell(new)

    def _tell_of_others(self, session: Session, staff: str, world: World) -> None:
        facts: dict[str, Fact] = {}
        for one in self.reach.anyone:
            people: Iterable[str] = self.reach.sharers(one, staff) if one.fixed else world.everybody()
            for other in people:
                if other != staff:
                    facts.update((f.id, f) for f in world.line(other).facts if f.kind in one.second)
        new = [fact for fact in facts.values() if not session.knows(fact)]
        if new:
            session.tell_of_others(zip(new, self.network.leaves(new, self.setting.row_at), strict=True))


def _same(one: Fact, other: Fact | None) -> bool:
    return one is other or one == other
