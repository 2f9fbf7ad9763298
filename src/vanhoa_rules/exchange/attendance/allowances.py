"""0 · Before the facts: hours agreed for one person — an hour for a nursing mother, a later start — from a day to a day."""

from collections.abc import Iterable
from datetime import date, time

from attrs import field, frozen

from vanhoa_rules.calendars import ShiftEntry
from vanhoa_rules.errors import UsageError
from vanhoa_rules.words import error

Hours = tuple[tuple[time, time], ...]


def _hours(value: Iterable[tuple[str | time, str | time]] | None) -> Hours | None:
    return None if value is None else ShiftEntry(value).hours


@frozen
class Allowance:
    """What one person is allowed from ``since`` to ``until`` (both count): minutes of duty, or hours of their own.

    ``late``: minutes at the beginning, ``early``: at the end, ``shared``: at either or split, as for a woman who nurses a
    child under 12 months (an hour that counts as working time: NĐ 145/2020, Art. 58(4)). ``hours`` replaces the shift on
    the days of duty. ``weekdays`` count from Monday = 0; none = every day. ``source`` says who decided it.
    """

    staff: str
    since: date
    until: date | None = None
    late: int = field(default=0, kw_only=True)
    early: int = field(default=0, kw_only=True)
    shared: int = field(default=0, kw_only=True)
    hours: Hours | None = field(default=None, converter=_hours, kw_only=True)
    weekdays: tuple[int, ...] = field(default=(), kw_only=True)
    source: str = field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        if min(self.late, self.early, self.shared) < 0 or (
            self.until is not None and self.until < self.since
        ):
            raise error(
                UsageError, "allowance.range", since=self.since.isoformat(), until=str(self.until or "–")
            )

    def holds(self, day: date) -> bool:
        """Return whether the allowance is in force on a day."""
        if day < self.since or (self.until is not None and day > self.until):
            return False
        return not self.weekdays or day.weekday() in self.weekdays
