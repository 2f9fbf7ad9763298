"""3 · Time in columns: days of the zone, deadlines and windows looking back, by one look-up a day."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from attrs import define, field

from vanhoa_rules.calendars import Calendar, Days, Duration, Hours, Months, Period, WorkingDays, Years
from vanhoa_rules.engines.columnar.arrays import Array, Bools, Ints, ints, np
from vanhoa_rules.engines.columnar.columns import EPOCH, FAR, TICK, micros
from vanhoa_rules.errors import CalendarError

DAY = 86_400_000_000
HOUR = 3_600_000_000
FIRST = EPOCH.date().toordinal()
END = micros(datetime(9999, 12, 30, tzinfo=UTC))
START = micros(datetime(1, 1, 3, tzinfo=UTC))
NEVER = -(1 << 60)
WRONG = -(1 << 61)  # marks what the calendar refuses; the reference engine says why


@define(eq=False)
class Clock:
    """One calendar over arrays of instants."""

    calendar: Calendar
    as_of: datetime
    _known: tuple[int, int] | None = None
    _turns: Ints = field(init=False)
    _offsets: Ints = field(init=False)
    _tables: dict[object, dict[int, int]] = field(init=False, factory=dict[object, dict[int, int]])

    def __attrs_post_init__(self) -> None:
        self._turns, self._offsets = ints([]), ints([0])

    def day(self, at: Array) -> Ints:
        """Return the dates of instants in the zone, as ordinals."""
        if not at.size:
            return ints(at)
        low, high = int(at.min()), int(at.max())
        if low < START or high > END:
            within = at[(at >= START) & (at <= END)]
            low, high = (int(within.min()), int(within.max())) if within.size else (0, 0)
        self._learn(low, high)
        if len(self._offsets) == 1:
            return ints((at + self._offsets[0]) // DAY + FIRST)
        offset = self._offsets[np.searchsorted(self._turns, at, side="right")]
        return ints((at + offset) // DAY + FIRST)

    def day_of(self, at: int) -> int:
        """Return the date of one instant, as an ordinal."""
        return self.calendar.day(EPOCH + at * TICK).toordinal()

    def _learn(self, low: int, high: int) -> None:
        low, high = max(low, START), min(high, END)
        if low > high or (self._known and self._known[0] <= low and high <= self._known[1]):
            return
        low, high = min(low, (self._known or (low, 0))[0]), max(high, (self._known or (0, high))[1])
        first, last = max(low - 400 * DAY, START), min(high + 800 * DAY, END)
        turns: list[int] = []
        at, offset = first, self._offset(first)
        offsets = [offset]
        while at < last:
            ahead = min(at + DAY, last)
            other = self._offset(ahead)
            if other != offset:
                a, b = at, ahead
                while b - a > 1:
                    mid = (a + b) // 2
                    a, b = (mid, b) if self._offset(mid) == offset else (a, mid)
                turns.append(b)
                offsets.append(other)
                offset = other
            at = ahead
        self._turns, self._offsets, self._known = ints(turns), ints(offsets), (first, last)

    def _offset(self, at: int) -> int:
        offset = self.calendar.local(EPOCH + at * TICK).utcoffset() or timedelta()
        return offset // TICK

    # --- looked up by the day -------------------------------------------------------------------------------------

    def _by_day(self, name: object, days: Ints, reckon: Callable[[date], datetime]) -> Ints:
        """Return what a function of the day says, each day asked once; FAR beyond the calendar, WRONG for an error."""
        table = self._tables.setdefault(name, {})
        if not len(days):
            return days
        low, high = int(days.min()), int(days.max())
        dense = high - low < 4 * len(days) + 4096
        seen = np.flatnonzero(np.bincount(days - low)) + low if dense else np.unique(days)
        for day in seen.tolist():
            if day not in table:
                table[day] = self._reckoned(reckon, date.fromordinal(day))
        found = ints([table[day] for day in seen.tolist()])
        if not dense:
            return found[np.searchsorted(seen, days)]
        by_day = np.zeros(high - low + 1, dtype=np.int64)
        by_day[seen - low] = found
        return by_day[days - low]

    def _reckoned(self, reckon: Callable[[date], datetime], day: date) -> int:
        try:
            return micros(reckon(day))
        except CalendarError as outside:
            late = outside.beyond and self.calendar.day(self.as_of) <= self.calendar.last
            return FAR if late else WRONG

    def deadline(self, at: Ints, limit: Duration) -> Ints:
        """Return the last instants in time of duties that arose at some instants."""
        if isinstance(limit, Hours):
            return self._moved(at, limit.n)
        calendar = self.calendar
        return self._by_day(
            ("deadline", limit), self.day(at), lambda day: calendar.deadline(calendar.start_of(day), limit)
        )

    def before(self, due: Ints, limit: Duration) -> Ints:
        """Return the last instants in time of what is due a duration before written instants."""
        if isinstance(limit, Hours):
            return self._moved(due, -limit.n)
        calendar = self.calendar
        found = self._by_day(
            ("before", limit), self.day(due), lambda day: calendar.before(calendar.end_of_day(day), limit)
        )
        return np.minimum(found, due)

    def back(self, at: Ints, limit: Duration) -> Ints:
        """Return the first instants of windows that look back."""
        if isinstance(limit, Hours):
            return self._strict(self._moved(at, -limit.n))
        if isinstance(limit, Days | WorkingDays | Months | Years) and limit.n == 0:
            return at
        calendar = self.calendar
        return self._strict(
            self._by_day(
                ("back", limit), self.day(at), lambda day: calendar.back(calendar.start_of(day), limit)
            )
        )

    def earliest(self, at: Ints, limit: Duration) -> Ints:
        """Return the first instants whose deadline is not before some instants."""
        if isinstance(limit, Hours):
            return self._strict(self._moved(at, -limit.n))
        calendar = self.calendar
        return self._strict(
            self._by_day(
                ("earliest", limit),
                self.day(at),
                lambda day: calendar.earliest(calendar.start_of(day), limit),
            )
        )

    def _moved(self, at: Ints, hours: int) -> Ints:
        if abs(hours) > 10_000 * 8784:
            return np.full(len(at), WRONG, dtype=np.int64)
        found = at + hours * HOUR
        return np.where((found > END) | (found < START), WRONG, found)

    @staticmethod
    def _strict(found: Ints) -> Ints:
        return np.where(found == FAR, WRONG, found)

    def windows(self, windows: tuple[Period, ...]) -> tuple[Ints, Ints]:
        """Return the first instants of windows and the first after them."""
        return ints([micros(w.start) for w in windows]), ints([micros(w.end) for w in windows])


def wrong(*found: Array) -> Bools:
    """Return where the calendar refused any of the instants."""
    bad: Bools = np.logical_or.reduce([one == WRONG for one in found])
    return bad
