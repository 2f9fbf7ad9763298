"""3 · Many people at once: points as arrays, verdicts as objects only where somebody looks."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any, cast

from attrs import define

from vanhoa_rules.calendars import Calendar, Period
from vanhoa_rules.engines.columnar.arrays import Array, Ints, np
from vanhoa_rules.engines.columnar.doubt import late
from vanhoa_rules.engines.columnar.engine import Columnar, in_period
from vanhoa_rules.engines.columnar.matches import Matches
from vanhoa_rules.engines.columnar.rules import RuleResult
from vanhoa_rules.engines.columnar.scoring import READINGS, Ledger, Points
from vanhoa_rules.engines.columnar.table import FactTable
from vanhoa_rules.errors import UsageError
from vanhoa_rules.facts import Fact, Roster, settle
from vanhoa_rules.findings import Scene
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Scorecard, Scores, score
from vanhoa_rules.verdicts import Asked, Verdict, verdict
from vanhoa_rules.words import error

Progress = Callable[[int, int], None] | None


@define(eq=False)
class Late(Mapping[str, Any]):
    """A receipt that is reckoned when somebody reads it: the digest of all facts is dear."""

    _reckon: Callable[[], Mapping[str, Any]]

    @cached_property
    def _told(self) -> Mapping[str, Any]:
        return self._reckon()

    def __getitem__(self, name: str) -> Any:
        return self._told[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)

    def __eq__(self, other: object) -> bool:
        told = other._told if isinstance(other, Late) else other
        return self._told == told

    def __hash__(self) -> int:
        return id(self)


@define(eq=False)
class Judged(Mapping[str, Verdict]):
    """What an evaluation of many people found: a mapping staff → verdict, each built when it is asked for.

    ``points`` are lines, totals and ratings of everyone as arrays, rows by the table's ``people``; ``places`` are the
    rows of those judged, in the order of the roster. ``findings`` are all certain matches as columns.
    """

    engine: Columnar
    rulebook: Rulebook
    scorecard: Scorecard
    head: Asked
    places: Ints
    results: tuple[RuleResult, ...]

    def __getitem__(self, staff: str) -> Verdict:
        if staff not in self:
            raise KeyError(staff)
        outcomes = self.engine.judge(self.rulebook, staff)
        return verdict(
            staff,
            self.head,
            self.rulebook,
            self.scorecard,
            outcomes,
            score(self.scorecard, self.rulebook, outcomes),
        )

    def __contains__(self, staff: object) -> bool:
        place = self.engine.people.place.get(staff) if isinstance(staff, str) else None
        asked = self.engine.asked
        return place is not None and asked is not None and bool(asked[place])

    def __iter__(self) -> Iterator[str]:
        ids = self.engine.people.ids
        listed: list[int] = self.places.tolist()
        return (ids[place] for place in listed)

    def __len__(self) -> int:
        return len(self.places)

    @cached_property
    def ledger(self) -> Ledger:
        """All outcomes read against the sheet."""
        results = {result.rule.id: result for result in self.results}
        return Ledger(self.scorecard, self.rulebook, results, len(self.engine.people))

    @cached_property
    def points(self) -> Points:
        """Lines, totals and ratings of everyone; those who are scored as objects are filled in."""
        found = self.ledger.points()
        alone = [int(place) for place in self.places[found.one_by_one[self.places]]]
        return (
            filled(found, self.scorecard, {place: self._scores(place) for place in alone}) if alone else found
        )

    def _scores(self, place: int) -> Scores:
        outcomes = self.engine.judge(self.rulebook, self.engine.people.ids[place])
        return score(self.scorecard, self.rulebook, outcomes)

    def parts(self) -> Iterator["Judged"]:
        """Yield what was judged at once: all of it."""
        yield self

    def findings(self, rule: str) -> Matches:
        """Return the certain matches of a rule as columns: staff, instants, evidence as rows of the fact table."""
        return next(result.certain for result in self.results if result.rule.id == rule)


def filled(found: Points, scorecard: Scorecard, scores: Mapping[int, Scores]) -> Points:
    """Return points with the rows of some people taken from objects; the denominator widens as it must."""
    order = [one.rating for one in scorecard.thresholds]
    places = list(scores)
    numbers = [
        getattr(bounds, at)
        for one in scores.values()
        for bounds in (one.total, *one.lines.values())
        for at in READINGS
    ]
    over = int(np.lcm.reduce([found.over, *(number.denominator for number in numbers)], dtype=object))
    factor = over // found.over

    def column(values: Array, told: list[Fraction]) -> Array:
        whole = values.astype(object) * factor if factor > 1 or over > 1 << 20 else values.copy()
        whole[places] = [int(value * over) for value in told]
        return whole

    lines = {
        name: {
            at: column(values, [getattr(one.lines[name], at) for one in scores.values()])
            for at, values in of.items()
        }
        for name, of in found.lines.items()
    }
    total = {
        at: column(values, [getattr(one.total, at) for one in scores.values()])
        for at, values in found.total.items()
    }
    rating = {at: values.copy() for at, values in found.rating.items()}
    for number, at in enumerate(READINGS):
        rating[at][places] = [order.index(one.ratings[number]) for one in scores.values()]
    return Points(over, lines, total, rating, found.one_by_one)


def judge_all(
    engine: Columnar, rulebook: Rulebook, scorecard: Scorecard, head: Asked, progress: Progress = None
) -> Judged:
    """Return what a rulebook and a sheet make of everyone whose rows touch the period, in the order of the roster."""
    places, engine.asked = in_period(engine.scene, engine.people)
    return Judged(engine, rulebook, scorecard, head, places, engine.results(rulebook, progress))


def evaluate(
    rulebook: Rulebook,
    scorecard: Scorecard,
    table: FactTable,
    *,
    roster: Roster,
    period: Period,
    as_of: Any,
    known_at: Any = None,
    covers: Any = None,
    calendar: Calendar | None = None,
    progress: Progress = None,
) -> Judged:
    """Return what a rulebook and a sheet make of a table of facts, without an object a fact.

    ``as_of`` and ``known_at`` are instants with an offset, at which the table is cut unless it was (``UsageError`` where
    it was cut at others); ``covers`` as in ``evaluate`` of this library. People who are not in the roster are context
    only. Verdicts are built when they are asked for, the receipt with them.
    """
    days = calendar or Calendar.vietnam()
    scorecard.check(rulebook)
    known = known_at or as_of
    if table.cut is not None and table.cut != (as_of, known):
        raise error(UsageError, "ask.cut", cut=table.cut[0].isoformat(), as_of=as_of.isoformat())
    table = (table.counted(as_of, known) if table.cut is None else table).knowing(roster.staff)
    coverage = settle(
        covers,
        facts=cast("tuple[Fact, ...]", table.given),
        vocabulary=rulebook.vocabulary,
        roster=roster,
        calendar=days,
        period=period,
        as_of=min(as_of, known),
        uncovered=table.uncovered,
    )
    scene = Scene(late(table, table.problems, table.uncovered), roster, coverage, days, period, as_of, known)
    engine = Columnar(scene, table)
    receipt = Late(
        lambda: {
            "rulebook": rulebook.digest,
            "scorecard": scorecard.digest,
            "calendar": days.digest,
            "facts": scene.timelines.digest,
            "coverage": coverage.to_data(),
        }
    )
    return judge_all(engine, rulebook, scorecard, Asked(period, as_of, known, receipt), progress)
