"""3 · What is not seen, in columns: for each person and span the kinds whose unseen facts could add a match."""

from functools import cached_property
from typing import Any, assert_never

from attrs import define, field, frozen

from vanhoa_rules.calendars import Duration, Window, WorkingHours
from vanhoa_rules.conditions import Expr
from vanhoa_rules.engines.columnar.arrays import MOST, Bits, Bools, Ints, bisect, count, ints, np, or_into
from vanhoa_rules.engines.columnar.clock import NEVER, Clock, wrong
from vanhoa_rules.engines.columnar.columns import FAR, micros
from vanhoa_rules.engines.columnar.people import People
from vanhoa_rules.findings import Scene
from vanhoa_rules.patterns import (
    AnyOf,
    Before,
    ByAnyone,
    Consecutive,
    During,
    Each,
    FewerThan,
    FollowedBy,
    Limit,
    Mean,
    Node,
    NotDuring,
    NotFollowedBy,
    NotPrecededBy,
    OfSubordinates,
    Pattern,
    PrecededBy,
    Repeated,
    RepeatedPer,
    Share,
    Unless,
    parts,
)

Instant = Ints | None


class HandOverError(Exception):
    """A rule that has no form in arrays, or names more kinds than bits: the reference engine takes it for everyone."""


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
            members = np.flatnonzero(read & (klass == number)) if self.klass is not None else np.flatnonzero(read)[:1]
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
        found = np.where(first < spans.first[klass + 1], spans.start[np.minimum(first, len(spans.start) - 1)], NEVER)
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


@define(eq=False)
class Sight:
    """Which kinds are not covered where an unseen fact could add a match: a bit for each name of one rule.

    ``hand_over`` marks the people whose case is left to the reference engine.
    """

    scene: Scene
    people: People
    clock: Clock
    coverage: Coverage
    hand_over: Bools
    names: dict[str, int] = field(init=False, factory=dict[str, int])
    as_of: int = field(init=False)
    _served: tuple[Ints, Ints] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.as_of = micros(self.scene.as_of)
        self._served = self.coverage.served

    def bit(self, name: str) -> np.uint64:
        """Return the bit of a name."""
        place = self.names.setdefault(name, len(self.names))
        if place >= MOST:
            raise HandOverError
        return np.uint64(1 << place)

    def unseen(self, pattern: Pattern, staff: Ints, start: Instant, end: Ints, floor: int | None = None) -> Bits:
        """Return the kinds of which an unseen fact could add a match within [start, end) of each person."""
        if not len(staff):
            return np.zeros(0, dtype=np.uint64)
        node: Node = pattern  # type: ignore[assignment]
        match node:
            case Each(kind):
                seen = self._covered(kind.kind, staff, _later(start, floor, len(staff)), end)
                if seen is True:
                    return np.zeros(len(staff), dtype=np.uint64)
                return np.where(seen, np.uint64(0), self.bit(kind.kind))
            case AnyOf(of):
                found = np.zeros(len(staff), dtype=np.uint64)
                for part in of:
                    found |= self.unseen(part, staff, start, end, floor)
                return found
            case FollowedBy(first, then, limit, _, moved_by):
                reach = self._reach(staff, start, floor, limit, endless=moved_by is not None)
                found = self.unseen(first, staff, reach, end, floor)
                found |= self.unseen(then, staff, _later(start, floor, len(staff)), end)
                return found if moved_by is None else found | self.unseen(moved_by, staff, reach, end)
            case NotFollowedBy(first, _, limit, _, moved_by):
                reach = self._reach(staff, start, floor, limit, endless=moved_by is not None)
                return self.unseen(first, staff, reach, end, floor)
            case PrecededBy(first, earlier, within):
                reach = self._reach(staff, start, None, within)
                return self.unseen(first, staff, start, end, floor) | self.unseen(earlier, staff, reach, end)
            case During(first, inside):
                return self.unseen(first, staff, start, end, floor) | self.unseen(inside, staff, None, end)
            case NotPrecededBy(first) | NotDuring(first) | Unless(first):
                return self.unseen(first, staff, start, end, floor)
            case Repeated(of, _, within, groups):
                if groups:
                    return self.unseen(of, staff, *self._whole(staff))
                back = None if start is None else self._told(staff, self.clock.back(start, within))
                return self.unseen(of, staff, back, end)
            case RepeatedPer(of, _, per):
                return self.unseen(of, staff, *self._windows(staff, per))
            case Consecutive(of, _, among):
                whole = self._whole(staff)
                return self.unseen(of, staff, *whole) | self.unseen(among, staff, *whole)
            case FewerThan():
                return np.zeros(len(staff), dtype=np.uint64)
            case Share(_, among, _, _, per) | Mean(among, _, _, _, per):
                return self.unseen(among, staff, *self._windows(staff, per))
            case OfSubordinates(of):
                return self._of_others(of, staff, start, end, floor, leaders_only=True)
            case ByAnyone(of):
                return self._of_others(of, staff, start, end, floor, leaders_only=False)
            case _:
                assert_never(node)

    def blind_from(self, pattern: Pattern, staff: Ints, start: Ints) -> Ints:
        """Return the first instants from ``start`` on at which a fact that the pattern reads could be unseen."""
        match pattern:
            case Each(kind):
                return self.coverage.until(kind.kind, staff, start)
            case OfSubordinates(of) | ByAnyone(of):
                everyone = count(len(self.people))
                lowest, highest = int(start.min(initial=0)), int(start.max(initial=0))
                reach = self.blind_from(of, everyone, np.full(len(everyone), lowest, dtype=np.int64))
                if len(reach) and int(reach.min()) >= max(self.as_of, highest):
                    return np.maximum(start, self.as_of)
                self.hand_over[staff] = True
                return start
            case _:
                found = [self.blind_from(part, staff, start) for part in parts(pattern)]
                return np.minimum.reduce(found)

    def _covered(self, kind: str, staff: Ints, start: Instant, end: Ints) -> Bools | bool:
        """Return whether a kind is covered on all days of a span on which each person has a roster row."""
        end = np.minimum(end, self.as_of)
        whole = self.coverage.covers(kind, staff, start, end)
        if whole is True or self.people.lasting or bool(np.all(whole)):
            return whole
        begins = self.coverage.begins(kind, staff) if start is None else start
        found = np.asarray(whole, dtype=np.bool_)
        which = np.flatnonzero(~found & (begins != NEVER) & (begins < end))
        found = found.copy()
        found[which] = self._pieces(kind, staff[which], begins[which], end[which])
        return found

    def _pieces(self, kind: str, staff: Ints, start: Ints, end: Ints) -> Bools:
        since, until = self._served
        first, last = self.people.first[staff], self.people.first[staff + 1]
        found = first < last  # of someone not in the roster all time is asked, and was not covered
        for n in range(int((last - first).max(initial=0))):
            place = np.minimum(first + n, np.maximum(last - 1, 0))
            a, b = np.maximum(start, since[place]), np.minimum(end, until[place])
            found &= (first + n >= last) | (a >= b) | self.coverage.covers(kind, staff, a, b)
        return found

    def _of_others(
        self, of: Pattern, staff: Ints, start: Instant, end: Ints, floor: int | None, *, leaders_only: bool
    ) -> Bits:
        """Return what is not seen of all others or of one's reports, exactly where all spans are one.

        Where spans differ it is nothing if everything is covered, else the reference engine takes these people.
        """
        asking = np.ones(len(staff), dtype=np.bool_)
        if leaders_only:
            leading = np.zeros(len(self.people), dtype=np.bool_)
            leading[self.people.leader[self.people.leader >= 0]] = True
            asking = leading[staff]
        found = np.zeros(len(staff), dtype=np.uint64)
        which = np.flatnonzero(asking)
        if not len(which):
            return found
        low, ends = None if start is None else int(start[which].min()), sorted({int(end[which].min()), int(end[which].max())})
        one = len(ends) == 1 and (start is None or low == int(start[which].max()))
        everyone = count(len(self.people))
        for last in ends if start is None else ends[-1:]:
            each = self.unseen(
                of,
                everyone,
                None if low is None else np.full(len(everyone), low, dtype=np.int64),
                np.full(len(everyone), last, dtype=np.int64),
                floor,
            )
            if not bool(each.any()):
                continue
            if one and not leaders_only:
                return np.full(len(staff), np.bitwise_or.reduce(each), dtype=np.uint64)
            if one and self.people.lasting:
                under = np.flatnonzero(self.people.leader >= 0)
                return or_into(len(self.people), self.people.leader[under], each[self.people.owner[under]])[staff]
            self.hand_over[staff[asking]] = True
            break
        return found

    def _told(self, staff: Ints, found: Ints) -> Ints:
        """Return instants; the people for whom the calendar refuses one are left to the reference engine."""
        bad = wrong(found)
        if bool(bad.any()):
            self.hand_over[staff[bad]] = True
        return found

    def _reach(self, staff: Ints, start: Instant, floor: int | None, limit: Limit, *, endless: bool = False) -> Instant:
        if limit is None or start is None or endless or isinstance(limit, Expr | Before):
            return None if floor is None else np.full(len(staff), floor, dtype=np.int64)
        if isinstance(limit, WorkingHours):
            raise HandOverError
        duration: Duration = limit
        return _later(self._told(staff, self.clock.earliest(start, duration)), floor, len(staff))

    def _whole(self, staff: Ints) -> tuple[Ints, Ints]:
        period = self.scene.period
        n = len(staff)
        return np.full(n, micros(period.start), dtype=np.int64), np.full(n, micros(period.end), dtype=np.int64)

    def _windows(self, staff: Ints, per: Window) -> tuple[Ints, Ints]:
        windows = self.scene.calendar.windows(per, self.scene.period)
        start = micros(windows[0].start if windows else self.scene.period.end)
        end = micros(windows[-1].end if windows else self.scene.period.end)
        return np.full(len(staff), start, dtype=np.int64), np.full(len(staff), end, dtype=np.int64)

    def by_person(self, staff: Ints, bits: Bits) -> Bits:
        """Return the union of bits for each person."""
        return or_into(len(self.people), staff, bits)


def _later(start: Instant, floor: int | None, n: int) -> Instant:
    if floor is None:
        return start
    return np.full(n, floor, dtype=np.int64) if start is None else np.maximum(start, floor)
