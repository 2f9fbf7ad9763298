"""A thousand good rows and two hundred broken ones: each bad row listed, each good one kept, nobody's record cleaned."""

import json
import random
from datetime import datetime, timedelta, timezone

import pytest

from vanhoa_rules.exchange import read_facts

HANOI = timezone(timedelta(hours=7))
STAFF = [f"{number:05}" for number in range(1, 41)]


def good(number, dice):
    at = datetime(2026, 1, 5, 8, tzinfo=HANOI) + timedelta(hours=number)
    row = {
        "kind": "attendance.arrived",
        "id": f"f{number}",
        "staff": dice.choice(STAFF),
        "at": at.isoformat(),
    }
    return row | dice.choice(
        [
            {"minutes_late": dice.randrange(30)},
            {"kind": "leave.approved", "until": (at + timedelta(days=1)).isoformat(), "reason": "annual"},
            {"kind": "training.attended", "topic": "Văn hóa công vụ", "hours": "1.5"},
            {"kind": "presence.checked", "present": True, "private_activity": False},
        ]
    )


def changed(**changes):
    def broken(row):
        row = {**row, "kind": "attendance.arrived", "minutes_late": 3}
        for name in ("until", "reason", "topic", "hours", "present", "private_activity"):
            row.pop(name, None)
        return json.dumps({name: value for name, value in (row | changes).items() if value is not ...})

    return broken


def text_of(row):
    return changed()(row)


JSON = {
    "json.truncated": lambda row: text_of(row)[:-9],
    "json.broken": lambda row: text_of(row).replace('"kind":', '"kind"', 1),
    "json.duplicate_key": lambda row: text_of(row)[:-1] + ', "minutes_late": 0}',
    "row.not_object": lambda row: f"[{text_of(row)}]",
    "row.bytes": lambda row: text_of(row).encode()[:-1] + b', "case": "h\xe1\xbb s\xf5"}',
    "row.no_kind": changed(kind=...),
    "fact.unknown_kind": changed(kind="attendance.arived"),
    "row.unknown_field": changed(minuteslate=4),
    "row.field_of_other": changed(minutes_early=4),
    "row.missing": changed(minutes_late=...),
    "fact.null": changed(at=None),
    "fact.naive": changed(at="2026-01-05T08:00:00"),
    "value.day_first": changed(at="05/01/2026 08:00"),
    "value.no_such_time": changed(at="2026-02-30T08:00:00+07:00"),
    "fact.fine": changed(at="2026-01-05T08:00:00.0000001+07:00"),
    "fact.range": changed(minutes_late=-5),
    "value.text_for_int": changed(minutes_late="5"),
    "value.number_for_text": changed(staff=123),
    "value.citizen_id": changed(staff="001099012345"),
    "value.control": changed(id="f\u0000"),
}
CELLS = {
    "csv.cells": lambda cells: cells[:-1],
    "csv.quote": lambda cells: [*cells[:-1], '"'],
    "row.field_of_other": lambda cells: [*cells[:-1], "annual"],
    "fact.null": lambda cells: [*cells[:4], "", cells[5]],
    "fact.type": lambda cells: [*cells[:4], "năm", cells[5]],
    "value.fraction": lambda cells: [*cells[:4], "1,5".replace(",", "."), cells[5]],
    "fact.range": lambda cells: [*cells[:4], "-5", cells[5]],
    "value.needs_time": lambda cells: [*cells[:3], "2026-01-05", *cells[4:]],
    "value.spaces": lambda cells: [*cells[:2], f" {cells[2]}", *cells[3:]],
    "fact.unknown_kind": lambda cells: ["gym.visited", *cells[1:]],
}


def mixed(makers, number_of_each, good_line, bad_line):
    """Return the lines of a file, and for each broken one its number, the code to expect and whose it is."""
    dice = random.Random(2026)
    plan = [None] * 1000 + [code for code in makers for _ in range(number_of_each)]
    dice.shuffle(plan)
    lines, expected = [], {}
    for number, code in enumerate(plan):
        row = good(number, dice)
        lines.append(good_line(row) if code is None else bad_line(code, row))
        if code is not None:
            expected[number + 1] = (code, row["staff"])
    return lines, expected


def test_two_hundred_broken_lines_of_twenty_kinds(tmp_path):
    lines, expected = mixed(JSON, 10, json.dumps, lambda code, row: JSON[code](row))
    path = tmp_path / "facts.jsonl"
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    found = read_facts(path)
    assert len(JSON) == 20
    assert len(found.facts) == 1000
    assert {problem.row for problem in found.problems} == set(expected)
    assert len(found.problems) == len(expected) == 200
    for problem in found.problems:
        code, staff = expected[problem.row]
        assert problem.code == code
        assert problem.message.vi != problem.message.en
        assert problem.remedy.vi
        everyone = code in {"value.number_for_text", "value.citizen_id", "row.not_object"}
        assert problem.staff == (None if everyone else staff)
        assert problem.kind == (
            None if code in {"row.not_object", "row.no_kind", "json.broken"} else "attendance.arrived"
        )
    assert read_facts(path) == found


@pytest.mark.parametrize("mark", [",", ";"])
def test_two_hundred_broken_rows_of_a_table(tmp_path, mark):
    def cells(row):
        return ["attendance.arrived", row["id"], row["staff"], row["at"], "5", ""]

    lines, expected = mixed(
        CELLS, 20, lambda row: mark.join(cells(row)), lambda code, row: mark.join(CELLS[code](cells(row)))
    )
    path = tmp_path / "facts.csv"
    path.write_text(
        "\n".join([mark.join(["kind", "id", "staff", "at", "minutes_late", "reason"]), *lines]),
        encoding="utf-8",
    )
    found = read_facts(path)
    assert len(found.facts) == 1000
    assert {problem.row - 1: problem.code for problem in found.problems} == {
        row: code for row, (code, _) in expected.items()
    }
    assert {problem.row - 1: problem.staff for problem in found.problems} == {
        row: staff for row, (_, staff) in expected.items()
    }
    assert len(found.problems) == 200


def test_a_heading_of_a_hundred_thousand_columns_is_one_problem(tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text(",".join("abcd" for _ in range(100_000)) + "\n", encoding="utf-8")
    read = read_facts(path)
    assert [problem.code for problem in read.problems] == ["grid.wide"]
    assert read.facts == ()
