"""8 · The engine as a live evaluation asks it: person by person, and noting when what it says will change by itself."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from attrs import define, field

from vanhoa_rules.calendars import Period, Window
from vanhoa_rules.engines.durable import Fed
from vanhoa_rules.engines.reference.matching import FAR, after
from vanhoa_rules.engines.sight import MOMENT, NOTHING
from vanhoa_rules.facts import Fact, Person
from vanhoa_rules.findings import Match
from vanhoa_rules.live.parts import Local, Part
from vanhoa_rules.live.seeing import Wide
from vanhoa_rules.patterns import ByAnyone, Each, NotFollowedBy, Pattern
from vanhoa_rules.rules import Rule

DAY = timedelta(days=1)
Due = tuple[datetime | None, datetime | None]
Note = tuple[datetime, Fact | None]
Spans = list[tuple[datetime, datetime]]


def sooner(one: datetime | None, other: datetime | None) -> datetime | None:
    """Return the earlier of two instants that may not be."""
    if one is None or other is None:
        return one or other
    return min(one, other)


@define(eq=False)
class Watcher(Fed):
    """The engine over one scene for a live evaluation.

    ``focus``: for some people the only facts that are read, of everybody else none. ``sharers`` gives, for a join with
    anyone's facts and a person, whose timelines matter; ``steady`` are the patterns of which
    nothing is ever adrift. What it notes: by node and fact, the next instant at which an
    outcome may change by itself (hard), or only a count of days does (soft).
    """

    wide: Wide = field(kw_only=True)
    focus: Mapping[str, Sequence[Fact]] | None = None
    sharers: Callable[[ByAnyone, str], Iterable[str]] | None = None
    steady: AbstractSet[int] = frozenset()
    windows: dict[Window, tuple[Period, ...]] = field(factory=dict[Window, tuple[Period, ...]])
    applies: dict[tuple[str, str], Spans] = field(factory=dict[tuple[str, str], Spans])
    _notes: tuple[dict[int, dict[str, Note]], dict[int, dict[str, Note]]] = field(init=False)
    _unsettled: set[int] = field(factory=set[int], init=False)
    _about: Fact | None = field(default=None, init=False)
    _done: dict[tuple[int, str], bool] = field(factory=dict[tuple[int, str], bool], init=False)

    def __attrs_post_init__(self) -> None:
        self.sight = self.wide
        self._notes = ({}, {})
        self.wide.look_again()

    def alarms(self, nodes: Sequence[int], local: Local | None) -> dict[Part | None, Due]:
        """Return the next instants at which what was said of a pattern may change by itself, matter by matter."""
        found: dict[Part | None, Due] = {}
        for which, notes in enumerate(self._notes):
            for node in nodes if notes else ():
                for at, fact in notes.get(node, {}).values():
                    part = None if fact is None or local is None else local.part(fact)
                    hard, soft = found.get(part, (None, None))
                    found[part] = (sooner(hard, at), soft) if which == 0 else (hard, sooner(soft, at))
        edge = self.wide.next
        if edge is not None:
            hard, soft = found.get(None, (None, None))
            found[None] = sooner(hard, edge), soft
        return found

    def is_loose(self, pattern: Pattern, nodes: Sequence[int], staff: str) -> bool:
        """Return whether something unseen leaves an operand in doubt: then the matches hang on those of other matters."""
        return not self._unsettled.isdisjoint(nodes) or bool(self._adrift(pattern, staff))

    def _adrift(self, pattern: Pattern, staff: str) -> frozenset[str]:
        return NOTHING if id(pattern) in self.steady else super()._adrift(pattern, staff)

    def _settled(self, pattern: Pattern, staff: str) -> bool:
        found = super()._settled(pattern, staff)
        if not found:
            self._unsettled.add(id(self._at[-1][0]) if self._at else 0)
        return found

    # --- what is noted --------------------------------------------------------------------------------------------

    def _note(self, which: int, at: datetime, fact: Fact | None) -> None:
        """Note an instant to come for the node that asks."""
        notes = self._notes[which].setdefault(id(self._at[-1][0]) if self._at else 0, {})
        name = "" if fact is None else fact.id
        old = notes.get(name)
        if old is None or at < old[0]:
            notes[name] = at, fact

    def _note_due(self, at: datetime | None, m: Match) -> None:
        """Note a deadline to come, unless it is met already: only an unanswered duty changes by itself."""
        if at is None or at == FAR or at < self.scene.as_of:
            return
        node, staff = self._at[-1]
        if isinstance(node, NotFollowedBy) and not self._is_answered(node, m, staff):
            self._note(0, at + MOMENT, m.subject)

    def _is_answered(self, node: NotFollowedBy, m: Match, staff: str) -> bool:
        key = id(node), "" if m.subject is None else m.subject.id
        found = self._done.get(key)
        if found is None:
            found = self._done[key] = all(
                any(
                    self._same(node.same, m, n) and after(n, m)
                    for n in self._placed(node.then, staff, sure=sure)
                )
                for sure in (True, False)
            )
        return found

    def _deadline(self, limit: Any, m: Match) -> datetime | None:
        found = super()._deadline(limit, m)
        self._about = m.subject
        self._note_due(found, m)
        return found

    def _moved(
        self, due: datetime, m: Match, same: str | None, movers: Iterable[Match], answer: Match | None
    ) -> tuple[datetime, tuple[Fact, ...]]:
        found = super()._moved(due, m, same, movers, answer)
        if found[0] != due:
            self._note_due(found[0], m)
        return found

    def _days(self, due: datetime, end: datetime) -> Fraction:
        if end == self.scene.as_of:
            calendar = self.scene.calendar
            self._note(1, calendar.start_of(calendar.day(end) + DAY), self._about)
        return super()._days(due, end)

    def _complete(self, per: Window) -> list[Period]:
        for window in self._all(per):
            if window.end > self.scene.as_of:
                self._note(0, window.end, None)
        return [window for window in self._all(per) if window.end <= self.scene.as_of]

    def _incomplete(self, per: Window) -> list[Period]:
        found = [window for window in self._all(per) if window.end > self.scene.as_of]
        for window in found:
            self._note(0, window.end, None)
        return found

    def _all(self, per: Window) -> tuple[Period, ...]:
        """Return the windows of the period."""
        if per not in self.windows:
            self.windows[per] = tuple(self.scene.calendar.windows(per, self.scene.period))
        return self.windows[per]

    # --- what is read ---------------------------------------------------------------------------------------------

    def _matches(self, pattern: Pattern, staff: str, *, sure: bool) -> Iterable[Match]:
        if isinstance(pattern, ByAnyone) and self.sharers is not None:
            return [
                m for one in self.sharers(pattern, staff) for m in self.matches(pattern.of, one, sure=sure)
            ]
        return super()._matches(pattern, staff, sure=sure)

    def _each(self, node: Each, staff: str) -> Iterable[Match]:
        if self.focus is None:
            return super()._each(node, staff)
        facts = self.focus.get(staff, ())
        seen = self._told(staff) if facts else None
        if seen is None or self.plan is None:
            held = (
                fact
                for fact in facts
                if type(fact) is node.kind and (node.where is None or self._value(node.where, fact) is True)
            )
        else:
            leaf, met = self.plan.leaf[id(node)], seen.met
            held = (fact for fact in facts if leaf in met[fact.id])
        return [self._found(node, fact) for fact in held]

    def _applies(self, rule: Rule, staff: str) -> Spans:
        key = rule.id, staff
        found = self.applies.get(key)
        if found is None:
            found = self.applies[key] = super()._applies(rule, staff)
        return found

    def _rows(self, staff: str, lo: datetime, hi: datetime) -> list[Person | None]:
        rows = self.scene.roster.rows(staff)
        if len(rows) == 1 and rows[0].since is None and rows[0].until is None:
            return [rows[0]]
        return super()._rows(staff, lo, hi)
