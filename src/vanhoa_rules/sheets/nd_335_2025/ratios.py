"""5 · From the rows of a ledger to a, b and c (Art 14(2)), as far as the unseen leaves them open."""

from collections.abc import Sequence

from attrs import frozen

from vanhoa_rules.sheets.nd_335_2025.ledger import Row
from vanhoa_rules.sheets.nd_335_2025.measures import NIL, ONE, Measure, between, known, summed
from vanhoa_rules.sheets.nd_335_2025.reading import Reading


@frozen
class Ratios:
    """a, b and c of some rows."""

    a: Measure
    b: Measure
    c: Measure


def ratios(rows: Sequence[Row], *, reading: Reading, unseen: bool) -> Ratios:
    """Return a, b and c of a ledger; ``unseen`` says that tasks may have been assigned that no one reported."""
    evidence = tuple(dict.fromkeys(fact for one in rows for fact in one.evidence))
    assigned = _owed(rows, unseen=unseen)
    done, good, timely = (_sum(rows, name, unseen=unseen) for name in ("done", "good", "timely"))
    if unseen and not rows:
        nothing = between(NIL, None)
        return Ratios(nothing, nothing, nothing)
    if assigned.settled and not assigned.low and any(one.planned and one.state == "pending" for one in rows):
        nothing = between(NIL, None, evidence=evidence)  # assigned, but nothing of it is due yet
        return Ratios(nothing, nothing, nothing)
    found = [_share(done, assigned, done, reading)]
    over = reading.denominator == "completed"
    found += [_share(part, assigned, done, reading, over=over) for part in (good, timely)]
    if reading.cap == "quantity":
        found[0] = found[0].at_most(ONE)
    a, b, c = (Measure(one.low, one.recorded, one.high, evidence) for one in found)
    return Ratios(a, b, c)


def _owed(rows: Sequence[Row], *, unseen: bool) -> Measure:
    """Return what was assigned: at least what the best case owes, at most what the worst does."""
    seen = summed(one.recorded.assigned for one in rows)
    if not unseen and all(one.low is one.high for one in rows):
        return Measure(seen, seen, seen)
    if unseen:
        return Measure(NIL, seen, None)
    return Measure(summed(one.high.assigned for one in rows), seen, summed(one.low.assigned for one in rows))


def _sum(rows: Sequence[Row], name: str, *, unseen: bool) -> Measure:
    seen = summed(getattr(one.recorded, name) for one in rows)
    if not unseen and all(one.low is one.high for one in rows):
        return Measure(seen, seen, seen)
    highs = [getattr(one.high, name) for one in rows]
    return Measure(
        summed(value for one in rows if (value := getattr(one.low, name)) is not None),
        seen,
        None if unseen or None in highs else summed(highs),
    )


def _share(
    part: Measure, assigned: Measure, done: Measure, reading: Reading, *, over: bool = False
) -> Measure:
    """Return a part of what was assigned, or of what was completed, with the reading's word for nothing assigned."""
    if assigned.low == assigned.recorded == assigned.high == NIL:
        return _nothing(reading)
    if part.settled and assigned.settled and done.settled:
        whole = done.low if over else assigned.low
        return known(part.low / whole if whole else NIL)
    recorded = None
    if assigned.recorded and part.recorded is not None:
        base = done.recorded if over else assigned.recorded
        recorded = part.recorded / base if base else NIL
    if not assigned.recorded:
        recorded = _nothing(reading).recorded
    if over:
        least = part.low / done.high if done.high else NIL
        most = min(ONE, part.high / done.low) if part.high is not None and done.low else ONE
        return Measure(least, recorded, most)
    high = part.high / assigned.low if part.high is not None and assigned.low else None
    return Measure(part.low / assigned.high if assigned.high else NIL, recorded, high)


def _nothing(reading: Reading) -> Measure:
    match reading.nothing_assigned:
        case "zero":
            return known(NIL)
        case "full":
            return known(ONE)
        case _:
            return between(NIL, None)
