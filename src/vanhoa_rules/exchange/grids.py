"""0 · Before the facts: a sheet as people make them — titles above, the heading somewhere, cells of any kind — into rows of cells."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from attrs import evolve, field, frozen

from vanhoa_rules.errors import DataError
from vanhoa_rules.exchange.raw import LONGEST, Broken, Line, Row, Table, guess, label, lines_of
from vanhoa_rules.exchange.vietnamese import heading_form, tidy
from vanhoa_rules.words import error

SEARCHED: Final = 40
"""How many rows from the top are searched for the heading."""
WIDEST: Final = 4000
"""The most columns that a sheet may have."""

Numbered = tuple[int, tuple[Any, ...]]


@frozen
class Grid:
    """One sheet: numbered rows of cells, each None, text, an exact number, a bool, a date or a time, or ``Broken``.

    ``text``: every cell is text (CSV). The rows may be gone through once.
    """

    rows: Iterable[Numbered | Broken] = field(repr=False)
    name: str | None = None
    text: bool = False


@frozen
class Headed:
    """The rows of a sheet below its heading; ``columns`` tells which column each wanted name has, by place."""

    heading: tuple[str, ...]
    line: int
    columns: Mapping[str, int]
    rows: Iterable[Numbered | Broken] = field(repr=False)
    text: bool = False


def peeked(grid: Grid, count: int = SEARCHED) -> tuple[list[Numbered | Broken], Grid]:
    """Return the first rows of a sheet, and the sheet with those rows still in it."""
    rows = iter(grid.rows)
    first = list(islice(rows, count))
    return first, evolve(grid, rows=chain(first, rows))


def headed(
    grid: Grid, spellings: Mapping[str, Iterable[str]], needed: Iterable[Sequence[str]]
) -> Headed | None:
    """Return the sheet below the row that best reads as its heading, or None.

    ``spellings``: what each wanted name is called; ``needed``: sets of names, one of which the heading must hold whole.
    """
    first, grid = peeked(grid)
    best: tuple[int, int, dict[str, int]] | None = None
    wanted = [frozenset(names) for names in needed]
    forms = {heading_form(one): name for name, known in reversed(list(spellings.items())) for one in known}
    for place, row in enumerate(first):
        if isinstance(row, Broken):
            continue
        found = _columns(row[1], forms)
        if any(names <= found.keys() for names in wanted) and (best is None or len(found) > best[0]):
            best = len(found), place, found
    if best is None:
        return None
    _, place, columns = best
    row = first[place]
    assert not isinstance(row, Broken)  # noqa: S101 - only whole rows were searched
    heading = tuple(_name(cell) for cell in row[1])
    return Headed(heading, row[0], columns, islice(grid.rows, place + 1, None), grid.text)


def _columns(cells: Sequence[Any], forms: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(cells[:WIDEST]):
        name = forms.get(heading_form(cell)) if isinstance(cell, str) and 0 < len(cell) < 200 else None
        if name is not None:
            found.setdefault(name, place)
    return found


def _name(cell: Any) -> str:
    return "" if cell is None else tidy(cell) if isinstance(cell, str) else str(cell)


def table_of(grid: Grid, known: Iterable[str], titles: Mapping[str, Iterable[str]]) -> Table:
    """Return a sheet of facts as raw rows: the heading is the row that names most known fields, by name or title."""
    names = {name: (name, *titles.get(name, ())) for name in known}
    found = headed(grid, names, (("kind", "id"), ("id", "staff", "at"), ("id", "unit"), ("staff", "at")))
    if found is None:
        return Table([Broken("grid.heading")])
    place = {column: name for name, column in found.columns.items()}
    heading = tuple(place.get(column, name) for column, name in enumerate(found.heading))
    twice = sorted({name for name in heading if name and heading.count(name) > 1})
    if twice:
        return Table([Broken("csv.duplicate_column", found.line, field=label(name)) for name in twice])
    return Table(_named(found, heading), heading, found.line)


def _named(found: Headed, heading: tuple[str, ...]) -> Iterator[Row | Broken]:
    for row in found.rows:
        if isinstance(row, Broken):
            yield row
            continue
        number, cells = row
        broken = next((cell for cell in cells if isinstance(cell, Broken)), None)
        filled = dict(zip(heading, cells, strict=False))
        values = {name: None if cell == "" else cell for name, cell in filled.items() if name}
        if broken is not None:
            hint = {name: values.get(name) for name in ("kind", "staff")}
            yield evolve(broken, number=number, hint=hint)
        elif any(cell not in {None, ""} for cell in cells[len(heading) :]) or filled.get("") not in {
            None,
            "",
        }:
            yield Broken("csv.nameless", number, hint={k: v for k, v in values.items() if isinstance(v, str)})
        elif any(cell is not None for cell in values.values()):
            yield Row(values, number, text=found.text, sparse=True)


# CSV


def csv_grid(path: Path) -> Grid | Broken:
    """Return a file of text as one sheet: separated by tabs, semicolons or commas, as its first lines are."""
    lines = lines_of(read_bytes(path))
    return lines if isinstance(lines, Broken) else Grid(_csv_rows(lines), path.stem, text=True)


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file; ``DataError`` where it is missing or cannot be read."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as cause:
        raise error(DataError, "file.missing", path=str(path)) from cause
    except (OSError, ValueError) as cause:
        raise error(DataError, "file.unreadable", path=str(path)) from cause


def _csv_rows(lines: list[Line]) -> Iterator[Numbered | Broken]:
    sample = [
        re.sub(r'"[^"]*"', "", line)
        for line in lines[:SEARCHED]
        if isinstance(line, str) and len(line) <= LONGEST
    ]
    delimiter = max("\t;,", key=lambda mark: sum(line.count(mark) for line in sample))
    place = 1 if sample and re.fullmatch(r"sep=[,;\t]\s*", sample[0]) else 0
    while place < len(lines):
        line, number = lines[place], place + 1
        place += 1
        if isinstance(line, bytes):
            yield Broken("row.bytes", number, parts={"guess": guess(line)})
        elif len(line) > LONGEST:
            yield Broken("row.too_long", number, parts={"limit": LONGEST})
        elif not line.strip():
            continue
        elif '"' not in line:
            yield _row(line.split(delimiter), number)
        else:
            cells, more = _quoted(lines, place - 1, delimiter)
            place += more
            yield Broken("csv.quote", number) if cells is None else _row(cells, number)


def _row(cells: list[str], number: int) -> Numbered | Broken:
    if len(cells) > WIDEST:
        return Broken("grid.wide", number, parts={"limit": WIDEST})
    return number, tuple(cells)


def _quoted(lines: list[Line], place: int, delimiter: str) -> tuple[list[str] | None, int]:
    """Return the cells of a row with quotes, and how many more lines it takes (at most 20)."""
    text = ""
    for more, line in enumerate(lines[place : place + 20]):
        if isinstance(line, bytes):
            break
        text = f"{text}\n{line}" if more else line
        try:
            return next(csv.reader([text], delimiter=delimiter, strict=True)), more
        except csv.Error as fault:
            if str(fault) != "unexpected end of data":
                break
        except StopIteration:
            break
    return None, 0
