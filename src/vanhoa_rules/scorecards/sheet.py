"""5 · A scorecard: what a finding costs, on which line, and whose amount that is."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol, cast

import attrs
from attrs import field, frozen

from vanhoa_rules.canonical import Number, digest, exact, plain
from vanhoa_rules.display import Drawn
from vanhoa_rules.errors import Problem, RuleError, Text, as_text
from vanhoa_rules.findings import Scene
from vanhoa_rules.rules import Citation, Rulebook
from vanhoa_rules.words import error, near

PROPOSAL = Citation(
    "vanhoa-rules", certainty="proposal", note=Text("đề xuất của thư viện này", "proposal of this library")
)


def amount(value: Number | str) -> Fraction:
    """Return an amount as an exact number: int, Decimal, Fraction or text such as "2.5" or "1/3"; never a float."""
    try:
        return Fraction(value) if isinstance(value, str) else exact(value)
    except (TypeError, ValueError) as cause:
        raise error(RuleError, "sheet.amount", amount=repr(value)) from cause


def _positive(value: Number | str) -> Fraction:
    found = amount(value)
    if found < 0:
        raise error(RuleError, "sheet.amount", amount=repr(value))
    return found


def _per(_: object, __: object, value: str) -> None:
    if value not in {"match", "measure"}:
        raise error(RuleError, "sheet.per", per=repr(value), near="match, measure")


@frozen
class Deduct:
    """Take points from a line for each match, or for each unit of its measure, at most ``at_most`` for one person."""

    points: Fraction = field(converter=_positive)
    per: str = field(default="match", validator=_per, kw_only=True)
    at_most: Fraction | None = field(
        default=None, converter=attrs.converters.optional(_positive), kw_only=True
    )
    line: str | None = field(default=None, kw_only=True)
    provenance: Citation = field(default=PROPOSAL, kw_only=True)


@frozen
class Award:
    """Add points to a line for each match, or for each unit of its measure, at most ``at_most`` for one person."""

    points: Fraction = field(converter=_positive)
    per: str = field(default="match", validator=_per, kw_only=True)
    at_most: Fraction | None = field(
        default=None, converter=attrs.converters.optional(_positive), kw_only=True
    )
    line: str | None = field(default=None, kw_only=True)
    provenance: Citation = field(default=PROPOSAL, kw_only=True)


@frozen
class Zero:
    """Leave a line with nothing."""

    line: str | None = field(default=None, kw_only=True)
    provenance: Citation = field(default=PROPOSAL, kw_only=True)


@frozen
class Ceiling:
    """Let a line be worth no more than ``points``."""

    points: Fraction = field(converter=_positive)
    line: str | None = field(default=None, kw_only=True)
    provenance: Citation = field(default=PROPOSAL, kw_only=True)


@frozen
class Cap:
    """Let the rating be no better than ``rating``."""

    rating: str
    provenance: Citation = field(default=PROPOSAL, kw_only=True)


@frozen
class Fail:
    """Let the rating be the sheet's lowest."""

    provenance: Citation = field(default=PROPOSAL, kw_only=True)


@frozen
class Refer:
    """Hand the matter to the competent authority; costs nothing."""

    to: Text = field(converter=as_text)
    why: Text = field(converter=as_text)
    line: str | None = None
    provenance: Citation = field(default=PROPOSAL, kw_only=True)


Effect = Deduct | Award | Zero | Ceiling | Cap | Fail | Refer


@frozen(kw_only=True)
class Line:
    """One line of the sheet: its maximum, its weight in the total, and whether it starts full or empty."""

    id: str
    title: Text = field(converter=as_text)
    maximum: Fraction = field(converter=_positive)
    weight: Fraction = field(default=Fraction(1), converter=_positive)
    start: str = field(default="full", validator=attrs.validators.in_(("full", "empty", "computed")))
    provenance: Citation = PROPOSAL

    @property
    def initial(self) -> Fraction:
        """The points before any finding."""
        return self.maximum if self.start == "full" else Fraction(0)


@frozen
class Threshold:
    """A rating and the total from which on it is given."""

    rating: str
    at_least: Fraction = field(converter=_positive)
    title: Text = field(converter=as_text)


class Evaluated(Protocol):
    """What a computed sheet says of one person; ``to_parts`` is what it adds to the verdict's JSON.

    ``total`` and ``lines`` have low, recorded (None = nothing on record) and high (None = without end); ``total`` is
    None where there is none.
    """

    total: Any
    ratings: tuple[str | None, str | None, str | None]
    lines: Mapping[str, Any]
    problems: tuple[Problem, ...]
    missing: frozenset[str]
    suggestions: tuple[Any, ...]

    def beside(self, referred: Mapping[str, tuple[str, ...]]) -> "Evaluated":
        """Return the same with a notice for each line whose confirmed score the given evidence speaks against."""
        ...

    def to_parts(self) -> dict[str, Any]:
        """Return what the sheet adds to a verdict's JSON."""
        ...


class Computed(Protocol):
    """A named, versioned function that turns the timelines of a scene into everyone's evaluation."""

    def judge(self, scene: Scene) -> Mapping[str, Any]:
        """Return the evaluation of everyone on the roster."""
        ...

    def quota(
        self, found: Mapping[str, Any], scene: Scene, *, percent: int, basis: str | None
    ) -> list[dict[str, Any]]:
        """Return the share of excellent ratings, group by group, as JSON data."""
        ...

    def to_data(self) -> dict[str, Any]:
        """Return the function's name, version and reading as JSON data."""
        ...


def _lines(value: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(value)


def _thresholds(value: Iterable[Threshold]) -> tuple[Threshold, ...]:
    return tuple(sorted(value, key=lambda one: -one.at_least))


def _effects(value: Mapping[str, Effect | Iterable[Effect]]) -> dict[str, tuple[Effect, ...]]:
    return {rule: tuple(item) if isinstance(item, Iterable) else (item,) for rule, item in value.items()}


@frozen(kw_only=True, eq=False)
class Scorecard(Drawn):
    """A named edition of a sheet: lines, what each rule does to them, and the thresholds of the ratings.

    ``digits`` is how many decimals the sheet prints. A rule has at most one ``Deduct`` or ``Award``.
    """

    name: str
    edition: str
    title: Text = field(converter=as_text)
    lines: tuple[Line, ...] = field(converter=_lines)
    effects: Mapping[str, tuple[Effect, ...]] = field(
        converter=_effects, factory=dict[str, tuple[Effect, ...]]
    )
    thresholds: tuple[Threshold, ...] = field(converter=_thresholds)
    digits: int = 2
    rulebook: Rulebook | None = None
    computed: Computed | None = None
    provenance: Citation = PROPOSAL

    def __attrs_post_init__(self) -> None:
        ids = [line.id for line in self.lines]
        ratings = [one.rating for one in self.thresholds]
        if len(set(ids)) != len(ids) or len(set(ratings)) != len(ratings) or not ids or not ratings:
            raise error(RuleError, "sheet.twice", sheet=self.name)
        for rule, effects in self.effects.items():
            if sum(isinstance(one, Deduct | Award) for one in effects) > 1:
                raise error(RuleError, "sheet.two_amounts", rule=rule)
            for one in effects:
                line = getattr(one, "line", None)
                if line is not None and line not in ids:
                    raise error(RuleError, "sheet.line", rule=rule, line=line, near=near(line, ids))
                if isinstance(one, Cap) and one.rating not in ratings:
                    raise error(
                        RuleError,
                        "sheet.rating",
                        rule=rule,
                        rating=one.rating,
                        near=near(one.rating, ratings),
                    )

    def line(self, name: str) -> Line:
        """Return a line by its id."""
        return next(line for line in self.lines if line.id == name)

    def check(self, rulebook: Rulebook) -> None:
        """Raise ``RuleError`` where an effect names no rule, no line, or awards what is a breach."""
        ids = [line.id for line in self.lines]
        for name, effects in self.effects.items():
            rule = rulebook.get(name)
            if rule is None:
                raise error(
                    RuleError,
                    "sheet.rule",
                    sheet=self.name,
                    rule=name,
                    rulebook=rulebook.name,
                    near=near(name, [r.id for r in rulebook]),
                )
            for one in effects:
                if (
                    isinstance(one, Deduct | Award | Zero | Ceiling)
                    and (one.line or rule.criterion.value) not in ids
                ):
                    raise error(
                        RuleError, "sheet.line", rule=name, line=rule.criterion.value, near=", ".join(ids)
                    )
                lowers = isinstance(one, Deduct | Zero | Ceiling | Cap | Fail)
                if isinstance(one, Award) if rule.kind == "breach" else lowers:
                    raise error(RuleError, "sheet.sign", rule=name, kind=rule.kind)

    def restricted_to(self, rulebook: Rulebook) -> "Scorecard":
        """Return the sheet without effects of rules that a rulebook does not hold."""
        return attrs.evolve(
            self, effects={name: one for name, one in self.effects.items() if name in rulebook}
        )

    def to_data(self) -> dict[str, Any]:
        """Return the sheet as canonical JSON data."""
        return {
            "name": self.name,
            "edition": self.edition,
            "title": {"vi": self.title.vi, "en": self.title.en},
            "digits": self.digits,
            "provenance": self.provenance.to_data(),
            "lines": [_data(line) for line in self.lines],
            "thresholds": [_data(one) for one in self.thresholds],
            "effects": {
                rule: [{type(one).__name__.lower(): _data(one)} for one in effects]
                for rule, effects in self.effects.items()
            },
            **({} if self.computed is None else {"computed": self.computed.to_data()}),
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON."""
        return digest(self.to_data())

    def __repr__(self) -> str:
        return f"<Scorecard {self.name} {self.edition}: {len(self.lines)} lines>"


def _data(item: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    cls = cast("Any", type(item))
    for attribute in attrs.fields(cls):
        value = getattr(item, attribute.name)
        match value:
            case None:
                continue
            case Fraction():
                found[attribute.name] = plain(value)
            case Text():
                found[attribute.name] = {"vi": value.vi, "en": value.en}
            case Citation():
                found[attribute.name] = value.to_data()
            case _:
                found[attribute.name] = value
    return found
