"""The roster says who is who on which day, and refuses rows that contradict each other."""

import pickle
from datetime import date, datetime

import pytest

from vanhoa_rules.errors import DataError
from vanhoa_rules.facts import PERSON_FIELDS, ROSTER_FIELDS, Person, Roster, person_faults


def row(id_, **changes):
    return Person(
        **{
            "id": id_,
            "unit": "P1",
            "role": "specialist",
            "leader": False,
            "employment": "cong_chuc",
            **changes,
        }
    )


def codes(error):
    return [(problem.field, problem.code) for problem in error.problems]


def test_the_row_in_force_counts_and_both_dates_are_in():
    roster = Roster([row("a", until=date(2026, 3, 31)), row("a", unit="P2", since=date(2026, 4, 2))])
    assert roster.row("a", date(2026, 3, 31)).unit == "P1"
    assert roster.row("a", date(2026, 4, 1)) is None
    assert roster.row("a", date(2026, 4, 2)).unit == "P2"
    assert roster.row("nobody", date(2026, 4, 2)) is None


def test_staff_stand_in_the_order_of_their_first_row_and_rows_in_the_order_of_time():
    roster = Roster([row("b", since=date(2026, 2, 1)), row("a"), row("b", until=date(2026, 1, 31))])
    assert roster.staff == ("b", "a")
    assert [each.until for each in roster.rows("b")] == [date(2026, 1, 31), None]
    assert roster.rows("nobody") == ()
    assert "a" in roster
    assert len(roster) == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({"until": date(2026, 3, 31)}, {"since": date(2026, 3, 31)}),
        ({"since": date(2026, 1, 1)}, {"since": date(2026, 6, 1)}),
        (
            {"since": date(2026, 1, 1), "until": date(2026, 12, 31)},
            {"since": date(2026, 2, 1), "until": date(2026, 3, 1)},
        ),
    ],
)
def test_rows_of_one_person_that_overlap_are_refused(first, second):
    for rows in ([first, second], [second, first]):
        with pytest.raises(DataError) as caught:
            Roster([row("a", **each) for each in rows])
        assert codes(caught.value) == [("since", "person.overlap")]
        assert caught.value.problems[0].staff == "a"


def test_every_overlap_is_listed_even_behind_a_short_row():
    rows = [row("a", since=date(2026, 1, 1), until=date(2026, 12, 31))]
    rows += [row("a", since=date(2026, month, 1), until=date(2026, month, 2)) for month in (2, 3)]
    with pytest.raises(DataError) as caught:
        Roster([*rows, row("b"), row("b")])
    assert [(problem.staff, problem.value) for problem in caught.value.problems] == [
        ("a", "2026-02-01"),
        ("a", "2026-03-01"),
        ("b", None),
    ]


def test_rows_that_touch_do_not_overlap():
    Roster([row("a", until=date(2026, 3, 31)), row("a", since=date(2026, 4, 1))])


def test_direct_reports_are_read_on_the_day():
    roster = Roster(
        [
            row("c", reports_to="x"),
            row("a", reports_to="x", until=date(2026, 3, 31)),
            row("a", reports_to="y", since=date(2026, 4, 1)),
            row("b"),
        ]
    )
    assert roster.reports("x", date(2026, 3, 31)) == ("c", "a")
    assert roster.reports("x", date(2026, 4, 1)) == ("c",)
    assert roster.reports("y", date(2026, 3, 31)) == ()
    assert roster.ever_reports("y", date(2026, 3, 1), date(2026, 4, 1)) == ("a",)
    assert roster.ever_reports("x", date(2026, 4, 1), date(2026, 5, 1)) == ("c",)
    assert roster.ever_reports("x", None, None) == ("c", "a")


def test_reporting_to_oneself_in_a_circle_is_no_fault_of_the_roster():
    Roster([row("a", reports_to="b"), row("b", reports_to="a")])


def test_the_name_is_for_display_only():
    person = row("a", name="Nguyễn Văn Mẫu")
    assert "Mẫu" not in repr(person)
    assert "Mẫu" not in repr(Roster([person]))
    assert "name" in ROSTER_FIELDS
    assert "name" not in PERSON_FIELDS


def test_a_name_of_the_wrong_type_is_not_repeated():
    found = person_faults(
        {"id": "a", "unit": "P", "role": "head", "leader": True, "employment": "can_bo", "name": 80123}
    )
    assert [problem.code for problem in found] == ["fact.type"]
    assert "80123" not in repr(found)


def test_every_fault_of_a_row_is_listed():
    found = person_faults(
        {
            "id": 17,
            "unit": "",
            "role": "boss",
            "leader": "yes",
            "rank": 3,
            "uniformed": None,
            "since": datetime(2026, 1, 1),  # noqa: DTZ001 - a date is asked for
        }
    )
    assert {(problem.field, problem.code) for problem in found} == {
        ("rank", "person.field"),
        ("id", "fact.type"),
        ("unit", "fact.empty"),
        ("role", "fact.choice"),
        ("leader", "fact.type"),
        ("employment", "fact.null"),
        ("uniformed", "fact.null"),
        ("since", "fact.type"),
    }


def test_a_row_that_ends_before_it_begins_is_refused():
    with pytest.raises(DataError) as caught:
        row("a", since=date(2026, 2, 1), until=date(2026, 1, 31))
    assert codes(caught.value) == [("until", "person.dates")]


def test_rows_may_be_given_by_field_and_all_their_faults_come_together():
    good = {"id": "a", "unit": "P", "role": "clerk", "leader": False, "employment": "contract"}
    assert Roster([good]).row("a", date(2026, 1, 1)).role == "clerk"
    with pytest.raises(DataError) as caught:
        Roster([{**good, "role": "x"}, good, {**good, "leader": 1}])
    assert codes(caught.value) == [("role", "fact.choice"), ("leader", "fact.type")]


def test_a_citizen_identity_number_is_no_staff_id_unless_asked_for():
    people = [row("038123456789")]
    with pytest.raises(DataError) as caught:
        Roster(people)
    assert codes(caught.value) == [("id", "person.citizen_id")]
    assert "038123456789" not in str(caught.value) + repr(caught.value.problems)
    assert Roster(people, allow_citizen_ids=True).staff == ("038123456789",)
    assert [problem.code for problem in person_faults({**vars_of(people[0])})] == ["person.citizen_id"]


def vars_of(person):
    return {name: getattr(person, name) for name in ROSTER_FIELDS}


def test_a_roster_travels_to_other_processes():
    roster = Roster([row("a", reports_to="b")])
    copy = pickle.loads(pickle.dumps(roster))  # noqa: S301
    assert copy == roster
    assert copy.reports("b", date(2026, 1, 1)) == ("a",)
