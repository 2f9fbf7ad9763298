"""5 · The discipline table of citizen reception as suggestions (NĐ 154/2026 Arts 41–42, acts from 01/7/2026)."""

from datetime import date, datetime, timedelta

from vanhoa_rules.errors import Text
from vanhoa_rules.facts import ConductReported, Fact, LetterHandled, LetterReceived, ReceptionHeld
from vanhoa_rules.findings import Scene
from vanhoa_rules.rules import Citation
from vanhoa_rules.sheets.nd_335_2025.discipline import Suggestion, form_name
from vanhoa_rules.words import both, say

SINCE = date(2026, 7, 1)
LETTER_DAYS = 45  # Art 41(3b)
NATURES = {"insult": "insult", "harassment": "harassment"}


def acts_of(facts: tuple[Fact, ...], scene: Scene) -> list[tuple[str, Fact]]:
    """Return the acts of the table among one person's facts, each with the fact that shows it."""
    found: list[tuple[str, Fact]] = []
    for fact in facts:
        if scene.calendar.day(fact.at) < SINCE:
            continue
        match fact:
            case ReceptionHeld(refused=True, ground=None):
                found.append(("refused", fact))
            case ReceptionHeld(refused=False, recorded=False):
                found.append(("unrecorded", fact))
            case ConductReported(toward="citizen", verified=True) if fact.nature in NATURES:
                found.append((NATURES[fact.nature], fact))
            case _:
                pass
    return found


def reception(staff: str, scene: Scene) -> tuple[Suggestion, ...]:
    """Return what the table suggests for one person: one act a reprimand, two or more a warning; never a result.

    A leader's letter left unhandled for more than 45 days without a reason is a case for removal from office.
    """
    facts = scene.timelines.of(staff)
    found: list[Suggestion] = []
    acts = acts_of(facts, scene)
    if acts:
        form, article = ("khien_trach", "41(1)") if len(acts) == 1 else ("canh_cao", "41(2a)")
        found.append(_suggestion(form, article, [name for name, _ in acts], tuple(f.id for _, f in acts)))
    late = [one for one in facts if isinstance(one, LetterReceived) and _unhandled(one, facts, scene)]
    if late:
        leader = _leader(staff, late[0].at, scene)
        form = "cach_chuc" if leader else "khien_trach"
        found.append(_suggestion(form, "41(3b)", ["unhandled"], tuple(one.id for one in late)))
    return tuple(found)


def _leader(staff: str, at: datetime, scene: Scene) -> bool:
    row = scene.roster.row(staff, scene.calendar.day(at))
    return row is not None and row.leader


def _unhandled(letter: LetterReceived, facts: tuple[Fact, ...], scene: Scene) -> bool:
    received = scene.calendar.day(letter.at)
    handled = [
        scene.calendar.day(one.at)
        for one in facts
        if isinstance(one, LetterHandled) and one.case is not None and one.case == letter.case
    ]
    answered = min(handled, default=scene.calendar.day(scene.as_of))
    return received >= SINCE and answered > received + timedelta(days=LETTER_DAYS)


def _suggestion(form: str, article: str, acts: list[str], evidence: tuple[str, ...]) -> Suggestion:
    named = list(dict.fromkeys(acts))
    why = Text(
        *(
            say(
                "discipline.reception",
                lang,
                acts=", ".join(both(f"discipline.act.{one}")[lang] for one in named),
                form=form_name(form)[lang],
                article=article,
            )
            for lang in ("vi", "en")
        )
    )
    return Suggestion("reception", Citation("ND-154-2026", article), why, evidence, form)
