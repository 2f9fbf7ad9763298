"""Sentences about tables that are handed out and about judging on many machines, in English."""

SENTENCES: dict[str, str] = {
    "frame.library": "No table can be made for {library}.",
    "frame.library.remedy": "Libraries: {known}.",
    "spark.computed": "The sheet {scorecard} is computed over everybody at once and cannot be judged on Spark.",
    "spark.computed.remedy": "Judge it with evaluate(), or choose a sheet of points.",
}
