"""0 · Before the facts: one raw value into the value a field may hold, exactly or not at all."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from attrs import field, frozen

from vanhoa_rules.exchange.raw import strange
from vanhoa_rules.facts.base import FieldSpec

IDS = frozenset(
    {"id", "staff", "case", "source", "retracts", "kind", "reports_to", "overseen_by", "unit", "body"}
)
"""Fields that name something: no spaces around, nothing invisible inside."""

_TRUE, _FALSE = frozenset({"true", "1", "yes", "có"}), frozenset({"false", "0", "no", "không"})
_INT = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_COMMA = re.compile(r"[+-]?[0-9.]+,[0-9]+")
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity)", re.IGNORECASE)
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY_FIRST = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}(?:[ T].*)?")
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]+))?)?(?:([Zz])|([+-])([0-9]{2})(?::?([0-9]{2}))?)?"
)
_DIGITS, WHOLE = 40, 10**15
_FIRST, _LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, 23, 59, 59, 999999, tzinfo=UTC)


@frozen
class Fault:
    """What is wrong with a value: the code of the sentence and its parts."""

    code: str
    parts: dict[str, Any] = field(factory=dict[str, Any])


def convert(spec: FieldSpec, raw: Any, *, text: bool = False, zone: ZoneInfo | None = None) -> Any:
    """Return the value of a field, or a ``Fault``; ``text`` = the raw value comes from a cell of text (CSV).

    Text is brought to NFC, ids too; nothing else is changed: no number becomes text, no text a number (except cells),
    no float is read. An instant needs its offset, or a ``zone`` in which its local time exists exactly once.
    """
    if raw is None:
        return None
    if isinstance(raw, float):
        return Fault("value.float")
    if isinstance(raw, Decimal) and not raw.is_finite():
        return Fault("value.not_finite")
    match spec.type:
        case "str":
            return _text(raw, spec.name)
        case "bool":
            return _bool(raw, text=text)
        case "int":
            return _int(raw, text=text)
        case "decimal":
            return _decimal(raw)
        case "instant":
            return _instant(raw, zone)
        case _:
            return _day(raw)


def normal(text: str) -> str:
    """Return text in NFC, as plain ``str``."""
    if type(text) is str and text.isascii():
        return text
    return unicodedata.normalize("NFC", str(text))


def _text(raw: Any, name: str) -> Any:
    if isinstance(raw, int | Decimal) and not isinstance(raw, bool):
        return Fault("value.number_for_text")
    if not isinstance(raw, str):
        return Fault("fact.type", {"expected": "str"})
    text = normal(raw)
    if strange(text, strict=name in IDS):
        return Fault("value.control")
    if name in IDS and text != text.strip():
        return Fault("value.spaces")
    if name in IDS and not text:
        return Fault("fact.empty")
    return text


def _bool(raw: Any, *, text: bool) -> Any:
    if isinstance(raw, bool):
        return raw
    if not isinstance(raw, str):
        return Fault("fact.type", {"expected": "bool"})
    word = normal(raw).lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE if text else Fault("value.text_for_bool")
    return Fault("value.bool") if text else Fault("fact.type", {"expected": "bool"})


def _int(raw: Any, *, text: bool) -> Any:
    if isinstance(raw, bool):
        return Fault("fact.type", {"expected": "int"})
    if isinstance(raw, Decimal):
        return Fault("value.too_big") if raw.as_tuple().exponent == 0 else Fault("value.fraction")
    if isinstance(raw, str):
        if _NOT_FINITE.fullmatch(raw):
            return Fault("value.not_finite")
        if not _INT.fullmatch(raw):
            return (
                Fault("value.fraction")
                if _DECIMAL.fullmatch(raw) or _COMMA.fullmatch(raw)
                else Fault("fact.type", {"expected": "int"})
            )
        if not text:
            return Fault("value.text_for_int")
        raw = int(raw) if len(raw) < _DIGITS else WHOLE
    if not isinstance(raw, int):
        return Fault("fact.type", {"expected": "int"})
    return int(raw) if abs(raw) < WHOLE else Fault("value.too_big")


def _decimal(raw: Any) -> Any:
    if isinstance(raw, str):
        if _NOT_FINITE.fullmatch(raw):
            return Fault("value.not_finite")
        if not _DECIMAL.fullmatch(raw):
            return (
                Fault("value.comma") if _COMMA.fullmatch(raw) else Fault("fact.type", {"expected": "decimal"})
            )
        try:
            raw = Decimal(raw)
        except InvalidOperation:
            return Fault("value.too_big")
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        return Fault("fact.type", {"expected": "decimal"})
    if isinstance(raw, int) and abs(raw) >= 10**_DIGITS:
        return Fault("value.too_big")
    number = Decimal(raw)
    _, digits, exponent = number.as_tuple()
    small = len(digits) <= _DIGITS and isinstance(exponent, int) and abs(exponent) <= _DIGITS
    return number if small else Fault("value.too_big")


def _day(raw: Any) -> Any:
    if isinstance(raw, datetime):
        return Fault("value.date_only")
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str):
        return Fault("fact.type", {"expected": "date"})
    if found := _DATE.fullmatch(raw):
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            return Fault("value.no_such_time")
    if _DAY_FIRST.fullmatch(raw):
        return Fault("value.day_first")
    return Fault("value.date_only") if _INSTANT.fullmatch(raw) else Fault("value.date")


def _instant(raw: Any, zone: ZoneInfo | None) -> Any:
    if isinstance(raw, datetime):
        if getattr(raw, "nanosecond", 0):
            return Fault("fact.fine")
        return _placed(raw, zone)
    if isinstance(raw, date):
        return Fault("value.needs_time")
    if not isinstance(raw, str):
        return Fault("fact.type", {"expected": "instant"})
    return _written_instant(raw, zone)


def _written_instant(text: str, zone: ZoneInfo | None) -> Any:
    found = _INSTANT.fullmatch(text)
    if not found:
        if _DAY_FIRST.fullmatch(text):
            return Fault("value.day_first")
        return Fault("value.needs_time") if _DATE.fullmatch(text) else Fault("value.instant")
    day, hour, minute, second, fraction, zulu, sign, hours, minutes = found.groups()
    if fraction and fraction[6:].strip("0"):
        return Fault("fact.fine")
    offset = None
    if zulu or sign:
        span = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        if span > timedelta(hours=14) or int(minutes or 0) > 59:
            return Fault("value.offset")
        offset = timezone(-span if sign == "-" else span)
    try:
        year, month, number = map(int, day.split("-"))
        micro = int((fraction or "0")[:6].ljust(6, "0"))
        local = datetime(year, month, number, int(hour), int(minute), int(second or 0), micro, tzinfo=offset)
    except ValueError:
        return Fault("value.no_such_time")
    return _placed(local, zone)


def _placed(when: datetime, zone: ZoneInfo | None) -> Any:
    """Return an instant with a fixed offset, inside the years that every zone can show."""
    if when.tzinfo is None:
        if zone is None:
            return Fault("fact.naive")
        offsets = [when.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)]
        if offsets[0] != offsets[1]:
            first, second = (offset or timedelta(0) for offset in offsets)
            return Fault("value.local_gap" if first < second else "value.local_twice", {"zone": zone.key})
        when = when.replace(tzinfo=zone)
    offset = when.utcoffset()
    if offset is None:
        return Fault("fact.naive")
    if abs(offset) > timedelta(hours=14):
        return Fault("value.offset")
    fixed = datetime(
        when.year,
        when.month,
        when.day,
        when.hour,
        when.minute,
        when.second,
        when.microsecond,
        tzinfo=timezone(offset),
    )
    return fixed if _FIRST <= fixed <= _LAST else Fault("value.years")
