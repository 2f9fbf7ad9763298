"""Every engine gives the same bytes on the packaged sample, whatever its coverage."""

from importlib.util import find_spec

import pytest

from vanhoa_rules import evaluate, load_rulebook, load_sample, load_scorecard

SAMPLE = load_sample()
ENGINES = [
    "columnar",
    "auto",
    pytest.param(
        "durable",
        marks=pytest.mark.skipif(
            find_spec("durable") is None, reason="durable-rules is not installed (the extra `durable`)"
        ),
    ),
]


def judged(engine, covers, sheet=SAMPLE.scorecard):
    return evaluate(
        load_rulebook(SAMPLE.rulebook),
        load_scorecard(sheet),
        SAMPLE.facts,
        roster=SAMPLE.roster,
        covers=covers,
        period=SAMPLE.period,
        as_of=SAMPLE.as_of,
        engine=engine,
    ).to_json()


@pytest.mark.parametrize("covers", [SAMPLE.covers, None, "all"], ids=["stated", "not stated", "all"])
@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_bytes_as_the_reference(engine, covers):
    assert judged(engine, covers) == judged("reference", covers)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_bytes_on_the_decrees_sheet(engine):
    assert judged(engine, SAMPLE.covers, "nd-335-2025") == judged("reference", SAMPLE.covers, "nd-335-2025")
