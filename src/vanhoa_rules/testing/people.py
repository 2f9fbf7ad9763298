"""Testing: who the staff are, what happened to them, and what silence means: with gaps, holes, ties and nulls."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import attrs

from vanhoa_rules.calendars import Duration
from vanhoa_rules.errors import VanhoaError
from vanhoa_rules.facts import Coverage, CoverageEntry, Fact, FactRetracted, Person, Roster
from vanhoa_rules.testing.kinds import KINDS, Answered, Away, Moved, Received
from vanhoa_rules.testing.moments import DAY, TICK, Frame, instant, instant_or_none
from vanhoa_rules.testing.picking import Pick

STAFF = ("a", "b", "l")
STRANGER = "x"
UNITS = ("u1", "u2")
CASES = ("c1", "c1", "c1", "c1", "c2", None)

_bool = (False, True)
_unit = UNITS
_boss = {"a": ("l", "l", "b"), "b": ("l", "l", None), "l": (None,)}
_shape = ("one", "one", "one", "one", "from", "to", "two", "gap")
_case = CASES
_third = (True, False, None)
_of = ("a", "a", "a", "a", "a", "a", "a", "b", "b", "l", STRANGER)
_count = (4, 5, 6, 7, 8, 9, 10, 12, 3, 2, 0)
_rating = range(1, 6)
_mark = "mzk"
_late = (0, 0, 0, 0, 0, 0, 0, 1, 2)
_mostly = (True, True, True, False)
_relation = ("same", "deadline", "late", "back", "past", "due", "edge", "deadline")
_extra = ("", "", "", "", "twin", "retract", "back", "clash")
_stated = ("whole", "whole", "whole", "none", "all", "stated", "stated", "stated")
_fault = ("hole", "hole", "hidden", "late", "short", "unit", "before", "before")


def roster(pick: Pick, frame: Frame) -> Roster:
    """Return two or three people of one or two rows, with gaps, other units, leaders."""
    rows: list[Person] = []
    for one in STAFF[: pick((3, 3, 2))]:
        shape = pick(_shape)
        day = pick(frame.days)
        spans: list[tuple[date | None, date | None]]
        match shape:
            case "one":
                spans = [(None, None)]
            case "from":
                spans = [(day, None)]
            case "to":
                spans = [(None, day)]
            case "two":
                spans = [(None, day - DAY), (day, None)]
            case _:
                spans = [(None, day - 2 * DAY), (day, None)]
        for since, until in spans:
            rows.append(
                Person(
                    id=one,
                    unit=pick(_unit),
                    role="specialist",
                    leader=one == "l",
                    employment="cong_chuc",
                    reports_to=pick(_boss[one]),
                    uniformed=pick(_bool),
                    group=pick(("g", None)),
                    since=since,
                    until=until,
                )
            )
    return Roster(rows)


def one_fact(
    pick: Pick,
    frame: Frame,
    number: int,
    *,
    mark: str | None = None,
    kinds: Sequence[type[Fact]] = KINDS,
    like: Sequence[Fact] = (),
    durations: Sequence[Duration] = (),
) -> Fact:
    """Return one fact of one of the kinds, on an edge of one of the days.

    Where there are facts to be ``like``, mostly one of the same person and case at an instant that stands to one of
    them as deadlines and windows do: at it, at the end of one of the ``durations``, a tick later, where it looks back.
    """
    other = pick(like) if pick(_mostly) and like else None
    at = instant(pick, frame) if other is None else _echo(pick, frame, other, durations)
    late = pick(_late)
    common: dict[str, Any] = {
        "id": f"{mark or pick(_mark)}{number}",
        "staff": other.staff if other is not None and pick(_mostly) else pick(_of),
        "at": at,
        "case": other.case if other is not None and pick(_mostly) else pick(_case),
        "recorded_at": None if late == 0 else instant(pick, frame) if late == 1 else frame.as_of,
    }
    kind = pick(kinds)
    if kind is Received:
        due = instant_or_none(pick, frame)
        return Received(**common, due=due, urgent=pick(_third))
    if kind is Answered:
        return Answered(**common, rating=pick(_rating), ok=pick(_third))
    if kind is Moved:
        return Moved(**common, new_due=instant_or_none(pick, frame))
    until = instant_or_none(pick, frame)
    return Away(**common, until=until if until is None else max(until, at))


def _echo(pick: Pick, frame: Frame, other: Fact, durations: Sequence[Duration]) -> datetime:
    """Draw an instant that stands to a fact as deadlines and windows do."""
    calendar = frame.calendar
    match pick(_relation):
        case "due":
            written = next(
                (getattr(other, n) for n in ("due", "new_due", "until") if getattr(other, n, None)), None
            )
            return written or other.at
        case "edge":
            return pick((frame.period.start, frame.period.end, frame.as_of, frame.period.end - TICK))
        case "deadline" | "late" | "back" | "past" as relation if durations:
            length = pick(durations)
            try:
                if relation in {"deadline", "late"}:
                    return calendar.deadline(other.at, length, UNITS[0]) + (
                        TICK if relation == "late" else 0 * TICK
                    )
                return calendar.back(other.at, length) - (TICK if relation == "past" else 0 * TICK)
            except VanhoaError:
                return other.at
        case _:
            return other.at


def timeline(
    pick: Pick,
    frame: Frame,
    *,
    kinds: Sequence[type[Fact]] = KINDS,
    durations: Sequence[Duration] = (),
) -> tuple[Fact, ...]:
    """Return up to a dozen facts of the kinds: ties, nulls, repeats, retractions and retractions of those, late recordings."""
    found: list[Fact] = []
    for number in range(pick(_count)):
        found.append(one_fact(pick, frame, number, kinds=kinds, like=found, durations=durations))
    if found:
        match pick(_extra):
            case "twin":
                found.append(pick(found))
            case "retract":
                found.append(_retraction(pick(found), "r0", instant(pick, frame)))
            case "back":
                first = _retraction(pick(found), "r0", instant(pick, frame))
                found += [first, _retraction(first, "r1", first.known_from)]
            case "clash":
                twin = pick(found)
                found.append(attrs.evolve(one_fact(pick, frame, 0), id=twin.id))
            case _:
                pass
    return tuple(found)


def _retraction(fact: Fact, name: str, at: datetime) -> FactRetracted:
    known = max(at, fact.known_from)
    return FactRetracted(id=name, staff=fact.staff, at=fact.at, recorded_at=known, retracts=fact.id)


def coverage(
    pick: Pick, frame: Frame, *, stated: bool = False, kinds: Sequence[type[Fact]] = KINDS
) -> str | Coverage | None:
    """Return what silence means: kinds that occur, all kinds, or stated entries with holes, hidden kinds and units.

    One or two of the ``kinds`` are not covered throughout.
    """
    how = "stated" if stated else pick(_stated)
    match how:
        case "none":
            return None
        case "all":
            return "all"
        case _:
            pass
    first = frame.calendar.day(frame.period.start)
    early = min(first, frame.days[0]) - 40 * DAY
    spoilt = () if how == "whole" else (pick(kinds), pick(kinds))
    entries: list[CoverageEntry] = []
    for kind in KINDS:
        if kind not in spoilt:
            entries.append(CoverageEntry((kind.kind,), early))
            continue
        one, other = sorted((pick(frame.days), pick(frame.days)))
        match pick(_fault):
            case "hole":  # from one day to another, both left out
                entries.append(CoverageEntry((kind.kind,), early, one - DAY))
                entries.append(CoverageEntry((kind.kind,), other + DAY))
            case "before":  # what happened just before the period is not told
                entries.append(CoverageEntry((kind.kind,), early, first - 3 * DAY))
                entries.append(CoverageEntry((kind.kind,), first))
            case "late":
                entries.append(CoverageEntry((kind.kind,), one))
            case "short":
                entries.append(CoverageEntry((kind.kind,), early, other - DAY))
            case "unit":
                entries.append(CoverageEntry((kind.kind,), early, units=(pick(_unit),)))
            case _:
                pass
    return Coverage(entries or [CoverageEntry(("fact.retracted",), early)])
