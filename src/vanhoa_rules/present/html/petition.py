"""7 · The right to petition, as the person concerned reads it: Decree 335/2025/NĐ-CP, Article 22, seven working days."""

from datetime import date

from vanhoa_rules.calendars import working_days
from vanhoa_rules.errors import CalendarError
from vanhoa_rules.present.html.tags import Html, el
from vanhoa_rules.present.inputs import Material
from vanhoa_rules.present.writing import day
from vanhoa_rules.words import say

IN_FORCE = date(2026, 1, 1)
ANSWERED_IN = 7


def petition(material: Material, lang: str, audience: str) -> Html:
    """Return what a person may do who disagrees, and by when the answer is due, with a date worked out as an example."""
    said = ["nature", *_right(material)]
    texts = [say(f"pages.petition.{code}", lang) for code in said]
    if "right" in said:
        texts += _example(material, lang)
    if audience != "public":
        texts.append(say("pages.petition.facts", lang))
    return el(
        "section",
        el("h3", say("pages.petition", lang)),
        [el("p", text) for text in texts],
        cls="part quiet small",
    )


def _right(material: Material) -> list[str]:
    if material.local(material.verdict.period.end).date() <= IN_FORCE:
        return ["earlier"]
    person = material.person()
    return ["right"] if person is None or person.employment == "cong_chuc" else ["other"]


def _example(material: Material, lang: str) -> list[str]:
    """Return the last day of an answer to a petition received on the day of the verdict, where the calendar knows it."""
    if material.scene is None:
        return []
    received = material.verdict.as_of
    try:
        due = material.scene.calendar.deadline(received, working_days(ANSWERED_IN))
    except CalendarError:
        return []
    days = {name: day(material.local(at).date(), lang) for name, at in (("received", received), ("due", due))}
    return [say("pages.petition.deadline", lang, **days)]
