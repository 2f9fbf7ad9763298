"""3 · Many exact numbers over one denominator as text: what ``canonical.plain`` writes of each."""

from collections.abc import Sequence
from fractions import Fraction

from vanhoa_rules.canonical import plain


def decimals(numbers: Sequence[int], over: int) -> list[str]:
    """Return what ``plain`` writes of numbers over one denominator."""
    rest, places = over, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest //= prime
            power += 1
        places = max(places, power)
    factor, half = 10**places // (over // rest), 10**places
    found: list[str] = []
    for number in numbers:
        if number % rest:
            found.append(plain(Fraction(number, over)))
            continue
        whole, part = divmod(abs(number) // rest * factor, half)
        text = f"{whole}.{part:0{places}d}".rstrip("0") if part else str(whole)
        found.append(f"-{text}" if number < 0 else text)
    return found
