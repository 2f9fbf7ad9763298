"""3 · The digest of facts that are columns: the bytes that ``Timelines.digest`` would tell, with no object a fact."""

import hashlib
from collections.abc import Sequence
from datetime import date
from json.encoder import encode_basestring
from typing import Any, Final

from vanhoa_rules.engines.columnar.arrays import Array, Ints, count, np
from vanhoa_rules.engines.columnar.columns import EPOCH, TICK, Column, micros
from vanhoa_rules.engines.columnar.kinds import KindTable
from vanhoa_rules.engines.columnar.numbers import decimals
from vanhoa_rules.engines.columnar.table import FactTable
from vanhoa_rules.facts import fields_of

BLOCK: Final = 1 << 16
YEARS: Final = tuple(micros(EPOCH.replace(year=year)) for year in (1000, 9999))


def digest_of(table: FactTable) -> str:
    """Return the SHA-256 of the canonical JSON of all facts, sorted by id."""
    n = len(table)
    ids: list[str] = table.names(count(n)).tolist()
    order = np.array(sorted(range(n), key=ids.__getitem__), dtype=np.int64)
    staff = [encode_basestring(one) for one in table.people]
    told = hashlib.sha256(b"[")
    for begin in range(0, n, BLOCK):
        rows = order[begin : begin + BLOCK]
        told.update(b"," if begin else b"")
        told.update(",".join(_texts(table, rows, ids, staff)).encode())
    told.update(b"]")
    return f"sha256:{told.hexdigest()}"


def _texts(table: FactTable, rows: Ints, ids: Sequence[str], staff: Sequence[str]) -> list[str]:
    found = [""] * len(rows)
    for part in table.kinds.values():
        places = np.flatnonzero((rows >= part.base) & (rows < part.base + len(part)))
        here = rows[places]
        listed: list[int] = here.tolist()
        names = [encode_basestring(ids[row]) for row in listed]
        for place, text in zip(places.tolist(), _of_kind(part, here - part.base, names, staff), strict=True):
            found[place] = text
    return found


def _of_kind(part: KindTable, places: Ints, names: Sequence[str], staff: Sequence[str]) -> list[str]:
    """Return facts of one kind as JSON, keys in order, nulls left out."""
    people: list[int] = part.staff[places].tolist()
    at = part.at[places]
    columns: list[list[str]] = []
    specs = fields_of(part.kind)
    for name in sorted({"kind", *specs}):
        key = encode_basestring(name)
        match name:
            case "kind":
                columns.append([f",{key}:{encode_basestring(part.kind.kind)}"] * len(names))
            case "id":
                columns.append([f",{key}:{one}" for one in names])
            case "staff":
                columns.append([f",{key}:{staff[one]}" for one in people])
            case "at":
                columns.append([f',{key}:"{one}"' for one in _instants(at)])
            case _:
                column = part.columns[name].take(places)
                gone = column.null
                if name == "recorded_at":
                    same = np.equal(column.values, at)
                    gone = same if gone is None else gone | same
                columns.append(_column(key, specs[name].type, column, gone))
    return [f"{{{''.join(row)[1:]}}}" for row in zip(*columns, strict=True)]


def _column(key: str, kind: str, column: Column, gone: Array | None) -> list[str]:
    if gone is not None and bool(gone.all()):
        return [""] * len(column.values)
    told: list[str]
    match kind:
        case "bool":
            told = [f",{key}:{'true' if one else 'false'}" for one in column.values.tolist()]
        case "int":
            told = [f",{key}:{one}" for one in column.values.tolist()]
        case "decimal":
            numbers: list[int] = column.values.tolist()
            told = [f',{key}:"{one}"' for one in decimals(numbers, column.scale)]
        case "str":
            told = _strings(key, column)
        case "instant":
            told = [f',{key}:"{one}"' for one in _instants(column.values)]
        case _:
            days: list[Any] = column.values.tolist()
            told = [f',{key}:"{date.fromordinal(max(one, 1)).isoformat()}"' for one in days]
    if gone is None:
        return told
    return ["" if lost else one for one, lost in zip(told, gone.tolist(), strict=True)]


def _strings(key: str, column: Column) -> list[str]:
    pool = column.pool
    if pool is None:
        return [f",{key}:{encode_basestring(str(one))}" for one in column.values.tolist()]
    unique, places = np.unique(column.values, return_inverse=True)
    codes: list[int] = unique.tolist()
    texts = ["" if code < 0 else f",{key}:{encode_basestring(pool.text(code))}" for code in codes]
    return [texts[place] for place in places.reshape(-1).tolist()]


def _instants(values: Ints) -> list[str]:
    """Return instants in UTC as ``isoformat`` writes them."""
    if len(values) and (int(values.min()) < YEARS[0] or int(values.max()) > YEARS[1]):
        return [(EPOCH + one * TICK).isoformat() for one in values.tolist()]
    stamps = values.astype("datetime64[us]")
    whole: list[str] = np.datetime_as_string(stamps, unit="s").tolist()
    rest: list[int] = (values % 1_000_000).tolist()
    return [
        f"{text}.{part:06d}+00:00" if part else f"{text}+00:00"
        for text, part in zip(whole, rest, strict=True)
    ]
