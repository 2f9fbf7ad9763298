"""8 · What was observed, in the order of arrival; nothing is ever taken out but what has to be forgotten."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Protocol

from attrs import define, field

from vanhoa_rules.facts import Fact, FactRetracted, TaskAssigned

Refusal = tuple[str | None, str | None, str | None]
"""Whose record of what a refused fact leaves unknown (None = everyone, every kind), and its id."""


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

    def everything(self, upto: int | None = None) -> Iterator[Fact]:
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

    def refuse(self, staff: str | None, kind: str | None, name: str | None) -> None:
        """Record for good whose record of what a refused fact leaves unknown; ``name`` is its id."""
        ...

    def refusals(self) -> list[Refusal]:
        """Return the refusals of facts of whose id none was taken since."""
        ...

    def refused(self) -> set[tuple[str | None, str | None]]:
        """Return whose record of what is unknown because of them."""
        return {(staff, kind) for staff, kind, _ in self.refusals()}

    def forget(self, staff: str, hidden: Callable[[Fact], Fact], head: Mapping[str, str]) -> int:
        """Take out everything about a person and put ``hidden`` others in place; return how many facts went."""
        ...

    def close(self) -> None:
        """Close what is open."""
        ...


def is_simple(fact: Fact) -> bool:
    """Return whether a fact of an id not heard of before only adds itself to a timeline."""
    return not isinstance(fact, FactRetracted | TaskAssigned)


@define(eq=False)
class Memory(Log):
    """A log in memory."""

    _facts: list[Fact] = field(factory=list[Fact], init=False)
    _by_staff: dict[str, "tuple[array[int], list[Fact]]"] = field(
        factory=dict[str, "tuple[array[int], list[Fact]]"], init=False
    )
    _by_id: dict[str, Fact | list[Fact]] = field(factory=dict[str, Fact | list[Fact]], init=False)
    _naming: dict[str, list[Fact]] = field(factory=dict[str, list[Fact]], init=False)
    _refusals: list[Refusal] = field(factory=list[Refusal], init=False)
    _first: datetime | None = field(default=None, init=False)
    _now: datetime | None = field(default=None, init=False)

    def add(self, fact: Fact) -> int:
        """Record a fact and return its number."""
        self._facts.append(fact)
        number = len(self._facts)
        numbers, facts = self._by_staff.setdefault(fact.staff, (array("q"), []))
        numbers.append(number)
        facts.append(fact)
        known = self._by_id.setdefault(fact.id, fact)
        if known is not fact:
            self._by_id[fact.id] = [*known, fact] if isinstance(known, list) else [known, fact]
        if isinstance(fact, FactRetracted):
            self._naming.setdefault(fact.retracts, []).append(fact)
        if self._refusals:
            self._refusals = [one for one in self._refusals if one[2] != fact.id]
        self._first = fact.at if self._first is None else min(self._first, fact.at)
        self.add_time(fact.known_from)
        return number

    def add_time(self, now: datetime) -> None:
        """Record how far time has come."""
        self._now = now if self._now is None else max(self._now, now)

    def of(self, staff: Iterable[str], upto: int) -> list[Fact]:
        """Return the facts about some people."""
        found: list[Fact] = []
        for one in staff:
            if one in self._by_staff:
                numbers, facts = self._by_staff[one]
                found += facts if numbers[-1] <= upto else facts[: bisect_right(numbers, upto)]
        return found

    def by_id(self, name: str) -> list[Fact]:
        """Return the facts of an id."""
        found = self._by_id.get(name)
        return [] if found is None else found if isinstance(found, list) else [found]

    def naming(self, name: str) -> list[Fact]:
        """Return the retractions that name an id."""
        return self._naming.get(name, [])

    def everything(self, upto: int | None = None) -> Iterator[Fact]:
        """Return all facts in the order of arrival."""
        return iter(self._facts if upto is None else self._facts[:upto])

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
            if not is_simple(fact) or isinstance(self._by_id[fact.id], list) or fact.id in self._naming:
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

    def refuse(self, staff: str | None, kind: str | None, name: str | None) -> None:
        """Record whose record of what a refused fact leaves unknown."""
        self._refusals.append((staff, kind, name))

    def refusals(self) -> list[Refusal]:
        """Return the refusals of facts of whose id none was taken since."""
        return self._refusals

    def forget(self, staff: str, hidden: Callable[[Fact], Fact], head: Mapping[str, str]) -> int:
        """Take out everything about a person and put ``hidden`` others in place; return how many facts went."""
        del head
        before, refusals = self._facts, [one for one in self._refusals if one[0] != staff]
        self._facts, self._first = [], None
        for kept in (self._by_staff, self._by_id, self._naming):
            kept.clear()
        for fact in before:
            if fact.staff != staff:
                self.add(hidden(fact))
        self._refusals = refusals
        return len(before) - len(self._facts)

    def close(self) -> None:
        """Nothing is open."""
