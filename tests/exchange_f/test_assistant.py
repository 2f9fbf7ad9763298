"""The mapping assistant: says what a file is, proposes a mapping that works, shows ten facts and every problem."""

import json
import tomllib
from html.parser import HTMLParser

import pytest

from vanhoa_rules import DataError, load_sample
from vanhoa_rules.exchange.assistant import TEN, look, read_mapped

DEVICE = (
    "Mã NV,Thời gian,Trạng thái\n007,10/08/2026 07:45,Vào\n007,10/08/2026 17:30,Ra\n008,10/08/2026 7.30,Vào\n"
)


def write(tmp_path, text, name):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_punches(tmp_path):
    path = write(tmp_path, DEVICE, "may.csv")
    seen = look(path)
    assert seen.recognised.reader == "punches"
    assert dict(seen.recognised.columns) == {"Mã NV": "staff", "Thời gian": "at", "Trạng thái": "code"}
    mapping = tomllib.loads(seen.mapping)
    assert mapping["columns"] == {"staff": "Mã NV", "at": "Thời gian", "code": "Trạng thái"}
    assert "duty.no_shifts" in {one.code for one in seen.lines}
    saved = write(
        tmp_path,
        seen.mapping.replace("hours = []", 'hours = [["07:30", "11:30"], ["13:30", "17:30"]]'),
        "may.toml",
    )
    again = look(path, mapping=saved)
    assert [(fact.staff, fact.kind) for fact in again.facts] == [
        ("007", "attendance.arrived"),
        ("007", "attendance.left"),
    ]
    assert [(one.row, one.field) for one in again.lines if one.row] == [(4, "at")]
    assert again.facts[0].minutes_late == 15


@pytest.mark.parametrize(
    ("name", "text", "reader"),
    [
        (
            "vao.csv",
            "Mã NV;10/08/2026;11/08/2026;12/08/2026;13/08/2026;14/08/2026\n007;7h30;7h31;;;\n",
            "wide",
        ),
        (
            "c01a.csv",
            f"Tháng 8 năm 2026\nSTT,Mã CB,{','.join(map(str, range(1, 32)))}\n1,007,{'+,' * 30}+\n",
            "month-sheet",
        ),
        (
            "hs.csv",
            "Mã hồ sơ,Mã cán bộ xử lý,Ngày tiếp nhận,Ngày hẹn trả\nHS-1,007,03/08/2026 8:00,10/08/2026\n",
            "one-stop",
        ),
        (
            "hs.json",
            '[{"MaHoSo": "1", "MaCanBo": "007", "NgayTiepNhan": "20260803080000", "NgayHenTra": "20260810170000"}]',
            "one-stop",
        ),
        (
            "log.csv",
            "case_id,activity,timestamp,resource\nHS-1,Trả kết quả hồ sơ,2026-08-10T08:00:00+07:00,007\n",
            "log",
        ),
        ("log.xes", '<log><trace><event><string key="concept:name" value="x"/></event></trace></log>', "log"),
        ("ocel.json", '{"events": [], "objects": []}', "log"),
        (
            "cloud.json",
            '{"specversion": "1.0", "type": "meeting.due", "id": "1", "source": "s", "subject": "007", "time": "2026-08-10T08:00:00Z"}',
            "log",
        ),
        (
            "facts.json",
            '[{"kind": "meeting.due", "id": "1", "staff": "007", "at": "2026-08-10T08:00:00Z"}]',
            "facts",
        ),
        ("roster.csv", "id,unit,role,leader,employment\n007,P1,clerk,false,contract\n", "roster"),
        ("other.csv", "tên,tuổi\nx,1\n", ""),
    ],
)
def test_each_kind_of_file_is_recognised(tmp_path, name, text, reader):
    seen = look(write(tmp_path, text, name))
    assert seen.recognised.reader == reader
    assert tomllib.loads(seen.mapping) is not None
    for lang in ("vi", "en"):
        assert name in seen.text(lang)
    if reader in {"one-stop", "facts"} or name == "cloud.json":
        assert len(seen.facts) == 1, seen.lines
        assert not seen.lines
    if not reader:
        assert [one.code for one in seen.lines] == ["unrecognised.file"]


def test_a_log_whose_activities_bear_the_titles_of_kinds_needs_no_more(tmp_path):
    text = "case_id,activity,timestamp,resource\nHS-1,Trả kết quả hồ sơ,2026-08-10T08:00:00+07:00,007\nHS-1,Ký nháy,2026-08-10T08:00:00+07:00,007\n"
    seen = look(write(tmp_path, text, "log.csv"))
    assert [(fact.kind, fact.case, fact.staff) for fact in seen.facts] == [("case.returned", "HS-1", "007")]
    assert "# where" in seen.mapping
    assert "Ký nháy" in seen.mapping


def test_ten_facts_and_all_problems_three_ways():
    seen = look(load_sample().facts)
    assert len(seen.facts) > TEN
    data = json.loads(seen.to_json())
    assert len(data["facts"]) == TEN
    assert data["count"] == len(seen.facts)
    for lang in ("vi", "en"):
        assert seen.text(lang).count("attendance.arrived") + seen.text(lang).count("case.received") > 0
    assert seen._repr_html_() == seen.html("vi")


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, attrs))


def test_the_page_is_escaped_and_shows_nothing_private(tmp_path):
    rows = [
        {
            "kind": "leave.approved",
            "id": "1",
            "staff": "<b>",
            "at": "2026-08-10T00:00:00Z",
            "until": "2026-08-11T00:00:00Z",
            "reason": "sick",
        },
        {"kind": "meeting.due", "id": "<script>alert(1)</script>", "staff": "007", "at": "<img src=x>"},
    ]
    seen = look(write(tmp_path, "\n".join(map(json.dumps, rows)), "facts.jsonl"))
    page = Reader()
    page.feed(seen.html())
    assert {tag for tag, _ in page.tags} <= {"div", "p", "table", "tr", "th", "td", "pre"}
    assert not any(attrs for _, attrs in page.tags)
    for shown in (seen.html(), seen.text(), seen.to_json(), repr(seen)):
        assert "sick" not in shown
        assert "ốm" not in shown


def test_mappings_with_errors_are_refused(tmp_path):
    path = write(tmp_path, DEVICE, "may.csv")
    with pytest.raises(DataError, match=r"mapping\.reader"):
        read_mapped(path, {"reader": "punch"})
    with pytest.raises(DataError, match=r"mapping\.unreadable"):
        look(path, mapping=path)
    with pytest.raises(DataError, match=r"mark\.does"):
        read_mapped(path, {"reader": "month-sheet", "marks": {"X": "holiday"}})
    with pytest.raises(DataError, match=r"file\.missing"):
        look(tmp_path / "none.csv")
