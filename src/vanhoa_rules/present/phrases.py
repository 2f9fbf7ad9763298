"""7 · Phrases: what a pattern is while it is being put into words, and how several become one."""

from collections.abc import Iterable

import attrs
from attrs import frozen

from vanhoa_rules.facts import field_title
from vanhoa_rules.present.writing import listed
from vanhoa_rules.words import say

UNLESS = "unless"


@frozen
class Clause:
    """What is further asked of an event: its words, and the field in which both facts agree ("" = none).

    ``more`` are the words with which it runs on from a clause of the kind ``after`` that agrees in the same field.
    A clause of the kind ``UNLESS`` holds the bare excuse.
    """

    text: str
    same: str = ""
    kind: str = ""
    after: str = ""
    more: str = ""

    def keyed(self, lang: str) -> str:
        """Return the words, with the field in which both facts agree."""
        return (
            f"{self.text} {say('same', lang, field=field_title(self.same)[lang])}" if self.same else self.text
        )


@frozen
class Phrase:
    """A pattern in words: opening, head, where, clauses; tails.

    ``cases`` stand in place of a head: a marked list, of the person or ``of_subordinates``. ``joined`` says that the
    clauses do not begin with one that "mà" introduces.
    """

    opening: str
    head: str
    where: str = ""
    clauses: tuple[Clause, ...] = ()
    tails: tuple[str, ...] = ()
    joined: bool = False
    cases: str = ""
    of_subordinates: bool = False

    def base(self, lang: str, *, beside: bool, opened: bool = False) -> str:
        """Return the head with its condition, in brackets where more follows; ``opened``: with "each" before cases."""
        if self.cases:
            code = f"cases{'.each' if opened else ''}{'.subordinates' if self.of_subordinates else ''}"
            return say(code, lang, cases=self.cases)
        if not self.where:
            return self.head
        return say("where.beside" if beside else "where", lang, head=self.head, conditions=self.where)

    def event(self, lang: str, *, opened: bool = False) -> str:
        """Return the phrase without its opening."""
        text = self.base(lang, beside=bool(self.clauses), opened=opened)
        if self.clauses:
            clauses = _run_on(self.clauses)
            joined = self.joined or " mà " in self.head or clauses[0].kind == UNLESS
            said = _said(clauses, lang)
            text = f"{text}, {said}" if joined else say("clauses", lang, head=text, clauses=said)
        return "; ".join((text, *self.tails))

    def text(self, lang: str) -> str:
        """Return the phrase with its opening."""
        if self.cases and self.opening == say("open.each", lang):
            return self.event(lang, opened=True)
        return f"{self.opening} {self.event(lang)}"

    def but(self, lang: str, *clauses: Clause) -> "Phrase":
        """Return the phrase with more clauses; what is already counted stands in brackets first."""
        phrase = self
        if self.tails:
            phrase = Phrase(self.opening, say("operand", lang, event=self.event(lang)))
        return attrs.evolve(phrase, clauses=(*phrase.clauses, *clauses))


def _run_on(clauses: Iterable[Clause]) -> list[Clause]:
    """Return clauses with those that run on from another put to it, and excuses last; none depends on the order."""
    found: list[Clause] = []
    for one in sorted(clauses, key=lambda one: one.kind == UNLESS):
        last = found[-1] if found else None
        if last is not None and one.after and (one.after, one.same) == (last.kind, last.same):
            found[-1] = attrs.evolve(last, text=f"{last.text}{one.more}", kind=one.kind)
        else:
            found.append(one)
    return found


def _said(clauses: list[Clause], lang: str) -> str:
    """Return clauses as one text; a field in which all of them agree is said once, at the end."""
    fields = {one.same for one in clauses}
    once = next(iter(fields)) if len(clauses) > 1 and len(fields) == 1 else ""
    if once:
        clauses = [attrs.evolve(one, same="") for one in clauses]
    said = [one.keyed(lang) for one in clauses if one.kind != UNLESS]
    excuses = [one.keyed(lang) for one in clauses if one.kind == UNLESS]
    if len(excuses) == 1:
        said.append(say("clause.unless", lang, excuse=excuses[0]))
    elif excuses:
        said.append(say("clause.unless.cases", lang, cases=_marked(excuses)))
    text = ", ".join(said)
    return f"{text} {say('same.all', lang, field=field_title(once)[lang])}" if once else text


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
    if not any(one.clauses or one.tails or one.where or one.cases for one in cut):
        return Phrase(opening, listed([one.head for one in cut], lang, "or"), clauses=shared)
    cases = _marked([one.event(lang) for one in cut])
    return Phrase(opening, "", clauses=shared, joined=bool(shared), cases=f"[{cases}]" if shared else cases)


def _merged(parts: list[Phrase], lang: str) -> list[Phrase]:
    """Return phrases with those that have the same clauses put together at the place of the first."""
    groups: dict[tuple[object, ...], list[Phrase]] = {}
    for place, one in enumerate(parts):
        alone = one.tails or not one.clauses
        groups.setdefault((place,) if alone else (one.opening, one.clauses), []).append(one)
    return [
        group[0]
        if len(group) == 1
        else Phrase(
            group[0].opening,
            f"({listed([one.base(lang, beside=True) for one in group], lang, 'or')})",
            clauses=group[0].clauses,
            joined=all(one.joined for one in group),
        )
        for group in groups.values()
    ]


def _marked(texts: list[str]) -> str:
    return "; ".join(f"({place}) {text}" for place, text in enumerate(texts, start=1))


def _shared(parts: list[Phrase]) -> tuple[Clause, ...]:
    shared: tuple[Clause, ...] = ()
    for clauses in zip(*(reversed(one.clauses) for one in parts), strict=False):
        if len(set(clauses)) > 1:
            break
        shared = (clauses[0], *shared)
    return shared
