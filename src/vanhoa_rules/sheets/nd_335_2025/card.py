"""5 · The scorecard ``nd-335-2025``: ten lines scored by people, the result reckoned from tasks, conduct only referred."""

from vanhoa_rules.rulebooks import rulebook
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Line, Scorecard
from vanhoa_rules.sheets.nd_335_2025.conduct import effects
from vanhoa_rules.sheets.nd_335_2025.general import LINES
from vanhoa_rules.sheets.nd_335_2025.ratings import THRESHOLDS
from vanhoa_rules.sheets.nd_335_2025.reading import DECREE, Reading
from vanhoa_rules.sheets.nd_335_2025.sheet import EDITION, NAME, TITLE, Nd335
from vanhoa_rules.sheets.nd_335_2025.texts import decree


def under(reading: Reading | str | None = None) -> Scorecard:
    """Return the sheet under a reading: a ``Reading``, its text, or None for the decree's own words."""
    read = DECREE if reading is None else Reading.parse(reading) if isinstance(reading, str) else reading
    return Scorecard(
        name=NAME,
        edition=EDITION,
        title=TITLE,
        lines=[
            Line(
                id=line.id,
                title=line.title,
                maximum=line.maximum,
                start="computed",
                provenance=decree("PL II"),
            )
            for line in LINES.values()
        ],
        effects=effects(rulebook("thanh-tra-thanh-hoa")),
        thresholds=THRESHOLDS,
        rulebook=Rulebook(name=NAME, edition=EDITION, title=TITLE, rules=()),
        computed=Nd335(reading=read),
        provenance=decree("4–20"),
    )
