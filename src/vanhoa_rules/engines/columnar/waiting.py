"""3 · What waits: duties whose deadline has not passed, windows that are not complete."""

from attrs import evolve

from vanhoa_rules.calendars import Window
from vanhoa_rules.engines.columnar.arrays import Ints, count, np
from vanhoa_rules.engines.columnar.columns import FAR, micros
from vanhoa_rules.engines.columnar.counting import window_of
from vanhoa_rules.engines.columnar.covering import covered, excused
from vanhoa_rules.engines.columnar.following import joined as linked
from vanhoa_rules.engines.columnar.following import moved
from vanhoa_rules.engines.columnar.matches import Evidence, Matches, joined, merged, no_matches
from vanhoa_rules.engines.columnar.run import Run
from vanhoa_rules.patterns import (
    AnyOf,
    During,
    FewerThan,
    Mean,
    Node,
    NotDuring,
    NotFollowedBy,
    OfSubordinates,
    Pattern,
    RepeatedPer,
    Share,
    Unless,
)


def pending(run: Run, pattern: Pattern) -> Matches:
    """Return what waits, by person; ``at`` is the due, ``drifts`` says where none is in sight.

    What waits of one person stands in the order in which the reference engine finds it.
    """
    node: Node = pattern  # type: ignore[assignment]
    match node:
        case AnyOf(of):
            return _union(run, [pending(run, part) for part in of])
        case NotFollowedBy():
            return _answers(run, node)
        case During(first=first):
            found = pending(run, first)
            return found.take(covered(run, found, node, sure=False)) if len(found) else found
        case NotDuring(first=first):
            found = pending(run, first)
            return found.take(~covered(run, found, node, sure=True)) if len(found) else found
        case Unless(first=first):
            found = pending(run, first)
            excuses = run.matches(node.excuse, sure=True)
            return found.take(~excused(run, found, node, excuses)) if len(found) else found
        case OfSubordinates(of):
            return _of_reports(run, pending(run, of))
        case RepeatedPer(per=per) | Share(per=per) | Mean(per=per):
            return _open(run, per)
        case FewerThan():
            return _still_few(run, node)
        case _:
            return no_matches()


def _union(run: Run, parts: list[Matches]) -> Matches:
    parts = [part for part in parts if len(part)]
    if not parts:
        return no_matches()
    whole = joined(parts)
    identity = np.concatenate(run.identities(parts))
    key = np.unique(np.stack((whole.staff, identity, whole.at)), axis=1, return_inverse=True)[1].reshape(-1)
    first = np.full(int(key.max()) + 1, len(key), dtype=np.int64)
    last = np.zeros(len(first), dtype=np.int64)
    np.minimum.at(first, key, count(len(key)))
    np.maximum.at(last, key, count(len(key)))
    whole = whole.take(last[np.argsort(first)])
    return whole.take(np.argsort(whole.staff, kind="stable"))


def _answers(run: Run, node: NotFollowedBy) -> Matches:
    run.fixed(node.then, node.moved_by)
    answers = run.placed(node.then, sure=True)
    first = run.matches(node.first, sure=False)
    if not len(first):
        return no_matches()
    due, gone, stamp = run.limit(node.limit, first, node.first.kinds)
    if node.moved_by is None and bool((due < run.as_of).any()):  # what is past stays past
        ahead = np.flatnonzero(due >= run.as_of)
        first, due, stamp = first.take(ahead), due[ahead], stamp.take(ahead)
        gone = None if gone is None else gone[ahead]
        if not len(first):
            return no_matches()
    links = linked(run, first, node.first, answers, node.then, node.same)
    found = links.first_after(first)
    begun = run.table.at[first.subject] < micros(run.scene.period.end)
    if gone is not None:
        begun &= ~gone
    kept = np.flatnonzero(begun & (found < 0))
    mine = first.take(kept)
    movers = None if node.moved_by is None else (node.moved_by, run.placed(node.moved_by, sure=True))
    nobody = np.full(len(kept), FAR, dtype=np.int64)
    moves = moved(run, mine, node.first, movers, node.same, due[kept], stamp.take(kept), nobody)
    open_ = np.flatnonzero(moves.due >= run.as_of)
    waits = mine.take(open_)
    evidence = merged(run.table, [waits.evidence, *moves.evidence(len(mine), open_)])
    at = moves.due[open_]
    return evolve(
        waits,
        at=at,
        evidence=evidence,
        acts=evidence,
        stamp=moves.stamp.take(open_),
        low=None,
        high=None,
        missing=None,
        window=None,
        drifts=at == FAR,
        plain=False,
    )


def _of_reports(run: Run, found: Matches) -> Matches:
    if not len(found):
        return found
    people = run.people
    when = np.where(found.drifts, run.as_of, found.at) if found.drifts is not None else found.at
    row = people.row_at(found.staff, lambda: run.clock.day(when))
    if not len(people.leader):
        return no_matches()
    leader = np.where(row >= 0, people.leader[np.maximum(row, 0)], -1)
    kept = np.flatnonzero(leader >= 0)
    rank = np.full(len(people), len(people), dtype=np.int64)
    rank[people.in_roster_order] = count(len(people.in_roster_order))
    result = evolve(found.take(kept), staff=leader[kept])
    return result.take(np.lexsort((rank[found.staff[kept]], result.staff)))


def _open(run: Run, per: Window) -> Matches:
    numbers, _, end = run.windows(per, complete=False)
    n = len(run.people)
    return _of_windows(np.repeat(count(n), len(numbers)), np.tile(numbers, n), np.tile(end - 1, n))


def _still_few(run: Run, node: FewerThan) -> Matches:
    numbers, start, end = run.windows(node.per, complete=False)
    n = len(run.people)
    found = run.placed(node.of, sure=True)
    place, inside = window_of(found, start, end)
    cell = (found.staff * max(len(numbers), 1) + place)[inside]
    had = np.bincount(cell, minlength=n * len(numbers))
    few = np.flatnonzero(had < node.count)
    window = few % max(len(numbers), 1)
    return _of_windows(few // max(len(numbers), 1), numbers[window], end[window] - 1)


def _of_windows(staff: Ints, window: Ints, at: Ints) -> Matches:
    nobody = np.full(len(staff), -1, dtype=np.int64)
    none = Evidence(count(0), 1, np.zeros(len(staff) + 1, dtype=np.int64))
    ones = np.ones(len(staff), dtype=np.int64)
    return Matches(
        staff, at, nobody, none, none, ones, ones, window=window, drifts=np.zeros(len(staff), dtype=np.bool_)
    )
