"""2 · A norm: what is asked, which text asks it, of whom and from when. A norm has no points."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any

import attrs
from attrs import field, frozen

from vanhoa_rules import conditions, patterns
from vanhoa_rules.canonical import digest
from vanhoa_rules.conditions import Expr, check_condition
from vanhoa_rules.display import Drawn
from vanhoa_rules.errors import RuleError, Text, as_text
from vanhoa_rules.facts import STANDARD, Vocabulary
from vanhoa_rules.patterns import Each, Pattern, walk
from vanhoa_rules.words import error, near

CERTAINTIES = ("read", "second-hand", "draft", "recalled", "proposal")


class Criterion(Enum):
    """The six words asked of public servants; which duty belongs to which is a proposal of this library."""

    THAN_THIEN = "than-thien"
    TAN_TUY = "tan-tuy"
    TRACH_NHIEM = "trach-nhiem"
    KY_LUAT = "ky-luat"
    KY_CUONG = "ky-cuong"
    LIEM_CHINH = "liem-chinh"


@frozen
class Citation:
    """The text a rule rests on: its key, the article, the clause of the source article, and how sure the reading is."""

    source: str
    article: str | None = None
    clause: str | None = None
    certainty: str = field(default="read", validator=attrs.validators.in_(CERTAINTIES))
    note: Text | None = field(default=None, converter=attrs.converters.optional(as_text))

    def to_data(self) -> dict[str, Any]:
        """Return the citation as plain data, empty parts left out."""
        note = {"note": {"vi": self.note.vi, "en": self.note.en}} if self.note else {}
        found = {
            "source": self.source,
            "article": self.article,
            "clause": self.clause,
            "certainty": self.certainty,
            **note,
        }
        return {name: item for name, item in found.items() if item is not None}


@frozen
class Force:
    """The days on which a rule is in force, both included; None is open."""

    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Return whether the rule is in force on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def _force(value: "Force | tuple[date | None, date | None] | None") -> Force:
    if isinstance(value, Force):
        return value
    since, until = value or (None, None)
    if since and until and until < since:
        raise error(RuleError, "rule.force", since=since, until=until)
    return Force(since, until)


def _citations(value: Iterable[Citation]) -> tuple[Citation, ...]:
    return tuple(value)


def _names(value: Iterable[str]) -> tuple[str, ...]:
    return tuple(value)


@frozen(kw_only=True)
class Rule(Drawn):
    """One norm: exactly one of ``breach`` and ``merit``, its basis in law, its days in force and whom it binds.

    ``applies_to`` is a condition on ``person``; ``overrides`` names rules whose matches on the same act this one
    relieves. Raises ``RuleError`` where the rule cannot be built.
    """

    id: str
    title: Text = field(converter=as_text)
    criterion: Criterion = field(converter=Criterion)
    breach: Pattern | None = None
    merit: Pattern | None = None
    basis: tuple[Citation, ...] = field(default=(), converter=_citations)
    in_force: Force = field(default=Force(), converter=_force)
    applies_to: Expr | None = None
    overrides: tuple[str, ...] = field(default=(), converter=_names)

    def __attrs_post_init__(self) -> None:
        if (self.breach is None) == (self.merit is None):
            raise error(RuleError, "rule.breach_or_merit", rule=self.id)
        if not isinstance(self.pattern, Pattern):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise error(RuleError, "pattern.not_pattern", value=repr(self.pattern))
        if isinstance(self.pattern, patterns.ByAnyone):
            raise error(RuleError, "pattern.by_anyone", pattern=repr(self.pattern))
        if self.applies_to is not None:
            check_condition(self.applies_to, (), on_fact=False)

    @property
    def pattern(self) -> Pattern:
        """What the rule looks for, breach or merit."""
        return self.breach if self.breach is not None else self.merit  # type: ignore[return-value]

    @property
    def kind(self) -> str:
        """``breach`` or ``merit``."""
        return "breach" if self.breach is not None else "merit"

    def to_data(self) -> dict[str, Any]:
        """Return the rule as canonical JSON data."""
        return {
            "id": self.id,
            "title": {"vi": self.title.vi, "en": self.title.en},
            "criterion": self.criterion.value,
            self.kind: patterns.to_data(self.pattern),
            "basis": [citation.to_data() for citation in self.basis],
            "in_force": [day and day.isoformat() for day in (self.in_force.since, self.in_force.until)],
            "applies_to": None if self.applies_to is None else conditions.to_data(self.applies_to),
            "overrides": list(self.overrides),
        }

    def __eq__(self, other: object) -> bool:
        return self.to_data() == other.to_data() if isinstance(other, Rule) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.id)


def rule_from_data(data: Mapping[str, Any], vocabulary: Vocabulary) -> Rule:
    """Return the rule that ``to_data`` wrote; raise ``RuleError`` where the form is wrong."""
    try:
        since, until = (day and date.fromisoformat(day) for day in data.get("in_force") or (None, None))
        pattern = {
            kind: patterns.from_data(data[kind], vocabulary)
            for kind in ("breach", "merit")
            if data.get(kind) is not None
        }
        return Rule(
            id=data["id"],
            title=data["title"],
            criterion=data["criterion"],
            **pattern,
            basis=[Citation(**citation) for citation in data.get("basis", ())],
            in_force=(since, until),
            applies_to=None if data.get("applies_to") is None else conditions.from_data(data["applies_to"]),
            overrides=data.get("overrides", ()),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as cause:
        raise error(
            RuleError, "rule.data", rule=str(data.get("id", "?")), fault=f"{type(cause).__name__}: {cause}"
        ) from cause


@frozen
class Unobservable:
    """A clause that no event can show, and why."""

    clause: str
    reason: Text = field(converter=as_text)


def _rules(value: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(value)


def _unobservable(value: Iterable[Unobservable]) -> tuple[Unobservable, ...]:
    return tuple(value)


@frozen(kw_only=True, eq=False)
class Rulebook(Drawn):
    """A named edition of rules; iterate it, look a rule up by id, compose with ``|``, amend and cut by date."""

    name: str
    edition: str
    title: Text = field(default=Text("", ""), converter=as_text)
    rules: tuple[Rule, ...] = field(converter=_rules)
    unobservable: tuple[Unobservable, ...] = field(default=(), converter=_unobservable)
    vocabulary: Vocabulary = STANDARD

    def __attrs_post_init__(self) -> None:
        seen: set[str] = set()
        for rule in self.rules:
            if rule.id in seen:
                raise error(RuleError, "rulebook.twice", rule=rule.id, rulebook=self.name)
            seen.add(rule.id)
        for rule in self.rules:
            self._check_overrides(rule)
            for node in walk(rule.pattern):
                if isinstance(node, Each) and (
                    node.kind.kind not in self.vocabulary or self.vocabulary[node.kind.kind] is not node.kind
                ):
                    raise error(RuleError, "rulebook.kind", rule=rule.id, kind=node.kind.kind)
        _ = self.overriders

    def _check_overrides(self, rule: Rule) -> None:
        for name in rule.overrides:
            other = self.get(name)
            if other is None:
                raise error(
                    RuleError,
                    "rulebook.unknown_override",
                    rule=rule.id,
                    other=name,
                    near=near(name, [r.id for r in self.rules]),
                )
            if other.kind != rule.kind:
                raise error(RuleError, "rulebook.override_kind", rule=rule.id, other=name)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    def __contains__(self, name: object) -> bool:
        return any(rule.id == name for rule in self.rules)

    def __getitem__(self, name: str) -> Rule:
        found = self.get(name)
        if found is None:
            raise error(
                RuleError,
                "rulebook.unknown_rule",
                rule=name,
                rulebook=self.name,
                near=near(name, [r.id for r in self.rules]),
            )
        return found

    def get(self, name: str) -> Rule | None:
        """Return the rule of an id, or None."""
        return next((rule for rule in self.rules if rule.id == name), None)

    @cached_property
    def overriders(self) -> Mapping[str, tuple[str, ...]]:
        """For each rule all rules that override it, directly or through others, first those nothing overrides.

        The keys come in the same order, so a rule stands after everything that overrides it. A cycle is a ``RuleError``.
        """
        above: dict[str, list[str]] = {rule.id: [] for rule in self.rules}
        for rule in self.rules:
            for name in rule.overrides:
                above[name].append(rule.id)
        order: dict[str, tuple[str, ...]] = {}

        def visit(name: str, path: tuple[str, ...]) -> tuple[str, ...]:
            if name in path:
                raise error(RuleError, "rulebook.cycle", cycle=" → ".join((*path[path.index(name) :], name)))
            if name not in order:
                closure: dict[str, None] = {}
                for upper in above[name]:
                    closure.update(dict.fromkeys((*visit(upper, (*path, name)), upper)))
                order[name] = tuple(closure)
            return order[name]

        for rule in self.rules:
            visit(rule.id, ())
        return order

    def __or__(self, other: "Rulebook") -> "Rulebook":
        return Rulebook(
            name=f"{self.name}+{other.name}",
            edition=f"{self.edition}+{other.edition}",
            title=Text(f"{self.title.vi} + {other.title.vi}", f"{self.title.en} + {other.title.en}"),
            rules=self.rules + other.rules,
            unobservable=self.unobservable + other.unobservable,
            vocabulary=self.vocabulary | other.vocabulary,
        )

    def amend(self, name: str, **changes: Any) -> "Rulebook":
        """Return the rulebook with one rule changed: any argument of ``Rule``."""
        changed = attrs.evolve(self[name], **changes)
        return attrs.evolve(self, rules=tuple(changed if rule.id == name else rule for rule in self.rules))

    def without(self, *names: str) -> "Rulebook":
        """Return the rulebook without some rules; overrides that name them go too."""
        gone = {self[name].id for name in names}
        kept = [
            attrs.evolve(r, overrides=tuple(o for o in r.overrides if o not in gone))
            for r in self.rules
            if r.id not in gone
        ]
        return attrs.evolve(self, rules=tuple(kept))

    def as_of(self, day: date) -> "Rulebook":
        """Return the rules in force on a day."""
        return self.without(*(rule.id for rule in self.rules if not rule.in_force.holds(day)))

    def to_data(self) -> dict[str, Any]:
        """Return the rulebook as canonical JSON data."""
        return {
            "name": self.name,
            "edition": self.edition,
            "title": {"vi": self.title.vi, "en": self.title.en},
            "rules": [rule.to_data() for rule in self.rules],
            "unobservable": [
                {"clause": one.clause, "reason": {"vi": one.reason.vi, "en": one.reason.en}}
                for one in self.unobservable
            ],
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON."""
        return digest(self.to_data())

    def __eq__(self, other: object) -> bool:
        return self.to_data() == other.to_data() if isinstance(other, Rulebook) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.name, self.edition))

    def __repr__(self) -> str:
        return f"<Rulebook {self.name} {self.edition}: {len(self.rules)} rules>"


def rulebook_from_data(data: Mapping[str, Any], vocabulary: Vocabulary = STANDARD) -> Rulebook:
    """Return the rulebook that ``to_data`` wrote; raise ``RuleError`` where the form is wrong."""
    try:
        return Rulebook(
            name=data["name"],
            edition=data["edition"],
            title=data.get("title", {"vi": "", "en": ""}),
            rules=[rule_from_data(rule, vocabulary) for rule in data["rules"]],
            unobservable=[Unobservable(**one) for one in data.get("unobservable", ())],
            vocabulary=vocabulary,
        )
    except (KeyError, TypeError) as cause:
        raise error(
            RuleError, "rule.data", rule=str(data.get("name", "?")), fault=f"{type(cause).__name__}: {cause}"
        ) from cause
