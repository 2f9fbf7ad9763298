"""3 · Counting: repeated in a trailing window, in groups, a calendar window; in a row."""

from attrs import evolve

from vanhoa_rules.engines.columnar.arrays import Bits, Bools, Ints, count, np, or_into, spread, starts
from vanhoa_rules.engines.columnar.columns import micros
from vanhoa_rules.engines.columnar.matches import Evidence, Matches, gathered
from vanhoa_rules.engines.columnar.run import Run
from vanhoa_rules.patterns import Consecutive, Repeated, RepeatedPer

FEW = 5  # windows up to which comparing with each is quicker than bisecting


def _stretch(run: Run, found: Matches, evidence: Evidence, first: Ints, k: int) -> Evidence:
    """Return the evidence of k matches in a row, from ``first`` on, as one."""
    places = (first[:, None] + count(k)).reshape(-1)
    if found.plain:
        return Evidence(evidence.rows[places], k)
    taken = evidence.take(places)
    begin, end = taken.bounds()
    return gathered(
        run.table,
        np.repeat(places * 0 + np.repeat(count(len(first)), k), end - begin),
        taken.rows,
        len(first),
    )


def together(run: Run, found: Matches, first: Ints, k: int) -> Matches:
    """Return k matches in a row as one, at the last: all their evidence."""
    last = found.take(first + k - 1)
    evidence = _stretch(run, found, found.evidence, first, k)
    acts = evidence if found.acts is found.evidence else _stretch(run, found, found.acts, first, k)
    missing = None
    if found.missing is not None:
        missing = (
            np.bitwise_or.reduce(found.missing[first[:, None] + count(k)], axis=1)
            if len(first)
            else last.bits
        )
    return evolve(last, evidence=evidence, acts=acts, missing=missing, plain=found.plain and k == 1)


def _in_a_row(found: Matches, k: int) -> Ints:
    """Return the places at which k matches of one person stand in a row."""
    if len(found) < k:
        return count(0)
    return np.flatnonzero(found.staff[: len(found) - k + 1] == found.staff[k - 1 :]).astype(np.int64)


def repeated(run: Run, node: Repeated, sure: bool) -> tuple[Matches, bool]:
    """Return each match that is at least the count-th in the window that ends with it."""
    found, k = run.placed(node.of, sure=sure), node.count
    first = _in_a_row(found, k)
    last = first + k - 1
    start = run.back(found.take(last), node.within) if k > 1 or len(last) else found.at[last]
    kept = first[found.at[first] >= start]
    return run.ordered(together(run, found, kept, k)), run.plain(node.of)


def groups(run: Run, node: Repeated, sure: bool) -> tuple[Matches, bool]:
    """Return disjoint groups of count, greedy from the earliest in the period."""
    period, k = run.scene.period, node.count
    low, high = micros(period.start), micros(period.end)
    found = run.placed(node.of, sure=sure)
    found = found.take((found.at >= low) & (found.at < high))
    first = _in_a_row(found, k)
    start = run.back(found.take(first + k - 1), node.within)
    valid = first[start <= found.at[first]]
    result = together(run, found, _greedy(found.staff, valid, k), k)
    ones = np.ones(len(result), dtype=np.int64)
    settled = run.settled(node.of)
    loose = ~settled[result.staff]
    result = evolve(result, measure=ones, least=ones, over=1)
    clean = run.plain(node.of)
    if bool(loose.any()):
        result = evolve(
            result,
            low=np.where(loose, low, result.lows),
            high=np.where(loose, high - 1, result.highs),
            drifts=loose,
        )
    return run.ordered(result), clean


def _greedy(staff: Ints, valid: Ints, k: int) -> Ints:
    """Return the places chosen greedily among valid beginnings: each the first not before the end of the last."""
    n = len(valid)
    if not n:
        return valid
    after = np.searchsorted(valid, valid + k).astype(np.int64)
    whose = staff[valid]
    after = np.where((after < n) & (whose[np.minimum(after, n - 1)] == whose), after, n)
    chosen = np.zeros(n + 1, dtype=np.bool_)
    chosen[starts(whose)] = True
    jump = np.append(after, n)
    while True:  # every round doubles how far the chosen reach
        ahead = chosen.copy()
        ahead[jump[chosen]] = True
        jump = jump[jump]
        if bool((ahead[:n] == chosen[:n]).all()) and bool((jump == n).all()):
            break
        chosen = ahead
    return valid[chosen[:n]]


def window_of(found: Matches, start: Ints, end: Ints) -> tuple[Ints, Bools]:
    """Return the place among windows, in order, that holds each match, and whether there is one."""
    if not len(start):
        return np.zeros(len(found), dtype=np.int64), np.zeros(len(found), dtype=np.bool_)
    if len(start) <= FEW:
        place = np.full(len(found), -1, dtype=np.int64)
        for begin in start:
            place += found.at >= begin
    else:
        place = np.searchsorted(start, found.at, side="right").astype(np.int64) - 1
    known = place >= 0
    place = np.maximum(place, 0)
    return place, known & (found.at < end[place])


def repeated_per(run: Run, node: RepeatedPer, sure: bool) -> tuple[Matches, bool]:
    """Return one match for each complete window with count or more."""
    found, k = run.placed(node.of, sure=sure), node.count
    numbers, start, end = run.windows(node.per, complete=True)
    place, inside = window_of(found, start, end)
    found, place = found.take(inside), place[inside]
    cell = found.staff * max(len(numbers), 1) + place
    begin = starts(cell)
    length = np.diff(np.append(begin, len(cell)))
    enough = length >= k
    begin, length = begin[enough], length[enough]
    settled = run.settled(node.of)
    result = together(run, found, begin, k)
    missing: Bits | None = None
    if found.missing is not None:
        flat, owner = spread(begin, begin + length)
        missing = or_into(len(begin), owner, found.missing[flat])
    here = place[begin]
    loose = ~settled[result.staff]
    result = evolve(
        result,
        measure=length,
        least=length,
        over=1,
        stamp=result.stamps(),
        subject=np.full(len(begin), -1, dtype=np.int64),
        window=numbers[here] if len(numbers) else here,
        low=np.where(loose, start[here], result.at) if bool(loose.any()) else None,
        high=np.where(loose, end[here] - 1, result.at) if bool(loose.any()) else None,
        missing=missing,
        plain=False,
    )
    return run.ordered(result), run.plain(node.of)


def consecutive(run: Run, node: Consecutive, sure: bool) -> tuple[Matches, bool]:
    """Return one match at each of ``among`` that ends a run of count or more that are all in the pattern."""
    low, high = micros(run.scene.period.start), micros(run.scene.period.end)
    maybe = run.once(run.matches(node.among, sure=False))
    maybe = maybe.take((maybe.at >= low) & (maybe.at < high))
    plain = run.plain(node.of, node.among)
    if not plain:
        doubted = run.matches(node.of, sure=False)
        for found in (maybe, doubted):
            run.hand_over[found.staff[(found.bits != 0) | found.loose]] = True
        run.hand_over[~(run.alike(*run.pair(node.of)) & run.alike(*run.pair(node.among)))] = True
    good = run.members(maybe, run.placed(node.of, sure=sure))
    fresh = np.ones(len(maybe), dtype=np.bool_)
    fresh[1:] = maybe.staff[1:] != maybe.staff[:-1]
    place = count(len(maybe))
    reset = (
        np.maximum.accumulate(np.where(good, np.where(fresh, place, 0), place + 1)) if len(maybe) else place
    )
    ends = np.flatnonzero(good & (place - reset + 1 >= node.count)).astype(np.int64)
    first = ends - node.count + 1
    result = together(run, maybe, first, node.count)
    ones = np.ones(len(result), dtype=np.int64)
    result = evolve(result, measure=ones, least=ones, over=1, at=maybe.at[ends])
    unseen = run.sight.unseen(node.among, result.staff, maybe.at[first], result.at + 1)
    clean = plain and not bool(unseen.any())
    if sure:
        return run.ordered(evolve(result.take(unseen == 0), missing=None)), clean
    return run.ordered(evolve(result, missing=None).lacking(unseen)), clean
