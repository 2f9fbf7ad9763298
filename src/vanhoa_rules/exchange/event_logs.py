"""0 · Before the facts: an event log — XES, OCEL 2.0, CloudEvents, or a table with a row an event — into facts by a mapping.

A log repeats what it knows of a case on every row; facts do not. A rule marked ``once`` makes one fact a case; the
others make one an event. Errors of the mapping are told in the log's own names, with those most like them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from attrs import evolve

from vanhoa_rules.calendars import ZONE
from vanhoa_rules.errors import Problem
from vanhoa_rules.exchange.files import Read, zone_of
from vanhoa_rules.exchange.grids import csv_grid, read_bytes
from vanhoa_rules.exchange.mappings import FactRule, LogMapping, Source, read_mapping
from vanhoa_rules.exchange.ocel import Event, cloud_events, is_cloud, is_ocel, load_json, ocel_events
from vanhoa_rules.exchange.raw import Broken, Row, label
from vanhoa_rules.exchange.rows import NO_KIND, Place, Rejected, Terms, problem_of, read_row
from vanhoa_rules.exchange.tables import frame_table, is_frame, parquet_table
from vanhoa_rules.exchange.values import convert
from vanhoa_rules.exchange.xes import LogCase, xes_cases
from vanhoa_rules.facts.base import Fact, FieldSpec
from vanhoa_rules.facts.vocabulary import STANDARD, Vocabulary
from vanhoa_rules.words import near

INSTANT: Final = FieldSpec("at", "at", "instant", nullable=True, default=None)
DAY_OF_WORK: Final = range(8, 17)
REMEMBERED: Final = 10_000


def read_log(
    source: Any,
    mapping: Any = None,
    *,
    vocabulary: Vocabulary = STANDARD,
    zone: str | None = None,
    office: str | None = None,
    allow_citizen_ids: bool = False,
) -> Read:
    """Return the facts of a log by a mapping (a TOML file, a dict); CloudEvents that are facts need none.

    ``zone``: where times without an offset are local; ``office``: where the work was done (both default to what the
    mapping says). The cases before the place where a log breaks stay good. ``DataError`` for a mapping with errors or
    a file that is missing.
    """
    if mapping is None:
        return _facts_in_cloud(source, vocabulary, zone, allow_citizen_ids=allow_citizen_ids)
    rules = read_mapping(mapping, vocabulary=vocabulary)
    place = zone_of(zone or rules.zone)
    file = None if is_frame(source) else str(source)
    terms = Terms(vocabulary, zone=place, file=file, allow_citizen_ids=allow_citizen_ids)
    clerk = _Clerk(rules, terms, zone_of(office or rules.office or zone or rules.zone or ZONE))
    for case in log_cases(source, rules.case):
        clerk.take(case)
    return clerk.done()


def log_cases(source: Any, case: Source | None) -> Iterator[LogCase | Broken]:
    """Yield the cases of a log of any known form; events that name no case are cases by themselves."""
    if is_frame(source):
        yield from _grouped(_rows(frame_table(source).rows), case)
        return
    path = Path(source)
    head = read_bytes(path)[:4096] if path.is_file() else b""
    if head[:2] == b"\x1f\x8b" or head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        yield from xes_cases(path)
    elif head[:4] == b"PAR1":
        yield from _grouped(_rows(parquet_table(path).rows), case)
    elif head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}:
        data = load_json(path)
        if isinstance(data, Broken):
            yield data
        elif is_ocel(data):
            yield from _grouped(ocel_events(data), case)
        elif is_cloud(data):
            yield from _grouped(cloud_events(data), case)
        else:
            yield Broken("log.form")
    else:
        yield from _grouped(_rows(_table(path)), case)


def _table(path: Path) -> Iterator[Row | Broken]:
    """Yield the rows of a file of text by the names in its first row."""
    grid = csv_grid(path)
    rows = iter([grid]) if isinstance(grid, Broken) else iter(grid.rows)
    head = next(rows, None)
    if head is None or isinstance(head, Broken):
        yield from () if head is None else (head,)
        return
    names = [str(name).strip() for name in head[1]]
    twice = [name for name, count in Counter(names).items() if name and count > 1]
    if twice:
        yield Broken("csv.duplicate_column", head[0], field=label(twice[0]))
        return
    for row in rows:
        if isinstance(row, Broken):
            yield row
        elif len(row[1]) != len(names):
            yield Broken("csv.cells", row[0], parts={"found": len(row[1]), "expected": len(names)})
        else:
            yield Row({name: cell or None for name, cell in zip(names, row[1], strict=True) if name}, row[0])


def _rows(rows: Iterable[Row | Broken]) -> Iterator[Event | Broken]:
    for place, row in enumerate(rows, 1):
        yield row if isinstance(row, Broken) else (row.number or place, dict(row.values))


def _grouped(events: Iterable[Event | Broken], case: Source | None) -> Iterator[LogCase | Broken]:
    """Gather events by case, cases in the order of their first event; what differs within a case is told."""
    groups: dict[Any, tuple[list[int], list[dict[str, Any]]]] = {}
    for event in events:
        if isinstance(event, Broken):
            yield event
            continue
        number, values = event
        name = values.get(case.attribute) if case is not None and case.attribute is not None else None
        key: Any = name if isinstance(name, str) and name else (number,)
        numbers, rows = groups.setdefault(key, ([], []))
        numbers.append(number)
        rows.append(values)
    for numbers, rows in groups.values():
        yield LogCase({}, rows, numbers[0], tuple(numbers))


class _Clerk:
    """Applies the rules of a mapping to the cases of a log."""

    def __init__(self, rules: LogMapping, terms: Terms, office: ZoneInfo | None) -> None:
        self.rules, self.terms, self.office = rules, terms, office or ZoneInfo(ZONE)
        self.facts: list[Fact] = []
        self.problems: list[Problem] = []
        self.names: set[str] = set()
        self.values: dict[str, set[str]] = {name: set() for rule in rules.facts for name in rule.where}
        self.hours: Counter[int] = Counter()

    def take(self, case: LogCase | Broken) -> None:
        """Make the facts of one case."""
        if isinstance(case, Broken):
            self.problems.append(problem_of(case, self.terms))
            return
        events = case.events or [{}]
        for event in case.events:
            self._notice(event)
        if len(self.names) < REMEMBERED:
            self.names.update(case.values)
        whole = {**events[0], **case.values}
        refusal = self._refusal(case, whole)
        for rule in self.rules.facts:
            if rule.once:
                self._once(rule, case, whole, refusal)
                continue
            for place, event in enumerate(case.events, 1):
                values = {**event, **case.values}
                if all(str(values.get(name)) in wanted for name, wanted in rule.where.items()):
                    number = case.numbers[place - 1] if case.numbers else case.number
                    self._make(rule, values, number, f"{place}", refusal)

    def _notice(self, event: Mapping[str, Any]) -> None:
        if len(self.names) < REMEMBERED:
            self.names.update(event)
        for name, seen in self.values.items():
            if event.get(name) is not None and len(seen) < REMEMBERED:
                seen.add(str(event[name]))
        at = convert(INSTANT, event.get(self.rules.time), zone=self.terms.zone)
        if isinstance(at, datetime):
            self.hours[at.astimezone(self.office).hour] += 1

    def _refusal(self, case: LogCase, whole: Mapping[str, Any]) -> tuple[str, dict[str, Any]] | None:
        """Return why no fact can be made of a case: what is said of it runs backwards, or differs between its rows."""
        before: tuple[str, datetime] | None = None
        for name in self.rules.order:
            at = convert(INSTANT, whole.get(name), zone=self.terms.zone)
            if isinstance(at, datetime):
                if before is not None and at < before[1]:
                    return "log.order", {"field": name, "other": before[0], "value": self._name(whole)}
                before = name, at
        for rule in self.rules.facts:
            for name in rule.attributes() if rule.once else ():
                if not case.values and any(event.get(name) != whole.get(name) for event in case.events):
                    return "log.case_differs", {"field": name, "value": self._name(whole)}
        return None

    def _name(self, values: Mapping[str, Any]) -> str | None:
        found = self._take(self.rules.case, values)
        return found if isinstance(found, str) else None

    def _once(
        self,
        rule: FactRule,
        case: LogCase,
        whole: Mapping[str, Any],
        refusal: tuple[str, dict[str, Any]] | None,
    ) -> None:
        if self._take(rule.at, whole) not in {None, ""}:
            self._make(rule, whole, case.number, "", refusal)

    def _make(
        self,
        rule: FactRule,
        values: Mapping[str, Any],
        number: int | None,
        suffix: str,
        refusal: tuple[str, dict[str, Any]] | None,
    ) -> None:
        staff = self._take(rule.staff or self.rules.staff, values)
        if isinstance(staff, str) and staff in self.rules.ignore_staff:
            return
        case = self._take(rule.case or self.rules.case, values)
        name = self._take(rule.id, values)
        if name is None:
            name = ":".join(part for part in (str(case or number), rule.kind, suffix) if part)
        raw = {
            "kind": rule.kind,
            "id": name if isinstance(name, str) else str(name),
            "staff": staff,
            "at": self._take(rule.at, values),
            "case": case,
            **{field: self._take(one, values) for field, one in rule.fields.items()},
        }
        place = Place(self.terms, number, staff if isinstance(staff, str) else None, rule.kind)
        if refusal is not None:
            self.problems.append(place.problem(refusal[0], **refusal[1]))
            return
        many = next((field for field, value in raw.items() if isinstance(value, list)), None)
        if many is not None:
            self.problems.append(place.problem("log.many", field=many))
            return
        read = read_row(Row(raw, number, text=False, sparse=True), self.terms)
        if isinstance(read, Rejected):
            self.problems += read.problems
        else:
            self.facts.append(read)

    @staticmethod
    def _take(source: Source | None, values: Mapping[str, Any]) -> Any:
        if source is None:
            return None
        if source.attribute is None:
            return source.value
        found = values.get(source.attribute)
        return source.words.get(str(found), found) if source.words else found

    def done(self) -> Read:
        """Return what was read, and first of all what the mapping asks that the log does not have."""
        first = [
            self._log("log.no_attribute", name, near(name, self.names))
            for name in sorted(self.rules.attributes() - self.names)
        ]
        for name, seen in self.values.items():
            wanted = {value for rule in self.rules.facts for value in rule.where.get(name, ())}
            first += [
                evolve(self._log("log.no_value", name, near(value, seen), value=value), value=value[:80])
                for value in (sorted(wanted - seen) if name in self.names else ())
            ]
        night = night_warning(self.hours, self.office.key, self.terms)
        return Read(tuple(self.facts), (*first, *([night] if night else []), *self.problems))

    def _log(self, code: str, name: str, like: str, **parts: Any) -> Problem:
        return Place(self.terms, None, None, NO_KIND).problem(code, field=name[:80], near=like, **parts)


def night_warning(hours: Mapping[int, int], zone: str, terms: Terms) -> Problem | None:
    """Return the warning that work falls outside the day in a zone where some hours' shift would bring it inside."""
    total = sum(hours.values())
    outside = {
        shift: sum(count for hour, count in hours.items() if (hour + shift) % 24 not in DAY_OF_WORK)
        for shift in sorted(range(-12, 13), key=abs)
    }
    best = min(outside, key=lambda shift: outside[shift])
    if total < 20 or outside[0] * 10 < total or outside[best] * 2 > outside[0]:
        return None
    return Place(terms, None, None, NO_KIND).problem(
        "log.night", zone=zone, count=outside[0], total=total, shift=f"{best:+d}", fewer=outside[best]
    )


def _facts_in_cloud(
    source: Any, vocabulary: Vocabulary, zone: str | None, *, allow_citizen_ids: bool
) -> Read:
    """Return CloudEvents whose type is a kind: the subject is the staff number, the data are the fields."""
    path = Path(source)
    read_bytes(path)
    terms = Terms(vocabulary, zone=zone_of(zone), file=str(path), allow_citizen_ids=allow_citizen_ids)
    data = load_json(path)
    facts: list[Fact] = []
    problems: list[Problem] = []
    events = [data] if isinstance(data, Broken) else cloud_events(data)
    for event in events:
        if isinstance(event, Broken):
            problems.append(problem_of(event, terms))
            continue
        number, values = event
        inner = {
            name.removeprefix("data."): value for name, value in values.items() if name.startswith("data.")
        }
        outer = {"kind": "type", "id": "id", "staff": "subject", "at": "time", "source": "source"}
        row = Row({**inner, **{name: values.get(other) for name, other in outer.items()}}, number)
        read = read_row(row, terms)
        if isinstance(read, Rejected):
            problems += read.problems
        else:
            facts.append(read)
    return Read(tuple(facts), tuple(problems))
