"""3 · Calendar windows: fewer_than, share, mean."""

from fractions import Fraction

import attrs

from vanhoa_rules.calendars import Window
from vanhoa_rules.engines.columnar import values
from vanhoa_rules.engines.columnar.arrays import (
    Array,
    Bits,
    Bools,
    Ints,
    count,
    np,
    or_into,
    plus,
    sums,
    times,
)
from vanhoa_rules.engines.columnar.counting import window_of
from vanhoa_rules.engines.columnar.matches import Evidence, Matches, gathered
from vanhoa_rules.engines.columnar.run import Facts, Run
from vanhoa_rules.patterns import (
    AnyOf,
    ByAnyone,
    Consecutive,
    Each,
    FewerThan,
    Mean,
    Node,
    OfSubordinates,
    Pattern,
    Repeated,
    RepeatedPer,
    Share,
)


@attrs.define(eq=False)
class Cells:
    """The complete windows of everyone; a cell is a person and a window."""

    run: Run
    numbers: Ints
    start: Ints
    end: Ints

    @property
    def n(self) -> int:
        """How many windows there are."""
        return len(self.numbers)

    def __len__(self) -> int:
        return len(self.run.people) * self.n

    def inside(self, found: Matches) -> tuple[Matches, Ints]:
        """Return the matches that lie in a window, and their cells."""
        place, within = window_of(found, self.start, self.end)
        kept = found.take(within)
        return kept, kept.staff * self.n + place[within]

    def counted(self, cell: Ints) -> Ints:
        """Return how many matches each cell has."""
        return np.bincount(cell, minlength=len(self)).astype(np.int64)

    def unseen(self, pattern: Pattern, chosen: Ints) -> Bits:
        """Return what is not seen in some cells."""
        window = chosen % self.n
        return self.run.sight.unseen(pattern, chosen // self.n, self.start[window], self.end[window])

    def matches(
        self, chosen: Ints, evidence: Evidence, measure: Array, over: Array | int, missing: Bits | None
    ) -> Matches:
        """Return the matches of some cells, each at the last instant of its window."""
        window = chosen % self.n
        nobody = np.full(len(chosen), -1, dtype=np.int64)
        none = Evidence(count(0), 1, np.zeros(len(chosen) + 1, dtype=np.int64))
        found = Matches(
            chosen // self.n,
            self.end[window] - 1,
            nobody,
            evidence,
            none,
            measure,
            measure,
            over,
            window=self.numbers[window],
            missing=missing if missing is not None and bool(missing.any()) else None,
        )
        return self.run.ordered(found)

    def evidence(self, chosen: Ints, found: Matches, cell: Ints) -> Evidence:
        """Return the facts of the matches in each of some cells."""
        place = np.full(len(self), -1, dtype=np.int64)
        place[chosen] = count(len(chosen))
        here = np.flatnonzero(place[cell] >= 0)
        owner, mine = place[cell[here]], found.evidence.take(here)
        if found.plain and not (len(owner) > 1 and bool((owner[1:] < owner[:-1]).any())):
            return Evidence(mine.rows, 1, np.searchsorted(owner, count(len(chosen) + 1)).astype(np.int64))
        begin, end = mine.bounds()
        return gathered(self.run.table, np.repeat(owner, end - begin), mine.rows, len(chosen))

    def missing(self, found: Matches, cell: Ints, chosen: Ints) -> Bits:
        """Return what is missing of the matches in each of some cells."""
        if found.missing is None:
            return np.zeros(len(chosen), dtype=np.uint64)
        return or_into(len(self), cell, found.missing)[chosen]


def cells(run: Run, per: Window) -> Cells:
    """Return the complete windows of everyone."""
    return Cells(run, *run.windows(per, complete=True))


def _loose(run: Run, *found: Matches) -> None:
    for one in found:
        if one.low is not None or one.high is not None:
            run.hand_over[one.staff[one.loose]] = True


def fewer_than(run: Run, node: FewerThan, sure: bool) -> tuple[Matches, bool]:
    """Return one match for each complete window with fewer than count."""
    grid = cells(run, node.per)
    maybe = run.matches(node.of, sure=False)
    counted = maybe if sure else run.placed(node.of, sure=True)
    _loose(run, maybe)
    inside, cell = grid.inside(counted)
    had = grid.counted(cell)
    chosen = np.flatnonzero(had < node.count).astype(np.int64)
    doubt = grid.unseen(node.of, chosen) if grid.n else np.zeros(0, dtype=np.uint64)
    clean = run.plain(node.of) and not bool(doubt.any())
    if sure:
        chosen, missing = chosen[doubt == 0], None
    elif maybe.missing is None:
        missing = doubt
    else:
        wide, wide_cell = grid.inside(maybe)
        missing = doubt | grid.missing(wide, wide_cell, chosen)
    return grid.matches(
        chosen, grid.evidence(chosen, inside, cell), node.count - had[chosen], 1, missing
    ), clean


def undecided(run: Run, pattern: Pattern) -> Ints:
    """Return the rows that a share ignores: null hides whether they are in the pattern."""
    node: Node = pattern  # type: ignore[assignment]
    match node:
        case Each():
            return run.undecided(node)
        case AnyOf(of):
            hidden = np.concatenate([undecided(run, part) for part in of])
            found = [run.matches(part, sure=False) for part in of]
            seen = np.concatenate([one.subject[run.own(one)] for one in found])
            return hidden[~np.isin(hidden, seen)]
        case ByAnyone() | OfSubordinates() | RepeatedPer() | FewerThan() | Share() | Mean():
            return count(0)
        case Repeated(of=first) | Consecutive(of=first):
            return undecided(run, first)
        case _:
            return undecided(run, node.first)


def share(run: Run, node: Share, sure: bool) -> tuple[Matches, bool]:
    """Return one match for each complete window in which the share is below the limit."""
    grid = cells(run, node.per)
    skip = undecided(run, node.of)
    maybe, members = run.once(run.matches(node.among, sure=False)), run.matches(node.of, sure=False)
    _loose(run, maybe, members)
    if len(skip):
        hidden = np.zeros(len(run.table), dtype=np.bool_)
        hidden[skip] = True
        maybe = maybe.take(~(hidden[maybe.subject] & run.own(maybe)))
    inside, cell = grid.inside(maybe)
    plain = run.plain(node.of, node.among)
    in_of = {
        s: run.members(inside, run.placed(node.of, sure=s)) for s in ((sure,) if plain else (True, False))
    }
    if plain:
        good, bad, counts = in_of[sure], ~in_of[sure], np.ones(len(inside), dtype=np.bool_)
    else:
        known = run.members(inside, run.placed(node.among, sure=True))
        good = in_of[False] if sure else in_of[True] & known
        bad = ~in_of[False] & known if sure else ~in_of[True]
        counts = known if sure else np.ones(len(inside), dtype=np.bool_)
    enough = grid.counted(cell[counts]) >= node.at_least
    some = grid.counted(cell[good])
    total = some + grid.counted(cell[bad])
    p, q = node.below.numerator, node.below.denominator
    below = np.asarray(times(some, q) < times(total, p), dtype=np.bool_)
    chosen = np.flatnonzero(enough & (total > 0) & below).astype(np.int64)
    doubt = np.zeros(len(chosen), dtype=np.uint64)
    if grid.n:
        doubt = grid.unseen(node.of, chosen) | grid.unseen(node.among, chosen)
    clean = plain and not bool(doubt.any())
    missing = None
    if sure:
        chosen = chosen[doubt == 0]
    elif plain:
        missing = doubt
    else:
        of_inside, of_cell = grid.inside(members)
        missing = doubt | grid.missing(inside, cell, chosen) | grid.missing(of_inside, of_cell, chosen)
    evidence = grid.evidence(chosen, inside.take(bad), cell[bad])
    over = times(total[chosen], p)
    return grid.matches(chosen, evidence, plus(over, -times(some[chosen], q)), over, missing), clean


def mean(run: Run, node: Mean, sure: bool) -> tuple[Matches, bool]:
    """Return one match for each complete window in which the mean is below the limit."""
    grid = cells(run, node.per)
    maybe, certain = run.once(run.matches(node.among, sure=False)), run.placed(node.among, sure=True)
    _loose(run, maybe)
    numbers, scale, null = _numbers(run, node, maybe)
    if null is not None:
        maybe, numbers = maybe.take(~null), numbers[~null]
    if not run.plain(node.among):
        rest = ~run.members(maybe, certain)
        run.hand_over[maybe.staff[rest]] = True
    place, within = window_of(maybe, grid.start, grid.end)
    inside, number = maybe.take(within), numbers[within]
    cell = inside.staff * grid.n + place[within]
    n = grid.counted(cell)
    total = sums(number, cell, len(grid))
    below: Fraction = node.below * scale
    p, q = below.numerator, below.denominator
    low = np.asarray(times(total, q) < times(n, p), dtype=np.bool_)
    chosen = np.flatnonzero((n >= node.at_least) & (n > 0) & low).astype(np.int64)
    doubt = grid.unseen(node.among, chosen) if grid.n else np.zeros(0, dtype=np.uint64)
    clean = run.plain(node.among) and not bool(doubt.any())
    missing = None
    if sure:
        chosen = chosen[doubt == 0]
    else:
        missing = doubt | grid.missing(inside, cell, chosen)
    under = np.asarray(times(number, q) < p, dtype=np.bool_)
    evidence = grid.evidence(chosen, inside.take(under), cell[under])
    over = times(n[chosen], p)
    return grid.matches(chosen, evidence, plus(over, -times(total[chosen], q)), over, missing), clean


def _numbers(run: Run, node: Mean, found: Matches) -> tuple[Array, int, Bools | None]:
    """Return the numbers of the subjects, the scale they are over, and where there are none."""
    parts = run.by_kind(found.subject, node.among.kinds)
    columns = [values.number(node.value, Facts(run, of)) for of, _, _ in parts]
    scale = int(np.lcm.reduce([column.scale for column in columns], dtype=object)) if columns else 1
    whole: Array = np.zeros(len(found), dtype=np.int64)
    null: Bools | None = None
    for (_, which, places), column in zip(parts, columns, strict=True):
        chosen = times(column.values[places], scale // column.scale)
        gone = None if column.null is None else column.null[places]
        if which is None:
            return chosen, scale, gone
        if chosen.dtype == object:
            whole = whole.astype(object)
        whole[which] = chosen
        if gone is not None:
            null = np.zeros(len(found), dtype=np.bool_) if null is None else null
            null[which] = gone
    return whole, scale, null
