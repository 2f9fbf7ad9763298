"""3 · What the network has found about one person: the facts of each ``each``, and the pairs of each join."""

from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from itertools import chain
from typing import Any, Protocol

from attrs import define, field, frozen

from vanhoa_rules import conditions
from vanhoa_rules.calendars import Calendar
from vanhoa_rules.conditions import Context, Expr
from vanhoa_rules.engines.durable.coding import SAFE, RowAt, number
from vanhoa_rules.engines.durable.dialect import Side
from vanhoa_rules.engines.durable.network import Message, Network
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
    def hits(self) -> Mapping[int, Sequence[Fact]]:
        """The facts that meet the condition of each leaf, in the order (``at``, ``id``)."""
        ...

    @property
    def met(self) -> Mapping[str, AbstractSet[int]]:
        """The leaves whose condition each fact meets, by its id."""
        ...

    @property
    def pairs(self) -> Mapping[int, AbstractSet[Pair]]:
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
    """What the network has found about one person so far; it is told each fact once, with those it could join."""

    setting: Setting
    hits: dict[int, list[Fact]] = field(factory=dict[int, list[Fact]], init=False)
    pairs: dict[int, set[Pair]] = field(factory=dict[int, set[Pair]], init=False)
    met: dict[str, frozenset[int]] = field(factory=dict[str, frozenset[int]], init=False)
    _foreign: dict[str, tuple[Fact, frozenset[int]]] = field(
        factory=dict[str, tuple[Fact, frozenset[int]]], init=False
    )

    def tell(
        self, facts: Sequence[Fact], leaves: Sequence[frozenset[int]] | None = None
    ) -> Sequence[frozenset[int]]:
        """Tell the network more facts of the person; return the leaves of each (``leaves``, where known already)."""
        network = self.setting.network
        found = network.leaves(facts, self.setting.row_at) if leaves is None else leaves
        for fact, met in zip(facts, found, strict=True):
            self.met[fact.id] = met
            for leaf in met:
                insort(self.hits.setdefault(leaf, []), fact, key=_order)
        self._join(list(zip(facts, found, strict=True)), foreign=False)
        return found

    def untell(self, fact: Fact) -> None:
        """Strike out whatever was found of a fact of the person."""
        for leaf in self.met.pop(fact.id, ()):
            self.hits[leaf] = [one for one in self.hits[leaf] if one.id != fact.id]
        for pairs in self.pairs.values():
            pairs -= {pair for pair in pairs if fact.id in pair}

    def knows(self, fact: Fact) -> bool:
        """Return whether the network was told this fact, of whomever it is."""
        return fact.id in self.met or fact.id in self._foreign

    def tell_of_others(self, facts: Iterable[tuple[Fact, frozenset[int]]]) -> None:
        """Tell the network facts of other people, with their leaves, for the joins with anyone's facts."""
        new = [(fact, leaves) for fact, leaves in facts if not self.knows(fact)]
        self._foreign.update((fact.id, (fact, leaves)) for fact, leaves in new)
        self._join(new, foreign=True)

    def _join(self, found: Sequence[tuple[Fact, frozenset[int]]], *, foreign: bool) -> None:
        network, plan = self.setting.network, self.setting.network.plan
        told = _Told(self.setting)
        first = not foreign and len(found) == len(
            self.met
        )  # all that is known is told: no need to look for partners
        for fact, leaves in found:
            for side in (side for leaf in leaves for side in plan.sides_of(leaf)):
                if foreign and not side.anyone:
                    continue
                keys = told.tell(side, fact)
                for other in plan.across(side.number) if keys and not first else ():
                    for one in self._candidates(other, side, fact):
                        told.tell(other, one)
        for join, left, right in network.pairs(told.sided) if told.sided else ():
            self.pairs.setdefault(join, set()).add((told.ids[left], told.ids[right]))

    def _candidates(self, other: Side, side: Side, fact: Fact) -> Iterator[Fact]:
        """Yield the facts on the other side of a join that a fact on this side could join."""
        key = None if side.same is None else _key(side.same, fact)
        foreign = (
            (one for one, leaves in self._foreign.values() if other.leaf in leaves) if other.anyone else ()
        )
        for one in chain(self.hits.get(other.leaf, ()), foreign):
            if side.same is None or _key(side.same, one) == key:
                yield one


@define(eq=False)
class _Told:
    """What the network is told in one go: each fact once a side, under keys of its own."""

    setting: Setting
    sided: list[tuple[int, Message]] = field(factory=list[tuple[int, Message]], init=False)
    ids: list[str] = field(factory=list[str], init=False)
    _numbers: dict[str, int] = field(factory=dict[str, int], init=False)
    _keys: dict[Any, int] = field(factory=dict[Any, int], init=False)
    _done: dict[tuple[int, str], bool] = field(factory=dict[tuple[int, str], bool], init=False)

    def tell(self, side: Side, fact: Fact) -> bool:
        """Tell a fact on one side; return whether it has a key there."""
        done = (side.number, fact.id)
        if done not in self._done:
            number = self._numbers.get(fact.id)
            if number is None:
                number = self._numbers[fact.id] = len(self.ids)
                self.ids.append(fact.id)
            before = len(self.sided)
            self.sided.extend(
                (side.number, {**message, "n": number})
                for message in self.setting.messages(side, fact, self._key)
            )
            self._done[done] = len(self.sided) > before
        return self._done[done]

    def _key(self, key: Any) -> int:
        """Return the number of a key, one that no other question has."""
        if key not in self._keys:
            self._keys[key] = self.setting.network.key()
        return self._keys[key]


def _key(same: str, fact: Fact) -> Any:
    return getattr(fact, fields_of(type(fact))[same].attribute)


def _order(fact: Fact) -> tuple[datetime, str]:
    return fact.at, fact.id
