"""7 · The answer as tables: one row a person, one row a finding, in the caller's dataframe library, by way of Arrow.

Points are exact decimal or ratio text (``"2.5"``, ``"1/3"``), as in a verdict's JSON: no column of a dataframe library
holds a third. Columns are named by the place in that JSON: ``total.low``, ``lines.ky-luat.high``. What the columnar
engine found becomes Arrow as it stands, without an object a person or a finding.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from importlib import import_module
from itertools import islice
from types import ModuleType
from typing import Any, Final

from vanhoa_rules.calendars import Period
from vanhoa_rules.canonical import plain
from vanhoa_rules.errors import UsageError
from vanhoa_rules.exchange.extras import load
from vanhoa_rules.facts import Roster
from vanhoa_rules.rules import Citation
from vanhoa_rules.verdicts import Finding, LineScore, Verdict, Verdicts
from vanhoa_rules.words import error

AT: Final = ("low", "recorded", "high")
COUNTED: Final = ("findings", "defeated", "pending", "unknown", "referrals")
CHUNK: Final = 4096
LIBRARIES: Final = ("pyarrow", "pandas", "polars", "duckdb", "modin", "cudf")


def verdicts_frame(verdicts: Verdicts, like: Any = None) -> Any:
    """Return one row a person, in the order of the verdicts: unit, total, rating, each line, and how much of what.

    ``like``: a table or module of the library wanted, or its name ("pandas", "polars", "pyarrow", "duckdb"); None is
    Arrow. ``unit`` is that of the person's last roster row in the period. Points are exact text, null where nothing is
    known. ``MissingExtraError`` without the extra ``table``, ``UsageError`` for another library.
    """
    lines = tuple(dict.fromkeys(name for one in islice(verdicts.values(), 1) for name in one.lines))
    library = _library(like)
    schema = _schema(_person_types(lines))
    roster = _roster(verdicts)
    if lines and (parts := _parts(verdicts)) is not None:
        tables = [_people(part, lines, roster, schema) for part in parts]
        return _native(load("pyarrow", "table").concat_tables(tables), library)
    return _native(_table((_person(one, lines, roster) for one in verdicts.values()), schema), library)


def findings_frame(verdicts: Verdicts, like: Any = None) -> Any:
    """Return one row a finding, person by person: the rule, when, the points it took, the evidence as a list of ids.

    ``like`` and errors as for ``verdicts_frame``. ``at`` is in UTC; ``points`` and ``measure`` are exact text; ``basis``
    lists the texts as "source article".
    """
    library = _library(like)
    schema = _schema(_finding_types())
    if len(verdicts) and (parts := _parts(verdicts)) is not None:
        tables = [_findings(part, schema) for part in parts]
        return _native(load("pyarrow", "table").concat_tables(tables), library)
    rows = (_finding(one.staff, found) for one in verdicts.values() for found in one.findings)
    return _native(_table(rows, schema), library)


def unit_of(roster: Roster | None, staff: str, period: Period) -> str | None:
    """Return the unit of a person's last roster row that begins before the period ends."""
    if roster is None:
        return None
    last = period.end.date()
    rows = [row for row in roster.rows(staff) if row.since is None or row.since < last]
    return rows[-1].unit if rows else None


def _roster(verdicts: Verdicts) -> Roster | None:
    found = getattr(verdicts.inputs, "roster", None)
    return found if isinstance(found, Roster) else None


def _person(one: Verdict, lines: Iterable[str], roster: Roster | None) -> dict[str, Any]:
    return {
        "staff": one.staff,
        "unit": unit_of(roster, one.staff, one.period),
        **{f"total.{at}": None if one.total is None else _said(getattr(one.total, at)) for at in AT},
        **{f"rating.{at}": rating for at, rating in zip(AT, one.rating, strict=True)},
        **{f"lines.{name}.{at}": _line(one.lines.get(name), at) for name in lines for at in AT},
        **{name: len(getattr(one, name)) for name in COUNTED},
    }


def _person_types(lines: Iterable[str]) -> dict[str, str]:
    texts = [
        "staff",
        "unit",
        *(f"{name}.{at}" for name in ("total", "rating") for at in AT),
        *(f"lines.{name}.{at}" for name in lines for at in AT),
    ]
    return {**dict.fromkeys(texts, "text"), **dict.fromkeys(COUNTED, "whole")}


def _finding(staff: str, found: Finding) -> dict[str, Any]:
    return {
        "staff": staff,
        "rule": found.rule,
        "criterion": found.criterion,
        "kind": found.kind,
        "at": found.at,
        "line": found.line,
        "points": plain(found.points),
        "measure": plain(found.measure),
        "evidence": list(found.evidence),
        "basis": _basis(found.basis),
    }


def _basis(basis: Iterable[Citation]) -> list[str]:
    return [" ".join(filter(None, (one.source, one.article or one.clause))) for one in basis]


def _finding_types() -> dict[str, str]:
    texts = ("staff", "rule", "criterion", "kind", "at", "line", "points", "measure", "evidence", "basis")
    return {**dict.fromkeys(texts, "text"), "at": "instant", "evidence": "texts", "basis": "texts"}


def _said(value: Fraction | None) -> str | None:
    return None if value is None else plain(value)


def _line(line: LineScore | None, at: str) -> str | None:
    return None if line is None else _said(getattr(line, at))


# --- from columns -----------------------------------------------------------------------------------------------------


def _parts(verdicts: Verdicts) -> Iterable[Any] | None:
    """Return what the columnar engine judged, chunk by chunk; None where verdicts are objects already."""
    found = getattr(verdicts, "_found", None)
    parts = getattr(found, "parts", None)
    return None if parts is None else (_answers(part) for part in parts())


def _answers(judged: Any) -> Any:
    return import_module("vanhoa_rules.engines.columnar.answers").Answers(judged)


def _people(told: Any, lines: Iterable[str], roster: Roster | None, schema: Any) -> Any:
    """Return one row a person of those judged at once."""
    arrow = load("pyarrow", "table")
    columns = {
        "staff": _texts(told.staff),
        "unit": arrow.nulls(len(told.told), arrow.string()) if roster is None else _texts(told.unit),
        **{f"total.{at}": _texts(told.total(at)) for at in AT},
        **{f"rating.{at}": _texts(told.rating(at)) for at in AT},
        **{f"lines.{name}.{at}": _texts(told.line(name, at)) for name in lines for at in AT},
        **told.counts(),
    }
    table = arrow.table(columns, schema=schema)
    if not told.alone.any():
        return table
    staff = list(told.judged)
    others = told.alone.nonzero()[0]
    rows = (_person(told.judged[staff[place]], lines, roster) for place in others.tolist())
    return _in_turn(table, told.told, _table(rows, schema), others)


def _findings(told: Any, schema: Any) -> Any:
    """Return one row a finding of those judged at once."""
    arrow = load("pyarrow", "table")
    found = told.findings()
    rules = list(told.judged.rulebook)
    ends = arrow.concat_arrays([arrow.array([0], arrow.int32()), arrow.array(found.ends, arrow.int32())])

    def of(texts: Iterable[Any], kind: Any = None) -> Any:
        return arrow.array(list(texts), kind or arrow.string()).take(arrow.array(found.rule))

    columns = {
        "staff": arrow.array(list(told.judged), arrow.string()).take(arrow.array(found.who)),
        "rule": of(rule.id for rule in rules),
        "criterion": of(rule.criterion.value for rule in rules),
        "kind": of(rule.kind for rule in rules),
        "at": arrow.array(found.at).cast(arrow.timestamp("us", tz="UTC")),
        "line": of(told.line_of(rule) for rule in rules),
        "points": _texts(found.points),
        "measure": _texts(found.measure),
        "evidence": arrow.ListArray.from_arrays(ends, _texts(found.evidence)),
        "basis": of((_basis(rule.basis) for rule in rules), arrow.list_(arrow.string())),
    }
    table = arrow.table(columns, schema=schema)
    if not told.alone.any():
        return table
    staff = list(told.judged)
    others: list[int] = []
    rows: list[dict[str, Any]] = []
    for place in told.alone.nonzero()[0].tolist():
        of_one = [_finding(staff[place], one) for one in told.judged[staff[place]].findings]
        rows += of_one
        others += [place] * len(of_one)
    return _in_turn(table, found.who, _table(iter(rows), schema), others)


def _in_turn(table: Any, who: Any, other: Any, others: Any) -> Any:
    """Return the rows of two tables in the order of the people they are of."""
    arrow, compute = load("pyarrow", "table"), load("pyarrow.compute", "table")
    places = arrow.concat_arrays([arrow.array(who, arrow.int64()), arrow.array(others, arrow.int64())])
    keys = arrow.table({"who": places, "row": arrow.array(range(len(places)), arrow.int64())})
    order = compute.sort_indices(keys, [("who", "ascending"), ("row", "ascending")])
    return arrow.concat_tables([table, other]).take(order)


def _texts(told: Any) -> Any:
    """Return a column of text."""
    arrow = load("pyarrow", "table")
    texts = arrow.array(told.texts, arrow.string())
    return texts if told.codes is None else texts.take(arrow.array(told.codes, mask=told.codes < 0))


# --- into a library ---------------------------------------------------------------------------------------------------


def _schema(types: Mapping[str, str]) -> Any:
    arrow = load("pyarrow", "table")
    kinds = {
        "text": arrow.string(),
        "whole": arrow.int64(),
        "instant": arrow.timestamp("us", tz="UTC"),
        "texts": arrow.list_(arrow.string()),
    }
    return arrow.schema([(name, kinds[kind]) for name, kind in types.items()])


def _table(rows: Iterator[dict[str, Any]], schema: Any) -> Any:
    """Return rows as an Arrow table; they are gone through in chunks, never all as objects."""
    arrow = load("pyarrow", "table")
    batches: list[Any] = []
    while chunk := list(islice(rows, CHUNK)):
        batches.append(arrow.RecordBatch.from_pylist(chunk, schema=schema))
    return arrow.Table.from_batches(batches, schema=schema)


def _library(like: Any) -> str:
    """Return the name of the library that ``like`` is, is a table of, or names."""
    match like:
        case None:
            return "pyarrow"
        case str():
            named = like
        case ModuleType():
            named = like.__name__
        case type():
            named = like.__module__
        case _:
            named = type(like).__module__
    name = named.partition(".")[0].lstrip("_")
    if name == "narwhals" and not isinstance(like, str | ModuleType | type):
        return _library(like.to_native())
    if name not in LIBRARIES:
        raise error(UsageError, "frame.library", library=name, known=", ".join(LIBRARIES))
    return name


def _native(table: Any, library: str) -> Any:
    if library == "pyarrow":
        return table
    module = load(library, "table") if library != "modin" else load("modin.pandas", "table")
    if library == "duckdb":
        return module.from_arrow(table)
    return load("narwhals", "table").from_arrow(table, backend=sys.modules[library]).to_native()
