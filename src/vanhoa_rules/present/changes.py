"""7 · What changes between two verdicts of one person: points, rating, words of rules, findings, and through which facts."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from importlib import import_module
from typing import Any

from attrs import field, frozen

from vanhoa_rules.canonical import plain
from vanhoa_rules.display import Drawn
from vanhoa_rules.errors import UsageError
from vanhoa_rules.patterns import Each, walk
from vanhoa_rules.present.inputs import Material, gather
from vanhoa_rules.present.writing import clean
from vanhoa_rules.scorecards import Bounds
from vanhoa_rules.verdicts import Finding, LineScore, Verdict
from vanhoa_rules.words import error

Interval = tuple[Fraction, Fraction | None, Fraction | None]


@frozen
class Moved:
    """Two values of one thing, before and after; None where it was not there."""

    before: Any
    after: Any

    def to_data(self) -> dict[str, Any]:
        """Return both values as plain data."""
        return {"before": _plain(self.before), "after": _plain(self.after)}


@frozen
class FindingChange:
    """A finding that was added (``before`` None), withdrawn (``after`` None) or whose points are others now."""

    rule: str
    before: Finding | None
    after: Finding | None

    @property
    def evidence(self) -> tuple[str, ...]:
        """The evidence of the finding, as it stands after where it does."""
        one = self.after or self.before
        return () if one is None else one.evidence

    def to_data(self) -> dict[str, Any]:
        """Return rule, evidence and points before and after."""
        return {
            "rule": self.rule,
            "evidence": list(self.evidence),
            "points": Moved(*(one and one.points for one in (self.before, self.after))).to_data(),
        }


@frozen
class RuleChange:
    """All that changes under one rule, and the changed facts through which it does.

    ``word`` None: the same word as before. ``pending`` and ``missing`` are evidence of duties and kinds, before and
    after, None where they are the same; ``relieved_by`` are the overriding rules whose relief is another now.
    """

    rule: str
    word: Moved | None
    findings: tuple[FindingChange, ...]
    pending: Moved | None
    missing: Moved | None
    through: tuple[str, ...]
    relieved_by: tuple[str, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """Return the change as JSON data."""
        return {
            "rule": self.rule,
            "word": self.word and self.word.to_data(),
            "findings": [one.to_data() for one in self.findings],
            "pending": self.pending and self.pending.to_data(),
            "missing": self.missing and self.missing.to_data(),
            "through": list(self.through),
            "relieved_by": list(self.relieved_by),
        }


@frozen(kw_only=True)
class Change(Drawn):
    """What changes from one verdict of a person to another; ``without`` and ``plus`` are the facts gone and new."""

    before: Verdict
    after: Verdict
    without: tuple[str, ...]
    plus: tuple[str, ...]
    total: Moved | None
    rating: Moved | None
    lines: Mapping[str, Moved]
    rules: tuple[RuleChange, ...]
    measures: Mapping[str, Moved] = field(factory=dict[str, Moved])
    grounds: Moved | None = None

    @property
    def staff(self) -> str:
        """The person."""
        return self.after.staff

    def __bool__(self) -> bool:
        return bool(self.total or self.rating or self.lines or self.rules or self.measures or self.grounds)

    def __str__(self) -> str:
        return self.text()

    def to_data(self) -> dict[str, Any]:
        """Return the change as JSON data: only what differs."""
        return {
            "staff": self.staff,
            "without": list(self.without),
            "plus": list(self.plus),
            "total": self.total and self.total.to_data(),
            "rating": self.rating and self.rating.to_data(),
            "lines": {name: one.to_data() for name, one in self.lines.items()},
            "rules": [one.to_data() for one in self.rules],
            **({"measures": {n: one.to_data() for n, one in self.measures.items()}} if self.measures else {}),
            **({"grounds": self.grounds.to_data()} if self.grounds else {}),
        }

    def text(self, *, lang: str = "vi", audience: str = "subject") -> str:
        """Return the change as plain text; the words are imported when they are asked for, as whatever draws is."""
        told: str = import_module("vanhoa_rules.present.changing").text(self, lang, audience)
        return told


def compare(
    before: Verdict,
    after: Verdict,
    *,
    without: Iterable[str] | None = None,
    plus: Iterable[str] | None = None,
) -> Change:
    """Return what changes from one verdict of a person to another, rule by rule, and through which facts.

    ``without`` and ``plus`` are the ids of the facts that went and came; left out, they are found from what both
    verdicts were judged from, or are empty where that was not kept. ``UsageError`` for verdicts of two people.
    """
    if before.staff != after.staff:
        raise error(UsageError, "change.staff", before=clean(before.staff), after=clean(after.staff))
    old, new = gather(before), gather(after)
    gone, come = _changed(old, new)
    gone = tuple(without) if without is not None else gone
    come = tuple(plus) if plus is not None else come
    return Change(
        before=before,
        after=after,
        without=gone,
        plus=come,
        total=_moved(_bounds(before.total), _bounds(after.total)),
        rating=_moved(before.rating, after.rating),
        lines={
            name: moved
            for name in dict.fromkeys((*before.lines, *after.lines))
            if (moved := _moved(_line(before.lines.get(name)), _line(after.lines.get(name))))
        },
        rules=tuple(_rules(old, new, (*gone, *come))),
        measures={n: Moved(*pair) for n, pair in moved_measures(before.beside, after.beside).items()},
        grounds=_moved(*(tuple(g["code"] for g in one.beside.get("grounds", ())) for one in (before, after))),
    )


def bounds(data: Mapping[str, str | None]) -> tuple[Fraction, Fraction | None]:
    """Return low and high of a measure's JSON data; None = without end."""
    low, high = data["low"], data["high"]
    return Fraction(low or 0), None if high is None else Fraction(high)


def moved_measures(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, tuple[tuple[Fraction, Fraction | None] | None, tuple[Fraction, Fraction | None] | None]]:
    """Return the measures that differ between what a sheet added to two verdicts, each before and after."""
    old, new = ({n: bounds(d) for n, d in of.get("measures", {}).items()} for of in (before, after))
    names = dict.fromkeys((*old, *new))
    return {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)}


def _rules(old: Material, new: Material, changed: tuple[str, ...]) -> Iterable[RuleChange]:
    before, after = old.verdict, new.verdict
    facts = {**old.facts, **new.facts}
    for name in dict.fromkeys((*before.outcomes, *after.outcomes)):
        word = _moved(before.outcomes.get(name), after.outcomes.get(name))
        findings = tuple(_findings(name, before, after))
        pending = _moved(_pending(before, name), _pending(after, name))
        missing = _moved(_missing(before, name), _missing(after, name))
        if word or findings or pending or missing:
            kinds = _kinds(new, name) | _kinds(old, name)
            used = {each for one in findings for each in one.evidence}
            through = tuple(
                each for each in changed if each in used or (each in facts and facts[each].kind in kinds)
            )
            yield RuleChange(name, word, findings, pending, missing, through, _relief(name, before, after))


def _findings(name: str, before: Verdict, after: Verdict) -> Iterable[FindingChange]:
    old = {(one.at, one.evidence): one for one in before.findings if one.rule == name}
    new = {(one.at, one.evidence): one for one in after.findings if one.rule == name}
    for key in dict.fromkeys((*old, *new)):
        one, other = old.get(key), new.get(key)
        if one is None or other is None or one.points != other.points:
            yield FindingChange(name, one, other)


def _relief(name: str, before: Verdict, after: Verdict) -> tuple[str, ...]:
    """Return the rules whose relief of a rule differs, in order."""
    old, new = (
        {(one.by, one.at, one.evidence, one.freed) for one in verdict.defeated if one.rule == name}
        for verdict in (before, after)
    )
    return tuple(sorted({by for by, *_ in old ^ new}))


def _pending(verdict: Verdict, name: str) -> tuple[Any, ...]:
    return tuple((one.evidence, one.due) for one in verdict.pending if one.rule == name)


def _missing(verdict: Verdict, name: str) -> tuple[Any, ...]:
    return next(((one.missing, one.evidence) for one in verdict.unknown if one.rule == name), ())


def _kinds(material: Material, name: str) -> frozenset[str]:
    rule = material.rule(name)
    if rule is None:
        return frozenset()
    return frozenset(node.kind.kind for node in walk(rule.pattern) if isinstance(node, Each))


def _changed(old: Material, new: Material) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids of the facts that only one of two judgements knew, or that say something else in the other."""
    if old.scene is None or new.scene is None:
        return (), ()
    was = {fact.id: fact for fact in old.scene.timelines.facts}
    now = {fact.id: fact for fact in new.scene.timelines.facts}
    gone = tuple(name for name, fact in was.items() if now.get(name) != fact)
    return gone, tuple(name for name, fact in now.items() if was.get(name) != fact)


def _moved(before: Any, after: Any) -> Moved | None:
    return None if before == after else Moved(before, after)


def _bounds(one: Bounds | None) -> Interval | None:
    return None if one is None else (one.low, one.recorded, one.high)


def _line(one: LineScore | None) -> Interval | None:
    return None if one is None else (one.low, one.recorded, one.high)


def _plain(value: Any) -> Any:
    match value:
        case Fraction():
            return plain(value)
        case tuple():
            return [_plain(one) for one in value]  # pyright: ignore[reportUnknownVariableType]
        case None | str():
            return value
        case _:
            return value.isoformat()
