"""1 · What happened: tasks, orders and reports — nhiệm vụ."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from attrs import frozen

from vanhoa_rules.errors import Problem
from vanhoa_rules.facts.base import Fact, filled, number, one_of, written_period
from vanhoa_rules.words import problem

ASPECTS = ("quality", "progress")


@frozen(kw_only=True)
class TaskAssigned(Fact):
    """The task ``case`` was assigned; one to a person and case.

    ``planned`` False is a sudden task or one taken over, outside the denominator; ``period`` is the month or quarter
    it counts in (null = the one that holds ``due``, else ``at``); ``product`` a code of the catalogue.
    """

    kind: ClassVar[str] = "task.assigned"
    case: str = filled()
    due: datetime | None = None
    quantity: Decimal = number(above=0, default=Decimal(1))
    coefficient: Decimal = number(above=0, default=Decimal(1))
    planned: bool = True
    period: str | None = written_period(default=None)
    product: str | None = None


@frozen(kw_only=True)
class TaskCompleted(Fact):
    """The assigner accepted the delivery; 0.8 = part of one product."""

    kind: ClassVar[str] = "task.completed"
    case: str = filled()
    quantity: Decimal = number(above=0, default=Decimal(1))


@frozen(kw_only=True)
class TaskAssessed(Fact):
    """The quality or the progress of a task was assessed; each ``met`` False is one time."""

    kind: ClassVar[str] = "task.assessed"
    case: str = filled()
    aspect: str = one_of(*ASPECTS)
    met: bool
    objective_cause: bool = False
    by: str | None = None
    exceeded: bool | None = None


@frozen(kw_only=True)
class CauseConfirmed(Fact):
    """Someone else than the person confirmed later that the cause on ``case`` was objective; ``by`` is their id."""

    kind: ClassVar[str] = "cause.confirmed"
    case: str = filled()
    aspect: str = one_of(*ASPECTS)
    by: str = filled()

    def contradictions(self) -> list[Problem]:
        """Return what is wrong with the fields taken together: a cause confirmed by the person concerned."""
        found = super().contradictions()
        if self.by == self.staff:
            found.append(problem("fact.by_self", field="by", kind=self.kind))
        return found


@frozen(kw_only=True)
class TaskExtended(Fact):
    """The task's deadline was moved to ``due``."""

    kind: ClassVar[str] = "task.extended"
    case: str = filled()
    due: datetime
    objective_cause: bool


@frozen(kw_only=True)
class TaskTransferred(Fact):
    """The task went to someone else on the holder's report of inability; null quantity = the whole."""

    kind: ClassVar[str] = "task.transferred"
    case: str = filled()
    quantity: Decimal | None = number(above=0, default=None)


@frozen(kw_only=True)
class TaskWithdrawn(Fact):
    """The assigner took the task back; null quantity = the whole."""

    kind: ClassVar[str] = "task.withdrawn"
    case: str = filled()
    quantity: Decimal | None = number(above=0, default=None)


@frozen(kw_only=True)
class TaskRefused(Fact):
    """The person refused the task."""

    kind: ClassVar[str] = "task.refused"
    case: str = filled()
    reason: str | None = None


@frozen(kw_only=True)
class OrderReceived(Fact):
    """The person received the order ``case``."""

    kind: ClassVar[str] = "order.received"


@frozen(kw_only=True)
class OrderObjected(Fact):
    """The person reported to the one who gave the order that they hold it to be wrong."""

    kind: ClassVar[str] = "order.objected"
    in_writing: bool


@frozen(kw_only=True)
class OrderExecuted(Fact):
    """The person carried the order out."""

    kind: ClassVar[str] = "order.executed"


@frozen(kw_only=True)
class OrderRefused(Fact):
    """The person did not carry the order out."""

    kind: ClassVar[str] = "order.refused"


@frozen(kw_only=True)
class ReportDue(Fact):
    """A report is due at ``at``; ``case`` is the report."""

    kind: ClassVar[str] = "report.due"


@frozen(kw_only=True)
class ReportSubmitted(Fact):
    """The person handed in the report ``case``."""

    kind: ClassVar[str] = "report.submitted"
    complete: bool
    truthful: bool


@frozen(kw_only=True)
class AssessmentOverturned(Fact):
    """An assessment that this leader gave was set aside as not objective."""

    kind: ClassVar[str] = "assessment.overturned"
