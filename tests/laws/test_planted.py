"""The laws have teeth: errors planted in the engine, one at a time, are each found on generated worlds.

An error is a text that stands once in a function of the library and what is put in its place. Found means: an answer
differs from the one without the error on one of the first worlds that Hypothesis generates; and where ``laws`` says
so, that the law of the unknown finds it with no reference beside it.
"""

import contextlib
import importlib
import inspect
import textwrap
from functools import cache

import pytest
from attrs import frozen

from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.testing import answers, strays
from vanhoa_rules.testing.cases import world
from vanhoa_rules.testing.completions import veil
from vanhoa_rules.testing.conformance import said
from vanhoa_rules.testing.picking import dice

WORLDS, VEILS = 2500, 1000
NODES = READING = JUDGING = "engines.reference:Reference."
MATCHING = "engines.reference.matching:"
SIGHT = "engines.sight:Sight."
SHEET = "scorecards.costs:Ledger."
CALENDAR = "calendars.calendar:Calendar."


@frozen
class Planted:
    """An error: what it is, the function it is in, what stands there, and what is put instead."""

    name: str
    at: str
    old: str
    new: str
    heads: tuple[str, ...] = ()
    laws: bool = False

    @contextlib.contextmanager
    def there(self):
        """Have the error in the library for a while."""
        module, _, path = self.at.partition(":")
        function = importlib.import_module(f"vanhoa_rules.{module}")
        for part in path.split("."):
            function = getattr(function, part)
        right = function.__code__
        function.__code__ = changed(function, self.old, self.new)
        try:
            yield
        finally:
            function.__code__ = right


@cache
def changed(function, old, new):
    """Return the code of a function in whose source one text is put for another."""
    source = textwrap.dedent(inspect.getsource(function))
    assert source.count(old) == 1, f"{function.__qualname__} has {source.count(old)} times {old!r}"
    scope = dict(function.__globals__)
    exec(compile(source.replace(old, new), function.__qualname__, "exec"), scope)  # noqa: S102 - the library's own source
    return scope[function.__name__].__code__


ERRORS = (
    # deadlines and days
    Planted("an answer at the deadline is late", NODES + "_not_followed_by", "answer.at <= reached", "answer.at < reached", heads=("unanswered",)),
    Planted("a deadline has passed once it is reached", NODES + "_not_followed_by", "reached >= self.scene.as_of", "reached > self.scene.as_of", heads=("unanswered",)),
    Planted("what comes at the deadline does not follow in time", NODES + "_followed_by", "answer.at > due", "answer.at >= due", heads=("followed",)),
    Planted("a duty whose deadline is ahead is a breach", NODES + "_not_followed_by", "reached >= self.scene.as_of or", "False or", heads=("unanswered",)),
    Planted("days late are one too few", READING + "_days", "(day(end) - day(due)).days", "(day(end) - day(due)).days - 1", heads=("unanswered",)),
    Planted("late within the day is no day late", READING + "_days", "max(1, ", "max(0, ", heads=("unanswered",)),
    Planted("a day ends when it begins", CALENDAR + "_end", "self.end_of_day", "self.start_of", heads=("unanswered",)),
    Planted("a rest day is not rolled over", CALENDAR + "_end", "on_or_after(day) if roll", "on_or_after(day) if False", heads=("unanswered",)),
    Planted("the day of the event counts", CALENDAR + "deadline", "step(self.table, self.day(start), n)", "step(self.table, self.day(start), n - 1)", heads=("unanswered",)),
    Planted("a window looks back one day too far", CALENDAR + "back", "step(self.table, self.day(at), 1 - n)", "step(self.table, self.day(at), -n)", heads=("repeated",)),
    Planted("a written due before its fact stays there", READING + "_deadline", "due and max(due, subject_of(m).at)", "due", heads=("unanswered", "followed")),
    # order at one instant, keys
    Planted("at one instant another kind does not follow", MATCHING + "after", "else True", "else False", heads=("followed", "unanswered")),
    Planted("at one instant ids do not decide", MATCHING + "after", "one.id > other.id", "one.id != other.id", heads=("followed", "unanswered")),
    Planted("a fact follows itself", MATCHING + "after", "        return False", "        return True", heads=("followed", "unanswered")),
    Planted("null keys are equal", READING + "_same", "mine is not None and mine == other", "mine == other", heads=("followed", "preceded")),
    Planted("a null key leaves no doubt", READING + "_unkeyed", "key_of(same, m) is not None", "True", heads=("unless", "not_preceded")),
    Planted("what is not known of a null is false", "conditions:value", "None if a is None or b is None else COMPARISONS", "False if a is None or b is None else COMPARISONS", heads=("each",)),
    # movers
    Planted("a mover can move a deadline backwards", READING + "_moved", "new is not None and new > due", "new is not None", heads=("unanswered",)),
    Planted("a mover counts after the answer", READING + "_moved", "(answer is not None and n.at > answer.at)", "False", heads=("followed",)),
    Planted("a mover counts after the deadline", READING + "_moved", "or n.at > due", "or n.at > FAR", heads=("unanswered",)),
    # spans, excuses, unions
    Planted("a span holds its end", MATCHING + "holds", "subject_of(m).at < until_of(n)", "subject_of(m).at <= until_of(n)", heads=("during", "not_during")),
    Planted("an open span holds nothing", MATCHING + "until_of", "or FAR", "or n.at", heads=("during", "not_during")),
    Planted("an excuse is ignored", NODES + "_unless", "for n in taking", "for n in ()", heads=("unless",)),
    Planted("of equal evidence the latest is kept", NODES + "_any_of", "m.at < kept[same][0].at", "m.at > kept[same][0].at", heads=("any_of",)),
    Planted("what may take the place of a match is not weighed", NODES + "_at_least", "for n in (m, *near)), min", "for n in (m,)), min", heads=("any_of",)),
    Planted("what is unseen does not take the place of a match", NODES + "_at_least", "joining(part) & joining(other) for", "False for", heads=("any_of",)),
    Planted("subordinates are whoever once reported", NODES + "_of_subordinates", "row is not None and row.reports_to == staff", "row is not None", heads=("subordinates",)),
    # counting
    Planted("the first instant of a window is left out", NODES + "_repeated", "n.at >= start", "n.at > start", heads=("repeated",)),
    Planted("groups overlap", NODES + "_groups", "place += node.count", "place += 1", heads=("groups",)),
    Planted("a period holds its end", "calendars.periods:Period.contains", "at < self.end", "at <= self.end", heads=("each",)),
    Planted("a window that ends at as_of is not complete", READING + "_complete", "w.end <= self.scene.as_of", "w.end < self.scene.as_of", heads=("per", "fewer")),
    Planted("a window belongs to the period it begins in", CALENDAR + "windows", "window.end - TICK < period.end", "window.start < period.end", heads=("per", "fewer")),
    Planted("exactly as many as asked are fewer", NODES + "_fewer_than", "len(inside) >= node.count", "len(inside) > node.count", heads=("fewer",)),
    Planted("a share counts the nulls", NODES + "_share", "skip = self._undecided(node.of, staff)", "skip = frozenset()", heads=("share",)),
    Planted("a share at the limit is below it", NODES + "_share", "len(good) >= node.below * total", "len(good) > node.below * total", heads=("share",)),
    # rules
    Planted("a rule is in force by the day of the match, not of the duty", JUDGING + "_counts", "(subject_of(m).at,)", "(m.at,)", heads=("followed", "unanswered")),
    Planted("applies_to is read when the period begins", JUDGING + "_counts", "self._rows(staff, lo, hi)", "self._rows(staff, period.start, period.start)", heads=("each",)),
    Planted("a pending duty of another time is pending", JUDGING + "_pending_answer", "due >= self.scene.as_of", "due > self.scene.as_of", heads=("unanswered",)),
    Planted("one doubt makes the whole rule unknown", JUDGING + "outcome", "in_time(certain)", "() if missing else in_time(certain)"),
    # timelines
    Planted("a retraction of a retraction is ignored", "facts.timelines:_retracted", "if retraction.id not in gone:", "if True:"),
    Planted("known_at is ignored", "facts.timelines:build", "if fact.known_from <= known_at", "if True"),
    Planted("as_of is ignored", "facts.timelines:build", "fact.at <= as_of and", ""),
    # the sheet
    Planted("at_most is used up from the latest", SHEET + "takes", "key=lambda one: one.order", "key=lambda one: one.order, reverse=True"),
    Planted("at_most is ignored", SHEET + "takes", "points = min(points, left)", "pass"),
    Planted("points are rounded when they are taken", SHEET + "takes", "points = effect.points *", "points = NIL + round(effect.points) *"),
    Planted("a defeat frees more than was taken", "scorecards.costs:_relieve", "min(points, pool.left)", "points", heads=("any_of", "preceded")),
    Planted("one finding frees the same points twice", "scorecards.costs:_relieve", "pool.left -= freed", "pool.left -= 0", heads=("any_of", "preceded")),
    Planted("a total at a threshold does not reach it", SHEET + "rating", "total >= one.at_least", "total > one.at_least"),
    # the unknown
    Planted("coverage is ignored inside not_followed_by", NODES + "_not_followed_by", "if doubt or drifting", "if drifting", heads=("unanswered",), laws=True),
    Planted("coverage is ignored inside not_preceded_by", NODES + "_not_preceded_by", "elif not doubt:", "else:", heads=("not_preceded",), laws=True),
    Planted("coverage is ignored inside not_during", NODES + "_not_during", "elif not doubt:", "else:", heads=("not_during",), laws=True),
    Planted("coverage is ignored inside unless", NODES + "_unless", "elif not (doubt or unkeyed):", "elif not unkeyed:", heads=("unless",), laws=True),
    Planted("coverage is ignored inside fewer_than", NODES + "_fewer_than", "(sure and doubt)", "False", heads=("fewer",), laws=True),
    Planted("coverage is ignored inside share", NODES + "_share", "(sure and doubt)", "False", heads=("share",), laws=True),
    Planted("coverage is ignored inside mean", NODES + "_mean", "(sure and doubt)", "False", heads=("mean",), laws=True),
    Planted("a run goes on over silence", NODES + "_consecutive", "if sure and self.sight.unseen", "if False and self.sight.unseen", heads=("consecutive",)),
    Planted("the look-back of a deadline is not asked for", SIGHT + "_reach", "self.scene.calendar.earliest(span.start, limit, self.unit(staff, span.start))", "span.start", heads=("unanswered", "followed"), laws=True),
    Planted("the look-back of a window is not asked for", SIGHT + "_unseen", "self.scene.calendar.back(span.start, within)", "span.start", heads=("repeated",), laws=True),
    Planted("what may have come earlier leaves a match where it is", NODES + "_followed_by", "lo = m.at", "lo = answer.at", heads=("followed",)),
    Planted("a match that may lie elsewhere counts where it stands", NODES + "_placed", "tuple(m for m in found if m.fixed) if sure else found", "found", heads=("followed", "preceded", "repeated", "per")),
    Planted("days late run on over silence", NODES + "_not_followed_by", "blind = min(end, self.sight.blind_from(node.then, staff, furthest))", "blind = end", heads=("unanswered",)),
    Planted("a hole in coverage is not seen", "facts.coverage:Settled.covers", "end <= self._until(spans, start)", "end <= spans[-1][1]", heads=("unless", "not_preceded", "not_during"), laws=True),
    Planted("an uncovered kind costs nothing", SHEET + "most", "if outcome.missing:", "if False:", laws=True),
    Planted("an uncovered kind strikes nothing", SHEET + "strikes", "(bool(outcome.possible) or bool(outcome.missing))", "bool(outcome.possible)", laws=True),
    Planted("a possible defeat frees nothing", SHEET + "fewest", "if not self._may_be_defeated(rule, match)", "", heads=("any_of", "each", "preceded"), laws=True),
)  # fmt: skip


@cache
def worlds(heads):
    """Return worlds whose first rule has one of the heads, with what the reference says, made as they are asked for."""
    return Lazily(lambda seed: judged(world(dice(seed), heads=heads)), WORLDS)


@cache
def veils(heads):
    """Return veiled worlds likewise."""
    return Lazily(lambda seed: veil(dice(seed), heads=heads), VEILS)


def judged(one):
    """Return a world and what the reference says of it."""
    return one, said(one, Reference)


class Lazily:
    """A sequence of what ``make`` gives for 0, 1, 2 …, each made once."""

    def __init__(self, make, count):
        self.make, self.count, self.made = make, count, []

    def __iter__(self):
        for number in range(self.count):
            if number == len(self.made):
                self.made.append(self.make(number))
            yield self.made[number]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.name)
def test_a_planted_error_is_found(error):
    assert found(error, worlds(error.heads), lambda one: differs(*one)) is not None, (
        f"{error.name} passes for right"
    )


@pytest.mark.parametrize("error", [one for one in ERRORS if one.laws], ids=lambda error: error.name)
def test_a_planted_error_of_the_unknown_is_found_by_its_law_alone(error):
    assert found(error, veils(error.heads), breaks_the_law) is not None, f"{error.name} keeps the law"


def found(error, cases, wrong):
    """Return the place of the first case that is wrong with the error there, or None."""
    for place, case in enumerate(cases):
        with error.there():
            if wrong(case):
                return place
    return None


def differs(world, right):
    """Return whether a world is judged otherwise than it should be, or breaks."""
    try:
        return said(world, Reference) != right
    except Exception:  # noqa: BLE001 - whatever an error in the engine leads to
        return True


def breaks_the_law(veil):
    """Return whether a completion of a world lands outside what was said of it."""
    asked = veil.world.inputs()
    before = answers(asked)
    completions = ((), veil.unseen, *((fact,) for fact in veil.unseen))
    return any(strays(before, answers(asked, scene=veil.completed(asked, extra))) for extra in completions)
