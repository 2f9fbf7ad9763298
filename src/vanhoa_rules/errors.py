"""Before everything: what can be wrong, as a code, its parts and a sentence in two languages."""

from collections.abc import Iterable, Mapping
from typing import Any

import attrs
from attrs import frozen


@frozen
class Text:
    """One sentence or name in Vietnamese and in English."""

    vi: str
    en: str

    def __getitem__(self, lang: str) -> str:
        return self.vi if lang == "vi" else self.en


def as_text(value: "Text | Mapping[str, str]") -> Text:
    """Return ``{"vi": …, "en": …}`` as a ``Text``; a ``Text`` stays as it is."""
    return value if isinstance(value, Text) else Text(vi=value["vi"], en=value["en"])


@frozen
class Problem:
    """One thing wrong in an input: where, what, and what to do about it.

    ``staff`` and ``kind`` say whose record of what the problem leaves unknown (None = cannot be told); they are
    for the engine and are never shown.
    """

    code: str
    message: Text
    remedy: Text
    file: str | None = None
    row: int | None = None
    field: str | None = None
    value: str | None = None
    staff: str | None = attrs.field(default=None, repr=False)
    kind: str | None = None


class VanhoaError(Exception):
    """Something the library refuses: ``code`` for programs, ``message`` and ``remedy`` for people."""

    def __init__(
        self, code: str, message: Text, remedy: Text, parts: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(code, message, remedy)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.parts = dict(parts or {})

    def __str__(self) -> str:
        return f"{self.message.en} {self.remedy.en} [{self.code}]".replace("  ", " ")

    def says(self, lang: str) -> str:
        """Return message and remedy in one language."""
        return f"{self.message[lang]} {self.remedy[lang]}".strip()


class UsageError(VanhoaError):
    """A call that cannot mean anything: a period that ends before it begins, an unknown name."""


class RuleError(VanhoaError):
    """A condition, pattern, rule, rulebook or sheet that cannot be built as written."""


class CalendarError(VanhoaError):
    """A date or a shift that the calendar does not know; ``beyond`` is True past the table's last day."""

    @property
    def beyond(self) -> bool:
        """Whether the date lies after the table, not before it."""
        return bool(self.parts.get("beyond", False))


class DataError(VanhoaError):
    """An input with problems, all of them listed in ``problems``."""

    def __init__(
        self,
        code: str,
        message: Text,
        remedy: Text,
        parts: Mapping[str, Any] | None = None,
        problems: Iterable[Problem] = (),
    ) -> None:
        super().__init__(code, message, remedy, parts)
        self.problems = tuple(problems)


class MissingExtraError(VanhoaError, ImportError):
    """An optional package is needed; the sentence names the extra to install."""
