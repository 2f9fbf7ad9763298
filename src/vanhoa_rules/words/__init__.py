"""Beside everything: every sentence shown to a person, in Vietnamese and in English.

``vi`` and ``en`` hold one module an area, each with one table ``SENTENCES``; both have the same codes and the same
parts. The remedy of a problem ``x.y`` is the sentence ``x.y.remedy``.
"""

import difflib
from collections.abc import Iterable
from typing import Any, TypeVar

from vanhoa_rules.errors import Problem, Text, VanhoaError
from vanhoa_rules.words import en, vi

MANY = 12
E = TypeVar("E", bound=VanhoaError)


def say(code: str, lang: str, **parts: Any) -> str:
    """Return the sentence ``code`` in ``lang`` ("vi" or "en") with its parts filled in."""
    table = vi.SENTENCES if lang == "vi" else en.SENTENCES
    return table[code].format(**parts)


def both(code: str, **parts: Any) -> Text:
    """Return the sentence ``code`` in both languages."""
    return Text(vi=say(code, "vi", **parts), en=say(code, "en", **parts))


def problem(
    code: str,
    *,
    file: str | None = None,
    row: int | None = None,
    field: str | None = None,
    value: object = None,
    staff: str | None = None,
    kind: str | None = None,
    **parts: Any,
) -> Problem:
    """Return the problem ``code``; its sentences may use ``field`` and ``value`` besides ``parts``."""
    shown = None if value is None else str(value)[:80]
    return Problem(
        code=code,
        message=both(code, field=field, value=shown, kind=kind, **parts),
        remedy=both(f"{code}.remedy", field=field, value=shown, kind=kind, **parts),
        file=file,
        row=row,
        field=field,
        value=shown,
        staff=staff,
        kind=kind,
    )


def error(cls: type[E], code: str, /, **parts: Any) -> E:
    """Return an error of class ``cls`` that says the sentence ``code`` and its remedy."""
    return cls(code, both(code, **parts), both(f"{code}.remedy", **parts), parts)


def near(name: str, known: Iterable[str]) -> str:
    """Return the known names most like ``name`` as a list for a sentence; all when they are few, a dash when none."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    return ", ".join(close or (names if len(names) <= MANY else ())) or "–"
