"""7 · Rules as sentences: every pattern, rule, line, effect and citation says itself in Vietnamese and in English.

A pattern is first a ``Phrase``: an opening ("mỗi lần", "each month"), a head, clauses that follow it and tails that
count it. Putting phrases together is the whole grammar; every ``match`` is total, so a node without words is a type
error.
"""

from collections.abc import Iterator
from typing import assert_never

import attrs
from attrs import frozen

from vanhoa_rules.calendars import Window
from vanhoa_rules.conditions import Expr
from vanhoa_rules.patterns import (
    AnyOf,
    ByAnyone,
    Consecutive,
    During,
    Each,
    FewerThan,
    FollowedBy,
    Mean,
    Node,
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
)
from vanhoa_rules.present.amounts import effect
from vanhoa_rules.present.citations import Sources, basis, cite
from vanhoa_rules.present.clauses import (
    condition,
    conjuncts,
    duration,
    known,
    limit_text,
    percent,
    someone,
    term,
    window_name,
)
from vanhoa_rules.present.events import codes, each_phrase
from vanhoa_rules.present.phrases import UNLESS, Clause, Phrase, united
from vanhoa_rules.present.writing import capital, counted, day, listed, nth, number, wrapped
from vanhoa_rules.rules import Citation, Force, Rule, Rulebook, Unobservable
from vanhoa_rules.scorecards import Award, Cap, Ceiling, Deduct, Effect, Fail, Line, Refer, Threshold, Zero
from vanhoa_rules.words import say

BARE = ("support ", "attendance ", "late attendance ", "issue of ", "approved leave", "the ")
Sayable = Rule | Pattern | Expr | Citation | Line | Effect | Threshold | Unobservable


def sentence(item: Sayable, lang: str) -> str:
    """Return a rule, pattern, condition, scorecard line, effect, threshold or citation as a sentence."""
    match item:
        case Rule():
            return " ".join(rule_parts(item, lang))
        case Pattern():
            return capital(phrase(item, lang).text(lang)) + "."
        case Expr():
            return capital(condition(item, lang)) + "."
        case Citation():
            return cite(item, lang)
        case Line(title=title, maximum=maximum, weight=weight, start=start):
            amounts = {"maximum": number(maximum, lang), "weight": number(weight, lang)}
            return say(f"line.{start}", lang, title=title[lang], **amounts)
        case Threshold(title=title, at_least=at_least):
            return say("threshold", lang, title=title[lang], at_least=number(at_least, lang))
        case Unobservable(reason=reason):
            return say("unobservable", lang, reason=reason[lang])
        case Deduct() | Award() | Zero() | Ceiling() | Cap() | Fail() | Refer():
            return capital(effect(item, lang)) + "."
        case _:
            assert_never(item)


def rule_parts(rule: Rule, lang: str) -> tuple[str, ...]:
    """Return the sentences of a rule: what it looks for, of whom, from when, what it overrides."""
    code, pattern = f"rule.{rule.kind}", rule.pattern
    if isinstance(pattern, Each) and known(f"{code}.{pattern.kind.kind}"):
        code = f"{code}.{pattern.kind.kind}"
    found = [say(code, lang, pattern=phrase(pattern, lang).text(lang))]
    if rule.applies_to is not None:
        found.append(say("rule.applies", lang, person=someone(rule.applies_to, lang)))
    force = in_force(rule.in_force, lang)
    if force:
        found.append(force)
    if rule.overrides:
        found.append(say("rule.overrides", lang, rules=listed(rule.overrides, lang)))
    return tuple(found)


def in_force(force: Force, lang: str) -> str:
    """Return the days in force as a sentence, "" where neither end is set."""
    match force:
        case Force(None, None):
            return ""
        case Force(since, None) if since is not None:
            return say("rule.since", lang, since=day(since, lang))
        case Force(None, until) if until is not None:
            return say("rule.until", lang, until=day(until, lang))
        case Force(since, until):
            return say(
                "rule.between",
                lang,
                since=day(since, lang) if since else "",
                until=day(until, lang) if until else "",
            )


# --- patterns -----------------------------------------------------------------------------------------------------


def phrase(pattern: Pattern, lang: str) -> Phrase:
    """Return a pattern as a phrase."""
    node: Node = pattern  # type: ignore[assignment]
    match node:
        case Each():
            return each_phrase(node, lang)
        case AnyOf(of):
            return united([phrase(one, lang) for one in of], lang)
        case FollowedBy(first, then, limit, same, _):
            code = "clause.followed" if limit is not None else "clause.followed.free"
            said = {"limit": limit_text(limit, lang, past=False)} if limit is not None else {}
            clause = Clause(say(code, lang, then=_operand(then, lang, first), **said), same or "")
            return phrase(first, lang).but(lang, clause, *_moved(node, lang))
        case NotFollowedBy(first, _, _, _, _):
            before = first.first if isinstance(first, NotPrecededBy) and _never(first, node) else first
            return phrase(before, lang).but(lang, _not_followed(node, lang), *_moved(node, lang))
        case PrecededBy() | NotPrecededBy():
            return phrase(node.first, lang).but(lang, _preceded(node, lang))
        case During(first, span, same):
            code = "clause.during" if _at_once(first) else "clause.during.arose"
            return phrase(first, lang).but(lang, Clause(say(code, lang, span=_span(span, lang)), same or ""))
        case NotDuring():
            return phrase(node.first, lang).but(lang, _not_during(node, lang))
        case Unless(first, excuse, same):
            return phrase(first, lang).but(lang, Clause(_operand(excuse, lang), same or "", UNLESS))
        case Repeated(of, count, within, groups):
            length = duration(within, lang)
            tail = (
                say("clause.groups", lang, count=counted(count, lang), duration=length)
                if groups
                else say("clause.repeated", lang, nth=nth(count, lang), duration=length)
            )
            inner = phrase(of, lang)
            return attrs.evolve(inner, tails=(*inner.tails, tail))
        case Consecutive(of, count, among):
            run = say("clause.consecutive", lang, count=counted(count, lang), of=_operand(of, lang))
            return phrase(among, lang).but(lang, Clause(run))
        case RepeatedPer(of, count, per):
            event = phrase(of, lang).event(lang)
            return _window(per, say("window.repeated", lang, count=counted(count, lang), event=event), lang)
        case FewerThan(count, of, per):
            event = phrase(of, lang).event(lang)
            if count == 1:
                return _window(per, say("window.fewer.one", lang, event=event), lang)
            return _window(per, say("window.fewer", lang, count=counted(count, lang), event=event), lang)
        case Share(of, among, below, at_least, per):
            events = {name: _counted(one, lang) for name, one in (("of", of), ("among", among))}
            head = say("window.share", lang, below=percent(below, lang), **events)
            return _window(per, _enough(head, at_least, lang), lang)
        case Mean(among, value, below, at_least, per):
            said = {"among": phrase(among, lang).event(lang), "term": term(value, lang)}
            head = say("window.mean", lang, below=number(below, lang), **said)
            return _window(per, _enough(head, at_least, lang), lang)
        case OfSubordinates(of):
            inner = phrase(of, lang)
            if inner.cases:
                return attrs.evolve(inner, of_subordinates=True)
            if inner.opening == say("open.each", lang):
                return attrs.evolve(inner, head=say("subordinates", lang, event=inner.head))
            return attrs.evolve(inner, head=say("subordinates.window", lang, event=inner.head))
        case ByAnyone(of):
            return Phrase(
                say("open.each", lang), say("positive.anyone", lang, event=phrase(of, lang).event(lang))
            )
        case _:
            assert_never(node)


def event_text(pattern: Pattern, lang: str) -> str:
    """Return what a pattern looks for, without its opening: the event itself."""
    return phrase(pattern, lang).event(lang)


def _at_once(pattern: Pattern) -> bool:
    """Return whether a match of a pattern lies where its fact does, so that "during" can only mean one thing."""
    match pattern:
        case Each():
            return True
        case AnyOf(of):
            return all(map(_at_once, of))
        case During(first=first) | NotDuring(first=first) | Unless(first=first) | PrecededBy(first=first):
            return _at_once(first)
        case NotPrecededBy(first=first):
            return _at_once(first)
        case _:
            return False


def _operand(pattern: Pattern, lang: str, first: Pattern | None = None) -> str:
    """Return a second operand: what does happen; ``first`` is what it answers."""
    if isinstance(pattern, AnyOf):
        return listed([_operand(one, lang, first) for one in pattern.of], lang, "or")
    inner = pattern.of if isinstance(pattern, ByAnyone) else pattern
    found = _second(inner, lang, first)
    event = found.event(lang)
    if found.clauses or found.tails:
        event = say("operand", lang, event=event)
    event = _article(event, lang)
    return say("positive.anyone", lang, event=event) if inner is not pattern else event


def _negative(pattern: Pattern, lang: str, first: Pattern | None = None) -> str:
    """Return a second operand: what does not happen; ``first`` is what it would answer."""
    if isinstance(pattern, AnyOf):
        return listed([_negative(one, lang, first) for one in pattern.of], lang, "neither")
    inner = pattern.of if isinstance(pattern, ByAnyone) else pattern
    found = _second(inner, lang, first)
    event = _article(found.event(lang), lang)
    simple = not (found.clauses or found.tails)
    code = "negative.anyone" if inner is not pattern else "negative" if simple else "negative.complex"
    return say(code, lang, event=event)


def _second(pattern: Pattern, lang: str, first: Pattern | None) -> Phrase:
    """Return a second operand as a phrase; after some first operands its kind has words of its own."""
    found = phrase(pattern, lang)
    if isinstance(pattern, Each) and pattern.where is None and isinstance(first, Each):
        code = f"after.{first.kind.kind}.{pattern.kind.kind}"
        if known(code):
            return attrs.evolve(found, head=say(code, lang))
    return found


def _counted(pattern: Pattern, lang: str) -> str:
    """Return what a share counts; its condition stands in brackets, so that the verb that follows is the share's."""
    found = phrase(pattern, lang)
    return found.event(lang) if found.clauses or found.tails else found.base(lang, beside=True)


def _article(event: str, lang: str) -> str:
    if lang != "en" or not event[:1].isalpha():
        return event
    if event.startswith(BARE):
        return event
    vowel = event[0] in "aeiou" and not event.startswith(("use ", "uni", "one "))
    return f"{'an' if vowel else 'a'} {event}"


def _preceded(node: PrecededBy | NotPrecededBy, lang: str) -> Clause:
    same = node.same or ""
    positive = isinstance(node, PrecededBy)
    code = "clause.preceded" if positive else "clause.not_preceded"
    earlier = _operand(node.earlier, lang) if positive else _negative(node.earlier, lang)
    if node.within is not None:
        length = duration(node.within, lang)
        return Clause(say(f"{code}.within", lang, earlier=earlier, duration=length), same)
    text = say(code, lang, earlier=earlier)
    if positive:
        return Clause(text, same, "preceded")
    return Clause(text, same, after="preceded", more=say(f"{code}.more", lang, earlier=earlier))


def _never(first: NotPrecededBy, node: NotFollowedBy) -> bool:
    """Return whether one thing happened neither before nor in time after."""
    alike = (repr(first.earlier), first.same) == (repr(node.then), node.same)
    return first.within is None and alike


def _not_followed(node: NotFollowedBy, lang: str) -> Clause:
    first, then, same = node.first, node.then, node.same or ""
    if isinstance(first, NotPrecededBy) and _never(first, node):
        limit = limit_text(node.limit, lang, past=True, until=True)
        return Clause(say("clause.never", lang, limit=limit, then=_negative(then, lang, first.first)), same)
    limit = limit_text(node.limit, lang, past=True)
    return Clause(say("clause.not_followed", lang, limit=limit, then=_negative(then, lang, first)), same)


def _not_during(node: NotDuring, lang: str) -> Clause:
    span = _span(node.span, lang)
    if _at_once(node.first):
        return Clause(say("clause.not_during", lang, span=span), node.same or "")
    text, more = (say(f"clause.not_during.arose{end}", lang, span=span) for end in ("", ".more"))
    return Clause(text, node.same or "", "arose outside", "arose outside", more)


def _span(pattern: Pattern, lang: str) -> str:
    if isinstance(pattern, Each):
        leaves = conjuncts(pattern.where) if pattern.where is not None else ()
        endings = ["", *(f"+{code}" for one in leaves for code in codes(one))]
        code = f"span.{pattern.kind.kind}{endings[-1] if len(leaves) == 1 else ''}"
        if len(leaves) < 2 and known(code):
            return say(code, lang)
    return _operand(pattern, lang)


def _moved(node: FollowedBy | NotFollowedBy, lang: str) -> tuple[Clause, ...]:
    if node.moved_by is None:
        return ()
    mover = _operand(node.moved_by, lang, node.first)
    return (Clause(say("clause.moved", lang, mover=mover), node.same or ""),)


def _window(per: Window, head: str, lang: str) -> Phrase:
    if per is Window.PERIOD:
        return Phrase(say("open.period", lang), head)
    return Phrase(say("open.window", lang, window=window_name(per, lang)), head)


def _enough(head: str, at_least: int, lang: str) -> str:
    return head if at_least < 2 else f"{head} {say('window.at_least', lang, count=number(at_least, lang))}"


# --- a rulebook as a table ----------------------------------------------------------------------------------------


@frozen
class Row:
    """One rule of a rulebook for a reader."""

    rule: str
    kind: str
    title: str
    sentence: str
    basis: str


@frozen
class Table:
    """A rulebook for a reader: iterate its rows, or take its text."""

    title: str
    rows: tuple[Row, ...]
    unobservable: tuple[tuple[str, str], ...]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __str__(self) -> str:
        lines = [*wrapped(self.title), ""]
        for row in self.rows:
            lines += wrapped(f"{row.rule} · {row.title} ({row.kind})")
            lines += wrapped(row.sentence, first="    ", rest="    ")
            lines += [*wrapped(row.basis, first="    ", rest="    "), ""]
        for clause, reason in self.unobservable:
            lines += wrapped(f"{clause} · {reason}", rest="    ")
        return "\n".join(lines).rstrip()


def describe(rulebook: Rulebook, lang: str = "vi", *, sources: Sources | None = None) -> Table:
    """Return a rulebook as a table for a reader: each rule, its sentence and its basis."""
    return Table(
        f"{rulebook.title[lang] or rulebook.name} ({rulebook.name} {rulebook.edition})",
        tuple(
            Row(
                rule.id,
                say(f"said.{rule.kind}", lang),
                rule.title[lang],
                sentence(rule, lang),
                say("rule.basis", lang, basis=basis(rule.basis, lang, sources=sources)) if rule.basis else "",
            )
            for rule in rulebook
        ),
        tuple((one.clause, sentence(one, lang)) for one in rulebook.unobservable),
    )
