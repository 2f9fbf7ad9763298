"""Judge a province that never was by the shipped rulebook: every kind of fact it reads, everyone, a full year.

    python benchmarks/province.py [people] [rounds]        default: 20000 people, 3 rounds

Rulebook ``thanh-tra-thanh-hoa`` (141 rules), sheet ``sau-tieu-chi``, the year 2026 asked on 11 January 2027, everything
covered. Prints processor time, wall time and peak memory: of the columns, of the findings with everyone's points, and of
verdicts built when somebody looks.
"""

import resource
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from generator import DAY, HOUR, Numbered

from vanhoa_rules import STANDARD, Calendar, Period, Roster, load_rulebook, load_scorecard
from vanhoa_rules.calendars import instant
from vanhoa_rules.engines.columnar import FactTable, Judged, evaluate
from vanhoa_rules.facts import Person, fields_of
from vanhoa_rules.patterns import Each, walk

CALENDAR = Calendar.vietnam()
PERIOD = Period.parse("2026")
AS_OF = instant("2027-01-11", "Asia/Ho_Chi_Minh")
BEGIN = int(PERIOD.start.timestamp()) * 1_000_000
WORKDAYS = np.array(
    [n for n in range(365) if CALENDAR.is_working(date(2026, 1, 1) + timedelta(days=n))], dtype=np.int64
)
UNIT = 40
# how often a year, for each person; what is not listed happens to one in a hundred
RATES = {
    "leave.approved": 4,
    "mission.assigned": 6,
    "attendance.absent": 0.6,
    "presence.checked": 12,
    "meeting.due": 24,
    "dress.checked": 12,
    "feedback.rated": 15,
    "complaint.filed": 0.3,
    "contact.observed": 4,
    "conduct.reported": 0.1,
    "incident.handled": 0.5,
    "support.requested": 3,
    "suggestion.made": 1,
    "consultation.held": 0.3,
    "training.attended": 2,
    "reception.held": 4,
    "statement.made": 0.2,
    "conclusion.issued": 0.3,
    "authorisation.granted": 0.05,
    "task.assigned": 36,
    "task.assessed": 12,
    "order.received": 2,
    "order.executed": 2,
    "report.due": 12,
    "case.received": 60,
    "complaint_case.received": 0.6,
    "denunciation_case.received": 0.15,
    "letter.received": 4,
    "inspection.reported": 0.4,
    "inspection.draft_received": 0.4,
    "information.requested": 1,
    "document.received": 48,
    "document.signed": 12,
    "publication.due": 2,
    "procedure.checked": 2,
    "gift.received": 0.2,
    "interest.arose": 0.05,
    "post.taken": 0.1,
    "asset.declared": 0.15,
    "award.granted": 0.1,
    "violation.concluded": 0.01,
    "discipline.decided": 0.005,
}
RARE = 0.01
LATE = 0.03  # of arrivals, departures and meetings
# what follows on the same matter: after what, of how many, about how many days later
FOLLOWING = {
    "meeting.attended": ("meeting.due", 0.96, 0.0),
    "meeting.excused": ("meeting.due", 0.03, 0.1),
    "support.given": ("support.requested", 0.95, 2),
    "reception.answered": ("reception.held", 0.9, 2),
    "task.completed": ("task.assigned", 0.97, 6),
    "task.extended": ("task.assigned", 0.05, 5),
    "task.transferred": ("task.assigned", 0.01, 3),
    "task.withdrawn": ("task.assigned", 0.01, 3),
    "task.refused": ("task.assigned", 0.002, 1),
    "cause.confirmed": ("task.assessed", 0.05, 5),
    "report.submitted": ("report.due", 0.97, -1),
    "case.returned": ("case.received", 0.99, 3),
    "case.deadline_extended": ("case.received", 0.04, 4),
    "case.supplement_requested": ("case.received", 0.06, 2),
    "case.supplement_received": ("case.supplement_requested", 0.9, 4),
    "apology.sent": ("case.received", 0.03, 6),
    "complaint_case.accepted": ("complaint_case.received", 0.95, 5),
    "complaint_case.decided": ("complaint_case.accepted", 0.95, 20),
    "complaint_case.sent": ("complaint_case.decided", 0.98, 1),
    "denunciation_case.accepted": ("denunciation_case.received", 0.8, 4),
    "denunciation_case.handled": ("denunciation_case.received", 0.15, 4),
    "denunciation_case.extended": ("denunciation_case.accepted", 0.1, 10),
    "denunciation_case.concluded": ("denunciation_case.accepted", 0.95, 15),
    "denunciation_case.published": ("denunciation_case.concluded", 0.95, 3),
    "letter.handled": ("letter.received", 0.95, 12),
    "inspection.drafting_assigned": ("inspection.reported", 0.95, 2),
    "inspection.concluded": ("inspection.draft_received", 0.95, 6),
    "information.answered": ("information.requested", 0.96, 2),
    "document.acknowledged": ("document.received", 0.97, 0.1),
    "document.forwarded": ("document.received", 0.95, 0.2),
    "document.issued": ("document.signed", 0.97, 0.3),
    "publication.posted": ("publication.due", 0.97, -1),
    "order.objected": ("order.executed", 0.03, -1),
    "gift.refused": ("gift.received", 0.5, 0.0),
    "gift.reported": ("gift.received", 0.7, 2),
    "gift.handed_in": ("gift.received", 0.3, 3),
    "interest.declared": ("interest.arose", 0.9, 2),
}
TRUE = {  # of how many a field is so; half of them where nothing is said
    "verified": 0.3,
    "neat": 0.98,
    "footwear_ok": 0.99,
    "badge_worn": 0.95,
    "uniform_ok": 0.98,
    "insignia_ok": 0.98,
    "present": 0.97,
    "private_activity": 0.01,
    "met": 0.97,
    "objective_cause": 0.3,
    "planned": 0.9,
    "recorded": 0.97,
    "refused": 0.01,
    "complete": 0.97,
    "truthful": 0.995,
    "conforming": 0.97,
    "electronic": 0.85,
    "calm": 0.97,
    "within_authority": 0.98,
    "false": 0.02,
    "private": 0.2,
    "greeted": 0.95,
    "thanked": 0.9,
    "signed_personal": 0.98,
    "signed_agency": 0.98,
    "handled": 0.9,
}
SPANS = {"leave.approved": 4, "mission.assigned": 3, "authorisation.granted": 60}  # days at most


def kinds_read() -> list[str]:
    """Return every kind that the rulebook reads, in whatever place."""
    book = load_rulebook("thanh-tra-thanh-hoa")
    return sorted({n.kind.kind for rule in book for n in walk(rule.pattern) if isinstance(n, Each)})


def roster(people: Sequence[str]) -> Roster:
    """Return units of forty: a head, a deputy, one who speaks to the press, the others of several employments."""
    return Roster(
        Person(
            id=one,
            unit=f"u{n // UNIT:04d}",
            role={0: "unit_head", 1: "unit_deputy"}.get(n % UNIT, "inspector" if n % 3 else "clerk"),
            leader=n % UNIT < 2,
            employment=("can_bo", "cong_chuc", "cong_chuc", "vien_chuc")[n % 4],
            reports_to=people[n - n % UNIT] if n % UNIT else None,
            citizen_facing=n % 5 < 2,
            uniformed=n % 3 == 1,
            spokesperson=n % (UNIT * 10) == 2,
            listed=n % 10 < 2,
        )
        for n, one in enumerate(people)
    )


@dataclass
class Year:
    """Draws a year of facts, kind by kind, from one stream of random numbers."""

    n: int
    rng: Any = field(default_factory=lambda: np.random.default_rng(2026))
    kinds: dict[str, dict[str, Any]] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    cases: int = 0

    def draw(self) -> None:
        self.attendance()
        for kind in kinds_read():
            if kind not in self.kinds and kind not in FOLLOWING:
                mean = RATES.get(kind, RARE)
                staff = np.repeat(np.arange(self.n), self.rng.poisson(mean, self.n))
                self.put(kind, staff, self.moments(staff), self.keys(len(staff)))
        waiting = [kind for kind in FOLLOWING if kind in kinds_read()]
        for kind in waiting:
            first, share, days = FOLLOWING[kind]
            of = self.kinds[first]
            told = np.flatnonzero(self.rng.random(len(of["at"])) < share)
            lag = self.rng.exponential(abs(days) + 0.01, len(told)) * (1 if days >= 0 else -1) * DAY
            at = of["at"][told] + lag.astype(np.int64) // 1_000_000 * 1_000_000
            self.put(kind, of["staff"][told], at, of["case"][told])

    def keys(self, n: int) -> Any:
        self.cases += n
        return np.arange(self.cases - n, self.cases)

    def moments(self, staff: Any) -> Any:
        day = WORKDAYS[self.rng.integers(0, len(WORKDAYS), len(staff))]
        return BEGIN + day * DAY + self.rng.integers(8 * 3600, 17 * 3600, len(staff)) * 1_000_000

    def attendance(self) -> None:
        """Put an arrival and a departure for every working day, now and then late or early."""
        for kind, hour, name in (
            ("attendance.arrived", 7, "minutes_late"),
            ("attendance.left", 17, "minutes_early"),
        ):
            staff = np.repeat(np.arange(self.n), len(WORKDAYS))
            at = np.tile(BEGIN + WORKDAYS * DAY + hour * HOUR, self.n)
            minutes = np.where(self.rng.random(len(staff)) < LATE, self.rng.integers(1, 60, len(staff)), 0)
            at += self.rng.integers(0, 1800, len(staff)) * 1_000_000
            self.kinds[kind] = {"staff": staff, "at": at, name: minutes}

    def put(self, kind: str, staff: Any, at: Any, case: Any) -> None:
        order = np.lexsort((at, staff))
        order = order[(at[order] >= BEGIN) & (at[order] < int(AS_OF.timestamp()) * 1_000_000)]
        staff, at, case = staff[order], at[order], case[order]
        found = {"staff": staff, "at": at, "case": case}
        for name, spec in fields_of(STANDARD[kind]).items():
            made = self.field(kind, name, spec, at)
            if made is not None and name not in found:
                found[name] = made
        self.kinds[kind] = found

    def field(self, kind: str, name: str, spec: Any, at: Any) -> Any:
        """Return the values of one field, None where it is left out."""
        rng, n = self.rng, len(at)
        match spec.type:
            case "bool":
                return rng.random(n) < TRUE.get(name, 0.5)
            case "int" if name.startswith("minutes_"):
                return np.where(rng.random(n) < LATE, rng.integers(1, 30, n), 0)
            case "int":
                return rng.integers(1, {"rating": 6, "instance": 3}.get(name, 30), n)
            case "decimal" if spec.required:
                return rng.integers(1, 9, n)
            case "instant" if name == "until" and kind in SPANS:
                return at + rng.integers(1, SPANS[kind] + 1, n) * DAY
            case "instant" if name == "act_at":
                return at - rng.integers(10, 200, n) * DAY
            case "instant" if name == "due":
                return at + rng.integers(5, 20, n) * DAY
            case "str" if spec.choices or (spec.required and name != "id"):
                return self.text(name, spec.choices or ("a", "b", "c"), n)
            case _:
                return None

    def text(self, name: str, choices: Sequence[str], n: int) -> Any:
        pool = self.texts.setdefault(name, [])
        pool.extend(one for one in choices if one not in pool)
        return np.array([pool.index(one) for one in choices])[self.rng.integers(0, len(choices), n)]

    @property
    def pools(self) -> Mapping[str, Sequence[str]]:
        return {**self.texts, "case": Numbered("c", self.cases)}


@dataclass
class Clock:
    """Processor and wall seconds since it was made."""

    cpu: float = field(default_factory=time.process_time)
    wall: float = field(default_factory=time.perf_counter)

    def told(self) -> str:
        return f"{time.process_time() - self.cpu:.2f} s of processor time ({time.perf_counter() - self.wall:.2f} s by the wall)"


def peak() -> str:
    return f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:,.0f} MB"


def main(n: int, rounds: int) -> None:
    people = tuple(f"s{k:07d}" for k in range(n))
    year = Year(n)
    year.draw()
    size = sum(len(of["at"]) for of in year.kinds.values())
    columns = sum(a.nbytes for of in year.kinds.values() for a in of.values()) / 1e6
    print(f"{n:,} people, {size:,} facts of {len(year.kinds)} kinds, columns {columns:,.0f} MB; {peak()}")
    clock = Clock()
    given = {STANDARD[kind]: of for kind, of in year.kinds.items()}
    table = FactTable.from_columns(given, people=people, pools=year.pools, as_of=AS_OF)
    print(f"columns to table: {clock.told()}")
    everyone, book, sheet = (
        roster(people),
        load_rulebook("thanh-tra-thanh-hoa"),
        load_scorecard("sau-tieu-chi"),
    )
    took: list[float] = []
    found: Judged | None = None
    for _ in range(rounds):
        found = None
        clock = Clock()
        found = evaluate(
            book,
            sheet,
            table,
            roster=everyone,
            period=PERIOD,
            as_of=AS_OF,
            covers="all",
            calendar=CALENDAR,
        )
        _ = found.points
        took.append(time.process_time() - clock.cpu)
        print(f"{len(book)} rules, findings and points of everyone: {clock.told()}; {peak()}")
    assert found is not None
    count = sum(len(result.certain) for result in found.results)
    alone = {one for result in found.results for one in result.by_reference}
    rules = sum(bool(len(result.certain)) for result in found.results)
    print(
        f"{count:,} findings by {rules} rules; {len(alone):,} people partly judged one by one; "
        f"{size / statistics.median(took) / 1e6:.2f} M facts/s (median of {rounds})"
    )
    clock = Clock()
    for one in people[:100]:
        _ = found[one]
    print(f"100 verdicts as objects: {clock.told()}; {peak()}")


if __name__ == "__main__":
    main(*[*map(int, sys.argv[1:]), *(20_000, 3)[len(sys.argv) - 1 :]])
