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
from vanhoa_rules.errors import as_text
from vanhoa_rules.facts import STANDARD, Fact, field_title
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
    Leaf,
    condition,
    conjuncts,
    duration,
    known,
    limit_text,
    of_person,
    part,
    percent,
    term,
    values,
    window_name,
)
from vanhoa_rules.present.phrases import Phrase, united
from vanhoa_rules.present.writing import capital, counted, day, listed, nth, number, small, wrapped
from vanhoa_rules.rules import Citation, Force, Rule, Rulebook, Unobservable
from vanhoa_rules.scorecards import Award, Cap, Ceiling, Deduct, Effect, Fail, Line, Refer, Threshold, Zero
from vanhoa_rules.words import say

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
    found = [say(f"rule.{rule.kind}", lang, pattern=phrase(rule.pattern, lang).text(lang))]
    if rule.applies_to is not None:
        found.append(say("rule.applies", lang, condition=of_person(rule.applies_to, lang)))
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
            return _each(node, lang)
        case AnyOf(of):
            return united([phrase(one, lang) for one in of], lang)
        case FollowedBy(first, then, limit, same, moved_by):
            code = "clause.followed" if limit is not None else "clause.followed.free"
            said = {"limit": limit_text(limit, lang, past=False)} if limit is not None else {}
            clause = say(code, lang, then=_operand(then, same, lang), **said)
            return phrase(first, lang).but(lang, clause, *_moved(moved_by, same, lang))
        case NotFollowedBy(first, then, limit, same, moved_by):
            deadline = limit_text(limit, lang, past=True)
            clause = say("clause.not_followed", lang, limit=deadline, then=_negative(then, same, lang))
            return phrase(first, lang).but(lang, clause, *_moved(moved_by, same, lang))
        case PrecededBy() | NotPrecededBy():
            return phrase(node.first, lang).but(lang, _preceded(node, lang))
        case During(first, span, same):
            code = "clause.during" if _at_once(first) else "clause.during.arose"
            return phrase(first, lang).but(lang, say(code, lang, span=_span(span, same, lang)))
        case NotDuring(first, span, same):
            code = "clause.not_during" if _at_once(first) else "clause.not_during.arose"
            return phrase(first, lang).but(lang, say(code, lang, span=_span(span, same, lang)))
        case Unless(first, excuse, same):
            said = {"excuse": _operand(excuse, same, lang)}
            return phrase(first, lang).but(lang, say("clause.unless", lang, **said), joined=True)
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
            clause = say("clause.consecutive", lang, count=counted(count, lang), of=_operand(of, None, lang))
            return phrase(among, lang).but(lang, clause)
        case RepeatedPer(of, count, per):
            event = phrase(of, lang).event(lang)
            return _window(per, say("window.repeated", lang, count=counted(count, lang), event=event), lang)
        case FewerThan(count, of, per):
            event = phrase(of, lang).event(lang)
            if count == 1:
                return _window(per, say("window.fewer.one", lang, event=event), lang)
            return _window(per, say("window.fewer", lang, count=counted(count, lang), event=event), lang)
        case Share(of, among, below, at_least, per):
            events = {name: phrase(one, lang).event(lang) for name, one in (("of", of), ("among", among))}
            head = say("window.share", lang, below=percent(below, lang), **events)
            return _window(per, _enough(head, at_least, lang), lang)
        case Mean(among, value, below, at_least, per):
            said = {"among": phrase(among, lang).event(lang), "term": term(value, lang)}
            head = say("window.mean", lang, below=number(below, lang), **said)
            return _window(per, _enough(head, at_least, lang), lang)
        case OfSubordinates(of):
            inner = phrase(of, lang)
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


def kind_text(kind: type[Fact], lang: str) -> str:
    """Return what people call a kind of fact."""
    return (as_text(kind.title) if kind.title is not None else STANDARD.title(kind.kind))[lang]


def _each(node: Each, lang: str) -> Phrase:
    code, said = f"event.{node.kind.kind}", dict[str, str]()
    head = say(code, lang) if known(code) else small(kind_text(node.kind, lang))
    left = list(conjuncts(node.where)) if node.where is not None else []
    merged = True
    while merged:
        merged = False
        for one in left:
            found = next((f"{code}+{each}" for each in _codes(one) if known(f"{code}+{each}")), None)
            if found is not None and isinstance(one, Leaf):
                code, merged = found, True
                said = {"value": values(one, lang)} if one.values and "{value}" in _raw(code, lang) else said
                head = say(code, lang, **said)
                left.remove(one)
                break
    beside = [
        one for one in left if isinstance(one, Leaf) and any(known(f"with.{each}") for each in _codes(one))
    ]
    for place, one in enumerate(beside):
        direct = next(f"with.{each}" for each in _codes(one) if known(f"with.{each}"))
        head = f"{head}{', ' if place else ' '}{say(direct, lang, value=values(one, lang))}"
    if node.measure is not None:
        head = f"{head} {say('clause.measure', lang, term=term(node.measure, lang))}"
    rest = [one for one in left if one not in beside]
    items = [part(one, lang, nested=len(rest) > 1) for one in rest]
    return Phrase(say("open.each", lang), head, listed(items, lang))


def _codes(one: object) -> tuple[str, ...]:
    return one.codes if isinstance(one, Leaf) and one.written else ()


def _raw(code: str, lang: str) -> str:
    return say(code, lang, value="{value}")


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


def _operand(pattern: Pattern, same: str | None, lang: str) -> str:
    """Return a second operand: what does happen."""
    if isinstance(pattern, AnyOf):
        return _keyed(listed([_operand(one, None, lang) for one in pattern.of], lang, "or"), same, lang)
    inner = pattern.of if isinstance(pattern, ByAnyone) else pattern
    found = phrase(inner, lang)
    event = found.event(lang)
    if found.clauses or found.tails:
        event = say("operand", lang, event=event)
    event = _article(event, lang)
    return _keyed(say("positive.anyone", lang, event=event) if inner is not pattern else event, same, lang)


def _negative(pattern: Pattern, same: str | None, lang: str) -> str:
    """Return a second operand: what does not happen."""
    if isinstance(pattern, AnyOf):
        items = [_negative(one, None, lang) for one in pattern.of]
        return _keyed(listed(items, lang, "neither"), same, lang)
    inner = pattern.of if isinstance(pattern, ByAnyone) else pattern
    found = phrase(inner, lang)
    event = _article(found.event(lang), lang)
    simple = not (found.clauses or found.tails)
    code = "negative.anyone" if inner is not pattern else "negative" if simple else "negative.complex"
    return _keyed(say(code, lang, event=event), same, lang)


def _keyed(event: str, same: str | None, lang: str) -> str:
    return event if same is None else f"{event} {say('same', lang, field=field_title(same)[lang])}"


def _article(event: str, lang: str) -> str:
    if lang != "en" or not event[:1].isalpha():
        return event
    vowel = event[0] in "aeiou" and not event.startswith(("use ", "uni", "one "))
    return f"{'an' if vowel else 'a'} {event}"


def _preceded(node: PrecededBy | NotPrecededBy, lang: str) -> str:
    operand = _operand if isinstance(node, PrecededBy) else _negative
    code = "clause.preceded" if isinstance(node, PrecededBy) else "clause.not_preceded"
    earlier = operand(node.earlier, node.same, lang)
    if node.within is None:
        return say(code, lang, earlier=earlier)
    return say(f"{code}.within", lang, earlier=earlier, duration=duration(node.within, lang))


def _span(pattern: Pattern, same: str | None, lang: str) -> str:
    if isinstance(pattern, Each):
        leaves = conjuncts(pattern.where) if pattern.where is not None else ()
        endings = ["", *(f"+{code}" for one in leaves for code in _codes(one))]
        code = f"span.{pattern.kind.kind}{endings[-1] if len(leaves) == 1 else ''}"
        if len(leaves) < 2 and known(code):
            return _keyed(say(code, lang), same, lang)
    return _operand(pattern, same, lang)


def _moved(mover: Pattern | None, same: str | None, lang: str) -> tuple[str, ...]:
    return () if mover is None else (say("clause.moved", lang, mover=_operand(mover, same, lang)),)


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
