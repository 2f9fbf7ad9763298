"""0 · Before the facts: Vietnamese text compared by one normal form, never with its marks taken away.

``muộn`` (late) and ``mượn`` (to borrow) differ by marks alone, so marks count. What does not count: how letters are
composed, where the tone of ``oa``, ``oe``, ``uy`` stands (hoà/hòa), spellings with i and y of one word (kỉ/kỷ), capitals,
kinds of spaces, and Đ typed as the Icelandic Ð.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
"""The tone marks in dictionary order after no mark: huyền, hỏi, ngã, sắc, nặng."""

I_AND_Y: Final[Mapping[str, str]] = {
    "kí": "ký",
    "kì": "kỳ",
    "kỉ": "kỷ",
    "kĩ": "kỹ",
    "kị": "kỵ",
    "lí": "lý",
    "mĩ": "mỹ",
    "mị": "mỵ",
    "qui": "quy",
    "quí": "quý",
    "quì": "quỳ",
    "quỉ": "quỷ",
    "quĩ": "quỹ",
    "quị": "quỵ",
    "sĩ": "sỹ",
    "ti": "ty",
    "tỉ": "tỷ",
    "hi": "hy",
    "hỉ": "hỷ",
}
"""Syllables that both spellings of one word stand for; the right-hand side is the normal form."""

_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK: Final = {letter: place for place, letter in enumerate(_ALPHABET, 1)}
_ETH: Final = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"})
_GONE: Final = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
_OPEN: Final = re.compile(r"(?:[bcdđfghjklmnprstvx]*)(?:oa|oe|uy)")
_SYLLABLE: Final = re.compile(r"[^\W\d_]+")
_EDGES: Final = " \t:;.,*"


def tidy(text: str) -> str:
    """Return text in NFC, its Đ as Đ, every run of white space one space, nothing invisible inside, capitals kept."""
    letters = unicodedata.normalize("NFC", text).translate(_ETH)
    return " ".join("".join(letter for letter in letters if letter not in _GONE).split())


def normal_form(text: str) -> str:
    """Return the form by which two texts are compared: small letters, old tone placement, y for i where both are right.

    >>> normal_form("KỈ  LUẬT"), normal_form("hoà thuỷ") == normal_form("Hòa Thủy"), normal_form("mượn") == normal_form("muộn")
    ('kỷ luật', True, False)
    """
    return _SYLLABLE.sub(lambda found: _syllable(found[0]), tidy(text).casefold())


def heading_form(text: str) -> str:
    """Return the normal form of a heading: without the colon, full stop or star at its edges."""
    return normal_form(text).strip(_EDGES)


def match_heading(text: str, spellings: Mapping[str, Iterable[str]]) -> str | None:
    """Return the name whose spellings hold the heading, compared by normal form, or None."""
    wanted = heading_form(text)
    if not wanted:
        return None
    return next(
        (name for name, known in spellings.items() if any(heading_form(one) == wanted for one in known)), None
    )


def sort_key(name: str) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Return the key by which Vietnamese lists people: the given name (last word) first, then family and middle names.

    Words are compared by their letters (a ă â … d đ … o ô ơ … u ư), and by their tones only where the letters agree.
    """
    words = tidy(name).casefold().split()
    ordered = [*words[-1:], *words[:-1]]
    letters = tuple((_letters(word), ()) for word in ordered)
    tones = tuple(((), _tones(word)) for word in ordered)
    return letters + tones


def _letters(word: str) -> tuple[int, ...]:
    bare = unicodedata.normalize("NFC", _without_tones(word))
    return tuple(_RANK.get(letter, 100 + ord(letter)) for letter in bare)


def _tones(word: str) -> tuple[int, ...]:
    return tuple(TONES.index(mark) + 1 for mark in unicodedata.normalize("NFD", word) if mark in TONES)


def _without_tones(word: str) -> str:
    """Return a word with its tones taken off, for sorting and for placing a tone, never for matching."""
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if letter not in TONES)


def _syllable(text: str) -> str:
    placed = _placed(text)
    return I_AND_Y.get(placed, placed)


def _placed(text: str) -> str:
    """Return a syllable with the tone of an open oa, oe or uy on its first letter; ``qu`` is a consonant."""
    tones = [mark for mark in unicodedata.normalize("NFD", text) if mark in TONES]
    bare = unicodedata.normalize("NFC", _without_tones(text))
    if len(tones) != 1 or not _OPEN.fullmatch(bare):
        return text
    return unicodedata.normalize("NFC", f"{bare[:-1]}{tones[0]}{bare[-1]}")
