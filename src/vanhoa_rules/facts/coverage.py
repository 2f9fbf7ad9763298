"""1 · What happened: coverage — for which kinds, whom and what span silence means that nothing happened."""

import functools
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any, Literal, cast

from attrs import field, frozen

from vanhoa_rules.calendars import Calendar, Period
from vanhoa_rules.errors import DataError, Problem
from vanhoa_rules.facts.base import Fact, fixed
from vanhoa_rules.facts.roster import Roster
from vanhoa_rules.facts.vocabulary import Vocabulary
from vanhoa_rules.words import error, near, problem

TICK = timedelta(microseconds=1)
ENTRY_FIELDS = ("kinds", "since", "until", "units")

Span = tuple[datetime, datetime]
Unread = tuple[str | None, str | None]
History = tuple[tuple[str, Span], ...]


def _listed(value: Any) -> Any:
    return tuple(cast("Iterable[Any]", value)) if isinstance(value, list | set | frozenset) else value


def _dated(value: Any) -> Any:
    return _day(value) or value


def _day(value: Any) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _texts(value: Any) -> bool:
    if not isinstance(value, list | tuple):
        return False
    names = cast("Sequence[Any]", value)
    return bool(names) and all(isinstance(name, str) and name for name in names)


def entry_faults(mapping: Mapping[str, Any]) -> list[Problem]:
    """Return everything wrong with an entry given by field name; ``since`` and ``until`` may be ISO text."""
    found = [
        problem("coverage.field", field=str(name), near=near(str(name), ENTRY_FIELDS))
        for name in mapping
        if name not in ENTRY_FIELDS
    ]
    kinds, units = mapping.get("kinds"), mapping.get("units")
    if not _texts(kinds):
        found.append(problem("coverage.kinds", field="kinds", value=kinds))
    if units is not None and not _texts(units):
        found.append(problem("coverage.units", field="units", value=units))
    since, until = _day(mapping.get("since")), _day(mapping.get("until"))
    if since is None:
        found.append(problem("coverage.date", field="since", value=mapping.get("since")))
    if until is None and mapping.get("until") is not None:
        found.append(problem("coverage.date", field="until", value=mapping.get("until")))
    if since is not None and until is not None and until < since:
        found.append(problem("coverage.dates", field="until", value=until.isoformat()))
    return found


@frozen
class CoverageEntry:
    """One source reports kinds (names or globs such as ``attendance.*``) from ``since`` to ``until``.

    Both dates count, in the calendar's zone; ``until`` None = still. With ``units``, only for the days on which the
    person's roster row has such a unit. ``DataError`` lists what is wrong.
    """

    kinds: tuple[str, ...] = field(converter=_listed)
    since: date = field(converter=_dated)
    until: date | None = field(default=None, converter=_dated)
    units: tuple[str, ...] | None = field(default=None, converter=_listed)

    def __attrs_post_init__(self) -> None:
        problems = entry_faults(
            {"kinds": self.kinds, "since": self.since, "until": self.until, "units": self.units}
        )
        if problems:
            raise _refused(problems)

    def to_data(self) -> dict[str, Any]:
        """Return the entry as a line of a coverage file says it."""
        return {
            "kinds": list(self.kinds),
            "since": self.since.isoformat(),
            "until": None if self.until is None else self.until.isoformat(),
            "units": None if self.units is None else list(self.units),
        }


def _entries(values: Iterable[CoverageEntry | Mapping[str, Any]]) -> tuple[CoverageEntry, ...]:
    problems: list[Problem] = []
    entries: list[CoverageEntry] = []
    for value in values:
        if isinstance(value, CoverageEntry):
            entries.append(value)
            continue
        found = entry_faults(value)
        problems += found
        if not found:
            entries.append(CoverageEntry(**value))
    if problems:
        raise _refused(problems)
    return tuple(entries)


@frozen
class Coverage:
    """What the sources report: ``Coverage([{"kinds": ["attendance.*"], "since": "2026-01-01"}, …])``."""

    entries: tuple[CoverageEntry, ...] = field(converter=_entries)

    def faults(self, vocabulary: Vocabulary) -> list[Problem]:
        """Return one problem for each name or glob that matches no kind of the vocabulary."""
        return [
            problem("coverage.unknown_kind", field="kinds", value=glob, near=near(glob, vocabulary))
            for entry in self.entries
            for glob in entry.kinds
            if not vocabulary.matching(glob)
        ]


@frozen
class _Reach:
    """Kinds covered over one span; ``globs`` so that a kind of the vocabulary need not be listed."""

    globs: tuple[str, ...]
    span: Span
    units: frozenset[str] | None = None


@frozen(eq=False)
class Settled:
    """Coverage settled for one judgement: what silence means for each person and kind; see ``settle``."""

    _reaches: tuple[_Reach, ...]
    _entries: tuple[dict[str, Any], ...]
    _groups: Mapping[str, int]
    _histories: tuple[History, ...]
    _unread: frozenset[Unread]
    speaks_from: date | None
    _cache: dict[tuple[int, str], tuple[Span, ...]] = field(
        init=False, factory=dict[tuple[int, str], tuple[Span, ...]], repr=False
    )

    def spans(self, staff: str, kind: str) -> tuple[Span, ...]:
        """Return the spans [start, end) in which a kind is covered for a person: disjoint, sorted, none touching."""
        unread = self._unread
        if unread and not unread.isdisjoint(((staff, kind), (staff, None), (None, kind), (None, None))):
            return ()
        group = self._groups.get(staff, 0)
        found = self._cache.get((group, kind))
        if found is None:
            found = self._cache[group, kind] = self._reckon(self._histories[group], kind)
        return found

    def begins(self, staff: str, kind: str) -> datetime | None:
        """Return the instant at which coverage of a kind begins for a person, or None."""
        spans = self.spans(staff, kind)
        return spans[0][0] if spans else None

    def covers(self, staff: str, kind: str, start: datetime | None, end: datetime) -> bool:
        """Return whether all of [start, end) is covered; an empty span is.

        ``start`` None is the instant at which coverage of the kind begins: then False where it begins at or after
        ``end``, or never, for nothing at all was seen before it.
        """
        if start is not None and start >= end:
            return True
        spans = self.spans(staff, kind)
        if not spans:
            return False
        if start is None:
            return spans[0][0] < end <= spans[0][1]
        return end <= self._until(spans, start)

    def until(self, staff: str, kind: str, start: datetime) -> datetime:
        """Return the first instant from ``start`` on at which the kind is not covered for the person."""
        return self._until(self.spans(staff, kind), start)

    def to_data(self) -> dict[str, Any]:
        """Return what the receipt of a verdict says about coverage."""
        return {
            "entries": [dict(entry) for entry in self._entries],
            "uncovered": [
                list(pair) for pair in sorted(self._unread, key=lambda pair: (pair[0] or "", pair[1] or ""))
            ],
            "speaks_from": None if self.speaks_from is None else self.speaks_from.isoformat(),
        }

    @staticmethod
    def _until(spans: tuple[Span, ...], start: datetime) -> datetime:
        place = bisect_right(spans, start, key=lambda span: span[0]) - 1
        return max(start, spans[place][1]) if place >= 0 else start

    def _reckon(self, history: History, kind: str) -> tuple[Span, ...]:
        found: list[Span] = []
        for reach in self._reaches:
            if not any(fnmatchcase(kind, glob) for glob in reach.globs):
                continue
            if reach.units is None:
                found.append(reach.span)
                continue
            for unit, (start, end) in history:
                if unit in reach.units:
                    found.append((max(start, reach.span[0]), min(end, reach.span[1])))
        return _merged(found)


def settle(
    covers: Literal["all"] | Coverage | Iterable[CoverageEntry | Mapping[str, Any]] | None,
    *,
    facts: Iterable[Fact],
    vocabulary: Vocabulary,
    roster: Roster,
    calendar: Calendar,
    period: Period,
    as_of: datetime,
    uncovered: Iterable[Unread] = (),
) -> Settled:
    """Settle what silence means, once, before any split of the staff.

    ``covers`` None: the kinds that occur in ``facts`` as given are covered for everyone, from the earlier of the
    period's start and the first fact up to and including ``as_of``; "all": every kind, likewise; else what the
    entries say. ``uncovered`` lists (staff, kind) of what could not be read, None = everyone, every kind. ``DataError``
    lists the globs that match no kind.
    """
    close = fixed(as_of) + TICK
    unread = frozenset(uncovered)
    if covers is None or covers == "all":
        given = tuple(facts)
        start = calendar.local(min((period.start, *(fact.at for fact in given))))
        kinds = ("*",) if covers == "all" else tuple(sorted({fact.kind for fact in given}))
        entry = {
            "kinds": list(kinds),
            "since": start.isoformat(),
            "until": calendar.local(as_of).isoformat(),
            "units": None,
        }
        speaks_from = calendar.day(start) if kinds and start < close else None
        return Settled((_Reach(kinds, (start, close)),), (entry,), {}, ((),), unread, speaks_from)
    if isinstance(covers, str):
        raise error(DataError, "coverage.covers", value=covers)
    stated = covers if isinstance(covers, Coverage) else Coverage(covers)
    problems = stated.faults(vocabulary)
    if problems:
        raise _refused(problems)
    days = _Days(calendar, close)
    reaches = tuple(
        _Reach(
            entry.kinds,
            (days.start(entry.since), days.end(entry.until)),
            None if entry.units is None else frozenset(entry.units),
        )
        for entry in stated.entries
    )
    groups: dict[str, int] = {}
    histories: dict[History, int] = {(): 0}
    if any(reach.units is not None for reach in reaches):
        for staff in roster.staff:
            rows = tuple(
                (row.unit, (days.start(row.since), days.end(row.until))) for row in roster.rows(staff)
            )
            groups[staff] = histories.setdefault(rows, len(histories))
    since = [
        entry.since for entry, reach in zip(stated.entries, reaches, strict=True) if _nonempty(reach.span)
    ]
    return Settled(
        reaches,
        tuple(entry.to_data() for entry in stated.entries),
        groups,
        tuple(histories),
        unread,
        min(since, default=None),
    )


class _Days:
    """Dates turned into the instants at which they begin and end, no end later than ``close``."""

    def __init__(self, calendar: Calendar, close: datetime) -> None:
        self.close = close
        self._opens = functools.cache(calendar.start_of)
        # Whatever the zones, a day is over everywhere two days later: no later date need be turned into an instant.
        self._far = min(close.date(), date.max - timedelta(days=4)) + timedelta(days=3)

    def start(self, day: date | None) -> datetime:
        """Return the day's first instant; None = since ever."""
        if day is None or day.toordinal() <= 2:
            return _EVER
        return fixed(self._opens(min(day, self._far)))

    def end(self, day: date | None) -> datetime:
        """Return the first instant after the day; None = still."""
        if day is None or day >= self._far:
            return self.close
        return min(self.close, fixed(self._opens(day + timedelta(days=1))))


_EVER = fixed(datetime.fromisoformat("0001-01-02T00:00:00+00:00"))


def _nonempty(span: Span) -> bool:
    return span[0] < span[1]


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end in sorted(filter(_nonempty, spans)):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def _refused(problems: list[Problem]) -> DataError:
    fields = ", ".join(dict.fromkeys(found.field or "–" for found in problems))
    first = error(DataError, "coverage.refused", count=len(problems), fields=fields)
    return DataError(first.code, first.message, first.remedy, first.parts, problems)
