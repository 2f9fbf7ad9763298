"""A province that never was: seeded columns of N people for one quarter, about 63 facts each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from vanhoa_rules import STANDARD, Period
from vanhoa_rules.facts import Person, Roster

PERIOD = Period.parse("2026-Q1")
HOUR, DAY = 3_600_000_000, 86_400_000_000
START = int((PERIOD.start - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * 1_000_000
DAYS = 90
END = START + DAYS * DAY
WORKDAYS = np.array([d for d in range(DAYS) if (d + 3) % 7 < 5])  # 1 January 2026 is a Thursday
UNIT = 50  # people; the first of each leads the others

TEXTS: dict[str, tuple[str, ...]] = {
    "about": ("attitude", "delay", "demand", "dress", "other"),
    "channel": ("press", "social", "meeting", "public"),
    "subject": ("inspection", "reception", "complaint", "denunciation", "anticorruption", "other"),
    "topic": ("law", "skills", "ethics", "other"),
    "reason": ("annual", "sick", "maternity", "unpaid", "personal", "study"),
}


@dataclass
class Numbered(Sequence[str]):
    """Texts made of a number when somebody asks: ``c00000042``."""

    letter: str
    n: int

    def __getitem__(self, place: Any) -> Any:
        return f"{self.letter}{int(place):08d}"

    def __len__(self) -> int:
        return self.n


@dataclass
class Columns:
    """What is generated: arrays by kind and field, in the order (staff, at); ``cases`` is how many keys there are."""

    n: int
    cases: int
    kinds: Mapping[str, Mapping[str, Any]]

    @cached_property
    def people(self) -> tuple[str, ...]:
        return tuple(f"s{k:07d}" for k in range(self.n))

    @property
    def size(self) -> int:
        return sum(len(of["at"]) for of in self.kinds.values())

    @property
    def megabytes(self) -> float:
        return sum(a.nbytes for of in self.kinds.values() for a in of.values()) / 1e6

    @property
    def pools(self) -> dict[str, Sequence[str]]:
        """The texts that the numbers of text columns stand for."""
        return {**TEXTS, "case": Numbered("c", self.cases)}

    @cached_property
    def bases(self) -> dict[str, int]:
        """The number of each kind's first fact: facts are numbered through, kind by kind."""
        ends = np.cumsum([len(self.kinds[kind]["at"]) for kind in sorted(self.kinds)])
        return dict(zip(sorted(self.kinds), [0, *ends[:-1].tolist()], strict=True))

    def classes(self) -> dict[Any, Mapping[str, Any]]:
        return {STANDARD[kind]: of for kind, of in self.kinds.items()}

    def first(self, n: int) -> "Columns":
        """Return the facts of the first n people."""
        kinds = {
            kind: {name: a[of["staff"] < n] for name, a in of.items()} for kind, of in self.kinds.items()
        }
        return Columns(n, self.cases, kinds)

    def save(self, path: Path) -> None:
        arrays = {f"{kind}/{name}": a for kind, of in self.kinds.items() for name, a in of.items()}
        np.savez(path, n=np.array(self.n), cases=np.array(self.cases), **arrays)

    @staticmethod
    def load(path: Path) -> "Columns":
        with np.load(path) as saved:
            kinds: dict[str, dict[str, Any]] = {}
            for key in saved.files:
                kind, _, name = key.partition("/")
                if name:
                    kinds.setdefault(kind, {})[name] = saved[key]
            return Columns(int(saved["n"]), int(saved["cases"]), kinds)


def roster(columns: Columns) -> Roster:
    """Return who they are: the first of each unit leads it."""
    people = columns.people
    return Roster(
        Person(
            id=one,
            unit=f"u{n // UNIT}",
            role="specialist" if n % UNIT else "unit_head",
            leader=n % UNIT == 0,
            employment="cong_chuc",
            reports_to=people[n - n % UNIT] if n % UNIT else None,
        )
        for n, one in enumerate(people)
    )


def generate(n: int, seed: int = 7, *, times: int = 1) -> Columns:
    """Return the columns of n people; ``times`` multiplies everyone's facts (over the same days)."""
    made = Generator(n, seed, times)
    made.presence()
    made.matters()
    made.conduct()
    return Columns(n, made.cases, made.kinds)


class Generator:
    """Draws one kind after the other from one stream of random numbers."""

    def __init__(self, n: int, seed: int, times: int) -> None:
        self.n, self.times, self.cases = n, times, 0
        self.rng = np.random.default_rng(seed)
        self.kinds: dict[str, dict[str, Any]] = {}

    def some(self, mean: float) -> Any:
        """Return the people concerned, each as often as a Poisson draw says."""
        return np.repeat(np.arange(self.n), self.rng.poisson(mean * self.times, self.n))

    def moments(self, staff: Any, low: int = 8, high: int = 17) -> Any:
        day = WORKDAYS[self.rng.integers(0, len(WORKDAYS), len(staff))]
        return START + day * DAY + self.rng.integers(low * 3600, high * 3600, len(staff)) * 1_000_000

    def chance(self, staff: Any, share: float) -> Any:
        return self.rng.random(len(staff)) < share

    def put(self, kind: str, staff: Any, at: Any, **fields: Any) -> None:
        order = np.lexsort((at, staff))
        order = order[at[order] < END]  # nothing is told of what comes after the quarter
        self.kinds[kind] = {name: a[order] for name, a in {"staff": staff, "at": at, **fields}.items()}

    def opened(self, kind: str, mean: float, **fields: Any) -> tuple[Any, Any, Any]:
        """Put matters, each with a key of its own, and return whose, when and which."""
        staff = self.some(mean)
        keys = self.cases + np.arange(len(staff))
        self.cases += len(staff)
        at = self.moments(staff)
        self.put(kind, staff, at, case=keys, **{name: make(staff, at) for name, make in fields.items()})
        return staff, at, keys

    def later(self, at: Any, days: float) -> Any:
        seconds = (self.rng.exponential(days, len(at)) * DAY / 1_000_000).astype(np.int64)
        return at + seconds * 1_000_000

    def answers(
        self, kind: str, matter: tuple[Any, Any, Any], share: float, days: float, **fields: Any
    ) -> None:
        staff, at, keys = matter
        told = self.chance(staff, share)
        staff, keys = staff[told], keys[told]
        made = {name: make(staff) for name, make in fields.items()}
        whose = made.pop("staff", staff)
        self.put(kind, whose, self.later(at[told], days), case=keys, **made)

    def spans(self, kind: str, mean: float, most: int, **fields: Any) -> None:
        staff = self.some(mean)
        at = self.moments(staff, 7, 8)
        until = at + self.rng.integers(1, most, len(staff)) * DAY
        self.put(kind, staff, at, until=until, **{name: make(staff) for name, make in fields.items()})

    def minutes(self, share: float) -> Any:
        return lambda staff: np.where(self.chance(staff, share), self.rng.integers(1, 60, len(staff)), 0)

    def presence(self) -> None:
        rng = self.rng
        staff = self.some(13)
        self.put(
            "attendance.arrived", staff, self.moments(staff, 7, 9), minutes_late=self.minutes(0.12)(staff)
        )
        staff = self.some(9)
        self.put(
            "attendance.left", staff, self.moments(staff, 16, 18), minutes_early=self.minutes(0.05)(staff)
        )
        staff = self.some(0.6)
        self.put("attendance.absent", staff, self.moments(staff), minutes=rng.integers(30, 480, len(staff)))
        staff = self.some(1.5)
        self.put(
            "presence.checked",
            staff,
            self.moments(staff),
            present=self.chance(staff, 0.95),
            private_activity=self.chance(staff, 0.02),
        )
        self.spans("leave.approved", 0.5, 6, reason=lambda staff: rng.integers(0, 6, len(staff)))
        self.spans("mission.assigned", 0.4, 10)

    def matters(self) -> None:
        rng = self.rng
        received = self.opened("case.received", 5, due=lambda _, at: at + rng.integers(3, 15, len(at)) * DAY)
        self.answers("case.returned", received, 0.97, 4)
        self.answers("apology.sent", received, 0.05, 9)
        self.extensions(received)
        letters = self.opened("letter.received", 2)
        self.answers("letter.handled", letters, 0.95, 4, staff=self.colleagues)
        papers = self.opened("document.received", 4.8, electronic=lambda staff, _: self.chance(staff, 0.8))
        self.answers("document.acknowledged", papers, 0.98, 0.3)
        meetings = self.opened("meeting.due", 2)
        self.answers(
            "meeting.attended",
            meetings,
            0.96,
            0.001,
            minutes_late=lambda staff: rng.integers(0, 20, len(staff)),
        )
        gifts = self.opened(
            "gift.received",
            0.3,
            giver_connected=lambda staff, _: self.chance(staff, 0.5),
            refusable=lambda staff, _: self.chance(staff, 0.7),
        )
        self.answers("gift.reported", gifts, 0.7, 2)
        self.answers("gift.handed_in", gifts, 0.2, 3)

    def extensions(self, received: tuple[Any, Any, Any]) -> None:
        """Put a new deadline for some cases, one a case, now and then too late to count."""
        staff, at, keys = received
        given = self.kinds["case.received"]
        due = np.zeros(self.cases, dtype=np.int64)
        due[given["case"]] = given["due"]
        told = self.chance(staff, 0.08)
        staff, at, keys = staff[told], at[told], keys[told]
        when = (
            at + ((due[keys] - at) * self.rng.random(len(at)) * 1.1).astype(np.int64) // 1_000_000 * 1_000_000
        )
        self.put(
            "case.deadline_extended",
            staff,
            when,
            case=keys,
            due=due[keys] + self.rng.integers(-1, 10, len(at)) * DAY,
            objective_cause=self.chance(staff, 0.5),
        )

    def colleagues(self, staff: Any) -> Any:
        """Return who does the work: the person, or for every tenth matter somebody of the same unit."""
        first = staff - staff % UNIT
        other = first + self.rng.integers(0, UNIT, len(staff)) % (np.minimum(first + UNIT, self.n) - first)
        return np.where(self.chance(staff, 0.1), other, staff)

    def conduct(self) -> None:
        rng = self.rng
        staff = self.some(5)
        rating = rng.choice([1, 2, 3, 4, 5], len(staff), p=[0.03, 0.05, 0.12, 0.35, 0.45])
        self.put("feedback.rated", staff, self.moments(staff), rating=rating)
        staff = self.some(0.4)
        self.put(
            "complaint.filed",
            staff,
            self.moments(staff),
            about=rng.integers(0, 5, len(staff)),
            verified=self.chance(staff, 0.4),
        )
        staff = self.some(3)
        self.put(
            "dress.checked",
            staff,
            self.moments(staff),
            neat=self.chance(staff, 0.97),
            footwear_ok=self.chance(staff, 0.98),
            badge_worn=self.chance(staff, 0.93),
        )
        staff = self.some(0.3)
        self.put(
            "statement.made",
            staff,
            self.moments(staff),
            channel=rng.integers(0, 4, len(staff)),
            subject=rng.integers(0, 6, len(staff)),
        )
        staff = self.some(0.3)
        self.put("authorisation.granted", staff, self.moments(staff))
        staff = self.some(1)
        self.put(
            "training.attended",
            staff,
            self.moments(staff),
            topic=rng.integers(0, 4, len(staff)),
            hours=rng.integers(1, 8, len(staff)),
        )
