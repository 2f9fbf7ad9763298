"""3 · Many people in chunks: one chunk is judged when somebody looks at a person in it, the last few are kept.

What judging takes is bounded by a chunk with the facts its people are judged by, whatever the number of people.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from attrs import define, field

from vanhoa_rules.engines.columnar import Columnar, FactTable, Judged
from vanhoa_rules.engines.columnar.engine import in_period
from vanhoa_rules.engines.reaching import Reach
from vanhoa_rules.findings import Scene
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Scorecard
from vanhoa_rules.verdicts import Asked, Verdict

SIZE = 1 << 15
KEEP = 4


@define(eq=False)
class Chunked(Mapping[str, Verdict]):
    """Verdicts of ``staff`` in their order, judged ``size`` people at a time; ``keep`` chunks stay at hand.

    ``table`` holds the facts of the scene as columns; without it they are made of its timelines.
    """

    scene: Scene
    rulebook: Rulebook
    scorecard: Scorecard
    head: Asked
    staff: tuple[str, ...]
    size: int
    keep: int = 1
    table: FactTable = field(default=None)
    _places: dict[str, int] = field(init=False)
    _reach: Reach = field(init=False)
    _held: dict[int, Judged] = field(init=False, factory=dict[int, Judged])

    def __attrs_post_init__(self) -> None:
        if self.table is None:  # pyright: ignore[reportUnnecessaryComparison]
            self.table = FactTable.from_facts(self.scene.timelines, self.scene.roster.staff)
        self._places = {staff: place // self.size for place, staff in enumerate(self.staff)}
        self._reach = Reach.of(self.rulebook, self.scene.roster, max(self.chunks, 1), self._places)

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return -(-len(self.staff) // self.size)

    @cached_property
    def _needed(self) -> list[set[str]]:
        """The people of the roster by whose facts those of each chunk are judged."""
        found = [set(self.staff[n * self.size : (n + 1) * self.size]) for n in range(self.chunks)]
        if self._reach.storeys:
            for staff in self.scene.roster.staff:
                for one in self._reach.above(staff):
                    if one in self._places:
                        found[self._places[one]].add(staff)
        return found

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

    def parts(self) -> Iterator[Judged]:
        """Yield what is found of everyone, chunk by chunk."""
        return (self.chunk(number) for number in range(self.chunks))

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
        engine = self._engine(number)
        places, asked = in_period(engine.scene, engine.people)
        ids, listed = engine.people.ids, list[int](places.tolist())
        mine = [place for place in listed if self._places.get(ids[place]) == number]
        asked[:] = False
        asked[mine] = True
        engine.asked = asked
        here = places[asked[places]]
        return Judged(engine, self.rulebook, self.scorecard, self.head, here, engine.results(self.rulebook))

    def _engine(self, number: int) -> Columnar:
        if self.chunks == 1:
            return Columnar(self.scene, self.table)
        return Columnar(self.scene, self.table.part(self._needed[number], self._reach.anyones))
