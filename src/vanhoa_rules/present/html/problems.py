"""7 · What is wrong with an input, as a table that can be looked at."""

from collections.abc import Iterable

from vanhoa_rules.errors import Problem
from vanhoa_rules.present.html.tags import NOTHING, Html, el
from vanhoa_rules.present.writing import clean
from vanhoa_rules.words import say

ROWS = 50


def table(problems: Iterable[Problem], lang: str, *, rows: int | None = ROWS) -> Html:
    """Return problems as a table: where, what, what to do; past ``rows`` only how many more."""
    found = tuple(problems)
    if not found:
        return el("p", say("pages.no_problems", lang))
    shown = found[:rows]
    heads = [say(f"pages.head.{name}", lang) for name in ("file", "row", "field", "message", "remedy")]
    body = [
        el(
            "tr",
            [
                el("td", cell, data_head=head, cls="long" if place > 2 else None)
                for place, (head, cell) in enumerate(zip(heads, _cells(one, lang), strict=True))
            ],
        )
        for one in shown
    ]
    more = len(found) - len(shown)
    return el(
        "div",
        el("p", say("pages.section.problems", lang, count=len(found))),
        el(
            "table", el("thead", el("tr", [el("th", head) for head in heads])), el("tbody", body), cls="stack"
        ),
        el("p", say("pages.more_problems", lang, count=more)) if more else NOTHING,
    )


def _cells(one: Problem, lang: str) -> tuple[str, ...]:
    return (
        clean(one.file or "", 80),
        "" if one.row is None else str(one.row),
        clean(one.field or "", 60),
        clean(one.message[lang], 400),
        clean(f"{one.remedy[lang]} [{one.code}]", 300),
    )
