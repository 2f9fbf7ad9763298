"""0 · Before the facts: a sheet with a person in each row and a day in each column, one sheet for each way."""

from datetime import date
from typing import Any

from vanhoa_rules.calendars import ZONE
from vanhoa_rules.exchange.attendance.headings import STAFF
from vanhoa_rules.exchange.attendance.punches import Desk, Punches, clocked
from vanhoa_rules.exchange.attendance.sources import file_of, open_grid
from vanhoa_rules.exchange.clocks import day, is_blank
from vanhoa_rules.exchange.grids import WIDEST, Grid, peeked
from vanhoa_rules.exchange.raw import Broken
from vanhoa_rules.exchange.rows import Terms, problem_of
from vanhoa_rules.exchange.vietnamese import heading_form


def read_wide(
    source: Any, way: str, *, zone: str = ZONE, sheet: str | None = None, allow_citizen_ids: bool = False
) -> Punches:
    """Return the punches of a sheet with a person in each row and a day in each column; ``way``: "in" or "out".

    Add the two sheets: ``read_wide("in.csv", "in") + read_wide("out.csv", "out")``. ``DataError`` where there is no file.
    """
    desk = Desk(Terms(file=file_of(source), allow_citizen_ids=allow_citizen_ids), zone)
    grid = open_grid(source, sheet, desk.problems, desk.terms)
    if grid is not None:
        _read(grid, way, desk)
    return desk.done()


def _read(grid: Grid, way: str, desk: Desk) -> None:
    first, grid = peeked(grid)
    head, days, names = -1, dict[int, date](), 0
    for place, row in enumerate(first):
        if isinstance(row, Broken):
            continue
        found = heading_days(row[1])
        if len(found) > len(days):
            head, days, names = place, found, staff_column(row[1], found)
    rows = list(grid.rows)
    desk.problems += [problem_of(row, desk.terms) for row in rows[: head + 1] if isinstance(row, Broken)]
    if head < 0:
        desk.problems.append(problem_of(Broken("punch.no_days"), desk.terms))
        return
    twice = sorted({of for of in days.values() if list(days.values()).count(of) > 1})
    for of in twice:
        desk.lost("punch.day_twice", None, None, of=of, way=way, day=f"{of:%d/%m/%Y}")
    desk.days |= dict.fromkeys(of for of in sorted(days.values()) if of not in twice)
    for row in rows[head + 1 :]:
        if isinstance(row, Broken):
            desk.broken(row)
            continue
        number, cells = row
        if all(is_blank(cell) for cell in cells):
            continue
        staff = desk.who(cells[names] if names < len(cells) else None, number)
        if staff is None:
            continue
        for column, of in days.items():
            raw = cells[column] if column < len(cells) else None
            if of not in twice and not is_blank(raw):
                clocked(raw, of, number, staff, f"{of:%d/%m/%Y}", way, desk)


def heading_days(cells: tuple[Any, ...]) -> dict[int, date]:
    """Return the dates that stand in a heading, by column."""
    found: dict[int, date] = {}
    for column, cell in enumerate(cells[:WIDEST]):
        dated = isinstance(cell, date) or (isinstance(cell, str) and ("/" in cell or cell.count("-") == 2))
        of = day(cell) if dated else None
        if isinstance(of, date):
            found[column] = of
    return found


def staff_column(cells: tuple[Any, ...], days: dict[int, date]) -> int:
    """Return the column of staff numbers: the one called so, otherwise the first that is no day."""
    named = next(
        (c for c, cell in enumerate(cells) if isinstance(cell, str) and heading_form(cell) in STAFF), None
    )
    return named if named is not None else next((c for c in range(len(cells)) if c not in days), 0)
