"""0 · Before the facts: what a cell of an agency's sheet says of a time of day, of a date or of both.

Devices and people write ``7h30``, ``16g45``, ``24:00``, 0.3125 (a spreadsheet's part of a day), 46248 (its count of days)
and ``14/08/2026``, often in one column. Each is read exactly; what could mean two things is a ``Fault``, never a guess.
The day stands before the month, as it does in Vietnam.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from vanhoa_rules.exchange.values import Fault
from vanhoa_rules.exchange.vietnamese import normal_form

BLANKS: Final = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "–", "—", "--:--", "..."})
"""What a cell says that says nothing, in normal form."""

EPOCH: Final = date(1899, 12, 30)
DAY: Final = timedelta(days=1)

_CLOCK: Final = re.compile(
    r"([0-9]{1,2})\s*(?::|h|g|giờ)\s*(?:([0-9]{1,2})\s*(?:phút|ph|p|')?(?:\s*:\s*([0-9]{2})(?:\.[0-9]+)?)?)?\s*(sa|ch|am|pm)?"
)
_NUMBER: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{2,4})")
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})([/-])([0-9]{1,2})\2([0-9]{1,2})")
_PACKED: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})([0-9]{2})?)?")
_OFFSET: Final = re.compile(r"\s*(?:z|[+-][0-9]{2}:?[0-9]{2})$")
_AFTERNOON: Final = frozenset({"ch", "pm"})
_FIRST_SERIAL, _LAST_SERIAL = 18264, 73051  # 1950-01-01 .. 2100-01-01
_SECONDS: Final = 86400


def is_blank(raw: Any) -> bool:
    """Return whether a cell says nothing."""
    return raw is None or (isinstance(raw, str) and raw.strip().casefold() in BLANKS)


def clock(raw: Any) -> timedelta | Fault:
    """Return a time of day as the span since 00:00, at most 24:00; fractions of a second are dropped."""
    match raw:
        case bool():
            return Fault("clock.unclear")
        case datetime():
            return Fault("clock.has_date")
        case time():
            return timedelta(hours=raw.hour, minutes=raw.minute, seconds=raw.second)
        case timedelta():
            whole = timedelta(seconds=raw // timedelta(seconds=1))
            return whole if timedelta() <= raw <= DAY else Fault("clock.range")
        case int() | Decimal():
            return _part_of_day(Decimal(raw))
        case str():
            return _written_clock(normal_form(raw))
        case _:
            return Fault("clock.unclear")


def _written_clock(text: str) -> timedelta | Fault:
    if _NUMBER.fullmatch(text):
        return _part_of_day(Decimal(text.replace(",", ".")))
    found = _CLOCK.fullmatch(text)
    if not found:
        return Fault("clock.unclear")
    hour, minute, second, half = found.groups()
    hours, minutes, seconds = int(hour), int(minute or 0), int(second or 0)
    if half:
        if not 1 <= hours <= 12:
            return Fault("clock.range")
        hours = hours % 12 + (12 if half in _AFTERNOON else 0)
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return span if span <= DAY and minutes < 60 and seconds < 60 else Fault("clock.range")


def _part_of_day(number: Decimal) -> timedelta | Fault:
    """Return a spreadsheet's part of a day; 1 alone is 24:00, a bare whole number is no time of day."""
    if 0 < number < 1 or (number == 1 and number.as_tuple().exponent != 0):
        return timedelta(seconds=int((number * _SECONDS).to_integral_value()))
    if _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return Fault("clock.has_date")
    return Fault("clock.unclear")


def day(raw: Any) -> date | Fault:
    """Return a date: a date cell, ``14/08/2026``, ``2026-08-14``, ``20260814`` or a spreadsheet's count of days."""
    match raw:
        case bool():
            return Fault("day.unclear")
        case datetime():
            return raw.date() if raw.time() == time.min else Fault("day.has_clock")
        case date():
            return raw
        case int() | Decimal():
            return _serial(Decimal(raw))
        case str():
            return _written_day(raw.strip())
        case _:
            return Fault("day.unclear")


def _written_day(text: str) -> date | Fault:
    if found := _DAY_FIRST.fullmatch(text):
        number, _, month, year = found.groups()
        if len(year) != 4:
            return Fault("day.short_year")
        if int(month) > 12 >= int(number):
            return Fault("day.month_first")
        return _date(int(year), int(month), int(number))
    if found := _YEAR_FIRST.fullmatch(text):
        year, _, month, number = found.groups()
        return _date(int(year), int(month), int(number))
    if _NUMBER.fullmatch(text):
        found = _PACKED.fullmatch(text)
        if found and found[4] is None:
            return _date(int(found[1]), int(found[2]), int(found[3]))
        return _serial(Decimal(text.replace(",", ".")))
    return Fault("day.unclear")


def _serial(number: Decimal) -> date | Fault:
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return Fault("day.unclear")
    return EPOCH + timedelta(days=int(number)) if number == int(number) else Fault("day.has_clock")


def _date(year: int, month: int, number: int) -> date | Fault:
    try:
        return date(year, month, number)
    except ValueError:
        return Fault("value.no_such_time")


def moment(raw: Any, zone: ZoneInfo) -> datetime | Fault:
    """Return a date and time as the clocks of the zone show it, without an offset.

    ``24:00`` is the 00:00 that ends the day. A time with an offset is brought to the zone.
    """
    match raw:
        case bool():
            return Fault("moment.unclear")
        case datetime():
            return _local(raw, zone)
        case date():
            return Fault("value.needs_time")
        case int() | Decimal():
            return _serial_moment(Decimal(raw))
        case str():
            return _written_moment(raw.strip(), zone)
        case _:
            return Fault("moment.unclear")


def _local(when: datetime, zone: ZoneInfo) -> datetime:
    when = when.astimezone(zone) if when.tzinfo else when
    return when.replace(tzinfo=None, microsecond=0, fold=0)


def _written_moment(text: str, zone: ZoneInfo) -> datetime | Fault:
    if len(text) == 19 and text[4] == "-":  # what devices write, read fast
        try:
            return _local(datetime.fromisoformat(text), zone)
        except ValueError:
            return Fault("value.no_such_time")
    if text.isdigit() and len(text) in {12, 14} and (found := _PACKED.fullmatch(text)):
        return _joined(
            _date(*map(int, found.group(1, 2, 3))),
            _written_clock(":".join(filter(None, found.group(4, 5, 6)))),
        )
    if _NUMBER.fullmatch(text):
        bare = len(text) == 8 and isinstance(_written_day(text), date)
        return Fault("value.needs_time") if bare else _serial_moment(Decimal(text.replace(",", ".")))
    if _OFFSET.search(text.casefold()) and (":" in text):
        try:
            return _local(datetime.fromisoformat(text), zone)
        except ValueError:
            return Fault("moment.unclear")
    head, _, tail = text.replace("T", " ", 1).partition(" ")
    if not tail:
        return Fault("value.needs_time") if isinstance(_written_day(head), date) else Fault("moment.unclear")
    first, second = (head, tail.strip()) if ("/" in head or "-" in head) else _swapped(text)
    return _joined(_written_day(first), _written_clock(normal_form(second)))


def _swapped(text: str) -> tuple[str, str]:
    """Return day and clock of a text in which the clock stands first: ``7h30 14/08/2026``."""
    head, _, tail = text.rpartition(" ")
    return tail, head


def _joined(of: date | Fault, span: timedelta | Fault) -> datetime | Fault:
    if isinstance(of, Fault):
        return of
    if isinstance(span, Fault):
        return span
    try:
        return datetime.combine(of, time.min) + span
    except OverflowError:
        return Fault("value.years")


def _serial_moment(number: Decimal) -> datetime | Fault:
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return Fault("moment.unclear")
    whole = int(number)
    if number == whole and number.as_tuple().exponent == 0:
        return Fault("value.needs_time")
    seconds = int(((number - whole) * _SECONDS).to_integral_value())
    return datetime.combine(EPOCH + timedelta(days=whole), time.min) + timedelta(seconds=seconds)
