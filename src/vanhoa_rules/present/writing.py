"""7 · How values are written for people: numbers, days and clocks, words that came from outside, lines that fit."""

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from vanhoa_rules.canonical import Number, plain, shown
from vanhoa_rules.words import say

WIDTH = 100
LONGEST = 60
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARKS = frozenset({"Mn", "Me"})
_STACKED = 2


def clean(text: object, longest: int = LONGEST) -> str:
    """Return words that came from outside fit for one line: no control or direction marks, no long tail.

    Composed (NFC), at most two combining marks in a row, white space run together, cut at ``longest`` with "…".
    """
    kept: list[str] = []
    marks = 0
    for letter in unicodedata.normalize("NFC", str(text)[: longest * 20]):
        category = unicodedata.category(letter)
        marks = marks + 1 if category in _MARKS else 0
        if marks > _STACKED:
            continue
        kept.append(" " if category in _HIDDEN or letter.isspace() else letter)
    line = " ".join("".join(kept).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def number(value: Number, lang: str) -> str:
    """Return an exact number as it is written in a language: 1.250,5 in Vietnamese, 1,250.5 in English."""
    return _grouped(plain(value), lang)


def points(value: Number, lang: str, digits: int = 2) -> str:
    """Return points rounded half up to the sheet's digits, without zeros that say nothing."""
    text = shown(value, digits)
    return _grouped(text.rstrip("0").rstrip(".") if "." in text else text, lang)


def signed(value: Number, lang: str, digits: int = 2) -> str:
    """Return points with their sign: −2, +5, 0."""
    text = points(abs(Fraction(value)), lang, digits)
    return text if value == 0 else f"{'−' if value < 0 else '+'}{text}"


def _grouped(text: str, lang: str) -> str:
    if "/" in text:
        return text
    sign, body = ("−", text[1:]) if text.startswith("-") else ("", text)
    whole, _, rest = body.partition(".")
    thousands, point = (".", ",") if lang == "vi" else (",", ".")
    groups = textwrap.wrap(whole[::-1], 3)
    return sign + thousands.join(groups)[::-1] + (point + rest if rest else "")


def counted(n: int, lang: str) -> str:
    """Return a count in words up to ten, in digits above."""
    return say(f"count.{n}", lang) if 1 <= n <= 10 else str(n)


def nth(n: int, lang: str) -> str:
    """Return which one in a row: third, thứ ba."""
    return say(f"nth.{n}", lang) if 1 <= n <= 5 else say("nth.n", lang, n=n)


def day(value: date, lang: str) -> str:
    """Return a date: 05/01/2026 in Vietnamese, 5 January 2026 would need a locale, so 2026-01-05 in English."""
    return f"{value.day:02d}/{value.month:02d}/{value.year}" if lang == "vi" else value.isoformat()


def clock(value: datetime, lang: str) -> str:
    """Return a local instant as day and clock; the end of a day is said as such."""
    if (value.hour, value.minute, value.second) == (23, 59, 59):
        return say("time.end_of_day", lang, day=day(value.date(), lang))
    seconds = f":{value.second:02d}" if value.second else ""
    return f"{value.hour:02d}:{value.minute:02d}{seconds} {day(value.date(), lang)}"


def listed(items: Sequence[str], lang: str, how: str = "and") -> str:
    """Return items as a list in a sentence: A, B and C; ``how`` is "and", "or", "any", "neither" or "nor"."""
    if len(items) < 2:
        return items[0] if items else ""
    if len(items) > 2 and any(", " in item for item in items[:-1]):
        return say(f"list.{how}", lang, rest="; ".join(items[:-1]) + ";", last=items[-1])
    return say(f"list.{how}", lang, rest=", ".join(items[:-1]), last=items[-1])


def capital(text: str) -> str:
    """Return text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """Return text with its first letter small."""
    return text[:1].lower() + text[1:]


def wrapped(text: str, *, first: str = "", rest: str = "", width: int = WIDTH) -> list[str]:
    """Return text as lines of at most ``width`` columns, indented; words longer than a line are broken."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        drop_whitespace=True,
    ) or [first.rstrip()]


def table(rows: Iterable[Sequence[str]], *, gap: str = "  ") -> list[str]:
    """Return rows of short cells as lines with aligned columns."""
    cells = [tuple(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        gap.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
    ]


def exact_text(value: object, lang: str) -> str:
    """Return a value of no field in particular: yes or no, a number, a day, an instant, else cleaned words."""
    match value:
        case bool():
            return say("term.yes" if value else "term.no", lang)
        case int() | Decimal() | Fraction():
            return number(value, lang)
        case datetime():
            return clock(value, lang)
        case date():
            return day(value, lang)
        case _:
            return clean(value)
