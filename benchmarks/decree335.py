"""Time the sheet of Decree 335 on N people × 12 months: three tasks a month, ten line scores, a leader every twenty.

python benchmarks/decree335.py 20000
"""

import sys
import time
from datetime import timedelta
from decimal import Decimal

from vanhoa_rules import STANDARD, Calendar, Period, Roster
from vanhoa_rules.calendars import instant
from vanhoa_rules.facts import LineScored, Person, TaskAssigned, TaskCompleted, build, settle
from vanhoa_rules.findings import Scene
from vanhoa_rules.sheets.nd_335_2025 import Nd335, judge
from vanhoa_rules.sheets.nd_335_2025.general import LINES

ZONE = "Asia/Ho_Chi_Minh"


def people(count):
    """Return the roster: every twentieth person leads the nineteen that follow."""
    rows = []
    for number in range(count):
        leads = number % 20 == 0
        rows.append(
            Person(
                id=f"p{number}",
                unit=f"u{number // 20}",
                role="unit_head" if leads else "specialist",
                leader=leads,
                employment="cong_chuc",
                reports_to=None if leads else f"p{number - number % 20}",
            )
        )
    return Roster(rows)


def facts(count):
    """Yield a year of tasks, some late, and of confirmed line scores."""
    key = 0
    for month in range(1, 13):
        due = instant(f"2026-{month:02}-15T17:00:00+07:00", ZONE)
        at, scored = instant(f"2026-{month:02}-02", ZONE), instant(f"2026-{month:02}-28", ZONE)
        for number in range(count):
            staff = f"p{number}"
            for task in range(3):
                key += 1
                done = due + timedelta(days=(number + task) % 7 - 4)
                yield TaskAssigned(
                    id=f"a{key}", staff=staff, at=at, case=f"c{key}", due=due, coefficient=Decimal("2.7")
                )
                yield TaskCompleted(id=f"b{key}", staff=staff, at=done, case=f"c{key}")
            for line in LINES.values():
                key += 1
                yield LineScored(
                    id=f"l{key}",
                    staff=staff,
                    at=scored,
                    line=line.id,
                    points=Decimal("2.5"),
                    by="superior",
                    period=f"2026-{month:02}",
                )


def main(count):
    """Print how long timelines and judging take."""
    calendar, now, period = Calendar.vietnam(), instant("2027-01-10", ZONE), Period.parse("2026")
    given = tuple(facts(count))
    started = time.process_time()
    timelines = build(given, as_of=now)
    built = time.process_time()
    roster = people(count)
    coverage = settle(
        "all", facts=given, vocabulary=STANDARD, roster=roster, calendar=calendar, period=period, as_of=now
    )
    found = judge(Nd335(), Scene(timelines, roster, coverage, calendar, period, now, now))
    ended = time.process_time()
    print(
        f"{len(found)} people × 12 months, {len(given)} facts: timelines {built - started:.1f} s, judged in {ended - built:.1f} s of processor time"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
