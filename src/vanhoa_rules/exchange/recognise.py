"""0 · Before the facts: what a file seems to be, by what stands in it, and the mapping file that would read it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from attrs import field, frozen

from vanhoa_rules.exchange.attendance.headings import BOTH, COLUMNS, STAFF
from vanhoa_rules.exchange.attendance.sources import open_grid
from vanhoa_rules.exchange.attendance.wide import heading_days
from vanhoa_rules.exchange.event_logs import log_cases
from vanhoa_rules.exchange.grids import Grid, headed, peeked, read_bytes
from vanhoa_rules.exchange.ocel import dicts, is_cloud, is_ocel, listed, load_json
from vanhoa_rules.exchange.one_stop import COLUMNS as FILE_COLUMNS
from vanhoa_rules.exchange.raw import Broken
from vanhoa_rules.exchange.rows import Terms
from vanhoa_rules.exchange.vietnamese import match_heading, normal_form
from vanhoa_rules.exchange.xes import LogCase
from vanhoa_rules.facts.roster import ROSTER_FIELDS
from vanhoa_rules.facts.vocabulary import STANDARD, Vocabulary, field_title

READERS: Final = ("facts", "roster", "punches", "wide", "month-sheet", "one-stop", "log")
CASES: Final = 200
ACTIVITIES: Final = 12

_STAFF: Final = ("case:responsible", "org:resource", "responsible", "resource", "subject", *STAFF)
_CASE: Final = ("case:concept:name", "case_id", "caseid", "case id", "case", "mã hồ sơ", "data.case")
_TIME: Final = ("time:timestamp", "timestamp", "time", "thời điểm")
_ACTIVITY: Final = ("concept:name", "activity", "type", "hoạt động", "bước xử lý")


@frozen
class Recognised:
    """What a file seems to be: the reader for it ("" = none is known), its columns with what each means, a mapping.

    ``columns`` are (heading, meaning), meaning "" where a column is not read. ``mapping`` is TOML, "" where none is needed.
    """

    reader: str
    form: str
    columns: tuple[tuple[str, str], ...] = field(default=(), repr=lambda columns: f"<{len(columns)}>")
    mapping: str = field(default="", repr=lambda text: f"<{len(text)} characters>")
    heading_row: int | None = None


def recognise(path: Path, vocabulary: Vocabulary = STANDARD) -> Recognised:
    """Return what a file seems to be; ``DataError`` where there is none."""
    head = read_bytes(path)[:4096]
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:2] == b"\x1f\x8b" or text[:1] == b"<":
        return _log(path, "XES", vocabulary)
    if text[:1] in {b"{", b"["}:
        return _json(path, vocabulary)
    form = {b"PK\x03\x04": "xlsx", b"PAR1": "Parquet"}.get(head[:4], "CSV")
    grid = open_grid(path, None, [], Terms())
    return Recognised("", form) if grid is None else _grid(grid, path, form, vocabulary)


def _json(path: Path, vocabulary: Vocabulary) -> Recognised:
    data = load_json(path)
    if is_ocel(data):
        return _log(path, "OCEL 2.0", vocabulary)
    if is_cloud(data):
        return _log(path, "CloudEvents", vocabulary)
    whole = dicts(listed(data, single=True))
    inner = (
        [value for value in whole[0].values() if dicts(value)] if isinstance(data, Mapping) and whole else []
    )
    first = (dicts(inner[0]) if inner and "MaHoSo" not in whole[0] else whole or [{}])[0]
    names = tuple(map(str, first))
    found = {name: match_heading(name[:100], FILE_COLUMNS) or "" for name in names}
    if {"case", "received"} <= set(found.values()):
        return Recognised("one-stop", "JSON", tuple(found.items()), _one_stop())
    known = Terms(vocabulary).known
    if "kind" in names or {"id", "staff", "at"} <= set(names):
        return Recognised("facts", "JSON", tuple((name, name if name in known else "") for name in names))
    if {"id", "unit"} <= set(names):
        return Recognised(
            "roster", "JSON", tuple((name, name if name in ROSTER_FIELDS else "") for name in names)
        )
    return Recognised("", "JSON", tuple((name, "") for name in names))


def _grid(grid: Grid, path: Path, form: str, vocabulary: Vocabulary) -> Recognised:
    first, _ = peeked(grid)
    rows = [row for row in first if not isinstance(row, Broken)]
    if any(_numbers(cells) for _, cells in rows):
        return Recognised("month-sheet", form, (), _month_sheet())
    for number, cells in rows:
        days = heading_days(cells)
        if len(days) >= 5:
            return Recognised("wide", form, (("…", f"{len(days)}"),), _wide(path), number)
    known = Terms(vocabulary).known
    tables: tuple[tuple[str, Mapping[str, Iterable[str]], Sequence[Sequence[str]]], ...] = (
        (
            "facts",
            {name: (name, field_title(name).vi) for name in known},
            (("kind", "id", "staff"), ("id", "staff", "at")),
        ),
        ("roster", {name: (name, field_title(name).vi) for name in ROSTER_FIELDS}, (("id", "unit", "role"),)),
        ("one-stop", FILE_COLUMNS, (("case", "received"), ("case", "due"))),
        ("punches", COLUMNS, BOTH),
    )
    for reader, spellings, needed in tables:
        found = headed(Grid(first, text=grid.text), spellings, needed)
        if found is not None:
            names = {place: name for name, place in found.columns.items()}
            columns = tuple(
                (title, names.get(place, "")) for place, title in enumerate(found.heading) if title
            )
            return Recognised(reader, form, columns, _proposed(reader, columns), found.line)
    titles = next((cells for _, cells in rows if sum(isinstance(cell, str) for cell in cells) > 2), ())
    names_ = [cell for cell in titles if isinstance(cell, str)]
    if _pick(names_, _CASE) and _pick(names_, _TIME):
        return _log(path, form, vocabulary)
    return Recognised("", form, tuple((name[:60], "") for name in names_))


def _numbers(cells: Sequence[Any]) -> bool:
    """Whether a row counts the days of a month: 1, 2, 3 … 28."""
    count = 0
    for cell in cells:
        text = str(cell).strip() if isinstance(cell, str | int) and not isinstance(cell, bool) else ""
        count += text.isdecimal() and len(text) <= 2 and int(text) == count + 1
    return count >= 28


def _pick(names: Iterable[str], wanted: Sequence[str]) -> str | None:
    forms = {normal_form(name): name for name in names}
    return next((forms[normal_form(one)] for one in wanted if normal_form(one) in forms), None)


def _log(path: Path, form: str, vocabulary: Vocabulary) -> Recognised:
    """Propose a mapping for a log: who, which case, and each activity with the kind whose title it bears."""
    names: dict[str, None] = {}
    cases = [case for case in islice(log_cases(path, None), CASES) if isinstance(case, LogCase)]
    for case in cases:
        names |= dict.fromkeys([*case.values, *(name for event in case.events for name in event)])
    activity = _pick(names, _ACTIVITY)
    seen = Counter(
        str(event[activity]) for case in cases for event in case.events if activity and event.get(activity)
    )
    if form == "CloudEvents" and all(name in vocabulary for name in seen):
        outer = {"type": "kind", "id": "id", "subject": "staff", "time": "at", "source": "source"}
        return Recognised(
            "log", form, tuple((name, outer.get(name, name.removeprefix("data."))) for name in names)
        )
    staff, key, time = _pick(names, _STAFF), _pick(names, _CASE), _pick(names, _TIME)
    titles = {normal_form(vocabulary.title(kind).vi): kind for kind in vocabulary}
    lines = [
        'reader = "log"',
        f"staff = {_quoted(staff or '…')}",
        f"case = {_quoted(key or '…')}",
        f"time = {_quoted(time or '…')}",
        'office = "Asia/Ho_Chi_Minh"',
    ]
    for name, _ in sorted(seen.items(), key=lambda pair: (-pair[1], pair[0]))[:ACTIVITIES]:
        kind = name if name in vocabulary else titles.get(normal_form(name))
        block = [
            "[[fact]]",
            f"kind = {_quoted(kind or '…')}",
            f"where = {{ {_quoted(activity or '')} = [{_quoted(name)}] }}",
            f"at = {_quoted(time or '…')}",
        ]
        lines += ["", *(block if kind else [f"# {line}" for line in block])]
    meaning = {staff: "staff", key: "case", time: "at", activity: "where"}
    return Recognised(
        "log", form, tuple((name, meaning.get(name, "")) for name in names), "\n".join(lines) + "\n"
    )


def _quoted(text: str) -> str:
    return json.dumps(text[:200], ensure_ascii=False)


def _proposed(reader: str, columns: Sequence[tuple[str, str]]) -> str:
    match reader:
        case "one-stop":
            return _one_stop()
        case "punches":
            named = [f"{meaning} = {_quoted(title)}" for title, meaning in columns if meaning]
            return (
                "\n".join(
                    ['reader = "punches"', 'zone = "Asia/Ho_Chi_Minh"', _HOURS, "", "[columns]", *named]
                )
                + "\n"
            )
        case _:
            return ""


_HOURS: Final = 'hours = []  # [["07:30", "11:30"], ["13:30", "17:00"]]'


def _one_stop() -> str:
    return 'reader = "one-stop"\nends = "returned"  # "finished"\nend_of_day = "17:00"\n'


def _month_sheet() -> str:
    return 'reader = "month-sheet"\n# month = "2026-08"\n\n[marks]  # X = "present"  PN = "leave:annual"  CT = "mission"  NL = "rest"\n'


def _wide(path: Path) -> str:
    way = "out" if any(word in path.stem.lower() for word in ("out", "ra", "ve")) else "in"
    return f'reader = "wide"\nway = "{way}"\nzone = "Asia/Ho_Chi_Minh"\n{_HOURS}\n'
