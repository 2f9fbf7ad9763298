"""2 · The nodes that a word begins, and the closed set of all nodes, each a set of matches on one timeline."""

from fractions import Fraction

from attrs import frozen

from vanhoa_rules.calendars import Window
from vanhoa_rules.canonical import plain
from vanhoa_rules.conditions import Expr, check, check_condition
from vanhoa_rules.errors import RuleError
from vanhoa_rules.facts import Fact
from vanhoa_rules.patterns.base import check_below, check_count, check_operand, check_subject, per_word
from vanhoa_rules.patterns.nodes import (
    Consecutive,
    During,
    FollowedBy,
    NotDuring,
    NotFollowedBy,
    NotPrecededBy,
    Pattern,
    PrecededBy,
    Repeated,
    RepeatedPer,
    Unless,
    Windowed,
)
from vanhoa_rules.words import error


@frozen(eq=False, repr=False)
class Each(Pattern):
    """Every fact of a kind for which ``where`` holds."""

    kind: type[Fact]
    where: Expr | None = None
    measure: Expr | None = None

    def __attrs_post_init__(self) -> None:
        if self.where is not None:
            check_condition(self.where, (self.kind,))
        if self.measure is not None:
            checked = check(self.measure, (self.kind,))
            if checked.type != "number" or checked.nullable:
                raise error(RuleError, "pattern.measure", expression=repr(self.measure), kind=self.kind.kind)

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return (self.kind,)

    def __repr__(self) -> str:
        extra = "".join(
            f", {name}={item!r}"
            for name, item in (("where", self.where), ("measure", self.measure))
            if item is not None
        )
        return f"each({self.kind.kind!r}{extra})"


@frozen(eq=False, repr=False)
class AnyOf(Pattern):
    """The union of several patterns."""

    of: tuple[Pattern, ...]

    def __attrs_post_init__(self) -> None:
        if len(self.of) < 1:
            raise error(RuleError, "pattern.empty")
        for part in self.of:
            check_operand(part)

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        parts = [part.kinds for part in self.of]
        return () if () in parts else tuple(dict.fromkeys(kind for part in parts for kind in part))

    def __repr__(self) -> str:
        return f"any_of({', '.join(map(repr, self.of))})"


@frozen(eq=False, repr=False)
class OfSubordinates(Pattern):
    """Matches of the people who report directly to this person at the match's time."""

    of: Pattern

    def __attrs_post_init__(self) -> None:
        check_operand(self.of)

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return self.of.kinds

    def __repr__(self) -> str:
        return f"of_subordinates({self.of!r})"


@frozen(eq=False, repr=False)
class ByAnyone(Pattern):
    """Matches on every timeline; only as a second operand, bound by ``same=``."""

    anyone = True
    of: Pattern

    def __attrs_post_init__(self) -> None:
        check_subject(self.of, "by_anyone")

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return self.of.kinds

    def __repr__(self) -> str:
        return f"by_anyone({self.of!r})"


@frozen(eq=False, repr=False)
class FewerThan(Windowed):
    """One match for each complete calendar window with fewer than ``count``."""

    count: int
    of: Pattern
    per: Window

    def __attrs_post_init__(self) -> None:
        check_subject(self.of, "fewer_than")
        check_count(self.count)

    def __repr__(self) -> str:
        return f"fewer_than({self.count}, {self.of!r}, per={per_word(self.per)})"


@frozen(eq=False, repr=False)
class Share(Windowed):
    """One match for each complete calendar window in which the share of ``among`` that are ``of`` is below a limit."""

    of: Pattern
    among: Pattern
    below: Fraction
    at_least: int
    per: Window

    def __attrs_post_init__(self) -> None:
        check_subject(self.of, "share")
        check_subject(self.among, "share")
        check_below(self.below)
        check_count(self.at_least)

    def __repr__(self) -> str:
        return f"share({self.of!r}, among={self.among!r}, below={plain(self.below)!r}, at_least={self.at_least}, per={per_word(self.per)})"


@frozen(eq=False, repr=False)
class Mean(Windowed):
    """One match for each complete calendar window in which the mean of a number over ``among`` is below a limit."""

    among: Pattern
    value: Expr
    below: Fraction
    at_least: int
    per: Window

    def __attrs_post_init__(self) -> None:
        check_subject(self.among, "mean")
        check_below(self.below)
        check_count(self.at_least)
        checked = check(self.value, self.among.kinds)
        if checked.type != "number":
            raise error(
                RuleError,
                "condition.needs",
                expression=repr(self.value),
                expected="number",
                type=checked.type,
            )

    def __repr__(self) -> str:
        return f"mean({self.among!r}, {self.value!r}, below={plain(self.below)!r}, at_least={self.at_least}, per={per_word(self.per)})"


Node = (
    Each | AnyOf | FollowedBy | NotFollowedBy | PrecededBy | NotPrecededBy | During | NotDuring | Unless
    | Repeated | RepeatedPer | Consecutive | FewerThan | Share | Mean | OfSubordinates | ByAnyone
)  # fmt: skip
