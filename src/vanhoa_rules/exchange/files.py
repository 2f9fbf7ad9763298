"""0 · Before the facts: a file, or what the caller holds, into facts; and facts into a file."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from attrs import evolve, field, frozen

from vanhoa_rules.canonical import dumps
from vanhoa_rules.errors import DataError, Problem, UsageError
from vanhoa_rules.exchange.csvrows import csv_table
from vanhoa_rules.exchange.jsonrows import json_array, json_lines
from vanhoa_rules.exchange.raw import Broken, Row, Table, label, lines_of, row_of
from vanhoa_rules.exchange.rows import (
    NO_KIND,
    Rejected,
    Terms,
    check_fact,
    fact_to_dict,
    problem_of,
    read_row,
)
from vanhoa_rules.exchange.tables import TEXTS, Frame, frame_table, is_frame, parquet_table
from vanhoa_rules.facts.base import Fact
from vanhoa_rules.facts.vocabulary import STANDARD, Vocabulary
from vanhoa_rules.words import error, near, problem

Source = str | os.PathLike[str] | Frame | Iterable[Fact | Mapping[str, Any]]


@frozen
class Read:
    """What a source held: facts in its order, every problem, and rows of kinds that the vocabulary does not know.

    An unrecognised row is ``{"file", "row", "fact"}``, the fact as it was written. A problem's ``staff`` and ``kind``
    say whose record of what it leaves unknown.
    """

    facts: tuple[Fact, ...] = field(repr=lambda facts: f"<{len(facts)}>")
    problems: tuple[Problem, ...] = ()
    unrecognised: tuple[dict[str, Any], ...] = field(default=(), repr=lambda rows: f"<{len(rows)}>")


def read_facts(
    source: Source,
    *,
    vocabulary: Vocabulary = STANDARD,
    zone: str | None = None,
    kind: str | None = None,
    allow_citizen_ids: bool = False,
    redact: bool = False,
) -> Read:
    """Return the facts of a file (JSON Lines, JSON, CSV, Parquet, xlsx), a table, facts or mappings, every bad row listed.

    ``kind``: the one kind of a source whose rows name none; a file may also be named by it
    (``attendance.arrived.csv``). ``zone``: where instants without an offset are local, refused otherwise.
    ``redact``: no message repeats a value. All text, ids too, is brought to NFC. A file that cannot be opened is a
    ``DataError``; an unknown zone or kind, or a source of no known form, a ``UsageError``.
    """
    if kind is not None:
        vocabulary[kind]
    terms = Terms(
        vocabulary, zone=zone_of(zone), kind=kind, allow_citizen_ids=allow_citizen_ids, redact=redact
    )
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        terms = evolve(terms, file=str(path), usual=path.stem if path.stem in vocabulary else None)
        return _read(open_table(path), terms)
    if is_frame(source):
        return _read(frame_table(source), terms)
    return _sort(_items(listed(source), terms), [], terms)


def open_table(path: Path) -> Table:
    """Return the raw rows of a file: Parquet and workbooks by their first bytes, text by extension, else by content."""
    named_text = path.suffix.lower() in TEXTS
    try:
        with path.open("rb") as file:
            data = file.read(4)
            if data == b"PAR1" and not named_text:
                return parquet_table(path)
            data += file.read()
    except (FileNotFoundError, NotADirectoryError) as cause:
        raise error(DataError, "file.missing", path=str(path)) from cause
    except (OSError, ValueError) as cause:
        raise error(DataError, "file.unreadable", path=str(path)) from cause
    if data.startswith(b"PK\x03\x04") and not named_text:
        from vanhoa_rules.exchange.spreadsheets import workbook_table  # noqa: PLC0415 - seldom needed, slow to load

        return workbook_table(path)
    lines = lines_of(data)
    if isinstance(lines, Broken):
        return Table([lines])
    suffix = path.suffix.lower()
    first = next((line.lstrip()[:1] for line in lines if isinstance(line, str) and line.strip()), "")
    if suffix in {".csv", ".tsv"} or (
        suffix not in {".jsonl", ".ndjson", ".json"} and first not in {"{", "["}
    ):
        return csv_table(lines)
    if first == "[" and suffix not in {".jsonl", ".ndjson"}:
        return Table(json_array(lines))
    return Table(json_lines(lines, whole=suffix not in {".jsonl", ".ndjson"}))


def zone_of(name: str | None) -> ZoneInfo | None:
    """Return the time zone of an IANA name."""
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as cause:
        raise error(UsageError, "zone.unknown", zone=name) from cause


def heading_problems(table: Table, known: Iterable[str], file: str | None) -> list[Problem]:
    """Return one problem for each column that is no field; it leaves nothing unknown, the rows are read."""
    names = frozenset(known)
    strangers = [name for name in table.heading or () if name and name not in names]
    return [
        problem(
            "csv.unknown_column",
            file=file,
            row=table.line,
            field=label(name),
            kind=NO_KIND,
            near=near(name[:80], names),
        )
        for name in strangers
    ]


def _read(table: Table, terms: Terms) -> Read:
    problems = heading_problems(table, terms.known, terms.file)
    if table.heading is not None and "kind" not in table.heading and (terms.kind or terms.usual) is None:
        stem = Path(terms.file or "").stem
        lost = problem(
            "csv.no_kind",
            file=terms.file,
            row=table.line,
            field="kind",
            near=near(stem[:80], terms.vocabulary),
        )
        return Read((), (lost, *problems))
    return _sort((_judge(row, terms) for row in table.without(terms.known).rows), problems, terms)


def listed(source: Any) -> Iterable[Any]:
    """Return what the caller gave if one can go through it row by row."""
    if isinstance(source, Fact | Mapping | str | bytes) or not hasattr(source, "__iter__"):
        raise error(UsageError, "file.source", type=type(cast("object", source)).__name__)
    rows: Iterable[Any] = source
    return rows


def _items(source: Iterable[Any], terms: Terms) -> Iterator[tuple[Row | Broken, Fact | Rejected]]:
    for number, item in enumerate(source, 1):
        if isinstance(item, Fact):
            result = check_fact(item, number, terms)
            yield Row({} if isinstance(result, Fact) else fact_to_dict(item), number), result
        else:
            yield _judge(row_of(item, number), terms)


def _judge(row: Row | Broken, terms: Terms) -> tuple[Row | Broken, Fact | Rejected]:
    return row, Rejected((problem_of(row, terms),)) if isinstance(row, Broken) else read_row(row, terms)


def _sort(
    rows: Iterable[tuple[Row | Broken, Fact | Rejected]], problems: list[Problem], terms: Terms
) -> Read:
    facts: list[Fact] = []
    unrecognised: list[dict[str, Any]] = []
    for row, result in rows:
        if isinstance(result, Fact):
            facts.append(result)
            continue
        problems += result.problems
        if result.unrecognised and isinstance(row, Row):
            unrecognised.append({"file": terms.file, "row": row.number, "fact": dict(row.values)})
    return Read(tuple(facts), tuple(problems), tuple(unrecognised))


def fact_from_dict(
    values: Mapping[str, Any],
    *,
    vocabulary: Vocabulary = STANDARD,
    zone: str | None = None,
    allow_citizen_ids: bool = False,
) -> Fact:
    """Return the fact that ``fact_to_dict`` wrote; ``DataError`` with every problem where there is none."""
    result = read_row(Row(values), Terms(vocabulary, zone=zone_of(zone), allow_citizen_ids=allow_citizen_ids))
    if isinstance(result, Fact):
        return result
    raise refusal("row.no_fact", result.problems)


def refusal(code: str, problems: Iterable[Problem]) -> DataError:
    """Return the error that lists problems; its sentence says how many there are and in which fields."""
    listed = tuple(problems)
    first = error(
        DataError,
        code,
        count=len(listed),
        fields=", ".join(dict.fromkeys(item.field or "–" for item in listed)),
    )
    return DataError(first.code, first.message, first.remedy, first.parts, listed)


def write_facts(facts: Iterable[Fact], path: str | os.PathLike[str] | None = None) -> str:
    """Return facts as JSON Lines, in their order, written to ``path`` too where one is given."""
    text = "".join(f"{dumps(fact_to_dict(fact), sort=False)}\n" for fact in facts)
    if path is not None:
        Path(path).write_text(text, encoding="utf-8", newline="\n")
    return text
