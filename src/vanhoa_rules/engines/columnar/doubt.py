"""3 · Who is in doubt beyond what arrays tell: the reference engine over the same facts judges them."""

from attrs import define, evolve, field

from vanhoa_rules.calendars import Period
from vanhoa_rules.engines.columnar.arrays import np
from vanhoa_rules.engines.columnar.table import FactTable
from vanhoa_rules.engines.reference import Reference
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
    _by_staff: dict[str, tuple[Fact, ...]] = field(init=False, factory=dict[str, tuple[Fact, ...]])

    @property
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
        """All facts, in order."""
        return tuple(fact for staff in self.staff for fact in self.of(staff))

    @property
    def digest(self) -> str:
        """The digest of all facts, which are built for it."""
        return Timelines(self.facts).digest


def in_doubt(scene: Scene, table: FactTable) -> InDoubt:
    """Return the reference engine over a table; where it holds no objects, facts are built as they are asked for."""
    if table.has_facts:
        return InDoubt(scene)
    late: Timelines = Late(table)  # type: ignore[assignment]
    return InDoubt(evolve(scene, timelines=late))
