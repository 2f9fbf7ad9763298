"""Testing: Hypothesis strategies for worlds to judge, the veil over them, and the check of an engine.

``check_engine(lambda scene: MyEngine(scene))`` compares an engine with the reference; ``worlds()`` yields everything
for one evaluation. Needs the extra ``test``.
"""

from vanhoa_rules.testing.cases import Answer, World, answers
from vanhoa_rules.testing.completions import Veiled
from vanhoa_rules.testing.conformance import check_engine, differences, disagreements
from vanhoa_rules.testing.kinds import KINDS, TRIAL, Answered, Away, Moved, Received
from vanhoa_rules.testing.laws import strays
from vanhoa_rules.testing.moments import Frame
from vanhoa_rules.testing.strategies import (
    coverages,
    facts,
    frames,
    patterns,
    rosters,
    rulebooks,
    scorecards,
    timelines,
    veiled,
    worlds,
)

__all__ = [
    "KINDS",
    "TRIAL",
    "Answer",
    "Answered",
    "Away",
    "Frame",
    "Moved",
    "Received",
    "Veiled",
    "World",
    "answers",
    "check_engine",
    "coverages",
    "differences",
    "disagreements",
    "facts",
    "frames",
    "patterns",
    "rosters",
    "rulebooks",
    "scorecards",
    "strays",
    "timelines",
    "veiled",
    "worlds",
]
