"""The roster and the coverage: one clear list of everything that is wrong, or the thing itself."""

from datetime import date

import pytest

from vanhoa_rules.errors import DataError, UsageError
from vanhoa_rules.exchange import read_coverage, read_roster

HEAD = "id,name,unit,role,leader,employment,reports_to,since,until"
PERSON = {"id": "A01", "unit": "TT", "role": "inspector", "leader": False, "employment": "cong_chuc"}


def refused(read, source, **terms):
    with pytest.raises(DataError) as found:
        read(source, **terms)
    return [(problem.row, problem.field, problem.code) for problem in found.value.problems]


@pytest.fixture
def write(tmp_path):
    def writer(text, name="roster.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return writer


def test_a_roster_is_read_from_csv_with_vietnamese_answers(write):
    path = write(
        f"{HEAD}\n007,Nguyễn Văn A,TT,head,có,cong_chuc,,,\n008,,TT,inspector,không,vien_chuc,007,2026-01-01,2026-06-30\n"
    )
    roster = read_roster(path)
    assert roster.staff == ("007", "008")
    first = roster.rows("007")[0]
    assert (first.leader, first.name, first.spokesperson) == (True, "Nguyễn Văn A", False)
    assert roster.rows("008")[0].until == date(2026, 6, 30)


def test_a_roster_is_read_from_json_lines_lists_dicts_and_people(write):
    text = '{"id": "A01", "unit": "TT", "role": "inspector", "leader": false, "employment": "cong_chuc"}'
    roster = read_roster(write(text, "roster.jsonl"))
    assert (
        roster
        == read_roster(write(f"[{text}]", "roster.json"))
        == read_roster([PERSON])
        == read_roster(roster)
    )
    assert read_roster(roster.people) == roster


def test_every_problem_of_every_row_is_listed_at_once(write):
    path = write(
        f"{HEAD},colour\n007,A,TT,boss,maybe,cong_chuc,,01/01/2026,,red\n,B,TT,head,1,cong_chuc,001099012345,2026-02-01,2026-01-01,\n008,x\n"
    )
    assert sorted(refused(read_roster, path), key=str) == sorted(
        [
            (1, "colour", "csv.unknown_column"),
            (2, "leader", "value.bool"),
            (2, "since", "value.day_first"),
            (2, "role", "fact.choice"),
            (3, "id", "fact.null"),
            (3, "reports_to", "value.citizen_id"),
            (3, "until", "person.dates"),
            (4, None, "csv.cells"),
        ],
        key=str,
    )


def test_overlapping_rows_are_listed_with_the_line_of_the_later(write):
    rows = "A,x,TT,clerk,0,contract,,2026-01-01,2026-03-31\nB,y,TT,clerk,0,contract,,,\nA,x,TT,clerk,0,contract,,2026-03-31,\n"
    assert refused(read_roster, write(f"{HEAD}\n{rows}")) == [(4, "since", "person.overlap")]


def test_a_name_never_shows_in_an_error():
    with pytest.raises(DataError) as found:
        read_roster([{**PERSON, "name": 5, "id": "001099012345"}, {**PERSON, "name": "Bí\x00Mật"}])
    text = f"{found.value}{found.value.problems}"
    assert "Mật" not in text
    assert "001099012345" not in text


def test_citizen_numbers_may_be_allowed():
    assert read_roster([{**PERSON, "id": "001099012345"}], allow_citizen_ids=True).staff == ("001099012345",)


def test_an_empty_roster_is_a_roster(write):
    assert read_roster(write("")).staff == ()
    assert read_roster([]).staff == ()
    assert read_roster(write(f"{HEAD}\n")).staff == ()


def test_json_is_strict_about_rows_of_the_roster():
    assert refused(read_roster, [{**PERSON, "leader": "true", "id": 7}, "x", {**PERSON, "team": "y"}]) == [
        (2, None, "row.not_object"),
        (1, "id", "value.number_for_text"),
        (1, "leader", "value.text_for_bool"),
        (3, "team", "row.unknown_field"),
    ]
    with pytest.raises(UsageError):
        read_roster(PERSON)


def test_coverage_is_read_from_json_lines(write):
    path = write(
        '{"kinds": ["attendance.*", "leave.approved"], "since": "2026-01-01", "until": "2026-03-31", "units": ["TT"]}\n'
        '{"kinds": ["case.*"], "since": "2026-01-01"}\n',
        "covers.jsonl",
    )
    first, second = read_coverage(path).entries
    assert (first.kinds, first.since, first.units) == (
        ("attendance.*", "leave.approved"),
        date(2026, 1, 1),
        ("TT",),
    )
    assert (second.until, second.units) == (None, None)
    assert read_coverage([first, second]) == read_coverage(path)


def test_everything_wrong_with_coverage_is_listed(write):
    path = write(
        '{"kinds": "attendance.*", "since": "01/01/2026"}\n'
        '{"kinds": ["a.b"], "since": "2026-02-01", "until": "2026-01-01", "for": 1}\n'
        '{"kinds": ["a\\u0000"], "since": "2026-01-01", "units": []}\n'
        "{",
        "covers.jsonl",
    )
    found = refused(read_coverage, path)
    assert {row for row, _, _ in found} == {1, 2, 3, 4}
    assert (1, "since", "value.day_first") in found
    assert {(1, "kinds"), (2, "until"), (2, "for"), (3, "kinds"), (3, "units")} <= {
        (row, field) for row, field, _ in found
    }
