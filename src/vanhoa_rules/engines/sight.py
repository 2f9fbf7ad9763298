"""3 · What is not seen: the kinds whose unseen facts could add a match within a span of time."""

from datetime import UTC, date, datetime, timedelta
from typing import assert_never

from attrs import field, frozen

from vanhoa_rules.calendars import Window
from vanhoa_rules.conditions import Expr
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

MOMENT = timedelta(microseconds=1)
NOTHING: frozenset[str] = frozenset()
ALWAYS, NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@frozen
class Span:
    """The instants [start, end) at which a match may lie; start None looks back to where coverage begins.

    ``floor`` is an instant before which no subject of a match may lie (a rule's first day in force).
    """

    start: datetime | None
    end: datetime
    floor: datetime | None = None


def up_to(start: datetime | None, last: datetime) -> Span:
    """Return the span whose last instant is ``last``."""
    return Span(start, last + MOMENT)


@frozen
class Sight:
    """Answers which kinds are not covered where an unseen fact could add a match; remembers its answers."""

    scene: Scene
    _memo: dict[tuple[int, str | None, Span], frozenset[str]] = field(
        factory=dict[tuple[int, str | None, Span], frozenset[str]], eq=False, repr=False
    )

    def unseen(self, pattern: Pattern, staff: str | None, span: Span) -> frozenset[str]:
        """Return the kinds of which an unseen fact could add a match of the pattern within the span.

        ``staff`` None stands for everyone. The node must outlive this object (answers are kept by its identity).
        """
        key = (id(pattern), staff, span)
        if key not in self._memo:
            self._memo[key] = self._unseen(pattern, staff, span)
        return self._memo[key]

    def _unseen(self, pattern: Pattern, staff: str | None, span: Span) -> frozenset[str]:
        node: Node = pattern  # type: ignore[assignment]
        match node:
            case Each(kind):
                return NOTHING if self.covered(staff, kind.kind, _raised(span)) else frozenset({kind.kind})
            case AnyOf(of):
                return frozenset[str]().union(*(self.unseen(part, staff, span) for part in of))
            case FollowedBy(first, then, limit, _, moved_by):
                reach = self._reach(staff, span, limit, endless=moved_by is not None)
                tail = Span(_later(span.start, span.floor), span.end)
                moved = (
                    self.unseen(moved_by, staff, Span(reach.start, span.end))
                    if moved_by is not None
                    else NOTHING
                )
                return self._begun(node, staff, span) | self.unseen(then, staff, tail) | moved
            case NotFollowedBy():
                return self._begun(node, staff, span)
            case PrecededBy(first, earlier, within):
                return self.unseen(first, staff, span) | self.unseen(
                    earlier, staff, self._reach(staff, Span(span.start, span.end), within)
                )
            case During(first, inside):
                return self.unseen(first, staff, span) | self.unseen(inside, staff, Span(None, span.end))
            case NotPrecededBy(first) | NotDuring(first) | Unless(first):
                return self.unseen(first, staff, span)
            case Repeated(of, _, within, groups):
                if groups:
                    return self.unseen(of, staff, self._whole())
                start = None if span.start is None else self.scene.calendar.back(span.start, within)
                return self.unseen(of, staff, Span(start, span.end))
            case RepeatedPer(of, _, per):
                return self.unseen(of, staff, self._windows(per))
            case Consecutive(of, _, among):
                return self.unseen(of, staff, self._whole()) | self.unseen(among, staff, self._whole())
            case FewerThan():
                return NOTHING
            case Share(_, among, _, _, per) | Mean(among, _, _, _, per):
                return self.unseen(among, staff, self._windows(per))
            case OfSubordinates(of) if staff is None:
                return self.unseen(of, None, span)
            case OfSubordinates(of):
                return frozenset[str]().union(
                    *(self.unseen(of, one, span) for one in self.reports(staff, span))
                )
            case ByAnyone(of):
                return self.unseen(of, None, span)
            case _:
                assert_never(node)

    def _begun(self, node: FollowedBy | NotFollowedBy, staff: str | None, span: Span) -> frozenset[str]:
        """Return the kinds of which an unseen first fact could lead to a match in the span, its deadline moved or not."""
        found = self.unseen(node.first, staff, self._reach(staff, span, node.limit))
        if node.moved_by is not None:
            found |= self.unseen(node.first, staff, self._reach(staff, span, node.limit, endless=True))
        return found

    def covered(self, staff: str | None, kind: str, span: Span) -> bool:
        """Return whether a kind is covered over a span, for one person or (None) for everyone whose facts are read.

        Days on which a person has no roster row ask for nothing.
        """
        if staff is None:
            everyone = dict.fromkeys((*self.scene.roster.staff, *self.scene.timelines.staff))
            return all(self.covered(one, kind, span) for one in everyone)
        coverage, end = self.scene.coverage, min(span.end, self.scene.as_of)
        start = span.start if span.start is not None else coverage.begins(staff, kind)
        if start is None or (span.start is None and start >= end):
            return False
        pieces = [(max(start, since), min(end, until)) for since, until in self._served(staff)]
        return all(coverage.covers(staff, kind, since, until) for since, until in pieces if since < until)

    def blind_from(self, pattern: Pattern, staff: str | None, start: datetime) -> datetime:
        """Return the first instant from ``start`` on at which a fact that the pattern reads could be unseen."""
        match pattern:
            case Each(kind):
                everyone = (
                    (staff,)
                    if staff
                    else tuple(dict.fromkeys((*self.scene.roster.staff, *self.scene.timelines.staff)))
                )
                return min(
                    (self.scene.coverage.until(one, kind.kind, start) for one in everyone), default=start
                )
            case OfSubordinates(of) if staff is None:
                return self.blind_from(of, None, start)
            case OfSubordinates(of):
                reports = self.reports(staff, Span(start, self.scene.as_of))
                return min((self.blind_from(of, one, start) for one in reports), default=self.scene.as_of)
            case ByAnyone(of):
                return self.blind_from(of, None, start)
            case _:
                return min(self.blind_from(part, staff, start) for part in parts(pattern))

    def duty_from(self, pattern: Pattern, staff: str, start: datetime) -> datetime | None:
        """Return the earliest instant at which the duty behind a match from ``start`` on can have arisen; None is any."""
        match pattern:
            case FollowedBy(first, _, limit, _, moved_by) | NotFollowedBy(first, _, limit, _, moved_by):
                reach = self._reach(staff, Span(start, self.scene.as_of), limit, endless=moved_by is not None)
                return None if reach.start is None else self.duty_from(first, staff, reach.start)
            case AnyOf(of):
                found = [self.duty_from(part, staff, start) for part in of]
                return None if None in found else min(one for one in found if one is not None)
            case (
                PrecededBy(first=first)
                | NotPrecededBy(first=first)
                | During(first=first)
                | NotDuring(first=first)
                | Unless(first=first)
            ):
                return self.duty_from(first, staff, start)
            case Repeated(of=of) | OfSubordinates(of=of):
                return self.duty_from(of, staff, start)
            case _:
                return start

    def begins(self, pattern: Pattern, staff: str) -> datetime | None:
        """Return the instant at which coverage of the kinds a match may be about begins; None where of some it never does."""
        match pattern:
            case Each(kind):
                return self.scene.coverage.begins(staff, kind.kind)
            case OfSubordinates(of):
                found = [self.begins(of, one) for one in self.reports(staff, Span(None, self.scene.as_of))]
            case AnyOf(of):
                found = [self.begins(part, staff) for part in of]
            case Consecutive(among=among):
                found = [self.begins(among, staff)]
            case _:
                found = [self.begins(parts(pattern)[0], staff)]
        return None if None in found else min((one for one in found if one is not None), default=None)

    def reports(self, staff: str | None, span: Span) -> tuple[str, ...]:
        """Return everyone who reported to a person on some day of a span."""
        calendar = self.scene.calendar
        first = calendar.day(span.start) if span.start else date.min
        return self.scene.roster.ever_reports(staff or "", first, calendar.day(span.end - MOMENT))

    def unit(self, staff: str | None, at: datetime) -> str | None:
        """Return the unit whose hours bind a person at an instant: of the row in force, else of the first row."""
        rows = self.scene.roster.rows(staff) if staff else ()
        row = self.scene.roster.row(staff, self.scene.calendar.day(at)) if staff else None
        return (row or rows[0]).unit if rows else None

    def _served(self, staff: str) -> list[tuple[datetime, datetime]]:
        """Return the spans of a person's roster rows; of someone not in the roster all time."""
        calendar, rows = self.scene.calendar, self.scene.roster.rows(staff)
        spans = [
            (
                ALWAYS if row.since is None else calendar.start_of(row.since),
                NEVER if row.until is None else calendar.end_of_day(row.until) + MOMENT,
            )
            for row in rows
        ]
        return spans or [(ALWAYS, NEVER)]

    def _reach(self, staff: str | None, span: Span, limit: Limit, *, endless: bool = False) -> Span:
        if limit is None or span.start is None or endless or isinstance(limit, Expr | Before):
            return Span(_raise(None, span.floor), span.end, span.floor)
        return Span(
            _later(self.scene.calendar.earliest(span.start, limit, self.unit(staff, span.start)), span.floor),
            span.end,
            span.floor,
        )

    def _whole(self) -> Span:
        return Span(self.scene.period.start, self.scene.period.end)

    def _windows(self, per: Window) -> Span:
        windows = self.scene.calendar.windows(per, self.scene.period)
        whole = self._whole()
        return Span(windows[0].start, windows[-1].end) if windows else Span(whole.end, whole.end)


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one or other
    return max(one, other)


def _raise(start: datetime | None, floor: datetime | None) -> datetime | None:
    return start if floor is None else floor


def _raised(span: Span) -> Span:
    return Span(_later(span.start, span.floor), span.end)
