"""5 · The ledger of tasks: one row a task, with every cut and the facts it rests on (Arts 14, 18(1d))."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from attrs import define, frozen

from vanhoa_rules.calendars import Calendar
from vanhoa_rules.sheets.nd_335_2025.measures import NIL, ONE
from vanhoa_rules.sheets.nd_335_2025.reading import Reading
from vanhoa_rules.sheets.nd_335_2025.tasks import Task

CUT = Fraction(1, 4)  # Art 14(2b), 14(2c): 25% each
BAND = 5  # the tools that read lateness in bands: up to five days


@frozen
class Cut:
    """Why a row's quality or progress is worth less: how many times 25%, and on which facts.

    A cut that an objective cause removed has ``times`` 0 and names in ``excused_by`` the fact that did.
    """

    aspect: str
    times: Fraction
    facts: tuple[str, ...]
    excused_by: str | None = None


@frozen
class Amounts:
    """A row's part in the denominator and in the numerators of a, b, c; None = without end."""

    assigned: Fraction
    done: Fraction | None
    good: Fraction | None
    timely: Fraction | None


@frozen
class Row:
    """One task in the ledger: its state, what it counts (recorded, least and most for the score) and each cut."""

    case: str
    staff: str
    coefficient: Fraction
    planned: bool
    state: str
    recorded: Amounts
    low: Amounts
    high: Amounts
    cuts: tuple[Cut, ...]
    evidence: tuple[str, ...]


@define
class _Deadline:
    at: datetime
    facts: tuple[str, ...]
    replaced: datetime | None = None
    excused_by: str | None = None


def _chain(task: Task) -> list[_Deadline]:
    """Return the deadlines of a task, first to last; one before its fact is the fact's own instant."""
    first = task.assigned
    found = [] if first.due is None else [_Deadline(max(first.due, first.at), (first.id,))]
    for extension in task.extended:
        due = max(extension.due, extension.at)
        if found and due <= found[-1].at:
            continue
        if found:
            found[-1].replaced = extension.at
        if extension.objective_cause:
            for earlier in found:
                earlier.excused_by = earlier.excused_by or extension.id
        found.append(_Deadline(due, (extension.id,)))
    return found


def _objective(task: Task, aspect: str) -> str | None:
    """Return the id of a confirmation that covers the whole task; never one by the person concerned."""
    return next(
        (one.id for one in task.confirmed if one.aspect == aspect and one.by != task.assigned.staff), None
    )


def _late(deadline: _Deadline, delivered: datetime, reading: Reading, calendar: Calendar) -> int:
    """Return how many times 25% a delivery is late for one deadline; days are calendar dates, at least one."""
    if delivered <= deadline.at:
        return 0
    until = delivered if deadline.replaced is None else min(delivered, deadline.replaced)
    days = max(1, (calendar.day(until) - calendar.day(deadline.at)).days)
    match reading.late_unit:
        case "time":
            return 1
        case "day":
            return days
        case _:
            return 1 if days <= BAND else 4


@define
class _Slip:
    """One deadline of a task with its progress assessments: how often each was missed."""

    deadline: _Deadline
    failed: list[str]


def _slips(task: Task, confirmed: str | None) -> tuple[list[_Slip], list[Cut]]:
    """Return the deadlines with the assessments that fell on each, and the cuts that were excused."""
    chain = _chain(task)
    slips = [_Slip(deadline, []) for deadline in chain or [_Deadline(_never(task), ())]]
    excused: list[Cut] = []
    for one in task.assessed:
        if one.aspect != "progress" or one.met:
            continue
        place = sum(deadline.replaced is not None and deadline.replaced <= one.at for deadline in chain)
        if confirmed or (one.objective_cause and one.by != task.assigned.staff):
            excused.append(Cut("progress", NIL, (one.id,), confirmed or one.id))
            slips[place].deadline.excused_by = slips[place].deadline.excused_by or confirmed or one.id
        else:
            slips[place].failed.append(one.id)
    if confirmed:
        for slip in slips:
            slip.deadline.excused_by = slip.deadline.excused_by or confirmed
    return slips, excused


def _never(task: Task) -> datetime:
    """Return an instant that no delivery is later than."""
    return max([task.assigned.at, *(one.at for one in task.completed)])


def _in_time(task: Task) -> bool:
    """Return whether nothing was delivered after the first deadline, so that no deadline was missed."""
    first = task.assigned
    if first.due is None:
        return not task.extended
    due = max(first.due, first.at)
    return all(one.at <= due for one in task.completed)


def _progress(
    task: Task, counted: Fraction, reading: Reading, calendar: Calendar
) -> tuple[Fraction, list[Cut]]:
    """Return how much of what counts as completed counts for progress (before the coefficient), and each cut."""
    if not task.assessed and _in_time(task):
        return counted, []
    confirmed = _objective(task, "progress")
    slips, cuts = _slips(task, confirmed)
    delivered = _deliveries(task, counted)
    product = reading.cut_on == "product"
    times = [NIL for _ in delivered]
    extra = 0
    for slip in slips:
        late = [_late(slip.deadline, at, reading, calendar) for _, at, _ in delivered]
        worst = max(late, default=0)
        facts = tuple(
            dict.fromkeys(
                (
                    *(slip.deadline.facts if worst else ()),
                    *slip.failed,
                    *(fact for (_, _, fact), days in zip(delivered, late, strict=True) if days),
                )
            )
        )
        if slip.deadline.excused_by:
            # an assessment that no objective cause covers still is one time, for the delivery it speaks of
            if worst:
                cuts.append(Cut("progress", NIL, facts, slip.deadline.excused_by))
            worst, late = 0, [0 for _ in late]
        assessed = len(slip.failed)
        if not worst and not assessed:
            continue
        cuts.append(Cut("progress", Fraction(max(worst, assessed)), facts))
        if product:
            times = [was + days for was, days in zip(times, late, strict=True)]
            extra += max(0, assessed - worst)
        else:
            times = [was + max(worst, assessed) for was in times]
    timely = sum(
        (size * max(NIL, ONE - CUT * n) for (size, _, _), n in zip(delivered, times, strict=True)), NIL
    )
    if extra:
        timely = max(NIL, timely - CUT * extra * min(ONE, counted))
    return timely, cuts


def _quality(task: Task, counted: Fraction, reading: Reading) -> tuple[Fraction, list[Cut]]:
    """Return how much of what counts as completed counts for quality (before the coefficient), and each cut."""
    if not task.assessed:
        return counted, []
    confirmed = _objective(task, "quality")
    cuts: list[Cut] = []
    fails = 0
    for one in task.assessed:
        if one.aspect != "quality" or one.met:
            continue
        own = one.objective_cause and one.by != task.assigned.staff
        excused = confirmed or (one.id if own else None)
        cuts.append(Cut("quality", NIL if excused else ONE, (one.id,), excused))
        fails += not excused
    base = min(ONE, counted) if reading.cut_on == "product" else counted
    return max(NIL, counted - CUT * fails * base), cuts


def _deliveries(task: Task, counted: Fraction) -> list[tuple[Fraction, datetime, str]]:
    """Return the deliveries that count, earliest first, up to the quantity that counts."""
    found: list[tuple[Fraction, datetime, str]] = []
    left = counted
    for one in task.completed:
        size = min(Fraction(one.quantity), left)
        if size > 0:
            found.append((size, one.at, one.id))
            left -= size
    return found


def _taken(quantity: Fraction, parts: Iterable[Decimal | None]) -> Fraction:
    """Return how much of a quantity was taken away; None takes the whole."""
    found = NIL
    for part in parts:
        found += quantity if part is None else Fraction(part)
    return min(found, quantity)


def coefficient(value: Fraction, reading: Reading) -> Fraction:
    """Return a task's coefficient as the reading takes it: exact, or half up to one decimal."""
    return value if reading.coefficient == "exact" else Fraction((value * 20 + 1) // 2, 10)


def row(
    task: Task,
    *,
    reading: Reading,
    calendar: Calendar,
    closes: datetime,
    as_of: datetime,
    missing: frozenset[str],
) -> Row:
    """Return the row of one task; ``closes`` is the end of its cycle, ``missing`` the kinds not covered meanwhile.

    Withdrawn leaves both sides, transferred leaves the numerator, a sudden task or one taken over is outside the
    denominator. What is not yet due costs nothing: it enters the denominator as far as it is completed.
    """
    first = task.assigned
    factor = coefficient(Fraction(first.coefficient), reading)
    quantity = Fraction(first.quantity)
    withdrawn = _taken(quantity, (one.quantity for one in task.withdrawn))
    kept = quantity - withdrawn
    transferred = _taken(kept, (one.quantity for one in task.transferred))
    delivered = sum((Fraction(one.quantity) for one in task.completed), NIL)
    counted = min(delivered, kept - transferred) if withdrawn or transferred else delivered
    chain = _chain(task)
    waiting = counted < kept and not transferred and _waiting(chain, closes, as_of)
    owed = counted if waiting else kept
    good, quality = _quality(task, counted, reading)
    timely, progress = _progress(task, counted, reading, calendar)
    planned = factor if first.planned else NIL
    seen = Amounts(planned * owed, factor * counted, factor * good, factor * timely)
    late = any(cut.aspect == "progress" for cut in progress)
    low, high = _open(seen, planned * kept, planned * counted, missing, late=late or not chain)
    return Row(
        first.case,
        first.staff,
        factor,
        first.planned,
        _state(kept, transferred, counted, waiting=waiting),
        seen,
        low,
        high,
        (*quality, *progress),
        task.evidence,
    )


def _waiting(chain: Sequence[_Deadline], closes: datetime, as_of: datetime) -> bool:
    """Return whether a task is not due yet; one extended without an objective cause was due already.

    A cause confirmed later frees of cuts for quality and progress alone (Art 14(2b), (2c)), so it changes nothing here.
    """
    if not chain:
        return closes > as_of
    missed = any(one.at < as_of and not one.excused_by for one in chain[:-1])
    return chain[-1].at >= as_of and not missed


def _state(kept: Fraction, transferred: Fraction, counted: Fraction, *, waiting: bool) -> str:
    if not kept:
        return "withdrawn"
    if transferred:
        return "transferred"
    if counted >= kept:
        return "done"
    return "pending" if waiting else "part" if counted else "not_done"


def _open(
    seen: Amounts, owed: Fraction, counted: Fraction, missing: frozenset[str], *, late: bool
) -> tuple[Amounts, Amounts]:
    """Return what a row counts at least and at most for the score, however the kinds not covered turn out."""
    if not missing:
        return seen, seen
    low, high = seen, seen
    if "task.completed" in missing:
        low = Amounts(owed, low.done, low.good, NIL)
        high = Amounts(high.assigned, None, None, None)
    if "task.assessed" in missing:
        low = Amounts(low.assigned, low.done, NIL, NIL)
        high = Amounts(high.assigned, high.done, high.good, high.done)
    if "cause.confirmed" in missing:
        high = Amounts(high.assigned, high.done, high.done, high.done)
    if "task.extended" in missing:
        if late:
            low = Amounts(low.assigned, low.done, low.good, NIL)
            high = Amounts(high.assigned, high.done, high.good, high.done)
        high = Amounts(min(high.assigned, counted), high.done, high.good, high.timely)
    if "task.transferred" in missing:
        low = Amounts(max(low.assigned, owed), NIL, NIL, NIL)
    if "task.withdrawn" in missing:
        low = Amounts(low.assigned, NIL, NIL, NIL)
        high = Amounts(NIL, high.done, high.good, high.timely)
    return low, high
