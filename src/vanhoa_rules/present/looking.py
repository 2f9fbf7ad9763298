"""7 · What was looked at: the reference asked node by node what became of every match that a node did not keep."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any, assert_never

import attrs
from attrs import define, field, frozen

from vanhoa_rules import conditions, patterns
from vanhoa_rules.calendars import Duration, Period, Window
from vanhoa_rules.conditions import And, Expr, Not, Or
from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.engines.reference.matching import FAR, about, after, holds, subject_of, until_of
from vanhoa_rules.facts import Fact
from vanhoa_rules.findings import Match
from vanhoa_rules.patterns import (
    AnyOf,
    ByAnyone,
    Consecutive,
    During,
    Each,
    FewerThan,
    FollowedBy,
    Mean,
    Node,
    NotDuring,
    NotFollowedBy,
    NotPrecededBy,
    OfSubordinates,
    Pattern,
    PrecededBy,
    Repeated,
    RepeatedPer,
    Share,
    Unless,
)
from vanhoa_rules.present.inputs import plain_part

Steps = Iterator["Step"]


@frozen(eq=False)
class Step:
    """One thing that was seen: a ``code``, the facts it is about, what the sentence needs, and of whom (None = self)."""

    code: str
    facts: tuple[Fact, ...] = ()
    parts: Mapping[str, Any] = field(factory=dict[str, Any])
    staff: str | None = None

    def to_data(self) -> dict[str, Any]:
        """Return the step as JSON data: code, fact ids and parts."""
        return {
            "code": self.code,
            "facts": [fact.id for fact in self.facts],
            "parts": {name: _part(value) for name, value in self.parts.items()},
            "staff": self.staff,
        }


@define(eq=False)
class Looker(Reference):
    """The reference over one scene that also tells what became of the matches it did not keep."""

    def why(self, pattern: Pattern, staff: str) -> Steps:
        """Yield what became of everything that could have been a match of a pattern and is none."""
        node: Node = pattern  # type: ignore[assignment]
        match node:
            case Each():
                yield from self._why_each(node, staff)
            case AnyOf(of):
                for one in of:
                    yield from self.why(one, staff)
            case FollowedBy():
                yield from self.why(node.first, staff)
                yield from self._why_followed(node, staff)
            case NotFollowedBy():
                yield from self.why(node.first, staff)
                yield from self._why_not_followed(node, staff)
            case PrecededBy() | NotPrecededBy():
                yield from self.why(node.first, staff)
                yield from self._why_preceded(node, staff)
            case During() | NotDuring():
                yield from self.why(node.first, staff)
                yield from self._why_during(node, staff)
            case Unless(first, excuse, same):
                yield from self.why(first, staff)
                excuses = self.matches(excuse, staff, sure=False)
                for m in self.matches(first, staff, sure=False):
                    for n in [n for n in excuses if self._same(same, m, n)][:1]:
                        parts = {"excuse": excuse, "at": n.at, "by": n.facts}
                        yield Step("excused", m.facts, parts, other_staff(m, staff))
            case Repeated(of, count, within, _):
                yield from self.why(of, staff)
                yield self._most_within(of, staff, within, count)
            case RepeatedPer(of, count, per):
                yield from self.why(of, staff)
                yield from self._counted(of, staff, per, count, "too_few")
            case FewerThan(count, of, per):
                yield from self._counted(of, staff, per, count, "enough")
            case Consecutive(of, count, among):
                yield self._longest(of, among, staff, count)
            case Share() | Mean():
                yield from self._ratios(node, staff)
            case OfSubordinates(of):
                reports = self.scene.roster.ever_reports(staff, None, None)
                if not reports:
                    yield Step("no_subordinates")
                for who in reports:
                    for step in self.why(of, who):
                        yield attrs.evolve(step, staff=who)
            case ByAnyone():
                return
            case _:
                assert_never(node)

    def _why_each(self, node: Each, staff: str) -> Steps:
        facts = [
            f
            for f in self.scene.timelines.of(staff)
            if type(f) is node.kind and self.scene.period.contains(f.at)
        ]
        if not facts:
            yield Step("none", parts={"kind": node.kind})
        if node.where is None:
            return
        failed: dict[str, tuple[str, Expr, Any, list[Fact]]] = {}
        for fact in facts:
            for one in _conjuncts(node.where):
                truth = self._value(one, fact)
                if truth is not True:
                    code = "blank" if truth is None else "failed"
                    value = self._recorded(one, fact)
                    failed.setdefault(f"{code} {one!r} {value!r}", (code, one, value, []))[3].append(fact)
                    break
        for code, one, value, these in failed.values():
            yield Step(code, tuple(these), {"condition": one, "value": value, "kind": node.kind})

    def _recorded(self, condition: Expr, fact: Fact) -> tuple[str, Any] | None:
        """Return the name and value of the one field that a comparison reads, where that says more than the condition."""
        match condition:
            case conditions.Compare(left=conditions.This(name)) | conditions.IsIn(of=conditions.This(name)):
                value = self._value(conditions.This(name), fact)
                return None if value is None or isinstance(value, bool) else (name, value)
            case _:
                return None

    def _why_preceded(self, node: PrecededBy | NotPrecededBy, staff: str) -> Steps:
        found = self.matches(node.earlier, staff, sure=False)
        for m in self.matches(node.first, staff, sure=False):
            near = [n for n in found if self._precedes(node, n, m)]
            if near and isinstance(node, NotPrecededBy):
                parts = {"earlier": node.earlier, "at": near[-1].at, "by": near[-1].facts}
                yield Step("preceded", m.facts, parts, other_staff(m, staff))
            elif not near and isinstance(node, PrecededBy):
                yield Step("not_preceded", m.facts, {"earlier": node.earlier}, other_staff(m, staff))

    def _why_during(self, node: During | NotDuring, staff: str) -> Steps:
        spans = self.matches(node.span, staff, sure=False)
        for m in self.matches(node.first, staff, sure=False):
            inside = [n for n in spans if self._same(node.same, m, n) and holds(n, m)]
            if inside and isinstance(node, NotDuring):
                n = max(inside, key=until_of)
                until = None if until_of(n) == FAR else until_of(n)
                parts = {"span": node.span, "until": until, "by": n.facts}
                yield Step("during", m.facts, parts, other_staff(m, staff))
            elif not inside and isinstance(node, During):
                yield Step("not_during", m.facts, {"span": node.span}, other_staff(m, staff))

    def _why_followed(self, node: FollowedBy, staff: str) -> Steps:
        answers = self.matches(node.then, staff, sure=False)
        kept = {about(m) for m in self.matches(node, staff, sure=False)}
        for m in self.matches(node.first, staff, sure=False):
            if about(m) in kept:
                continue
            answer = self._first(node.same, m, answers)
            parts = {
                "answer": node.then,
                "at": answer.at if answer else None,
                "due": self._due(node, m, staff, answer),
            }
            yield Step("followed_late" if answer else "not_followed", m.facts, parts, other_staff(m, staff))

    def _why_not_followed(self, node: NotFollowedBy, staff: str) -> Steps:
        answers = self.matches(node.then, staff, sure=False)
        for m in self.matches(node.first, staff, sure=False):
            if subject_of(m).at >= self.scene.period.end:
                continue
            answer = next((n for n in answers if self._same(node.same, m, n) and after(n, m)), None)
            due = self._due(node, m, staff, answer)
            parts = {
                "answer": node.then,
                "due": due,
                "at": answer.at if answer else None,
                "by": answer.facts if answer else (),
            }
            if due is None:
                yield Step("no_deadline", m.facts, {}, other_staff(m, staff))
            elif answer is not None and answer.at <= due:
                yield Step("in_time", m.facts, parts, other_staff(m, staff))
            elif due >= self.scene.as_of:
                yield Step("waiting", m.facts, parts, other_staff(m, staff))

    def _due(
        self, node: FollowedBy | NotFollowedBy, m: Match, staff: str, answer: Match | None
    ) -> datetime | None:
        limit = self._deadline(node.limit, m)
        if limit is None:
            return None
        movers = () if node.moved_by is None else self.matches(node.moved_by, staff, sure=False)
        return self._moved(limit, m, node.same, movers, answer)[0]

    def _most_within(self, of: Pattern, staff: str, within: Duration, count: int) -> Step:
        found = self.matches(of, staff, sure=False)
        most = 0
        for place, m in enumerate(found):
            if self.scene.period.contains(m.at):
                start = self.scene.calendar.back(m.at, within)
                most = max(most, sum(n.at >= start for n in found[: place + 1]))
        return Step("too_few_within", parts={"found": most, "needed": count, "duration": within})

    def _counted(self, of: Pattern, staff: str, per: Window, count: int, code: str) -> Steps:
        found = self.matches(of, staff, sure=False)
        windows = self.scene.calendar.windows(per, self.scene.period)
        if not windows:
            yield Step("no_window", parts={"per": per})
        for window in windows:
            inside = [m for m in found if window.contains(m.at)]
            if window.end > self.scene.as_of:
                yield Step("window_open", parts={"window": window, "per": per})
            elif inside or code == "enough":
                facts = tuple(dict.fromkeys(f for m in inside for f in m.facts)) if code == "enough" else ()
                parts = {"found": len(inside), "needed": count, "window": window, "per": per}
                yield Step(code, facts, parts)

    def _longest(self, of: Pattern, among: Pattern, staff: str, count: int) -> Step:
        good = {about(m) for m in self.matches(of, staff, sure=False)}
        longest = run = 0
        for m in self.matches(among, staff, sure=False):
            if self.scene.period.contains(m.at):
                run = run + 1 if about(m) in good else 0
                longest = max(longest, run)
        return Step("no_run", parts={"found": longest, "needed": count})

    def _ratios(self, node: Share | Mean, staff: str) -> Steps:
        windows = self.scene.calendar.windows(node.per, self.scene.period)
        if not windows:
            yield Step("no_window", parts={"per": node.per})
        for window in windows:
            parts: dict[str, Any] = {"window": window, "per": node.per}
            if window.end > self.scene.as_of:
                yield Step("window_open", parts=parts)
                continue
            good, total = self._ratio(node, staff, window)
            if total < max(node.at_least, 1):
                yield Step("too_few_among", parts={**parts, "found": total, "needed": node.at_least})
            else:
                code = "share" if isinstance(node, Share) else "mean"
                yield Step(code, parts={**parts, "value": good / total, "below": node.below})

    def _ratio(self, node: Share | Mean, staff: str, window: Period) -> tuple[Fraction, int]:
        inside = [m for m in self.matches(node.among, staff, sure=False) if window.contains(m.at)]
        match node:
            case Share(of):
                skip = self._undecided(of, staff)
                counted = [m for m in inside if about(m) not in skip]
                these = {about(m) for m in self.matches(of, staff, sure=False)}
                return Fraction(sum(about(m) in these for m in counted)), len(counted)
            case Mean(value=value):
                values = [self._value(value, subject_of(m)) for m in inside]
                numbers = [Fraction(one) for one in values if one is not None]
                return sum(numbers, Fraction(0)), len(numbers)


def _conjuncts(expr: Expr) -> tuple[Expr, ...]:
    match expr:
        case And(parts):
            return tuple(one for part in parts for one in _conjuncts(part))
        case Not(Or(parts)):
            return tuple(one for part in parts for one in _conjuncts(Not(part)))
        case Not(Not(of)):
            return _conjuncts(of)
        case _:
            return (expr,)


def other_staff(match: Match, staff: str) -> str | None:
    """Return of whom a match is, where that is not the person judged."""
    return match.subject.staff if match.subject is not None and match.subject.staff != staff else None


def _part(value: Any) -> Any:
    match value:
        case Pattern():
            return patterns.to_data(value)
        case Expr():
            return conditions.to_data(value)
        case type():
            return value.kind  # type: ignore[attr-defined]
        case Window():
            return value.value
        case tuple() if any(isinstance(one, Fact) for one in value):  # pyright: ignore[reportUnknownVariableType]
            return [one.id for one in value]  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        case _:
            return plain_part(value)
