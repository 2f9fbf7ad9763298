"""The front door: what is asked, the answer, what is shipped, what would be otherwise, a jurist's cases."""

from vanhoa_rules._api.asking import (
    Inputs,
    again,
    as_roster,
    combined,
    fitted,
    inputs,
    library_version,
    receipt,
)
from vanhoa_rules._api.cases import Checked, check_case
from vanhoa_rules._api.changes import what_if
from vanhoa_rules._api.judging import evaluate, judge, with_quota
from vanhoa_rules._api.shipped import (
    Sample,
    evaluate_sample,
    load_rulebook,
    load_sample,
    load_scorecard,
    read_json,
)

__all__ = [
    "Checked",
    "Inputs",
    "Sample",
    "again",
    "as_roster",
    "check_case",
    "combined",
    "evaluate",
    "evaluate_sample",
    "fitted",
    "inputs",
    "judge",
    "library_version",
    "load_rulebook",
    "load_sample",
    "load_scorecard",
    "read_json",
    "receipt",
    "what_if",
    "with_quota",
]
