"""8 · What was observed, in the order of arrival; nothing is ever taken out."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from attrs import define, field

from vanhoa_rules.facts import Fact, FactRetracted, TaskAssigned

Entry = tuple[int, Fact]


class Log(Protocol):
    """Facts by the number of their arrival; ``upto`` leaves out what arrived after it."""

    def add(self, fact: Fact) -> int:
        """Record a fact for good and return its number."""
        ...

    def add_time(self, now: datetime) -> None:
        """Record for good how far time has come."""
        ...

    def of(self, staff: Iterable[str], upto: int) -> list[Fact]:
        """Return the facts about some people."""
        ...

    def by_id(self, name: str) -> list[Fact]:
        """Return the facts of an id."""
        ...

    def naming(self, name: str) -> list[Fact]:
        """Return the retractions that name an id."""
        ...

    def everything(self) -> Iterator[Fact]:
        """Return all facts in the order of arrival."""
        ...

    def of_kinds(self, kinds: Iterable[str]) -> Iterator[Fact]:
        """Return all facts of some kinds."""
        ...

    def after(self, now: datetime) -> Iterator[Fact]:
        """Return the facts that happen after an instant."""
        ...

    def entangled(self) -> Iterator[Fact]:
        """Return the facts that other facts may unsay: of one id, of one task, retractions and what they name."""
        ...

    def staff(self) -> Iterable[str]:
        """Return everyone about whom there is a fact."""
        ...

    def count(self) -> int:
        """Return the number of the last arrival; 0 where there is none."""
        ...

    def first(self) -> datetime | None:
        """Return the earliest instant of all facts."""
        ...

    def now(self) -> datetime | None:
        """Return how far time had come."""
        ...

    def close(self) -> None:
        """Close what is open."""
        ...


def is_simple(fact: Fact) -> bool:
    """Return whether a fact of an id not heard of before only adds itself to a timeline."""
    return not isinstance(fact, FactRetracted | TaskAssigned)


@define(eq=False)
class Memory:
    """A log in memory."""

    _facts: list[Fact] = field(factory=list[Fact])
    _by_staff: dict[str, list[Entry]] = field(factory=dict[str, list[Entry]])
    _by_id: dict[str, list[Fact]] = field(factory=dict[str, list[Fact]])
    _naming: dict[str, list[Fact]] = field(factory=dict[str, list[Fact]])
    _first: datetime | None = None
    _now: datetime | None = None

    def add(self, fact: Fact) -> int:
        """Record a fact and return its number."""
        self._facts.append(fact)
        number = len(self._facts)
        self._by_staff.setdefault(fact.staff, []).append((number, fact))
        self._by_id.setdefault(fact.id, []).append(fact)
        if isinstance(fact, FactRetracted):
            self._naming.setdefault(fact.retracts, []).append(fact)
        self._first = fact.at if self._first is None else min(self._first, fact.at)
        self.add_time(fact.known_from)
        return number

    def add_time(self, now: datetime) -> None:
        """Record how far time has come."""
        self._now = now if self._now is None else max(self._now, now)

    def of(self, staff: Iterable[str], upto: int) -> list[Fact]:
        """Return the facts about some people."""
        return [fact for one in staff for number, fact in self._by_staff.get(one, ()) if number <= upto]

    def by_id(self, name: str) -> list[Fact]:
        """Return the facts of an id."""
        return self._by_id.get(name, [])

    def naming(self, name: str) -> list[Fact]:
        """Return the retractions that name an id."""
        return self._naming.get(name, [])

    def everything(self) -> Iterator[Fact]:
        """Return all facts in the order of arrival."""
        return iter(self._facts)

    def of_kinds(self, kinds: Iterable[str]) -> Iterator[Fact]:
        """Return all facts of some kinds."""
        wanted = frozenset(kinds)
        return (fact for fact in self._facts if fact.kind in wanted)

    def after(self, now: datetime) -> Iterator[Fact]:
        """Return the facts that happen after an instant."""
        return (fact for fact in self._facts if fact.at > now)

    def entangled(self) -> Iterator[Fact]:
        """Return the facts that other facts may unsay."""
        for fact in self._facts:
            if not is_simple(fact) or len(self._by_id[fact.id]) > 1 or fact.id in self._naming:
                yield fact

    def staff(self) -> Iterable[str]:
        """Return everyone about whom there is a fact."""
        return self._by_staff

    def count(self) -> int:
        """Return the number of the last arrival."""
        return len(self._facts)

    def first(self) -> datetime | None:
        """Return the earliest instant of all facts."""
        return self._first

    def now(self) -> datetime | None:
        """Return how far time had come."""
        return self._now

    def close(self) -> None:
        """Nothing is open."""
