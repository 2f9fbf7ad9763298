"""The packaged sample against the answers that were worked out by hand before the engine was run."""

import tomllib
from fractions import Fraction
from pathlib import Path

import pytest

from vanhoa_rules import evaluate_sample, load_sample

ANSWERS = tomllib.loads((Path(__file__).parent / "answers.toml").read_text(encoding="utf-8"))
QUIET = {"met", "not_applicable"}


@pytest.fixture(scope="module")
def verdicts():
    return evaluate_sample()


def test_the_sample_reads_without_a_problem_and_judges_everyone(verdicts):
    assert verdicts.problems == ()
    assert len(verdicts) == 40


@pytest.mark.parametrize("staff", ANSWERS)
def test_words(verdicts, staff):
    words = {rule: word for rule, word in verdicts[staff].outcomes.items() if word not in QUIET}
    assert words == ANSWERS[staff]["words"]


@pytest.mark.parametrize("staff", ANSWERS)
def test_points(verdicts, staff):
    points: dict[str, Fraction] = {}
    for finding in verdicts[staff].findings:
        points[finding.rule] = points.get(finding.rule, Fraction(0)) + finding.points
    assert points == {rule: Fraction(value) for rule, value in ANSWERS[staff]["points"].items()}


@pytest.mark.parametrize("staff", ANSWERS)
def test_lines_total_and_rating(verdicts, staff):
    verdict, answer = verdicts[staff], ANSWERS[staff]
    lines = {name: (line.low, line.recorded, line.high) for name, line in verdict.lines.items()}
    expected = {name: (Fraction(100),) * 3 for name in lines} | {
        name: tuple(map(Fraction, values)) for name, values in answer["lines"].items()
    }
    assert lines == expected
    assert (verdict.total.low, verdict.total.recorded, verdict.total.high) == tuple(
        map(Fraction, answer["total"])
    )
    assert list(verdict.rating) == answer["rating"]


@pytest.mark.parametrize("staff", ANSWERS)
def test_pending_and_defeated(verdicts, staff):
    verdict, answer = verdicts[staff], ANSWERS[staff]
    pending: dict[str, list[str]] = {}
    for one in verdict.pending:
        pending.setdefault(one.rule, []).append(one.due.isoformat())
    assert pending == answer.get("pending", {})
    defeated: dict[str, int] = {}
    for one in verdict.defeated:
        defeated[one.rule] = defeated.get(one.rule, 0) + 1
    assert defeated == answer.get("defeated", {})


def test_the_files_are_what_the_generator_writes(tmp_path):
    sample = load_sample()
    from_package = {name: Path(getattr(sample, name)).read_bytes() for name in ("facts", "roster", "covers")}
    source = Path(__file__).parent / "generate.py"
    namespace: dict[str, object] = {"__file__": str(source), "__name__": "generate"}
    exec(compile(source.read_text(encoding="utf-8"), str(source), "exec"), namespace)  # noqa: S102 - the generator stands beside this test
    namespace["FOLDER"] = tmp_path
    namespace["main"]()
    assert {name: (tmp_path / f"{name}.jsonl").read_bytes() for name in from_package} == from_package
