"""7 · Findings as HTML: each rule opens to its findings, each finding to its facts, its article and its points."""

from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from vanhoa_rules.present.citations import basis
from vanhoa_rules.present.html.pieces import Pieces
from vanhoa_rules.present.html.tags import NOTHING, Html, el, join
from vanhoa_rules.present.inputs import Material
from vanhoa_rules.present.looking import Step
from vanhoa_rules.present.writing import clean, number, signed
from vanhoa_rules.rules import Citation
from vanhoa_rules.verdicts import Defeated, Finding

FACTS, FINDINGS, ROWS = 6, 12, 40


@frozen(eq=False)
class Findings:
    """The findings of one verdict laid out for one reader."""

    page: Pieces

    def section(self, kind: str, code: str) -> Html:
        """Return the findings of a kind, every rule with its findings."""
        return self.page.part(kind, code, len(self._of(kind)), list(self._rules(kind)))

    def within(self, budget: int) -> list[Html]:
        """Return breaches and merits in about so many letters: the first in full, the rest a row a rule."""
        found: list[Html] = []
        for kind, code in (("breach", "breached"), ("merit", "earned")):
            kept: list[Html] = []
            names = self._names(kind)
            for one in self._rules(kind):
                if len(one) > budget:
                    break
                budget -= len(one)
                kept.append(one)
            rest = names[len(kept) :]
            rows = [self._row(name, kind) for name in rest[:ROWS]]
            if rest:
                kept.append(el("ul", rows))
            if len(rest) > len(rows):
                kept.append(el("p", self.page.say("pages.more_rules", count=len(rest) - len(rows))))
            found.append(self.page.part(kind, code, len(self._of(kind)), kept))
        return found

    def _of(self, kind: str) -> list[Finding]:
        return [one for one in self.page.verdict.findings if one.kind == kind]

    def _names(self, kind: str) -> list[str]:
        return list(dict.fromkeys(one.rule for one in self._of(kind)))

    def _rules(self, kind: str) -> Iterator[Html]:
        page, found = self.page, self._of(kind)
        told: dict[tuple[Citation, ...], str] = {}
        for name in self._names(kind):
            these = [one for one in found if one.rule == name]
            steps = _found(page.steps(name))
            shown = these if page.whole else these[:FINDINGS]
            items = [self._finding(one, steps.get((one.at, one.evidence))) for one in shown]
            if len(these) > len(shown):
                items.append(el("li", page.say("pages.more_findings", count=len(these) - len(shown))))
            yield el(
                "details",
                el("summary", page.name(name), " ", self._sum(these)),
                el("ol", items),
                self._basis(these[0], told),
                open="" if page.whole else None,
            )

    def _basis(self, one: Finding, told: dict[tuple[Citation, ...], str]) -> Html:
        page = self.page
        cited = clean(basis(one.basis, page.telling.lang), 6000 if page.whole else 1500)
        if one.basis in told:
            cited = page.say("finding.same_basis", rule=clean(told[one.basis], 40))
        told.setdefault(one.basis, one.rule)
        return el("p", page.say("finding.basis", basis=cited), cls="small soft") if cited else NOTHING

    def _row(self, name: str, kind: str) -> Html:
        these = [one for one in self._of(kind) if one.rule == name]
        return el("li", el("b", clean(name, 40)), " ", self._sum(these))

    def _sum(self, these: list[Finding]) -> Html:
        page = self.page
        times = page.say("finding.count", count=len(these))
        if all(one.line is None for one in these):
            return el("span", f"{times} · {page.say('finding.no_points')}", cls="pts")
        total = signed(
            sum((one.points for one in these), Fraction(0)), page.telling.lang, _digits(page.material)
        )
        return el("span", f"{times} · {page.say('pages.points', points=total)}", cls="pts")

    def _finding(self, one: Finding, step: Step | None) -> Html:
        page, telling = self.page, self.page.telling
        relief = [
            d for d in page.verdict.defeated if (d.rule, d.at, d.evidence) == (one.rule, one.at, one.evidence)
        ]
        said = [self._cost(one), *self._circumstances(one, step), *map(self._relief, relief)]
        if one.points == 0 and one.line is not None and not any(each.freed for each in relief):
            said.append(page.say("finding.at_most_merit" if one.kind == "merit" else "finding.at_most"))
        known = [page.material.facts[each] for each in one.evidence if each in page.material.facts]
        shown = known if page.whole and len(known) <= 4 * FACTS else known[:FACTS]
        items = [el("li", telling.fact(fact)) for fact in shown]
        if len(known) > len(shown):
            items.append(el("li", page.say("fact.more", count=len(known) - len(shown))))
        strangers = [each for each in one.evidence if each not in page.material.facts]
        if strangers:
            items.append(el("li", telling.evidence(strangers[:40])))
        head = join((el("b", telling.when(one.at)), f": {'; '.join(said)}"))
        return el("li", head, el("ul", items, cls="small") if items else NOTHING)

    def _cost(self, one: Finding) -> str:
        if one.line is None:
            return self.page.say("finding.no_points")
        points = signed(one.points, self.page.telling.lang, _digits(self.page.material))
        line = clean(self.page.line_title(one.line), 120)
        return self.page.say("finding.points", points=points, line=line)

    def _circumstances(self, one: Finding, step: Step | None) -> list[str]:
        if step is None:
            return []
        page, telling = self.page, self.page.telling
        window, due = step.parts["window"], step.parts["due"]
        if window is not None:
            return [page.say("finding.window", window=telling.span(window))]
        if due is None:
            return []
        said = {"due": telling.when(due), "days": number(one.measure, telling.lang)}
        if step.parts["answered"]:
            return [page.say("finding.late", **said)]
        return [page.say("finding.late_unanswered", **said, as_of=telling.when(page.verdict.as_of))]

    def _relief(self, one: Defeated) -> str:
        if one.freed == 0:
            return self.page.say("finding.relieved_nothing", by=clean(one.by, 40))
        return self.page.say("finding.relief", points=self.page.points(one.freed), by=clean(one.by, 40))


def _found(steps: tuple[Step, ...]) -> dict[object, Step]:
    return {
        (step.parts["at"], tuple(fact.id for fact in step.facts)): step
        for step in steps
        if step.code == "found"
    }


def _digits(material: Material) -> int:
    return 2 if material.scorecard is None else material.scorecard.digits
