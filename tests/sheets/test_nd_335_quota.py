"""The share of excellent ratings (Art 20(5)): counted as rated and after the excess becomes good; nobody is picked."""

import pytest
from scenes import Told, person, scene

from vanhoa_rules.errors import UsageError
from vanhoa_rules.sheets.nd_335_2025 import Nd335, judge
from vanhoa_rules.sheets.nd_335_2025.quota import quota, settled
from vanhoa_rules.sheets.nd_335_2025.reading import DECREE

MONTHS = [f"2026-{month:02}" for month in range(1, 13)]


def office(points, **rows):
    """A scene and its results: one person for each total, all in one body and group unless said otherwise."""
    told = Told()
    people = []
    for n, total in enumerate(points):
        staff = f"s{n:02}"
        people.append(person(staff, **{name: values[n] for name, values in rows.items()}))
        for month in MONTHS:
            told.tell("result.recorded", "2027-01-05", staff=staff, period=month, total=total)
    asked = scene(told.facts, people, period="2026")
    return judge(Nd335(), asked), asked


def test_article_20_5_the_base_is_the_number_rated_good_and_moves_when_the_excess_becomes_good():
    results, asked = office(["95"] * 10 + ["80"] * 10)
    (group,) = quota(results, asked)
    assert (group.limit, group.excess) == (2, 8)  # 20% of 10
    assert (group.settled, group.to_lower) == (3, 7)  # 7 become good: 20% of 17 are 3.4


def test_article_20_5_fewer_than_five_good_ones_leave_no_excellent_one():
    results, asked = office(["95", "80", "80", "80", "80"])
    (group,) = quota(results, asked)
    assert group.limit == 0
    assert group.settled == 0  # to keep one there must be five others rated good
    assert settled(1, 3, 20, DECREE) == 0


def test_article_20_5_each_body_and_each_group_of_similar_tasks_is_counted_by_itself():
    bodies = ["x", "x", "x", "y", "y", "y"]
    groups = ["g1", "g1", "g2", "g1", "g1", "g1"]
    results, asked = office(["95", "80", "95", "95", "80", "80"], body=bodies, group=groups)
    found = quota(results, asked)
    assert [(one.body, one.group, one.excellent) for one in found] == [
        ("x", "g1", ("s00",)),
        ("x", "g2", ("s02",)),
        ("y", "g1", ("s03",)),
    ]


def test_article_20_5_a_quarter_needs_the_authority_s_document():
    results, asked = office(["95"] * 2 + ["80"] * 8)
    for percent, basis, code in (
        (25, None, "quota.basis"),
        (25, " ", "quota.basis"),
        (26, "QĐ 1", "quota.percent"),
        (0, None, "quota.percent"),
    ):
        with pytest.raises(UsageError) as caught:
            quota(results, asked, percent=percent, basis=basis)
        assert caught.value.code == code
    (group,) = quota(results, asked, percent=25, basis="Quyết định số 1/QĐ-UBND")
    assert group.limit == 2
    assert group.to_data()["basis"] == "Quyết định số 1/QĐ-UBND"


def test_nobody_is_picked_by_the_order_of_the_roster_or_of_ids():
    results, asked = office(["95"] * 4 + ["80"] * 6)
    (group,) = quota(results, asked)
    assert (group.first, group.tied) == ((), ())
    assert group.excellent == ("s00", "s01", "s02", "s03")
    (tied,) = quota(results, asked, order="total")
    assert tied.first == ()
    assert tied.tied == ("s00", "s01", "s02", "s03")


def test_an_order_is_made_only_by_the_criterion_the_caller_names_and_a_tie_stays_a_tie():
    results, asked = office(["91", "96", "93", "93", "80", "80", "80", "80", "80", "80", "80"])
    (group,) = quota(results, asked, order="total")
    assert group.settled == 1
    assert (group.first, group.tied) == (("s01",), ())
    two = office(["91", "96", "93", "93"] + ["80"] * 8)
    (group,) = quota(*two, order="total")
    assert group.settled == 2
    assert (group.first, group.tied) == (("s01",), ("s02", "s03"))
    with pytest.raises(UsageError) as caught:
        quota(results, asked, order="seniority")
    assert caught.value.code == "quota.order"


def test_someone_whose_rating_the_unseen_may_change_is_named_as_uncertain():
    told = Told()
    told.tell("result.recorded", "2026-12-05", period="2026-11", total="95")
    told.scores("2026-11", staff="binh")
    told.task("t", "2026-11-10", "2026-11-09", staff="binh")
    covers = [{"kinds": ["task.assigned", "task.completed", "task.assessed"], "since": "2026-01-01"}]
    asked = scene(told.facts, [person("an"), person("binh")], covers=covers)
    (group,) = quota(judge(Nd335(), asked), asked)
    assert group.excellent == ("an", "binh")
    assert group.uncertain == ("binh",)
