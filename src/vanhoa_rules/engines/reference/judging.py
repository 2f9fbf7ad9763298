"""3 · What a rule asks of a match: the period, days in force, whom it binds; and what is pending."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from attrs import define, field

from vanhoa_rules import conditions
from vanhoa_rules.calendars import Period
from vanhoa_rules.conditions import Context
from vanhoa_rules.engines.reference.matching import (
    FAR,
    after,
    holds,
    in_time,
    subject_of,
)
from vanhoa_rules.engines.reference.nodes import Nodes
from vanhoa_rules.engines.sight import MOMENT, Span
from vanhoa_rules.errors import CalendarError
from vanhoa_rules.facts import Person
from vanhoa_rules.findings import Match, Outcome, Pending, in_order
from vanhoa_rules.patterns import (
    AnyOf,
    During,
    FewerThan,
    Mean,
    Node,
    NotDuring,
    NotFollowedBy,
    OfSubordinates,
    Pattern,
    RepeatedPer,
    Share,
    Unless,
    is_windowed,
    needs_hours,
)
from vanhoa_rules.rules import Rule, Rulebook

SHIFTS = "calendar.shifts"


@define(eq=False)
class Reference(Nodes):
    """The reference engine over one scene: it defines the meaning; every other engine must agree with it."""

    _kept: list[Pattern] = field(factory=list[Pattern], init=False)

    def judge(self, rulebook: Rulebook, staff: str) -> tuple[Outcome, ...]:
        """Return one outcome a rule, in the order of the rulebook, for one person of the roster."""
        return tuple(self.outcome(rule, staff) for rule in rulebook)

    def outcome(self, rule: Rule, staff: str) -> Outcome:
        """Return what one rule says of one person."""
        spans = self._applies(rule, staff)
        if not spans:
            return Outcome(rule.id, rule.kind, applicable=False)
        self._kept.append(rule.pattern)
        try:
            if not self._reaches(rule, staff, spans):
                return Outcome(rule.id, rule.kind, applicable=False)
            if self.scene.calendar.shifts is None and needs_hours(rule.pattern):
                return Outcome(rule.id, rule.kind, missing=frozenset({SHIFTS}))
            certain = [
                m
                for m in self.matches(rule.pattern, staff, sure=True)
                if self._counts(rule, staff, m, sure=True)
            ]
            possible = [
                m
                for m in self.matches(rule.pattern, staff, sure=False)
                if self._counts(rule, staff, m, sure=False)
            ]
            pending = [p for p in self.pending(rule.pattern, staff) if self._waits(rule, staff, p)]
            floor = None if rule.in_force.since is None else self.scene.calendar.start_of(rule.in_force.since)
            unseen = [self.sight.unseen(rule.pattern, staff, Span(start, end, floor)) for start, end in spans]
        except CalendarError as lacking:
            if lacking.code != SHIFTS:
                raise
            return Outcome(rule.id, rule.kind, missing=frozenset({SHIFTS}))
        missing = frozenset[str]().union(self._adrift(rule.pattern, staff), *unseen)
        return Outcome(rule.id, rule.kind, True, in_time(certain), in_time(possible), tuple(pending), missing)

    def pending(self, pattern: Pattern, staff: str) -> list[Pending]:
        """Return the duties of a pattern whose deadline has not passed, and its windows that are not complete."""
        node: Node = pattern  # type: ignore[assignment]
        match node:
            case AnyOf(of):
                found = [p for part in of for p in self.pending(part, staff)]
                return list({(p.evidence, p.due, p.window and p.window.start): p for p in found}.values())
            case NotFollowedBy():
                return self._pending_answer(node, staff)
            case During(first, span, same):
                spans = self.matches(span, staff, sure=False)
                return [
                    p
                    for p in self.pending(first, staff)
                    if any(self._same(same, p, n) and holds(n, p) for n in spans)
                ]
            case NotDuring(first, span, same):
                spans = self._placed(span, staff, sure=True)
                return [
                    p
                    for p in self.pending(first, staff)
                    if not any(self._same(same, p, n) and holds(n, p) for n in spans)
                ]
            case Unless(first, excuse, same):
                excuses = self.matches(excuse, staff, sure=True)
                return [
                    p for p in self.pending(first, staff) if not any(self._same(same, p, n) for n in excuses)
                ]
            case OfSubordinates(of):
                everyone = self.scene.roster.ever_reports(staff, date.min, date.max)
                return [
                    p
                    for one in everyone
                    for p in self.pending(of, one)
                    if any(
                        row and row.reports_to == staff
                        for row in self._rows(one, self._when(p), self._when(p))
                    )
                ]
            case RepeatedPer(per=per) | Share(per=per) | Mean(per=per):
                return [Pending(window.end - MOMENT, (), None, window) for window in self._incomplete(per)]
            case FewerThan(count, of, per):
                certain = self._placed(of, staff, sure=True)
                return [
                    Pending(w.end - MOMENT, (), None, w)
                    for w in self._incomplete(per)
                    if sum(w.contains(m.at) for m in certain) < count
                ]
            case _:
                return []

    def _pending_answer(self, node: NotFollowedBy, staff: str) -> list[Pending]:
        answers = self._placed(node.then, staff, sure=True)
        movers = () if node.moved_by is None else self._placed(node.moved_by, staff, sure=True)
        found: list[Pending] = []
        for m in self.matches(node.first, staff, sure=False):
            limit = self._deadline(node.limit, m)
            if limit is None or subject_of(m).at >= self.scene.period.end:
                continue
            answer = next((n for n in answers if self._same(node.same, m, n) and after(n, m)), None)
            due, moved = self._moved(limit, m, node.same, movers, answer)
            if due >= self.scene.as_of and answer is None:
                found.append(Pending(None if due == FAR else due, in_order(*m.facts, *moved), m.subject))
        return found

    def _applies(self, rule: Rule, staff: str) -> list[tuple[datetime, datetime]]:
        """Return the spans of the period on which the person's roster rows satisfy ``applies_to``."""
        period, calendar = self.scene.period, self.scene.calendar
        spans: list[tuple[datetime, datetime]] = []
        for row in self.scene.roster.rows(staff):
            if not self._binds(rule, row):
                continue
            start = period.start if row.since is None else max(period.start, calendar.start_of(row.since))
            end = (
                period.end if row.until is None else min(period.end, calendar.end_of_day(row.until) + MOMENT)
            )
            if start >= end:
                continue
            if spans and spans[-1][1] == start:
                start = spans.pop()[0]
            spans.append((start, end))
        if not is_windowed(rule.pattern):
            return spans
        return (
            spans if any(self._judged(rule, staff, window) for window in self._windows(rule.pattern)) else []
        )

    def _reaches(self, rule: Rule, staff: str, spans: Sequence[tuple[datetime, datetime]]) -> bool:
        """Return whether a duty that the rule governs could have arisen in time for a match in the period."""
        force, calendar = rule.in_force, self.scene.calendar
        if force.since is None and force.until is None:
            return True
        if is_windowed(rule.pattern):
            return any(self._in_force(rule, window) for window in self._windows(rule.pattern))
        if force.since is not None and force.since > calendar.day(spans[-1][1] - MOMENT):
            return False
        if force.until is None:
            return True
        first = self.sight.duty_from(rule.pattern, staff, spans[0][0])
        if first is None:
            first = self.sight.begins(rule.pattern, staff)
            if first is None:
                return True
        return force.until >= calendar.day(first)

    def _counts(self, rule: Rule, staff: str, m: Match, *, sure: bool) -> bool:
        period, day = self.scene.period, self.scene.calendar.day
        if m.window is not None:
            return self._in_force(rule, m.window) and self._judged(rule, staff, m.window)
        lo, hi = (m.lo, m.hi) if sure else (max(m.lo, period.start), min(m.hi, period.end - MOMENT))
        if lo > hi or not period.contains(lo) or not period.contains(hi):
            return False
        quantify = all if sure else any
        force = rule.in_force
        if m.drifts and not sure:
            held = (force.since is None or force.since <= day(hi)) and (
                force.until is None or day(lo) <= force.until
            )
        else:
            held = all(force.holds(day(at)) for at in ((lo, hi) if m.drifts else (subject_of(m).at,)))
        return held and quantify(self._binds(rule, row) for row in self._rows(staff, lo, hi))

    def _waits(self, rule: Rule, staff: str, p: Pending) -> bool:
        if p.window is not None:
            return self._in_force(rule, p.window) and self._judged(rule, staff, p.window)
        when = self._when(p)
        return rule.in_force.holds(self.scene.calendar.day(subject_of(p).at)) and all(
            self._binds(rule, row) for row in self._rows(staff, when, when)
        )

    def _binds(self, rule: Rule, row: Person | None) -> bool:
        if row is None:
            return False
        return (
            rule.applies_to is None or conditions.value(rule.applies_to, Context(None, lambda _: row)) is True
        )

    def _judged(self, rule: Rule, staff: str, window: Period) -> bool:
        return all(self._binds(rule, row) for row in self._rows(staff, window.start, window.end - MOMENT))

    def _in_force(self, rule: Rule, window: Period) -> bool:
        day = self.scene.calendar.day
        return rule.in_force.holds(day(window.start)) and rule.in_force.holds(day(window.end - MOMENT))

    def _windows(self, pattern: Pattern) -> Iterable[Period]:
        match pattern:
            case RepeatedPer(per=per) | FewerThan(per=per) | Share(per=per) | Mean(per=per):
                yield from self.scene.calendar.windows(per, self.scene.period)
            case AnyOf(of):
                for part in of:
                    yield from self._windows(part)
            case Unless(first=inner) | OfSubordinates(of=inner):
                yield from self._windows(inner)
            case _:
                return
