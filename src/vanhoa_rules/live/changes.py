"""8 · What one fact, or the passing of time, changed in what is said of a person."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from attrs import frozen

from vanhoa_rules.canonical import plain
from vanhoa_rules.errors import Problem, Text
from vanhoa_rules.verdicts import Unknown, Verdict, Waiting
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


def changes(before: Verdict, after: Verdict, at: datetime) -> Iterator[Change]:
    """Yield what differs between two verdicts of one person, in the order of ``KINDS``."""
    staff = after.staff
    yield from _waiting(before, after, at)
    old = {(one.rule, one.at, one.evidence): one for one in before.findings}
    new = {(one.rule, one.at, one.evidence): one for one in after.findings}
    for kind, mine, other in (("finding_withdrawn", old, new), ("finding", new, old)):
        for key, one in mine.items():
            if key not in other:
                yield Change(kind=kind, staff=staff, at=at, rule=one.rule, evidence=one.evidence)
    was, now = _unknown(before), _unknown(after)
    for rule, doubt in now.items():
        if rule not in was:
            evidence = tuple(dict.fromkeys(name for ids in doubt.evidence for name in ids))
            yield Change(
                kind="unknown", staff=staff, at=at, rule=rule, evidence=evidence, after=doubt.missing
            )
    for rule, doubt in was.items():
        if rule not in now:
            yield Change(kind="known", staff=staff, at=at, rule=rule, before=doubt.missing)
    if _standing(before) != _standing(after):
        yield Change(kind="rating", staff=staff, at=at, before=_standing(before), after=_standing(after))


def problem_change(problem: Problem, staff: str, at: datetime) -> Change:
    """Return the change that a fact on record came not to be judged."""
    return Change(kind="problem", staff=staff, at=at, rule=problem.code, evidence=())


def _unknown(verdict: Verdict) -> dict[str, Unknown]:
    return {one.rule: one for one in verdict.unknown}


def _standing(verdict: Verdict) -> tuple[str | None, ...]:
    total = verdict.total
    ends = () if total is None else (total.low, total.recorded, total.high)
    return (*(None if one is None else plain(one) for one in ends), *verdict.rating)


def _waiting(before: Verdict, after: Verdict, at: datetime) -> Iterator[Change]:
    still = set(after.pending) & set(before.pending)
    gone = [one for one in before.pending if one not in still]
    come = [one for one in after.pending if one not in still]
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
                yield _of(kind, after.staff, at, one)
    for _, one in moved:
        yield _of("pending_moved", after.staff, at, one)
    for one in come:
        yield _of("pending", after.staff, at, one)


def _share(one: Waiting, other: Waiting) -> bool:
    """Return whether one is the other with its deadline moved: one's evidence holds all of the other's."""
    mine, theirs = set(one.evidence), set(other.evidence)
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)


def _of(kind: str, staff: str, at: datetime, one: Waiting) -> Change:
    return Change(kind=kind, staff=staff, at=at, rule=one.rule, evidence=one.evidence, due=one.due)
