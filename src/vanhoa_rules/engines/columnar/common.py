"""3 · Patterns that stand in several rules: what they match is reckoned once."""

from collections import Counter
from collections.abc import Iterable

from attrs import define, field

from vanhoa_rules.engines.columnar.matches import Matches
from vanhoa_rules.patterns import Pattern, walk


@define(eq=False)
class Common:
    """What rules that share a pattern share of its matches, where nothing is in doubt; ``uses`` counts the rules to come."""

    uses: Counter[int] = field(factory=Counter[int])
    found: dict[int, Matches] = field(factory=dict[int, Matches])

    @classmethod
    def of(cls, patterns: Iterable[Pattern]) -> "Common":
        """Return what is common to rules of some patterns."""
        return cls(Counter(key for pattern in patterns for key in _nodes(pattern)))

    def keep(self, key: int, matches: Matches) -> None:
        """Keep matches that a rule to come will ask for: such as say nothing of windows, which each rule counts anew."""
        doubt = (matches.missing, matches.low, matches.high, matches.window, matches.drifts)
        if self.uses[key] > 1 and all(one is None for one in doubt):
            self.found[key] = matches

    def done(self, pattern: Pattern) -> None:
        """Let go of what no other rule asks for."""
        for key in _nodes(pattern):
            self.uses[key] -= 1
            if self.uses[key] < 1:
                self.found.pop(key, None)


def _nodes(pattern: Pattern) -> set[int]:
    return {id(node) for node in walk(pattern)}
