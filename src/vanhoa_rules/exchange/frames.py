"""7 · The answer as tables: one row a person, one row a finding, in the caller's dataframe library, by way of Arrow.

Points are exact decimal or ratio text (``"2.5"``, ``"1/3"``), as in a verdict's JSON: no column of a dataframe library
holds a third. Columns are named by the place in that JSON: ``total.low``, ``lines.ky-luat.high``.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import islice
from types import ModuleType
from typing import Any, Final

from vanhoa_rules.calendars import Period
from vanhoa_rules.canonical import plain
from vanhoa_rules.errors import UsageError
from vanhoa_rules.exchange.extras import load
from vanhoa_rules.facts import Roster
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
    rows = (_person(one, lines, _roster(verdicts)) for one in verdicts.values())
    return _frame(rows, _person_types(lines), like)


def findings_frame(verdicts: Verdicts, like: Any = None) -> Any:
    """Return one row a finding, person by person: the rule, when, the points it took, the evidence as a list of ids.

    ``like`` and errors as for ``verdicts_frame``. ``at`` is in UTC; ``points`` and ``measure`` are exact text; ``basis``
    lists the texts as "source article".
    """
    rows = (_finding(one.staff, found) for one in verdicts.values() for found in one.findings)
    return _frame(rows, _finding_types(), like)


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
        "basis": [" ".join(filter(None, (one.source, one.article or one.clause))) for one in found.basis],
    }


def _finding_types() -> dict[str, str]:
    texts = ("staff", "rule", "criterion", "kind", "at", "line", "points", "measure", "evidence", "basis")
    return {**dict.fromkeys(texts, "text"), "at": "instant", "evidence": "texts", "basis": "texts"}


def _said(value: Fraction | None) -> str | None:
    return None if value is None else plain(value)


def _line(line: LineScore | None, at: str) -> str | None:
    return None if line is None else _said(getattr(line, at))


# --- into a library ---------------------------------------------------------------------------------------------------


def _frame(rows: Iterator[dict[str, Any]], types: Mapping[str, str], like: Any) -> Any:
    """Return rows as a table of the library wanted; they are gone through in chunks, never all as objects."""
    library = _library(like)
    arrow = load("pyarrow", "table")
    kinds = {
        "text": arrow.string(),
        "whole": arrow.int64(),
        "instant": arrow.timestamp("us", tz="UTC"),
        "texts": arrow.list_(arrow.string()),
    }
    schema = arrow.schema([(name, kinds[kind]) for name, kind in types.items()])
    batches: list[Any] = []
    while chunk := list(islice(rows, CHUNK)):
        batches.append(arrow.RecordBatch.from_pylist(chunk, schema=schema))
    return _native(arrow.Table.from_batches(batches, schema=schema), library)


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
