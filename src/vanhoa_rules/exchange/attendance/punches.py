"""0 · Before the facts: punches as they were written down, and what could not be read of them."""

from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from attrs import field, frozen

from vanhoa_rules.calendars import ZONE
from vanhoa_rules.calendars.periods import zone_of
from vanhoa_rules.errors import Problem
from vanhoa_rules.exchange.clocks import DAY, clock, is_blank, moment
from vanhoa_rules.exchange.raw import Broken, strange
from vanhoa_rules.exchange.rows import HIDDEN, Place, Terms
from vanhoa_rules.exchange.values import Fault, normal
from vanhoa_rules.facts.base import is_citizen_id

ARRIVED, LEFT, ABSENT = "attendance.arrived", "attendance.left", "attendance.absent"
KINDS: Final = (ARRIVED, LEFT, ABSENT)

Unread = tuple[str | None, date | None, str | None]


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
    ``unread``: whose punch of which day and way could not be read, None = cannot be told.
    """

    punches: tuple[Punch, ...] = field(repr=lambda punches: f"<{len(punches)}>")
    problems: tuple[Problem, ...] = field(default=(), repr=lambda problems: f"<{len(problems)}>")
    staff: tuple[str, ...] = field(default=(), repr=lambda staff: f"<{len(staff)}>")
    days: tuple[date, ...] = field(default=(), repr=lambda days: f"<{len(days)}>")
    zone: str = ZONE
    unread: frozenset[Unread] = field(default=frozenset[Unread](), repr=lambda unread: f"<{len(unread)}>")

    def __add__(self, other: "Punches") -> "Punches":
        """Return the punches of both, for a sheet of arrivals and one of departures, or one file a month."""
        return Punches(
            (*self.punches, *other.punches),
            (*self.problems, *other.problems),
            tuple(dict.fromkeys((*self.staff, *other.staff))),
            tuple(sorted({*self.days, *other.days})),
            self.zone,
            self.unread | other.unread,
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


class Desk:
    """Collects the punches and the problems of one sheet."""

    def __init__(self, terms: Terms, zone: str) -> None:
        self.terms = terms
        self.zone: ZoneInfo = zone_of(zone)
        self.punches: list[Punch] = []
        self.problems: list[Problem] = []
        self.staff: dict[str, None] = {}
        self.days: dict[date, None] = {}
        self.unread: set[Unread] = set()

    def who(self, cell: Any, number: int) -> str | None:
        """Return the staff number in a cell; a number stored as a number, or a citizen's number, is refused."""
        if isinstance(cell, str):
            name = normal(cell).strip()
            if name in self.staff:
                return name
            code = "value.citizen_id" if is_citizen_id(name) and not self.terms.allow_citizen_ids else None
            code = "punch.no_staff" if not name else "value.control" if strange(name, strict=True) else code
            if code is None:
                self.staff[name] = None
                return name
            self.lost(code, number, None, field="staff", value=HIDDEN if name else None)
            return None
        code = "punch.no_staff" if cell is None else "value.number_for_text"
        self.lost(cell.code if isinstance(cell, Broken) else code, number, None, field="staff")
        return None

    def lost(
        self,
        code: str,
        number: int | None,
        staff: str | None,
        *,
        of: date | None = None,
        way: str | None = None,
        **parts: Any,
    ) -> None:
        """Note a cell or row that is no punch, once for each kind that it leaves unknown."""
        self.unread.add((staff, of, way))
        kinds = (ARRIVED, LEFT, ABSENT) if way is None else (ARRIVED,) if way == "in" else (LEFT,)
        self.problems += [Place(self.terms, number, staff, kind).problem(code, **parts) for kind in kinds]

    def broken(self, row: Broken) -> None:
        """Note a row that could not be read at all."""
        self.lost(row.code, row.number, None, field=row.field, **row.parts)

    def press(self, staff: str, of: date, at: datetime, way: str | None, number: int) -> None:
        """Note a punch."""
        self.punches.append(Punch(staff, of, at, way, number))

    def done(self) -> Punches:
        """Return what was read."""
        return Punches(
            tuple(self.punches),
            tuple(self.problems),
            tuple(self.staff),
            tuple(sorted(self.days)),
            self.zone.key,
            frozenset(self.unread),
        )


def clocked(raw: Any, of: date, number: int, staff: str, name: str, way: str | None, desk: Desk) -> None:
    """Read a cell of a known day: a clock time, or a full moment of that day (or, going out, of the night after)."""
    if isinstance(raw, Broken):
        desk.lost(raw.code, number, staff, of=of, way=way, field=name)
        return
    span = Fault("punch.no_time") if is_blank(raw) else clock(raw)
    if not isinstance(span, Fault):
        desk.press(staff, of, datetime.combine(of, time.min) + span, way, number)
        return
    at = span if is_blank(raw) else moment(raw, desk.zone)
    if isinstance(at, Fault):
        told = at if at.code == "value.needs_time" else span
        desk.lost(told.code, number, staff, of=of, way=way, field=name, value=str(raw)[:40], **told.parts)
        return
    next_morning = at.date() == of + DAY and way != "in" and at.time() <= time(6)
    if at.date() == of or next_morning:
        desk.press(staff, of, at, way, number)
        return
    parts = {"field": name, "value": str(raw)[:40], "day": of.isoformat()}
    desk.lost("punch.other_day", number, staff, of=of, way=way, **parts)
