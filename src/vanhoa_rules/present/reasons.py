"""7 · Why each rule says what it says of one person, as data: what was found, what was looked at, what removed it.

The reference engine is asked again, node by node: a ``Teller`` is the reference that also says what became of every
match that a node did not keep.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any, assert_never

import attrs
from attrs import define, field, frozen

from vanhoa_rules import conditions, patterns
from vanhoa_rules.calendars import Duration, Period, Window
from vanhoa_rules.conditions import And, Expr, Not, Or
from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.engines.reference.judging import SHIFTS
from vanhoa_rules.engines.reference.matching import FAR, about, after, holds, subject_of, until_of
from vanhoa_rules.errors import CalendarError
from vanhoa_rules.facts import Fact
from vanhoa_rules.findings import Match, Outcome, Scene
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
from vanhoa_rules.rules import Rule
from vanhoa_rules.verdicts import Finding, Verdict

EXCUSES = frozenset({"during", "excused", "preceded"})
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


@frozen(eq=False)
class Reason:
    """One rule and one person: the word, and why; ``kind`` is breach or merit."""

    rule: str
    kind: str
    criterion: str
    word: str
    steps: tuple[Step, ...]

    def to_data(self) -> dict[str, Any]:
        """Return the reason as JSON data."""
        return {
            "rule": self.rule,
            "kind": self.kind,
            "criterion": self.criterion,
            "word": self.word,
            "steps": [step.to_data() for step in self.steps],
        }


def reasons(verdict: Verdict, scene: Scene, rules: Iterable[Rule]) -> tuple[Reason, ...]:
    """Return why each rule says what it says, in the order of the rulebook."""
    teller = Teller(scene)
    return tuple(teller.reason(rule, verdict) for rule in rules)


@define(eq=False)
class Teller(Reference):
    """The reference over one scene that also tells what became of the matches it did not keep."""

    def reason(self, rule: Rule, verdict: Verdict) -> Reason:
        """Return why a rule says what it says of the person of a verdict."""
        outcome = self.outcome(rule, verdict.staff)
        match outcome.word:
            case "breached" | "earned":
                steps = [*self._found(rule, outcome, verdict), *self._open(rule, outcome, verdict.staff)]
            case "unknown":
                steps = [*self._open(rule, outcome, verdict.staff)]
            case "pending":
                steps = [*self._awaited(rule, outcome, verdict.staff)]
            case "not_applicable":
                steps = [*self._unbound(rule, verdict.staff)]
            case _:
                steps = [*self._unfound(rule, verdict.staff)]
        return Reason(rule.id, rule.kind, rule.criterion.value, outcome.word, tuple(steps))

    # --- what was found, awaited, not seen ------------------------------------------------------------------------

    def _found(self, rule: Rule, outcome: Outcome, verdict: Verdict) -> Steps:
        findings = [one for one in verdict.findings if one.rule == rule.id]
        for match, finding in zip(outcome.certain, _aligned(outcome.certain, findings), strict=True):
            relief = [
                (one.by, one.freed)
                for one in verdict.defeated
                if one.rule == rule.id and one.evidence == match.evidence and one.at == match.at
            ]
            due = match.at if self._is_deadline(rule.pattern, verdict.staff, match) else None
            yield Step(
                "found",
                match.facts,
                {
                    "at": match.at,
                    "line": finding.line if finding else None,
                    "points": finding.points if finding else Fraction(0),
                    "measure": match.measure,
                    "due": due,
                    "answered": due is not None and any(fact.at > due for fact in match.facts),
                    "window": match.window,
                    "relief": tuple(relief),
                },
                _other(match, verdict.staff),
            )

    def _open(self, rule: Rule, outcome: Outcome, staff: str) -> Steps:
        if SHIFTS in outcome.missing:
            yield Step("shifts")
        kinds = tuple(sorted(outcome.missing - {SHIFTS}))
        if kinds:
            yield Step("missing", parts={"kinds": kinds})
        for match in outcome.doubtful:
            yield Step(
                "doubtful",
                match.facts,
                {"kinds": tuple(sorted(match.missing)), "at": match.at, "merit": rule.kind == "merit"},
                _other(match, staff),
            )

    def _awaited(self, rule: Rule, outcome: Outcome, staff: str) -> Steps:
        duties = [
            (one, {(p.evidence, p.due) for p in self.pending(one, who)})
            for one in patterns.walk(rule.pattern)
            if isinstance(one, NotFollowedBy)
            for who in (staff, *self.scene.roster.ever_reports(staff, None, None))
        ]
        for one in outcome.pending:
            awaited = next((node.then for node, found in duties if (one.evidence, one.due) in found), None)
            other = one.subject.staff if one.subject is not None and one.subject.staff != staff else None
            yield Step(
                "pending", one.facts, {"due": one.due, "awaited": awaited, "window": one.window}, other
            )

    def _unbound(self, rule: Rule, staff: str) -> Steps:
        rows = self._rows(staff, self.scene.period.start, self.scene.period.end)
        if not any(rows):
            yield Step("no_row")
        elif not any(self._binds(rule, row) for row in rows) and rule.applies_to is not None:
            yield Step("not_bound", parts={"condition": rule.applies_to})
        elif rule.in_force.since is None and rule.in_force.until is None:
            yield Step("no_window" if self._needs_window(rule.pattern) else "no_row",
                       parts={"per": self._needs_window(rule.pattern)})  # fmt: skip
        else:
            yield Step("not_in_force", parts={"force": rule.in_force})

    def _needs_window(self, pattern: Pattern) -> Window | None:
        return next((node.per for node in patterns.walk(pattern) if isinstance(node, RepeatedPer | FewerThan | Share | Mean)), None)

    def _unfound(self, rule: Rule, staff: str) -> Steps:
        told: dict[Any, Step] = {}
        try:
            for step in self.why(rule.pattern, staff):
                if self._matters(step):
                    key = (step.code, tuple(fact.id for fact in step.facts), repr(sorted(step.parts.items(), key=repr)))
                    told.setdefault(key, step)
            for match in self.matches(rule.pattern, staff, sure=False):
                if self.scene.period.contains(match.at):
                    told.setdefault(("outside", match.identity), Step("outside", match.facts, {}, _other(match, staff)))
        except CalendarError as lacking:
            if lacking.code != SHIFTS:
                raise
        steps = list(told.values())
        looked = [step for step in steps if step.code != "none"]
        yield from looked or steps or [Step("no_facts")]

    def _matters(self, step: Step) -> bool:
        """Return whether a step touches the period: a duty due or a fact within it."""
        instants = [fact.at for fact in step.facts] or [self.scene.period.start]
        due = step.parts.get("due")
        last = max([*instants, *([due] if isinstance(due, datetime) and due != FAR else [])])
        return last >= self.scene.period.start and min(instants) < self.scene.period.end

    def _is_deadline(self, pattern: Pattern, staff: str, match: Match) -> bool:
        """Return whether a match's instant is a deadline that passed."""
        node: Node = pattern  # type: ignore[assignment]
        match node:
            case NotFollowedBy():
                return True
            case AnyOf(of):
                inside = (one for one in of if self._holds(one, staff, match))
                return any(self._is_deadline(one, staff, match) for one in inside)
            case (
                During(first=first)
                | NotDuring(first=first)
                | Unless(first=first)
                | PrecededBy(first=first)
                | NotPrecededBy(first=first)
            ):
                return self._is_deadline(first, staff, match)
            case OfSubordinates(of):
                return match.subject is not None and self._is_deadline(of, match.subject.staff, match)
            case _:
                return False

    def _holds(self, pattern: Pattern, staff: str, match: Match) -> bool:
        return any(
            one.at == match.at and about(one) == about(match) for one in self.matches(pattern, staff, sure=False)
        )

    # --- what was looked at and not kept ----------------------------------------------------------------------------

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
            case PrecededBy(first, earlier):
                yield from self.why(first, staff)
                found = self.matches(earlier, staff, sure=False)
                for m in self.matches(first, staff, sure=False):
                    if not any(self._precedes(node, n, m) for n in found):
                        yield Step("not_preceded", m.facts, {"earlier": earlier}, _other(m, staff))
            case NotPrecededBy(first, earlier):
                yield from self.why(first, staff)
                found = self.matches(earlier, staff, sure=False)
                for m in self.matches(first, staff, sure=False):
                    for n in [n for n in found if self._precedes(node, n, m)][-1:]:
                        parts = {"earlier": earlier, "at": n.at, "by": n.facts}
                        yield Step("preceded", m.facts, parts, _other(m, staff))
            case During(first, span, same):
                yield from self.why(first, staff)
                spans = self.matches(span, staff, sure=False)
                for m in self.matches(first, staff, sure=False):
                    if not any(self._same(same, m, n) and holds(n, m) for n in spans):
                        yield Step("not_during", m.facts, {"span": span}, _other(m, staff))
            case NotDuring(first, span, same):
                yield from self.why(first, staff)
                spans = self.matches(span, staff, sure=False)
                for m in self.matches(first, staff, sure=False):
                    inside = [n for n in spans if self._same(same, m, n) and holds(n, m)]
                    if inside:
                        n = max(inside, key=until_of)
                        until = None if until_of(n) == FAR else until_of(n)
                        parts = {"span": span, "until": until, "by": n.facts}
                        yield Step("during", m.facts, parts, _other(m, staff))
            case Unless(first, excuse, same):
                yield from self.why(first, staff)
                excuses = self.matches(excuse, staff, sure=False)
                for m in self.matches(first, staff, sure=False):
                    for n in [n for n in excuses if self._same(same, m, n)][:1]:
                        parts = {"excuse": excuse, "at": n.at, "by": n.facts}
                        yield Step("excused", m.facts, parts, _other(m, staff))
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
        facts = [f for f in self.scene.timelines.of(staff) if type(f) is node.kind and self.scene.period.contains(f.at)]
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

    def _why_followed(self, node: FollowedBy, staff: str) -> Steps:
        answers = self.matches(node.then, staff, sure=False)
        kept = {about(m) for m in self.matches(node, staff, sure=False)}
        for m in self.matches(node.first, staff, sure=False):
            if about(m) in kept:
                continue
            answer = self._first(node.same, m, answers)
            parts = {"answer": node.then, "at": answer.at if answer else None, "due": self._due(node, m, staff, answer)}
            yield Step("followed_late" if answer else "not_followed", m.facts, parts, _other(m, staff))

    def _why_not_followed(self, node: NotFollowedBy, staff: str) -> Steps:
        answers = self.matches(node.then, staff, sure=False)
        for m in self.matches(node.first, staff, sure=False):
            if subject_of(m).at >= self.scene.period.end:
                continue
            answer = next((n for n in answers if self._same(node.same, m, n) and after(n, m)), None)
            due = self._due(node, m, staff, answer)
            parts = {"answer": node.then, "due": due, "at": answer.at if answer else None, "by": answer.facts if answer else ()}
            if due is None:
                yield Step("no_deadline", m.facts, {}, _other(m, staff))
            elif answer is not None and answer.at <= due:
                yield Step("in_time", m.facts, parts, _other(m, staff))
            elif due >= self.scene.as_of:
                yield Step("waiting", m.facts, parts, _other(m, staff))

    def _due(self, node: FollowedBy | NotFollowedBy, m: Match, staff: str, answer: Match | None) -> datetime | None:
        limit = self._deadline(node.limit, m)
        if limit is None:
            return None
        movers = () if node.moved_by is None else self.matches(node.moved_by, staff, sure=False)
        return self._moved(limit, m, node.same, movers, answer)[0]

    def _most_within(self, of: Pattern, staff: str, within: Duration, count: int) -> Step:
        found = [m for m in self.matches(of, staff, sure=False)]
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


def _aligned(certain: Iterable[Match], findings: list[Finding]) -> list[Finding | None]:
    """Return for each certain match its finding; None where the verdict has another evidence."""
    left = list(findings)
    found: list[Finding | None] = []
    for match in certain:
        one = next((one for one in left if one.evidence == match.evidence and one.at == match.at), None)
        if one is not None:
            left.remove(one)
        found.append(one)
    return found


def _other(match: Match, staff: str) -> str | None:
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
