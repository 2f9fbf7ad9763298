"""0 · Before the facts: OCEL 2.0 (JSON) and CloudEvents as events with plain attributes.

An event of OCEL has its own attributes, ``id``, ``type``, ``time``, for each related object ``object:<type>`` (its id) and
``object:<type>:<attribute>`` (the value at the event's time), and ``rel:<qualifier>`` (the id). Two objects of one type
make a list, which no single value can be taken from. A CloudEvent has its attributes and ``data.<name>``.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, cast

from vanhoa_rules.exchange.grids import read_bytes
from vanhoa_rules.exchange.raw import Broken, lines_of

LARGEST: Final = 1 << 30

Event = tuple[int, dict[str, Any]]


def load_json(path: Path) -> Any:
    """Return the data of a JSON file, or JSON Lines as a list, numbers exact; ``Broken`` where it is neither."""
    if path.stat().st_size > LARGEST:
        return Broken("log.large", parts={"limit": LARGEST >> 20})
    lines = lines_of(read_bytes(path))
    if isinstance(lines, Broken):
        return lines
    if any(isinstance(line, bytes) for line in lines):
        return Broken("file.encoding", parts={"guess": "windows-1258"})
    texts = [line for line in lines if isinstance(line, str)]
    try:
        return json.loads("\n".join(texts), parse_float=_decimal, parse_int=_int, parse_constant=str)
    except RecursionError:
        return Broken("json.deep", 1)
    except ValueError as fault:
        return _lines(texts, fault)


def _lines(texts: list[str], fault: ValueError) -> Any:
    found: list[Any] = []
    for number, text in enumerate(texts, 1):
        if text.strip():
            try:
                found.append(json.loads(text, parse_float=_decimal, parse_int=_int, parse_constant=str))
            except (ValueError, RecursionError):
                if not found:
                    line = getattr(fault, "lineno", 1)
                    return Broken("json.broken", line, parts={"column": getattr(fault, "colno", 1)})
                found.append(Broken("json.broken", number, parts={"column": 1}))
    return found


def _decimal(text: str) -> Any:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text


def _int(text: str) -> int | Decimal:
    return int(text) if len(text) < 400 else Decimal(text)


def is_ocel(data: Any) -> bool:
    """Return whether JSON data is an OCEL 2.0 log."""
    return isinstance(data, dict) and {"events", "objects"} <= set(cast("dict[str, Any]", data))


def is_cloud(data: Any) -> bool:
    """Return whether JSON data is a CloudEvent or a batch of them."""
    return any("specversion" in item for item in dicts(listed(data, single=True)[:20]))


def listed(data: Any, *, single: bool = False) -> list[Any]:
    """Return JSON data as a list: itself, nothing, or with ``single`` the one thing that it is."""
    if not isinstance(data, list):
        return [data] if single else []
    return list(cast("Iterable[Any]", data))


def ocel_events(data: Mapping[str, Any]) -> Iterator[Event | Broken]:
    """Yield the events of an OCEL log, numbered from 1, in the log's order."""
    objects: dict[str, Mapping[str, Any]] = {}
    for one in dicts(data.get("objects")):
        if isinstance(one.get("id"), str):
            objects[one["id"]] = one
    for number, item in enumerate(listed(data.get("events")), 1):
        if not isinstance(item, Mapping):
            yield Broken("row.not_object", number)
            continue
        event = cast("Mapping[str, Any]", item)
        values: dict[str, Any] = {name: event.get(name) for name in ("id", "type", "time")}
        for one in dicts(event.get("attributes")):
            values.setdefault(str(one.get("name")), _plain(one.get("value")))
        for link in dicts(event.get("relationships")):
            _join(values, link, objects, str(values["time"] or ""))
        yield number, values


def _join(
    values: dict[str, Any], link: Mapping[str, Any], objects: Mapping[str, Mapping[str, Any]], time: str
) -> None:
    name = link.get("objectId")
    if not isinstance(name, str):
        return
    _add(values, f"rel:{link.get('qualifier')}", name)
    one = objects.get(name)
    if one is None:
        return
    _add(values, f"object:{one.get('type')}", name)
    latest: dict[str, tuple[str, Any]] = {}
    for each in dicts(one.get("attributes")):
        since, key = str(each.get("time") or ""), str(each.get("name"))
        if since <= time and (key not in latest or latest[key][0] <= since):
            latest[key] = since, _plain(each.get("value"))
    for key, (_, value) in latest.items():
        _add(values, f"object:{one.get('type')}:{key}", value)


def _add(values: dict[str, Any], name: str, value: Any) -> None:
    if name not in values:
        values[name] = value
    elif values[name] != value:
        held = values[name]
        values[name] = [*held, value] if isinstance(held, list) else [held, value]


def dicts(items: Any) -> list[Mapping[str, Any]]:
    """Return the objects among the items of a list."""
    return [cast("Mapping[str, Any]", one) for one in listed(items) if isinstance(one, Mapping)]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | Decimal) else str(type(value).__name__)


def cloud_events(data: Any) -> Iterator[Event | Broken]:
    """Yield CloudEvents, numbered from 1; what is no CloudEvent is ``Broken``."""
    for number, item in enumerate(listed(data, single=True), 1):
        if isinstance(item, Broken):
            yield item
            continue
        if not isinstance(item, Mapping) or "specversion" not in item:
            yield Broken("log.not_cloud", number)
            continue
        event = cast("Mapping[str, Any]", item)
        values = {name: value for name, value in event.items() if name not in {"data", "specversion"}}
        inner = event.get("data")
        if isinstance(inner, Mapping):
            values |= {f"data.{name}": value for name, value in cast("Mapping[str, Any]", inner).items()}
        yield number, values
