"""7 · Facts and reasons in words, for a reader: who may see what is decided here and nowhere else.

``subject`` is the person judged, ``manager`` who judges, ``public`` everyone. Nobody sees the reason of a leave. The
public sees no name, no id of a fact or a matter, no free text, no source, no clock, and a leave or mission only as a
permitted absence, and no report against the person that does not count. The subject does not see from whom or on
what matter a report against them came.
"""

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction
from typing import Any

from attrs import frozen

from vanhoa_rules.calendars import (
    Days,
    EndOf,
    Hours,
    Months,
    Period,
    Window,
    WorkingDays,
    WorkingHours,
    Years,
)
from vanhoa_rules.conditions import Not, This
from vanhoa_rules.engines.reference.matching import FAR
from vanhoa_rules.facts import STANDARD, Fact, FieldSpec, field_title, fields_of
from vanhoa_rules.patterns import Each, Pattern
from vanhoa_rules.present.clauses import (
    Leaf,
    condition,
    duration,
    known,
    leaf,
    percent,
    someone,
    value_text,
    window_name,
)
from vanhoa_rules.present.events import kind_text
from vanhoa_rules.present.inputs import Material
from vanhoa_rules.present.looking import Step
from vanhoa_rules.present.sentences import event_text, in_force
from vanhoa_rules.present.writing import capital, clean, clock, day, number, small
from vanhoa_rules.words import say

AUDIENCES = ("subject", "manager", "public")
COMMON = frozenset({"id", "staff", "at", "recorded_at", "case", "source", "retracts"})
REPORTED_BY_OTHERS = frozenset(
    {
        "complaint.filed",
        "conduct.reported",
        "feedback.rated",
        "benefit.demanded",
        "agency_name.misused",
        "identity.disclosed",
    }
)
PERMITTED = frozenset({"leave.approved", "mission.assigned", "meeting.excused", "suspension.decided"})
SHOWN = 3


@frozen(eq=False)
class Telling:
    """How facts and steps are told to one audience in one language."""

    material: Material
    lang: str
    audience: str
    full: bool = False

    @property
    def public(self) -> bool:
        """Whether everyone reads it."""
        return self.audience == "public"

    # --- facts ----------------------------------------------------------------------------------------------------

    def when(self, at: datetime) -> str:
        """Return an instant: day and clock, for the public the day alone."""
        local = self.material.local(at)
        return day(local.date(), self.lang) if self.public else clock(local, self.lang)

    def fact(self, fact: Fact, *, named: bool = True) -> str:
        """Return a fact: when, what, the fields that say something, and where this audience may know them its ids."""
        kind = kind_text(type(fact), self.lang)
        if self.public and fact.kind in PERMITTED:
            kind = capital(say("fact.permitted", self.lang))
        line = say("fact.line", self.lang, when=self.when(fact.at), kind=kind)
        said = self._fields(fact)
        if said:
            line = say("fact.said", self.lang, line=line, said=said)
        asides = self._asides(fact)
        line = f"{line} ({', '.join(asides)})" if asides else line
        return f"{line} {self.mark(fact)}" if named and not self.public else line

    def mark(self, fact: Fact) -> str:
        """Return the id of a fact in brackets."""
        return say("fact.id", self.lang, id=clean(fact.id, 40))

    def _fields(self, fact: Fact) -> str:
        """Return the fields that say something; after a "not" a semicolon, so that it governs nothing that follows."""
        text, negative = "", False
        for spec in fields_of(type(fact)).values():
            said = self._field(fact, spec)
            if said:
                now = getattr(fact, spec.attribute) is False
                text = f"{text}{'; ' if negative and not now else ', '}{said}" if text else said
                negative = now
        return text

    def _field(self, fact: Fact, spec: FieldSpec) -> str:
        value: Any = getattr(fact, spec.attribute)
        if spec.name in COMMON or spec.private or value is None or value == spec.default:
            return ""
        if self.public and (fact.kind in PERMITTED or (spec.type == "str" and not spec.choices)):
            return ""
        if isinstance(value, bool):
            if value and known(f"told.{spec.name}"):
                return say(f"told.{spec.name}", self.lang)
            return leaf(Leaf("is" if value else "not", This(spec.name)), self.lang)
        said = self.when(value) if isinstance(value, datetime) else value_text(spec.name, value, self.lang)
        return say("fact.value", self.lang, field=field_title(spec.name, fact.kind)[self.lang], value=said)

    def _asides(self, fact: Fact) -> list[str]:
        found: list[str] = []
        if self.public:
            return found
        if fact.staff != self.material.verdict.staff:
            found.append(say("fact.of", self.lang, staff=self.who(fact.staff)))
        hidden = self.audience != "manager" and fact.kind in REPORTED_BY_OTHERS
        if fact.case is not None and not hidden:
            found.append(say("fact.case", self.lang, case=clean(fact.case, 40)))
        if fact.source is not None and self.audience == "manager":
            found.append(say("fact.source", self.lang, source=clean(fact.source, 40)))
        return found

    def who(self, staff: str) -> str:
        """Return a member of staff: the id, and the name for those who may see it."""
        roster = self.material.roster
        names = [row.name for row in roster.rows(staff) if row.name] if roster is not None else []
        return f"{clean(staff, 40)} ({clean(names[-1])})" if names and not self.public else clean(staff, 40)

    def facts(self, facts: Iterable[Fact]) -> str:
        """Return facts as part of a sentence; past three only how many more."""
        these = tuple(facts)
        shown = these if self.full else these[:SHOWN]
        text = "; ".join(self.fact(fact) for fact in shown)
        more = len(these) - len(shown)
        return f"{text} {say('fact.more', self.lang, count=more)}" if more else text

    def evidence(self, ids: Iterable[str]) -> str:
        """Return facts by their ids, for a verdict of which no more is at hand."""
        these = tuple(ids)
        if self.public:
            return say("finding.hidden", self.lang, count=len(these))
        return say("finding.evidence", self.lang, ids=", ".join(clean(one, 40) for one in these))

    # --- steps ----------------------------------------------------------------------------------------------------

    def step(self, step: Step) -> str:
        """Return one step of a reason as a sentence without its full stop."""
        text = self._step(step)
        if step.staff is None:
            return text
        if self.public:
            return say("why.of_someone", self.lang, text=text)
        return say("why.of", self.lang, staff=self.who(step.staff), text=text)

    def _step(self, step: Step) -> str:
        match step.code:
            case "failed" | "blank":
                return self._failed(step)
            case "doubtful":
                return self._doubtful(step)
            case "pending":
                return self._pending(step)
            case "not_in_force":
                return in_force(step.parts["force"], self.lang).rstrip(".")
            case _:
                return self._plain(step)

    def _plain(self, step: Step) -> str:
        code, said = step.code, {name: self.part(name, value) for name, value in step.parts.items()}
        match code:
            case "in_time" if step.parts["due"] == FAR:
                code = "in_time_open"
            case "waiting" if step.parts["due"] == FAR:
                code = "waiting_beyond"
            case "followed_late" if step.parts["due"] in {None, FAR}:
                code = "not_followed"
            case "during" if step.parts["until"] is None or self.public:
                code = "during_open"
            case "too_few" | "enough" | "window_open" | "share" | "mean" | "too_few_among":
                said["window"] = self.window(step.parts["window"], step.parts["per"])
            case "missing_before":
                said["since"] = day(self.material.local(step.parts["since"]).date(), self.lang)
            case "no_window":
                said["window"] = window_name(step.parts["per"], self.lang)
            case "not_bound":
                said["person"] = someone(step.parts["condition"], self.lang)
            case _:
                pass
        if code == "share":
            said.update({name: percent(step.parts[name], self.lang) for name in ("value", "below")})
        if "by" in step.parts and self.public and any(fact.kind in PERMITTED for fact in step.parts["by"]):
            said["span"] = said["excuse"] = say("fact.permitted", self.lang)
        return say(f"why.{code}", self.lang, **{"fact": self.facts(step.facts), **said})

    def part(self, name: str, value: Any) -> str:
        """Return a part of a step in words."""
        match value:
            case None:
                return "–"
            case datetime():
                return self.when(value) if value != FAR else "–"
            case Pattern():
                return small(event_text(value, self.lang)) if name != "span" else _span_text(value, self.lang)
            case Window():
                return window_name(value, self.lang)
            case type():
                return kind_text(value, self.lang)
            case tuple():
                return self.kinds(map(str, value)) if name == "kinds" else ""  # pyright: ignore[reportUnknownArgumentType]
            case Hours() | Days() | WorkingDays() | WorkingHours() | Months() | Years() | EndOf():
                return duration(value, self.lang)
            case int() | Fraction():
                return number(value, self.lang)
            case _:
                return ""

    def kinds(self, names: Iterable[str]) -> str:
        """Return kinds by their titles: what no source covers."""
        book = self.material.rulebook
        vocabulary = STANDARD if book is None else book.vocabulary
        return ", ".join(
            f"“{vocabulary.title(name)[self.lang]}”" if name in vocabulary else name for name in names
        )

    def window(self, window: Period, per: Window) -> str:
        """Return a calendar window with its days."""
        name = window_name(per, self.lang)
        return say("window.text", self.lang, name=name, span=self.span(window))

    def span(self, window: Period) -> str:
        """Return the first and the last day of a span."""
        first, last = self.material.local(window.start), self.material.local(window.end)
        whole = last.hour == last.minute == last.second == last.microsecond == 0
        final = last.date().toordinal() - (1 if whole else 0)
        return f"{day(first.date(), self.lang)} – {day(type(last.date()).fromordinal(final), self.lang)}"

    def _failed(self, step: Step) -> str:
        if self.public and step.parts["kind"].kind in REPORTED_BY_OTHERS:
            return say("why.no_facts", self.lang)
        value = step.parts["value"]
        said = {
            "count": number(len(step.facts), self.lang),
            "kind": kind_text(step.parts["kind"], self.lang),
            "condition": condition(Not(step.parts["condition"]), self.lang),
        }
        if step.code == "blank":
            return say(
                "why.blank", self.lang, **{**said, "condition": condition(step.parts["condition"], self.lang)}
            )
        if value is None or (self.public and isinstance(value[1], str)):
            return say("why.failed", self.lang, **said)
        return say("why.failed_value", self.lang, **said, value=value_text(value[0], value[1], self.lang))

    def _doubtful(self, step: Step) -> str:
        facts = self.facts(step.facts) or self.when(step.parts["at"])
        book = self.material.rulebook
        vocabulary = STANDARD if book is None else book.vocabulary
        keys = [name for name in step.parts["kinds"] if name not in vocabulary]
        kinds = [name for name in step.parts["kinds"] if name in vocabulary]
        if kinds:
            code = "why.doubtful_merit" if step.parts["merit"] else "why.doubtful"
            return say(code, self.lang, facts=facts, kinds=self.kinds(kinds))
        if keys:
            field = field_title(keys[0].rpartition(".")[2])[self.lang]
            return say("why.doubtful_key", self.lang, facts=facts, field=field)
        return say("why.doubtful_plain", self.lang, facts=facts)

    def _pending(self, step: Step) -> str:
        window, due, awaited = (step.parts[name] for name in ("window", "due", "awaited"))
        if window is not None:
            return say("why.pending_window", self.lang, window=self.span(window), due=self.when(due))
        said = {
            "fact": self.facts(step.facts),
            "awaited": event_text(awaited, self.lang) if awaited is not None else "–",
        }
        if due is None:
            return say("why.pending_beyond", self.lang, **said)
        return say("why.pending", self.lang, **said, due=self.when(due))


def _span_text(pattern: Pattern, lang: str) -> str:
    code = f"span.{pattern.kind.kind}" if isinstance(pattern, Each) and pattern.where is None else ""
    return say(code, lang) if known(code) else small(event_text(pattern, lang))
