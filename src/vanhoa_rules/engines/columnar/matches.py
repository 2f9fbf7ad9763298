"""3 · Matches in columns: whom, when, about what, on what evidence; the order in which they stand."""

from collections.abc import Sequence
from typing import Any

from attrs import evolve, frozen

from vanhoa_rules.engines.columnar.arrays import (
    SAFE,
    Array,
    Bits,
    Bools,
    Ints,
    count,
    ints,
    nothing,
    np,
    spread,
    starts,
)
from vanhoa_rules.engines.columnar.table import FactTable

AT, DUE, NEW_DUE, WRITTEN = 0, 1, 2, 3  # the field of a fact from which an instant was taken
FIELDS = {"at": AT, "due": DUE, "new_due": NEW_DUE}


@frozen(eq=False)
class Evidence:
    """Rows of the fact table for each match: ``width`` each, or, where ``ends`` is given, as many as it says."""

    rows: Ints
    width: int = 1
    ends: Ints | None = None

    def __len__(self) -> int:
        return len(self.rows) // self.width if self.ends is None else len(self.ends) - 1

    def bounds(self) -> tuple[Ints, Ints]:
        """Return where the rows of each match begin and end."""
        if self.ends is not None:
            return self.ends[:-1], self.ends[1:]
        begin = count(len(self)) * self.width
        return begin, begin + self.width

    def take(self, places: Any) -> "Evidence":
        """Return the evidence of some matches."""
        if self.ends is None:
            if self.width == 1:
                return Evidence(self.rows[places])
            return Evidence(self.rows.reshape(-1, self.width)[places].reshape(-1), self.width)
        begin, end = (edge[places] for edge in self.bounds())
        flat, _ = spread(begin, end)
        return Evidence(self.rows[flat], 1, np.concatenate(([0], np.cumsum(end - begin))).astype(np.int64))

    def of(self, place: int) -> Ints:
        """Return the rows of one match."""
        if self.ends is None:
            return self.rows[place * self.width : (place + 1) * self.width]
        return self.rows[self.ends[place] : self.ends[place + 1]]


def some(rows: Ints) -> Evidence:
    """Return evidence of one row a match, none where it is -1."""
    kept = rows >= 0
    if bool(kept.all()):
        return Evidence(rows)
    return Evidence(rows[kept], 1, np.concatenate(([0], np.cumsum(kept))).astype(np.int64))


def chained(parts: Sequence[Evidence]) -> Evidence:
    """Return the evidence of several sets of matches, one after the other."""
    if all(part.ends is None and part.width == parts[0].width for part in parts):
        return Evidence(np.concatenate([part.rows for part in parts]), parts[0].width)
    lengths = np.concatenate([end - begin for begin, end in (part.bounds() for part in parts)])
    rows = np.concatenate([part.rows for part in parts])
    return Evidence(rows, 1, np.concatenate(([0], np.cumsum(lengths))).astype(np.int64))


def merged(table: FactTable, parts: Sequence[Evidence]) -> Evidence:
    """Return all rows of each match in the order of evidence, (``at``, ``id``), none twice."""
    n = len(parts[0])
    if not n:
        return Evidence(nothing())
    parts = [part for part in parts if len(part.rows)]
    if len(parts) == 1 and parts[0].ends is None:
        return parts[0]
    if len(parts) == 2 and all(part.ends is None and part.width == 1 for part in parts):
        one, other = parts[0].rows, parts[1].rows
        first, second = table.at[one], table.at[other]
        swap, tied = second < first, np.flatnonzero(first == second)
        if not len(tied) or not bool((one[tied] == other[tied]).any()):
            if len(tied):
                swap[tied] = table.before(other[tied], one[tied])
            if not bool(swap.any()):
                return Evidence(np.stack((one, other), axis=1).reshape(-1), 2)
            pair = np.stack((np.where(swap, other, one), np.where(swap, one, other)), axis=1)
            return Evidence(pair.reshape(-1), 2)
    if len(parts[0]) == n and parts[0].ends is None:
        found: Evidence | None = parts[0]
        for part in parts[1:]:
            found = None if found is None else _appended(table, found, part)
        if found is not None:
            return found
    owners = [np.repeat(count(n), end - begin) for begin, end in (part.bounds() for part in parts)]
    return gathered(table, np.concatenate(owners), np.concatenate([part.rows for part in parts]), n)


def _appended(table: FactTable, one: Evidence, other: Evidence) -> Evidence | None:
    """Return the rows of both, where all of the other are later than those of the one, which is not empty; else None."""
    begin, end = one.bounds()
    start, stop = other.bounds()
    more = stop - start
    has = np.flatnonzero(more)
    if bool((table.at[other.rows[start[has]]] <= table.at[one.rows[end[has] - 1]]).any()):
        return None
    ends = np.concatenate(([0], np.cumsum(end - begin + more))).astype(np.int64)
    rows = np.empty(int(ends[-1]), dtype=np.int64)
    into = ends[1:] - more
    if one.ends is None and one.width == 1:
        rows[ends[:-1]] = one.rows
    else:
        rows[spread(ends[:-1], into)[0]] = one.rows
    if len(other.rows) == len(has):
        rows[into[has]] = other.rows
    else:
        rows[spread(into, ends[1:])[0]] = other.rows
    return Evidence(rows, 1, ends)


def gathered(table: FactTable, owner: Ints, rows: Ints, n: int) -> Evidence:
    """Return rows, each with the number of its match, as the evidence of n matches."""
    order = np.lexsort((rows, table.at[rows], owner))
    owner, rows = owner[order], rows[order]
    if len(rows):
        fresh = np.ones(len(rows), dtype=np.bool_)
        fresh[1:] = (owner[1:] != owner[:-1]) | (rows[1:] != rows[:-1])
        owner, rows = owner[fresh], rows[fresh]
        at = table.at[rows]
        tied = np.flatnonzero((owner[1:] == owner[:-1]) & (at[1:] == at[:-1]))
        if len(tied):
            whole = np.unique(np.concatenate((tied, tied + 1)))
            ranks = table.ranks(rows[whole])
            rows = rows.copy()
            rows[whole] = rows[whole][np.lexsort((ranks, at[whole], owner[whole]))]
    ends = np.searchsorted(owner, count(n + 1)).astype(np.int64)
    if n and len(rows) == n and bool((ends[1:] - ends[:-1] == 1).all()):
        return Evidence(rows)
    return Evidence(rows, 1, ends)


@frozen(eq=False)
class Stamp:
    """Where an instant was taken from: a row (-1 = the calendar) and a field of it; so that its offset is kept."""

    row: Ints
    field: Ints

    def take(self, places: Any) -> "Stamp":
        """Return the stamps of some matches."""
        return Stamp(self.row[places], self.field[places])


@frozen(eq=False)
class Matches:
    """Matches of many people in the order (staff, ``at``, evidence).

    ``subject`` is a row, -1 for a window; ``measure`` and ``least`` are integers over ``over``; ``low`` and ``high``
    None say that the instant is fixed, ``stamp`` None that it is the subject's own, ``missing`` None that nothing is.
    ``plain``: each match is one fact at its own time.
    """

    staff: Ints
    at: Ints
    subject: Ints
    evidence: Evidence
    acts: Evidence
    measure: Array
    least: Array
    over: Array | int = 1
    low: Ints | None = None
    high: Ints | None = None
    stamp: Stamp | None = None
    window: Ints | None = None
    missing: Bits | None = None
    drifts: Bools | None = None
    plain: bool = False

    def __len__(self) -> int:
        return len(self.staff)

    def take(self, places: Any) -> "Matches":
        """Return some of the matches; places are numbers or a mask."""
        chosen: Array = np.asarray(places)
        if chosen.dtype == np.bool_:
            if bool(chosen.all()):
                return self
            places = np.flatnonzero(chosen)
        evidence = self.evidence.take(places)
        measure = self.measure[places]
        return Matches(
            self.staff[places],
            self.at[places],
            self.subject[places],
            evidence,
            evidence if self.acts is self.evidence else self.acts.take(places),
            measure,
            measure if self.least is self.measure else self.least[places],
            self.over if isinstance(self.over, int) else self.over[places],
            None if self.low is None else self.low[places],
            None if self.high is None else self.high[places],
            None if self.stamp is None else self.stamp.take(places),
            None if self.window is None else self.window[places],
            None if self.missing is None else self.missing[places],
            None if self.drifts is None else self.drifts[places],
            self.plain,
        )

    @property
    def lows(self) -> Ints:
        """The first instants at which the matches may lie."""
        return self.at if self.low is None else self.low

    @property
    def highs(self) -> Ints:
        """The last instants at which the matches may lie."""
        return self.at if self.high is None else self.high

    @property
    def loose(self) -> Bools:
        """Which matches are not fixed."""
        if self.low is None and self.high is None:
            return np.zeros(len(self), dtype=np.bool_)
        return np.not_equal(self.lows, self.highs)

    @property
    def bits(self) -> Bits:
        """What could remove each match."""
        return np.zeros(len(self), dtype=np.uint64) if self.missing is None else self.missing

    def stamps(self) -> Stamp:
        """Return where the instants come from."""
        if self.stamp is not None:
            return self.stamp
        return Stamp(self.subject, np.zeros(len(self), dtype=np.int64))

    def lacking(self, bits: Bits) -> "Matches":
        """Return the matches with more that could remove them."""
        if not bool(bits.any()):
            return self
        return evolve(self, missing=bits if self.missing is None else self.missing | bits)


def no_matches() -> Matches:
    """Return no matches at all."""
    none = nothing()
    return Matches(none, none, none, Evidence(none), Evidence(none), none, none, plain=True)


def joined(parts: Sequence[Matches]) -> Matches:
    """Return several sets of matches as one, one after the other."""
    parts = [part for part in parts if len(part)] or list(parts[:1])
    if len(parts) == 1:
        return parts[0]
    loose = any(part.low is not None or part.high is not None for part in parts)
    stamped = any(part.stamp is not None for part in parts)
    stamps = [part.stamps() for part in parts] if stamped else []
    return Matches(
        np.concatenate([part.staff for part in parts]),
        np.concatenate([part.at for part in parts]),
        np.concatenate([part.subject for part in parts]),
        chained([part.evidence for part in parts]),
        chained([part.acts for part in parts]),
        np.concatenate([part.measure for part in parts]),
        np.concatenate([part.least for part in parts]),
        _over(parts),
        np.concatenate([part.lows for part in parts]) if loose else None,
        np.concatenate([part.highs for part in parts]) if loose else None,
        Stamp(np.concatenate([s.row for s in stamps]), np.concatenate([s.field for s in stamps]))
        if stamped
        else None,
        _or_none([part.window for part in parts], parts, -1, np.int64),
        _or_none([part.missing for part in parts], parts, 0, np.uint64),
        _or_none([part.drifts for part in parts], parts, 0, np.bool_),
        all(part.plain for part in parts),
    )


def _over(parts: Sequence[Matches]) -> Array | int:
    if (
        all(isinstance(part.over, int) for part in parts)
        and len({int(str(part.over)) for part in parts}) == 1
    ):
        return parts[0].over
    return np.concatenate(
        [
            np.full(len(part), part.over, dtype=object) if isinstance(part.over, int) else part.over
            for part in parts
        ]
    )


def _or_none(given: Sequence[Any], parts: Sequence[Matches], default: int, dtype: Any) -> Any:
    if all(one is None for one in given):
        return None
    return np.concatenate(
        [
            np.full(len(part), default, dtype=dtype) if one is None else one
            for one, part in zip(given, parts, strict=True)
        ]
    )


def in_order(table: FactTable, found: Matches, staff: Ints | None = None) -> Matches:
    """Return matches in their order; ``staff`` other than the matches' own is what they are first ordered by."""
    order = places_in_order(table, found, found.staff if staff is None else staff)
    return found if order is None else found.take(order)


def places_in_order(table: FactTable, found: Matches, staff: Ints) -> Ints | None:
    """Return the places of matches in the order (staff, ``at``, evidence); None where they stand in it."""
    at, order = found.at, None
    if len(at) < 2:
        return None
    if bool(((staff[1:] < staff[:-1]) | ((staff[1:] == staff[:-1]) & (at[1:] < at[:-1]))).any()):
        order = _sorted(staff, at)
        staff, at = staff[order], at[order]
    tied = (staff[1:] == staff[:-1]) & (at[1:] == at[:-1])
    if not bool(tied.any()):
        return order
    among = np.zeros(len(at), dtype=np.bool_)
    among[1:] = tied
    among[:-1] |= tied
    whole = np.flatnonzero(among)
    ranks = ranked(table, found.evidence.take(whole if order is None else order[whole]))
    sub = np.lexsort((*(ranks[:, n] for n in reversed(range(ranks.shape[1]))), at[whole], staff[whole]))
    if bool((sub == count(len(sub))).all()):
        return order
    order = count(len(at)) if order is None else order
    moved = order.copy()
    moved[whole] = order[whole[sub]]
    return moved


def _sorted(staff: Ints, at: Ints) -> Ints:
    """Return the places in the order (staff, ``at``), as given where both are the same."""
    low = int(at.min())
    span = int(at.max()) - low + 1
    if (int(staff.max()) + 1) * span < SAFE:
        return np.argsort(staff * span + (at - low), kind="stable").astype(np.int64)
    return np.lexsort((at, staff)).astype(np.int64)


def ranked(table: FactTable, evidence: Evidence) -> Ints:
    """Return for each match the ranks of its ids, filled up with -1: to compare evidence as Python compares tuples."""
    begin, end = evidence.bounds()
    width = int((end - begin).max()) if len(begin) else 0
    found = np.full((len(begin), width), -1, dtype=np.int64)
    flat, owner = spread(begin, end)
    found[owner, flat - begin[owner]] = table.ranks(evidence.rows[flat])
    return found


def identities(parts: Sequence[Matches]) -> list[Ints]:
    """Return numbers that are equal where evidence and window are, over several sets of matches."""
    whole = chained([part.evidence for part in parts])
    begin, end = whole.bounds()
    window = np.concatenate(
        [np.full(len(p), -1, dtype=np.int64) if p.window is None else p.window for p in parts]
    )
    code = (
        np.unique(np.stack((window, end - begin)), axis=1, return_inverse=True)[1]
        .reshape(-1)
        .astype(np.int64)
    )
    width = int((end - begin).max()) if len(begin) else 0
    top = int(whole.rows.max()) + 2 if len(whole.rows) else 2
    for n in range(width):
        here = begin + n < end
        rows = np.where(here, whole.rows[np.minimum(begin + n, max(len(whole.rows) - 1, 0))], -1) + 1
        code = ints(np.unique(code * top + rows, return_inverse=True)[1].reshape(-1))
    ends = np.cumsum([len(part) for part in parts])
    return [ints(part) for part in np.split(code, ends[:-1])]


def runs(staff: Ints, n: int) -> tuple[Ints, Ints]:
    """Return where the matches of each of n people begin and end."""
    edges = np.searchsorted(staff, count(n + 1)).astype(np.int64)
    return edges[:-1], edges[1:]


def firsts(codes: Ints) -> Bools:
    """Return which places hold a code for the first time."""
    order = np.argsort(codes, kind="stable")
    found = np.zeros(len(codes), dtype=np.bool_)
    found[order[starts(codes[order])]] = True
    return found
