"""5 · What forces a year to "not completed", and what does not although it looks so (Arts 11(3), 20(4); Law Art 38(4))."""

from collections.abc import Sequence

from attrs import frozen

from vanhoa_rules.facts import (
    DegradationConcluded,
    DisciplineDecided,
    RatingDecided,
    SuspensionDecided,
    UnitCaseConcluded,
)
from vanhoa_rules.findings import Scene
from vanhoa_rules.rules import Citation
from vanhoa_rules.sheets.nd_335_2025.discipline import form_name
from vanhoa_rules.sheets.nd_335_2025.measures import Measure
from vanhoa_rules.sheets.nd_335_2025.notes import Ground, ground
from vanhoa_rules.sheets.nd_335_2025.reading import Reading
from vanhoa_rules.sheets.nd_335_2025.records import Record
from vanhoa_rules.sheets.nd_335_2025.texts import decree

FAIL_KINDS = ("degradation.concluded", "discipline.decided", "suspension.decided", "unit_case.concluded")
LAW_38_4 = Citation("LUAT-CBCC-2025", "38(4)")
SUSPENSION = Citation("ND-170-2025")


@frozen
class Findings:
    """The grounds found in a year, and what was found to be none."""

    grounds: tuple[Ground, ...]
    without_effect: tuple[Ground, ...]


def find(
    record: Record, year: int, total: Measure | None, *, below: bool, scene: Scene, reading: Reading
) -> Findings:
    """Return the grounds of a year, each with its article, and the grounds without effect.

    ``below`` says that the points certainly correspond to the lowest level.
    """
    grounds: list[Ground] = []
    without: list[Ground] = []
    if below and total is not None:
        grounds.append(ground("below_50", decree("20(4a)"), *total.evidence))
    for fact in record.facts:
        if scene.calendar.day(fact.at).year != year:
            continue
        match fact:
            case DegradationConcluded():
                grounds.append(ground(f"concluded_{fact.ground}", decree("20(4b)"), fact.id))
            case SuspensionDecided():
                grounds.append(ground("suspended", SUSPENSION, fact.id))
            case UnitCaseConcluded():
                _unit_case(record, fact, scene, grounds, without)
            case _:
                pass
    _discipline(record, year, scene, reading, grounds, without)
    return Findings(tuple(grounds), tuple(without))


def _unit_case(
    record: Record, fact: UnitCaseConcluded, scene: Scene, grounds: list[Ground], without: list[Ground]
) -> None:
    row = scene.roster.row(record.staff, scene.calendar.day(fact.at))
    if not fact.handled:
        without.append(ground("unit_case_not_handled", decree("20(4d)"), fact.id))
    elif row is None or not row.leader:
        without.append(ground("unit_case_not_leader", decree("20(4d)"), fact.id))
    else:
        grounds.append(ground("unit_case", decree("20(4d)"), fact.id))


def acts(facts: Sequence[DisciplineDecided]) -> dict[str, list[DisciplineDecided]]:
    """Return the decisions by act: by its key, or by its instant where it has none; each act once."""
    found: dict[str, list[DisciplineDecided]] = {}
    for fact in facts:
        found.setdefault(fact.act or f"@{fact.act_at.isoformat()}", []).append(fact)
    return found


def _discipline(
    record: Record,
    year: int,
    scene: Scene,
    reading: Reading,
    grounds: list[Ground],
    without: list[Ground],
) -> None:
    decisions = [fact for fact in record.facts if isinstance(fact, DisciplineDecided)]
    used = {
        fact.act: fact
        for fact in record.facts
        if isinstance(fact, RatingDecided)
        and fact.act
        and fact.year < year
        and fact.rating == "khong_hoan_thanh"
    }
    for act, of in acts(decisions).items():
        here = [one for one in of if scene.calendar.day(one.at).year == year]
        ids = tuple(one.id for one in here)
        related = [one for one in of if one.duty_related]
        if not here:
            continue
        if not any(one.duty_related for one in here):
            without.append(ground("not_duty_related", LAW_38_4, *ids))
        elif act in used:
            without.append(ground("already_used", decree("11(3b)"), used[act].id, *ids, year=used[act].year))
        elif (earlier := scene.calendar.day(related[0].at).year) < year:
            without.append(ground("counted_earlier", decree("11(3a)"), related[0].id, *ids, year=earlier))
        else:
            _where(record, here[0], scene, reading, grounds, without, ids)


def _where(
    record: Record,
    first: DisciplineDecided,
    scene: Scene,
    reading: Reading,
    grounds: list[Ground],
    without: list[Ground],
    ids: tuple[str, ...],
) -> None:
    """Place a disciplined act: at this body it fails the year; at the former one by the reading (Art 11(3c), (3d))."""
    article = decree("20(4c)") if first.by == "state" else decree("11(3a)")
    code = "disciplined" if first.by == "state" else "disciplined_party"
    place = same_body(record, first, scene)
    if place is True or reading.former_body == "this_year":
        grounds.append(ground(code, article, *ids, form=form_name(first.form)))
    elif place is None:
        grounds.append(ground("disciplined_body_unknown", decree("11(3c)"), *ids, certain=False))
    else:
        without.append(ground("former_body", decree("11(3c)"), *ids))


def same_body(record: Record, decision: DisciplineDecided, scene: Scene) -> bool | None:
    """Return whether an act was done at the body where it was disciplined; None where the roster does not tell."""
    then, now = (
        scene.roster.row(record.staff, scene.calendar.day(at)) for at in (decision.act_at, decision.at)
    )
    if then is None or now is None:
        return None if any(row.body is not None for row in record.rows) else True
    return then.body == now.body
