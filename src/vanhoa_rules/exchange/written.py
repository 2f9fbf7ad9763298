"""0 · Before the facts: instants written as text, all of a column at once where they are written alike."""

import re
from datetime import timedelta, timezone
from typing import Any, Final

from vanhoa_rules.exchange.arrowed import NotInColumnsError, Raw, bytes_of, whole_texts
from vanhoa_rules.exchange.extras import load

ALIKE: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ])[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.([0-9]{1,6}))?(Z|([+-])([0-9]{2}):([0-9]{2}))"
)
DIGITS: Final = (0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18)
MARKS: Final = ((4, "-"), (7, "-"), (13, ":"), (16, ":"))


def written_instants(column: Any) -> Raw:
    """Return a column of texts such as ``2026-03-02T08:20:00+07:00`` as instants; those written otherwise are marked.

    All have the form and offset of the first one; ``NotInColumnsError`` where that one has another form.
    """
    np = load("numpy", "columnar")
    valid = None if not column.null_count else column.is_valid().to_numpy()
    array = whole_texts(column if valid is None else column.drop_null())
    found = ALIKE.fullmatch(array[0].as_py()) if len(array) else None
    if found is None:
        raise NotInColumnsError
    between, fraction, suffix, sign, hours, minutes = found.groups()
    span = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    if span > timedelta(hours=14) or int(minutes or 0) > 59:
        raise NotInColumnsError
    data, at = bytes_of(array)
    wide = found.end()
    alike = at[1:] - at[:-1] == wide
    begin = at[:-1] if alike.all() else np.where(alike, at[:-1], at[np.argmax(alike)])
    parts = len(fraction or "")
    digits = (*DIGITS, *range(20, 20 + parts))
    place = {spot: data[begin + spot].astype(np.int64) - 48 for spot in digits}
    for spot in digits:
        alike &= (place[spot] >= 0) & (place[spot] <= 9)
    tail = [(wide - len(suffix) + k, mark) for k, mark in enumerate(suffix)]
    for spot, mark in (*MARKS, (10, between), *tail, *([(19, ".")] if parts else [])):
        alike &= data[begin + spot] == ord(mark)

    def number(*spots: int) -> Any:
        value = place[spots[0]]
        for spot in spots[1:]:
            value = value * 10 + place[spot]
        return value

    year, month, day = number(0, 1, 2, 3), number(5, 6), number(8, 9)
    hour, minute, second = number(11, 12), number(14, 15), number(17, 18)
    alike &= (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1)
    alike &= (hour <= 23) & (minute <= 59) & (second <= 59)
    months = np.where(alike, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    first, after = months.astype("datetime64[D]"), (months + 1).astype("datetime64[D]")
    alike &= day <= (after - first).astype(np.int64)
    seconds = (first.astype(np.int64) + day - 1) * 86_400 + hour * 3600 + minute * 60 + second
    offset = (-span if sign == "-" else span) // timedelta(seconds=1)
    micros = number(*range(20, 20 + parts)) * 10 ** (6 - parts) if parts else 0
    values = np.where(alike, (seconds - offset) * 1_000_000 + micros, 0)
    if not alike.any():
        raise NotInColumnsError
    zone = timezone(timedelta(seconds=offset))
    bad = None if alike.all() else ~alike
    if valid is None:
        return Raw("instant", values, zone=zone, bad=bad)
    whole, wrong = np.zeros(len(valid), dtype=np.int64), np.zeros(len(valid), dtype=np.bool_)
    whole[valid], wrong[valid] = values, False if bad is None else bad
    return Raw("instant", whole, valid, zone=zone, bad=wrong if bad is not None else None)
