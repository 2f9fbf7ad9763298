"""3 · What the network has found about one person: the facts of each ``each``, and the pairs of each join."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from attrs import define, field, frozen

from vanhoa_rules import conditions
from vanhoa_rules.calendars import Calendar
from vanhoa_rules.conditions import Context, Expr
from vanhoa_rules.engines.durable.coding import SAFE, RowAt, number
from vanhoa_rules.engines.durable.dialect import Side
from vanhoa_rules.engines.durable.network import Block, Message, Network
from vanhoa_rules.errors import CalendarError
from vanhoa_rules.facts import Fact, Roster, fields_of
from vanhoa_rules.patterns import Before

BUCKET = 7 * 24 * 3600 * 1_000_000
BUCKETS = 12
LONG = -1
UNTIMED = frozenset({"point", "key", "also"})
Pair = tuple[str, str]


class Seen(Protocol):
    """What a network has found about one person: facts by leaf, pairs of fact ids by join."""

    @property
    def hits(self) -> Mapping[int, Mapping[str, Fact]]:
        """The facts that meet the condition of each leaf, by id."""
        ...

    @property
    def pairs(self) -> Mapping[int, set[Pair]]:
        """The ids (left, right) of each join."""
        ...


Feed = Callable[[str], Seen]


@frozen
class Setting:
    """What does not change while a network lives, and what reads conditions and deadlines off a fact."""

    network: Network
    calendar: Calendar
    roster: Roster

    def row_at(self, staff: str) -> RowAt:
        """Return how to read the roster row of a person at an instant."""
        return lambda at: self.roster.row(staff, self.calendar.day(at))

    def messages(self, side: Side, fact: Fact, key_of: Callable[[Any], int]) -> Iterator[Message]:
        """Yield a fact as it enters a join; none where its key is null."""
        low, high = (number(fact.at),) * 2 if side.shape in UNTIMED else self._span(side, fact)
        times = (
            {"t": low} if side.shape == "point" else {} if side.shape in UNTIMED else {"a": low, "z": high}
        )
        if side.same is not None:
            key = getattr(fact, fields_of(type(fact))[side.same].attribute)
            if key is not None:
                yield {**times, "j": key_of((side.same, key))}
            return
        first, last = low // BUCKET, high // BUCKET
        if last - first >= BUCKETS:
            buckets: Iterable[Any] = (LONG,)
        else:
            buckets = (*range(first, last + 1), *((LONG,) if side.shape == "point" else ()))
        for bucket in buckets:
            yield {**times, "j": key_of(bucket)}

    def _span(self, side: Side, fact: Fact) -> tuple[int, int]:
        end = getattr(fact, "until", None) if side.shape == "until" else self._deadline(side, fact)
        return number(fact.at), SAFE if end is None else max(number(fact.at), number(end))

    def _deadline(self, side: Side, fact: Fact) -> datetime | None:
        """Return the last instant of the interval; None where there is none or it lies outside the calendar."""
        limit, calendar = side.limit, self.calendar
        try:
            match limit:
                case None:
                    return None
                case Before(of, duration):
                    written = self._written(of, fact)
                    return written and max(calendar.before(written, duration), fact.at)
                case Expr():
                    due = self._written(limit, fact)
                    return due and max(due, fact.at)
                case _:
                    return calendar.deadline(fact.at, limit, self._unit(fact))
        except CalendarError:
            return None

    def _written(self, expr: Expr, fact: Fact) -> datetime | None:
        found: datetime | None = conditions.value(expr, Context(fact, self.row_at(fact.staff)))
        return found

    def _unit(self, fact: Fact) -> str | None:
        rows = self.roster.rows(fact.staff)
        row = self.roster.row(fact.staff, self.calendar.day(fact.at))
        return (row or rows[0]).unit if rows else None


@define(eq=False)
class Session:
    """One person's state in the network. It only ever learns: after a fact is withdrawn it is closed and told anew."""

    setting: Setting
    hits: dict[int, dict[str, Fact]] = field(factory=dict[int, dict[str, Fact]], init=False)
    pairs: dict[int, set[Pair]] = field(factory=dict[int, set[Pair]], init=False)
    told: dict[str, Fact] = field(factory=dict[str, Fact], init=False)
    _foreign: set[str] = field(factory=set[str], init=False)
    _ids: list[str] = field(factory=list[str], init=False)
    _keys: dict[Any, int] = field(factory=dict[Any, int], init=False)
    _block: Block | None = field(default=None, init=False)

    def tell(self, facts: Sequence[Fact]) -> list[set[int]]:
        """Tell the network more facts of the person; return the leaves of each."""
        found = self.setting.network.leaves(facts, self.setting.row_at)
        for fact, leaves in zip(facts, found, strict=True):
            self.told[fact.id] = fact
            for leaf in leaves:
                self.hits.setdefault(leaf, {})[fact.id] = fact
        self._join(zip(facts, found, strict=True), foreign=False)
        return found

    def knows(self, fact: Fact) -> bool:
        """Return whether the network was told this fact, of whomever it is."""
        return fact.id in self.told or fact.id in self._foreign

    def tell_of_others(self, facts: Iterable[tuple[Fact, set[int]]]) -> None:
        """Tell the network facts of other people, with their leaves, for the joins with anyone's facts."""
        new = [(fact, leaves) for fact, leaves in facts if not self.knows(fact)]
        self._foreign.update(fact.id for fact, _ in new)
        self._join(new, foreign=True)

    @property
    def block(self) -> Block | None:
        """The state it is in; None where it needs none."""
        return self._block

    def close(self) -> None:
        """Leave the state; what was found stays."""
        if self._block is not None:
            self.setting.network.leave(self._block)
            self._block = None

    def _key(self, key: Any) -> int:
        """Return the number of a key, one no other person in the state has."""
        if key not in self._keys and self._block is not None:
            self._keys[key] = self._block.key
            self._block.key += 1
        return self._keys[key]

    def _join(self, found: Iterable[tuple[Fact, set[int]]], *, foreign: bool) -> None:
        network = self.setting.network
        sided: list[tuple[int, Message]] = []
        for fact, leaves in found:
            for side in (side for leaf in leaves for side in network.plan.sides_of(leaf)):
                if foreign and not side.anyone:
                    continue
                if self._block is None:
                    self._block = network.join()
                sided.extend(
                    (side.number, {**message, "n": len(self._ids)})
                    for message in self.setting.messages(side, fact, self._key)
                )
            self._ids.append(fact.id)
        if not sided or self._block is None:
            return
        try:
            paired = network.pairs(self._block, sided)
        except BaseException:
            network.fail(self._block)  # never go on with a state in which something failed
            self.close()
            raise
        for join, left, right in paired:
            self.pairs.setdefault(join, set()).add((self._ids[left], self._ids[right]))
