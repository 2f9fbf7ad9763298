"""0 · A verdict that was written, read back: for archives, and to explain what somebody else computed."""

import json
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from cattrs import BaseValidationError, Converter, transform_error

from vanhoa_rules.calendars import Period
from vanhoa_rules.errors import DataError
from vanhoa_rules.verdicts import Verdict
from vanhoa_rules.words import error

BOUNDS = ("low", "recorded", "high")
BESIDE = ("reading", "measures", "parts", "grounds", "without_effect", "notices")


def read_verdict(source: str | Mapping[str, Any]) -> Verdict:
    """Return the verdict that ``Verdict.to_json`` wrote, without its inputs; ``DataError`` lists what is wrong in it.

    ``Finding.measure`` is not written and reads as 1.
    """
    try:
        data = json.loads(source) if isinstance(source, str) else dict(source)
        return _converter().structure(_shaped(data), Verdict)
    except BaseValidationError as wrong:
        faults = "; ".join(transform_error(wrong, path="$"))
        raise error(DataError, "verdict.unreadable", fault=faults[:300]) from wrong
    except (ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise error(DataError, "verdict.unreadable", fault=str(wrong)[:300]) from wrong


def _shaped(data: dict[str, Any]) -> dict[str, Any]:
    """Return the written keys as the classes have them."""
    criteria = {
        name: {
            "score": None if one["max"] is None else {k: one[k] for k in (*BOUNDS, "max")},
            "outcomes": one["outcomes"],
        }
        for name, one in data["criteria"].items()
    }
    findings = [{**one, "measure": "1"} for one in data["findings"]]
    total = data["total"]
    return {
        **{name: one for name, one in data.items() if name not in BESIDE},
        "beside": {name: data[name] for name in BESIDE if name in data},
        "total": None if total["low"] is None else total,
        "rating": tuple(data["rating"][at] for at in BOUNDS),
        "criteria": criteria,
        "findings": findings,
    }


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    converter.register_structure_hook(Fraction, lambda text, _: Fraction(text))
    converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    converter.register_structure_hook(
        Period, lambda ends, _: Period(*(datetime.fromisoformat(ends[at]) for at in ("start", "end")))
    )
    return converter
