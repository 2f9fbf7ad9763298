"""Testing: patterns over the whole algebra, nested, each built by the rules of construction."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

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
from vanhoa_rules.testing.moments import Frame, instants

Kinds = tuple[type[Fact], ...]

BACK: tuple[Duration, ...] = (
    Days(1), Days(2), Days(3), Hours(24), Hours(9), WorkingDays(1), WorkingDays(3), Months(1), Days(0),
)  # fmt: skip
AHEAD: tuple[Duration, ...] = (
    Days(0), Days(1), Days(1, roll=False), Days(3), WorkingDays(0), WorkingDays(1), WorkingDays(2), Hours(0),
    Hours(9), Hours(24), Months(1), Months(1, roll=False), EndOf(Window.WEEK), EndOf(Window.MONTH), WorkingHours(4),
)  # fmt: skip
SUBJECTED = (
    "each", "any_of", "followed", "unanswered", "unanswered", "preceded", "not_preceded", "during", "not_during",
    "unless", "repeated", "groups", "consecutive", "subordinates",
)  # fmt: skip
WINDOWED = ("per", "fewer", "share", "mean", "per", "fewer", "share", "mean", "any_of", "unless", "subordinates")

_back = st.sampled_from(BACK)
_ahead = st.sampled_from(AHEAD)
_subjected = st.sampled_from(SUBJECTED)
_windowed = st.sampled_from(WINDOWED)
_same = st.sampled_from(("case", "case", "case", None, None, "staff"))
_half = st.booleans()
_seldom = st.sampled_from((False, False, False, True))
_count = st.sampled_from((1, 2, 2, 3))
_few = st.sampled_from((1, 1, 2))
_per = st.sampled_from((Window.WEEK, Window.MONTH, Window.PERIOD, Window.PERIOD, Window.QUARTER))
_below = st.sampled_from(("1/2", "2/3", "1"))
_limit = st.sampled_from(("none", "within", "within", "by", "before"))
_where = st.sampled_from((9, 8, 7, 0, 1, 2, 3, 4, 5, 6))


def condition(draw: st.DrawFn, kind: type[Fact], frame: Frame) -> Expr | None:
    """Draw a condition that the kind's fields allow, or none."""
    choice = draw(_where)
    own: dict[type[Fact], tuple[Callable[[], Expr], ...]] = {
        Received: (
            lambda: this.urgent == True,  # noqa: E712 - an expression, not a truth
            lambda: ~(this.urgent == False),  # noqa: E712
            lambda: this.due.is_null() | (this.due > this.at),
        ),
        Answered: (
            lambda: this.rating >= 3,
            lambda: (this.ok == True) & (this.rating * 2 < 9),  # noqa: E712
            lambda: this.ok.is_null(),
        ),
        Away: (lambda: this.until.is_null(), lambda: this.until > this.at, lambda: ~this.until.is_null()),
    }
    mine = own.get(kind, (lambda: this.new_due > this.at, lambda: this.new_due.is_null()))
    match choice:
        case 0:
            return mine[0]()
        case 1:
            return mine[-1]()
        case 2:
            return mine[len(mine) // 2]()
        case 3:
            return draw(
                st.sampled_from(
                    (
                        this.case == "c1",
                        ~this.case.is_in("c2"),
                        person.uniformed == True,  # noqa: E712
                        person.unit == "u1",
                        person.at(this.recorded_at).leader == False,  # noqa: E712
                    )
                )
            )
        case 4 if draw(_half):
            return this.at >= draw(instants(frame))
        case _:
            return None


def leaf(draw: st.DrawFn, heads: Kinds, frame: Frame) -> Each:
    """Draw an ``each`` of one of the kinds."""
    kind = draw(st.sampled_from(heads))
    measure = this.rating if kind is Answered and draw(_half) else None
    return each(kind, where=condition(draw, kind, frame), measure=measure)


def subjected(draw: st.DrawFn, depth: int, heads: Kinds, frame: Frame) -> Pattern:
    """Draw a pattern whose matches are about a fact of one of the kinds."""
    if depth <= 0:
        return leaf(draw, heads, frame)

    def inner(of: Kinds = heads, *, less: int = 1) -> Pattern:
        return subjected(draw, depth - less, of, frame)

    def second(of: Kinds = KINDS, same: str | None = None) -> Pattern:
        found = subjected(draw, draw(st.sampled_from((0, 0, depth - 1))), of, frame)
        return ByAnyone(found) if same == "case" and draw(_seldom) else found

    same = draw(_same)
    match draw(_subjected):
        case "each":
            return leaf(draw, heads, frame)
        case "any_of":
            return any_of(inner(), second(heads))
        case "followed":
            return _followed(draw, depth, heads, frame, same, second, answered=True)
        case "unanswered":
            return _followed(draw, depth, heads, frame, same, second, answered=False)
        case "preceded":
            return inner().preceded_by(second(same=same), within=draw(st.none() | _ahead), same=same)
        case "not_preceded":
            return inner().not_preceded_by(second(same=same), within=draw(st.none() | _ahead), same=same)
        case "during":
            return inner().during(second(SPANS, same), same=same)
        case "not_during":
            return inner().not_during(second(SPANS, same), same=same)
        case "unless":
            if same is None and draw(_half):
                return inner().unless(windowed(draw, min(depth - 1, 1), frame))
            return inner().unless(second(same=same), same=same)
        case "repeated":
            return inner().repeated(draw(_count), within=draw(_back))
        case "groups":
            return inner().repeated(draw(_count), within=draw(_back), groups=True)
        case "consecutive":
            among = inner()
            return Consecutive(_part(draw, among, frame, second), draw(_few), among)
        case _:
            return of_subordinates(inner())


def _part(draw: st.DrawFn, among: Pattern, frame: Frame, second: Callable[..., Pattern]) -> Pattern:
    """Draw a pattern some of whose matches are matches of another."""
    if draw(_half):
        return among.unless(second(), same=draw(_same))
    return leaf(draw, among.kinds, frame) if draw(_half) else second(among.kinds)


def _followed(
    draw: st.DrawFn,
    depth: int,
    heads: Kinds,
    frame: Frame,
    same: str | None,
    second: Callable[..., Pattern],
    *,
    answered: bool,
) -> Pattern:
    choice = draw(_limit)
    if not answered and choice == "none":
        choice = "within"
    limits: dict[str, Any] = {}
    if choice == "within":
        limits["within"] = draw(_ahead)
    elif choice != "none":
        if Received in heads:
            heads, due = (Received,), this.due
        else:
            due = this.until if heads == (Away,) else this.recorded_at
        by: Due = due if choice == "by" else before(due, draw(_back))
        limits["by"] = by
    first = subjected(draw, depth - 1, heads, frame)
    if limits and draw(_seldom):
        mover = leaf(draw, MOVERS, frame)
        limits["moved_by"] = ByAnyone(mover) if same == "case" and draw(_seldom) else mover
    elif limits and draw(_seldom):
        limits["moved_by"] = second(MOVERS)
    then = second(same=same)
    if answered:
        return first.followed_by(then, same=same, **limits)
    return first.not_followed_by(then, same=same, **limits)


def windowed(draw: st.DrawFn, depth: int, frame: Frame) -> Pattern:
    """Draw a pattern whose matches are of calendar windows."""

    def inner(of: Kinds = KINDS) -> Pattern:
        return subjected(draw, depth - 1, of, frame)

    def second(of: Kinds = KINDS) -> Pattern:
        return subjected(draw, draw(st.sampled_from((0, 0, max(depth - 1, 0)))), of, frame)

    per = draw(_per)
    match draw(_windowed) if depth > 0 else "per":
        case "per":
            return inner().repeated(draw(_count), per=per)
        case "fewer":
            return fewer_than(draw(_count), inner(), per=per)
        case "share":
            among = inner()
            of = _part(draw, among, frame, second)
            return share(of, among=among, below=draw(_below), at_least=draw(_few), per=per)
        case "mean":
            return mean(inner((Answered,)), this.rating, below=draw(_count) + 1, at_least=draw(_few), per=per)
        case "any_of":
            if draw(_half):
                return any_of(windowed(draw, depth - 1, frame), inner())
            return any_of(windowed(draw, depth - 1, frame), windowed(draw, depth - 1, frame))
        case "unless":
            return windowed(draw, depth - 1, frame).unless(second())
        case _:
            return of_subordinates(windowed(draw, depth - 1, frame))


@st.composite
def patterns(draw: st.DrawFn, frame: Frame, *, depth: int = 3) -> Pattern:
    """Return a pattern nested up to ``depth`` below its head; one in four is of calendar windows."""
    if draw(_seldom):
        return windowed(draw, depth, frame)
    return subjected(draw, depth, KINDS, frame)
