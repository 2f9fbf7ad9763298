"""The sentences about files: both languages say the same things of the same parts."""

import string
import unicodedata

import pytest

from vanhoa_rules.words.en import files as en
from vanhoa_rules.words.vi import files as vi


def parts(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_sentences():
    assert en.SENTENCES.keys() == vi.SENTENCES.keys()


@pytest.mark.parametrize("code", sorted(en.SENTENCES))
def test_a_sentence_has_the_same_parts_in_both_languages(code):
    assert parts(en.SENTENCES[code]) == parts(vi.SENTENCES[code])
    assert unicodedata.is_normalized("NFC", vi.SENTENCES[code])
    assert vi.SENTENCES[code]
    assert en.SENTENCES[code]


LABELS = ("read.", "book.", "subject.")


@pytest.mark.parametrize(
    "code", sorted(c for c in en.SENTENCES if not c.endswith(".remedy") and not c.startswith(LABELS))
)
def test_every_error_says_what_to_do(code):
    assert en.SENTENCES[f"{code}.remedy"]
    assert vi.SENTENCES[f"{code}.remedy"]
