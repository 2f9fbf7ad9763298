"""1 · What happened: decisions of competent authorities — quyết định."""

from datetime import datetime
from typing import ClassVar

from attrs import frozen

from vanhoa_rules.facts.base import Fact, one_of

VIOLATION_FIELDS = ("political", "ethics", "internal_rules", "powers", "law", "waste", "corruption")
SERIOUSNESS = ("minor", "serious", "very_serious")
FORMS = ("khien_trach", "canh_cao", "cach_chuc", "buoc_thoi_viec", "bai_nhiem", "khai_tru")


@frozen(kw_only=True)
class ViolationConcluded(Fact):
    """A violation was concluded by who has the authority; ``act`` is the key of the act, ``act_at`` its time."""

    kind: ClassVar[str] = "violation.concluded"
    field: str = one_of(*VIOLATION_FIELDS)
    duty_related: bool
    seriousness: str = one_of(*SERIOUSNESS)
    act: str | None = None
    act_at: datetime | None = None
    found_at: datetime | None = None
    complex: bool = False


@frozen(kw_only=True)
class CircumstanceFound(Fact):
    """A circumstance of an act that mitigates or aggravates."""

    kind: ClassVar[str] = "circumstance.found"
    effect: str = one_of("mitigating", "aggravating")
    ground: str
    act: str


@frozen(kw_only=True)
class HandlingDeferred(Fact):
    """The handling of an act was put off, until ``until`` (null = open)."""

    kind: ClassVar[str] = "handling.deferred"
    ground: str
    act: str
    until: datetime | None = None


@frozen(kw_only=True)
class DisciplineDecided(Fact):
    """A form of discipline was decided, by the Party or the State; the same act twice counts once."""

    kind: ClassVar[str] = "discipline.decided"
    form: str = one_of(*FORMS)
    by: str = one_of("party", "state")
    duty_related: bool
    act_at: datetime
    effective_at: datetime | None = None
    act: str | None = None


@frozen(kw_only=True)
class DegradationConcluded(Fact):
    """A degradation, a thing Party members must not do, or a breach of the duty to set an example was concluded."""

    kind: ClassVar[str] = "degradation.concluded"
    ground: str = one_of("degradation", "party_prohibition", "exemplary")


@frozen(kw_only=True)
class SuspensionDecided(Fact):
    """The person was suspended from work, until ``until`` (null = open)."""

    kind: ClassVar[str] = "suspension.decided"
    until: datetime | None = None


@frozen(kw_only=True)
class AwardGranted(Fact):
    """The person was commended, at the level of the agency, the province or the State."""

    kind: ClassVar[str] = "award.granted"
    level: str = one_of("agency", "province", "state")


@frozen(kw_only=True)
class UnitCaseConcluded(Fact):
    """Corruption or waste in the unit was concluded; the person is its leader."""

    kind: ClassVar[str] = "unit_case.concluded"
    field: str = one_of("corruption", "waste")
    handled: bool = True
