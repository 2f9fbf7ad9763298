"""3 · The kernel of each node, and the union, the reports and everyone."""

from itertools import combinations
from typing import assert_never

from attrs import evolve

from vanhoa_rules.engines.columnar.arrays import Bools, Ints, np, starts, wide
from vanhoa_rules.engines.columnar.counting import consecutive, groups, repeated, repeated_per
from vanhoa_rules.engines.columnar.covering import during, not_during, unless
from vanhoa_rules.engines.columnar.following import followed_by, not_followed_by, not_preceded_by, preceded_by
from vanhoa_rules.engines.columnar.matches import Matches, joined, places_in_order
from vanhoa_rules.engines.columnar.run import Run
from vanhoa_rules.engines.columnar.windows import fewer_than, mean, share
from vanhoa_rules.engines.reference.operands import crosses, joining
from vanhoa_rules.patterns import (
    AnyOf,
    ByAnyone,
    Consecutive,
    During,
    Each,
    FewerThan,
    FollowedBy,
    Mean,
    Node,
    NotDuring,
    NotFollowedBy,
    NotPrecededBy,
    OfSubordinates,
    PrecededBy,
    Repeated,
    RepeatedPer,
    Share,
    Unless,
)


def reckon(run: Run, node: Node, sure: bool) -> tuple[Matches, bool]:
    """Return the certain or the possible matches of a node; asked for the possible, whether the certain are the same."""
    match node:
        case Each():
            return run.each(node), True
        case AnyOf():
            return any_of(run, node, sure)
        case FollowedBy():
            return followed_by(run, node, sure)
        case NotFollowedBy():
            return not_followed_by(run, node, sure)
        case PrecededBy():
            return preceded_by(run, node, sure)
        case NotPrecededBy():
            return not_preceded_by(run, node, sure)
        case During():
            return during(run, node, sure)
        case NotDuring():
            return not_during(run, node, sure)
        case Unless():
            return unless(run, node, sure)
        case Repeated(groups=True):
            return groups(run, node, sure)
        case Repeated():
            return repeated(run, node, sure)
        case RepeatedPer():
            return repeated_per(run, node, sure)
        case Consecutive():
            return consecutive(run, node, sure)
        case FewerThan():
            return fewer_than(run, node, sure)
        case Share():
            return share(run, node, sure)
        case Mean():
            return mean(run, node, sure)
        case OfSubordinates():
            return of_subordinates(run, node, sure)
        case ByAnyone(of):
            found = run.matches(of, sure=sure)
            order = places_in_order(run.table, found, np.zeros_like(found.staff))
            certain, possible = run.pair(of)
            return (found if order is None else found.take(order)), certain is possible
        case _:
            assert_never(node)


def any_of(run: Run, node: AnyOf, sure: bool) -> tuple[Matches, bool]:
    """Return the union; of the same match twice the earlier, then the first listed."""
    parts = [run.matches(part, sure=sure) for part in node.of]
    pairs = [run.pair(part) for part in node.of]
    clean = all(certain is possible for certain, possible in pairs)
    kinds = [kind for part in node.of for kind in part.kinds]
    whole = joined(parts)
    if all(isinstance(part, Each) for part in node.of) and len(set(kinds)) == len(kinds):
        return run.ordered(whole), True
    settled = np.logical_and.reduce([run.settled(part) for part in node.of])
    place = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    calm = settled[whole.staff]
    identity = np.concatenate(run.identities(parts)) if parts else place
    if sure:
        about = run.about(whole)
        key = np.where(calm, identity, about)
    else:
        key = np.where(calm, identity, identity * len(parts) + place)
    order = np.lexsort((place, whole.at, key, whole.staff)).astype(np.int64)
    group = _codes(whole.staff[order], key[order])
    kept = np.zeros(len(whole), dtype=np.bool_)
    kept[order[starts(group)]] = True
    found = whole.take(kept)
    if sure and not bool(settled.all()):
        found = _at_least(run, node, found, settled)
    # where parts are in doubt the two readings count repeats by different keys, and one fact may stand there twice
    return run.ordered(evolve(found, plain=False)), clean and bool(settled.all())


def _at_least(run: Run, node: AnyOf, found: Matches, settled: Bools) -> Matches:
    """Return certain matches worth no more, and no later, than what may turn out to have the same evidence."""
    mine = np.flatnonzero(~settled[found.staff])
    rivals = joined([run.matches(part, sure=False) for part in node.of])
    rivals = rivals.take(~settled[rivals.staff])
    if not len(mine) or not len(rivals):
        return found
    one_scale = isinstance(found.over, int) and isinstance(rivals.over, int) and found.over == rivals.over
    entangled = any(joining(a) & joining(b) or crosses(a, b) for a, b in combinations(node.of, 2))
    if entangled or not one_scale or wide(found.least, rivals.least):
        run.hand_over[found.staff[mine]] = True
        return found
    staff = np.concatenate((found.staff[mine], rivals.staff))
    about = np.concatenate((run.about(found)[mine], run.about(rivals)))
    order = np.lexsort((about, staff)).astype(np.int64)
    group = np.empty(len(order), dtype=np.int64)
    group[order] = _codes(staff[order], about[order])
    least, low = found.least.copy(), found.lows.copy()
    for values, others in ((least, rivals.least), (low, rivals.lows)):
        lowest = np.full(len(group), np.iinfo(np.int64).max, dtype=np.int64)
        np.minimum.at(lowest, group, np.concatenate((values[mine], others)))
        values[mine] = lowest[group[: len(mine)]]
    return evolve(found, least=least, low=low, high=found.highs)


def _codes(staff: Ints, key: Ints) -> Ints:
    """Return numbers that change where the person or the key does, for places sorted by both."""
    fresh = np.zeros(len(staff), dtype=np.int64)
    fresh[1:] = (staff[1:] != staff[:-1]) | (key[1:] != key[:-1])
    return np.cumsum(fresh)


def of_subordinates(run: Run, node: OfSubordinates, sure: bool) -> tuple[Matches, bool]:
    """Return the matches of those who report to a person, at the leader."""
    certain, possible = run.pair(node.of)
    found = certain if sure else possible
    people = run.people
    loose = found.loose
    low = run.people.row_at(found.staff, lambda: run.clock.day(found.lows))
    leader = (
        np.where(low >= 0, people.leader[np.maximum(low, 0)], -1)
        if len(people.leader)
        else np.full(len(found), -1)
    )
    if bool(loose.any()):  # rows that change within a range are left to the reference engine
        high = run.people.row_at(found.staff, lambda: run.clock.day(found.highs))
        moving = loose & (low != high)
        leaders = people.leader[np.isin(people.owner, found.staff[moving])]
        run.hand_over[leaders[leaders >= 0]] = True
    kept = leader >= 0
    result = found.take(kept)
    result = evolve(result, staff=leader[kept])
    return run.ordered(result), certain is possible
