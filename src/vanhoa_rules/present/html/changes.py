"""7 · What changes between two verdicts as HTML: both totals as bars, the lines side by side, rule by rule what and why."""

from collections.abc import Iterator
from typing import Any

import attrs
from attrs import frozen

from vanhoa_rules.present.changes import Change, FindingChange, Interval, RuleChange
from vanhoa_rules.present.html.bars import bar, whole
from vanhoa_rules.present.html.norms import table
from vanhoa_rules.present.html.pieces import Pieces
from vanhoa_rules.present.html.tags import NOTHING, Html, el
from vanhoa_rules.present.inputs import gather
from vanhoa_rules.present.telling import Telling
from vanhoa_rules.present.writing import clean, signed

RULES, IDS = 30, 40


def change(one: Change, lang: str, audience: str = "manager") -> Html:
    """Return a comparison or a what-if: what was supposed, both results, and every rule that changes."""
    material, other = gather(one.after), gather(one.before)
    both = attrs.evolve(material, facts={**other.facts, **material.facts})
    return _Drawing(both, Telling(both, lang, audience), change=one).article()


@frozen(eq=False, kw_only=True)
class _Drawing(Pieces):
    change: Change

    def article(self) -> Html:
        one = self.change
        parts: list[Html] = [el("h2", self.say("change.title", staff=self.telling.who(one.staff)))]
        for name, ids in (("without", one.without), ("plus", one.plus)):
            if ids and self.telling.public:
                parts.append(el("p", self.say(f"change.hypothetical_{name}", count=len(ids))))
            elif ids:
                parts.append(el("p", self.say(f"change.{name}", ids=_ids(ids))))
        if not one:
            return el("article", parts, el("p", self.say("change.nothing")), lang=self.telling.lang)
        parts.append(el("div", list(self._both()), cls="rows"))
        if one.lines:
            heads = [self.say(f"pages.head.{name}") for name in ("line", "before", "after")]
            rows = [
                (clean(self.line_title(name), 120), self._range(moved.before), self._range(moved.after))
                for name, moved in one.lines.items()
            ]
            parts.append(table(heads, rows))
        parts += [self._rule(each) for each in one.rules[:RULES]]
        if len(one.rules) > RULES:
            parts.append(el("p", self.say("pages.more_rules", count=len(one.rules) - RULES)))
        return el("article", parts, lang=self.telling.lang)

    def _both(self) -> Iterator[Html]:
        """Yield total and rating before and after."""
        card = self.material.scorecard
        for name, verdict in (("before", self.change.before), ("after", self.change.after)):
            total = verdict.total
            said = self._range(None if total is None else (total.low, total.recorded, total.high))
            drawn = NOTHING
            if card is not None and total is not None:
                drawn = bar(total.low, total.recorded, total.high, whole(card), label=said)
            ratings = dict.fromkeys(self.rating(each) for each in verdict.rating)
            yield el(
                "div",
                el("b", self.say(f"pages.head.{name}")),
                drawn,
                el("span", f"{said} · {' … '.join(ratings)}"),
                cls="row",
            )

    def _range(self, value: Interval | None) -> str:
        if value is None:
            return self.say("change.absent")
        low, recorded, high = (self.points(one) for one in value)
        return recorded if low == high else self.say("change.interval", low=low, high=high, recorded=recorded)

    def _rule(self, one: RuleChange) -> Html:
        texts: list[str] = []
        if one.word is not None:
            before, after = (self._word(each, one.rule) for each in (one.word.before, one.word.after))
            texts.append(self.say("change.rule", rule=clean(one.rule, 40), before=before, after=after))
        texts += [self._finding(each) for each in one.findings]
        if one.pending is not None:
            was, now = one.pending.before, one.pending.after
            gone = [self._duty(each) for each in was if each not in now]
            new = [self._duty(each) for each in now if each not in was]
            texts += [self.say("change.pending_added", what=each) for each in new]
            texts += [self.say("change.pending_gone", what=each) for each in gone]
        if one.missing is not None:
            kinds = [self._kinds(each) for each in (one.missing.before, one.missing.after)]
            if kinds[0] != kinds[1]:
                texts.append(self.say("change.unknown", before=kinds[0], after=kinds[1]))
        if one.relieved_by:
            texts.append(self.say("change.relieved_by", rules=_ids(one.relieved_by)))
        if one.through and not self.telling.public:
            texts.append(self.say("change.through", ids=_ids(one.through)))
        return el(
            "details",
            el("summary", self.name(one.rule)),
            el("ul", [el("li", text) for text in texts]),
            open="",
        )

    def _word(self, word: str | None, name: str) -> str:
        if word is None:
            return self.say("change.absent")
        rule = self.material.rule(name)
        quiet = word == "met" and rule is not None and rule.kind == "merit"
        return self.say("word.not_earned" if quiet else f"word.{word}")

    def _finding(self, one: FindingChange) -> str:
        points = [
            None if each is None else signed(each.points, self.telling.lang)
            for each in (one.before, one.after)
        ]
        what = self._what(one.evidence)
        if points[0] is None:
            return self.say("change.added", what=what, points=points[1])
        if points[1] is None:
            return self.say("change.withdrawn", what=what, points=points[0])
        return self.say("change.points", what=what, before=points[0], after=points[1])

    def _duty(self, duty: tuple[tuple[str, ...], Any]) -> str:
        evidence, due = duty
        until = "–" if due is None else self.telling.when(due)
        return f"{self._what(evidence)} ({until})" if evidence else until

    def _what(self, ids: tuple[str, ...]) -> str:
        facts = self.material.facts
        if all(each in facts for each in ids):
            return self.telling.facts(facts[each] for each in ids) or "–"
        return self.telling.evidence(ids[:IDS])

    def _kinds(self, value: tuple[Any, ...]) -> str:
        return self.telling.kinds(value[0]) if value and value[0] else "–"


def _ids(ids: tuple[str, ...]) -> str:
    more = f" … (+{len(ids) - IDS})" if len(ids) > IDS else ""
    return ", ".join(clean(one, 40) for one in ids[:IDS]) + more
