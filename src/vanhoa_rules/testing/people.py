"""Testing: who the staff are, what happened to them, and what silence means: with gaps, holes, ties and nulls."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st

from vanhoa_rules.facts import Coverage, CoverageEntry, Fact, FactRetracted, Person, Roster
from vanhoa_rules.testing.kinds import KINDS, Answered, Away, Moved, Received
from vanhoa_rules.testing.moments import DAY, TICK, Frame, instants

STAFF = ("a", "b", "l")
STRANGER = "x"
UNITS = ("u1", "u2")
CASES = ("c1", "c1", "c1", "c2", None)

_bool = st.booleans()
_unit = st.sampled_from(UNITS)
_boss = {"a": st.sampled_from(("l", "l", "b")), "b": st.sampled_from(("l", "l", None)), "l": st.none()}
_shape = st.sampled_from(("one", "one", "one", "one", "from", "to", "two", "gap"))
_case = st.sampled_from(CASES)
_third = st.sampled_from((True, False, None))
_of = st.sampled_from(("a", "a", "a", "a", "a", "b", "b", "l", STRANGER))
_count = st.sampled_from((2, 4, 5, 6, 7, 8, 9, 11, 0))
_rating = st.integers(1, 5)
_mark = st.sampled_from("mzk")
_late = st.sampled_from((0, 0, 0, 0, 0, 1, 2))
_extra = st.sampled_from(("", "", "", "twin", "retract", "retract", "back", "clash"))
_stated = st.sampled_from(("none", "all", "all", "stated", "stated", "stated", "stated"))
_spoilt = st.lists(st.sampled_from(KINDS), min_size=1, max_size=2, unique=True)
_fault = st.sampled_from(("hole", "hole", "hidden", "late", "short", "unit"))


@st.composite
def rosters(draw: st.DrawFn, frame: Frame) -> Roster:
    """Return two or three people of one or two rows, with gaps, other units, leaders."""
    rows: list[Person] = []
    for one in STAFF[: draw(st.sampled_from((3, 3, 2)))]:
        shape = draw(_shape)
        day = draw(st.sampled_from(frame.days))
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
                    unit=draw(_unit),
                    role="specialist",
                    leader=one == "l",
                    employment="cong_chuc",
                    reports_to=draw(_boss[one]),
                    uniformed=draw(_bool),
                    group=draw(st.sampled_from(("g", None))),
                    since=since,
                    until=until,
                )
            )
    return Roster(rows)


@st.composite
def one_fact(
    draw: st.DrawFn, frame: Frame, number: int, *, mark: str | None = None, kinds: Sequence[type[Fact]] = KINDS
) -> Fact:
    """Return one fact of one of the kinds, on an edge of one of the days."""
    at = draw(instants(frame))
    late = draw(_late)
    common: dict[str, Any] = {
        "id": f"{mark or draw(_mark)}{number}",
        "staff": draw(_of),
        "at": at,
        "case": draw(_case),
        "recorded_at": None if late == 0 else draw(instants(frame)) if late == 1 else frame.as_of,
    }
    kind = draw(st.sampled_from(kinds))
    if kind is Received:
        due = draw(st.one_of(st.none(), instants(frame), instants(frame)))
        return Received(**common, due=due, urgent=draw(_third))
    if kind is Answered:
        return Answered(**common, rating=draw(_rating), ok=draw(_third))
    if kind is Moved:
        return Moved(**common, new_due=draw(st.one_of(st.none(), instants(frame), instants(frame))))
    until = draw(st.one_of(st.none(), instants(frame), instants(frame)))
    return Away(**common, until=until if until is None else max(until, at))


@st.composite
def timelines(draw: st.DrawFn, frame: Frame) -> tuple[Fact, ...]:
    """Return up to a dozen facts: ties, nulls, repeats, retractions and retractions of those, late recordings."""
    found: list[Fact] = [draw(one_fact(frame, n)) for n in range(draw(_count))]
    if found:
        match draw(_extra):
            case "twin":
                found.append(draw(st.sampled_from(found)))
            case "retract":
                found.append(_retraction(draw(st.sampled_from(found)), "r0", draw(instants(frame))))
            case "back":
                first = _retraction(draw(st.sampled_from(found)), "r0", draw(instants(frame)))
                found += [first, _retraction(first, "r1", draw(instants(frame)))]
            case "clash":
                twin = draw(st.sampled_from(found))
                other = draw(one_fact(frame, 0))
                found.append(type(other)(**{**_values(other), "id": twin.id}))
            case _:
                pass
    return tuple(found)


def _values(fact: Fact) -> dict[str, Any]:
    names = [name for cls in type(fact).__mro__ for name in getattr(cls, "__annotations__", {})]
    return {name: getattr(fact, name) for name in names if name not in {"kind", "title"}}


def _retraction(fact: Fact, name: str, at: datetime) -> FactRetracted:
    return FactRetracted(
        id=name, staff=fact.staff, at=fact.at, recorded_at=max(at, fact.known_from), retracts=fact.id
    )


@st.composite
def coverages(draw: st.DrawFn, frame: Frame, *, stated: bool = False) -> str | Coverage | None:
    """Return what silence means: kinds that occur, all kinds, or stated entries with holes, hidden kinds and units."""
    match "stated" if stated else draw(_stated):
        case "none":
            return None
        case "all":
            return "all"
        case _:
            pass
    early = frame.days[0] - 40 * DAY
    spoilt = draw(_spoilt)
    entries: list[CoverageEntry] = []
    for kind in KINDS:
        if kind not in spoilt:
            entries.append(CoverageEntry((kind.kind,), early))
            continue
        one, other = sorted((draw(st.sampled_from(frame.days)), draw(st.sampled_from(frame.days))))
        match draw(_fault):
            case "hole":  # from one day to another, both left out
                entries.append(CoverageEntry((kind.kind,), early, one - DAY))
                entries.append(CoverageEntry((kind.kind,), other + DAY))
            case "late":
                entries.append(CoverageEntry((kind.kind,), one))
            case "short":
                entries.append(CoverageEntry((kind.kind,), early, other - DAY))
            case "unit":
                entries.append(CoverageEntry((kind.kind,), early, units=(draw(_unit),)))
            case _:
                pass
    return Coverage(entries or [CoverageEntry(("fact.retracted",), early)])


__all__ = ["STAFF", "STRANGER", "TICK", "UNITS", "coverages", "one_fact", "rosters", "timelines"]
