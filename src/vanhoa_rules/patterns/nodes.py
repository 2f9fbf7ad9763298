"""2 · The algebra that every engine interprets: a pattern, and the nodes that its methods make of it.

A node is checked when it is built: fields exist, types agree, a subject is there where one is read. ``kinds`` are the
fact classes that a match of the node may be about; empty for matches of a calendar window, which have no subject.
"""

import re

from attrs import frozen

from vanhoa_rules.calendars import Duration, EndOf, Window, WorkingHours
from vanhoa_rules.errors import RuleError
from vanhoa_rules.facts import Fact
from vanhoa_rules.patterns.base import (
    Due,
    Limit,
    Shape,
    call,
    check_count,
    check_during,
    check_followed,
    check_operand,
    check_same,
    check_subject,
    followed_call,
    limit_of,
    per_word,
    window_of,
)
from vanhoa_rules.words import error


class Pattern(Shape):
    """A set of matches on one person's timeline; build with ``each`` and go on with the methods."""

    __slots__ = ()

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
        return FollowedBy(self, then, limit_of(within, by), same, moved_by)

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
        return NotFollowedBy(self, then, limit_of(within, by), same, moved_by)

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
            return RepeatedPer(self, count, window_of(per))
        return Repeated(self, count, within, groups)  # type: ignore[arg-type]

    def consecutive(self, count: int, *, among: "Pattern") -> "Consecutive":
        """Return one match at each ``among`` that ends a run of ``count`` or more that are all in this pattern."""
        return Consecutive(self, count, among)


@frozen(eq=False, repr=False)
class _Following(Pattern):
    """A first match and what comes, or does not come, after it."""

    first: Pattern
    then: Pattern
    limit: Limit = None
    same: str | None = None
    moved_by: Pattern | None = None

    def __attrs_post_init__(self) -> None:
        check_followed(self, _word(self))

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return self.first.kinds

    def __repr__(self) -> str:
        return f"{self.first!r}.{_word(self)}({followed_call(self)})"


@frozen(eq=False, repr=False)
class FollowedBy(_Following):
    """Each ``first`` with the first ``then`` after it of the same key, not past the deadline."""


@frozen(eq=False, repr=False)
class NotFollowedBy(_Following):
    """Each ``first`` whose deadline has passed with no ``then`` of the same key in time."""

    def __attrs_post_init__(self) -> None:
        check_followed(self, _word(self))
        if self.limit is None:
            raise error(RuleError, "pattern.no_deadline", pattern=repr(self.first))


@frozen(eq=False, repr=False)
class _Preceding(Pattern):
    """A first match and what came, or did not come, before it."""

    first: Pattern
    earlier: Pattern
    within: Duration | None = None
    same: str | None = None

    def __attrs_post_init__(self) -> None:
        check_subject(self.first, _word(self))
        check_subject(self.earlier, _word(self), second=True)
        check_same(self.same, self.first, self.earlier)

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return self.first.kinds

    def __repr__(self) -> str:
        return f"{self.first!r}.{_word(self)}({call(self.earlier, within=self.within, same=self.same)})"


@frozen(eq=False, repr=False)
class PrecededBy(_Preceding):
    """Each ``first`` with an ``earlier`` of the same key before it."""


@frozen(eq=False, repr=False)
class NotPrecededBy(_Preceding):
    """Each ``first`` with no ``earlier`` of the same key before it."""


@frozen(eq=False, repr=False)
class _Spanning(Pattern):
    """A first match and a span that holds, or does not hold, its instant."""

    first: Pattern
    span: Pattern
    same: str | None = None

    def __attrs_post_init__(self) -> None:
        check_during(self.first, self.span, self.same, _word(self))

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return self.first.kinds

    def __repr__(self) -> str:
        return f"{self.first!r}.{_word(self)}({call(self.span, same=self.same)})"


@frozen(eq=False, repr=False)
class During(_Spanning):
    """Each ``first`` whose subject's instant lies in some [at, until) of ``span``."""


@frozen(eq=False, repr=False)
class NotDuring(_Spanning):
    """Each ``first`` whose subject's instant lies in no [at, until) of ``span``."""


@frozen(eq=False, repr=False)
class Unless(Pattern):
    """Each ``first`` with no ``excuse`` of the same key at any time up to as_of."""

    first: Pattern
    excuse: Pattern
    same: str | None = None

    def __attrs_post_init__(self) -> None:
        check_operand(self.first)
        if self.same is not None:
            check_subject(self.first, "unless(same=)")
            check_subject(self.excuse, "unless(same=)", second=True)
        check_same(self.same, self.first, self.excuse)

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return self.first.kinds

    def __repr__(self) -> str:
        return f"{self.first!r}.unless({call(self.excuse, same=self.same)})"


@frozen(eq=False, repr=False)
class Repeated(Pattern):
    """Each match that is at least the ``count``-th in the window that ends with it; or disjoint groups of ``count``."""

    of: Pattern
    count: int
    within: Duration
    groups: bool = False

    def __attrs_post_init__(self) -> None:
        check_subject(self.of, "repeated")
        check_count(self.count)
        if isinstance(self.within, EndOf | WorkingHours):
            raise error(RuleError, "pattern.window_back", within=repr(self.within))

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return self.of.kinds

    def __repr__(self) -> str:
        groups = ", groups=True" if self.groups else ""
        return f"{self.of!r}.repeated({self.count}, within={self.within!r}{groups})"


@frozen(eq=False, repr=False)
class Windowed(Pattern):
    """Matches of calendar windows: they have no subject."""

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return ()


@frozen(eq=False, repr=False)
class RepeatedPer(Windowed):
    """One match for each complete calendar window with ``count`` or more."""

    of: Pattern
    count: int
    per: Window

    def __attrs_post_init__(self) -> None:
        check_subject(self.of, "repeated")
        check_count(self.count)

    def __repr__(self) -> str:
        return f"{self.of!r}.repeated({self.count}, per={per_word(self.per)})"


@frozen(eq=False, repr=False)
class Consecutive(Pattern):
    """One match at each ``among`` that ends a run of ``count`` or more that are all in ``of``."""

    of: Pattern
    count: int
    among: Pattern

    def __attrs_post_init__(self) -> None:
        check_subject(self.of, "consecutive")
        check_subject(self.among, "consecutive")
        check_count(self.count)

    @property
    def kinds(self) -> tuple[type[Fact], ...]:
        return self.among.kinds

    def __repr__(self) -> str:
        return f"{self.of!r}.consecutive({self.count}, among={self.among!r})"


def _word(node: Pattern) -> str:
    """Return the word that builds a node: ``followed_by`` of ``FollowedBy``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(node).__name__).lower()
