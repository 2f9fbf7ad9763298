"""8 · What a live evaluation holds of the world at an instant, and of one person."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cached_property

from attrs import define, field, frozen

from vanhoa_rules.calendars import Calendar, Period
from vanhoa_rules.errors import Problem
from vanhoa_rules.facts import Fact, Roster, Settled, Timelines
from vanhoa_rules.findings import Outcome, Scene
from vanhoa_rules.live.parts import Part
from vanhoa_rules.live.seeing import Lines, Unread, clipped
from vanhoa_rules.live.tally import Tally
from vanhoa_rules.live.watching import Due
from vanhoa_rules.verdicts import Verdict

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
        place = bisect_right(self.facts, (fact.at, fact.id), key=lambda one: (one.at, one.id))
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
    """How things stand at an instant: how far time and the log have come, and the lines that just changed.

    ``garbled``: whose kinds cannot be told for what is wrong with facts on record, ``refused``: with rows that are not.
    """

    now: datetime
    upto: int
    garbled: Unread
    refused: Unread
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
    def unread(self) -> Unread:
        """Whose record of what cannot be told."""
        return self.garbled | self.refused if self.refused else self.garbled

    @cached_property
    def scene(self) -> Scene:
        """The scene that an engine judges."""
        lines = Lines((), look=lambda staff: self.line(staff).facts, everybody=self.everybody)
        coverage = clipped(self.whole, self.unread, self.now + TICK)
        return Scene(lines, self.roster, coverage, self.calendar, self.period, self.now, self.now)


@define(eq=False)
class Seat:
    """One person's outcomes, when each may change by itself, matter by matter, and the sheet filled in.

    ``loose`` are the rules whose matters cannot be told apart now, for something unseen; ``lazy`` those of which a count
    of days that goes on is nowhere said but in a verdict, and reckoned when one is asked for.
    """

    outcomes: list[Outcome]
    alarms: list[dict[Part | None, Due] | None]
    tally: Tally
    loose: set[int]
    lazy: frozenset[int]
    next: Due = field(default=(None, None), init=False)
    said: Verdict | None = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        self.look_ahead()

    def due(self, now: datetime) -> Iterator[tuple[int, Part | None]]:
        """Yield the rules and matters whose outcome may have changed by itself by now."""
        if all(at is None or at > now for at in self.next):
            return
        for number, alarms in enumerate(self.alarms):
            for part, (hard, soft) in alarms.items() if alarms else ():
                if (hard is not None and hard <= now) or (
                    soft is not None and soft <= now and number not in self.lazy
                ):
                    yield number, part

    def overdue(self, now: datetime) -> dict[int, set[Part | None]]:
        """Return the rules and matters of which a count of days has gone on unsaid."""
        found: dict[int, set[Part | None]] = {}
        for number in self.lazy:
            for part, (_, soft) in (self.alarms[number] or {}).items():
                if soft is not None and soft <= now:
                    found.setdefault(number, set()).add(part)
        return found

    def look_ahead(self) -> None:
        """Note the next instants at which something may change by itself: hard, soft."""
        hard = soft = None
        for number, alarms in enumerate(self.alarms):
            for one, other in alarms.values() if alarms else ():
                if one is not None and (hard is None or one < hard):
                    hard = one
                if other is not None and (soft is None or other < soft) and number not in self.lazy:
                    soft = other
        self.next = hard, soft
