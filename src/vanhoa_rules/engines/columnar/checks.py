"""3 · Whether columns hold what fields may hold: as ``FieldSpec.fault`` says of one value, of all values at once."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from vanhoa_rules.engines.columnar.arrays import Array, Bools, np
from vanhoa_rules.engines.columnar.columns import Column, micros
from vanhoa_rules.facts import FieldSpec

FIRST, LAST = (
    micros(datetime(1, 1, 2, tzinfo=UTC)),
    micros(datetime(9999, 12, 30, 23, 59, 59, 999999, tzinfo=UTC)),
)


def wrong(spec: FieldSpec, column: Column) -> Bools | None:
    """Return which rows hold what the field may not hold; None where none does."""
    found: Bools | None = None
    match spec.type:
        case "str":
            found = _texts(spec, column)
        case "int" | "decimal":
            found = _numbers(spec, column)
        case "instant":
            found = (column.values < FIRST) | (column.values > LAST)
        case "date":
            found = (column.values < 1) | (column.values > date.max.toordinal())
        case _:
            pass
    if column.null is not None:
        found = None if found is None else found & ~column.null
        if not spec.nullable:
            found = column.null if found is None else found | column.null
    return found if found is not None and bool(found.any()) else None


def _numbers(spec: FieldSpec, column: Column) -> Bools | None:
    values = column.values
    bads: list[Bools] = []
    for bound, low, strict in (
        (spec.least, True, False),
        (spec.above, True, True),
        (spec.most, False, False),
    ):
        if bound is None:
            continue
        edge = Fraction(bound) * column.scale
        limit = edge.numerator // edge.denominator
        if low:
            bad = values <= limit if strict or edge.denominator > 1 else values < limit
        else:
            bad = values > limit
        bads.append(np.asarray(bad, dtype=np.bool_))
    if spec.choices:
        allowed = [Fraction(one) * column.scale for one in spec.choices]
        whole = [int(one) for one in allowed if one.denominator == 1]
        bads.append(~np.isin(values, np.array(whole, dtype=values.dtype)))
    if values.dtype == object:
        scale = len(str(column.scale)) - 1
        numbers = (
            Decimal(int(v)).scaleb(-scale) if spec.type == "decimal" else int(v) for v in values.tolist()
        )
        faults = (spec.fault(number) is not None for number in numbers)
        bads.append(np.fromiter(faults, np.bool_, len(values)))
    return united(bads)


def _texts(spec: FieldSpec, column: Column) -> Bools | None:
    """Return which texts are wrong; where any text will do, only emptiness is looked for."""
    if column.pool is None or not len(column.values):
        return None
    if not (spec.choices or spec.pattern):
        known = isinstance(column.pool.texts, list | tuple | np.ndarray) and "" in column.pool.texts
        empty = column.pool.find("") if spec.filled and known else -2
        return None if empty < 0 else np.equal(column.values, empty)
    codes = column.values if column.null is None else column.values[~column.null]
    used = np.flatnonzero(np.bincount(codes[codes >= 0]))
    bad = [place for place in used.tolist() if spec.fault(column.pool.text(place)) is not None]
    return np.isin(column.values, bad) if bad else None


def contradicted(at: Array, columns: Mapping[str, Column]) -> Bools | None:
    """Return which rows end before they begin: what ``Fact.contradictions`` asks."""
    until = columns.get("until")
    if until is None or until.type != "instant" or not len(until.values):
        return None
    found: Bools = np.asarray(until.values < at, dtype=np.bool_)
    if until.null is not None:
        found &= ~until.null
    return found if bool(found.any()) else None


def united(parts: Sequence[Bools | None]) -> Bools | None:
    """Return the rows that any of several checks found."""
    found: Bools | None = None
    for part in parts:
        if part is not None:
            found = part if found is None else found | part
    return found
