"""8 · What a live verdict rests on, and what it was judged from: put together when it is first asked for."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, cast

from attrs import define

from vanhoa_rules._api import Inputs


@define(eq=False)
class Receipt(Mapping[str, Any]):
    """What a verdict rests on; the digest of all facts is reckoned when it is first read."""

    _said: dict[str, Any]
    _later: dict[str, Callable[[], Any]]

    def read(self) -> None:
        """Reckon whatever was left for later: after this nothing else is needed."""
        for name in tuple(self._later):
            _ = self[name]

    def __getitem__(self, name: str) -> Any:
        if name in self._later:
            self._said[name] = self._later.pop(name)()
        return self._said[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self) == dict(cast("Mapping[str, Any]", other))

    def __hash__(self) -> int:
        return hash(tuple(self._said))


@define(eq=False)
class Kept:
    """The inputs of a verdict, put together when something of them is first asked for."""

    _make: Callable[[], Inputs]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._made, name)

    @cached_property
    def _made(self) -> Inputs:
        return self._make()
