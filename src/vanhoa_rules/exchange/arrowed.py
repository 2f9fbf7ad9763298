"""0 · Before the facts: columns of Arrow as arrays of numbers, exact or not at all; texts as places in a list of texts."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Final

from attrs import define, evolve, field, frozen

from vanhoa_rules.exchange.extras import load
from vanhoa_rules.exchange.values import WHOLE

EXACT: Final = 2**53
LONGEST: Final = 64
ROOMY: Final = timedelta(hours=14)
DAY_ZERO: Final = date(1970, 1, 1).toordinal()
MIX: Final = 0x9E3779B97F4A7C15
STEP: Final = 1 << 20


class NotInColumnsError(Exception):
    """A column that only the way row by row can read; nobody sees it."""


@define(eq=False)
class Texts(Sequence[str]):
    """Texts of an Arrow array, and some more behind them."""

    array: Any
    more: list[str] = field(factory=list[str])
    _places: dict[str, int] | None = None

    def __getitem__(self, place: Any) -> Any:
        n = len(self.array)
        return self.array[int(place)].as_py() if place < n else self.more[int(place) - n]

    def __len__(self) -> int:
        return len(self.array) + len(self.more)

    def __iter__(self) -> Iterator[str]:
        yield from self.array.to_pylist()
        yield from self.more

    def place(self, text: str) -> int:
        """Return the place of a text, which is added where it is new."""
        if self._places is None:
            self._places = {one: place for place, one in enumerate(self)}
        if text not in self._places:
            self._places[text] = len(self)
            self.more.append(text)
        return self._places[text]


@frozen(eq=False)
class Raw:
    """A column as numbers: its type in Arrow's sense, where it is not null (None = nowhere null), and what fails anyhow."""

    type: str
    values: Any
    valid: Any = None
    scale: int = 1
    texts: Texts | None = None
    zone: tzinfo | None = None
    bad: Any = None

    @property
    def great(self) -> bool:
        """Whether some whole number is too great for a whole number's field."""
        return bool(len(self.values)) and max(int(self.values.max()), -int(self.values.min())) >= WHOLE


def raw(column: Any) -> Raw | None:
    """Return a chunked column as numbers, None where all is null; ``NotInColumnsError`` where its rows must be looked at."""
    arrow, np = load("pyarrow", "table"), load("numpy", "columnar")
    kind = column.type
    if column.null_count == len(column):
        return None
    if arrow.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    valid = None if not column.null_count else column.is_valid().to_numpy()
    if is_text(kind, arrow):
        codes, texts = encoded(column)
        return Raw("text", codes, valid, texts=texts)
    found = _stated(column if valid is None else column.drop_null(), arrow, np)
    if valid is None or found.values is None:
        return evolve(found, valid=valid)
    values = np.zeros(len(valid), dtype=found.values.dtype)
    values[valid] = found.values
    bad = None
    if found.bad is not None:
        bad = np.zeros(len(valid), dtype=np.bool_)
        bad[valid] = found.bad
    return evolve(found, values=values, valid=valid, bad=bad)


def _stated(column: Any, arrow: Any, np: Any) -> Raw:
    """Return a column without nulls as numbers."""
    types, kind = arrow.types, column.type
    if types.is_boolean(kind):
        return Raw("bool", column.to_numpy())
    if types.is_integer(kind):
        return Raw("whole", column.cast(arrow.int64()).to_numpy())
    if types.is_floating(kind):
        return _floats(column, np)
    if types.is_decimal128(kind) and 0 <= kind.scale <= 18:
        return _decimals(column, np)
    if types.is_timestamp(kind) and kind.tz is not None:
        return _instants(column, np, arrow)
    if types.is_date(kind):
        days = column.cast(arrow.date32()).cast(arrow.int32()).to_numpy()
        return Raw("date", days.astype(np.int64) + DAY_ZERO)
    return Raw("other", None)


def is_text(kind: Any, arrow: Any) -> bool:
    """Return whether a type of Arrow is one of text."""
    view: Callable[[Any], bool] = getattr(arrow.types, "is_string_view", lambda _: False)
    return bool(arrow.types.is_string(kind) or arrow.types.is_large_string(kind) or view(kind))


def takeable(array: Any) -> Any:
    """Return an array of which Arrow takes rows: a view of texts as texts."""
    arrow = load("pyarrow", "table")
    plain = arrow.types.is_string(array.type) or not is_text(array.type, arrow)
    return array if plain else array.cast(arrow.large_string())


def whole_texts(column: Any) -> Any:
    """Return a chunked column of text as one array."""
    arrow = load("pyarrow", "table")
    if arrow.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    found = column.cast(arrow.large_string()).combine_chunks()
    return found if isinstance(found, arrow.Array) else arrow.concat_arrays(found.chunks)


def encoded(column: Any) -> tuple[Any, Texts]:
    """Return a column of text as places in a list of texts, -1 for null."""
    np = load("numpy", "columnar")
    found = whole_texts(column).dictionary_encode()
    return found.indices.fill_null(-1).to_numpy().astype(np.int64), Texts(found.dictionary)


def _floats(column: Any, np: Any) -> Raw:
    """Return floats that are whole numbers, as pandas has them where there are gaps."""
    given = column.to_numpy()
    whole = np.floor(given)
    if not bool(((whole == given) & (np.abs(whole) < EXACT)).all()):
        raise NotInColumnsError
    return Raw("whole", whole.astype(np.int64))


def _decimals(column: Any, np: Any) -> Raw:
    array = column.combine_chunks()
    words = [
        np.frombuffer(one.buffers()[1], dtype=np.int64)[2 * one.offset : 2 * (one.offset + len(one))]
        for one in getattr(array, "chunks", [array])
    ]
    pairs = np.concatenate(words).reshape(-1, 2)
    values = pairs[:, 0].copy()
    if not bool((pairs[:, 1] == (values >> 63)).all()) or bool((np.abs(values) >= 10**18).any()):
        raise NotInColumnsError
    scale = column.type.scale
    return Raw("decimal" if scale else "whole", values, scale=10**scale)


def _instants(column: Any, np: Any, arrow: Any) -> Raw:
    zone: tzinfo = arrow.scalar(0, column.type).as_py().tzinfo
    offset = datetime(1970, 1, 1, tzinfo=UTC).astimezone(zone).utcoffset() or timedelta(0)
    ticks = column.cast(arrow.int64()).to_numpy()
    factor = {"s": 10**6, "ms": 10**3}.get(column.type.unit, 1)
    bad = None
    if column.type.unit == "ns":
        rest = ticks % 1000
        bad = rest != 0 if bool(rest.any()) else None
        ticks = ticks // 1000
    if abs(offset) > ROOMY or (factor > 1 and bool((np.abs(ticks) > (1 << 62) // factor).any())):
        raise NotInColumnsError
    return Raw("instant", ticks * factor if factor > 1 else ticks, zone=zone, bad=bad)


# --- texts as bytes ---------------------------------------------------------------------------------------------------


def bytes_of(array: Any) -> tuple[Any, Any]:
    """Return the bytes of an array of large strings, and where each one begins and the last one ends."""
    np = load("numpy", "columnar")
    _, edges, data = array.buffers()
    at = np.frombuffer(edges, dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    return np.frombuffer(data if data is not None else b"", dtype=np.uint8), at


def suspicious(array: Any) -> Any:
    """Return the places of texts that are empty, begin or end with a space, or hold more than printable ASCII."""
    np = load("numpy", "columnar")
    data, at = bytes_of(array)
    if not len(array):
        return np.zeros(0, dtype=np.int64)
    found = [np.flatnonzero(at[1:] == at[:-1])]
    inside = data[at[0] : at[-1]]
    if len(inside) and (inside.min() <= 0x20 or inside.max() > 0x7E):
        full = np.flatnonzero(at[1:] > at[:-1])
        found.append(full[(data[at[full]] == 0x20) | (data[at[full + 1] - 1] == 0x20)])
        strange = np.flatnonzero((inside < 0x20) | (inside > 0x7E)) + at[0]
        found.append(np.searchsorted(at, strange, side="right") - 1)
    return np.unique(np.concatenate(found))


def may_be_twice(array: Any) -> Any:
    """Return a mask of the texts that another one may equal: those that share a hash."""
    np, n = load("numpy", "columnar"), len(array)
    found = np.zeros(n, dtype=np.bool_)
    if n < 2:
        return found
    data, at = bytes_of(array)
    longest = int((at[1:] - at[:-1]).max())
    if longest > LONGEST:
        codes = array.dictionary_encode().indices.to_numpy()
        return np.bincount(codes)[codes] > 1
    code = np.concatenate([_hashed(data, at[low : low + STEP + 1], longest) for low in range(0, n, STEP)])
    ordered = np.sort(code)
    if not bool((ordered[1:] == ordered[:-1]).any()):
        return found
    bits = min(max((4 * n).bit_length(), 1), 23)
    bucket = (code >> np.uint64(64 - bits)).astype(np.int64)
    near = np.flatnonzero(np.bincount(bucket, minlength=1 << bits)[bucket] > 1)
    order = near[np.argsort(code[near])]
    same = np.flatnonzero(code[order[1:]] == code[order[:-1]])
    found[order[same]] = True
    found[order[same + 1]] = True
    return found


def _hashed(data: Any, at: Any, longest: int) -> Any:
    """Return a hash of each text between two edges of bytes, eight bytes at a time up to the longest of all."""
    np = load("numpy", "columnar")
    part = np.concatenate((data[at[0] : at[-1]], np.zeros(8, dtype=np.uint8)))
    begin, length = at[:-1] - at[0], at[1:] - at[:-1]
    shortest = int(length.min())
    words = np.ndarray((len(part) - 7,), dtype="<u8", buffer=part.data, strides=(1,))
    masks = np.array([(1 << (8 * k)) - 1 for k in range(9)], dtype=np.uint64)
    code = length.astype(np.uint64)
    for k in range(-(-longest // 8)):
        if shortest >= 8 * (k + 1):
            code ^= words[begin + 8 * k]
        else:
            left = np.clip(length - 8 * k, 0, 8)
            code ^= words[np.minimum(begin + 8 * k, len(words) - 1)] & masks[left]
        code *= np.uint64(MIX)
        code ^= code >> np.uint64(29)
    return code


@define(eq=False)
class ArrowIds:
    """The ids of the rows of a table as it was given; ``other`` are those that reading has changed."""

    array: Any
    other: dict[int, str] = field(factory=dict[int, str])

    def take(self, numbers: Any) -> Any:
        """Return the ids of rows as texts."""
        np = load("numpy", "columnar")
        found = self.array.take(load("pyarrow", "table").array(numbers)).to_numpy(zero_copy_only=False)
        if self.other:
            found = found.copy()
            for place in np.flatnonzero(np.isin(numbers, list(self.other))).tolist():
                found[place] = self.other[int(numbers[place])]
        return found

    def shared(self) -> Any:
        """Return which rows may have an id that another one has too."""
        found = may_be_twice(self.array).copy()
        if self.other:
            found |= self.among(list(self.other.values()))
            found[list(self.other)] = True
        return found

    def among(self, texts: Any) -> Any:
        """Return which rows have an id among some texts."""
        arrow, compute = load("pyarrow", "table"), load("pyarrow.compute", "table")
        wanted = set(map(str, texts))
        found = compute.is_in(self.array, value_set=arrow.array(list(wanted), arrow.large_string())).to_numpy(
            zero_copy_only=False
        )
        told = found.copy()
        for number, text in self.other.items():
            told[number] = text in wanted
        return told
