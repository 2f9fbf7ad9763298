"""0 · Before the facts: what clocks and people wrote down — one line a punch, one line a day, or a day in each column."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from attrs import evolve, field, frozen

from vanhoa_rules.calendars import ZONE
from vanhoa_rules.errors import DataError, Problem
from vanhoa_rules.exchange.attendance.headings import BOTH, CODES, COLUMNS
from vanhoa_rules.exchange.clocks import DAY, clock, day, is_blank, moment
from vanhoa_rules.exchange.files import zone_of
from vanhoa_rules.exchange.grids import SEARCHED, WIDEST, Grid, Headed, Numbered, csv_grid, headed, peeked
from vanhoa_rules.exchange.raw import Broken
from vanhoa_rules.exchange.rows import HIDDEN, NO_KIND, Place, Terms, problem_of
from vanhoa_rules.exchange.tables import frame_table, is_frame, parquet_table
from vanhoa_rules.exchange.values import Fault, normal
from vanhoa_rules.exchange.vietnamese import normal_form
from vanhoa_rules.exchange.workbooks import workbook
from vanhoa_rules.facts.base import is_citizen_id
from vanhoa_rules.words import error

ARRIVED, LEFT, ABSENT = "attendance.arrived", "attendance.left", "attendance.absent"
KINDS: Final = (ARRIVED, LEFT, ABSENT)


@frozen
class Punch:
    """One press of a clock on a day of duty: local time, and whether in, out or not said (None)."""

    staff: str
    of: date
    at: datetime
    way: str | None
    row: int | None = None


@frozen
class Punches:
    """What sheets of punches held: the punches, every bad cell, and the days that the sheets have columns for.

    ``days`` is empty where a sheet names no days by itself (one line a punch). ``staff`` in the order of the sheet.
    """

    punches: tuple[Punch, ...] = field(repr=lambda punches: f"<{len(punches)}>")
    problems: tuple[Problem, ...] = ()
    staff: tuple[str, ...] = field(default=(), repr=lambda staff: f"<{len(staff)}>")
    days: tuple[date, ...] = field(default=(), repr=lambda days: f"<{len(days)}>")
    zone: str = ZONE

    def __add__(self, other: "Punches") -> "Punches":
        """Return the punches of both, for a sheet of arrivals and one of departures, or one file a month."""
        return Punches(
            (*self.punches, *other.punches),
            (*self.problems, *other.problems),
            tuple(dict.fromkeys((*self.staff, *other.staff))),
            tuple(sorted({*self.days, *other.days})),
            self.zone,
        )

    @property
    def pairs(self) -> int:
        """The number of person-days with both an arrival and a departure."""
        ways = {way: {(one.staff, one.of) for one in self.punches if one.way == way} for way in ("in", "out")}
        return len(ways["in"] & ways["out"])

    @property
    def empty_days(self) -> tuple[date, ...]:
        """The columns that are empty for everyone: rest days to be confirmed."""
        filled = {one.of for one in self.punches}
        return tuple(each for each in self.days if each not in filled)


class _Reader:
    """Collects the punches and the problems of one sheet."""

    def __init__(self, terms: Terms, zone: ZoneInfo) -> None:
        self.terms = terms
        self.zone = zone
        self.punches: list[Punch] = []
        self.problems: list[Problem] = []
        self.staff: dict[str, None] = {}
        self.days: dict[date, None] = {}

    def who(self, cell: Any, number: int) -> str | None:
        """Return the staff number in a cell; a number stored as a number, or a citizen's number, is refused."""
        if isinstance(cell, str):
            name = normal(cell).strip()
            if not name:
                return self.lost("punch.no_staff", number, None)
            if is_citizen_id(name) and not self.terms.allow_citizen_ids:
                return self.lost("value.citizen_id", number, None, field="staff", value=HIDDEN)
            self.staff[name] = None
            return name
        code = "punch.no_staff" if cell is None else "value.number_for_text"
        return self.lost(code, number, None, field="staff", value=None if cell is None else str(cell)[:20])

    def lost(self, code: str, number: int | None, staff: str | None, *, kinds: Iterable[str] = KINDS, **parts: Any) -> None:
        """Note a problem, once for each kind that it leaves unknown."""
        self.problems += [Place(self.terms, number, staff, kind).problem(code, **parts) for kind in kinds]

    def fault(self, fault: Fault, number: int, staff: str, name: str, cell: Any, way: str | None) -> None:
        """Note a cell that says no time; it leaves unknown what the punch would have been."""
        value = str(cell)[:40] if not isinstance(cell, Broken) else None
        self.lost(fault.code, number, staff, kinds=ways_kinds(way), field=name, value=value, **fault.parts)

    def press(self, staff: str, of: date, at: datetime, way: str | None, number: int) -> None:
        """Note a punch."""
        self.punches.append(Punch(staff, of, at, way, number))

    def done(self) -> Punches:
        """Return what was read."""
        return Punches(
            tuple(self.punches), tuple(self.problems), tuple(self.staff), tuple(self.days), self.zone.key
        )


def ways_kinds(way: str | None) -> tuple[str, ...]:
    """Return the kinds that a lost punch leaves unknown."""
    return {"in": (ARRIVED,), "out": (LEFT,)}.get(way or "", (ARRIVED, LEFT))


def read_punches(
    source: Any,
    *,
    columns: Mapping[str, str | int] | None = None,
    codes: Mapping[str, str] = CODES,
    zone: str | None = ZONE,
    sheet: str | None = None,
    allow_citizen_ids: bool = False,
) -> Punches:
    """Return the punches of a file (text, xlsx, Parquet) or table: a line a punch, or a line a person and day.

    ``columns`` says which column holds ``staff``, ``at`` (or ``day`` and ``clock``), ``code``, or ``in`` and ``out``, by
    heading or, in a file without a heading, by place from 0; left out, the usual headings are looked for. ``codes`` turns
    the device's codes into "in" and "out". Clock times are local in ``zone``. ``DataError`` where there is no file.
    """
    found = place = zone_of(zone or ZONE)
    assert place is not None and found is not None  # noqa: S101, PT018 - a zone was given
    reader = _Reader(Terms(file=_file(source), allow_citizen_ids=allow_citizen_ids), place)
    table = _headed(source, columns, sheet, reader)
    if table is not None:
        known = {normal_form(code): way for code, way in codes.items()}
        _lines(table, known, reader)
    return reader.done()


def read_wide(
    source: Any, way: str, *, zone: str | None = ZONE, sheet: str | None = None, allow_citizen_ids: bool = False
) -> Punches:
    """Return the punches of a sheet with a person in each row and a day in each column; ``way``: "in" or "out".

    Add the two sheets: ``read_wide("in.csv", "in") + read_wide("out.csv", "out")``.
    """
    place = zone_of(zone or ZONE)
    assert place is not None  # noqa: S101 - a zone was given
    reader = _Reader(Terms(file=_file(source), allow_citizen_ids=allow_citizen_ids), place)
    grid = open_grid(source, sheet, reader.problems, reader.terms)
    if grid is not None:
        _wide(grid, way, reader)
    return reader.done()


def _file(source: Any) -> str | None:
    return str(Path(cast("str | os.PathLike[str]", source))) if isinstance(source, str | os.PathLike) else None


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
        problem_of(Broken("grid.skipped", hint={"kind": NO_KIND}, parts={"sheet": (grid.name or "")[:60]}), terms)
        for grid in (named[1:] if sheet is None else ())
    ]
    if not named:
        problems.append(problem_of(Broken("grid.heading"), terms))
    return named[0] if named else None


def _grid_of(table: Any) -> Grid:
    def rows() -> Iterator[Numbered | Broken]:
        yield 0, table.heading
        for row in table.rows:
            yield row if isinstance(row, Broken) else (row.number, tuple(row.values.values()))

    return Grid(rows() if table.heading is not None else table.rows)


def _headed(
    source: Any, columns: Mapping[str, str | int] | None, sheet: str | None, reader: _Reader
) -> Headed | None:
    grid = open_grid(source, sheet, reader.problems, reader.terms)
    if grid is None:
        return None
    if columns and all(isinstance(place, int) for place in columns.values()):
        places = {name: int(place) for name, place in columns.items()}
        return Headed((), 0, places, grid.rows, grid.text)
    spellings = {**COLUMNS, **{name: (str(title),) for name, title in (columns or {}).items()}}
    if columns:
        spellings = {name: titles for name, titles in spellings.items() if name in columns}
    first, grid = peeked(grid)
    found = headed(grid, spellings, BOTH)
    if found is None:
        broken = [row for row in first if isinstance(row, Broken)]
        reader.problems += [problem_of(row, reader.terms) for row in broken[:SEARCHED]]
        reader.problems.append(problem_of(Broken("punch.heading"), reader.terms))
    return found


def _lines(table: Headed, codes: Mapping[str, str], reader: _Reader) -> None:
    """Read the rows below the heading, in the layout that the columns found make."""
    places = table.columns
    last = max(places.values())
    layout: Callable[[tuple[Any, ...], int, str], None]
    if "in" in places or "out" in places:

        def layout(cells: tuple[Any, ...], number: int, staff: str) -> None:
            _day_line(cells, number, staff, places, reader)

    else:

        def layout(cells: tuple[Any, ...], number: int, staff: str) -> None:
            _punch_line(cells, number, staff, places, codes, reader)

    for row in table.rows:
        if isinstance(row, Broken):
            reader.problems.append(problem_of(row, reader.terms))
            continue
        number, cells = row
        if len(cells) <= last:
            cells = (*cells, *((None,) * (last + 1 - len(cells))))
        if all(is_blank(cells[place]) for place in places.values()):
            continue
        staff = reader.who(cells[places["staff"]], number)
        if staff is not None:
            layout(cells, number, staff)


def _punch_line(
    cells: tuple[Any, ...],
    number: int,
    staff: str,
    places: Mapping[str, int],
    codes: Mapping[str, str],
    reader: _Reader,
) -> None:
    way: str | None = None
    if "code" in places and not is_blank(cells[places["code"]]):
        raw = cells[places["code"]]
        way = codes.get(raw if isinstance(raw, str) and raw in codes else normal_form(str(raw)), "?")
        if way == "?":
            return reader.lost("punch.code", number, staff, kinds=(ARRIVED, LEFT), field="code", value=str(raw)[:40])
    if "at" in places:
        raw = cells[places["at"]]
        at = Fault("punch.no_time") if is_blank(raw) else moment(raw, reader.zone)
        if isinstance(at, Fault):
            return reader.fault(at, number, staff, "at", raw, way)
        # midnight written as 24:00 belongs to the day that it ends
        of = at.date() - DAY if isinstance(raw, str) and "24:00" in raw and at.time() == time.min else at.date()
        return reader.press(staff, of, at, way, number)
    at_day = _day_of(cells[places["day"]], number, staff, way, reader)
    return None if at_day is None else _clocked(cells[places["clock"]], at_day, number, staff, "clock", way, reader)


def _day_of(raw: Any, number: int, staff: str, way: str | None, reader: _Reader) -> date | None:
    found = Fault("punch.no_day") if is_blank(raw) else day(raw)
    if isinstance(found, Fault):
        kinds = KINDS if way is None else ways_kinds(way)
        return reader.lost(found.code, number, staff, kinds=kinds, field="day", value=str(raw)[:40], **found.parts)
    return found


def _day_line(
    cells: tuple[Any, ...], number: int, staff: str, places: Mapping[str, int], reader: _Reader
) -> None:
    of = _day_of(cells[places["day"]], number, staff, None, reader)
    if of is None:
        return
    reader.days[of] = None
    for name in ("in", "out"):
        if name in places and not is_blank(cells[places[name]]):
            _clocked(cells[places[name]], of, number, staff, name, name, reader)


def _clocked(raw: Any, of: date, number: int, staff: str, name: str, way: str | None, reader: _Reader) -> None:
    """Read a cell of a known day: a clock time, or a full moment of that day (or, going out, of the night after)."""
    if isinstance(raw, Broken):
        return reader.lost(raw.code, number, staff, kinds=ways_kinds(way), field=name)
    if is_blank(raw):
        return reader.fault(Fault("punch.no_time"), number, staff, name, raw, way)
    span = clock(raw)
    if not isinstance(span, Fault):
        return reader.press(staff, of, datetime.combine(of, time.min) + span, way, number)
    at = moment(raw, reader.zone)
    if isinstance(at, Fault):
        return reader.fault(at if at.code == "value.needs_time" else span, number, staff, name, raw, way)
    late = at.date() == of + DAY and way != "in" and at.time() <= time(6)
    if at.date() != of and not late:
        return reader.lost(
            "punch.other_day",
            number,
            staff,
            kinds=ways_kinds(way),
            field=name,
            value=str(raw)[:40],
            day=of.isoformat(),
        )
    return reader.press(staff, of, at, way, number)


def _wide(grid: Grid, way: str, reader: _Reader) -> None:
    first, grid = peeked(grid)
    best: tuple[int, dict[int, date]] | None = None
    for place, row in enumerate(first):
        if not isinstance(row, Broken):
            found = {column: of for column, cell in enumerate(row[1][:WIDEST]) if isinstance(of := _heading_day(cell), date)}
            if found and (best is None or len(found) > len(best[1])):
                best = place, found
    if best is None:
        reader.problems += [problem_of(row, reader.terms) for row in first if isinstance(row, Broken)]
        reader.problems.append(problem_of(Broken("punch.no_days"), reader.terms))
        return
    head, days = best
    _twice(days, reader)
    reader.days |= dict.fromkeys(sorted(days.values()))
    names = next((c for c, cell in enumerate(first[head][1]) if isinstance(cell, str) and _is_staff(cell)), 0)  # type: ignore[index]  # pyright: ignore
    for row in list(grid.rows)[head + 1 :]:
        if isinstance(row, Broken):
            reader.problems.append(problem_of(row, reader.terms))
            continue
        number, cells = row
        if all(is_blank(cell) for cell in cells):
            continue
        staff = reader.who(cells[names] if names < len(cells) else None, number)
        if staff is None:
            continue
        for column, of in days.items():
            raw = cells[column] if column < len(cells) else None
            if not is_blank(raw):
                _clocked(raw, of, number, staff, f"{of:%d/%m/%Y}", way, reader)
