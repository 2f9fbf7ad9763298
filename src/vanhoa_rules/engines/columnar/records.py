"""3 · Which rows count: on record, not later than asked, not withdrawn, not told twice; and which values are wrong."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from vanhoa_rules.engines.columnar.arrays import Bools, Ints, count, np
from vanhoa_rules.engines.columnar.checks import contradicted, united, wrong
from vanhoa_rules.engines.columnar.columns import Column, micros
from vanhoa_rules.engines.columnar.kinds import Ids, KindTable
from vanhoa_rules.errors import DataError, Problem
from vanhoa_rules.facts import Fact, build, fields_of
from vanhoa_rules.words import error, problem

RETRACTED, ASSIGNED = "fact.retracted", "task.assigned"


class Table(Protocol):
    """What is asked of a fact table here."""

    @property
    def kinds(self) -> Any:
        """The tables of the kinds."""
        ...

    @property
    def ids_given(self) -> Ids | None:
        """The ids of the rows."""
        ...

    @property
    def at(self) -> Ints:
        """When the facts happened."""
        ...

    def names(self, rows: Ints) -> Any:
        """Return the ids of rows."""
        ...

    def fact(self, row: int) -> Fact:
        """Return the fact of a row."""
        ...


def counted(
    table: Table, as_of: datetime, known_at: datetime
) -> tuple[Bools, tuple[Problem, ...], tuple[tuple[str, str], ...]]:
    """Return which rows count, as ``facts.build`` says, what is wrong with others, and what that leaves unknown.

    Only rows that may be entangled become facts: those that share an id, retractions with what they name, and tasks
    assigned to one person twice.
    """
    tables: list[KindTable] = list(table.kinds.values())
    known = [of.known_from <= micros(known_at) for of in tables]
    on_record = np.concatenate(known) if known else np.zeros(0, dtype=np.bool_)
    kept: Bools = on_record & (table.at <= micros(as_of))
    entangled = _entangled(table, on_record) & on_record
    rows = np.flatnonzero(entangled)
    if not len(rows):
        return kept, (), ()
    facts = {row: table.fact(row) for row in rows.tolist()}
    found = build(facts.values(), as_of=as_of, known_at=known_at)
    stay = {id(fact) for fact in found.facts}
    kept[rows] = [id(fact) in stay for fact in facts.values()]
    return kept, found.problems, found.uncovered


def _entangled(table: Table, on_record: Bools) -> Bools:
    n = len(table.at)
    ids = table.ids_given
    found = np.zeros(n, dtype=np.bool_) if ids is None else ids.shared(n)
    retractions: KindTable | None = table.kinds.get(RETRACTED)
    if retractions is not None and len(retractions):
        column = retractions.columns["retracts"]
        mine = on_record[retractions.base : retractions.base + len(retractions)]
        codes = np.unique(column.values[mine]).tolist()
        named = np.array([column.pool.text(code) for code in codes] if column.pool else codes, dtype=object)
        found = found | (
            np.isin(table.names(count(n)).astype(str), named.astype(str))
            if ids is None
            else ids.among(named, n)
        )
        found[retractions.rows] = True
    assigned: KindTable | None = table.kinds.get(ASSIGNED)
    if assigned is not None and len(assigned) > 1:
        case = assigned.columns["case"].values
        order = np.lexsort((case, assigned.staff))
        same = (np.diff(case[order]) == 0) & (np.diff(assigned.staff[order]) == 0)
        again = np.flatnonzero(same)
        found = found.copy()
        found[assigned.base + order[np.concatenate((again, again + 1))]] = True
    return found


def wrong_rows(part: KindTable) -> Bools | None:
    """Return which rows hold a value that its field may not hold, or end before they begin."""
    specs = fields_of(part.kind)
    faults = [wrong(specs[name], column) for name, column in part.columns.items()]
    at = wrong(specs["at"], Column("instant", part.at))
    return united([*faults, at, contradicted(part.at, part.columns)])


def refuse_wrong(parts: Sequence[KindTable]) -> None:
    """Raise ``DataError`` that lists every wrong value of facts as given, by kind, row and field."""
    problems: list[Problem] = []
    for part in parts:
        for name, spec in fields_of(part.kind).items():
            column = Column("instant", part.at) if name == "at" else part.columns.get(name)
            bad = None if column is None else wrong(spec, column)
            if bad is None or column is None:
                continue
            for row in np.flatnonzero(bad).tolist():
                value = column.value(row, spec.type)
                code, parts_ = spec.fault(value) or ("fact.range", {"range": "0001..9999"})
                shown = "…" if spec.private or code in {"fact.size", "fact.text"} else value
                problems.append(
                    problem(code, row=row, field=name, value=shown, kind=part.kind.kind, **parts_)
                )
        bad = contradicted(part.at, part.columns)
        for row in [] if bad is None else np.flatnonzero(bad).tolist():
            until = part.columns["until"].value(row, "instant")
            problems.append(
                problem("fact.until", row=row, field="until", value=until.isoformat(), kind=part.kind.kind)
            )
    if problems:
        names = ", ".join(dict.fromkeys(found.field or "–" for found in problems))
        kinds = ", ".join(
            dict.fromkeys(part.kind.kind for part in parts if any(p.kind == part.kind.kind for p in problems))
        )
        first = error(DataError, "fact.refused", kind=kinds, fields=names)
        raise DataError(first.code, first.message, first.remedy, first.parts, problems)
