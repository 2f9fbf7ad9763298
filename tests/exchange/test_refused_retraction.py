"""A retraction that cannot be read leaves its person's record unknown: what it meant to withdraw is not counted in silence."""

import pytest

from vanhoa_rules import Deduct, Line, Rule, Rulebook, Scorecard, Threshold, each, evaluate

AT = "2026-02-03T09:00:00+07:00"
LATE = {"kind": "attendance.arrived", "id": "a", "staff": "P1", "at": AT, "minutes_late": 20}
BAD = {
    "kind": "fact.retracted",
    "id": "r",
    "staff": "P1",
    "at": AT,
    "retracts": "a",
    "recorded_at": "tomorrow",
}


def judged(*rows, engine="reference"):
    rules = tuple(
        Rule(id=name, title={"vi": name, "en": name}, criterion="ky-luat", breach=each(kind))
        for name, kind in (("late", "attendance.arrived"), ("early", "attendance.left"))
    )
    sheet = Scorecard(
        name="trial",
        edition="1",
        title={"vi": "Thử", "en": "Trial"},
        lines=(Line(id="ky-luat", title={"vi": "Kỷ luật", "en": "Discipline"}, maximum=10),),
        thresholds=(Threshold("A", 9, {"vi": "A", "en": "A"}), Threshold("B", 0, {"vi": "B", "en": "B"})),
        effects={name: (Deduct("1", at_most="5"),) for name in ("late", "early")},
    )
    people = [
        {"id": name, "unit": "u", "role": "specialist", "leader": False, "employment": "cong_chuc"}
        for name in ("P1", "P2")
    ]
    return evaluate(
        Rulebook(name="trial", edition="1", rules=rules),
        sheet,
        list(rows),
        roster=people,
        period="2026-Q1",
        as_of="2026-04-01",
        covers="all",
        engine=engine,
    )


@pytest.mark.parametrize("engine", ["reference", "columnar"])
@pytest.mark.parametrize(
    "bad",
    [
        BAD,
        {**BAD, "retracts": None, "recorded_at": None},
        {**BAD, "kind": "fact.retractd"},
        {**BAD, "recorded_at": None, "reason": "typed twice"},
    ],
    ids=["no instant", "no id", "a slip of the pen", "a field too many"],
)
def test_a_refused_retraction_leaves_every_kind_of_its_person_unknown(bad, engine):
    found = judged(LATE, bad, engine=engine)
    assert found.problems
    assert [(one.rule, one.missing) for one in found["P1"].unknown] == [
        ("late", ("attendance.arrived",)),
        ("early", ("attendance.left",)),
    ]
    assert not found["P1"].certain
    assert not found["P2"].unknown
