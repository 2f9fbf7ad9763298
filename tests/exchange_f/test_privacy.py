"""Personal data: pseudonyms keep verdicts, hide people, lead back by a table; a person can be forgotten and be told."""

import json
import secrets
import stat

import pytest

from vanhoa_rules import (
    Roster,
    UsageError,
    evaluate,
    load_rulebook,
    load_sample,
    load_scorecard,
    read_facts,
    read_roster,
)
from vanhoa_rules.calendars import instant
from vanhoa_rules.exchange.privacy import export_for_subject, forget, pseudonymise, redact, restore
from vanhoa_rules.facts import CauseConfirmed, LeaveApproved, TaskRefused

KEY = b"a key of more than sixteen bytes"


@pytest.fixture(scope="module")
def sample():
    return load_sample()


@pytest.fixture(scope="module")
def facts(sample):
    return read_facts(sample.facts).facts


@pytest.fixture(scope="module")
def staff(sample):
    return read_roster(sample.roster)


def test_nobody_and_no_matter_is_named(facts, staff):
    hidden = pseudonymise(facts, KEY, roster=staff)
    text = repr([hidden.facts, hidden.roster.people])
    assert not [person for person in staff.staff if person in text]
    assert not [fact.case for fact in facts if fact.case and fact.case in text]
    assert "p-" in text
    assert repr(hidden).count("TT-") == 0


def test_verdicts_come_out_the_same(sample, facts, staff):
    own = Roster([row for row in staff.people if row.id in {"TT-001", "TT-003", "TT-007", "TT-011"}])
    hidden = pseudonymise(facts, KEY, roster=own)
    asked = {"period": sample.period, "as_of": sample.as_of, "covers": sample.covers}
    book, sheet = load_rulebook(sample.rulebook), load_scorecard(sample.scorecard)
    plain = evaluate(book, sheet, facts, roster=own, **asked)
    veiled = evaluate(book, sheet, hidden.facts, roster=hidden.roster, **asked)
    assert [one.total for one in plain.values()] == [one.total for one in veiled.values()]
    assert [one.outcomes for one in plain.values()] == [one.outcomes for one in veiled.values()]
    assert [hidden.table[one] for one in veiled] == list(plain)


def test_the_table_leads_back(facts, tmp_path):
    hidden = pseudonymise(facts, KEY)
    assert restore(hidden.facts, hidden.table) == facts
    assert restore(hidden.facts, {}) == hidden.facts
    path = tmp_path / "table.json"
    hidden.write_table(path)
    assert json.loads(path.read_text(encoding="utf-8")) == hidden.table
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_pseudonyms_hang_on_the_key_alone(facts):
    assert pseudonymise(facts, KEY).table == pseudonymise(reversed(facts), KEY).table
    other = pseudonymise(facts, secrets.token_bytes(32))
    assert not set(other.table) & set(pseudonymise(facts, KEY).table)
    with pytest.raises(UsageError, match=r"private\.key"):
        pseudonymise(facts, b"short")


def at(text):
    return instant(text)


LEAVE = LeaveApproved(
    id="l1",
    staff="007",
    at=at("2026-08-10T00:00:00+07:00"),
    until=at("2026-08-12T00:00:00+07:00"),
    reason="sick",
)
REFUSED = TaskRefused(
    id="t1", staff="007", at=at("2026-08-13T08:00:00+07:00"), case="NV-1", reason="việc gia đình"
)
CAUSE = CauseConfirmed(
    id="c1", staff="008", at=at("2026-08-14T08:00:00+07:00"), case="NV-2", aspect="quality", by="007"
)


def test_redacted_rows_show_no_reason_and_no_free_text():
    rows = redact([LEAVE, REFUSED, CAUSE])
    assert [row.get("reason") for row in rows] == ["…", "…", None]
    assert rows[2]["by"] == "…"
    assert rows[0]["staff"] == "007"
    text = repr(redact([LEAVE, REFUSED, CAUSE], people=True))
    assert not [word for word in ("007", "008", "NV-1", "gia đình", "sick") if word in text]


def test_forgetting_a_person(roster):
    row = {
        "id": "010",
        "unit": "P1",
        "role": "clerk",
        "leader": False,
        "employment": "contract",
        "reports_to": "007",
    }
    people = type(roster)([*roster.people, row])
    left = forget([LEAVE, REFUSED, CAUSE], "007", roster=people)
    assert (left.removed, left.mentions) == (2, 1)
    assert [(fact.staff, fact.by) for fact in left.facts] == [("008", "…")]
    assert "007" not in left.roster.staff
    assert left.roster.rows("010")[0].reports_to is None
    again = forget(left.facts, "007", roster=left.roster)
    assert (again.removed, again.mentions) == (0, 0)


def test_what_is_held_about_a_person(roster):
    told = export_for_subject([CAUSE, REFUSED, LEAVE], "007", roster=roster)
    assert [fact["id"] for fact in told["facts"]] == ["l1", "t1"]
    assert told["facts"][0]["reason"] == "…"
    assert told["facts"][1]["reason"] == "việc gia đình"
    assert told["roster"][0]["name"] == "Nguyễn Thị Hoà"
    assert "008" not in json.dumps(told)
    own = export_for_subject([LEAVE], "007", with_reasons=True)
    assert own["facts"][0]["reason"] == "sick"
    assert export_for_subject([CAUSE], "008")["facts"][0]["by"] == "…"
