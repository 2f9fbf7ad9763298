"""3 · The engine on the network: the reference's meaning, with conditions and joins found by the network."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from attrs import define, field

from vanhoa_rules.engines.durable.dialect import Joining, Plan, operands
from vanhoa_rules.engines.durable.network import Network
from vanhoa_rules.engines.durable.session import Feed, Seen, Session, Setting
from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.engines.reference.matching import ONE, Matches, subject_of
from vanhoa_rules.facts import Fact, fields_of
from vanhoa_rules.findings import Match, Outcome, Pending
from vanhoa_rules.patterns import ByAnyone, Each, Pattern, walk
from vanhoa_rules.rules import Rulebook


@define(eq=False)
class Fed(Reference):
    """The reference engine told by a network which facts meet a condition and which stand in a join.

    Without a ``feed`` it is the reference engine. Whatever the network is not told of is decided as there.
    """

    plan: Plan | None = None
    feed: Feed | None = None
    _at: list[tuple[Pattern, str]] = field(factory=list[tuple[Pattern, str]], init=False)

    def matches(self, pattern: Pattern, staff: str, *, sure: bool) -> Matches:
        """Return the certain or the possible matches of a pattern, and remember meanwhile which node asks."""
        found = self._memo.get((id(pattern), staff, sure))
        if found is not None:
            return found
        if isinstance(pattern, Each):  # in order already, and the same under both readings
            found = tuple(self._each(pattern, staff))
            self._memo[id(pattern), staff, True] = self._memo[id(pattern), staff, False] = found
            return found
        self._at.append((pattern, staff))
        try:
            return super().matches(pattern, staff, sure=sure)
        finally:
            self._at.pop()

    def pending(self, pattern: Pattern, staff: str) -> list[Pending]:
        """Return what is pending, and remember meanwhile which node asks."""
        self._at.append((pattern, staff))
        try:
            return super().pending(pattern, staff)
        finally:
            self._at.pop()

    def _told(self, staff: str) -> Seen | None:
        """Return what the network sees of a person; None where no network is asked."""
        return None if self.feed is None or self.plan is None else self.feed(staff)

    def _each(self, node: Each, staff: str) -> Iterable[Match]:
        seen = self._told(staff)
        if seen is None or self.plan is None:
            yield from super()._each(node, staff)
            return
        for fact in seen.hits.get(self.plan.leaf[id(node)], ()):
            yield self._found(node, fact)

    def _found(self, node: Each, fact: Fact) -> Match:
        """Return the match that a fact which meets the condition is."""
        measure = ONE if node.measure is None else Fraction(self._value(node.measure, fact))
        return Match(fact.at, (fact,), (fact,), measure, measure, fact, fact.at, fact.at)

    def _same(self, same: str | None, m: Match | Pending, n: Match) -> bool:
        node, staff = self._at[-1]
        uses = None if self.plan is None else self.plan.uses.get(id(node))
        seen = None if uses is None else self._told(staff)
        if uses is None or seen is None:
            return super()._same(same, m, n)
        mine, other, pairs = subject_of(m).id, subject_of(n).id, seen.pairs
        for use in uses:
            found = pairs.get(use.join)
            if found and ((other, mine) if use.flipped else (mine, other)) in found:
                return True
        return False


@define(eq=False)
class Durable(Fed):
    """The engine on durable-rules over one scene; it agrees with the reference on every outcome.

    The network is built for the first rulebook asked about, and anew for another. ``MissingExtraError`` where
    durable-rules cannot be loaded.
    """

    _setting: Setting | None = field(default=None, init=False)
    _seen: dict[str, Seen] = field(factory=dict[str, Seen], init=False)
    _leaves: dict[str, frozenset[int]] | None = field(default=None, init=False)
    _index: dict[tuple[str, Any], list[Fact]] = field(factory=dict[tuple[str, Any], list[Fact]], init=False)

    def judge(self, rulebook: Rulebook, staff: str) -> tuple[Outcome, ...]:
        """Return one outcome a rule, in the order of the rulebook, for one person of the roster."""
        if self.plan is None or self.plan.rulebook is not rulebook:
            self.close()
            self.plan = Plan(rulebook)
            self._setting = Setting(Network(self.plan), self.scene.calendar, self.scene.roster)
        return tuple(self.outcome(rule, staff) for rule in rulebook)

    def close(self) -> None:
        """Give the network's memory back; the next question builds a new one."""
        if self._setting is not None:
            self._setting.network.close()
        self.plan, self._setting, self._leaves = None, None, None
        self._seen.clear()
        self._index.clear()

    def _told(self, staff: str) -> Seen | None:
        if self._setting is None:
            return None
        if staff not in self._seen:
            session = Session(self._setting)
            session.tell(self.scene.timelines.of(staff))
            session.tell_of_others(self._others(staff))
            self._seen[staff] = session
        return self._seen[staff]

    def _others(self, staff: str) -> Iterable[tuple[Fact, frozenset[int]]]:
        """Return the facts of other people that share a key with this person, where a rule joins with anyone's facts."""
        keys = dict[str, None]() if self.plan is None else keys_of_anyone(self.plan)
        if not keys or self._setting is None:
            return []
        if self._leaves is None:
            facts = self.scene.timelines.facts
            found = self._setting.network.leaves(facts, self._setting.row_at)
            self._leaves = {fact.id: leaves for fact, leaves in zip(facts, found, strict=True)}
            for fact in facts:
                for name in keys:
                    if name in fields_of(type(fact)):
                        self._index.setdefault((name, key_value(fact, name)), []).append(fact)
        leaves = self._leaves
        near: dict[str, Fact] = {}
        for fact in self.scene.timelines.of(staff):
            for name in keys:
                if name in fields_of(type(fact)) and (value := key_value(fact, name)) is not None:
                    near.update((one.id, one) for one in self._index.get((name, value), ()))
        return [(fact, leaves[fact.id]) for fact in near.values() if fact.staff != staff]


def key_value(fact: Fact, name: str) -> Any:
    """Return what a fact holds in a joining field."""
    return getattr(fact, fields_of(type(fact))[name].attribute)


def keys_of_anyone(plan: Plan) -> dict[str, None]:
    """Return the fields by which a rule joins with anyone's facts."""
    return {
        node.same: None
        for rule in plan.rulebook
        for node in walk(rule.pattern)
        if isinstance(node, Joining) and node.same is not None
        if any(isinstance(second, ByAnyone) for _, second, _ in operands(node))
    }
