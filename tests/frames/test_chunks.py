"""Judged in chunks, everyone's verdict is what it is judged at once, and only a chunk is held at a time."""

import pytest
from hypothesis import HealthCheck, given, settings

pytest.importorskip("numpy", reason="numpy is not installed")

from vanhoa_rules import evaluate_sample
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
