"""3 · A province in a second: rules as numpy kernels over columns sorted by (staff, at, id); no object a fact."""

from vanhoa_rules.engines.columnar.bulk import Judged, Late, evaluate, judge_all
from vanhoa_rules.engines.columnar.engine import Columnar
from vanhoa_rules.engines.columnar.scoring import Points
from vanhoa_rules.engines.columnar.table import FactTable

__all__ = ["Columnar", "FactTable", "Judged", "Late", "Points", "evaluate", "judge_all"]
