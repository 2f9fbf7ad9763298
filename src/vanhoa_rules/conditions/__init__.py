"""2 · An expression on one fact: which facts a rule is about."""

from vanhoa_rules.conditions.checks import Checked, check, check_condition
from vanhoa_rules.conditions.data import from_data, to_data
from vanhoa_rules.conditions.meaning import COMPARISONS, Context, value
from vanhoa_rules.conditions.nodes import (
    And,
    Arith,
    Compare,
    Expr,
    IsIn,
    IsNull,
    Literal,
    Node,
    Not,
    Or,
    PersonField,
    This,
    as_expr,
    person,
    this,
)

__all__ = [
    "COMPARISONS",
    "And",
    "Arith",
    "Checked",
    "Compare",
    "Context",
    "Expr",
    "IsIn",
    "IsNull",
    "Literal",
    "Node",
    "Not",
    "Or",
    "PersonField",
    "This",
    "as_expr",
    "check",
    "check_condition",
    "from_data",
    "person",
    "this",
    "to_data",
    "value",
]
