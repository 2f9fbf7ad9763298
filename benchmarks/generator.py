"""A province that never was: seeded columns of N people for one quarter, about 62 facts each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from vanhoa_rules import STANDARD, Period
from vanhoa_rules.facts import Person, Roster

PERIOD = Period.parse("2026-Q1")
HOUR, DAY = 3_600_000_000, 86_400_000_000
START = int((PERIOD.start - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * 1_000_000
DAYS = 90
WORKDAYS = np.array([d for d in range(DAYS) if (d + 3) % 7 < 5])  # 1 January 2026 is a Thursday


@dataclass
class Numbered(Sequence[str]):
    """Texts made of a number when somebody asks: ``c0000042``."""

    letter: str
    n: int

    def __getitem__(self, place: Any) -> Any:
        return f"{self.letter}{int(place):08d}"

    def __len__(self) -> int:
        return self.n


@dataclass
class Columns:
    """What is generated: arrays by kind and field, in the order (staff, at), and the texts of the cases."""

    people: tuple[str, ...]
    kinds: Mapping[str, Mapping[str, Any]]
    pools: Mapping[str, Sequence[str]]

    @property
    def size(self) -> int:
        return sum(len(of["at"]) for of in self.kinds.values())

    @property
    def megabytes(self) -> float:
        return sum(a.nbytes for of in self.kinds.values() for a in of.values()) / 1e6

    def classes(self) -> dict[Any, Mapping[str, Any]]:
        return {STANDARD[kind]: of for kind, of in self.kinds.items()}


def roster(people: Sequence[str]) -> Roster:
    return Roster(
        Person(id=one, unit=f"u{n // 50}", role="specialist", leader=False, employment="cong_chuc")
        for n, one in enumerate(people)
    )


def generate(n: int, seed: int = 7, *, times: int = 1) -> Columns:  # noqa: PLR0915
    """Return the columns of n people; ``times`` multiplies everyone's facts (over the same days)."""
    rng = np.random.default_rng(seed)
    people = tuple(f"s{k:07d}" for k in range(n))
    kinds: dict[str, dict[str, Any]] = {}

    def some(mean: float) -> np.ndarray:
        return np.repeat(np.arange(n), rng.poisson(mean * times, n))

    def moments(staff: np.ndarray, low: int = 8, high: int = 17) -> np.ndarray:
        day = WORKDAYS[rng.integers(0, len(WORKDAYS), len(staff))]
        return START + day * DAY + rng.integers(low * 3600, high * 3600, len(staff)) * 1_000_000

    def put(kind: str, staff: np.ndarray, at: np.ndarray, **fields: np.ndarray) -> None:
        order = np.lexsort((at, staff))
        order = order[at[order] < START + DAYS * DAY]  # nothing is told of what comes after the quarter
        kinds[kind] = {name: a[order] for name, a in {"staff": staff, "at": at, **fields}.items()}

    staff = some(13)
    late = np.where(rng.random(len(staff)) < 0.12, rng.integers(1, 60, len(staff)), 0)
    put("attendance.arrived", staff, moments(staff, 7, 9), minutes_late=late)
    staff = some(9)
    early = np.where(rng.random(len(staff)) < 0.05, rng.integers(1, 60, len(staff)), 0)
    put("attendance.left", staff, moments(staff, 16, 18), minutes_early=early)
    staff = some(0.6)
    put("attendance.absent", staff, moments(staff), minutes=rng.integers(30, 480, len(staff)))
    base = 0

    def matters(mean: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        nonlocal base
        staff = some(mean)
        keys = base + np.arange(len(staff))
        base += len(staff)
        return staff, moments(staff), keys

    def answers(kind: str, matter: tuple[np.ndarray, ...], share: float, days: float, **fields: Any) -> None:
        staff, at, keys = matter
        told = rng.random(len(staff)) < share
        after = (
            at[told] + (rng.exponential(days, int(told.sum())) * DAY / 1_000_000).astype(np.int64) * 1_000_000
        )
        made = {name: make(int(told.sum())) for name, make in fields.items()}
        put(kind, staff[told], after, case=keys[told], **made)

    received = matters(5)
    due = received[1] + rng.integers(3, 15, len(received[1])) * DAY
    put("case.received", received[0], received[1], case=received[2], due=due)
    answers("case.returned", received, 0.97, 4)
    answers("apology.sent", received, 0.05, 9)
    letters = matters(2)
    put("letter.received", letters[0], letters[1], case=letters[2])
    answers("letter.handled", letters, 0.95, 4)
    papers = matters(4.8)
    put("document.received", *papers[:2], case=papers[2], electronic=rng.random(len(papers[0])) < 0.8)
    answers("document.acknowledged", papers, 0.98, 0.3)
    asked = matters(0.7)
    put("information.requested", *asked[:2], case=asked[2], complex=rng.random(len(asked[0])) < 0.2)
    answers("information.answered", asked, 0.95, 2)
    meetings = matters(2)
    put("meeting.due", *meetings[:2], case=meetings[2])
    answers("meeting.attended", meetings, 0.96, 0.001, minutes_late=lambda k: rng.integers(0, 20, k))
    gifts = matters(0.15)
    put(
        "gift.received",
        *gifts[:2],
        case=gifts[2],
        giver_connected=rng.random(len(gifts[0])) < 0.5,
        refusable=rng.random(len(gifts[0])) < 0.7,
    )
    answers("gift.reported", gifts, 0.8, 2)
    staff = some(5)
    put(
        "feedback.rated",
        staff,
        moments(staff),
        rating=rng.choice([1, 2, 3, 4, 5], len(staff), p=[0.03, 0.05, 0.12, 0.35, 0.45]),
    )
    staff = some(0.4)
    put(
        "complaint.filed",
        staff,
        moments(staff),
        about=rng.integers(0, 5, len(staff)),
        verified=rng.random(len(staff)) < 0.4,
    )
    staff = some(3)
    put(
        "dress.checked",
        staff,
        moments(staff),
        neat=rng.random(len(staff)) < 0.97,
        footwear_ok=rng.random(len(staff)) < 0.98,
        badge_worn=rng.random(len(staff)) < 0.93,
    )
    staff = some(0.1)
    put(
        "statement.made",
        staff,
        moments(staff),
        channel=rng.integers(0, 4, len(staff)),
        subject=rng.integers(0, 6, len(staff)),
    )
    staff = some(1)
    put(
        "training.attended",
        staff,
        moments(staff),
        topic=rng.integers(0, 4, len(staff)),
        hours=rng.integers(1, 8, len(staff)),
    )
    staff = some(1.5)
    put(
        "presence.checked",
        staff,
        moments(staff),
        present=rng.random(len(staff)) < 0.95,
        private_activity=rng.random(len(staff)) < 0.02,
    )
    pools: dict[str, Sequence[str]] = {
        "case": Numbered("c", base),
        "about": ("attitude", "delay", "demand", "dress", "other"),
        "channel": ("office", "press", "social", "meeting", "public"),
        "subject": ("inspection", "reception", "complaint", "denunciation", "anticorruption", "other"),
        "topic": ("law", "skills", "ethics", "other"),
    }
    kinds["information.requested"]["channel"] = np.zeros(
        len(kinds["information.requested"]["at"]), dtype=np.int64
    )
    pools_ = {**pools, "channel": ("office", "press", "social", "meeting", "public")}
    kinds["statement.made"]["channel"] = kinds["statement.made"]["channel"] + 1
    return Columns(people, kinds, pools_)
