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

from vanhoa_rules.engines.reference.matching import (
    FAR,
    ONE,
    Matches,
    about,
    holds,
    in_time,
    members,
    of_window,
    subject_of,
    together,
    until_of,
)
from vanhoa_rules.engines.reference.reading import Reading
from vanhoa_rules.engines.sight import MOMENT, NOTHING, Span, up_to
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
class Nodes(Reading):
    """The matches of patterns; remembers what it has read."""

    _memo: dict[tuple[int, str, bool], Matches] = field(
        factory=dict[tuple[int, str, bool], Matches], init=False
    )

    def matches(self, pattern: Pattern, staff: str, *, sure: bool) -> Matches:
        """Return the certain (``sure``) or the possible matches of a pattern on one person's timeline."""
        key = (id(pattern), staff, sure)
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
        kept: dict[Any, Match] = {}
        for place, part in enumerate(node.of):
            for m in self.matches(part, staff, sure=sure):
                same = m.identity if settled else (about(m) if sure else (m.identity, place))
                if same not in kept or m.at < kept[same].at:
                    kept[same] = m
        return kept.values()

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

    def _repeated(self, node: Repeated, staff: str, *, sure: bool) -> Iterable[Match]:
        found = self._placed(node.of, staff, sure=sure)
        for place, m in enumerate(found):
            start = self.scene.calendar.back(m.at, node.within)
            last = [n for n in found[: place + 1] if n.at >= start][-node.count :]
            if len(last) == node.count:
                yield attrs.evolve(
                    together(last), at=m.at, measure=m.measure, least=m.least, lo=m.lo, hi=m.hi
                )

    def _groups(self, node: Repeated, staff: str, *, sure: bool) -> Iterable[Match]:
        period = self.scene.period
        found = [m for m in self._placed(node.of, staff, sure=sure) if period.contains(m.at)]
        settled = self._settled(node.of, staff)
        place = 0
        while place + node.count <= len(found):
            group = found[place : place + node.count]
            if self.scene.calendar.back(group[-1].at, node.within) <= group[0].at:
                m = together(group)
                yield m if settled else attrs.evolve(m, lo=period.start, hi=period.end - MOMENT, drifts=True)
                place += node.count
            else:
                place += 1

    def _repeated_per(self, node: RepeatedPer, staff: str, *, sure: bool) -> Iterable[Match]:
        found = self._placed(node.of, staff, sure=sure)
        settled = self._settled(node.of, staff)
        for window in self._complete(node.per):
            inside = [m for m in found if window.contains(m.at)]
            if len(inside) >= node.count:
                m = together(inside[: node.count])
                lo, hi = (m.at, m.at) if settled else (window.start, window.end - MOMENT)
                count = Fraction(len(inside))
                missing = frozenset[str]().union(*(one.missing for one in inside))
                yield attrs.evolve(
                    m, measure=count, least=count, subject=None, window=window, lo=lo, hi=hi, missing=missing
                )

    def _consecutive(self, node: Consecutive, staff: str, *, sure: bool) -> Iterable[Match]:
        period = self.scene.period
        of = {
            sure_: {about(m): m for m in self._placed(node.of, staff, sure=sure_)} for sure_ in (True, False)
        }
        maybe = [m for m in members(self.matches(node.among, staff, sure=False)) if period.contains(m.at)]
        certain = [m for m in self._placed(node.among, staff, sure=True) if period.contains(m.at)]
        known = {about(m) for m in certain}
        if sure and any(not m.fixed for m in maybe):
            return
        run: list[Match] = []
        for m in maybe:
            one = about(m)
            if sure:
                run = [*run, m] if one in known and one in of[True] else []
            elif one in of[False]:
                run = [*run, m]
            elif one in known:
                run = []
            else:
                continue
            last = run[-node.count :]
            if len(last) < node.count or last[-1] is not m:
                continue
            whole = together(last)
            if sure and self.sight.unseen(node.among, staff, up_to(last[0].at, m.at)):
                continue
            between = [
                one for one in maybe if last[0].order <= one.order <= m.order and about(one) not in of[True]
            ]
            doubt = whole.missing.union(
                *(one.missing for one in between),
                *(of[False][about(one)].missing for one in last if about(one) in of[False]),
            )
            if not sure:
                doubt |= self.sight.unseen(node.among, staff, up_to(last[0].at, m.at))
            yield attrs.evolve(whole, at=m.at, missing=NOTHING if sure else doubt)

    def _fewer_than(self, node: FewerThan, staff: str, *, sure: bool) -> Iterable[Match]:
        maybe = self.matches(node.of, staff, sure=False)
        counted = maybe if sure else self._placed(node.of, staff, sure=True)
        for window in self._complete(node.per):
            last = window.end - MOMENT
            inside = [m for m in counted if m.lo <= last and m.hi >= window.start]
            doubt = self.sight.unseen(node.of, staff, Span(window.start, window.end))
            if len(inside) >= node.count or (sure and doubt):
                continue
            missing = doubt.union(*(m.missing for m in maybe if m.lo <= last and m.hi >= window.start))
            measure = Fraction(node.count - len(inside))
            yield of_window(
                window, in_order(*(f for m in inside for f in m.facts)), measure, NOTHING if sure else missing
            )

    def _share(self, node: Share, staff: str, *, sure: bool) -> Iterable[Match]:
        of = {
            sure_: {about(m): m for m in self._placed(node.of, staff, sure=sure_)} for sure_ in (True, False)
        }
        skip = self._undecided(node.of, staff)
        maybe = [m for m in members(self.matches(node.among, staff, sure=False)) if about(m) not in skip]
        certain = {about(m) for m in self._placed(node.among, staff, sure=True)}
        if sure and not all(m.fixed for m in (*maybe, *self.matches(node.of, staff, sure=False))):
            return
        for window in self._complete(node.per):
            inside = [m for m in maybe if window.contains(m.at)]
            if sure:  # the highest share that the possible allows
                good = [m for m in inside if about(m) in of[False]]
                bad = [m for m in inside if about(m) not in of[False] and about(m) in certain]
                enough = sum(about(m) in certain for m in inside) >= node.at_least
            else:  # the lowest
                good = [m for m in inside if about(m) in of[True] and about(m) in certain]
                bad = [m for m in inside if about(m) not in of[True]]
                enough = len(inside) >= node.at_least
            total = len(good) + len(bad)
            doubt = self.sight.unseen(node.of, staff, Span(window.start, window.end)) | self.sight.unseen(
                node.among, staff, Span(window.start, window.end)
            )
            if not enough or not total or len(good) >= node.below * total or (sure and doubt):
                continue
            missing = doubt.union(
                *(m.missing for m in inside),
                *(m.missing for m in of[False].values() if window.contains(m.at)),
            )
            measure = (node.below - Fraction(len(good), total)) / node.below
            yield of_window(
                window, in_order(*(f for m in bad for f in m.facts)), measure, NOTHING if sure else missing
            )

    def _mean(self, node: Mean, staff: str, *, sure: bool) -> Iterable[Match]:
        among = members(self.matches(node.among, staff, sure=False))
        values = {id(m): self._value(node.value, subject_of(m)) for m in among}
        maybe = [m for m in among if values[id(m)] is not None]
        certain = {about(m) for m in self._placed(node.among, staff, sure=True)}
        if sure and not all(m.fixed for m in maybe):
            return
        for window in self._complete(node.per):
            inside = [m for m in maybe if window.contains(m.at)]
            known = [m for m in inside if about(m) in certain]
            rest = sorted(
                (m for m in inside if about(m) not in certain), key=lambda m: values[id(m)], reverse=sure
            )
            chosen = [Fraction(values[id(m)]) for m in known]
            for m in rest:  # the possible ones that move the mean furthest
                number = Fraction(values[id(m)])
                if not chosen or (
                    number * len(chosen) > sum(chosen) if sure else number * len(chosen) < sum(chosen)
                ):
                    chosen.append(number)
            doubt = self.sight.unseen(node.among, staff, Span(window.start, window.end))
            enough = len(known if sure else inside) >= node.at_least
            if not chosen or not enough or sum(chosen) >= node.below * len(chosen) or (sure and doubt):
                continue
            missing = doubt.union(*(m.missing for m in inside))
            measure = (node.below - sum(chosen, Fraction(0)) / len(chosen)) / node.below
            low = [m for m in (known if sure else inside) if values[id(m)] < node.below]
            yield of_window(
                window, in_order(*(f for m in low for f in m.facts)), measure, NOTHING if sure else missing
            )

    def _of_subordinates(self, of: Pattern, staff: str, *, sure: bool) -> Iterable[Match]:
        everyone = self.scene.roster.ever_reports(staff, date.min, date.max)
        quantify = all if sure else any
        for one in everyone:
            for m in self.matches(of, one, sure=sure):
                if quantify(
                    row is not None and row.reports_to == staff for row in self._rows(one, m.lo, m.hi)
                ):
                    yield m

    def _placed(self, pattern: Pattern, staff: str, *, sure: bool) -> Matches:
        """Return the matches of an operand whose time is read; a certain one that may move is then only possible."""
        found = self.matches(pattern, staff, sure=sure)
        return tuple(m for m in found if m.fixed) if sure else found

    def _adrift(self, pattern: Pattern, staff: str) -> frozenset[str]:
        """Return the kinds for want of which an operand whose time is read may lie at another time than recorded."""
        match pattern:
            case OfSubordinates(of):
                reports = self.scene.roster.ever_reports(staff, date.min, date.max)
                return NOTHING.union(*(self._adrift(of, one) for one in reports))
            case ByAnyone(of):
                return NOTHING.union(*(self._adrift(of, one) for one in self.scene.timelines.staff))
            case AnyOf(of):
                return NOTHING.union(*(self._adrift(part, staff) for part in of))
            case Each() | FewerThan():
                return NOTHING
            case Unless(first=first):
                return self._adrift(first, staff)
            case NotFollowedBy(first=first) | NotPrecededBy(first=first):
                timed: tuple[Pattern, ...] = (first,)
            case During(first=first) | NotDuring(first=first):
                return self._adrift(first, staff) | (
                    self._loose(pattern.span, staff) if isinstance(pattern, During) else NOTHING
                )
            case FollowedBy(first=first, then=then, moved_by=moved_by):
                timed = (first, then) if moved_by is None else (first, then, moved_by)
            case PrecededBy(first=first, earlier=earlier):
                timed = (first, earlier)
            case Repeated(of=of) | RepeatedPer(of=of):
                timed = (of,)
            case Consecutive(of=of, among=among) | Share(of=of, among=among):
                timed = (of, among)
            case Mean(among=among):
                timed = (among,)
            case _:
                timed = ()
        return NOTHING.union(*(self._loose(part, staff) for part in timed))

    def _loose(self, pattern: Pattern, staff: str) -> frozenset[str]:
        found = self.matches(pattern, staff, sure=False)
        return self._adrift(pattern, staff).union(*(m.missing for m in found if not m.fixed))

    def _settled(self, pattern: Pattern, staff: str) -> bool:
        certain, possible = (self.matches(pattern, staff, sure=sure) for sure in (True, False))
        same = [(m.identity, m.at, m.measure) for m in certain] == [
            (m.identity, m.at, m.measure) for m in possible
        ]
        return same and not self.sight.unseen(pattern, staff, Span(None, self.scene.as_of))

    def _undecided(self, pattern: Pattern, staff: str) -> frozenset[Any]:
        """Return what a share ignores: the facts of which null hides whether they are in the pattern."""
        match pattern:
            case Each(kind, where):
                facts = (f for f in self.scene.timelines.of(staff) if type(f) is kind)
                return (
                    frozenset()
                    if where is None
                    else frozenset(("fact", f.id) for f in facts if self._value(where, f) is None)
                )
            case AnyOf(of):
                hidden = frozenset[Any]().union(*(self._undecided(part, staff) for part in of))
                return hidden - {about(m) for part in of for m in self.matches(part, staff, sure=False)}
            case ByAnyone() | OfSubordinates() | RepeatedPer() | FewerThan() | Share() | Mean():
                return frozenset()
            case Repeated(of=first) | Consecutive(of=first):
                return self._undecided(first, staff)
            case _:
                return self._undecided(pattern.first, staff)  # type: ignore[attr-defined]
