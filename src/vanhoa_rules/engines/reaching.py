"""3 · Whose facts judge whom: parts of the staff, and the parts that each person's facts go to.

A rule reads its person's own facts, those of the people who report to them (``of_subordinates``), or facts of some
kinds whosever they are (``by_anyone``). So facts go to the part of their person and to the parts of the leaders that
person ever had, and those of the kinds that ``by_anyone`` reads go to all.
"""

from collections.abc import Iterable, Mapping
from zlib import crc32

from attrs import frozen

from vanhoa_rules.facts import Fact, Roster, Timelines
from vanhoa_rules.patterns import ByAnyone, Each, OfSubordinates, Pattern, parts, walk
from vanhoa_rules.rules import Rulebook


def storeys(rulebook: Rulebook) -> int:
    """Return how many leaders up a fact may count: how deep ``of_subordinates`` is nested in any rule."""
    return max((_storeys(rule.pattern) for rule in rulebook), default=0)


def _storeys(pattern: Pattern) -> int:
    own = 1 if isinstance(pattern, OfSubordinates) else 0
    return own + max((_storeys(part) for part in parts(pattern)), default=0)


def anyones(rulebook: Rulebook) -> frozenset[str]:
    """Return the kinds that some rule reads whosever they are."""
    return frozenset(
        inner.kind.kind
        for rule in rulebook
        for node in walk(rule.pattern)
        if isinstance(node, ByAnyone)
        for inner in walk(node.of)
        if isinstance(inner, Each)
    )


@frozen(eq=False)
class Reach:
    """``count`` parts of the staff; ``leaders`` are all that a person of the roster ever reported to.

    ``placed`` says who is judged in which part; without it, and for others, that is told from the id alone.
    """

    count: int
    storeys: int
    anyones: frozenset[str]
    leaders: Mapping[str, tuple[str, ...]]
    placed: Mapping[str, int] | None = None

    @classmethod
    def of(
        cls, rulebook: Rulebook, roster: Roster, count: int, placed: Mapping[str, int] | None = None
    ) -> "Reach":
        """Return whose facts judge whom under a rulebook."""
        up = storeys(rulebook)
        leaders = {
            staff: tuple({row.reports_to: None for row in roster.rows(staff) if row.reports_to is not None})
            for staff in (roster.staff if up else ())
        }
        return cls(count, up, anyones(rulebook), leaders, placed)

    def part(self, staff: str) -> int:
        """Return the part in which a person is judged; the same everywhere and always."""
        own = None if self.placed is None else self.placed.get(staff)
        return crc32(staff.encode()) % self.count if own is None else own

    def above(self, staff: str) -> frozenset[str]:
        """Return a person and those whose rules may read that person's facts as their leaders'."""
        found = {staff}
        for _ in range(self.storeys):
            found |= {leader for one in found for leader in self.leaders.get(one, ())}
        return frozenset(found)

    def readers(self, staff: str, kind: str) -> Iterable[int]:
        """Return the parts that a fact goes to."""
        if kind in self.anyones:
            return range(self.count)
        if not self.storeys:
            return (self.part(staff),)
        return sorted({self.part(one) for one in self.above(staff)})

    def roster(self, whole: Roster, part: int) -> Roster:
        """Return the rows of those judged in a part and of those whose facts they are judged by."""
        if self.anyones:
            return whole
        near = {staff for staff in whole.staff if part in {self.part(one) for one in self.above(staff)}}
        rows = tuple(row for row in whole.people if row.id in near)
        return Roster(rows, allow_citizen_ids=True)


def known_to(facts: Iterable[Fact], everyone: Iterable[str]) -> Timelines:
    """Return timelines of facts in order that know of everyone who has any, though only some facts are at hand."""
    found = Timelines(tuple(facts))
    named = {staff: found.of(staff) for staff in everyone}
    if named:
        object.__setattr__(found, "_by_staff", named)
    return found


def units(links: Iterable[Iterable[str]]) -> dict[str, str]:
    """Return, for people whose records are entangled, the one that stands for all who hang together."""
    root: dict[str, str] = {}

    def find(one: str) -> str:
        while root.setdefault(one, one) != one:
            root[one] = one = root[root[one]]
        return one

    for link in links:
        first, *others = sorted(link)
        for other in others:
            low, high = sorted((find(first), find(other)))
            root[high] = low
    return {one: find(one) for one in list(root)}
