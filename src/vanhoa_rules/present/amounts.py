"""7 · What a scorecard does, in words: each effect of a rule, and the names of ratings."""

from typing import assert_never

from vanhoa_rules.present.clauses import known
from vanhoa_rules.present.writing import number
from vanhoa_rules.scorecards import Award, Cap, Ceiling, Deduct, Effect, Fail, Refer, Zero
from vanhoa_rules.words import say


def effect(one: Effect, lang: str) -> str:
    """Return what a rule's effect does, as part of a sentence."""
    match one:
        case Deduct() | Award():
            kind = "deduct" if isinstance(one, Deduct) else "award"
            text = say(f"effect.{kind}.{one.per}", lang, points=number(one.points, lang))
            if one.at_most is not None:
                text = say("effect.at_most", lang, effect=text, points=number(one.at_most, lang))
        case Zero():
            text = say("effect.zero", lang)
        case Ceiling(amount):
            text = say("effect.ceiling", lang, points=number(amount, lang))
        case Cap(rating):
            text = say("effect.cap", lang, rating=rating_text(rating, lang))
        case Fail():
            text = say("effect.fail", lang)
        case Refer(to, why):
            text = say("effect.refer", lang, to=to[lang], why=why[lang].rstrip("."))
        case _:
            assert_never(one)
    line = getattr(one, "line", None)
    return text if line is None else say("effect.line", lang, effect=text, line=line)


def rating_text(rating: str, lang: str) -> str:
    """Return the name of a standard rating, or the sheet's own id of it."""
    code = f"choice.rating.{rating}"
    return say(code, lang) if known(code) else rating
