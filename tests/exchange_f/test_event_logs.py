"""Event logs: one mapping, whatever the form of the log; errors in the log's own names; nothing outside is fetched."""

import csv
import gzip
import json
from collections import Counter
from xml.sax.saxutils import quoteattr

import pytest

from vanhoa_rules import DataError
from vanhoa_rules.exchange.event_logs import read_log
from vanhoa_rules.exchange.mappings import read_mapping

RECEIPT = """
staff = "case:responsible"
case = "case:concept:name"
order = ["case:startdate", "case:enddate"]
office = "Europe/Amsterdam"

[[fact]]
kind = "case.received"
once = true
at = "case:startdate"
fields = { due = "case:deadline" }

[[fact]]
kind = "case.returned"
once = true
at = "case:enddate"

[[fact]]
kind = "document.signed"
where = { "concept:name" = ["T10 Determine necessity to stop indication"], "lifecycle:transition" = "complete" }
at = "time:timestamp"
staff = "org:resource"
"""
DATES = {"case:deadline", "case:enddate", "case:enddate_planned", "case:startdate", "time:timestamp"}


def attribute(key, value):
    tag = "date" if key in DATES else "string"
    value = value.replace(" ", "T") if tag == "date" else value
    return f"<{tag} key={quoteattr(key.removeprefix('case:'))} value={quoteattr(value)}/>"


def as_xes(rows):
    """Return a CSV log, rows of cells by name, as XES 1.0."""
    cases = {}
    for row in rows:
        cases.setdefault(row["case:concept:name"], []).append(row)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0" xmlns="http://www.xes-standard.org/">\n'
    yield '<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>\n'
    yield '<global scope="event"><string key="concept:name" value="__INVALID__"/></global>\n'
    for events in cases.values():
        yield "<trace>"
        yield from (attribute(k, v) for k, v in events[0].items() if k.startswith("case:") and v)
        for event in events:
            yield "<event>"
            yield from (attribute(k, v) for k, v in event.items() if not k.startswith("case:") and v)
            yield "</event>\n"
        yield "</trace>\n"
    yield "</log>\n"


@pytest.fixture
def mapping(tmp_path):
    path = tmp_path / "receipt.toml"
    path.write_text(RECEIPT, encoding="utf-8")
    return path


def codes(read):
    return Counter(one.code for one in read.problems)


def test_receipt_through_xes_and_through_csv_is_the_same(data, tmp_path, mapping):
    log = data / "receipt" / "receipt.csv"
    with log.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    xes = tmp_path / "receipt.xes.gz"
    with gzip.open(xes, "wt", encoding="utf-8") as file:
        file.writelines(as_xes(rows))
    through_csv, through_xes = read_log(log, mapping), read_log(xes, mapping)
    assert sorted(through_csv.facts, key=lambda fact: fact.id) == sorted(
        through_xes.facts, key=lambda fact: fact.id
    )
    kinds = Counter(fact.kind for fact in through_csv.facts)
    assert kinds["case.received"] == 1432
    assert kinds["case.returned"] == 1327
    assert kinds["document.signed"] == sum(
        row["concept:name"].startswith("T10") and row["case:concept:name"] not in {"case-10862", "case-8267"}
        for row in rows
    )
    for read in (through_csv, through_xes):
        assert {(one.code, one.value) for one in read.problems} == {
            ("log.order", "case-10862"),
            ("log.order", "case-8267"),
        }
        assert {one.kind for one in read.problems} >= {"case.received", "case.returned"}


def test_read_as_utc_by_mistake_most_work_would_fall_at_night(data, mapping):
    log = data / "receipt" / "receipt.csv"
    wrong = [one for one in read_log(log, mapping, office="UTC").problems if one.code == "log.night"]
    assert len(wrong) == 1
    assert "1416" in wrong[0].message.en
    assert "8577" in wrong[0].message.en
    assert not [one for one in read_log(log, mapping).problems if one.code == "log.night"]


def test_local_times_read_as_utc_are_found_too(tmp_path):
    rows = "".join(f"HS-{n},007,2026-08-{10 + n % 5} {8 + n % 9:02}:15:00\n" for n in range(60))
    path = tmp_path / "log.csv"
    path.write_text(f"case,who,time\n{rows}", encoding="utf-8")
    mapping = {
        "case": "case",
        "staff": "who",
        "time": "time",
        "fact": [{"kind": "case.returned", "at": "time"}],
    }
    wrong = read_log(path, mapping, zone="UTC", office="Asia/Ho_Chi_Minh")
    assert codes(wrong) == {"log.night": 1}
    assert "-7" in wrong.problems[0].message.vi
    assert wrong.problems[0].kind == "–", "a warning leaves nothing unknown"
    assert not read_log(path, mapping, zone="Asia/Ho_Chi_Minh").problems


MINI = {
    "case": "case:concept:name",
    "staff": "org:resource",
    "fact": [
        {"kind": "case.returned", "where": {"concept:name": ["Trả kết quả"]}, "at": "time:timestamp"},
    ],
}


def xes_file(tmp_path, body, name="log.xes"):
    path = tmp_path / name
    path.write_text(body, encoding="utf-8")
    return path


EVENT = '<event><string key="concept:name" value="Trả kết quả"/><string key="org:resource" value="007"/><date key="time:timestamp" value="2026-08-10T09:00:00+07:00"/></event>'
LOG = f'<log><trace><string key="concept:name" value="HS-1"/>{EVENT}</trace></log>'


def test_a_small_log(tmp_path):
    read = read_log(xes_file(tmp_path, LOG), MINI)
    assert not read.problems
    assert [(fact.kind, fact.staff, fact.case, fact.id) for fact in read.facts] == [
        ("case.returned", "007", "HS-1", "HS-1:case.returned:1")
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<!DOCTYPE log [<!ENTITY a "b">]>' + LOG, "log.doctype"),
        ('<!DOCTYPE log SYSTEM "http://127.0.0.1:9/x.dtd">' + LOG, "log.doctype"),
        ('<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]><log>&x;</log>', "log.doctype"),
        ("<html></html>", "log.not_xes"),
        (LOG[:-9], "log.xml"),
        ("<log>" + "<list>" * 100, "log.deep"),
        ("<log><trace>\x00</trace></log>", "log.xml"),
        ("<log>&nbsp;</log>", "log.xml"),
    ],
)
def test_logs_that_are_refused(tmp_path, body, code):
    assert code in codes(read_log(xes_file(tmp_path, body), MINI))


def test_billion_laughs_is_refused_at_its_first_line(tmp_path):
    laughs = '<!DOCTYPE lolz [<!ENTITY lol "lol">' + "".join(
        f'<!ENTITY lol{n} "{f"&lol{n - 1 or str()};" * 10}">' for n in range(1, 10)
    )
    read = read_log(xes_file(tmp_path, f'<?xml version="1.0"?>{laughs}]><log>&lol9;</log>'), MINI)
    assert not read.facts
    assert codes(read)["log.doctype"] == 1


def test_the_cases_before_a_break_are_kept(tmp_path):
    read = read_log(xes_file(tmp_path, LOG[:-6] + "<trace><string key="), MINI)
    assert len(read.facts) == 1
    assert codes(read) == {"log.xml": 1}


def test_a_broken_gzip(tmp_path):
    path = tmp_path / "log.xes.gz"
    path.write_bytes(gzip.compress(LOG.encode())[:-12])
    assert codes(read_log(path, MINI))["log.xml"] == 1


def test_mapping_errors_speak_the_names_of_the_log(tmp_path):
    wrong = {
        **MINI,
        "staff": "org:resourse",
        "fact": [{**MINI["fact"][0], "where": {"concept:name": ["Tra ket qua"]}}],
    }
    read = read_log(xes_file(tmp_path, LOG), wrong)
    said = {one.code: one.remedy.vi for one in read.problems}
    assert "org:resource" in said["log.no_attribute"]
    assert "Trả kết quả" in said["log.no_value"]


def test_a_mapping_with_errors_lists_them_all(tmp_path):
    path = tmp_path / "m.toml"
    path.write_text(
        'case = "c"\nstaf = "x"\n[[fact]]\nkind = "case.recieved"\nat = "t"\n[[fact]]\nkind = "case.received"\n'
        'at = { value = 3.5 }\nfields = { deu = "d" }\n',
        encoding="utf-8",
    )
    with pytest.raises(DataError) as refused:
        read_mapping(path)
    listed = {one.field: one for one in refused.value.problems}
    assert set(listed) == {"staf", "fact[1].kind", "fact[2].fields.deu", "fact[2].at"}
    assert "staff" in listed["staf"].remedy.vi
    assert "case.received" in listed["fact[1].kind"].remedy.vi
    assert "due" in listed["fact[2].fields.deu"].remedy.vi
    path.write_text("= nothing", encoding="utf-8")
    with pytest.raises(DataError, match=r"mapping\.unreadable"):
        read_mapping(path)


OCEL = {
    "objectTypes": [{"name": "Hồ sơ", "attributes": []}],
    "eventTypes": [],
    "objects": [
        {
            "id": "HS-1",
            "type": "Hồ sơ",
            "attributes": [
                {"name": "due", "time": "1970-01-01T00:00:00Z", "value": "2026-08-12T17:00:00+07:00"},
                {"name": "due", "time": "2026-08-11T00:00:00Z", "value": "2026-08-20T17:00:00+07:00"},
            ],
        },
        {"id": "007", "type": "Cán bộ"},
    ],
    "events": [
        {
            "id": "e1",
            "type": "Tiếp nhận",
            "time": "2026-08-10T01:00:00Z",
            "attributes": [{"name": "procedure", "value": "1.004"}],
            "relationships": [
                {"objectId": "HS-1", "qualifier": "hồ sơ"},
                {"objectId": "007", "qualifier": "người nhận"},
            ],
        },
        {
            "id": "e2",
            "type": "Trả",
            "time": "2026-08-12T01:00:00Z",
            "relationships": [
                {"objectId": "HS-1", "qualifier": "hồ sơ"},
                {"objectId": "007", "qualifier": "a"},
                {"objectId": "008", "qualifier": "a"},
            ],
        },
    ],
}


def test_ocel(tmp_path):
    path = tmp_path / "log.json"
    path.write_text(json.dumps(OCEL), encoding="utf-8")
    mapping = {
        "case": "object:Hồ sơ",
        "staff": "rel:người nhận",
        "fact": [
            {
                "kind": "case.received",
                "where": {"type": "Tiếp nhận"},
                "id": "id",
                "at": "time",
                "fields": {"due": "object:Hồ sơ:due", "procedure": "procedure"},
            },
            {"kind": "case.returned", "where": {"type": "Trả"}, "id": "id", "at": "time", "staff": "rel:a"},
        ],
    }
    read = read_log(path, mapping)
    assert [(fact.id, fact.staff, fact.case, fact.procedure, fact.due.day) for fact in read.facts] == [
        ("e1", "007", "HS-1", "1.004", 12)
    ]
    assert [(one.code, one.field) for one in read.problems] == [("log.many", "staff")]


def test_cloud_events(tmp_path):
    event = {
        "specversion": "1.0",
        "id": "a1",
        "type": "attendance.arrived",
        "source": "/clock/3",
        "subject": "007",
        "time": "2026-08-10T07:45:00+07:00",
        "data": {"minutes_late": 15},
    }
    path = tmp_path / "events.jsonl"
    path.write_text(
        "\n".join(json.dumps(one) for one in (event, {**event, "id": "a2", "data": {"minutes": 1}}, {"x": 1}))
    )
    read = read_log(path)
    assert [(fact.id, fact.staff, fact.minutes_late, fact.source) for fact in read.facts] == [
        ("a1", "007", 15, "/clock/3")
    ]
    assert {one.row for one in read.problems} == {2, 3}
    mapping = {
        "case": "data.case",
        "staff": "subject",
        "fact": [
            {
                "kind": "attendance.arrived",
                "id": "id",
                "at": "time",
                "fields": {"minutes_late": "data.minutes_late"},
            }
        ],
    }
    assert len(read_log(path, mapping).facts) == 1


def test_case_facts_that_differ_between_rows_are_refused(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(
        "case,who,start,due,what\nHS-1,007,2026-08-10T08:00:00+07:00,2026-08-12T17:00:00+07:00,a\n"
        "HS-1,007,2026-08-10T08:00:00+07:00,2026-08-13T17:00:00+07:00,b\n",
        encoding="utf-8",
    )
    mapping = {
        "case": "case",
        "staff": "who",
        "time": "start",
        "fact": [{"kind": "case.received", "once": True, "at": "start", "fields": {"due": "due"}}],
    }
    read = read_log(path, mapping)
    assert not read.facts
    assert [(one.code, one.field, one.kind, one.staff) for one in read.problems] == [
        ("log.case_differs", "due", "case.received", "007")
    ]
