"""0 · Before the facts: the official month sheet C01a-HD (bảng chấm công), a person in each row, a mark for each day.

The sheet says present, on leave or away on duty; it does not say when anybody came or went, so it makes no arrival and no
departure. A blank on a working day, and a mark that the table does not have, stay unknown.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from attrs import field, frozen

from vanhoa_rules.calendars import Calendar
from vanhoa_rules.errors import CalendarError, Problem, UsageError
from vanhoa_rules.exchange.attendance.headings import NAMES, STAFF
from vanhoa_rules.exchange.attendance.punches import ABSENT, Desk
from vanhoa_rules.exchange.attendance.sources import file_of, open_grid
from vanhoa_rules.exchange.clocks import is_blank
from vanhoa_rules.exchange.grids import Numbered
from vanhoa_rules.exchange.raw import Broken
from vanhoa_rules.exchange.rows import Place, Terms
from vanhoa_rules.exchange.vietnamese import heading_form, normal_form
from vanhoa_rules.facts.base import Fact
from vanhoa_rules.facts.presence import LEAVE_REASONS, LeaveApproved, MissionAssigned
from vanhoa_rules.facts.roster import Roster
from vanhoa_rules.words import error

LEAVE: Final = "leave.approved"
_MONTH: Final = re.compile(r"tháng\s*([0-9]{1,2})\s*(?:năm|/|-)\s*([0-9]{4})")
_WRITTEN: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_ENDS: Final = frozenset({"cộng", "tổng cộng", "tổng"})
_DAYS_ENOUGH: Final = 28


def _does(_: Any, __: Any, value: str) -> None:
    if value not in {"present", "leave", "mission", "rest"}:
        raise error(UsageError, "mark.does", value=value)


def _reason(_: Any, __: Any, value: str | None) -> None:
    if value is not None and value not in LEAVE_REASONS:
        raise error(UsageError, "mark.does", value=value)


@frozen
class Mark:
    """What a mark says of a day: "present", "leave" for a reason, "mission" (away on duty) or "rest" (no duty)."""

    does: str = field(validator=_does)
    reason: str | None = field(default=None, repr=False, validator=_reason)


MARKS: Final[Mapping[str, Mark]] = {
    "+": Mark("present"),
    "Ô": Mark("leave", "sick"),
    "Cô": Mark("leave", "sick"),
    "Ts": Mark("leave", "maternity"),
    "T": Mark("leave", "sick"),
    "P": Mark("leave", "annual"),
    "No": Mark("leave", "unpaid"),
    "H": Mark("mission"),
    "Lđ": Mark("mission"),
    "Nb": Mark("rest"),
    "N": Mark("rest"),
}
"""The legend printed on the sheet, and P for annual leave, which agencies write though the sheet does not list it.

Ô sick, Cô a child sick, Ts maternity, T accident, No unpaid; H meetings and study, Lđ labour duty: away on duty; Nb time
off in lieu, N work stopped: no duty that day. An agency with other marks gives its own table.
"""


@frozen
class MonthSheet:
    """What a month sheet held: leaves and missions, problems, the days marked present, and the days it leaves unknown."""

    facts: tuple[Fact, ...] = field(repr=lambda facts: f"<{len(facts)}>")
    problems: tuple[Problem, ...] = field(default=(), repr=lambda problems: f"<{len(problems)}>")
    present: tuple[tuple[str, date], ...] = field(default=(), repr=lambda days: f"<{len(days)}>")
    unknown: tuple[tuple[str, date], ...] = field(default=(), repr=lambda days: f"<{len(days)}>")
    month: str | None = None


def read_month_sheet(
    source: Any,
    *,
    calendar: Calendar,
    month: str | None = None,
    marks: Mapping[str, Mark] = MARKS,
    roster: Roster | None = None,
    sheet: str | None = None,
) -> MonthSheet:
    """Return the leaves and missions of a month sheet (xlsx, CSV); days in a row with one mark are one leave.

    ``month``: "2026-08", otherwise as the sheet's title says (“Tháng 8 năm 2026”). People are told by a column of staff
    numbers, or, with ``roster``, by their names where exactly one person in it is so called. ``DataError`` without a file.
    """
    desk = Desk(Terms(file=file_of(source)), calendar.zone)
    grid = open_grid(source, sheet, desk.problems, desk.terms)
    rows = [] if grid is None else list(grid.rows)
    for row in rows:
        if isinstance(row, Broken):
            desk.broken(row)
    whole = [row for row in rows if not isinstance(row, Broken)]
    head = next((place for place, row in enumerate(whole) if len(_days(row[1])) >= _DAYS_ENOUGH), None)
    first = _first_day(month, whole if head is None else whole[:head], desk)
    if head is None or first is None:
        if grid is not None and head is None:
            desk.lost("mark.no_days", None, None)
        return MonthSheet((), tuple(desk.problems))
    people = _People(whole[: head + 1], roster, desk)
    reader = _Reader(desk, calendar, {normal_form(mark): what for mark, what in marks.items()}, first)
    columns = _days(whole[head][1])
    for number, cells in _body(whole[head + 1 :], people):
        staff = people.who(cells, number)
        if staff is not None:
            reader.row(staff, cells, columns, number)
    return reader.done()


def _days(cells: Sequence[Any]) -> dict[int, int]:
    """Return the days of the month that a row counts from 1 on, by column."""
    found: dict[int, int] = {}
    for column, cell in enumerate(cells):
        text = str(cell).strip() if isinstance(cell, str | int) and not isinstance(cell, bool) else ""
        if text.isdecimal() and len(text) <= 2 and int(text) == len(found) + 1 <= 31:
            found[column] = int(text)
    return found


def _first_day(month: str | None, titles: Sequence[Numbered], desk: Desk) -> date | None:
    if month is not None:
        found = _WRITTEN.fullmatch(month)
        if not found:
            raise error(UsageError, "mark.month_form", value=month[:40])
        return date(int(found[1]), int(found[2]), 1)
    for _, cells in titles:
        text = normal_form(" ".join(cell for cell in cells if isinstance(cell, str)))
        said = _MONTH.search(text[:2000])
        if said and 1 <= int(said[1]) <= 12:
            return date(int(said[2]), int(said[1]), 1)
    desk.lost("mark.no_month", None, None)
    return None


def _body(rows: Sequence[Numbered], people: "_People") -> Iterator[Numbered]:
    """Yield the rows of people: below the row that numbers the columns, down to the row of sums."""
    for number, cells in rows:
        text = next((heading_form(cell) for cell in cells if isinstance(cell, str) and cell.strip()), "")
        if text in _ENDS:
            return
        numbered = len(_days(cells)) >= _DAYS_ENOUGH
        if not numbered and people.named(cells):
            yield number, cells


class _People:
    """Tells whose row a row is."""

    def __init__(self, head: Sequence[Numbered], roster: Roster | None, desk: Desk) -> None:
        self.desk = desk
        self.staff, self.name = _find(head, STAFF), _find(head, NAMES)
        self.by_name: dict[str, set[str]] = defaultdict(set)
        for person in roster.people if roster is not None else ():
            if person.name:
                self.by_name[normal_form(person.name)].add(person.id)

    def named(self, cells: Sequence[Any]) -> bool:
        """Return whether a row says a number or a name."""
        return any(
            column is not None and column < len(cells) and not is_blank(cells[column])
            for column in (self.staff, self.name)
        ) or (self.staff is None and self.name is None)

    def who(self, cells: Sequence[Any], number: int) -> str | None:
        """Return the staff number of a row; names are looked up in the roster and never repeated in a problem."""
        if self.staff is not None and self.staff < len(cells) and not is_blank(cells[self.staff]):
            return self.desk.who(cells[self.staff], number)
        said = cells[self.name] if self.name is not None and self.name < len(cells) else None
        found = self.by_name.get(normal_form(said), set()) if isinstance(said, str) else set[str]()
        if len(found) == 1:
            return next(iter(found))
        self.desk.lost("mark.same_name" if found else "mark.no_person", number, None)
        return None


def _find(head: Sequence[Numbered], spellings: Sequence[str]) -> int | None:
    return next(
        (
            column
            for _, cells in reversed(head)
            for column, cell in enumerate(cells)
            if isinstance(cell, str) and heading_form(cell) in spellings
        ),
        None,
    )


class _Reader:
    """Reads the marks of each person."""

    def __init__(self, desk: Desk, calendar: Calendar, marks: Mapping[str, Mark], first: date) -> None:
        self.desk, self.calendar, self.marks, self.first = desk, calendar, marks, first
        self.facts: list[Fact] = []
        self.present: list[tuple[str, date]] = []
        self.unknown: list[tuple[str, date]] = []

    def row(self, staff: str, cells: Sequence[Any], columns: Mapping[int, int], number: int) -> None:
        """Read one person's marks; a run of equal marks on following days is one leave or mission."""
        run: tuple[Mark, date, date] | None = None
        for column, count in columns.items():
            of = self.first + timedelta(days=count - 1)
            raw = cells[column] if column < len(cells) else None
            if of.month != self.first.month:
                if not is_blank(raw):
                    self._lost("mark.no_such_day", staff, of, number, str(count), raw)
                continue
            mark = self._mark(raw, staff, of, number)
            if run is not None and mark is run[0] and of == run[2] + timedelta(days=1):
                run = (run[0], run[1], of)
                continue
            self._close(staff, run)
            run = (mark, of, of) if mark is not None and mark.does in {"leave", "mission"} else None
        self._close(staff, run)

    def _mark(self, raw: Any, staff: str, of: date, number: int) -> Mark | None:
        if is_blank(raw):
            if self._works(of):
                self._lost("mark.blank", staff, of, number, f"{of:%d/%m/%Y}", None)
            return None
        mark = self.marks.get(normal_form(raw)) if isinstance(raw, str) else None
        if mark is None:
            code = raw.code if isinstance(raw, Broken) else "mark.unknown"
            self._lost(code, staff, of, number, f"{of:%d/%m/%Y}", raw)
        elif mark.does == "present":
            self.present.append((staff, of))
        return mark

    def _works(self, of: date) -> bool:
        try:
            return self.calendar.is_working(of)
        except CalendarError:
            return True

    def _lost(self, code: str, staff: str, of: date, number: int, name: str, raw: Any) -> None:
        self.unknown.append((staff, of))
        value = None if raw is None or isinstance(raw, Broken) else str(raw)[:20]
        near = ", ".join(self.marks)
        self.desk.problems += [
            Place(self.desk.terms, number, staff, kind).problem(code, field=name, value=value, near=near)
            for kind in (ABSENT, LEAVE)
        ]

    def _close(self, staff: str, run: tuple[Mark, date, date] | None) -> None:
        if run is None:
            return
        mark, first, last = run
        at, until = self.calendar.start_of(first), self.calendar.start_of(last + timedelta(days=1))
        name = f"c01a-{staff}-{first:%Y%m%d}"
        if mark.does == "leave":
            self.facts.append(
                LeaveApproved(id=name, staff=staff, at=at, until=until, reason=mark.reason or "personal")
            )
        else:
            self.facts.append(MissionAssigned(id=name, staff=staff, at=at, until=until))

    def done(self) -> MonthSheet:
        """Return what was read."""
        return MonthSheet(
            tuple(self.facts),
            tuple(self.desk.problems),
            tuple(self.present),
            tuple(self.unknown),
            f"{self.first:%Y-%m}",
        )
