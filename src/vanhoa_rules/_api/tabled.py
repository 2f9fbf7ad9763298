"""The front door · facts that stay columns from the table given to the judging; objects only of those somebody looks at."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from importlib import import_module
from typing import Any, cast, overload

from attrs import define

from vanhoa_rules._api.asking import Inputs, check_question
from vanhoa_rules.calendars import Calendar, Period
from vanhoa_rules.exchange.columns import Tabled, as_arrow, read_columns
from vanhoa_rules.exchange.tables import is_frame
from vanhoa_rules.exchange.together import together
from vanhoa_rules.facts import Fact, Roster, Vocabulary, settle
from vanhoa_rules.findings import Scene
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Scorecard
from vanhoa_rules.verdicts import Problems


@define(eq=False)
class LateFacts(Sequence[Fact]):
    """The facts of a table in the order in which they were given, built when somebody asks for one."""

    table: Any

    @cached_property
    def _all(self) -> tuple[Fact, ...]:
        return tuple(self.table.in_given_order())

    @overload
    def __getitem__(self, place: int) -> Fact: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Fact]: ...
    def __getitem__(self, place: int | slice) -> Fact | Sequence[Fact]:
        return self._all[place]

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self.table)

    def by_id(self) -> Mapping[str, Fact]:
        """Return the facts by their ids, each built when it is asked for."""
        return _ById(self)


@define(eq=False)
class _ById(Mapping[str, Fact]):
    facts: LateFacts

    @cached_property
    def _found(self) -> dict[str, Fact | None]:
        return {}

    def __getitem__(self, name: str) -> Fact:
        if name not in self._found:
            table = self.facts.table
            rows = table.ids_given.among([name], len(table)).nonzero()[0]
            numbers = table.ids_given.numbers(rows).tolist()
            last = max(zip(numbers, rows.tolist(), strict=True), default=None)
            self._found[name] = None if last is None else table.fact(last[1])
        found = self._found[name]
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(fact.id for fact in self.facts))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def in_columns(facts: Any, vocabulary: Vocabulary) -> tuple[Any, Tabled | None]:
    """Return facts as columns where a table or a Parquet file holds them, and what to read row by row where it does not."""
    given: Any = facts
    if isinstance(facts, str | os.PathLike):
        return given, read_columns(given, vocabulary)
    several = cast("list[Any]", facts) if isinstance(facts, list | tuple) else []
    if several and all(isinstance(one, str | os.PathLike) for one in several):
        read: list[Tabled] = []
        for one in several:
            found = read_columns(one, vocabulary)
            if found is None:
                return given, None
            read.append(found)
        return given, together(read)
    if is_frame(facts):
        table = as_arrow(facts)
        return table, read_columns(table, vocabulary)
    return given, None


def inputs_of_table(
    rulebook: Rulebook,
    scorecard: Scorecard,
    tabled: Tabled,
    *,
    roster: Roster,
    period: Period,
    as_of: datetime,
    known_at: datetime | None,
    covers: Any,
    calendar: Calendar,
    engine: str,
) -> Inputs:
    """Return the settled inputs of a judgement of columns: as ``inputs`` of the same facts."""
    check_question(engine, period, as_of)
    known = known_at or as_of
    whole = tabled.table(roster.staff)
    table = whole.counted(as_of, known)
    uncovered: Iterable[tuple[str | None, str | None]] = table.uncovered
    coverage = settle(
        covers,
        facts=whole.given,
        vocabulary=rulebook.vocabulary,
        roster=roster,
        calendar=calendar,
        period=period,
        as_of=min(as_of, known),
        uncovered=[*((one.staff, one.kind) for one in tabled.problems), *uncovered],
    )
    late = import_module("vanhoa_rules.engines.columnar").late
    timelines = late(table, table.problems, table.uncovered)
    return Inputs(
        rulebook=rulebook,
        scorecard=scorecard,
        facts=LateFacts(whole),
        rejected=tabled.problems,
        problems=Problems((*tabled.problems, *table.problems)),
        roster=roster,
        period=period,
        as_of=as_of,
        known_at=known,
        covers=covers,
        calendar=calendar,
        engine=engine,
        scene=Scene(timelines, roster, coverage, calendar, period, as_of, known),
        table=table,
    )
