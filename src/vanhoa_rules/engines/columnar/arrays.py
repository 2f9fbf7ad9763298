"""3 · numpy, asked for here alone, and the few array operations that everything columnar is made of."""

from collections.abc import Sequence
from typing import Any

from vanhoa_rules.errors import MissingExtraError
from vanhoa_rules.words import error

try:
    import numpy as np
    from numpy.typing import NDArray
except ImportError as cause:  # the one place that says which extra brings numpy
    raise error(MissingExtraError, "extra.missing", package="numpy", extra="columnar") from cause

__all__ = [
    "MOST",
    "SAFE",
    "Array",
    "Bits",
    "Bools",
    "Ints",
    "bisect",
    "count",
    "dense",
    "ints",
    "nothing",
    "np",
    "or_into",
    "plus",
    "size",
    "spread",
    "starts",
    "sums",
    "times",
    "wide",
]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Bits = NDArray[np.uint64]
Array = NDArray[Any]

SAFE = 1 << 62
MOST = 63  # kinds that one set of bits can name


def ints(values: Any) -> Ints:
    """Return values as 64-bit integers."""
    return np.asarray(values, dtype=np.int64)


def nothing() -> Ints:
    """Return no numbers."""
    return np.zeros(0, dtype=np.int64)


def count(n: int) -> Ints:
    """Return 0, 1, …, n - 1."""
    return np.arange(n, dtype=np.int64)


def size(values: Array) -> int:
    """Return the greatest absolute value, 0 of nothing."""
    if not values.size:
        return 0
    return max(abs(int(values.min())), abs(int(values.max())))


def wide(*values: Array) -> bool:
    """Return whether some numbers are Python's, because 64 bits do not hold them."""
    return any(one.dtype == object for one in values)


def times(values: Array, factor: Any) -> Array:
    """Return an exact product with a number or an array; Python's integers take over where 64 bits do not hold it."""
    if isinstance(factor, int):
        if factor == 1:
            return values
        if values.dtype != object and size(values) * abs(factor) < SAFE:
            small: Array = np.multiply(values, np.int64(factor))
            return small
        large: Array = np.multiply(values.astype(object), factor)
        return large
    other: Array = factor
    if not wide(values, other) and size(values) * size(other) < SAFE:
        product: Array = np.multiply(values, other)
    else:
        product = np.multiply(values.astype(object), other.astype(object))
    return product


def plus(one: Array, other: Array) -> Array:
    """Return an exact sum of two arrays."""
    if not wide(one, other) and size(one) + size(other) < SAFE:
        total: Array = np.add(one, other)
    else:
        total = np.add(one.astype(object), other.astype(object))
    return total


def sums(values: Array, groups: Ints, n: int) -> Array:
    """Return the exact sum of the values of each of n groups."""
    if values.dtype != object and size(values) * max(len(values), 1) < 1 << 52:
        return np.bincount(groups, weights=values, minlength=n).astype(np.int64)
    exact = values.dtype != object and size(values) * max(len(values), 1) < SAFE
    found = np.zeros(n, dtype=np.int64 if exact else object)
    np.add.at(found, groups, values if exact else values.astype(object))
    return found


def or_into(n: int, groups: Ints, bits: Bits) -> Bits:
    """Return the union of the bits of each of n groups."""
    found = np.zeros(n, dtype=np.uint64)
    np.bitwise_or.at(found, groups, bits)
    return found


def spread(start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Return every position of the ranges [start, end), and which range each is of."""
    counts = end - start
    total = int(counts.sum())
    owner = np.repeat(count(len(start)), counts)
    return count(total) + np.repeat(start - (np.cumsum(counts) - counts), counts), owner


def bisect(values: Array, low: Ints, high: Ints, wanted: Array, *, right: bool) -> Ints:
    """Return where each wanted value belongs within its own range [low, high) of sorted values."""
    low, high = low.copy(), high.copy()
    if not len(values) or not len(low):
        return low
    for _ in range(int((high - low).max()).bit_length()):
        mid = (low + high) >> 1
        seen = values[np.minimum(mid, len(values) - 1)]
        on = (seen <= wanted) if right else (seen < wanted)
        on &= low < high
        low = np.where(on, mid + 1, low)
        high = np.where(on, high, np.maximum(mid, low))
    return low


def starts(groups: Array) -> Ints:
    """Return where a run of equal values begins, for values that stand in runs."""
    if not len(groups):
        return nothing()
    return np.flatnonzero(np.concatenate(([True], groups[1:] != groups[:-1]))).astype(np.int64)


def dense(keys: Sequence[Array]) -> tuple[list[Ints], int]:
    """Return the keys of several arrays as numbers from 0 on, equal where the keys are, and how many there are."""
    whole = np.concatenate(keys)
    if (
        whole.size
        and whole.dtype != object
        and int(whole.min()) >= 0
        and int(whole.max()) < 32 * whole.size + 1024
    ):
        return [k.astype(np.int64) for k in keys], int(whole.max()) + 1
    values, codes = np.unique(whole, return_inverse=True)
    ends = np.cumsum([len(k) for k in keys])
    return [ints(part) for part in np.split(codes.reshape(-1), ends[:-1])], len(values)
