"""7 · A kind of fact with its condition, in words that follow "mỗi lần" or "each"."""

from vanhoa_rules.conditions import Literal, This
from vanhoa_rules.errors import as_text
from vanhoa_rules.facts import STANDARD, Fact, fields_of
from vanhoa_rules.patterns import Each
from vanhoa_rules.present.clauses import Leaf, conjuncts, known, part, term, values
from vanhoa_rules.present.phrases import Phrase
from vanhoa_rules.present.writing import listed, small
from vanhoa_rules.words import say


def kind_text(kind: type[Fact], lang: str) -> str:
    """Return what people call a kind of fact."""
    return (as_text(kind.title) if kind.title is not None else STANDARD.title(kind.kind))[lang]


def each_phrase(node: Each, lang: str) -> Phrase:
    """Return a kind of fact with its condition: merged into its name, directly after it, or as a clause."""
    code, said = f"event.{node.kind.kind}", dict[str, str]()
    head = say(code, lang) if known(code) else small(kind_text(node.kind, lang))
    left = list(conjuncts(node.where)) if node.where is not None else []
    merged = True
    while merged:
        merged = False
        for one in left:
            found = next((f"{code}+{each}" for each in codes(one) if known(f"{code}+{each}")), None)
            if found is not None and isinstance(one, Leaf):
                code, merged = found, True
                said = {"value": values(one, lang)} if one.values and "{value}" in _raw(code, lang) else said
                head = say(code, lang, **said)
                left.remove(one)
                break
    direct = {one: _direct(one, node.kind, lang) for one in left}
    for place, text in enumerate(text for text in direct.values() if text):
        head = f"{head}{', ' if place or ';' in head else ' '}{text}"
    aside = say(f"aside.{code}", lang) if known(f"aside.{code}") else ""
    head = f"{head} {aside}" if aside else head
    if node.measure is not None:
        head = f"{head} {say('clause.measure', lang, term=term(node.measure, lang))}"
    rest = [one for one in left if not direct[one]]
    items = [part(one, lang, nested=len(rest) > 1) for one in rest]
    return Phrase(say("open.each", lang), head, listed(items, lang))


def _direct(one: object, kind: type[Fact], lang: str) -> str:
    """Return a leaf as words that stand directly after the event, "" where it is a clause of its own."""
    code = next((f"with.{each}" for each in codes(one) if known(f"with.{each}")), "")
    if not isinstance(one, Leaf) or not code:
        return ""
    if isinstance(one.of, This) and one.op == "in" and known(f"with.any.{one.of.name}"):
        choices = {
            choice for spec in fields_of(kind).values() if spec.name == one.of.name for choice in spec.choices
        }
        if choices <= {value.value for value in one.values if isinstance(value, Literal)}:
            return say(f"with.any.{one.of.name}", lang)
    return say(code, lang, value=values(one, lang))


def codes(one: object) -> tuple[str, ...]:
    """Return the codes of phrases for a part of a condition, the most special first; none where a value is no literal."""
    return one.codes if isinstance(one, Leaf) and one.written else ()


def _raw(code: str, lang: str) -> str:
    return say(code, lang, value="{value}")
