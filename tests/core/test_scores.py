"""What findings cost: exact, capped, relieved once, and an interval where something is unseen."""

import json
from fractions import Fraction

import jsonschema
import pytest

from vanhoa_rules import (
    Award,
    Cap,
    Ceiling,
    DataError,
    Deduct,
    Fail,
    Line,
    Refer,
    RuleError,
    Threshold,
    Zero,
    any_of,
    days,
    each,
    evaluate_sample,
    fewer_than,
    load_rulebook,
    load_scorecard,
    month,
    quarter,
    this,
)
from vanhoa_rules.canonical import dumps, plain, shown
from vanhoa_rules.exchange.formats import rulebook_schema, verdict_schema
from vanhoa_rules.exchange.verdicts import read_verdict
from vanhoa_rules.scorecards import PROPOSAL

EMPTY = {"vi": "", "en": ""}
LATE = each("attendance.arrived", where=this.minutes_late > 0)


def late(day, minutes=20):
    return {"kind": "attendance.arrived", "at": f"2026-03-{day:02d} 08:20", "minutes_late": minutes}


def bounds(verdict, line="ky-luat"):
    found = verdict.lines[line]
    return tuple(plain(value) for value in (found.low, found.recorded, found.high))


def test_at_most_is_used_up_in_order_and_a_finding_shows_what_it_took(world):
    verdict = world.one(
        world.rule(breach=LATE), [late(4), late(2), late(3)], effects={"R": Deduct(5, at_most=12)}
    )
    assert [(one.at.day, plain(one.points)) for one in verdict.findings] == [(2, "-5"), (3, "-5"), (4, "-2")]
    assert bounds(verdict) == ("88", "88", "88")


def test_points_per_measure_are_exact(world):
    rule = world.rule(breach=each("attendance.arrived", measure=this.minutes_late))
    verdict = world.one(rule, [late(2, 7)], effects={"R": Deduct("1/3", per="measure", at_most=50)})
    assert verdict.findings[0].points == Fraction(-7, 3)
    assert verdict.to_data()["findings"][0]["points"] == "-7/3"
    assert verdict.to_data()["lines"]["ky-luat"]["recorded"] == "293/3"


@pytest.mark.parametrize(
    ("costs", "left"),
    [((5, 3), ("-2", "-3", "5")), ((2, 5), ("0", "-5", "5")), ((5, 5), ("0", "-5", "5"))],
    ids=["the general rule is dearer", "the special rule is dearer", "both cost the same"],
)
def test_an_act_costs_as_much_as_the_heaviest_rule_that_caught_it(world, costs, left):
    rules = [world.rule("general", breach=LATE), world.rule("special", breach=LATE, overrides=("general",))]
    effects = {"general": Deduct(costs[0], at_most=50), "special": Deduct(costs[1], at_most=50)}
    verdict = world.one(rules, [late(2)], effects=effects)
    points = {one.rule: plain(one.points) for one in verdict.findings}
    assert (points["general"], points["special"]) == left[:2]
    assert 100 - verdict.lines["ky-luat"].recorded == int(left[2])
    assert [(one.rule, one.by) for one in verdict.defeated] == [("general", "special")]
    assert verdict.outcomes == {"general": "breached", "special": "breached"}


def test_overrides_reach_through_a_chain(world):
    rules = [
        world.rule("low", breach=LATE),
        world.rule("middle", breach=LATE, overrides=("low",)),
        world.rule("top", breach=LATE, overrides=("middle",)),
    ]
    effects = {"low": Deduct(2, at_most=9), "middle": Deduct(3, at_most=9), "top": Deduct(5, at_most=9)}
    assert bounds(world.one(rules, [late(2)], effects=effects)) == ("95", "95", "95")


def test_relief_is_given_once_not_to_every_match(world):
    rules = [
        world.rule("single", breach=LATE),
        world.rule("month", breach=LATE.repeated(2, per=month), overrides=("single",)),
    ]
    effects = {"single": Deduct(4, at_most=50), "month": Deduct(6, at_most=50)}
    verdict = world.one(rules, [late(2), late(3)], effects=effects)
    assert bounds(verdict) == ("92", "92", "92")  # the heavier: two times 4, not 6
    assert [plain(one.freed) for one in verdict.defeated] == ["4", "2"]


def test_what_is_relieved_leaves_its_room_under_at_most_to_the_next(world):
    rules = [
        world.rule("A", breach=LATE),
        world.rule(
            "B",
            criterion="ky-cuong",
            breach=each("attendance.arrived", where=this.minutes_late > 60),
            overrides=("A",),
        ),
    ]
    effects = {"A": Deduct(3, at_most=4), "B": Deduct(9, at_most=9)}
    verdict = world.one(rules, [late(2, 90), late(3), late(4)], effects=effects)
    assert [plain(one.points) for one in verdict.findings if one.rule == "A"] == ["0", "-3", "-1"]
    assert bounds(verdict) == ("96", "96", "96")


def test_ceiling_zero_cap_fail_and_referral(world):
    rules = [
        world.rule(name, breach=each(kind))
        for name, kind in (
            ("C", "gift.reported"),
            ("Z", "gift.handed_in"),
            ("K", "gift.refused"),
            ("F", "identity.disclosed"),
            ("P", "order.received"),
        )
    ]
    effects = {
        "C": Ceiling(60),
        "Z": Zero(),
        "K": Cap("kha"),
        "F": Fail(),
        "P": Refer(to={"vi": "Người đứng đầu", "en": "The head"}, why={"vi": "Xem xét", "en": "To consider"}),
    }
    thresholds = [Threshold("tot", 70, EMPTY), Threshold("kha", 50, EMPTY), Threshold("kem", 0, EMPTY)]
    sheet = world.sheet(effects, thresholds=thresholds)

    def with_fact(kind):
        return world.one(rules, [{"kind": kind, "at": "2026-03-02 08:00"}], sheet=sheet)

    assert bounds(with_fact("gift.reported")) == ("60", "60", "60")
    assert bounds(with_fact("gift.handed_in")) == ("0", "0", "0")
    assert with_fact("gift.refused").rating == ("kha", "kha", "kha")
    assert with_fact("identity.disclosed").rating == ("kem", "kem", "kem")
    referred = with_fact("order.received")
    assert referred.total.recorded == 100
    assert [(one.rule, one.to.en) for one in referred.referrals] == [("P", "The head")]


def test_an_uncovered_kind_costs_its_whole_at_most_at_low_only(world):
    covers = [{"kinds": ["leave.*"], "since": "2025-01-01"}]
    verdict = world.one(world.rule(breach=LATE), [], effects={"R": Deduct(5, at_most=30)}, covers=covers)
    assert bounds(verdict) == ("70", "100", "100")
    endless = world.one(world.rule(breach=LATE), [], effects={"R": Deduct(5)}, covers=covers)
    assert bounds(endless) == ("0", "100", "100")
    merit = world.one(
        world.rule(merit=LATE),
        [],
        sheet=world.sheet({"R": Award(5, at_most=20)}, lines=[*_empty_line()]),
        covers=covers,
    )
    assert bounds(merit) == ("0", "0", "20")


def _empty_line():
    return [Line(id="ky-luat", title=EMPTY, maximum=100, start="empty")]


def test_a_possible_match_counts_at_low_only(world):
    rule = world.rule(breach=LATE.unless(each("meeting.excused")))
    covers = [{"kinds": ["attendance.*"], "since": "2025-01-01"}]
    verdict = world.one(rule, [late(2)], effects={"R": Deduct(5, at_most=30)}, covers=covers)
    assert bounds(verdict) == ("95", "100", "100")
    assert verdict.findings == ()
    assert verdict.unknown[0].missing == ("meeting.excused",)


def test_a_certain_match_that_a_possible_one_could_defeat_counts_at_low_only(world):
    rules = [
        world.rule("A", breach=LATE),
        world.rule("B", criterion="ky-cuong", breach=LATE.unless(each("meeting.excused")), overrides=("A",)),
    ]
    covers = [{"kinds": ["attendance.*"], "since": "2025-01-01"}]
    verdict = world.one(
        rules, [late(2)], effects={"A": Deduct(5, at_most=30), "B": Deduct(3, at_most=30)}, covers=covers
    )
    assert bounds(verdict) == ("95", "95", "100")
    assert bounds(verdict, "ky-cuong") == ("97", "100", "100")


def test_a_match_that_may_give_way_to_a_lesser_one_of_equal_evidence_costs_no_more_than_that_at_high(world):
    few = fewer_than(3, each("dress.checked"), per=quarter)
    none = fewer_than(1, each("meeting.excused"), per=quarter)
    effects = {"R": Deduct(1, per="measure", at_most=10)}
    covers = [{"kinds": ["dress.checked"], "since": "2025-01-01"}]
    rule = world.rule(breach=any_of(none, few))
    assert bounds(world.one(rule, effects=effects, covers=covers)) == ("96", "97", "99")
    covers.append({"kinds": ["meeting.excused"], "since": "2025-01-01"})
    assert bounds(world.one(rule, effects=effects, covers=covers)) == ("99", "99", "99")


def test_acts_that_two_patterns_tell_count_once_however_the_unseen_turns_out(world):
    asked, given = each("support.requested"), each("support.given")
    told = any_of(asked.followed_by(given), given.preceded_by(asked))
    facts = [
        {"kind": "support.requested", "at": "2026-03-02 08:00", "by": "colleague"},
        {"kind": "support.given", "at": "2026-03-06 08:00", "for": "colleague"},
    ]
    covers = [{"kinds": ["support.requested"], "since": "2025-01-01"}]
    found = world.one(world.rule(breach=told), facts, effects={"R": Deduct(1, at_most=10)}, covers=covers)
    assert bounds(found) == ("90", "100", "100")
    covers.append({"kinds": ["support.given"], "since": "2025-01-01"})
    found = world.one(world.rule(breach=told), facts, effects={"R": Deduct(1, at_most=10)}, covers=covers)
    assert bounds(found) == ("99", "99", "99")


def test_days_late_end_with_the_coverage_of_the_answer_at_high(world):
    rule = world.rule(
        breach=each("case.received").not_followed_by(each("case.returned"), within=days(3), same="case")
    )
    facts = [{"kind": "case.received", "at": "2026-03-02 08:00", "due": "2026-03-31 08:00", "case": "1"}]
    covers = [
        {"kinds": ["*"], "since": "2025-01-01", "until": "2026-03-09"},
        {"kinds": ["case.received"], "since": "2025-01-01"},
    ]
    verdict = world.one(rule, facts, effects={"R": Deduct(1, per="measure", at_most=90)}, covers=covers)
    assert verdict.findings[0].measure == 27  # from 5 March to 1 April
    assert bounds(verdict) == ("73", "73", "95")  # unseen from 10 March: 5 days


@pytest.mark.parametrize(
    ("effects", "code"),
    [
        ({"R": (Deduct(1), Deduct(2))}, "sheet.two_amounts"),
        ({"R": Deduct(1, line="x")}, "sheet.line"),
        ({"R": Award(1)}, "sheet.sign"),
        ({"R": Cap("x")}, "sheet.rating"),
    ],
)
def test_a_sheet_that_contradicts_itself_is_refused(world, effects, code):
    with pytest.raises(RuleError) as caught:
        world.one(world.rule(breach=LATE), [], effects=effects)
    assert caught.value.code == code


@pytest.mark.parametrize("effect", [Deduct(1), Zero(), Ceiling(5), Cap("kem"), Fail()], ids=repr)
def test_a_merit_never_lowers_a_score(world, effect):
    with pytest.raises(RuleError) as raised:
        world.one(world.rule(merit=LATE), effects={"R": effect})
    assert raised.value.code == "sheet.sign"


@pytest.mark.parametrize("amount", [0.5, -1, "x", None])
def test_an_amount_is_exact_and_not_negative(amount):
    with pytest.raises(RuleError) as caught:
        Deduct(amount)
    assert caught.value.code == "sheet.amount"


def test_every_amount_of_the_shipped_sheet_is_capped_and_names_its_source():
    sheet = load_scorecard("sau-tieu-chi")
    sheet.check(load_rulebook("thanh-tra-thanh-hoa"))
    for effects in sheet.effects.values():
        for one in effects:
            assert one.provenance == PROPOSAL
            if isinstance(one, Deduct | Award):
                assert one.at_most is not None


def test_exact_ninety_is_ninety_and_a_hair_below_is_not(world):
    line = [*_empty_line()]
    thresholds = [Threshold("tot", 90, EMPTY), Threshold("kem", 0, EMPTY)]
    ninety = world.sheet({"R": Award("30", at_most=100)}, lines=line, thresholds=thresholds)
    below = world.sheet(
        {"R": Award("29.9999999999999999999999999999999", at_most=100)}, lines=line, thresholds=thresholds
    )
    facts = [late(2), late(3), late(4)]
    assert world.one(world.rule(merit=LATE), facts, sheet=ninety).rating[1] == "tot"
    under = world.one(world.rule(merit=LATE), facts, sheet=below)
    assert under.rating[1] == "kem"
    assert shown(under.total.recorded) == "90.00"


def test_a_verdict_is_what_its_schema_says_and_can_be_read_back():
    verdicts = evaluate_sample()
    schema = verdict_schema()
    for verdict in verdicts.values():
        jsonschema.validate(json.loads(verdict.to_json()), schema)
        assert read_verdict(verdict.to_json()).to_json() == verdict.to_json()
    assert list(json.loads(verdict.to_json())) == list(schema["required"])


def test_the_rulebook_is_what_its_schema_says():
    jsonschema.validate(json.loads(dumps(load_rulebook("thanh-tra-thanh-hoa").to_data())), rulebook_schema())


def test_a_stored_verdict_that_was_changed_in_form_is_refused():
    data = json.loads(next(iter(evaluate_sample().values())).to_json())
    for wrong in (
        {**data, "as_of": "yesterday"},
        {**data, "more": 1},
        {key: data[key] for key in data if key != "total"},
        [],
    ):
        with pytest.raises(DataError) as caught:
            read_verdict(json.dumps(wrong))
        assert caught.value.code == "verdict.unreadable"


def test_equal_inputs_give_equal_bytes():
    assert evaluate_sample().to_json() == evaluate_sample().to_json()


def test_no_name_of_a_person_is_in_a_repr(world):
    roster = [world.person(name="Tên Riêng")]
    verdicts = world.judge(world.rule(breach=any_of(LATE)), [late(2)], roster=roster)
    assert "Tên" not in repr(verdicts) + repr(verdicts["A"]) + verdicts.to_json()
