"""Sentences of the area: exchange."""

SENTENCES: dict[str, str] = {}
