"""7 · Points as a bar: filled up to low, hatched from low to high, a stroke at what is recorded."""

from collections.abc import Iterable
from fractions import Fraction

from vanhoa_rules.canonical import shown
from vanhoa_rules.present.html.tags import Html, el
from vanhoa_rules.scorecards import Scorecard

WHOLE = Fraction(100)


def bar(
    low: Fraction,
    recorded: Fraction | None,
    high: Fraction | None,
    maximum: Fraction,
    *,
    label: str,
    marks: Iterable[Fraction] = (),
) -> Html:
    """Return an interval of points out of a maximum as a bar; ``label`` says it in words, ``marks`` are thresholds.

    ``recorded`` None has no stroke, ``high`` None is open as far as the maximum.
    """
    left, right = share(low, maximum), share(maximum if high is None else high, maximum)
    parts = [el("i", style=f"width:{_percent(left)}")]
    if right > left:
        parts.append(el("b", style=f"left:{_percent(left)};width:{_percent(right - left)}"))
        if recorded is not None:
            parts.append(el("u", style=f"left:min({_percent(share(recorded, maximum))},100% - 3px)"))
    parts += [el("s", style=f"left:{_percent(share(mark, maximum))}") for mark in marks if 0 < mark < maximum]
    return el("span", parts, cls="bar", role="img", aria_label=label)


def share(value: Fraction, maximum: Fraction) -> Fraction:
    """Return a value as a share of the maximum in percent, from 0 to 100."""
    return min(WHOLE, max(Fraction(0), WHOLE * value / maximum)) if maximum else Fraction(0)


def _percent(value: Fraction) -> str:
    return f"{shown(value, 2).rstrip('0').rstrip('.')}%"


def whole(card: Scorecard) -> Fraction:
    """Return the most that a sheet can give: its lines by weight, 100 where a function computes it."""
    if card.computed is not None:
        return WHOLE
    return sum((line.weight * line.maximum for line in card.lines), Fraction(0))
