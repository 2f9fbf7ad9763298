"""What the columnar engine found becomes the same frame as verdicts told one by one."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

pytest.importorskip("numpy", reason="numpy is not installed")
pytest.importorskip("pyarrow", reason="pyarrow is not installed")

from vanhoa_rules import (
    Award,
    Deduct,
    Line,
    Refer,
    Rule,
    Rulebook,
    Scorecard,
    Threshold,
    Verdicts,
    days,
    each,
    evaluate,
    load_rulebook,
    load_sample,
    load_scorecard,
    this,
    working_hours,
)
from vanhoa_rules.engines.chunks import Chunked
from vanhoa_rules.engines.columnar import Columnar, judge_all
from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.errors import VanhoaError
from vanhoa_rules.exchange.frames import findings_frame, verdicts_frame
from vanhoa_rules.rules import Criterion
from vanhoa_rules.scorecards import score
from vanhoa_rules.testing import World, worlds
from vanhoa_rules.verdicts import Asked, verdict


def same(fast: Verdicts, slow: Verdicts) -> None:
    for make in (verdicts_frame, findings_frame):
        mine, theirs = make(fast), make(slow)
        assert mine.schema == theirs.schema
        assert mine.to_pylist() == theirs.to_pylist()
        assert mine.combine_chunks().equals(theirs.combine_chunks())


def sample(engine: str, covers: Any = None, **changes: Any) -> Verdicts:
    packed = load_sample()
    given = {
        "rulebook": load_rulebook(packed.rulebook),
        "scorecard": load_scorecard(packed.scorecard),
        "facts": packed.facts,
        "roster": packed.roster,
        "covers": covers,
        "period": packed.period,
        "as_of": packed.as_of,
        **changes,
    }
    return evaluate(**given, engine=engine)


@pytest.mark.parametrize("covers", [load_sample().covers, None, "all"], ids=["stated", "not stated", "all"])
def test_the_sample(covers):
    fast = sample("columnar", covers)
    assert not isinstance(fast._found, dict)
    same(fast, sample("reference", covers))


def text(said: str) -> dict[str, str]:
    return {"vi": said, "en": said}


LATE = each("attendance.arrived", where=this.minutes_late > 0)
RULES = (
    Rule(id="ONE", title=text("1"), criterion=Criterion.KY_LUAT, breach=LATE),
    Rule(
        id="MANY",
        title=text("2"),
        criterion=Criterion.KY_LUAT,
        breach=LATE.repeated(2, within=days(30)),
        overrides=("ONE",),
    ),
    Rule(
        id="SLOW",
        title=text("3"),
        criterion=Criterion.TAN_TUY,
        breach=each("case.received").not_followed_by(each("case.returned"), by=this.due, same="case"),
    ),
    Rule(
        id="HOURS",
        title=text("4"),
        criterion=Criterion.TAN_TUY,
        breach=each("case.received").not_followed_by(
            each("case.returned"), within=working_hours(8), same="case"
        ),
    ),
    Rule(
        id="GOOD",
        title=text("5"),
        criterion=Criterion.TRACH_NHIEM,
        merit=each("feedback.rated", where=this.rating >= 5),
    ),
)


def test_thirds_overrides_referrals_and_what_is_unknown_or_pending():
    book = Rulebook(name="trial", edition="1", rules=RULES)
    card = Scorecard(
        name="trial",
        edition="1",
        title=text("t"),
        lines=tuple(
            Line(id=name, title=text(name), maximum=100, weight="1/3" if name == "ky-luat" else 1)
            for name in ("ky-luat", "tan-tuy", "trach-nhiem")
        ),
        thresholds=(Threshold("A", 200, text("A")), Threshold("B", 0, text("B"))),
        effects={
            "ONE": (Deduct("1/3", at_most="5/7"),),
            "MANY": (Deduct("1/7"), Refer(to=text("x"), why=text("y"))),
            "SLOW": (Deduct("2/3", per="measure", at_most=9),),
            "HOURS": (Deduct(1, at_most=5),),
            "GOOD": (Award("0.25", at_most=1),),
        },
    )
    asked = {"rulebook": book, "scorecard": card, "as_of": "2026-03-20"}
    fast, slow = (
        sample("columnar", load_sample().covers, **asked),
        sample("reference", load_sample().covers, **asked),
    )
    rows = verdicts_frame(slow).to_pylist()
    for name in ("findings", "defeated", "pending", "unknown", "referrals"):
        assert any(row[name] for row in rows), name
    assert any("/3" in row["points"] or "/21" in row["points"] for row in findings_frame(slow).to_pylist())
    same(fast, slow)


@settings(
    max_examples=150, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(worlds())
def test_generated_worlds(world: World):
    asked = world.inputs()
    head = Asked(asked.period, asked.as_of, asked.known_at, {}, asked)
    reference = Reference(asked.scene)
    try:
        judged = judge_all(Columnar(asked.scene), world.rulebook, world.scorecard, head)
        slow = {}
        for staff in judged:
            outcomes = reference.judge(world.rulebook, staff)
            scores = score(world.scorecard, world.rulebook, outcomes)
            slow[staff] = verdict(staff, head, world.rulebook, world.scorecard, outcomes, scores)
    except VanhoaError:
        return
    same(Verdicts(judged, (), asked), Verdicts(slow, (), asked))
    parts = Chunked(asked.scene, world.rulebook, world.scorecard, head, tuple(judged), 2)
    same(Verdicts(parts, (), asked), Verdicts(slow, (), asked))
