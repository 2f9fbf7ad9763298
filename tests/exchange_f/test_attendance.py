"""Punches of a real office and of devices: late, early, absent only where nothing else explains it; the rest unknown."""

import csv
import random
from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from vanhoa_rules import Calendar, Coverage, ShiftEntry, ShiftTable, UsageError
from vanhoa_rules.exchange.attendance import Allowance, attendance_facts, read_punches, read_wide
from vanhoa_rules.exchange.attendance.punches import Punch
from vanhoa_rules.facts import (
    AttendanceAbsent,
    AttendanceArrived,
    AttendanceLeft,
    LeaveApproved,
    MissionAssigned,
)

NINE_THIRTY = ShiftTable([ShiftEntry([("09:30", "18:00")])])


def codes(found):
    return Counter(one.code for one in found.problems)


@pytest.fixture
def punches(data):
    folder = data / "punches"
    return read_wide(folder / "in_time.csv", "in") + read_wide(folder / "out_time.csv", "out")


@pytest.fixture
def year():
    return Calendar.plain("Asia/Ho_Chi_Minh", "2015-01-01", "2015-12-31", shifts=NINE_THIRTY)


def test_both_sheets_are_read_whole(punches):
    assert punches.pairs == 11_824
    assert len(punches.punches) == 2 * 11_824
    assert len(punches.staff) == 50
    assert len(punches.days) == 261
    assert not punches.problems


def test_columns_empty_for_everyone_are_proposed_as_rest_days_and_no_absences(punches, year):
    found = attendance_facts(punches, calendar=year)
    assert len(found.rest_days) == 12
    assert date(2015, 5, 1) in found.rest_days
    assert codes(found)["punch.rest_day"] == 12
    assert not any(isinstance(fact, AttendanceAbsent) for fact in found.facts)
    confirmed = attendance_facts(punches, calendar=year, rest_days=found.rest_days)
    assert codes(confirmed)["punch.rest_day"] == 0
    assert confirmed.facts == found.facts


def test_late_arrivals_at_half_past_nine(punches, year, data):
    found = attendance_facts(punches, calendar=year)
    arrived = [fact for fact in found.facts if isinstance(fact, AttendanceArrived)]
    assert len(arrived) == 11_824
    with (data / "punches" / "in_time.csv").open(encoding="utf-8") as file:
        cells = [cell for row in list(csv.reader(file))[1:] for cell in row[1:] if cell != "NA"]
    assert len(found.late) == sum(cell[-5:] > "09:30" for cell in cells) == 11_349


def test_ten_arrivals_by_hand(punches, year):
    found = attendance_facts(punches, calendar=year)
    late = {
        (fact.staff, fact.at.date()): fact.minutes_late
        for fact in found.facts
        if isinstance(fact, AttendanceArrived)
    }
    by_hand = {
        ("1", date(2015, 1, 2)): 13,  # 09:43
        ("1", date(2015, 1, 5)): 38,  # 10:08
        ("2", date(2015, 1, 2)): 45,  # 10:15
        ("2", date(2015, 1, 5)): 51,  # 10:21
        ("7", date(2015, 1, 5)): 0,  # 09:30
        ("8", date(2015, 1, 2)): 27,  # 09:57
        ("9", date(2015, 1, 5)): 31,  # 10:01
        ("29", date(2015, 3, 10)): 44,  # 10:14
        ("44", date(2015, 6, 16)): 23,  # 09:53
        ("44", date(2015, 10, 6)): 10,  # 09:40
    }
    assert {key: late[key] for key in by_hand} == by_hand


def test_a_single_punch_leaves_its_day_unknown(punches, year):
    dice = random.Random(2015)
    gone = set(dice.sample(range(len(punches.punches)), 20))
    lost = [punch for place, punch in enumerate(punches.punches) if place in gone]
    kept = tuple(punch for place, punch in enumerate(punches.punches) if place not in gone)
    assert len({(punch.staff, punch.of) for punch in lost}) == 20
    fewer = type(punches)(kept, (), punches.staff, punches.days, punches.zone)
    found = attendance_facts(fewer, calendar=year, covers="all", rest_days=punches.empty_days)
    kind = {"in": "attendance.arrived", "out": "attendance.left"}
    assert {(day.staff, day.of, day.kinds) for day in found.unknown} == {
        (punch.staff, punch.of, (kind[punch.way],)) for punch in lost
    }
    assert sum(codes(found)[f"punch.missing_{way}"] for way in ("in", "out")) == 20
    assert {(one.staff, one.kind) for one in found.problems} == {
        (punch.staff, kind[punch.way]) for punch in lost
    }
    assert sum(isinstance(fact, AttendanceAbsent) for fact in found.facts) == 626


def test_a_day_without_punches_is_unknown_unless_covered_and_unexplained(punches, year):
    rest = punches.empty_days
    unknown = attendance_facts(punches, calendar=year, rest_days=rest)
    assert len(unknown.unknown) == codes(unknown)["punch.silent"] == 626
    staff, of = unknown.unknown[0].staff, unknown.unknown[0].of
    only_clocks = Coverage([{"kinds": ["attendance.*"], "since": "2015-01-01"}])
    assert (
        attendance_facts(punches, calendar=year, rest_days=rest, covers=only_clocks).unknown
        == unknown.unknown
    )
    covers = Coverage(
        [{"kinds": ["attendance.*", "leave.approved", "mission.assigned"], "since": "2015-01-01"}]
    )
    leave = LeaveApproved(
        id="l1",
        staff=staff,
        at=year.start_of(of),
        until=year.start_of(of + timedelta(days=1)),
        reason="annual",
    )
    found = attendance_facts(punches, calendar=year, rest_days=rest, covers=covers, known=[leave])
    absent = {(fact.staff, fact.at.date()) for fact in found.facts if isinstance(fact, AttendanceAbsent)}
    assert len(absent) == 625
    assert (staff, of) not in absent
    assert found.excused == ((staff, of),)
    assert not found.unknown


def day_file(tmp_path, text, name="cham-cong.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def by_kind(found):
    return {fact.kind: fact for fact in found.facts}


def test_lines_of_a_device_without_a_heading(tmp_path, calendar):
    lines = "      007\t2026-08-10 07:28:11\t1\t0\t1\t0\n      007\t2026-08-10 17:31:00\t1\t1\t1\t0\n      008\t2026-08-10 07:45:59\t1\t0\t1\t0\n"
    path = day_file(tmp_path, lines, "attlog.dat")
    read = read_punches(path, columns={"staff": 0, "at": 1, "code": 3})
    assert [(punch.staff, punch.way) for punch in read.punches] == [
        ("007", "in"),
        ("007", "out"),
        ("008", "in"),
    ]
    found = attendance_facts(read, calendar=calendar)
    assert [
        (fact.staff, fact.minutes_late) for fact in found.facts if isinstance(fact, AttendanceArrived)
    ] == [
        ("007", 0),
        ("008", 15),
    ]
    assert codes(found) == {"punch.missing_out": 1}
    assert found.facts[0].at.isoformat() == "2026-08-10T07:28:11+07:00"


def test_devices_write_other_codes(tmp_path):
    path = day_file(
        tmp_path, "User ID,Thời gian,Trạng thái\n007,2026-08-10 07:28:11,255\n007,2026-08-10 17:28:11,4\n"
    )
    read = read_punches(path)
    assert {one.code for one in read.problems} == {"punch.code"}
    assert "255" in read.problems[0].message.vi
    read = read_punches(path, codes={"255": "in", "4": "out"})
    assert [punch.way for punch in read.punches] == ["in", "out"]


def test_a_device_that_does_not_say_in_or_out(tmp_path, calendar):
    text = "Mã NV,Thời gian\n007,10/08/2026 07:28\n007,10/08/2026 12:00\n007,10/08/2026 17:31\n008,10/08/2026 07:28\n008,10/08/2026 07:29\n"
    found = attendance_facts(read_punches(day_file(tmp_path, text)), calendar=calendar)
    assert [(fact.kind, fact.staff) for fact in found.facts] == [
        ("attendance.arrived", "007"),
        ("attendance.left", "007"),
    ]
    assert {(one.code, one.staff, one.kind) for one in found.problems} == {
        ("punch.which", "008", "attendance.arrived"),
        ("punch.which", "008", "attendance.left"),
    }


def test_cells_of_vendors_mixed_in_one_column(tmp_path, calendar):
    text = (
        "BẢNG CHẤM CÔNG CHI TIẾT\nTháng 8 năm 2026\n\nMã NV;Ngày;Giờ vào;Giờ ra\n"
        "001;10/08/2026;7h30;16g45\n"
        "002;46244;0.3125;24:00\n"
        "003;2026-08-10;14/08/2026;17:30\n"
        "004;10/08/2026;46248;17:30\n"
        "005;10/08/2026;10/08/2026 07:40;11/08/2026 00:15\n"
        "006;8/14/2026;7:30;17:30\n"
        "007;15/8/26;7:30;17:30\n"
        "008;10/08/2026;730;17:30\n"
        "009;10/08/2026;09/08/2026 07:30;17:30\n"
        "010;10/08/2026;;17:30\n"
        ";10/08/2026;7:30;17:30\n"
        "012;10/08/2026;5:00 CH;6:00 CH\n"
    )
    read = read_punches(day_file(tmp_path, text))
    assert [(punch.staff, punch.way, f"{punch.at:%d %H:%M}") for punch in read.punches] == [
        ("001", "in", "10 07:30"),
        ("001", "out", "10 16:45"),
        ("002", "in", "10 07:30"),
        ("002", "out", "11 00:00"),
        ("003", "out", "10 17:30"),
        ("004", "out", "10 17:30"),
        ("005", "in", "10 07:40"),
        ("005", "out", "11 00:15"),
        ("008", "out", "10 17:30"),
        ("009", "out", "10 17:30"),
        ("010", "out", "10 17:30"),
        ("012", "in", "10 17:00"),
        ("012", "out", "10 18:00"),
    ]
    lines = dict.fromkeys((one.row, one.field, one.code) for one in read.problems)
    assert list(lines) == [
        (7, "in", "value.needs_time"),
        (8, "in", "value.needs_time"),
        (10, "day", "day.month_first"),
        (11, "day", "day.short_year"),
        (12, "in", "clock.unclear"),
        (13, "in", "punch.other_day"),
        (15, "staff", "punch.no_staff"),
    ]
    found = attendance_facts(read, calendar=calendar, covers="all")
    assert not any(isinstance(fact, AttendanceAbsent) for fact in found.facts), "a bad cell is no absence"


def one_day(calendar, *presses, **rest):
    of = date(2026, 8, 10)
    from vanhoa_rules.exchange.attendance import Punches  # noqa: PLC0415

    punches = tuple(
        Punch("007", of, datetime.combine(of, datetime.strptime(at, "%H:%M").time()), way)  # noqa: DTZ007
        for way, at in presses
    )
    return attendance_facts(Punches(punches, (), ("007",), (of,)), calendar=calendar, **rest)


def minutes(found):
    kinds = by_kind(found)
    return kinds["attendance.arrived"].minutes_late, kinds["attendance.left"].minutes_early


def test_only_minutes_of_duty_are_missed(calendar):
    assert minutes(one_day(calendar, ("in", "07:45"), ("out", "17:00"))) == (15, 30)
    assert minutes(one_day(calendar, ("in", "12:30"), ("out", "17:30"))) == (240, 0)
    assert minutes(one_day(calendar, ("in", "07:30"), ("out", "12:00"))) == (0, 240)


def test_leave_and_mission_take_duty_away(calendar):
    of = date(2026, 8, 10)
    at = calendar.start_of(of)
    leave = LeaveApproved(
        id="l", staff="007", at=at + timedelta(hours=7.5), until=at + timedelta(hours=9), reason="sick"
    )
    mission = MissionAssigned(
        id="m", staff="007", at=at + timedelta(hours=16), until=at + timedelta(hours=24)
    )
    presses = ("in", "09:10"), ("out", "16:00")
    assert minutes(one_day(calendar, *presses)) == (100, 90)
    assert minutes(one_day(calendar, *presses, known=[leave, mission])) == (10, 0)


def test_allowances_are_dated(calendar):
    presses = ("in", "08:10"), ("out", "17:00")
    assert minutes(one_day(calendar, *presses)) == (40, 30)
    nursing = Allowance("007", date(2026, 8, 1), date(2026, 12, 31), shared=60, source="NĐ 145/2020")
    assert minutes(one_day(calendar, *presses, allowances=[nursing])) == (0, 10)
    over = Allowance("007", date(2026, 1, 1), date(2026, 8, 9), shared=60)
    assert minutes(one_day(calendar, *presses, allowances=[over])) == (40, 30)
    flexible = Allowance("007", date(2026, 8, 1), hours=[("08:30", "12:00"), ("13:00", "17:30")])
    assert minutes(one_day(calendar, *presses, allowances=[flexible])) == (0, 30)
    with pytest.raises(UsageError, match=r"allowance\.range"):
        Allowance("007", date(2026, 8, 1), date(2026, 7, 1))


def test_make_up_days_and_rest_days(calendar, tmp_path):
    text = "Mã NV,Ngày,Giờ vào,Giờ ra\n007,22/08/2026,8:00,17:30\n007,23/08/2026,9:00,10:00\n"
    found = attendance_facts(read_punches(day_file(tmp_path, text)), calendar=calendar)
    late = [fact.minutes_late for fact in found.facts if isinstance(fact, AttendanceArrived)]
    assert late == [30, 0], (
        "Saturday 22 August 2026 is worked in lieu of the 31st; the Sunday is nobody's duty"
    )


def test_hours_by_unit_and_season(roster, tmp_path):
    shifts = ShiftTable(
        [
            ShiftEntry([("07:00", "11:30"), ("13:30", "17:00")], season=("04-16", "10-15")),
            ShiftEntry([("07:30", "12:00"), ("13:30", "17:00")], season=("10-16", "04-15")),
            ShiftEntry([("08:00", "12:00")], unit="P2"),
        ]
    )
    text = "Mã NV,Ngày,Giờ vào,Giờ ra\n" + "".join(
        f"{staff},{day},7:30,17:00\n" for staff in ("007", "009") for day in ("15/10/2026", "16/10/2026")
    )
    calendar = Calendar.vietnam(shifts=shifts)
    found = attendance_facts(read_punches(day_file(tmp_path, text)), calendar=calendar, roster=roster)
    late = {(f.staff, f.at.day): f.minutes_late for f in found.facts if isinstance(f, AttendanceArrived)}
    assert late == {("007", 15): 30, ("007", 16): 0, ("009", 15): 0, ("009", 16): 0}


def test_no_hours_no_answer(tmp_path):
    text = "Mã NV,Ngày,Giờ vào\n007,10/08/2026,7:30\n"
    read = read_punches(day_file(tmp_path, text))
    with pytest.raises(UsageError, match=r"duty\.no_shifts"):
        attendance_facts(read, calendar=Calendar.vietnam())
    other = Calendar.vietnam(shifts=ShiftTable([ShiftEntry([("08:00", "12:00")], unit="P9")]))
    found = attendance_facts(read, calendar=other)
    assert not found.facts
    assert codes(found) == {"duty.no_hours": 3}


def test_going_out_after_coming_in_only(calendar):
    found = one_day(calendar, ("in", "17:00"), ("out", "07:30"))
    assert not found.facts
    assert {one.kind for one in found.problems} == {"attendance.arrived", "attendance.left"}


def test_left_is_about_the_last_punch_out(calendar):
    found = one_day(calendar, ("in", "07:20"), ("out", "11:30"), ("in", "13:20"), ("out", "17:40"))
    assert minutes(found) == (0, 0)
    assert isinstance(found.facts[-1], AttendanceLeft)
    assert f"{found.facts[-1].at:%H:%M}" == "17:40"
