"""0 · Before the facts: the mapping assistant — what a file is, how to read it, ten facts of it, and everything wrong with it."""

import html
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, cast

from attrs import field, frozen

from vanhoa_rules.calendars import Calendar, ShiftEntry, ShiftTable
from vanhoa_rules.canonical import dumps
from vanhoa_rules.errors import DataError, Problem, UsageError
from vanhoa_rules.exchange.attendance import (
    MARKS,
    Mark,
    attendance_facts,
    read_month_sheet,
    read_punches,
    read_wide,
)
from vanhoa_rules.exchange.attendance.headings import CODES
from vanhoa_rules.exchange.event_logs import read_log
from vanhoa_rules.exchange.files import Read, read_facts
from vanhoa_rules.exchange.mappings import read_toml
from vanhoa_rules.exchange.one_stop import OneStop, read_one_stop
from vanhoa_rules.exchange.recognise import READERS, Recognised, recognise
from vanhoa_rules.exchange.registers import read_roster
from vanhoa_rules.exchange.rows import specs_of_fact
from vanhoa_rules.facts.base import Fact
from vanhoa_rules.facts.roster import Roster
from vanhoa_rules.facts.vocabulary import STANDARD, Vocabulary, field_title, value_title
from vanhoa_rules.present.writing import clean, exact_text, table
from vanhoa_rules.verdicts import problem_data
from vanhoa_rules.words import error, near, problem, say

TEN: Final = 10
SHOWN: Final = 200
"""How many problems the text and the page list; the JSON lists all."""


@frozen
class Look:
    """What the assistant found: what the file is, a mapping that reads it, and what reading it gave."""

    file: str
    recognised: Recognised
    mapping: str = field(repr=False)
    facts: tuple[Fact, ...] = field(repr=lambda facts: f"<{len(facts)}>")
    problems: tuple[Problem, ...] = field(repr=lambda problems: f"<{len(problems)}>")
    people: int = 0

    @property
    def lines(self) -> tuple[Problem, ...]:
        """The problems as people see them: one line for a cell, however many kinds it leaves unknown."""
        seen = {(one.file, one.row, one.field, one.value, one.code): one for one in reversed(self.problems)}
        return tuple(reversed(seen.values()))

    def text(self, lang: str = "vi") -> str:
        """Return everything as text."""
        parts = [self._what(lang)]
        if self.recognised.columns:
            rows = [(say("read.column", lang), say("read.meaning", lang)), *self._columns(lang)]
            parts.append("\n".join(table(rows)))
        if self.mapping:
            parts.append(f"{say('read.mapping', lang)}\n\n{self.mapping.rstrip()}")
        if self.facts:
            parts.append(
                f"{say('read.first', lang, count=min(TEN, len(self.facts)))}\n"
                + "\n".join(table(self._facts(lang)))
            )
        if self.lines:
            parts.append(
                f"{say('read.problems', lang, count=len(self.lines))}\n"
                + "\n".join(table(self._problems(lang)))
            )
            parts += (
                [say("read.more", lang, count=len(self.lines) - SHOWN)] if len(self.lines) > SHOWN else []
            )
        return "\n\n".join(parts)

    def to_data(self) -> dict[str, Any]:
        """Return everything as JSON data."""
        return {
            "file": self.file,
            "reader": self.recognised.reader or None,
            "form": self.recognised.form,
            "heading_row": self.recognised.heading_row,
            "columns": [
                {"column": name, "meaning": meaning or None} for name, meaning in self.recognised.columns
            ],
            "mapping": self.mapping or None,
            "count": len(self.facts),
            "facts": [_shown(fact) for fact in self.facts[:TEN]],
            "problems": [problem_data(one) for one in self.lines],
        }

    def to_json(self, *, indent: int | None = 1) -> str:
        """Return everything as JSON text."""
        return dumps(self.to_data(), indent=indent, sort=False)

    def html(self, lang: str = "vi") -> str:
        """Return everything as a piece of a page: escaped, no script, nothing fetched."""
        parts = [f"<p>{html.escape(self._what(lang))}</p>"]
        if self.recognised.columns:
            parts.append(_rows([(say("read.column", lang), say("read.meaning", lang)), *self._columns(lang)]))
        if self.mapping:
            parts.append(
                f"<p>{html.escape(say('read.mapping', lang))}</p><pre>{html.escape(self.mapping)}</pre>"
            )
        if self.facts:
            count = min(TEN, len(self.facts))
            parts.append(
                f"<p>{html.escape(say('read.first', lang, count=count))}</p>{_rows(self._facts(lang))}"
            )
        if self.lines:
            told = html.escape(say("read.problems", lang, count=len(self.lines)))
            parts.append(f"<p>{told}</p>{_rows(self._problems(lang))}")
        return f"<div>{''.join(parts)}</div>"

    def _repr_html_(self) -> str:
        return self.html()

    def _what(self, lang: str) -> str:
        found = self.recognised
        what = say(f"read.is.{found.reader or 'unknown'}", lang)
        counts = say("read.counts", lang, facts=len(self.facts), problems=len(self.lines))
        people = say("read.people", lang, count=self.people) if self.people else ""
        return " ".join(
            filter(
                None,
                [
                    say("read.what", lang, file=Path(self.file).name, form=found.form, what=what),
                    people,
                    counts,
                ],
            )
        )

    def _columns(self, lang: str) -> list[tuple[str, str]]:
        return [
            (clean(name), meaning or say("read.not_read", lang))
            for name, meaning in self.recognised.columns[:60]
        ]

    def _facts(self, lang: str) -> list[tuple[str, ...]]:
        head = tuple(field_title(name)[lang] for name in ("kind", "staff", "at"))
        rows = [(*head, say("read.fields", lang))]
        for fact in self.facts[:TEN]:
            shown = _shown(fact)
            fields = [
                f"{field_title(name)[lang]}: {_said(name, value, lang)}"
                for name, value in shown.items()
                if name not in {"kind", "id", "staff", "at", "recorded_at", "source"}
            ]
            rows.append((fact.kind, clean(fact.staff), exact_text(fact.at, lang), "; ".join(fields)))
        return rows

    def _problems(self, lang: str) -> list[tuple[str, ...]]:
        rows = [tuple(say(f"read.head.{name}", lang) for name in ("row", "field", "message"))]
        rows += [
            (
                "" if one.row is None else str(one.row),
                clean(one.field or ""),
                f"{one.message[lang]} {one.remedy[lang]}".strip(),
            )
            for one in self.lines[:SHOWN]
        ]
        return rows


def _said(name: str, value: Any, lang: str) -> str:
    return clean(value_title(name, value)[lang]) if isinstance(value, str) else exact_text(value, lang)


def _rows(rows: list[Any]) -> str:
    def cells(row: Any, tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(str(cell))}</{tag}>" for cell in row) + "</tr>"

    return f"<table>{cells(rows[0], 'th')}{''.join(cells(row, 'td') for row in rows[1:])}</table>"


def _shown(fact: Fact) -> dict[str, Any]:
    """Return a fact for showing: nothing that is private, nothing empty."""
    found: dict[str, Any] = {"kind": fact.kind}
    for name, spec in specs_of_fact(fact).items():
        value = getattr(fact, spec.attribute)
        if value is not None:
            found[name] = "…" if spec.private or name in {"reason", "ground"} else value
    return found


def look(
    source: str | os.PathLike[str],
    *,
    mapping: str | os.PathLike[str] | Mapping[str, Any] | None = None,
    vocabulary: Vocabulary = STANDARD,
    calendar: Calendar | None = None,
    roster: Roster | None = None,
) -> Look:
    """Return what a file is, a mapping file that would read it, and what reading it by that (or your) mapping gives.

    ``mapping``: a TOML file or a dict with a ``reader`` of READERS. Attendance needs hours of work, in the mapping or the
    calendar. ``DataError`` where the file is missing or the mapping is wrong.
    """
    path = Path(source)
    found = recognise(path, vocabulary)
    text = found.mapping
    if mapping is not None:
        data: Mapping[str, Any] = mapping if isinstance(mapping, Mapping) else read_toml(mapping)
        text = "" if isinstance(mapping, Mapping) else Path(mapping).read_text(encoding="utf-8-sig")
    else:
        data = {"reader": found.reader} if found.reader else {}
    people = 0
    if data.get("reader") == "log" and mapping is None:
        read = _proposal(path, found, vocabulary)
    elif data.get("reader") == "roster":
        try:
            people, read = len(read_roster(path)), Read(())
        except DataError as refused:
            read = Read((), refused.problems)
    elif data:
        read = read_mapped(path, data, vocabulary=vocabulary, calendar=calendar, roster=roster)
    else:
        read = Read((), (problem("unrecognised.file", file=str(path)),))
    return Look(str(path), found, text, read.facts, read.problems, people)


def _proposal(path: Path, found: Recognised, vocabulary: Vocabulary) -> Read:
    """Read a log by the proposed mapping where that says enough."""
    if not found.mapping:
        return read_log(path, vocabulary=vocabulary)
    data = tomllib.loads(found.mapping)
    if "fact" not in data or "…" in found.mapping.replace("# ", "#").split("[[fact]]")[0]:
        return Read((), (problem("unrecognised.activities", file=str(path)),))
    return read_log(
        path, {name: value for name, value in data.items() if name != "reader"}, vocabulary=vocabulary
    )


def read_mapped(
    source: str | os.PathLike[str],
    mapping: str | os.PathLike[str] | Mapping[str, Any],
    *,
    vocabulary: Vocabulary = STANDARD,
    calendar: Calendar | None = None,
    roster: Roster | None = None,
) -> Read:
    """Return the facts of a file read as a mapping file says; ``DataError`` for an unknown reader or entry."""
    data: Mapping[str, Any] = mapping if isinstance(mapping, Mapping) else read_toml(mapping)
    reader = data.get("reader", "log")
    days = _calendar(data, calendar)
    path = Path(source)
    rest = {name: value for name, value in data.items() if name != "reader"}
    match reader:
        case "facts":
            return read_facts(path, vocabulary=vocabulary, zone=rest.get("zone"), kind=rest.get("kind"))
        case "log":
            return read_log(path, rest, vocabulary=vocabulary)
        case "one-stop":
            ends = rest.get("ends", "returned")
            office = OneStop(days, end_of_day=str(rest.get("end_of_day", "17:00")), ends=str(ends))
            return read_one_stop(path, office, vocabulary=vocabulary, sheet=rest.get("sheet"))
        case "month-sheet":
            marks = {**MARKS, **{name: _mark(str(said)) for name, said in _table(rest, "marks").items()}}
            sheet = read_month_sheet(
                path,
                calendar=days,
                month=rest.get("month"),
                marks=marks,
                roster=roster,
                sheet=rest.get("sheet"),
            )
            return Read(sheet.facts, sheet.problems)
        case "punches" | "wide":
            return _attendance(path, str(reader), rest, days, roster)
        case _:
            raise error(
                DataError, "mapping.reader", value=str(reader)[:40], near=near(str(reader)[:40], READERS)
            )


def _attendance(
    path: Path, reader: str, rest: Mapping[str, Any], days: Calendar, roster: Roster | None
) -> Read:
    zone = str(rest.get("zone", days.zone))
    if reader == "wide":
        punches = read_wide(path, str(rest.get("way", "in")), zone=zone, sheet=rest.get("sheet"))
    else:
        columns = _table(rest, "columns")
        codes = {**CODES, **{name: str(way) for name, way in _table(rest, "codes").items()}}
        punches = read_punches(path, columns=columns or None, codes=codes, zone=zone, sheet=rest.get("sheet"))
    if days.shifts is None:
        return Read((), (problem("duty.no_shifts", file=str(path)), *punches.problems))
    found = attendance_facts(punches, calendar=days, roster=roster)
    return Read(found.facts, found.problems)


def _calendar(data: Mapping[str, Any], calendar: Calendar | None) -> Calendar:
    days = calendar or Calendar.vietnam()
    hours = data.get("hours")
    return days.with_shifts(ShiftTable([ShiftEntry(hours)])) if hours else days


def _table(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = data.get(name, {})
    return dict(cast("Mapping[str, Any]", found)) if isinstance(found, Mapping) else {}


def _mark(said: str) -> Mark:
    does, _, reason = said.partition(":")
    try:
        return Mark(does, reason or None)
    except UsageError as cause:
        raise error(DataError, "mark.does", value=said[:40]) from cause
