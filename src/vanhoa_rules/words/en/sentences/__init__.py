"""Sentences of the area: rules said in words."""

from vanhoa_rules.words.en.sentences import clauses, conditions, events, norms, terms

SENTENCES: dict[str, str] = {
    **events.SENTENCES,
    **conditions.SENTENCES,
    **terms.SENTENCES,
    **clauses.SENTENCES,
    **norms.SENTENCES,
}
