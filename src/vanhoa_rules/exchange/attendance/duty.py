"""0 · Before the facts: punches against hours of duty, leave and missions, into attendance facts.

What is counted is duty missed: minutes of the shift, less leave, missions and allowances, before the first arrival and
after the last departure. One punch without the other leaves that side unknown. A day of duty without any punch is an
absence only where the sources of attendance, leave and missions all cover it; otherwise it is unknown.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from fnmatch import fnmatchcase
from typing import Any, Final, Literal

from attrs import field, frozen

from vanhoa_rules.calendars import Calendar
from vanhoa_rules.calendars.periods import place
from vanhoa_rules.errors import CalendarError, Problem, UsageError
from vanhoa_rules.exchange.attendance.allowances import Allowance
from vanhoa_rules.exchange.attendance.punches import ABSENT, ARRIVED, LEFT, Punch, Punches, Unread
from vanhoa_rules.exchange.rows import NO_KIND
from vanhoa_rules.facts.base import Fact
from vanhoa_rules.facts.coverage import Coverage
from vanhoa_rules.facts.presence import (
    AttendanceAbsent,
    AttendanceArrived,
    AttendanceLeft,
    LeaveApproved,
    MissionAssigned,
)
from vanhoa_rules.facts.roster import Roster
from vanhoa_rules.words import error, problem

MINUTE: Final = timedelta(minutes=1)
NONE: Final = timedelta()
DOUBLE: Final = timedelta(minutes=10)
"""Two presses closer than this, of a clock that does not tell in from out, are one press made twice."""
NEEDED: Final = (ABSENT, "leave.approved", "mission.assigned")
"""The kinds that must be covered before a day without a punch is an absence."""

Span = tuple[datetime, datetime]


@frozen
class Unknown:
    """A person's day of which the sheets do not tell ``kinds``."""

    staff: str
    of: date
    kinds: tuple[str, ...]


@frozen
class Attendance:
    """What punches amount to: facts, problems, the days that stay unknown, and days to be confirmed as rest days.

    ``excused``: days of duty without a punch that leave or a mission explains whole.
    """

    facts: tuple[Fact, ...] = field(repr=lambda facts: f"<{len(facts)}>")
    problems: tuple[Problem, ...] = field(default=(), repr=lambda problems: f"<{len(problems)}>")
    unknown: tuple[Unknown, ...] = field(default=(), repr=lambda days: f"<{len(days)}>")
    excused: tuple[tuple[str, date], ...] = field(default=(), repr=lambda days: f"<{len(days)}>")
    rest_days: tuple[date, ...] = ()

    @property
    def late(self) -> tuple[AttendanceArrived, ...]:
        """The arrivals after the beginning of duty."""
        return tuple(one for one in self.facts if isinstance(one, AttendanceArrived) and one.minutes_late)


def attendance_facts(
    punches: Punches,
    *,
    calendar: Calendar,
    roster: Roster | None = None,
    known: Iterable[Fact] = (),
    covers: Coverage | Literal["all"] | None = None,
    allowances: Iterable[Allowance] = (),
    rest_days: Iterable[date] = (),
    days: Iterable[date] | None = None,
) -> Attendance:
    """Return the attendance facts of punches; the calendar must have a ``ShiftTable``, there are no usual hours.

    ``known``: facts among which are the leaves and missions. ``covers``: what the sources of attendance, leave and
    missions cover. ``rest_days``: empty columns confirmed as rest. ``days``: the days asked about, by default those of
    the sheet, or all from the first punch to the last. ``UsageError`` without a shift table.
    """
    if calendar.shifts is None:
        raise error(UsageError, "duty.no_shifts")
    clerk = _Clerk(punches, calendar, roster, covers, allowances, known, frozenset(rest_days))
    asked = sorted(set(days)) if days is not None else clerk.days()
    for staff in roster.staff if roster is not None else punches.staff:
        for of in asked:
            clerk.judge(staff, of)
    clerk.rest(asked)
    return clerk.done()


class _Clerk:
    """Goes through the days of each person and keeps what they amount to."""

    def __init__(
        self,
        punches: Punches,
        calendar: Calendar,
        roster: Roster | None,
        covers: Coverage | Literal["all"] | None,
        allowances: Iterable[Allowance],
        known: Iterable[Fact],
        confirmed: frozenset[date],
    ) -> None:
        self.punches, self.calendar, self.roster, self.covers = punches, calendar, roster, covers
        self.confirmed = confirmed
        self.proposed = frozenset(punches.empty_days) - confirmed
        self.pressed: dict[tuple[str, date], list[Punch]] = defaultdict(list)
        for one in punches.punches:
            self.pressed[one.staff, one.of].append(one)
        self.allowed: dict[str, list[Allowance]] = defaultdict(list)
        for allowance in allowances:
            self.allowed[allowance.staff].append(allowance)
        self.away = self._away(known)
        self.facts: list[Fact] = []
        self.problems: list[Problem] = list(punches.problems)
        self.unknown: list[Unknown] = []
        self.excused: list[tuple[str, date]] = []
        self.silent: Counter[str] = Counter()
        self.worked: dict[date, bool | None] = {}
        self.hours: dict[tuple[date, str | None], tuple[tuple[time, time], ...] | None] = {}
        self.unread: frozenset[Unread] = punches.unread
        self.doubtful = {(staff, of) for staff, of, _ in punches.unread}

    def days(self) -> list[date]:
        """Return the days of the sheets, or every day from the first punch to the last."""
        if self.punches.days:
            return list(self.punches.days)
        pressed = {of for _, of in self.pressed}
        if not pressed:
            return []
        first, last = min(pressed), max(pressed)
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    def judge(self, staff: str, of: date) -> None:
        """Reckon one person's day."""
        row = self.roster.row(staff, of) if self.roster is not None else None
        if self.roster is not None and row is None:
            return
        unit = row.unit if row is not None else None
        presses = self.pressed.get((staff, of), [])
        if not self._works(of) or of in self.confirmed:
            duty: list[Span] = []
        elif of in self.proposed:
            return
        else:
            hours = self._hours(staff, of, unit)
            if hours is None:
                return
            whole = [(datetime.combine(of, begin), datetime.combine(of, end)) for begin, end in hours]
            duty = _less(whole, self.away.get(staff, []))
            if whole and not duty and not presses:
                self.excused.append((staff, of))
                return
        if presses:
            self._present(staff, of, presses, duty)
        elif duty:
            self._silent(staff, of, duty, unit)

    def _present(self, staff: str, of: date, presses: list[Punch], duty: list[Span]) -> None:
        ins = [one.at for one in presses if one.way == "in"]
        outs = [one.at for one in presses if one.way == "out"]
        bare = [one.at for one in presses if one.way is None]
        if bare:  # the device does not say which: first in, last out, where there are two and no others
            if ins or outs or max(bare) - min(bare) < DOUBLE:
                self._lost("punch.which", staff, of, (ARRIVED, LEFT))
                return
            ins, outs = [min(bare)], [max(bare)]
        first, last = min(ins, default=None), max(outs, default=None)
        if first is not None and last is not None and last < first:
            self._lost(
                "punch.backwards", staff, of, (ARRIVED, LEFT), clock=f"{first:%H:%M}", other=f"{last:%H:%M}"
            )
            return
        allowed = [one for one in self.allowed.get(staff, ()) if one.holds(of)]
        shared = sum(one.shared for one in allowed)
        if first is not None and not self._doubt(staff, of, "in"):
            missed = sum((min(end, first) - begin for begin, end in duty if begin < first), NONE)
            late = max(0, missed // MINUTE - sum(one.late for one in allowed))
            used = min(late, shared)
            shared -= used
            at = place(of, time.min, self.punches.zone) + (first - datetime.combine(of, time.min))
            self.facts.append(
                AttendanceArrived(
                    id=f"att-{staff}-{of:%Y%m%d}-in", staff=staff, at=at, minutes_late=late - used
                )
            )
        elif first is None:
            self._missing(staff, of, ARRIVED, "in")
        if last is not None and not self._doubt(staff, of, "out"):
            missed = sum((end - max(begin, last) for begin, end in duty if end > last), NONE)
            early = max(0, missed // MINUTE - sum(one.early for one in allowed))
            at = place(of, time.min, self.punches.zone) + (last - datetime.combine(of, time.min))
            self.facts.append(
                AttendanceLeft(
                    id=f"att-{staff}-{of:%Y%m%d}-out",
                    staff=staff,
                    at=at,
                    minutes_early=early - min(early, shared),
                )
            )
        elif last is None:
            self._missing(staff, of, LEFT, "out")

    def _missing(self, staff: str, of: date, kind: str, way: str) -> None:
        if self._doubt(staff, of, way):  # already told, in its cell
            self.unknown.append(Unknown(staff, of, (kind,)))
        else:
            self._lost(f"punch.missing_{way}", staff, of, (kind,))

    def _silent(self, staff: str, of: date, duty: list[Span], unit: str | None) -> None:
        if (staff, of) in self.doubtful:
            self.unknown.append(Unknown(staff, of, (ARRIVED, LEFT, ABSENT)))
        elif self._covered(of, unit) and self.doubtful.isdisjoint(((staff, None), (None, of), (None, None))):
            minutes = sum((end - begin for begin, end in duty), NONE) // MINUTE
            at = place(of, duty[0][0].time(), self.punches.zone)
            if minutes:
                self.facts.append(
                    AttendanceAbsent(
                        id=f"att-{staff}-{of:%Y%m%d}-absent", staff=staff, at=at, minutes=minutes
                    )
                )
        else:
            self.unknown.append(Unknown(staff, of, (ARRIVED, LEFT, ABSENT)))
            self._told("punch.silent", staff, of, (ABSENT,))
            self.silent[staff] += 1

    def rest(self, asked: list[date]) -> None:
        """Note the empty columns that are to be confirmed, and sum up what silent days leave unknown."""
        for of in asked:
            if of in self.proposed and self._works(of):
                self._told("punch.rest_day", None, of, (ABSENT,))
        if any(of in self.proposed and self._works(of) for of in asked):
            self.problems += [
                problem("punch.rest_days", kind=kind, count=len(self.proposed)) for kind in (ARRIVED, LEFT)
            ]
        for staff, count in self.silent.items():
            self.problems += [
                problem("punch.silent_days", staff=staff, kind=kind, count=count) for kind in (ARRIVED, LEFT)
            ]

    def done(self) -> Attendance:
        """Return what was found, facts in the order of their time."""
        return Attendance(
            tuple(sorted(self.facts, key=lambda fact: (fact.at, fact.id))),
            tuple(self.problems),
            tuple(self.unknown),
            tuple(self.excused),
            tuple(sorted(self.proposed)),
        )

    def _works(self, of: date) -> bool:
        if of not in self.worked:
            try:
                self.worked[of] = self.calendar.is_working(of)
            except CalendarError:
                self.worked[of] = None
                self._told("duty.no_calendar", None, of, (ARRIVED, LEFT, ABSENT))
        return bool(self.worked[of])

    def _hours(self, staff: str, of: date, unit: str | None) -> tuple[tuple[time, time], ...] | None:
        own = next(
            (one.hours for one in self.allowed.get(staff, ()) if one.hours is not None and one.holds(of)),
            None,
        )
        if own is not None:
            return own
        if (of, unit) not in self.hours:
            shifts = self.calendar.shifts
            self.hours[of, unit] = None if shifts is None else shifts.hours(of, unit)
        found = self.hours[of, unit]
        if found is None:
            self._lost("duty.no_hours", staff, of, (ARRIVED, LEFT, ABSENT), unit=unit or "–")
        return found

    def _doubt(self, staff: str, of: date, way: str) -> bool:
        return any((staff, each, said) in self.unread for each in (of, None) for said in (way, None))

    def _covered(self, of: date, unit: str | None) -> bool:
        if not isinstance(self.covers, Coverage):
            return self.covers == "all"
        return all(
            any(
                any(fnmatchcase(kind, glob) for glob in entry.kinds)
                and entry.since <= of
                and (entry.until is None or of <= entry.until)
                and (entry.units is None or unit in entry.units)
                for entry in self.covers.entries
            )
            for kind in NEEDED
        )

    def _lost(self, code: str, staff: str, of: date, kinds: tuple[str, ...], **parts: Any) -> None:
        self.unknown.append(Unknown(staff, of, kinds))
        self._told(code, staff, of, kinds, **parts)

    def _told(self, code: str, staff: str | None, of: date, kinds: tuple[str, ...], **parts: Any) -> None:
        shown = f"{of:%d/%m/%Y}"
        self.problems += [
            problem(code, field=shown, value=staff, staff=staff, kind=kind, **parts)
            for kind in kinds or (NO_KIND,)
        ]

    def _away(self, known: Iterable[Fact]) -> Mapping[str, list[Span]]:
        found: dict[str, list[Span]] = defaultdict(list)
        for fact in known:
            if isinstance(fact, LeaveApproved | MissionAssigned):
                begin, end = (self.calendar.local(at).replace(tzinfo=None) for at in (fact.at, fact.until))
                found[fact.staff].append((begin, end))
        return {staff: sorted(spans) for staff, spans in found.items()}


def _less(spans: list[Span], taken: list[Span]) -> list[Span]:
    """Return what is left of spans when others are taken out of them."""
    for begin, end in taken:
        spans = [
            piece
            for first, last in spans
            for piece in ((first, min(last, begin)), (max(first, end), last))
            if piece[0] < piece[1]
        ]
    return spans
