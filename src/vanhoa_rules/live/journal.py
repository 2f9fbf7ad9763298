"""8 · A log on disk: a SQLite file from which a killed process finds every acknowledged fact again; only ``forget`` takes out."""

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from attrs import define, field

from vanhoa_rules.canonical import dumps
from vanhoa_rules.errors import UsageError
from vanhoa_rules.exchange import fact_from_dict, fact_to_dict
from vanhoa_rules.facts import Fact, FactRetracted, TaskAssigned, Vocabulary
from vanhoa_rules.live.log import Log, Refusal
from vanhoa_rules.words import error

SCHEMA = 2
APPLICATION = 0x76686C76
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
TABLES = """
CREATE TABLE head (name TEXT PRIMARY KEY, said TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE facts (
    number INTEGER PRIMARY KEY, staff TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL,
    known INTEGER NOT NULL, names TEXT, task TEXT, said TEXT NOT NULL
);
CREATE INDEX facts_staff ON facts (staff);
CREATE INDEX facts_id ON facts (id);
CREATE INDEX facts_kind ON facts (kind);
CREATE INDEX facts_names ON facts (names) WHERE names IS NOT NULL;
CREATE TABLE times (number INTEGER PRIMARY KEY, now INTEGER NOT NULL);
"""
REFUSED = """
CREATE TABLE refused (after INTEGER NOT NULL, staff TEXT, kind TEXT, id TEXT);
"""
GUARDS = """
CREATE TRIGGER facts_stay BEFORE DELETE ON facts BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER facts_keep BEFORE UPDATE ON facts BEGIN SELECT RAISE(ABORT, 'append only'); END;
"""


def _number(at: datetime) -> int:
    return (at - EPOCH) // TICK


@define(eq=False)
class Journal(Log):
    """The log of one evaluation in a file; ``head`` says what it was made with and has to agree when it is opened.

    One process at a time. ``add`` returns after the commit. Raises ``UsageError`` where the file cannot be opened, is
    of another version or was made with another rulebook, scorecard, calendar, roster, period or coverage.
    """

    path: str | os.PathLike[str]
    head: Mapping[str, str]
    vocabulary: Vocabulary
    _base: sqlite3.Connection = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        try:
            self._base = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, timeout=2)
            self._open()
        except sqlite3.Error as cause:
            if hasattr(self, "_base"):
                self._base.close()
            raise error(UsageError, "live.journal", path=os.fspath(self.path), fault=str(cause)) from cause
        except UsageError:
            self._base.close()
            raise

    def _open(self) -> None:
        base = self._base
        base.execute("PRAGMA locking_mode=EXCLUSIVE")
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA synchronous=FULL")
        base.execute("PRAGMA secure_delete=ON")
        base.execute("BEGIN EXCLUSIVE")
        version = base.execute("PRAGMA user_version").fetchone()[0]
        if not version:
            for statement in _statements(TABLES + GUARDS):
                base.execute(statement)
            base.execute(f"PRAGMA application_id={APPLICATION}")
            base.executemany("INSERT INTO head VALUES (?, ?)", sorted(self.head.items()))
        if version in {0, 1}:
            base.execute(REFUSED)
            base.execute(f"PRAGMA user_version={SCHEMA}")
        base.execute("COMMIT")
        if version not in {0, 1, SCHEMA}:
            raise error(UsageError, "live.version", found=version, version=SCHEMA)
        check_head(dict(base.execute("SELECT name, said FROM head")), self.head)

    def add(self, fact: Fact) -> int:
        """Record a fact for good and return its number; it is on disk when this returns."""
        row = (
            fact.staff,
            fact.id,
            fact.kind,
            _number(fact.at),
            _number(fact.known_from),
            fact.retracts if isinstance(fact, FactRetracted) else None,
            fact.case if isinstance(fact, TaskAssigned) else None,
            dumps(fact_to_dict(fact), sort=False),
        )
        columns = "staff, id, kind, at, known, names, task, said"
        return self._write(f"INSERT INTO facts ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608 - our own words

    def add_time(self, now: datetime) -> None:
        """Record for good how far time has come."""
        self._write("INSERT INTO times (now) VALUES (?)", (_number(now),))

    def of(self, staff: Iterable[str], upto: int) -> list[Fact]:
        """Return the facts about some people."""
        return [
            fact
            for one in staff
            for fact in self._read("WHERE staff = ? AND number <= ? ORDER BY number", (one, upto))
        ]

    def by_id(self, name: str) -> list[Fact]:
        """Return the facts of an id."""
        return list(self._read("WHERE id = ? ORDER BY number", (name,)))

    def naming(self, name: str) -> list[Fact]:
        """Return the retractions that name an id."""
        return list(self._read("WHERE names = ? ORDER BY number", (name,)))

    def everything(self, upto: int | None = None) -> Iterator[Fact]:
        """Return all facts in the order of arrival."""
        return self._read("WHERE number <= ? ORDER BY number", (2**62 if upto is None else upto,))

    def of_kinds(self, kinds: Iterable[str]) -> Iterator[Fact]:
        """Return all facts of some kinds."""
        for kind in sorted(kinds):
            yield from self._read("WHERE kind = ? ORDER BY number", (kind,))

    def after(self, now: datetime) -> Iterator[Fact]:
        """Return the facts that happen after an instant."""
        return self._read("WHERE at > ? ORDER BY number", (_number(now),))

    def entangled(self) -> Iterator[Fact]:
        """Return the facts that other facts may unsay."""
        return self._read(
            "WHERE names IS NOT NULL OR task IS NOT NULL "
            "OR id IN (SELECT names FROM facts WHERE names IS NOT NULL) "
            "OR id IN (SELECT id FROM facts GROUP BY id HAVING COUNT(*) > 1) ORDER BY number"
        )

    def staff(self) -> Iterable[str]:
        """Return everyone about whom there is a fact."""
        return [row[0] for row in self._base.execute("SELECT DISTINCT staff FROM facts ORDER BY staff")]

    def count(self) -> int:
        """Return the number of the last arrival."""
        return int(self._one("SELECT MAX(number) FROM facts") or 0)

    def first(self) -> datetime | None:
        """Return the earliest instant of all facts."""
        found = self._one("SELECT MIN(at) FROM facts")
        return None if found is None else EPOCH + found * TICK

    def now(self) -> datetime | None:
        """Return how far time had come."""
        known, told = self._one("SELECT MAX(known) FROM facts"), self._one("SELECT MAX(now) FROM times")
        found = [number for number in (known, told) if number is not None]
        return EPOCH + max(found) * TICK if found else None

    def refuse(self, staff: str | None, kind: str | None, name: str | None) -> None:
        """Record for good whose record of what a refused fact leaves unknown; ``name`` is its id."""
        self._write("INSERT INTO refused VALUES (?, ?, ?, ?)", (self.count(), staff, kind, name))

    def refusals(self) -> list[Refusal]:
        """Return the refusals of facts of whose id none was taken since."""
        query = (
            "SELECT staff, kind, id FROM refused WHERE id IS NULL "
            "OR NOT EXISTS (SELECT 1 FROM facts WHERE facts.id = refused.id AND number > after) ORDER BY rowid"
        )
        return [(staff, kind, name) for staff, kind, name in self._base.execute(query)]

    def forget(self, staff: str, hidden: Callable[[Fact], Fact], head: Mapping[str, str]) -> int:
        """Take out everything about a person and put ``hidden`` others in place; return how many facts went.

        All of it or nothing; then the file is written anew, so that nothing of it is left between its pages.
        """
        base = self._base
        try:
            base.execute("BEGIN EXCLUSIVE")
            for name in ("facts_stay", "facts_keep"):
                base.execute(f"DROP TRIGGER {name}")
            removed = base.execute("DELETE FROM facts WHERE staff = ?", (staff,)).rowcount
            base.execute("DELETE FROM refused WHERE staff = ?", (staff,))
            for number, said in base.execute("SELECT number, said FROM facts").fetchall():
                fact = self._fact(said)
                found = hidden(fact)
                if found is not fact:
                    text = dumps(fact_to_dict(found), sort=False)
                    base.execute("UPDATE facts SET said = ? WHERE number = ?", (text, number))
            base.executemany("UPDATE head SET said = ? WHERE name = ?", [(v, k) for k, v in head.items()])
            for statement in _statements(GUARDS):
                base.execute(statement)
            base.execute("COMMIT")
            base.execute("VACUUM")
            base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as cause:
            raise error(UsageError, "live.journal", path=os.fspath(self.path), fault=str(cause)) from cause
        finally:
            if base.in_transaction:
                base.execute("ROLLBACK")
        return removed

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def _write(self, statement: str, row: tuple[Any, ...]) -> int:
        """Commit one row and return its number."""
        try:
            return int(self._base.execute(statement, row).lastrowid or 0)
        except sqlite3.Error as cause:  # a full disk, a file taken away: the fact is not on record
            raise error(UsageError, "live.journal", path=os.fspath(self.path), fault=str(cause)) from cause

    def _one(self, query: str) -> int | None:
        found: int | None = self._base.execute(query).fetchone()[0]
        return found

    def _read(self, rest: str, values: tuple[Any, ...] = ()) -> Iterator[Fact]:
        for (said,) in self._base.execute(f"SELECT said FROM facts {rest}", values):  # noqa: S608 - our own words
            yield self._fact(said)

    def _fact(self, said: str) -> Fact:
        return fact_from_dict(json.loads(said), vocabulary=self.vocabulary, allow_citizen_ids=True)


def _statements(text: str) -> Iterator[str]:
    pending = ""
    for line in text.splitlines():
        pending += line + "\n"
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def check_head(found: Mapping[str, str], head: Mapping[str, str]) -> None:
    """Raise ``UsageError`` that names the first thing with which a record was made differently."""
    for name, said in head.items():
        if found.get(name) != said:
            raise error(UsageError, f"live.differs_{name}")
