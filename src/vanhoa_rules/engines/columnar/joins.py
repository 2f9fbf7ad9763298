"""3 · Joining matches: the first one after, the last one before, of the same key."""

from collections.abc import Sequence
from typing import Any

from attrs import define, field

from vanhoa_rules.engines.columnar.arrays import (
    Array,
    Bools,
    Ints,
    bisect,
    count,
    dense,
    ints,
    nothing,
    np,
    spread,
)
from vanhoa_rules.engines.columnar.matches import Evidence, Matches
from vanhoa_rules.engines.columnar.table import FactTable
from vanhoa_rules.facts import Fact

NONE = -1


def key_values(
    table: FactTable, subjects: Ints, kinds: Sequence[type[Fact]], same: str
) -> tuple[Array, Bools | None]:
    """Return the values of the joining field of rows, and which of them have none."""
    parts: list[tuple[Any, Array, Bools | None]] = []
    for kind in kinds:
        found = table.of(kind)
        if len(kinds) == 1:
            mask: Any = slice(None)
        else:
            mask = (subjects >= found.base) & (subjects < found.base + len(found))
        places = subjects[mask] - found.base
        match same:
            case "staff":
                parts.append((mask, found.staff[places], None))
            case "at":
                parts.append((mask, found.at[places], None))
            case "id":
                parts.append((mask, subjects[mask], None))
            case _:
                values, null = found.columns[same].keys()
                parts.append((mask, values[places], None if null is None else null[places]))
    if len(parts) == 1:
        return parts[0][1], parts[0][2]
    wide = any(values.dtype == object for _, values, _ in parts)
    whole = np.zeros(len(subjects), dtype=object if wide else np.int64)
    gone = np.zeros(len(subjects), dtype=np.bool_)
    for mask, values, null in parts:
        whole[mask] = values
        if null is not None:
            gone[mask] = null
    return whole, gone if bool(gone.any()) else None


@define(eq=False)
class Join:
    """The second operand of a node, by key: each group in the order of its matches.

    ``group`` is the group of each match of the first operand, -1 where its key is null; ``start`` says where each group
    begins, or, where each has one match at most (``single``), the place of that match, -1 of none.
    """

    table: FactTable
    found: Matches
    group: Ints
    order: Ints
    start: Ints
    single: bool = False
    at: Ints = field(init=False)

    def __attrs_post_init__(self) -> None:
        whole = self.single and len(self.order) == len(self.found)
        self.at = self.found.at if whole else self.found.at[self.order]

    def ranges(self, places: Ints | None = None) -> tuple[Ints, Ints]:
        """Return for matches of the first operand where the group of each begins and ends."""
        group = self.group if places is None else self.group[places]
        if len(self.start) < 2:
            return np.zeros_like(group), np.zeros_like(group)
        known = np.maximum(group, 0)
        begin = self.start[known]
        if self.single:
            has = (begin >= 0) & (group >= 0)
            begin = np.where(has, begin, 0)
            return begin, begin + has
        return begin, np.where(group >= 0, self.start[known + 1], begin)

    def first_after(self, first: Matches) -> Ints:
        """Return the place in order of the first match that stands after each match of the first operand, or -1."""
        begin, end = self.ranges()
        if not len(self.order):
            return np.full(len(first), NONE, dtype=np.int64)
        if len(self.order) and int((end - begin).max(initial=0)) <= 1:
            found = np.where(
                (end > begin) & (self.at[np.minimum(begin, len(self.at) - 1)] >= first.at), begin, end
            )
        else:
            found = bisect(self.at, begin, end, first.at, right=False)
        found = self._untie(found, end, first, step=1, ahead=True)
        return np.where(found < end, found, NONE)

    def last_before(self, first: Matches) -> Ints:
        """Return the place in order of the last match that stands before each match of the first operand, or -1."""
        begin, end = self.ranges()
        if not len(self.order):
            return np.full(len(first), NONE, dtype=np.int64)
        found = bisect(self.at, begin, end, first.at, right=True) - 1
        found = self._untie(found, begin - 1, first, step=-1, ahead=False)
        return np.where(found >= begin, found, NONE)

    def stands(self, places: Ints, first: Matches, which: Ints, *, ahead: bool) -> Bools:
        """Return whether second matches stand after (``ahead``) or before first ones of the same instant.

        Facts of two kinds do, those of one kind by their ids; the fact that gave a match its instant is neither.
        """
        then = self.order[places]
        mine, theirs = first.subject[which], self.found.subject[then]
        alike = self.table.kind_of(mine) == self.table.kind_of(theirs)
        less: Bools = ~alike
        if bool(alike.any()):
            less |= self.table.before(mine, theirs) if ahead else self.table.before(theirs, mine)
        if first.plain and self.found.plain:
            return less
        return less & ~self._shared(first.acts.take(which), self.found.acts.take(then), first.at[which])

    def _shared(self, mine: Evidence, theirs: Evidence, at: Ints) -> Bools:
        """Return which pairs of matches have an act of their common instant in common."""
        n = max(len(self.table), 1)
        keys: list[Ints] = []
        for acts in (mine, theirs):
            begin, end = acts.bounds()
            flat, owner = spread(begin, end)
            rows = acts.rows[flat]
            now = self.table.at[rows] == at[owner]
            keys.append((owner * n + rows)[now])
        found = np.zeros(len(at), dtype=np.bool_)
        found[keys[0][np.isin(keys[0], keys[1])] // n] = True
        return found

    def _untie(self, found: Ints, stop: Ints, first: Matches, *, step: int, ahead: bool) -> Ints:
        left = found < stop if ahead else found > stop
        left &= self.at[np.clip(found, 0, len(self.at) - 1)] == first.at
        which = np.flatnonzero(left)
        if not len(which):
            return found
        found = found.copy()
        while len(which):
            stays = self.stands(found[which], first, which, ahead=ahead)
            which = which[~stays]
            found[which] += step
            on = found[which] < stop[which] if ahead else found[which] > stop[which]
            on &= self.at[np.clip(found[which], 0, len(self.at) - 1)] == first.at[which]
            which = which[on]
        return found

    def where(self, found: Ints) -> Ints:
        """Return the places among the second operand's matches of places in order."""
        return self.order[found]


def join(
    table: FactTable,
    first: Matches,
    kinds: Sequence[type[Fact]],
    then: Matches,
    then_kinds: Sequence[type[Fact]],
    same: str | None,
    *,
    anyone: bool = False,
    led: bool = False,
) -> Join:
    """Return the second operand by staff and key, or by key alone where it may be anyone's (and is in that order).

    ``led``: some matches are of facts of a person's reports, so that a key tells nothing of whose match it is.
    """
    people = len(table.people)
    if same is None:
        edges = np.searchsorted(then.staff, count(people + 1)).astype(np.int64)
        return Join(table, then, first.staff, count(len(then)), edges)
    mine, null = key_values(table, first.subject, kinds, same)
    theirs, gone = key_values(table, then.subject, then_kinds, same)
    kept = count(len(then)) if gone is None else np.flatnonzero(~gone)
    theirs = theirs[kept]
    if null is not None:
        mine = np.where(null, theirs[0] if len(theirs) else 0, mine)
    alone = anyone or (not led and _alone(table, [*kinds, *then_kinds], same))
    if not (
        alone and len(theirs) and theirs.dtype != object and int(np.ptp(theirs)) < 8 * len(theirs) + 1024
    ):
        (one, other), top = dense((mine, theirs))
        if not alone:
            (one, other), top = dense((first.staff * top + one, then.staff[kept] * top + other))
    else:
        low = int(theirs.min())
        one, other, top = mine - low, theirs - low, int(np.ptp(theirs)) + 1
        one = np.where((one >= 0) & (one < top), one, NONE)
    if null is not None:
        one = np.where(null, NONE, one)
    if top:
        place = np.full(top, NONE, dtype=np.int64)
        place[other] = count(len(other))
        if int(np.count_nonzero(place >= 0)) == len(other):
            return Join(table, then, one, kept, place if top > 1 else np.append(place, NONE), single=True)
    inner = np.argsort(other, kind="stable").astype(np.int64)
    start = np.concatenate(([0], np.cumsum(np.bincount(other, minlength=top)))) if top else nothing()
    return Join(table, then, one, kept[inner], ints(start))


def _alone(table: FactTable, kinds: Sequence[type[Fact]], same: str) -> bool:
    text = all(same in table.of(k).columns and table.of(k).columns[same].type == "str" for k in kinds)
    return text and same != "source" and table.exclusive(same, kinds)
