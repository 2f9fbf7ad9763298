"""7 · The pieces of a verdict as HTML: a section with its sign, a fold, a rule with sentences about it."""

from collections.abc import Iterable, Sequence

from attrs import field, frozen

from vanhoa_rules.present.html.tags import NOTHING, Html, el, join
from vanhoa_rules.present.layout import Frame
from vanhoa_rules.present.looking import Step
from vanhoa_rules.present.reasons import Reason
from vanhoa_rules.present.writing import clean

SIGNS = {"breach": "−", "merit": "+", "unknown": "?", "pending": "…", "quiet": ""}
STEPS = 6


@frozen(eq=False)
class Pieces(Frame):
    """A verdict and one reader of it; ``whole`` shows everything, opened, whatever its size."""

    reasons: dict[str, Reason] = field(factory=dict[str, Reason])
    whole: bool = field(default=False, kw_only=True)

    def part(self, kind: str, code: str, count: int, items: Sequence[Html]) -> Html:
        """Return a section with its sign, its title and a note of what it means; nothing where it is empty."""
        if not count:
            return NOTHING
        sign = el("span", SIGNS[kind], cls=f"sign {kind}", aria_hidden="true") if SIGNS[kind] else NOTHING
        note = self.say(f"pages.note.{code}")
        head = el("h3", sign, self.say(f"pages.section.{code}", count=count))
        return el(
            "section", head, el("p", note, cls="soft small") if note else NOTHING, items, cls=f"part {kind}"
        )

    def fold(self, code: str, count: int | None, items: Sequence[Html]) -> Html:
        """Return a section that is folded up, open where everything is shown; nothing where it is empty."""
        if not items:
            return NOTHING
        title = self.say(f"pages.section.{code}", count=count)
        shown = "" if self.whole and code != "outcomes" else None
        return el("details", el("summary", title), items, cls="part quiet", open=shown)

    def counted(self, code: str, count: int) -> Html:
        """Return a section that was too long to show, as its title alone."""
        return el("p", self.say(f"pages.section.{code}", count=count)) if count else NOTHING

    def name(self, rule: str) -> Html:
        """Return a rule by its id and its title."""
        one = self.material.rule(rule)
        title = "" if one is None else f" · {clean(one.title[self.telling.lang], 240)}"
        return join((el("b", clean(rule, 40)), title))

    def told(self, rule: str, steps: Sequence[Step]) -> Html:
        """Return a rule and its steps as a list."""
        shown = steps if self.whole else steps[:STEPS]
        texts = [self.telling.step(step) for step in shown]
        if len(steps) > len(shown):
            texts.append(self.say("fact.more", count=len(steps) - len(shown)))
        return self.listed(rule, texts)

    def listed(self, rule: str, texts: Iterable[str]) -> Html:
        """Return a rule and sentences about it as a list."""
        return el("div", el("h4", self.name(rule)), el("ul", [el("li", text) for text in texts]))

    def steps(self, rule: str) -> tuple[Step, ...]:
        """Return why a rule says what it says, where that can be told."""
        return self.reasons[rule].steps if rule in self.reasons else ()
