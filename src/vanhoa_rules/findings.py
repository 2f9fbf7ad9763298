"""4 · What an engine is given and what it hands over: matches, certain and possible, for each rule and person."""

from datetime import datetime
from fractions import Fraction
from typing import Protocol

from attrs import field, frozen

from vanhoa_rules.calendars import Calendar, Period
from vanhoa_rules.facts import Fact, Roster, Settled, Timelines
from vanhoa_rules.rules import Rulebook

WORDS = ("not_applicable", "breached", "earned", "unknown", "pending", "met")


@frozen
class Scene:
    """Everything a judgement rests on besides the rules: the facts known, the roster, what silence means, the time."""

    timelines: Timelines
    roster: Roster
    coverage: Settled
    calendar: Calendar
    period: Period
    as_of: datetime
    known_at: datetime


def in_order(*facts: Fact) -> tuple[Fact, ...]:
    """Return facts in the order of evidence: by (``at``, ``id``), no repeats."""
    return tuple(sorted({fact.id: fact for fact in facts}.values(), key=lambda fact: (fact.at, fact.id)))


@frozen
class Match:
    """One thing a pattern found.

    ``facts`` is the evidence, ``acts`` the part of it that is the act itself, ``subject`` the fact it is about (None
    for a match of a calendar ``window``), ``measure`` an exact number and ``least`` the smallest that the unseen
    leaves of it. However the unseen turns out, its instant lies in [``lo``, ``hi``]; ``drifts`` says that its duty
    moves with it. ``missing`` are the kinds that could remove a match that is only possible.
    """

    at: datetime
    facts: tuple[Fact, ...]
    acts: tuple[Fact, ...]
    measure: Fraction
    least: Fraction
    subject: Fact | None
    lo: datetime
    hi: datetime
    window: Period | None = None
    missing: frozenset[str] = frozenset()
    drifts: bool = False

    @property
    def evidence(self) -> tuple[str, ...]:
        """The ids of the facts, in order (``at``, ``id``)."""
        return tuple(fact.id for fact in self.facts)

    @property
    def identity(self) -> tuple[tuple[str, ...], datetime | None]:
        """What makes two matches the same one: their evidence, and their window where they have one."""
        return self.evidence, self.window.start if self.window else None

    @property
    def order(self) -> tuple[datetime, tuple[str, ...]]:
        """The order in which matches stand: ``at``, then evidence."""
        return self.at, self.evidence

    @property
    def fixed(self) -> bool:
        """Whether its instant is known however the unseen turns out."""
        return self.lo == self.hi


@frozen
class Pending:
    """A duty whose deadline has not passed; ``due`` is None beyond the calendar."""

    due: datetime | None
    facts: tuple[Fact, ...]
    subject: Fact | None = None
    window: Period | None = None

    @property
    def evidence(self) -> tuple[str, ...]:
        """The ids of the facts, in order (``at``, ``id``)."""
        return tuple(fact.id for fact in self.facts)


@frozen
class Outcome:
    """What one rule says of one person: the certain matches, the possible ones, what is pending, what is missing.

    ``certain`` and ``possible`` stand in the order (``at``, evidence); ``missing`` are the kinds whose unseen facts
    could add a match (or ``calendar.shifts``).
    """

    rule: str
    kind: str
    applicable: bool = True
    certain: tuple[Match, ...] = ()
    possible: tuple[Match, ...] = ()
    pending: tuple[Pending, ...] = ()
    missing: frozenset[str] = field(default=frozenset[str]())

    @property
    def doubtful(self) -> tuple[Match, ...]:
        """The possible matches whose evidence is not that of a finding."""
        found = {match.identity for match in self.certain}
        return tuple(match for match in self.possible if match.identity not in found)

    @property
    def settled(self) -> bool:
        """Whether nothing unseen could change what the rule costs."""
        return not self.missing and [(m.identity, m.least) for m in self.certain] == [
            (m.identity, m.measure) for m in self.possible
        ]

    @property
    def word(self) -> str:
        """The one word for the rule and the person."""
        if not self.applicable:
            return "not_applicable"
        if self.certain:
            return "breached" if self.kind == "breach" else "earned"
        if self.missing or self.doubtful:
            return "unknown"
        return "pending" if self.pending else "met"


class Engine(Protocol):
    """A function over rules as data, built over one scene; every engine hands over the outcomes of the reference."""

    def judge(self, rulebook: Rulebook, staff: str) -> tuple[Outcome, ...]:
        """Return one outcome a rule, in the order of the rulebook, for one person of the roster."""
        ...
