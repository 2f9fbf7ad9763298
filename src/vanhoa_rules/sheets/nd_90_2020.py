"""5 · History: Decree 90/2020/NĐ-CP (from 20/8/2020; amended by 48/2023 from 15/9/2023), civil servants until 31/12/2025.

There was no scale of 100 points: a year's level follows from shares of the tasks. Between 20% and 50% of the criteria
not met the decree says neither "completed" nor "not completed": both are given.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from attrs import frozen

from vanhoa_rules.calendars import Period
from vanhoa_rules.errors import UsageError
from vanhoa_rules.facts import DegradationConcluded, DisciplineDecided, UnitCaseConcluded
from vanhoa_rules.findings import Scene
from vanhoa_rules.rules import Citation
from vanhoa_rules.sheets.nd_335_2025.discipline import form_name
from vanhoa_rules.sheets.nd_335_2025.ledger import Row, row
from vanhoa_rules.sheets.nd_335_2025.longer import written
from vanhoa_rules.sheets.nd_335_2025.measures import NIL
from vanhoa_rules.sheets.nd_335_2025.notes import Ground, Notice, ground
from vanhoa_rules.sheets.nd_335_2025.ratings import too_short
from vanhoa_rules.sheets.nd_335_2025.reading import DECREE
from vanhoa_rules.sheets.nd_335_2025.records import Record, last_seen, record
from vanhoa_rules.sheets.nd_335_2025.service import leaves_of, months_served
from vanhoa_rules.sheets.nd_335_2025.texts import NAMES
from vanhoa_rules.words import error

SINCE, UNTIL = date(2020, 8, 20), date(2025, 12, 31)
AMENDED = date(2023, 9, 15)
EXCEEDING, BELOW, FAILED = Fraction(50, 100), Fraction(20, 100), Fraction(50, 100)
Levels = tuple[str | None, str | None, str | None]


def nd_90(article: str) -> Citation:
    """Return an article of the decree."""
    return Citation("ND-90-2020", article)


@frozen(kw_only=True)
class YearOf90:
    """One person's year: the level at low, recorded and high, the shares it follows from, and the grounds."""

    staff: str
    year: int
    ratings: Levels
    tasks: int
    in_time: Fraction | None
    to_quality: Fraction | None
    exceeded: Fraction | None
    grounds: tuple[Ground, ...]
    notices: tuple[Notice, ...]


def judge(scene: Scene) -> Mapping[str, YearOf90]:
    """Return the year of everyone on the roster; ``UsageError`` for a period that this law did not govern."""
    year = _year(scene.period, scene)
    return {staff: _judged(record(staff, scene, DECREE), year, scene) for staff in scene.roster.staff}


def _year(period: Period, scene: Scene) -> int:
    day = scene.calendar.day(period.start)
    if day > UNTIL:
        raise error(
            UsageError, "evaluation.no_longer", law=NAMES["ND-90-2020"], day=day, now=NAMES["ND-335-2025"]
        )
    label = written(period, scene.calendar)
    if label is None or len(label) != 4:
        raise error(UsageError, "evaluation.year_only", law=NAMES["ND-90-2020"], period=str(period))
    if date(int(label), 12, 31) < SINCE:
        raise error(
            UsageError,
            "evaluation.not_in_force",
            law=NAMES["ND-90-2020"],
            since=SINCE,
            day=day,
            was=NAMES["ND-56-2015"],
        )
    return int(label)


def _judged(one: Record, year: int, scene: Scene) -> YearOf90:
    rows = _rows(one, year, scene)
    served = scene.roster.row(one.staff, date(year, 12, 31)) or (one.rows[-1] if one.rows else None)
    grounds = _grounds(one, year, scene)
    notices: tuple[Notice, ...] = ()
    shares = _shares(one, rows)
    ratings = _levels(rows, shares)
    if served is not None and served.employment == "contract":
        ratings = ("ngoai_pham_vi", "ngoai_pham_vi", "ngoai_pham_vi")
    elif (short := too_short(one, year, scene)) is not None:
        ratings, notices = ("khong_xep_loai", "khong_xep_loai", "khong_xep_loai"), (short,)
    elif grounds:
        ratings = ("khong_hoan_thanh", "khong_hoan_thanh", "khong_hoan_thanh")
    elif _long_absence(one, year, scene):
        low, recorded, high = ("hoan_thanh" if r in {"xuat_sac", "tot"} else r for r in ratings)
        ratings = low, recorded, high
    count = len(rows)
    return YearOf90(
        staff=one.staff,
        year=year,
        ratings=ratings,
        tasks=count,
        in_time=shares[0],
        to_quality=shares[1],
        exceeded=shares[2],
        grounds=grounds,
        notices=notices,
    )


def _rows(one: Record, year: int, scene: Scene) -> tuple[Row, ...]:
    ends = last_seen(one.rows, scene)
    return tuple(
        row(
            task,
            reading=DECREE,
            calendar=scene.calendar,
            closes=scene.calendar.start_of(date(year + 1, 1, 1)),
            as_of=scene.as_of,
            missing=one.missing(task, scene, ends),
        )
        for cycle, tasks in one.tasks.items()
        if cycle.startswith(f"{year:04}-")
        for task in tasks
    )


def _shares(one: Record, rows: Sequence[Row]) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    if not rows:
        return None, None, None
    exceeded = {
        task.assigned.case
        for tasks in one.tasks.values()
        for task in tasks
        if any(fact.exceeded for fact in task.assessed)
    }
    count = len(rows)
    in_time = sum(r.state == "done" and not _cut(r, "progress") for r in rows)
    quality = sum(r.state == "done" and not _cut(r, "quality") for r in rows)
    return (
        Fraction(in_time, count),
        Fraction(quality, count),
        Fraction(sum(r.case in exceeded for r in rows), count),
    )


def _cut(one: Row, aspect: str) -> bool:
    return any(cut.aspect == aspect and cut.times for cut in one.cuts)


def _levels(rows: Sequence[Row], shares: tuple[Fraction | None, Fraction | None, Fraction | None]) -> Levels:
    """Return the level of the tasks (Arts 8–11); nothing on record, or a kind not covered, leaves it open."""
    in_time, quality, exceeded = shares
    if in_time is None or quality is None or exceeded is None or any(r.low != r.high for r in rows):
        return "khong_hoan_thanh", None, "xuat_sac"
    done = all(r.state in {"done", "withdrawn"} for r in rows)
    worst = 1 - min(in_time, quality)
    if in_time == quality == 1:
        found = "xuat_sac" if exceeded >= EXCEEDING else "tot"
        return found, found, found
    if done and worst <= BELOW:
        return "hoan_thanh", "hoan_thanh", "hoan_thanh"
    if worst > FAILED:
        return "khong_hoan_thanh", "khong_hoan_thanh", "khong_hoan_thanh"
    return "khong_hoan_thanh", "hoan_thanh", "hoan_thanh"


def _grounds(one: Record, year: int, scene: Scene) -> tuple[Ground, ...]:
    found: list[Ground] = []
    for fact in one.facts:
        day = scene.calendar.day(fact.at)
        if day.year != year:
            continue
        match fact:
            case DegradationConcluded():
                found.append(ground(f"concluded_{fact.ground}", nd_90("11"), fact.id))
            case UnitCaseConcluded(handled=True):
                found.append(ground("unit_case", nd_90("11"), fact.id))
            case DisciplineDecided() if fact.duty_related or day < AMENDED:
                found.append(ground("disciplined", nd_90("11"), fact.id, form=form_name(fact.form)))
            case _:
                pass
    return tuple(found)


def _long_absence(one: Record, year: int, scene: Scene) -> bool:
    """Return whether the person was away from 3 to under 6 months: not above "completed"."""
    leaves = leaves_of(one.facts)
    away = NIL
    for reason in ("sick", "maternity", "unpaid"):
        only = type(leaves)(tuple((a, b, "unpaid") for a, b, r in leaves.spans if r == reason))
        none = type(leaves)(())
        away += months_served(one.rows, none, year, scene.calendar) - months_served(
            one.rows, only, year, scene.calendar
        )
    return 3 <= away < 6
