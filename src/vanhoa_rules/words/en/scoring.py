"""Sentences of the area: scoring."""

SENTENCES: dict[str, str] = {}
