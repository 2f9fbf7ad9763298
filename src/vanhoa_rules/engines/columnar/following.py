"""3 · What follows and what precedes: followed_by, not_followed_by, preceded_by, not_preceded_by."""

from attrs import evolve

from vanhoa_rules.calendars import WorkingHours
from vanhoa_rules.engines.columnar.arrays import Bits, Bools, Ints, bisect, count, np, or_into, spread
from vanhoa_rules.engines.columnar.clock import WRONG
from vanhoa_rules.engines.columnar.columns import FAR
from vanhoa_rules.engines.columnar.joins import Join, join
from vanhoa_rules.engines.columnar.matches import Evidence, Matches, Stamp, merged
from vanhoa_rules.engines.columnar.run import Run
from vanhoa_rules.engines.columnar.sight import HandOverError
from vanhoa_rules.patterns import (
    ByAnyone,
    FollowedBy,
    NotFollowedBy,
    NotPrecededBy,
    OfSubordinates,
    Pattern,
    PrecededBy,
    walk,
)


def joined(
    run: Run, first: Matches, pattern: Pattern, then: Matches, other: Pattern, same: str | None
) -> Join:
    """Return the second operand of a node by key."""
    led = any(isinstance(node, OfSubordinates) for one in (pattern, other) for node in walk(one))
    anyone = isinstance(other, ByAnyone)
    return join(run.table, first, pattern.kinds, then, other.kinds, same, anyone=anyone, led=led)


def aligned(n: int, owner: Ints, evidence: Evidence) -> Evidence:
    """Return evidence whose parts belong, in order, to the matches that ``owner`` names."""
    begin, end = evidence.bounds()
    lengths = np.bincount(owner, weights=end - begin, minlength=n).astype(np.int64)
    ends = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    flat, _ = spread(begin, end)
    return Evidence(evidence.rows[flat], 1, ends)


class Moves:
    """The deadlines of matches after every mover that counts, and which movers counted."""

    def __init__(self, due: Ints, stamp: Stamp, owner: Ints, mover: Ints, found: Matches) -> None:
        self.due, self.stamp, self.owner, self.mover, self.found = due, stamp, owner, mover, found

    def evidence(self, n: int, kept: Ints) -> list[Evidence]:
        """Return the facts that moved the deadlines of the matches kept."""
        if not len(self.owner):
            return []
        place = np.full(n, -1, dtype=np.int64)
        place[kept] = count(len(kept))
        here = place[self.owner] >= 0
        if not bool(here.any()):
            return []
        return [aligned(len(kept), place[self.owner[here]], self.found.evidence.take(self.mover[here]))]


def moved(
    run: Run,
    first: Matches,
    pattern: Pattern,
    movers: tuple[Pattern, Matches] | None,
    same: str | None,
    due: Ints,
    stamp: Stamp,
    answer: Ints,
) -> Moves:
    """Return deadlines moved on, mover by mover in their order; ``answer`` is the instant of the answer, FAR of none."""
    if movers is None or not len(movers[1]) or not len(first):
        return Moves(due, stamp, count(0), count(0), first)
    other, found = movers
    links = joined(run, first, pattern, found, other, same)
    begin, end = links.ranges()
    new, fields = run.written(found.subject, other.kinds, None)
    new, fields, rows = new[links.order], fields[links.order], found.subject[links.order]
    at = bisect(links.at, begin, end, first.at, right=False)
    due, row, name = due.copy(), stamp.row.copy(), stamp.field.copy()
    which = np.flatnonzero(at < end)
    owners, taken = list[Ints](), list[Ints]()
    at = at[which]
    while len(which):
        instant = links.at[at]
        on = (instant <= due[which]) & (instant <= answer[which])
        which, at, instant = which[on], at[on], instant[on]
        counts = instant > first.at[which]
        tied = np.flatnonzero(~counts)
        if len(tied):
            counts[tied] = links.stands(at[tied], first, which[tied], ahead=True)
        counts &= (new[at] != WRONG) & (new[at] > due[which])
        moving, by = which[counts], at[counts]
        due[moving], row[moving], name[moving] = new[by], rows[by], fields[by]
        owners.append(moving)
        taken.append(by)
        at = at + 1
        on = at < end[which]
        which, at = which[on], at[on]
    owner, mover = np.concatenate([count(0), *owners]), np.concatenate([count(0), *taken])
    order = np.argsort(owner, kind="stable")
    return Moves(due, Stamp(row, name), owner[order], links.order[mover[order]], found)


def _suffix(
    run: Run, first: Matches, pattern: Pattern, then: Matches, other: Pattern, same: str | None
) -> Bits:
    """Return what is missing of all later matches of a key, for each match of the first operand."""
    doubtful = then.take(then.bits != 0)
    if not len(doubtful) or not len(first):
        return np.zeros(len(first), dtype=np.uint64)
    links = joined(run, first, pattern, doubtful, other, same)
    begin, end = links.first_after(first), links.ranges()[1]
    flat, owner = spread(np.where(begin < 0, end, begin), end)
    return or_into(len(first), owner, doubtful.bits[links.order[flat]])


def followed_by(run: Run, node: FollowedBy, sure: bool) -> tuple[Matches, bool]:
    """Return each first with the first answer after it, not past the deadline."""
    run.fixed(node.then)
    maybe, certain = run.matches(node.then, sure=False), run.placed(node.then, sure=True)
    answers = certain if sure else maybe
    first = run.placed(node.first, sure=sure)
    links = joined(run, first, node.first, answers, node.then, node.same)
    found = links.first_after(first)
    has = found >= 0
    answer = np.where(has, links.at[found] if len(links.at) else FAR, FAR)
    due, _, stamp = run.limit(node.limit, first, node.first.kinds)
    movers = None if node.moved_by is None else (node.moved_by, run.placed(node.moved_by, sure=sure))
    moves = moved(run, first, node.first, movers, node.same, due, stamp, answer)
    kept = np.flatnonzero(has & (answer <= moves.due))
    mine, at = first.take(kept), answer[kept]
    then = links.order[found[kept]]
    theirs = answers.take(then)
    low = high = at
    clean = run.plain(node.first, node.then, node.moved_by)
    unseen = run.sight.unseen(node.then, mine.staff, mine.at, at + 1)
    if sure:
        low = np.where(unseen != 0, mine.at, at)
        if answers is not maybe:
            wider = joined(run, mine, node.first, maybe, node.then, node.same)
            earliest = wider.first_after(mine)
            if len(wider.at):
                low = np.where(earliest >= 0, np.minimum(low, wider.at[earliest]), low)
    elif theirs.missing is not None and bool(theirs.missing.any()):
        again = moved(
            run, mine, node.first, movers, node.same, due[kept], stamp.take(kept), np.full(len(kept), FAR)
        )
        sealing = joined(run, mine, node.first, certain, node.then, node.same)
        sealed = sealing.first_after(mine)
        seal = np.where(sealed >= 0, sealing.at[sealed] if len(sealing.at) else FAR, FAR)
        begin, end = links.ranges(kept)
        last = links.at[bisect(links.at, begin, end, again.due, right=True) - 1]
        high = np.where(theirs.missing != 0, np.where((sealed >= 0) & (seal <= again.due), seal, last), at)
    evidence = merged(run.table, [mine.evidence, *moves.evidence(len(first), kept), theirs.evidence])
    single = mine.acts is mine.evidence and theirs.acts is theirs.evidence and not len(moves.owner)
    acts = evidence if single else merged(run.table, [mine.acts, theirs.acts])
    fixed = bool((low == high).all())
    missing = None
    if mine.missing is not None or theirs.missing is not None:
        missing = mine.bits | theirs.bits
    result = evolve(
        mine,
        at=at,
        evidence=evidence,
        acts=acts,
        stamp=theirs.stamps(),
        low=None if fixed else low,
        high=None if fixed else high,
        missing=missing,
        plain=False,
    )
    return run.ordered(result), clean and not bool(unseen.any())


def not_followed_by(run: Run, node: NotFollowedBy, sure: bool) -> tuple[Matches, bool]:
    """Return each first whose deadline has passed with no answer in time."""
    run.fixed(node.then, node.moved_by)
    maybe = run.matches(node.then, sure=False)
    taking = maybe if sure else run.placed(node.then, sure=True)
    first = run.placed(node.first, sure=sure)
    due, gone, stamp = run.limit(node.limit, first, node.first.kinds)
    links = joined(run, first, node.first, taking, node.then, node.same)
    found = links.first_after(first)
    answer = np.where(found >= 0, links.at[found] if len(links.at) else FAR, FAR)
    by = node.moved_by
    may = None if by is None else run.matches(by, sure=False)
    sealed = None if by is None else (by, run.placed(by, sure=True))
    possible = None if by is None or may is None else (by, may)
    moves = moved(run, first, node.first, sealed, node.same, due, stamp, answer)
    wide = moves
    if by is not None and not run.plain(by):
        wide = moved(run, first, node.first, possible, node.same, due, stamp, answer)
    reached = wide.due if sure else moves.due
    open_ = (reached < run.as_of) & (answer > reached)
    kept = np.flatnonzero(open_ if gone is None else open_ & ~gone)
    mine, then = first.take(kept), found[kept]
    end = np.where(then < 0, run.as_of, answer[kept])
    due_, furthest, reached = moves.due[kept], wide.due[kept], reached[kept]
    doubt = run.sight.unseen(node.then, mine.staff, mine.at, furthest + 1)
    shifting = np.zeros(len(kept), dtype=np.uint64)
    if by is not None:
        shifting = run.sight.unseen(by, mine.staff, mine.at, furthest + 1)
    unkeyed = run.unkeyed(mine, node.first.kinds, node.same)
    doubt = doubt | shifting if unkeyed is None else doubt | shifting | unkeyed
    answered = np.flatnonzero(then >= 0)
    late = taking.evidence.take(links.order[then[answered]])
    parts = [mine.evidence, *(wide if sure else moves).evidence(len(first), kept)]
    if len(answered):
        parts.append(late if len(answered) == len(kept) else aligned(len(kept), answered, late))
    day = run.clock.day
    measure = np.maximum(1, day(end) - day(reached))
    blind = run.sight.blind_from(node.then, mine.staff, furthest)
    clean = run.plain(node.first, node.then, by) and not bool(doubt.any()) and bool((blind >= end).all())
    result = evolve(
        mine,
        at=reached,
        evidence=merged(run.table, parts),
        measure=measure,
        least=measure,
        over=1,
        stamp=(wide if sure else moves).stamp.take(kept),
        low=None,
        high=None,
        plain=False,
    )
    if sure:
        least = np.maximum(1, day(np.minimum(end, blind)) - day(furthest))
        result = evolve(result, least=least, low=due_ if bool((due_ != furthest).any()) else None)
        result = result.take(doubt == 0)
    else:
        high = np.maximum(due_, np.where(shifting != 0, end, np.minimum(furthest, end)))
        near = _suffix(run, mine, node.first, maybe, node.then, node.same)
        if by is not None and may is not None:
            near = near | _suffix(run, mine, node.first, may, by, node.same)
        result = evolve(result, high=high if bool((high != due_).any()) else None).lacking(doubt | near)
    return run.ordered(result), clean


def _within(run: Run, node: PrecededBy | NotPrecededBy, found: Matches) -> Ints | None:
    """Return until when each earlier match counts; None where there is no limit."""
    if isinstance(node.within, WorkingHours):
        raise HandOverError
    return None if node.within is None else run.limit(node.within, found, node.earlier.kinds)[0]


def _preceding(
    run: Run, node: PrecededBy | NotPrecededBy, first: Matches, found: Matches
) -> tuple[Join, Ints, Bools]:
    """Return for each match the last earlier one that stands before it, and whether its deadline allows."""
    links = joined(run, first, node.first, found, node.earlier, node.same)
    last = links.last_before(first)
    near = last >= 0
    due = _within(run, node, found)
    if due is not None and len(links.order):
        near &= first.at <= due[links.order[np.maximum(last, 0)]]
    return links, last, near


def preceded_by(run: Run, node: PrecededBy, sure: bool) -> tuple[Matches, bool]:
    """Return each first with an earlier one before it that reaches it."""
    run.fixed(node.earlier)
    found = run.placed(node.earlier, sure=sure)
    first = run.placed(node.first, sure=sure)
    links, last, near = _preceding(run, node, first, found)
    kept = np.flatnonzero(near)
    mine, theirs = first.take(kept), found.take(links.order[last[kept]])
    evidence = merged(run.table, [mine.evidence, theirs.evidence])
    single = mine.acts is mine.evidence and theirs.acts is theirs.evidence
    acts = evidence if single else merged(run.table, [mine.acts, theirs.acts])
    result = evolve(mine, evidence=evidence, acts=acts, plain=False)
    if theirs.missing is not None and bool(theirs.missing.any()):
        firm = _preceding(run, node, mine, found.take(found.bits == 0))[2]
        result = result.lacking(np.where(firm, np.uint64(0), theirs.missing))
    return run.ordered(result), run.plain(node.first, node.earlier)


def not_preceded_by(run: Run, node: NotPrecededBy, sure: bool) -> tuple[Matches, bool]:
    """Return each first with no earlier one before it that reaches it."""
    run.fixed(node.earlier)
    maybe = run.matches(node.earlier, sure=False)
    taking = maybe if sure else run.placed(node.earlier, sure=True)
    first = run.placed(node.first, sure=sure)
    near = _preceding(run, node, first, taking)[2]
    mine = first.take(~near)
    start = None
    if node.within is not None:
        start = run.clock.earliest(mine.at, node.within)
        bad = start == WRONG
        if bool(bad.any()):
            run.hand_over[mine.staff[bad]] = True
    doubt = run.sight.unseen(node.earlier, mine.staff, start, mine.at + 1)
    unkeyed = run.unkeyed(mine, node.first.kinds, node.same)
    if unkeyed is not None:
        doubt = doubt | unkeyed
    clean = run.plain(node.first, node.earlier) and not bool(doubt.any())
    if sure:
        return mine.take(doubt == 0), clean
    doubtful = maybe.take(maybe.bits != 0)
    if len(doubtful) and len(mine):
        links = joined(run, mine, node.first, doubtful, node.earlier, node.same)
        last, begin = links.last_before(mine), links.ranges()[0]
        flat, owner = spread(begin, np.where(last < 0, begin, last + 1))
        theirs = links.order[flat]
        due = _within(run, node, doubtful)
        if due is not None:
            reach = mine.at[owner] <= due[theirs]
            owner, theirs = owner[reach], theirs[reach]
        doubt = doubt | or_into(len(mine), owner, doubtful.bits[theirs])
    return mine.lacking(doubt), clean
