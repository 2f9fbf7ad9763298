"""1 · What happened: documents and digital work — văn bản."""

from typing import ClassVar

from attrs import frozen

from vanhoa_rules.facts.base import Fact


@frozen(kw_only=True)
class DocumentReceived(Fact):
    """The document ``case`` came in."""

    kind: ClassVar[str] = "document.received"
    electronic: bool


@frozen(kw_only=True)
class DocumentAcknowledged(Fact):
    """The sender was told that the document came in."""

    kind: ClassVar[str] = "document.acknowledged"


@frozen(kw_only=True)
class DocumentForwarded(Fact):
    """The document was passed on to who has to deal with it."""

    kind: ClassVar[str] = "document.forwarded"


@frozen(kw_only=True)
class DocumentSigned(Fact):
    """The document was signed by who has the authority."""

    kind: ClassVar[str] = "document.signed"


@frozen(kw_only=True)
class DocumentIssued(Fact):
    """The document went out, on paper or with its electronic signatures."""

    kind: ClassVar[str] = "document.issued"
    electronic: bool
    signed_personal: bool
    signed_agency: bool


@frozen(kw_only=True)
class PublicationDue(Fact):
    """Something has to be made public by ``at``."""

    kind: ClassVar[str] = "publication.due"


@frozen(kw_only=True)
class PublicationPosted(Fact):
    """It was made public."""

    kind: ClassVar[str] = "publication.posted"


@frozen(kw_only=True)
class ProcedureChecked(Fact):
    """A procedure was checked against TCVN ISO 9001:2015."""

    kind: ClassVar[str] = "procedure.checked"
    conforming: bool
