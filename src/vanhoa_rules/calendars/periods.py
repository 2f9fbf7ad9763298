"""Before the facts: instants and spans of time, read from text and placed in a zone.

Every instant that leaves this package carries a fixed offset. Two instants of one IANA zone compare by the clock on
the wall, which is wrong in the hour that a change of clocks repeats; fixed offsets always compare by time.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache, lru_cache
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import field, frozen

from vanhoa_rules.errors import UsageError
from vanhoa_rules.words import error

ZONE = "Asia/Ho_Chi_Minh"
TICK = timedelta(microseconds=1)

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]+))?)?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_SHORT = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?"
)
_PARTS = {"half": 6, "quarter": 3, "month": 1}  # months in each


@cache
def zone_of(zone: str) -> ZoneInfo:
    """Return the IANA zone of that name; an unknown name is a ``UsageError``."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise error(UsageError, "calendar.zone", zone=zone) from None


def fixed(at: datetime) -> datetime:
    """Return the same instant and wall time with a fixed offset; a naive one is a ``UsageError``."""
    if type(at.tzinfo) is timezone:
        return at
    offset = at.utcoffset()
    if offset is None:
        raise error(UsageError, "instant.naive", value=at.isoformat())
    return at.replace(tzinfo=_offset(offset), fold=0)


def local(at: datetime, zone: str) -> datetime:
    """Return the instant as the clocks of the zone show it."""
    return fixed(fixed(at).astimezone(zone_of(zone)))


@lru_cache(maxsize=1 << 14)
def place(day: date, clock: time, zone: str) -> datetime:
    """Return the instant at which the zone's clocks first show this; a time that they skip is as much later."""
    return local(datetime.combine(day, clock, tzinfo=zone_of(zone)).astimezone(UTC), zone)


@lru_cache(maxsize=1 << 14)
def close(day: date, zone: str) -> datetime:
    """Return the last instant of a day; ``OverflowError`` on the last date there is."""
    return local(place(day + timedelta(days=1), time.min, zone) - TICK, zone)


def instant(value: "str | date | datetime", zone: str | None = None) -> datetime:
    """Return an instant read from ISO 8601 text, a date or a datetime.

    A bare date is its 00:00 in ``zone``. What has no offset is read in ``zone``, and refused where that is None; so is
    a fraction finer than a microsecond. ``UsageError`` in each case.
    """
    if isinstance(value, str):
        value = _read(value)
    if not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    if value.tzinfo is not None:
        return fixed(value) if zone is None else local(value, zone)
    if zone is None:
        raise error(UsageError, "instant.naive", value=value.isoformat())
    return local(value.replace(tzinfo=zone_of(zone)).astimezone(UTC), zone)


def read_date(text: str) -> date:
    """Return the date written as ``YYYY-MM-DD``; any other form of ISO 8601 is a ``ValueError``."""
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _read(text: str) -> date | datetime:
    written = text.strip()
    parts = _INSTANT.fullmatch(written)
    try:
        if not parts:
            return read_date(written)
        day, clock, second, fraction, offset = parts.groups(default="")
        if fraction[6:].strip("0"):
            raise error(UsageError, "instant.fine", value=text[:80])
        return datetime.fromisoformat(f"{day}T{clock}:{second or '00'}.{fraction[:6].ljust(6, '0')}{offset}")
    except ValueError:
        raise error(UsageError, "instant.unreadable", value=text[:80]) from None


@cache
def _offset(delta: timedelta) -> timezone:
    return timezone(delta)


def _aware(value: Any) -> datetime:
    return fixed(value)


@frozen
class Period:
    """A span of time ``[start, end)`` between two instants with an offset; equal when both instants are equal.

    ``UsageError`` where the end is not after the start.
    """

    start: datetime = field(converter=_aware)
    end: datetime = field(converter=_aware)

    def __attrs_post_init__(self) -> None:
        if self.end <= self.start:
            raise error(UsageError, "period.empty", start=self.start.isoformat(), end=self.end.isoformat())

    def __str__(self) -> str:
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    def __repr__(self) -> str:
        return f"Period.parse('{self}')"

    @classmethod
    def parse(cls, text: str, zone: str = ZONE) -> Self:
        """Return the period written as ``2026``, ``2026-H1``, ``2026-Q1``, ``2026-03`` or ``A..B`` (B excluded).

        A and B are dates or instants; what has no offset is read in ``zone``. ``UsageError`` for any other form.
        """
        first, dots, second = text.partition("..")
        if dots:
            return cls(instant(first, zone), instant(second, zone))
        short = _SHORT.fullmatch(text.strip())
        if not short or not date.min.year <= int(short["year"]) < date.max.year:
            raise error(UsageError, "period.unknown", value=text[:80])
        part, length = next(
            ((int(short[name]), size) for name, size in _PARTS.items() if short[name]), (1, 12)
        )
        begin = date(int(short["year"]), part * length - length + 1, 1)
        end = date(begin.year + (begin.month + length > 12), (begin.month + length - 1) % 12 + 1, 1)
        return cls(place(begin, time.min, zone), place(end, time.min, zone))

    def contains(self, at: datetime) -> bool:
        """Return whether an instant lies in the period."""
        return self.start <= at < self.end
