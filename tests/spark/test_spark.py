"""On Spark the verdicts are those of one machine, to the last byte: leaders, keys of anyone, broken and entangled rows."""

import json
import os
import shutil
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest

import vanhoa_rules
from vanhoa_rules import (
    Deduct,
    Line,
    Rule,
    Rulebook,
    Scorecard,
    Threshold,
    UsageError,
    by_anyone,
    days,
    each,
    evaluate,
    load_rulebook,
    load_sample,
    load_scorecard,
    of_subordinates,
    read_facts,
)
from vanhoa_rules.rules import Criterion

pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed (extra spark)")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed (extra spark)")
pytest.importorskip("numpy", reason="numpy is not installed (extra spark)")
if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
    pytest.skip("no Java is installed: Spark needs Java 17", allow_module_level=True)

from vanhoa_rules.spark import evaluate_spark  # noqa: E402 - needs numpy

pytestmark = [
    pytest.mark.filterwarnings("ignore::Warning"),  # what pyspark and py4j say is theirs
    pytest.mark.xdist_group("spark"),  # one session for all
]


@pytest.fixture(scope="module")
def spark():
    builder = import_module("pyspark.sql").SparkSession.builder

    source = str(Path(vanhoa_rules.__file__).parents[1])
    os.environ["PYTHONPATH"] = os.pathsep.join([source, *filter(None, [os.environ.get("PYTHONPATH")])])
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        .config("spark.sql.codegen.wholeStage", "false")  # compiling costs more than these few rows
        .config("spark.sql.adaptive.enabled", "false")
        .getOrCreate()
    )
    yield session
    session.stop()


def rule(name, pattern):
    return Rule(id=name, title={"vi": name, "en": name}, criterion=Criterion.KY_LUAT, breach=pattern)


def sheet(*rules):
    return Scorecard(
        name="trial",
        edition="1",
        title={"vi": "Thử", "en": "Trial"},
        lines=(Line(id="ky-luat", title={"vi": "Kỷ luật", "en": "Discipline"}, maximum=10),),
        thresholds=(Threshold("A", 9, {"vi": "A", "en": "A"}), Threshold("B", 0, {"vi": "B", "en": "B"})),
        effects={name: (Deduct("1"),) for name in rules},
    )


def staff(number, **fields):
    return {
        "id": f"P{number}",
        "unit": "u",
        "role": "specialist",
        "leader": False,
        "employment": "cong_chuc",
        **fields,
    }


def wide(spark, rows):
    """Rows as a Spark table by way of Arrow, every field a column of text, numbers and truths kept."""
    names = sorted({name for row in rows for name in row})
    table = pa.table({name: [row.get(name) for row in rows] for name in names})
    schema = ", ".join(f"`{one.name}` {spark_type(one.type)}" for one in table.schema)
    return spark.createDataFrame([tuple(row[name] for name in names) for row in table.to_pylist()], schema)


def spark_type(kind):
    if pa.types.is_integer(kind):
        return "bigint"
    return "boolean" if pa.types.is_boolean(kind) else "string"


def both(spark, book, card, rows, parts=3, **asked):
    here = evaluate(book, card, rows, engine="reference", **asked)
    problems = []
    there = evaluate_spark(book, card, wide(spark, rows), parts=parts, on_problem=problems.append, **asked)
    assert there.columns == ["staff", "verdict"]
    found = {row["staff"]: row["verdict"] for row in there.collect()}
    assert found.keys() == set(here)
    for name, one in here.items():
        assert found[name] == one.to_json(), name
    assert sorted(one.code for one in problems) == sorted(one.code for one in here.problems)
    return here


def test_the_sample_is_judged_to_the_same_bytes(spark):
    sample = load_sample()
    rows = [json.loads(line) for line in Path(sample.facts).read_text(encoding="utf-8").splitlines()]
    here = both(
        spark,
        load_rulebook(sample.rulebook),
        load_scorecard(sample.scorecard),
        rows,
        roster=sample.roster,
        covers=sample.covers,
        period=sample.period,
        as_of=sample.as_of,
    )
    assert len(here) > 30
    assert any(one.findings for one in here.values())


def test_leaders_and_their_reports_meet_whatever_their_parts(spark):
    book = Rulebook(
        name="trial",
        edition="1",
        rules=(
            rule("own", each("attendance.arrived")),
            rule("led", of_subordinates(each("attendance.arrived"))),
        ),
    )
    roster = [staff(n, **({"reports_to": f"P{(n - 1) // 3}"} if n else {"leader": True})) for n in range(13)]
    rows = [
        {
            "kind": "attendance.arrived",
            "id": f"a{n}",
            "staff": f"P{n}",
            "at": "2026-02-03T09:00:00+07:00",
            "minutes_late": n,
        }
        for n in range(0, 13, 2)
    ]
    asked = {"roster": roster, "period": "2026-Q1", "as_of": "2026-04-01"}
    here = both(spark, book, sheet("own", "led"), rows, parts=5, **asked)
    led = [one for one in here["P0"].findings if one.rule == "led"]
    assert [one.evidence for one in led] == [("a2",)]


def test_what_anyone_did_about_a_case_is_seen_from_every_part(spark):
    answered = each("case.received").not_followed_by(
        by_anyone(each("case.returned")), within=days(10), same="case"
    )
    book = Rulebook(name="trial", edition="1", rules=(rule("late", answered),))
    roster = [staff(n) for n in range(8)]
    rows = [
        {
            "kind": "case.received",
            "id": f"r{n}",
            "staff": f"P{n}",
            "at": "2026-02-02T09:00:00+07:00",
            "case": f"c{n}",
            "due": "2026-02-20T09:00:00+07:00",
        }
        for n in range(8)
    ] + [
        {
            "kind": "case.returned",
            "id": f"d{n}",
            "staff": "stranger" if n == 3 else f"P{(n + 3) % 8}",
            "at": "2026-02-05T09:00:00+07:00",
            "case": f"c{n}",
        }
        for n in range(5)
    ]
    asked = {"roster": roster, "period": "2026-Q1", "as_of": "2026-04-01"}
    covers = [{"kinds": ["case.*"], "since": "2026-01-01"}]
    here = both(spark, book, sheet("late"), rows, parts=4, covers=covers, **asked)
    assert sum(len(one.findings) for one in here.values()) == 3
    both(spark, book, sheet("late"), rows, parts=4, covers=[{**covers[0], "units": ["u"]}], **asked)


def test_broken_and_entangled_rows_leave_the_same_unknown(spark):
    book = Rulebook(
        name="trial",
        edition="1",
        rules=(rule("met", fewer := each("attendance.arrived").repeated(2, within=days(30))),),
    )
    assert fewer.kinds
    at = "2026-02-03T09:00:00+07:00"
    rows = [
        {"kind": "attendance.arrived", "id": "same", "staff": "P0", "at": at, "minutes_late": 5},
        {"kind": "attendance.arrived", "id": "same", "staff": "P5", "at": at, "minutes_late": 7},
        {"kind": "attendance.arrived", "id": "x", "staff": "P1", "at": "no time", "minutes_late": 5},
        {"kind": "attendance.arrived", "id": "y", "staff": "P2", "at": at, "minutes_late": 5},
        {"kind": "fact.retracted", "id": "z", "staff": "P3", "at": at, "retracts": "y"},
        {"kind": "attendance.arrived", "id": "w", "staff": "P4", "at": at, "minutes_late": 5},
        {
            "kind": "fact.retracted",
            "id": "v",
            "staff": "P4",
            "at": "2026-02-04T09:00:00+07:00",
            "retracts": "w",
        },
        {"kind": "attendance.arrivd", "id": "u", "staff": "P4", "at": at},
        {
            "kind": "attendance.arrived",
            "id": "t",
            "staff": "P4",
            "at": "2026-05-04T09:00:00+07:00",
            "minutes_late": 5,
        },
    ]
    roster = [staff(n) for n in range(7)]
    here = both(spark, book, sheet("met"), rows, roster=roster, period="2026-Q1", as_of="2026-04-01", parts=4)
    assert here["P0"].unknown
    assert len(here.problems) >= 4


def test_instants_of_spark_count_as_those_of_arrow(spark):
    book = Rulebook(name="trial", edition="1", rules=(rule("own", each("attendance.arrived")),))
    at = datetime(2026, 2, 3, 2, 0, tzinfo=UTC)
    frame = spark.createDataFrame(
        [("attendance.arrived", "a", "P0", at, 5)],
        "kind string, id string, staff string, at timestamp, minutes_late int",
    )
    asked = {"roster": [staff(0)], "period": "2026-Q1", "as_of": "2026-04-01"}
    here = evaluate(book, sheet("own"), read_facts(frame.toArrow()), **asked)
    (row,) = evaluate_spark(book, sheet("own"), frame, **asked).collect()
    assert row["verdict"] == here["P0"].to_json()
    assert here["P0"].findings


def test_a_sheet_that_is_computed_over_everybody_is_refused(spark):
    sheets = load_scorecard("nd-335-2025")
    with pytest.raises(UsageError) as refused:
        evaluate_spark(None, sheets, spark.range(1), roster=[staff(0)], period="2026", as_of="2027-01-01")
    assert refused.value.code == "spark.computed"
