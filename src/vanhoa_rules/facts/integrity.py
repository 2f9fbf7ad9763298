"""1 · What happened: integrity — liêm chính."""

from decimal import Decimal
from typing import ClassVar

from attrs import frozen

from vanhoa_rules.facts.base import Fact, number, one_of

OCCASIONS = ("first", "change", "yearly")


@frozen(kw_only=True)
class GiftReceived(Fact):
    """The person received the gift ``case``, from a giver connected with their work or not."""

    kind: ClassVar[str] = "gift.received"
    giver_connected: bool
    refusable: bool
    value: Decimal | None = number(least=0, default=None)


@frozen(kw_only=True)
class GiftRefused(Fact):
    """The person refused a gift."""

    kind: ClassVar[str] = "gift.refused"


@frozen(kw_only=True)
class GiftReported(Fact):
    """The person reported the gift."""

    kind: ClassVar[str] = "gift.reported"


@frozen(kw_only=True)
class GiftHandedIn(Fact):
    """The person handed the gift in."""

    kind: ClassVar[str] = "gift.handed_in"


@frozen(kw_only=True)
class InterestArose(Fact):
    """A conflict of interest arose on ``case``."""

    kind: ClassVar[str] = "interest.arose"


@frozen(kw_only=True)
class InterestDeclared(Fact):
    """The person declared the conflict of interest."""

    kind: ClassVar[str] = "interest.declared"


@frozen(kw_only=True)
class PostTaken(Fact):
    """The person took up a post, listed for rotation or yearly declaration or not."""

    kind: ClassVar[str] = "post.taken"
    listed: bool
    rotation_years: int | None = number(above=0, default=None)


@frozen(kw_only=True)
class AssetDeclared(Fact):
    """The person declared assets and income."""

    kind: ClassVar[str] = "asset.declared"
    occasion: str = one_of(*OCCASIONS)


@frozen(kw_only=True)
class AssetChanged(Fact):
    """The person's assets changed by ``value`` dong."""

    kind: ClassVar[str] = "asset.changed"
    value: Decimal


@frozen(kw_only=True)
class PropertyUsed(Fact):
    """The person used public property, for private ends or not."""

    kind: ClassVar[str] = "property.used"
    private: bool
    item: str | None = None


@frozen(kw_only=True)
class AgencyNameMisused(Fact):
    """The name of the agency was used for private ends."""

    kind: ClassVar[str] = "agency_name.misused"
    verified: bool


@frozen(kw_only=True)
class BenefitDemanded(Fact):
    """The person asked for a benefit."""

    kind: ClassVar[str] = "benefit.demanded"
    verified: bool


@frozen(kw_only=True)
class IdentityDisclosed(Fact):
    """The person disclosed who made a denunciation."""

    kind: ClassVar[str] = "identity.disclosed"
