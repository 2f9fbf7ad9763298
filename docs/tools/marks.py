"""Markdown for the generated pages: tables, anchors, escaped text."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from attrs import evolve

from vanhoa_rules import Citation
from vanhoa_rules.canonical import plain
from vanhoa_rules.errors import Text
from vanhoa_rules.present import cite
from vanhoa_rules.present.citations import article_text, shipped_sources
from vanhoa_rules.rules import Force

FOLDER = "reference/generated"
CERTAINTY = {
    "read": "read in the text",
    "second-hand": "second-hand",
    "draft": "read in a draft",
    "recalled": "from memory, not checked",
    "proposal": "proposal of this library",
}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def text(value: object) -> str:
    """Return a value as Markdown that shows exactly its letters, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(value).split()))


def doc(written: str) -> str:
    """Return a docstring, or a part of one, as Markdown: ``names`` as code, all else exactly its letters."""
    parts = re.split(r"``(.+?)``", written, flags=re.DOTALL)
    return "".join(code(part) if place % 2 else _kept(part) for place, part in enumerate(parts)).strip()


def _kept(part: str) -> str:
    return _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", part))


def code(value: object) -> str:
    """Return a value as inline code, safe inside a table."""
    return f"`{str(value).replace('|', chr(92) + '|')}`"


def both(one: Text) -> str:
    """Return a text in Vietnamese, then in English."""
    return text(one.vi) if one.vi == one.en else f"{text(one.vi)}<br>*{text(one.en)}*"


def anchor(name: str) -> str:
    """Return the anchor of a name: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def number(value: object) -> str:
    """Return an exact number as it is written."""
    return plain(value)  # type: ignore[arg-type]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; "" where it has no row."""
    lines = [f"| {' | '.join(cell or ' ' for cell in row)} |" for row in rows]
    if not lines:
        return ""
    return "\n".join((f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads), *lines))


def page(*parts: str) -> str:
    """Return the parts that are not empty as one page."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"


def source(citation: Citation) -> str:
    """Return the text that a citation names, in both languages; its key where this library has no title."""
    title = shipped_sources().get(citation.source)
    return code(citation.source) if title is None else both(title)


def cited(citations: Iterable[Citation]) -> str:
    """Return citations as a table: text, article, clauses of the seed, how sure, note; those of one text together."""
    rows: dict[tuple[str, str, str], tuple[list[str], list[str]]] = {}
    for one in citations:
        note = "" if one.note is None else both(one.note)
        places, clauses = rows.setdefault((source(one), CERTAINTY[one.certainty], note), ([], []))
        if one.article is not None:
            places.append(text(article_text(one.article, "vi")))
        if one.clause is not None:
            clauses.append(text(one.clause))
    return table(
        ("Text", "Article", "Clause", "How sure", "Note"),
        (
            (title, ", ".join(places), ", ".join(clauses), sure, note)
            for (title, sure, note), (places, clauses) in rows.items()
        ),
    )


def whose(citation: Citation) -> str:
    """Return whose an amount is, in both languages; a note that only says its text's title again is left out."""
    title = shipped_sources().get(citation.source)
    note = citation.note
    if title is not None and note is not None and note.en.lower() == title.en.lower():
        citation = evolve(citation, note=None)
    return both(Text(*(cite(citation, lang) for lang in ("vi", "en"))))


def days(force: Force) -> str:
    """Return the days in force as text, "" where both ends are open."""
    if force.since is None and force.until is None:
        return ""
    return f"{_day(force.since)} – {_day(force.until)}"


def _day(day: date | None) -> str:
    return "…" if day is None else day.isoformat()
