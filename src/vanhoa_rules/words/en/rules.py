"""Sentences of the area: rules."""

SENTENCES: dict[str, str] = {}
