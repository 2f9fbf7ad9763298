"""Tables of every dataframe library and Parquet: the same facts as the rows they were made of."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from vanhoa_rules import UsageError, read_facts
from vanhoa_rules.errors import MissingExtraError
from vanhoa_rules.exchange import extras
from vanhoa_rules.exchange.attendance import read_punches
from vanhoa_rules.exchange.event_logs import read_log

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
narwhals = pytest.importorskip("narwhals", reason="narwhals is not installed")
pd = pytest.importorskip("pandas", reason="pandas is not installed")
pl = pytest.importorskip("polars", reason="polars is not installed")
pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")

AT = datetime(2026, 3, 2, 1, 20, tzinfo=UTC)
ROWS = [
    {
        "kind": "attendance.arrived",
        "id": "a",
        "staff": "007",
        "at": AT,
        "minutes_late": 20,
        "hours": None,
        "topic": None,
    },
    {
        "kind": "training.attended",
        "id": "b",
        "staff": "008",
        "at": AT,
        "minutes_late": None,
        "hours": Decimal("1.5"),
        "topic": "Văn hóa",
    },
]
TABLE = pa.Table.from_pylist(ROWS)
WAYS = {
    "pyarrow": lambda: TABLE,
    "batches": TABLE.to_reader,
    "pandas": lambda: pd.DataFrame(ROWS),
    "polars": lambda: pl.from_arrow(TABLE),
    "polars lazy": lambda: pl.from_arrow(TABLE).lazy(),
    "duckdb": lambda: duckdb.from_arrow(TABLE),
    "narwhals": lambda: narwhals.from_native(TABLE),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_library_gives_the_same_facts(way):
    read = read_facts(WAYS[way]())
    assert not read.problems
    assert read.facts == read_facts(ROWS).facts


def test_parquet(tmp_path):
    path = tmp_path / "facts.parquet"
    pq.write_table(TABLE, path)
    assert read_facts(path).facts == read_facts(ROWS).facts
    whole = path.read_bytes()
    for cut in (4, 100, len(whole) // 2, len(whole) - 4):
        path.write_bytes(whole[:cut])
        read = read_facts(path)
        assert not read.facts
        assert {one.code for one in read.problems} <= {"table.broken", "file.format"}
        assert {one.kind for one in read.problems} == {None}, "a lost file leaves everything unknown"


def test_finer_than_a_microsecond_is_refused_and_whole_ones_are_not():
    ticks = pa.array([1_772_414_400_000_000_001, 1_772_414_400_000_000_000], pa.timestamp("ns", "UTC"))
    table = pa.table({"id": ["a", "b"], "staff": ["007"] * 2, "at": ticks, "minutes_late": [1, 2]})
    read = read_facts(table, kind="attendance.arrived")
    assert [fact.id for fact in read.facts] == ["b"]
    assert [(one.code, one.row) for one in read.problems] == [("fact.fine", 1)]


def arrivals(late):
    return pa.table(
        {
            "id": [str(n) for n in range(len(late))],
            "staff": ["007"] * len(late),
            "at": [AT] * len(late),
            "minutes_late": late,
        }
    )


def test_floats_are_no_facts_but_whole_numbers_with_gaps_are():
    assert [
        fact.minutes_late for fact in read_facts(arrivals([5.0, 7.0]), kind="attendance.arrived").facts
    ] == [5, 7]
    read = read_facts(arrivals([5.0, 7.5]), kind="attendance.arrived")
    assert not read.facts
    assert {one.code for one in read.problems} == {"value.float"}


def test_numbers_are_no_staff():
    table = arrivals([1]).set_column(1, "staff", pa.array([7]))
    assert [one.code for one in read_facts(table, kind="attendance.arrived").problems] == [
        "value.number_for_text"
    ]


def test_local_times_need_a_zone():
    table = arrivals([1]).set_column(2, "at", pa.array([datetime(2026, 3, 2, 8, 20)]))  # noqa: DTZ001
    assert [one.code for one in read_facts(table, kind="attendance.arrived").problems] == ["fact.naive"]
    read = read_facts(table, kind="attendance.arrived", zone="Asia/Ho_Chi_Minh")
    assert read.facts[0].at == AT


def test_odd_columns_do_not_make_a_traceback():
    odd = pa.table(
        {
            "id": ["a"],
            "staff": pa.array(["007"]).dictionary_encode(),
            "at": pa.array([date(2026, 3, 2)]),
            "minutes_late": [[1, 2]],
            "case": pa.array([b"\xff"]),
            "source": [timedelta(1)],
        }
    )
    read = read_facts(odd, kind="attendance.arrived")
    assert {one.field for one in read.problems} == {"at", "minutes_late", "case", "source"}
    twice = pa.table([["a"], ["b"]], names=["id", "id"])
    assert [one.code for one in read_facts(twice, kind="attendance.arrived").problems] == [
        "csv.duplicate_column"
    ]
    assert not read_facts(pa.table({}), kind="attendance.arrived").facts
    with pytest.raises(UsageError, match=r"file\.source"):
        read_facts(pl.Series([1, 2]))


def test_a_missing_package_is_named_with_its_extra(monkeypatch):
    def missing(_):
        raise ModuleNotFoundError

    monkeypatch.setattr(extras, "import_module", missing)
    with pytest.raises(MissingExtraError, match=r"pip install \"vanhoa-rules\[table\]\""):
        read_facts(TABLE)


def test_punches_and_logs_from_a_table():
    table = pa.table(
        {
            "Mã NV": ["007", "007"],
            "Thời gian": ["2026-08-10 07:30:00", "2026-08-10 17:30:00"],
            "Trạng thái": ["0", "1"],
        }
    )
    assert [punch.way for punch in read_punches(table).punches] == ["in", "out"]
    log = pa.table({"case": ["HS-1"], "who": ["007"], "time": ["2026-08-10T08:00:00+07:00"]})
    mapping = {
        "case": "case",
        "staff": "who",
        "time": "time",
        "fact": [{"kind": "case.returned", "at": "time"}],
    }
    assert [fact.case for fact in read_log(log, mapping).facts] == ["HS-1"]
