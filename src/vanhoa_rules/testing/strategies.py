"""Testing: the generators as strategies of Hypothesis."""

from hypothesis import strategies as st

from vanhoa_rules.facts import Coverage, Fact, Roster
from vanhoa_rules.patterns import Pattern
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Scorecard
from vanhoa_rules.testing import algebra, books, cases, completions, moments, people
from vanhoa_rules.testing.cases import World
from vanhoa_rules.testing.completions import Veiled
from vanhoa_rules.testing.moments import Frame
from vanhoa_rules.testing.picking import strategy


def frames() -> st.SearchStrategy[Frame]:
    """Return a question: period, as_of, known_at, calendar, and four days in a row over an edge."""
    return strategy(moments.frame)


def patterns(frame: Frame, *, depth: int = 3) -> st.SearchStrategy[Pattern]:
    """Return patterns over the whole algebra, nested up to ``depth`` below the head."""
    return strategy(algebra.pattern, frame, depth=depth)


def rulebooks(frame: Frame) -> st.SearchStrategy[Rulebook]:
    """Return books of one to three rules."""
    return strategy(books.rulebook, frame)


def scorecards(rulebook: Rulebook) -> st.SearchStrategy[Scorecard]:
    """Return sheets of two lines that cost the rules of a book."""
    return strategy(books.scorecard, rulebook)


def rosters(frame: Frame) -> st.SearchStrategy[Roster]:
    """Return two or three people of one or two rows, with gaps."""
    return strategy(people.roster, frame)


def facts(frame: Frame, number: int) -> st.SearchStrategy[Fact]:
    """Return one fact, whose id ends in a number."""
    return strategy(people.one_fact, frame, number)


def timelines(frame: Frame) -> st.SearchStrategy[tuple[Fact, ...]]:
    """Return up to a dozen facts: ties, nulls, repeats, retractions, late recordings."""
    return strategy(people.timeline, frame)


def coverages(frame: Frame) -> st.SearchStrategy[str | Coverage | None]:
    """Return what silence means: None, "all", or stated with holes."""
    return strategy(people.coverage, frame)


def worlds() -> st.SearchStrategy[World]:
    """Return everything for one evaluation."""
    return strategy(cases.world)


def veiled() -> st.SearchStrategy[Veiled]:
    """Return worlds in which something is unseen, with facts of which any may have happened all the same."""
    return strategy(completions.veil)
