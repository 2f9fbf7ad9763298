"""0 · Before the facts: a mapping file, which says in TOML how a log's own attributes become facts.

    staff = "case:responsible"                    # attributes of the log, by the log's own names
    case = "case:concept:name"
    order = ["case:startdate", "case:enddate"]    # a case in which these run backwards is refused

    [[fact]]
    kind = "case.received"
    once = true                                   # one fact a case; otherwise one an event
    at = "case:startdate"
    fields = { due = "case:deadline" }

    [[fact]]
    kind = "document.signed"
    where = { "concept:name" = ["Sign"], "lifecycle:transition" = "complete" }
    at = "time:timestamp"
    staff = "org:resource"

A value is the name of an attribute, ``{ value = … }`` for a constant, or ``{ from = "…", words = { "…" = "…" } }`` to
translate. ``zone`` says where times without an offset are local, ``office`` where the work was done (for the warning that
most work would fall at night). ``ignore_staff`` lists resources that are not people.
"""

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, cast

from attrs import field, frozen

from vanhoa_rules.errors import DataError, Problem
from vanhoa_rules.exchange.ocel import listed
from vanhoa_rules.facts.base import fields_of
from vanhoa_rules.facts.vocabulary import STANDARD, Vocabulary
from vanhoa_rules.words import error, near, problem

TOP: Final = frozenset({"reader", "staff", "case", "order", "zone", "office", "time", "ignore_staff", "fact"})
FACT: Final = frozenset({"kind", "once", "at", "id", "staff", "case", "where", "fields"})


@frozen
class Source:
    """Where a value comes from: an attribute, perhaps translated by ``words``, or a constant."""

    attribute: str | None = None
    value: Any = None
    words: Mapping[str, Any] = field(factory=dict[str, Any])


@frozen(kw_only=True)
class FactRule:
    """How one kind of fact is made: of a case (``once``) or of each event that ``where`` selects."""

    kind: str
    at: Source
    once: bool = False
    id: Source | None = None
    staff: Source | None = None
    case: Source | None = None
    where: Mapping[str, frozenset[str]] = field(factory=dict[str, frozenset[str]])
    fields: Mapping[str, Source] = field(factory=dict[str, Source])

    def attributes(self) -> Iterator[str]:
        """Yield the names of the log's attributes that the rule reads."""
        yield from self.where
        for one in (self.at, self.id, self.staff, self.case, *self.fields.values()):
            if one is not None and one.attribute is not None:
                yield one.attribute


@frozen(kw_only=True)
class LogMapping:
    """A mapping as a whole; ``read_mapping`` makes one of TOML or of a dict."""

    case: Source | None
    staff: Source | None = None
    facts: tuple[FactRule, ...]
    order: tuple[str, ...] = ()
    zone: str | None = None
    office: str | None = None
    time: str = "time:timestamp"
    ignore_staff: frozenset[str] = frozenset()

    def attributes(self) -> frozenset[str]:
        """Return the names of all attributes that the mapping reads."""
        own = [
            one.attribute for one in (self.case, self.staff) if one is not None and one.attribute is not None
        ]
        return frozenset([*own, *self.order, *(name for rule in self.facts for name in rule.attributes())])


def read_mapping(
    source: str | os.PathLike[str] | Mapping[str, Any] | LogMapping, *, vocabulary: Vocabulary = STANDARD
) -> LogMapping:
    """Return the mapping of a TOML file or a dict; ``DataError`` lists everything wrong in it."""
    if isinstance(source, LogMapping):
        return source
    file: str | None = None
    if isinstance(source, Mapping):
        data: Mapping[str, Any] = source
    else:
        file = str(source)
        data = read_toml(source)
    problems: list[Problem] = []
    found = _mapping(data, vocabulary, problems)
    if problems or found is None:
        first = error(DataError, "mapping.refused", count=len(problems))
        placed = [
            problem(one.code, file=file, field=one.field, value=one.value, **_parts(one)) for one in problems
        ]
        raise DataError(first.code, first.message, first.remedy, problems=placed)
    return found


def read_toml(source: str | os.PathLike[str]) -> dict[str, Any]:
    """Return the data of a TOML file; ``DataError`` where it is none."""
    try:
        return tomllib.loads(Path(source).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError, ValueError) as cause:
        raise error(DataError, "mapping.unreadable", path=str(source), fault=str(cause)[:120]) from cause


@frozen
class _Wrong(Problem):
    near: str = ""


def _parts(one: Problem) -> dict[str, Any]:
    return {"near": one.near} if isinstance(one, _Wrong) else {}


def _wrong(code: str, name: str, value: object = None, near_: str = "") -> Problem:
    made = problem(code, field=name, value=value, near=near_)
    return _Wrong(made.code, made.message, made.remedy, field=made.field, value=made.value, near=near_)


def _mapping(data: Mapping[str, Any], vocabulary: Vocabulary, problems: list[Problem]) -> LogMapping | None:
    problems += [_wrong("mapping.field", name, None, near(name, TOP)) for name in data if name not in TOP]
    rows = listed(data.get("fact"))
    if not rows:
        problems.append(_wrong("mapping.no_facts", "fact"))
        return None
    facts = [
        rule
        for place, row in enumerate(rows, 1)
        if (rule := _rule(row, f"fact[{place}]", vocabulary, problems)) is not None
    ]
    texts = {name: _texts(data.get(name), name, problems) for name in ("order", "ignore_staff")}
    zones = {name: _text(data.get(name), name, problems) for name in ("zone", "office", "time")}
    staff, case = (_source(data.get(name), name, problems) for name in ("staff", "case"))
    if any(rule.staff is None for rule in facts) and staff is None:
        problems.append(_wrong("mapping.missing", "staff"))
    return LogMapping(
        case=case,
        staff=staff,
        facts=tuple(facts),
        order=texts["order"],
        zone=zones["zone"],
        office=zones["office"],
        time=zones["time"] or "time:timestamp",
        ignore_staff=frozenset(texts["ignore_staff"]),
    )


def _rule(row: Any, where: str, vocabulary: Vocabulary, problems: list[Problem]) -> FactRule | None:
    if not isinstance(row, Mapping):
        problems.append(_wrong("mapping.form", where))
        return None
    values = cast("Mapping[str, Any]", row)
    problems += [
        _wrong("mapping.field", f"{where}.{name}", None, near(name, FACT))
        for name in values
        if name not in FACT
    ]
    kind = values.get("kind")
    if not isinstance(kind, str) or kind not in vocabulary:
        problems.append(_wrong("mapping.kind", f"{where}.kind", kind, near(str(kind), vocabulary)))
        return None
    known = fields_of(vocabulary[kind])
    fields = values.get("fields", {})
    sources: dict[str, Source] = {}
    for name, item in cast("Mapping[str, Any]", fields if isinstance(fields, Mapping) else {}).items():
        if name not in known:
            problems.append(_wrong("mapping.kind_field", f"{where}.fields.{name}", None, near(name, known)))
        elif (one := _source(item, f"{where}.fields.{name}", problems)) is not None:
            sources[name] = one
    at = _source(values.get("at"), f"{where}.at", problems)
    if at is None:
        problems.append(_wrong("mapping.missing", f"{where}.at"))
        return None
    once = values.get("once", False)
    if not isinstance(once, bool):
        problems.append(_wrong("mapping.form", f"{where}.once"))
    chosen: dict[str, frozenset[str]] = {}
    asked = values.get("where", {})
    for name, item in cast("Mapping[str, Any]", asked if isinstance(asked, Mapping) else {}).items():
        wanted = [item] if isinstance(item, str) else item
        chosen[name] = frozenset(_texts(wanted, f"{where}.where.{name}", problems))
    rest = {name: _source(values.get(name), f"{where}.{name}", problems) for name in ("id", "staff", "case")}
    return FactRule(kind=kind, at=at, once=bool(once), where=chosen, fields=sources, **rest)


def _source(item: Any, where: str, problems: list[Problem]) -> Source | None:
    if item is None:
        return None
    if isinstance(item, str):
        return Source(item)
    said = cast("Mapping[str, Any]", item if isinstance(item, Mapping) else {})
    if set(said) == {"value"} and isinstance(said["value"], str | int):
        return Source(value=said["value"])
    words = said.get("words", {})
    if (
        "from" in said
        and set(said) <= {"from", "words"}
        and isinstance(said["from"], str)
        and isinstance(words, Mapping)
    ):
        return Source(said["from"], words=cast("Mapping[str, Any]", words))
    problems.append(_wrong("mapping.source", where))
    return None


def _texts(item: Any, where: str, problems: list[Problem]) -> tuple[str, ...]:
    if item is None:
        return ()
    if isinstance(item, list) and all(isinstance(one, str) for one in listed(item)):
        return tuple(map(str, listed(item)))
    problems.append(_wrong("mapping.form", where))
    return ()


def _text(item: Any, where: str, problems: list[Problem]) -> str | None:
    if item is None or isinstance(item, str):
        return item
    problems.append(_wrong("mapping.form", where))
    return None
