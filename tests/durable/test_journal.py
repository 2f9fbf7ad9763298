"""The journal: what was acknowledged is there after any end, and is the only thing that is there."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from vanhoa_rules import DataError, UsageError, forget
from vanhoa_rules.live import Live

KILLS = int(os.environ.get("VANHOA_RULES_KILLS", "5"))  # with each engine
CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, {src!r})
from vanhoa_rules import Coverage, Deduct, Line, Roster, Rule, Rulebook, Scorecard, Threshold, each, this
from vanhoa_rules.live import Live

TEXT = {{"vi": "Phép thử", "en": "Trial"}}
late = Rule(id="LATE", title=TEXT, criterion="ky-luat", breach=each("attendance.arrived", where=this.minutes_late > 15))
book = Rulebook(name="kill", edition="1", rules=[late])
sheet = Scorecard(
    name="kill", edition="1", title=TEXT, lines=[Line(id="ky-luat", title=TEXT, maximum=1000)],
    thresholds=[Threshold("good", 0, TEXT)], effects={{"LATE": Deduct(1, at_most=1000)}},
)
row = {{"unit": "u", "role": "inspector", "leader": False, "employment": "cong_chuc"}}
roster = Roster([{{"id": one, **row}} for one in ("an", "binh")])
kept = {{"roster": roster, "period": "2026-03", "covers": Coverage([{{"kinds": ["*"], "since": "2026-01-01"}}])}}


def fact(n):
    return {{
        "kind": "attendance.arrived", "id": f"f{{n}}", "staff": ("an", "binh")[n % 2], "minutes_late": 20,
        "at": f"2026-03-{{1 + n % 28:02}}T08:{{n // 28 % 60:02}}:00+07:00",
    }}


def opened():
    return Live(book, sheet, journal={journal!r}, engine={engine!r}, **kept)
"""


def test_a_new_process_takes_up_what_was_observed(engine, office, told, tmp_path):
    path = tmp_path / "live.journal"
    with Live(engine=engine, journal=path, **office) as live:
        live.observe(told("case.received", "2026-03-03T09:00", case="c1", due="2026-03-05T17:00"))
        live.observe(told("attendance.arrived", "2026-03-04T08:20", minutes_late=20))
        withdrawn = told("attendance.arrived", "2026-03-04T08:20", "binh", minutes_late=20)
        live.observe(withdrawn)
        live.observe(told("fact.retracted", "2026-03-04T09:20", "binh", retracts=withdrawn.id))
        live.observe(
            told("task.assigned", "2026-03-04T10:00", case="t", due="2026-03-20T10:00", planned=True)
        )
        live.advance("2026-03-04T12:00:00+07:00")
        before = [live.verdict(one).to_json() for one in live.staff]
        saved = live.snapshot()
    with Live(engine=engine, journal=path, sessions=1, people=1, **office) as live:
        assert [live.verdict(one).to_json() for one in live.staff] == before
        assert live.observe(withdrawn) == ()
        assert live.snapshot() == saved
        assert [one.kind for one in live.advance("2026-03-06") if one.rule == "CASE"] == [
            "pending_expired",
            "finding",
        ]


def test_a_journal_made_with_something_else_is_refused(office, tmp_path):
    path = tmp_path / "live.journal"
    Live(engine="reference", journal=path, **office).close()
    for what, other in (
        ("rulebook", office["rulebook"].without("SHARED")),
        ("covers", "all"),
        ("period", "2026-04"),
    ):
        with pytest.raises(UsageError) as refused:
            Live(engine="reference", journal=path, **{**office, what: other})
        assert refused.value.code == f"live.differs_{what}"
    Live(engine="reference", journal=path, **office).close()


def test_a_file_that_is_no_journal_is_refused(office, tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("not a journal, and long enough to be taken for the first page of something" * 99)
    with pytest.raises(UsageError) as refused:
        Live(engine="reference", journal=path, **office)
    assert refused.value.code == "live.journal"
    newer = tmp_path / "newer"
    Live(engine="reference", journal=newer, **office).close()
    with sqlite3.connect(newer) as base:
        base.execute("PRAGMA user_version=9")
    base.close()
    with pytest.raises(UsageError) as refused:
        Live(engine="reference", journal=newer, **office)
    assert refused.value.code == "live.version"


def test_one_journal_is_open_once(office, tmp_path):
    path = tmp_path / "live.journal"
    with Live(engine="reference", journal=path, **office):
        with pytest.raises(UsageError) as refused:
            Live(engine="reference", journal=path, **office)
        assert refused.value.code == "live.journal"


def test_nothing_is_taken_out_of_a_journal(office, told, tmp_path):
    path = tmp_path / "live.journal"
    with Live(engine="reference", journal=path, **office) as live:
        live.observe(told("attendance.arrived", "2026-03-04T08:20", minutes_late=20))
    base = sqlite3.connect(path)
    for statement in ("DELETE FROM facts", "UPDATE facts SET staff = 'x'"):
        with pytest.raises(sqlite3.IntegrityError):
            base.execute(statement)
    base.close()


def test_of_a_person_who_is_forgotten_nothing_is_left_in_the_file(engine, office, told, tmp_path):
    path = tmp_path / "live.journal"
    with Live(engine=engine, journal=path, **office) as live:
        for day in range(2, 28):
            live.observe(
                told("attendance.arrived", f"2026-03-{day:02}T08:20", minutes_late=20, source="an-only")
            )
        with pytest.raises(DataError):
            live.observe({"kind": "attendance.arrived", "id": "an-bad", "staff": "an", "at": "soon"})
        live.observe(
            told("task.assessed", "2026-03-02T00:00", "binh", case="c", aspect="quality", met=True, by="an")
        )
        live.advance("2026-03-29")
        assert live.forget("an") == 26
        held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert b"an-only" not in held
        assert b"an-bad" not in held
        assert b'"an"' not in held
        before = [live.verdict(one).to_json() for one in live.staff]
    with pytest.raises(UsageError) as refused:
        Live(engine=engine, journal=path, **office)
    assert refused.value.code == "live.differs_roster"
    office["roster"] = forget((), "an", roster=office["roster"]).roster
    with Live(engine=engine, journal=path, **office) as live:
        assert [live.verdict(one).to_json() for one in live.staff] == before
        assert b"an-only" not in live.snapshot().encode()
        live.observe(told("attendance.arrived", "2026-03-30T08:20", "binh", minutes_late=20))
    base = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError):
        base.execute("DELETE FROM facts")
    base.close()


def test_a_journal_of_the_first_version_is_taken_up(office, told, tmp_path):
    path = tmp_path / "live.journal"
    with Live(engine="reference", journal=path, **office) as live:
        live.observe(told("attendance.arrived", "2026-03-02T08:20", minutes_late=20))
        before = live.verdict("an").to_json()
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("DROP TABLE refused")
    base.execute("PRAGMA user_version=1")
    base.close()
    with Live(engine="reference", journal=path, **office) as live:
        assert live.verdict("an").to_json() == before


def test_a_killed_process_has_lost_nothing_it_acknowledged_and_counts_nothing_twice(engine, tmp_path):
    """The child is killed while it observes; every fact is given again after each start, as a sender in doubt would."""
    journal, acknowledged = tmp_path / "live.journal", tmp_path / "acknowledged"
    head = CHILD.format(src=str(Path(__file__).parents[2] / "src"), journal=str(journal), engine=engine)
    run = head + (
        "live = opened()\n"
        "told = open(sys.argv[1], 'a', buffering=1)\n"
        "for n in range(int(sys.argv[2]), 100000):\n"
        "    live.observe(fact(n))\n"
        "    told.write(f'{n}\\n')\n"
    )
    start, delays = 0, [0.02 + 0.37 * n % 0.25 for n in range(1, KILLS + 1)]
    for delay in delays:
        child = subprocess.Popen([sys.executable, "-c", run, str(acknowledged), str(max(0, start - 3))])
        wait = 60.0
        while wait > 0 and _last(acknowledged) < start:
            with pytest.raises(subprocess.TimeoutExpired):
                child.wait(0.02)
            wait -= 0.02
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(delay)
        child.send_signal(signal.SIGKILL)
        child.wait()
        start = _last(acknowledged) + 1
    check = head + (
        "live = opened()\n"
        "count = int(sys.argv[1])\n"
        "found = {f for one in live.staff for f, in (x.evidence for x in live.verdict(one).findings)}\n"
        "assert {f'f{n}' for n in range(count)} <= found, 'lost'\n"
        "assert found <= {f'f{n}' for n in range(count + 1)}, 'invented'\n"
        "total = sum(1000 - live.verdict(one).total.recorded for one in live.staff)\n"
        "assert total == len(found), 'twice'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", check, str(start)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert start > KILLS


def _last(path: Path) -> int:
    lines = path.read_text().split("\n")[:-1] if path.exists() else []
    return int(lines[-1]) if lines else -1
