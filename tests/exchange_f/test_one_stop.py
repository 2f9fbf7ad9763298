"""One-stop files: the portal's JSON and Vietnamese sheets say the same; deadlines move as the law lets them."""

import json
from datetime import datetime

import pytest

from vanhoa_rules import Calendar, working_days, working_hours
from vanhoa_rules.exchange.case_clocks import CaseClock, resumed, worked
from vanhoa_rules.exchange.one_stop import OneStop, read_one_stop

CALENDAR = Calendar.vietnam()
OFFICE = OneStop(CALENDAR)
HS1 = {
    "MaHoSo": "000.00.01.H56-260803-0001",
    "MaTTHC": "1.004",
    "MaCanBo": "007",
    "NgayTiepNhan": "20260803081500",
    "NgayHenTra": "20260810170000",
    "NgayTra": "20260814093000",
    "DanhSachHoSoBoSung": [
        {
            "NgayBoSung": "20260805100000",
            "NgayTiepNhanBoSung": "20260811090000",
            "NgayHenTraTruoc": "20260810170000",
            "NgayHenTraMoi": "20260814170000",
        }
    ],
}


def write(tmp_path, records, name="hoso.json"):
    path = tmp_path / name
    path.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    return path


def told(read):
    return [
        (fact.kind, f"{fact.at:%d %H:%M}", f"{fact.due:%d %H:%M}" if hasattr(fact, "due") else None)
        for fact in read.facts
    ]


def test_the_portal_s_json(tmp_path):
    read = read_one_stop(write(tmp_path, [HS1]), OFFICE)
    assert not read.problems
    assert told(read) == [
        ("case.received", "03 08:15", "10 17:00"),
        ("case.supplement_requested", "05 10:00", None),
        ("case.supplement_received", "11 09:00", "14 17:00"),
        ("case.returned", "14 09:30", None),
    ]
    assert {fact.case for fact in read.facts} == {HS1["MaHoSo"]}
    assert read.facts[0].at.isoformat() == "2026-08-03T08:15:00+07:00"
    assert read_one_stop(write(tmp_path, {"result": [HS1]}), OFFICE).facts == read.facts


def test_the_same_as_a_sheet_with_vietnamese_headings(tmp_path):
    text = (
        "DANH SÁCH HỒ SƠ\n\nMã hồ sơ;Mã TTHC;Mã cán bộ xử lí;Ngày tiếp nhận;Ngày hẹn trả;Ngày yêu cầu bổ sung;"
        "Ngày tiếp nhận bổ sung;Ngày hẹn trả mới;Ngày trả kết quả\n"
        "000.00.01.H56-260803-0001;1.004;007;03/08/2026 08:15;10/08/2026;05/08/2026 10:00;11/08/2026 9h00;14/08/2026;14/08/2026 9g30\n"
    )
    path = tmp_path / "hoso.csv"
    path.write_text(text, encoding="utf-8")
    sheet, portal = read_one_stop(path, OFFICE), read_one_stop(write(tmp_path, [HS1]), OFFICE)
    assert not sheet.problems
    assert sheet.facts == portal.facts


def test_time_stands_still_while_the_citizen_is_waited_for(tmp_path):
    stop = {key: value for key, value in HS1["DanhSachHoSoBoSung"][0].items() if key != "NgayHenTraMoi"}
    read = read_one_stop(write(tmp_path, [{**HS1, "DanhSachHoSoBoSung": [stop]}]), OFFICE)
    assert told(read)[2] == ("case.supplement_received", "11 09:00", "14 17:00"), (
        "three working days were left on the 5th"
    )


def test_hours_of_work_eight_a_day(tmp_path):
    clocks = {"1.004": CaseClock(working_hours(16), hours=True), "1.005": CaseClock(working_days(3))}
    bare = {key: HS1[key] for key in ("MaHoSo", "MaTTHC", "MaCanBo")} | {"NgayTiepNhan": "20260806100000"}
    read = read_one_stop(
        write(
            tmp_path,
            [bare, {**bare, "MaHoSo": "2", "MaTTHC": "1.005"}, {**bare, "MaHoSo": "3", "MaTTHC": "1.006"}],
        ),
        OneStop(CALENDAR, clocks),
    )
    assert told(read) == [
        ("case.received", "06 10:00", "10 10:00"),
        ("case.received", "06 10:00", "11 23:59"),
    ]
    assert {(one.code, one.row) for one in read.problems} == {("onestop.no_due", 3)}


def at(text):
    return datetime.fromisoformat(f"2026-08-{text}:00+07:00")


def test_what_was_left_is_left():
    hours, days = CaseClock(hours=True), CaseClock()
    # Monday 10 August, due Wednesday 12th at 10:00; stopped Tuesday at 15:00 with 2 + 2 hours left
    assert worked(at("11T15:00"), at("12T10:00"), CALENDAR.with_shifts(None), None).seconds == 0
    assert resumed(at("12T10:00"), at("11T15:00"), at("14T16:00"), hours, CALENDAR, None) == at("17T11:00")
    assert resumed(at("12T10:00"), at("11T15:00"), at("14T16:00"), days, CALENDAR, None) == at("17T10:00")
    assert resumed(at("12T10:00"), at("13T15:00"), at("14T16:00"), days, CALENDAR, None) == at("12T10:00"), (
        "late already"
    )


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"NgayTra": "20260801093000"}, "onestop.backwards", "returned"),
        ({"NgayHenTra": "20260731170000"}, "onestop.backwards", "due"),
        ({"NgayTiepNhan": None}, "onestop.no_date", "received"),
        ({"NgayTiepNhan": "2026081"}, "moment.unclear", "received"),
        ({"NgayTiepNhan": "03/08/2026"}, "value.needs_time", "received"),
        ({"MaCanBo": None}, "onestop.whose", "staff"),
        ({"MaHoSo": 12345}, "value.number_for_text", "case"),
        (
            {"NgayGiaHan": "20260809080000", "NgayHenTraGiaHan": "20260820170000"},
            "onestop.extension",
            "objective",
        ),
    ],
)
def test_a_bad_file_is_listed_and_not_judged(tmp_path, change, code, field):
    good = {**HS1, "MaHoSo": "good"}
    read = read_one_stop(write(tmp_path, [{**HS1, "DanhSachHoSoBoSung": [], **change}, good]), OFFICE)
    assert {fact.case for fact in read.facts} == {"good"}
    assert {(one.code, one.field, one.row) for one in read.problems} == {(code, field, 1)}
    assert {one.kind for one in read.problems} == {"case.received", "case.returned"}


def test_extensions_and_apologies(tmp_path):
    more = {
        "NgayGiaHan": "20260807080000",
        "NgayHenTraGiaHan": "20260820000000",
        "NguyenNhanKhachQuan": "có",
        "NgayXinLoi": "20260807090000",
        "NgayHenTraXinLoi": "20260820",
    }
    read = read_one_stop(write(tmp_path, [{**HS1, "DanhSachHoSoBoSung": None, **more}]), OFFICE)
    kinds = {fact.kind: fact for fact in read.facts}
    assert kinds["case.deadline_extended"].objective_cause is True
    assert f"{kinds['case.deadline_extended'].due:%d %H:%M}" == "20 17:00", (
        "a day promised ends with the office's hours"
    )
    assert f"{kinds['apology.sent'].new_due:%d %H:%M}" == "20 17:00"


def test_who_answers_may_come_from_a_table(tmp_path):
    bare = {key: value for key, value in HS1.items() if key != "MaCanBo"}
    read = read_one_stop(write(tmp_path, [bare]), OneStop(CALENDAR, staff_of={HS1["MaHoSo"]: "009"}))
    assert {fact.staff for fact in read.facts} == {"009"}
