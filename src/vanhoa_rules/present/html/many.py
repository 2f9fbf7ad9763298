"""7 · Many verdicts as HTML: everybody with total, interval and rating; a unit as people by criteria."""

from collections.abc import Iterable

from attrs import frozen

from vanhoa_rules.errors import Problem
from vanhoa_rules.present.html.norms import table
from vanhoa_rules.present.html.problems import table as problem_table
from vanhoa_rules.present.html.tags import NOTHING, Html, el, join
from vanhoa_rules.present.html.verdict import Sheet
from vanhoa_rules.present.inputs import Material
from vanhoa_rules.present.telling import Telling
from vanhoa_rules.present.writing import clean, day
from vanhoa_rules.verdicts import LineScore, Verdicts
from vanhoa_rules.words import say

ROWS = 50
COUNTED = ("breached", "earned", "unknown", "pending")


@frozen
class Entry:
    """One person in a list: small, so that the lists of a large body fit in memory."""

    staff: str
    who: str
    unit: str
    total: str
    interval: str
    bar: Html
    rating: str
    counts: tuple[int, ...]
    lines: tuple[tuple[str, Html, str], ...] = ()


def entry(material: Material, lang: str, audience: str, *, lines: bool = False) -> Entry:
    """Return one person as an entry of a list, with the points of each line where asked for."""
    page = Sheet(material, Telling(material, lang, audience))
    verdict, row = material.verdict, material.person()
    ratings = dict.fromkeys(page.rating(one) for one in (verdict.rating[0], verdict.rating[2]))
    words = list(verdict.outcomes.values())
    return Entry(
        staff=verdict.staff,
        who=page.telling.who(verdict.staff),
        unit="" if row is None else row.unit,
        total=page.points(None if verdict.total is None else verdict.total.recorded),
        interval=_interval(page),
        bar=page.total_bar(verdict.total),
        rating=clean(" … ".join(ratings), 120),
        counts=tuple(words.count(word) for word in COUNTED),
        lines=tuple(
            (clean(page.line_title(name), 60), page.line_bar(line), _short(page, line))
            for name, line in verdict.lines.items()
        )
        if lines
        else (),
    )  # fmt: skip


def _interval(page: Sheet) -> str:
    total = page.verdict.total
    if total is None or total.low == total.high:
        return ""
    return f"{page.points(total.low)} … {page.points(total.high)}"


def _short(page: Sheet, line: LineScore) -> str:
    said = page.points(line.recorded)
    return said if line.low == line.high else f"{said} ({page.points(line.low)} … {page.points(line.high)})"


def people(entries: Iterable[Entry], lang: str, *, links: dict[str, str] | None = None) -> Html:
    """Return people as a table; ``links`` are the addresses of their pages by staff."""
    heads = [say(f"pages.head.{name}", lang) for name in ("staff", "unit", "total", "bar", "rating", "found")]
    rows = [
        (
            link(one, links),
            clean(one.unit) or "–",
            _total(one),
            one.bar,
            one.rating,
            _counts(one, lang) or "–",
        )
        for one in entries
    ]
    return el(
        "div",
        table(heads, rows, kinds={0: "name", 3: "bars", 4: "words", 5: "words"}),
        cls="wide",
        tabindex="0",
        role="region",
        aria_label=say("pages.list", lang),
    )


def _total(one: Entry) -> str:
    return f"{one.total} ({one.interval})" if one.interval else one.total


def _counts(one: Entry, lang: str) -> str:
    counts = zip(COUNTED, one.counts, strict=True)
    return " · ".join(
        f"{say(f'word.{word}', lang)}\N{NO-BREAK SPACE}{count}" for word, count in counts if count
    )


def link(one: Entry, links: dict[str, str] | None) -> Html:
    """Return a person's id (and name), as a link where there is a page to go to."""
    return el("a", one.who, href=links[one.staff]) if links and one.staff in links else el("span", one.who)


def unit_people(entries: Iterable[Entry], lang: str, links: dict[str, str] | None = None) -> Html:
    """Return the people of a unit by criteria: each line a small bar with its number beside it."""
    found: list[Html] = []
    for one in entries:
        head = el(
            "p",
            el("b", link(one, links)),
            el("span", _total(one)),
            el("span", one.rating),
            el("span", _counts(one, lang), cls="soft small"),
        )
        cells = [
            el("div", el("span", title, cls="small soft"), drawn, el("span", said, cls="small"))
            for title, drawn, said in one.lines
        ]
        found.append(el("div", head, el("div", cells, cls="cells"), cls="person"))
    return join(found)


def ratings(entries: Iterable[Entry], lang: str) -> Html:
    """Return how many people have each rating; a range of ratings is its own row."""
    counts: dict[str, int] = {}
    for one in entries:
        counts[one.rating] = counts.get(one.rating, 0) + 1
    heads = [say(f"pages.head.{name}", lang) for name in ("rating", "people")]
    return table(heads, [(name, str(count)) for name, count in counts.items()], right=(1,))


def asked(material: Material, lang: str) -> Html:
    """Return what was asked: the period, how far time had come, the rulebook and the sheet."""
    first, last = Telling(material, lang, "public").span(material.verdict.period).split(" – ")
    said = [
        say("explain.period", lang, start=first, end=last),
        say("explain.as_of", lang, as_of=day(material.local(material.verdict.as_of).date(), lang)),
    ]
    if material.rulebook is not None:
        said.append(
            say(
                "explain.book",
                lang,
                title=clean(material.rulebook.title[lang] or material.rulebook.name, 200),
            )
        )
    if material.scorecard is not None:
        said.append(say("explain.sheet", lang, title=clean(material.scorecard.title[lang], 200)))
    return join([el("p", text, cls="soft small") for text in said])


def verdicts(found: Verdicts, entries: list[Entry], head: Html, lang: str) -> Html:
    """Return the mapping of verdicts: how many of each rating, the first people, the problems of the input."""
    more = len(found) - len(entries)
    return el(
        "article",
        el("h2", say("pages.title", lang)),
        head,
        el("p", say("pages.people", lang, count=len(found))),
        people(entries, lang) if entries else NOTHING,
        el("p", say("pages.more_people", lang, count=more)) if more else NOTHING,
        problem_part(found.problems, lang) if found.problems else NOTHING,
        lang=lang,
    )


def problem_part(problems: Iterable[Problem], lang: str, *, rows: int | None = ROWS) -> Html:
    """Return the problems of an input, folded."""
    found = tuple(problems)
    title = say("pages.section.problems", lang, count=len(found))
    return el("details", el("summary", title), problem_table(found, lang, rows=rows), cls="part quiet")
