"""3 · The fact table: one set of columns a kind, sorted by (staff, at, id); a row's number is its place in all of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta, timezone
from functools import cached_property
from typing import Any

from attrs import define, evolve, field

from vanhoa_rules.engines.columnar.arrays import Array, Bools, Ints, count, ints, nothing, np
from vanhoa_rules.engines.columnar.columns import Pool, Pools, micros, moment, of_values
from vanhoa_rules.engines.columnar.kinds import PLAIN, Ids, KindTable, Seen, of_arrays, order_of, pooled
from vanhoa_rules.engines.columnar.people import People
from vanhoa_rules.engines.columnar.records import counted, refuse_wrong
from vanhoa_rules.errors import DataError, Problem
from vanhoa_rules.facts import Fact, Roster, Timelines, fields_of
from vanhoa_rules.words import error

LOCAL = timezone(timedelta(hours=7))
DIGITS = 12  # of the place in an id that a table without ids gives


@define(eq=False)
class FactTable:
    """Facts as columns. ``people`` are all who have facts or rows of the roster; ``staff`` are places in it.

    Rows are numbered kind by kind; within one they stand in the order (``staff``, ``at``, ``id``). Build with
    ``from_facts`` or ``from_columns``.
    """

    people: tuple[str, ...]
    kinds: Mapping[str, KindTable]
    staff: Ints
    at: Ints
    _ids: Ids | None
    _facts: tuple[Fact, ...] | None = None
    offset: timezone = LOCAL
    moved: Mapping[str, Ints] = field(factory=dict[str, Ints])
    given: tuple[Seen, ...] = ()
    exact: Mapping[int, Fact] = field(factory=dict[int, Fact])
    cut: tuple[datetime, datetime] | None = None
    problems: tuple[Problem, ...] = ()
    uncovered: tuple[tuple[str, str], ...] = ()
    _bases: list[int] = field(init=False)
    _tables: list[KindTable] = field(init=False)
    _roster: tuple[Roster, People] | None = field(init=False, default=None)
    _exclusive: dict[tuple[str, frozenset[str]], bool] = field(
        init=False, factory=dict[tuple[str, frozenset[str]], bool]
    )

    def staff_of(self, roster: Roster) -> People:
        """Return the roster in columns, by the people of this table; the last one asked for is kept."""
        if self._roster is None or self._roster[0] is not roster:
            self._roster = roster, People(roster, self.people)
        return self._roster[1]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {staff: place for place, staff in enumerate(self.people)}

    def __attrs_post_init__(self) -> None:
        self._tables = list(self.kinds.values())
        self._bases = [table.base for table in self._tables]

    def __len__(self) -> int:
        return len(self.at)

    # --- building -------------------------------------------------------------------------------------------------

    @classmethod
    def from_facts(cls, timelines: Timelines, people: Sequence[str] = ()) -> "FactTable":
        """Return the table of the facts that count; ``people`` are those of the roster besides."""
        everyone = tuple(sorted({*timelines.staff, *people}))
        places = {staff: place for place, staff in enumerate(everyone)}
        by_kind: dict[type[Fact], list[Fact]] = {}
        for fact in timelines.facts:
            by_kind.setdefault(type(fact), []).append(fact)
        pools = Pools()
        kinds: dict[str, KindTable] = {}
        facts: list[Fact] = []
        for kind, of in sorted(by_kind.items(), key=lambda item: item[0].kind):
            columns = {
                name: of_values(spec, [getattr(fact, spec.attribute) for fact in of], pools)
                for name, spec in fields_of(kind).items()
                if name not in PLAIN
            }
            kinds[kind.kind] = KindTable(
                kind,
                len(facts),
                ints([places[fact.staff] for fact in of]),
                ints([micros(fact.at) for fact in of]),
                columns,
            )
            facts += of
        ids = np.array([fact.id for fact in facts], dtype=object)
        return _joined(everyone, kinds, pools, Ids(ids), tuple(facts))

    @classmethod
    def from_columns(
        cls,
        kinds: Mapping[type[Fact], Mapping[str, Any]],
        *,
        people: Sequence[str],
        pools: Mapping[str, Sequence[str] | Array] | None = None,
        as_of: Any = None,
        known_at: Any = None,
        offset: timezone = LOCAL,
    ) -> "FactTable":
        """Return the table of arrays, one mapping field → array a kind; nothing is copied that is already in order.

        ``staff`` are texts or places in ``people`` (sorted); ``at`` is ``datetime64`` in UTC or whole microseconds since
        1970. ``pools`` says what the numbers of text columns stand for. Without ``id`` columns the id of a fact is its
        kind and place as given. With ``as_of`` the table is cut (see ``counted``): what is withdrawn, later or not on
        record is left out, ``problems`` say what was not judged, and ``uncovered`` whose silence that leaves unknown.
        ``DataError`` lists every value that its field may not hold by kind, row and field, and where only some kinds
        have ids.
        """
        listed: set[str] = set()
        for arrays in kinds.values():
            staff = np.asarray(arrays["staff"])
            if staff.dtype.kind not in "iu":
                listed.update(map(str, np.unique(staff.astype(str)).tolist()))
            elif len(staff) and not 0 <= int(staff.min()) <= int(staff.max()) < len(people):
                raise error(DataError, "fact.refused", kind="–", fields="staff")
        everyone = tuple(people)
        if list(everyone) != sorted(set(everyone)):
            raise error(DataError, "fact.refused", kind="–", fields="staff")
        if not listed <= set(everyone):
            found = {staff: place for place, staff in enumerate(sorted(listed.union(everyone)))}
            renumbered = ints([found[staff] for staff in everyone])
            everyone = tuple(found)
        else:
            renumbered = count(len(everyone))
        shared, texts = Pools(), {name: Pool(of) for name, of in (pools or {}).items()}
        places = {staff: place for place, staff in enumerate(everyone)}
        parts: list[KindTable] = []
        ids: list[Array | None] = []
        for kind, arrays in sorted(kinds.items(), key=lambda item: item[0].kind):
            part, names = of_arrays(kind, arrays, places, shared, texts)
            if np.asarray(arrays["staff"]).dtype.kind in "iu":
                part = evolve(part, staff=renumbered[part.staff])
            parts.append(part)
            ids.append(names)
        if any(one is None for one in ids) and any(one is not None for one in ids):
            raise error(DataError, "fact.refused", kind="–", fields="id")
        given = [one for one in ids if one is not None]
        parts = pooled(parts, shared)
        refuse_wrong(parts)
        whole = np.concatenate(given) if given else None
        table = cls.of_parts(everyone, parts, None if whole is None else Ids(whole), shared, offset)
        return table if as_of is None else table.counted(as_of, known_at)

    @classmethod
    def of_parts(
        cls,
        people: tuple[str, ...],
        parts: Sequence[KindTable],
        ids: Ids | None,
        pools: Pools,
        offset: timezone = LOCAL,
        exact: Mapping[int, Fact] | None = None,
    ) -> "FactTable":
        """Return the table of facts as given, kind by kind in any order.

        ``ids`` and ``exact`` (facts that are objects already) number the rows as given, one kind after the other. Without
        ids the id of a fact is its kind and place as given.
        """
        kinds: dict[str, KindTable] = {}
        rows: list[Ints] = []
        moved: dict[str, Ints] = {}
        given: list[Seen] = []
        base = 0
        for part in parts:
            name, here = part.kind.kind, count(len(part)) + base
            if len(part):
                given.append(Seen(name, moment(int(part.at.min()))))
            order = order_of(part.staff, part.at, ids, base)
            kinds[name] = evolve(part, base=base) if order is None else part.take(order, base)
            rows.append(here if order is None else here[order])
            if order is not None:
                moved[name] = order
            base += len(part)
        order = np.concatenate(rows) if rows else nothing()
        placed = None if ids is None else ids.part(order)
        found = _joined(people, kinds, pools, placed, None)
        found.offset, found.given, found.moved = offset, tuple(given), {} if ids is not None else moved
        if exact:
            to = np.argsort(order)
            found.exact = {int(to[row]): fact for row, fact in exact.items()}
        return found

    def counted(self, as_of: datetime, known_at: datetime | None = None) -> "FactTable":
        """Return the facts on record at ``known_at`` (default ``as_of``) that count: none later, none withdrawn or twice."""
        kept, problems, uncovered = counted(self, as_of, known_at or as_of)
        found = self if bool(kept.all()) else self.rows_of(np.flatnonzero(kept))
        return evolve(found, cut=(as_of, known_at or as_of), problems=problems, uncovered=uncovered)

    def part(self, near: AbstractSet[str], anyones: AbstractSet[str]) -> "FactTable":
        """Return the facts of some people, and those of some kinds whosever they are; then everyone is known still."""
        chosen = ints(sorted(self._places[staff] for staff in near if staff in self._places))
        mask = np.zeros(len(self.people), dtype=np.bool_)
        mask[chosen] = True
        people, renumbered = self.people, count(len(self.people))
        if not anyones:
            listed: list[int] = chosen.tolist()
            people = tuple(self.people[place] for place in listed)
            renumbered = np.cumsum(mask) - 1
        wanted = [
            table.rows if name in anyones else np.flatnonzero(mask[table.staff]) + table.base
            for name, table in self.kinds.items()
        ]
        rows = np.concatenate(wanted) if wanted else nothing()
        return self.rows_of(rows.astype(np.int64), people, renumbered)

    def rows_of(
        self, rows: Ints, people: tuple[str, ...] | None = None, renumbered: Ints | None = None
    ) -> "FactTable":
        """Return the table of some rows, in their order; ``renumbered`` are the places of people in another list."""
        kinds: dict[str, KindTable] = {}
        moved: dict[str, Ints] = {}
        edges = np.searchsorted(rows, [*self._bases, len(self)]).tolist()
        for (name, table), low, high in zip(self.kinds.items(), edges, edges[1:], strict=False):
            places = rows[low:high] - table.base
            kinds[name] = table.take(places, low, renumbered)
            if self._ids is None:
                moved[name] = self.moved[name][places] if name in self.moved else places
        places_: list[int] = rows.tolist()
        facts = None if self._facts is None else tuple(self._facts[row] for row in places_)
        ids = None if self._ids is None else self._ids.part(rows)
        found = _joined(self.people if people is None else people, kinds, Pools(), ids, facts)
        found.offset, found.given, found.moved = self.offset, self.given, moved
        found.cut, found.problems, found.uncovered = self.cut, self.problems, self.uncovered
        if self.exact:
            there = {row: place for place, row in enumerate(rows.tolist()) if row in self.exact}
            found.exact = {place: self.exact[row] for row, place in there.items()}
        return found

    def knowing(self, staff: Iterable[str]) -> "FactTable":
        """Return the same facts among more people."""
        more = set(staff).difference(self._places)
        if not more:
            return self
        people = tuple(sorted({*self.people, *more}))
        places = {one: place for place, one in enumerate(people)}
        return self.rows_of(count(len(self)), people, ints([places[one] for one in self.people]))

    @property
    def ids_given(self) -> Ids | None:
        """The ids of the rows, where they have any of their own."""
        return self._ids

    def in_given_order(self) -> Iterator[Fact]:
        """Yield all facts in the order in which they were given."""
        rows = count(len(self))
        numbers = rows if self._ids is None else self._ids.numbers(rows)
        return (self.fact(row) for row in np.argsort(numbers, kind="stable").tolist())

    @property
    def has_facts(self) -> bool:
        """Whether the facts are there as objects."""
        return self._facts is not None

    # --- asking ---------------------------------------------------------------------------------------------------

    def of(self, kind: type[Fact]) -> KindTable:
        """Return the table of a kind, an empty one where there are no facts of it."""
        found = self.kinds.get(kind.kind)
        if found is not None and found.kind is kind:
            return found
        columns = {
            name: of_values(spec, [], Pools()) for name, spec in fields_of(kind).items() if name not in PLAIN
        }
        return KindTable(kind, 0, nothing(), nothing(), columns)

    def id(self, row: int) -> str:
        """Return the id of the fact in a row: as given, else its kind and its place as given."""
        if self._ids is not None:
            return str(self._ids.of(ints([row]))[0])
        table = self.table(row)
        place = row - table.base
        moved = self.moved.get(table.kind.kind)
        return f"{table.kind.kind}:{place if moved is None else int(moved[place]):0{DIGITS}d}"

    def names(self, rows: Ints) -> Array:
        """Return the ids of the facts in rows as texts."""
        if self._ids is not None:
            return self._ids.of(rows)
        unique, places = np.unique(rows, return_inverse=True)
        return np.array([self.id(int(row)) for row in unique], dtype=object)[places.reshape(-1)]

    def ids(self, rows: Ints) -> Array:
        """Return what compares as the ids of the facts in rows do."""
        if self._ids is not None:
            return self._ids.of(rows)
        kind = self.kind_of(rows)
        places = rows - ints([0, *self._bases])[kind]
        for number, table in enumerate(self._tables, start=1):
            moved = self.moved.get(table.kind.kind)
            if moved is not None:
                here = kind == number
                places[here] = moved[places[here]]
        ranks = np.argsort(
            np.argsort(np.array([f"{table.kind.kind}:" for table in self._tables], dtype=object))
        )
        return places + (np.append(0, ranks)[kind] << 40)

    def table(self, row: int) -> KindTable:
        """Return the table that a row is in."""
        return self._tables[bisect_right(self._bases, row) - 1]

    def kind_of(self, rows: Ints) -> Ints:
        """Return numbers that tell the kinds of rows apart."""
        return np.searchsorted(ints(self._bases), rows, side="right").astype(np.int64)

    def before(self, one: Ints, other: Ints) -> Bools:
        """Return whether the id of one row is less than that of another."""
        a, b = self.ids(one), self.ids(other)
        return np.asarray(a < b, dtype=np.bool_)

    def ranks(self, rows: Ints) -> Ints:
        """Return numbers that order rows as their ids do."""
        unique, places = np.unique(rows, return_inverse=True)
        _, codes = np.unique(self.ids(unique), return_inverse=True)
        return ints(codes.reshape(-1)[places.reshape(-1)])

    def exclusive(self, name: str, kinds: Sequence[type[Fact]]) -> bool:
        """Return whether each text of a field stands with one person only in some kinds, so that it is a key by itself."""
        asked = name, frozenset(kind.kind for kind in kinds)
        if asked not in self._exclusive:
            owner = nothing()
            alone = True
            for table in self._tables:
                column = table.columns.get(name) if table.kind.kind in asked[1] else None
                if column is None or column.type != "str" or not len(table):
                    continue
                top = int(column.values.max()) + 2
                if top > len(owner):
                    owner = np.concatenate((owner, np.full(top - len(owner), -1, dtype=np.int64)))
                fresh = owner[column.values] < 0
                fresh &= column.values >= 0
                owner[column.values[fresh]] = table.staff[fresh]
                alone = bool(((owner[column.values] == table.staff) | (column.values < 0)).all())
                if not alone:
                    break
            self._exclusive[asked] = alone
        return self._exclusive[asked]

    def fact(self, row: int) -> Fact:
        """Return the fact of a row, built where only columns were given."""
        if self._facts is not None:
            return self._facts[row]
        if row in self.exact:
            return self.exact[row]
        table = self.table(row)
        place = row - table.base
        specs = fields_of(table.kind)
        values = {
            specs[name].attribute: column.at(place, specs[name], self.offset)
            for name, column in table.columns.items()
        }
        at = moment(int(table.at[place]), table.zone or self.offset)
        return table.kind(id=self.id(row), staff=self.people[int(table.staff[place])], at=at, **values)

    def timeline(self, staff: str) -> tuple[Fact, ...]:
        """Return one person's facts in the order (``at``, ``id``)."""
        place = bisect_left(self.people, staff)
        found: list[Fact] = []
        if place < len(self.people) and self.people[place] == staff:
            for table in self._tables:
                low, high = np.searchsorted(table.staff, (place, place + 1)).tolist()
                found += [self.fact(table.base + at) for at in range(low, high)]
        return tuple(sorted(found, key=lambda fact: (fact.at, fact.id)))


def _joined(
    people: tuple[str, ...],
    kinds: dict[str, KindTable],
    pools: Pools,
    ids: Ids | None,
    facts: tuple[Fact, ...] | None,
) -> FactTable:
    """Return the whole table: the columns of the kinds become parts of one array each, texts get their pool."""
    tables = list(kinds.values())
    staff = np.concatenate([table.staff for table in tables]) if tables else nothing()
    at = np.concatenate([table.at for table in tables]) if tables else nothing()
    whole: dict[str, KindTable] = {}
    for table in pooled(tables, pools):
        part = slice(table.base, table.base + len(table))
        whole[table.kind.kind] = evolve(table, staff=staff[part], at=at[part])
    return FactTable(people, whole, staff, at, ids, facts)
