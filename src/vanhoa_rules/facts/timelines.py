"""1 · What happened: timelines — which facts were on record and not withdrawn, person by person, in order."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from attrs import field, frozen

from vanhoa_rules.canonical import plain
from vanhoa_rules.errors import Problem
from vanhoa_rules.facts.base import Fact, fields_of, fixed
from vanhoa_rules.facts.housekeeping import FactRetracted
from vanhoa_rules.facts.work import TaskAssigned
from vanhoa_rules.words import problem

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def content(fact: Fact) -> dict[str, Any]:
    """Return what a fact says, by public field name, ``kind`` first and nulls left out.

    Values are canonical: instants in UTC, decimals as exact text. Two facts with equal content are one fact said
    twice; ``recorded_at`` is left out where it equals ``at``, which is what null means.
    """
    said: dict[str, Any] = {"kind": fact.kind}
    for name, spec in fields_of(type(fact)).items():
        value = getattr(fact, spec.attribute)
        if value is None or (name == "recorded_at" and value == fact.at):
            continue
        match spec.type:
            case "instant":
                said[name] = value.astimezone(UTC).isoformat()
            case "date":
                said[name] = value.isoformat()
            case "decimal":
                said[name] = plain(value)
            case _:
                said[name] = value
    return said


@frozen(eq=False)
class Timelines:
    """The facts that count, known and not withdrawn, and what was wrong with the others.

    ``facts`` in the order (``staff``, ``at``, ``id``); ``problems`` in the order of the facts they name;
    ``uncovered`` the (staff, kind) whose silence means nothing any more because a fact was not judged.
    """

    facts: tuple[Fact, ...]
    problems: tuple[Problem, ...] = ()
    uncovered: tuple[tuple[str, str], ...] = ()
    _by_staff: dict[str, tuple[Fact, ...]] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        by_staff: dict[str, list[Fact]] = {}
        for fact in self.facts:
            by_staff.setdefault(fact.staff, []).append(fact)
        object.__setattr__(self, "_by_staff", {staff: tuple(facts) for staff, facts in by_staff.items()})

    @property
    def staff(self) -> tuple[str, ...]:
        """Everyone about whom there is a fact, sorted by id."""
        return tuple(self._by_staff)

    def of(self, staff: str) -> tuple[Fact, ...]:
        """Return a person's facts in the order (``at``, ``id``)."""
        return self._by_staff.get(staff, ())

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the canonical JSON of the facts that count, sorted by id."""
        told = hashlib.sha256(b"[")
        for place, fact in enumerate(sorted(self.facts, key=lambda fact: fact.id)):
            told.update(b"," if place else b"")
            told.update(_JSON.encode(content(fact)).encode())
        told.update(b"]")
        return f"sha256:{told.hexdigest()}"


def build(facts: Iterable[Fact], *, as_of: datetime, known_at: datetime | None = None) -> Timelines:
    """Return the timelines as they stood when ``known_at`` was on record (default ``as_of``), up to ``as_of``.

    What is not on record yet plays no part: no conflict, no retraction, no problem. Two facts with one id that say
    different things are neither judged. The order in which facts are given changes nothing.
    """
    as_of = fixed(as_of)
    known_at = as_of if known_at is None else fixed(known_at)
    on_record, conflicts = _unlike(fact for fact in facts if fact.known_from <= known_at)
    docket = _Docket()
    for twins in conflicts:
        docket.conflict(twins, on_record)
    gone = _retracted(on_record, docket)
    kept = sorted(
        (fact for fact in on_record.values() if fact.at <= as_of and fact.id not in gone),
        key=lambda fact: (fact.staff, fact.at, fact.id),
    )
    kept = _assigned_once(kept, docket)
    problems = tuple(found for _, found in sorted(docket.problems, key=lambda each: each[0]))
    return Timelines(tuple(kept), problems, tuple(sorted(docket.uncovered)))


class _Docket:
    """What was found wrong while timelines are built."""

    def __init__(self) -> None:
        self.problems: list[tuple[str, Problem]] = []
        self.uncovered: set[tuple[str, str]] = set()

    def conflict(self, twins: list[Fact], on_record: dict[str, Fact]) -> None:
        """Note facts with one id that say different things, and what their retractions leave in doubt."""
        first = twins[0]
        self.problems.append(
            (
                first.id,
                problem("fact.same_id", field="id", value=first.id, staff=first.staff, kind=first.kind),
            )
        )
        for twin in twins:
            self.uncovered.add((twin.staff, twin.kind))
            if isinstance(twin, FactRetracted) and twin.retracts in on_record:
                named = on_record[twin.retracts]
                self.uncovered.add((named.staff, named.kind))

    def reject(self, code: str, fact: Fact, about: Fact, **where: Any) -> None:
        """Note a fact that is not judged, and whose record of what that leaves in doubt."""
        self.problems.append(
            (fact.id, problem(code, staff=about.staff, kind=about.kind, id=fact.id, other=about.id, **where))
        )
        self.uncovered.add((about.staff, about.kind))


def _unlike(facts: Iterable[Fact]) -> tuple[dict[str, Fact], list[list[Fact]]]:
    """Return the facts by id, and apart from them the groups with one id that say different things."""
    first: dict[str, Fact] = {}
    again: dict[str, list[Fact]] = {}
    for fact in facts:
        known = first.setdefault(fact.id, fact)
        if known is not fact:
            again.setdefault(fact.id, [known]).append(fact)
    conflicts: list[list[Fact]] = []
    for id_, alike in again.items():
        said: dict[str, Fact] = {}
        for fact in sorted(alike, key=repr):  # which of two equal facts is kept must not hang on their order
            said.setdefault(_JSON.encode(content(fact)), fact)
        first[id_], *others = (said[text] for text in sorted(said))
        if others:
            conflicts.append([first.pop(id_), *others])
    return first, conflicts


def _recorded(fact: Fact) -> tuple[datetime, bool, str]:
    return fact.known_from, isinstance(fact, FactRetracted), fact.id


def _retracted(on_record: dict[str, Fact], docket: _Docket) -> set[str]:
    """Return the ids of what is withdrawn and of the retractions that are refused.

    From the last retraction to the first, so that chains come out right.
    """
    gone: set[str] = set()
    refused: set[str] = set()
    retractions = [fact for fact in on_record.values() if isinstance(fact, FactRetracted)]
    for retraction in sorted(retractions, key=_recorded, reverse=True):
        named = on_record.get(retraction.retracts)
        if named is None:
            continue
        if named is retraction:
            wrong = "retraction.self"
        elif named.staff != retraction.staff:
            wrong = "retraction.person"
        elif _recorded(named) > _recorded(retraction):
            wrong = "retraction.order"
        else:
            if retraction.id not in gone:
                gone.add(named.id)
            continue
        docket.reject(wrong, retraction, named, field="retracts")
        refused.add(retraction.id)
    return gone | refused


def _assigned_once(kept: list[Fact], docket: _Docket) -> list[Fact]:
    """Return the facts without a second assignment of one task to one person; the first in time order stays."""
    seen: dict[tuple[str, str], Fact] = {}
    once: list[Fact] = []
    for fact in kept:
        if isinstance(fact, TaskAssigned):
            earlier = seen.setdefault((fact.staff, fact.case), fact)
            if earlier is not fact:
                docket.reject("task.twice", fact, fact, field="case", value=fact.case)
                continue
        once.append(fact)
    return once
