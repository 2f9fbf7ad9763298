"""3 · Coverage in columns: where a kind is covered for classes of people, and from when it is not."""

from functools import cached_property
from typing import Any

from attrs import define, field, frozen

from vanhoa_rules.engines.columnar.arrays import Bools, Ints, bisect, ints, np
from vanhoa_rules.engines.columnar.clock import NEVER
from vanhoa_rules.engines.columnar.columns import FAR, micros
from vanhoa_rules.engines.columnar.people import People
from vanhoa_rules.findings import Scene

Instant = Ints | None


@frozen(eq=False)
class Spans:
    """Where a kind is covered, for each class of people; ``first`` says where the spans of a class begin."""

    start: Ints
    end: Ints
    first: Ints
    unread: Bools | None


@define(eq=False)
class Coverage:
    """Coverage of each kind for classes of people whose rows have the same units at the same times."""

    scene: Scene
    people: People
    klass: Ints | None = field(init=False)
    _members: list[int] = field(init=False)
    _unread: list[tuple[str | None, str | None]] = field(init=False)
    _spans: dict[str, Spans] = field(init=False, factory=dict[str, Spans])

    def __attrs_post_init__(self) -> None:
        told: dict[str, Any] = self.scene.coverage.to_data()
        self._unread = [(staff, kind) for staff, kind in told["uncovered"]]
        if all(entry["units"] is None for entry in told["entries"]):
            self.klass, self._members = None, []
            return
        classes: dict[Any, int] = {}
        of: list[int] = []
        for staff in self.people.ids:
            rows = tuple((row.unit, row.since, row.until) for row in self.people.roster.rows(staff))
            of.append(classes.setdefault(rows, len(classes)))
        self.klass = ints(of)
        self._members = [0] * len(classes)

    def spans(self, kind: str) -> Spans:
        """Return where a kind is covered."""
        if kind not in self._spans:
            self._spans[kind] = self._read(kind)
        return self._spans[kind]

    def _read(self, kind: str) -> Spans:
        unread: Bools | None = None
        for staff, name in self._unread:
            if name not in {kind, None}:
                continue
            unread = np.zeros(len(self.people), dtype=np.bool_) if unread is None else unread
            if staff is None:
                unread[:] = True
            elif staff in self.people.place:
                unread[self.people.place[staff]] = True
        read = np.ones(len(self.people), dtype=np.bool_) if unread is None else ~unread
        klass = np.zeros(len(self.people), dtype=np.int64) if self.klass is None else self.klass
        start, end, first = list[int](), list[int](), [0]
        for number in range(1 if self.klass is None else len(self._members)):
            members = (
                np.flatnonzero(read & (klass == number))
                if self.klass is not None
                else np.flatnonzero(read)[:1]
            )
            if len(members):
                found = self.scene.coverage.spans(self.people.ids[int(members[0])], kind)
                start += [micros(a) for a, _ in found]
                end += [micros(b) for _, b in found]
            first.append(len(start))
        return Spans(ints(start), ints(end), ints(first), unread)

    def covers(self, kind: str, staff: Ints, start: Instant, end: Ints) -> Bools | bool:
        """Return whether all of [start, end) is covered for each person; True alone where that is so for all."""
        spans = self.spans(kind)
        if self.klass is None and len(spans.start) == 1 and spans.unread is None and len(staff):
            a, b = int(spans.start[0]), int(spans.end[0])
            if start is None:
                if a < int(end.min()) and int(end.max()) <= b:
                    return True
            elif a <= int(start.min()) and int(end.max()) <= b:
                return True
        klass = np.zeros(len(staff), dtype=np.int64) if self.klass is None else self.klass[staff]
        first, last = spans.first[klass], spans.first[klass + 1]
        some = first < last
        if not len(spans.start):
            found = np.zeros(len(staff), dtype=np.bool_)
        elif start is None:
            place = np.where(some, first, 0)
            found = some & (spans.start[place] < end) & (end <= spans.end[place])
        else:
            found = end <= self._until(spans, first, last, start)
            found &= some
        if spans.unread is not None:
            found &= ~spans.unread[staff]
        return found if start is None else found | (start >= end)

    @cached_property
    def served(self) -> tuple[Ints, Ints]:
        """The spans of the roster rows, as instants."""
        calendar, rows = self.scene.calendar, self.people.rows
        days: dict[Any, int] = {None: NEVER}
        for row in rows:
            if row.since is not None and row.since not in days:
                days[row.since] = micros(calendar.start_of(row.since))
        ends: dict[Any, int] = {None: FAR}
        for row in rows:
            if row.until is not None and row.until not in ends:
                ends[row.until] = micros(calendar.end_of_day(row.until)) + 1
        return ints([days[row.since] for row in rows]), ints([ends[row.until] for row in rows])

    def begins(self, kind: str, staff: Ints) -> Ints:
        """Return where coverage of a kind begins for each person, NEVER where it does not."""
        spans = self.spans(kind)
        if not len(spans.start):
            return np.full(len(staff), NEVER, dtype=np.int64)
        klass = np.zeros(len(staff), dtype=np.int64) if self.klass is None else self.klass[staff]
        first = spans.first[klass]
        found = np.where(
            first < spans.first[klass + 1], spans.start[np.minimum(first, len(spans.start) - 1)], NEVER
        )
        return found if spans.unread is None else np.where(spans.unread[staff], NEVER, found)

    def until(self, kind: str, staff: Ints, start: Ints) -> Ints:
        """Return the first instants from ``start`` on at which the kind is not covered."""
        spans = self.spans(kind)
        klass = np.zeros(len(staff), dtype=np.int64) if self.klass is None else self.klass[staff]
        found = self._until(spans, spans.first[klass], spans.first[klass + 1], start)
        return found if spans.unread is None else np.where(spans.unread[staff], start, found)

    @staticmethod
    def _until(spans: Spans, first: Ints, last: Ints, start: Ints) -> Ints:
        if not len(spans.start):
            return start
        place = bisect(spans.start, first, last, start, right=True) - 1
        return np.where(place >= first, np.maximum(start, spans.end[np.maximum(place, 0)]), start)
