"""3 · The rulesets inside durable-rules, driven through its C module: no host, no thread, no callback of ours inside.

Conditions and joins are decided on scratch states that are thrown away: a stored fact costs the engine 7 KB, so what
it has found is kept outside, and a fact that comes is told together with those it could join. A state is deleted
before its ruleset, and has completed one action before it is deleted.
"""

import json
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from attrs import define, field

from vanhoa_rules.engines.durable.coding import RowAt, Terms
from vanhoa_rules.engines.durable.dialect import MESSAGES, PATTERNS, Plan
from vanhoa_rules.engines.durable.loading import load
from vanhoa_rules.errors import UsageError
from vanhoa_rules.facts import Fact
from vanhoa_rules.words import error

SCRATCH = 400
SID = "1"
FLUSH: Mapping[str, Any] = {"flush": {"all": [{"m": {"u": 2}}]}}
Message = dict[str, int]
Found = tuple[str, dict[str, Any]]


@define(eq=False)
class Shard:
    """One ruleset and its scratch state; ``born`` once the state has completed its first action, ``state`` its handle."""

    engine: Any
    handle: int
    born: bool = False
    state: Any = None
    used: int = 0

    def ask(self, messages: Sequence[Message]) -> Iterator[tuple[int, Found]]:
        """Tell the state some facts and yield what its rules find, with the id of the first of them.

        Whatever fails, the state is thrown away: nobody goes on with it.
        """
        try:
            yield from self._ask(messages)
        except BaseException:
            self.forget()
            raise

    def forget(self) -> None:
        """Delete the state."""
        self.used = 0
        if self.born:
            self.born = False
            self.engine.delete_state(self.handle, SID)

    def _ask(self, messages: Sequence[Message]) -> Iterator[tuple[int, Found]]:
        if self.used and self.used + len(messages) > SCRATCH:
            self.forget()
        if not self.born:
            self.born = True
            event = json.dumps({"id": self._next(1), "sid": 1, "u": 2})
            self.state = self.engine.assert_event(self.handle, event)[1]
            for _ in self._drain():
                pass
        first = self._next(len(messages))
        rows = [{"id": first + n, "sid": 1, "u": 1, **message} for n, message in enumerate(messages)]
        code = self.engine.assert_facts(self.handle, json.dumps(rows))[0] if rows else 0
        found = list(self._drain())
        if code not in {0, 1}:  # 1 = a fact that no rule is about
            raise error(UsageError, "durable.failed", fault=f"assert_facts: {code}")
        for one in found:
            yield first, one
        if self.used > SCRATCH:
            self.forget()

    def _next(self, how_many: int) -> int:
        """Return the first of some ids that are unused in the state."""
        self.used += how_many
        return self.used - how_many + 1

    def _drain(self) -> Iterator[Found]:
        started = self.engine.start_action_for_state(self.handle, self.state)
        text = started[1] if started else None
        while text:
            ((name, message),) = json.loads(text).items()
            if name != "flush":
                yield name, message
            text = self.engine.complete_and_start_action(self.handle, self.state)


def _close(shards: Iterable[Shard]) -> None:
    for shard in shards:
        shard.forget()
        shard.engine.delete_ruleset(shard.handle)


@define(eq=False)
class Network:
    """The rulesets of one plan. One lock guards all of it; ``close`` gives the memory back."""

    plan: Plan
    lock: threading.RLock = field(factory=threading.RLock, init=False)
    _conditions: list[Shard] = field(factory=list[Shard], init=False)
    _joins: list[Shard] = field(factory=list[Shard], init=False)
    _leaf: dict[str, int] = field(factory=dict[str, int], init=False)
    _join: dict[str, int] = field(factory=dict[str, int], init=False)
    _by_kind: dict[str, list[tuple[int, int]]] = field(factory=dict[str, list[tuple[int, int]]], init=False)
    _by_side: dict[int, list[int]] = field(factory=dict[int, list[int]], init=False)
    _sets: dict[frozenset[int], frozenset[int]] = field(
        factory=dict[frozenset[int], frozenset[int]], init=False
    )
    _keys: Iterator[int] = field(factory=lambda: count(1), init=False)
    _closer: Any = field(init=False)

    def __attrs_post_init__(self) -> None:
        engine = load()
        names = (f"r{n}" for n in range(self.plan.rules()))
        self._build_conditions(engine, names)
        self._build_joins(engine, names)
        self._closer = weakref.finalize(self, _close, [*self._conditions, *self._joins])

    def close(self) -> None:
        """Delete every state, then every ruleset."""
        with self.lock:
            self._closer()

    # --- conditions -------------------------------------------------------------------------------------------

    def leaves(self, facts: Sequence[Fact], row_at: Any) -> list[frozenset[int]]:
        """Return for each fact the leaves whose condition it meets; ``row_at(staff)`` reads the roster."""
        found = [set[int]() for _ in facts]
        batches: dict[int, list[tuple[int, Message]]] = {}
        for place, fact in enumerate(facts):
            coding = self.plan.codings.get(fact.kind)
            if coding is None:
                continue
            reader: RowAt = row_at(fact.staff)
            message = coding.encode(fact, reader)
            for shard, kind in self._by_kind[fact.kind]:
                batches.setdefault(shard, []).append((place, {**message, "k": kind}))
        with self.lock:
            for shard, batch in batches.items():
                for start in range(0, len(batch), SCRATCH // 2):
                    self._decide(self._conditions[shard], batch[start : start + SCRATCH // 2], found)
        return [self._sets.setdefault(one, one) for one in map(frozenset, found)]

    def _decide(self, shard: Shard, batch: Sequence[tuple[int, Message]], found: list[set[int]]) -> None:
        for first, (name, message) in shard.ask([message for _, message in batch]):
            place: int = message["m"]["id"] - first
            found[batch[place][0]].add(self._leaf[name])

    def _build_conditions(self, engine: Any, names: Iterator[str]) -> None:
        rules: list[tuple[str, Terms, str]] = []
        for leaf in self.plan.leaves:
            for terms in leaf.alternatives:
                name = next(names)
                self._leaf[name] = leaf.number
                rules.append((name, terms, leaf.kind))
        rules.sort(key=lambda rule: rule[2])
        for start in range(0, len(rules), PATTERNS):
            part = rules[start : start + PATTERNS]
            kinds = {kind: n for n, kind in enumerate(dict.fromkeys(kind for _, _, kind in part), 1)}
            for kind, n in kinds.items():
                self._by_kind.setdefault(kind, []).append((len(self._conditions), n))
            rows = {
                name: {
                    "all": [{"m": {"$and": [{"u": 1}, {"k": kinds[kind]}, *(t.to_data() for t in terms)]}}]
                }
                for name, terms, kind in part
            }
            self._conditions.append(self._shard(engine, f"c{start}", rows))

    # --- joins ------------------------------------------------------------------------------------------------

    def _build_joins(self, engine: Any, names: Iterator[str]) -> None:
        size = PATTERNS // 2
        kinds = [self.plan.leaves[side.leaf].kind for side in self.plan.sides]
        joins = sorted(
            self.plan.joins, key=lambda one: (kinds[one.left], kinds[one.right], one.left, one.right)
        )
        for start in range(0, len(joins), size):
            rows: dict[str, Any] = {}
            for join in joins[start : start + size]:
                name = next(names)
                self._join[name] = join.number
                for side in (join.left, join.right):
                    shards = self._by_side.setdefault(side, [])
                    if len(self._joins) not in shards:
                        shards.append(len(self._joins))
                within = (
                    [{"$gte": {"t": {"p": "a"}}}, {"$lte": {"t": {"p": "z"}}}] if join.timed else list[Any]()
                )
                rows[name] = {
                    "all": [
                        {"p": {"$and": [{"u": 1}, {"k": join.left + 1}]}},
                        {
                            "q": {
                                "$and": [
                                    {"u": 1},
                                    {"k": join.right + 1},
                                    {"j": {"p": "j"}},
                                    *within,
                                    {"u": {"p": "u"}},
                                ]
                            }
                        },
                    ]
                }
            self._joins.append(self._shard(engine, f"j{start}", rows))

    def _shard(self, engine: Any, name: str, rows: dict[str, Any]) -> Shard:
        try:
            return Shard(engine, engine.create_ruleset(name, json.dumps({**rows, **FLUSH})))
        except Exception as cause:
            raise error(UsageError, "durable.failed", fault=f"create_ruleset: {cause}") from cause

    def key(self) -> int:
        """Return the number of a key that was told to no state yet."""
        return next(self._keys)

    def pairs(self, sided: Sequence[tuple[int, Message]]) -> list[tuple[int, int, int]]:
        """Tell the network facts of sides, each with its number ``n``; return (join, n of the left, n of the right)."""
        if len(sided) > MESSAGES:
            raise error(UsageError, "durable.messages", limit=MESSAGES)
        by_shard: dict[int, list[Message]] = {}
        for side, message in sided:
            for shard in self._by_side.get(side, ()):
                by_shard.setdefault(shard, []).append({**message, "k": side + 1})
        with self.lock:
            return [
                (self._join[name], found["p"]["n"], found["q"]["n"])
                for shard, messages in by_shard.items()
                for _, (name, found) in self._joins[shard].ask(messages)
            ]
