"""8 · Everybody's timelines, those asked about last in memory, the others built anew from the log."""

from collections import OrderedDict
from datetime import datetime

from attrs import define, field

from vanhoa_rules.facts import Fact, build
from vanhoa_rules.live.log import Log
from vanhoa_rules.live.standing import Line, World, line_of


@define(eq=False)
class Shelf:
    """The lines of at most ``limit`` people; ``tied`` are the people whose facts can unsay or contradict each other."""

    log: Log
    limit: int
    tied: dict[str, frozenset[str]] = field(factory=dict[str, frozenset[str]], init=False)
    _lines: OrderedDict[str, Line] = field(factory=OrderedDict[str, Line], init=False)

    def look(self, world: World, staff: str) -> Line:
        """Return a person's line as it stands in the world that holds now."""
        line = self._lines.get(staff)
        if line is None:
            line = self.build(staff, world.upto, world.now)
            self.keep(staff, line)
        return line

    def keep(self, staff: str, line: Line) -> None:
        """Keep a person's line as it stands from now on."""
        self._lines[staff] = line
        self._lines.move_to_end(staff)
        while len(self._lines) > self.limit:
            self._lines.popitem(last=False)

    def build(self, staff: str, upto: int, now: datetime) -> Line:
        """Return a person's line as it stood when the log and the time had come that far."""
        facts = self.log.of(sorted(self.together(staff)), upto)
        return line_of(build(facts, as_of=now, known_at=now), staff)

    def together(self, staff: str) -> frozenset[str]:
        """Return the people whose facts bear on a person's line, that person first of all."""
        return self.tied.get(staff) or frozenset({staff})

    def tie(self, fact: Fact) -> None:
        """Note whose facts one fact may unsay or contradict besides the facts of its own person."""
        named = getattr(fact, "retracts", None)
        log = self.log
        others = [*log.by_id(fact.id), *log.naming(fact.id), *(log.by_id(named) if named else ())]
        people = {fact.staff, *(one.staff for one in others)}
        if len(people) > 1:
            group = frozenset[str]().union(*map(self.together, people))
            self.tied.update(dict.fromkeys(group, group))

    def clear(self) -> None:
        """Forget every line."""
        self._lines.clear()
