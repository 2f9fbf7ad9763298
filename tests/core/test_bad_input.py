"""Bad input, everywhere: a defined meaning, never a traceback, never a clean record out of a broken one."""

import pytest

from vanhoa_rules import DataError, Deduct, RuleError, UsageError, each, mean, month, share, this

LATE = each("attendance.arrived", where=this.minutes_late > 0)
ARRIVED = {"kind": "attendance.arrived", "at": "2026-01-05 08:00", "minutes_late": 20}


def test_an_unknown_kind_is_kept_reported_and_not_fatal(world):
    verdicts = world.judge(
        world.rule(breach=LATE), [{"kind": "coffee.drunk", "at": "2026-01-05 08:00"}, ARRIVED]
    )
    assert [problem.code for problem in verdicts.problems] == ["fact.unknown_kind"]
    assert verdicts["A"].outcomes == {"R": "breached"}


def test_a_misspelt_kind_does_not_become_a_clean_record(world):
    verdicts = world.judge(world.rule(breach=LATE), [{**ARRIVED, "kind": "attendance.arived"}])
    assert "attendance.arrived" in verdicts.problems[0].remedy.en + verdicts.problems[0].message.en
    assert verdicts["A"].outcomes == {"R": "unknown"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"minutes_late": -1}, "fact.range"),
        ({"minutes_late": "20"}, "fact.type"),
        ({"minutes": 20}, "fact.unknown_field"),
        ({"at": "2026-01-05T08:00:00"}, "fact.naive"),
        ({"staff": 123}, None),
        ({"id": ""}, None),
    ],
)
def test_a_broken_row_is_listed_and_never_a_clean_record(world, change, code):
    fact = {**ARRIVED, **change}
    verdicts = world.judge(
        world.rule(breach=LATE),
        [{**fact, "at": fact["at"] if "T" in fact["at"] else "2026-01-05T08:00:00+07:00"}]
        if "at" not in change
        else [
            {
                "kind": "attendance.arrived",
                "id": "x",
                "staff": "A",
                "minutes_late": 20,
                "at": "2026-01-05T08:00:00",
            }
        ],
    )
    if "at" in change:
        verdicts = world.judge(world.rule(breach=LATE), [{**ARRIVED, "at": "2026-01-05 08:00+0"}])
    assert verdicts.problems
    assert verdicts["A"].outcomes == {"R": "unknown"}
    del code


def test_a_broken_row_about_one_kind_leaves_the_others_clean(world):
    rules = [world.rule("R", breach=LATE), world.rule("S", breach=each("attendance.absent"))]
    verdicts = world.judge(rules, [{**ARRIVED, "minutes_late": -1}])
    assert verdicts["A"].outcomes == {"R": "unknown", "S": "met"}


def test_two_different_facts_with_one_id_are_neither_of_them_judged(world):
    verdicts = world.judge(
        world.rule(breach=LATE), [{**ARRIVED, "id": "x"}, {**ARRIVED, "id": "x", "minutes_late": 30}]
    )
    assert verdicts["A"].findings == ()
    assert verdicts["A"].outcomes == {"R": "unknown"}
    assert verdicts.problems


def test_the_same_fact_twice_counts_once(world):
    verdict = world.one(
        world.rule(breach=LATE),
        [{**ARRIVED, "id": "x"}, {**ARRIVED, "id": "x"}],
        effects={"R": Deduct(5, at_most=50)},
    )
    assert len(verdict.findings) == 1
    assert verdict.lines["ky-luat"].recorded == 95


def test_an_empty_roster_gives_no_verdicts(world):
    assert dict(world.judge(world.rule(breach=LATE), [ARRIVED], roster=[])) == {}


def test_no_facts_say_nothing_where_nothing_is_covered(world):
    assert world.one(world.rule(breach=LATE), [], covers=None).outcomes == {"R": "unknown"}
    assert world.one(world.rule(breach=LATE), []).outcomes == {"R": "met"}


@pytest.mark.parametrize("period", ["2026-04-01..2026-01-01", "2026-13", "quarter", ""])
def test_a_period_that_means_nothing_is_refused(world, period):
    with pytest.raises(UsageError):
        world.judge(world.rule(breach=LATE), [], period=period)


def test_a_question_before_the_period_is_refused(world):
    with pytest.raises(UsageError) as caught:
        world.judge(world.rule(breach=LATE), [], as_of="2025-12-31")
    assert caught.value.code == "ask.period"


def test_facts_of_someone_not_in_the_roster_are_context_only(world):
    verdicts = world.judge(world.rule(breach=LATE), [{**ARRIVED, "staff": "stranger"}])
    assert list(verdicts) == ["A"]
    assert verdicts["A"].outcomes == {"R": "met"}


def test_overlapping_roster_rows_are_refused(world):
    rows = [world.person(until="2026-02-10"), world.person(since="2026-02-10", unit="V")]
    with pytest.raises(DataError) as caught:
        world.judge(world.rule(breach=LATE), [], roster=rows)
    assert [problem.code for problem in caught.value.problems] == ["person.overlap"]


def test_a_share_and_a_mean_over_nothing_are_met(world):
    rated = each("feedback.rated")
    rules = [
        world.rule("S", breach=share(rated, among=rated, below=1, per=month)),
        world.rule("M", breach=mean(rated, this.rating, below=3, per=month)),
    ]
    assert world.one(rules).outcomes == {"S": "met", "M": "met"}


def test_a_ring_of_retractions_is_a_problem_and_its_last_link_is_refused(world):
    ring = [
        {"id": "a", "kind": "fact.retracted", "at": "2026-01-06 08:00", "retracts": "b"},
        {"id": "b", "kind": "fact.retracted", "at": "2026-01-06 08:00", "retracts": "a"},
    ]
    verdicts = world.judge(world.rule(breach=LATE), [*ring, {**ARRIVED, "id": "x"}])
    assert [problem.code for problem in verdicts.problems] == ["retraction.order"]
    assert verdicts["A"].outcomes == {"R": "breached"}


def test_a_retraction_that_is_retracted_removes_nothing(world):
    facts = [
        {**ARRIVED, "id": "x"},
        {"id": "r", "kind": "fact.retracted", "at": "2026-01-06 08:00", "retracts": "x"},
        {"id": "s", "kind": "fact.retracted", "at": "2026-01-07 08:00", "retracts": "r"},
    ]
    assert world.one(world.rule(breach=LATE), facts[:2]).outcomes == {"R": "met"}
    assert world.one(world.rule(breach=LATE), facts).outcomes == {"R": "breached"}
    then = world.one(world.rule(breach=LATE), facts, known_at="2026-01-06T12:00:00+07:00")
    assert then.findings == ()
    assert then.outcomes == {"R": "unknown"}  # what happened after that day could not be on record


def test_an_unknown_engine_or_effect_is_refused(world):
    with pytest.raises(UsageError, match="engine"):
        world.judge(world.rule(breach=LATE), [], engine="fast")
    with pytest.raises(RuleError) as caught:
        world.judge(world.rule(breach=LATE), [], effects={"Q": Deduct(1)})
    assert caught.value.code == "sheet.rule"
