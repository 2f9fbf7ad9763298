"""8 · When something changes by itself: a queue of instants, of which each person's next ones count."""

import heapq
from collections.abc import Mapping
from datetime import datetime

from attrs import define, field

Due = tuple[datetime | None, datetime | None]
Entry = tuple[datetime, int, str]
NONE: Due = (None, None)
FEW = 1000


@define(eq=False)
class Alarms:
    """Each person's next instants, hard (an outcome may change) and soft (only a count of days goes on)."""

    place: Mapping[str, int]
    _due: dict[str, Due] = field(factory=dict[str, Due], init=False)
    _hard: list[Entry] = field(factory=list[Entry], init=False)
    _soft: list[Entry] = field(factory=list[Entry], init=False)

    def of(self, staff: str) -> Due:
        """Return a person's next instants."""
        return self._due.get(staff, NONE)

    def set(self, staff: str, due: Due) -> None:
        """Set a person's next instants."""
        old = self.of(staff)
        self._due[staff] = due
        for queue, at, was in ((self._hard, due[0], old[0]), (self._soft, due[1], old[1])):
            if at is not None and at != was:
                heapq.heappush(queue, (at, self.place[staff], staff))
        for which, queue in enumerate((self._hard, self._soft)):
            if len(queue) > 4 * len(self.place) + FEW:  # mostly instants that were set anew since
                dues = ((due[which], self.place[one], one) for one, due in self._due.items())
                queue[:] = [(at, place, one) for at, place, one in dues if at is not None]
                heapq.heapify(queue)

    def next(self) -> datetime | None:
        """Return the next hard instant of anybody."""
        while self._hard and self.of(self._hard[0][2])[0] != self._hard[0][0]:
            heapq.heappop(self._hard)
        return self._hard[0][0] if self._hard else None

    def hard(self, at: datetime) -> list[str]:
        """Return whose hard instant has come, and strike it out."""
        return self._pop(self._hard, 0, at)

    def soft(self, at: datetime) -> list[str]:
        """Return whose soft instant has come, and strike it out."""
        return self._pop(self._soft, 1, at)

    def _pop(self, queue: list[Entry], which: int, at: datetime) -> list[str]:
        found: list[str] = []
        while queue and queue[0][0] <= at:
            when, _, staff = heapq.heappop(queue)
            if self.of(staff)[which] == when:
                found.append(staff)
        return list(dict.fromkeys(found))
