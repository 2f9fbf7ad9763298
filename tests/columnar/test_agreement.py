"""On generated worlds the columnar engine says what the reference says: outcomes, points, errors."""

from fractions import Fraction

from hypothesis import given

from vanhoa_rules import each
from vanhoa_rules.engines.columnar import Columnar, judge_all
from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.errors import VanhoaError
from vanhoa_rules.scorecards import score
from vanhoa_rules.testing import World, check_engine, worlds
from vanhoa_rules.verdicts import Asked


def test_the_public_check_finds_no_difference():
    check_engine(Columnar)


@given(world=worlds())
def test_even_the_order_of_what_is_said_is_the_same(told, world: World):
    asked = world.inputs()
    said = []
    for engine in (Reference(asked.scene), Columnar(asked.scene)):
        try:
            outcomes = {staff: engine.judge(world.rulebook, staff) for staff in asked.roster.staff}
        except VanhoaError as refused:
            said.append(refused.code)
        else:
            said.append({staff: [told(one) for one in of] for staff, of in outcomes.items()})
    assert said[0] == said[1]


@given(worlds())
def test_points_in_columns_are_those_of_the_sheet(world: World):
    asked = world.inputs()
    reference = Reference(asked.scene)
    head = Asked(asked.period, asked.as_of, asked.known_at, {})
    try:
        outcomes = {staff: reference.judge(world.rulebook, staff) for staff in asked.roster.staff}
    except VanhoaError:
        return
    judged = judge_all(Columnar(asked.scene), world.rulebook, world.scorecard, head)
    points = judged.points
    ratings = [one.rating for one in world.scorecard.thresholds]
    for staff, place in zip(judged, judged.places.tolist(), strict=True):
        scores = score(world.scorecard, world.rulebook, outcomes[staff])
        for number, at in enumerate(("low", "recorded", "high")):
            assert Fraction(int(points.total[at][place]), points.over) == getattr(scores.total, at)
            assert ratings[int(points.rating[at][place])] == scores.ratings[number]
            for name, bounds in scores.lines.items():
                assert Fraction(int(points.lines[name][at][place]), points.over) == getattr(bounds, at)


def test_progress_is_told_rule_by_rule(scene, person, rule, book, sheet):
    where = scene([], person("a"))
    seen: list[tuple[int, int]] = []
    rules = book(rule(each("attendance.arrived"), "1"), rule(each("case.received"), "2"))
    head = Asked(where.period, where.as_of, where.known_at, {})
    judge_all(Columnar(where), rules, sheet(), head, lambda done, of: seen.append((done, of)))
    assert seen == [(1, 2), (2, 2)]
