"""Judged in chunks, everyone's verdict is what it is judged at once, and only a chunk is held at a time."""

import pytest
from hypothesis import HealthCheck, given, settings

pytest.importorskip("numpy", reason="numpy is not installed")

from vanhoa_rules import UsageError, evaluate, evaluate_sample, load_rulebook, load_sample, load_scorecard
from vanhoa_rules.engines.chunks import Chunked
from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.errors import VanhoaError
from vanhoa_rules.scorecards import score
from vanhoa_rules.testing import worlds
from vanhoa_rules.verdicts import Asked, verdict


def test_the_sample_in_chunks_of_any_size_is_the_same():
    whole = evaluate_sample()
    asked = whole.inputs
    head = Asked(asked.period, asked.as_of, asked.known_at, whole[next(iter(whole))].receipt)
    for size in (1, 7, 1000):
        parts = Chunked(asked.scene, asked.rulebook, asked.scorecard, head, tuple(whole), size)
        assert list(parts) == list(whole)
        assert [one.to_json() for one in parts.values()] == [one.to_json() for one in whole.values()]
        assert len(parts._held) == 1


def test_who_is_not_asked_about_is_not_there():
    whole = evaluate_sample()
    asked = whole.inputs
    some = tuple(whole)[:3]
    parts = Chunked(
        asked.scene,
        asked.rulebook,
        asked.scorecard,
        Asked(asked.period, asked.as_of, asked.known_at, {}),
        some,
        2,
    )
    assert len(parts) == 3
    assert tuple(whole)[3] not in parts
    assert parts.get(tuple(whole)[3]) is None


@settings(
    max_examples=150, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(worlds())
def test_leaders_and_keys_of_anyone_are_judged_alike_one_person_at_a_time(world):
    asked = world.inputs()
    reference = Reference(asked.scene)
    head = Asked(asked.period, asked.as_of, asked.known_at, {})
    starts = asked.calendar.start_of
    staff = tuple(
        one
        for one in asked.roster.staff
        if any(
            (row.since is None or starts(row.since) < asked.period.end)
            and (row.until is None or row.until >= asked.calendar.day(asked.period.start))
            for row in asked.roster.rows(one)
        )
    )
    parts = Chunked(asked.scene, world.rulebook, world.scorecard, head, staff, 1)
    for one in staff:
        try:
            outcomes = reference.judge(world.rulebook, one)
        except VanhoaError:
            continue
        scores = score(world.scorecard, world.rulebook, outcomes)
        told = verdict(one, head, world.rulebook, world.scorecard, outcomes, scores)
        assert parts[one].to_json() == told.to_json()


def test_a_chunk_of_any_size_gives_the_same_verdicts_and_frames_and_tells_the_people_done():
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    whole = sample()
    done: list[tuple[int, int]] = []
    parts = sample(chunk=7, progress=lambda *told: done.append(told))
    assert done[0] == (7, len(whole))
    assert done[-1] == (len(whole), len(whole))
    assert len(parts._found._held) == 4, "no more than the last chunks stay at hand"
    assert parts.to_json() == whole.to_json()
    assert parts.to_frame().to_pylist() == whole.to_frame().to_pylist()
    assert parts.findings_frame().to_pylist() == whole.findings_frame().to_pylist()


def test_a_chunk_of_nobody_is_refused():
    with pytest.raises(UsageError) as refused:
        sample(chunk=0)
    assert refused.value.code == "ask.chunk"


def sample(**asked):
    packed = load_sample()
    return evaluate(
        load_rulebook(packed.rulebook),
        load_scorecard(packed.scorecard),
        packed.facts,
        roster=packed.roster,
        covers=packed.covers,
        period=packed.period,
        as_of=packed.as_of,
        engine="columnar",
        **asked,
    )
