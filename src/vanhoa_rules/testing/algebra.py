"""Testing: patterns over the whole algebra, nested, each built by the rules of construction."""

from collections.abc import Callable, Sequence
from typing import Any

from vanhoa_rules.calendars import (
    Days,
    Duration,
    EndOf,
    Hours,
    Months,
    Window,
    WorkingDays,
    WorkingHours,
)
from vanhoa_rules.conditions import Expr, person, this
from vanhoa_rules.facts import Fact
from vanhoa_rules.patterns import (
    ByAnyone,
    Consecutive,
    Due,
    Each,
    Pattern,
    any_of,
    before,
    each,
    fewer_than,
    mean,
    of_subordinates,
    share,
)
from vanhoa_rules.testing.kinds import KINDS, MOVERS, SPANS, Answered, Away, Received
from vanhoa_rules.testing.moments import Frame, instant
from vanhoa_rules.testing.picking import Pick

Kinds = tuple[type[Fact], ...]

BACK: tuple[Duration, ...] = (
    Days(2), Days(1), Days(3), Hours(24), Hours(9), WorkingDays(2), WorkingDays(3), Months(1), Days(0),
)  # fmt: skip
AHEAD: tuple[Duration, ...] = (
    Days(0), Days(1), Days(1, roll=False), Days(3), WorkingDays(0), WorkingDays(1), WorkingDays(2), Hours(0),
    Hours(9), Hours(24), Months(1), Months(1, roll=False), EndOf(Window.WEEK), EndOf(Window.MONTH), WorkingHours(4),
)  # fmt: skip
SUBJECTED = (
    "each", "any_of", "followed", "unanswered", "unanswered", "preceded", "not_preceded", "during", "not_during",
    "unless", "repeated", "groups", "consecutive", "subordinates",
)  # fmt: skip
WINDOWED = (
    "per",
    "fewer",
    "share",
    "mean",
    "per",
    "fewer",
    "share",
    "mean",
    "any_of",
    "unless",
    "subordinates",
)

_back = BACK
_ahead = AHEAD
_same = ("case", "case", None, None, "staff")
_half = (False, True)
_seldom = (False, False, False, True)
_count = (1, 2, 2, 3)
_few = (1, 1, 2)
_per = (Window.WEEK, Window.MONTH, Window.PERIOD, Window.PERIOD, Window.QUARTER)
_below = ("1/2", "2/3", "1")
_limit = ("none", "within", "within", "by", "before")
_where = (9, 9, 9, 9, 9, 9, 9, 0, 1, 2, 3, 4)


def conditions(kind: type[Fact]) -> tuple[Expr, Expr, Expr]:
    """Return three conditions on the fields of a kind."""
    if kind is Received:
        return (this.urgent == True, ~(this.urgent == False), this.due.is_null() | (this.due > this.at))  # noqa: E712
    if kind is Answered:
        return (this.rating >= 3, (this.ok == True) & (this.rating * 2 < 9), ~(this.ok == False))  # noqa: E712
    if kind is Away:
        return (this.until.is_null(), this.until > this.at, ~this.until.is_null())
    return (this.new_due > this.at, this.new_due.is_null(), ~(this.new_due > this.at))


def condition(pick: Pick, kind: type[Fact], frame: Frame) -> Expr | None:
    """Draw a condition that the kind's fields allow, or none."""
    choice = pick(_where)
    match choice:
        case 0 | 1 | 2:
            return conditions(kind)[choice]
        case 3:
            return pick(
                (
                    this.case == "c1",
                    ~this.case.is_in("c2"),
                    person.uniformed == True,  # noqa: E712 - an expression, not a truth
                    person.unit == "u1",
                    person.at(this.recorded_at).leader == False,  # noqa: E712
                )
            )
        case 4 if pick(_half):
            return this.at >= instant(pick, frame)
        case _:
            return None


def leaf(pick: Pick, heads: Kinds, frame: Frame) -> Each:
    """Draw an ``each`` of one of the kinds."""
    kind = pick(heads)
    measure = pick((this.rating, this.rating, this.rating - 3)) if kind is Answered and pick(_half) else None
    return each(kind, where=condition(pick, kind, frame), measure=measure)


def subjected(
    pick: Pick, depth: int, heads: Kinds, frame: Frame, *, among: Sequence[str] = SUBJECTED
) -> Pattern:
    """Draw a pattern whose matches are about a fact of one of the kinds; its head is ``among`` those named."""
    if depth <= 0:
        return leaf(pick, heads, frame)

    def inner(of: Kinds = heads, *, less: int = 1) -> Pattern:
        return subjected(pick, depth - less, of, frame)

    def second(of: Kinds = KINDS, same: str | None = None) -> Pattern:
        found = subjected(pick, pick((0, 0, depth - 1)), of, frame)
        return ByAnyone(found) if same == "case" and pick(_seldom) else found

    same = pick(_same)
    match pick(among):
        case "each":
            return leaf(pick, heads, frame)
        case "any_of":
            return any_of(inner(), second(heads))
        case "followed":
            return _followed(pick, depth, heads, frame, same, second, answered=True)
        case "unanswered":
            return _followed(pick, depth, heads, frame, same, second, answered=False)
        case "preceded":
            return inner().preceded_by(second(same=same), within=pick((None, pick(_ahead))), same=same)
        case "not_preceded":
            return inner().not_preceded_by(second(same=same), within=pick((None, pick(_ahead))), same=same)
        case "during":
            return inner().during(second(SPANS, same), same=same)
        case "not_during":
            return inner().not_during(second(SPANS, same), same=same)
        case "unless":
            if same is None and pick(_half):
                return inner().unless(windowed(pick, min(depth - 1, 1), frame))
            return inner().unless(second(same=same), same=same)
        case "repeated":
            return inner().repeated(pick(_count), within=pick(_back))
        case "groups":
            return inner().repeated(pick(_count), within=pick(_back), groups=True)
        case "consecutive":
            whole = inner()
            return Consecutive(_part(pick, whole, second), pick(_few), whole)
        case _:
            return of_subordinates(inner())


def _part(pick: Pick, among: Pattern, second: Callable[..., Pattern]) -> Pattern:
    """Draw a pattern some of whose matches are matches of another."""
    match pick(("picked", "picked", "unless", "other")):
        case "picked":
            kind = pick(among.kinds)
            return each(kind, where=conditions(kind)[pick((0, 1, 2))])
        case "unless":
            return among.unless(second(), same=pick(_same))
        case _:
            return second(among.kinds)


def _followed(
    pick: Pick,
    depth: int,
    heads: Kinds,
    frame: Frame,
    same: str | None,
    second: Callable[..., Pattern],
    *,
    answered: bool,
) -> Pattern:
    choice = pick(_limit)
    if not answered and choice == "none":
        choice = "within"
    limits: dict[str, Any] = {}
    if choice == "within":
        limits["within"] = pick(_ahead)
    elif choice != "none":
        if Received in heads:
            heads, due = (Received,), this.due
        else:
            due = this.until if heads == (Away,) else this.recorded_at
        by: Due = due if choice == "by" else before(due, pick(_back))
        limits["by"] = by
    first = subjected(pick, depth - 1, heads, frame)
    if pick(_seldom) and limits:
        mover = leaf(pick, MOVERS, frame)
        limits["moved_by"] = ByAnyone(mover) if same == "case" and pick(_seldom) else mover
    elif pick(_seldom) and limits:
        limits["moved_by"] = second(MOVERS)
    then = second(same=same)
    if answered:
        return first.followed_by(then, same=same, **limits)
    return first.not_followed_by(then, same=same, **limits)


def windowed(pick: Pick, depth: int, frame: Frame, *, among: Sequence[str] = WINDOWED) -> Pattern:
    """Draw a pattern whose matches are of calendar windows."""

    def inner(of: Kinds = KINDS) -> Pattern:
        return subjected(pick, depth - 1, of, frame)

    def second(of: Kinds = KINDS) -> Pattern:
        return subjected(pick, pick((0, 0, max(depth - 1, 0))), of, frame)

    per = pick(_per)
    match pick(among) if depth > 0 else "per":
        case "per":
            return inner().repeated(pick(_count), per=per)
        case "fewer":
            return fewer_than(pick(_count), inner(), per=per)
        case "share":
            whole = inner()
            of = _part(pick, whole, second)
            return share(of, among=whole, below=pick(_below), at_least=pick(_few), per=per)
        case "mean":
            return mean(inner((Answered,)), this.rating, below=pick(_count) + 1, at_least=pick(_few), per=per)
        case "any_of":
            if pick(_half):
                return any_of(windowed(pick, depth - 1, frame), inner())
            return any_of(windowed(pick, depth - 1, frame), windowed(pick, depth - 1, frame))
        case "unless":
            return windowed(pick, depth - 1, frame).unless(second())
        case _:
            return of_subordinates(windowed(pick, depth - 1, frame))


def pattern(pick: Pick, frame: Frame, *, depth: int = 3, heads: Sequence[str] = ()) -> Pattern:
    """Draw a pattern nested up to ``depth`` below its head, one of ``heads``; one in four is of calendar windows."""
    if heads:
        head = pick(heads)
        if head in SUBJECTED:
            return subjected(pick, depth, KINDS, frame, among=(head,))
        return windowed(pick, depth, frame, among=(head,))
    return windowed(pick, depth, frame) if pick(_seldom) else subjected(pick, depth, KINDS, frame)
