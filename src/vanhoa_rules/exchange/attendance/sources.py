"""0 · Before the facts: the one sheet to read of a file or a table."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from vanhoa_rules.errors import DataError, Problem
from vanhoa_rules.exchange.grids import Grid, Numbered, csv_grid
from vanhoa_rules.exchange.raw import Broken, Table
from vanhoa_rules.exchange.rows import NO_KIND, Terms, problem_of
from vanhoa_rules.exchange.tables import frame_table, is_frame, parquet_table
from vanhoa_rules.exchange.workbooks import workbook
from vanhoa_rules.words import error


def file_of(source: Any) -> str | None:
    """Return the path of a source as problems name it, None where it is no file."""
    return (
        str(Path(cast("str | os.PathLike[str]", source))) if isinstance(source, str | os.PathLike) else None
    )


def open_grid(source: Any, sheet: str | None, problems: list[Problem], terms: Terms) -> Grid | None:
    """Return the one sheet to read: the only one, or the one named; what is wrong goes to ``problems``."""
    if is_frame(source):
        return _grid_of(frame_table(source))
    path = Path(source)
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as cause:
        raise error(DataError, "file.missing", path=str(path)) from cause
    if magic == b"PAR1":
        return _grid_of(parquet_table(path))
    grids = workbook(path) if magic in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"} else csv_grid(path)
    if isinstance(grids, Broken):
        problems.append(problem_of(grids, terms))
        return None
    if isinstance(grids, Grid):
        return grids
    named = [grid for grid in grids if sheet is None or grid.name == sheet]
    problems += [
        problem_of(
            Broken("grid.skipped", hint={"kind": NO_KIND}, parts={"sheet": (grid.name or "")[:60]}), terms
        )
        for grid in (named[1:] if sheet is None else ())
    ]
    if not named:
        problems.append(problem_of(Broken("grid.heading"), terms))
    return named[0] if named else None


def _grid_of(table: Table) -> Grid:
    return Grid(_numbered(table))


def _numbered(table: Table) -> Iterator[Numbered | Broken]:
    if table.heading is not None:
        yield 0, table.heading
    for row in table.rows:
        yield row if isinstance(row, Broken) else (row.number or 0, tuple(row.values.values()))
