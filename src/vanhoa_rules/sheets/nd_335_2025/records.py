"""5 · One person's facts sorted by what the sheet asks of them, and what is not seen of that person."""

from collections.abc import Mapping
from datetime import datetime

from attrs import field, frozen

from vanhoa_rules.facts import (
    Fact,
    LeadingAssessed,
    LineScored,
    Person,
    PointsDeducted,
    ResultRecorded,
    SupportWorkAssessed,
    TaskCompleted,
)
from vanhoa_rules.findings import Scene
from vanhoa_rules.sheets.nd_335_2025.reading import Reading
from vanhoa_rules.sheets.nd_335_2025.service import Leaves, leaves_of
from vanhoa_rules.sheets.nd_335_2025.tasks import KINDS, Task, cycle_of, tasks_of

TASK_KINDS = tuple(kind for kind in KINDS if kind != "task.assigned")
NONE: frozenset[str] = frozenset()


@frozen(eq=False)
class Record:
    """One person's facts; tasks by the cycle they count in, scores and results by the period written in them."""

    staff: str
    rows: tuple[Person, ...]
    facts: tuple[Fact, ...]
    leaves: Leaves
    tasks: Mapping[str, tuple[Task, ...]]
    strays: tuple[str, ...]
    lines: Mapping[str, list[LineScored]]
    leading: Mapping[str, list[LeadingAssessed]]
    support: Mapping[str, list[SupportWorkAssessed]]
    results: Mapping[str, list[ResultRecorded]]
    deducted: Mapping[str, list[PointsDeducted]]
    delivered: tuple[datetime, ...]
    hidden: frozenset[str] = field(default=NONE)

    def missing(self, task: Task, scene: Scene, ends: datetime) -> frozenset[str]:
        """Return the kinds that are not covered while a task ran."""
        if not self.hidden:
            return NONE
        begins = max(task.assigned.at, _first(self, scene, task.assigned.at))
        return frozenset(
            kind for kind in self.hidden if not scene.coverage.covers(self.staff, kind, begins, ends)
        )


def _first(record: Record, scene: Scene, default: datetime) -> datetime:
    since = record.rows[0].since if record.rows else None
    return default if since is None else scene.calendar.start_of(since)


def record(staff: str, scene: Scene, reading: Reading) -> Record:
    """Return one person's record."""
    facts = scene.timelines.of(staff)
    tasks, strays = tasks_of(facts)
    by_cycle: dict[str, list[Task]] = {}
    for task in tasks:
        by_cycle.setdefault(cycle_of(task.assigned, reading, scene.calendar), []).append(task)
    lines: dict[str, list[LineScored]] = {}
    leading: dict[str, list[LeadingAssessed]] = {}
    support: dict[str, list[SupportWorkAssessed]] = {}
    results: dict[str, list[ResultRecorded]] = {}
    deducted: dict[str, list[PointsDeducted]] = {}
    delivered: list[datetime] = []
    for fact in facts:
        match fact:
            case LineScored():
                lines.setdefault(fact.period, []).append(fact)
            case LeadingAssessed():
                leading.setdefault(fact.period, []).append(fact)
            case SupportWorkAssessed():
                support.setdefault(fact.period, []).append(fact)
            case ResultRecorded():
                results.setdefault(fact.period, []).append(fact)
            case PointsDeducted():
                deducted.setdefault(fact.period, []).append(fact)
            case TaskCompleted():
                delivered.append(fact.at)
            case _:
                pass
    rows = scene.roster.rows(staff)
    return Record(
        staff,
        rows,
        facts,
        leaves_of(facts),
        {cycle: tuple(of) for cycle, of in by_cycle.items()},
        strays,
        lines,
        leading,
        support,
        results,
        deducted,
        tuple(delivered),
        _hidden(staff, scene, tasks, rows),
    )


def _hidden(staff: str, scene: Scene, tasks: tuple[Task, ...], rows: tuple[Person, ...]) -> frozenset[str]:
    if not tasks:
        return NONE
    begins = min(task.assigned.at for task in tasks)
    if rows and rows[0].since is not None:
        begins = max(begins, scene.calendar.start_of(rows[0].since))
    ends = last_seen(rows, scene)
    return frozenset(kind for kind in TASK_KINDS if not scene.coverage.covers(staff, kind, begins, ends))


def last_seen(rows: tuple[Person, ...], scene: Scene) -> datetime:
    """Return the instant up to which a person's facts are asked for: the end of service, at most ``as_of``."""
    until = rows[-1].until if rows else None
    if until is None or any(row.until is None for row in rows):
        return scene.as_of
    return min(scene.as_of, scene.calendar.end_of_day(max(row.until for row in rows if row.until)))
