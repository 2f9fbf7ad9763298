"""8 · What a live evaluation holds of the world at an instant, and of one person."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, cast

from attrs import define, field, frozen

from vanhoa_rules.calendars import Calendar, Period
from vanhoa_rules.errors import Problem
from vanhoa_rules.facts import Fact, Roster, Settled, Timelines
from vanhoa_rules.findings import Outcome, Scene
from vanhoa_rules.live.watching import Lines, clipped
from vanhoa_rules.verdicts import Verdict

Unread = frozenset[tuple[str | None, str | None]]
TICK = datetime.resolution


@frozen(eq=False)
class Line:
    """One person's timeline: the facts that count, what is wrong with others, and the kinds that leaves unknown."""

    facts: tuple[Fact, ...] = ()
    problems: tuple[Problem, ...] = ()
    uncovered: frozenset[str] = frozenset()

    def compared(self, other: "Line") -> list[Fact]:
        """Return the facts that are on one of two lines only."""
        mine, theirs = {fact.id: fact for fact in self.facts}, {fact.id: fact for fact in other.facts}
        one = [fact for name, fact in mine.items() if theirs.get(name) != fact]
        return [*one, *(fact for name, fact in theirs.items() if mine.get(name) != fact)]

    def having(self, fact: Fact) -> "Line":
        """Return the line with one more fact in its place."""
        key = (fact.at, fact.id)
        place = len(self.facts)
        while place and (self.facts[place - 1].at, self.facts[place - 1].id) > key:
            place -= 1
        return Line((*self.facts[:place], fact, *self.facts[place:]), self.problems, self.uncovered)


def line_of(timelines: Timelines, staff: str) -> Line:
    """Return one person's part of timelines."""
    return Line(
        timelines.of(staff),
        tuple(problem for problem in timelines.problems if problem.staff == staff),
        frozenset(kind for one, kind in timelines.uncovered if one == staff),
    )


@frozen(eq=False, slots=False)
class World:
    """How things stand at an instant: how far time and the log have come, and the lines that just changed."""

    now: datetime
    upto: int
    unread: Unread
    whole: Settled
    strangers: frozenset[str]
    roster: Roster
    calendar: Calendar
    period: Period
    look: Callable[["World", str], Line]
    everybody: Callable[[], tuple[str, ...]]
    changed: Mapping[str, Line] = field(factory=dict[str, Line])

    def line(self, staff: str) -> Line:
        """Return a person's line."""
        found = self.changed.get(staff)
        return self.look(self, staff) if found is None else found

    @cached_property
    def scene(self) -> Scene:
        """The scene that an engine judges."""
        lines = Lines((), look=lambda staff: self.line(staff).facts, everybody=self.everybody)
        coverage = clipped(self.whole, self.unread, self.now + TICK)
        return Scene(lines, self.roster, coverage, self.calendar, self.period, self.now, self.now)


@define(eq=False)
class Seat:
    """One person's outcomes, when each may change by itself, and what was said last."""

    outcomes: list[Outcome]
    hard: list[datetime | None]
    soft: list[datetime | None]
    said: Verdict

    def due(self, now: datetime) -> Iterator[int]:
        """Return the rules whose outcome may have changed by itself by now."""
        for number, pair in enumerate(zip(self.hard, self.soft, strict=True)):
            if any(at is not None and at <= now for at in pair):
                yield number

    def next(self) -> tuple[datetime | None, datetime | None]:
        """Return the next instants at which something may change by itself: hard, soft."""
        return (
            min((at for at in self.hard if at is not None), default=None),
            min((at for at in self.soft if at is not None), default=None),
        )


@define(eq=False)
class Receipt(Mapping[str, Any]):
    """What a verdict rests on; the digest of all facts is reckoned when it is first read."""

    _said: dict[str, Any]
    _later: dict[str, Callable[[], Any]]

    def read(self) -> None:
        """Reckon whatever was left for later: after this nothing else is needed."""
        for name in tuple(self._later):
            _ = self[name]

    def __getitem__(self, name: str) -> Any:
        if name in self._later:
            self._said[name] = self._later.pop(name)()
        return self._said[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self) == dict(cast("Mapping[str, Any]", other))

    def __hash__(self) -> int:
        return hash(tuple(self._said))
