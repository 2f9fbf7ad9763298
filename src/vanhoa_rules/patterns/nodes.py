"""2 · The algebra that every engine interprets: a closed set of frozen nodes, each a set of matches on one timeline.

A node is checked when it is built: fields exist, types agree, a subject is there where one is read. ``kinds`` are the
fact classes that a match of the node may be about; empty for matches of a calendar window, which have no subject.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, NoReturn, cast

import attrs
from attrs import frozen

from vanhoa_rules.calendars import Duration, EndOf, Window, WorkingHours
from vanhoa_rules.canonical import Number, exact, plain
from vanhoa_rules.conditions import Expr, check, check_condition
from vanhoa_rules.errors import RuleError
from vanhoa_rules.facts import STANDARD, Fact, fields_of
from vanhoa_rules.words import error, near


@frozen(eq=False, repr=False)
class Before:
    """The last instant in time of ``duration`` before a written instant."""

    of: Expr
    duration: Duration

    def __repr__(self) -> str:
        return f"before({self.of!r}, {self.duration!r})"


Due = Expr | Before
Limit = Duration | Expr | Before | None


class Pattern:
    """A set of matches on one person's timeline; build with ``each`` and go on with the methods."""

    __slots__ = ()

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        """The kinds of fact that a match may be about; empty where a match has no subject."""
        raise NotImplementedError

    def __bool__(self) -> NoReturn:
        raise error(RuleError, "pattern.truth", pattern=repr(self))

    def followed_by(
        self,
        then: "Pattern",
        *,
        within: Duration | None = None,
        by: Due | None = None,
        same: str | None = None,
        moved_by: "Pattern | None" = None,
    ) -> "FollowedBy":
        """Return each match with the first ``then`` after it of the same key, not past the deadline."""
        return FollowedBy(self, then, _limit(within, by), same, moved_by)

    def not_followed_by(
        self,
        then: "Pattern",
        *,
        within: Duration | None = None,
        by: Due | None = None,
        same: str | None = None,
        moved_by: "Pattern | None" = None,
    ) -> "NotFollowedBy":
        """Return each match whose deadline has passed with no ``then`` of the same key in time."""
        return NotFollowedBy(self, then, _limit(within, by), same, moved_by)

    def preceded_by(
        self, earlier: "Pattern", *, within: Duration | None = None, same: str | None = None
    ) -> "PrecededBy":
        """Return each match with an ``earlier`` of the same key before it, whose deadline it has not passed."""
        return PrecededBy(self, earlier, within, same)

    def not_preceded_by(
        self, earlier: "Pattern", *, within: Duration | None = None, same: str | None = None
    ) -> "NotPrecededBy":
        """Return each match with no ``earlier`` of the same key before it, whose deadline it has not passed."""
        return NotPrecededBy(self, earlier, within, same)

    def during(self, span: "Pattern", *, same: str | None = None) -> "During":
        """Return each match whose subject's instant lies in some [at, until) of ``span``."""
        return During(self, span, same)

    def not_during(self, span: "Pattern", *, same: str | None = None) -> "NotDuring":
        """Return each match whose subject's instant lies in no [at, until) of ``span``."""
        return NotDuring(self, span, same)

    def unless(self, excuse: "Pattern", *, same: str | None = None) -> "Unless":
        """Return each match with no ``excuse`` of the same key at any time up to as_of."""
        return Unless(self, excuse, same)

    def repeated(
        self,
        count: int,
        *,
        within: Duration | None = None,
        groups: bool = False,
        per: Window | str | None = None,
    ) -> "Repeated | RepeatedPer":
        """Return each match that is at least the ``count``-th in the trailing window, or one match a calendar window."""
        if (within is None) == (per is None):
            raise error(RuleError, "pattern.within_or_per", pattern=repr(self))
        if per is not None:
            return RepeatedPer(self, count, _window(per))
        return Repeated(self, count, within, groups)  # type: ignore[arg-type]

    def consecutive(self, count: int, *, among: "Pattern") -> "Consecutive":
        """Return one match at each ``among`` that ends a run of ``count`` or more that are all in this pattern."""
        return Consecutive(self, count, among)


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
            _operand(part)

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        parts = [part.kinds for part in self.of]
        return () if () in parts else tuple(dict.fromkeys(kind for part in parts for kind in part))

    def __repr__(self) -> str:
        return f"any_of({', '.join(map(repr, self.of))})"


@frozen(eq=False, repr=False)
class FollowedBy(Pattern):
    """Each ``first`` with the first ``then`` after it of the same key, not past the deadline."""

    first: Pattern
    then: Pattern
    limit: Limit = None
    same: str | None = None
    moved_by: Pattern | None = None

    def __attrs_post_init__(self) -> None:
        _check_followed(self)

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return self.first.kinds

    def __repr__(self) -> str:
        return f"{self.first!r}.followed_by({_followed(self)})"


@frozen(eq=False, repr=False)
class NotFollowedBy(Pattern):
    """Each ``first`` whose deadline has passed with no ``then`` of the same key in time."""

    first: Pattern
    then: Pattern
    limit: Limit = None
    same: str | None = None
    moved_by: Pattern | None = None

    def __attrs_post_init__(self) -> None:
        _check_followed(self)
        if self.limit is None:
            raise error(RuleError, "pattern.no_deadline", pattern=repr(self.first))

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return self.first.kinds

    def __repr__(self) -> str:
        return f"{self.first!r}.not_followed_by({_followed(self)})"


@frozen(eq=False, repr=False)
class PrecededBy(Pattern):
    """Each ``first`` with an ``earlier`` of the same key before it."""

    first: Pattern
    earlier: Pattern
    within: Duration | None = None
    same: str | None = None

    def __attrs_post_init__(self) -> None:
        _subject(self.first, "preceded_by")
        _subject(self.earlier, "preceded_by", second=True)
        _check_same(self.same, self.first, self.earlier)

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return self.first.kinds

    def __repr__(self) -> str:
        return f"{self.first!r}.preceded_by({_words(self.earlier, within=self.within, same=self.same)})"


@frozen(eq=False, repr=False)
class NotPrecededBy(Pattern):
    """Each ``first`` with no ``earlier`` of the same key before it."""

    first: Pattern
    earlier: Pattern
    within: Duration | None = None
    same: str | None = None

    def __attrs_post_init__(self) -> None:
        _subject(self.first, "not_preceded_by")
        _subject(self.earlier, "not_preceded_by", second=True)
        _check_same(self.same, self.first, self.earlier)

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return self.first.kinds

    def __repr__(self) -> str:
        return f"{self.first!r}.not_preceded_by({_words(self.earlier, within=self.within, same=self.same)})"


@frozen(eq=False, repr=False)
class During(Pattern):
    """Each ``first`` whose subject's instant lies in some [at, until) of ``span``."""

    first: Pattern
    span: Pattern
    same: str | None = None

    def __attrs_post_init__(self) -> None:
        _check_during(self.first, self.span, self.same, "during")

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return self.first.kinds

    def __repr__(self) -> str:
        return f"{self.first!r}.during({_words(self.span, same=self.same)})"


@frozen(eq=False, repr=False)
class NotDuring(Pattern):
    """Each ``first`` whose subject's instant lies in no [at, until) of ``span``."""

    first: Pattern
    span: Pattern
    same: str | None = None

    def __attrs_post_init__(self) -> None:
        _check_during(self.first, self.span, self.same, "not_during")

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return self.first.kinds

    def __repr__(self) -> str:
        return f"{self.first!r}.not_during({_words(self.span, same=self.same)})"


@frozen(eq=False, repr=False)
class Unless(Pattern):
    """Each ``first`` with no ``excuse`` of the same key at any time up to as_of."""

    first: Pattern
    excuse: Pattern
    same: str | None = None

    def __attrs_post_init__(self) -> None:
        _operand(self.first)
        if self.same is not None:
            _subject(self.first, "unless(same=)")
            _subject(self.excuse, "unless(same=)", second=True)
        _check_same(self.same, self.first, self.excuse)

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return self.first.kinds

    def __repr__(self) -> str:
        return f"{self.first!r}.unless({_words(self.excuse, same=self.same)})"


@frozen(eq=False, repr=False)
class Repeated(Pattern):
    """Each match that is at least the ``count``-th in the window that ends with it; or disjoint groups of ``count``."""

    of: Pattern
    count: int
    within: Duration
    groups: bool = False

    def __attrs_post_init__(self) -> None:
        _subject(self.of, "repeated")
        _check_count(self.count)
        if isinstance(self.within, EndOf | WorkingHours):
            raise error(RuleError, "pattern.window_back", within=repr(self.within))

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return self.of.kinds

    def __repr__(self) -> str:
        groups = ", groups=True" if self.groups else ""
        return f"{self.of!r}.repeated({self.count}, within={self.within!r}{groups})"


@frozen(eq=False, repr=False)
class RepeatedPer(Pattern):
    """One match for each complete calendar window with ``count`` or more."""

    of: Pattern
    count: int
    per: Window

    def __attrs_post_init__(self) -> None:
        _subject(self.of, "repeated")
        _check_count(self.count)

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return ()

    def __repr__(self) -> str:
        return f"{self.of!r}.repeated({self.count}, per={_per(self.per)})"


@frozen(eq=False, repr=False)
class Consecutive(Pattern):
    """One match at each ``among`` that ends a run of ``count`` or more that are all in ``of``."""

    of: Pattern
    count: int
    among: Pattern

    def __attrs_post_init__(self) -> None:
        _subject(self.of, "consecutive")
        _subject(self.among, "consecutive")
        _check_count(self.count)

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return self.among.kinds

    def __repr__(self) -> str:
        return f"{self.of!r}.consecutive({self.count}, among={self.among!r})"


@frozen(eq=False, repr=False)
class FewerThan(Pattern):
    """One match for each complete calendar window with fewer than ``count``."""

    count: int
    of: Pattern
    per: Window

    def __attrs_post_init__(self) -> None:
        _subject(self.of, "fewer_than")
        _check_count(self.count)

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return ()

    def __repr__(self) -> str:
        return f"fewer_than({self.count}, {self.of!r}, per={_per(self.per)})"


@frozen(eq=False, repr=False)
class Share(Pattern):
    """One match for each complete calendar window in which the share of ``among`` that are ``of`` is below a limit."""

    of: Pattern
    among: Pattern
    below: Fraction
    at_least: int
    per: Window

    def __attrs_post_init__(self) -> None:
        _subject(self.of, "share")
        _subject(self.among, "share")
        _check_below(self.below)
        _check_count(self.at_least)

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return ()

    def __repr__(self) -> str:
        return f"share({self.of!r}, among={self.among!r}, below={plain(self.below)!r}, at_least={self.at_least}, per={_per(self.per)})"


@frozen(eq=False, repr=False)
class Mean(Pattern):
    """One match for each complete calendar window in which the mean of a number over ``among`` is below a limit."""

    among: Pattern
    value: Expr
    below: Fraction
    at_least: int
    per: Window

    def __attrs_post_init__(self) -> None:
        _subject(self.among, "mean")
        _check_below(self.below)
        _check_count(self.at_least)
        checked = check(self.value, self.among.kinds)
        if checked.type != "number":
            raise error(
                RuleError,
                "condition.needs",
                expression=repr(self.value),
                expected="number",
                type=checked.type,
            )

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return ()

    def __repr__(self) -> str:
        return f"mean({self.among!r}, {self.value!r}, below={plain(self.below)!r}, at_least={self.at_least}, per={_per(self.per)})"


@frozen(eq=False, repr=False)
class OfSubordinates(Pattern):
    """Matches of the people who report directly to this person at the match's time."""

    of: Pattern

    def __attrs_post_init__(self) -> None:
        _operand(self.of)

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return self.of.kinds

    def __repr__(self) -> str:
        return f"of_subordinates({self.of!r})"


@frozen(eq=False, repr=False)
class ByAnyone(Pattern):
    """Matches on every timeline; only as a second operand, bound by ``same=``."""

    of: Pattern

    def __attrs_post_init__(self) -> None:
        _subject(self.of, "by_anyone")

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return self.of.kinds

    def __repr__(self) -> str:
        return f"by_anyone({self.of!r})"


Node = (
    Each | AnyOf | FollowedBy | NotFollowedBy | PrecededBy | NotPrecededBy | During | NotDuring | Unless
    | Repeated | RepeatedPer | Consecutive | FewerThan | Share | Mean | OfSubordinates | ByAnyone
)  # fmt: skip
WINDOWED = (RepeatedPer, FewerThan, Share, Mean)


def each(kind: type[Fact] | str, *, where: Expr | None = None, measure: Expr | None = None) -> Each:
    """Return every fact of a kind (its class, or the name of a standard kind) for which ``where`` holds."""
    if isinstance(kind, str):
        if kind not in STANDARD:
            raise error(RuleError, "pattern.kind", kind=kind, near=near(kind, STANDARD))
        kind = STANDARD[kind]
    return Each(kind, where, measure)


def any_of(*patterns: Pattern) -> AnyOf:
    """Return the union; of matches with equal evidence the earliest, then the first listed."""
    return AnyOf(tuple(patterns))


def fewer_than(count: int, of: Pattern, *, per: Window | str) -> FewerThan:
    """Return one match for each complete calendar window with fewer than ``count`` matches."""
    return FewerThan(count, of, _window(per))


def share(of: Pattern, *, among: Pattern, below: Number | str, at_least: int = 1, per: Window | str) -> Share:
    """Return one match for each complete calendar window in which the share is below; ``below`` is exact ("0.95")."""
    return Share(of, among, _exact(below), at_least, _window(per))


def mean(among: Pattern, value: Expr, *, below: Number | str, at_least: int = 1, per: Window | str) -> Mean:
    """Return one match for each complete calendar window in which the mean is below; nulls are ignored."""
    return Mean(among, value, _exact(below), at_least, _window(per))


def of_subordinates(of: Pattern) -> OfSubordinates:
    """Return the matches of the people who report directly to this person."""
    return OfSubordinates(of)


def by_anyone(of: Pattern) -> ByAnyone:
    """Return the matches on every timeline; only as a second operand, bound by ``same=``."""
    return ByAnyone(of)


def before(due: Expr, duration: Duration) -> Before:
    """Return the deadline that lies ``duration`` before a written instant."""
    return Before(due, duration)


def parts(pattern: Pattern) -> tuple[Pattern, ...]:
    """Return the patterns directly inside a pattern."""
    found: list[Pattern] = []
    for attribute in attrs.fields(type(pattern)):  # type: ignore[arg-type]
        item: Any = getattr(pattern, attribute.name)
        inside = cast("tuple[Any, ...]", item if isinstance(item, tuple) else (item,))
        found.extend(one for one in inside if isinstance(one, Pattern))
    return tuple(found)


def walk(pattern: Pattern) -> Iterable[Pattern]:
    """Yield a pattern and every pattern inside it."""
    yield pattern
    for part in parts(pattern):
        yield from walk(part)


def is_windowed(pattern: Pattern) -> bool:
    """Return whether every match of a pattern is of a calendar window."""
    match pattern:
        case RepeatedPer() | FewerThan() | Share() | Mean():
            return True
        case AnyOf(of):
            return all(map(is_windowed, of))
        case Unless(first=inner) | OfSubordinates(of=inner):
            return is_windowed(inner)
        case _:
            return False


# --- checks -------------------------------------------------------------------------------------------------------


def _limit(within: Duration | None, by: Due | None) -> Limit:
    if within is not None and by is not None:
        raise error(RuleError, "pattern.within_and_by")
    return within if by is None else by


def _window(per: Window | str) -> Window:
    try:
        return Window(per)
    except ValueError as cause:
        raise error(
            RuleError, "pattern.per", per=per, near=near(str(per), [w.value for w in Window])
        ) from cause


def _exact(value: Number | str) -> Fraction:
    return Fraction(value) if isinstance(value, str) else exact(value)


def _operand(pattern: Any) -> None:
    if not isinstance(pattern, Pattern):
        raise error(RuleError, "pattern.not_pattern", value=repr(pattern))
    if isinstance(pattern, ByAnyone):
        raise error(RuleError, "pattern.by_anyone", pattern=repr(pattern))


def _subject(pattern: Any, word: str, *, second: bool = False) -> None:
    if not (second and isinstance(pattern, ByAnyone)):
        _operand(pattern)
    if not pattern.kinds:
        raise error(RuleError, "pattern.no_subject", word=word, pattern=repr(pattern))


def _check_count(count: Any) -> None:
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise error(RuleError, "pattern.count", count=repr(count))


def _check_below(below: Fraction) -> None:
    if below <= 0:
        raise error(RuleError, "pattern.below", below=plain(below))


def _check_same(same: str | None, *patterns: Pattern) -> None:
    if same is None:
        if any(isinstance(part, ByAnyone) for part in patterns):
            raise error(RuleError, "pattern.by_anyone", pattern=repr(patterns[-1]))
        return
    types: set[str] = set()
    for kind in (kind for part in patterns for kind in part.kinds):
        specs = fields_of(kind)
        if same not in specs:
            raise error(RuleError, "condition.field", field=same, kind=kind.kind, near=near(same, specs))
        types.add("number" if specs[same].type in {"int", "decimal"} else specs[same].type)
    if len(types) > 1:
        raise error(RuleError, "pattern.same_type", field=same, types=" / ".join(sorted(types)))


def _check_followed(node: FollowedBy | NotFollowedBy) -> None:
    word = "followed_by" if isinstance(node, FollowedBy) else "not_followed_by"
    _subject(node.first, word)
    _subject(node.then, word, second=True)
    movers = (node.moved_by,) if node.moved_by is not None else ()
    for mover in movers:
        _subject(mover, "moved_by", second=True)
        for kind in mover.kinds:
            if mover_field(kind) is None:
                raise error(RuleError, "pattern.mover", kind=kind.kind)
        if node.limit is None:
            raise error(RuleError, "pattern.no_deadline", pattern=repr(node.first))
    _check_same(node.same, node.first, node.then, *movers)
    written = node.limit.of if isinstance(node.limit, Before) else node.limit
    if isinstance(written, Expr):
        checked = check(written, node.first.kinds)
        if checked.type != "instant":
            raise error(
                RuleError, "condition.needs", expression=repr(written), expected="instant", type=checked.type
            )
    if isinstance(node.limit, Before) and isinstance(node.limit.duration, EndOf | WorkingHours):
        raise error(RuleError, "pattern.window_back", within=repr(node.limit.duration))


def mover_field(kind: type[Fact]) -> str | None:
    """Return the field in which a kind writes a new deadline: ``due``, ``new_due``, or None."""
    specs = fields_of(kind)
    return next(
        (name for name in ("due", "new_due") if name in specs and specs[name].type == "instant"), None
    )


def _check_during(first: Pattern, span: Pattern, same: str | None, word: str) -> None:
    _subject(first, word)
    _subject(span, word, second=True)
    for kind in span.kinds:
        spec = fields_of(kind).get("until")
        if spec is None or spec.type != "instant":
            raise error(RuleError, "pattern.until", kind=kind.kind)
    _check_same(same, first, span)


# --- reprs that can be pasted back --------------------------------------------------------------------------------


def _words(first: Pattern, **rest: object) -> str:
    return ", ".join([repr(first), *(f"{name}={item!r}" for name, item in rest.items() if item is not None)])


def _followed(node: FollowedBy | NotFollowedBy) -> str:
    by = isinstance(node.limit, Expr | Before)
    return _words(
        node.then,
        within=None if by else node.limit,
        by=node.limit if by else None,
        same=node.same,
        moved_by=node.moved_by,
    )


def _per(window: Window) -> str:
    return repr("period") if window is Window.PERIOD else window.value
