"""The official month sheet C01a-HD: its marks become leaves and missions, what is not in its legend is listed."""

from collections import Counter
from datetime import date

import pytest

from vanhoa_rules import UsageError
from vanhoa_rules.exchange.attendance import MARKS, Mark, read_month_sheet

TITLES = "Đơn vị: Phòng 1,,Mẫu số C01a-HD\n,BẢNG CHẤM CÔNG\n,Tháng 8 năm 2026\n"
HEAD = "STT,Mã CB,Họ và tên,Ngày trong tháng" + ",," * 15 + "\n,,," + ",".join(map(str, range(1, 32))) + "\n"
LETTERS = "A,B,C," + ",".join(map(str, range(1, 32))) + "\n"
WEEKENDS = {1, 2, 8, 9, 15, 16, 23, 29, 30}  # 22 August is worked in lieu of the 31st
OFF = WEEKENDS | {31}


def sheet(tmp_path, *people, titles=TITLES, head=HEAD):
    rows = []
    for place, (staff, name, special) in enumerate(people, 1):
        marks = [special.get(day, "" if day in OFF else "+") for day in range(1, 32)]
        rows.append(",".join([str(place), staff, name, *marks]))
    path = tmp_path / "c01a.csv"
    end = "\n,,Cộng\n,,Người chấm công\nKý hiệu chấm công:,,+ lương thời gian\n"
    path.write_text(titles + head + LETTERS + "\n".join(rows) + end, encoding="utf-8")
    return path


def test_marks_become_leaves_and_missions(tmp_path, calendar):
    ill = dict.fromkeys((3, 4, 5), "Ô") | {10: "P", 11: "H", 12: "H", 13: "Nb", 14: "No", 20: "Cô", 21: "Ts"}
    found = read_month_sheet(sheet(tmp_path, ("007", "", ill)), calendar=calendar)
    assert not found.problems
    assert found.month == "2026-08"
    assert [(fact.kind, f"{fact.at:%d}", f"{fact.until:%d}") for fact in found.facts] == [
        ("leave.approved", "03", "06"),
        ("leave.approved", "10", "11"),
        ("mission.assigned", "11", "13"),
        ("leave.approved", "14", "15"),
        ("leave.approved", "20", "21"),
        ("leave.approved", "21", "22"),
    ]
    assert [getattr(fact, "reason", None) for fact in found.facts] == [
        "sick",
        "annual",
        None,
        "unpaid",
        "sick",
        "maternity",
    ]
    assert "sick" not in repr(found.facts)
    assert len(found.present) == 31 - len(OFF) - len(ill)


def test_unknown_marks_are_listed_and_not_guessed(tmp_path, calendar):
    odd = {3: "X", 4: "O", 5: "ô", 6: "8", 7: "P/2"}
    found = read_month_sheet(sheet(tmp_path, ("007", "", odd)), calendar=calendar)
    listed = dict.fromkeys((one.row, one.field, one.value) for one in found.problems)
    assert [value for _, _, value in listed] == ["X", "O", "8", "P/2"], "ô is Ô, O is not"
    assert {one.kind for one in found.problems} == {"attendance.absent", "leave.approved"}
    assert {day for _, day in found.unknown} == {date(2026, 8, n) for n in (3, 4, 6, 7)}
    more = {
        **MARKS,
        "X": Mark("present"),
        "O": Mark("present"),
        "8": Mark("present"),
        "P/2": Mark("leave", "annual"),
    }
    assert not read_month_sheet(sheet(tmp_path, ("007", "", odd)), calendar=calendar, marks=more).problems


def test_a_blank_working_day_is_unknown(tmp_path, calendar):
    found = read_month_sheet(sheet(tmp_path, ("007", "", {22: "", 31: ""})), calendar=calendar)
    assert {(one.code, one.field) for one in found.problems} == {("mark.blank", "22/08/2026")}


def test_names_are_looked_up_in_the_roster_and_never_repeated(tmp_path, calendar, roster):
    path = sheet(
        tmp_path, ("", "NGUYỄN THỊ HÒA", {3: "P"}), ("", "Lê Văn Thuỷ", {3: "P"}), ("", "Trần Văn Bê", {})
    )
    found = read_month_sheet(path, calendar=calendar, roster=roster)
    assert [fact.staff for fact in found.facts] == ["007"]
    assert Counter(one.code for one in found.problems) == {"mark.same_name": 3, "mark.no_person": 3}
    for one in found.problems:
        assert one.staff is None
        assert "Th" not in one.message.vi.replace("Thêm", "")


def test_the_month_must_be_said(tmp_path, calendar):
    path = sheet(tmp_path, ("007", "", {}), titles="BẢNG CHẤM CÔNG\n")
    assert {one.code for one in read_month_sheet(path, calendar=calendar).problems} == {"mark.no_month"}
    assert read_month_sheet(path, calendar=calendar, month="2026-08").month == "2026-08"
    with pytest.raises(UsageError, match=r"mark\.month_form"):
        read_month_sheet(path, calendar=calendar, month="tháng 8")


def test_a_day_that_the_month_does_not_have(tmp_path, calendar):
    path = sheet(tmp_path, ("007", "", {31: "+"}))
    found = read_month_sheet(path, calendar=calendar, month="2026-09")
    assert ("mark.no_such_day", "31") in {(one.code, one.field) for one in found.problems}


def test_marks_mean_only_what_they_can():
    with pytest.raises(UsageError, match=r"mark\.does"):
        Mark("vacation")
    with pytest.raises(UsageError, match=r"mark\.does"):
        Mark("leave", "tired")
