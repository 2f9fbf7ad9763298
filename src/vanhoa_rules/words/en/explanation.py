"""Sentences of the area: explanation."""

SENTENCES: dict[str, str] = {}
