"""3 · Spans and excuses: during, not_during, unless."""

from attrs import evolve

from vanhoa_rules.engines.columnar.arrays import Bits, Bools, Ints, bisect, count, np, or_into, spread
from vanhoa_rules.engines.columnar.clock import WRONG
from vanhoa_rules.engines.columnar.columns import FAR
from vanhoa_rules.engines.columnar.following import joined
from vanhoa_rules.engines.columnar.joins import Join
from vanhoa_rules.engines.columnar.matches import Matches, merged
from vanhoa_rules.engines.columnar.run import Run
from vanhoa_rules.patterns import During, NotDuring, Pattern, Unless


def _asked(run: Run, first: Matches) -> Ints:
    """Return the instants of the subjects."""
    if first.plain:
        return first.at
    return run.table.at[first.subject]


def _covering(
    run: Run, first: Matches, pattern: Pattern, found: Matches, other: Pattern, same: str | None
) -> tuple[Join, Ints, Bools]:
    """Return for each match the span begun by then that ends last (as a place in order), and whether it holds it."""
    links = joined(run, first, pattern, found, other, same)
    n = len(links.order)
    if not n or not len(first):
        return links, np.zeros(len(first), dtype=np.int64), np.zeros(len(first), dtype=np.bool_)
    until = run.written(found.subject, other.kinds, "until")[0][links.order]
    until = np.where(until == WRONG, FAR, until)
    place = count(n)
    if not links.single:
        values, rank = np.unique(until, return_inverse=True)
        group = np.repeat(count(len(links.start) - 1), links.start[1:] - links.start[:-1])
        ordered = group * len(values) + rank.reshape(-1)
        best = np.maximum.accumulate(ordered)
        place = np.maximum.accumulate(np.where(ordered == best, count(n), 0))
    begin, end = links.ranges()
    asked = _asked(run, first)
    last = bisect(links.at, begin, end, asked, right=True) - 1
    has = last >= begin
    chosen = place[np.maximum(last, 0)]
    return links, chosen, has & (until[chosen] > asked)


def during(run: Run, node: During, sure: bool) -> tuple[Matches, bool]:
    """Return each first whose subject lies in some span; the one that ends last is evidence too."""
    run.fixed(node.span)
    found = run.placed(node.span, sure=sure)
    first = run.matches(node.first, sure=sure)
    links, chosen, held = _covering(run, first, node.first, found, node.span, node.same)
    kept = np.flatnonzero(held)
    mine, theirs = first.take(kept), found.take(links.order[chosen[kept]])
    result = evolve(mine, evidence=merged(run.table, [mine.evidence, theirs.evidence]), plain=False)
    if theirs.missing is not None and bool(theirs.missing.any()):
        firm = _covering(run, mine, node.first, found.take(found.bits == 0), node.span, node.same)[2]
        result = result.lacking(np.where(firm, np.uint64(0), theirs.missing))
    return run.ordered(result), run.plain(node.first, node.span)


def not_during(run: Run, node: NotDuring, sure: bool) -> tuple[Matches, bool]:
    """Return each first whose subject lies in no span."""
    run.fixed(node.span)
    maybe = run.matches(node.span, sure=False)
    taking = maybe if sure else run.placed(node.span, sure=True)
    first = run.matches(node.first, sure=sure)
    held = _covering(run, first, node.first, taking, node.span, node.same)[2]
    mine = first.take(~held)
    doubt = run.sight.unseen(node.span, mine.staff, None, _asked(run, mine) + 1)
    unkeyed = run.unkeyed(mine, node.first.kinds, node.same)
    if unkeyed is not None:
        doubt = doubt | unkeyed
    clean = run.plain(node.first, node.span) and not bool(doubt.any())
    if sure:
        return mine.take(doubt == 0), clean
    return mine.lacking(doubt | _takers(run, node, mine, maybe)), clean


def _takers(run: Run, node: NotDuring, mine: Matches, maybe: Matches) -> Bits:
    """Return what is missing of the possible spans that hold each match."""
    doubtful = maybe.take(maybe.bits != 0)
    if not len(doubtful) or not len(mine):
        return np.zeros(len(mine), dtype=np.uint64)
    links = joined(run, mine, node.first, doubtful, node.span, node.same)
    begin, end = links.ranges()
    asked = _asked(run, mine)
    flat, owner = spread(begin, bisect(links.at, begin, end, asked, right=True))
    theirs = links.order[flat]
    until = run.written(doubtful.subject, node.span.kinds, "until")[0][theirs]
    held = (until == WRONG) | (until > asked[owner])
    return or_into(len(mine), owner[held], doubtful.bits[theirs[held]])


def covered(run: Run, first: Matches, node: During | NotDuring, *, sure: bool) -> Bools:
    """Return which duties that wait lie in a possible span, or (``sure``) in a certain one."""
    found = run.placed(node.span, sure=True) if sure else run.matches(node.span, sure=False)
    return _covering(run, first, node.first, found, node.span, node.same)[2]


def excused(run: Run, first: Matches, node: Unless, found: Matches) -> Bools:
    """Return which matches have an excuse of the same key."""
    if node.same is None:
        there = np.zeros(len(run.people), dtype=np.bool_)
        there[found.staff] = True
        return there[first.staff]
    begin, end = joined(run, first, node.first, found, node.excuse, node.same).ranges()
    return begin < end


def unless(run: Run, node: Unless, sure: bool) -> tuple[Matches, bool]:
    """Return each first without an excuse of the same key, at whatever time."""
    maybe = run.matches(node.excuse, sure=False)
    taking = run.matches(node.excuse, sure=not sure)
    first = run.matches(node.first, sure=sure)
    mine = first.take(~excused(run, first, node, taking))
    doubt = run.sight.unseen(node.excuse, mine.staff, None, np.full(len(mine), run.as_of, dtype=np.int64))
    unkeyed = run.unkeyed(mine, node.first.kinds, node.same)
    if unkeyed is not None:
        doubt = doubt | unkeyed
    clean = run.plain(node.first, node.excuse) and not bool(doubt.any())
    if sure:
        return mine.take(doubt == 0), clean
    doubtful = maybe.take(maybe.bits != 0)
    if len(doubtful) and len(mine):
        if node.same is None:
            doubt = doubt | run.sight.by_person(doubtful.staff, doubtful.bits)[mine.staff]
        else:
            links = joined(run, mine, node.first, doubtful, node.excuse, node.same)
            flat, owner = spread(*links.ranges())
            doubt = doubt | or_into(len(mine), owner, doubtful.bits[links.order[flat]])
    return mine.lacking(doubt), clean
