"""5 · From outcomes to points: what each match takes, what overriding matches free, and the interval of each line.

Three readings of the same outcomes: *recorded* counts certain matches; *low* every possible breach and only certain
merits; *high* the reverse. Exact rationals throughout.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

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


def _relieve(match: Match, points: Fraction, pools: Sequence[_Pool]) -> list[tuple[str, Fraction]]:
    """Return by whom and of how much a match is relieved; the pools shrink."""
    found: list[tuple[str, Fraction]] = []
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

    def amount(self, rule: str) -> Deduct | Award | None:
        """Return the rule's one effect that costs or earns points."""
        return next(
            (one for one in self.scorecard.effects.get(rule, ()) if isinstance(one, Deduct | Award)), None
        )

    def place(self, rule: Rule, effect: Deduct | Award | Zero | Ceiling) -> str:
        """Return the line an effect acts on."""
        return effect.line or rule.criterion.value

    def takes(self, rule: str, matches: Sequence[Match], measure: Callable[[Match], Fraction]) -> Takes:
        """Return what each match takes: ``at_most`` is used up in the order (``at``, evidence)."""
        effect = self.amount(rule)
        if effect is None:
            return [(match, NIL) for match in matches]
        left, found = effect.at_most, list[tuple[Match, Fraction]]()
        for match in sorted(matches, key=lambda one: one.order):
            points = effect.points * (measure(match) if effect.per == "measure" else 1)
            if left is not None:
                points = min(points, left)
                left -= points
            found.append((match, points))
        return found

    @cached_property
    def recorded(self) -> tuple[dict[str, Takes], tuple[Defeat, ...]]:
        """What each finding took, after overriding findings relieved it (each pool once a rule), and each relief."""
        net: dict[str, Takes] = {}
        defeats: list[Defeat] = []
        for name in self.above:
            rows: Takes = []
            pools = self._pools(name, net)
            for match, points in self.takes(name, self.outcomes[name].certain, _measure):
                relief = _relieve(match, points, pools)
                defeats.extend(Defeat(name, match, by, freed) for by, freed in relief)
                rows.append((match, points - sum((freed for _, freed in relief), NIL)))
            net[name] = rows
        place = {rule.id: n for n, rule in enumerate(self.rulebook)}
        return net, tuple(sorted(defeats, key=lambda one: (place[one.rule], one.match.order, place[one.by])))

    @cached_property
    def costs(self) -> tuple[Cost, ...]:
        """What each finding took, in the order of the rulebook; deductions are negative."""
        net, _ = self.recorded
        found: list[Cost] = []
        for rule in self.rulebook:
            effect = self.amount(rule.id)
            line = None if effect is None else self.place(rule, effect)
            sign = 1 if isinstance(effect, Award) else -1
            found.extend(Cost(rule.id, match, line, sign * points) for match, points in net[rule.id])
        return tuple(found)

    def _pools(self, rule: str, net: Mapping[str, Takes]) -> list["_Pool"]:
        return [
            _Pool(upper, points, frozenset(f.id for f in match.acts))
            for upper in self.above[rule]
            for match, points in net[upper]
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
        return sum((points for _, points in self.takes(rule, outcome.possible, _measure)), NIL)

    def fewest(self, rule: str) -> Fraction:
        """Return the least that a rule takes or earns."""
        outcome = self.outcomes[rule]
        if self._calm(rule):
            return self._freed(rule, outcome.certain, _least)
        kept = [match for match in outcome.certain if not self._may_be_defeated(rule, match)]
        return sum((points for _, points in self.takes(rule, kept, _least)), NIL)

    def _calm(self, rule: str) -> bool:
        return all(self.outcomes[name].settled for name in self.above[rule])

    def _freed(self, rule: str, matches: Sequence[Match], measure: Callable[[Match], Fraction]) -> Fraction:
        """Return what the given matches of a rule take when all that overrides it is settled."""
        pools = self._pools(rule, self.recorded[0])
        rows = [
            (points, _relieve(match, points, pools)) for match, points in self.takes(rule, matches, measure)
        ]
        return sum((points - sum((freed for _, freed in relief), NIL) for points, relief in rows), NIL)

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
        recorded = line.initial + sum((cost.points for cost in self.costs if cost.line == line.id), NIL)
        low = high = line.initial
        bottomless = endless = False
        for rule in self.rulebook:
            effect = self.amount(rule.id)
            if effect is None or self.place(rule, effect) != line.id:
                continue
            most, fewest = self.most(rule.id), self.fewest(rule.id)
            if isinstance(effect, Deduct):
                bottomless |= most is None
                low -= most or NIL
                high -= fewest
            else:
                endless |= most is None
                high += most or NIL
                low += fewest
        low, high = NIL if bottomless else low, line.maximum if endless else high
        return Bounds(
            *(
                self._limited(line, value, at)
                for value, at in ((low, "low"), (recorded, "recorded"), (high, "high"))
            )
        )

    def _limited(self, line: Line, value: Fraction, at: str) -> Fraction:
        value = min(max(value, NIL), line.maximum)
        for rule in self.rulebook:
            for one in self.scorecard.effects.get(rule.id, ()):
                if (
                    isinstance(one, Ceiling | Zero)
                    and self.place(rule, one) == line.id
                    and self.strikes(rule.id, at)
                ):
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
        for rule in self.rulebook:
            for one in self.scorecard.effects.get(rule.id, ()):
                if isinstance(one, Cap | Fail) and self.strikes(rule.id, at):
                    place = max(place, order.index(one.rating) if isinstance(one, Cap) else len(order) - 1)
        return order[place]

    def referrals(self) -> tuple[Referral, ...]:
        """Return each finding whose rule hands it to an authority."""
        return tuple(
            Referral(rule.id, match, one)
            for rule in self.rulebook
            for one in self.scorecard.effects.get(rule.id, ())
            if isinstance(one, Refer)
            for match in self.outcomes[rule.id].certain
        )
