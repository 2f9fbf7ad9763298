"""5 · From points to a level, and from a level to a proposal: not rated, grounds of the year, caps (Arts 11, 20)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from types import MappingProxyType

from attrs import frozen

from vanhoa_rules.canonical import plain, read_exact, shown
from vanhoa_rules.errors import Text
from vanhoa_rules.facts import OrganisationRated, Person, RatingDecided
from vanhoa_rules.findings import Scene
from vanhoa_rules.scorecards import Threshold
from vanhoa_rules.sheets.nd_335_2025.grounds import FAIL_KINDS, Findings
from vanhoa_rules.sheets.nd_335_2025.measures import Measure
from vanhoa_rules.sheets.nd_335_2025.notes import Notice, notice, said
from vanhoa_rules.sheets.nd_335_2025.reading import Reading
from vanhoa_rules.sheets.nd_335_2025.records import Record
from vanhoa_rules.sheets.nd_335_2025.service import SERVICE, Leaves, months_served
from vanhoa_rules.sheets.nd_335_2025.tasks import months_of

Levels = tuple[str | None, str | None, str | None]

THRESHOLDS = (  # Art 20(1)–(4)
    Threshold("xuat_sac", "90", Text("Hoàn thành xuất sắc nhiệm vụ", "Excellent")),
    Threshold("tot", "70", Text("Hoàn thành tốt nhiệm vụ", "Good")),
    Threshold("hoan_thanh", "50", Text("Hoàn thành nhiệm vụ", "Completed")),
    Threshold("khong_hoan_thanh", "0", Text("Không hoàn thành nhiệm vụ", "Not completed")),
)
LADDER = tuple(one.rating for one in THRESHOLDS)
TITLES: Mapping[str, Text] = MappingProxyType(
    {
        **{one.rating: one.title for one in THRESHOLDS},
        "khong_xep_loai": Text("Không xếp loại", "Not rated"),
        "ngoai_pham_vi": Text("Ngoài phạm vi áp dụng", "Out of scope"),
    }
)
FAIL = LADDER[-1]
NOT_RATED: Levels = ("khong_xep_loai", "khong_xep_loai", "khong_xep_loai")
OUT: Levels = ("ngoai_pham_vi", "ngoai_pham_vi", "ngoai_pham_vi")
HEADS = ("head", "unit_head")
RATING_DAY = (12, 14)  # the year is rated before 15 December: Art 19(2)


def level(points: Fraction, reading: Reading) -> str:
    """Return the level that points correspond to; exact, or as printed under that reading."""
    value = read_exact(shown(points, 2)) if reading.rounding == "printed" else points
    return next((one.rating for one in THRESHOLDS if value >= one.at_least), FAIL)


def levels(total: Measure, reading: Reading) -> Levels:
    """Return the level at low, recorded (None = nothing on record) and high."""
    return (
        level(total.low, reading),
        None if total.recorded is None else level(total.recorded, reading),
        LADDER[0] if total.high is None else level(total.high, reading),
    )


def worse(one: str, other: str) -> str:
    """Return the worse of two levels."""
    return max(one, other, key=LADDER.index)


@frozen
class Rated:
    """The proposal for a year and what was noted on the way."""

    ratings: Levels
    notices: tuple[Notice, ...]
    missing: frozenset[str]


def too_short(record: Record, year: int, scene: Scene) -> Notice | None:
    """Return why a year is not rated: under six months of service less unpaid leave (Art 11(1)); None where it is.

    Months of sick leave and maternity are service (Art 11(2)).
    """
    elsewhere = frozenset(
        month
        for name in record.results
        if len(name) == 7 and name[5] != "H" and months_of(name)[0] == year
        for month in range(months_of(name)[1], months_of(name)[2] + 1)
    )
    served = months_served(record.rows, record.leaves, year, scene.calendar, elsewhere)
    if served >= SERVICE:
        return None
    return notice("under_six_months", months=said(served, 1), year=year, exact=plain(served))


def rate(
    record: Record, year: int, total: Measure, findings: Findings, *, scene: Scene, reading: Reading
) -> Rated:
    """Return the year's proposal: the level of the points, then the grounds that force a fail, then the caps."""
    low, recorded, high = levels(total, reading)
    notices: list[Notice] = []
    certain = [one for one in findings.grounds if one.certain]
    missing = frozenset(kind for kind in FAIL_KINDS if not _covered(record, year, scene, kind))
    if certain:
        low = recorded = high = FAIL
    elif missing or findings.grounds:
        low = FAIL
    capped, told = cap(record, year)
    notices += told
    if capped is not None:
        low = low and worse(low, capped)
        recorded = recorded and worse(recorded, capped)
        high = high and worse(high, capped)
    if low == high == FAIL and _leads(record, year):
        notices.append(notice("leader_failed"))
    notices += decided(record, year, recorded)
    notices += absent(record.leaves, year, scene)
    return Rated((low, recorded, high), tuple(notices), frozenset() if certain else missing)


def _covered(record: Record, year: int, scene: Scene, kind: str) -> bool:
    start = scene.calendar.start_of(date(year, 1, 1))
    end = min(scene.as_of, scene.calendar.start_of(date(year + 1, 1, 1)))
    since, until = record.rows[0].since, record.rows[-1].until
    if since is not None:
        start = max(start, scene.calendar.start_of(since))
    if until is not None:
        end = min(end, scene.calendar.end_of_day(until))
    return scene.coverage.covers(record.staff, kind, start, end)


def cap(record: Record, year: int) -> tuple[str | None, list[Notice]]:
    """Return the level a head cannot exceed, that of the organisation (Art 20(6)), and what to know about it."""
    row = _last(record, year)
    if row is None or row.role not in HEADS:
        return None, []
    found: Sequence[OrganisationRated] = [
        fact for fact in record.facts if isinstance(fact, OrganisationRated) and fact.year == year
    ]
    if not found:
        return None, [notice("organisation_unknown", year=year)]
    last = found[-1]
    if last.rating not in LADDER:
        return None, [notice("organisation_not_rated", last.id, year=year)]
    return last.rating, [
        notice(
            "organisation",
            last.id,
            year=year,
            rating=TITLES[last.rating],
        )
    ]


def _last(record: Record, year: int) -> Person | None:
    """Return the last row of a person that begins by the end of a year."""
    return next(
        (row for row in reversed(record.rows) if row.since is None or row.since <= date(year, 12, 31)), None
    )


def _leads(record: Record, year: int) -> bool:
    row = _last(record, year)
    return row is not None and row.leader


def decided(record: Record, year: int, proposed: str | None) -> list[Notice]:
    """Return a notice for each decision on record: the decided rating is a fact, the computed one a proposal."""
    return [
        notice(
            "decided" if fact.rating == proposed else "decided_otherwise",
            fact.id,
            year=year,
            rating=TITLES[fact.rating],
        )
        for fact in record.facts
        if isinstance(fact, RatingDecided) and fact.year == year
    ]


def absent(leaves: Leaves, year: int, scene: Scene) -> list[Notice]:
    """Return a notice where the person is on leave on the rating day: rated on the time worked (Art 19(3))."""
    noon = scene.calendar.start_of(date(year, *RATING_DAY)).replace(hour=12)
    day: datetime = min(noon, scene.as_of)
    return (
        [notice("absent_on_rating_day", year=year)] if leaves.on(day, "sick", "maternity", "unpaid") else []
    )
