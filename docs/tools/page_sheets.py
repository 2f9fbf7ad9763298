"""Pages of the shipped sheets: lines, amounts, thresholds, and whose each of them is."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from marks import FOLDER, anchor, both, number, page, table, text, whose

from vanhoa_rules import Scorecard, load_rulebook, load_scorecard, rulebooks, sentence, sheets
from vanhoa_rules.errors import Text
from vanhoa_rules.sheets.check import PaperSheet, check_sheet
from vanhoa_rules.sheets.nd_335_2025 import PRESETS
from vanhoa_rules.sheets.nd_335_2025.questions import QUESTIONS

WAYS = {
    "given": "given by a superior",
    "sum": "sum of the items",
    "ratio": "a share of the maximum",
    "all_or_nothing": "all or nothing",
    "band": "by bands",
    None: "the sheet does not say",
}
DECREE = "nd-335-2025"


def shipped() -> dict[str, Any]:
    """Return every sheet of the package by name: the scorecards, the decree's sheet, the printed sheets."""
    found: dict[str, Any] = {name: load_scorecard(name) for name in sheets.NAMES}
    for module in sorted(one.name for one in pkgutil.iter_modules(sheets.__path__)):
        held = vars(import_module(f"{sheets.__name__}.{module}"))
        for one in (held.get("SHEET"), *held.get("SHEETS", ())):
            if isinstance(one, PaperSheet):
                found.setdefault(one.name, one)
    return found


def pages() -> Iterator[tuple[str, str]]:
    """Yield path and Markdown of every page."""
    for name, sheet in shipped().items():
        yield f"{FOLDER}/sheets/{name}.md", _page(name, sheet)


def titles() -> dict[str, str]:
    """Return the titles of the pages by path: what a table of contents needs."""
    return {name: f"{FOLDER}/sheets/{name}.md" for name in shipped()}


def _page(name: str, sheet: Any) -> str:
    head = page(
        f"# {name}",
        f"{text(sheet.title.vi)}.\n\n*{text(sheet.title.en)}.*",
        f"Edition {sheet.edition}.",
    )
    if isinstance(sheet, PaperSheet):
        return page(head, _printed(sheet))
    decree = name == DECREE
    return page(
        head,
        "30 general points on ten lines, 70 for results; in force from 2026-01-01." if decree else "",
        _scorecard(sheet) if isinstance(sheet, Scorecard) else "",
        _readings() if decree else "",
    )


def _links() -> dict[str, str]:
    return {
        rule.id: f"[{rule.id}](../rulebooks/{name}/{rule.criterion.value}.md#{anchor(rule.id)})"
        for name in rulebooks.NAMES
        for rule in load_rulebook(name)
    }


def _scorecard(sheet: Scorecard) -> str:
    links = _links()
    return page(
        "## Lines",
        table(
            ("Line", "Title", "Says", "Whose"),
            (
                (
                    f"`{line.id}`",
                    both(line.title),
                    both(Text(sentence(line, "vi"), sentence(line, "en"))),
                    whose(line.provenance),
                )
                for line in sheet.lines
            ),
        ),
        "## Ratings",
        table(
            ("Rating", "Title", "From"),
            ((f"`{one.rating}`", both(one.title), number(one.at_least)) for one in sheet.thresholds),
        ),
        "## What a rule does" if sheet.effects else "",
        table(
            ("Rule", "Effect", "Whose"),
            (
                (
                    links.get(rule, rule),
                    both(Text(sentence(one, "vi"), sentence(one, "en"))),
                    whose(one.provenance),
                )
                for rule, effects in sheet.effects.items()
                for one in effects
            ),
        ),
        f"Digest: `{sheet.digest}`",
    )


def _readings() -> str:
    return page(
        "## Doubtful questions and their answers",
        "Where the decree can be read in more than one way, the reading is an argument; the first answer is the one of "
        f"the decree's own words. Named readings: {', '.join(f'`{name}`' for name in PRESETS)}.",
        *(
            page(
                f"### `{name}`",
                both(question.asks),
                table(
                    ("Answer", "Means", "Who reads it so"),
                    ((f"`{one.value}`", both(one.meaning), whose(one.basis)) for one in question.options),
                ),
            )
            for name, question in QUESTIONS.items()
        ),
    )


def _printed(sheet: PaperSheet) -> str:
    wrong = check_sheet(sheet)
    return page(
        f"A printed sheet as data, {number(sheet.maximum)} points"
        f"{'' if sheet.complete else ', known only in part'}. {whose(sheet.provenance)}",
        *(
            page(
                f"## {block.id} · {text(block.title.vi)}",
                f"*{text(block.title.en)}* — {number(block.maximum)} points.",
                table(
                    ("Line", "Title", "Maximum", "Points are", "Items", "Whose"),
                    (
                        (
                            line.id,
                            both(line.title),
                            number(line.maximum),
                            WAYS[line.way],
                            ", ".join(number(item) for item in line.items),
                            whose(line.provenance),
                        )
                        for line in block.lines
                    ),
                ),
            )
            for block in sheet.blocks
        ),
        "## What is wrong with it" if wrong else "",
        "\n".join(f"- {text(one.message.vi)} *{text(one.message.en)}*" for one in wrong),
    )
