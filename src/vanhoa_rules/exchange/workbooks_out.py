"""7 · Verdicts as a workbook: who, what was found, what is unknown, what was wrong with the data; and Forms 01 and 02.

Text is written as text, so that nothing a citizen typed becomes a formula or a link. Times are local, with the zone in the
heading. Points are rounded to the sheet's digits, as people see them; the exact numbers are in the JSON. Equal verdicts
give equal bytes. No name and no reason of a leave is written.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from attrs import field, frozen

from vanhoa_rules.calendars import ZONE
from vanhoa_rules.calendars.periods import local
from vanhoa_rules.canonical import shown
from vanhoa_rules.errors import Problem, UsageError
from vanhoa_rules.exchange.extras import load
from vanhoa_rules.facts.vocabulary import STANDARD, Vocabulary, value_title
from vanhoa_rules.present.citations import basis
from vanhoa_rules.scorecards import Scorecard
from vanhoa_rules.verdicts import Verdict, Verdicts
from vanhoa_rules.words import error, say

LONGEST: Final = 32_000
"""The longest text of a cell; Excel holds 32,767 characters."""
ROWS: Final = 1_048_000
OPTIONS: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

Path = str | os.PathLike[str]


@frozen
class Points:
    """A number of points with the digits that the sheet shows."""

    value: Fraction
    digits: int = 2


@frozen
class _Tab:
    """One sheet to be written: its name, its heading, its rows and the widths of its columns."""

    name: str
    heading: tuple[str, ...]
    rows: Iterable[Sequence[Any]] = field(repr=False)
    titles: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def write_workbook(verdicts: Verdicts, path: Path, *, lang: str = "vi") -> None:
    """Write verdicts as a workbook with a sheet of verdicts, of findings, of what is unknown and of problems.

    ``MissingExtraError`` without the extra ``excel``.
    """
    asked = verdicts.inputs
    card: Scorecard | None = getattr(asked, "scorecard", None)
    zone = getattr(getattr(asked, "calendar", None), "zone", ZONE)
    book = getattr(asked, "rulebook", None)
    vocabulary: Vocabulary = getattr(book, "vocabulary", STANDARD)
    titles = {rule.id: rule.title[lang] for rule in book} if book is not None else {}
    ordered = list(verdicts.values())
    tabs = [
        _verdict_tab(ordered, card, lang),
        _Tab(
            say("book.findings", lang), _heads("finding", lang, zone), _findings(ordered, card, titles, lang)
        ),
        _Tab(
            say("book.unknown", lang),
            _heads("unknown", lang, zone),
            _unknown(ordered, titles, vocabulary, lang),
        ),
        _Tab(say("book.problems", lang), _heads("problem", lang, zone), _problems(verdicts.problems, lang)),
    ]
    _write(tabs, path, zone, ordered)


def _heads(of: str, lang: str, zone: str) -> tuple[str, ...]:
    return tuple(say("book.head." + name, lang, zone=zone) for name in HEADS[of])


HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "verdict": ("staff", "total", "low", "high", "rating", "breached", "earned", "unknown", "pending"),
    "finding": ("staff", "rule", "title", "kind", "at", "line", "points", "evidence", "basis"),
    "unknown": ("staff", "rule", "title", "missing", "evidence"),
    "problem": ("file", "row", "field", "value", "message", "remedy", "code"),
    "form_01": ("nr", "line", "maximum", "recorded", "low", "high", "self", "superior"),
}


def _verdict_tab(verdicts: Sequence[Verdict], card: Scorecard | None, lang: str) -> _Tab:
    ids = list(dict.fromkeys(name for one in verdicts for name in one.lines))
    names = {line.id: line.title[lang] or line.id for line in card.lines} if card is not None else {}
    heading = (*_heads("verdict", lang, ""), *(names.get(name, name) for name in ids))
    digits = card.digits if card is not None else 2

    def rows() -> Iterable[Sequence[Any]]:
        for one in verdicts:
            words = list(one.outcomes.values())
            rating = _rating(one, card, lang)
            counts = [words.count(word) for word in ("breached", "earned", "unknown", "pending")]
            lines = [_points(one.lines[name].recorded, digits) if name in one.lines else None for name in ids]
            total = [_points(value, digits) for value in _total(one)]
            yield [one.staff, *total, rating, *counts, *lines]

    return _Tab(say("book.verdicts", lang), heading, rows())


def _points(value: Fraction | None, digits: int) -> Points | None:
    return None if value is None else Points(value, digits)


def _total(one: Verdict) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """Return the recorded total and its bounds, None where the sheet gives none."""
    total = one.total
    return (None, None, None) if total is None else (total.recorded, total.low, total.high)


def _rating(one: Verdict, card: Scorecard | None, lang: str) -> str:
    titles = {step.rating: step.title[lang] for step in card.thresholds} if card is not None else {}
    low, recorded, high = (
        "–" if name is None else titles.get(name) or value_title("rating", name)[lang] for name in one.rating
    )
    return recorded if one.certain else f"{low} … {high}"


def _findings(
    verdicts: Sequence[Verdict], card: Scorecard | None, titles: Mapping[str, str], lang: str
) -> Iterable[Sequence[Any]]:
    digits = card.digits if card is not None else 2
    for one in verdicts:
        for found in one.findings:
            yield [
                one.staff,
                found.rule,
                titles.get(found.rule, ""),
                say(f"book.{found.kind}", lang),
                found.at,
                found.line or "",
                Points(found.points, digits),
                ", ".join(found.evidence),
                basis(found.basis, lang),
            ]


def _unknown(
    verdicts: Sequence[Verdict], titles: Mapping[str, str], vocabulary: Vocabulary, lang: str
) -> Iterable[Sequence[Any]]:
    for one in verdicts:
        for doubt in one.unknown:
            missing = "; ".join(vocabulary.title(kind)[lang] for kind in doubt.missing)
            evidence = "; ".join(", ".join(ids) for ids in doubt.evidence)
            yield [one.staff, doubt.rule, titles.get(doubt.rule, ""), missing, evidence]


def _problems(problems: Iterable[Problem], lang: str) -> Iterable[Sequence[Any]]:
    told = {(one.file, one.row, one.field, one.value, one.code): one for one in problems}
    for one in told.values():
        yield [one.file, one.row, one.field, one.value, one.message[lang], one.remedy[lang], one.code]


# the forms of Decree 335/2025: 01 for a month, 02 for a year


def write_form_01(verdicts: Verdicts, path: Path, *, lang: str = "vi") -> None:
    """Write Form 01, a sheet a person: each line of the scorecard with its points and room for the two who score.

    What is printed is a proposal; the columns of the officer and of the superior are left empty. ``MissingExtraError``
    without the extra ``excel``.
    """
    asked = verdicts.inputs
    card: Scorecard | None = getattr(asked, "scorecard", None)
    zone = getattr(getattr(asked, "calendar", None), "zone", ZONE)
    digits = card.digits if card is not None else 2
    used: set[str] = set()
    tabs: list[_Tab] = []
    for one in verdicts.values():
        names = {line.id: line.title[lang] or line.id for line in card.lines} if card is not None else {}
        rows: list[Sequence[Any]] = [
            [
                nr,
                names.get(name, name),
                *(_points(value, digits) for value in (line.max, line.recorded, line.low, line.high)),
                None,
                None,
            ]
            for nr, (name, line) in enumerate(one.lines.items(), 1)
        ]
        total = [_points(value, digits) for value in _total(one)]
        rows.append([None, say("book.head.total", lang), None, *total, None, None])
        until = f"{local(one.period.end, zone):%d/%m/%Y}"
        titles = (
            say("book.form_01", lang),
            say("book.person", lang, staff=one.staff),
            say("book.period", lang, since=f"{local(one.period.start, zone):%d/%m/%Y}", until=until),
            say("book.proposed", lang, rating=_rating(one, card, lang)),
        )
        heading = _heads("form_01", lang, zone)
        after = (say("book.name", lang), say("book.signed", lang))
        tabs.append(_Tab(sheet_name(one.staff, used), heading, rows, titles, after))
    _write(tabs, path, zone, list(verdicts.values()))


def write_form_02(months: Mapping[str, Verdicts], path: Path, *, lang: str = "vi") -> None:
    """Write Form 02: a row a person, a column for each month's recorded total, and their mean.

    ``months`` by their name, "2026-01"; a month without a verdict is left empty and is not in the mean.
    ``MissingExtraError`` without the extra ``excel``.
    """
    names = sorted(months)
    staff = list(dict.fromkeys(one for name in names for one in months[name]))
    first = next((months[name] for name in names), None)
    zone = getattr(getattr(getattr(first, "inputs", None), "calendar", None), "zone", ZONE)
    rows: list[Sequence[Any]] = []
    for one in staff:
        found = {name: months[name].get(one) for name in names}
        recorded = [None if verdict is None else _total(verdict)[0] for verdict in found.values()]
        totals = [value for value in recorded if value is not None]
        mean = Points(sum(totals, Fraction(0)) / len(totals)) if totals else None
        cells = [_points(value, 2) for value in recorded]
        rows.append([one, *cells, mean])
    heading = (say("book.head.staff", lang), *names, say("book.head.mean", lang))
    tab = _Tab(
        say("book.form_02_tab", lang),
        heading,
        rows,
        (say("book.form_02", lang),),
        (say("book.signed", lang),),
    )
    _write([tab], path, zone, [verdict for name in names for verdict in months[name].values()])


# writing


def _write(tabs: Iterable[_Tab], path: Path, zone: str, verdicts: Sequence[Verdict]) -> None:
    xlsx = load("xlsxwriter", "excel")
    book = xlsx.Workbook(os.fspath(path), OPTIONS)
    as_of = max((one.as_of for one in verdicts), default=None)
    created = datetime(2000, 1, 1) if as_of is None else local(as_of, zone).replace(tzinfo=None)  # noqa: DTZ001
    book.set_properties({"created": created, "title": "vanhoa_rules"})
    style = {
        "head": book.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "top"}),
        "title": book.add_format({"bold": True}),
        "text": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
        "time": book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss", "valign": "top"}),
        "count": book.add_format({"num_format": "0", "valign": "top"}),
    }
    points = {
        digits: book.add_format({"num_format": "0" + ("." + "0" * digits if digits else "")})
        for digits in range(7)
    }
    for tab in tabs:
        sheet = book.add_worksheet(tab.name)
        row = 0
        for title in tab.titles:
            sheet.write_string(row, 0, text(title), style["title"])
            row += 1
        row += bool(tab.titles)
        for column, name in enumerate(tab.heading):
            sheet.write_string(row, column, text(name), style["head"])
            sheet.set_column(column, column, min(48, max(10, len(name) + 2)))
        sheet.freeze_panes(row + 1, 1)
        for cells in tab.rows:
            row += 1
            if row > ROWS:
                book.close()
                raise error(UsageError, "workbook.large", sheet=tab.name, rows=ROWS)
            for column, value in enumerate(cells):
                _cell(sheet, row, column, value, zone, style, points)
        for line in tab.after:
            row += 2
            sheet.write_string(row, 0, text(line), style["title"])
    book.close()


def _cell(
    sheet: Any,
    row: int,
    column: int,
    value: Any,
    zone: str,
    style: Mapping[str, Any],
    points: Mapping[int, Any],
) -> None:
    match value:
        case None | "":
            return
        case Points(number, digits):
            sheet.write_number(row, column, Decimal(shown(number, digits)), points[min(digits, 6)])
        case datetime():
            sheet.write_datetime(
                row, column, local(value, zone).replace(tzinfo=None, microsecond=0), style["time"]
            )
        case int():
            sheet.write_number(row, column, value, style["count"])
        case _:
            sheet.write_string(row, column, text(value), style["text"])


def text(value: Any) -> str:
    """Return text as a cell may hold it: no half characters, no control characters, cut with "…" where too long."""
    whole = "".join(
        letter if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"} else "\ufffd"
        for letter in str(value)
    )
    return whole if len(whole) <= LONGEST else whole[: LONGEST - 1] + "…"


def sheet_name(wanted: str, used: set[str]) -> str:
    """Return a name that a sheet may have, unlike those used: 31 characters, none of the signs that Excel bars."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", wanted).strip("'")[:28] or "_"
    name, again = plain, 1
    while name.casefold() in used or name.casefold() == "history":
        again += 1
        name = f"{plain[: 28 - len(str(again))]}~{again}"
    used.add(name.casefold())
    return name
