"""7 · Why each rule says what it says of one person, as data: what was found, what was looked at, what removed it."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from attrs import define, frozen

from vanhoa_rules import patterns
from vanhoa_rules.calendars import Window
from vanhoa_rules.engines.reference.judging import SHIFTS
from vanhoa_rules.engines.reference.matching import FAR, about
from vanhoa_rules.findings import Match, Outcome, Scene
from vanhoa_rules.patterns import (
    AnyOf,
    During,
    FewerThan,
    Mean,
    Node,
    NotDuring,
    NotFollowedBy,
    NotPrecededBy,
    OfSubordinates,
    Pattern,
    PrecededBy,
    RepeatedPer,
    Share,
    Unless,
)
from vanhoa_rules.present.looking import Looker, Step, Steps, other_staff
from vanhoa_rules.rules import Rule
from vanhoa_rules.verdicts import Finding, Verdict

EXCUSES = frozenset({"during", "excused", "preceded"})


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
class Teller(Looker):
    """The reference over one scene that also tells what became of the matches it did not keep."""

    def reason(self, rule: Rule, verdict: Verdict) -> Reason:
        """Return why a rule says what it says of the person of a verdict."""
        staff, outcome = verdict.staff, self.outcome(rule, verdict.staff)
        if not outcome.applicable:
            steps = list(self._unbound(rule, staff))
        elif SHIFTS in outcome.missing:
            steps = [Step("shifts")]
        else:
            steps = [
                *self._found(rule, outcome, verdict),
                *self._open(rule, outcome, staff),
                *self._awaited(rule, outcome, staff),
                *self._unfound(rule, staff, excuses_only=outcome.word != "met"),
            ]
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
                other_staff(match, verdict.staff),
            )

    def _open(self, rule: Rule, outcome: Outcome, staff: str) -> Steps:
        period, coverage = self.scene.period, self.scene.coverage
        until, kinds = min(period.end, self.scene.as_of), sorted(outcome.missing)
        short = [kind for kind in kinds if coverage.covers(staff, kind, period.start, until)]
        if set(kinds) - set(short):
            yield Step("missing", parts={"kinds": tuple(kind for kind in kinds if kind not in short)})
        for kind in short:
            yield Step("missing_before", parts={"kinds": (kind,), "since": coverage.begins(staff, kind)})
        for match in outcome.doubtful:
            yield Step(
                "doubtful",
                match.facts,
                {"kinds": tuple(sorted(match.missing)), "at": match.at, "merit": rule.kind == "merit"},
                other_staff(match, staff),
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
        return next(
            (
                node.per
                for node in patterns.walk(pattern)
                if isinstance(node, RepeatedPer | FewerThan | Share | Mean)
            ),
            None,
        )

    def _unfound(self, rule: Rule, staff: str, *, excuses_only: bool) -> Steps:
        told: dict[Any, Step] = {}
        for step in self.why(rule.pattern, staff):
            if self._matters(step) and (step.code in EXCUSES or not excuses_only):
                key = (
                    step.code,
                    tuple(fact.id for fact in step.facts),
                    repr(sorted(step.parts.items(), key=repr)),
                )
                told.setdefault(key, step)
        for match in () if excuses_only else self.matches(rule.pattern, staff, sure=False):
            if self.scene.period.contains(match.at):
                step = Step("outside", match.facts, {}, other_staff(match, staff))
                told.setdefault(("outside", match.identity), step)
        steps = list(told.values())
        if excuses_only:
            yield from steps
            return
        looked = [step for step in steps if step.code != "none"]
        yield from looked or steps or [Step("no_facts")]

    def _matters(self, step: Step) -> bool:
        """Return whether a step touches the period: a duty due or a fact within it."""
        instants = [fact.at for fact in step.facts] or [self.scene.period.start]
        due: Any = step.parts.get("due")
        last = max(instants)
        if due is not None and due != FAR:
            last = max(last, due)
        return bool(last >= self.scene.period.start and min(instants) < self.scene.period.end)

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
            one.at == match.at and about(one) == about(match)
            for one in self.matches(pattern, staff, sure=False)
        )


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
