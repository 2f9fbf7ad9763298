"""The reference pages that are written from the package hold all of it: rules, sheets, facts, schemas, names."""

import inspect
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import vanhoa_rules
from vanhoa_rules import STANDARD, Scorecard, load_rulebook, load_scorecard, rulebooks, sentence, sheets
from vanhoa_rules.__main__ import main
from vanhoa_rules.exchange import facts_schema
from vanhoa_rules.facts import fields_of
from vanhoa_rules.scorecards import Award, Deduct

DOCS = Path(__file__).parents[2] / "docs"
FOLDER = "reference/generated"


def plain(page):
    """Markdown without its backslashes: the letters that a reader sees."""
    return page.replace("\\", "")


@pytest.mark.parametrize("name", rulebooks.NAMES)
def test_every_rule_of_every_rulebook_stands_with_sentences_texts_and_certainty(name, generated, tool):
    marks = tool("marks")
    for rule in load_rulebook(name):
        page = generated[f"{FOLDER}/rulebooks/{name}/{rule.criterion.value}.md"]
        own = page.split(f"{{ #{marks.anchor(rule.id)} }}")[1].split("\n## ")[0]
        for lang in ("vi", "en"):
            assert sentence(rule, lang) in plain(own)
        for citation in rule.basis:
            assert marks.source(citation) in own
            assert marks.CERTAINTY[citation.certainty] in own
            assert (citation.clause or "") in own
        assert repr(rule.pattern) in own.replace("\\|", "|")
        for day in (rule.in_force.since, rule.in_force.until):
            assert day is None or day.isoformat() in own


@pytest.mark.parametrize("name", rulebooks.NAMES)
def test_every_clause_leads_to_its_rules(name, generated):
    front = generated[f"{FOLDER}/rulebooks/{name}/index.md"]
    book = load_rulebook(name)
    for rule in book:
        for clause in {one.clause for one in rule.basis if one.clause}:
            row = next(line for line in front.splitlines() if line.startswith(f"| {clause} |"))
            assert f"[{rule.id}](" in row
    assert all(one.clause in front for one in book.unobservable)


def test_every_sheet_has_a_page(generated, tool):
    shipped = tool("page_sheets").shipped()
    assert set(sheets.NAMES) <= set(shipped)
    for name, sheet in shipped.items():
        page = generated[f"{FOLDER}/sheets/{name}.md"]
        assert sheet.title.vi in plain(page)
        assert sheet.title.en in plain(page)


@pytest.mark.parametrize("name", sheets.NAMES)
def test_every_amount_of_a_scorecard_is_there_with_whose_it_is(name, generated, tool):
    sheet = load_scorecard(name)
    if not isinstance(sheet, Scorecard):
        pytest.skip("a sheet that is no list of effects has its own page")
    whose = tool("marks").whose
    rows = generated[f"{FOLDER}/sheets/{name}.md"].splitlines()
    for rule, effects in sheet.effects.items():
        for one in effects:
            if isinstance(one, Deduct | Award):
                said = sentence(one, "vi")
                assert any(
                    rule in row and said in plain(row) and whose(one.provenance) in row for row in rows
                )


def test_every_kind_of_fact_has_its_titles_and_fields(generated):
    page = generated[f"{FOLDER}/facts.md"]
    for kind in STANDARD:
        own = page.split(f"### `{kind}`")[1].split("\n### ")[0].split("\n## ")[0]
        assert STANDARD.title(kind).vi in own
        assert STANDARD.title(kind).en in own
        for name, spec in fields_of(STANDARD[kind]).items():
            if name not in ("id", "staff", "at", "recorded_at", "case", "source"):
                assert f"| `{name}` |" in own
                assert all(f"`{choice}`" in own for choice in spec.choices)


def test_the_reason_of_a_leave_stays_without_words(generated):
    own = generated[f"{FOLDER}/facts.md"].split("### `leave.approved`")[1].split("\n### ")[0]
    assert "`sick`" in own
    assert "`sick` " not in own


def test_the_schemas_are_those_of_the_command_line(generated):
    assert json.loads(generated[f"{FOLDER}/schemas/facts.schema.json"]) == json.loads(
        json.dumps(facts_schema(), default=str)
    )
    for name in ("facts", "roster", "verdict", "rulebook"):
        assert f"## {name}" in generated[f"{FOLDER}/schemas.md"]


@pytest.mark.parametrize("name", vanhoa_rules.__all__)
def test_every_public_name_is_explained(name, generated):
    own = generated[f"{FOLDER}/api.md"].split(f"\n### `{name}` ")[1].split("\n### ")[0]
    item = getattr(vanhoa_rules, name)
    if isinstance(item, type) or inspect.isroutine(item):
        first = inspect.getdoc(item).split("\n\n", maxsplit=1)[0]
        assert "".join(first.split()).replace("`", "") in "".join(plain(own).split()).replace("`", "")


def test_the_pages_do_not_depend_on_hash_order():
    code = (
        "import sys, hashlib; sys.path.insert(0, 'docs/tools'); import generate;"
        "print(hashlib.sha256(repr([list(p.pages()) for p in generate.PARTS[:-1]]).encode()).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=DOCS.parent,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


def test_the_glossary_names_every_word_of_a_rule_and_every_criterion():
    glossary = (DOCS / "reference" / "glossary.md").read_text(encoding="utf-8")
    for name in ("breached", "earned", "unknown", "pending", "met", "not_applicable"):
        assert f"`{name}`" in glossary
    for line in load_scorecard("sau-tieu-chi").lines:
        assert f"| {line.title.vi.lower()} | `{line.id}` |" in glossary


def test_the_page_of_the_command_line_names_every_option(capsys):
    page = (DOCS / "reference" / "command-line.md").read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["evaluate", "--help"])
    options = re.findall(r"(--[a-z][a-z-]+)", capsys.readouterr().out)
    assert [
        one for one in dict.fromkeys(options) if one not in {"--output", "--help"} and one not in page
    ] == []


def test_the_doubtful_sentences_are_of_rules_that_are_there():
    page = (DOCS / "explanation" / "doubtful-sentences.md").read_text(encoding="utf-8")
    book = load_rulebook("thanh-tra-thanh-hoa")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| ")]
    named = {rule for row in rows for rule in re.findall(r"[A-Z]{2}-\d+[ab]?", row)}
    assert named
    assert all(rule in book for rule in named)
