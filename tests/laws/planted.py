"""Errors planted in copies of the engine: each a sentence, where it is, what stands there, and what is put instead."""

import contextlib
import importlib
import inspect
import textwrap
from collections.abc import Iterator
from typing import Any

from attrs import frozen


@frozen
class Error:
    """One planted error; ``laws`` says that the laws of the unknown find it without the reference beside them."""

    name: str
    at: str
    old: str
    new: str
    laws: bool = False

    @contextlib.contextmanager
    def planted(self) -> Iterator[None]:
        """Have the error in the library for a while; ``LookupError`` where the text it changes is no longer there."""
        owner, name, function = self._found()
        source = textwrap.dedent(inspect.getsource(function))
        if source.count(self.old) != 1:
            raise LookupError(f"{self.at}: {source.count(self.old)} times {self.old!r}")
        scope = dict(vars(importlib.import_module(function.__module__)))
        exec(compile(source.replace(self.old, self.new), self.at, "exec"), scope)  # noqa: S102 - our own source
        before = inspect.getattr_static(owner, name)
        setattr(owner, name, scope[function.__name__])
        try:
            yield
        finally:
            setattr(owner, name, before)

    def _found(self) -> tuple[Any, str, Any]:
        module, _, path = self.at.partition(":")
        owner: Any = importlib.import_module(f"vanhoa_rules.{module}")
        *outer, name = path.split(".")
        for part in outer:
            owner = getattr(owner, part)
        return owner, name, getattr(owner, name)


NODES, READING, JUDGING = "engines.reference.nodes:Nodes", "engines.reference.reading:Reading", "engines.reference.judging:Reference"
SIGHT, COSTS, LINES = "engines.sight:Sight", "scorecards.costs:Ledger", "facts.timelines"

ERRORS = (
    Error("an answer at the deadline is late", f"{NODES}._not_followed_by", "answer.at <= reached", "answer.at < reached"),
    Error("a deadline has passed when it is reached", f"{NODES}._not_followed_by", "reached >= self.scene.as_of", "reached > self.scene.as_of"),
    Error("followed_by does not take what comes at the deadline", f"{NODES}._followed_by", "answer.at > due", "answer.at >= due"),
    Error("days late are one too few", f"{READING}._days", "max(1, (day(end) - day(due)).days)", "max(1, (day(end) - day(due)).days - 1)"),
    Error("no day late at all is counted as none", f"{READING}._days", "max(1, ", "max(0, "),
    Error("at one instant the order of ids decides between kinds as well", "engines.reference.nodes:Nodes._first", "", ""),
)
