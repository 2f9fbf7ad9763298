"""5 · Readings against each other: who would be rated differently and through which facts; which laws a reading breaks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

import attrs
from attrs import frozen

from vanhoa_rules.calendars import Calendar
from vanhoa_rules.canonical import plain, shown
from vanhoa_rules.errors import Text, UsageError
from vanhoa_rules.facts import CauseConfirmed, TaskAssessed, TaskAssigned, TaskCompleted, TaskTransferred
from vanhoa_rules.findings import Scene
from vanhoa_rules.sheets.nd_335_2025.ledger import Cut, Row, row
from vanhoa_rules.sheets.nd_335_2025.ratings import TITLES
from vanhoa_rules.sheets.nd_335_2025.ratios import ratios
from vanhoa_rules.sheets.nd_335_2025.reading import Reading
from vanhoa_rules.sheets.nd_335_2025.result import outcome
from vanhoa_rules.sheets.nd_335_2025.results import EvaluationResult
from vanhoa_rules.sheets.nd_335_2025.sheet import Nd335, judge
from vanhoa_rules.sheets.nd_335_2025.tasks import Task
from vanhoa_rules.verdicts import Verdicts
from vanhoa_rules.words import both, error, say


@frozen(kw_only=True)
class Difference:
    """One person under two readings: both totals and ratings, the questions answered differently that matter, the facts.

    ``questions`` are those that change the person's total when they alone are answered as the right reading does;
    ``evidence`` are the facts of the cuts and rows that count differently.
    """

    staff: str
    left: EvaluationResult
    right: EvaluationResult
    questions: tuple[str, ...]
    evidence: tuple[str, ...]

    @property
    def rated_differently(self) -> bool:
        """Whether the rating changes, not only the points."""
        return self.left.ratings != self.right.ratings

    @property
    def sentence(self) -> Text:
        """The difference in one sentence."""
        return Text(
            *(
                say(
                    "compare.changed",
                    lang,
                    staff=self.staff,
                    left=_points(self.left),
                    left_rating=_rating(self.left, lang),
                    left_reading=self.left.reading.text,
                    right=_points(self.right),
                    right_rating=_rating(self.right, lang),
                    right_reading=self.right.reading.text,
                )
                for lang in ("vi", "en")
            )
        )

    def to_data(self) -> dict[str, Any]:
        """Return the difference as JSON data."""
        return {
            "staff": self.staff,
            "left": _side(self.left),
            "right": _side(self.right),
            "rated_differently": self.rated_differently,
            "questions": list(self.questions),
            "evidence": list(self.evidence),
            "sentence": {"vi": self.sentence.vi, "en": self.sentence.en},
        }


def _side(one: EvaluationResult) -> dict[str, Any]:
    return {
        "reading": one.reading.text,
        "total": None if one.total is None else one.total.bounds_data(),
        "rating": dict(zip(("low", "recorded", "high"), one.ratings, strict=True)),
    }


def _points(one: EvaluationResult) -> str:
    if one.total is None:
        return "–"
    if one.total.exact is not None:
        return shown(one.total.exact)
    return f"{shown(one.total.low)}–{'…' if one.total.high is None else shown(one.total.high)}"


def _rating(one: EvaluationResult, lang: str) -> str:
    ends = [TITLES[rating][lang] for rating in (one.ratings[0], one.ratings[2]) if rating is not None]
    return " – ".join(dict.fromkeys(ends))


def compare_readings(
    of: Verdicts | Scene, left: Reading | str, right: Reading | str
) -> tuple[Difference, ...]:
    """Return everyone whose total or rating differs between two readings, in roster order, and through what.

    ``of``: verdicts, judged under any reading or on any sheet, or the scene of a judgement; a reading may be written
    as text, e.g. ``DECREE,late_unit=day``. ``UsageError`` for verdicts that have lost their inputs.
    """
    if isinstance(of, Verdicts) and of.inputs is None:
        raise error(UsageError, "ask.inputs")
    scene: Scene = of.inputs.scene if isinstance(of, Verdicts) else of
    left, right = (Reading.parse(one) if isinstance(one, str) else one for one in (left, right))
    before, after = judge(Nd335(reading=left), scene), judge(Nd335(reading=right), scene)
    changed = [staff for staff in before if _differs(before[staff], after[staff])]
    if not changed:
        return ()
    single: dict[str, Mapping[str, EvaluationResult]] = {
        question: judge(Nd335(reading=left.but(**{question: right.answers[question]})), scene)
        for question in left.differs(right)
    }
    return tuple(
        Difference(
            staff=staff,
            left=before[staff],
            right=after[staff],
            questions=tuple(q for q, of in single.items() if _differs(before[staff], of[staff])),
            evidence=_evidence(before[staff], after[staff]),
        )
        for staff in changed
    )


def _differs(left: EvaluationResult, right: EvaluationResult) -> bool:
    return left.ratings != right.ratings or _numbers(left) != _numbers(right)


def _numbers(one: EvaluationResult) -> tuple[Any, ...]:
    return () if one.total is None else (one.total.low, one.total.recorded, one.total.high)


def _evidence(left: EvaluationResult, right: EvaluationResult) -> tuple[str, ...]:
    """Return the facts of what counts differently: of differing cuts where there are any, else of differing rows."""
    rows: list[tuple[Row | None, Row | None]] = []
    sides = [
        {(part.cycle, one.case): one for part in side.parts for one in part.rows} for side in (left, right)
    ]
    for key in dict.fromkeys((*sides[0], *sides[1])):
        one, other = sides[0].get(key), sides[1].get(key)
        if one is None or other is None or one.recorded != other.recorded:
            rows.append((one, other))
    cuts = dict.fromkeys(fact for one, other in rows for cut in _cuts(one, other) for fact in cut.facts)
    if cuts:
        return tuple(cuts)
    return tuple(
        dict.fromkeys(fact for pair in rows for one in pair if one is not None for fact in one.evidence)
    )


def _cuts(one: Row | None, other: Row | None) -> list[Cut]:
    left: set[Cut] = set(one.cuts) if one is not None else set()
    right: set[Cut] = set(other.cuts) if other is not None else set()
    return sorted(left ^ right, key=lambda cut: (cut.aspect, cut.facts, cut.times))


# --- natural laws ---------------------------------------------------------------------------------------------------

DUE = date(2026, 3, 16)
Tasks = tuple[Task, ...]


@cache
def _calendar() -> Calendar:
    return Calendar.vietnam()


@frozen(kw_only=True)
class Broken:
    """A natural law that a reading breaks, and the smallest case found: tasks before and after, and both results."""

    law: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    points_before: Fraction
    points_after: Fraction

    @property
    def sentence(self) -> Text:
        """The law in one sentence."""
        return both(f"law.{self.law}")

    def to_data(self) -> dict[str, Any]:
        """Return the counterexample as JSON data."""
        return {
            "law": self.law,
            "sentence": {"vi": self.sentence.vi, "en": self.sentence.en},
            "before": list(self.before),
            "after": list(self.after),
            "points_before": plain(self.points_before),
            "points_after": plain(self.points_after),
        }


def points(tasks: Tasks, reading: Reading) -> Fraction | None:
    """Return the result part of a staff member with these tasks and no others, everything covered."""
    rows = [
        row(
            task,
            reading=reading,
            calendar=_calendar(),
            closes=_calendar().start_of(date(2026, 4, 1)),
            as_of=_calendar().start_of(date(2026, 6, 1)),
            missing=frozenset(),
        )
        for task in tasks
    ]
    shares = ratios(rows, reading=reading, unseen=False)
    return outcome({"a": shares.a, "b": shares.b, "c": shares.c}, reading)["result"].exact


def task(
    case: str, *, quantity: int = 1, done: int = 1, late: int = 0, fails: int = 0, coefficient: str = "1"
) -> Task:
    """Return a small task for trying laws: so much assigned and done, so many days late, so many quality failures."""
    given = _at(date(2026, 3, 2))
    due = _at(DUE)
    common: dict[str, Any] = {"staff": "x", "case": case}
    return Task(
        TaskAssigned(
            id=f"{case}-giao",
            at=given,
            due=due,
            quantity=Decimal(quantity),
            coefficient=Decimal(coefficient),
            **common,
        ),
        completed=(
            TaskCompleted(
                id=f"{case}-xong", at=_at(DUE + timedelta(days=late)), quantity=Decimal(done), **common
            ),
        )
        if done
        else (),
        assessed=tuple(
            TaskAssessed(
                id=f"{case}-loi-{n}", at=_at(DUE + timedelta(days=20)), aspect="quality", met=False, **common
            )
            for n in range(fails)
        ),
    )


def _at(day: date) -> datetime:
    return _calendar().start_of(day) + timedelta(hours=17)


def _handed_over(tasks: Tasks) -> Iterator[Tasks]:
    for n, one in enumerate(tasks):
        if one.assessed or _lateness(one):
            moved = TaskTransferred(
                id=f"{one.assigned.case}-chuyen", staff="x", case=one.assigned.case, at=_at(date(2026, 3, 10))
            )
            yield (*tasks[:n], attrs.evolve(one, transferred=(moved,)), *tasks[n + 1 :])


def _one_more_done(tasks: Tasks) -> Iterator[Tasks]:
    for n, one in enumerate(tasks):
        for made in one.completed:
            if made.quantity < one.assigned.quantity:
                more = attrs.evolve(made, quantity=made.quantity + 1)
                yield (*tasks[:n], attrs.evolve(one, completed=(more,)), *tasks[n + 1 :])
        if not one.completed:
            made = TaskCompleted(
                id=f"{one.assigned.case}-xong",
                staff="x",
                case=one.assigned.case,
                at=_at(DUE + timedelta(days=8)),
            )
            yield (*tasks[:n], attrs.evolve(one, completed=(made,)), *tasks[n + 1 :])


def _one_more_failure(tasks: Tasks) -> Iterator[Tasks]:
    for n, one in enumerate(tasks):
        failed = TaskAssessed(
            id=f"{one.assigned.case}-loi-{len(one.assessed)}",
            staff="x",
            case=one.assigned.case,
            at=_at(DUE + timedelta(days=20)),
            aspect="quality",
            met=False,
        )
        yield (*tasks[:n], attrs.evolve(one, assessed=(*one.assessed, failed)), *tasks[n + 1 :])


def _one_more_day(tasks: Tasks) -> Iterator[Tasks]:
    for n, one in enumerate(tasks):
        for made in one.completed:
            later = attrs.evolve(made, at=made.at + timedelta(days=1))
            yield (*tasks[:n], attrs.evolve(one, completed=(later,)), *tasks[n + 1 :])


def _cause_confirmed(tasks: Tasks) -> Iterator[Tasks]:
    for (n, one), aspect in product(enumerate(tasks), ("quality", "progress")):
        cause = CauseConfirmed(
            id=f"{one.assigned.case}-{aspect}",
            staff="x",
            case=one.assigned.case,
            at=_at(date(2026, 5, 4)),
            aspect=aspect,
            by="y",
        )
        yield (*tasks[:n], attrs.evolve(one, confirmed=(cause,)), *tasks[n + 1 :])


def _lateness(one: Task) -> bool:
    due = one.assigned.due
    return due is not None and any(made.at > due for made in one.completed)


LAWS: Mapping[str, tuple[Callable[[Tasks], Iterator[Tasks]], bool]] = {
    "handing_over": (_handed_over, False),
    "one_more_done": (_one_more_done, True),
    "one_more_failure": (_one_more_failure, False),
    "one_more_day": (_one_more_day, False),
    "cause_confirmed": (_cause_confirmed, True),
}


def small_cases() -> Iterator[Tasks]:
    """Return small ledgers, the smallest first: one task, then two."""
    shapes = [
        (quantity, done, late, fails)
        for quantity, done, late, fails in product((1, 2, 3), (0, 1, 2, 3), (0, 8), (0, 4))
        if done <= quantity and (done or not (late or fails))
    ]
    shapes.sort(key=sum)
    singles = [(shape,) for shape in shapes]
    pairs = sorted(product(shapes, shapes), key=lambda pair: sum(map(sum, pair)))
    for ledger in (*singles, *pairs):
        yield tuple(
            task(f"việc-{n}", quantity=q, done=d, late=late, fails=f)
            for n, (q, d, late, f) in enumerate(ledger, start=1)
        )


def broken_laws(reading: Reading) -> tuple[Broken, ...]:
    """Return the natural laws that a reading breaks, each with the smallest counterexample among small ledgers."""
    found: list[Broken] = []
    for law, (step, upward) in LAWS.items():
        counterexample = next(_violations(law, step, reading, upward=upward), None)
        if counterexample is not None:
            found.append(counterexample)
    return tuple(found)


def _violations(
    law: str, step: Callable[[Tasks], Iterator[Tasks]], reading: Reading, *, upward: bool
) -> Iterator[Broken]:
    for before in small_cases():
        was = points(before, reading)
        if was is None:
            continue
        for after in step(before):
            now = points(after, reading)
            if now is not None and (now < was if upward else now > was):
                yield Broken(
                    law=law,
                    before=_told(before),
                    after=_told(after),
                    points_before=was,
                    points_after=now,
                )


def _told(tasks: Sequence[Task]) -> tuple[str, ...]:
    """Return tasks in short form: what was assigned, done, how many days late, how many failures, handed over or not."""
    return tuple(
        f"{one.assigned.case}: {plain(one.assigned.quantity)}/{plain(sum((m.quantity for m in one.completed), Decimal(0)))}"
        f", +{max((max(0, (m.at.date() - DUE).days) for m in one.completed), default=0)}d"
        f", −{len(one.assessed)}{', →' if one.transferred else ''}"
        for one in tasks
    )
