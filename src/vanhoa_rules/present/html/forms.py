"""7 · Form 01 and Form 02 of Decree 335/2025/NĐ-CP as HTML: the boxes that an evaluation fills in."""

from vanhoa_rules.present.html.norms import table
from vanhoa_rules.present.html.tags import NOTHING, Html, el, join
from vanhoa_rules.present.writing import clean
from vanhoa_rules.sheets.nd_335_2025 import CycleResult, EvaluationResult
from vanhoa_rules.sheets.nd_335_2025.forms import Table, form_01, form_02, ledger_table
from vanhoa_rules.words import say

YEAR = 4


def forms(result: EvaluationResult, lang: str, audience: str) -> Html:
    """Return the forms of one person: Form 02 of a longer period, Form 01 of each cycle, its tasks folded.

    The public does not see the tasks, which name matters and facts.
    """
    open_ = audience != "public"
    parts = [_form_01(one, lang, ledger=open_) for one in result.parts if one.lines or one.total is not None]
    if len(result.parts) > 1:
        parts.insert(0, _boxed(say("pages.form_02", lang), form_02(result, lang)))
    return join(parts)


def evaluation(result: EvaluationResult, lang: str, audience: str = "manager") -> Html:
    """Return an evaluation by the sheet of the decree on its own: whose it is, and its forms."""
    return el(
        "article", el("h2", say("pages.person", lang, staff=clean(result.staff, 40))), forms(result, lang, audience),
        lang=lang,
    )  # fmt: skip


def _form_01(part: CycleResult, lang: str, *, ledger: bool) -> Html:
    tasks = ledger_table(part, lang) if ledger and part.rows else None
    title = say("pages.tasks", lang, count=0 if tasks is None else len(tasks.rows))
    return join(
        (
            _boxed(say("pages.form_01", lang, cycle=part.cycle), form_01(part, lang)),
            NOTHING if tasks is None else el("details", el("summary", title), _table(tasks)),
        )
    )


def _boxed(title: str, form: Table) -> Html:
    return el("section", el("h3", title), _table(form), cls="part quiet")


def _table(form: Table) -> Html:
    right = tuple(range(2, len(form.heading))) if len(form.heading) == YEAR + 1 else ()
    return table(form.heading, [[clean(cell, 200) for cell in row] for row in form.rows], right=right)
