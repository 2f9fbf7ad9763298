"""The sentences in Vietnamese, one module an area."""

from vanhoa_rules.words.vi import calendars, exchange, explanation, facts, rules, scoring

SENTENCES: dict[str, str] = {
    **calendars.SENTENCES,
    **facts.SENTENCES,
    **rules.SENTENCES,
    **scoring.SENTENCES,
    **exchange.SENTENCES,
    **explanation.SENTENCES,
}
