"""Files of facts: JSON Lines, a JSON list, CSV; what is kept, what is listed, and where."""

import json
from typing import ClassVar

import pytest
from attrs import frozen

from vanhoa_rules.errors import DataError, UsageError
from vanhoa_rules.exchange import fact_from_dict, read_facts, write_facts
from vanhoa_rules.facts.base import Fact
from vanhoa_rules.facts.presence import AttendanceArrived
from vanhoa_rules.facts.vocabulary import STANDARD, Vocabulary
from vanhoa_rules.words import problem

AT = "2026-01-05T08:00:00+07:00"


def line(**changes):
    row = {"kind": "attendance.arrived", "id": "f1", "staff": "A01", "at": AT, "minutes_late": 5, **changes}
    return json.dumps({name: value for name, value in row.items() if value is not ...}, ensure_ascii=False)


@pytest.fixture
def read(tmp_path):
    def reader(content, name="facts.jsonl", **terms):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_facts(path, **terms)

    return reader


def codes(found):
    return [(problem.row, problem.field, problem.code) for problem in found.problems]


# JSON


def test_good_rows_are_kept_and_bad_ones_listed_with_all_their_faults(read):
    found = read(
        "\n".join([line(), "", line(id="f2", at="05/01/2026", minutes_late=-1, colour="red"), line(id="f3")])
    )
    assert [fact.id for fact in found.facts] == ["f1", "f3"]
    assert codes(found) == [
        (3, "at", "value.day_first"),
        (3, "colour", "row.unknown_field"),
        (3, "minutes_late", "fact.range"),
    ]
    first = found.problems[0]
    assert first.file is not None
    assert first.file.endswith("facts.jsonl")
    assert (first.value, first.staff, first.kind) == ("05/01/2026", "A01", "attendance.arrived")
    assert "2026-04-03" in first.remedy.vi


def test_an_unknown_field_is_met_with_near_names(read):
    (problem,) = [p for p in read(line(minute_late=3)).problems if p.code == "row.unknown_field"]
    assert "minutes_late" in problem.remedy.vi


def test_a_field_of_another_kind_is_an_error_unless_it_is_null(read):
    assert codes(read(line(minutes_early=3))) == [(1, "minutes_early", "row.field_of_other")]
    assert read(line(minutes_early=None, retracts=None)).problems == ()


def test_missing_and_null_are_told_apart(read):
    assert codes(read(line(minutes_late=...))) == [(1, "minutes_late", "row.missing")]
    assert codes(read(line(minutes_late=None))) == [(1, "minutes_late", "fact.null")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (line()[:-20], "json.truncated"),
        (line().replace(":", "=", 1), "json.broken"),
        (line() + line(), "json.broken"),
        (line()[:-1] + ', "minutes_late": 6}', "json.duplicate_key"),
        ('["attendance.arrived"]', "row.not_object"),
        ("null", "row.not_object"),
        ("[" * 100_000, "json.deep"),
        (line(case="x" * 1_000_001), "row.too_long"),
    ],
)
def test_a_line_that_cannot_be_read_does_not_stop_the_others(read, text, code):
    found = read(f"{line(id='f0')}\n{text}\n{line(id='f2')}\n")
    assert [fact.id for fact in found.facts] == ["f0", "f2"]
    assert [(problem.row, problem.code) for problem in found.problems] == [(2, code)]


def test_a_broken_line_uncovers_no_more_than_must_be(read):
    cut = read(line()[:-20]).problems[0]
    assert (cut.staff, cut.kind) == ("A01", "attendance.arrived")
    two = read(line() + line(staff="A02")).problems[0]
    assert (two.staff, two.kind) == (None, None)
    early = read('{"kind": "attendance.arr').problems[0]
    assert (early.staff, early.kind) == (None, None)
    twice = read(line()[:-1] + ', "staff": "A02"}').problems[0]
    assert (twice.staff, twice.kind) == (None, "attendance.arrived")


def test_numbers_are_read_by_their_digits(read):
    text = line(kind="training.attended", minutes_late=..., topic="Tin học", hours="?").replace(
        '"?"', "0.1000000000000000000000000001"
    )
    assert str(read(text).facts[0].hours) == "0.1000000000000000000000000001"
    assert codes(read(line(minutes_late="?").replace('"?"', "3.0"))) == [
        (1, "minutes_late", "value.fraction")
    ]
    assert codes(read(line(minutes_late="?").replace('"?"', "NaN"))) == [
        (1, "minutes_late", "value.not_finite")
    ]
    assert codes(read(line(minutes_late="?").replace('"?"', "1" * 5000))) == [
        (1, "minutes_late", "value.too_big")
    ]


def test_ids_are_never_made_from_numbers(read):
    assert codes(read(line(id=7, staff=123, case=5))) == [
        (1, "id", "value.number_for_text"),
        (1, "staff", "value.number_for_text"),
        (1, "case", "value.number_for_text"),
    ]


def test_a_citizen_number_is_refused_unless_allowed_and_never_shown(read):
    found = read(line(staff="001099012345", at="5/1/2026"))
    assert ("value.citizen_id", "…") in [(problem.code, problem.value) for problem in found.problems]
    assert all(problem.staff is None for problem in found.problems)
    assert "001099012345" not in str(found.problems)
    assert read(line(staff="001099012345"), allow_citizen_ids=True).facts[0].staff == "001099012345"


def test_a_private_value_and_a_redacted_one_are_never_repeated(read):
    sick = line(kind="leave.approved", minutes_late=..., until=AT, reason="ung thư")
    assert "ung thư" not in str(read(sick).problems)
    found = read(line(minutes_late="SECRET", source=" SECRET", at="SECRET"), redact=True)
    assert len(found.problems) == 3
    assert "SECRET" not in str(found.problems)
    assert {problem.value for problem in found.problems} == {"…"}


def test_contradictions_are_placed_and_redacted_too(read):
    text = line(kind="mission.assigned", minutes_late=..., until="2026-01-04T08:00:00+07:00")
    (plain,) = read(text).problems
    assert (plain.row, plain.field, plain.staff, plain.kind) == (1, "until", "A01", "mission.assigned")
    (hidden,) = read(text, redact=True).problems
    assert "2026-01-04" not in str((hidden.message, hidden.value))


def test_an_unknown_kind_is_kept_and_reported(read):
    found = read("\n".join([line(), line(kind="gym.visited"), line(kind="attendance.arived")]))
    assert len(found.facts) == 1
    assert [row["row"] for row in found.unrecognised] == [2, 3]
    assert found.unrecognised[0]["fact"]["kind"] == "gym.visited"
    assert [(p.code, p.staff, p.kind) for p in found.problems] == [
        ("fact.unknown_kind", "A01", "gym.visited"),
        ("fact.unknown_kind", "A01", "attendance.arrived"),
    ]


def test_a_row_without_a_kind_leaves_every_kind_of_that_person_unknown(read):
    (problem,) = read(line(kind=...)).problems
    assert (problem.code, problem.staff, problem.kind) == ("row.no_kind", "A01", None)


def test_a_kind_that_is_no_text_leaves_every_kind_unknown(read):
    (problem,) = read(line(kind=5)).problems
    assert (problem.code, problem.field, problem.kind) == ("fact.type", "kind", None)


def test_a_kind_of_ones_own_may_refuse_in_its_own_way():
    @frozen(kw_only=True)
    class StampIssued(Fact):
        kind: ClassVar[str] = "stamp.issued"
        number: int

        def contradictions(self):
            return (
                []
                if 100 % self.number == 0
                else [problem("fact.range", field="number", range="1, 2, 4, 5, …")]
            )

    row = {"kind": "stamp.issued", "id": "1", "staff": "A", "at": AT}
    found = read_facts(
        [{**row, "number": 5}, {**row, "number": 3}, {**row, "number": 0}], vocabulary=Vocabulary(StampIssued)
    )
    assert len(found.facts) == 1
    assert [(p.row, p.code, p.staff, p.kind) for p in found.problems] == [
        (2, "fact.range", "A", "stamp.issued"),
        (3, "row.refused", "A", "stamp.issued"),
    ]


def test_one_fact_is_read_or_refused_with_all_its_problems():
    assert fact_from_dict(json.loads(line())).id == "f1"
    with pytest.raises(DataError) as refused:
        fact_from_dict(json.loads(line(at="x", minutes_late=-1)))
    assert [one.field for one in refused.value.problems] == ["at", "minutes_late"]
    assert "at, minutes_late" in refused.value.says("vi")


def test_one_kind_a_source(read):
    assert read(line(kind=...), kind="attendance.arrived").facts
    assert read(line(kind=...), name="attendance.arrived.jsonl").facts
    (other,) = read(line(), kind="attendance.left").problems
    assert (other.code, other.kind) == ("row.other_kind", None)
    with pytest.raises(UsageError, match=r"attendance\.arrived"):
        read(line(), kind="attendance.arived")


def test_a_json_list_gives_the_line_of_each_row(read):
    text = f"[\n{line()},\n\n{line(id='f2', minutes_late=-1)},\n{line(id='f3')}\n]\n"
    found = read(text, name="facts.json")
    assert [fact.id for fact in found.facts] == ["f1", "f3"]
    assert codes(found) == [(4, "minutes_late", "fact.range")]


def test_a_json_list_that_breaks_hides_what_comes_after_and_says_so(read):
    found = read(f"[{line()},\n{line()[:-5]}", name="facts.json")
    assert len(found.facts) == 1
    assert [(p.row, p.code, p.staff, p.kind) for p in found.problems] == [(2, "json.array", None, None)]


def test_a_json_file_may_hold_one_object_over_several_lines_or_lines(read):
    assert len(read(json.dumps(json.loads(line()), indent=1), name="fact.json").facts) == 1
    assert len(read(f"{line()}\n{line(id='f2')}\n", name="facts.json").facts) == 2


def test_a_file_without_a_telling_name_is_read_by_its_content(read):
    assert len(read(line(), name="facts.txt").facts) == 1
    assert len(read(f"[{line()}]", name="facts").facts) == 1
    assert (
        len(read(f"kind;id;staff;at;minutes_late\nattendance.arrived;1;A;{AT};0\n", name="facts.dat").facts)
        == 1
    )


@pytest.mark.parametrize("name", ["facts.jsonl", "facts.json", "facts.csv"])
@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", "\ufeff\r\n"])
def test_an_empty_file_is_no_fact_and_no_problem(read, name, content):
    found = read(content, name=name)
    assert (found.facts, found.problems) == ((), ())


def test_a_byte_order_mark_and_any_line_ends_are_fine(read):
    text = f"\ufeff{line()}\r\n{line(id='f2')}\r{line(id='f3')}"
    assert len(read(text).facts) == 3


def test_line_separators_inside_text_are_not_line_ends(read):
    found = read(line(kind="training.attended", minutes_late=..., hours=1, topic="a\u2028b\u0085c"))
    assert codes(found) == [(1, "topic", "value.control")]  # C1 control; the line itself was read whole


@pytest.mark.parametrize(
    ("data", "guess"),
    [
        (line().encode("utf-16"), "UTF-16"),
        (line().encode("utf-16-le"), "UTF-16"),
        (line().encode("utf-32"), "UTF-32"),
        (line(case="Thanh tra huyện").replace("ệ", "ê\u0323").encode("cp1258"), "windows-1258"),
    ],
)
def test_another_encoding_is_one_problem_that_names_it(read, data, guess):
    found = read(data)
    assert [problem.code for problem in found.problems] == ["file.encoding"]
    assert guess in found.problems[0].message.vi
    assert (found.problems[0].staff, found.problems[0].kind) == (None, None)


@pytest.mark.parametrize(
    ("data", "guess"), [(b"PK\x03\x04 ...", "Excel"), (b"PAR1....", "Parquet"), (b"\x1f\x8b....", "gzip")]
)
def test_a_file_that_is_no_text_says_what_it_looks_like(read, data, guess):
    (problem,) = read(data, name="facts.csv").problems
    assert problem.code == "file.format"
    assert guess in problem.message.en


def test_one_row_of_bad_bytes_does_not_cost_the_others(read):
    rows = [line(id=f"f{n}").encode() for n in range(4)]
    rows[2] = line(case="?").encode().replace(b"?", b"h\xf0")
    found = read(b"\n".join(rows))
    assert len(found.facts) == 3
    assert [(p.row, p.code, p.staff, p.kind) for p in found.problems] == [
        (3, "row.bytes", "A01", "attendance.arrived")
    ]


def test_a_missing_file_and_a_folder_are_clear_errors(tmp_path):
    with pytest.raises(DataError) as missing:
        read_facts(tmp_path / "none.jsonl")
    assert missing.value.code == "file.missing"
    with pytest.raises(DataError) as folder:
        read_facts(tmp_path)
    assert folder.value.code == "file.unreadable"
    with pytest.raises(DataError):
        read_facts("a\0b")


@pytest.mark.parametrize("source", [3, None, b"{}", {"kind": "x"}])
def test_a_source_of_no_known_form_is_wrong_usage(source):
    with pytest.raises(UsageError) as wrong:
        read_facts(source)
    assert wrong.value.code == "file.source"


@pytest.mark.parametrize("zone", ["Asia/Hanoi", "", "../etc/passwd", "Asia"])
def test_an_unknown_zone_is_wrong_usage(zone):
    with pytest.raises(UsageError) as wrong:
        read_facts([], zone=zone)
    assert wrong.value.code == "zone.unknown"


# what the caller holds


def test_facts_and_dicts_come_with_their_position():
    fact = read_facts([json.loads(line())]).facts[0]
    found = read_facts([fact, json.loads(line(id="f2", staff=5)), "nonsense", json.loads(line(id="f4"))])
    assert [one.id for one in found.facts] == ["f1", "f4"]
    assert codes(found) == [(2, "staff", "value.number_for_text"), (3, None, "row.not_object")]


def test_a_fact_of_a_kind_outside_the_vocabulary_is_unrecognised():
    fact = read_facts([json.loads(line())]).facts[0]
    found = read_facts([fact], vocabulary=Vocabulary(STANDARD["attendance.left"]))
    assert found.facts == ()
    assert found.unrecognised[0]["fact"]["id"] == "f1"


def test_a_built_fact_is_held_to_the_same_ids():
    built = {"id": "x", "at": read_facts([json.loads(line())]).facts[0].at, "minutes_late": 0}
    found = read_facts(
        [AttendanceArrived(staff="001099012345", **built), AttendanceArrived(staff=" A", **built)]
    )
    assert [problem.code for problem in found.problems] == ["value.citizen_id", "value.spaces"]
    (kept,) = read_facts([AttendanceArrived(staff="A\u0300", **built)]).facts
    assert kept.staff == "À"


# CSV


HEAD = "kind,id,staff,at,minutes_late,minutes_early,case"


def row(number, **changes):
    values = {
        "kind": "attendance.arrived",
        "id": f"f{number}",
        "staff": "00123",
        "at": AT,
        "minutes_late": "5",
        **changes,
    }
    return ",".join(values.get(name, "") for name in HEAD.split(","))


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_separator_is_found_in_the_heading(read, mark):
    found = read("\n".join([HEAD, row(1), row(2)]).replace(",", mark), name="facts.csv")
    assert found.problems == ()
    assert [(fact.staff, fact.minutes_late, fact.case) for fact in found.facts] == [("00123", 5, None)] * 2


def test_excel_may_name_the_separator(read):
    found = read("sep=;\n" + "\n".join([HEAD, row(1, minutes_late="-1")]).replace(",", ";"), name="facts.csv")
    assert codes(found) == [(3, "minutes_late", "fact.range")]


def test_a_wide_file_may_leave_the_fields_of_other_kinds_empty(read):
    found = read(
        "\n".join(
            [
                HEAD,
                row(1),
                row(2, minutes_early="3"),
                row(3, kind="attendance.left", minutes_late="", minutes_early="3"),
            ]
        ),
        name="facts.csv",
    )
    assert [fact.id for fact in found.facts] == ["f1", "f3"]
    assert codes(found) == [(3, "minutes_early", "row.field_of_other")]


def test_junk_columns_are_listed_once_for_the_heading_and_leave_nothing_unknown(read):
    text = "\n".join([f"{HEAD},notes,minuteslate", row(1) + ",xin,chào", row(2) + ",,"])
    found = read(text, name="facts.csv")
    assert len(found.facts) == 2
    assert codes(found) == [(1, "notes", "csv.unknown_column"), (1, "minuteslate", "csv.unknown_column")]
    assert "minutes_late" in found.problems[1].remedy.vi
    assert all(problem.kind not in {None, *STANDARD} for problem in found.problems)


def test_a_file_of_one_kind_needs_no_column_of_kinds(read):
    text = f"id,staff,at,minutes_late\n1,A,{AT},0\n"
    assert len(read(text, name="attendance.arrived.csv").facts) == 1
    assert len(read(text, name="x.csv", kind="attendance.arrived").facts) == 1
    (problem,) = read(text, name="attendance.arived.csv").problems
    assert (problem.code, problem.kind) == ("csv.no_kind", None)
    assert "attendance.arrived" in problem.remedy.en


def test_an_empty_cell_takes_the_default(read):
    found = read(f"kind,id,staff,at,case,quantity,planned\ntask.assigned,1,A,{AT},c,,\n", name="facts.csv")
    assert (found.facts[0].quantity, found.facts[0].planned) == (1, True)


def test_quoted_values_may_hold_separators_quotes_and_lines(read):
    text = f'kind,id,staff,at,topic,hours\ntraining.attended,1,A,{AT},"a, ""b""\nc",1.5\ntraining.attended,2,A,{AT},5" disk,1\n'
    found = read(text, name="facts.csv")
    assert found.facts[0].topic == 'a, "b"\nc'
    assert found.facts[1].topic == '5" disk'


def test_an_open_quote_costs_its_own_row_only(read):
    found = read(
        "\n".join([HEAD, row(1), row(2, case='"open'), row(3), row(4, case='"a,b"'), row(5)]),
        name="facts.csv",
    )
    assert [fact.id for fact in found.facts] == ["f1", "f3", "f4", "f5"]
    (problem,) = found.problems
    assert (problem.row, problem.code, problem.staff, problem.kind) == (
        3,
        "csv.quote",
        "00123",
        "attendance.arrived",
    )


def test_two_open_quotes_do_not_swallow_the_rows_between(read):
    rows = [row(1), row(2, case='"'), row(3), row(4), row(5, case='"'), row(6)]
    found = read("\n".join([HEAD, *rows]), name="facts.csv")
    assert [fact.id for fact in found.facts] == ["f1", "f3", "f4", "f6"]
    assert [(problem.row, problem.code) for problem in found.problems] == [(3, "csv.quote"), (6, "csv.quote")]


def test_a_row_with_too_few_or_too_many_cells_is_listed(read):
    found = read(
        "\n".join([HEAD, row(1), row(2)[:-1], row(3) + ",x", row(4, staff="Lê, An"), ",,,,,,", row(5)]),
        name="facts.csv",
    )
    assert [fact.id for fact in found.facts] == ["f1", "f5"]
    assert [(p.row, p.code) for p in found.problems] == [(3, "csv.cells"), (4, "csv.cells"), (5, "csv.cells")]
    assert [(p.staff, p.kind) for p in found.problems] == [("00123", "attendance.arrived")] * 2 + [
        (None, "attendance.arrived")
    ]


def test_rows_of_bad_bytes_and_endless_rows_are_listed_alone(read):
    bad = row(2, case="x").encode().replace(b",x", b",h\xf0")
    rows = [row(1).encode(), bad, row(3, case="x" * 1_000_001).encode(), row(4).encode()]
    found = read(b"\n".join([HEAD.encode(), *rows]), name="facts.csv")
    assert [fact.id for fact in found.facts] == ["f1", "f4"]
    assert [(p.row, p.code, p.staff) for p in found.problems] == [
        (3, "row.bytes", "00123"),
        (4, "row.too_long", "00123"),
    ]


def test_a_column_named_twice_stops_the_file(read):
    found = read(f"{HEAD},at\n{row(1)},{AT}", name="facts.csv")
    assert (found.facts, codes(found)) == ((), [(1, "at", "csv.duplicate_column")])
    assert found.problems[0].kind is None


def test_a_value_in_a_nameless_column_is_an_error_of_its_row(read):
    found = read(f"{HEAD},\n{row(1)},\n{row(2)},x", name="facts.csv")
    assert len(found.facts) == 1
    assert [(p.row, p.code, p.staff) for p in found.problems] == [(3, "csv.nameless", "00123")]


def test_a_csv_heading_in_another_encoding_stops_the_file(read):
    found = read("kind,id,staff,ghi chú\nx,y,z,w\n".encode("cp1258"), name="facts.csv")
    assert [problem.code for problem in found.problems] == ["file.encoding"]


# and back


def test_what_is_written_is_read_again(tmp_path, read):
    facts = read("\n".join([line(), line(id="f2", case="Hồ sơ 1")])).facts
    path = tmp_path / "out.jsonl"
    text = write_facts(facts, path)
    assert path.read_bytes() == text.encode()
    assert (
        text.splitlines()[0]
        == f'{{"kind":"attendance.arrived","id":"f1","staff":"A01","at":"{AT}","minutes_late":5}}'
    )
    assert read_facts(path).facts == facts
