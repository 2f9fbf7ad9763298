"""1 · What happened: evaluation — đánh giá, xếp loại."""

from decimal import Decimal
from typing import ClassVar

from attrs import frozen

from vanhoa_rules.facts.base import Fact, number, one_of, written_period

RATINGS = ("xuat_sac", "tot", "hoan_thanh", "khong_hoan_thanh", "khong_xep_loai", "ngoai_pham_vi")
SCORERS = ("self", "superior")


@frozen(kw_only=True)
class LineScored(Fact):
    """A line of a sheet was scored by the person or their superior; none on record is unknown, never 0."""

    kind: ClassVar[str] = "line.scored"
    line: str
    points: Decimal = number(least=0)
    by: str = one_of(*SCORERS)
    period: str = written_period()


@frozen(kw_only=True)
class LeadingAssessed(Fact):
    """How far a leader organised the work, or kept the unit together: wholly (100) or by half (50)."""

    kind: ClassVar[str] = "leading.assessed"
    aspect: str = one_of("organising", "cohesion")
    percent: int = one_of(50, 100)
    period: str = written_period()


@frozen(kw_only=True)
class SupportWorkAssessed(Fact):
    """The work of support staff was assessed in percent."""

    kind: ClassVar[str] = "support_work.assessed"
    aspect: str = one_of("quality", "rules", "effect")
    percent: Decimal = number(least=0, most=100)
    period: str = written_period()


@frozen(kw_only=True)
class ResultRecorded(Fact):
    """The points of a period already confirmed, also by a former body; used as they are, a disagreement is shown."""

    kind: ClassVar[str] = "result.recorded"
    period: str = written_period()
    total: Decimal = number(least=0, most=100)


@frozen(kw_only=True)
class PointsDeducted(Fact):
    """The approver typed a deduction (local sheets)."""

    kind: ClassVar[str] = "points.deducted"
    period: str = written_period()
    points: Decimal = number(above=0)
    by: str
    ground: str


@frozen(kw_only=True)
class RatingDecided(Fact):
    """The competent authority decided the rating of a year; ``act`` is the one a fail rested on."""

    kind: ClassVar[str] = "rating.decided"
    year: int = number(least=1900, most=9999)
    rating: str = one_of(*RATINGS)
    act: str | None = None


@frozen(kw_only=True)
class OrganisationRated(Fact):
    """The rating of the organisation that the person heads, for a year."""

    kind: ClassVar[str] = "organisation.rated"
    year: int = number(least=1900, most=9999)
    rating: str = one_of(*RATINGS)
