"""7 · A verdict as plain text for a person: what was found, on what, by which text, and what cannot be told."""

from collections.abc import Iterable, Sequence

from attrs import frozen

from vanhoa_rules.errors import UsageError
from vanhoa_rules.facts import Fact
from vanhoa_rules.patterns import is_windowed
from vanhoa_rules.present.citations import basis, shipped_sources
from vanhoa_rules.present.evaluation import Told
from vanhoa_rules.present.inputs import gather
from vanhoa_rules.present.layout import DEEP, INDENT, Worded
from vanhoa_rules.present.looking import Step
from vanhoa_rules.present.reasons import EXCUSES, Reason, reasons
from vanhoa_rules.present.sentences import sentence
from vanhoa_rules.present.telling import AUDIENCES, Telling
from vanhoa_rules.present.writing import clean, number, signed, wrapped
from vanhoa_rules.rules import Citation, Rulebook
from vanhoa_rules.verdicts import Defeated, Finding, Verdict
from vanhoa_rules.words import error, near, say

LANGUAGES = ("vi", "en")
OPEN = frozenset({"missing", "missing_before", "doubtful", "shifts"})


def explain(
    verdict: Verdict,
    *,
    lang: str = "vi",
    audience: str = "subject",
    facts: Iterable[Fact] | None = None,
    rulebook: Rulebook | None = None,
    full: bool = False,
) -> str:
    """Return a verdict explained as plain text, lines of at most 100 columns.

    ``lang``: "vi" or "en". ``audience``: "subject", "manager" or "public"; the public sees neither names nor ids of
    facts. ``facts`` and ``rulebook`` serve a verdict that has lost its inputs (one read from JSON): it is then told
    without reasons, and without them down to ids. ``full`` tells also what did not matter. ``UsageError`` for another
    language or audience.
    """
    if lang not in LANGUAGES:
        raise error(UsageError, "explain.lang", language=repr(lang))
    if audience not in AUDIENCES:
        raise error(
            UsageError, "explain.audience", audience=repr(audience), near=near(str(audience), AUDIENCES)
        )
    material = gather(verdict, facts, rulebook)
    told: tuple[Reason, ...] = ()
    if material.scene is not None and material.rulebook is not None:
        told = reasons(verdict, material.scene, material.rulebook)
    page = _Page(material, Telling(material, lang, audience, full), told)
    return "\n".join(page.lines())


@frozen(eq=False)
class _Page(Worded):
    """One verdict laid out for one reader."""

    reasons: tuple[Reason, ...]

    def lines(self) -> list[str]:
        told = Told(self)
        sections = [
            self.head(),
            self.totals(),
            told.reading(),
            told.parts(),
            self.scores(),
            told.measures(),
            *told.ledgers(),
            told.grounds("grounds"),
            told.grounds("without_effect"),
            told.notices(),
            self.findings("breach", "section.breached"),
            self.findings("merit", "section.earned"),
            self.unknown(),
            self.pending(),
            self.referrals(),
            *self.others(),
            self.receipt(),
        ]
        found: list[str] = []
        for section in sections:
            found += ([""] if found and section else []) + section
        return found

    # --- findings -------------------------------------------------------------------------------------------------

    def findings(self, kind: str, code: str) -> list[str]:
        found = [one for one in self.verdict.findings if one.kind == kind]
        if not found:
            return []
        lines = [self.say(code, count=len(found))]
        told: dict[tuple[Citation, ...], str] = {}
        for name in dict.fromkeys(one.rule for one in found):
            these = [one for one in found if one.rule == name]
            lines += self.rule_head(name)
            steps = self._found_steps(name)
            for place, one in enumerate(these, start=1):
                lines += self.finding(one, place, steps.get((one.at, one.evidence)))
            cited = basis(these[0].basis, self.telling.lang)
            if these[0].basis in told:
                cited = self.say("finding.same_basis", rule=told[these[0].basis])
            told.setdefault(these[0].basis, name)
            if cited:
                lines += wrapped(self.say("finding.basis", basis=cited), first=INDENT, rest=INDENT)
        return lines

    def rule_head(self, name: str) -> list[str]:
        rule, sheet, lang = self.material.rule(name), self.material.scorecard, self.telling.lang
        if rule is not None:
            title = f"{clean(name)} · {rule.title[lang]}"
        elif sheet is not None and sheet.name == name:
            title = sheet.title[lang]
        else:
            sources = shipped_sources()
            title = sources[name][lang] if name in sources else clean(name)
        return wrapped(title, first="  ", rest=INDENT)

    def _found_steps(self, name: str) -> dict[object, Step]:
        return {
            (step.parts["at"], tuple(fact.id for fact in step.facts)): step
            for reason in self.reasons
            if reason.rule == name
            for step in reason.steps
            if step.code == "found"
        }

    def finding(self, one: Finding, place: int, step: Step | None) -> list[str]:
        telling = self.telling
        said = [self._cost(one), *self._circumstances(one, step)]
        relief = [
            d for d in self.verdict.defeated if (d.rule, d.at, d.evidence) == (one.rule, one.at, one.evidence)
        ]
        said += [self._relief(each) for each in relief]
        if one.points == 0 and one.line is not None and not any(each.freed for each in relief):
            said.append(self.say("finding.at_most_merit" if one.kind == "merit" else "finding.at_most"))
        lines = wrapped(f"{place}. {telling.when(one.at)}: {'; '.join(said)}", first=INDENT, rest=DEEP)
        known = [self.material.facts[each] for each in one.evidence if each in self.material.facts]
        shown = known if telling.full or len(known) <= 6 else known[:6]
        for fact in shown:
            lines += wrapped(f"– {telling.fact(fact)}", first=DEEP, rest=DEEP + "  ")
        if len(known) > len(shown):
            lines += wrapped(say("fact.more", telling.lang, count=len(known) - len(shown)), first=DEEP)
        strangers = [each for each in one.evidence if each not in self.material.facts]
        if strangers:
            lines += wrapped(f"– {telling.evidence(strangers)}", first=DEEP, rest=DEEP + "  ")
        return lines

    def _cost(self, one: Finding) -> str:
        if one.line is None:
            return self.say("finding.no_points")
        sheet = self.material.scorecard
        shown = signed(one.points, self.telling.lang, 2 if sheet is None else sheet.digits)
        return self.say("finding.points", points=shown, line=self.line_title(one.line))

    def _circumstances(self, one: Finding, step: Step | None) -> list[str]:
        if step is None:
            return []
        window, due = step.parts["window"], step.parts["due"]
        if window is not None:
            return [self.say("finding.window", window=self.telling.span(window))]
        if due is None:
            return []
        said = {"due": self.telling.when(due), "days": number(one.measure, self.telling.lang)}
        if step.parts["answered"]:
            return [self.say("finding.late", **said)]
        return [self.say("finding.late_unanswered", **said, as_of=self.telling.when(self.verdict.as_of))]

    def _relief(self, one: Defeated) -> str:
        if one.freed == 0:
            return self.say("finding.relieved_nothing", by=one.by)
        return self.say("finding.relief", points=self.points(one.freed), by=one.by)

    # --- what is not a finding --------------------------------------------------------------------------------------

    def unknown(self) -> list[str]:
        found = self.verdict.unknown
        if not found:
            return []
        lines = [self.say("section.unknown", count=len(found))]
        silent: dict[str, list[str]] = {}
        for one in found:
            steps = [step for step in self._steps(one.rule) if step.code in OPEN]
            if not self.telling.full and [step.code for step in steps] == ["missing"]:
                silent.setdefault(self.telling.step(steps[0]), []).append(one.rule)
                continue
            lines += self.rule_head(one.rule)
            if steps:
                lines += self._told(steps)
                continue
            kinds = self.telling.kinds(one.missing)
            lines += self._bullets(
                [self.say("why.missing", kinds=kinds), *map(self.telling.evidence, one.evidence)]
            )
        for text, rules in silent.items():
            lines += wrapped(f"{', '.join(map(clean, rules))}: {text}", first="  ", rest=INDENT)
        return lines

    def pending(self) -> list[str]:
        found = self.verdict.pending
        if not found:
            return []
        lines = [self.say("section.pending", count=len(found))]
        for name in dict.fromkeys(one.rule for one in found):
            lines += self.rule_head(name)
            steps = [step for step in self._steps(name) if step.code == "pending"]
            if steps:
                lines += self._told(steps)
                continue
            for one in found:
                if one.rule == name:
                    due = "–" if one.due is None else self.telling.when(one.due)
                    text = f"{self.telling.evidence(one.evidence)}; {due}" if one.evidence else due
                    lines += self._bullets([text])
        return lines

    def referrals(self) -> list[str]:
        found = self.referred
        if not found:
            return []
        lang = self.telling.lang
        lines = [self.say("section.referrals", count=len(found))]
        said: dict[str, list[str]] = {}
        for one in found:
            text = self.say("refer.line", to=one.to[lang], why=one.why[lang])
            said.setdefault(one.rule, [])
            if text not in said[one.rule]:
                said[one.rule].append(text)
        for name, texts in said.items():
            lines += [*self.rule_head(name), *self._bullets(texts)]
        return lines

    def others(self) -> list[list[str]]:
        excused = [(one, [step for step in one.steps if step.code in EXCUSES]) for one in self._direct()]
        excused = [(one, steps) for one, steps in excused if steps]
        sections: list[list[str]] = []
        if not self.telling.full:
            told = {one.rule for one, _ in excused}
            words = self.verdict.outcomes.items()
            quiet = sum(word in {"met", "not_applicable"} and rule not in told for rule, word in words)
            more = wrapped(self.say("section.more", count=quiet)) if quiet and self.reasons else []
            return [self._section("section.excused", excused), more]
        sections.append(self._section("section.excused", [each for each in excused if each[0].word != "met"]))
        for code, word, kind in (
            ("section.met", "met", "breach"),
            ("section.not_earned", "met", "merit"),
            ("section.not_applicable", "not_applicable", None),
        ):
            these = [
                (one, list(one.steps))
                for one in self.reasons
                if one.word == word and kind in {one.kind, None}
            ]
            sections.append(self._section(code, these))
        book = self.material.rulebook
        if book is not None and book.unobservable:
            lines = [self.say("section.unobservable", count=len(book.unobservable))]
            for one in book.unobservable:
                lines += wrapped(
                    f"{one.clause} · {sentence(one, self.telling.lang)}", first="  ", rest=INDENT
                )
            sections.append(lines)
        return sections

    def _direct(self) -> list[Reason]:
        """Return the reasons of breaches that are not counted over windows: those repeat what others say."""
        rules = {one.rule: self.material.rule(one.rule) for one in self.reasons}
        return [
            one
            for one in self.reasons
            if one.kind == "breach"
            and (rule := rules[one.rule]) is not None
            and not is_windowed(rule.pattern)
        ]

    def _section(self, code: str, told: Sequence[tuple[Reason, list[Step]]]) -> list[str]:
        if not told:
            return []
        lines = [self.say(code, count=len(told))]
        for one, steps in told:
            lines += [*self.rule_head(one.rule), *self._told(steps)]
        return lines

    def _steps(self, name: str) -> tuple[Step, ...]:
        return next((one.steps for one in self.reasons if one.rule == name), ())

    def _told(self, steps: Sequence[Step]) -> list[str]:
        shown = steps if self.telling.full else steps[:6]
        texts = [self.telling.step(step) for step in shown]
        if len(steps) > len(shown):
            texts.append(self.say("fact.more", count=len(steps) - len(shown)))
        return self._bullets(texts)

    def _bullets(self, texts: Iterable[str]) -> list[str]:
        return [line for text in texts for line in wrapped(f"– {text}", first=INDENT, rest=INDENT + "  ")]
