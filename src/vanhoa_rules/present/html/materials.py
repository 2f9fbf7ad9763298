"""7 · What the verdicts of one evaluation were judged from, gathered once for all of them."""

from typing import Any

import attrs

from vanhoa_rules.present.inputs import Material, gather
from vanhoa_rules.verdicts import Verdict


class Materials:
    """Give each verdict its material; verdicts of one evaluation share what is the same for all of them."""

    def __init__(self) -> None:
        self._kept: Any = None
        self._base: Material | None = None

    def __call__(self, verdict: Verdict) -> Material:
        """Return a verdict with what it was judged from."""
        if verdict.inputs is None:
            return gather(verdict)
        if self._base is None or self._kept is not verdict.inputs:
            self._kept, self._base = verdict.inputs, gather(verdict)
        return attrs.evolve(self._base, verdict=verdict)
