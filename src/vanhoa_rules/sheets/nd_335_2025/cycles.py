"""5 · One person in one month or quarter: lines, a, b, c, d, đ, e, R, result, general and total (Arts 14–18)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from attrs import frozen

from vanhoa_rules.calendars import Period
from vanhoa_rules.errors import Problem
from vanhoa_rules.facts import LeadingAssessed, Person, ResultRecorded
from vanhoa_rules.findings import Scene
from vanhoa_rules.sheets.nd_335_2025.general import General, LineState, general
from vanhoa_rules.sheets.nd_335_2025.leading import assessed, unit_results
from vanhoa_rules.sheets.nd_335_2025.ledger import Row, row
from vanhoa_rules.sheets.nd_335_2025.measures import Measure, added, known
from vanhoa_rules.sheets.nd_335_2025.notes import Notice, notice, said, sentence
from vanhoa_rules.sheets.nd_335_2025.ratios import ratios
from vanhoa_rules.sheets.nd_335_2025.reading import Reading
from vanhoa_rules.sheets.nd_335_2025.records import Record, last_seen
from vanhoa_rules.sheets.nd_335_2025.result import outcome, support
from vanhoa_rules.sheets.nd_335_2025.service import bounds, counts, in_service, rows_in

IN_SCOPE = ("cong_chuc",)


@frozen(kw_only=True)
class CycleResult:
    """One person's month or quarter.

    ``state`` is ``reckoned``, ``recorded`` (a result already confirmed is used), ``missing`` (in service, nothing on record),
    ``open`` (not over and not confirmed), ``ahead`` (not begun), ``on_leave``, ``half_served`` (do not count),
    ``not_in_service``, ``out_of_scope``. ``total`` is None where there is none.
    """

    staff: str
    cycle: str
    state: str
    counts: bool = False
    removable: bool = False
    leader: bool = False
    civil_servant: bool = False
    lines: Mapping[str, LineState] = {}
    measures: Mapping[str, Measure] = {}
    total: Measure | None = None
    rows: tuple[Row, ...] = ()
    missing: frozenset[str] = frozenset()
    notices: tuple[Notice, ...] = ()
    problems: tuple[Problem, ...] = ()


def in_scope(person: Person, reading: Reading) -> bool:
    """Return whether the decree binds a person: civil servants, and contract staff where the body decided so."""
    return person.employment in IN_SCOPE or (person.employment == "contract" and reading.contract == "in")


def reckon(
    record: Record,
    cycle: str,
    days: Period,
    *,
    scene: Scene,
    reading: Reading,
    below: Sequence[CycleResult] = (),
) -> CycleResult:
    """Return one person's cycle of these days; ``below`` are the subordinates' results in the same cycle."""
    hull = in_service(record.rows, days, scene.calendar)
    confirmed = record.results.get(cycle, [])
    if hull is None:
        if not confirmed:
            return CycleResult(staff=record.staff, cycle=cycle, state="not_in_service")
        return CycleResult(  # sent by a body whose roster this is not: Art 19(1)
            staff=record.staff, cycle=cycle, state="recorded", counts=True, total=_recorded(confirmed)
        )
    person = rows_in(record.rows, *bounds(days, scene.calendar))[-1]
    if not in_scope(person, reading):
        return CycleResult(staff=record.staff, cycle=cycle, state="out_of_scope")
    if not confirmed and not counts(record.rows, record.leaves, days, scene.calendar, reading):
        away = "on_leave" if reading.month_counts == "any" else "half_served"
        return CycleResult(staff=record.staff, cycle=cycle, state=away)
    scored = general(record.lines.get(cycle, ()), reading)
    if not confirmed and days.start >= scene.as_of and not scored.scored:
        return CycleResult(staff=record.staff, cycle=cycle, state="ahead")
    return _reckoned(record, cycle, days, hull, person, scored, scene=scene, reading=reading, below=below)


def _reckoned(
    record: Record,
    cycle: str,
    days: Period,
    hull: tuple[datetime, datetime],
    person: Person,
    scored: General,
    *,
    scene: Scene,
    reading: Reading,
    below: Sequence[CycleResult],
) -> CycleResult:
    missing: set[str] = set()
    rows = ledger(record, cycle, days, scene=scene, reading=reading, missing=missing)
    work = rows
    if person.leader and reading.leader_work == "own_and_unit":
        work = (*rows, *(one for other in below for one in other.rows))
        missing.update(kind for other in below for kind in other.missing)
    unseen = not _covered(record, hull, scene, "task.assigned")
    missing.update({"task.assigned"} if unseen else ())
    shares = ratios(work, reading=reading, unseen=unseen)
    parts = {"a": shares.a, "b": shares.b, "c": shares.c}
    aided = support(record.support.get(cycle, [])) if person.role == "support" else None
    parts.update(aided or {})
    leading = record.leading.get(cycle, [])
    if person.leader:
        parts.update(_leading(leading, below))
    parts = {"general": scored.total, **parts}
    parts.update(outcome(parts, reading))
    total = added([parts["general"], parts["result"]])
    anything = bool(record.lines.get(cycle) or rows or leading or aided)
    result = record.results.get(cycle, [])
    notices = list(_notices(record, cycle, scored, person, below, asked=not result))
    state = _state(anything=anything, over=days.end <= scene.as_of or scored.closed)
    if result:
        state = "recorded"
        notices += _disagreements(result, total, cycle, anything=anything)
        total = _recorded(result)
        parts = parts if anything else {}
    worked = bool(result) or scored.scored or any(days.contains(at) for at in record.delivered)
    removable = not worked and not _covered(record, hull, scene, "leave.approved")
    return CycleResult(
        staff=record.staff,
        cycle=cycle,
        state=state,
        counts=not (state == "missing" and reading.missing_month == "skip"),
        removable=removable,
        leader=person.leader,
        civil_servant=person.employment in IN_SCOPE,
        lines=scored.lines if parts else {},
        measures=parts,
        total=total,
        rows=rows,
        missing=frozenset(missing | ({"leave.approved"} if removable else set())),
        notices=tuple(notices),
        problems=scored.problems,
    )


def _state(*, anything: bool, over: bool) -> str:
    if not over:
        return "open"
    return "reckoned" if anything else "missing"


def ledger(
    record: Record, cycle: str, days: Period, *, scene: Scene, reading: Reading, missing: set[str]
) -> tuple[Row, ...]:
    """Return the rows of a person's own tasks in a cycle; the kinds not covered while they ran go into ``missing``."""
    ends = last_seen(record.rows, scene)
    found: list[Row] = []
    for task in record.tasks.get(cycle, ()):
        hidden = record.missing(task, scene, ends)
        missing |= hidden
        found.append(
            row(
                task,
                reading=reading,
                calendar=scene.calendar,
                closes=days.end,
                as_of=scene.as_of,
                missing=hidden,
            )
        )
    return tuple(found)


def _covered(record: Record, hull: tuple[datetime, datetime], scene: Scene, kind: str) -> bool:
    return scene.coverage.covers(record.staff, kind, hull[0], min(hull[1], scene.as_of))


def _leading(leading: Sequence[LeadingAssessed], below: Sequence[CycleResult]) -> dict[str, Measure]:
    points = [one.total for one in below if _with_points(one) and one.total is not None]
    return {
        "d": unit_results(points),
        "dd": assessed(leading, "organising"),
        "e": assessed(leading, "cohesion"),
    }


def _with_points(one: CycleResult) -> bool:
    """Return whether a subordinate's points count for d: civil servants only (Art 15(3a))."""
    return one.total is not None and one.counts and one.civil_servant


def _recorded(result: Sequence[ResultRecorded]) -> Measure:
    return known(Fraction(result[-1].total), (result[-1].id,))


def _disagreements(
    result: Sequence[ResultRecorded], total: Measure, cycle: str, *, anything: bool
) -> list[Notice]:
    used = Fraction(result[-1].total)
    found: list[Notice] = []
    if any(Fraction(one.total) != used for one in result):
        found.append(notice("two_results", *(one.id for one in result), cycle=cycle, total=said(used)))
    outside = used < total.low or (total.high is not None and used > total.high)
    otherwise = total.recorded is not None and total.recorded != used
    if anything and (outside or otherwise):
        reckoned = total.recorded if total.exact is None else total.exact
        high = "…" if total.high is None else said(total.high)
        told = (
            said(reckoned)
            if reckoned is not None
            else sentence("evaluation.between", low=said(total.low), high=high)
        )
        found.append(
            notice("recorded_differs", result[-1].id, cycle=cycle, recorded=said(used), reckoned=told)
        )
    return found


def _notices(
    record: Record,
    cycle: str,
    scored: General,
    person: Person,
    below: Sequence[CycleResult],
    *,
    asked: bool,
) -> list[Notice]:
    found: list[Notice] = []
    for name, line in scored.lines.items():
        if line.own and line.confirmed and line.own.points != line.confirmed.points:
            found.append(
                notice(
                    "scores_differ",
                    line.own.id,
                    line.confirmed.id,
                    cycle=cycle,
                    line=name,
                    own=said(Fraction(line.own.points)),
                    confirmed=said(Fraction(line.confirmed.points)),
                )
            )
    unconfirmed = [name for name, line in scored.lines.items() if not line.confirmed]
    if unconfirmed and asked:
        found.append(notice("unconfirmed", cycle=cycle, lines=", ".join(unconfirmed)))
    if person.leader and asked and not any(_with_points(one) for one in below):
        found.append(notice("nobody_under", cycle=cycle))
    if record.deducted.get(cycle):
        found.append(notice("deducted", *(one.id for one in record.deducted[cycle]), cycle=cycle))
    return found
