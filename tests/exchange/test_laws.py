"""Laws of the edge: what is written is read again, a schema knows it, and no bytes at all make a traceback."""

import json
import unicodedata
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import ClassVar

import pytest
from attrs import frozen
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from vanhoa_rules.errors import DataError
from vanhoa_rules.exchange import (
    Read,
    fact_from_dict,
    fact_to_dict,
    facts_schema,
    read_coverage,
    read_facts,
    read_roster,
    write_facts,
)
from vanhoa_rules.exchange.values import IDS
from vanhoa_rules.facts.base import Fact, fields_of
from vanhoa_rules.facts.vocabulary import STANDARD, Vocabulary


@frozen(kw_only=True)
class StampIssued(Fact):
    """A kind of an agency's own, with a date and a field named by a Python keyword."""

    kind: ClassVar[str] = "stamp.issued"
    day: date
    for_: str | None = None


WORDS = STANDARD | Vocabulary(StampIssued)
SCHEMA = Draft202012Validator(facts_schema(WORDS))
CALM = settings(deadline=None, suppress_health_check=list(HealthCheck))

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
INSTANTS = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=ZONES)  # noqa: DTZ001
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))
TEXTS = st.text(LETTERS, max_size=12).map(lambda text: unicodedata.normalize("NFC", text))
NAMES = st.from_regex(r"[A-Za-zĐđ0-9](?:[A-Za-zế0-9 ./-]{0,8}[A-Za-z0-9])?", fullmatch=True)


def values_of(spec):
    if spec.choices:
        found = st.sampled_from(spec.choices)
    elif spec.pattern is not None:
        found = st.from_regex(spec.pattern, fullmatch=True)
    elif spec.type == "str":
        found = NAMES if spec.name in IDS or spec.filled else TEXTS
    elif spec.type == "bool":
        found = st.booleans()
    elif spec.type == "instant":
        found = INSTANTS
    elif spec.type == "date":
        found = st.dates()
    elif spec.type == "int":
        low = int(spec.above) + 1 if spec.above is not None else int(spec.least or 0)
        found = st.integers(low, int(spec.most or 99))
    else:
        low = spec.above if spec.above is not None else spec.least or Decimal(0)
        found = st.decimals(low, spec.most or Decimal(999), places=3)
        found = found.filter(lambda number: spec.above is None or number > spec.above)
    return st.none() | found if spec.nullable else found


def made(cls, values):
    try:
        return cls(**values)
    except DataError:  # fields that contradict each other
        return None


def of_kind(name):
    cls = WORDS[name]
    fields = {spec.attribute: values_of(spec) for spec in fields_of(cls).values()}
    return st.fixed_dictionaries(fields).map(lambda values: made(cls, values)).filter(bool)


FACTS = st.sampled_from(sorted(WORDS)).flatmap(of_kind)


@CALM
@given(st.lists(FACTS, max_size=4))
def test_what_is_written_is_read_again(tmp_path_factory, listed):
    path = tmp_path_factory.mktemp("law") / "facts.jsonl"
    text = write_facts(listed, path)
    found = read_facts(path, vocabulary=WORDS)
    assert found.problems == ()
    assert list(found.facts) == listed
    assert write_facts(found.facts) == text
    assert [fact_from_dict(fact_to_dict(fact), vocabulary=WORDS) for fact in listed] == listed


@pytest.mark.parametrize("name", sorted(WORDS))
def test_every_kind_is_written_read_and_known_to_the_schema(name):
    @settings(max_examples=4, parent=CALM)
    @given(of_kind(name))
    def holds(fact):
        row = json.loads(write_facts([fact]))
        found = read_facts([row], vocabulary=WORDS)
        assert (found.problems, found.facts) == ((), (fact,))
        assert SCHEMA.is_valid(row)

    holds()


GOOD = b'{"kind":"attendance.arrived","id":"1","staff":"A","at":"2026-01-05T08:00:00+07:00","minutes_late":0}'
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.dates()
    | st.datetimes()
    | st.binary()
)
MANGLED = st.builds(
    lambda at, junk, cut: GOOD[:at] + junk + GOOD[at + cut :],
    st.integers(0, len(GOOD)),
    st.binary(max_size=6),
    st.integers(0, 9),
)


@CALM
@given(
    st.binary() | MANGLED | st.lists(MANGLED).map(b"\n".join),
    st.sampled_from(["jsonl", "json", "csv", "tsv", "txt"]),
    st.booleans(),
)
@example(b"[" * 100_000, "json", False)
@example(b'"', "csv", False)
@example(b"kind,id\n\x00,\x00", "csv", True)
@example(
    b'{"\\ud800": 1, "kind": "\\udfff", "id": "\\ud800", "staff": "\\ud800", "at": 1e400}', "jsonl", False
)
def test_no_bytes_make_a_traceback(tmp_path_factory, data, suffix, redact):
    path = tmp_path_factory.mktemp("fuzz") / f"facts.{suffix}"
    path.write_bytes(data)
    found = read_facts(path, redact=redact)
    assert isinstance(found, Read)
    for problem in found.problems:
        assert f"{problem.message.vi}{problem.remedy.vi}{problem.message.en}{problem.value}{problem.field}".encode()
    write_facts(found.facts)
    for read in (read_roster, read_coverage):
        try:
            read(path)
        except DataError as refused:
            assert refused.problems  # noqa: PT017


@CALM
@given(st.lists(st.text(st.sampled_from('kindstaf,;"\t\n\r é=.1'), max_size=60)))
def test_no_table_makes_a_traceback(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("fuzz") / "facts.csv"
    path.write_text("kind,id,staff,at,minutes_late\n" + "\n".join(rows), encoding="utf-8")
    assert isinstance(read_facts(path), Read)


@CALM
@given(
    st.lists(
        st.dictionaries(st.sampled_from(sorted(fields_of(STANDARD["task.assigned"]))) | st.text(), SCALARS)
    )
)
def test_no_values_make_a_traceback(rows):
    listed = [{"kind": "task.assigned", **row} for row in rows]
    found = read_facts(listed, zone="Europe/Amsterdam")
    assert {problem.row for problem in found.problems} | {*range(1, len(rows) + 1)} == {
        *range(1, len(rows) + 1)
    }
    assert len({problem.row for problem in found.problems}) + len(found.facts) == len(rows)
