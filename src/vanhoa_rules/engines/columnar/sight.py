"""3 · What is not seen, in columns: for each person and span the kinds whose unseen facts could add a match."""

from typing import assert_never

from attrs import define, field

from vanhoa_rules.calendars import Duration, Window, WorkingHours
from vanhoa_rules.conditions import Expr
from vanhoa_rules.engines.columnar.arrays import MOST, Bits, Bools, Ints, count, ints, np, or_into
from vanhoa_rules.engines.columnar.clock import NEVER, Clock, wrong
from vanhoa_rules.engines.columnar.columns import micros
from vanhoa_rules.engines.columnar.coverage import Coverage, Instant
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
    walk,
)


class HandOverError(Exception):
    """A rule that has no form in arrays, or names more kinds than bits: the reference engine takes it for everyone."""


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

    def __attrs_post_init__(self) -> None:
        self.as_of = micros(self.scene.as_of)

    def bit(self, name: str) -> np.uint64:
        """Return the bit of a name."""
        place = self.names.setdefault(name, len(self.names))
        if place >= MOST:
            raise HandOverError
        return np.uint64(1 << place)

    def unseen(
        self, pattern: Pattern, staff: Ints, start: Instant, end: Ints, floor: int | None = None
    ) -> Bits:
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
            case FollowedBy(_, then, limit, _, moved_by):
                found = self._begun(node, staff, start, end, floor)
                found |= self.unseen(then, staff, _later(start, floor, len(staff)), end)
                if moved_by is None:
                    return found
                return found | self.unseen(
                    moved_by, staff, self._reach(staff, start, floor, limit, endless=True), end
                )
            case NotFollowedBy():
                return self._begun(node, staff, start, end, floor)
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

    def _begun(
        self, node: FollowedBy | NotFollowedBy, staff: Ints, start: Instant, end: Ints, floor: int | None
    ) -> Bits:
        """Return the kinds of which an unseen first fact could lead to a match, its deadline moved or not."""
        found = self.unseen(node.first, staff, self._reach(staff, start, floor, node.limit), end, floor)
        if node.moved_by is not None:
            found |= self.unseen(
                node.first, staff, self._reach(staff, start, floor, node.limit, endless=True), end, floor
            )
        return found

    def blind_from(self, pattern: Pattern, staff: Ints, start: Ints) -> Ints:
        """Return the first instants from ``start`` on at which a fact that the pattern reads could be unseen."""
        match pattern:
            case Each(kind):
                return self.coverage.until(kind.kind, staff, start)
            case OfSubordinates(of) | ByAnyone(of):
                alike = self._alike(of, lasting=isinstance(pattern, OfSubordinates))
                if alike is not None and isinstance(pattern, ByAnyone):
                    return self.blind_from(of, np.full(len(staff), alike, dtype=np.int64), start)
                everyone = count(len(self.people))
                lowest, highest = int(start.min(initial=0)), int(start.max(initial=0))
                reach = self.blind_from(of, everyone, np.full(len(everyone), lowest, dtype=np.int64))
                if len(reach) and int(reach.min()) >= max(self.as_of, highest):
                    return np.maximum(start, self.as_of)
                self.hand_over[staff] = True
                return start
            case _:
                return ints(
                    np.minimum.reduce([self.blind_from(part, staff, start) for part in parts(pattern)])
                )

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
        since, until = self.coverage.served
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
        alike = self._alike(of, lasting=leaders_only)
        if alike is not None:
            told = self.unseen(
                of,
                np.full(len(which), alike, dtype=np.int64),
                None if start is None else start[which],
                end[which],
                floor,
            )
            found[which] = told
            return found
        low, ends = (
            None if start is None else int(start[which].min()),
            sorted({int(end[which].min()), int(end[which].max())}),
        )
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
                return or_into(len(self.people), self.people.leader[under], each[self.people.owner[under]])[
                    staff
                ]
            self.hand_over[staff[asking]] = True
            break
        return found

    def _alike(self, of: Pattern, *, lasting: bool) -> int | None:
        """Return someone of whom is seen what is seen of everyone, in and out of the roster; None where there is none.

        ``lasting``: for each of the others by themselves, so that their rows must be without dates as well.
        """
        if self.coverage.klass is not None or (lasting and not self.people.lasting):
            return None
        kinds = [node.kind.kind for node in walk(of) if isinstance(node, Each)]
        if any(self.coverage.spans(kind).unread is not None for kind in kinds):
            return None
        if any(isinstance(node, OfSubordinates | ByAnyone) for node in walk(of)):
            return None
        return self.people.everlasting

    def _told(self, staff: Ints, found: Ints) -> Ints:
        """Return instants; the people for whom the calendar refuses one are left to the reference engine."""
        bad = wrong(found)
        if bool(bad.any()):
            self.hand_over[staff[bad]] = True
        return found

    def _reach(
        self, staff: Ints, start: Instant, floor: int | None, limit: Limit, *, endless: bool = False
    ) -> Instant:
        if limit is None or start is None or endless or isinstance(limit, Expr | Before):
            return None if floor is None else np.full(len(staff), floor, dtype=np.int64)
        if isinstance(limit, WorkingHours):
            raise HandOverError
        duration: Duration = limit
        return _later(self._told(staff, self.clock.earliest(start, duration)), floor, len(staff))

    def _whole(self, staff: Ints) -> tuple[Ints, Ints]:
        period = self.scene.period
        n = len(staff)
        return np.full(n, micros(period.start), dtype=np.int64), np.full(
            n, micros(period.end), dtype=np.int64
        )

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
