"""Broken files of every sort, through every reader: a clear error or correct facts, bounded memory, never a traceback."""

import gzip
import io
import json
import resource
import zipfile

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from vanhoa_rules import Calendar, ShiftEntry, ShiftTable, VanhoaError, read_facts
from vanhoa_rules.exchange import workbooks
from vanhoa_rules.exchange.assistant import look
from vanhoa_rules.exchange.attendance import attendance_facts, read_month_sheet, read_punches, read_wide
from vanhoa_rules.exchange.event_logs import read_log
from vanhoa_rules.exchange.mappings import read_mapping
from vanhoa_rules.exchange.one_stop import OneStop, read_one_stop

xlsxwriter = pytest.importorskip("xlsxwriter", reason="xlsxwriter (extra excel) is not installed")
pytest.importorskip("fastexcel", reason="fastexcel (extra excel) is not installed")
pytest.importorskip("pyarrow", reason="pyarrow (extra table) is not installed")

CALM = settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
CALENDAR = Calendar.vietnam(shifts=ShiftTable([ShiftEntry([("07:30", "11:30"), ("13:30", "17:30")])]))
MAPPING = {
    "case": "case",
    "staff": "who",
    "time": "time",
    "fact": [
        {"kind": "case.returned", "at": "time"},
        {"kind": "case.received", "once": True, "at": "time", "fields": {"due": "due"}},
    ],
}


def punches(path):
    read = read_punches(path)
    return attendance_facts(
        read, calendar=CALENDAR, covers="all", days=sorted({p.of for p in read.punches})[:50]
    )


READERS = {
    "facts": read_facts,
    "punches": punches,
    "punches by place": lambda path: read_punches(path, columns={"staff": 0, "at": 1, "code": 2}),
    "wide": lambda path: attendance_facts(read_wide(path, "in"), calendar=CALENDAR),
    "month sheet": lambda path: read_month_sheet(path, calendar=CALENDAR),
    "one-stop": lambda path: read_one_stop(path, OneStop(CALENDAR)),
    "log": lambda path: read_log(path, MAPPING),
    "cloud": read_log,
    "assistant": look,
}


def outcome(read, source):
    """Return what a reader gives, or the error in which it says why it gives nothing."""
    try:
        return read(source)
    except VanhoaError as refused:
        return refused


def through_all(path):
    """Read a file with every reader; each says what is wrong in words, or gives facts."""
    for name, reader in READERS.items():
        found = outcome(reader, path)
        if isinstance(found, VanhoaError):
            assert found.says("vi"), name
            continue
        for one in found.problems:
            assert one.message.vi, name
            assert one.message.en, name
        if name == "assistant":
            assert found.text("vi")
            assert found.html("en")
            json.loads(found.to_json())


def workbook_bytes():
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Mã NV", "Ngày", "Giờ vào", "Giờ ra"])
    sheet.write_row(1, 0, ["007", "10/08/2026", 0.3125, "17h30"])
    sheet.write_formula(2, 0, "=1+1")
    book.close()
    return made.getvalue()


DEVICE = "Mã NV,Thời gian,Trạng thái\n007,10/08/2026 07:45,0\n008,2026-08-10 17:30:00,1\n"
XES = '<?xml version="1.0"?><log><trace><string key="case" value="1"/><event><date key="time" value="2026-08-10T08:00:00Z"/><string key="who" value="7"/></event></trace></log>'
OCEL = '{"events": [{"id": "e", "type": "t", "time": "2026-08-10T08:00:00Z", "relationships": [{"objectId": "o", "qualifier": "q"}]}], "objects": [{"id": "o", "type": "t"}]}'
PORTAL = '[{"MaHoSo": "1", "MaCanBo": "007", "NgayTiepNhan": "20260803080000", "NgayHenTra": "20260810170000", "DanhSachHoSoBoSung": [{"NgayBoSung": "x"}]}]'
SEEDS = [
    DEVICE.encode(),
    XES.encode(),
    OCEL.encode(),
    PORTAL.encode(),
    workbook_bytes(),
    gzip.compress(XES.encode()),
]

BILLION = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><log>&j;</log>"
)
CORPUS = {
    "empty": b"",
    "one NUL": b"\0",
    "NULs": b"\0" * 4096,
    "UTF-16": DEVICE.encode("utf-16"),
    "windows-1258": DEVICE.replace("ã", "a").replace("ờ", "o").replace("ạ", "a").encode("cp1258", "replace")
    + b"\xe2\xec\xff\n" * 40,
    "a million columns": b"M\xc3\xa3 NV," + b"x," * 1_000_000 + b"\n007\n",
    "two thousand columns": ("Mã NV,Ngày," + "x," * 2000 + "\n007,1\n").encode(),
    "a million dates": b"id," + b"10/08/2026," * 100_000 + b"\n007\n",
    "open quote": b'M\xc3\xa3 NV,Th\xe1\xbb\x9di gian\n"007,10/08/2026 07:45\n'
    + b"007,10/08/2026 07:45\n" * 50,
    "billion laughs": BILLION.encode(),
    "outer entity": b'<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/hostname">]><log>&x;</log>',
    "deep XML": b"<log>" + b"<list>" * 100_000,
    "deep JSON": b"[" * 200_000,
    "deep object": b'{"a":' * 200_000,
    "long number": b'[{"MaHoSo": ' + b"9" * 50_000 + b"}]",
    "endless float": b'[{"MaHoSo": 1e999999999}]',
    "half JSON": OCEL.encode()[:60],
    "gzip bomb": gzip.compress(b"<log>" + b" " * 50_000_000),
    "not a zip": b"PK\x03\x04" + b"x" * 500,
    "old Excel": b"\xd0\xcf\x11\xe0" + b"\0" * 512,
    "PDF": b"%PDF-1.7\n",
    "not Parquet": b"PAR1" + b"\0" * 100 + b"PAR1",
    "formulas": ("Mã NV,Thời gian\n=1+1,=NOW()\n@SUM(A1),10/08/2026 07:45\n").encode(),
    "marks": (
        "Mã NV,Thời gian\n007\u202e,10/08/2026 07:45\n" + "a" + "\u0301" * 5000 + ",10/08/2026 07:45\n"
    ).encode(),
    "only blanks": b" \t\r\n" * 100,
    "far years": (
        "Mã NV,Thời gian\n007,01/01/0001 00:00\n007,31/12/9999 24:00\n008,9999-12-31 23:59:59\n"
    ).encode(),
}


@pytest.mark.parametrize("name", CORPUS)
def test_broken_files(tmp_path, name):
    for ending in (".csv", ".json", ".xes", ".xlsx", ".parquet"):
        path = tmp_path / f"file{ending}"
        path.write_bytes(CORPUS[name])
        through_all(path)
        if len(CORPUS[name]) > 100_000:
            break  # content decides, not the ending


def zipped(**entries):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in entries.items():
            target.writestr(name.replace("__", "/") + ".xml", data)
    return made.getvalue()


def test_zip_bombs(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "LARGEST", 1 << 24)
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(zipped(xl__workbook="<workbook/>", xl__bomb=b" " * (1 << 26)))
    through_all(path)
    path.write_bytes(zipped(xl__workbook=BILLION))
    through_all(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 4_000_000, "kilobytes"


@CALM
@given(st.sampled_from(SEEDS), st.data())
@example(SEEDS[4], None)
def test_damaged_files(tmp_path_factory, seed, data):
    damaged = bytearray(seed)
    if data is not None:
        for _ in range(data.draw(st.integers(0, 4))):
            place = data.draw(st.integers(0, len(damaged) - 1))
            damaged[place : place + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=6))
        damaged = damaged[: data.draw(st.integers(0, len(damaged)))] if data.draw(st.booleans()) else damaged
    path = tmp_path_factory.mktemp("fuzz") / "file"
    path.write_bytes(bytes(damaged))
    through_all(path)


@CALM
@given(st.binary(max_size=300))
def test_any_bytes(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("fuzz") / "file.csv"
    path.write_bytes(data)
    through_all(path)


CELLS = st.one_of(
    st.just(""),
    st.text(max_size=12),
    st.sampled_from(
        ["007", "10/08/2026", "7h30", "24:00", "46248", "+", "Ô", "1", "NA", "00:00", "2026-08-10 07:30:00"]
    ),
)
HEADS = [
    "Mã NV,Ngày,Giờ vào,Giờ ra",
    "Mã NV,Thời gian,Trạng thái",
    "Mã NV,10/08/2026,11/08/2026,12/08/2026",
    "Mã hồ sơ,Mã cán bộ,Ngày tiếp nhận,Ngày hẹn trả,Ngày trả,Ngày yêu cầu bổ sung,Ngày nhận bổ sung",
    "case,who,time,due",
    "kind,id,staff,at,minutes_late",
    "Tháng 8 năm 2026\nMã CB," + ",".join(map(str, range(1, 32))),
]


@CALM
@given(st.sampled_from(HEADS), st.lists(st.lists(CELLS, max_size=8), max_size=6))
def test_any_cells_below_a_known_heading(tmp_path_factory, head, rows):
    path = tmp_path_factory.mktemp("fuzz") / "file.csv"
    lines = [
        ",".join(cell.replace(",", ";").replace("\n", " ").replace("\r", " ") for cell in row) for row in rows
    ]
    path.write_text("\n".join([head, *lines]), encoding="utf-8", errors="surrogatepass")
    through_all(path)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "kind",
                    "case",
                    "fact",
                    "at",
                    "where",
                    "fields",
                    "value",
                    "from",
                    "words",
                    "id",
                    "staff",
                    "once",
                    "order",
                    "events",
                    "objects",
                    "specversion",
                    "data",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@CALM
@given(
    st.dictionaries(
        st.sampled_from(["case", "staff", "fact", "order", "zone", "time", "ignore_staff", "x"]), JSON
    )
)
def test_any_mapping(mapping):
    found = outcome(read_mapping, mapping)
    assert not isinstance(found, VanhoaError) or found.says("vi")


@CALM
@given(JSON)
def test_any_json(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("fuzz") / "file.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    through_all(path)
