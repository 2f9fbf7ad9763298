"""Declare's templates, in our algebra, on every trace of one to five events over three activities.

A trace is one person's month: an event a day. A template is violated when the rule that spells it has a finding after
the month's end. Its meaning is written out twice besides, independently of the library: over the trace as a string of
letters, and as a regular language. All must agree on all 363 traces.

What our algebra cannot say:

* *The next event.* It orders facts by time and knows no «nothing else in between»: ``followed_by`` takes the first of
  the kind asked for, whatever else happens on the way. The chain templates are therefore spelled for one event a day,
  where the next event is that of the next day. Where events come at any distance, the chain templates, positive and
  negative, cannot be expressed.
* *The end of a trace that has no calendar.* What must still happen needs a deadline (here: the end of the month), so
  response, succession, last, existence, exactly, choice and their like are judged once a window is complete, and are
  pending before.
* *A sequence as a whole.* A match stands at one instant, that of its last part: ``a.followed_by(b).followed_by(c)``
  is an a, then a b, then a c, but ``a.followed_by(b.followed_by(c))`` asks only that the c come after the a. So a chain
  is spelled from the left, or from the right with ``c.preceded_by(b.preceded_by(a))``.
* *Conditions that relate two events* other than that a field of both is equal (``same=``).
* *Formulas at large.* A rule says that something forbidden is there. Templates join by ``any_of``: one is violated, or
  the other. «Either template suffices» has no spelling in general, though choice has one.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from typing import ClassVar, NamedTuple

import pytest
from attrs import frozen

from vanhoa_rules import any_of, days, each, end_of, fewer_than, month
from vanhoa_rules.calendars import instant
from vanhoa_rules.facts import Fact
from vanhoa_rules.patterns import Pattern


@frozen(kw_only=True)
class A(Fact):
    kind: ClassVar[str] = "activity.a"


@frozen(kw_only=True)
class B(Fact):
    kind: ClassVar[str] = "activity.b"


@frozen(kw_only=True)
class C(Fact):
    kind: ClassVar[str] = "activity.c"


KINDS = {"a": A, "b": B, "c": C}
TRACES = tuple("".join(letters) for length in range(1, 6) for letters in product("abc", repeat=length))
MORNING: datetime = instant("2026-03-02T08:00:00", "Asia/Ho_Chi_Minh")

a, b, c = each(A), each(B), each(C)
AT_ALL = end_of(month)
NEXT_DAY = days(1, roll=False)


def places(trace: str, letter: str) -> list[int]:
    return [place for place, found in enumerate(trace) if found == letter]


class Template(NamedTuple):
    """Whether a trace obeys; the same as a regular language; and the spellings of a violation in our algebra."""

    obeys: Callable[[str], bool]
    language: str
    violations: tuple[Pattern, ...]


def response(trace: str) -> bool:
    return all("b" in trace[place + 1 :] for place in places(trace, "a"))


def precedence(trace: str) -> bool:
    return all("a" in trace[:place] for place in places(trace, "b"))


def alternate_response(trace: str) -> bool:
    return all("b" in trace[place + 1 :].split("a", maxsplit=1)[0] for place in places(trace, "a"))


def alternate_precedence(trace: str) -> bool:
    return all("a" in trace[:place].rsplit("b", maxsplit=1)[-1] for place in places(trace, "b"))


def chain_response(trace: str) -> bool:
    return all(trace[place + 1 : place + 2] == "b" for place in places(trace, "a"))


def chain_precedence(trace: str) -> bool:
    return all(place > 0 and trace[place - 1] == "a" for place in places(trace, "b"))


NO_RESPONSE = a.not_followed_by(b, within=AT_ALL)
NO_PRECEDENCE = b.not_preceded_by(a)
A_TWICE = a.consecutive(2, among=any_of(a, b))
B_TWICE = b.consecutive(2, among=any_of(a, b))
NO_CHAIN_RESPONSE = a.not_followed_by(b, within=NEXT_DAY)
NO_CHAIN_PRECEDENCE = b.not_preceded_by(a, within=NEXT_DAY)
NO_CHOICE = fewer_than(1, any_of(a, b), per=month)
A_AND_B = any_of(a.preceded_by(b), b.preceded_by(a))

TEMPLATES = {
    # How often.
    "existence(1, a)": Template(lambda t: t.count("a") >= 1, "[abc]*a[abc]*", (fewer_than(1, a, per=month),)),
    "existence(2, a)": Template(
        lambda t: t.count("a") >= 2, "([abc]*a){2}[abc]*", (fewer_than(2, a, per=month),)
    ),
    "existence(3, a)": Template(
        lambda t: t.count("a") >= 3, "([abc]*a){3}[abc]*", (fewer_than(3, a, per=month),)
    ),
    "absence(1, a)": Template(
        lambda t: t.count("a") < 1, "[bc]*", (a, a.repeated(1, per=month), a.repeated(1, within=days(31)))
    ),
    "absence(2, a)": Template(
        lambda t: t.count("a") < 2,
        "[bc]*(a[bc]*)?",
        (
            a.repeated(2, per=month),
            a.repeated(2, within=days(31)),
            a.repeated(2, within=days(31), groups=True),
            a.preceded_by(a),
            a.followed_by(a),
            a.consecutive(2, among=a),
        ),
    ),
    "absence(3, a)": Template(
        lambda t: t.count("a") < 3,
        "[bc]*(a[bc]*){0,2}",
        (
            a.repeated(3, per=month),
            a.repeated(3, within=days(31)),
            a.preceded_by(a.preceded_by(a)),
            a.followed_by(a).followed_by(a),
            a.consecutive(3, among=a),
        ),
    ),
    "exactly(1, a)": Template(
        lambda t: t.count("a") == 1,
        "[bc]*a[bc]*",
        (any_of(fewer_than(1, a, per=month), a.repeated(2, per=month)),),
    ),
    "exactly(2, a)": Template(
        lambda t: t.count("a") == 2,
        "[bc]*(a[bc]*){2}",
        (any_of(fewer_than(2, a, per=month), a.repeated(3, per=month)),),
    ),
    "init(a)": Template(lambda t: t[0] == "a", "a[abc]*", (any_of(b, c).not_preceded_by(a),)),
    "last(a)": Template(lambda t: t[-1] == "a", "[abc]*a", (any_of(b, c).not_followed_by(a, within=AT_ALL),)),
    # One with the other.
    "choice(a, b)": Template(lambda t: "a" in t or "b" in t, "[abc]*[ab][abc]*", (NO_CHOICE,)),
    "exclusive choice(a, b)": Template(
        lambda t: ("a" in t) != ("b" in t), "c*a[ac]*|c*b[bc]*", (any_of(NO_CHOICE, A_AND_B),)
    ),
    "responded existence(a, b)": Template(
        lambda t: "a" not in t or "b" in t,
        "[bc]*|[abc]*b[abc]*",
        (a.unless(b), a.not_preceded_by(b).not_followed_by(b, within=AT_ALL)),
    ),
    "co-existence(a, b)": Template(
        lambda t: ("a" in t) == ("b" in t),
        "c*|[abc]*(a[abc]*b|b[abc]*a)[abc]*",
        (any_of(a.unless(b), b.unless(a)),),
    ),
    "not co-existence(a, b)": Template(
        lambda t: not ("a" in t and "b" in t),
        "[ac]*|[bc]*",
        (A_AND_B, any_of(a.followed_by(b), b.followed_by(a))),
    ),
    # The one and then the other.
    "response(a, b)": Template(response, "[bc]*(a[abc]*b[bc]*)?", (NO_RESPONSE,)),
    "precedence(a, b)": Template(precedence, "[ac]*|[ac]*a[abc]*", (NO_PRECEDENCE,)),
    "succession(a, b)": Template(
        lambda t: response(t) and precedence(t), "c*(a[abc]*b[bc]*)?", (any_of(NO_RESPONSE, NO_PRECEDENCE),)
    ),
    "not succession(a, b)": Template(
        lambda t: not any("b" in t[place + 1 :] for place in places(t, "a")),
        "[bc]*[ac]*",
        (a.followed_by(b), b.preceded_by(a)),
    ),
    "alternate response(a, b)": Template(
        alternate_response, "[bc]*(ac*b[bc]*)*", (any_of(NO_RESPONSE, A_TWICE),)
    ),
    "alternate precedence(a, b)": Template(
        alternate_precedence, "([ac]*a[ac]*b)*[ac]*", (any_of(NO_PRECEDENCE, B_TWICE),)
    ),
    "alternate succession(a, b)": Template(
        lambda t: alternate_response(t) and alternate_precedence(t),
        "c*(ac*bc*)*",
        (any_of(NO_RESPONSE, NO_PRECEDENCE, A_TWICE, B_TWICE),),
    ),
    # The one and then the other twice; what has answered does not answer again.
    "at most one b after an a": Template(
        lambda t: t.partition("a")[2].count("b") < 2,
        "[bc]*(a[ac]*(b[ac]*)?)?",
        (a.followed_by(b).followed_by(b), b.preceded_by(b.preceded_by(a))),
    ),
    # The one and at once the other: at one event a day.
    "chain response(a, b)": Template(chain_response, "[bc]*(ab[bc]*)*", (NO_CHAIN_RESPONSE,)),
    "chain precedence(a, b)": Template(chain_precedence, "[ac]*(ab[ac]*)*", (NO_CHAIN_PRECEDENCE,)),
    "chain succession(a, b)": Template(
        lambda t: chain_response(t) and chain_precedence(t),
        "c*(abc*)*",
        (any_of(NO_CHAIN_RESPONSE, NO_CHAIN_PRECEDENCE),),
    ),
    "not chain succession(a, b)": Template(
        lambda t: "ab" not in t,
        "([bc]|a+c)*a*",
        (a.followed_by(b, within=NEXT_DAY), b.preceded_by(a, within=NEXT_DAY)),
    ),
}


@pytest.fixture(scope="module")
def findings(judge) -> dict[str, set[str]]:
    """For each trace the spellings that are violated after the month's end."""
    spellings = {
        f"{name} #{number}": pattern
        for name, template in TEMPLATES.items()
        for number, pattern in enumerate(template.violations)
    }
    facts = [
        KINDS[letter](id=f"{trace}-{place}", staff=trace, at=MORNING + timedelta(days=place))
        for trace in TRACES
        for place, letter in enumerate(trace)
    ]
    verdicts = judge(spellings, KINDS.values(), facts, staff=TRACES, period="2026-03", as_of="2026-04-02")
    return {trace: {finding.rule for finding in verdicts[trace].findings} for trace in TRACES}


def test_there_are_all_traces_of_one_to_five_events():
    assert len(set(TRACES)) == 3 + 9 + 27 + 81 + 243


@pytest.mark.parametrize("name", TEMPLATES)
def test_both_textbook_meanings_agree(name):
    template = TEMPLATES[name]
    assert [t for t in TRACES if template.obeys(t) != bool(re.fullmatch(template.language, t))] == []
    assert 0 < sum(map(template.obeys, TRACES)) < len(TRACES)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_violated_exactly_where_its_textbook_meaning_says(findings, name):
    template = TEMPLATES[name]
    for number in range(len(template.violations)):
        violated = {trace for trace in TRACES if f"{name} #{number}" in findings[trace]}
        assert violated == {trace for trace in TRACES if not template.obeys(trace)}, number
