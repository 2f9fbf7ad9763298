"""0 · Before the facts: the sheets of a workbook that hold facts, or the roster, as raw rows.

The heading is the row that names the fields, by their names or as the library calls them in Vietnamese; titles above it
are passed over. ``at (Asia/Ho_Chi_Minh)`` in the heading says where the clock times of the column are local.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from attrs import evolve

from vanhoa_rules.exchange.grids import Grid, Numbered, peeked, table_of
from vanhoa_rules.exchange.raw import Broken, Row, Table
from vanhoa_rules.exchange.rows import NO_KIND, Terms
from vanhoa_rules.exchange.workbooks import workbook
from vanhoa_rules.facts.coverage import ENTRY_FIELDS
from vanhoa_rules.facts.roster import ROSTER_FIELDS
from vanhoa_rules.facts.vocabulary import field_title

_ZONED: Final = re.compile(r"(.*?)\s*\(([A-Za-z_]+/[A-Za-z0-9_+/-]+)\)\s*", re.DOTALL)
_DATES: Final = frozenset({"since", "until"})


def workbook_table(path: Path) -> Table:
    """Return the rows of all sheets that hold facts or people; a sheet with another content is named as not read."""
    sheets = workbook(path)
    if isinstance(sheets, Broken):
        return Table([sheets])
    known = sorted({*Terms().known, *ROSTER_FIELDS, *ENTRY_FIELDS})
    titles = _titles(known)
    rows: list[Row | Broken] = []
    headings: dict[str, None] = {}
    line = 1
    skipped: list[Broken] = []
    for sheet in sheets:
        zones, plain = _zones(sheet)
        table = table_of(plain, known, titles)
        if table.heading is None:
            found = list(table.rows)
            unnamed = all(isinstance(one, Broken) and one.code == "grid.heading" for one in found)
            skipped += (
                [Broken("grid.skipped", hint={"kind": NO_KIND}, parts={"sheet": (sheet.name or "")[:60]})]
                if unnamed
                else []
            )
            rows += [] if unnamed else found
            continue
        line = table.line
        headings |= dict.fromkeys(name for name in table.heading if name)
        people = not {"kind", "at"} & set(table.heading)
        rows += [_dressed(row, zones, people=people) for row in table.rows]
    if not headings:
        return Table(rows or [Broken("grid.heading")])
    return Table([*rows, *skipped], tuple(headings), line)


def _titles(known: list[str]) -> dict[str, tuple[str, ...]]:
    """Return the Vietnamese title of each field that no other field shares."""
    titles = {name: field_title(name).vi for name in known}
    shared = list(titles.values())
    return {name: (title,) for name, title in titles.items() if shared.count(title) == 1}


def _zones(sheet: Grid) -> tuple[Mapping[str, ZoneInfo], Grid]:
    """Return the zones that the heading names by column, and the sheet with those zones taken off the heading."""
    first, sheet = peeked(sheet)
    zones: dict[str, ZoneInfo] = {}
    changed: dict[int, Numbered] = {}
    for row in first:
        if isinstance(row, Broken):
            continue
        cells = list(row[1])
        for place, cell in enumerate(cells):
            found = _ZONED.fullmatch(cell) if isinstance(cell, str) and len(cell) < 200 else None
            if found:
                try:
                    zones[found[1]] = ZoneInfo(found[2])
                except (KeyError, ValueError, OSError):
                    continue
                cells[place] = found[1]
        if tuple(cells) != row[1]:
            changed[row[0]] = (row[0], tuple(cells))
    return zones, evolve(sheet, rows=_replaced(sheet, changed)) if changed else sheet


def _replaced(sheet: Grid, changed: Mapping[int, Numbered]) -> Iterator[Numbered | Broken]:
    for row in sheet.rows:
        yield row if isinstance(row, Broken) else changed.get(row[0], row)


def _dressed(row: Row | Broken, zones: Mapping[str, ZoneInfo], *, people: bool) -> Row | Broken:
    if isinstance(row, Broken):
        return row
    return evolve(
        row, values={name: _value(name, value, zones, people=people) for name, value in row.values.items()}
    )


def _value(name: str, value: Any, zones: Mapping[str, ZoneInfo], *, people: bool) -> Any:
    if not isinstance(value, datetime):
        return value
    if people and name in _DATES and value.time() == time.min:
        return value.date()
    return value.replace(tzinfo=zones[name]) if name in zones and value.tzinfo is None else value
