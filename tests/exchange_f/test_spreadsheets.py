# ruff: noqa: DTZ001 - cells of a workbook have no zone
"""Workbooks: every trap either the right fact or one clear line; what is written is read again, by another library too."""

import datetime as dt
import io
import zipfile
from collections import Counter

import pytest
from attrs import evolve

from vanhoa_rules import evaluate, load_rulebook, load_sample, load_scorecard, read_facts, read_roster
from vanhoa_rules.canonical import shown
from vanhoa_rules.exchange.attendance import attendance_facts, read_punches
from vanhoa_rules.exchange.one_stop import OneStop, read_one_stop
from vanhoa_rules.exchange.raw import Broken
from vanhoa_rules.exchange.workbooks import workbook
from vanhoa_rules.exchange.workbooks_out import sheet_name, text, write_form_01, write_form_02, write_workbook
from vanhoa_rules.verdicts import Finding, Verdicts

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl, the second library, is not installed")
xlsxwriter = pytest.importorskip("xlsxwriter", reason="xlsxwriter (extra excel) is not installed")
pytest.importorskip("fastexcel", reason="fastexcel (extra excel) is not installed")


def book(path, sheets):
    """Write sheets of rows; a cell may be (value, number format) or ("=formula", cached result)."""
    made = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                match cell:
                    case None:
                        continue
                    case (str(formula), result) if formula.startswith("="):
                        sheet.write_formula(row, column, formula, None, result)
                    case (dt.datetime() as value, form):
                        sheet.write_datetime(row, column, value, made.add_format({"num_format": form}))
                    case (value, form):
                        sheet.write_number(row, column, value, made.add_format({"num_format": form}))
                    case str():
                        sheet.write_string(row, column, cell)
                    case bool():
                        sheet.write_boolean(row, column, cell)
                    case _:
                        sheet.write_number(row, column, cell)
    made.close()
    return path


AUGUST_10 = dt.datetime(2026, 8, 10)
TRAPS = [
    [None, "BẢNG CHẤM CÔNG THÁNG 8 NĂM 2026"],
    [None, "Ðơn vị: Phòng 1"],
    [],
    ["STT", "Mã\u00a0NV", "Họ và tên", "Ngày", "Giờ vào", "Giờ ra", "Ghi chú"],
    [1, "00123", "A", (AUGUST_10, "dd/mm/yyyy"), "7h30", "16g45"],
    [2, "00124", "B", "10/08/2026", 0.3125, "24:00"],
    [3, "00125", "C", 46244, (0.3125, "hh:mm"), (1.0, "[h]:mm")],
    [4, "00126", "D", "10/08/2026", 46248, "17:30"],
    [5, "00127", "E", "10/08/2026", "14/08/2026", "17:30"],
    [6, 128, "F", "10/08/2026", "7:30", "17:30"],
    [7, "00129", "G", "10/08/2026", ("=NA()", "#N/A"), "17:30"],
    [8, "00130", "H", "10/08/2026", "7:30", ("=A1", "")],
    [9, "00131", "I", "10/08/2026", True, "17:30"],
    [10, "00132", "J", "8/14/2026", "7:30", "17:30"],
    [
        11,
        "00133",
        "K",
        "10/08/2026",
        (dt.datetime(2026, 8, 10, 7, 40), "dd/mm/yyyy hh:mm"),
        "17h30",
        '=HYPERLINK("http://x")',
    ],
    [12, "001099012345", "L", "10/08/2026", "7:30", "17:30"],
    [13, None, "M", "10/08/2026", "7:30", "17:30"],
    [14, "00135", "N", "10/08/2026", 7.3, "17:30"],
    [15, "00136", "O", "10/08/2026", None, None],
]


def test_a_workbook_full_of_traps(tmp_path, calendar):
    path = book(tmp_path / "cham-cong.xlsx", {"T8": TRAPS, "Ghi chú": [["nội bộ"]]})
    read = read_punches(path)
    pressed = {(punch.staff, punch.way): f"{punch.at:%d %H:%M}" for punch in read.punches}
    assert pressed == {
        ("00123", "in"): "10 07:30",
        ("00123", "out"): "10 16:45",
        ("00124", "in"): "10 07:30",
        ("00124", "out"): "11 00:00",
        ("00125", "in"): "10 07:30",
        ("00125", "out"): "11 00:00",
        ("00126", "out"): "10 17:30",
        ("00127", "out"): "10 17:30",
        ("00129", "out"): "10 17:30",
        ("00130", "in"): "10 07:30",
        ("00131", "out"): "10 17:30",
        ("00133", "in"): "10 07:40",
        ("00133", "out"): "10 17:30",
        ("00135", "out"): "10 17:30",
    }
    lines = {(one.row, one.field): one.code for one in read.problems if one.row}
    assert lines == {
        (8, "in"): "value.needs_time",
        (9, "in"): "value.needs_time",
        (10, "staff"): "value.number_for_text",
        (11, "in"): "grid.error_cell",
        (12, "out"): "grid.no_result",
        (13, "in"): "clock.unclear",
        (14, "day"): "day.month_first",
        (16, "staff"): "value.citizen_id",
        (17, "staff"): "punch.no_staff",
        (18, "in"): "clock.unclear",
    }
    assert [one.code for one in read.problems if one.row is None] == ["grid.skipped"], (
        "the other sheet is named"
    )
    assert not [one for one in read.problems if "001099012345" in f"{one.message}{one.value}"]
    found = attendance_facts(read, calendar=calendar, covers="all")
    assert Counter(fact.kind for fact in found.facts) == {"attendance.arrived": 5, "attendance.left": 9}


def test_named_sheets(tmp_path):
    path = book(tmp_path / "two.xlsx", {"Bìa": [["x"]], "T8": TRAPS})
    assert read_punches(path, sheet="T8").punches
    assert {one.code for one in read_punches(path, sheet="T9").problems} == {"grid.heading"}


FACTS = [
    ["Dữ kiện tháng 8"],
    ["kind", "id", "staff", "at (Asia/Ho_Chi_Minh)", "minutes_late", "until (Asia/Ho_Chi_Minh)", "reason"],
    ["attendance.arrived", "a1", "007", (dt.datetime(2026, 8, 10, 7, 45), "dd/mm/yyyy hh:mm"), 15],
    [
        "leave.approved",
        "l1",
        "007",
        (AUGUST_10, "dd/mm/yyyy"),
        None,
        (dt.datetime(2026, 8, 12), "dd/mm/yyyy"),
        "annual",
    ],
    ["attendance.arrived", "a2", 7, (AUGUST_10, "dd/mm/yyyy"), 15],
    ["attendance.arrived", "a3", "008", (AUGUST_10, "dd/mm/yyyy"), 1.5],
    ["attendance.arrived", "a4", "008", (AUGUST_10, "dd/mm/yyyy"), ("=1/0", "#DIV/0!")],
]


def test_facts_in_a_workbook(tmp_path):
    path = book(tmp_path / "facts.xlsx", {"Sheet1": FACTS})
    read = read_facts(path)
    assert [(fact.id, fact.at.isoformat()) for fact in read.facts] == [
        ("a1", "2026-08-10T07:45:00+07:00"),
        ("l1", "2026-08-10T00:00:00+07:00"),
    ]
    assert [(one.row, one.code, one.staff) for one in read.problems] == [
        (5, "value.number_for_text", None),
        (6, "value.fraction", "008"),
        (7, "grid.error_cell", "008"),
    ]


def test_a_roster_in_a_workbook(tmp_path):
    rows = [
        ["id", "unit", "role", "leader", "employment", "since"],
        ["007", "P1", "specialist", False, "cong_chuc", (dt.datetime(2026, 1, 1), "dd/mm/yyyy")],
    ]
    roster = read_roster(book(tmp_path / "roster.xlsx", {"S": rows}))
    assert roster.people[0].since == dt.date(2026, 1, 1)


def test_one_stop_files_in_a_workbook(tmp_path, calendar):
    rows = [
        ["DANH SÁCH HỒ SƠ TIẾP NHẬN"],
        ["Mã hồ sơ", "Mã cán bộ xử lí", "Ngày tiếp nhận", "Ngày hẹn trả"],
        ["HS-1", "007", (dt.datetime(2026, 8, 3, 8, 15), "dd/mm/yyyy hh:mm"), (AUGUST_10, "dd/mm/yyyy")],
        [2, "007", (dt.datetime(2026, 8, 3, 8, 15), "dd/mm/yyyy hh:mm"), (AUGUST_10, "dd/mm/yyyy")],
    ]
    read = read_one_stop(book(tmp_path / "hs.xlsx", {"S": rows}), OneStop(calendar))
    assert [(fact.case, f"{fact.due:%d %H:%M}") for fact in read.facts] == [("HS-1", "10 17:00")]
    assert {(one.row, one.code) for one in read.problems} == {(4, "value.number_for_text")}


# workbooks that mean harm, or are broken


def repacked(path, **changed):
    """Return a workbook with some of its entries changed, by the name of the entry without folder and ending."""
    source = zipfile.ZipFile(path)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            key = name.rpartition("/")[2].partition(".")[0]
            target.writestr(name, changed[key](source.read(name)) if key in changed else source.read(name))
    path.write_bytes(made.getvalue())
    return path


def code_of(path):
    found = workbook(path)
    assert isinstance(found, Broken), found
    return found.code


@pytest.fixture
def plain(tmp_path):
    return book(tmp_path / "plain.xlsx", {"S": FACTS})


def test_bombs_and_doctypes_are_refused(plain, tmp_path):
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    assert code_of(repacked(plain, sheet1=lambda _: laughs)) == "grid.doctype"
    strings = book(tmp_path / "s.xlsx", {"S": FACTS})
    assert code_of(repacked(strings, sharedStrings=lambda _: laughs)) == "grid.doctype"
    bomb = book(tmp_path / "b.xlsx", {"S": FACTS})
    assert code_of(repacked(bomb, sharedStrings=lambda data: data + b" " * (1 << 29))) == "grid.bomb"
    assert bomb.stat().st_size < 1_000_000


def test_a_stray_cell_at_the_far_end_does_not_fill_the_memory(plain):
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    assert code_of(repacked(plain, sheet1=lambda data: data.replace(b"</sheetData>", far))) == "grid.large"


def test_other_broken_workbooks(plain, tmp_path):
    data = plain.read_bytes()
    broken = tmp_path / "broken.xlsx"
    for cut in (5, 100, len(data) // 2, len(data) - 10):
        broken.write_bytes(data[:cut])
        assert code_of(broken) == "grid.broken"
    broken.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    assert code_of(broken) == "grid.old"
    with zipfile.ZipFile(broken, "w") as other:
        other.writestr("word/document.xml", "<x/>")
    assert code_of(broken) == "grid.not_workbook"
    epoch = book(tmp_path / "e.xlsx", {"S": FACTS})
    assert (
        code_of(
            repacked(epoch, workbook=lambda data: data.replace(b"<workbookPr", b'<workbookPr date1904="1"'))
        )
        == "grid.epoch"
    )


# writing


@pytest.fixture(scope="module")
def verdicts():
    sample = load_sample()
    people = [
        row for row in read_roster(sample.roster).people if row.id in {"TT-003", "TT-007", "TT-011", "TT-017"}
    ]
    asked = {"period": sample.period, "as_of": sample.as_of, "covers": sample.covers}
    return evaluate(
        load_rulebook(sample.rulebook),
        load_scorecard(sample.scorecard),
        sample.facts,
        roster=type(read_roster(sample.roster))(people),
        **asked,
    )


def test_the_workbook_of_verdicts_is_read_again_by_another_library(verdicts, tmp_path):
    path = tmp_path / "ket-qua.xlsx"
    write_workbook(verdicts, path)
    again = openpyxl.load_workbook(path)
    assert again.sheetnames == ["Kết quả", "Phát hiện", "Chưa rõ", "Vấn đề dữ liệu"]
    rows = list(again["Kết quả"].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == list(verdicts)
    for row, one in zip(rows[1:], verdicts.values(), strict=True):
        assert [f"{value:.2f}" for value in row[1:4]] == [
            shown(value) for value in (one.total.recorded, one.total.low, one.total.high)
        ]
        words = list(one.outcomes.values())
        assert list(row[5:9]) == [words.count(word) for word in ("breached", "earned", "unknown", "pending")]
        assert [f"{value:.2f}" for value in row[9:]] == [shown(line.recorded) for line in one.lines.values()]
    found = list(again["Phát hiện"].iter_rows(values_only=True))
    listed = [(one.staff, finding) for one in verdicts.values() for finding in one.findings]
    assert len(found) - 1 == len(listed) > 0
    assert "(Asia/Ho_Chi_Minh)" in found[0][4]
    for row, (staff, finding) in zip(found[1:], listed, strict=True):
        assert row[:2] == (staff, finding.rule)
        assert row[4] == finding.at.astimezone(dt.timezone(dt.timedelta(hours=7))).replace(
            tzinfo=None, microsecond=0
        )
        assert row[7] == ", ".join(finding.evidence)
    assert len(list(again["Chưa rõ"].iter_rows())) - 1 == sum(len(one.unknown) for one in verdicts.values())


def test_equal_verdicts_give_equal_bytes(verdicts, tmp_path):
    for write in (write_workbook, write_form_01):
        write(verdicts, tmp_path / "1.xlsx")
        write(verdicts, tmp_path / "2.xlsx")
        assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


def test_text_stays_text(verdicts, tmp_path):
    harm = [
        '=HYPERLINK("http://x","y")',
        "+1+1",
        "@SUM(A1)",
        "http://example.org",
        "\x00\ud800",
        "x" * 40_000,
        "007",
    ]
    one = next(iter(verdicts.values()))
    first = one.findings[0] if one.findings else next(v.findings[0] for v in verdicts.values() if v.findings)
    findings = tuple(
        Finding(
            first.rule, first.criterion, "breach", first.at, (words,), None, first.points, (), first.measure
        )
        for words in harm
    )
    path = tmp_path / "harm.xlsx"
    write_workbook(Verdicts({one.staff: evolve(one, findings=findings)}), path)
    cells = [row[7] for row in openpyxl.load_workbook(path)["Phát hiện"].iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(harm)
    assert [cell.value for cell in cells][:4] == harm[:4]
    assert cells[4].value == "\ufffd\ufffd"
    assert cells[5].value.endswith("…")
    assert cells[6].value == "007"
    assert not any(cell.hyperlink for cell in cells)


def test_the_forms(verdicts, tmp_path):
    path = tmp_path / "mau-01.xlsx"
    write_form_01(verdicts, path)
    again = openpyxl.load_workbook(path)
    assert again.sheetnames == list(verdicts)
    one = next(iter(verdicts.values()))
    rows = [
        row
        for row in again[one.staff].iter_rows(values_only=True)
        if row[0] is not None or row[1] is not None
    ]
    assert rows[0][0].startswith("PHIẾU")
    table = [row for row in rows if isinstance(row[0], int)]
    assert len(table) == len(one.lines)
    assert all(row[6] is None and row[7] is None for row in table), "two people fill these in"
    months = {"2026-01": verdicts, "2026-02": Verdicts({one.staff: one})}
    write_form_02(months, path)
    rows = list(openpyxl.load_workbook(path)["Mẫu 02"].iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if row[1] == "2026-01")
    assert f"{rows[head + 1][3]:.2f}" == shown(one.total.recorded)
    assert rows[head + 2][2] is None


def test_names_of_sheets():
    used = set()
    assert [sheet_name(name, used) for name in ("a/b", "A_b", "", "x" * 40, "History")] == [
        "a_b",
        "A_b~2",
        "_",
        "x" * 28,
        "History~2",
    ]
    assert text("a\x07b") == "a\ufffdb"
