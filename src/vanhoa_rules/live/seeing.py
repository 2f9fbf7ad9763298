"""8 · Coverage and sight as a live evaluation reads them: settled once, asked of a few who stand for all."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from attrs import define, field, frozen

from vanhoa_rules.engines.sight import MOMENT, NOTHING, Sight, Span
from vanhoa_rules.facts import Fact, Settled, Timelines
from vanhoa_rules.patterns import Each, OfSubordinates, Pattern, walk

KEPT = 50_000
Unread = frozenset[tuple[str | None, str | None]]


@frozen(eq=False)
class Lines(Timelines):
    """Timelines that are looked up one person at a time."""

    look: Callable[[str], tuple[Fact, ...]] = field(kw_only=True)
    everybody: Callable[[], tuple[str, ...]] = field(kw_only=True)

    @property
    def staff(self) -> tuple[str, ...]:
        """Everyone whose facts a join with anyone's has to read, where it cannot be told from their keys."""
        return self.everybody()

    def of(self, staff: str) -> tuple[Fact, ...]:
        """Return a person's facts in the order (``at``, ``id``)."""
        return self.look(staff)


@frozen(eq=False)
class Clipped(Settled):
    """Coverage settled once for all time, read as it stands at an instant: no span ends after ``close``."""

    whole: Settled = field(kw_only=True)
    close: datetime = field(kw_only=True)

    def spans(self, staff: str, kind: str) -> tuple[tuple[datetime, datetime], ...]:
        """Return the spans in which a kind is covered for a person."""
        unread = self._unread
        if unread and not unread.isdisjoint(((staff, kind), (staff, None), (None, kind), (None, None))):
            return ()
        close, found = self.close, self.whole.spans(staff, kind)
        if len(found) == 1:
            start, end = found[0]
            return found if end <= close else ((start, close),) if start < close else ()
        return tuple((a, min(b, close)) for a, b in found if a < close)


def clipped(whole: Settled, unread: Unread, close: datetime) -> Clipped:
    """Return coverage as it stands up to ``close``, without what could not be read."""
    return Clipped((), (), {}, (), unread, None, whole=whole, close=close)


@define(eq=False)
class Ahead:
    """The next instant at which what is covered will change, for what was asked since ``look_again``."""

    next: datetime | None = None

    def note(self, at: datetime | None) -> None:
        """Note an instant."""
        if at is not None and (self.next is None or at < self.next):
            self.next = at


@frozen
class Wide(Sight):
    """Sight that asks everyone's coverage of a few who stand for all, and notes when what is covered will change.

    ``kin`` gives who stands for a person: somebody with the same rows, of whom the same is unread. ``told`` is what it was made for. Answers hold for
    the scene's instant and coverage, whatever the facts.
    """

    stand_ins: tuple[str, ...] = ()
    whole: Settled | None = None
    kin: Callable[[str], str] = field(default=lambda staff: staff, eq=False)
    told: Any = field(default=None, eq=False)
    _ahead: Ahead = field(factory=Ahead, init=False, eq=False)
    _known: dict[tuple[int, str | None, Span], tuple[frozenset[str], datetime | None]] = field(
        factory=dict[tuple[int, str | None, Span], tuple[frozenset[str], datetime | None]],
        init=False,
        eq=False,
    )
    _plain: dict[tuple[str, str], tuple[datetime, datetime] | None] = field(
        factory=dict[tuple[str, str], tuple[datetime, datetime] | None], init=False, eq=False
    )
    _own: dict[int, bool] = field(factory=dict[int, bool], init=False, eq=False)

    @property
    def next(self) -> datetime | None:
        """The next instant at which what is covered will change, for what was asked since ``look_again``."""
        return self._ahead.next

    def look_again(self) -> None:
        """Forget what was noted."""
        self._ahead.next = None

    def unseen(self, pattern: Pattern, staff: str | None, span: Span) -> frozenset[str]:
        """Return the kinds of which an unseen fact could add a match of the pattern within the span."""
        if staff is not None and self._is_own(pattern):
            staff = self.kin(staff)
            if isinstance(pattern, Each) and span.floor is None:
                seen = self._plainly(staff, pattern.kind.kind, span)
                if seen is not None:
                    return NOTHING if seen else frozenset({pattern.kind.kind})
        key = (id(pattern), staff, span)
        found = self._known.get(key)
        if found is None:
            ahead, outer = self._ahead, self._ahead.next
            ahead.next = None
            kinds = self._unseen(pattern, staff, span)
            if len(self._known) > KEPT:
                self._known.clear()
            found = self._known[key] = kinds, ahead.next
            ahead.next = outer
        self._ahead.note(found[1])
        return found[0]

    def _plainly(self, staff: str, kind: str, span: Span) -> bool | None:
        """Return whether a kind is covered over a span, where one row and one span of coverage tell; None: ask on."""
        key = staff, kind
        if key not in self._plain:
            rows, spans = self.scene.roster.rows(staff), self.scene.coverage.spans(staff, kind)
            always = len(rows) == 1 and rows[0].since is None and rows[0].until is None
            self._plain[key] = spans[0] if always and len(spans) == 1 else None
        found, now = self._plain[key], self.scene.as_of
        if found is None:
            return None
        start = found[0] if span.start is None else span.start
        if start >= now:
            return None
        end = min(span.end, now)
        if start >= end:
            return span.start is not None
        return found[0] <= start and end <= found[1]

    def _is_own(self, pattern: Pattern) -> bool:
        """Return whether a pattern reads a person's own facts alone, or everyone's, but not their subordinates'."""
        found = self._own.get(id(pattern))
        if found is None:
            found = self._own[id(pattern)] = not any(
                isinstance(node, OfSubordinates) for node in walk(pattern)
            )
        return found

    def covered(self, staff: str | None, kind: str, span: Span) -> bool:
        """Return whether a kind is covered over a span, for one person or (None) for everyone."""
        if staff is None:
            return all(self.covered(one, kind, span) for one in self.stand_ins)
        now, coverage = self.scene.as_of, self.scene.coverage
        start = span.start if span.start is not None else coverage.begins(staff, kind)
        if span.start is None and start is not None and now <= start:
            self._ahead.note(start + MOMENT)
        for since, until in self._served(staff) if start is not None else ():
            first = max(since, start or since)
            if now <= first < min(span.end, until):
                tick = first + MOMENT
                seen = self.whole is not None and self.whole.covers(staff, kind, first, tick)
                if not seen or not coverage.spans(staff, kind):
                    self._ahead.note(tick)
        return super().covered(staff, kind, span)

    def blind_from(self, pattern: Pattern, staff: str | None, start: datetime) -> datetime:
        """Return the first instant from ``start`` on at which a fact that the pattern reads could be unseen."""
        if staff is None and isinstance(pattern, Each):
            until, kind = self.scene.coverage.until, pattern.kind.kind
            return min((until(one, kind, start) for one in self.stand_ins), default=start)
        return super().blind_from(pattern, staff, start)
