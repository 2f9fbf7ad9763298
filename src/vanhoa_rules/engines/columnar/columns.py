"""3 · A field of one kind of fact as a column: values, where there are none, and the texts they stand for."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from attrs import define, field, frozen

from vanhoa_rules.engines.columnar.arrays import SAFE, Array, Bools, Ints, ints, np, times
from vanhoa_rules.facts import FieldSpec
from vanhoa_rules.facts.base import fixed

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def micros(instant: datetime) -> int:
    """Return an instant as microseconds since 1970 in UTC."""
    return (instant - EPOCH) // TICK


FAR = micros(datetime.max.replace(tzinfo=UTC))
EVER = micros(datetime(1, 1, 2, tzinfo=UTC))


def moment(value: int, zone: tzinfo | None = None) -> datetime:
    """Return the instant of microseconds since 1970, with the fixed offset that a zone has then."""
    found = EPOCH + value * TICK
    return found if zone is None else fixed(found.astimezone(zone))


@define(eq=False)
class Pool:
    """The texts that the numbers of a column stand for; a number is a place in ``texts``."""

    texts: Sequence[str] | Array

    @cached_property
    def _places(self) -> dict[str, int]:
        return {text: place for place, text in enumerate(map(str, self.texts))}

    def find(self, text: str) -> int:
        """Return the number of a text, -2 where it is not among them."""
        if isinstance(self.texts, np.ndarray):
            found = np.flatnonzero(self.texts == text)
            return int(found[0]) if len(found) else -2
        return self._places.get(text, -2)

    def numbers(self, texts: Sequence[str | None]) -> Ints:
        """Return the numbers of texts, -1 of None; ``KeyError`` for one that is not among them."""
        return ints([-1 if text is None else self._places[text] for text in texts])

    def towards(self, other: "Pool") -> Ints:
        """Return the numbers that another pool has for these texts."""
        places = other._places  # noqa: SLF001
        return ints([places.get(str(text), -2) for text in self.texts])

    def text(self, number: int) -> str:
        """Return the text of a number."""
        return str(self.texts[number])


@frozen(eq=False)
class Column:
    """One field: ``bool``, ``number`` (integers over ``scale``), ``str`` (places in a pool), ``instant`` or ``date``.

    Instants are microseconds since 1970 in UTC, dates the ordinals of Python; ``null`` is None where nothing is null.
    ``zone`` is where instants were written.
    """

    type: str
    values: Array
    null: Bools | None = None
    scale: int = 1
    pool: Pool | None = None
    zone: tzinfo | None = None

    def take(self, places: Any) -> "Column":
        """Return the column at some places."""
        return Column(
            self.type,
            _some(self.values, places),
            None if self.null is None else _some(self.null, places),
            self.scale,
            self.pool,
            self.zone,
        )

    def keys(self) -> tuple[Array, Bools | None]:
        """Return numbers that are equal where the values are, for joining, and where there are none."""
        if self.scale == 1:
            return self.values, self.null
        return _shrunk(self.values, self.scale), self.null

    def at(self, place: int, spec: FieldSpec, offset: timezone) -> Any:
        """Return the value at one place as a fact holds it."""
        return self.value(place, spec.type, offset)

    def value(self, place: int, kind: str, offset: timezone = UTC) -> Any:
        """Return the value at one place as a field of a type holds it."""
        if self.null is not None and self.null[place]:
            return None
        value = self.values[place]
        match kind:
            case "bool":
                return bool(value)
            case "int":
                return int(value)
            case "decimal":
                return _decimal(int(value), self.scale)
            case "str":
                return self.pool.text(int(value)) if self.pool else str(value)
            case "instant":
                return moment(int(value), self.zone or offset)
            case _:
                return date.fromordinal(int(value))


def _some(values: Array, places: Any) -> Array:
    """Return values at places; one value that stands for all takes no more room than before."""
    if values.strides == (0,) and len(values) and not isinstance(places, slice):
        numbers: Array = np.asarray(places)
        if numbers.dtype != np.bool_ and len(numbers):
            return np.broadcast_to(values[0], (len(numbers),))
    found: Array = values[places]
    return found


def behind(one: Column, other: Column) -> Column:
    """Return a column with another one behind it; numbers stand over the finer scale."""
    scale = max(one.scale, other.scale)
    values = [times(part.values, scale // part.scale) if scale > 1 else part.values for part in (one, other)]
    null: Bools | None = None
    if one.null is not None or other.null is not None:
        null = np.concatenate(
            [np.zeros(len(p.values), dtype=np.bool_) if p.null is None else p.null for p in (one, other)]
        )
    return Column(one.type, np.concatenate(values), null, scale, one.pool, one.zone)


def _shrunk(values: Array, scale: int) -> Array:
    """Return integers over a scale as integers over the fixed scale by which keys are compared."""
    return times(values, 10**30 // scale) if scale < 10**30 else values


def _decimal(value: int, scale: int) -> Decimal:
    return Decimal(value).scaleb(-(len(str(scale)) - 1))


def numbers(values: Sequence[Any]) -> tuple[Array, int]:
    """Return exact numbers as integers over one power of ten; nulls are 0."""
    exact = [Fraction(0) if value is None else Fraction(value) for value in values]
    scale = 1
    for value in exact:
        while scale % value.denominator:
            scale *= 10
    scaled = [value.numerator * (scale // value.denominator) for value in exact]
    small = all(-SAFE < value < SAFE for value in scaled)
    return np.array(scaled, dtype=np.int64 if small else object), scale


@define(eq=False)
class Pools:
    """One pool for each field name, shared by all kinds, so that keys of two kinds compare as numbers."""

    _texts: dict[str, dict[str, int]] = field(factory=dict[str, dict[str, int]])

    def codes(self, name: str, values: Sequence[str | None]) -> Ints:
        """Return the numbers of texts, -1 for None; new texts are added to the pool of the field."""
        pool = self._texts.setdefault(name, {})
        return np.fromiter(
            (-1 if value is None else pool.setdefault(value, len(pool)) for value in values),
            dtype=np.int64,
            count=len(values),
        )

    def pool(self, name: str) -> Pool:
        """Return the pool of a field, as it stands."""
        return Pool(tuple(self._texts.get(name, {})))


def of_values(spec: FieldSpec, values: Sequence[Any], pools: Pools) -> Column:
    """Return a column of the values that facts hold; the pool of a text column is set once all kinds are read."""
    empty = np.fromiter((value is None for value in values), dtype=np.bool_, count=len(values))
    null = empty if empty.any() else None
    match spec.type:
        case "bool":
            return Column(
                "bool", np.fromiter((value is True for value in values), np.bool_, len(values)), null
            )
        case "int" | "decimal":
            found, scale = numbers(values)
            return Column("number", found, null, scale)
        case "str":
            return Column("str", pools.codes(spec.name, values), null)
        case "instant":
            return Column("instant", ints([0 if value is None else micros(value) for value in values]), null)
        case _:
            return Column("date", ints([0 if value is None else value.toordinal() for value in values]), null)


def of_array(spec: FieldSpec, given: Any, pools: Pools, pool: Pool | None) -> Column:
    """Return a column of an array as a table has it.

    Numbers, bools, ``datetime64`` in UTC (or whole microseconds), ``datetime64[D]`` dates; texts as an array of text,
    or as numbers (-1 = null) where ``pool`` says what they stand for. A masked array says where nothing is recorded;
    an array of objects holds the values themselves, None = null. A float is a ``TypeError``.
    """
    values: Array = np.asarray(given)
    masked: Bools = np.asarray(np.ma.getmaskarray(given), dtype=np.bool_)
    null: Bools | None = masked if bool(masked.any()) else None
    if spec.type == "str" and pool is not None:
        texts: list[Any] = values.tolist()
        codes = ints(values) if values.dtype.kind in "iu" else pool.numbers(texts)
        gone = codes < 0
        return Column("str", codes, gone if bool(gone.any()) else null, pool=pool)
    if values.dtype == object or spec.type == "str":
        listed: list[Any] = [None if value is None else value for value in values.tolist()]
        if null is not None:
            listed = [None if gone else value for value, gone in zip(listed, null.tolist(), strict=True)]
        return of_values(spec, listed, pools)
    if values.dtype.kind == "f":
        msg = f"{spec.name}: a float is not exact"
        raise TypeError(msg)
    if values.dtype.kind == "M":
        gone = np.isnat(values)
        null = gone if null is None and bool(gone.any()) else null
        unit = "datetime64[us]" if spec.type == "instant" else "datetime64[D]"
        values = values.astype(unit).astype(np.int64)
        if spec.type == "date":
            values = values + date(1970, 1, 1).toordinal()
    name = "number" if spec.type in {"int", "decimal"} else spec.type
    return Column(name, values.astype(np.bool_ if name == "bool" else np.int64, copy=False), null)
