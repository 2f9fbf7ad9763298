"""3 · The meaning of each node: its certain and its possible matches on one person's timeline.

``matches(pattern, staff, sure)`` reads a pattern twice. ``sure=True`` gives its certain matches: what could take one
away (the second operand of ``not_…`` and ``unless``, a mover, …) is then read as possible, and an unseen fact counts
as taking. ``sure=False`` gives its possible ones: only what is certain takes.
"""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any, assert_never

import attrs
from attrs import define, field

from vanhoa_rules.engines.reference.counting import Counting
from vanhoa_rules.engines.reference.matching import (
    FAR,
    ONE,
    Matches,
    about,
    holds,
    in_time,
    subject_of,
    until_of,
)
from vanhoa_rules.engines.reference.operands import crosses, joining
from vanhoa_rules.engines.sight import NOTHING, Span, up_to
from vanhoa_rules.findings import Match, in_order
from vanhoa_rules.patterns import (
    AnyOf,
    ByAnyone,
    Consecutive,
    During,
    Each,
    FewerThan,
    FollowedBy,
    Mean,
    Node,
    NotDuring,
    NotFollowedBy,
    NotPrecededBy,
    OfSubordinates,
    Pattern,
    PrecededBy,
    Repeated,
    RepeatedPer,
    Share,
    Unless,
)


@define(eq=False)
class Nodes(Counting):
    """The matches of patterns; remembers what it has read."""

    _memo: dict[tuple[int, str, bool], Matches] = field(
        factory=dict[tuple[int, str, bool], Matches], init=False
    )

    def matches(self, pattern: Pattern, staff: str, *, sure: bool) -> Matches:
        """Return the certain (``sure``) or the possible matches of a pattern on one person's timeline."""
        key = (id(pattern), "" if isinstance(pattern, ByAnyone) else staff, sure)
        if key not in self._memo:
            self._memo[key] = in_time(self._matches(pattern, staff, sure=sure))
        return self._memo[key]

    def _matches(self, pattern: Pattern, staff: str, *, sure: bool) -> Iterable[Match]:
        node: Node = pattern  # type: ignore[assignment]
        match node:
            case Each():
                return self._each(node, staff)
            case AnyOf():
                return self._any_of(node, staff, sure=sure)
            case FollowedBy():
                return self._followed_by(node, staff, sure=sure)
            case NotFollowedBy():
                return self._not_followed_by(node, staff, sure=sure)
            case PrecededBy():
                return self._preceded_by(node, staff, sure=sure)
            case NotPrecededBy():
                return self._not_preceded_by(node, staff, sure=sure)
            case During():
                return self._during(node, staff, sure=sure)
            case NotDuring():
                return self._not_during(node, staff, sure=sure)
            case Unless():
                return self._unless(node, staff, sure=sure)
            case Repeated(groups=True):
                return self._groups(node, staff, sure=sure)
            case Repeated():
                return self._repeated(node, staff, sure=sure)
            case RepeatedPer():
                return self._repeated_per(node, staff, sure=sure)
            case Consecutive():
                return self._consecutive(node, staff, sure=sure)
            case FewerThan():
                return self._fewer_than(node, staff, sure=sure)
            case Share():
                return self._share(node, staff, sure=sure)
            case Mean():
                return self._mean(node, staff, sure=sure)
            case OfSubordinates(of):
                return self._of_subordinates(of, staff, sure=sure)
            case ByAnyone(of):
                everyone = self.scene.timelines.staff
                return [m for one in everyone for m in self.matches(of, one, sure=sure)]
            case _:
                assert_never(node)

    def _each(self, node: Each, staff: str) -> Iterable[Match]:
        for fact in self.scene.timelines.of(staff):
            if type(fact) is node.kind and (node.where is None or self._value(node.where, fact) is True):
                measure = ONE if node.measure is None else Fraction(self._value(node.measure, fact))
                yield Match(fact.at, (fact,), (fact,), measure, measure, fact, fact.at, fact.at)

    def _any_of(self, node: AnyOf, staff: str, *, sure: bool) -> Iterable[Match]:
        settled = all(self._settled(part, staff) for part in node.of)
        kept: dict[Any, tuple[Match, Pattern]] = {}
        for place, part in enumerate(node.of):
            for m in self.matches(part, staff, sure=sure):
                same = m.identity if settled else (about(m) if sure else (m.identity, place))
                if same not in kept or m.at < kept[same][0].at:
                    kept[same] = m, part
        for m, part in kept.values():
            if settled or not sure:
                yield m
            else:
                yield from self._at_least(m, part, node, staff)

    def _at_least(self, m: Match, part: Pattern, node: AnyOf, staff: str) -> Iterable[Match]:
        """Yield a certain match worth no more, and no later, than what may turn out to have the same evidence."""
        others = [
            other
            for other in node.of
            if other is not part and (m.subject is None or self._touches(other, m.subject))
        ]
        if any(crosses(part, other) for other in others):
            return
        near = [n for one in node.of for n in self.matches(one, staff, sure=False) if about(n) == about(m)]
        least, lo = min(n.least for n in (m, *near)), min(n.lo for n in (m, *near))
        if any(joining(part) & joining(other) for other in others):  # perhaps one that is not seen
            least, lo = Fraction(0), min(lo, subject_of(m).at if m.window is None else m.window.start)
        yield attrs.evolve(m, least=least, lo=lo)

    def _followed_by(self, node: FollowedBy, staff: str, *, sure: bool) -> Iterable[Match]:
        maybe = self.matches(node.then, staff, sure=False)
        certain = self._placed(node.then, staff, sure=True)
        answers = certain if sure else maybe
        movers = () if node.moved_by is None else self._placed(node.moved_by, staff, sure=sure)
        for m in self._placed(node.first, staff, sure=sure):
            limit = self._deadline(node.limit, m) or FAR
            answer = self._first(node.same, m, answers)
            due, moved = self._moved(limit, m, node.same, movers, answer)
            if answer is None or answer.at > due:
                continue
            lo = hi = answer.at
            if sure:
                if self.sight.unseen(node.then, staff, up_to(m.at, answer.at)):
                    lo = m.at
                lo = min([lo, *(max(n.lo, m.at) for n in maybe if self._near(node.same, m, n))])
            elif answer.missing:
                due, _ = self._moved(limit, m, node.same, movers, None)
                sealed = self._first(node.same, m, certain)
                rest = [n.at for n in answers if self._near(node.same, m, n) and n.at <= due]
                hi = sealed.at if sealed is not None and sealed.at <= due else max(rest)
            facts = in_order(*m.facts, *moved, *answer.facts)
            yield attrs.evolve(
                m,
                at=answer.at,
                facts=facts,
                acts=in_order(*m.acts, *answer.acts),
                lo=lo,
                hi=hi,
                missing=m.missing | answer.missing,
            )

    def _not_followed_by(self, node: NotFollowedBy, staff: str, *, sure: bool) -> Iterable[Match]:
        maybe = self.matches(node.then, staff, sure=False)
        taking = maybe if sure else self._placed(node.then, staff, sure=True)
        certain_movers = () if node.moved_by is None else self._placed(node.moved_by, staff, sure=True)
        movers = () if node.moved_by is None else self.matches(node.moved_by, staff, sure=False)
        for m in self._placed(node.first, staff, sure=sure):
            limit = self._deadline(node.limit, m)
            if limit is None:
                continue
            answer = self._first(node.same, m, taking)
            due, moved = self._moved(limit, m, node.same, certain_movers, answer)
            furthest, moved_furthest = self._moved(limit, m, node.same, movers, answer)
            reached = furthest if sure else due
            if reached >= self.scene.as_of or (answer is not None and answer.at <= reached):
                continue
            end = self.scene.as_of if answer is None else answer.at
            measure = self._days(reached, end)
            facts = in_order(
                *m.facts, *(moved_furthest if sure else moved), *(answer.facts if answer else ())
            )
            near = [n for n in maybe if self._near(node.same, m, n)]
            near_movers = [n for n in movers if self._near(node.same, m, n)]
            unseen_movers = (
                NOTHING
                if node.moved_by is None
                else self.sight.unseen(node.moved_by, staff, up_to(m.at, furthest))
            )
            doubt = (
                self.sight.unseen(node.then, staff, up_to(m.at, furthest))
                | unseen_movers
                | self._unkeyed(node.same, m)
            )
            drifting = any(not n.fixed for n in near_movers)
            if sure:
                if doubt or drifting or any(not n.fixed for n in near):
                    continue
                blind = min(end, self.sight.blind_from(node.then, staff, furthest))
                yield attrs.evolve(
                    m,
                    at=furthest,
                    facts=facts,
                    measure=measure,
                    least=self._days(furthest, blind),
                    lo=due,
                    hi=furthest,
                )
            else:
                hi = max(due, end if unseen_movers or drifting else min(furthest, end))
                missing = (m.missing | doubt).union(*(n.missing for n in (*near, *near_movers)))
                yield attrs.evolve(
                    m, at=due, facts=facts, measure=measure, least=measure, lo=due, hi=hi, missing=missing
                )

    def _preceded_by(self, node: PrecededBy, staff: str, *, sure: bool) -> Iterable[Match]:
        found = self._placed(node.earlier, staff, sure=sure)
        for m in self._placed(node.first, staff, sure=sure):
            near = [n for n in found if self._precedes(node, n, m)]
            if near:
                n = near[-1]
                missing = m.missing | (NOTHING if any(not one.missing for one in near) else n.missing)
                yield attrs.evolve(
                    m, facts=in_order(*m.facts, *n.facts), acts=in_order(*m.acts, *n.acts), missing=missing
                )

    def _not_preceded_by(self, node: NotPrecededBy, staff: str, *, sure: bool) -> Iterable[Match]:
        maybe = self.matches(node.earlier, staff, sure=False)
        taking = maybe if sure else self._placed(node.earlier, staff, sure=True)
        for m in self._placed(node.first, staff, sure=sure):
            if any(self._precedes(node, n, m) for n in taking):
                continue
            start = (
                None
                if node.within is None
                else self.scene.calendar.earliest(
                    m.at, node.within, self.sight.unit(subject_of(m).staff, m.at)
                )
            )
            doubt = self.sight.unseen(node.earlier, staff, up_to(start, m.at)) | self._unkeyed(node.same, m)
            if not sure:
                takers = (n.missing for n in maybe if self._precedes(node, n, m))
                yield attrs.evolve(m, missing=m.missing | doubt.union(*takers))
            elif not doubt:
                yield m

    def _during(self, node: During, staff: str, *, sure: bool) -> Iterable[Match]:
        found = self._placed(node.span, staff, sure=sure)
        for m in self.matches(node.first, staff, sure=sure):
            near = [n for n in found if self._same(node.same, m, n) and holds(n, m)]
            if near:
                n = max(near, key=lambda one: (until_of(one), one.order))
                missing = m.missing | (NOTHING if any(not one.missing for one in near) else n.missing)
                yield attrs.evolve(m, facts=in_order(*m.facts, *n.facts), missing=missing)

    def _not_during(self, node: NotDuring, staff: str, *, sure: bool) -> Iterable[Match]:
        maybe = self.matches(node.span, staff, sure=False)
        taking = maybe if sure else self._placed(node.span, staff, sure=True)
        for m in self.matches(node.first, staff, sure=sure):
            if any(self._same(node.same, m, n) and holds(n, m) for n in taking):
                continue
            doubt = self.sight.unseen(node.span, staff, up_to(None, subject_of(m).at)) | self._unkeyed(
                node.same, m
            )
            if not sure:
                takers = (n.missing for n in maybe if self._same(node.same, m, n) and holds(n, m))
                yield attrs.evolve(m, missing=m.missing | doubt.union(*takers))
            elif not doubt:
                yield m

    def _unless(self, node: Unless, staff: str, *, sure: bool) -> Iterable[Match]:
        maybe = self.matches(node.excuse, staff, sure=False)
        taking = self.matches(node.excuse, staff, sure=not sure)
        doubt = self.sight.unseen(node.excuse, staff, Span(None, self.scene.as_of))
        for m in self.matches(node.first, staff, sure=sure):
            if any(self._same(node.same, m, n) for n in taking):
                continue
            unkeyed = self._unkeyed(node.same, m)
            if not sure:
                takers = (n.missing for n in maybe if self._same(node.same, m, n))
                yield attrs.evolve(m, missing=(m.missing | doubt | unkeyed).union(*takers))
            elif not (doubt or unkeyed):
                yield m

    def _of_subordinates(self, of: Pattern, staff: str, *, sure: bool) -> Iterable[Match]:
        everyone = self.scene.roster.ever_reports(staff, date.min, date.max)
        quantify = all if sure else any
        for one in everyone:
            for m in self.matches(of, one, sure=sure):
                if quantify(
                    row is not None and row.reports_to == staff for row in self._rows(one, m.lo, m.hi)
                ):
                    yield m
