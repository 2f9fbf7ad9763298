"""7 · Phrases: what a pattern is while it is being put into words, and how several become one."""

import attrs
from attrs import frozen

from vanhoa_rules.present.writing import listed
from vanhoa_rules.words import say


@frozen
class Phrase:
    """A pattern in words: opening, head, where, clauses; tails.

    ``joined`` says that the clauses do not begin with one that "mà" introduces.
    """

    opening: str
    head: str
    where: str = ""
    clauses: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()
    joined: bool = False

    def base(self, lang: str, *, beside: bool) -> str:
        """Return the head with its condition, in brackets where more follows."""
        if not self.where:
            return self.head
        return say("where.beside" if beside else "where", lang, head=self.head, conditions=self.where)

    def event(self, lang: str) -> str:
        """Return the phrase without its opening."""
        text = self.base(lang, beside=bool(self.clauses))
        if self.clauses:
            clauses = ", ".join(self.clauses)
            text = f"{text}, {clauses}" if self.joined else say("clauses", lang, head=text, clauses=clauses)
        return "; ".join((text, *self.tails))

    def text(self, lang: str) -> str:
        """Return the phrase with its opening."""
        return f"{self.opening} {self.event(lang)}"

    def but(self, lang: str, *clauses: str, joined: bool = False) -> "Phrase":
        """Return the phrase with more clauses; what is already counted stands in brackets first."""
        phrase = self
        if self.tails:
            phrase = Phrase(self.opening, say("operand", lang, event=self.event(lang)))
        joined = phrase.joined if phrase.clauses else joined or " mà " in phrase.head
        return attrs.evolve(phrase, clauses=(*phrase.clauses, *clauses), joined=joined)


def united(parts: list[Phrase], lang: str) -> Phrase:
    """Return several phrases as one; clauses that some of them share are said once."""
    parts = _merged(parts, lang)
    if len(parts) == 1:
        return parts[0]
    opening = parts[0].opening
    if any(one.opening != opening for one in parts):
        marked = _marked([one.text(lang) for one in parts])
        return Phrase(say("open.cases", lang), marked)
    shared = () if any(one.tails for one in parts) else _shared(parts)
    cut = [attrs.evolve(one, clauses=one.clauses[: len(one.clauses) - len(shared)]) for one in parts]
    if not any(one.clauses or one.tails or one.where for one in cut):
        return Phrase(opening, listed([one.head for one in cut], lang, "or"))
    cases = say("cases", lang, cases=_marked([one.event(lang) for one in cut]))
    return Phrase(opening, f"[{cases}]" if shared else cases, "", shared, (), bool(shared))


def _merged(parts: list[Phrase], lang: str) -> list[Phrase]:
    """Return phrases with those that have the same clauses put together at the place of the first."""
    groups: dict[tuple[object, ...], list[Phrase]] = {}
    for place, one in enumerate(parts):
        alone = one.tails or not one.clauses
        groups.setdefault((place,) if alone else (one.opening, one.clauses), []).append(one)
    return [
        group[0]
        if len(group) == 1
        else attrs.evolve(
            group[0],
            head=f"({listed([one.base(lang, beside=True) for one in group], lang, 'or')})",
            where="",
            joined=all(one.joined for one in group),
        )
        for group in groups.values()
    ]


def _marked(texts: list[str]) -> str:
    return "; ".join(f"({place}) {text}" for place, text in enumerate(texts, start=1))


def _shared(parts: list[Phrase]) -> tuple[str, ...]:
    shared: tuple[str, ...] = ()
    for clauses in zip(*(reversed(one.clauses) for one in parts), strict=False):
        if len(set(clauses)) > 1:
            break
        shared = (clauses[0], *shared)
    return shared
