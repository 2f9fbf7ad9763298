"""3 · The nodes that count: repeated, consecutive, and the calendar windows."""

from collections.abc import Iterable
from fractions import Fraction

import attrs
from attrs import define

from vanhoa_rules.engines.reference.matching import (
    about,
    members,
    of_window,
    subject_of,
    together,
)
from vanhoa_rules.engines.reference.operands import Operands
from vanhoa_rules.engines.sight import MOMENT, NOTHING, Span, up_to
from vanhoa_rules.findings import Match, in_order
from vanhoa_rules.patterns import (
    Consecutive,
    FewerThan,
    Mean,
    Repeated,
    RepeatedPer,
    Share,
)


@define(eq=False)
class Counting(Operands):
    """The matches of the nodes that count."""

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
