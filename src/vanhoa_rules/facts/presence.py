"""1 · What happened: presence at work — chấm công."""

from datetime import datetime
from typing import ClassVar

from attrs import frozen

from vanhoa_rules.facts.base import Fact, number, one_of

LEAVE_REASONS = ("annual", "sick", "maternity", "unpaid", "personal", "study")


@frozen(kw_only=True)
class AttendanceArrived(Fact):
    """The person arrived at work, or the session began."""

    kind: ClassVar[str] = "attendance.arrived"
    minutes_late: int = number(least=0)


@frozen(kw_only=True)
class AttendanceLeft(Fact):
    """The person left work."""

    kind: ClassVar[str] = "attendance.left"
    minutes_early: int = number(least=0)


@frozen(kw_only=True)
class AttendanceAbsent(Fact):
    """The person was away from duty without a permission on record; ``at`` is the start."""

    kind: ClassVar[str] = "attendance.absent"
    minutes: int = number(above=0)


@frozen(kw_only=True)
class LeaveApproved(Fact):
    """A leave was approved, from ``at`` to ``until`` (the first moment no longer in); its reason is never shown."""

    kind: ClassVar[str] = "leave.approved"
    until: datetime
    reason: str = one_of(*LEAVE_REASONS, private=True)


@frozen(kw_only=True)
class MissionAssigned(Fact):
    """The person was sent on a mission (công tác), from ``at`` to ``until``."""

    kind: ClassVar[str] = "mission.assigned"
    until: datetime
    place: str | None = None


@frozen(kw_only=True)
class PresenceChecked(Fact):
    """A spot check of whether the person was at work, and at work only."""

    kind: ClassVar[str] = "presence.checked"
    present: bool
    private_activity: bool


@frozen(kw_only=True)
class MeetingDue(Fact):
    """A meeting began that the person must attend; ``case`` is the meeting."""

    kind: ClassVar[str] = "meeting.due"


@frozen(kw_only=True)
class MeetingAttended(Fact):
    """The person came to the meeting ``case``."""

    kind: ClassVar[str] = "meeting.attended"
    minutes_late: int = number(least=0)


@frozen(kw_only=True)
class MeetingExcused(Fact):
    """The person was excused from the meeting ``case``."""

    kind: ClassVar[str] = "meeting.excused"
