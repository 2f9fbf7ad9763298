"""3 · The facts of one kind as columns, and their order: (staff, at, id)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from attrs import evolve, frozen

from vanhoa_rules.engines.columnar.arrays import SAFE, Array, Bools, Ints, count, np
from vanhoa_rules.engines.columnar.columns import Column, Pool, Pools, of_array, of_values
from vanhoa_rules.errors import DataError
from vanhoa_rules.facts import Fact, fields_of
from vanhoa_rules.words import error

PLAIN = ("id", "staff", "at")


@frozen(eq=False)
class KindTable:
    """The facts of one kind: whom and when, the number of the first row, and its other fields as columns.

    ``zone`` is where the instants of ``at`` were written; None is the table's offset.
    """

    kind: type[Fact]
    base: int
    staff: Ints
    at: Ints
    columns: Mapping[str, Column]
    zone: tzinfo | None = None

    def __len__(self) -> int:
        return len(self.staff)

    @property
    def rows(self) -> Ints:
        """The numbers of the rows."""
        return count(len(self.staff)) + self.base

    def take(self, places: Any, base: int, staff: Ints | None = None) -> "KindTable":
        """Return some of the facts as a table that begins at another row; ``staff`` numbers people anew."""
        columns = {name: column.take(places) for name, column in self.columns.items()}
        own = self.staff[places] if staff is None else staff[self.staff[places]]
        return KindTable(self.kind, base, own, self.at[places], columns, self.zone)

    @property
    def known_from(self) -> Ints:
        """The instants from which the facts were on record."""
        recorded = self.columns["recorded_at"]
        return recorded.values if recorded.null is None else np.where(recorded.null, self.at, recorded.values)


@frozen
class Seen:
    """The first fact of a kind as given, which is all that coverage asks of facts."""

    kind: str
    at: datetime


@frozen(eq=False)
class Ids:
    """The ids of rows: ``given`` takes numbers and gives texts; ``source`` are the numbers of the rows as given."""

    given: Any
    source: Ints | None = None

    def of(self, rows: Ints) -> Array:
        """Return the ids of rows as texts."""
        found: Array = self.given.take(self.numbers(rows))
        return found

    def numbers(self, rows: Ints) -> Ints:
        """Return the numbers of rows as given."""
        return rows if self.source is None else self.source[rows]

    def part(self, rows: Ints) -> "Ids":
        """Return the ids of some rows."""
        return Ids(self.given, self.numbers(rows))

    def shared(self, n: int) -> Bools:
        """Return which of n rows may have an id that another one has too; never too few of them."""
        told: Any = getattr(self.given, "shared", None)
        rows = count(n)
        if told is not None:
            whole: Bools = told()
            return whole[self.numbers(rows)]
        _, codes, sizes = np.unique(self.of(rows), return_inverse=True, return_counts=True)
        return np.asarray(sizes[codes.reshape(-1)] > 1, dtype=np.bool_)

    def among(self, texts: Array, n: int) -> Bools:
        """Return which of n rows have an id among some texts."""
        told: Any = getattr(self.given, "among", None)
        if told is not None:
            whole: Bools = told(texts)
            return whole[self.numbers(count(n))]
        return np.isin(self.of(count(n)).astype(str), np.asarray(texts).astype(str))


def order_of(staff: Ints, at: Ints, ids: Ids | None, base: int) -> Ints | None:
    """Return the order (``staff``, ``at``, id) of rows numbered from ``base``, None where they stand in it already.

    Without ids rows stand by their place.
    """
    if len(staff) < 2:
        return None
    order: Ints | None = None
    if bool(((staff[1:] < staff[:-1]) | ((staff[1:] == staff[:-1]) & (at[1:] < at[:-1]))).any()):
        low = int(at.min())
        span = int(at.max()) - low + 1
        if (int(staff.max()) + 1) * span < SAFE:
            order = np.argsort(staff * span + (at - low), kind="stable").astype(np.int64)
        else:
            order = np.lexsort((at, staff)).astype(np.int64)
        staff, at = staff[order], at[order]
    tied = np.flatnonzero((staff[1:] == staff[:-1]) & (at[1:] == at[:-1]))
    if not len(tied):
        return order
    whole = np.unique(np.concatenate((tied, tied + 1)))
    rows = whole if order is None else order[whole]
    codes = rows if ids is None else np.unique(ids.of(rows + base), return_inverse=True)[1].reshape(-1)
    sub = np.lexsort((codes, at[whole], staff[whole]))
    if bool((sub == count(len(sub))).all()):
        return order
    order = count(len(at)) if order is None else order
    moved = order.copy()
    moved[whole] = rows[sub]
    return moved


def of_arrays(
    kind: type[Fact],
    arrays: Mapping[str, Any],
    places: Mapping[str, int],
    shared: Pools,
    texts: Mapping[str, Pool],
) -> tuple[KindTable, Array | None]:
    """Return the facts that arrays hold, in the order given, and their ids where they have any."""
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
            columns[name] = constant(of_values(spec, [default], shared), len(at))
        else:
            raise error(DataError, "fact.refused", kind=kind.kind, fields=name)
    ids: Array | None = np.asarray(arrays["id"]) if "id" in arrays else None
    return KindTable(kind, 0, staff, at, columns), ids


def constant(column: Column, n: int) -> Column:
    """Return a column of one value n times that takes no room."""
    values = np.broadcast_to(column.values, (n,)) if n else column.values[:0]
    null = None if column.null is None else np.broadcast_to(column.null, (n,)) if n else column.null[:0]
    return evolve(column, values=values, null=null)


def pooled(parts: Sequence[KindTable], pools: Pools) -> list[KindTable]:
    """Return facts whose texts stand in one pool a field, where they stand in none yet."""
    found: dict[str, Pool] = {}
    whole: list[KindTable] = []
    for part in parts:
        columns = dict(part.columns)
        for name, column in part.columns.items():
            if column.type == "str" and column.pool is None:
                pool = found.get(name)
                found[name] = pool = pools.pool(name) if pool is None else pool
                columns[name] = evolve(column, pool=pool)
        whole.append(evolve(part, columns=columns))
    return whole
