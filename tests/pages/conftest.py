"""What the tests of pages need: the sample judged once, and a small body in which every text is hostile."""

import sys
from pathlib import Path

import pytest

from vanhoa_rules import Verdicts, evaluate_sample

sys.path.insert(0, str(Path(__file__).parent))

from pages_people import HOSTILE, NAME, facts_of, judged, person


@pytest.fixture(scope="session")
def sample() -> Verdicts:
    return evaluate_sample()


@pytest.fixture(scope="session")
def hostile() -> Verdicts:
    """Return five people whose ids, names, units, cases, sources and grounds are the hostile texts."""
    roster = [person(text, unit=text, name=text) for text in HOSTILE]
    facts = [fact for n, text in enumerate(HOSTILE) for fact in facts_of(text, text, f"-{n}-")]
    return judged(facts, roster)


@pytest.fixture(scope="session")
def named() -> Verdicts:
    """Return one person with a name, about whom a complaint was filed."""
    return judged(facts_of("NV-01", "don-cua-ong-kin", "-"), [person("NV-01", name=NAME)])
