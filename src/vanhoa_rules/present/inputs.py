"""7 · What an explanation may read besides the verdict itself: what it was judged from, where that was kept."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Any, Protocol

from attrs import field, frozen

from vanhoa_rules.facts import Fact, Person, Roster
from vanhoa_rules.findings import Scene
from vanhoa_rules.rules import Rule, Rulebook
from vanhoa_rules.scorecards import Scorecard
from vanhoa_rules.verdicts import Verdict


class Inputs(Protocol):
    """What an evaluation keeps of its inputs."""

    @property
    def scene(self) -> Scene:
        """The facts known, the roster, coverage, the calendar and the time."""
        ...

    @property
    def rulebook(self) -> Rulebook:
        """The rules that were asked."""
        ...

    @property
    def scorecard(self) -> Scorecard:
        """The sheet that was filled in."""
        ...

    @property
    def roster(self) -> Roster:
        """The staff."""
        ...

    @property
    def facts(self) -> Iterable[Fact]:
        """Every fact given, also those not on record or withdrawn."""
        ...


@frozen(eq=False)
class Material:
    """A verdict with whatever else is at hand; each part may be missing."""

    verdict: Verdict
    scene: Scene | None = None
    rulebook: Rulebook | None = None
    scorecard: Scorecard | None = None
    roster: Roster | None = None
    facts: Mapping[str, Fact] = field(factory=dict[str, Fact])

    def rule(self, name: str) -> Rule | None:
        """Return a rule by its id, where the rulebook is at hand and has it."""
        return None if self.rulebook is None else self.rulebook.get(name)

    def local(self, at: datetime) -> datetime:
        """Return an instant as the clocks of the calendar's zone show it, else those of the verdict."""
        if self.scene is not None:
            return self.scene.calendar.local(at)
        zone: tzinfo | None = self.verdict.period.start.tzinfo
        return at.astimezone(zone)

    def person(self) -> Person | None:
        """Return the person's last roster row in the period, where the roster is at hand."""
        if self.roster is None:
            return None
        first, last = self.local(self.verdict.period.start).date(), self.local(self.verdict.period.end).date()
        rows = [
            row
            for row in self.roster.rows(self.verdict.staff)
            if (row.since is None or row.since < last) and (row.until is None or row.until >= first)
        ]
        return rows[-1] if rows else None


def gather(
    verdict: Verdict, facts: Iterable[Fact] | None = None, rulebook: Rulebook | None = None
) -> Material:
    """Return a verdict with what it was judged from; ``facts`` and ``rulebook`` stand in where that was not kept."""
    kept: Inputs | None = getattr(verdict, "inputs", None)
    if kept is None:
        table = MappingProxyType({fact.id: fact for fact in facts or ()})
        return Material(verdict, rulebook=rulebook, facts=table)
    by_id: Callable[[], Mapping[str, Fact]] | None = getattr(kept.facts, "by_id", None)
    if by_id is not None and facts is None:  # columns, of which a fact is made when it is asked for
        known = by_id()
    else:
        known = {fact.id: fact for fact in (*kept.facts, *(facts or ()), *kept.scene.timelines.facts)}
    book = kept.rulebook if rulebook is None else rulebook
    return Material(verdict, kept.scene, book, kept.scorecard, kept.roster, MappingProxyType(known))


def plain_part(value: Any) -> Any:
    """Return a part of a step as plain data."""
    match value:
        case None | bool() | int() | str():
            return value
        case datetime():
            return value.isoformat()
        case tuple() | frozenset():
            items: list[Any] = sorted(value) if isinstance(value, frozenset) else list(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
            return [plain_part(item) for item in items]
        case _:
            return str(value)
