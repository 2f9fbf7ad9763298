"""7 · Citations in words: "điểm c khoản 2 Điều 14 Nghị định số 335/2025/NĐ-CP", and how surely the text was read."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType

from vanhoa_rules import rulebooks
from vanhoa_rules.errors import Text
from vanhoa_rules.present.writing import listed, small
from vanhoa_rules.rules import Citation
from vanhoa_rules.words import both, say
from vanhoa_rules.words.vi import SENTENCES

Sources = Mapping[str, Text]
SEED = "SEED"
PROPOSAL = "vanhoa-rules"
_ARTICLE = re.compile(r"(\d+[a-z]?)(?:\((\d+(?:[-–]\d+)?)?([a-zđ])?\))?")
_RANGE = re.compile(r"(\d+)[-–](\d+)")
_CLAUSES = re.compile(r"(\d+)\((\d+)\)[-–]\((\d+)\)")
_ANNEX = re.compile(r"PL ([IVX]+|\d+)(?: (.+))?")
_TITLED = "source."


@cache
def shipped_sources() -> Sources:
    """Return the titles of the texts that the shipped rulebooks and sheets cite, by key; read when first asked for."""
    codes = [code for code in SENTENCES if code.startswith(_TITLED)]
    found = {code.removeprefix(_TITLED): both(code) for code in codes}
    for module in rulebooks.MODULES.values():
        name = f"{rulebooks.__name__}.{module}.sources"
        if find_spec(name) is not None:
            found.update({key: source.title for key, source in import_module(name).SOURCES.items()})
    return MappingProxyType(found)


def cite(citation: Citation, lang: str, *, sources: Sources | None = None) -> str:
    """Return a citation in words: article, text, how surely it was read unless it was read, and its note.

    ``sources`` are the titles of texts by key; default those of the shipped rulebooks; an unknown key stands as it is.
    """
    return basis((citation,), lang, sources=sources)


def basis(
    citations: Iterable[Citation], lang: str, *, sources: Sources | None = None, notes: bool = True
) -> str:
    """Return citations as one list, those of one text together."""
    titles = shipped_sources() if sources is None else sources
    texts: dict[tuple[str, str], list[Citation]] = {}
    for one in citations:
        texts.setdefault((one.source, one.certainty), []).append(one)
    said = [_of_text(found, titles, lang, notes=notes) for found in texts.values()]
    own = [source == PROPOSAL for source, _ in texts]
    return "; ".join(
        small(text) if place and proposal else text
        for place, (text, proposal) in enumerate(zip(said, own, strict=True))
    )


def _of_text(found: list[Citation], titles: Sources, lang: str, *, notes: bool) -> str:
    first = found[0]
    title = titles[first.source][lang] if first.source in titles else first.source
    numbers = [one.clause for one in found if one.clause is not None]
    many = "cite.seeds" if len(numbers) > 1 else "cite.seed"
    clauses = [say(many, lang, clause=", ".join(numbers))] if numbers else []
    articles = _articles([one.article for one in found if one.article is not None], lang)
    places = ", ".join((*articles, *clauses))
    if articles:
        text = say("cite.joined", lang, places=places, title=title)
    else:
        text = f"{title}, {places}" if places else title
    asides = (
        []
        if first.certainty == "read" or first.source == PROPOSAL
        else [say(f"cite.{first.certainty}", lang)]
    )
    if notes:
        said = dict.fromkeys(small(one.note[lang].rstrip(".")) for one in found if one.note)
        asides += [note for note in said if note.lower() != title.lower()]
    return f"{text} ({'; '.join(asides)})" if asides else text


def article_text(article: str, lang: str) -> str:
    """Return articles written short ("14(2c), 18(1)", "PL I 2d", "24-28") as a jurist says them.

    >>> article_text("14(2c)", "vi"), article_text("PL I 2d", "vi"), article_text("24-28", "en")
    ('điểm c khoản 2 Điều 14', 'Phụ lục I, mục 2d', 'Articles 24–28')
    """
    return ", ".join(_articles([article], lang))


def _articles(articles: Iterable[str], lang: str) -> list[str]:
    """Return articles said one by one, whole articles (in English all of them) together under one word."""
    found: list[str] = []
    plain: list[str] = []
    for article in articles:
        annex = _ANNEX.fullmatch(article)
        if annex and annex[2]:
            found.append(say("cite.annex", lang, annex=annex[1], item=annex[2]))
        elif annex:
            found.append(say("cite.annex.whole", lang, annex=annex[1]))
        else:
            plain += [each.strip() for each in article.split(",")]
    return _together(plain, lang) + found


def _together(articles: list[str], lang: str) -> list[str]:
    said = [_one(each, lang) for each in articles]
    whole = say("cite.article", lang, article="")
    alike = all(text.startswith(whole) for text in said)
    if len(said) < 2 or not alike:
        return said
    return [say("cite.articles", lang, article=listed([text.removeprefix(whole) for text in said], lang))]


def _one(article: str, lang: str) -> str:
    spread = _RANGE.fullmatch(article)
    if spread:
        return say("cite.articles", lang, article=f"{spread[1]}–{spread[2]}")
    clauses = _CLAUSES.fullmatch(article)
    if clauses:
        return say("cite.clause", lang, clause=f"{clauses[2]}–{clauses[3]}", article=clauses[1])
    plain = _ARTICLE.fullmatch(article)
    if not plain:
        return say("cite.article", lang, article=article)
    number, clause, point = plain.groups()
    if clause and point:
        return say("cite.point", lang, point=point, clause=clause, article=number)
    if clause:
        return say("cite.clause", lang, clause=clause, article=number)
    if point:
        return say("cite.bare_point", lang, point=point, article=number)
    return say("cite.article", lang, article=number)
