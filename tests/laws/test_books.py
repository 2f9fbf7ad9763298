"""Laws of rulebooks: unions commute, books commute, what is written can be read back, digests are the same everywhere."""

import json
import os
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vanhoa_rules import patterns as algebra
from vanhoa_rules.calendars import (
    days,
    end_of,
    hours,
    month,
    months,
    quarter,
    week,
    working_days,
    working_hours,
    year,
)
from vanhoa_rules.canonical import dumps
from vanhoa_rules.conditions import person, this
from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.errors import RuleError
from vanhoa_rules.findings import Match
from vanhoa_rules.rules import Rulebook, rulebook_from_data
from vanhoa_rules.scorecards import Award, Deduct, score
from vanhoa_rules.testing import TRIAL, answers, check_engine, frames, patterns, worlds
from vanhoa_rules.words import error as words_error

NAMES = {
    name: getattr(algebra, name)
    for name in ("any_of", "before", "by_anyone", "fewer_than", "mean", "of_subordinates", "share")
} | {
    "each": lambda kind, **rest: algebra.each(TRIAL[kind], **rest),
    "this": this, "person": person, "days": days, "hours": hours, "months": months, "working_days": working_days,
    "working_hours": working_hours, "end_of": end_of, "week": week, "month": month, "quarter": quarter, "year": year,
}  # fmt: skip


def found(answer):
    """Return what is found, whatever the order: of a rule in doubt how much and when, else by what evidence as well."""
    return {
        outcome.rule: (
            outcome.word,
            sorted(str(m.at if outcome.missing else (m.at, m.identity)) for m in outcome.certain),
            sorted({str(m.identity) for m in outcome.possible if not outcome.missing}),
            sorted(str((p.due, p.evidence)) for p in outcome.pending),
            outcome.missing,
        )
        for outcome in answer.outcomes
    }


@given(worlds())
def test_any_of_commutes(world):
    rules = {r.id: r for r in world.rulebook}
    first = next(iter(rules.values()))
    p, q = first.pattern, list(rules.values())[-1].pattern

    def union(*of):
        book = Rulebook(
            name="t", edition="1", vocabulary=TRIAL,
            rules=[attrs.evolve(first, id="U", overrides=(), **{first.kind: algebra.any_of(*of)})],
        )  # fmt: skip
        one = attrs.evolve(world, rulebook=book, scorecard=world.scorecard.restricted_to(book))
        return {staff: found(answer) for staff, answer in answers(one.inputs()).items()}

    assert union(p, q) == union(q, p)


@given(worlds())
def test_books_of_disjoint_ids_commute(world):
    if len(world.rulebook) < 2:
        return
    names = [rule.id for rule in world.rulebook]
    one, other = world.rulebook.without(*names[1:]), world.rulebook.without(names[0])
    left = answers(attrs.evolve(world, rulebook=one | other).inputs())
    right = answers(attrs.evolve(world, rulebook=other | one).inputs())
    for staff, answer in left.items():
        twin = right[staff]
        assert found(answer) == found(twin)
        assert (answer.verdict.total, answer.verdict.rating, answer.verdict.lines) == (
            twin.verdict.total, twin.verdict.rating, twin.verdict.lines,
        )  # fmt: skip


@given(worlds())
def test_a_rulebook_and_a_verdict_come_back_from_json_as_they_were(world):
    text = dumps(world.rulebook.to_data())
    back = rulebook_from_data(json.loads(text), TRIAL)
    assert back == world.rulebook
    assert back.digest == world.rulebook.digest
    assert dumps(back.to_data()) == text
    assert [repr(rule.pattern) for rule in back] == [repr(rule.pattern) for rule in world.rulebook]
    ours, theirs = answers(world.inputs()), answers(attrs.evolve(world, rulebook=back).inputs())
    for staff, answer in ours.items():
        assert answer.verdict.to_json() == theirs[staff].verdict.to_json()
        assert json.loads(answer.verdict.to_json()) == json.loads(dumps(answer.verdict.to_data(), sort=False))


@given(st.data())
def test_the_repr_of_a_pattern_can_be_pasted_back(data):
    pattern = data.draw(patterns(data.draw(frames())))
    text = repr(pattern)
    if "datetime" not in text:
        assert algebra.to_data(eval(text, dict(NAMES))) == algebra.to_data(pattern)  # noqa: S307 - our own text


@given(worlds())
def test_one_more_match_of_a_breach_never_raises_a_score_and_of_a_merit_never_lowers_it(world):
    asked = world.inputs()
    for answer in answers(asked).values():
        for place, outcome in enumerate(answer.outcomes):
            effect = next(
                (e for e in world.scorecard.effects[outcome.rule] if isinstance(e, Deduct | Award)), None
            )
            source = next(iter(outcome.certain), None) or next(iter(outcome.possible), None)
            if source is None or effect is None:
                continue
            for at in (world.frame.period.start, source.at):
                more = one_more(outcome, source, at)
                outcomes = (*answer.outcomes[:place], more, *answer.outcomes[place + 1 :])
                after = score(world.scorecard, world.rulebook, outcomes)
                better, worse = (after.total, answer.verdict.total)
                if outcome.kind == "breach":
                    better, worse = worse, better
                assert better.recorded >= worse.recorded, (more, world)


def one_more(outcome, source, at):
    """Return an outcome with one more match like another, at an instant, with no evidence in common with any."""
    more: Match = attrs.evolve(source, at=at, lo=at, hi=at, facts=(), acts=(), missing=frozenset())
    return attrs.evolve(
        outcome,
        certain=tuple(sorted((*outcome.certain, more), key=lambda m: m.order)),
        possible=tuple(sorted((*outcome.possible, more), key=lambda m: m.order)),
    )


def test_the_reference_agrees_with_itself():
    check_engine(Reference)


def test_an_engine_that_differs_is_told_with_the_smallest_case():
    class Doubtful(Reference):
        """Takes everything for unknown."""

        def outcome(self, rule, staff):
            return attrs.evolve(super().outcome(rule, staff), missing=frozenset({"trial.away"}))

    with pytest.raises(AssertionError) as refused:
        check_engine(Doubtful, max_examples=20)
    told = str(refused.value)
    assert "the engine differs from the reference" in told
    assert "a R0 missing\n  reference: []\n  engine:    ['trial.away']" in told
    assert "World(" in told


def test_an_engine_that_refuses_what_the_reference_judges_is_told_by_the_code_of_its_error():
    class Strict(Reference):
        """Judges nobody."""

        def outcome(self, _rule, _staff):
            raise words_error(RuleError, "pattern.empty")

    with pytest.raises(AssertionError, match=r"engine: raises pattern\.empty"):
        check_engine(Strict, max_examples=20)


def test_digests_are_the_same_in_every_process():
    script = Path(__file__).with_name("digests.py")
    said = {
        subprocess.run(
            [sys.executable, str(script)], env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("0", "1", "random")
    }  # fmt: skip
    assert len(said) == 1
    assert len(said.pop().split()) > 20
