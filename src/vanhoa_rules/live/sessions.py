"""8 · The network's sessions of the people asked about last; those beyond the limit are closed and told anew on demand."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence

from attrs import define, field

from vanhoa_rules.engines.durable import Feed, Network, Seen, Session, Setting
from vanhoa_rules.facts import Fact
from vanhoa_rules.live.reach import Reach
from vanhoa_rules.live.standing import World


@define(eq=False)
class Sessions:
    """At most ``limit`` open sessions, the least recently used closed first."""

    setting: Setting
    reach: Reach
    limit: int
    _open: OrderedDict[str, tuple[Session, tuple[Fact, ...]]] = field(
        factory=OrderedDict[str, tuple[Session, tuple[Fact, ...]]], init=False
    )

    @property
    def network(self) -> Network:
        """The network they are in."""
        return self.setting.network

    def __len__(self) -> int:
        return len(self._open)

    def leaves(self, facts: Sequence[Fact]) -> list[set[int]]:
        """Return the conditions that each fact meets."""
        return self.network.leaves(facts, self.setting.row_at)

    def feed(self, world: World) -> Feed:
        """Return what the network sees of each person in a world."""
        seen: dict[str, Seen] = {}

        def look(staff: str) -> Seen:
            if staff not in seen:
                seen[staff] = self._session(staff, world)
            return seen[staff]

        return look

    def close(self) -> None:
        """Close every session."""
        while self._open:
            self._open.popitem()[1][0].close()

    def _session(self, staff: str, world: World) -> Session:
        try:
            return self._told(staff, world)
        except BaseException:
            self._drop(staff)
            raise

    def _told(self, staff: str, world: World) -> Session:
        line = world.line(staff).facts
        session, told = self._open.get(staff, (None, ()))
        if session is None or (told is not line and not _grown(session, line)):
            self._drop(staff)
            session = Session(self.setting)
        if session.told.keys() != {fact.id for fact in line}:
            session.tell([fact for fact in line if fact.id not in session.told])
        if self.reach.anyone:
            self._tell_of_others(session, staff, world)
        self._open[staff] = session, line
        self._open.move_to_end(staff)
        while len(self._open) > self.limit:
            self._park(staff)
        return session

    def _tell_of_others(self, session: Session, staff: str, world: World) -> None:
        facts: dict[str, Fact] = {}
        for one in self.reach.anyone:
            people: Iterable[str] = self.reach.sharers(one, staff) if one.fixed else world.everybody()
            for other in people:
                if other != staff:
                    facts.update((f.id, f) for f in world.line(other).facts if f.kind in one.second)
        new = [fact for fact in facts.values() if not session.knows(fact)]
        session.tell_of_others(zip(new, self.leaves(new), strict=True))

    def _park(self, kept: str) -> None:
        """Close the session asked least recently and those that share its state: only so is memory given back."""
        block = self._open[next(iter(self._open))][0].block
        mates = [one for one, (session, _) in self._open.items() if block is None or session.block is block]
        for staff in mates[:1] if block is None else mates:
            if staff != kept:
                self._drop(staff)

    def _drop(self, staff: str) -> None:
        if staff in self._open:
            self._open.pop(staff)[0].close()


def _grown(session: Session, line: tuple[Fact, ...]) -> bool:
    """Return whether everything the session was told is still on the line."""
    now = {fact.id: fact for fact in line}
    return all(now.get(name) == fact for name, fact in session.told.items())
