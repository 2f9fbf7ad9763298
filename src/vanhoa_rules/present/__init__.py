"""7 · What a person sees: rules as sentences, reasons, verdicts as text, what changes."""

from vanhoa_rules.present.sentences import describe, sentence
from vanhoa_rules.present.text import explain

__all__ = ["describe", "explain", "sentence"]
