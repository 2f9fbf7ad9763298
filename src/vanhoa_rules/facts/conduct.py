"""1 · What happened: conduct with people — giao tiếp, ứng xử."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from attrs import frozen

from vanhoa_rules.facts.base import Fact, number, one_of

ABOUT = ("attitude", "delay", "demand", "dress", "other")
TOWARD = ("citizen", "superior", "subordinate", "colleague", "partner")
NATURES = (
    "insult",
    "arrogance",
    "harassment",
    "discrimination",
    "unfair",
    "favouritism",
    "faction",
    "defamation",
    "retaliation",
    "rudeness",
)
COMPANIONS = ("colleague", "partner")
CHANNELS = ("press", "social", "meeting", "public")
SUBJECTS = ("inspection", "reception", "complaint", "denunciation", "anticorruption", "other")


@frozen(kw_only=True)
class FeedbackRated(Fact):
    """A person served rated the service from 1 to 5."""

    kind: ClassVar[str] = "feedback.rated"
    rating: int = number(least=1, most=5)


@frozen(kw_only=True)
class ComplaintFiled(Fact):
    """A complaint about the person; ``verified`` says whether it was found true."""

    kind: ClassVar[str] = "complaint.filed"
    about: str = one_of(*ABOUT)
    verified: bool


@frozen(kw_only=True)
class ContactObserved(Fact):
    """A contact with a citizen was observed: bốn xin, bốn luôn; null = not seen."""

    kind: ClassVar[str] = "contact.observed"
    greeted: bool | None = None
    apologised: bool | None = None
    thanked: bool | None = None
    asked_permission: bool | None = None
    smiled: bool | None = None
    gentle: bool | None = None
    listened: bool | None = None
    helped: bool | None = None


@frozen(kw_only=True)
class ConductReported(Fact):
    """Someone reported how the person treated another."""

    kind: ClassVar[str] = "conduct.reported"
    toward: str = one_of(*TOWARD)
    nature: str = one_of(*NATURES)
    verified: bool


@frozen(kw_only=True)
class IncidentHandled(Fact):
    """The person handled an incident: calmly, and within their authority."""

    kind: ClassVar[str] = "incident.handled"
    calm: bool
    within_authority: bool


@frozen(kw_only=True)
class SupportRequested(Fact):
    """A colleague or a partner asked the person for support on ``case``."""

    kind: ClassVar[str] = "support.requested"
    by: str = one_of(*COMPANIONS)


@frozen(kw_only=True)
class SupportGiven(Fact):
    """The person gave a colleague or a partner support on ``case``; ``for_`` is ``for`` in data."""

    kind: ClassVar[str] = "support.given"
    for_: str = one_of(*COMPANIONS)


@frozen(kw_only=True)
class SuggestionMade(Fact):
    """The person made a suggestion."""

    kind: ClassVar[str] = "suggestion.made"
    constructive: bool


@frozen(kw_only=True)
class ConsultationHeld(Fact):
    """A leader listened to subordinates."""

    kind: ClassVar[str] = "consultation.held"


@frozen(kw_only=True)
class TrainingAttended(Fact):
    """The person attended a training of so many hours."""

    kind: ClassVar[str] = "training.attended"
    topic: str
    hours: Decimal = number(least=0)


@frozen(kw_only=True)
class ReceptionHeld(Fact):
    """The person received a citizen, or refused to, on a ground."""

    kind: ClassVar[str] = "reception.held"
    recorded: bool
    refused: bool
    ground: str | None = None


@frozen(kw_only=True)
class ReceptionAnswered(Fact):
    """The citizen received got the answer on ``case``."""

    kind: ClassVar[str] = "reception.answered"


@frozen(kw_only=True)
class StatementMade(Fact):
    """The person spoke in public of the matter ``case``; ``false`` null = not examined."""

    kind: ClassVar[str] = "statement.made"
    channel: str = one_of(*CHANNELS)
    subject: str = one_of(*SUBJECTS)
    false: bool | None = None


@frozen(kw_only=True)
class ConclusionIssued(Fact):
    """The official conclusion on ``case`` was issued; the person is the head who signed."""

    kind: ClassVar[str] = "conclusion.issued"


@frozen(kw_only=True)
class AuthorisationGranted(Fact):
    """The person may speak on ``case`` (null = on all matters) from ``at`` to ``until`` (null = open)."""

    kind: ClassVar[str] = "authorisation.granted"
    until: datetime | None = None
