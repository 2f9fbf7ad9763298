"""8 · A sheet that is filled in again and again for one person: only what a change touches is reckoned anew."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import define, field, frozen

from vanhoa_rules.canonical import plain
from vanhoa_rules.findings import Match, Outcome
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Bounds, Deduct, Line, Scorecard
from vanhoa_rules.scorecards.costs import NIL, Amount, Layout, Ledger, Takes, layout

Standing = tuple[str | None, ...]
READINGS = ("low", "recorded", "high")


@frozen(eq=False)
class Form:
    """A sheet over a rulebook, and what hangs on each rule: the rules it overrides, the lines it may move."""

    scorecard: Scorecard
    rulebook: Rulebook
    number: Mapping[str, int]
    below: Mapping[str, tuple[str, ...]]
    order: Mapping[str, int]
    moves: Mapping[str, tuple[str, ...]]
    rates: frozenset[str]
    layout: Layout

    @classmethod
    def of(cls, scorecard: Scorecard, rulebook: Rulebook) -> "Form":
        """Return the form of a sheet for a rulebook."""
        laid, above = layout(scorecard, rulebook), rulebook.overriders
        below: dict[str, list[str]] = {}
        for name, uppers in above.items():
            for upper in uppers:
                below.setdefault(upper, []).append(name)
        moves: dict[str, list[str]] = {}
        for lines in (laid.lines, laid.limits):
            for line, of in lines.items():
                for name, _ in of:
                    moves.setdefault(name, []).append(line)
        return cls(
            scorecard,
            rulebook,
            {rule.id: n for n, rule in enumerate(rulebook)},
            {name: tuple(of) for name, of in below.items()},
            {name: n for n, name in enumerate(above)},
            {name: tuple(of) for name, of in moves.items()},
            frozenset(name for name, _ in laid.ratings),
            laid,
        )


@frozen(eq=False)
class ById(Mapping[str, Outcome]):
    """A person's outcomes by the rule's id."""

    outcomes: Sequence[Outcome]
    number: Mapping[str, int]

    def __getitem__(self, name: str) -> Outcome:
        return self.outcomes[self.number[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self.number)

    def __len__(self) -> int:
        return len(self.number)


@define(eq=False)
class Share:
    """What one rule does to its line: what its findings took, the most and the fewest it takes."""

    recorded: Fraction
    most: Fraction | None
    fewest: Fraction


NOTHING = Share(NIL, NIL, NIL)


@define(eq=False)
class Tally(Ledger):
    """One person's running sheet; ``total`` and ``ratings`` are always those that ``score`` gives for the outcomes."""

    form: Form
    net: dict[str, Takes] = field(factory=dict[str, Takes], init=False)
    shares: dict[str, Share] = field(factory=dict[str, Share], init=False)
    lines: dict[str, Bounds] = field(factory=dict[str, Bounds], init=False)
    standing: Standing = field(default=(), init=False)
    _totals: list[Fraction] = field(factory=lambda: [NIL, NIL, NIL], init=False)
    _caps: dict[str, int] = field(factory=dict[str, int], init=False)

    @classmethod
    def of(cls, form: Form, outcomes: Sequence[Outcome]) -> "Tally":
        """Return the sheet of outcomes, one a rule in the order of the rulebook; it follows the sequence."""
        found = cls(form.scorecard, form.rulebook, ById(outcomes, form.number), form)
        found.update(form.number)
        return found

    def netted(self) -> Mapping[str, Takes]:
        """Return what the findings of each rule took."""
        return self.net

    def update(self, changed: Iterable[str]) -> None:
        """Reckon anew what hangs on the outcomes of some rules."""
        form, names = self.form, set(changed)
        for name in tuple(names):
            names.update(form.below.get(name, ()))
        moved = set[str]() if self.lines else set(form.layout.lines)
        for name in sorted(names, key=form.order.__getitem__):
            outcome = self.outcomes[name]
            loud = bool(outcome.certain or outcome.possible or outcome.missing)
            if loud or name in self.shares or name in self.net:
                self._reckon(name, loud=loud)
            moved.update(form.moves.get(name, ()))
        if not self._caps or not names.isdisjoint(form.rates):
            self._caps = {at: super(Tally, self).capped(at) for at in READINGS}
        elif not moved:
            return
        for line in form.scorecard.lines:
            if line.id in moved:
                self._move(line)
        ratings = (self.rating(total, at) for total, at in zip(self._totals, READINGS, strict=True))
        self.standing = (*map(plain, self._totals), *ratings)

    def capped(self, at: str) -> int:
        """Return the place of the best rating that caps and fails allow."""
        return self._caps[at]

    def _move(self, line: Line) -> None:
        """Reckon a line anew, and the totals with it."""
        old, new = self.lines.get(line.id), self.line(line)
        self.lines[line.id] = new
        for place, at in enumerate(READINGS):
            moved = getattr(new, at) - (NIL if old is None else getattr(old, at))
            if moved:
                self._totals[place] += moved if line.weight == 1 else line.weight * moved

    def line(self, line: Line) -> Bounds:
        """Return a line's points from the shares of its rules."""
        recorded = low = high = line.initial
        bottomless = endless = False
        for rule, effect in self.form.layout.lines[line.id]:
            share = self.shares.get(rule)
            if share is None:
                continue
            if isinstance(effect, Deduct):
                bottomless |= share.most is None
                low -= share.most or NIL
                high -= share.fewest
                recorded -= share.recorded
            else:
                endless |= share.most is None
                high += share.most or NIL
                low += share.fewest
                recorded += share.recorded
        return self.bounds(line, NIL if bottomless else low, recorded, line.maximum if endless else high)

    def _reckon(self, name: str, *, loud: bool) -> None:
        self.net.pop(name, None)
        self.shares.pop(name, None)
        if not loud:
            return
        laid, form = self.form.layout.amounts.get(name), self.form
        alone = not self.above[name]
        if name in form.below or (laid is not None and not alone):
            rows, _ = self.taken(name, self.net)
            if rows:
                self.net[name] = rows
        if laid is None:
            return
        outcome, effect = self.outcomes[name], laid[0]
        if alone:  # nobody relieves it
            recorded = _sum(effect, outcome.certain, least=False)
            most = effect.at_most if outcome.missing else _sum(effect, outcome.possible, least=False)
            self.shares[name] = Share(recorded, most, _sum(effect, outcome.certain, least=True))
        else:
            points = sum((points for _, points in self.net.get(name, ())), NIL)
            self.shares[name] = Share(points, self.most(name), self.fewest(name))


def _sum(effect: Amount, matches: Sequence[Match], *, least: bool) -> Fraction:
    """Return what matches take that nobody relieves: ``at_most`` is used up in whatever order."""
    if effect.per == "match":
        points = effect.points * len(matches)
    else:
        points = effect.points * sum((max(m.least if least else m.measure, NIL) for m in matches), NIL)
    return points if effect.at_most is None else min(points, effect.at_most)
