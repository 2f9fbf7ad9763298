"""3 · A province in a second: rules as numpy kernels over columns sorted by (staff, at, id); no object a fact."""

from vanhoa_rules.engines.columnar.engine import Columnar
from vanhoa_rules.engines.columnar.table import FactTable

__all__ = ["Columnar", "FactTable"]
