"""3 · Many people in chunks: one chunk is judged when somebody looks at a person in it, the last few are kept.

What judging takes is bounded by a chunk with the facts its people are judged by, whatever the number of people.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import define, evolve, field

from vanhoa_rules.engines.columnar import Columnar, Judged
from vanhoa_rules.engines.columnar.engine import in_period
from vanhoa_rules.engines.reaching import Reach, known_to
from vanhoa_rules.findings import Scene
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Scorecard
from vanhoa_rules.verdicts import Asked, Verdict


@define(eq=False)
class Chunked(Mapping[str, Verdict]):
    """Verdicts of ``staff`` in their order, judged ``size`` people at a time; ``keep`` chunks stay at hand."""

    scene: Scene
    rulebook: Rulebook
    scorecard: Scorecard
    head: Asked
    staff: tuple[str, ...]
    size: int
    keep: int = 1
    _places: dict[str, int] = field(init=False)
    _reach: Reach = field(init=False)
    _needed: list[set[str]] = field(init=False)
    _held: dict[int, Judged] = field(init=False, factory=dict[int, Judged])

    def __attrs_post_init__(self) -> None:
        self._places = {staff: place // self.size for place, staff in enumerate(self.staff)}
        count = -(-len(self.staff) // self.size)
        self._reach = Reach.of(self.rulebook, self.scene.roster, max(count, 1), self._places)
        self._needed = [set[str]() for _ in range(count)]
        for staff in self.scene.roster.staff:
            for one in self._reach.above(staff):
                if one in self._places:
                    self._needed[self._places[one]].add(staff)

    def __getitem__(self, staff: str) -> Verdict:
        return self.chunk(self._places[staff])[staff]

    def get(self, staff: str, default: Any = None) -> Any:
        """Return the verdict of a person, or ``default``."""
        return self[staff] if staff in self._places else default

    def __contains__(self, staff: object) -> bool:
        return staff in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self.staff)

    def __len__(self) -> int:
        return len(self.staff)

    def chunk(self, number: int) -> Judged:
        """Return what is found of a chunk's people; the chunk looked at longest ago makes room."""
        if number in self._held:
            self._held[number] = self._held.pop(number)
            return self._held[number]
        while len(self._held) >= self.keep:
            del self._held[next(iter(self._held))]
        self._held[number] = found = self._judge(number)
        return found

    def _judge(self, number: int) -> Judged:
        near, whole = self._needed[number], self.scene.timelines
        kinds = self._reach.anyones
        facts = (
            fact
            for staff in (whole.staff if kinds else sorted(near))
            for fact in whole.of(staff)
            if staff in near or fact.kind in kinds
        )
        roster = self.scene.roster
        if not kinds:
            rows = tuple(row for staff in roster.staff if staff in near for row in roster.rows(staff))
            roster = type(roster)(rows, allow_citizen_ids=True)
        scene = evolve(self.scene, timelines=known_to(facts, whole.staff if kinds else ()), roster=roster)
        engine = Columnar(scene)
        places, asked = in_period(scene, engine.people)
        ids, listed = engine.people.ids, list[int](places.tolist())
        mine = [place for place in listed if self._places.get(ids[place]) == number]
        asked[:] = False
        asked[mine] = True
        engine.asked = asked
        here = places[asked[places]]
        return Judged(engine, self.rulebook, self.scorecard, self.head, here, engine.results(self.rulebook))
