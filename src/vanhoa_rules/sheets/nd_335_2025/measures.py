"""5 · A number that the unseen leaves open, and the few operations the sheet needs on it."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

from attrs import frozen

from vanhoa_rules.canonical import plain

NIL, ONE = Fraction(0), Fraction(1)


@frozen
class Measure:
    """At least ``low``, at most ``high`` (None = without end); ``recorded`` is what the record says (None = nothing).

    ``evidence`` are the ids of the facts it rests on.
    """

    low: Fraction
    recorded: Fraction | None
    high: Fraction | None
    evidence: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether low, recorded and high are one and the same number object: the common case, and the fast one."""
        return self.low is self.high and self.low is self.recorded

    @property
    def exact(self) -> Fraction | None:
        """The number itself where nothing unseen can change it."""
        return self.low if self.low == self.high else None

    def map(self, function: Callable[[Fraction], Fraction]) -> "Measure":
        """Return the measure under a function that never falls."""
        if self.settled:
            number = function(self.low)
            return Measure(number, number, number, self.evidence)
        return Measure(
            function(self.low),
            None if self.recorded is None else function(self.recorded),
            None if self.high is None else function(self.high),
            self.evidence,
        )

    def at_most(self, limit: Fraction) -> "Measure":
        """Return the measure cut off at a limit."""
        found = self.map(lambda number: min(number, limit))
        return found if found.high is not None else Measure(found.low, found.recorded, limit, found.evidence)

    def to_data(self) -> dict[str, str | None]:
        """Return low, high and the exact number as JSON data."""
        return {"low": plain(self.low), "high": _said(self.high), "exact": _said(self.exact)}

    def bounds_data(self) -> dict[str, str | None]:
        """Return low, recorded and high as JSON data; null where nothing is on record, or without end."""
        return {"low": plain(self.low), "recorded": _said(self.recorded), "high": _said(self.high)}


def _said(value: Fraction | None) -> str | None:
    return None if value is None else plain(value)


def known(value: Fraction | int, evidence: Iterable[str] = ()) -> Measure:
    """Return an exact measure."""
    number = Fraction(value)
    return Measure(number, number, number, tuple(evidence))


def between(
    low: Fraction | int,
    high: Fraction | int | None,
    recorded: Fraction | None = None,
    evidence: Iterable[str] = (),
) -> Measure:
    """Return a measure that is only known to lie between two numbers."""
    return Measure(Fraction(low), recorded, None if high is None else Fraction(high), tuple(evidence))


def summed(values: Iterable[Fraction]) -> Fraction:
    """Return the sum of exact numbers, reduced once at the end."""
    numerator, denominator = 0, 1
    for value in values:
        upper, lower = value.as_integer_ratio()
        if lower == denominator:
            numerator += upper
        else:
            numerator = numerator * lower + upper * denominator
            denominator *= lower
    return Fraction(numerator, denominator)


def _all(values: Iterable[Fraction | None]) -> Fraction | None:
    found: list[Fraction] = []
    for value in values:
        if value is None:
            return None
        found.append(value)
    return summed(found)


def added(parts: Sequence[Measure], over: int = 1) -> Measure:
    """Return the sum of measures divided by a whole number."""
    low = summed(part.low for part in parts) / over
    if all(part.settled for part in parts):
        return Measure(low, low, low, joined(parts))
    return Measure(
        low,
        _over(_all(part.recorded for part in parts), over),
        _over(_all(part.high for part in parts), over),
        joined(parts),
    )


def _over(value: Fraction | None, over: int) -> Fraction | None:
    return None if value is None else value / over


def joined(parts: Iterable[Measure]) -> tuple[str, ...]:
    """Return the evidence of several measures, each fact once, in order."""
    return tuple(dict.fromkeys(fact for part in parts for fact in part.evidence))


def mean(certain: Sequence[Measure], removable: Sequence[Measure] = ()) -> Measure | None:
    """Return the mean of measures, of which the removable ones may turn out not to count; None where none is certain.

    ``recorded`` takes all of them.
    """
    if not certain:
        return None
    every = added([*certain, *removable], len(certain) + len(removable))
    if not removable:
        return every
    lows = [part.low for part in certain]
    low = _extreme(lows, sorted(part.low for part in removable), min)
    highs = [part.high for part in (*certain, *removable)]
    high = (
        None
        if any(value is None for value in highs)
        else _extreme(
            [value for value in highs[: len(certain)] if value is not None],
            sorted((value for value in highs[len(certain) :] if value is not None), reverse=True),
            max,
        )
    )
    return Measure(low, every.recorded, high, every.evidence)


def _extreme(
    certain: list[Fraction], ranked: list[Fraction], best: Callable[[list[Fraction]], Any]
) -> Fraction:
    means: list[Fraction] = []
    for count in range(len(ranked) + 1):
        taken = certain + ranked[:count]
        means.append(sum(taken, NIL) / len(taken))
    found: Fraction = best(means)
    return found


def least(parts: Sequence[Measure]) -> Measure:
    """Return the least of measures."""
    recorded = [part.recorded for part in parts]
    highs = [part.high for part in parts if part.high is not None]
    return Measure(
        min(part.low for part in parts),
        None if None in recorded else min(value for value in recorded if value is not None),
        min(highs) if highs else None,
        joined(parts),
    )
