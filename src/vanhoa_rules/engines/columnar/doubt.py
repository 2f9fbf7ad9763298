"""3 · Who is in doubt beyond what arrays tell: the reference engine over the same facts judges them."""

from functools import cached_property

from attrs import define, evolve, field

from vanhoa_rules.calendars import Period
from vanhoa_rules.engines.columnar.arrays import np
from vanhoa_rules.engines.columnar.digests import digest_of
from vanhoa_rules.engines.columnar.table import FactTable
from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.errors import Problem
from vanhoa_rules.facts import Fact, Timelines
from vanhoa_rules.findings import Scene
from vanhoa_rules.patterns import Pattern
from vanhoa_rules.rules import Rule


@define(eq=False)
class InDoubt(Reference):
    """The reference engine, asked besides for what a rule needs to know of a period."""

    def windows_of(self, pattern: Pattern) -> list[Period]:
        """Return the calendar windows of a pattern whose last instant lies in the period."""
        return list(self._windows(pattern))

    def reaches(self, rule: Rule, staff: str) -> bool:
        """Return whether a duty that the rule governs could have arisen in time for a match in the period."""
        return self._reaches(rule, staff, self._applies(rule, staff))


@define(eq=False)
class Late:
    """Timelines of a table that was never facts: one person's are built when the reference engine asks for them."""

    table: FactTable
    problems: tuple[Problem, ...] = ()
    uncovered: tuple[tuple[str, str], ...] = ()
    _by_staff: dict[str, tuple[Fact, ...]] = field(init=False, factory=dict[str, tuple[Fact, ...]])

    @cached_property
    def staff(self) -> tuple[str, ...]:
        """Everyone about whom there is a fact."""
        return tuple(self.table.people[int(place)] for place in np.unique(self.table.staff))

    def of(self, staff: str) -> tuple[Fact, ...]:
        """Return a person's facts in order."""
        if staff not in self._by_staff:
            self._by_staff[staff] = self.table.timeline(staff)
        return self._by_staff[staff]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All facts, in order; they are built for it and not kept."""
        known = self._by_staff
        return tuple(
            fact
            for staff in self.staff
            for fact in (known[staff] if staff in known else self.table.timeline(staff))
        )

    @cached_property
    def digest(self) -> str:
        """The digest of all facts."""
        return digest_of(self.table)


def in_doubt(scene: Scene, table: FactTable) -> InDoubt:
    """Return the reference engine over a table; where it holds no objects, facts are built as they are asked for."""
    if table.has_facts or isinstance(scene.timelines, Late):
        return InDoubt(scene)
    return InDoubt(evolve(scene, timelines=late(table)))


def late(
    table: FactTable, problems: tuple[Problem, ...] = (), uncovered: tuple[tuple[str, str], ...] = ()
) -> Timelines:
    """Return timelines of a table, built person by person as they are asked for."""
    found: Timelines = Late(table, problems, uncovered)  # type: ignore[assignment]
    return found
