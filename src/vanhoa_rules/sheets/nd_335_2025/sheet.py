"""5 · The sheet of Decree 335/2025/NĐ-CP: everyone judged from the bottom of the roster upward."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from vanhoa_rules.calendars import Period
from vanhoa_rules.canonical import digest, plain
from vanhoa_rules.errors import Problem, Text, UsageError
from vanhoa_rules.findings import Scene
from vanhoa_rules.scorecards import Threshold
from vanhoa_rules.sheets.nd_335_2025.cycles import CycleResult, reckon
from vanhoa_rules.sheets.nd_335_2025.general import LINES
from vanhoa_rules.sheets.nd_335_2025.grounds import Findings, find
from vanhoa_rules.sheets.nd_335_2025.leading import from_below, subordinates, under
from vanhoa_rules.sheets.nd_335_2025.longer import Whole, cycles_in, whole, written
from vanhoa_rules.sheets.nd_335_2025.measures import Measure, known
from vanhoa_rules.sheets.nd_335_2025.notes import Ground, Notice, notice
from vanhoa_rules.sheets.nd_335_2025.ratings import (
    FAIL,
    NOT_RATED,
    OUT,
    THRESHOLDS,
    Levels,
    Rated,
    levels,
    rate,
    too_short,
)
from vanhoa_rules.sheets.nd_335_2025.reading import DECREE, Reading
from vanhoa_rules.sheets.nd_335_2025.records import Record, record
from vanhoa_rules.sheets.nd_335_2025.tasks import span
from vanhoa_rules.sheets.nd_335_2025.texts import NAMES, SINCE
from vanhoa_rules.words import error

EDITION = "2026-08"
TITLE = Text(
    "Đánh giá, xếp loại chất lượng công chức (Nghị định 335/2025/NĐ-CP)",
    "Evaluation and rating of civil servants (Decree 335/2025/NĐ-CP)",
)
TICK = timedelta(microseconds=1)


@frozen(kw_only=True)
class Nd335:
    """The sheet ``nd-335-2025`` under one reading: 30 general points on ten lines, 70 for results."""

    reading: Reading = DECREE
    name: str = "nd-335-2025"
    edition: str = EDITION
    title: Text = TITLE
    thresholds: tuple[Threshold, ...] = THRESHOLDS
    digits: int = 2

    def to_data(self) -> dict[str, Any]:
        """Return the sheet as canonical JSON data."""
        return {
            "name": self.name,
            "edition": self.edition,
            "title": {"vi": self.title.vi, "en": self.title.en},
            "digits": self.digits,
            "lines": [
                {
                    "id": line.id,
                    "maximum": plain(line.maximum),
                    "title": {"vi": line.title.vi, "en": line.title.en},
                }
                for line in LINES.values()
            ],
            "result": {"maximum": "70"},
            "thresholds": [
                {"rating": one.rating, "at_least": plain(one.at_least)} for one in self.thresholds
            ],
            "reading": self.reading.to_data(),
        }

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON."""
        return digest(self.to_data())


@frozen(kw_only=True)
class EvaluationResult:
    """One person's evaluation over a period.

    ``total`` is None where nothing counts; ``ratings`` are low, recorded (None = nothing on record) and high, all
    ``khong_xep_loai`` or ``ngoai_pham_vi`` where there is no rating; ``levels`` what the points alone correspond to.
    """

    staff: str
    period: Period
    reading: Reading
    lines: Mapping[str, Measure]
    measures: Mapping[str, Measure]
    total: Measure | None
    levels: Levels
    ratings: Levels
    parts: tuple[CycleResult, ...]
    grounds: tuple[Ground, ...] = ()
    without_effect: tuple[Ground, ...] = ()
    notices: tuple[Notice, ...] = ()
    missing: frozenset[str] = field(default=frozenset[str]())
    problems: tuple[Problem, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether nothing unseen changes the rating."""
        return self.ratings[0] == self.ratings[2]

    def to_parts(self) -> dict[str, Any]:
        """Return what this sheet adds to a verdict, keys in the published order."""
        return {
            "reading": self.reading.to_data(),
            "measures": {name: one.to_data() for name, one in self.measures.items()},
            "parts": [
                {
                    "period": one.cycle,
                    "state": one.state,
                    "total": None if one.total is None else one.total.bounds_data(),
                }
                for one in self.parts
            ],
            "grounds": [one.to_data() for one in self.grounds],
            "without_effect": [one.to_data() for one in self.without_effect],
            "notices": [one.to_data() for one in self.notices],
        }

    def lines_data(self) -> dict[str, dict[str, str | None]]:
        """Return the ten lines as a verdict writes them."""
        return {
            name: {**points.bounds_data(), "max": plain(LINES[name].maximum)}
            for name, points in self.lines.items()
        }


Progress = Callable[[int, int], None] | None


def in_force(period: Period, scene: Scene) -> None:
    """Raise ``UsageError`` for a period before the decree, naming the law that was in force then."""
    day = scene.calendar.day(period.start)
    if day >= SINCE:
        return
    was = NAMES["ND-90-2020"] if day >= date(2020, 8, 20) else NAMES["ND-56-2015"]
    raise error(
        UsageError, "evaluation.not_in_force", law=NAMES["ND-335-2025"], since=SINCE, day=day, was=was
    )


def judge(sheet: Nd335, scene: Scene, *, progress: Progress = None) -> dict[str, EvaluationResult]:
    """Return the evaluation of everyone on the roster, in roster order.

    Each cycle is judged from the bottom of ``reports_to`` and ``overseen_by`` upward, as the roster stands on the
    cycle's last day. ``UsageError`` for a circle of people, a period without a cycle, a period before the decree.
    """
    reading, calendar = sheet.reading, scene.calendar
    in_force(scene.period, scene)
    names = cycles_in(scene.period, reading, calendar)
    records = {staff: record(staff, scene, reading) for staff in scene.roster.staff}
    parts: dict[str, list[CycleResult]] = {staff: [] for staff in records}
    for done, name in enumerate(names, start=1):
        for staff, one in cycle(name, records, scene, reading).items():
            parts[staff].append(one)
        if progress:
            progress(done, len(names))
    return {staff: _evaluation(records[staff], tuple(parts[staff]), scene, reading) for staff in records}


def cycle(name: str, records: Mapping[str, Record], scene: Scene, reading: Reading) -> dict[str, CycleResult]:
    """Return everyone's result of one cycle, those below before those above."""
    days = span(name, reading, scene.calendar)
    last = scene.calendar.day(days.end - TICK)
    people = under(scene.roster, last)
    found: dict[str, CycleResult] = {}
    for staff in from_below(scene.roster, people):
        below = [found[one] for one in subordinates(staff, people, reading)] if staff in people else []
        found[staff] = reckon(records[staff], name, days, scene=scene, reading=reading, below=below)
    return found


def _evaluation(
    record: Record, parts: tuple[CycleResult, ...], scene: Scene, reading: Reading
) -> EvaluationResult:
    made = whole(parts, reading)
    label = written(scene.period, scene.calendar)
    total, notices = _confirmed(record, label, parts, made)
    year = int(label) if label is not None and len(label) == 4 else None
    lines, measures = made.lines, dict(made.measures)
    found = Findings((), ())
    missing = frozenset(kind for one in made.used for kind in one.missing)
    ratings = levels_ = NOT_RATED
    states = {one.state for one in parts}
    if year is not None:
        below = total is not None and levels(total, reading)[2] == FAIL
        found = find(record, year, total, below=below, scene=scene, reading=reading)
    if total is None:
        ratings = levels_ = (
            OUT if states <= {"out_of_scope", "not_in_service"} and "out_of_scope" in states else NOT_RATED
        )
        notices.append(notice("out_of_scope" if ratings is OUT else "nothing_counts"))
        if ratings is OUT:
            found = Findings((), ())
    else:
        levels_ = ratings = levels(total, reading)
    if total is not None and year is not None:
        short = too_short(record, year, scene)
        if short is not None:
            ratings = NOT_RATED
            notices.append(short)
        else:
            rated: Rated = rate(record, year, total, found, scene=scene, reading=reading)
            ratings, missing = rated.ratings, missing | rated.missing
            notices += rated.notices
    return EvaluationResult(
        staff=record.staff,
        period=scene.period,
        reading=reading,
        lines=lines,
        measures=measures,
        total=total,
        levels=levels_,
        ratings=ratings,
        parts=parts,
        grounds=found.grounds,
        without_effect=found.without_effect,
        notices=(*notices, *(one for part in parts for one in part.notices)),
        missing=missing,
        problems=tuple(problem for part in parts for problem in part.problems),
    )


def _confirmed(
    record: Record, label: str | None, parts: tuple[CycleResult, ...], made: Whole
) -> tuple[Measure | None, list[Notice]]:
    """Return the total of the period: the one already confirmed for it, else the one made of its cycles."""
    notices: list[Notice] = []
    waiting = [one.cycle for one in parts if one.state in {"ahead", "open"} and one not in made.used]
    if waiting:
        notices.append(notice("cycles_to_come", cycles=", ".join(waiting)))
    if record.strays:
        notices.append(notice("strays", *record.strays))
    recorded = record.results.get(label or "", [])
    if not recorded or (len(parts) == 1 and parts[0].cycle == label):
        return made.total, notices
    last = recorded[-1]
    used = Fraction(last.total)
    if made.total is not None and (
        used < made.total.low or (made.total.high is not None and used > made.total.high)
    ):
        notices.append(notice("period_differs", last.id, period=label))
    return known(used, (last.id,)), notices
