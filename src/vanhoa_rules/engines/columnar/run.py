"""3 · One rule over everyone: what its nodes ask — facts of a kind, deadlines, keys, whether all is settled."""

from collections.abc import Callable, Sequence

from attrs import define, evolve, field

from vanhoa_rules.calendars import Period, Window, WorkingHours
from vanhoa_rules.conditions import Expr, This
from vanhoa_rules.engines.columnar import values
from vanhoa_rules.engines.columnar.arrays import Array, Bits, Bools, Ints, count, ints, np, times
from vanhoa_rules.engines.columnar.clock import WRONG, Clock
from vanhoa_rules.engines.columnar.columns import FAR, Column, Pool, micros
from vanhoa_rules.engines.columnar.common import Common
from vanhoa_rules.engines.columnar.coverage import Coverage
from vanhoa_rules.engines.columnar.kinds import KindTable
from vanhoa_rules.engines.columnar.matches import (
    FIELDS,
    WRITTEN,
    Evidence,
    Matches,
    Stamp,
    firsts,
    identities,
    in_order,
)
from vanhoa_rules.engines.columnar.people import People
from vanhoa_rules.engines.columnar.sight import HandOverError, Sight
from vanhoa_rules.engines.columnar.table import FactTable
from vanhoa_rules.engines.columnar.values import Constant, Value
from vanhoa_rules.facts import Fact
from vanhoa_rules.findings import Scene
from vanhoa_rules.patterns import Before, Each, Limit, Node, Pattern, mover_field

Pair = tuple[Matches, Matches]
Limits = tuple[Ints, Bools | None, Stamp]
Reckon = Callable[["Run", Node, bool], tuple[Matches, bool]]


@define(eq=False)
class Facts:
    """The facts of one kind as an expression sees them."""

    run: "Run"
    of: KindTable

    def __len__(self) -> int:
        return len(self.of)

    def field(self, name: str) -> Value:
        """Return a field of the facts."""
        match name:
            case "kind":
                return Constant("str", self.of.kind.kind)
            case "at":
                return Column("instant", self.of.at)
            case "staff":
                return Column("str", self.of.staff, pool=Pool(self.run.table.people))
            case "id":
                ids = [self.run.table.id(int(row)) for row in self.of.rows]
                return Column("str", np.array(ids, dtype=object))
            case _:
                return self.of.columns[name]

    def person(self, name: str, when: Column | None) -> Column:
        """Return a field of the roster rows in force at the facts' instants, or at those given."""
        at = self.of.at if when is None else when.values
        row = self.run.people.row_at(self.of.staff, lambda: self.run.clock.day(at))
        column = self.run.people.column(name)
        gone = row < 0
        if when is not None and when.null is not None:
            gone = gone | when.null
        if not len(column.values):
            return Column(
                column.type, np.zeros(len(row), column.values.dtype), gone, column.scale, column.pool
            )
        found = column.take(np.maximum(row, 0))
        if found.null is not None:
            gone = gone | found.null
        return evolve(found, null=gone)


@define(eq=False)
class Run:
    """One rule over one table; ``hand_over`` marks the people whose case is left to the reference engine."""

    scene: Scene
    table: FactTable
    people: People
    clock: Clock
    coverage: Coverage
    reckon: Reckon
    common: Common = field(factory=Common)
    hand_over: Bools = field(init=False)
    sight: Sight = field(init=False)
    periods: list[Period] = field(init=False, factory=list[Period])
    _places: dict[tuple[int, int], int] = field(init=False, factory=dict[tuple[int, int], int])
    _memo: dict[int, Pair] = field(init=False, factory=dict[int, Pair])
    _settled: dict[int, Bools] = field(init=False, factory=dict[int, Bools])
    _limits: dict[tuple[int, int], tuple[Matches, Limits]] = field(
        init=False, factory=dict[tuple[int, int], tuple[Matches, Limits]]
    )

    def __attrs_post_init__(self) -> None:
        self.hand_over = np.zeros(len(self.people), dtype=np.bool_)
        self.sight = Sight(self.scene, self.people, self.clock, self.coverage, self.hand_over)

    @property
    def as_of(self) -> int:
        """How far time has come."""
        return self.sight.as_of

    # --- matches --------------------------------------------------------------------------------------------------

    def pair(self, pattern: Pattern) -> Pair:
        """Return the certain and the possible matches of a pattern; one object where they are the same."""
        key = id(pattern)
        if key not in self._memo:
            node: Node = pattern  # type: ignore[assignment]
            known = self.common.found.get(key)
            if known is not None:
                return known, known
            left = np.count_nonzero(self.hand_over)
            possible, clean = self.reckon(self, node, False)
            certain = possible if clean else self.reckon(self, node, True)[0]
            self._memo[key] = certain, possible
            if certain is possible and np.count_nonzero(self.hand_over) == left:
                self.common.keep(key, possible)
        return self._memo[key]

    def forget(self) -> None:
        """Let go of what was read on the way."""
        self._memo.clear()
        self._settled.clear()
        self._limits.clear()

    def matches(self, pattern: Pattern, *, sure: bool) -> Matches:
        """Return the certain or the possible matches."""
        certain, possible = self.pair(pattern)
        return certain if sure else possible

    def placed(self, pattern: Pattern, *, sure: bool) -> Matches:
        """Return the matches of an operand whose time is read; a certain one that may move is then left out."""
        found = self.matches(pattern, sure=sure)
        return (
            found.take(~found.loose) if sure and (found.low is not None or found.high is not None) else found
        )

    def plain(self, *patterns: Pattern | None) -> bool:
        """Return whether nothing is in doubt about some operands."""
        for pattern in patterns:
            if pattern is None:
                continue
            certain, possible = self.pair(pattern)
            if certain is not possible or possible.missing is not None or possible.low is not None:
                return False
        return True

    def fixed(self, *patterns: Pattern | None) -> None:
        """Leave to the reference engine all who have a possible match of an operand whose time is not fixed."""
        for pattern in patterns:
            if pattern is not None:
                found = self.matches(pattern, sure=False)
                if found.low is not None or found.high is not None:
                    self.hand_over[found.staff[found.loose]] = True

    def each(self, node: Each) -> Matches:
        """Return the facts of a kind for which the condition holds."""
        of = self.table.of(node.kind)
        facts = Facts(self, of)
        chosen = None if node.where is None else values.holds(node.where, facts)
        places = count(len(of)) if chosen is None or bool(chosen.all()) else np.flatnonzero(chosen)
        whole = len(places) == len(of)
        rows = places + of.base
        measure: Array = np.ones(len(places), dtype=np.int64)
        over: int = 1
        if node.measure is not None:
            number = values.number(node.measure, facts)
            measure, over = number.values[places], number.scale
        evidence = Evidence(rows)
        staff, at = (of.staff, of.at) if whole else (of.staff[places], of.at[places])
        return Matches(staff, at, rows, evidence, evidence, measure, measure, over, plain=True)

    def undecided(self, node: Each) -> Ints:
        """Return the rows of which null hides whether they are meant."""
        of = self.table.of(node.kind)
        if node.where is None or not len(of):
            return ints([])
        return of.base + np.flatnonzero(values.unknown(node.where, Facts(self, of)))

    # --- of a match -----------------------------------------------------------------------------------------------

    def by_kind(
        self, subjects: Ints, kinds: Sequence[type[Fact]]
    ) -> list[tuple[KindTable, Ints | None, Ints]]:
        """Return for each kind its table, which subjects are of it (None = all) and their places in the table."""
        found: list[tuple[KindTable, Ints | None, Ints]] = []
        for kind in kinds:
            of = self.table.of(kind)
            if len(kinds) == 1:
                found.append((of, None, subjects - of.base))
            elif len(of):
                which = np.flatnonzero((subjects >= of.base) & (subjects < of.base + len(of)))
                found.append((of, which, subjects[which] - of.base))
        return found

    def written(self, subjects: Ints, kinds: Sequence[type[Fact]], name: str | None) -> tuple[Ints, Ints]:
        """Return an instant that subjects hold (``None``: the field of a mover), WRONG where it is null; and its field."""
        due = np.full(len(subjects), WRONG, dtype=np.int64)
        stamp = np.zeros(len(subjects), dtype=np.int64)
        for of, which, places in self.by_kind(subjects, kinds):
            chosen = name or mover_field(of.kind)
            if chosen is None:
                continue
            column = Column("instant", of.at) if chosen == "at" else of.columns.get(chosen)
            if column is None or not len(of):
                continue
            found = column.values[places]
            if column.null is not None:
                found = np.where(column.null[places], WRONG, found)
            if which is None:
                due, stamp = found, np.full(len(subjects), FIELDS.get(chosen, WRITTEN), dtype=np.int64)
            else:
                due[which], stamp[which] = found, FIELDS.get(chosen, WRITTEN)
        return due, stamp

    def limit(self, limit: Limit, found: Matches, kinds: Sequence[type[Fact]]) -> Limits:
        """Return the deadlines of matches (FAR = none in sight), where none is written, and where they come from."""
        key = id(limit), id(found)
        if key not in self._limits:  # the matches are kept, so that their number stays their own
            self._limits[key] = found, self._limit(limit, found, kinds)
        return self._limits[key][1]

    def _limit(self, limit: Limit, found: Matches, kinds: Sequence[type[Fact]]) -> Limits:
        nowhere = np.full(len(found), -1, dtype=np.int64)
        local = Stamp(nowhere, np.zeros(len(found), dtype=np.int64))
        if limit is None:
            return np.full(len(found), FAR, dtype=np.int64), np.ones(len(found), dtype=np.bool_), local
        if not isinstance(limit, Expr | Before):
            if isinstance(limit, WorkingHours):
                raise HandOverError
            return self._told(found.staff, self.clock.deadline(found.at, limit)), None, local
        expr = limit.of if isinstance(limit, Before) else limit
        if not isinstance(expr, This):
            raise HandOverError
        due, fields = self.written(found.subject, kinds, expr.name)
        null = due == WRONG
        gone = null if bool(null.any()) else None
        at = self.table.at[found.subject]
        if isinstance(limit, Before):
            due = self._told(found.staff, self.clock.before(np.where(null, at, due), limit.duration))
            row = nowhere
        else:
            row = found.subject
        own = due < at
        due = np.where(own, at, due)
        stamp = Stamp(
            np.where(own, found.subject, row), np.where(own, 0, fields if row is not nowhere else 0)
        )
        return (due if gone is None else np.where(null, FAR, due)), gone, stamp

    def _told(self, staff: Ints, due: Ints) -> Ints:
        bad = due == WRONG
        if bool(bad.any()):
            self.hand_over[staff[bad]] = True
            return np.where(bad, FAR, due)
        return due

    def back(self, found: Matches, within: object) -> Ints:
        """Return the first instants of the windows that look back from matches."""
        start = self.clock.back(found.at, within)  # type: ignore[arg-type]
        bad = start == WRONG
        if bool(bad.any()):
            self.hand_over[found.staff[bad]] = True
        return start

    def unkeyed(self, found: Matches, kinds: Sequence[type[Fact]], same: str | None) -> Bits | None:
        """Return the name of the key of each match that has none; None where all have one."""
        if same is None or same in {"staff", "at", "id"}:
            return None
        bits: Bits | None = None
        for of, which, places in self.by_kind(found.subject, kinds):
            null = of.columns[same].null
            if null is None or not bool(null[places].any()):
                continue
            bits = np.zeros(len(found), dtype=np.uint64) if bits is None else bits
            here = np.where(null[places], self.sight.bit(f"{of.kind.kind}.{same}"), np.uint64(0))
            if which is None:
                bits |= here
            else:
                bits[which] |= here
        return bits

    # --- windows --------------------------------------------------------------------------------------------------

    def windows(self, per: Window, *, complete: bool) -> tuple[Ints, Ints, Ints]:
        """Return the complete or the other windows of the period: their numbers, first instants and first after."""
        found = [
            w
            for w in self.scene.calendar.windows(per, self.scene.period)
            if (w.end <= self.scene.as_of) is complete
        ]
        start, end = self.clock.windows(tuple(found))
        numbers: list[int] = []
        for window, a, b in zip(found, start.tolist(), end.tolist(), strict=True):
            key = (a, b)
            if key not in self._places:
                self._places[key] = len(self.periods)
                self.periods.append(window)
            numbers.append(self._places[key])
        return ints(numbers), start, end

    def window_starts(self) -> Ints:
        """Return the first instant of each window by number."""
        return ints([micros(window.start) for window in self.periods])

    # --- whether all is settled -----------------------------------------------------------------------------------

    def settled(self, pattern: Pattern) -> Bools:
        """Return for whom nothing unseen could change the matches of a pattern."""
        key = id(pattern)
        if key not in self._settled:
            everyone = count(len(self.people))
            ends = np.full(len(everyone), self.as_of, dtype=np.int64)
            seen = self.sight.unseen(pattern, everyone, None, ends) == 0
            certain, possible = self.pair(pattern)
            self._settled[key] = seen if certain is possible else seen & self.alike(certain, possible)
        return self._settled[key]

    def alike(self, one: Matches, other: Matches, *, costs: bool = False) -> Bools:
        """Return for whom two sets hold the same matches: evidence, window, instant and measure.

        ``costs``: evidence and window, and the least of the one is the measure of the other.
        """
        n = len(self.people)
        few, many = np.bincount(one.staff, minlength=n), np.bincount(other.staff, minlength=n)
        same: Bools = few == many
        a, b = one.take(same[one.staff]), other.take(same[other.staff])
        if not len(a):
            return same
        left, right = self.identities([a, b])
        differ = left != right
        if not costs:
            differ |= a.at != b.at
        worth = a.least if costs else a.measure
        differ |= np.asarray(times(worth, b.over) != times(b.measure, a.over), dtype=np.bool_)
        same[a.staff[differ]] = False
        return same

    def identities(self, parts: Sequence[Matches]) -> list[Ints]:
        """Return numbers that are equal where evidence and window are."""
        begin = self.window_starts()
        told = [
            part
            if part.window is None or not len(begin)
            else evolve(part, window=np.where(part.window < 0, -1, begin[part.window]))
            for part in parts
        ]
        return identities(told)

    def about(self, found: Matches) -> Ints:
        """Return numbers that are equal where matches are about the same fact or the same window."""
        if found.window is None:
            return found.subject
        begin, rank = np.unique(self.window_starts(), return_inverse=True)
        del begin
        return np.where(found.window >= 0, -2 - rank.reshape(-1)[found.window], found.subject)

    def own(self, found: Matches) -> Bools:
        """Return which matches are about a fact of the person they belong to, not of somebody else."""
        return np.equal(self.table.staff[found.subject], found.staff)

    def members(self, found: Matches, among: Matches) -> Bools:
        """Return which matches are about the same fact as one of another set, for the same person."""
        if bool(self.own(found).all()) and bool(self.own(among).all()):
            there = np.zeros(len(self.table), dtype=np.bool_)
            there[among.subject] = True
            return there[found.subject]
        n = max(len(self.table), 1)
        return np.isin(found.staff * n + found.subject, among.staff * n + among.subject)

    def once(self, found: Matches) -> Matches:
        """Return one match a subject, the first: a run, a share and a mean have a fact as member once."""
        if found.plain or len(found) < 2:
            return found
        return found.take(firsts(found.staff * max(len(self.table), 1) + found.subject))

    def ordered(self, found: Matches) -> Matches:
        """Return matches in their order."""
        return in_order(self.table, found)
