"""The JSON Schemas refuse what the reader refuses, as far as a schema can see it."""

import pytest
from jsonschema import Draft202012Validator

from vanhoa_rules.errors import DataError
from vanhoa_rules.exchange import facts_schema, read_facts, read_roster, roster_schema
from vanhoa_rules.facts.vocabulary import STANDARD

FACTS = Draft202012Validator(facts_schema())
ROSTER = Draft202012Validator(roster_schema())
ARRIVED = {
    "kind": "attendance.arrived",
    "id": "1",
    "staff": "A01",
    "at": "2026-01-05T08:00:00+07:00",
    "minutes_late": 0,
}
TASK = {"kind": "task.assigned", "id": "1", "staff": "A01", "at": "2026-01-05T08:00:00+07:00", "case": "T1"}
PERSON = {"id": "A01", "unit": "TT", "role": "inspector", "leader": False, "employment": "cong_chuc"}


@pytest.mark.parametrize("schema", [facts_schema(), facts_schema(allow_citizen_ids=True), roster_schema()])
def test_the_schemas_are_schemas(schema):
    Draft202012Validator.check_schema(schema)


def test_a_kind_a_branch():
    schema = facts_schema()
    assert [branch["$ref"].rpartition("/")[2] for branch in schema["oneOf"]] == list(STANDARD)
    assert schema["$defs"]["support.given"]["properties"]["for"]["enum"] == ["colleague", "partner"]


@pytest.mark.parametrize(
    "row",
    [
        ARRIVED,
        {**ARRIVED, "recorded_at": None, "case": "Hồ sơ 1/2026"},
        {**ARRIVED, "at": "2026-01-05 08:00Z"},
        {**TASK, "quantity": "0.8", "coefficient": 2, "planned": False, "period": "2026-Q1"},
        {**TASK, "period": None, "due": None},
    ],
)
def test_good_rows_pass_both(row):
    assert FACTS.is_valid(row)
    assert read_facts([row]).problems == ()


@pytest.mark.parametrize(
    ("base", "changes"),
    [
        (ARRIVED, {"kind": "attendance.arived"}),
        (ARRIVED, {"kind": None}),
        (ARRIVED, {"id": ""}),
        (ARRIVED, {"id": 7}),
        (ARRIVED, {"id": "a\n"}),
        (ARRIVED, {"staff": 123}),
        (ARRIVED, {"staff": None}),
        (ARRIVED, {"staff": "001099012345"}),
        (ARRIVED, {"staff": " A"}),
        (ARRIVED, {"staff": "A\x00"}),
        (ARRIVED, {"at": "2026-01-05T08:00:00"}),
        (ARRIVED, {"at": "2026-01-05"}),
        (ARRIVED, {"at": "05/01/2026 08:00"}),
        (ARRIVED, {"at": "2026-13-05T08:00:00+07:00"}),
        (ARRIVED, {"at": "2026-01-05T24:00:00+07:00"}),
        (ARRIVED, {"at": "2026-01-05T08:00:00.1234567+07:00"}),
        (ARRIVED, {"at": "2026-01-05T08:00:00+15:00"}),
        (ARRIVED, {"at": "2026-01-05T08:00:00+07:00\n"}),
        (ARRIVED, {"minutes_late": -1}),
        (ARRIVED, {"minutes_late": "5"}),
        (ARRIVED, {"minutes_late": True}),
        (ARRIVED, {"minutes_late": None}),
        (ARRIVED, {"minutes_late": 10**15}),
        (ARRIVED, {"colour": "red"}),
        (ARRIVED, {"minutes_early": 3}),
        (TASK, {"case": None}),
        (TASK, {"quantity": "0"}),
        (TASK, {"quantity": "-1"}),
        (TASK, {"quantity": 0}),
        (TASK, {"quantity": "1,5"}),
        (TASK, {"quantity": "NaN"}),
        (TASK, {"quantity": None}),
        (TASK, {"planned": "true"}),
        (TASK, {"period": "2026-13"}),
    ],
)
def test_bad_rows_fail_both(base, changes):
    row = {**base, **changes}
    assert not FACTS.is_valid(row)
    assert read_facts([row]).facts == ()


@pytest.mark.parametrize("name", list(ARRIVED))
def test_a_missing_field_fails_both(name):
    row = {key: value for key, value in ARRIVED.items() if key != name}
    assert not FACTS.is_valid(row)
    assert read_facts([row]).facts == ()


@pytest.mark.parametrize(
    ("changes", "good"),
    [
        ({}, True),
        ({"since": "2026-01-01", "until": None, "reports_to": "B"}, True),
        ({"id": "001099012345"}, False),
        ({"reports_to": "001099012345"}, False),
        ({"role": "boss"}, False),
        ({"leader": "yes"}, False),
        ({"since": "01/01/2026"}, False),
        ({"team": "x"}, False),
        ({"unit": None}, False),
    ],
)
def test_the_roster_schema_agrees_with_the_reader(changes, good):
    row = {**PERSON, **changes}
    assert ROSTER.is_valid(row) is good
    if good:
        assert read_roster([row]).staff == ("A01",)
    else:
        with pytest.raises(DataError):
            read_roster([row])
