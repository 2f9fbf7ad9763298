"""3 · What a rule asks of matches, in columns: the period, days in force, whom it binds; what waits, what is missing."""

from datetime import date

import attrs
from attrs import define

from vanhoa_rules.engines.columnar import values
from vanhoa_rules.engines.columnar.arrays import Bits, Bools, Ints, count, np, or_into
from vanhoa_rules.engines.columnar.columns import Column, micros
from vanhoa_rules.engines.columnar.doubt import InDoubt
from vanhoa_rules.engines.columnar.matches import Matches, no_matches
from vanhoa_rules.engines.columnar.people import Bound, People
from vanhoa_rules.engines.columnar.run import Run
from vanhoa_rules.engines.columnar.sight import HandOverError
from vanhoa_rules.engines.columnar.values import Constant, Value
from vanhoa_rules.engines.columnar.waiting import pending
from vanhoa_rules.errors import CalendarError
from vanhoa_rules.findings import Outcome
from vanhoa_rules.patterns import (
    AnyOf,
    ByAnyone,
    Consecutive,
    During,
    Each,
    FewerThan,
    FollowedBy,
    Mean,
    NotDuring,
    NotFollowedBy,
    NotPrecededBy,
    OfSubordinates,
    Pattern,
    PrecededBy,
    Repeated,
    RepeatedPer,
    Share,
    Unless,
    is_windowed,
    needs_hours,
    walk,
)
from vanhoa_rules.rules import Rule

SHIFTS = "calendar.shifts"


@define(eq=False)
class RuleResult:
    """What one rule says of everyone: matches, what waits and what is missing, and whom the reference engine judged."""

    rule: Rule
    applicable: Bools
    certain: Matches
    possible: Matches
    waiting: Matches
    missing: Bits
    names: tuple[str, ...]
    run: Run
    by_reference: dict[int, Outcome]
    edges: dict[str, tuple[Ints, Ints]] = attrs.field(factory=dict[str, tuple[Ints, Ints]])


@attrs.frozen(eq=False)
class Rows:
    """The rows of the roster as a condition on a person sees them."""

    people: People

    def __len__(self) -> int:
        return len(self.people.owner)

    def field(self, name: str) -> Value:
        """Return nothing: there is no fact."""
        del name
        return Constant("str", None)

    def person(self, name: str, when: Column | None) -> Column:
        """Return a field of the rows."""
        del when
        return self.people.column(name)


def judge(run: Run, rule: Rule, asked: Bools, reference: InDoubt) -> RuleResult:
    """Return what a rule says of the people asked about; those in doubt go to the reference engine, eagerly."""
    nobody = np.zeros(len(run.people), dtype=np.uint64)
    hourless = needs_hours(rule.pattern) and run.scene.calendar.shifts is None
    if _beyond_arrays(rule.pattern) and not hourless:
        return _by_reference(run, rule, asked, reference)
    try:
        bound = run.people.anyone
        if rule.applies_to is not None:
            bound = run.people.bound(values.holds(rule.applies_to, Rows(run.people)))
        owner, start, end = bound.spans(run.scene.period, run.scene.calendar)
        applicable = _applicable(run, rule, bound, owner, start, end, reference) & asked
    except CalendarError:
        return _by_reference(run, rule, asked, reference)
    empty = no_matches()
    certain = possible = waiting = empty
    missing = nobody
    if hourless:  # unknown at once
        missing = np.full(len(run.people), run.sight.bit(SHIFTS), dtype=np.uint64)
    elif bool(applicable.any()):
        try:
            low, high = run.pair(rule.pattern)
            possible = _counted(run, rule, bound, high, applicable, sure=False)
            certain = (
                possible
                if low is high and possible.low is None and possible.high is None
                else _counted(run, rule, bound, low, applicable, sure=True)
            )
            waiting = _waiting(run, rule, bound, pending(run, rule.pattern), applicable)
            missing = _missing(run, rule, owner, start, end) | _adrift(run, rule.pattern)
        except (HandOverError, CalendarError):
            run.hand_over[:] = True
            certain = possible = waiting = empty
            missing = nobody
    _propagate(run, rule.pattern)
    taken = np.flatnonzero(run.hand_over & applicable)
    by_reference = {int(place): reference.outcome(rule, run.people.ids[int(place)]) for place in taken}
    if len(taken):
        certain, possible, waiting = (
            one.take(~run.hand_over[one.staff]) for one in (certain, possible, waiting)
        )
        missing = np.where(run.hand_over, np.uint64(0), missing)
    missing = np.where(applicable, missing, np.uint64(0))
    run.forget()
    return RuleResult(
        rule, applicable, certain, possible, waiting, missing, tuple(run.sight.names), run, by_reference
    )


def _by_reference(run: Run, rule: Rule, asked: Bools, reference: InDoubt) -> RuleResult:
    """Return what the reference engine says of everyone asked about."""
    outcomes = {
        int(place): reference.outcome(rule, run.people.ids[int(place)]) for place in np.flatnonzero(asked)
    }
    applies = np.zeros(len(run.people), dtype=np.bool_)
    applies[[place for place, outcome in outcomes.items() if outcome.applicable]] = True
    none, nobody = no_matches(), np.zeros(len(run.people), dtype=np.uint64)
    return RuleResult(rule, applies, none, none, none, nobody, (), run, outcomes)


def _beyond_arrays(pattern: Pattern) -> bool:
    """Return whether a pattern counts working hours, which differ by unit, or reads the reports of just anyone."""
    for node in walk(pattern):
        if isinstance(node, ByAnyone) and any(isinstance(part, OfSubordinates) for part in walk(node)):
            return True
    return needs_hours(pattern)


def _propagate(run: Run, pattern: Pattern) -> None:
    """Hand over as well those whose case reads that of people handed over."""
    nodes = list(walk(pattern))
    if any(isinstance(node, ByAnyone) for node in nodes) and bool(run.hand_over.any()):
        run.hand_over[:] = True
    for _ in range(sum(isinstance(node, OfSubordinates) for node in nodes)):
        leaders = run.people.leader[run.hand_over[run.people.owner]]
        run.hand_over[leaders[leaders >= 0]] = True


def _applicable(
    run: Run, rule: Rule, bound: Bound, owner: Ints, start: Ints, end: Ints, reference: InDoubt
) -> Bools:
    found = np.zeros(len(run.people), dtype=np.bool_)
    found[owner] = True
    windows = reference.windows_of(rule.pattern) if is_windowed(rule.pattern) else None
    everyone = count(len(run.people))
    day = run.scene.calendar.day
    if windows is not None:
        judged = np.zeros(len(run.people), dtype=np.bool_)
        in_force = False
        for window in windows:
            first, last = day(window.start).toordinal(), run.clock.day_of(micros(window.end) - 1)
            n = len(everyone)
            judged |= bound.throughout(everyone, np.full(n, first), np.full(n, last))
            in_force |= rule.in_force.holds(date.fromordinal(first)) and rule.in_force.holds(
                date.fromordinal(last)
            )
        found &= judged
        if not in_force and (rule.in_force.since is not None or rule.in_force.until is not None):
            found[:] = False
        return found
    if rule.in_force.since is None and rule.in_force.until is None:
        return found
    begun, ended = np.zeros(len(run.people), dtype=np.int64), np.zeros(len(run.people), dtype=np.int64)
    begun[owner[::-1]], ended[owner] = start[::-1], end
    begins = [run.coverage.spans(kind.kind) for kind in rule.pattern.kinds]
    klass = run.coverage.klass if run.coverage.klass is not None else np.zeros(len(found), dtype=np.int64)
    unread = np.zeros(len(found), dtype=np.int64)
    for spans in begins:
        unread = unread * 2 + (0 if spans.unread is None else spans.unread)
    own = np.full(len(found), -1, dtype=np.int64)
    if any(isinstance(node, OfSubordinates) for node in walk(rule.pattern)):
        leaders = run.people.leader[run.people.leader >= 0]
        own[leaders] = leaders
    _, members, place = np.unique(
        np.stack((begun, ended, klass, unread, own))[:, found], axis=1, return_index=True, return_inverse=True
    )

    chosen = np.flatnonzero(found)
    reaches = np.zeros(len(members), dtype=np.bool_)
    for number, member in enumerate(members.tolist()):
        reaches[number] = reference.reaches(rule, run.people.ids[int(chosen[member])])
    found[chosen] = reaches[place.reshape(-1)]
    return found


def _in_force(rule: Rule, day: Ints) -> Bools | None:
    force = rule.in_force
    found: Bools | None = None
    if force.since is not None:
        found = day >= force.since.toordinal()
    if force.until is not None:
        before = day <= force.until.toordinal()
        found = before if found is None else found & before
    return found


def _dated(rule: Rule) -> bool:
    return rule.in_force.since is not None or rule.in_force.until is not None


def _windows(run: Run, rule: Rule, bound: Bound, found: Matches, window: Ints) -> Bools:
    """Return which matches are of windows through all of which the rule is in force and binds the person."""
    day = run.scene.calendar.day
    first = np.array([day(w.start).toordinal() for w in run.periods], dtype=np.int64)[window]
    last = np.array([run.clock.day_of(micros(w.end) - 1) for w in run.periods], dtype=np.int64)[window]
    kept = bound.throughout(found.staff, first, last)
    for edge in (first, last):
        held = _in_force(rule, edge)
        kept = kept if held is None else kept & held
    return kept


def _counted(run: Run, rule: Rule, bound: Bound, found: Matches, applicable: Bools, *, sure: bool) -> Matches:
    """Return the matches that count."""
    if not len(found):
        return found
    period = run.scene.period
    begin, end = micros(period.start), micros(period.end) - 1
    if found.window is not None:
        windowed = found.window >= 0
        if bool(windowed.all()):
            return found.take(applicable[found.staff] & _windows(run, rule, bound, found, found.window))
        kept = np.zeros(len(found), dtype=np.bool_)
        inside, rest = np.flatnonzero(windowed), np.flatnonzero(~windowed)
        part = found.take(inside)
        kept[inside] = _windows(run, rule, bound, part, found.window[inside])
        kept[rest] = _timed(run, rule, bound, found.take(rest), begin, end, sure=sure)
        return found.take(kept & applicable[found.staff])
    kept = _timed(run, rule, bound, found, begin, end, sure=sure)
    if not bool(applicable.all()):
        kept &= applicable[found.staff]
    return found.take(kept)


def _timed(run: Run, rule: Rule, bound: Bound, found: Matches, begin: int, end: int, *, sure: bool) -> Bools:
    low, high = found.lows, found.highs
    if sure or low is high:
        kept = (low >= begin) & (high <= end)
    else:
        low, high = np.maximum(low, begin), np.minimum(high, end)
        kept = low <= high
    if _dated(rule):
        kept &= _forced(run, rule, found, low, high, sure=sure)
    if bound.simple:
        return kept & bound.everyone[found.staff]
    first, last = run.clock.day(low), run.clock.day(high)
    binds = bound.throughout(found.staff, first, last) if sure else bound.sometime(found.staff, first, last)
    return kept & binds


def _forced(run: Run, rule: Rule, found: Matches, low: Ints, high: Ints, *, sure: bool) -> Bools:
    """Return whether the rule was in force on the day the duty arose."""
    held = _in_force(rule, run.clock.day(run.table.at[found.subject]))
    if held is None:
        raise AssertionError
    if found.drifts is None or not bool(found.drifts.any()):
        return held
    force, first, last = rule.in_force, run.clock.day(low), run.clock.day(high)
    since = first if sure else last
    until = last if sure else first
    drifting = np.ones(len(found), dtype=np.bool_)
    if force.since is not None:
        drifting &= since >= force.since.toordinal()
    if force.until is not None:
        drifting &= until <= force.until.toordinal()
    return np.where(found.drifts, drifting, held)


def _waiting(run: Run, rule: Rule, bound: Bound, found: Matches, applicable: Bools) -> Matches:
    """Return the duties and windows that wait and count."""
    if not len(found):
        return found
    kept = np.zeros(len(found), dtype=np.bool_)
    window = np.full(len(found), -1, dtype=np.int64) if found.window is None else found.window
    inside, rest = np.flatnonzero(window >= 0), np.flatnonzero(window < 0)
    if len(inside):
        kept[inside] = _windows(run, rule, bound, found.take(inside), window[inside])
    if len(rest):
        part = found.take(rest)
        when = run.clock.day(waits_until(run, part))
        binds = bound.throughout(part.staff, when, when)
        held = _in_force(rule, run.clock.day(run.table.at[part.subject]))
        kept[rest] = binds if held is None else binds & held
    return found.take(kept & applicable[found.staff])


def waits_until(run: Run, found: Matches) -> Ints:
    """Return the instants at which what waits is looked at: its due, or as_of where none is in sight."""
    return np.where(found.drifts, run.as_of, found.at) if found.drifts is not None else found.at


def _missing(run: Run, rule: Rule, owner: Ints, start: Ints, end: Ints) -> Bits:
    """Return the kinds whose unseen facts could add a match in the period."""
    since = rule.in_force.since
    floor = None if since is None else micros(run.scene.calendar.start_of(since))
    unseen = run.sight.unseen(rule.pattern, owner, start, end, floor)
    return (
        or_into(len(run.people), owner, unseen)
        if bool(unseen.any())
        else np.zeros(len(run.people), dtype=np.uint64)
    )


def _adrift(run: Run, pattern: Pattern) -> Bits:
    """Return the kinds for want of which an operand whose time is read may lie at another time than recorded."""
    found = np.zeros(len(run.people), dtype=np.uint64)
    match pattern:
        case OfSubordinates(of) | ByAnyone(of):
            inner = _adrift(run, of)
            if not bool(inner.any()):
                return found
            if isinstance(pattern, ByAnyone):
                return np.full_like(found, np.bitwise_or.reduce(inner))
            led = np.flatnonzero(run.people.leader >= 0)
            return or_into(len(found), run.people.leader[led], inner[run.people.owner[led]])
        case AnyOf(of):
            for part in of:
                found |= _adrift(run, part)
            return found
        case Each() | FewerThan():
            return found
        case Unless(first=first):
            return _adrift(run, first)
        case NotFollowedBy(first=first) | NotPrecededBy(first=first):
            timed: tuple[Pattern, ...] = (first,)
        case During(first=first, span=span):
            return _adrift(run, first) | _wandering(run, span)
        case NotDuring(first=first):
            return _adrift(run, first)
        case FollowedBy(first=first, then=then, moved_by=moved_by):
            timed = (first, then) if moved_by is None else (first, then, moved_by)
        case PrecededBy(first=first, earlier=earlier):
            timed = (first, earlier)
        case Repeated(of=of) | RepeatedPer(of=of):
            timed = (of,)
        case Consecutive(of=of, among=among) | Share(of=of, among=among):
            timed = (of, among)
        case Mean(among=among):
            timed = (among,)
        case _:
            timed = ()
    for part in timed:
        found |= _wandering(run, part)
    return found


def _wandering(run: Run, pattern: Pattern) -> Bits:
    found = run.matches(pattern, sure=False)
    bits = _adrift(run, pattern)
    loose = found.loose
    if not bool(loose.any()):
        return bits
    part = found.take(loose)
    if isinstance(pattern, ByAnyone):
        bits |= np.bitwise_or.reduce(part.bits)
        return bits
    return bits | or_into(len(bits), part.staff, part.bits)
