"""The front door · what is shipped: rulebooks, scorecards, samples."""

import json
from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files
from os.path import sep
from typing import Any

from attrs import frozen

from vanhoa_rules import rulebooks, sheets
from vanhoa_rules._api.asking import Path
from vanhoa_rules._api.judging import evaluate
from vanhoa_rules.errors import DataError, UsageError
from vanhoa_rules.rules import Rulebook, rulebook_from_data
from vanhoa_rules.scorecards import Scorecard
from vanhoa_rules.verdicts import Verdicts
from vanhoa_rules.words import error, near


def load_rulebook(name: str) -> Rulebook:
    """Return a shipped rulebook by name, or one from a JSON file; ``UsageError`` where there is neither."""
    if name.endswith(".json") or sep in name:
        return rulebook_from_data(read_json(name))
    return rulebooks.rulebook(name)


def load_scorecard(name: str, reading: Any = None) -> Scorecard:
    """Return a shipped scorecard by name, under a reading where it has them; ``UsageError`` where there is none."""
    return sheets.scorecard(name, reading)


def read_json(path: Path) -> Any:
    """Return the data of a JSON file, numbers with a point as exact decimals; ``DataError`` where it is none."""
    try:
        with open(path, encoding="utf-8-sig") as file:  # noqa: PTH123 - a path of any kind
            return json.load(file, parse_float=Decimal)
    except (OSError, ValueError, RecursionError) as cause:
        raise error(DataError, "cli.not_json", path=str(path), fault=str(cause)[:120]) from cause


@frozen
class Sample:
    """A packaged sample: paths of its facts, roster and coverage, and the question it is made for."""

    facts: str
    roster: str
    covers: str
    rulebook: str
    scorecard: str
    period: str
    as_of: str
    staff: str


SAMPLES: Mapping[str, Mapping[str, str]] = {
    "thanh-tra": {
        "rulebook": "thanh-tra-thanh-hoa",
        "scorecard": "sau-tieu-chi",
        "period": "2026-Q1",
        "as_of": "2026-04-01",
        "staff": "TT-007",
    },
}


def load_sample(name: str = "thanh-tra") -> Sample:
    """Return a packaged sample by name: an inspectorate of about 40 people in one quarter, synthetic throughout."""
    if name not in SAMPLES:
        raise error(UsageError, "sample.unknown", name=name, near=near(name, SAMPLES))
    folder = files("vanhoa_rules") / "data" / name
    paths = {part: str(folder / f"{part}.jsonl") for part in ("facts", "roster", "covers")}
    return Sample(**paths, **SAMPLES[name])


def evaluate_sample(name: str = "thanh-tra") -> Verdicts:
    """Return the verdicts of a packaged sample."""
    sample = load_sample(name)
    return evaluate(
        load_rulebook(sample.rulebook),
        load_scorecard(sample.scorecard),
        sample.facts,
        roster=sample.roster,
        covers=sample.covers,
        period=sample.period,
        as_of=sample.as_of,
    )
