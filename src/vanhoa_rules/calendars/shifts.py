"""Before the facts: the hours of a working day, dated, by season and by unit; there is no default."""

from collections.abc import Iterable
from datetime import date, time
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Self

from attrs import field, frozen

from vanhoa_rules.calendars.periods import read_date
from vanhoa_rules.errors import UsageError
from vanhoa_rules.words import error, near

Shifts = tuple[tuple[time, time], ...]

_FRIDAY = 4
_LEAP = 2000  # a year that has every date


def _clock(value: "str | time") -> time:
    try:
        clock = time.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise error(UsageError, "shift.clock", value=repr(value)) from None
    if clock.tzinfo is not None:
        raise error(UsageError, "shift.clock", value=repr(value))
    return clock


def _shifts(value: "Iterable[tuple[str | time, str | time]]") -> Shifts:
    try:
        return tuple((_clock(begin), _clock(end)) for begin, end in value)
    except (TypeError, ValueError):
        raise error(UsageError, "shift.pair", value=repr(value)) from None


def _day(value: "str | date | None") -> date | None:
    try:
        return read_date(value) if isinstance(value, str) else value
    except ValueError:
        raise error(UsageError, "shift.date", value=repr(value)) from None


def _season(value: "Iterable[str] | None") -> tuple[str, str] | None:
    if value is None:
        return None
    try:
        begin, end = (f"{read_date(f'{_LEAP}-{text}'):%m-%d}" for text in value)
    except ValueError:
        raise error(UsageError, "shift.season", value=repr(value)) from None
    return begin, end


def _weekdays(value: Iterable[int]) -> tuple[int, ...]:
    numbers = tuple(value)
    if not numbers or not set(numbers) <= set(range(7)):
        raise error(UsageError, "shift.weekdays", value=repr(numbers))
    return numbers


@frozen
class ShiftEntry:
    """The hours of some weekdays: from ``since`` to ``until`` (both count), in a ``season``, for one unit or for all.

    ``hours`` are pairs of clock times in order, ``"07:30"`` or ``time``; none means that no hours are worked. ``season``
    is a pair of ``"MM-DD"``, both count, the same every year; it may run over New Year. ``weekdays`` count from Monday = 0.
    """

    hours: Shifts = field(converter=_shifts)
    since: date | None = field(default=None, converter=_day, kw_only=True)
    until: date | None = field(default=None, converter=_day, kw_only=True)
    season: tuple[str, str] | None = field(default=None, converter=_season, kw_only=True)
    unit: str | None = field(default=None, kw_only=True)
    weekdays: tuple[int, ...] = field(default=(0, 1, 2, 3, 4), converter=_weekdays, kw_only=True)
    source: str = field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        clocks = [clock for shift in self.hours for clock in shift]
        if any(later <= earlier for earlier, later in self.hours) or any(
            later < earlier for earlier, later in pairwise(clocks)
        ):
            raise error(
                UsageError,
                "shift.order",
                value=", ".join(f"{begin:%H:%M}–{end:%H:%M}" for begin, end in self.hours),
            )
        if self.since and self.until and self.until < self.since:
            raise error(UsageError, "shift.dates", since=self.since.isoformat(), until=self.until.isoformat())

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """How closely the entry says when it holds: a unit before all units, a season before all year, dates before always."""
        return (
            self.unit is not None,
            self.season is not None,
            self.since is not None or self.until is not None,
        )

    def holds(self, day: date) -> bool:
        """Return whether dates and season hold on a day, whatever its weekday."""
        if (self.since and day < self.since) or (self.until and day > self.until):
            return False
        return self.season is None or any(
            begin <= f"{day:%m-%d}" <= end for begin, end in _stretches(self.season)
        )


def _entries(value: Iterable[ShiftEntry]) -> tuple[ShiftEntry, ...]:
    return tuple(value)


@frozen(cache_hash=True)
class ShiftTable:
    """The hours of work by date and unit; the entry that says most closely when it holds wins.

    An entry for a unit goes before one for all units, then one with a season before one without, then a dated one
    before an undated one. Two entries of equal standing that hold on one day are a ``UsageError``.
    """

    entries: tuple[ShiftEntry, ...] = field(converter=_entries)

    def __attrs_post_init__(self) -> None:
        for a, b in combinations(self.entries, 2):
            day = _clash(a, b)
            if day:
                raise error(UsageError, "shift.overlap", day=day.isoformat(), unit=a.unit or "–")

    def hours(self, day: date, unit: str | None = None) -> Shifts | None:
        """Return the hours of a working day for a unit, None where no entry holds.

        A make-up day on a Saturday or Sunday has the hours of a Friday, unless an entry names that weekday itself.
        """
        return _hours(self, day, unit)

    @classmethod
    def example(cls, name: str) -> Self:
        """Return the hours of ``nghe-an`` or ``hai-duong`` as an example, second-hand: check the province's own decision."""
        if name not in EXAMPLES:
            raise error(UsageError, "shift.example", name=name, near=near(name, EXAMPLES))
        return cls(
            ShiftEntry(hours, season=season, source=source) for hours, season, source in EXAMPLES[name]
        )


@lru_cache(maxsize=1 << 14)
def _hours(table: ShiftTable, day: date, unit: str | None) -> Shifts | None:
    own = day.weekday()
    usual = min(own, _FRIDAY)
    found = [
        (entry.unit is not None, own in entry.weekdays, entry.rank, entry.hours)
        for entry in table.entries
        if entry.unit in {None, unit} and {own, usual} & set(entry.weekdays) and entry.holds(day)
    ]
    return max(found)[-1] if found else None


def _clash(a: ShiftEntry, b: ShiftEntry) -> date | None:
    """Return a day on which both entries hold; eight years are enough to try every date on a common weekday."""
    weekdays = set(a.weekdays) & set(b.weekdays)
    if a.rank != b.rank or a.unit != b.unit or not weekdays:
        return None
    if (
        a.season
        and b.season
        and not any(max(x, y) <= min(z, w) for x, z in _stretches(a.season) for y, w in _stretches(b.season))
    ):
        return None
    until = min((entry.until.toordinal() for entry in (a, b) if entry.until), default=date.max.toordinal())
    start = max((entry.since.toordinal() for entry in (a, b) if entry.since), default=max(1, until - _ENOUGH))
    days = map(date.fromordinal, range(start, min(until, start + _ENOUGH) + 1))
    return next((day for day in days if day.weekday() in weekdays and a.holds(day) and b.holds(day)), None)


def _stretches(season: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    begin, end = season
    return ((begin, end),) if begin <= end else (("01-01", end), (begin, "12-31"))


_ENOUGH = 366 * 8

_SECOND_HAND = "Dẫn lại (second-hand) từ báo chí, chưa đối chiếu với quyết định của tỉnh"

EXAMPLES: dict[str, tuple[tuple[tuple[tuple[str, str], ...], tuple[str, str], str], ...]] = {
    "nghe-an": (
        (
            (("07:00", "11:30"), ("13:30", "17:00")),
            ("04-16", "10-15"),
            f"Nghệ An, giờ mùa hè. {_SECOND_HAND}",
        ),
        (
            (("07:30", "12:00"), ("13:30", "17:00")),
            ("10-16", "04-15"),
            f"Nghệ An, giờ mùa đông. {_SECOND_HAND}",
        ),
    ),
    "hai-duong": (
        (
            (("07:00", "11:30"), ("13:30", "17:00")),
            ("04-01", "10-31"),
            f"Hải Dương, giờ mùa hè. {_SECOND_HAND}",
        ),
        (
            (("07:30", "12:00"), ("13:00", "16:30")),
            ("11-01", "03-31"),
            f"Hải Dương, giờ mùa đông. {_SECOND_HAND}",
        ),
    ),
}
