"""8 · The engine as a live evaluation asks it: person by person, and noting when what it says will change by itself."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from attrs import define, field, frozen

from vanhoa_rules.calendars import Period, Window
from vanhoa_rules.engines.durable import Fed
from vanhoa_rules.engines.reference.matching import FAR
from vanhoa_rules.engines.sight import MOMENT, Sight, Span
from vanhoa_rules.facts import Fact, Settled, Timelines
from vanhoa_rules.findings import Match
from vanhoa_rules.patterns import ByAnyone, Each, Pattern, walk

Note = Callable[[datetime], None]
DAY = timedelta(days=1)


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
        close = self.close
        return tuple((a, min(b, close)) for a, b in self.whole.spans(staff, kind) if a < close)


def clipped(whole: Settled, unread: frozenset[tuple[str | None, str | None]], close: datetime) -> Clipped:
    """Return coverage as it stands up to ``close``, without what could not be read."""
    return Clipped((), (), {}, (), unread, None, whole=whole, close=close)


@frozen
class Wide(Sight):
    """Sight that asks everyone's coverage of a few who stand for all, and notes when what is covered will change."""

    stand_ins: tuple[str, ...] = ()
    whole: Settled | None = None
    note: Note = field(default=lambda _: None, eq=False)

    def covered(self, staff: str | None, kind: str, span: Span) -> bool:
        """Return whether a kind is covered over a span, for one person or (None) for everyone."""
        if staff is None:
            return all(self.covered(one, kind, span) for one in self.stand_ins)
        now, coverage = self.scene.as_of, self.scene.coverage
        start = span.start if span.start is not None else coverage.begins(staff, kind)
        if span.start is None and start is not None and now <= start:
            self.note(start + MOMENT)
        for since, until in self._served(staff) if start is not None else ():
            first = max(since, start or since)
            if now <= first < min(span.end, until):
                tick = first + MOMENT
                seen = self.whole is not None and self.whole.covers(staff, kind, first, tick)
                if not seen or not coverage.spans(staff, kind):
                    self.note(tick)
        return super().covered(staff, kind, span)

    def blind_from(self, pattern: Pattern, staff: str | None, start: datetime) -> datetime:
        """Return the first instant from ``start`` on at which a fact that the pattern reads could be unseen."""
        if staff is None and isinstance(pattern, Each):
            until, kind = self.scene.coverage.until, pattern.kind.kind
            return min((until(one, kind, start) for one in self.stand_ins), default=start)
        return super().blind_from(pattern, staff, start)


@define(eq=False)
class Watcher(Fed):
    """The engine over one scene for a live evaluation.

    ``sharers`` gives, for a join with anyone's facts and a person, whose timelines matter; ``hard`` are the instants
    at which a rule's outcome may change by itself, ``soft`` those at which only a count of days does.
    """

    sharers: Callable[[ByAnyone, str], Iterable[str]] | None = None
    stand_ins: tuple[str, ...] = ()
    whole: Settled | None = None
    hard: dict[int, datetime] = field(factory=dict[int, datetime], init=False)
    soft: dict[int, datetime] = field(factory=dict[int, datetime], init=False)

    def __attrs_post_init__(self) -> None:
        self.sight = Wide(
            self.scene, stand_ins=self.stand_ins, whole=self.whole, note=lambda at: self._note(self.hard, at)
        )

    def alarms(self, pattern: Pattern) -> tuple[datetime | None, datetime | None]:
        """Return the next instants at which what was said of a pattern may change by itself: hard, soft."""
        keys = [0, *(id(node) for node in walk(pattern))]
        hard = [self.hard[key] for key in keys if key in self.hard]
        soft = [self.soft[key] for key in keys if key in self.soft]
        return min(hard, default=None), min(soft, default=None)

    def _note(self, alarms: dict[int, datetime], at: datetime) -> None:
        """Note an instant to come; what sight finds is remembered across rules and so noted for all (0)."""
        key = id(self._at[-1][0]) if self._at and alarms is self.soft else 0
        alarms[key] = min(alarms.get(key, at), at)

    def _note_here(self, at: datetime | None) -> None:
        if at is not None and at != FAR and at >= self.scene.as_of:
            key = id(self._at[-1][0]) if self._at else 0
            tick = at + MOMENT
            self.hard[key] = min(self.hard.get(key, tick), tick)

    def _matches(self, pattern: Pattern, staff: str, *, sure: bool) -> Iterable[Match]:
        if isinstance(pattern, ByAnyone) and self.sharers is not None:
            return [
                m for one in self.sharers(pattern, staff) for m in self.matches(pattern.of, one, sure=sure)
            ]
        return super()._matches(pattern, staff, sure=sure)

    def _deadline(self, limit: Any, m: Match) -> datetime | None:
        found = super()._deadline(limit, m)
        self._note_here(found)
        return found

    def _moved(
        self, due: datetime, m: Match, same: str | None, movers: Iterable[Match], answer: Match | None
    ) -> tuple[datetime, tuple[Fact, ...]]:
        found = super()._moved(due, m, same, movers, answer)
        self._note_here(found[0])
        return found

    def _days(self, due: datetime, end: datetime) -> Fraction:
        if end == self.scene.as_of:
            calendar = self.scene.calendar
            self._note(self.soft, calendar.start_of(calendar.day(end) + DAY))
        return super()._days(due, end)

    def _complete(self, per: Window) -> list[Period]:
        found = super()._complete(per)
        for window in super()._incomplete(per):
            self._note_here(window.end - MOMENT)
        return found

    def _incomplete(self, per: Window) -> list[Period]:
        found = super()._incomplete(per)
        for window in found:
            self._note_here(window.end - MOMENT)
        return found
