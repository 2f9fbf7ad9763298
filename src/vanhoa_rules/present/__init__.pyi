# What type checkers see; ``__init__.py`` imports each name when it is asked for.
from vanhoa_rules.present.changes import Change, FindingChange, Moved, RuleChange, compare
from vanhoa_rules.present.citations import cite
from vanhoa_rules.present.looking import Step
from vanhoa_rules.present.reasons import Reason
from vanhoa_rules.present.sentences import describe, sentence
from vanhoa_rules.present.text import explain

__all__ = [
    "Change",
    "FindingChange",
    "Moved",
    "Reason",
    "RuleChange",
    "Step",
    "cite",
    "compare",
    "describe",
    "explain",
    "sentence",
]
