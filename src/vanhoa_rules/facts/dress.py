"""1 · What happened: dress — trang phục."""

from typing import ClassVar

from attrs import frozen

from vanhoa_rules.facts.base import Fact


@frozen(kw_only=True)
class DressChecked(Fact):
    """A check of dress; ``uniform_ok`` is null for who has no uniform duty."""

    kind: ClassVar[str] = "dress.checked"
    neat: bool
    footwear_ok: bool
    badge_worn: bool
    uniform_ok: bool | None = None
    insignia_ok: bool | None = None
