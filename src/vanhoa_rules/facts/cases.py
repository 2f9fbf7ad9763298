"""1 · What happened: cases with deadlines — hồ sơ, đơn thư.

``staff`` is the person answerable for the case, even where a colleague hands over the result.
"""

from datetime import datetime
from typing import ClassVar

from attrs import frozen

from vanhoa_rules.facts.base import Fact, number, one_of

REQUEST_CHANNELS = ("office", "network", "post")


@frozen(kw_only=True)
class CaseReceived(Fact):
    """The file ``case`` was received; ``due`` is the day promised for the result (ngày hẹn trả)."""

    kind: ClassVar[str] = "case.received"
    due: datetime
    procedure: str | None = None


@frozen(kw_only=True)
class CaseDeadlineExtended(Fact):
    """The day promised was moved to ``due``."""

    kind: ClassVar[str] = "case.deadline_extended"
    due: datetime
    objective_cause: bool


@frozen(kw_only=True)
class CaseSupplementRequested(Fact):
    """The applicant was asked to complete the file."""

    kind: ClassVar[str] = "case.supplement_requested"


@frozen(kw_only=True)
class CaseSupplementReceived(Fact):
    """The applicant completed the file; the result is now due at ``due``."""

    kind: ClassVar[str] = "case.supplement_received"
    due: datetime


@frozen(kw_only=True)
class CaseReturned(Fact):
    """The result was handed over."""

    kind: ClassVar[str] = "case.returned"


@frozen(kw_only=True)
class ApologySent(Fact):
    """An apology for the delay was sent, with the new day promised where there is one."""

    kind: ClassVar[str] = "apology.sent"
    new_due: datetime | None = None


@frozen(kw_only=True)
class ComplaintCaseReceived(Fact):
    """A complaint (khiếu nại) came in."""

    kind: ClassVar[str] = "complaint_case.received"


@frozen(kw_only=True)
class ComplaintCaseAccepted(Fact):
    """The complaint was accepted for settlement (thụ lý), at the first or second instance."""

    kind: ClassVar[str] = "complaint_case.accepted"
    complex: bool
    remote: bool
    instance: int = number(least=1, most=2)


@frozen(kw_only=True)
class ComplaintCaseDecided(Fact):
    """The decision on the complaint was made."""

    kind: ClassVar[str] = "complaint_case.decided"


@frozen(kw_only=True)
class ComplaintCaseSent(Fact):
    """The decision on the complaint was sent to the parties."""

    kind: ClassVar[str] = "complaint_case.sent"


@frozen(kw_only=True)
class DenunciationCaseReceived(Fact):
    """A denunciation (tố cáo) came in."""

    kind: ClassVar[str] = "denunciation_case.received"


@frozen(kw_only=True)
class DenunciationCaseAccepted(Fact):
    """The denunciation was accepted for settlement (thụ lý)."""

    kind: ClassVar[str] = "denunciation_case.accepted"


@frozen(kw_only=True)
class DenunciationCaseHandled(Fact):
    """The denunciation was dealt with at the first step."""

    kind: ClassVar[str] = "denunciation_case.handled"


@frozen(kw_only=True)
class DenunciationCaseExtended(Fact):
    """The time for settling the denunciation was extended in writing to ``due``."""

    kind: ClassVar[str] = "denunciation_case.extended"
    due: datetime


@frozen(kw_only=True)
class DenunciationCaseConcluded(Fact):
    """The conclusion on the denunciation was signed."""

    kind: ClassVar[str] = "denunciation_case.concluded"


@frozen(kw_only=True)
class DenunciationCasePublished(Fact):
    """The conclusion on the denunciation was made public."""

    kind: ClassVar[str] = "denunciation_case.published"


@frozen(kw_only=True)
class LetterReceived(Fact):
    """A letter of a citizen came in."""

    kind: ClassVar[str] = "letter.received"


@frozen(kw_only=True)
class LetterHandled(Fact):
    """The letter was dealt with."""

    kind: ClassVar[str] = "letter.handled"


@frozen(kw_only=True)
class InspectionReported(Fact):
    """The inspection team's report on the results was handed in."""

    kind: ClassVar[str] = "inspection.reported"


@frozen(kw_only=True)
class InspectionDraftingAssigned(Fact):
    """The drafting of the inspection's conclusion was assigned."""

    kind: ClassVar[str] = "inspection.drafting_assigned"


@frozen(kw_only=True)
class InspectionDraftReceived(Fact):
    """The draft of the inspection's conclusion was received by who signs it."""

    kind: ClassVar[str] = "inspection.draft_received"


@frozen(kw_only=True)
class InspectionConcluded(Fact):
    """The inspection's conclusion was issued."""

    kind: ClassVar[str] = "inspection.concluded"


@frozen(kw_only=True)
class InformationRequested(Fact):
    """A citizen asked for information, at the office, over the network or by post."""

    kind: ClassVar[str] = "information.requested"
    channel: str = one_of(*REQUEST_CHANNELS)
    complex: bool


@frozen(kw_only=True)
class InformationAnswered(Fact):
    """The citizen got the information, or the refusal with its reason."""

    kind: ClassVar[str] = "information.answered"
