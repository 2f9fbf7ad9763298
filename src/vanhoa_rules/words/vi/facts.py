"""Sentences of the area: facts."""

SENTENCES: dict[str, str] = {}
