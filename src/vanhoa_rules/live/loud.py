"""8 · The part of a rulebook that has something to say of a person: the rest costs and earns nothing, whatever is unseen."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from vanhoa_rules.findings import Outcome
from vanhoa_rules.rules import Rule, Rulebook
from vanhoa_rules.scorecards import Scorecard, Scores, score


@frozen(eq=False)
class Loud:
    """Some rules of a rulebook, in its order, as a scorecard reads them."""

    rules: tuple[Rule, ...]
    overriders: Mapping[str, tuple[str, ...]]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)


@frozen(eq=False)
class Scoring:
    """A sheet that is filled in again and again for one rulebook."""

    scorecard: Scorecard
    rulebook: Rulebook
    above: Mapping[str, tuple[str, ...]]

    def score(self, outcomes: Sequence[Outcome]) -> Scores:
        """Return what the sheet makes of outcomes, one a rule in the rulebook's order.

        A rule without a match, certain or possible, and without a missing kind takes nothing and frees nothing.
        """
        loud = {one.rule for one in outcomes if one.certain or one.possible or one.missing}
        above = {
            name: tuple(upper for upper in uppers if upper in loud)
            for name, uppers in self.above.items()
            if name in loud
        }
        part: Any = Loud(tuple(rule for rule in self.rulebook if rule.id in loud), above)
        return score(self.scorecard, part, tuple(one for one in outcomes if one.rule in loud))
