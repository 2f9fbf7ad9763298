"""1 · What happened: the kinds of facts that a rulebook may speak of, by name."""

import re
import types
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

import attrs
from attrs import field, frozen

from vanhoa_rules.errors import Text, UsageError, as_text
from vanhoa_rules.facts import (
    cases,
    conduct,
    decisions,
    documents,
    dress,
    evaluation,
    housekeeping,
    integrity,
    presence,
    work,
)
from vanhoa_rules.facts.base import TYPES, Fact, fields_of
from vanhoa_rules.words import both, error, near
from vanhoa_rules.words.vi import SENTENCES

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")

_ALLOWED = frozenset((*TYPES, *(kind | None for kind in TYPES)))


class UnknownKindError(UsageError, KeyError):
    """A kind that the vocabulary does not have; the remedy lists near names."""


@frozen(init=False, repr=False)
class Vocabulary:
    """An immutable set of fact kinds, ``Vocabulary(MyKind, YourKind)``; two are joined with ``|``.

    ``UsageError`` for a class that is no fact kind, for a name that is not written ``subject.event``, and for one
    name given to two classes.
    """

    _classes: dict[str, type[Fact]] = field(hash=False)

    def __init__(self, *kinds: type[Fact]) -> None:
        table: dict[str, type[Fact]] = {}
        for cls in kinds:
            _check(cls)
            if table.setdefault(cls.kind, cls) is not cls:
                raise error(UsageError, "vocabulary.twice", kind=cls.kind)
        object.__setattr__(self, "_classes", dict(sorted(table.items())))

    def __hash__(self) -> int:
        return hash(tuple(self._classes.values()))

    def __repr__(self) -> str:
        return f"<Vocabulary of {len(self)} kinds>"

    def __getitem__(self, kind: str) -> type[Fact]:
        found = self._classes.get(kind)
        if found is None:
            raise error(
                UnknownKindError, "vocabulary.unknown", kind=kind, near=near(str(kind), self._classes)
            )
        return found

    def __contains__(self, kind: object) -> bool:
        return kind in self._classes

    def __iter__(self) -> Iterator[str]:
        return iter(self._classes)

    def __len__(self) -> int:
        return len(self._classes)

    def __or__(self, other: "Vocabulary") -> "Vocabulary":
        return Vocabulary(*self._classes.values(), *other.kinds.values())

    @property
    def kinds(self) -> Mapping[str, type[Fact]]:
        """The classes by the name of their kind, sorted by name."""
        return types.MappingProxyType(self._classes)

    def matching(self, glob: str) -> tuple[str, ...]:
        """Return the names that a glob such as ``attendance.*`` matches, sorted; ``*`` matches dots as well."""
        return tuple(name for name in self._classes if fnmatchcase(name, glob))

    def title(self, kind: str) -> Text:
        """Return what people call a kind: its ``title``, the words of this library, or its bare name."""
        cls = self._classes.get(kind)
        if cls is not None and cls.title is not None:
            return as_text(cls.title)
        return _words(f"kind.{kind}", kind)


def field_title(name: str, kind: str | None = None) -> Text:
    """Return what people call a field of a fact, or its bare name where this library has no words for it.

    A field may be called otherwise in one ``kind``: the ``due`` of a file received is the day promised.
    """
    own = f"called.{kind}.{name}"
    return _words(own if own in SENTENCES else f"field.{name}", name)


def value_title(name: str, value: object) -> Text:
    """Return what people call a value that a field of that name may hold, or the value itself."""
    return _words(f"choice.{name}.{value}", str(value))


def _words(code: str, fallback: str) -> Text:
    return both(code) if code in SENTENCES else Text(vi=fallback, en=fallback)


def _check(cls: Any) -> None:
    if not (isinstance(cls, type) and issubclass(cls, Fact)):
        raise error(
            UsageError, "vocabulary.class", value=cls.__name__ if isinstance(cls, type) else repr(cls)
        )
    if "__attrs_attrs__" not in vars(cls):
        raise error(UsageError, "vocabulary.frozen", value=cls.__name__)
    if not _NAME.fullmatch(cls.kind):
        raise error(UsageError, "vocabulary.name", value=cls.__name__, kind=cls.kind)
    if all(attribute.type in _ALLOWED for attribute in attrs.fields(cls)):
        return  # the annotations need not be looked up, which would slow down the import
    try:
        fields_of(cls)
    except (KeyError, NameError) as fault:
        allowed = ", ".join(each.__name__ for each in TYPES)
        raise error(UsageError, "vocabulary.type", kind=cls.kind, value=str(fault), allowed=allowed) from None


_SUBJECTS = (
    presence,
    dress,
    conduct,
    work,
    cases,
    documents,
    integrity,
    evaluation,
    decisions,
    housekeeping,
)

STANDARD = Vocabulary(
    *(
        cls
        for module in _SUBJECTS
        for cls in vars(module).values()
        if isinstance(cls, type) and issubclass(cls, Fact) and cls is not Fact
    )
)
