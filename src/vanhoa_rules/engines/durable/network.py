"""3 · The rulesets inside durable-rules, driven through its C module: no host, no thread, no callback of ours inside.

Conditions are decided on scratch states that are thrown away; what they find goes back in as facts of a person's own
state, where the joins are. A state is deleted before its ruleset, and has completed one action before it is deleted.
"""

import json
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import define, field

from vanhoa_rules.engines.durable.coding import RowAt, Terms
from vanhoa_rules.engines.durable.dialect import MESSAGES, PATTERNS, SESSIONS, Plan
from vanhoa_rules.engines.durable.loading import load
from vanhoa_rules.errors import UsageError
from vanhoa_rules.facts import Fact
from vanhoa_rules.words import error

SCRATCH = 400
BLOCK = 25
FLUSH: Mapping[str, Any] = {"flush": {"all": [{"m": {"u": 2}}]}}
Message = dict[str, int]
Found = tuple[str, dict[str, Any]]


@define(eq=False)
class Shard:
    """One ruleset; ``born`` are the states that have completed their first action."""

    engine: Any
    handle: int
    born: set[int] = field(factory=set[int])
    used: int = 0

    def ask(self, sid: int, messages: Sequence[Message], first: int) -> Iterator[Found]:
        """Tell a state some facts and yield what its rules find; ids from ``first`` on are unused in the state."""
        if sid not in self.born:
            self.born.add(sid)
            for _ in self._drain(sid, first):
                pass
            first += 1
        rows = [{"id": first + n, "sid": sid, "u": 1, **message} for n, message in enumerate(messages)]
        code = self.engine.assert_facts(self.handle, json.dumps(rows))[0] if rows else 0
        found = list(self._drain(sid, first + len(rows)))
        if code not in {0, 1}:  # 1 = a fact that no rule is about
            raise error(UsageError, "durable.failed", fault=f"assert_facts: {code}")
        yield from found

    def forget(self, sid: int) -> None:
        """Delete a state."""
        if sid in self.born:
            self.born.discard(sid)
            self.engine.delete_state(self.handle, str(sid))

    def _drain(self, sid: int, number: int) -> Iterator[Found]:
        event = json.dumps({"id": number, "sid": sid, "u": 2})
        state = self.engine.assert_event(self.handle, event)[1]
        started = self.engine.start_action_for_state(self.handle, state)
        text = started[1] if started else None
        while text:
            ((name, message),) = json.loads(text).items()
            if name != "flush":
                yield name, message
            text = self.engine.complete_and_start_action(self.handle, state)


@define(eq=False)
class Block:
    """One state that several people's facts are told to, apart from each other by their keys.

    ``joined`` people were told to it so far, ``open`` of them are still in use; messages and keys are numbered on.
    """

    sid: int
    joined: int = 0
    open: int = 0
    message: int = 1
    key: int = 1


def _close(shards: Iterable[Shard]) -> None:
    for shard in shards:
        for sid in tuple(shard.born):
            shard.forget(sid)
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
    _free: list[int] = field(init=False)
    _block: Block | None = field(default=None, init=False)
    _closer: Any = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._free = list(range(SESSIONS, 0, -1))
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

    def leaves(self, facts: Sequence[Fact], row_at: Any) -> list[set[int]]:
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
                for start in range(0, len(batch), SCRATCH):
                    self._decide(self._conditions[shard], batch[start : start + SCRATCH], found)
        return found

    def _decide(self, shard: Shard, batch: Sequence[tuple[int, Message]], found: list[set[int]]) -> None:
        if shard.used + len(batch) > SCRATCH:
            shard.forget(1)
            shard.used = 0
        first = 2 * shard.used + 1
        shard.used += len(batch) + 2
        start = first + (1 not in shard.born)
        try:
            for name, message in shard.ask(1, [message for _, message in batch], first):
                place: int = message["m"]["id"] - start
                found[batch[place][0]].add(self._leaf[name])
        except BaseException:
            shard.forget(1)
            raise

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
        joins = sorted(self.plan.joins, key=lambda join: (join.left, join.right))
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

    def join(self) -> Block:
        """Return the state for one more person; ``UsageError`` where the engine holds no more states."""
        with self.lock:
            if self._block is None or self._block.joined >= BLOCK or self._block.message > MESSAGES // 2:
                if not self._free:
                    raise error(UsageError, "durable.sessions", limit=SESSIONS)
                self._block = Block(self._free.pop())
            self._block.joined += 1
            self._block.open += 1
            return self._block

    def leave(self, block: Block) -> None:
        """Let go of one person's part of a state; the state is deleted with the last, once no other can join."""
        with self.lock:
            block.open -= 1
            if not block.open and (block is not self._block or block.joined >= BLOCK):
                self._discard(block)

    def fail(self, block: Block) -> None:
        """Let nobody else join a state in which something failed."""
        with self.lock:
            if block is self._block:
                self._block = None

    def _discard(self, block: Block) -> None:
        if block is self._block:
            self._block = None
        if self._closer.alive:
            for shard in self._joins:
                shard.forget(block.sid)
        self._free.append(block.sid)

    def pairs(self, block: Block, sided: Sequence[tuple[int, Message]]) -> list[tuple[int, int, int]]:
        """Tell a state facts of sides, each with its number ``n``; return (join, n of the left, n of the right)."""
        first = block.message
        if first + len(sided) + 2 > MESSAGES:
            raise error(UsageError, "durable.messages", limit=MESSAGES)
        block.message += len(sided) + 2
        by_shard: dict[int, list[Message]] = {}
        for side, message in sided:
            for shard in self._by_side.get(side, ()):
                by_shard.setdefault(shard, []).append({**message, "k": side + 1})
        with self.lock:
            return [
                (self._join[name], found["p"]["n"], found["q"]["n"])
                for shard, messages in by_shard.items()
                for name, found in self._joins[shard].ask(block.sid, messages, first)
            ]
