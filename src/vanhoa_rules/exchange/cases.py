"""0 · A jurist's cases: what happened, and what a rule must say of it, as TOML that needs no programmer.

    rulebook = "thanh-tra-thanh-hoa"

    [[case]]
    rule = "KL-01"
    says = "Đến muộn 20 phút, không nghỉ phép, không công tác"
    period = "2026-03"
    as_of = "2026-04-01"
    facts = [{ kind = "attendance.arrived", at = "2026-03-02 08:20", minutes_late = 20 }]
    expect = { word = "breached", evidence = [["f1"]] }

Facts without ``id`` are f1, f2, … in order; without ``staff`` they are about the first person. ``people`` gives
roster rows (``person`` one row); what a row leaves out is ``DEFAULTS``. Times without an offset are local.
``covers`` is "all" (the default), or a list of coverage entries.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from attrs import field, frozen

from vanhoa_rules.errors import DataError, Problem
from vanhoa_rules.words import error, problem

DEFAULTS: Mapping[str, Any] = {
    "id": "A",
    "unit": "P1",
    "role": "specialist",
    "leader": False,
    "employment": "cong_chuc",
}
FIELDS = frozenset(
    {
        "id",
        "rule",
        "says",
        "why",
        "rulebook",
        "period",
        "as_of",
        "known_at",
        "covers",
        "person",
        "people",
        "facts",
        "expect",
    }
)
EXPECTED = frozenset(
    {"word", "findings", "evidence", "at", "measure", "pending", "due", "missing", "defeated"}
)


@frozen
class Case:
    """One case: the question, the facts as written, and what is expected of the rule for the first person."""

    name: str
    rule: str
    says: str
    rulebook: str | None
    period: str
    as_of: str
    known_at: str | None
    covers: Any
    people: tuple[dict[str, Any], ...]
    facts: tuple[dict[str, Any], ...]
    expect: Mapping[str, Any] = field(factory=dict[str, Any])


@frozen
class Cases:
    """The cases of a file and the problems of those that cannot be read."""

    cases: tuple[Case, ...]
    problems: tuple[Problem, ...] = ()


def read_cases(source: str | os.PathLike[str]) -> Cases:
    """Return the cases of a TOML file; ``DataError`` where it is no TOML at all."""
    path = Path(source)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        raise error(DataError, "cases.unreadable", path=str(path), fault=str(cause)) from cause
    found: list[Case] = []
    problems: list[Problem] = []
    rows: list[Any] = data["case"] if isinstance(data.get("case"), list) else []
    for number, row in enumerate(rows, start=1):
        faults = _faults(row, str(path), number)
        if faults:
            problems.extend(faults)
        else:
            found.append(_case(row, number, data.get("rulebook")))
    if not found and not problems:
        problems.append(problem("cases.none", file=str(path)))
    return Cases(tuple(found), tuple(problems))


def _faults(row: Any, file: str, number: int) -> list[Problem]:
    if not isinstance(row, dict):
        return [problem("cases.form", file=file, row=number, field="case", detail=type(row).__name__)]
    found: list[Problem] = []
    entries: dict[str, Any] = {str(name): item for name, item in row.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    found.extend(
        problem("cases.field", file=file, row=number, field=name, detail=", ".join(sorted(FIELDS)))
        for name in entries
        if name not in FIELDS
    )
    found.extend(
        problem("cases.missing", file=file, row=number, field=name)
        for name in ("rule", "period", "as_of", "expect")
        if name not in entries
    )
    expect: Any = entries.get("expect", {})
    if isinstance(expect, dict):
        names = [str(name) for name in cast("dict[Any, Any]", expect) if name not in EXPECTED]
        found.extend(
            problem(
                "cases.field",
                file=file,
                row=number,
                field=f"expect.{name}",
                detail=", ".join(sorted(EXPECTED)),
            )
            for name in names
        )
    else:
        found.append(
            problem("cases.form", file=file, row=number, field="expect", detail=type(expect).__name__)
        )
    return found


def _case(row: dict[str, Any], number: int, rulebook: str | None) -> Case:
    people = [{**DEFAULTS, **one} for one in row.get("people", [row.get("person", {})])]
    first = people[0]["id"]
    facts = [{"id": f"f{n}", "staff": first, **fact} for n, fact in enumerate(row.get("facts", ()), start=1)]
    return Case(
        name=str(row.get("id", number)),
        rule=row["rule"],
        says=row.get("says", ""),
        rulebook=row.get("rulebook", rulebook),
        period=row["period"],
        as_of=str(row["as_of"]),
        known_at=None if row.get("known_at") is None else str(row["known_at"]),
        covers=row.get("covers", "all"),
        people=tuple(people),
        facts=tuple({name: _written(item) for name, item in fact.items()} for fact in facts),
        expect=row["expect"],
    )


def _written(item: Any) -> Any:
    """Return a TOML date or time as the text that facts are read from."""
    return item.isoformat() if hasattr(item, "isoformat") else item
