"""0 · Before the facts: an XES log, case by case, as a stream; no document type, so no entity, is ever read."""

import gzip
import zlib
from collections import deque
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from attrs import field, frozen

from vanhoa_rules.errors import DataError
from vanhoa_rules.exchange.raw import Broken
from vanhoa_rules.words import error

CHUNK: Final = 1 << 16
LARGEST: Final = 1 << 33
"""The most bytes that a packed log may unpack to."""
MOST_EVENTS: Final = 1_000_000
"""The most events of one case."""
DEEPEST: Final = 64
LONGEST: Final = 1_000_000

_VALUES: Final = frozenset({"string", "date", "int", "float", "boolean", "id"})


@frozen
class LogCase:
    """One case of a log: what is said of the case, and its events in their order, all by attribute name."""

    values: dict[str, Any] = field(factory=dict[str, Any], repr=False)
    events: list[dict[str, Any]] = field(factory=list[dict[str, Any]], repr=False)
    number: int | None = None
    numbers: tuple[int, ...] = field(default=(), repr=False)


class _Stop(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, code: str, **parts: Any) -> None:
        super().__init__(code)
        self.code, self.parts = code, parts


def xes_cases(path: Path) -> Iterator[LogCase | Broken]:
    """Yield the cases of an ``.xes`` or ``.xes.gz`` file; where it breaks, the cases before that place stay good."""
    reader = _Reader()
    try:
        for chunk in _chunks(path):
            reader.parser.Parse(chunk, False)
            while reader.ready:
                yield reader.ready.popleft()
        reader.parser.Parse(b"", True)
        yield from reader.ready
    except _Stop as stop:
        yield from reader.ready
        yield Broken(stop.code, reader.count + 1, parts=stop.parts)
    except (expat.ExpatError, ValueError, LookupError, zlib.error, EOFError, gzip.BadGzipFile):
        yield from reader.ready
        yield Broken("log.xml", reader.count + 1, parts={"line": reader.parser.CurrentLineNumber})


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            file = gzip.GzipFile(fileobj=raw) if packed else raw
            total = 0
            while chunk := file.read(CHUNK):
                total += len(chunk)
                if packed and total > LARGEST:
                    raise _Stop("log.large", limit=LARGEST >> 20)
                yield chunk
    except (FileNotFoundError, NotADirectoryError) as cause:
        raise error(DataError, "file.missing", path=str(path)) from cause
    except (PermissionError, IsADirectoryError) as cause:
        raise error(DataError, "file.unreadable", path=str(path)) from cause


class _Reader:
    """Listens to the parser and gathers whole cases."""

    def __init__(self) -> None:
        self.ready: deque[LogCase] = deque()
        self.count = 0
        self.depth = 0
        self.held = 0  # depth of an attribute that holds others, which are not read
        self.passed = 0  # depth of <global>, whose defaults are nobody's values
        self.case: LogCase | None = None
        self.event: dict[str, Any] | None = None
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.doctype

    def doctype(self, *_: Any) -> None:
        """Refuse a document type: with it come entities, outer ones too."""
        raise _Stop("log.doctype")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        self.depth += 1
        name = tag.rpartition(":")[2]
        if self.depth == 1 and name != "log":
            raise _Stop("log.not_xes")
        if self.depth > DEEPEST:
            raise _Stop("log.deep")
        match name:
            case "trace":
                self.case = LogCase(number=self.count + 1)
            case "event":
                self.event = {}
                if self.case is None:
                    self.case = LogCase(number=self.count + 1)
                elif len(self.case.events) >= MOST_EVENTS:
                    raise _Stop("log.case_large", limit=MOST_EVENTS)
            case "global":
                self.passed = self.depth
            case _ if not self.passed and not self.held:
                self._value(name, attributes)
            case _:
                pass

    def _value(self, name: str, attributes: dict[str, str]) -> None:
        if name in _VALUES or name in {"list", "container"}:
            self.held = self.depth
        key, text = attributes.get("key"), attributes.get("value")
        if name not in _VALUES or key is None or text is None:
            return
        if len(text) > LONGEST:
            raise _Stop("row.too_long", limit=LONGEST)
        if self.event is not None:
            self.event.setdefault(key, _typed(name, text))
        elif self.case is not None:
            self.case.values.setdefault(f"case:{key}", _typed(name, text))

    def end(self, tag: str) -> None:
        """End an element."""
        name = tag.rpartition(":")[2]
        if self.held == self.depth:
            self.held = 0
        if self.passed == self.depth:
            self.passed = 0
        self.depth -= 1
        if name == "event" and self.event is not None and self.case is not None:
            self.case.events.append(self.event)
            self.event = None
            if self.depth == 1:  # an event outside a trace is a case by itself
                self._close()
        elif name == "trace":
            self._close()

    def _close(self) -> None:
        if self.case is not None:
            self.count += 1
            self.ready.append(self.case)
            self.case = None


def _typed(name: str, text: str) -> Any:
    """Return a value of its type, or its text where it does not have it: the reader of facts then says so."""
    match name:
        case "boolean" if text.lower() in {"true", "false"}:
            return text.lower() == "true"
        case "int" if len(text) < 40 and text.lstrip("+-").isdecimal():
            return int(text)
        case "float":
            try:
                return Decimal(text)
            except InvalidOperation:
                return text
        case _:
            return text
