"""7 · Changes in words: points and rating before and after, then each rule with what changes and through which facts."""

from typing import Any

import attrs

from vanhoa_rules.present.changes import Change, FindingChange, Interval, RuleChange
from vanhoa_rules.present.inputs import Material, gather
from vanhoa_rules.present.layout import INDENT, Worded
from vanhoa_rules.present.measures import changes_told
from vanhoa_rules.present.telling import Telling
from vanhoa_rules.present.writing import clean, signed, wrapped
from vanhoa_rules.rules import Rule
from vanhoa_rules.words import say


def text(change: Change, lang: str, audience: str) -> str:
    """Return a change as plain text for one reader."""
    material, other = gather(change.after), gather(change.before)
    both = attrs.evolve(material, facts={**other.facts, **material.facts})
    return "\n".join(_Told(change, both, lang, audience).lines())


class _Told:
    """A change told to one reader."""

    def __init__(self, change: Change, material: Material, lang: str, audience: str) -> None:
        self.change, self.lang = change, lang
        self.telling = Telling(material, lang, audience)
        self.frame = Worded(material, self.telling)

    def say(self, code: str, **parts: object) -> str:
        return say(code, self.lang, **parts)

    def lines(self) -> list[str]:
        change = self.change
        found = [self.say("change.title", staff=self.telling.who(change.staff))]
        for name in ("without", "plus"):
            found += self._facts(name, getattr(change, name))
        if not change:
            return [*found, self.say("change.nothing")]
        if change.total is not None:
            found.append(
                self.say(
                    "change.total",
                    before=self._range(change.total.before),
                    after=self._range(change.total.after),
                )
            )
        if change.rating is not None:
            ratings = [self._ratings(one) for one in (change.rating.before, change.rating.after)]
            found.append(self.say("change.rating", before=ratings[0], after=ratings[1]))
        for name, moved in change.lines.items():
            text = self.say(
                "change.line",
                line=self.frame.line_title(name),
                before=self._range(moved.before),
                after=self._range(moved.after),
            )
            found.append(f"  {text}")
        found += changes_told(
            change.before.beside, change.after.beside, self.lang, public=self.telling.public
        )
        return [line for text in found for line in wrapped(text, rest=INDENT)] + [
            line for one in change.rules for line in self._rule(one)
        ]

    def _facts(self, name: str, ids: tuple[str, ...]) -> list[str]:
        if not ids:
            return []
        if self.telling.public:
            return [self.say(f"change.hypothetical_{name}", count=len(ids))]
        return [self.say(f"change.{name}", ids=", ".join(clean(one, 40) for one in ids))]

    def _range(self, value: Interval | None) -> str:
        if value is None:
            return self.say("change.absent")
        if value[1] is None or value[2] is None:
            return self.frame.range(*value)
        low, recorded, high = (self.frame.points(one) for one in value)
        return recorded if low == high else self.say("change.interval", low=low, high=high, recorded=recorded)

    def _ratings(self, value: tuple[str | None, str | None, str | None]) -> str:
        low, recorded, high = (self.frame.rating(one) for one in value)
        if value[1] is None:
            return low if low == high else self.say("told.rating_unrecorded", low=low, high=high)
        return recorded if low == high else self.say("change.interval", low=low, high=high, recorded=recorded)

    def _rule(self, one: RuleChange) -> list[str]:
        rule = self.telling.material.rule(one.rule)
        title = clean(one.rule) if rule is None else f"{clean(one.rule)} · {rule.title[self.lang]}"
        lines = wrapped(title, rest=INDENT)
        texts: list[str] = []
        if one.word is not None:
            words = [self._word(each, rule) for each in (one.word.before, one.word.after)]
            texts.append(self.say("change.rule", rule=clean(one.rule), before=words[0], after=words[1]))
        texts += [self._finding(each) for each in one.findings]
        texts += self._duties(one)
        if one.missing is not None:
            kinds = [self._missing_kinds(value) for value in (one.missing.before, one.missing.after)]
            if kinds[0] != kinds[1]:
                texts.append(self.say("change.unknown", before=kinds[0], after=kinds[1]))
        if one.relieved_by:
            texts.append(self.say("change.relieved_by", rules=", ".join(map(clean, one.relieved_by))))
        if one.through and not self.telling.public:
            texts.append(self.say("change.through", ids=", ".join(clean(each, 40) for each in one.through)))
        return lines + [line for text in texts for line in wrapped(f"– {text}", first="  ", rest=INDENT)]

    def _word(self, word: str | None, rule: Rule | None) -> str:
        if word is None:
            return self.say("change.absent")
        quiet = word == "met" and rule is not None and rule.kind == "merit"
        return self.say("word.not_earned" if quiet else f"word.{word}")

    def _finding(self, one: FindingChange) -> str:
        what = self._what(one.evidence) or self.telling.when((one.after or one.before).at)  # type: ignore[union-attr]
        points = [
            None if each is None else signed(each.points, self.lang) for each in (one.before, one.after)
        ]
        if points[0] is None:
            return self.say("change.added", what=what, points=points[1])
        if points[1] is None:
            return self.say("change.withdrawn", what=what, points=points[0])
        return self.say("change.points", what=what, before=points[0], after=points[1])

    def _duties(self, one: RuleChange) -> list[str]:
        if one.pending is None:
            return []
        before, after = one.pending.before, one.pending.after
        added = [each for each in after if each not in before]
        gone = [each for each in before if each not in after]
        return [self.say("change.pending_added", what=self._duty(each)) for each in added] + [
            self.say("change.pending_gone", what=self._duty(each)) for each in gone
        ]

    def _duty(self, duty: tuple[tuple[str, ...], Any]) -> str:
        evidence, due = duty
        until = "–" if due is None else self.telling.when(due)
        what = self._what(evidence)
        return f"{what} ({until})" if what else until

    def _what(self, ids: tuple[str, ...]) -> str:
        facts = self.telling.material.facts
        if not ids:
            return ""
        if any(each not in facts for each in ids):
            return self.telling.evidence(ids)
        return self.telling.facts(facts[each] for each in ids)

    def _missing_kinds(self, value: tuple[Any, ...]) -> str:
        return self.telling.kinds(value[0]) if value and value[0] else "–"
