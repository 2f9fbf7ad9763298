"""3 · Points in columns: lines, totals and ratings of everyone as integers over one denominator, no object a person.

Exactly ``scorecards.score``. Whoever the reference engine judged is in ``one_by_one`` and scored as objects.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm

from attrs import define, field, frozen

from vanhoa_rules.engines.columnar.arrays import Array, Bools, Ints, np, plus, spread, starts, times
from vanhoa_rules.engines.columnar.matches import Matches, firsts
from vanhoa_rules.engines.columnar.rules import RuleResult
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Award, Cap, Ceiling, Deduct, Fail, Line, Scorecard, Zero

READINGS = ("low", "recorded", "high")
WIDE = 1 << 20  # a denominator beyond which sums may outgrow 64 bits


@frozen(eq=False)
class Points:
    """The points of everyone: numerators over ``over`` by line and reading, totals, and places among the ratings.

    ``one_by_one`` are the people whose row is filled in from objects.
    """

    over: int
    lines: Mapping[str, Mapping[str, Array]]
    total: Mapping[str, Array]
    rating: Mapping[str, Ints]
    one_by_one: Bools


@define(eq=False)
class Ledger:
    """All outcomes of a rulebook read against a sheet."""

    scorecard: Scorecard
    rulebook: Rulebook
    results: Mapping[str, RuleResult]
    n: int
    one_by_one: Bools = field(init=False)
    over: int = field(init=False)
    _net: dict[str, Array] = field(init=False, factory=dict[str, Array])

    def __attrs_post_init__(self) -> None:
        self.one_by_one = np.zeros(self.n, dtype=np.bool_)
        for result in self.results.values():
            self.one_by_one[list(result.by_reference)] = True
        self.over = self._denominator()

    def _denominator(self) -> int:
        """Return one denominator for every amount, maximum, limit and measure."""
        found = 1
        for line in self.scorecard.lines:
            found = lcm(found, line.maximum.denominator)
        for name, effects in self.scorecard.effects.items():
            for one in effects:
                if isinstance(one, Ceiling):
                    found = lcm(found, one.points.denominator)
                if isinstance(one, Deduct | Award):
                    scale = 1
                    if one.per == "measure":
                        parts = (self.results[name].certain.over, self.results[name].possible.over)
                        for over in parts:
                            scale = lcm(scale, over if isinstance(over, int) else _lcm(over))
                    found = lcm(
                        found, one.points.denominator * scale, one.at_most.denominator if one.at_most else 1
                    )
        return found

    # --- amounts --------------------------------------------------------------------------------------------------

    def amount(self, rule: str) -> Deduct | Award | None:
        """Return the rule's one effect that costs or earns points."""
        return next(
            (one for one in self.scorecard.effects.get(rule, ()) if isinstance(one, Deduct | Award)), None
        )

    def number(self, value: Fraction) -> int:
        """Return an amount over the common denominator."""
        return int(value * self.over)

    def whole(self, value: int, n: int | None = None) -> Array:
        """Return one number for everyone, as wide as sums may grow."""
        wide = self.over > WIDE or abs(value) > 1 << 40
        return np.full(self.n if n is None else n, value, dtype=object if wide else np.int64)

    def takes(self, effect: Deduct | Award, found: Matches, measure: Array) -> Array:
        """Return what each match alone takes at most."""
        points = self.worth(effect, found, measure)
        return points if effect.at_most is None else np.minimum(points, self.number(effect.at_most))

    def worth(self, effect: Deduct | Award, found: Matches, measure: Array) -> Array:
        """Return what each match comes to before any limit; a measure below zero is nothing."""
        if effect.per != "measure":
            return self.whole(self.number(effect.points), len(found))
        measure = np.maximum(measure, 0)
        if isinstance(found.over, int):
            points = effect.points * self.over / found.over
            if points.denominator == 1:
                wide = self.over > WIDE
                return times(measure.astype(object) if wide else measure, points.numerator)
        exact = [
            effect.points * Fraction(int(m), int(o)) * self.over
            for m, o in zip(
                measure.tolist(), np.broadcast_to(np.asarray(found.over), len(found)).tolist(), strict=True
            )
        ]
        return np.array([int(one) for one in exact], dtype=object)

    def limited(self, effect: Deduct | Award, found: Matches, points: Array) -> Array:
        """Return what each match takes when the limit is used up in the order of the matches of a person."""
        if effect.at_most is None or not len(points):
            return points
        most = self.number(effect.at_most)
        whole = np.cumsum(points)
        begin = starts(found.staff)
        counts = np.diff(np.append(begin, len(points)))
        base = np.repeat(whole[begin] - points[begin], counts)
        after = np.minimum(whole - base, most)
        taken: Array = after - np.minimum(whole - base - points, most)
        return taken

    def summed(self, staff: Ints, points: Array) -> Array:
        """Return the sum of each person's points."""
        if points.dtype != object and len(points):
            top = int(np.abs(points).max()) * len(points)
            if top < 1 << 52:
                return np.bincount(staff, weights=points, minlength=self.n).astype(np.int64)
        found = np.zeros(self.n, dtype=object)
        np.add.at(found, staff, points.astype(object))
        return found

    def capped(self, effect: Deduct | Award, found: Matches, measure: Array) -> Array:
        """Return what all matches of each person take where nothing relieves them."""
        return self.within(effect, found, self.worth(effect, found, measure))

    def within(self, effect: Deduct | Award, found: Matches, points: Array) -> Array:
        """Return the sum of each person's points within the limit."""
        total = self.summed(found.staff, points)
        return total if effect.at_most is None else np.minimum(total, self.number(effect.at_most))

    # --- overriding -----------------------------------------------------------------------------------------------

    def above(self, rule: str) -> tuple[str, ...]:
        """Return the rules that override a rule."""
        return self.rulebook.overriders[rule]

    def net(self, rule: str) -> Array:
        """Return what each certain match took after overriding matches relieved it."""
        if rule not in self._net:
            result, effect = self.results[rule], self.amount(rule)
            found = result.certain
            if effect is None:
                self._net[rule] = np.zeros(len(found), dtype=np.int64)
            else:
                points = self.relieved(rule, found, self.takes(effect, found, found.measure))
                self._net[rule] = self.limited(effect, found, points)
        return self._net[rule]

    def relieved(self, rule: str, found: Matches, points: Array) -> Array:
        """Return points less what the matches of overriding rules took for the same act."""
        uppers = [name for name in self.above(rule) if len(self.results[name].certain)]
        if not uppers or not len(found):
            return points
        match, pool, left = self.links(found, uppers)
        if not len(match):
            return points
        points, left = points.copy(), left.copy()
        while len(match):  # a pair's turn comes when it is the first left of its match and of its pool
            turn = firsts(pool)
            turn[1:] &= match[1:] != match[:-1]
            mine, by = match[turn], pool[turn]
            freed = np.minimum(points[mine], left[by])
            points[mine] -= freed
            left[by] -= freed
            match, pool = match[~turn], pool[~turn]
        return points

    def relieving(self, rule: str) -> Ints:
        """Return each certain match of a rule once for every overriding match that shares an act with it."""
        found = self.results[rule].certain
        uppers = [name for name in self.above(rule) if len(self.results[name].certain)]
        return self.links(found, uppers)[0] if uppers and len(found) else np.zeros(0, dtype=np.int64)

    def links(self, found: Matches, uppers: Sequence[str]) -> tuple[Ints, Ints, Array]:
        """Return which matches share an act with which overriding match, and what each of these took."""
        mine, whose = _acts(found)
        rows, pools, left = list[Ints](), list[Ints](), list[Array]()
        staff: list[Ints] = []
        base = 0
        for name in uppers:
            other = self.results[name].certain
            theirs, owner = _acts(other)
            rows.append(theirs)
            pools.append(owner + base)
            left.append(self.net(name))
            staff.append(other.staff)
            base += len(other)
        there, pool, took = np.concatenate(rows), np.concatenate(pools), np.concatenate(left)
        people = np.concatenate(staff)
        order = np.argsort(there, kind="stable")
        there, pool = there[order], pool[order]
        begin, end = np.searchsorted(there, mine, "left"), np.searchsorted(there, mine, "right")
        flat, asking = spread(begin.astype(np.int64), end.astype(np.int64))
        match, by = whose[asking], pool[flat]
        same = found.staff[match] == people[by]
        pairs = np.unique(np.stack((match[same], by[same])), axis=1)
        return pairs[0], pairs[1], took

    def calm(self, rule: str) -> Bools:
        """Return for whom everything that overrides a rule is settled."""
        found = np.ones(self.n, dtype=np.bool_)
        for name in self.above(rule):
            found &= self.settled(name)
        return found

    def settled(self, rule: str) -> Bools:
        """Return for whom nothing unseen could change what a rule costs."""
        result = self.results[rule]
        found: Bools = np.equal(result.missing, 0)
        low, high = result.certain, result.possible
        if low is not high:
            found &= result.run.alike(low, high, costs=True)
        elif low.least is not low.measure:
            less: Bools = np.asarray(low.least != low.measure, dtype=np.bool_)
            found[low.staff[less]] = False
        return found

    # --- the interval ---------------------------------------------------------------------------------------------

    def bounds(self, rule: str, effect: Deduct | Award) -> tuple[Array, Array, Array, Bools]:
        """Return the least, what is recorded and the most that a rule takes or earns, and where the most has no end."""
        result = self.results[rule]
        low, high = result.certain, result.possible
        lacking = result.missing != 0
        endless = lacking if effect.at_most is None else np.zeros(self.n, dtype=np.bool_)
        above = self.above(rule)
        if not any(len(self.results[name].certain) or len(self.results[name].possible) for name in above):
            recorded = self.capped(effect, low, low.measure)
            fewest = recorded if low.least is low.measure else self.capped(effect, low, low.least)
            most = recorded if high is low else self.capped(effect, high, high.measure)
            if above and any(bool(self.results[name].missing.any()) for name in above):
                fewest = self._doubted(rule, effect, fewest)
        else:
            recorded = self.summed(low.staff, self.net(rule))
            calm = self.calm(rule)
            fewest, most = recorded, recorded
            if low.least is not low.measure:
                fewest = self.within(
                    effect, low, self.relieved(rule, low, self.takes(effect, low, low.least))
                )
            if high is not low:
                most = self.within(
                    effect, high, self.relieved(rule, high, self.takes(effect, high, high.measure))
                )
            if not bool(calm.all()):
                fewest = np.where(calm, fewest, self._doubted(rule, effect, fewest))
                most = np.where(calm, most, self.capped(effect, high, high.measure))
        if bool(lacking.any()) and effect.at_most is not None:
            most = np.where(lacking, self.number(effect.at_most), most)
        return fewest, recorded, most, endless

    def _doubted(self, rule: str, effect: Deduct | Award, calm: Array) -> Array:
        """Return the least that a rule takes where what overrides it is in doubt: defeated matches count for nothing."""
        found = self.results[rule].certain
        kept = np.ones(len(found), dtype=np.bool_)
        uncalm = ~self.calm(rule)
        for name in self.above(rule):
            other = self.results[name]
            kept &= other.missing[found.staff] == 0
            mine, whose = _acts(found)
            theirs, owner = _acts(other.possible)
            if len(mine) and len(theirs):
                n = max(int(mine.max()), int(theirs.max())) + 1
                hit = np.isin(found.staff[whose] * n + mine, other.possible.staff[owner] * n + theirs)
                kept[whose[hit]] = False
        part = found.take(kept)
        return np.where(uncalm, self.capped(effect, part, part.least), calm)

    def strikes(self, rule: str, at: str) -> Bools:
        """Return for whom an effect that is not an amount holds."""
        result = self.results[rule]
        found = np.zeros(self.n, dtype=np.bool_)
        found[result.certain.staff] = True
        if at == "low":
            found[result.possible.staff] = True
            found |= result.missing != 0
        return found

    def line(self, line: Line) -> dict[str, Array]:
        """Return a line's points by reading."""
        initial, maximum = self.number(line.initial), self.number(line.maximum)
        low, recorded, high = self.whole(initial), self.whole(initial), self.whole(initial)
        bottomless, endless = np.zeros(self.n, dtype=np.bool_), np.zeros(self.n, dtype=np.bool_)
        for rule in self.rulebook:
            effect = self.amount(rule.id)
            if effect is None or (effect.line or rule.criterion.value) != line.id:
                continue
            fewest, took, most, open_ = self.bounds(rule.id, effect)
            if isinstance(effect, Deduct):
                low, recorded, high = plus(low, -most), plus(recorded, -took), plus(high, -fewest)
                bottomless |= open_
            else:
                low, recorded, high = plus(low, fewest), plus(recorded, took), plus(high, most)
                endless |= open_
        low, high = np.where(bottomless, 0, low), np.where(endless, maximum, high)
        found = {"low": low, "recorded": recorded, "high": high}
        return {at: self._clamped(line, np.clip(value, 0, maximum), at) for at, value in found.items()}

    def _clamped(self, line: Line, value: Array, at: str) -> Array:
        for rule in self.rulebook:
            for one in self.scorecard.effects.get(rule.id, ()):
                if isinstance(one, Ceiling | Zero) and (one.line or rule.criterion.value) == line.id:
                    most = 0 if isinstance(one, Zero) else self.number(one.points)
                    value = np.where(self.strikes(rule.id, at), np.minimum(value, most), value)
        return value

    def rating(self, total: Array, at: str, over: int) -> Ints:
        """Return the place among the thresholds of each total, after caps and fails."""
        order = [one.rating for one in self.scorecard.thresholds]
        place = np.full(self.n, len(order) - 1, dtype=np.int64)
        for number, one in reversed(list(enumerate(self.scorecard.thresholds))):
            reached = np.asarray(
                times(total, one.at_least.denominator) >= one.at_least.numerator * over, dtype=np.bool_
            )
            place = np.where(reached, number, place)
        for rule in self.rulebook:
            for effect in self.scorecard.effects.get(rule.id, ()):
                if isinstance(effect, Cap | Fail):
                    worst = order.index(effect.rating) if isinstance(effect, Cap) else len(order) - 1
                    place = np.where(self.strikes(rule.id, at), np.maximum(place, worst), place)
        return place

    def points(self) -> Points:
        """Return everyone's lines, totals and ratings."""
        lines = {line.id: self.line(line) for line in self.scorecard.lines}
        weights = {line.id: line.weight for line in self.scorecard.lines}
        scale = lcm(*(weight.denominator for weight in weights.values()))
        total: dict[str, Array] = {}
        for at in READINGS:
            whole = self.whole(0)
            for name, found in lines.items():
                whole = plus(whole, times(found[at], int(weights[name] * scale)))
            total[at] = whole
        rating = {at: self.rating(total[at], at, self.over * scale) for at in READINGS}
        if scale > 1:
            lines = {name: {at: times(v, scale) for at, v in found.items()} for name, found in lines.items()}
        return Points(self.over * scale, lines, total, rating, self.one_by_one)


def _lcm(over: Array) -> int:
    return lcm(*(int(one) for one in np.unique(over)))


def _acts(found: Matches) -> tuple[Ints, Ints]:
    """Return the rows of the acts of matches, and whose they are."""
    flat, owner = spread(*found.acts.bounds())
    return found.acts.rows[flat], owner
