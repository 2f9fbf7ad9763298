"""The sentences in Vietnamese, one module an area."""

from vanhoa_rules.words.vi import (
    calendars,
    commands,
    evaluation,
    exchange,
    explanation,
    facts,
    files,
    frames,
    live,
    pages,
    rules,
    scoring,
    sentences,
)

SENTENCES: dict[str, str] = {
    **calendars.SENTENCES,
    **commands.SENTENCES,
    **facts.SENTENCES,
    **files.SENTENCES,
    **frames.SENTENCES,
    **rules.SENTENCES,
    **scoring.SENTENCES,
    **evaluation.SENTENCES,
    **exchange.SENTENCES,
    **explanation.SENTENCES,
    **live.SENTENCES,
    **pages.SENTENCES,
    **sentences.SENTENCES,
}
