"""8 · What one fact, or the passing of time, changed in what is said of a person."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from attrs import frozen

from vanhoa_rules.errors import Problem, Text
from vanhoa_rules.findings import Outcome
from vanhoa_rules.rules import Rule
from vanhoa_rules.verdicts import Waiting
from vanhoa_rules.words import say

KINDS = (
    "problem",
    "pending_expired",
    "pending_answered",
    "pending_moved",
    "pending",
    "finding_withdrawn",
    "finding",
    "unknown",
    "known",
    "rating",
)

Anew = tuple[Rule, Outcome, Outcome]
"""A rule, what it said of a person, and what it says now."""
Standing = tuple[str | None, ...]


@frozen(kw_only=True)
class Change:
    """One change: its ``kind`` (of ``KINDS``), whose, the time it came about, the rule and the evidence.

    ``due`` is the deadline of what is, was or came to be pending. A ``rating`` says the total and the rating (low,
    recorded, high) ``before`` and ``after``; a ``problem`` says its code in ``rule``.
    """

    kind: str
    staff: str
    at: datetime
    rule: str | None = None
    evidence: tuple[str, ...] = ()
    due: datetime | None = None
    before: tuple[str | None, ...] = ()
    after: tuple[str | None, ...] = ()

    @property
    def message(self) -> Text:
        """One sentence for people."""
        none = {"vi": say("live.none", "vi"), "en": say("live.none", "en")}
        parts = {
            "rule": self.rule,
            "before": " – ".join(one or "–" for one in self.before),
            "after": " – ".join(one or "–" for one in self.after),
        }
        due = None if self.due is None else f"{self.due:%d/%m/%Y}"
        code = f"live.word.{self.kind}"
        return Text(*(say(code, lang, due=due or none[lang], **parts) for lang in ("vi", "en")))

    def to_data(self) -> dict[str, Any]:
        """Return the change as JSON data."""
        return {
            "kind": self.kind,
            "staff": self.staff,
            "at": self.at.isoformat(),
            "rule": self.rule,
            "evidence": list(self.evidence),
            "due": self.due and self.due.isoformat(),
            "before": list(self.before),
            "after": list(self.after),
        }


def changes(
    staff: str, anew: Sequence[Anew], before: Standing, after: Standing, at: datetime
) -> Iterator[Change]:
    """Yield what another outcome of some rules and another standing say, in the order of ``KINDS``."""
    yield from _waiting(staff, anew, at)
    old = {(rule.id, m.at, m.evidence): None for rule, was, _ in anew for m in was.certain}
    new = {(rule.id, m.at, m.evidence): None for rule, _, now in anew for m in now.certain}
    for kind, mine, other in (("finding_withdrawn", old, new), ("finding", new, old)):
        for key in mine:
            if key not in other:
                yield Change(kind=kind, staff=staff, at=at, rule=key[0], evidence=key[2])
    for rule, was, now in anew:
        if _is_unknown(now) and not _is_unknown(was):
            evidence = tuple(dict.fromkeys(name for m in now.doubtful for name in m.evidence))
            yield Change(
                kind="unknown", staff=staff, at=at, rule=rule.id, evidence=evidence, after=_missing(now)
            )
    for rule, was, now in anew:
        if _is_unknown(was) and not _is_unknown(now):
            yield Change(kind="known", staff=staff, at=at, rule=rule.id, before=_missing(was))
    if before != after:
        yield Change(kind="rating", staff=staff, at=at, before=before, after=after)


def problem_change(problem: Problem, staff: str, at: datetime) -> Change:
    """Return the change that a fact on record came not to be judged."""
    return Change(kind="problem", staff=staff, at=at, rule=problem.code, evidence=())


def _is_unknown(outcome: Outcome) -> bool:
    return bool(outcome.missing or outcome.doubtful)


def _missing(outcome: Outcome) -> tuple[str, ...]:
    return tuple(sorted(outcome.missing.union(*(m.missing for m in outcome.doubtful))))


def _pending(rule: Rule, outcome: Outcome) -> list[Waiting]:
    """Return what is pending in the order in which a verdict says it."""
    dated = sorted((p for p in outcome.pending if p.due is not None), key=lambda p: (p.due, p.evidence))
    open_ended = sorted((p for p in outcome.pending if p.due is None), key=lambda p: p.evidence)
    return [Waiting(rule.id, p.due, p.evidence) for p in (*dated, *open_ended)]


def _waiting(staff: str, anew: Sequence[Anew], at: datetime) -> Iterator[Change]:
    before = [one for rule, was, _ in anew for one in _pending(rule, was)]
    after = [one for rule, _, now in anew for one in _pending(rule, now)]
    if not before and not after:
        return
    still = set(after) & set(before)
    gone = [one for one in before if one not in still]
    come = [one for one in after if one not in still]
    moved: list[tuple[Waiting, Waiting]] = []
    for one in tuple(gone):
        other = next((c for c in come if c.rule == one.rule and _share(c, one)), None)
        if other is not None:
            gone.remove(one)
            come.remove(other)
            moved.append((one, other))
    for kind in ("pending_expired", "pending_answered"):
        for one in gone:
            if (kind == "pending_expired") == (one.due is not None and one.due < at):
                yield _of(kind, staff, at, one)
    for _, one in moved:
        yield _of("pending_moved", staff, at, one)
    for one in come:
        yield _of("pending", staff, at, one)


def _share(one: Waiting, other: Waiting) -> bool:
    """Return whether one is the other with its deadline moved: one's evidence holds all of the other's."""
    mine, theirs = set(one.evidence), set(other.evidence)
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)


def _of(kind: str, staff: str, at: datetime, one: Waiting) -> Change:
    return Change(kind=kind, staff=staff, at=at, rule=one.rule, evidence=one.evidence, due=one.due)
