"""5 · From outcomes to points: what each match takes, what overriding matches free, and the interval of each line.

Three readings of the same outcomes: *recorded* counts certain matches; *low* every possible breach and only certain
merits; *high* the reverse. Exact rationals throughout.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache

from attrs import define, frozen

from vanhoa_rules.findings import Match, Outcome
from vanhoa_rules.rules import Rule, Rulebook
from vanhoa_rules.scorecards.sheet import Award, Cap, Ceiling, Deduct, Fail, Line, Refer, Scorecard, Zero

NIL = Fraction(0)


@frozen
class Bounds:
    """A number that the unseen leaves open: at least ``low``, at most ``high``; ``recorded`` is what findings alone say."""

    low: Fraction
    recorded: Fraction | None
    high: Fraction | None


@frozen
class Cost:
    """A certain match, the line it acts on (None = none) and the points it took there, negative for a deduction."""

    rule: str
    match: Match
    line: str | None
    points: Fraction


@frozen
class Defeat:
    """A match of a rule that another rule's match relieved of ``freed`` points."""

    rule: str
    match: Match
    by: str
    freed: Fraction


@frozen
class Referral:
    """A finding that is handed to the competent authority."""

    rule: str
    match: Match
    refer: Refer


@frozen
class Scores:
    """What a scorecard makes of one person's outcomes."""

    total: Bounds
    ratings: tuple[str, str, str]
    lines: Mapping[str, Bounds]
    costs: tuple[Cost, ...]
    defeats: tuple[Defeat, ...]
    referrals: tuple[Referral, ...]


Takes = list[tuple[Match, Fraction]]
Relief = list[tuple[str, Fraction]]
Amount = Deduct | Award


@frozen(eq=False)
class Layout:
    """A sheet laid over a rulebook: what acts on which line, in the order of the rulebook."""

    amounts: Mapping[str, tuple[Amount, str]]
    lines: Mapping[str, tuple[tuple[str, Amount], ...]]
    limits: Mapping[str, tuple[tuple[str, Ceiling | Zero], ...]]
    ratings: tuple[tuple[str, Cap | Fail], ...]
    refers: tuple[tuple[str, Refer], ...]


@lru_cache(maxsize=16)
def layout(scorecard: Scorecard, rulebook: Rulebook) -> Layout:
    """Return a sheet laid over a rulebook."""
    amounts: dict[str, tuple[Amount, str]] = {}
    lines: dict[str, list[tuple[str, Amount]]] = {line.id: [] for line in scorecard.lines}
    limits: dict[str, list[tuple[str, Ceiling | Zero]]] = {line.id: [] for line in scorecard.lines}
    ratings: list[tuple[str, Cap | Fail]] = []
    refers: list[tuple[str, Refer]] = []
    for rule in rulebook:
        for one in scorecard.effects.get(rule.id, ()):
            match one:
                case Deduct() | Award():
                    amounts[rule.id] = one, place(rule, one)
                    lines.setdefault(place(rule, one), []).append((rule.id, one))
                case Ceiling() | Zero():
                    limits.setdefault(place(rule, one), []).append((rule.id, one))
                case Cap() | Fail():
                    ratings.append((rule.id, one))
                case Refer():
                    refers.append((rule.id, one))
    return Layout(
        amounts,
        {name: tuple(of) for name, of in lines.items()},
        {name: tuple(of) for name, of in limits.items()},
        tuple(ratings),
        tuple(refers),
    )


def place(rule: Rule, effect: Deduct | Award | Zero | Ceiling) -> str:
    """Return the line an effect acts on."""
    return effect.line or rule.criterion.value


def score(scorecard: Scorecard, rulebook: Rulebook, outcomes: Sequence[Outcome]) -> Scores:
    """Return lines, total, ratings, the cost of each finding, defeats and referrals for one person."""
    ledger = Ledger(scorecard, rulebook, {one.rule: one for one in outcomes})
    lines = {line.id: ledger.line(line) for line in scorecard.lines}
    weights = {line.id: line.weight for line in scorecard.lines}
    total = Bounds(
        *(
            sum((weights[name] * getattr(b, at) for name, b in lines.items()), NIL)
            for at in ("low", "recorded", "high")
        )
    )
    ratings = tuple(ledger.rating(getattr(total, at), at) for at in ("low", "recorded", "high"))
    return Scores(
        total,
        (ratings[0], ratings[1], ratings[2]),
        lines,
        ledger.costs,
        ledger.recorded[1],
        ledger.referrals(),
    )


@define
class _Pool:
    """What one overriding match took, and how much of it can still relieve the matches of one overridden rule."""

    by: str
    left: Fraction
    acts: frozenset[str]


def _relieve(match: Match, points: Fraction, pools: Sequence[_Pool]) -> Relief:
    """Return by whom and of how much a match is relieved; the pools shrink."""
    found: Relief = []
    for pool in pools:
        if not pool.acts.isdisjoint(fact.id for fact in match.acts):
            freed = min(points, pool.left)
            pool.left -= freed
            points -= freed
            found.append((pool.by, freed))
    return found


def _measure(match: Match) -> Fraction:
    return match.measure


def _least(match: Match) -> Fraction:
    return match.least


@define(eq=False)
class Ledger:
    """One person's outcomes read against a sheet."""

    scorecard: Scorecard
    rulebook: Rulebook
    outcomes: Mapping[str, Outcome]

    @cached_property
    def above(self) -> Mapping[str, tuple[str, ...]]:
        """The rules that override each rule; a rule stands after all of them."""
        return self.rulebook.overriders

    @cached_property
    def layout(self) -> Layout:
        """The sheet laid over the rulebook."""
        return layout(self.scorecard, self.rulebook)

    def amount(self, rule: str) -> Amount | None:
        """Return the rule's one effect that costs or earns points."""
        found = self.layout.amounts.get(rule)
        return None if found is None else found[0]

    def takes(
        self,
        rule: str,
        matches: Sequence[Match],
        measure: Callable[[Match], Fraction],
        pools: Sequence["_Pool"] = (),
    ) -> list[tuple[Match, Fraction, Relief]]:
        """Return what each match takes, and who relieved it: then ``at_most`` is used up in the order (``at``, evidence)."""
        effect = self.amount(rule)
        if effect is None:
            return [(match, NIL, _relieve(match, NIL, pools)) for match in matches]
        left, found = effect.at_most, list[tuple[Match, Fraction, Relief]]()
        for match in sorted(matches, key=lambda one: one.order):
            points = effect.points * (max(measure(match), NIL) if effect.per == "measure" else 1)
            if effect.at_most is not None:
                points = min(points, effect.at_most)
            relief = _relieve(match, points, pools)
            points = sum((-freed for _, freed in relief), points)
            if left is not None:
                points = min(points, left)
                left -= points
            found.append((match, points, relief))
        return found

    @cached_property
    def recorded(self) -> tuple[dict[str, Takes], tuple[Defeat, ...]]:
        """What each finding took, after overriding findings relieved it (each pool once a rule), and each relief."""
        net: dict[str, Takes] = {}
        defeats: list[Defeat] = []
        for name in self.above:
            net[name], found = self.taken(name, net)
            defeats.extend(found)
        if not defeats:
            return net, ()
        order = {rule.id: n for n, rule in enumerate(self.rulebook)}
        return net, tuple(sorted(defeats, key=lambda one: (order[one.rule], one.match.order, order[one.by])))

    def taken(self, rule: str, net: Mapping[str, Takes]) -> tuple[Takes, list[Defeat]]:
        """Return what each finding of a rule took, and each relief, where ``net`` tells it of all that overrides it."""
        rows: Takes = []
        defeats: list[Defeat] = []
        certain = self.outcomes[rule].certain
        if not certain:
            return rows, defeats
        pools = self._pools(rule, net)
        for match, points, relief in self.takes(rule, certain, _measure, pools):
            defeats.extend(Defeat(rule, match, by, freed) for by, freed in relief)
            rows.append((match, points))
        return rows, defeats

    @cached_property
    def costs(self) -> tuple[Cost, ...]:
        """What each finding took, in the order of the rulebook; deductions are negative."""
        net, _ = self.recorded
        found: list[Cost] = []
        for rule in self.rulebook:
            if net[rule.id]:
                effect, line = self.layout.amounts.get(rule.id, (None, None))
                sign = 1 if isinstance(effect, Award) else -1
                found.extend(Cost(rule.id, match, line, sign * points) for match, points in net[rule.id])
        return tuple(found)

    def netted(self) -> Mapping[str, Takes]:
        """Return what the findings of each rule took."""
        return self.recorded[0]

    def _pools(self, rule: str, net: Mapping[str, Takes]) -> list["_Pool"]:
        return [
            _Pool(upper, points, frozenset(f.id for f in match.acts))
            for upper in self.above[rule]
            for match, points in net.get(upper, ())
        ]

    # --- the interval ---------------------------------------------------------------------------------------------

    def most(self, rule: str) -> Fraction | None:
        """Return the most that a rule can take or earn; None is without end."""
        effect, outcome = self.amount(rule), self.outcomes[rule]
        if effect is None:
            return NIL
        if outcome.missing:
            return effect.at_most
        if self._calm(rule):
            return self._freed(rule, outcome.possible, _measure)
        return self._sum(rule, outcome.possible, _measure)

    def fewest(self, rule: str) -> Fraction:
        """Return the least that a rule takes or earns."""
        outcome = self.outcomes[rule]
        if self._calm(rule):
            return self._freed(rule, outcome.certain, _least)
        kept = [match for match in outcome.certain if not self._may_be_defeated(rule, match)]
        return self._sum(rule, kept, _least)

    def _calm(self, rule: str) -> bool:
        return all(self.outcomes[name].settled for name in self.above[rule])

    def _freed(self, rule: str, matches: Sequence[Match], measure: Callable[[Match], Fraction]) -> Fraction:
        """Return what the given matches of a rule take when all that overrides it is settled."""
        return self._sum(rule, matches, measure, self._pools(rule, self.netted()))

    def _sum(
        self,
        rule: str,
        matches: Sequence[Match],
        measure: Callable[[Match], Fraction],
        pools: Sequence["_Pool"] = (),
    ) -> Fraction:
        return sum((points for _, points, _ in self.takes(rule, matches, measure, pools)), NIL)

    def _may_be_defeated(self, rule: str, match: Match) -> bool:
        acts = {f.id for f in match.acts}
        for upper in self.above[rule]:
            outcome = self.outcomes[upper]
            if outcome.missing or any(
                not acts.isdisjoint(f.id for f in other.acts) for other in outcome.possible
            ):
                return True
        return False

    def line(self, line: Line) -> Bounds:
        """Return a line's points: low, recorded and high."""
        recorded = low = high = line.initial
        bottomless = endless = False
        for rule, effect in self.layout.lines[line.id]:
            outcome = self.outcomes[rule]
            if not (outcome.certain or outcome.possible or outcome.missing):
                continue
            most, fewest = self.most(rule), self.fewest(rule)
            points = sum((points for _, points in self.recorded[0][rule]), NIL)
            if isinstance(effect, Deduct):
                bottomless |= most is None
                low -= most or NIL
                high -= fewest
                recorded -= points
            else:
                endless |= most is None
                high += most or NIL
                low += fewest
                recorded += points
        return self.bounds(line, NIL if bottomless else low, recorded, line.maximum if endless else high)

    def bounds(self, line: Line, low: Fraction, recorded: Fraction, high: Fraction) -> Bounds:
        """Return a line's points from what its rules take and earn: within the line, then zeroes and ceilings."""
        return Bounds(
            self._limited(line, low, "low"),
            self._limited(line, recorded, "recorded"),
            self._limited(line, high, "high"),
        )

    def _limited(self, line: Line, value: Fraction, at: str) -> Fraction:
        value = min(max(value, NIL), line.maximum)
        for rule, one in self.layout.limits[line.id]:
            if self.strikes(rule, at):
                value = NIL if isinstance(one, Zero) else min(value, one.points)
        return value

    def strikes(self, rule: str, at: str) -> bool:
        """Return whether an effect that is not an amount holds at a reading of the outcomes."""
        outcome = self.outcomes[rule]
        return bool(outcome.certain) or (at == "low" and (bool(outcome.possible) or bool(outcome.missing)))

    def rating(self, total: Fraction, at: str) -> str:
        """Return the rating of a total: by thresholds, then caps and fails."""
        order = [one.rating for one in self.scorecard.thresholds]
        place = next(
            (n for n, one in enumerate(self.scorecard.thresholds) if total >= one.at_least), len(order) - 1
        )
        return order[max(place, self.capped(at))]

    def capped(self, at: str) -> int:
        """Return the place of the best rating that caps and fails allow."""
        order, place = [one.rating for one in self.scorecard.thresholds], 0
        for rule, one in self.layout.ratings:
            if self.strikes(rule, at):
                place = max(place, order.index(one.rating) if isinstance(one, Cap) else len(order) - 1)
        return place

    def referrals(self) -> tuple[Referral, ...]:
        """Return each finding whose rule hands it to an authority."""
        return tuple(
            Referral(rule, match, one)
            for rule, one in self.layout.refers
            for match in self.outcomes[rule].certain
        )
