"""Before everything: one byte form for data, one digest, exact numbers in and out."""

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

Number = int | Fraction | Decimal


def exact(value: object) -> Fraction:
    """Return a number as an exact rational; a bool or a binary float is a ``TypeError``."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction | Decimal):
        msg = f"an exact number is needed (int, Decimal or Fraction), not {type(value).__name__}"
        raise TypeError(msg)
    return Fraction(value)


def plain(value: Number) -> str:
    """Return the shortest exact text: ``"2.5"`` where the decimal ends, ``"1/3"`` where it does not.

    >>> plain(Fraction(5, 2)), plain(Fraction(-1, 3)), plain(90)
    ('2.5', '-1/3', '90')
    """
    number = Fraction(value)
    rest, places = number.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest //= prime
            power += 1
        places = max(places, power)
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    body = digits if not places else f"{digits[:-places]}.{digits[-places:]}"
    return f"-{body}" if number < 0 else body


def read_exact(text: str) -> Fraction:
    """Return the number that ``plain`` wrote."""
    return Fraction(text)


def shown(value: Number, digits: int = 2) -> str:
    """Return the number rounded half up (away from zero) for people.

    >>> shown(Fraction(1, 3)), shown(Fraction(179999, 2000), 2), shown(Fraction(5, 2), 0)
    ('0.33', '90.00', '3')
    """
    number = Fraction(value)
    scaled = (abs(number) * 10**digits * 2 + 1) // 2
    text = str(scaled).rjust(digits + 1, "0")
    body = text if not digits else f"{text[:-digits]}.{text[-digits:]}"
    return f"-{body}" if number < 0 and scaled else body


def dumps(value: Any, *, indent: int | None = None, sort: bool = True) -> str:
    """Return canonical JSON: sorted keys, exact numbers as strings, instants in ISO 8601, no float."""
    separators = (",", ":") if indent is None else (",", ": ")
    return json.dumps(
        _pure(value),
        ensure_ascii=False,
        sort_keys=sort,
        separators=separators,
        indent=indent,
        allow_nan=False,
    )


def digest(value: Any) -> str:
    """Return ``sha256:…`` of the canonical JSON of a value."""
    return "sha256:" + hashlib.sha256(dumps(value).encode()).hexdigest()


def _pure(value: Any) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case Fraction() | Decimal():
            return plain(value)
        case datetime() | date():
            return value.isoformat()
        case dict():
            return {str(key): _pure(item) for key, item in cast("dict[Any, Any]", value).items()}
        case list() | tuple():
            return [_pure(item) for item in cast("list[Any]", value)]
        case set() | frozenset():
            return sorted(_pure(item) for item in cast("set[Any]", value))
        case _:
            msg = f"{type(value).__name__} has no canonical form"
            raise TypeError(msg)
