"""3 · How matches stand to each other: order, subject, key, before and after."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import attrs

from vanhoa_rules.calendars import Period
from vanhoa_rules.engines.sight import MOMENT, NOTHING
from vanhoa_rules.facts import Fact, fields_of
from vanhoa_rules.findings import Match, Pending, in_order

FAR = datetime.max.replace(tzinfo=UTC)
ONE = Fraction(1)
DAY = timedelta(days=1)
Matches = tuple[Match, ...]


def in_time(found: Iterable[Match]) -> Matches:
    """Return matches in their order: (``at``, evidence)."""
    return tuple(sorted(found, key=lambda m: m.order))


def subject_of(m: Match | Pending) -> Fact:
    """Return the fact a match is about; a pattern that asks for one where there is none cannot be built."""
    if m.subject is None:  # a rule that asks for one here cannot be built
        raise AssertionError
    return m.subject


def about(m: Match) -> tuple[str, Any]:
    """Return what a match is about: its subject, or its window."""
    return ("window", m.window.start) if m.window is not None else ("fact", subject_of(m).id)


def members(found: Iterable[Match]) -> Matches:
    """Return one match a subject, the first: a run, a share and a mean have a fact as member once."""
    first: dict[tuple[str, Any], Match] = {}
    for m in found:
        first.setdefault(about(m), m)
    return tuple(first.values())


def key_of(same: str, m: Match | Pending) -> Any:
    """Return the value of the joining field of the subject, or None."""
    subject = subject_of(m)
    return getattr(subject, fields_of(type(subject))[same].attribute)


def after(n: Match, m: Match) -> bool:
    """Return whether n stands after m: later; at one instant facts of two kinds do, those of one kind by their ids.

    The fact that gave a match its instant is neither before nor after that match.
    """
    if n.at != m.at:
        return n.at > m.at
    if {fact.id for fact in n.acts if fact.at == m.at} & {fact.id for fact in m.acts}:
        return False
    one, other = subject_of(n), subject_of(m)
    return one.id > other.id if one.kind == other.kind else True


def until_of(n: Match) -> datetime:
    """Return the first instant that the subject no longer covers; open is FAR."""
    return getattr(subject_of(n), "until", None) or FAR


def holds(n: Match, m: Match | Pending) -> bool:
    """Return whether a span holds the instant of another match's subject."""
    return n.at <= subject_of(m).at < until_of(n)


def together(found: Sequence[Match]) -> Match:
    """Return several matches as one, at the last: all their evidence, measure 1."""
    facts = in_order(*(f for m in found for f in m.facts))
    acts = in_order(*(f for m in found for f in m.acts))
    missing = NOTHING.union(*(m.missing for m in found))
    return attrs.evolve(found[-1], facts=facts, acts=acts, measure=ONE, least=ONE, missing=missing)


def of_window(window: Period, facts: tuple[Fact, ...], measure: Fraction, missing: frozenset[str]) -> Match:
    """Return the match of a calendar window, at its last instant."""
    last = window.end - MOMENT
    return Match(last, facts, (), measure, measure, None, last, last, window, missing)
