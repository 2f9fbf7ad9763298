"""5 · What only leaders have: d, đ and e (Art 15(3)), each 100% or 50%, never anything between."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from vanhoa_rules.errors import UsageError
from vanhoa_rules.facts import LeadingAssessed, Person, Roster
from vanhoa_rules.sheets.nd_335_2025.measures import ONE, Measure, between, known
from vanhoa_rules.sheets.nd_335_2025.reading import Reading
from vanhoa_rules.words import error

HALF = Fraction(1, 2)
LIMIT = Fraction(50)  # points, Art 15(3a): below it the unit has someone who did not do their work
OPEN = between(HALF, ONE)


def unit_results(points: Iterable[Measure]) -> Measure:
    """Return d: 100% where every subordinate has 50 points or more, 50% where one has fewer (Art 15(3a)).

    It goes by points, never by a level, so nothing decided about a subordinate's rating moves it. With nobody under
    the leader it is unknown.
    """
    under = tuple(points)
    if not under:
        return OPEN
    evidence = tuple(dict.fromkeys(fact for one in under for fact in one.evidence))
    below = [one.recorded is not None and one.recorded < LIMIT for one in under]
    recorded = HALF if any(below) else None if any(one.recorded is None for one in under) else ONE
    low = ONE if all(one.low >= LIMIT for one in under) else HALF
    high = HALF if any(one.high is not None and one.high < LIMIT for one in under) else ONE
    return Measure(low, recorded, high, evidence)


def assessed(facts: Sequence[LeadingAssessed], aspect: str) -> Measure:
    """Return đ (``organising``) or e (``cohesion``) as assessed, the last time; with no ground on record 50 to 100%."""
    found = [fact for fact in facts if fact.aspect == aspect]
    return known(Fraction(found[-1].percent, 100), (found[-1].id,)) if found else OPEN


def above(row: Person) -> tuple[str, ...]:
    """Return whom a row puts its person under: the one reported to and the deputy in charge of the field."""
    return tuple(dict.fromkeys(boss for boss in (row.reports_to, row.overseen_by) if boss is not None))


def under(roster: Roster, day: date) -> Mapping[str, tuple[str, ...]]:
    """Return who stands directly under each person on a day, in the order of the roster."""
    found: dict[str, list[str]] = {}
    for staff in roster.staff:
        row = roster.row(staff, day)
        for boss in above(row) if row else ():
            found.setdefault(boss, []).append(staff)
    return {boss: tuple(people) for boss, people in found.items()}


def subordinates(leader: str, people: Mapping[str, Sequence[str]], reading: Reading) -> tuple[str, ...]:
    """Return a leader's subordinates, direct ones or of all levels; each once."""
    found = dict.fromkeys(people.get(leader, ()))
    if reading.subordinates == "all":
        for one in (queue := list(found)):
            fresh = [other for other in people.get(one, ()) if other not in found]
            found.update(dict.fromkeys(fresh))
            queue.extend(fresh)
    return tuple(found)


def from_below(roster: Roster, people: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the staff so that everyone stands after all who are under them; ``UsageError`` names a circle."""
    ordered: dict[str, None] = {}
    entered: dict[str, None] = {}
    for first in roster.staff:
        path = [(first, iter(people.get(first, ())))] if first not in ordered else []
        entered.update(dict.fromkeys([first] if path else ()))
        while path:
            staff, rest = path[-1]
            nearest = next((one for one in rest if one not in ordered), None)
            if nearest is None:
                ordered[staff] = None
                del entered[staff]
                path.pop()
            elif nearest in entered:
                names = list(entered)
                circle = [*names[names.index(nearest) :], nearest]
                raise error(UsageError, "evaluation.circle", staff=" → ".join(circle))
            else:
                entered[nearest] = None
                path.append((nearest, iter(people.get(nearest, ()))))
    return tuple(ordered)
