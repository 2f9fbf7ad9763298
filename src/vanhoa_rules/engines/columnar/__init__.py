"""3 · A province in a second: rules as numpy kernels over columns sorted by (staff, at, id); no object a fact."""

from vanhoa_rules.engines.columnar.bulk import Judged, Late, evaluate, judge_all
from vanhoa_rules.engines.columnar.columns import Column, Pool, Pools, behind, micros, of_values
from vanhoa_rules.engines.columnar.doubt import late
from vanhoa_rules.engines.columnar.engine import Columnar, in_period
from vanhoa_rules.engines.columnar.kinds import Ids, KindTable, constant
from vanhoa_rules.engines.columnar.records import wrong_rows
from vanhoa_rules.engines.columnar.scoring import Points
from vanhoa_rules.engines.columnar.table import FactTable

__all__ = [
    "Column",
    "Columnar",
    "FactTable",
    "Ids",
    "Judged",
    "KindTable",
    "Late",
    "Points",
    "Pool",
    "Pools",
    "behind",
    "constant",
    "evaluate",
    "in_period",
    "judge_all",
    "late",
    "micros",
    "of_values",
    "wrong_rows",
]
