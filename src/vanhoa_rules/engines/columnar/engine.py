"""3 · The columnar engine: every rule over everyone at once, and one person's outcomes when somebody asks."""

from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from functools import cached_property

from attrs import define, field

from vanhoa_rules.engines.columnar.arrays import Bools, Ints, np
from vanhoa_rules.engines.columnar.clock import Clock
from vanhoa_rules.engines.columnar.columns import EPOCH, FAR, TICK
from vanhoa_rules.engines.columnar.common import Common
from vanhoa_rules.engines.columnar.coverage import Coverage
from vanhoa_rules.engines.columnar.doubt import InDoubt, in_doubt
from vanhoa_rules.engines.columnar.matches import AT, DUE, NEW_DUE, Evidence, Matches, runs
from vanhoa_rules.engines.columnar.nodes import reckon
from vanhoa_rules.engines.columnar.people import People
from vanhoa_rules.engines.columnar.rules import RuleResult, judge
from vanhoa_rules.engines.columnar.run import Run
from vanhoa_rules.engines.columnar.table import FactTable
from vanhoa_rules.facts import Fact, fields_of
from vanhoa_rules.findings import Match, Outcome, Pending, Scene
from vanhoa_rules.rules import Rulebook

NAMES = {AT: "at", DUE: "due", NEW_DUE: "new_due"}


@define(eq=False)
class Columnar:
    """The engine over one scene and the table of its facts (built from the scene's timelines where none is given).

    A rulebook is judged for all people at its first question; ``judge`` then hands over one person's outcomes.
    """

    scene: Scene
    table: FactTable = field(default=None)
    asked: Bools | None = None
    people: People = field(init=False)
    _clock: Clock = field(init=False)
    _coverage: Coverage = field(init=False)
    _judged: list[tuple[Rulebook, tuple[RuleResult, ...]]] = field(
        init=False, factory=list[tuple[Rulebook, tuple[RuleResult, ...]]]
    )

    def __attrs_post_init__(self) -> None:
        if self.table is None:  # pyright: ignore[reportUnnecessaryComparison]
            self.table = FactTable.from_facts(self.scene.timelines, self.scene.roster.staff)
        self.people = self.table.staff_of(self.scene.roster)
        self._clock = Clock(self.scene.calendar, self.scene.as_of)
        self._coverage = Coverage(self.scene, self.people)

    @cached_property
    def reference(self) -> InDoubt:
        """The reference engine over the same facts, for those who are in doubt."""
        return in_doubt(self.scene, self.table)

    def judge(self, rulebook: Rulebook, staff: str) -> tuple[Outcome, ...]:
        """Return one outcome a rule, in the order of the rulebook, for one person of the roster."""
        return tuple(self.outcome(result, staff) for result in self.results(rulebook))

    def results(
        self, rulebook: Rulebook, progress: Callable[[int, int], None] | None = None
    ) -> tuple[RuleResult, ...]:
        """Return what each rule says of everyone."""
        for book, results in self._judged:
            if book is rulebook:
                return results
        asked = self.people.listed if self.asked is None else self.people.listed & self.asked
        found: list[RuleResult] = []
        common = Common.of(rule.pattern for rule in rulebook)
        for rule in rulebook:
            run = Run(self.scene, self.table, self.people, self._clock, self._coverage, reckon, common)
            found.append(judge(run, rule, asked, self.reference))
            common.done(rule.pattern)
            if progress is not None:
                progress(len(found), len(rulebook))
        self._judged.append((rulebook, tuple(found)))
        return tuple(found)

    # --- one person's outcomes ------------------------------------------------------------------------------------

    def outcome(self, result: RuleResult, staff: str) -> Outcome:
        """Return what a rule says of one person, as objects."""
        rule = result.rule
        place = self.people.place[staff]
        if place in result.by_reference:
            return result.by_reference[place]
        if not result.applicable[place]:
            return Outcome(rule.id, rule.kind, applicable=False)
        certain = self._matches(result, "certain", result.certain, place)
        possible = (
            certain
            if result.possible is result.certain
            else self._matches(result, "possible", result.possible, place)
        )
        begin, end = self._edges(result, "waiting", result.waiting)
        waiting = tuple(self._pending(result, at) for at in range(int(begin[place]), int(end[place])))
        return Outcome(
            rule.id,
            rule.kind,
            True,
            certain,
            possible,
            waiting,
            named(int(result.missing[place]), result.names),
        )

    def _edges(self, result: RuleResult, name: str, found: Matches) -> tuple[Ints, Ints]:
        if name not in result.edges:
            result.edges[name] = runs(found.staff, len(self.people))
        return result.edges[name]

    def _matches(self, result: RuleResult, name: str, found: Matches, place: int) -> tuple[Match, ...]:
        begin, end = self._edges(result, name, found)
        return tuple(self._match(result, found, at) for at in range(int(begin[place]), int(end[place])))

    def _match(self, result: RuleResult, found: Matches, at: int) -> Match:
        window = (
            None
            if found.window is None or found.window[at] < 0
            else result.run.periods[int(found.window[at])]
        )
        over = found.over if isinstance(found.over, int) else int(found.over[at])
        when = self._instant(
            found, at, window.end - TICK if window is not None and found.stamp is None else None
        )
        subject = int(found.subject[at])
        low, high = int(found.lows[at]), int(found.highs[at])
        fixed = low == high == int(found.at[at])
        return Match(
            when,
            self._facts(found.evidence, at),
            self._facts(found.acts, at),
            Fraction(int(found.measure[at]), over),
            Fraction(int(found.least[at]), over),
            None if subject < 0 else self.table.fact(subject),
            when if fixed else self._local(low),
            when if fixed else self._local(high),
            window,
            named(0 if found.missing is None else int(found.missing[at]), result.names),
            found.drifts is not None and bool(found.drifts[at]),
        )

    def _pending(self, result: RuleResult, at: int) -> Pending:
        found = result.waiting
        if found.window is not None and found.window[at] >= 0:
            window = result.run.periods[int(found.window[at])]
            return Pending(window.end - TICK, (), None, window)
        due = None if int(found.at[at]) == FAR else self._instant(found, at, None)
        return Pending(due, self._facts(found.evidence, at), self.table.fact(int(found.subject[at])))

    def _facts(self, evidence: Evidence, at: int) -> tuple[Fact, ...]:
        return tuple(self.table.fact(int(row)) for row in evidence.of(at))

    def _instant(self, found: Matches, at: int, known: datetime | None) -> datetime:
        """Return the instant of a match with the offset it was written with."""
        if known is not None:
            return known
        row = int(found.subject[at]) if found.stamp is None else int(found.stamp.row[at])
        if row < 0:
            return self._local(int(found.at[at]))
        fact = self.table.fact(row)
        name = "at" if found.stamp is None else NAMES.get(int(found.stamp.field[at]), "")
        if name:
            return getattr(fact, name)  # type: ignore[no-any-return]
        told = EPOCH + int(found.at[at]) * TICK
        for spec in fields_of(type(fact)).values():
            value = getattr(fact, spec.attribute)
            if isinstance(value, datetime) and value == told:
                return value
        return self._local(int(found.at[at]))

    def _local(self, at: int) -> datetime:
        if at >= FAR:
            return datetime.max.replace(tzinfo=UTC)
        return self.scene.calendar.local(EPOCH + at * TICK)


def named(bits: int, names: tuple[str, ...]) -> frozenset[str]:
    """Return the names that bits stand for."""
    return frozenset(name for place, name in enumerate(names) if bits >> place & 1)


def in_period(scene: Scene, people: People) -> tuple[Ints, Bools]:
    """Return whose rows touch the period, as places in the order of the roster, and the same as a mask."""
    owner, _, _ = people.anyone.spans(scene.period, scene.calendar)
    asked = np.zeros(len(people), dtype=np.bool_)
    asked[owner] = True
    return people.in_roster_order[asked[people.in_roster_order]], asked
