"""5 · Everyone judged under one reading, cycle by cycle, from the bottom of the roster upward."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction

from vanhoa_rules.calendars import Period
from vanhoa_rules.errors import UsageError
from vanhoa_rules.findings import Scene
from vanhoa_rules.sheets.nd_335_2025.cycles import CycleResult, ledger, reckon
from vanhoa_rules.sheets.nd_335_2025.discipline import Suggestion, suggest
from vanhoa_rules.sheets.nd_335_2025.grounds import Findings, find
from vanhoa_rules.sheets.nd_335_2025.leading import from_below, subordinates, under
from vanhoa_rules.sheets.nd_335_2025.ledger import Row
from vanhoa_rules.sheets.nd_335_2025.longer import Whole, cycles_in, whole, written
from vanhoa_rules.sheets.nd_335_2025.measures import Measure, known
from vanhoa_rules.sheets.nd_335_2025.notes import Notice, notice
from vanhoa_rules.sheets.nd_335_2025.ratings import (
    FAIL,
    NOT_RATED,
    OUT,
    Rated,
    levels,
    rate,
    too_short,
)
from vanhoa_rules.sheets.nd_335_2025.reading import Reading
from vanhoa_rules.sheets.nd_335_2025.reception import reception
from vanhoa_rules.sheets.nd_335_2025.records import Record, record
from vanhoa_rules.sheets.nd_335_2025.results import EvaluationResult
from vanhoa_rules.sheets.nd_335_2025.tasks import span
from vanhoa_rules.sheets.nd_335_2025.texts import NAMES, SINCE
from vanhoa_rules.words import error

TICK = timedelta(microseconds=1)
Progress = Callable[[int, int], None] | None


def in_force(period: Period, scene: Scene) -> None:
    """Raise ``UsageError`` for a period before the decree, naming the law that was in force then."""
    day = scene.calendar.day(period.start)
    if day >= SINCE:
        return
    was = NAMES["ND-90-2020"] if day >= date(2020, 8, 20) else NAMES["ND-56-2015"]
    raise error(
        UsageError, "evaluation.not_in_force", law=NAMES["ND-335-2025"], since=SINCE, day=day, was=was
    )


def judge(reading: Reading, scene: Scene, *, progress: Progress = None) -> dict[str, EvaluationResult]:
    """Return the evaluation of everyone on the roster, in roster order.

    Each cycle is judged from the bottom of ``reports_to`` and ``overseen_by`` upward, as the roster stands on the
    cycle's last day. ``UsageError`` for a circle of people, a period without a cycle, a period before the decree.
    """
    calendar = scene.calendar
    in_force(scene.period, scene)
    names = cycles_in(scene.period, reading, calendar)
    records = {staff: record(staff, scene, reading) for staff in scene.roster.staff}
    parts: dict[str, list[CycleResult]] = {staff: [] for staff in records}
    for done, name in enumerate(names, start=1):
        for staff, one in cycle(name, records, scene, reading).items():
            parts[staff].append(one)
        if progress:
            progress(done, len(names))
    return {staff: _evaluation(records[staff], tuple(parts[staff]), scene, reading) for staff in records}


def cycle(name: str, records: Mapping[str, Record], scene: Scene, reading: Reading) -> dict[str, CycleResult]:
    """Return everyone's result of one cycle, those below before those above."""
    days = span(name, reading, scene.calendar)
    last = scene.calendar.day(days.end - TICK)
    people = under(scene.roster, last)
    found: dict[str, CycleResult] = {}
    for staff in from_below(scene.roster, people):
        below = [found[one] for one in subordinates(staff, people, reading)] if staff in people else []
        found[staff] = reckon(records[staff], name, days, scene=scene, reading=reading, below=below)
    return found


def ledgers(reading: Reading, scene: Scene, staff: str) -> dict[str, tuple[Row, ...]]:
    """Return the rows of one person's own tasks, cycle by cycle; nobody else is judged for it."""
    own = record(staff, scene, reading)
    return {
        name: ledger(
            own, name, span(name, reading, scene.calendar), scene=scene, reading=reading, missing=set()
        )
        for name in cycles_in(scene.period, reading, scene.calendar)
    }


def _evaluation(
    record: Record, parts: tuple[CycleResult, ...], scene: Scene, reading: Reading
) -> EvaluationResult:
    made = whole(parts, reading)
    label = written(scene.period, scene.calendar)
    total, notices = _confirmed(record, label, parts, made)
    year = int(label) if label is not None and len(label) == 4 else None
    lines, measures = made.lines, dict(made.measures)
    found = Findings((), ())
    missing = frozenset(kind for one in made.used for kind in one.missing)
    ratings = levels_ = NOT_RATED
    states = {one.state for one in parts}
    if year is not None:
        below = total is not None and levels(total, reading)[2] == FAIL
        found = find(record, year, total, below=below, scene=scene, reading=reading)
    if total is None:
        ratings = levels_ = (
            OUT if states <= {"out_of_scope", "not_in_service"} and "out_of_scope" in states else NOT_RATED
        )
        notices.append(notice("out_of_scope" if ratings is OUT else "nothing_counts"))
        if ratings is OUT:
            found = Findings((), ())
    else:
        levels_ = ratings = levels(total, reading)
    if total is not None and year is not None:
        short = too_short(record, year, scene)
        if short is not None:
            ratings = NOT_RATED
            notices.append(short)
        else:
            rated: Rated = rate(record, year, total, found, scene=scene, reading=reading)
            ratings, missing = rated.ratings, missing | rated.missing
            notices += rated.notices
    return EvaluationResult(
        staff=record.staff,
        period=scene.period,
        reading=reading,
        lines=lines,
        measures=measures,
        total=total,
        levels=levels_,
        ratings=ratings,
        parts=parts,
        grounds=found.grounds,
        without_effect=found.without_effect,
        notices=(*notices, *(one for part in parts for one in part.notices)),
        suggestions=_suggestions(record, scene),
        missing=missing,
        problems=tuple(problem for part in parts for problem in part.problems),
    )


def _suggestions(record: Record, scene: Scene) -> tuple[Suggestion, ...]:
    """Return what the authority competent for discipline may look at, of facts in the period."""
    inside = {fact.id for fact in record.facts if scene.period.contains(fact.at)}
    found = (*suggest(record.staff, scene), *reception(record.staff, scene))
    return tuple(one for one in found if not inside.isdisjoint(one.evidence))


def _confirmed(
    record: Record, label: str | None, parts: tuple[CycleResult, ...], made: Whole
) -> tuple[Measure | None, list[Notice]]:
    """Return the total of the period: the one already confirmed for it, else the one made of its cycles."""
    notices: list[Notice] = []
    waiting = [one.cycle for one in parts if one.state in {"ahead", "open"} and one not in made.used]
    if waiting:
        notices.append(notice("cycles_to_come", cycles=", ".join(waiting)))
    if record.strays:
        notices.append(notice("strays", *record.strays))
    recorded = record.results.get(label or "", [])
    if not recorded or (len(parts) == 1 and parts[0].cycle == label):
        return made.total, notices
    last = recorded[-1]
    used = Fraction(last.total)
    if made.total is not None and (
        used < made.total.low or (made.total.high is not None and used > made.total.high)
    ):
        notices.append(notice("period_differs", last.id, period=label))
    return known(used, (last.id,)), notices
