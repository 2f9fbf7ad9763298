"""8 · Live evaluation: an evaluation that goes on, its log, and what changes."""

from vanhoa_rules.live.changes import Change
from vanhoa_rules.live.live import Live

__all__ = ["Change", "Live"]
