"""8 · Whom a fact concerns: which rules read it, and on whose timelines."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from attrs import define, field, frozen

from vanhoa_rules.calendars import Calendar, Period
from vanhoa_rules.conditions import Context, value
from vanhoa_rules.facts import Fact, Person, Roster, fields_of
from vanhoa_rules.live.parts import Local, Part, is_fixed, local
from vanhoa_rules.patterns import (
    AnyOf,
    ByAnyone,
    Consecutive,
    During,
    Each,
    FollowedBy,
    NotDuring,
    NotFollowedBy,
    NotPrecededBy,
    OfSubordinates,
    Pattern,
    PrecededBy,
    Repeated,
    Share,
    Unless,
    parts,
)
from vanhoa_rules.rules import Rulebook

Joining = FollowedBy | NotFollowedBy | PrecededBy | NotPrecededBy | During | NotDuring | Unless
RowAt = Callable[[Any], Person | None]
Touched = dict[int, set[Part | None]]
Dirty = dict[str, Touched]


@frozen(eq=False)
class Read:
    """One ``each`` as one rule reads it: ``hops`` leaders up, or through a join with anyone's facts.

    ``always``: also a fact for which the condition is unknown counts. ``everyone``: it may concern anybody.
    """

    rule: int
    node: Each
    hops: int
    anyone: int | None
    always: bool
    everyone: bool


@frozen(eq=False)
class Anyone:
    """One join with anyone's facts: its key, the kinds on either side; ``fixed`` where only sharers of a key matter."""

    number: int
    node: ByAnyone
    same: str
    first: frozenset[str]
    second: frozenset[str]
    fixed: bool


@define(eq=False)
class Reach:
    """What the rules of a rulebook read, and who shares the keys they join with anyone's facts by."""

    rulebook: Rulebook
    roster: Roster
    calendar: Calendar
    period: Period
    anyone: list[Anyone] = field(factory=list[Anyone], init=False)
    by_kind: dict[str, list[Read]] = field(factory=dict[str, list[Read]], init=False)
    apart: list[Local | None] = field(factory=list[Local | None], init=False)
    depth: int = field(default=0, init=False)
    _holders: dict[tuple[int, bool, Any], set[str]] = field(
        factory=dict[tuple[int, bool, Any], set[str]], init=False
    )
    _held: dict[tuple[int, bool, str], set[Any]] = field(
        factory=dict[tuple[int, bool, str], set[Any]], init=False
    )

    def __attrs_post_init__(self) -> None:
        self.apart = [local(rule.pattern, self.calendar, self.period) for rule in self.rulebook]
        for number, rule in enumerate(self.rulebook):
            for read in self._visit(rule.pattern, number, 0, None, always=False, everyone=False):
                self.by_kind.setdefault(read.node.kind.kind, []).append(read)
                self.depth = max(self.depth, read.hops)

    # --- what is read ---------------------------------------------------------------------------------------------

    def _visit(
        self, pattern: Pattern, rule: int, hops: int, anyone: int | None, *, always: bool, everyone: bool
    ) -> Iterator[Read]:
        match pattern:
            case Each():
                yield Read(rule, pattern, hops, anyone, always, everyone)
                return
            case OfSubordinates(of):
                up = hops if anyone is not None else hops + 1
                lost = everyone or anyone is not None
                yield from self._visit(of, rule, up, anyone, always=always, everyone=lost)
                return
            case Share(of, among):
                yield from self._visit(of, rule, hops, anyone, always=True, everyone=everyone)
                yield from self._visit(among, rule, hops, anyone, always=always, everyone=everyone)
                return
            case _:
                pass
        for part in parts(pattern):
            if isinstance(part, ByAnyone) and isinstance(pattern, Joining):
                number = self._number(pattern, part)
                lost = everyone or anyone is not None or not self.anyone[number].fixed
                yield from self._visit(part.of, rule, hops, number, always=always, everyone=lost)
            else:
                yield from self._visit(part, rule, hops, anyone, always=always, everyone=everyone)

    def _number(self, join: Joining, node: ByAnyone) -> int:
        first = frozenset(kind.kind for kind in join.first.kinds)
        second = frozenset(kind.kind for kind in node.kinds)
        fixed = not isinstance(join.first, OfSubordinates) and is_fixed(node.of) and _is_own(join.first)
        self.anyone.append(Anyone(len(self.anyone), node, join.same or "", first, second, fixed))
        return len(self.anyone) - 1

    # --- who shares a key -----------------------------------------------------------------------------------------

    @property
    def kinds_by_anyone(self) -> frozenset[str]:
        """The kinds whose keys must be remembered for everybody."""
        return frozenset[str]().union(*(one.first | one.second for one in self.anyone))

    def remember(self, fact: Fact) -> None:
        """Note the keys of a fact on record, whether or not it counts."""
        for one in self.anyone:
            for second, kinds in ((False, one.first), (True, one.second)):
                if fact.kind in kinds:
                    value = getattr(fact, fields_of(type(fact))[one.same].attribute)
                    if value is not None:
                        self._holders.setdefault((one.number, second, value), set()).add(fact.staff)
                        self._held.setdefault((one.number, second, fact.staff), set()).add(value)

    def sharers(self, one: Anyone, staff: str) -> set[str]:
        """Return everyone whose facts share a key that a person's own facts have on the first side of a join."""
        return self._across(one, staff, second=True)

    def _across(self, one: Anyone, staff: str, *, second: bool) -> set[str]:
        values = self._held.get((one.number, not second, staff), ())
        return set[str]().union(*(self._holders.get((one.number, second, value), ()) for value in values))

    # --- whom it concerns -----------------------------------------------------------------------------------------

    def met(self, fact: Fact, row_at: RowAt) -> frozenset[int]:
        """Return the identities of the nodes whose condition a fact meets."""
        context = Context(fact, row_at)
        return frozenset(
            id(node)
            for node in {id(read.node): read.node for read in self.by_kind.get(fact.kind, ())}.values()
            if node.where is None or value(node.where, context) is True
        )

    def concerns(self, fact: Fact, met: frozenset[int], leaf: Mapping[int, int], dirty: Dirty) -> None:
        """Add to ``dirty`` the rules of the people whom a fact that came or went may concern, and of which matter.

        ``met`` are the conditions that it meets, ``leaf`` the number of the condition of each node.
        """
        for read in self.by_kind.get(fact.kind, ()):
            if read.always or leaf[id(read.node)] in met:
                apart = self.apart[read.rule]
                whole = apart is None or read.anyone is not None or read.everyone or fact.kind in apart.spans
                self._mark(read, fact.staff, None if whole or apart is None else apart.part(fact), dirty)

    def unseen(self, staff: str, kind: str, dirty: Dirty) -> None:
        """Add the rules of the people whom a change of what is covered for one person may concern."""
        for read in self.by_kind.get(kind, ()):
            if read.anyone is None:
                self._mark(read, staff, None, dirty)
            else:
                self._add(self.roster.staff, read.rule, None, dirty)

    def strangers(self, dirty: Dirty) -> None:
        """Add the rules that join with anyone's facts, of everybody."""
        for reads in self.by_kind.values():
            for read in reads:
                if read.anyone is not None:
                    self._add(self.roster.staff, read.rule, None, dirty)

    def _mark(self, read: Read, staff: str, part: Part | None, dirty: Dirty) -> None:
        if read.everyone:
            self._add(self.roster.staff, read.rule, part, dirty)
            return
        people = (
            {staff} if read.anyone is None else self._across(self.anyone[read.anyone], staff, second=False)
        )
        self._add(self.leaders(people, read.hops), read.rule, part, dirty)

    def leaders(self, people: set[str], hops: int) -> set[str]:
        """Return to whom people ever report, that many steps up."""
        for _ in range(hops):
            people = {
                row.reports_to
                for one in people
                for row in self.roster.rows(one)
                if row.reports_to is not None
            }
        return people

    @staticmethod
    def _add(people: Iterable[str], rule: int, part: Part | None, dirty: Dirty) -> None:
        for one in people:
            dirty.setdefault(one, {}).setdefault(rule, set()).add(part)


def _is_own(pattern: Pattern) -> bool:
    """Return whether the subjects of a pattern are always facts of the person asked about."""
    match pattern:
        case Each():
            return True
        case AnyOf(of):
            return all(map(_is_own, of))
        case OfSubordinates() | ByAnyone():
            return False
        case Repeated(of=inner) | Consecutive(among=inner):
            return _is_own(inner)
        case _:
            first = getattr(pattern, "first", None)
            return isinstance(first, Pattern) and _is_own(first)
