"""Testing: a world holds everything that one evaluation needs, and prints it whole."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from attrs import frozen

from vanhoa_rules._api import Inputs, inputs, receipt
from vanhoa_rules.calendars import Duration
from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.facts import Fact, Roster
from vanhoa_rules.findings import Engine, Outcome, Scene
from vanhoa_rules.patterns import Before, Each, walk
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Scorecard, score
from vanhoa_rules.testing.books import rulebook, scorecard
from vanhoa_rules.testing.kinds import KINDS
from vanhoa_rules.testing.moments import Frame, frame
from vanhoa_rules.testing.people import coverage, roster, timeline
from vanhoa_rules.testing.picking import Pick
from vanhoa_rules.verdicts import Asked, Verdict, verdict

_seldom = (False,) * 5 + (True,)
EngineFactory = Callable[[Scene], Engine]


@frozen(kw_only=True)
class World:
    """One evaluation: the rules, the sheet, the facts, the staff, what silence means and what is asked."""

    rulebook: Rulebook
    scorecard: Scorecard
    facts: tuple[Fact, ...]
    roster: Roster
    covers: Any
    frame: Frame

    def inputs(self) -> Inputs:
        """Return the settled inputs of the evaluation."""
        return inputs(
            self.rulebook,
            self.scorecard,
            self.facts,
            roster=self.roster,
            period=self.frame.period,
            as_of=self.frame.as_of,
            known_at=self.frame.known_at,
            covers=self.covers,
            calendar=self.frame.calendar,
            engine="reference",
        )

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:  # what Hypothesis asks for
        printer.text(repr(self))

    def __repr__(self) -> str:
        lines = [f"{rule.id} {rule.kind}: {rule.pattern!r}" + _asides(rule) for rule in self.rulebook]
        lines += [f"{name}: {list(map(brief, of))}" for name, of in self.scorecard.effects.items() if of]
        lines += [f"{line.id}: {line.start}, weight {line.weight}" for line in self.scorecard.lines]
        lines += map(brief, self.facts)
        lines += map(brief, self.roster.people)
        covers = (
            self.covers
            if self.covers is None or isinstance(self.covers, str)
            else [e.to_data() for e in self.covers.entries]
        )
        lines += [
            f"covers {covers}",
            f"period {self.frame.period} as_of {self.frame.as_of} known_at {self.frame.known_at}",
            f"{self.frame.calendar!r}",
        ]
        return "World(\n    " + "\n    ".join(lines) + "\n)"


def _asides(rule: Any) -> str:
    found = ""
    if rule.in_force.since or rule.in_force.until:
        found += f" in force {rule.in_force.since}..{rule.in_force.until}"
    if rule.applies_to is not None:
        found += f" applies to {rule.applies_to!r}"
    if rule.overrides:
        found += f" overrides {', '.join(rule.overrides)}"
    return found


def brief(item: Any) -> str:
    """Return a repr without what is at its default."""
    fields: Iterable[Any] = item.__class__.__attrs_attrs__
    said = [
        f"{a.name.rstrip('_')}={str(value) if isinstance(value, datetime) else repr(value)}"
        for a in fields
        if a.repr and a.name != "provenance" and (value := getattr(item, a.name)) != a.default
    ]
    return f"{item.__class__.__name__}({', '.join(said)})"


@frozen
class Answer:
    """What an engine and the sheet say of one person."""

    outcomes: tuple[Outcome, ...]
    verdict: Verdict


def answers(
    asked: Inputs, factory: EngineFactory = Reference, *, scene: Scene | None = None
) -> dict[str, Answer]:
    """Return what an engine says of everyone in the roster, over the inputs' own scene or another one."""
    where = asked.scene if scene is None else scene
    engine = factory(where)
    head = Asked(asked.period, asked.as_of, asked.known_at, receipt(asked))
    found: dict[str, Answer] = {}
    for one in where.roster.staff:
        outcomes = tuple(engine.judge(asked.rulebook, one))
        scores = score(asked.scorecard, asked.rulebook, outcomes)
        found[one] = Answer(outcomes, verdict(one, head, asked.rulebook, asked.scorecard, outcomes, scores))
    return found


def _kinds(pick: Pick, book: Rulebook) -> tuple[type[Fact], ...]:
    """Return the kinds that a rulebook asks for, now and then all."""
    asked = {node.kind: None for rule in book for node in walk(rule.pattern) if isinstance(node, Each)}
    return KINDS if pick(_seldom) else tuple(asked)


def durations_of(book: Rulebook) -> tuple[Duration, ...]:
    """Return the lengths of time that a rulebook speaks of."""
    nodes = [node for rule in book for node in walk(rule.pattern)]
    limits = [getattr(node, name, None) for node in nodes for name in ("limit", "within")]
    limits += [limit.duration for limit in limits if isinstance(limit, Before)]
    return tuple(dict.fromkeys(limit for limit in limits if isinstance(limit, Duration)))


def world(pick: Pick, *, veiled: bool = False, heads: Sequence[str] = ()) -> World:
    """Return everything for one evaluation; ``veiled``: with coverage stated, and asked when most has happened.

    ``heads`` names the nodes that may stand at the head of the first rule.
    """
    when = frame(pick, late=veiled)
    book = rulebook(pick, when, heads=heads)
    kinds = _kinds(pick, book)
    return World(
        rulebook=book,
        scorecard=scorecard(pick, book),
        facts=timeline(pick, when, kinds=kinds, durations=durations_of(book)),
        roster=roster(pick, when),
        covers=coverage(pick, when, stated=veiled, kinds=kinds),
        frame=when,
    )
