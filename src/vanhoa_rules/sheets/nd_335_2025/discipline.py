"""5 · The discipline side as suggestions to the competent authority, never as results (NĐ 172/2025, NĐ 154/2026).

What an authority concluded is weighed against the text: forms by seriousness, repetition, a running sanction, time
limits, deferral, circumstances. Tiers and councils are human judgement; every line here is a reason to look.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from attrs import frozen

from vanhoa_rules.calendars import days, years
from vanhoa_rules.errors import Text
from vanhoa_rules.facts import (
    CircumstanceFound,
    DisciplineDecided,
    Fact,
    HandlingDeferred,
    ViolationConcluded,
)
from vanhoa_rules.findings import Scene
from vanhoa_rules.rules import Citation
from vanhoa_rules.sheets.nd_335_2025.notes import said_day, sentence
from vanhoa_rules.sheets.nd_335_2025.texts import NAMES
from vanhoa_rules.words import both

ND_172 = date(2025, 7, 1)
LEADER = ("khien_trach", "canh_cao", "cach_chuc", "buoc_thoi_viec")  # Art 7
STAFF = ("khien_trach", "canh_cao", "buoc_thoi_viec")
FIRST = {"minor": "khien_trach", "serious": "canh_cao"}  # Arts 8, 9
EFFECTIVE = 12  # months, Art 2(9)
LIMITS = {True: 150, False: 90}  # days, complex or not: Art 5(5)


@frozen
class Suggestion:
    """Something for the competent authority to consider: the article, the reason, the facts."""

    code: str
    basis: Citation
    why: Text
    evidence: tuple[str, ...]
    form: str | None = None

    @property
    def to(self) -> Text:
        """Whom it is handed to."""
        return both("discipline.to")

    def to_data(self) -> dict[str, Any]:
        """Return the suggestion as JSON data."""
        return {
            "code": self.code,
            "to": {"vi": self.to.vi, "en": self.to.en},
            "why": {"vi": self.why.vi, "en": self.why.en},
            "basis": self.basis.to_data(),
            "form": self.form,
            "evidence": list(self.evidence),
        }


def nd_172(article: str) -> Citation:
    """Return an article of the decree on discipline."""
    return Citation("ND-172-2025", article)


def form_name(form: str) -> Text:
    """Return what people call a form of discipline."""
    return both(f"discipline.form.{form}")


@frozen
class _Case:
    """One person's decisions, violations and circumstances, and the ladder of forms that applies."""

    staff: str
    scene: Scene
    decisions: tuple[DisciplineDecided, ...]
    violations: tuple[ViolationConcluded, ...]
    deferred: tuple[HandlingDeferred, ...]
    circumstances: tuple[CircumstanceFound, ...]

    def ladder(self, at: datetime) -> Sequence[str]:
        row = self.scene.roster.row(self.staff, self.scene.calendar.day(at))
        return LEADER if row is not None and row.leader else STAFF

    def effect(self, decision: DisciplineDecided) -> datetime:
        return decision.effective_at or decision.at

    def ends(self, decision: DisciplineDecided) -> date:
        """Return the last day on which a decision is effective: twelve months (Art 2(9))."""
        day = self.scene.calendar.day(self.effect(decision))
        return _later(day, EFFECTIVE)

    def field_of(self, decision: DisciplineDecided) -> str | None:
        """Return in what field the act of a decision was, through the violation concluded about it."""
        return next(
            (one.field for one in self.violations if decision.act is not None and one.act == decision.act),
            None,
        )


def _later(day: date, months: int) -> date:
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def suggest(staff: str, scene: Scene) -> tuple[Suggestion, ...]:
    """Return what the authority may consider about one person, in the order of the facts."""
    facts = scene.timelines.of(staff)
    if not any(isinstance(fact, DisciplineDecided | ViolationConcluded) for fact in facts):
        return ()
    case = _Case(
        staff,
        scene,
        _only(facts, DisciplineDecided),
        _only(facts, ViolationConcluded),
        _only(facts, HandlingDeferred),
        _only(facts, CircumstanceFound),
    )
    found: list[Suggestion] = []
    for violation in case.violations:
        if violation.act is None or not any(d.act == violation.act for d in case.decisions):
            found += _open_case(case, violation)
        else:
            found += _handling(case, violation)
    for decision in case.decisions:
        found.append(_effect(case, decision))
    return tuple(found)


def _only(facts: Iterable[Fact], cls: type[Any]) -> tuple[Any, ...]:
    return tuple(fact for fact in facts if isinstance(fact, cls))


def _open_case(case: _Case, violation: ViolationConcluded) -> list[Suggestion]:
    """Return the suggestions about a violation that no decision answers yet."""
    act_at = violation.act_at or violation.at
    day = case.scene.calendar.day(act_at)
    if day < ND_172:
        return [
            Suggestion(
                "both_laws",
                nd_172("28(1)"),
                sentence("discipline.both_laws", old=NAMES["ND-112-2020"]),
                (violation.id,),
            ),
            *_handling(case, violation),
        ]
    ladder = case.ladder(act_at)
    form, found = _form(case, violation, act_at, ladder)
    if form is not None:
        found += _limitation(case, violation, act_at, form)
    found += _handling(case, violation)
    found += _circumstances(case, violation)
    return found


def _form(
    case: _Case, violation: ViolationConcluded, act_at: datetime, ladder: Sequence[str]
) -> tuple[str | None, list[Suggestion]]:
    """Return the form to consider: by seriousness, by repetition, by a sanction that runs (Arts 2, 8–11)."""
    running = [one for one in case.decisions if case.effect(one) <= act_at and _runs(case, one, act_at)]
    again = [one for one in running if case.field_of(one) == violation.field]
    own = FIRST.get(violation.seriousness)
    if again:
        form = _next(again[-1].form, ladder)
        return form, [_suggestion("repeated", "2(8)", form, violation, again[-1])]
    if running:
        heavier = max((running[-1].form, own or ladder[-2]), key=lambda one: _rank(one, ladder))
        form = _next(heavier, ladder)
        return form, [
            _suggestion("running", "2(3)", form, violation, running[-1], running=form_name(running[-1].form))
        ]
    if own is not None:
        article = "8" if own == "khien_trach" else "9"
        return own, [
            _suggestion(
                "first",
                article,
                own,
                violation,
                seriousness=both(f"discipline.seriousness.{violation.seriousness}"),
            )
        ]
    lighter = "cach_chuc" if ladder is LEADER else "canh_cao"
    return None, [
        Suggestion(
            "first_very_serious",
            nd_172("10, 11"),
            sentence(
                "discipline.first_very_serious",
                form=form_name(lighter),
                heavier=form_name("buoc_thoi_viec"),
            ),
            (violation.id,),
        )
    ]


def _suggestion(
    code: str,
    article: str,
    form: str,
    violation: ViolationConcluded,
    decision: DisciplineDecided | None = None,
    **parts: Any,
) -> Suggestion:
    evidence = (violation.id,) if decision is None else (decision.id, violation.id)
    return Suggestion(
        code, nd_172(article), sentence(f"discipline.{code}", form=form_name(form), **parts), evidence, form
    )


def _runs(case: _Case, decision: DisciplineDecided, at: datetime) -> bool:
    return case.scene.calendar.day(at) <= case.ends(decision)


def _rank(form: str, ladder: Sequence[str]) -> int:
    """Return where a form stands; Party expulsion and removal of elected cadres stand with the heaviest."""
    if form in ladder:
        return ladder.index(form)
    return LEADER.index(form) - 1 if form in LEADER else len(ladder) - 1


def _next(form: str, ladder: Sequence[str]) -> str:
    return ladder[min(_rank(form, ladder) + 1, len(ladder) - 1)]


def _limitation(case: _Case, violation: ViolationConcluded, act_at: datetime, form: str) -> list[Suggestion]:
    """Return a suggestion where the limitation has passed: 5 years for a reprimand, 10 for the rest (Art 5)."""
    if form == "buoc_thoi_viec":
        return []  # Art 5(4): none for what is expelled or dismissed
    count = 5 if form == "khien_trach" else 10
    until = case.scene.calendar.deadline(act_at, years(count, roll=False))
    reached = violation.found_at or violation.at
    if reached <= until:
        return []
    return [
        Suggestion(
            "limitation",
            nd_172("5"),
            sentence(
                "discipline.limitation",
                years=count,
                form=form_name(form),
                until=said_day(case.scene.calendar.day(until)),
            ),
            (violation.id,),
        )
    ]


def _handling(case: _Case, violation: ViolationConcluded) -> list[Suggestion]:
    """Return where the time for handling stands: 90 days, 150 where complex, without the time of a deferral (Art 5(5))."""
    if violation.found_at is None:
        return []
    calendar = case.scene.calendar
    deferrals = [one for one in case.deferred if one.act == violation.act]
    if any(
        one.at <= case.scene.as_of and (one.until is None or one.until > case.scene.as_of)
        for one in deferrals
    ):
        return [
            Suggestion(
                "deferred",
                nd_172("3"),
                sentence("discipline.deferred"),
                (violation.id, *(d.id for d in deferrals)),
            )
        ]
    count = LIMITS[violation.complex]
    stayed = sum((calendar.day(one.until) - calendar.day(one.at)).days for one in deferrals if one.until)
    until = calendar.deadline(violation.found_at, days(count + stayed, roll=False))
    decision = next((d for d in case.decisions if d.act is not None and d.act == violation.act), None)
    reached = case.scene.as_of if decision is None else decision.at
    code = "handling_late" if reached > until else "handling"
    if decision is not None and code == "handling":
        return []
    evidence = (violation.id, *(d.id for d in deferrals), *((decision.id,) if decision else ()))
    return [
        Suggestion(
            code,
            nd_172("5(5)"),
            sentence(f"discipline.{code}", days=count, until=said_day(calendar.day(until))),
            evidence,
        )
    ]


def _circumstances(case: _Case, violation: ViolationConcluded) -> list[Suggestion]:
    about = [one for one in case.circumstances if violation.act is not None and one.act == violation.act]
    if not about:
        return []
    counted: Mapping[str, int] = {
        effect: sum(one.effect == effect for one in about) for effect in ("mitigating", "aggravating")
    }
    return [
        Suggestion(
            "circumstances",
            nd_172("4(3), 4(4)"),
            sentence("discipline.circumstances", **counted),
            (violation.id, *(one.id for one in about)),
        )
    ]


def _effect(case: _Case, decision: DisciplineDecided) -> Suggestion:
    """Return until when a decision is effective, or that it has ended by itself (Art 2(9))."""
    ends = case.ends(decision)
    today = case.scene.calendar.day(case.scene.as_of)
    fresh = any(
        decision.act != one.act
        and case.effect(decision) < (one.act_at or one.at)
        and _runs(case, decision, one.act_at or one.at)
        for one in case.violations
    )
    code = "expired" if today > ends and not fresh else "expires"
    return Suggestion(
        code, nd_172("2(9)"), sentence(f"discipline.{code}", until=said_day(ends)), (decision.id,)
    )
