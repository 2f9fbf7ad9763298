"""Verdicts as tables: what a person reads in the JSON stands in the row, in every library, exact and in order."""

from datetime import UTC
from fractions import Fraction

import pytest

from vanhoa_rules import UsageError, Verdicts, evaluate_sample
from vanhoa_rules.errors import MissingExtraError
from vanhoa_rules.exchange import extras, frames
from vanhoa_rules.exchange.frames import findings_frame, verdicts_frame

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")


@pytest.fixture(scope="module")
def verdicts():
    return evaluate_sample()


def test_a_row_a_person_says_what_the_verdict_says(verdicts):
    rows = verdicts_frame(verdicts).to_pylist()
    assert [row["staff"] for row in rows] == list(verdicts)
    for row, one in zip(rows, verdicts.values(), strict=True):
        data = one.to_data()
        for at in ("low", "recorded", "high"):
            assert row[f"total.{at}"] == data["total"][at]
            assert row[f"rating.{at}"] == data["rating"][at]
            for name, line in data["lines"].items():
                assert row[f"lines.{name}.{at}"] == line[at]
        for name in ("findings", "defeated", "pending", "unknown", "referrals"):
            assert row[name] == len(data[name])
    assert any(row["findings"] for row in rows)


def test_the_unit_is_that_of_the_last_row_of_the_roster_in_the_period(verdicts):
    rows = verdicts_frame(verdicts).to_pylist()
    roster = verdicts.inputs.roster
    end = verdicts.inputs.period.end.date()
    for row in rows:
        held = [one for one in roster.rows(row["staff"]) if one.since is None or one.since < end]
        assert row["unit"] == held[-1].unit


def test_a_row_a_finding_names_its_evidence_in_order(verdicts):
    rows = findings_frame(verdicts).to_pylist()
    told = [(one.staff, found) for one in verdicts.values() for found in one.findings]
    assert len(rows) == len(told) > 0
    for row, (staff, found) in zip(rows, told, strict=True):
        assert (row["staff"], row["rule"], row["line"]) == (staff, found.rule, found.line)
        assert tuple(row["evidence"]) == found.evidence
        assert row["at"] == found.at.astimezone(UTC)
        assert Fraction(row["points"]) == found.points
        assert Fraction(row["measure"]) == found.measure
        assert len(row["basis"]) == len(found.basis)
        assert row["basis"][0].startswith(found.basis[0].source)


@pytest.mark.parametrize("library", ["pandas", "polars", "duckdb"])
def test_every_library_gets_the_same_rows(verdicts, library):
    module = pytest.importorskip(library, reason=f"{library} is not installed")
    for make in (verdicts_frame, findings_frame):
        plain = make(verdicts).to_pylist()
        for like in (library, module):
            found = make(verdicts, like)
            assert type(found).__module__.lstrip("_").startswith(library)
            again = pa.table(found).to_pylist()
            assert again == plain
        assert type(make(verdicts, found)) is type(found)


def test_what_is_read_again_from_parquet_is_the_same(verdicts, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    table = findings_frame(verdicts)
    parquet.write_table(table, tmp_path / "findings.parquet")
    assert parquet.read_table(tmp_path / "findings.parquet").to_pylist() == table.to_pylist()


def test_nobody_is_a_table_without_rows():
    nobody = Verdicts({})
    assert verdicts_frame(nobody).num_rows == 0
    assert findings_frame(nobody).column_names[:2] == ["staff", "rule"]


def test_many_people_are_gone_through_in_chunks(verdicts, monkeypatch):
    whole = verdicts_frame(verdicts)
    monkeypatch.setattr(frames, "CHUNK", 7)
    assert verdicts_frame(verdicts).to_pylist() == whole.to_pylist()


def test_a_library_nobody_knows_is_refused_by_name(verdicts):
    for like in ("excel", 42):
        with pytest.raises(UsageError) as refused:
            verdicts_frame(verdicts, like)
        assert refused.value.code == "frame.library"
        assert "polars" in refused.value.says("vi")


def test_what_is_not_installed_is_named_with_its_extra(verdicts, monkeypatch):
    def absent(name):
        raise ImportError(name)

    monkeypatch.setattr(extras, "import_module", absent)
    with pytest.raises(MissingExtraError) as refused:
        verdicts_frame(verdicts)
    assert "vanhoa-rules[table]" in str(refused.value)
