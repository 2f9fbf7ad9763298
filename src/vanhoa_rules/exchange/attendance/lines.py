"""0 · Before the facts: punches written one a line (devices), or with the arrival and the departure of a day on one line."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from vanhoa_rules.calendars import ZONE
from vanhoa_rules.exchange.attendance.headings import BOTH, CODES, COLUMNS
from vanhoa_rules.exchange.attendance.punches import Desk, Punches, clocked
from vanhoa_rules.exchange.attendance.sources import file_of, open_grid
from vanhoa_rules.exchange.clocks import DAY, day, is_blank, moment
from vanhoa_rules.exchange.grids import Headed, headed, peeked
from vanhoa_rules.exchange.raw import Broken
from vanhoa_rules.exchange.rows import Terms, problem_of
from vanhoa_rules.exchange.values import Fault
from vanhoa_rules.exchange.vietnamese import normal_form

Cells = tuple[Any, ...]


def read_punches(
    source: Any,
    *,
    columns: Mapping[str, str | int] | None = None,
    codes: Mapping[str, str] = CODES,
    zone: str = ZONE,
    sheet: str | None = None,
    allow_citizen_ids: bool = False,
) -> Punches:
    """Return the punches of a file (text, xlsx, Parquet) or table: a line a punch, or a line a person and day.

    ``columns`` says which column holds ``staff``, ``at`` (or ``day`` and ``clock``), ``code``, or ``in`` and ``out``, by
    heading or, in a file without a heading, by place from 0; left out, the usual headings are looked for. ``codes`` turns
    the device's codes into "in" and "out". Clock times are local in ``zone``. ``DataError`` where there is no file.
    """
    desk = Desk(Terms(file=file_of(source), allow_citizen_ids=allow_citizen_ids), zone)
    table = _headed(source, columns, sheet, desk)
    if table is not None:
        _read(table, {normal_form(code): way for code, way in codes.items()}, desk)
    return desk.done()


def _headed(
    source: Any, columns: Mapping[str, str | int] | None, sheet: str | None, desk: Desk
) -> Headed | None:
    grid = open_grid(source, sheet, desk.problems, desk.terms)
    if grid is None:
        return None
    if columns and all(isinstance(place, int) for place in columns.values()):
        return Headed((), 0, {name: int(place) for name, place in columns.items()}, grid.rows, grid.text)
    spellings = dict(COLUMNS) if not columns else {name: (str(title),) for name, title in columns.items()}
    first, grid = peeked(grid)
    found = headed(grid, spellings, BOTH)
    if found is None:
        desk.problems += [problem_of(row, desk.terms) for row in first if isinstance(row, Broken)]
        desk.problems.append(problem_of(Broken("punch.heading"), desk.terms))
    return found


def _read(table: Headed, codes: Mapping[str, str], desk: Desk) -> None:
    places = table.columns
    last = max(places.values())
    by_day = "in" in places or "out" in places
    for row in table.rows:
        if isinstance(row, Broken):
            desk.broken(row)
            continue
        number, cells = row
        if len(cells) <= last:
            cells = (*cells, *((None,) * (last + 1 - len(cells))))
        if all(is_blank(cells[place]) for place in places.values()):
            continue
        staff = desk.who(cells[places["staff"]], number)
        if staff is None:
            continue
        if by_day:
            _day_line(cells, number, staff, places, desk)
        else:
            _punch_line(cells, number, staff, places, codes, desk)


def _punch_line(
    cells: Cells, number: int, staff: str, places: Mapping[str, int], codes: Mapping[str, str], desk: Desk
) -> None:
    way: str | None = None
    code = cells[places["code"]] if "code" in places else None
    if not is_blank(code):
        way = codes.get(code) if isinstance(code, str) else None
        way = way or codes.get(normal_form(str(code)))
        if way is None:
            desk.lost("punch.code", number, staff, field="code", value=str(code)[:40], near=", ".join(codes))
            return
    if "at" not in places:
        of = _day(cells[places["day"]], number, staff, way, desk)
        if of is not None:
            clocked(cells[places["clock"]], of, number, staff, "clock", way, desk)
        return
    raw = cells[places["at"]]
    at = _moment(raw, desk)
    if isinstance(at, Fault):
        desk.lost(at.code, number, staff, way=way, field="at", value=_shown(raw), **at.parts)
        return
    # midnight written as 24:00 belongs to the day that it ends
    ends = isinstance(raw, str) and "24:00" in raw and at.time() == time.min
    desk.press(staff, at.date() - DAY if ends else at.date(), at, way, number)


def _moment(raw: Any, desk: Desk) -> Any:
    if isinstance(raw, Broken):
        return Fault(raw.code)
    return Fault("punch.no_time") if is_blank(raw) else moment(raw, desk.zone)


def _day(raw: Any, number: int, staff: str, way: str | None, desk: Desk) -> date | None:
    found = (
        Fault("punch.no_day") if is_blank(raw) else Fault(raw.code) if isinstance(raw, Broken) else day(raw)
    )
    if isinstance(found, Fault):
        desk.lost(found.code, number, staff, way=way, field="day", value=_shown(raw), **found.parts)
        return None
    return found


def _day_line(cells: Cells, number: int, staff: str, places: Mapping[str, int], desk: Desk) -> None:
    of = _day(cells[places["day"]], number, staff, None, desk)
    if of is None:
        return
    desk.days[of] = None
    for way in ("in", "out"):
        if way in places and not is_blank(cells[places[way]]):
            clocked(cells[places[way]], of, number, staff, way, way, desk)


def _shown(raw: Any) -> str | None:
    return None if raw is None or isinstance(raw, Broken) else str(raw)[:40]
