"""6 · The answer: one person's verdict as pure data, and the mapping of many verdicts with the problems of the input."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from importlib import import_module
from typing import Any

from attrs import evolve, field, frozen

from vanhoa_rules.calendars import Period
from vanhoa_rules.canonical import dumps, plain
from vanhoa_rules.display import Drawn
from vanhoa_rules.errors import Problem, Text, UsageError
from vanhoa_rules.findings import Match, Outcome
from vanhoa_rules.rules import Citation, Criterion, Rulebook
from vanhoa_rules.scorecards import Bounds, Evaluated, Scorecard, Scores
from vanhoa_rules.words import error, near


@frozen
class Finding:
    """A certain match: the rule, when, on what evidence, and the points it took on a line (negative = a deduction)."""

    rule: str
    criterion: str
    kind: str
    at: datetime
    evidence: tuple[str, ...]
    line: str | None
    points: Fraction
    basis: tuple[Citation, ...]
    measure: Fraction


@frozen
class Defeated:
    """A match relieved of ``freed`` points by a match of the rule ``by`` on the same act."""

    rule: str
    at: datetime
    evidence: tuple[str, ...]
    by: str
    freed: Fraction


@frozen
class Waiting:
    """A duty whose deadline has not passed; ``due`` is None beyond the calendar."""

    rule: str
    due: datetime | None
    evidence: tuple[str, ...]


@frozen
class Unknown:
    """What a rule cannot say: the kinds that are missing and the evidence of each match that is only possible."""

    rule: str
    missing: tuple[str, ...]
    evidence: tuple[tuple[str, ...], ...]


@frozen
class Referred:
    """A finding handed to the competent authority: a suggestion to people, never a result."""

    rule: str
    to: Text
    why: Text
    line: str | None
    evidence: tuple[str, ...]


@frozen
class LineScore:
    """A line's points: low, recorded, high and the maximum."""

    low: Fraction
    recorded: Fraction | None
    high: Fraction | None
    max: Fraction


@frozen
class CriterionResult:
    """What the rules of a criterion say, one word a rule, and its points where the sheet has a line for it."""

    score: LineScore | None
    outcomes: Mapping[str, str]


@frozen(kw_only=True)
class Verdict(Drawn):
    """One person's verdict: pure data; equal inputs give equal bytes.

    On a computed sheet ``total`` is None where nothing counts, a rating None where nothing is on record, and ``beside``
    is the JSON data that the sheet adds (reading, measures, parts, grounds, without_effect, notices).

    ``rating`` is (low, recorded, high); ``inputs`` is what it was judged from, for explanations, and is not written.
    """

    staff: str
    period: Period
    as_of: datetime
    known_at: datetime
    total: Bounds | None
    rating: tuple[str | None, str | None, str | None]
    lines: Mapping[str, LineScore]
    criteria: Mapping[str, CriterionResult]
    findings: tuple[Finding, ...]
    defeated: tuple[Defeated, ...]
    pending: tuple[Waiting, ...]
    unknown: tuple[Unknown, ...]
    referrals: tuple[Referred, ...]
    receipt: Mapping[str, Any]
    beside: Mapping[str, Any] = field(factory=dict[str, Any])
    inputs: Any = field(default=None, repr=False, eq=False)

    @property
    def outcomes(self) -> dict[str, str]:
        """The one word of each rule, by rule id."""
        return {rule: word for one in self.criteria.values() for rule, word in one.outcomes.items()}

    @property
    def certain(self) -> bool:
        """Whether the unseen leaves the rating as it is."""
        return self.rating[0] == self.rating[2]

    def to_data(self) -> dict[str, Any]:
        """Return the verdict as JSON data, keys in the published order."""
        return {
            "staff": self.staff,
            "period": {"start": self.period.start.isoformat(), "end": self.period.end.isoformat()},
            "as_of": self.as_of.isoformat(),
            "known_at": self.known_at.isoformat(),
            "total": _bounds(self.total),
            "rating": dict(zip(("low", "recorded", "high"), self.rating, strict=True)),
            "lines": {name: _line(line) for name, line in self.lines.items()},
            "criteria": {
                name: {**_line(one.score), "outcomes": dict(one.outcomes)}
                for name, one in self.criteria.items()
            },
            "findings": [_finding(one) for one in self.findings],
            "defeated": [
                {
                    "rule": d.rule,
                    "at": d.at.isoformat(),
                    "evidence": list(d.evidence),
                    "by": d.by,
                    "freed": plain(d.freed),
                }
                for d in self.defeated
            ],
            "pending": [
                {"rule": p.rule, "due": p.due and p.due.isoformat(), "evidence": list(p.evidence)}
                for p in self.pending
            ],
            "unknown": [
                {"rule": u.rule, "missing": list(u.missing), "evidence": [list(e) for e in u.evidence]}
                for u in self.unknown
            ],
            "referrals": [
                {
                    "rule": r.rule,
                    "to": _text(r.to),
                    "why": _text(r.why),
                    "line": r.line,
                    "evidence": list(r.evidence),
                }
                for r in self.referrals
            ],
            **self.beside,
            "receipt": dict(self.receipt),
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the verdict as JSON text."""
        return dumps(self.to_data(), indent=indent, sort=False)


class Problems(tuple[Problem, ...], Drawn):
    """The problems of an input: a tuple that a notebook shows as a table."""

    __slots__ = ()


@frozen(eq=False, repr=False)
class Verdicts(Mapping[str, Verdict], Drawn):
    """Verdicts by staff number, in roster order, with the ``problems`` of the input; keeps its inputs for explanations."""

    _found: Mapping[str, Verdict]
    problems: tuple[Problem, ...] = ()
    inputs: Any = field(default=None)
    quota: tuple[Mapping[str, Any], ...] | None = None
    evaluated: Mapping[str, Any] = field(factory=dict[str, Any])

    def __getitem__(self, staff: str) -> Verdict:
        if staff not in self._found:
            raise error(UsageError, "verdicts.staff", staff=staff, near=near(str(staff), self._found))
        return self._found[staff]

    def get(self, staff: str, default: Any = None) -> Any:
        """Return the verdict of a person, or ``default``."""
        return self._found.get(staff, default)

    def __contains__(self, staff: object) -> bool:
        return staff in self._found

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __repr__(self) -> str:
        return f"<Verdicts of {len(self)} people, {len(self.problems)} problems>"

    def to_frame(self, like: Any = None) -> Any:
        """Return one row a person as a table of the library that ``like`` is of or names; None is Arrow."""
        return import_module("vanhoa_rules.exchange.frames").verdicts_frame(self, like)

    def findings_frame(self, like: Any = None) -> Any:
        """Return one row a finding, its evidence as a list, as a table of the library that ``like`` is of or names."""
        return import_module("vanhoa_rules.exchange.frames").findings_frame(self, like)

    def to_data(self) -> dict[str, Any]:
        """Return the verdicts and the problems of the input as JSON data."""
        return {
            "verdicts": [one.to_data() for one in self.values()],
            "problems": [problem_data(one) for one in self.problems],
            **({} if self.quota is None else {"quota": [dict(one) for one in self.quota]}),
        }

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the verdicts and problems as JSON text."""
        return dumps(self.to_data(), indent=indent, sort=False)


def problem_data(problem: Problem) -> dict[str, Any]:
    """Return a problem as JSON data."""
    return {
        "file": problem.file,
        "row": problem.row,
        "field": problem.field,
        "value": problem.value,
        "code": problem.code,
        "message": _text(problem.message),
        "remedy": _text(problem.remedy),
    }


@frozen
class Asked:
    """What was asked of the engine, for the verdict's head and receipt."""

    period: Period
    as_of: datetime
    known_at: datetime
    receipt: Mapping[str, Any]
    inputs: Any = field(default=None, repr=False, eq=False)


def verdict(
    staff: str,
    asked: Asked,
    rulebook: Rulebook,
    scorecard: Scorecard,
    outcomes: tuple[Outcome, ...],
    scores: Scores,
) -> Verdict:
    """Return the verdict that outcomes and scores amount to."""
    rules = {rule.id: rule for rule in rulebook}
    maximum = {line.id: line.maximum for line in scorecard.lines}
    lines = {name: LineScore(b.low, b.recorded, b.high, maximum[name]) for name, b in scores.lines.items()}
    words = {one.rule: one.word for one in outcomes}
    criteria = {
        c.value: CriterionResult(
            lines.get(c.value), {r.id: words[r.id] for r in rulebook if r.criterion is c}
        )
        for c in Criterion
        if c.value in lines or any(r.criterion is c for r in rulebook)
    }
    return Verdict(
        staff=staff,
        period=asked.period,
        as_of=asked.as_of,
        known_at=asked.known_at,
        total=scores.total,
        rating=scores.ratings,
        lines=lines,
        criteria=criteria,
        findings=tuple(
            Finding(
                c.rule,
                rules[c.rule].criterion.value,
                rules[c.rule].kind,
                c.match.at,
                c.match.evidence,
                c.line,
                c.points,
                rules[c.rule].basis,
                c.match.measure,
            )
            for c in scores.costs
        ),
        defeated=tuple(Defeated(d.rule, d.match.at, d.match.evidence, d.by, d.freed) for d in scores.defeats),
        pending=tuple(
            Waiting(one.rule, p.due, p.evidence)
            for one in outcomes
            for p in sorted(one.pending, key=lambda p: (p.due is None, p.due or asked.as_of, p.evidence))
        ),
        unknown=tuple(
            Unknown(one.rule, *_doubt(one.missing, one.doubtful))
            for one in outcomes
            if one.missing or one.doubtful
        ),
        referrals=tuple(
            Referred(r.rule, r.refer.to, r.refer.why, r.refer.line, r.match.evidence)
            for r in scores.referrals
        ),
        receipt=asked.receipt,
        inputs=asked.inputs,
    )


def _doubt(
    missing: frozenset[str], doubtful: tuple[Match, ...]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    kinds = missing.union(*(match.missing for match in doubtful))
    return tuple(sorted(kinds)), tuple(dict.fromkeys(match.evidence for match in doubtful))


def with_computed(one: Verdict, name: str, found: Evaluated) -> Verdict:
    """Return a verdict whose lines, total and rating are those the computed sheet ``name`` gives.

    Findings only speak beside them; kinds not covered are unknown, and suggestions are handed on, under its name.
    """
    referred: dict[str, tuple[str, ...]] = {}
    for each in one.referrals:
        if each.line is not None:
            referred[each.line] = tuple(dict.fromkeys((*referred.get(each.line, ()), *each.evidence)))
    told = found.beside(referred)
    lines = {
        line: LineScore(b.low, b.recorded, b.high, one.lines[line].max)
        for line, b in told.lines.items()
        if line in one.lines
    }
    total = told.total and Bounds(told.total.low, told.total.recorded, told.total.high)
    unseen = (Unknown(name, tuple(sorted(told.missing)), ()),) if told.missing else ()
    suggested = (
        Referred(each.basis.source, each.to, each.why, None, each.evidence) for each in told.suggestions
    )
    return evolve(
        one,
        lines=lines,
        total=total,
        rating=told.ratings,
        beside=told.to_parts(),
        unknown=(*one.unknown, *unseen),
        referrals=(*one.referrals, *suggested),
    )


def _said(value: Fraction | None) -> str | None:
    return None if value is None else plain(value)


def _bounds(bounds: Bounds | LineScore | None) -> dict[str, str | None]:
    if bounds is None:
        return {"low": None, "recorded": None, "high": None}
    return {"low": plain(bounds.low), "recorded": _said(bounds.recorded), "high": _said(bounds.high)}


def _line(line: LineScore | None) -> dict[str, str | None]:
    return {**_bounds(line), "max": None if line is None else plain(line.max)}


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "criterion": one.criterion,
        "kind": one.kind,
        "at": one.at.isoformat(),
        "evidence": list(one.evidence),
        "line": one.line,
        "points": plain(one.points),
        "basis": [citation.to_data() for citation in one.basis],
    }


def _text(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}
