"""1 · What happened: facts about facts."""

from typing import ClassVar

from attrs import frozen

from vanhoa_rules.facts.base import Fact, filled


@frozen(kw_only=True)
class FactRetracted(Fact):
    """The earlier fact with the id ``retracts``, of the same person, is withdrawn from ``recorded_at`` on."""

    kind: ClassVar[str] = "fact.retracted"
    retracts: str = filled()
