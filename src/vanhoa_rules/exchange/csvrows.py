"""0 · Before the facts: CSV, separated by commas, semicolons or tabs, into raw rows."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from vanhoa_rules.exchange.raw import LONGEST, Broken, Line, Row, Table, guess, label

WIDEST = 4000
"""The most columns of a table."""

SPAN = 200
"""The most lines that one quoted CSV row may run over."""

_SHAPES = {"kind": re.compile(r"[a-z_]+\.[a-z_]+"), "at": re.compile(r"\d{4}-\d\d-\d\d[T ].*")}


def csv_table(lines: list[Line]) -> Table:
    """Return the rows below the heading; a quoted value may run over lines, an empty cell is null."""
    start = next((index for index, line in enumerate(lines) if line.strip()), None)
    if start is None:
        return Table([])
    head = lines[start]
    if isinstance(head, str) and re.fullmatch(r"sep=[,;\t]", head.strip(" ")):
        start += 1
        head = lines[start] if start < len(lines) else ""
    if isinstance(head, bytes):
        return Table([Broken("file.encoding", parts={"guess": guess(head)})])
    bare = re.sub(r'"[^"]*"', "", head)
    delimiter = max(",;\t", key=bare.count)
    cells = _cells(head, delimiter) if len(head) <= LONGEST else None
    if not isinstance(cells, list):
        return Table([Broken("csv.heading", start + 1)])
    if len(cells) > WIDEST:
        return Table([Broken("grid.wide", start + 1, parts={"limit": WIDEST})])
    names = tuple(cell.strip() for cell in cells)
    twice = sorted(name for name, count in Counter(names).items() if name and count > 1)
    if twice:
        return Table([Broken("csv.duplicate_column", start + 1, field=label(name)) for name in twice])
    return Table(_rows(lines, start + 1, delimiter, names), names, start + 1)


def _rows(lines: list[Line], start: int, delimiter: str, names: tuple[str, ...]) -> Iterator[Row | Broken]:
    index = start
    while index < len(lines):
        line, number = lines[index], index + 1
        index += 1
        if isinstance(line, bytes):
            hint = _anchored(names, line.decode("latin-1").split(delimiter))
            yield Broken("row.bytes", number, hint=hint, parts={"guess": guess(line)})
            continue
        if not line.strip():
            continue
        if len(line) > LONGEST:
            yield Broken(
                "row.too_long", number, hint=_anchored(names, line.split(delimiter)), parts={"limit": LONGEST}
            )
            continue
        cells, more = _record(lines, index - 1, delimiter, names)
        if cells is None:
            yield Broken("csv.quote", number, hint=_anchored(names, line.split(delimiter)))
        elif len(cells) != len(names):
            yield Broken(
                "csv.cells",
                number,
                hint=_anchored(names, cells),
                parts={"found": len(cells), "expected": len(names)},
            )
        else:
            index += more
            if any(cells):
                yield _row(names, cells, number)


def _row(names: tuple[str, ...], cells: list[str], number: int) -> Row | Broken:
    values = {name: cell or None for name, cell in zip(names, cells, strict=True) if name}
    if any(cell and not name for name, cell in zip(names, cells, strict=True)):
        return Broken("csv.nameless", number, hint={name: value for name, value in values.items() if value})
    return Row(values, number, text=True, sparse=True)


def _record(
    lines: list[Line], index: int, delimiter: str, names: tuple[str, ...]
) -> tuple[list[str] | None, int]:
    """Return the cells of the row that begins at a line, and how many more lines it takes; None = its quotes do not close.

    A quote left open must not swallow the rows below it: a line that looks like a row ends the search.
    """
    text = str(lines[index])
    if '"' not in text:
        return text.split(delimiter), 0
    cells = _cells(text, delimiter)
    if isinstance(cells, list):
        return cells, 0
    for more, place in enumerate(range(index + 1, min(index + SPAN, len(lines))), 1):
        line = lines[place]
        if (
            not cells
            or isinstance(line, bytes)
            or _is_row(names, line.split(delimiter))
            or len(text) > LONGEST
        ):
            break
        text = f"{text}\n{line}"
        if '"' in line:
            cells = _cells(text, delimiter)
            if isinstance(cells, list):
                return (cells, more) if len(cells) == len(names) else (None, 0)
    return None, 0


def _cells(text: str, delimiter: str) -> list[str] | bool:
    """Return the cells of one row, or whether more lines could complete it."""
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), list[str]())
    except csv.Error as error:
        return str(error) == "unexpected end of data"


def _is_row(names: tuple[str, ...], cells: list[str]) -> bool:
    """Whether the cells of a line, quotes aside, are as many as the columns and, where that can be seen, in their places."""
    told = any(name in names for name in _SHAPES)
    return len(cells) == len(names) > 1 and (_sure(names, cells) >= 0 or not told)


def _sure(names: tuple[str, ...], cells: list[str]) -> int:
    """Return the last column whose cell is surely in its place, or -1."""
    placed = dict(zip(names, cells, strict=False))
    return max(
        (names.index(name) for name, shape in _SHAPES.items() if shape.fullmatch(placed.get(name, ""))),
        default=-1,
    )


def _anchored(names: tuple[str, ...], cells: list[str]) -> dict[str, Any]:
    """Return kind and staff of a damaged row, believing only cells at or before one that is surely in its place."""
    placed, last = dict(zip(names, cells, strict=False)), _sure(names, cells)
    return {
        name: placed[name] if name in placed and names.index(name) <= last else None
        for name in ("kind", "staff")
        if name in names
    }
