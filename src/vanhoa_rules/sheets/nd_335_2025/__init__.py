"""5 · Nghị định 335/2025/NĐ-CP: 30 general points on ten lines, 70 for results, in force from 01/01/2026."""

from vanhoa_rules.sheets.nd_335_2025.cycles import CycleResult
from vanhoa_rules.sheets.nd_335_2025.measures import Measure
from vanhoa_rules.sheets.nd_335_2025.reading import DECREE, HANDBOOK, PRESETS, Reading
from vanhoa_rules.sheets.nd_335_2025.results import EvaluationResult
from vanhoa_rules.sheets.nd_335_2025.sheet import Nd335, judge

__all__ = [
    "DECREE",
    "HANDBOOK",
    "PRESETS",
    "CycleResult",
    "EvaluationResult",
    "Measure",
    "Nd335",
    "Reading",
    "judge",
]
