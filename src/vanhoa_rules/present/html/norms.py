"""7 · Rulebooks, rules and scorecards as HTML: every rule as a sentence with its basis, every line with its points."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from vanhoa_rules.present.citations import basis
from vanhoa_rules.present.html.tags import NOTHING, Html, el, join
from vanhoa_rules.present.sentences import sentence
from vanhoa_rules.present.writing import clean, number, points
from vanhoa_rules.rules import Criterion, Rule, Rulebook
from vanhoa_rules.scorecards import Scorecard, Threshold
from vanhoa_rules.sheets.nd_335_2025 import Nd335
from vanhoa_rules.sheets.nd_335_2025.general import LINES
from vanhoa_rules.words import say

LONG = 4000
NO_KINDS: Mapping[int, str] = MappingProxyType({})


def rulebook(book: Rulebook, lang: str) -> Html:
    """Return a rulebook: its rules by criterion, folded, and the clauses that no event can show."""
    groups = [
        el(
            "details",
            el("summary", say("pages.section.criterion", lang, name=criterion(one, lang), count=len(rules))),
            [rule(each, lang, level=4) for each in rules],
            cls="part quiet",
        )
        for one in Criterion
        if (rules := [each for each in book if each.criterion is one])
    ]
    unseen = [
        el("li", el("b", clean(one.clause)), f" · {clean(sentence(one, lang), LONG)}")
        for one in book.unobservable
    ]
    if unseen:
        title = say("pages.section.unobservable", lang, count=len(unseen))
        groups.append(el("details", el("summary", title), el("ul", unseen), cls="part quiet"))
    return el(
        "article",
        el("h2", clean(book.title[lang] or book.name, 300)),
        el(
            "p",
            say("pages.book", lang, name=clean(book.name), edition=clean(book.edition), count=len(book)),
            cls="soft",
        ),
        el("p", book.digest, cls="mono soft"),
        groups,
        lang=lang,
    )


def rule(one: Rule, lang: str, *, level: int = 2) -> Html:
    """Return a rule: its title, what it says as a sentence, and its basis folded."""
    kind = el("span", say(f"said.{one.kind}", lang), cls="soft small")
    cited = clean(basis(one.basis, lang), LONG)
    return el(
        "div",
        el(f"h{level}", clean(one.id), " · ", clean(one.title[lang], 300), " ", kind),
        el("p", clean(sentence(one, lang), LONG)),
        el("details", el("summary", say("pages.basis", lang)), el("p", f"{cited}.", cls="small"))
        if cited
        else NOTHING,
        cls="person",
        lang=lang,
    )


def criterion(one: Criterion, lang: str) -> str:
    """Return the name of a criterion."""
    return say(f"pages.criterion.{one.value}", lang)


def scorecard(card: Scorecard, lang: str) -> Html:
    """Return a scorecard: its lines, its thresholds, and what each rule does to them, folded."""
    heads = [say(f"pages.head.{name}", lang) for name in ("line", "maximum", "weight", "start")]
    lines = [
        (
            join((clean(line.title[lang], 200), " ", el("span", clean(line.id), cls="soft small"))),
            points(line.maximum, lang, card.digits),
            number(line.weight, lang),
            say(f"pages.start.{line.start}", lang),
        )
        for line in card.lines
    ]
    effects = [
        el("li", el("b", clean(name)), " · ", " ".join(clean(sentence(one, lang), 600) for one in of))
        for name, of in card.effects.items()
    ]
    title = say("pages.section.effects", lang, count=len(effects))
    return el(
        "article",
        _head(card.title[lang], card.name, card.edition, card.digest, lang),
        table(heads, lines, right=(1, 2)),
        _thresholds(card.thresholds, lang),
        el("details", el("summary", title), el("ul", effects), cls="part quiet") if effects else NOTHING,
        lang=lang,
    )


def nd_335(card: Nd335, lang: str) -> Html:
    """Return the sheet of the decree: its ten general lines, its result part, its thresholds, its reading."""
    heads = [say(f"pages.head.{name}", lang) for name in ("line", "maximum")]
    rows: list[tuple[str, ...]] = [
        (f"{line.id} · {line.title[lang]}", points(line.maximum, lang)) for line in LINES.values()
    ]
    rows.append((say("pages.result", lang), points(70, lang)))
    return el(
        "article",
        _head(card.title[lang], card.name, card.edition, card.digest, lang),
        table(heads, rows, right=(1,)),
        _thresholds(card.thresholds, lang),
        el("p", say("pages.reading", lang, reading=clean(card.reading.text, 400)), cls="soft small"),
        lang=lang,
    )


def table(
    heads: Iterable[str],
    rows: Iterable[Iterable[str]],
    *,
    right: Iterable[int] = (),
    kinds: Mapping[int, str] = NO_KINDS,
) -> Html:
    """Return a table; the columns in ``right`` are numbers; narrow, each row becomes a list of its cells.

    ``kinds`` are classes of cells by column.
    """
    titles, classes = list(heads), {**dict.fromkeys(right, "n"), **kinds}
    body = [
        el(
            "tr",
            [
                el("td", cell, cls=classes.get(place), data_head=titles[place])
                for place, cell in enumerate(row)
            ],
        )
        for row in rows
    ]
    top = [el("th", title, cls=classes.get(place)) for place, title in enumerate(titles)]
    return el("table", el("thead", el("tr", top)), el("tbody", body), cls="stack")


def _head(title: str, name: str, edition: str, digest: str, lang: str) -> Html:
    return join(
        (
            el("h2", clean(title, 300)),
            el("p", say("pages.sheet", lang, name=clean(name), edition=clean(edition)), cls="soft"),
            el("p", digest, cls="mono soft"),
        )
    )


def _thresholds(thresholds: Iterable[Threshold], lang: str) -> Html:
    return el("ul", [el("li", clean(sentence(one, lang), 300)) for one in thresholds])
