"""Local sheets as data, the checker of printed sheets, and the law before 2026."""

from datetime import date
from fractions import Fraction

import attrs
import pytest
from scenes import Told, person, scene

from vanhoa_rules.errors import UsageError
from vanhoa_rules.sheets import ha_noi_2018, hai_phong_212_2025, nd_90_2020, thanh_hoa_2026
from vanhoa_rules.sheets.check import check_sheet
from vanhoa_rules.sheets.thanh_hoa_2026 import TaskShare

SHEETS = [*hai_phong_212_2025.SHEETS, *thanh_hoa_2026.SHEETS, ha_noi_2018.SHEET]


def test_the_checker_finds_the_ddci_line_of_hai_phong_that_cannot_reach_its_maximum():
    found = {sheet.name: [(one.code, one.field) for one in check_sheet(sheet)] for sheet in SHEETS}
    assert found.pop("hai-phong-212-2025-nguoi-dung-dau") == [("check.unreachable", "ddci")]
    assert not any(found.values())


def test_the_checker_finds_sums_that_are_not_the_whole_and_amounts_without_a_rule():
    block = thanh_hoa_2026.STAFF.blocks[0]
    line = attrs.evolve(block.lines[0], maximum="3", way=None)
    broken = attrs.evolve(
        thanh_hoa_2026.STAFF,
        blocks=(attrs.evolve(block, lines=(line, *block.lines[1:])), *thanh_hoa_2026.STAFF.blocks[1:-1]),
    )
    assert [one.code for one in check_sheet(broken)] == ["check.no_rule", "check.sum", "check.sum"]
    beyond = attrs.evolve(block, lines=(attrs.evolve(block.lines[0], items=(2, 1)), *block.lines[1:]))
    assert [
        one.code
        for one in check_sheet(
            attrs.evolve(thanh_hoa_2026.STAFF, blocks=(beyond, *thanh_hoa_2026.STAFF.blocks[1:]))
        )
    ] == ["check.beyond"]


def test_every_line_of_a_local_sheet_says_where_it_comes_from():
    for sheet in SHEETS:
        assert all(line.provenance.source for line in sheet.lines)
    assert {line.provenance.certainty for sheet in thanh_hoa_2026.SHEETS for line in sheet.lines} == {
        "second-hand"
    }
    assert {line.provenance.certainty for line in ha_noi_2018.SHEET.lines} == {"second-hand"}
    assert {line.provenance.certainty for line in hai_phong_212_2025.STAFF.lines} == {"read"}


def test_hai_phong_spreads_the_service_points_of_someone_who_serves_no_citizens():
    lines = hai_phong_212_2025.STAFF.blocks[0].lines
    spread = hai_phong_212_2025.spread_service(lines)
    assert sum(spread.values()) == 20
    assert spread["style-1"] == Fraction(5, 4)


@pytest.mark.parametrize(
    ("points", "done", "exceeded", "disciplined", "absent", "level"),
    [
        ("90.01", True, "0.5", False, 0, "xuat_sac"),
        ("90", True, "0.5", False, 0, "tot"),
        ("95", False, "0.5", False, 0, "tot"),
        ("95", True, "0.49", False, 0, "tot"),
        ("80", True, "1", False, 0, "hoan_thanh"),
        ("50", True, "0", False, 0, "hoan_thanh"),
        ("49.99", True, "0", False, 0, "khong_hoan_thanh"),
        ("95", True, "1", True, 0, "khong_hoan_thanh"),
        ("95", True, "1", False, 3, "hoan_thanh"),
    ],
)
def test_hai_phong_levels(points, done, exceeded, disciplined, absent, level):
    found = hai_phong_212_2025.level(
        Fraction(points), all_done=done, exceeded=Fraction(exceeded), disciplined=disciplined, absent_months=Fraction(absent)
    )  # fmt: skip
    assert found == level


def test_thanh_hoa_conditions_change_the_level_on_their_own_sheet():
    full = [TaskShare(Fraction(1), exceeded=n < 3) for n in range(10)]
    level = thanh_hoa_2026.level
    assert level(Fraction(95), full, leader=False, disciplined=False).level == "xuat_sac"
    few = level(Fraction(95), full[1:], leader=False, disciplined=False)
    assert (few.level, few.by_points, len(few.conditions)) == ("tot", "xuat_sac", 1)
    half = [*full[:9], TaskShare(Fraction(2, 5))]
    assert level(Fraction(75), half, leader=False, disciplined=False).level == "hoan_thanh"
    weak = [TaskShare(Fraction(2, 5))] * 4 + full[:6]
    assert level(Fraction(75), weak, leader=False, disciplined=False).level == "hoan_thanh"
    assert level(Fraction(75), weak, leader=True, disciplined=False).level == "khong_hoan_thanh"
    struck = level(Fraction(95), full, leader=False, disciplined=True)
    assert (struck.level, struck.by_points) == ("khong_hoan_thanh", "xuat_sac")


def test_thanh_hoa_takes_the_deduction_that_the_approver_typed():
    assert thanh_hoa_2026.total(Fraction(28), Fraction(9, 10), Fraction(3)) == 88


def test_ha_noi_bands():
    assert ha_noi_2018.band(Fraction(9, 10)) == (45, 50)
    assert ha_noi_2018.band(Fraction(89, 100)) == (40, 45)
    assert ha_noi_2018.band(Fraction(1, 10)) == (0, 35)


# --- Decree 90/2020 --------------------------------------------------------------------------------------------------


def year(told, people=None, period="2024", **asked):
    return nd_90_2020.judge(
        scene(told.facts, people or [person("an")], period=period, as_of="2026-06-01", **asked)
    )


def tasks(good, late=0, undone=0, exceeded=0):
    told = Told()
    for n in range(good + late + undone):
        done = None if n >= good + late else "2024-05-20" if n >= good else "2024-05-09"
        told.task(f"t{n}", "2024-05-10", done)
        if n < exceeded:
            told.tell("task.assessed", "2024-06-01", case=f"t{n}", aspect="quality", met=True, exceeded=True)
    return told


@pytest.mark.parametrize(
    ("told", "rating"),
    [
        (tasks(10, exceeded=5), "xuat_sac"),
        (tasks(10, exceeded=4), "tot"),
        (tasks(8, late=2), "hoan_thanh"),
        (tasks(4, late=6), "khong_hoan_thanh"),
    ],
)
def test_nd_90_levels_follow_from_shares_of_the_tasks(told, rating):
    assert year(told)["an"].ratings == (rating,) * 3


def test_nd_90_says_both_where_the_decree_is_silent():
    assert year(tasks(7, late=3))["an"].ratings == ("khong_hoan_thanh", "hoan_thanh", "hoan_thanh")


def test_nd_90_nothing_on_record_is_unknown():
    assert year(Told())["an"].ratings == ("khong_hoan_thanh", None, "xuat_sac")


def test_nd_90_six_months_and_long_absence():
    told = tasks(10, exceeded=10)
    assert year(told, [person("an", since=date(2024, 8, 1))])["an"].ratings == ("khong_xep_loai",) * 3
    told.tell("leave.approved", "2024-07-01", until="2024-10-15T00:00:00+07:00", reason="sick")
    assert year(told)["an"].ratings == ("hoan_thanh",) * 3


def test_nd_48_2023_trimmed_which_discipline_fails_the_year():
    for at, period, rating in (("2023-09-01", "2023", "khong_hoan_thanh"), ("2024-03-01", "2024", None)):
        told = Told()
        told.task("t", f"{period}-05-10", f"{period}-05-09")
        told.tell(
            "discipline.decided",
            at,
            form="khien_trach",
            by="state",
            duty_related=False,
            act_at=f"{period}-01-02T08:00:00+07:00",
        )
        assert (year(told, period=period)["an"].ratings[1] == "khong_hoan_thanh") is (rating is not None)


@pytest.mark.parametrize(("period", "code", "named"), [("2026", "evaluation.no_longer", "335/2025"), ("2019", "evaluation.not_in_force", "56/2015"), ("2024-03", "evaluation.year_only", "90/2020")])  # fmt: skip
def test_nd_90_names_the_law_of_the_time(period, code, named):
    with pytest.raises(UsageError) as caught:
        year(Told(), period=period)
    assert caught.value.code == code
    assert named in caught.value.says("vi")
