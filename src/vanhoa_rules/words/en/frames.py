"""Sentences about tables that are handed out and about judging on many machines, in English."""

SENTENCES: dict[str, str] = {
    "frame.library": "No table can be made for {library}.",
    "frame.library.remedy": "Libraries: {known}.",
}
