"""Testing: the check of an engine: on generated worlds it must say what the reference says, to the last byte."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings

from vanhoa_rules.engines.reference import Reference
from vanhoa_rules.errors import VanhoaError
from vanhoa_rules.findings import Match, Outcome, Pending
from vanhoa_rules.testing.cases import Answer, EngineFactory, World, answers
from vanhoa_rules.testing.strategies import worlds


def check_engine(engine_factory: EngineFactory, *, max_examples: int | None = None) -> None:
    """Raise ``AssertionError`` with the smallest case found in which an engine and the reference disagree.

    ``engine_factory`` takes a ``Scene`` and gives an object with ``judge(rulebook, staff)``. Compared are, a rule and a
    person: whether it applies, certain and possible matches (instant, evidence, measure, bounds, what is missing), what
    is pending and missing; then the whole verdict, and errors by their code. ``max_examples`` None: as the Hypothesis
    profile says.
    """

    @settings(
        max_examples=max_examples or settings().max_examples,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=(
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.large_base_example,
        ),
    )
    @given(worlds())
    def says_the_same(world: World) -> None:
        found = disagreements(world, engine_factory)
        if found:
            raise AssertionError(report(world, found))

    says_the_same()


def disagreements(
    world: World, engine_factory: EngineFactory, reference: EngineFactory = Reference
) -> list[str]:
    """Return where an engine says something else of a world than the reference, one line a difference."""
    return differences(said(world, reference), said(world, engine_factory))


def report(world: World, found: Iterable[str]) -> str:
    """Return a mismatch as text: the differences, then the whole case."""
    return "\n".join(("the engine differs from the reference:", *found, repr(world)))


def said(world: World, factory: EngineFactory) -> dict[str, Answer] | str:
    """Return what an engine says of everyone, or the code of the error it raises."""
    try:
        return answers(world.inputs(), factory)
    except VanhoaError as refused:
        return f"raises {refused.code}"


def differences(expected: dict[str, Answer] | str, found: dict[str, Answer] | str) -> list[str]:
    """Return where two answers differ, one line a difference; none where they are the same."""
    if isinstance(expected, str) or isinstance(found, str):
        return [] if expected == found else [f"reference: {_brief(expected)}", f"engine: {_brief(found)}"]
    return [
        f"{staff} {where}\n  reference: {one}\n  engine:    {other}"
        for staff, answer in expected.items()
        for where, one, other in _compared(answer, found.get(staff))
    ]


def _brief(answer: dict[str, Answer] | str) -> str:
    return answer if isinstance(answer, str) else "answers"


def _compared(expected: Answer, found: Answer | None) -> Iterator[tuple[str, Any, Any]]:
    if found is None:
        yield "is judged", True, False
        return
    if len(expected.outcomes) != len(found.outcomes):
        yield "outcomes", len(expected.outcomes), len(found.outcomes)
        return
    for one, other in zip(expected.outcomes, found.outcomes, strict=True):
        mine, theirs = _outcome(one), _outcome(other)
        yield from (
            (f"{one.rule} {name}", mine[name], theirs[name]) for name in mine if mine[name] != theirs[name]
        )
    mine, theirs = expected.verdict.to_data(), found.verdict.to_data()
    for name, value in mine.items():
        if value != theirs[name]:
            yield f"verdict {name}", value, theirs[name]
    if expected.verdict.to_json() != found.verdict.to_json() and mine == theirs:
        yield "verdict", "the same data in another order", ""


def _outcome(one: Outcome) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "kind": one.kind,
        "applicable": one.applicable,
        "certain": _matches(one.certain),
        "possible": _matches(one.possible),
        "pending": sorted(map(_waiting, one.pending)),
        "missing": sorted(one.missing),
    }


def _matches(found: Sequence[Match]) -> list[str]:
    return sorted(
        f"{m.at.isoformat()} {','.join(m.evidence)} measure {m.measure} least {m.least} lo {m.lo.isoformat()} hi {m.hi.isoformat()}"
        f" window {m.window} missing {sorted(m.missing)}"
        for m in found
    )


def _waiting(one: Pending) -> str:
    due = None if one.due is None else one.due.isoformat()
    return f"due {due} {','.join(one.evidence)} window {one.window}"
