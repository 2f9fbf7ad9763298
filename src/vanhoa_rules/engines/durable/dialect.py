"""3 · What of a rulebook the network decides: every ``each``, and the two-way joins by key or by interval."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from attrs import define, field, frozen

from vanhoa_rules import conditions, patterns
from vanhoa_rules.canonical import dumps
from vanhoa_rules.engines.durable.coding import Coding, Terms
from vanhoa_rules.errors import RuleError
from vanhoa_rules.patterns import (
    AnyOf,
    ByAnyone,
    Consecutive,
    During,
    Each,
    FollowedBy,
    Limit,
    NotDuring,
    NotFollowedBy,
    NotPrecededBy,
    Pattern,
    PrecededBy,
    Repeated,
    Unless,
    walk,
)
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.words import error

PATTERNS = 48
PROPERTIES = 240
MESSAGES = 700_000
RESERVED = ("id", "sid", "u", "k", "j", "t", "a", "z", "n", "m", "p", "q", "flush", "$s")
Joining = FollowedBy | NotFollowedBy | PrecededBy | NotPrecededBy | During | NotDuring | Unless


@frozen
class Leaf:
    """One ``each``: its kind and the flat alternatives of its condition."""

    number: int
    kind: str
    alternatives: tuple[Terms, ...]


@frozen
class Side:
    """How the facts of a leaf enter a join: a point or an interval in time, by key or by bucket of time.

    ``shape`` is ``point``, ``until`` (up to the fact's until), ``limit`` (up to the deadline), or ``key`` and
    ``also`` (at any time; two shapes, for the engine joins no message with itself).
    """

    number: int
    leaf: int
    same: str | None
    shape: str
    limit: Limit
    anyone: bool


@frozen
class Join:
    """Pairs of facts of two sides: ``left`` an interval, ``right`` a point in it; or equal keys alone."""

    number: int
    left: int
    right: int
    timed: bool


@frozen
class Use:
    """A join as a node uses it; ``flipped`` where the node's own match is the right side."""

    join: int
    flipped: bool


@define(eq=False)
class Plan:
    """What the network is told of a rulebook; raises ``RuleError`` where a limit of the engine would be met.

    ``leaf`` and ``uses`` are kept by the identity of the rulebook's nodes; a joining node that is not in ``uses`` is
    decided outside the network.
    """

    rulebook: Rulebook
    codings: dict[str, Coding] = field(factory=dict[str, Coding], init=False)
    leaves: list[Leaf] = field(factory=list[Leaf], init=False)
    sides: list[Side] = field(factory=list[Side], init=False)
    joins: list[Join] = field(factory=list[Join], init=False)
    leaf: dict[int, int] = field(factory=dict[int, int], init=False)
    uses: dict[int, tuple[Use, ...]] = field(factory=dict[int, tuple[Use, ...]], init=False)
    _known: dict[Any, Any] = field(factory=dict[Any, Any], init=False)
    _by_leaf: dict[int, list[Side]] = field(factory=dict[int, list[Side]], init=False)
    _across: dict[int, list[Side]] = field(factory=dict[int, list[Side]], init=False)

    def __attrs_post_init__(self) -> None:
        nodes = [node for rule in self.rulebook for node in walk(rule.pattern)]
        for node in nodes:
            if isinstance(node, Each) and id(node) not in self.leaf:
                self.leaf[id(node)] = self._leaf(node)
        for node in nodes:
            if isinstance(node, Joining) and id(node) not in self.uses:
                found = self._uses(node)
                if found is not None:
                    self.uses[id(node)] = found
        self._check()

    def decided(self) -> dict[str, Counter[str]]:
        """Return how many nodes the network decides and how many are decided outside, by the node's name."""
        found: dict[str, Counter[str]] = {"network": Counter(), "outside": Counter()}
        seen: dict[int, Pattern] = {id(node): node for rule in self.rulebook for node in walk(rule.pattern)}
        for key, node in seen.items():
            where = "network" if key in self.leaf or key in self.uses else "outside"
            found[where][type(node).__name__] += 1
        return found

    def by_rule(self) -> dict[str, tuple[str, ...]]:
        """Return for each rule the joins that the network does not decide, by name; counting is never its part."""
        return {
            rule.id: tuple(
                type(node).__name__
                for node in walk(rule.pattern)
                if isinstance(node, Joining) and id(node) not in self.uses
            )
            for rule in self.rulebook
        }

    def across(self, side: int) -> list[Side]:
        """Return the sides on the other end of a side's joins."""
        if not self._across:
            for join in self.joins:
                for one, other in ((join.left, join.right), (join.right, join.left)):
                    found = self._across.setdefault(one, [])
                    if self.sides[other] not in found:
                        found.append(self.sides[other])
        return self._across.get(side, [])

    def sides_of(self, leaf: int) -> list[Side]:
        """Return the sides that the facts of a leaf enter."""
        return self._by_leaf.get(leaf, [])

    def _leaf(self, node: Each) -> int:
        where = None if node.where is None else conditions.to_data(node.where)
        key = ("leaf", node.kind.kind, dumps(where))
        if key not in self._known:
            coding = self.codings.setdefault(node.kind.kind, Coding(node.kind))
            leaf = Leaf(len(self.leaves), node.kind.kind, coding.alternatives(node.where))
            self.leaves.append(leaf)
            self._known[key] = leaf.number
        found: int = self._known[key]
        return found

    def _side(self, leaf: int, same: str | None, shape: str, limit: Limit, *, anyone: bool) -> int:
        key = ("side", leaf, same, shape, dumps(patterns.to_data(limit)), anyone)
        if key not in self._known:
            self._known[key] = len(self.sides)
            side = Side(len(self.sides), leaf, same, shape, limit, anyone)
            self.sides.append(side)
            self._by_leaf.setdefault(leaf, []).append(side)
        found: int = self._known[key]
        return found

    def _join(self, left: int, right: int, *, timed: bool) -> int:
        key = ("join", left, right, timed)
        if key not in self._known:
            self._known[key] = len(self.joins)
            self.joins.append(Join(len(self.joins), left, right, timed))
        found: int = self._known[key]
        return found

    def _uses(self, node: Joining) -> tuple[Use, ...] | None:
        """Return the joins a node needs, or None where it has to be decided outside."""
        found: list[Use] = []
        for shape, second, limit in operands(node):
            anyone = isinstance(second, ByAnyone)
            mine = _subjects(node.first)
            theirs = _subjects(second.of if isinstance(second, ByAnyone) else second)
            if mine is None or theirs is None:
                return None
            for one, placed in mine:
                for other, also in theirs:
                    at_subject = shape == "inside" or placed
                    kind = shape if at_subject and also else "any"
                    use = self._pair(
                        kind, self.leaf[id(one)], self.leaf[id(other)], node.same, limit, anyone=anyone
                    )
                    if use is None:
                        return None
                    found.append(use)
        return tuple(dict.fromkeys(found))

    def _pair(
        self, kind: str, mine: int, theirs: int, same: str | None, limit: Limit, *, anyone: bool
    ) -> Use | None:
        if kind == "any":
            if same is None:
                return None
            left = self._side(mine, same, "key", None, anyone=False)
            right = self._side(theirs, same, "also", None, anyone=anyone)
            return Use(self._join(left, right, timed=False), flipped=False)
        if same is None and limit is None and kind != "inside":
            return None  # every fact before or after every other: nothing for a network to find
        span, point = (mine, theirs) if kind == "after" else (theirs, mine)
        shape = "until" if kind == "inside" else "limit"
        foreign = (False, anyone) if kind == "after" else (anyone, False)
        left = self._side(span, same, shape, limit, anyone=foreign[0])
        right = self._side(point, same, "point", None, anyone=foreign[1])
        return Use(self._join(left, right, timed=True), flipped=kind != "after")

    # --- what the engine cannot hold --------------------------------------------------------------------------

    def _check(self) -> None:
        names = [*RESERVED, *(f"r{n}" for n in range(self.rules()))]
        for coding in self.codings.values():
            if len(coding.coders) > PROPERTIES:
                raise error(RuleError, "durable.properties", kind=coding.kind.kind, limit=PROPERTIES)
            names += [coder.name for coder in coding.coders.values()]
        check_names(names)

    def rules(self) -> int:
        """Return how many rules the network is told, over all shards."""
        return sum(len(leaf.alternatives) for leaf in self.leaves) + len(self.joins)


def fnv(text: str) -> int:
    """Return the 32-bit FNV-1a hash that durable-rules compares in place of a name."""
    found = 0x811C9DC5
    for byte in text.encode():
        found = ((found ^ byte) * 0x01000193) & 0xFFFFFFFF
    return found


def check_names(names: Iterable[str]) -> None:
    """Raise ``RuleError`` where two different names have one hash: the engine would take them for one."""
    seen: dict[int, str] = {}
    for name in names:
        other = seen.setdefault(fnv(name), name)
        if other != name:
            raise error(RuleError, "durable.collision", one=other, other=name)


def operands(node: Joining) -> Iterator[tuple[str, Pattern, Limit]]:
    """Yield each second operand of a joining node: where it lies from the first one's matches, and up to what limit."""
    match node:
        case FollowedBy(_, then, limit, _, moved_by) | NotFollowedBy(_, then, limit, _, moved_by):
            late = moved_by is not None or isinstance(node, NotFollowedBy)
            yield "after", then, None if late else limit
            if moved_by is not None:
                yield "after", moved_by, None
        case PrecededBy(_, earlier, within) | NotPrecededBy(_, earlier, within):
            yield "before", earlier, within
        case During(_, span) | NotDuring(_, span):
            yield "inside", span, None
        case Unless(_, excuse):
            yield "any", excuse, None


def _subjects(pattern: Pattern) -> list[tuple[Each, bool]] | None:
    """Return the ``each`` whose facts may be the subject of a match, and whether the match lies where its subject does."""
    match pattern:
        case Each():
            return [(pattern, True)]
        case AnyOf(of):
            found: list[tuple[Each, bool]] = []
            for part in of:
                inner = _subjects(part)
                if inner is None:
                    return None
                found += inner
            return found
        case PrecededBy() | NotPrecededBy() | During() | NotDuring() | Unless():
            return _subjects(pattern.first)
        case Repeated(of, groups=False):
            return _subjects(of)
        case (
            FollowedBy(first=inner)
            | NotFollowedBy(first=inner)
            | Repeated(of=inner)
            | Consecutive(among=inner)
        ):
            moved = _subjects(inner)
            return None if moved is None else [(one, False) for one, _ in moved]
        case _:
            return None
