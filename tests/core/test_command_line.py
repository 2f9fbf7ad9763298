"""The command line: what a newcomer types, and what a broken file does to it."""

import json
import random
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from vanhoa_rules import load_sample
from vanhoa_rules.__main__ import main
from vanhoa_rules.exchange.formats import verdict_schema

SAMPLE = load_sample()
ASKED = [
    "--rulebook",
    SAMPLE.rulebook,
    "--scorecard",
    SAMPLE.scorecard,
    "--period",
    SAMPLE.period,
    "--as-of",
    SAMPLE.as_of,
]
FILES = ["--roster", SAMPLE.roster, "--facts", SAMPLE.facts, "--covers", SAMPLE.covers]


def test_with_no_argument_one_verdict_is_explained(capsys):
    assert main([]) == 0
    said = capsys.readouterr().out
    for expected in ("TT-007", "KL-05", "VI PHẠM", "335/2025/NĐ-CP", "97,17"):
        assert expected in said
    assert main(["--lang", "en"]) == 0
    assert "97.17" in capsys.readouterr().out


def test_the_module_runs_as_a_program():
    done = subprocess.run(
        [sys.executable, "-m", "vanhoa_rules", "rules", "thanh-tra-thanh-hoa", "--lang", "en"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "KL-01" in done.stdout


def test_a_table_of_everybody(capsys):
    assert main(["evaluate", *ASKED, *FILES]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len([line for line in lines if line.startswith("TT-")]) == 40


def test_one_person_explained_with_every_rule(capsys):
    assert main(["evaluate", "--sample", "--explain", "TT-007"]) == 0
    short = capsys.readouterr().out
    assert "--full" in short
    assert main(["evaluate", "--sample", "--explain", "TT-007", "--full"]) == 0
    whole = capsys.readouterr().out
    assert "--full" not in whole
    assert len(whole) > 3 * len(short)


def test_json_of_everybody(capsys):
    assert main(["evaluate", *ASKED, *FILES, "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert len(data["verdicts"]) == 40
    assert data["problems"] == []
    jsonschema.validate(data["verdicts"][6], verdict_schema())


def test_html_into_a_file(tmp_path, capsys):
    out = tmp_path / "page.html"
    assert main(["evaluate", *ASKED, *FILES, "--format", "html", "-o", str(out)]) == 0
    assert capsys.readouterr().out == ""
    assert "TT-007" in out.read_text(encoding="utf-8")


def test_one_person_explained_to_the_public(capsys):
    assert main(["evaluate", "--sample", "--explain", "TT-007", "--audience", "public"]) == 0
    assert "TT-007-01" not in capsys.readouterr().out


def broken_file(tmp_path):
    """Write the sample's first 500 facts, repeated under new ids, with 200 rows broken in 20 ways between them."""
    text = Path(SAMPLE.facts).read_text(encoding="utf-8")
    facts = [json.loads(line) for line in text.splitlines()][:500]
    good = [
        {
            **fact,
            "id": f"{fact['id']}-{turn}",
            **({"case": f"{fact['case']}-{turn}"} if "case" in fact else {}),
        }
        for turn in (1, 2)
        for fact in facts
        if fact["kind"] != "fact.retracted"
    ]
    ways = [
        lambda row: json.dumps(row)[:-5],
        lambda row: json.dumps({**row, "minutes_late": -1}),
        lambda row: json.dumps({**row, "minutes_late": "3"}),
        lambda row: json.dumps({**row, "minutes_late": 3.5}),
        lambda row: json.dumps({**row, "minutes_late": None}),
        lambda row: json.dumps({**row, "minutes_late": True}),
        lambda row: json.dumps({**row, "minutes": 3}),
        lambda row: json.dumps({**row, "at": "2026-01-05T08:00:00"}),
        lambda row: json.dumps({**row, "at": "05/01/2026"}),
        lambda row: json.dumps({**row, "at": "2026-02-30T08:00:00+07:00"}),
        lambda row: json.dumps({**row, "at": None}),
        lambda row: json.dumps({**row, "staff": 7}),
        lambda row: json.dumps({**row, "staff": "038012345678"}),
        lambda row: json.dumps({**row, "id": ""}),
        lambda row: json.dumps({**row, "kind": "attendance.arived"}),
        lambda row: json.dumps({name: value for name, value in row.items() if name != "minutes_late"}),
        lambda row: json.dumps({name: value for name, value in row.items() if name != "staff"}),
        lambda row: json.dumps({**row, "recorded_at": "yesterday"}),
        lambda row: json.dumps([row]),
        lambda row: json.dumps(row)[:-1] + ', "minutes_late": 4}',
    ]
    lines = [json.dumps(row, ensure_ascii=False) for row in good]
    bad = []
    for number in range(200):
        row = {
            "kind": "attendance.arrived",
            "id": f"bad-{number}",
            "staff": "TT-015",
            "at": "2026-01-05T08:00:00+07:00",
            "minutes_late": 3,
        }
        bad.append(ways[number % len(ways)](row))
    both = [(line, False) for line in lines] + [(line, True) for line in bad]
    random.Random(7).shuffle(both)
    path = tmp_path / "facts.jsonl"
    path.write_text("\n".join(line for line, _ in both) + "\n", encoding="utf-8")
    return path, {number for number, (_, broken) in enumerate(both, start=1) if broken}, len(good)


def test_two_hundred_broken_rows_are_listed_and_everyone_is_judged(tmp_path, capsys):
    path, broken, good = broken_file(tmp_path)
    files = ["--roster", SAMPLE.roster, "--facts", str(path), "--covers", SAMPLE.covers]
    assert main(["evaluate", *ASKED, *files, "--format", "json", "--lang", "en"]) == 1
    said = capsys.readouterr()
    data = json.loads(said.out)
    assert len(data["verdicts"]) == 40
    rows = {problem["row"] for problem in data["problems"] if problem["row"] is not None}
    assert rows == broken
    assert len(broken) == 200
    assert good > 900
    assert "Traceback" not in said.err
    words = {one["staff"]: one["criteria"]["ky-luat"]["outcomes"]["KL-01"] for one in data["verdicts"]}
    assert words["TT-015"] in {"unknown", "breached"}
    assert "met" not in words.values()  # a row whose person cannot be read could be anybody's


def test_check_lists_every_problem_of_a_file(tmp_path, capsys):
    path, broken, _ = broken_file(tmp_path)
    assert main(["check", str(path)]) == 1
    listed = capsys.readouterr().out
    assert all(f"dòng {row}:" in listed for row in broken)
    good = tmp_path / "good.jsonl"
    good.write_text("", encoding="utf-8")
    assert main(["check", str(good)]) == 0


def test_check_a_rulebook_and_cases(tmp_path, capsys):
    book = tmp_path / "book.json"
    book.write_text(json.dumps({"name": "x", "edition": "1", "rules": [{"id": "A"}]}), encoding="utf-8")
    assert main(["check", str(book), "--lang", "en"]) in {1, 2}
    assert "A" in capsys.readouterr().err
    cases = tmp_path / "cases.toml"
    fact = '{ kind = "attendance.arrived", at = "2026-03-02 08:20", minutes_late = 20 }'
    text = f'[[case]]\nrule = "KL-01"\nperiod = "2026-03"\nas_of = "2026-04-01"\nfacts = [{fact}]\nexpect = {{ word = "%s" }}\n'
    cases.write_text(text % "breached", encoding="utf-8")
    assert main(["check", str(cases)]) == 0
    cases.write_text(text % "met", encoding="utf-8")
    assert main(["check", str(cases), "--lang", "en"]) == 1
    assert "KL-01" in capsys.readouterr().out


@pytest.mark.parametrize("what", ["facts", "roster", "verdict", "rulebook"])
def test_every_schema_is_one(what, capsys):
    assert main(["schema", what]) == 0
    jsonschema.Draft202012Validator.check_schema(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["evaluate", *ASKED[:2], "--scorecard", "sau-tieu-ch", *ASKED[4:], *FILES], 2),
        (["evaluate", "--rulebook", "nope", *ASKED[2:], *FILES], 2),
        (["evaluate", *ASKED[:4], "--period", "2026-Q9", *ASKED[6:], *FILES], 2),
        (["evaluate", *ASKED[:6], "--as-of", "2025-01-01", *FILES], 2),
        (["evaluate", *ASKED, "--roster", "nowhere.csv", *FILES[2:]], 1),
        (["evaluate", *ASKED, *FILES, "--engine", "fast"], 2),
        (["evaluate", *ASKED, *FILES, "--explain", "nobody"], 2),
        (["check", "nowhere.jsonl"], 1),
        (["rules", "nowhere"], 2),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_never_a_traceback(arguments, status, capsys):
    assert main(arguments) == status
    said = capsys.readouterr()
    assert said.err.strip()
    assert "Traceback" not in said.err + said.out


def test_a_missing_option_is_wrong_usage(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["evaluate", "--facts", "x"])
    assert caught.value.code == 2
    said = capsys.readouterr().err
    assert all(option in said for option in ("--scorecard", "--roster", "--period", "--as-of", "--sample"))
