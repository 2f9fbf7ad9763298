"""Testing: how a generator chooses: by Hypothesis, which shrinks what fails, or by dice, which are a hundred times as fast."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Protocol, TypeVar

from vanhoa_rules.errors import MissingExtraError
from vanhoa_rules.words import error

try:
    from hypothesis import strategies as st
except ImportError as lacking:
    raise error(MissingExtraError, "extra.missing", package="hypothesis", extra="test") from lacking

T = TypeVar("T")
Made = TypeVar("Made")


class Pick(Protocol):
    """Choose one of some options; the first is the simplest."""

    def __call__(self, options: Sequence[T], /) -> T:
        """Return one of the options."""
        ...


def dice(seed: int) -> Pick:
    """Return a choice by pseudo-random numbers, the same for the same seed."""
    return Random(seed).choice  # noqa: S311 - for tests, not for secrets


def strategy(make: Callable[..., Made], *args: Any, **rest: Any) -> st.SearchStrategy[Made]:
    """Return a generator ``make(pick, …)`` as a strategy of Hypothesis."""

    @st.composite
    def made(draw: st.DrawFn) -> Made:
        def pick(options: Sequence[T], /) -> T:
            return draw(st.sampled_from(options))

        return make(pick, *args, **rest)

    return made()
