"""3 · The fact table: one set of columns a kind, sorted by (staff, at, id); a row's number is its place in all of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from attrs import define, evolve, field, frozen

from vanhoa_rules.engines.columnar.arrays import Array, Bools, Ints, count, ints, nothing, np
from vanhoa_rules.engines.columnar.columns import Column, Pool, Pools, micros, moment, of_array, of_values
from vanhoa_rules.engines.columnar.people import People
from vanhoa_rules.errors import DataError
from vanhoa_rules.facts import Fact, Roster, Timelines, fields_of
from vanhoa_rules.words import error

LOCAL = timezone(timedelta(hours=7))
PLAIN = ("id", "staff", "at")
DIGITS = 12  # of the place in an id that a table without ids gives


@frozen(eq=False)
class KindTable:
    """The facts of one kind: whom and when, the number of the first row, and its other fields as columns."""

    kind: type[Fact]
    base: int
    staff: Ints
    at: Ints
    columns: Mapping[str, Column]

    def __len__(self) -> int:
        return len(self.staff)

    @property
    def rows(self) -> Ints:
        """The numbers of the rows."""
        return count(len(self.staff)) + self.base


@frozen
class Seen:
    """The first fact of a kind as given, which is all that coverage asks of facts."""

    kind: str
    at: datetime


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
    _ids: Array | None
    _facts: tuple[Fact, ...] | None = None
    offset: timezone = LOCAL
    moved: Mapping[str, Ints] = field(factory=dict[str, Ints])
    given: tuple[Seen, ...] = ()
    _bases: list[int] = field(init=False)
    _tables: list[KindTable] = field(init=False)
    _roster: tuple[Roster, People] | None = field(init=False, default=None)
    _exclusive: dict[str, bool] = field(init=False, factory=dict[str, bool])

    def staff_of(self, roster: Roster) -> People:
        """Return the roster in columns, by the people of this table; the last one asked for is kept."""
        if self._roster is None or self._roster[0] is not roster:
            self._roster = roster, People(roster, self.people)
        return self._roster[1]

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
        return _joined(everyone, kinds, pools, ids, tuple(facts))

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
        kind and place as given. Facts after ``as_of``, or recorded after ``known_at``, are left out; ids are taken to be
        unique. ``DataError`` for a retraction, which only facts as objects can carry, and where only some kinds have ids.
        """
        everyone = tuple(people)
        if list(everyone) != sorted(set(everyone)):
            raise error(DataError, "fact.refused", kind="–", fields="staff")
        shared, built = Pools(), dict[str, KindTable]()
        texts = {name: Pool(of) for name, of in (pools or {}).items()}
        ids: list[Array] = []
        names = all("id" in arrays for arrays in kinds.values())
        places = {staff: place for place, staff in enumerate(everyone)}
        given: list[Seen] = []
        moved: dict[str, Ints] = {}
        base = 0
        for kind, arrays in sorted(kinds.items(), key=lambda item: item[0].kind):
            if kind.kind == "fact.retracted" and len(arrays["at"]):
                raise error(DataError, "fact.refused", kind=kind.kind, fields="retracts")
            if len(arrays["at"]):
                first = of_array(fields_of(kind)["at"], arrays["at"], shared, None).values.min()
                given.append(Seen(kind.kind, moment(int(first))))
            table, given_ids = _of_arrays(kind, base, arrays, places, shared, texts, as_of, known_at)
            built[kind.kind] = table
            if names:
                ids.append(given_ids)
            elif given_ids.dtype.kind not in "iu":
                raise error(DataError, "fact.refused", kind=kind.kind, fields="id")
            elif bool((given_ids != count(len(given_ids))).any()):
                moved[kind.kind] = given_ids
            base += len(table)
        found = _joined(everyone, built, shared, np.concatenate(ids) if ids else None, None)
        found.offset, found.moved = offset, moved
        found.given = tuple(given)
        return found

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
            return str(self._ids[row])
        table = self.table(row)
        place = row - table.base
        moved = self.moved.get(table.kind.kind)
        return f"{table.kind.kind}:{place if moved is None else int(moved[place]):0{DIGITS}d}"

    def ids(self, rows: Ints) -> Array:
        """Return what compares as the ids of the facts in rows do."""
        if self._ids is not None:
            return self._ids[rows]
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

    def exclusive(self, name: str) -> bool:
        """Return whether each text of a field stands with one person only, so that it is a key by itself."""
        if name not in self._exclusive:
            owner = nothing()
            alone = True
            for table in self._tables:
                column = table.columns.get(name)
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
            self._exclusive[name] = alone
        return self._exclusive[name]

    def fact(self, row: int) -> Fact:
        """Return the fact of a row, built where only columns were given."""
        if self._facts is not None:
            return self._facts[row]
        table = self.table(row)
        place = row - table.base
        specs = fields_of(table.kind)
        values = {
            specs[name].attribute: column.at(place, specs[name], self.offset)
            for name, column in table.columns.items()
        }
        at = Column("instant", table.at).at(place, specs["at"], self.offset)
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
    ids: Array | None,
    facts: tuple[Fact, ...] | None,
) -> FactTable:
    """Return the whole table: the columns of the kinds become parts of one array each, texts get their pool."""
    tables = list(kinds.values())
    staff = np.concatenate([table.staff for table in tables]) if tables else nothing()
    at = np.concatenate([table.at for table in tables]) if tables else nothing()
    whole: dict[str, KindTable] = {}
    for name, table in kinds.items():
        part = slice(table.base, table.base + len(table))
        columns = {
            field_name: evolve(column, pool=pools.pool(field_name))
            if column.type == "str" and column.pool is None
            else column
            for field_name, column in table.columns.items()
        }
        whole[name] = KindTable(table.kind, table.base, staff[part], at[part], columns)
    return FactTable(people, whole, staff, at, ids, facts)


def _of_arrays(
    kind: type[Fact],
    base: int,
    arrays: Mapping[str, Any],
    places: Mapping[str, int],
    shared: Pools,
    texts: Mapping[str, Pool],
    as_of: Any,
    known_at: Any,
) -> tuple[KindTable, Array]:
    specs = fields_of(kind)
    at = of_array(specs["at"], arrays["at"], shared, None).values
    staff = np.asarray(arrays["staff"])
    if staff.dtype.kind not in "iu":
        staff = np.fromiter((places[str(one)] for one in staff.tolist()), dtype=np.int64, count=len(staff))
    staff = staff.astype(np.int64, copy=False)
    columns: dict[str, Column] = {}
    for name, spec in specs.items():
        if name in PLAIN:
            continue
        if name in arrays:
            try:
                columns[name] = of_array(spec, arrays[name], shared, texts.get(name))
            except KeyError as strange:
                raise error(DataError, "fact.refused", kind=kind.kind, fields=f"{name} ({strange})") from None
        elif spec.nullable or not spec.required:
            default = None if spec.required or spec.default is None else spec.default
            columns[name] = _constant(of_values(spec, [default], shared), len(at))
        else:
            raise error(DataError, "fact.refused", kind=kind.kind, fields=name)
    ids: Array = np.asarray(arrays["id"]) if "id" in arrays else count(len(at))
    keep = np.ones(len(at), dtype=np.bool_)
    if as_of is not None:
        keep &= at <= micros(as_of)
        known = micros(known_at or as_of)
        recorded = columns["recorded_at"]
        late = at > known if recorded.null is None else np.where(recorded.null, at, recorded.values) > known
        keep &= ~late if recorded.null is not None else recorded.values <= known
    chosen: Any = slice(None) if bool(keep.all()) else np.flatnonzero(keep)
    staff, at, ids = staff[chosen], at[chosen], ids[chosen]
    order = _order(staff, at, ids)
    if order is not None:
        staff, at, ids = staff[order], at[order], ids[order]
    if not isinstance(chosen, slice) or order is not None:
        columns = {name: column.take(chosen) for name, column in columns.items()}
        if order is not None:
            columns = {name: column.take(order) for name, column in columns.items()}
    return KindTable(kind, base, staff, at, columns), ids


def _constant(column: Column, n: int) -> Column:
    """Return a column of one value n times that takes no room."""
    values = np.broadcast_to(column.values, (n,)) if n else column.values[:0]
    null = None if column.null is None else np.broadcast_to(column.null, (n,)) if n else column.null[:0]
    return evolve(column, values=values, null=null)


def _order(staff: Ints, at: Ints, ids: Array) -> Ints | None:
    """Return the order (``staff``, ``at``, ``id``) of rows, None where they stand in it already."""
    if len(staff) < 2:
        return None
    same = staff[1:] == staff[:-1]
    ties = same & (at[1:] == at[:-1])
    down = (staff[1:] < staff[:-1]) | (same & (at[1:] < at[:-1]))
    tied = np.flatnonzero(ties)
    if not bool(down.any()) and bool(np.all(ids[tied] <= ids[tied + 1])):
        return None
    codes = ids if ids.dtype.kind in "iu" else np.unique(ids, return_inverse=True)[1].reshape(-1)
    return np.lexsort((codes, at, staff)).astype(np.int64)
