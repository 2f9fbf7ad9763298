"""0 · Before the facts: JSON Lines, or one JSON list, into raw rows; numbers keep their digits."""

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from vanhoa_rules.exchange.raw import LONGEST, Broken, Line, Row, guess, label

_BLANKS = re.compile(r"[ \t\r\n]*")
_HINTS = {name: re.compile(rf'(?<!\\)"{name}"\s*:\s*"([^"\\]*)"') for name in ("kind", "staff")}


def json_lines(lines: list[Line], *, whole: bool) -> Iterator[Row | Broken]:
    """Yield one row a line; ``whole``: the file may also be one object written over several lines."""
    parse = _parser()
    if whole and all(isinstance(line, str) for line in lines):
        text = "\n".join(map(str, lines))
        start = _skip(text, 0)
        single, end = parse(text, start, 1 + text.count("\n", 0, start))
        if isinstance(single, Row) and end is not None and _skip(text, end) == len(text):
            yield single
            return
    for number, line in enumerate(lines, 1):
        if isinstance(line, bytes):
            yield Broken(
                "row.bytes", number, hint=_hint(line.decode("latin-1")), parts={"guess": guess(line)}
            )
        elif len(line) > LONGEST:
            yield Broken("row.too_long", number, hint=_hint(line), parts={"limit": LONGEST})
        elif line.strip():
            row, end = parse(line, _skip(line, 0), number)
            rest = end is not None and _skip(line, end) < len(line)
            yield (
                Broken("json.broken", number, hint=_hint(line), parts={"column": (end or 0) + 1})
                if rest
                else row
            )


def json_array(lines: list[Line]) -> Iterator[Row | Broken]:
    """Yield the rows of one JSON list, with the line each begins on; nothing after a place where it is broken."""
    bad = next((line for line in lines if isinstance(line, bytes)), None)
    if bad is not None:
        yield Broken("file.encoding", parts={"guess": guess(bad)})
        return
    text = "\n".join(map(str, lines))
    parse = _parser()
    at = text.index("[") + 1
    number, counted = 1, 0
    while True:
        at = _skip(text, at)
        number, counted = number + text.count("\n", counted, at), at
        if text[at : at + 1] == "]" and _skip(text, at + 1) == len(text):
            return
        row, end = parse(text, at, number) if at < len(text) else (None, None)
        after = _skip(text, end) if end is not None else at
        if row is None or end is None or text[after : after + 1] not in {",", "]"}:
            yield Broken("json.array", number)
            return
        yield (
            Broken("row.too_long", number, hint=_hint(text[at:end]), parts={"limit": LONGEST})
            if end - at > LONGEST
            else row
        )
        at = after + (text[after] == ",")


def _parser() -> Callable[[str, int, int], tuple[Row | Broken, int | None]]:
    """Return a function (text, position, line) → the row that begins there, and where it ends (None = unreadable)."""
    doubled: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) < len(items):
            names = [name for name, _ in items]
            doubled.extend(name for name in found if names.count(name) > 1)
        return found

    decoder = json.JSONDecoder(
        object_pairs_hook=pairs, parse_float=_float, parse_int=_int, parse_constant=Decimal
    )

    def parse(text: str, at: int, number: int) -> tuple[Row | Broken, int | None]:
        doubled.clear()
        try:
            value, end = decoder.raw_decode(text, at)
        except RecursionError:
            return Broken("json.deep", number, hint=_hint(text)), None
        except json.JSONDecodeError as error:
            cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
            return Broken(
                "json.truncated" if cut else "json.broken",
                number,
                hint=_hint(text),
                parts={"column": error.pos + 1},
            ), None
        if not isinstance(value, dict):
            return Broken("row.not_object", number), end
        return _object(cast("dict[str, Any]", value), tuple(doubled), number), end

    return parse


def _object(record: dict[str, Any], doubled: tuple[str, ...], number: int) -> Row | Broken:
    if not doubled:
        return Row(record, number)
    said = {name: value for name, value in record.items() if name in {"kind", "staff"}}
    hint = {name: None if name in doubled else value for name, value in said.items()}
    return Broken("json.duplicate_key", number, field=label(doubled[0]), hint=hint)


def _float(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _int(text: str) -> int | Decimal:
    return int(text) if len(text) < 400 else Decimal(text)


def _skip(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _hint(text: str) -> dict[str, Any]:
    """Return kind and staff where a broken JSON text names each exactly once (None = named, but not to be read)."""
    found = {name: pattern.findall(text) for name, pattern in _HINTS.items()}
    return {
        name: values[0] if len(values) == 1 else None
        for name, values in found.items()
        if values or f'"{name}"' in text
    }
