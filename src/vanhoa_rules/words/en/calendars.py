"""Sentences of the area: calendars."""

SENTENCES: dict[str, str] = {}
