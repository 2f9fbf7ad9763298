"""0 · Before the facts: what holds a table's rows while they are read as columns, and what they are then."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import Any

from attrs import evolve, frozen

from vanhoa_rules.errors import Problem
from vanhoa_rules.exchange.extras import load
from vanhoa_rules.facts import Fact


@frozen(eq=False)
class Tabled:
    """What a table holds: facts as columns, problems and unrecognised rows as ``Read`` has them."""

    parts: tuple[Any, ...]
    people: tuple[str, ...]
    ids: Any
    exact: Mapping[int, Fact]
    problems: tuple[Problem, ...]
    unrecognised: tuple[dict[str, Any], ...]

    def table(self, staff: Iterable[str] = ()) -> Any:
        """Return the fact table of all rows that are facts; ``staff`` are people to know besides."""
        columnar = import_module("vanhoa_rules.engines.columnar")
        people = self.people
        parts = self.parts
        more = set(staff).difference(people)
        if more:
            np = load("numpy", "columnar")
            known = tuple(sorted({*people, *more}))
            places = {one: place for place, one in enumerate(known)}
            to = np.array([places[one] for one in people], dtype=np.int64)
            parts = tuple(evolve(part, staff=to[part.staff]) for part in parts)
            people = known
        return columnar.FactTable.of_parts(people, parts, self.ids, columnar.Pools(), exact=self.exact)


@frozen(eq=False)
class Source:
    """A table of Arrow, or a Parquet file of which one column at a time is in memory."""

    given: Any

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        schema = getattr(self.given, "schema_arrow", None) or self.given.schema
        return tuple(map(str, schema.names))

    @cached_property
    def rows(self) -> int:
        """How many rows there are."""
        held = getattr(self.given, "metadata", None)
        return int(held.num_rows if held is not None else self.given.num_rows)

    def column(self, name: str) -> Any:
        """Return a column, in chunks."""
        if hasattr(self.given, "iter_batches"):
            return self.given.read(columns=[name]).column(0)
        return self.given.column(self.names.index(name))

    def batches(self) -> Iterator[Any]:
        """Yield the rows, some at a time: one row group of a file."""
        if hasattr(self.given, "iter_batches"):
            yield from self.given.iter_batches()
        else:
            yield from self.given.to_batches()
