"""5 · What the sheet tells beside its numbers: grounds of a rating, grounds without effect, notices."""

from datetime import date
from fractions import Fraction
from typing import Any

from attrs import frozen

from vanhoa_rules.canonical import shown
from vanhoa_rules.errors import Text
from vanhoa_rules.rules import Citation
from vanhoa_rules.words import say


@frozen
class Notice:
    """Something to know about a result that changes no number."""

    code: str
    message: Text
    evidence: tuple[str, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """Return the notice as JSON data."""
        return {"code": self.code, "message": _text(self.message), "evidence": list(self.evidence)}


@frozen
class Ground:
    """Why a year is, or is not, rated as not completed: the article, the facts, and whether it is certain."""

    code: str
    basis: Citation
    message: Text
    evidence: tuple[str, ...] = ()
    certain: bool = True

    def to_data(self) -> dict[str, Any]:
        """Return the ground as JSON data."""
        return {
            "code": self.code,
            "article": self.basis.article,
            "basis": self.basis.to_data(),
            "message": _text(self.message),
            "evidence": list(self.evidence),
            "certain": self.certain,
        }


def _text(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}


def sentence(code: str, **parts: Any) -> Text:
    """Return a sentence in both languages; a part that is a text stands in its own language in each."""
    return Text(
        *(
            say(code, lang, **{n: p[lang] if isinstance(p, Text) else p for n, p in parts.items()})
            for lang in ("vi", "en")
        )
    )


def said(value: Fraction, digits: int = 2) -> Text:
    """Return a number rounded for people, as each language writes it: 4,50 and 4.50."""
    text = shown(value, digits)
    return Text(text.replace(".", ","), text)


def said_day(day: date) -> Text:
    """Return a day as each language writes it."""
    return Text(f"{day.day:02}/{day.month:02}/{day.year}", day.isoformat())


def notice(code: str, *evidence: str, **parts: Any) -> Notice:
    """Return a notice that says the sentence ``evaluation.notice.<code>``."""
    return Notice(code, sentence(f"evaluation.notice.{code}", **parts), evidence)


def ground(code: str, basis: Citation, *evidence: str, certain: bool = True, **parts: Any) -> Ground:
    """Return a ground that says the sentence ``evaluation.ground.<code>``."""
    return Ground(code, basis, sentence(f"evaluation.ground.{code}", **parts), evidence, certain)
