"""5 · What a finding costs."""

from vanhoa_rules.scorecards.costs import Bounds, Cost, Defeat, Referral, Scores, score
from vanhoa_rules.scorecards.sheet import (
    PROPOSAL,
    Award,
    Cap,
    Ceiling,
    Computed,
    Deduct,
    Effect,
    Evaluated,
    Fail,
    Line,
    Refer,
    Scorecard,
    Threshold,
    Zero,
)

__all__ = [
    "PROPOSAL",
    "Award",
    "Bounds",
    "Cap",
    "Ceiling",
    "Computed",
    "Cost",
    "Deduct",
    "Defeat",
    "Effect",
    "Evaluated",
    "Fail",
    "Line",
    "Refer",
    "Referral",
    "Scorecard",
    "Scores",
    "Threshold",
    "Zero",
    "score",
]
