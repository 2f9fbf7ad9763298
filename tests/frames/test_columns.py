"""Facts that stay columns are the facts that are read row by row: facts, problems, verdicts, to the last byte."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("numpy", reason="numpy is not installed")
pytest.importorskip("pyarrow", reason="pyarrow is not installed")

import pyarrow as pa
import pyarrow.parquet as pq

from vanhoa_rules import (
    STANDARD,
    Vocabulary,
    evaluate,
    load_rulebook,
    load_sample,
    load_scorecard,
    read_facts,
    what_if,
)
from vanhoa_rules._api.tabled import LateFacts
from vanhoa_rules.errors import VanhoaError
from vanhoa_rules.exchange import arrowed
from vanhoa_rules.exchange.columns import as_arrow, read_columns
from vanhoa_rules.exchange.together import together
from vanhoa_rules.facts import Fact, fields_of
from vanhoa_rules.testing import World, worlds

AT = datetime(2026, 3, 2, 1, 20, tzinfo=UTC)
SAMPLE = load_sample()
OFFSET = timezone(timedelta(hours=7))
KINDS = ("attendance.arrived", "case.received", "gift.received", "task.assigned", "fact.retracted")


def row_of(fact: Fact) -> dict[str, Any]:
    specs = fields_of(type(fact)).values()
    return {"kind": fact.kind, **{spec.name: getattr(fact, spec.attribute) for spec in specs}}


def table_of(rows: list[dict[str, Any]]) -> Any:
    """Return rows as Arrow would have them in a file: one type a column, instants in one zone."""
    names = dict.fromkeys(name for row in rows for name in row)
    columns: dict[str, Any] = {}
    for name in names:
        values = [row.get(name) for row in rows]
        one = next((value for value in values if value is not None), None)
        kind = pa.timestamp("us", "+07:00") if isinstance(one, datetime) else None
        columns[name] = pa.array(values, kind)
    return pa.table(columns)


def same_reading(source: Any, vocabulary: Vocabulary = STANDARD) -> Any:
    """Assert that columns say what rows say; return what they are, None where they are read row by row."""
    tabled = read_columns(as_arrow(source), vocabulary)
    if tabled is None:
        return None
    read = read_facts(source, vocabulary=vocabulary)
    told = tuple(tabled.table().in_given_order())
    assert told == read.facts
    assert [repr(one) for one in told] == [repr(one) for one in read.facts]
    assert tabled.problems == read.problems
    assert tabled.unrecognised == read.unrecognised
    return tabled


def ask(facts: Any, engine: str, **changes: Any) -> Any:
    question = {
        "roster": SAMPLE.roster,
        "covers": SAMPLE.covers,
        "period": SAMPLE.period,
        "as_of": SAMPLE.as_of,
        **changes,
    }
    book, card = load_rulebook(SAMPLE.rulebook), load_scorecard(SAMPLE.scorecard)
    return evaluate(book, card, facts, engine=engine, **question)


@pytest.fixture(scope="module")
def sample() -> Any:
    return table_of([row_of(fact) for fact in read_facts(SAMPLE.facts).facts])


@pytest.mark.parametrize("covers", [SAMPLE.covers, None, "all"], ids=["stated", "not stated", "all"])
def test_the_sample_as_a_table_gives_the_same_bytes(sample, covers):
    assert same_reading(sample) is not None
    fast = ask(sample, "columnar", covers=covers)
    assert isinstance(fast.inputs.facts, LateFacts)
    assert fast.to_json() == ask(sample, "reference", covers=covers).to_json()


@pytest.mark.parametrize("library", ["pandas", "polars", "duckdb"])
def test_every_library_gives_the_same_bytes(sample, library):
    module = pytest.importorskip(library, reason=f"{library} is not installed")
    frame = {
        "pandas": sample.to_pandas,
        "polars": lambda: module.from_arrow(sample),
        "duckdb": lambda: module.from_arrow(sample),
    }[library]()
    fast = ask(frame, "columnar")
    assert isinstance(fast.inputs.facts, LateFacts)
    again = frame if library != "duckdb" else module.from_arrow(sample)
    assert fast.to_json() == ask(again, "reference").to_json()


def test_parquet_in_row_groups_gives_the_same_bytes(sample, tmp_path):
    path = tmp_path / "facts.parquet"
    pq.write_table(sample, path, row_group_size=50)
    assert same_reading(path) is not None
    fast = ask(path, "columnar")
    assert isinstance(fast.inputs.facts, LateFacts)
    assert fast.to_json() == ask(path, "reference").to_json()
    named = path.rename(tmp_path / "facts.csv")
    assert read_columns(named, STANDARD) is None
    assert ask(named, "columnar").to_json() == ask(named, "reference").to_json()
    path = named.rename(path)
    path.write_bytes(path.read_bytes()[:-100])
    assert ask(path, "columnar").to_json() == ask(path, "reference").to_json()


def test_several_files_are_one_register(sample, tmp_path):
    rows = sample.num_rows
    paths = [tmp_path / f"{n}.parquet" for n in range(3)]
    for n, path in enumerate(paths):
        pq.write_table(sample.slice(n * rows // 3, (n + 1) * rows // 3 - n * rows // 3), path)
    fast = ask(paths, "columnar")
    assert isinstance(fast.inputs.facts, LateFacts)
    assert fast.to_json() == ask(paths, "reference").to_json() == ask(sample, "reference").to_json()
    twice = ask([*paths, paths[1]], "columnar")
    assert [one.to_json() for one in twice.values()] == [one.to_json() for one in fast.values()]
    named = pa.timestamp("us", "UTC")
    other = sample.set_column(sample.column_names.index("at"), "at", sample["at"].cast(named))
    pq.write_table(other, paths[1])
    assert ask(paths, "columnar").to_json() == ask(paths, "reference").to_json()


def test_a_small_office_and_a_reader_that_can_be_read_once(sample):
    few = ask(sample.to_reader(), "auto", covers="all")
    assert few.to_json() == ask(sample, "reference", covers="all").to_json()


def test_what_if_asks_the_same_facts_again(sample):
    verdicts = ask(sample, "columnar")
    one = verdicts[SAMPLE.staff]
    gone = one.findings[0].evidence[0]
    rows = what_if(verdicts, SAMPLE.staff, without=[gone])
    assert rows.to_data() == what_if(ask(sample, "reference"), SAMPLE.staff, without=[gone]).to_data()


def arrivals(**columns: Any) -> Any:
    n = len(next(iter(columns.values())))
    given = {
        "kind": ["attendance.arrived"] * n,
        "id": [f"f{k}" for k in range(n)],
        "staff": ["007"] * n,
        "at": pa.array([AT] * n, pa.timestamp("us", "UTC")),
        "minutes_late": [1] * n,
        **columns,
    }
    return pa.table(given)


ODD = {
    "spaces": arrivals(id=["a", " b", "c ", "", None, "a b", "\u00a0d"]),
    "control": arrivals(id=["a", "b\tc", "d\x7f", "e\u200b", "Đ1", "D\u0323a\u0306", "g"]),
    "staff": arrivals(staff=["a", "", None, " x", "012345678901", "Đ-1", "E\u0301", "00123"]),
    "kinds": arrivals(kind=["attendance.arrived", "attendance.arived", None, "", "other", "attendance.left"]),
    "numbers": arrivals(minutes_late=[0, -1, 1, None, 10**15, 10**14, 5]),
    "floats": arrivals(minutes_late=pa.array([0.0, 2.0, None, 3.0])),
    "fractions": arrivals(minutes_late=pa.array([0.5, 2.0, None, 3.0])),
    "text for a number": arrivals(minutes_late=["1", None, "x"]),
    "no number at all": arrivals(minutes_late=pa.nulls(2)),
    "other kind's field": arrivals(minutes_late=[1, 2, 3], rating=[None, 5, None]),
    "no kind's field": arrivals(minutes_late=[1, 2], hobby=["a", None]),
    "instants": arrivals(
        at=pa.array([AT, None, datetime(1900, 1, 1, tzinfo=UTC)], pa.timestamp("us", "UTC"))
    ),
    "fine": arrivals(
        at=pa.array([1_772_414_400_000_000_001, 1_772_414_400_000_000_000], pa.timestamp("ns", "UTC"))
    ),
    "seconds": arrivals(at=pa.array([1_772_414_400, None], pa.timestamp("s", "Asia/Ho_Chi_Minh"))),
    "milliseconds": arrivals(at=pa.array([1_772_414_400_123], pa.timestamp("ms", "Europe/Berlin"))),
    "dictionaries": arrivals(
        kind=pa.array(["attendance.arrived"] * 2).dictionary_encode(),
        staff=pa.array(["a", "b"]).dictionary_encode(),
        id=pa.array(["x", "y"], pa.large_string()),
        case=pa.array(["k", None]).dictionary_encode(),
    ),
    "known later": arrivals(
        recorded_at=pa.array([AT, None, datetime(2026, 5, 1, tzinfo=UTC)], pa.timestamp("us", "UTC"))
    ),
    "written": arrivals(
        at=["2026-03-02T08:20:00+07:00", "2026-03-02T08:20:01+07:00", None, "2026-02-30T08:20:00+07:00"]
    ),
    "written otherwise": arrivals(
        at=[
            "2026-03-02 08:20:00.5Z",
            "2026-03-02 08:20:00.4Z",
            "2026-03-02T08:20:00Z",
            "2026-03-02 08:20:00.5+07:00",
            "2026-03-02 24:20:00.5Z",
            "2026-13-02 08:20:00.5Z",
            "0000-03-02 08:20:00.5Z",
            "02/03/2026 08:20:00.50",
            "",
        ]
    ),
    "written to the microsecond": arrivals(
        at=["2028-02-29T23:59:59.999999-03:30", "1969-12-31T23:59:59.999999-03:30"]
    ),
    "written dues": arrivals(
        kind=["case.received"] * 4,
        minutes_late=pa.nulls(4),
        case=["a", "b", "c", "d"],
        due=["2026-03-04T17:00:00+07:00", None, "2026-03-04T17:00:00Z", "soon"],
    ),
    "written by hand": arrivals(at=["yesterday", "2026-03-02T08:20:00+07:00"]),
    "binary": arrivals(case=[b"\xff", None]),
    "lists": arrivals(minutes_late=[[1], None]),
    "naive": arrivals(at=pa.array([datetime(2026, 3, 2)], pa.timestamp("us"))),  # noqa: DTZ001
}


@pytest.mark.parametrize("name", ODD)
def test_odd_columns_are_read_as_rows_are(name):
    tabled = same_reading(ODD[name])
    if tabled is None:
        assert name in {"fractions", "naive", "written by hand"}
    roster = [{"id": "007", "unit": "u", "role": "clerk", "leader": False, "employment": "cong_chuc"}]
    asked = {"roster": roster, "covers": "all"}
    assert ask(ODD[name], "columnar", **asked).to_json() == ask(ODD[name], "reference", **asked).to_json()


def test_every_type_of_field_and_what_a_null_stands_for():
    rows = [
        {
            "kind": "gift.received",
            "id": "1",
            "giver_connected": True,
            "refusable": False,
            "value": Decimal("2.50"),
        },
        {"kind": "gift.received", "id": "2", "giver_connected": True, "refusable": None, "value": None},
        {
            "kind": "gift.received",
            "id": "3",
            "giver_connected": False,
            "refusable": True,
            "value": Decimal("-1.00"),
        },
        {"kind": "leave.approved", "id": "4", "until": AT + timedelta(days=2), "reason": "x"},
        {"kind": "leave.approved", "id": "5", "until": AT - timedelta(days=2), "reason": "annual"},
        {"kind": "leave.approved", "id": "6", "until": AT, "reason": "annual"},
        {"kind": "cause.confirmed", "id": "7", "case": "k", "aspect": "quality", "by": "a"},
        {"kind": "cause.confirmed", "id": "8", "case": "k", "aspect": "quality", "by": "b"},
        {"kind": "task.assessed", "id": "9", "case": "k", "aspect": "quality", "met": True},
        {
            "kind": "task.assessed",
            "id": "10",
            "case": "",
            "aspect": "quality",
            "met": True,
            "objective_cause": True,
        },
        {"kind": "training.attended", "id": "11", "topic": "Văn hóa", "hours": 2},
    ]
    table = table_of([{"staff": "a", "at": AT, **row} for row in rows])
    assert len(same_reading(table).problems) >= 4


@st.composite
def spoiled(draw: Any, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows in any order, some told twice, some told otherwise, some withdrawn, some wrong."""
    found = [dict(row) for row in rows]
    for _ in range(draw(st.integers(0, 4))):
        if not found:
            break
        row = dict(draw(st.sampled_from(found)))
        match draw(st.integers(0, 6)):
            case 0:
                found.append(row)
            case 1:
                found.append({**row, "source": "twin"})
            case 2:
                later = row["at"] + timedelta(hours=draw(st.integers(-30, 30)))
                found.append(
                    {
                        "kind": "fact.retracted",
                        "id": draw(st.sampled_from(["z1", "z2"])),
                        "staff": row["staff"],
                        "at": later,
                        "retracts": draw(st.sampled_from([row["id"], "z1", "none"])),
                    }
                )
            case 3:
                task = {
                    "kind": "task.assigned",
                    "staff": row["staff"],
                    "at": row["at"],
                    "case": "T",
                    "quantity": 1,
                }
                task["due"] = row["at"] + timedelta(days=3)
                found += [{**task, "id": f"t{len(found)}"}, {**task, "id": f"u{len(found)}"}]
            case 4:
                found.append({**row, "id": draw(st.sampled_from(["", " x", None, "ok"]))})
            case 5:
                found.append({**row, "staff": draw(st.sampled_from(["", None, "stranger"])), "id": "s"})
            case _:
                found.append({**row, "recorded_at": row["at"] + timedelta(days=40), "id": "late"})
    return draw(st.permutations(found))


@settings(
    max_examples=200, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(data=st.data(), world=worlds())
def test_generated_tables_with_repeats_conflicts_retractions_and_broken_rows(data: Any, world: World):
    asked = world.inputs()
    rows = data.draw(spoiled([row_of(fact) for fact in asked.facts]))
    if not rows:
        return
    table = table_of(rows)
    kinds = world.rulebook.vocabulary
    assert same_reading(table, kinds) is not None
    cut = data.draw(st.integers(0, len(rows)))
    if 0 < cut < len(rows):
        parts = (table.slice(0, cut), table.slice(cut))
        both = together([read_columns(part, kinds) for part in parts])
        read = [read_facts(part, vocabulary=kinds) for part in parts]
        assert [*both.table().in_given_order()] == [*read[0].facts, *read[1].facts]
        assert both.problems == (*read[0].problems, *read[1].problems)
    question = {
        "roster": asked.roster,
        "period": asked.period,
        "as_of": asked.as_of,
        "known_at": asked.known_at,
        "covers": asked.covers,
        "calendar": asked.calendar,
    }
    said: list[Any] = []
    for engine, chunk in (("columnar", None), ("columnar", 1), ("reference", None)):
        try:
            found = evaluate(world.rulebook, world.scorecard, table, engine=engine, chunk=chunk, **question)
            rows = [found.to_frame().to_pylist(), found.findings_frame().to_pylist()]
            said.append((found.to_json(), rows))
        except VanhoaError as refused:
            said.append(refused.code)
    assert said[0] == said[1] == said[2]


def test_dates():
    days = pa.array([date(2026, 3, 1), None], pa.date64())
    assert same_reading(arrivals(case=["a", "b"], due=days)) is not None


def test_a_fact_is_found_by_its_id_without_building_the_others(sample):
    facts = ask(sample, "columnar").inputs.facts
    known = {fact.id: fact for fact in read_facts(sample).facts}
    by_id = facts.by_id()
    assert [by_id[name] for name in list(known)[:20]] == list(known.values())[:20]
    assert "nobody" not in by_id
    assert dict(by_id) == known


def test_a_stream_that_breaks_off_leaves_everything_unknown_in_every_engine(sample):
    def torn() -> Any:
        yield from sample.to_batches(50)[:2]
        message = "the line went dead"
        raise ValueError(message)

    said = [
        ask(pa.RecordBatchReader.from_batches(sample.schema, torn()), engine)
        for engine in ("columnar", "reference")
    ]
    assert [one.code for one in said[0].problems] == ["table.broken"]
    assert said[0].to_json() == said[1].to_json()


def test_ids_told_twice_are_seen_wherever_they_stand(monkeypatch):
    monkeypatch.setattr(arrowed, "STEP", 7)
    rng = Random(1)
    for _ in range(200):
        longest = rng.choice([3, 9, 20, 70])
        texts = ["".join(rng.choices("abc", k=rng.randrange(longest))) for _ in range(rng.randrange(60))]
        found = arrowed.may_be_twice(pa.array(["zz", *texts], pa.large_string()).slice(1))
        assert found.tolist() == [texts.count(one) > 1 for one in texts]


def test_tables_whose_instants_were_written_elsewhere_keep_their_offsets():
    none = arrivals(recorded_at=pa.array([None], pa.timestamp("us", "UTC")))
    utc = arrivals(id=["x"], recorded_at=pa.array([AT], pa.timestamp("us", "UTC")))
    berlin = arrivals(id=["y"], recorded_at=pa.array([AT], pa.timestamp("us", "Europe/Berlin")))
    both = together([read_columns(one, STANDARD) for one in (none, utc)])
    told = [repr(fact) for fact in both.table().in_given_order()]
    assert told == [repr(fact) for one in (none, utc) for fact in read_facts(one).facts]
    assert together([read_columns(one, STANDARD) for one in (none, utc, berlin)]) is None
