"""3 · The roster in columns: which row holds on a day, whom a rule binds, and when."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from attrs import define, field

from vanhoa_rules.calendars import Calendar, Period
from vanhoa_rules.engines.columnar.arrays import Bools, Ints, bisect, count, ints, np
from vanhoa_rules.engines.columnar.columns import Column, Pools, micros, of_values
from vanhoa_rules.facts import PERSON_FIELDS, Person, Roster

SINCE_EVER = date.min.toordinal() - 1
STILL = date.max.toordinal() + 1
NIGHT = timedelta(days=1)


@define(eq=False)
class People:
    """The roster rows of all people of a table, in the table's order of people, those of one by ``since``.

    People of the roster who are not among ``ids`` are left out.
    """

    roster: Roster
    ids: tuple[str, ...]
    rows: list[Person] = field(init=False)
    owner: Ints = field(init=False)
    since: Ints = field(init=False)
    until: Ints = field(init=False)
    first: Ints = field(init=False)
    place: dict[str, int] = field(init=False)
    in_roster_order: Ints = field(init=False)
    _columns: dict[str, Column] = field(init=False, factory=dict[str, Column])

    def __attrs_post_init__(self) -> None:
        self.place = {staff: place for place, staff in enumerate(self.ids)}
        rows = [row for row in self.roster.people if row.id in self.place]
        n = len(rows)
        owner = np.fromiter((self.place[row.id] for row in rows), dtype=np.int64, count=n)
        since = np.fromiter((_ordinal(row.since, SINCE_EVER) for row in rows), dtype=np.int64, count=n)
        until = np.fromiter((_ordinal(row.until, STILL) for row in rows), dtype=np.int64, count=n)
        first = np.zeros(n, dtype=np.bool_)
        first[np.unique(owner, return_index=True)[1]] = True
        self.in_roster_order = owner[first]
        order = np.lexsort((since, owner))
        self.rows = [rows[place] for place in order.tolist()]
        self.owner, self.since, self.until = owner[order], since[order], until[order]
        self.first = np.searchsorted(self.owner, count(len(self.ids) + 1)).astype(np.int64)

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def listed(self) -> Bools:
        """Who has a row of the roster."""
        return self.first[1:] > self.first[:-1]

    @cached_property
    def lasting(self) -> bool:
        """Whether everyone has at most one row, and that without dates."""
        return bool(
            ((self.first[1:] - self.first[:-1]) <= 1).all()
            and (self.since == SINCE_EVER).all()
            and (self.until == STILL).all()
        )

    @cached_property
    def everlasting(self) -> int | None:
        """Someone whose days in the roster have no bounds, or who is not in it; None where there is nobody."""
        open_ = self.owner[(self.since == SINCE_EVER) & (self.until == STILL)]
        if len(open_):
            return int(open_[0])
        strangers = np.flatnonzero(~self.listed)
        return int(strangers[0]) if len(strangers) else None

    @cached_property
    def leader(self) -> Ints:
        """Whom each row reports to, as a place among the people; -1 for none of them."""
        places = (-1 if row.reports_to is None else self.place.get(row.reports_to, -1) for row in self.rows)
        return np.fromiter(places, dtype=np.int64, count=len(self.rows))

    def column(self, name: str) -> Column:
        """Return a field of the rows as a column."""
        if name not in self._columns:
            pools = Pools()
            found = of_values(PERSON_FIELDS[name], [getattr(row, name) for row in self.rows], pools)
            self._columns[name] = Column(
                found.type,
                found.values,
                found.null,
                found.scale,
                pools.pool(name) if found.type == "str" else None,
            )
        return self._columns[name]

    def row_at(self, staff: Ints, days: Callable[[], Ints]) -> Ints:
        """Return the row of each person in force on a day, -1 where there is none; days are asked only where they count."""
        start = self.first[staff]
        some = start < self.first[staff + 1]
        if self.lasting:
            return np.where(some, start, -1)
        day = days()
        found = bisect(self.since, start, self.first[staff + 1], day, right=True) - 1
        held = (found >= start) & (self.until[np.maximum(found, 0)] >= day) if len(self.until) else some
        return np.where(held, found, -1)

    @cached_property
    def anyone(self) -> "Bound":
        """The days on which any row holds."""
        return self.bound(None)

    def bound(self, keep: Bools | None) -> "Bound":
        """Return the days on which a row among those kept holds, as runs of days."""
        kept = np.flatnonzero(keep) if keep is not None else count(len(self.owner))
        owner, since, until = self.owner[kept], self.since[kept], self.until[kept]
        if len(kept):
            fresh = np.ones(len(kept), dtype=np.bool_)
            fresh[1:] = (owner[1:] != owner[:-1]) | (since[1:] != until[:-1] + 1)
            begin = np.flatnonzero(fresh)
            last = np.append(begin[1:], len(kept)) - 1
            owner, since, until = owner[begin], since[begin], until[last]
        return Bound(owner, since, until, np.searchsorted(owner, count(len(self.ids) + 1)).astype(np.int64))


def _ordinal(day: date | None, default: int) -> int:
    return default if day is None else day.toordinal()


@define(eq=False)
class Bound:
    """Runs of days, person by person, on which a rule binds them."""

    owner: Ints
    since: Ints
    until: Ints
    first: Ints
    _spans: dict[Period, tuple[Ints, Ints, Ints]] = field(
        init=False, factory=dict[Period, tuple[Ints, Ints, Ints]]
    )

    @cached_property
    def everyone(self) -> Bools:
        """Whom the rule binds on every day there is."""
        found = np.zeros(len(self.first) - 1, dtype=np.bool_)
        found[self.owner[(self.since == SINCE_EVER) & (self.until == STILL)]] = True
        return found

    @cached_property
    def simple(self) -> bool:
        """Whether everyone is bound on every day or on none."""
        return int(self.everyone.sum()) == len(self.owner)

    def throughout(self, staff: Ints, low: Ints, high: Ints) -> Bools:
        """Return whether the rule binds each person on all days from one to another."""
        if self.simple:
            return self.everyone[staff]
        start = self.first[staff]
        found = bisect(self.since, start, self.first[staff + 1], low, right=True) - 1
        if not len(self.until):
            return np.zeros(len(staff), dtype=np.bool_)
        return (found >= start) & (self.until[np.maximum(found, 0)] >= high)

    def sometime(self, staff: Ints, low: Ints, high: Ints) -> Bools:
        """Return whether the rule binds each person on some day from one to another."""
        if self.simple:
            return self.everyone[staff]
        start = self.first[staff]
        found = bisect(self.since, start, self.first[staff + 1], high, right=True) - 1
        if not len(self.until):
            return np.zeros(len(staff), dtype=np.bool_)
        return (found >= start) & (self.until[np.maximum(found, 0)] >= low)

    def spans(self, period: Period, calendar: Calendar) -> tuple[Ints, Ints, Ints]:
        """Return the parts of the period in which the rule binds: who, the first instant, the first after it."""
        if period in self._spans:
            return self._spans[period]
        first, last = micros(period.start), micros(period.end)
        starts = _instants(self.since, first, calendar.start_of, calendar, period)
        ends = _instants(self.until, last, lambda day: calendar.start_of(day + NIGHT), calendar, period)
        starts, ends = np.maximum(starts, first), np.minimum(ends, last)
        kept = starts < ends
        self._spans[period] = self.owner[kept], starts[kept], ends[kept]
        return self._spans[period]


def _instants(
    days: Ints, opened: int, reckon: Callable[[date], Any], calendar: Calendar, period: Period
) -> Ints:
    """Return days as instants; days beyond the period's, which all become its edges, are not reckoned."""
    low, high = calendar.day(period.start).toordinal() - 2, calendar.day(period.end).toordinal() + 2
    unique, places = np.unique(days, return_inverse=True)
    table: Sequence[int] = [
        (
            micros(reckon(date.fromordinal(day)))
            if low <= day <= high
            else (-(1 << 60) if day < low else 1 << 60)
        )
        if SINCE_EVER < day < STILL
        else opened
        for day in unique.tolist()
    ]
    return ints(table)[places.reshape(-1)]
