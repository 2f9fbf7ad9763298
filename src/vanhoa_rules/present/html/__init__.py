"""7 · For a person: everything as self-contained HTML; escaped, light and dark, no script, no network."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, cast

from vanhoa_rules.errors import Problem
from vanhoa_rules.present.changes import Change
from vanhoa_rules.present.html import changes, forms, many, norms, problems
from vanhoa_rules.present.html.documents import anchor, document, fragment
from vanhoa_rules.present.html.many import entry
from vanhoa_rules.present.html.materials import Materials
from vanhoa_rules.present.html.tags import NOTHING, Html, el
from vanhoa_rules.present.html.verdict import sheet
from vanhoa_rules.present.progress import Step
from vanhoa_rules.present.sentences import Table, describe, sentence
from vanhoa_rules.present.text import explain
from vanhoa_rules.rules import Rule, Rulebook
from vanhoa_rules.scorecards import Scorecard
from vanhoa_rules.sheets.nd_335_2025 import EvaluationResult, Nd335
from vanhoa_rules.verdicts import Problems, Verdict, Verdicts
from vanhoa_rules.words import say

__all__ = ["Problems", "draw", "page", "pieces", "plain"]

LONGEST = 40_000


def draw(obj: object, lang: str = "vi") -> str:
    """Return anything this library makes as one piece of HTML for a notebook: verdicts, rules, sheets, changes, problems.

    Self-contained, scoped to itself, without script. One verdict stays below 60 kB; of many verdicts the first fifty
    are shown. Anything else is shown as its text.
    """
    return fragment(_drawn(obj, lang), lang)


def _drawn(obj: object, lang: str) -> Html:
    match obj:
        case Verdict():
            return sheet(Materials()(obj), lang, "manager").article()
        case Verdicts():
            return _verdicts(obj, lang)
        case Rulebook():
            return norms.rulebook(obj, lang)
        case Rule():
            return norms.rule(obj, lang)
        case Scorecard():
            return norms.scorecard(obj, lang)
        case Nd335():
            return norms.nd_335(obj, lang)
        case EvaluationResult():
            return forms.evaluation(obj, lang)
        case Change():
            return changes.change(obj, lang)
        case Problem():
            return problems.table((obj,), lang)
        case Problems():
            return problems.table(obj, lang)
        case Table():
            return el("pre", str(obj))
        case tuple() | list() if _problems(obj):  # pyright: ignore[reportUnknownArgumentType]
            return problems.table(cast("tuple[Problem, ...]", obj), lang)
        case _:
            said = str(obj)
            return el("pre", said[:LONGEST] + ("…" if len(said) > LONGEST else ""))


def plain(obj: object, lang: str = "vi") -> str:
    """Return what ``draw`` draws as plain text, for a terminal."""
    match obj:
        case Verdict():
            return explain(obj, lang=lang, audience="manager")
        case Rulebook():
            return str(describe(obj, lang))
        case Rule():
            return sentence(obj, lang)
        case Change():
            return obj.text(lang=lang, audience="manager")
        case Problem():
            return f"{obj.message[lang]} {obj.remedy[lang]} [{obj.code}]"
        case tuple() | list() if _problems(obj):  # pyright: ignore[reportUnknownArgumentType]
            return "\n".join(plain(one, lang) for one in cast("tuple[Problem, ...]", obj))
        case _:
            return repr(obj)


def page(verdicts: Verdicts, lang: str = "vi") -> str:
    """Return an HTML page: a table of everybody, then one section a person, then the problems of the input."""
    return "".join(pieces(verdicts, lang, "manager"))


def pieces(
    verdicts: Verdicts,
    lang: str,
    audience: str,
    *,
    more: Callable[[Verdict], Iterable[Html]] = lambda _: (),
    step: Step = lambda _: None,
) -> Iterator[str]:
    """Yield the page of many verdicts piece by piece, so that it can be written while it is made.

    ``more`` is what a person's section has before its receipt; ``step`` is told how many people are done.
    """
    title = say("pages.title", lang)
    opening, closing = document(title, lang)
    material = Materials()
    entries = [entry(material(one), lang, audience) for one in verdicts.values()]
    links = {one.staff: f"#{anchor(one.staff)}" for one in entries}
    head = many.asked(material(next(iter(verdicts.values()))), lang) if entries else NOTHING
    yield opening
    yield el("article", el("h1", title), head, many.people(entries, lang, links=links))
    for done, one in enumerate(verdicts.values(), start=1):
        drawn = sheet(material(one), lang, audience, whole=True).article(*more(one))
        yield el("div", drawn, id=anchor(one.staff))
        step(done)
    if verdicts.problems and audience != "public":
        yield many.problem_part(verdicts.problems, lang, rows=None)
    yield closing


def _verdicts(found: Verdicts, lang: str) -> Html:
    material = Materials()
    shown = list(islice(found.values(), many.ROWS))
    head = many.asked(material(shown[0]), lang) if shown else NOTHING
    return many.verdicts(found, [entry(material(one), lang, "manager") for one in shown], head, lang)


def _problems(obj: Any) -> bool:
    return bool(obj) and all(isinstance(one, Problem) for one in obj)
