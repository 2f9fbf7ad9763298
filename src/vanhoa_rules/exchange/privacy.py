"""7 · Personal data: pseudonyms under a key, redacted rows, forgetting a person, and what is held about one.

Law 91/2025/QH15 and Decree 356/2025/NĐ-CP (from 1 January 2026): de-identified data is no longer personal, pseudonymous data
that can be traced back still is. Staff and identity numbers are few and can be guessed one by one, so a plain hash hides
nothing; pseudonyms are keyed (HMAC-SHA-256), and the table that leads back is kept apart from the data.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs
from attrs import field, frozen

from vanhoa_rules.canonical import dumps
from vanhoa_rules.errors import UsageError
from vanhoa_rules.exchange.rows import HIDDEN, fact_to_dict, specs_of_fact
from vanhoa_rules.facts.base import Fact, FieldSpec
from vanhoa_rules.facts.roster import Person, Roster
from vanhoa_rules.words import both, error

SHORTEST_KEY: Final = 16
PEOPLE: Final = frozenset({"staff", "by"})
"""Fields that name a person."""
KEYS: Final = frozenset({"id", "retracts", "case", "act"})
"""Fields that name a matter or a fact; they may hold a person's number or a citizen's file."""
CODES: Final = frozenset({"source", "procedure", "product", "line"})
"""Fields that name a catalogue's entry, the same for everyone."""

_LETTERS: Final = 16


@frozen
class Pseudonymised:
    """Facts and roster under pseudonyms; ``table`` leads back from each pseudonym, keep it apart, and the key too."""

    facts: tuple[Fact, ...] = field(repr=lambda facts: f"<{len(facts)}>")
    roster: Roster | None = field(repr=False)
    table: Mapping[str, str] = field(repr=lambda table: f"<{len(table)}>")

    def write_table(self, path: str | os.PathLike[str]) -> None:
        """Write the table as JSON to a file that only its owner may read."""
        owned = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(owned, "w", encoding="utf-8", newline="\n") as file:
            file.write(dumps(dict(self.table), indent=1) + "\n")


@frozen
class Forgotten:
    """What is left when a person is forgotten: facts, roster, how many facts went, how many of others named the person."""

    facts: tuple[Fact, ...] = field(repr=lambda facts: f"<{len(facts)}>")
    roster: Roster | None = field(repr=False)
    removed: int
    mentions: int


class _Names:
    """Makes pseudonyms and remembers what each stands for."""

    def __init__(self, key: bytes | str) -> None:
        self.key = key.encode() if isinstance(key, str) else bytes(key)
        if len(self.key) < SHORTEST_KEY:
            raise error(UsageError, "private.key", least=SHORTEST_KEY)
        self.table: dict[str, str] = {}

    def of(self, role: str, text: str) -> str:
        """Return the pseudonym of a text; equal texts of one role have equal pseudonyms."""
        made = hmac.new(self.key, f"{role}\0{text}".encode(), hashlib.sha256).digest()
        name = f"{role}-{base64.b32encode(made).decode()[:_LETTERS].lower()}"
        self.table[name] = text
        return name


def pseudonymise(facts: Iterable[Fact], key: bytes | str, *, roster: Roster | None = None) -> Pseudonymised:
    """Return facts (and roster) in which people, matters and free text bear pseudonyms under ``key``.

    What was equal stays equal, so that verdicts come out the same: people as ``p-…``, ids and matters as ``k-…``, free text
    as ``t-…``. Codes of catalogues, dates, numbers and choices stay. A name never passes. Facts at one instant may change
    their order, which is that of their ids. ``UsageError`` for a key of fewer than 16 bytes.
    """
    names = _Names(key)
    made = tuple(_pseudonymous(fact, names) for fact in facts)
    people = None if roster is None else Roster([_hidden(row, names) for row in roster.people])
    return Pseudonymised(made, people, dict(sorted(names.table.items())))


def _pseudonymous(fact: Fact, names: _Names) -> Fact:
    changes: dict[str, Any] = {}
    for name, spec in specs_of_fact(fact).items():
        role, value = _role(name, spec), getattr(fact, spec.attribute)
        if role and value is not None:
            changes[spec.attribute] = names.of(role, value)
    return attrs.evolve(fact, **changes)


def _role(name: str, spec: FieldSpec) -> str:
    """Return p, k or t for a field that is to bear a pseudonym, "" for one that stays."""
    if spec.type != "str" or spec.choices or spec.pattern is not None or name in CODES:
        return ""
    return "p" if name in PEOPLE else "k" if name in KEYS else "t"


def _hidden(row: Person, names: _Names) -> Person:
    reports, oversees = (
        None if one is None else names.of("p", one) for one in (row.reports_to, row.overseen_by)
    )
    return attrs.evolve(row, id=names.of("p", row.id), name=None, reports_to=reports, overseen_by=oversees)


def restore(facts: Iterable[Fact], table: Mapping[str, str]) -> tuple[Fact, ...]:
    """Return the facts that pseudonyms stand for, by the table; a pseudonym that is not in it stays."""

    def back(fact: Fact) -> Fact:
        changes: dict[str, Any] = {}
        for name, spec in specs_of_fact(fact).items():
            value = getattr(fact, spec.attribute)
            if _role(name, spec) and value in table:
                changes[spec.attribute] = table[value]
        return attrs.evolve(fact, **changes) if changes else fact

    return tuple(map(back, facts))


def redact(facts: Iterable[Fact], *, people: bool = False) -> tuple[dict[str, Any], ...]:
    """Return facts as rows fit to be shown to someone who helps: "…" for reasons, grounds and all free text.

    With ``people`` the persons, ids and matters are hidden too. The rows are for the eye, no longer facts.
    """
    return tuple(_redacted(fact, people=people) for fact in facts)


def _redacted(fact: Fact, *, people: bool) -> dict[str, Any]:
    row = fact_to_dict(fact)
    for name, spec in specs_of_fact(fact).items():
        role = _role(name, spec)
        if name in row and (
            spec.private or role == "t" or (people and role) or (role == "p" and name != "staff")
        ):
            row[name] = HIDDEN
    return row


def forget(facts: Iterable[Fact], staff: str, *, roster: Roster | None = None) -> Forgotten:
    """Return facts and roster without a person: every fact about them, their rows, and their number in others' facts.

    A number that other facts state as ``by`` becomes "…"; whoever reported to the person reports to nobody on record. Ids
    and matters that contain the number stay: pseudonymise them. Journals, copies and tables of pseudonyms are the caller's.
    """
    kept: list[Fact] = []
    removed = mentions = 0
    for fact in facts:
        if fact.staff == staff:
            removed += 1
            continue
        named = [
            spec.attribute
            for name, spec in specs_of_fact(fact).items()
            if _role(name, spec) == "p" and getattr(fact, spec.attribute) == staff
        ]
        mentions += bool(named)
        changes: dict[str, Any] = dict.fromkeys(named, HIDDEN)
        kept.append(attrs.evolve(fact, **changes) if changes else fact)
    rows = (
        None
        if roster is None
        else Roster([_unlinked(row, staff) for row in roster.people if row.id != staff])
    )
    return Forgotten(tuple(kept), rows, removed, mentions)


def _unlinked(row: Person, staff: str) -> Person:
    links: dict[str, Any] = {
        name: None for name in ("reports_to", "overseen_by") if getattr(row, name) == staff
    }
    return attrs.evolve(row, **links) if links else row


def export_for_subject(
    facts: Iterable[Fact],
    staff: str,
    *,
    roster: Roster | None = None,
    verdicts: Mapping[str, Any] | None = None,
    with_reasons: bool = False,
) -> dict[str, Any]:
    """Return what is held about a person, as JSON data in a fixed order, for the person to see and correct.

    Facts about them in the order of time, their rows of the roster with their name, their verdict, and notes on what the
    data is for. Others' numbers are hidden. The reason of a leave is shown only ``with_reasons``, to the person alone.
    """
    own = sorted((fact for fact in facts if fact.staff == staff), key=lambda fact: (fact.at, fact.id))
    rows = () if roster is None else roster.rows(staff)
    verdict = None if verdicts is None else verdicts.get(staff)
    notes = [
        both(f"subject.{name}") for name in ("purpose", "rights", *(() if with_reasons else ("reasons",)))
    ]
    return {
        "staff": staff,
        "roster": [_own_row(row) for row in rows],
        "facts": [_own_fact(fact, staff, reasons=with_reasons) for fact in own],
        "verdict": None if verdict is None else verdict.to_data(),
        "notes": [{"vi": note.vi, "en": note.en} for note in notes],
    }


def _own_row(row: Person) -> dict[str, Any]:
    values = attrs.asdict(row)
    said = {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()
    }
    return {name: value for name, value in said.items() if value is not None}


def _own_fact(fact: Fact, staff: str, *, reasons: bool) -> dict[str, Any]:
    row = fact_to_dict(fact)
    for name, spec in specs_of_fact(fact).items():
        other = _role(name, spec) == "p" and row.get(name) not in {None, staff}
        if name in row and (other or (spec.private and not reasons)):
            row[name] = HIDDEN
    return row
