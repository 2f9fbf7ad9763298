"""Testing: four kinds of fact made for the purpose: null keys, null due instants, an ``until``, a bool, a rating."""

from datetime import datetime
from typing import ClassVar

from attrs import frozen

from vanhoa_rules.facts import STANDARD, Fact, Vocabulary, number


@frozen(kw_only=True)
class Received(Fact):
    """A duty begins: its written deadline may be null."""

    kind: ClassVar[str] = "trial.received"
    due: datetime | None = None
    urgent: bool | None = None


@frozen(kw_only=True)
class Answered(Fact):
    """A duty is answered, with a rating."""

    kind: ClassVar[str] = "trial.answered"
    rating: int = number(least=1, most=5)
    ok: bool | None = None


@frozen(kw_only=True)
class Moved(Fact):
    """A deadline is moved: to an instant that may be null."""

    kind: ClassVar[str] = "trial.moved"
    new_due: datetime | None = None


@frozen(kw_only=True)
class Away(Fact):
    """A person is away up to an instant, or openly."""

    kind: ClassVar[str] = "trial.away"
    until: datetime | None = None


KINDS: tuple[type[Fact], ...] = (Received, Answered, Moved, Away)
MOVERS: tuple[type[Fact], ...] = (Moved, Received)
SPANS: tuple[type[Fact], ...] = (Away,)
TRIAL = Vocabulary(*KINDS, STANDARD["fact.retracted"])
