"""The thirty rules as a programmer writes them by hand: Python loops over objects, one person after the other."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

from answers import Answer, Found, Row
from generator import DAY, END, HOUR, START, UNIT, Columns
from rules30 import FULL, LINES, MERIT_LINE, MOST, STEP, ZEROED
from tables import AS_OF, BACK30, BACK90, BACKW10, DAYS10, DAYS30, MONTHS, WORK, day_of

from implementations import Steps

Person = dict[str, list[Any]]
Finding = tuple[str, int, list[int]]
Judged = tuple[list[list[Finding]], list[int]]
Near = Callable[[str], dict[int, list[Any]]]  # the facts of a kind by case
KEYED = (
    "case.received",
    "case.returned",
    "case.deadline_extended",
    "apology.sent",
    "document.acknowledged",
    "gift.reported",
    "gift.handed_in",
    "meeting.attended",
)
ATTITUDE, DEMAND, PRESS = 0, 2, 0
NONE: tuple[Any, ...] = ()


def people(columns: Columns) -> list[Person]:
    """Return each person's facts by kind, in order, as objects; ``id`` is the fact's number."""
    found: list[Person] = [{} for _ in range(columns.n)]
    for kind, arrays in columns.kinds.items():
        names = [name for name in arrays if name != "staff"]
        Fact = namedtuple("Fact", ["id", *names])  # noqa: PYI024
        numbers = range(columns.bases[kind], columns.bases[kind] + len(arrays["at"]))
        rows = zip(numbers, *(arrays[name].tolist() for name in names), strict=True)
        for staff, row in zip(arrays["staff"].tolist(), rows, strict=True):
            found[staff].setdefault(kind, []).append(Fact(*row))
    return found


def repeated(found: list[Finding], facts: Sequence[Any], rule: str, k: int, back: list[int]) -> None:
    found += [
        (rule, facts[n].at, [f.id for f in facts[n - k + 1 : n + 1]])
        for n in range(k - 1, len(facts))
        if facts[n - k + 1].at >= back[day_of(facts[n].at)]
    ]


def groups(found: list[Finding], facts: Sequence[Any], rule: str, k: int, back: list[int]) -> None:
    n = 0
    while n + k <= len(facts):
        if back[day_of(facts[n + k - 1].at)] <= facts[n].at:
            found.append((rule, facts[n + k - 1].at, [f.id for f in facts[n : n + k]]))
            n += k
        else:
            n += 1


def by_case(facts: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for f in facts:
        found.setdefault(f.case, []).append(f)
    return found


def after(facts: Sequence[Any], at: int) -> Any:
    return next((f for f in facts if f.at >= at), None)


def unanswered(
    firsts: Iterable[Any], answers: dict[int, list[Any]], due_of: Callable[[Any], int]
) -> list[Any]:
    """Return each first that was not answered in time, its deadline, and the late answer if any."""
    found = []
    for f in firsts:
        due = due_of(f)
        answer = after(answers.get(f.case, NONE), f.at)
        if due < AS_OF and (answer is None or answer.at > due):
            found.append((f, due, [f.id] if answer is None else [f.id, answer.id]))
    return found


def on_one_fact(p: Person) -> list[Finding]:
    checks, rated = p.get("dress.checked", NONE), p.get("feedback.rated", NONE)
    hits = {
        "F01": [f for f in p.get("attendance.arrived", NONE) if f.minutes_late > 15],
        "F02": [f for f in p.get("attendance.left", NONE) if f.minutes_early > 15],
        "F03": p.get("attendance.absent", NONE),
        "F04": [f for f in p.get("complaint.filed", NONE) if f.verified and f.about in {ATTITUDE, DEMAND}],
        "F05": [f for f in checks if not f.badge_worn],
        "F06": [f for f in checks if not f.neat or not f.footwear_ok],
        "F07": [f for f in p.get("statement.made", NONE) if f.channel == PRESS],
        "F08": [f for f in p.get("gift.received", NONE) if f.refusable and f.giver_connected],
        "F09": [f for f in p.get("presence.checked", NONE) if not f.present or f.private_activity],
        "F10": [f for f in rated if f.rating == 1],
    }
    return [(rule, f.at, [f.id]) for rule, of in hits.items() for f in of]


def conditions(p: Person) -> dict[str, Sequence[Any]]:
    """Return the facts that are counted, by what is said of them."""
    arrived = p.get("attendance.arrived", NONE)
    return {
        "late": [f for f in arrived if f.minutes_late > 5],
        "tardy": [f for f in arrived if f.minutes_late > 0],
        "low": [f for f in p.get("feedback.rated", NONE) if f.rating <= 2],
    }


def counts(p: Person, of: dict[str, Sequence[Any]]) -> list[Finding]:
    found: list[Finding] = []
    arrived, rated = p.get("attendance.arrived", NONE), p.get("feedback.rated", NONE)
    late = of["late"]
    repeated(found, late, "C01", 3, BACK30)
    repeated(found, of["low"], "C02", 2, BACKW10)
    groups(found, of["tardy"], "C03", 3, BACK90)
    for a, b in MONTHS:
        inside = [f for f in late if a <= f.at < b]
        if len(inside) >= 3:
            found.append(("C04", inside[2].at, [f.id for f in inside[:3]]))
        inside = [f for f in arrived if a <= f.at < b]
        bad = [f.id for f in inside if f.minutes_late]
        if len(inside) >= 5 and (len(inside) - len(bad)) * 10 < 8 * len(inside):
            found.append(("S02", b - 1, bad))
    if len(rated) >= 3 and sum(f.rating for f in rated) < 4 * len(rated):
        found.append(("S03", END - 1, [f.id for f in rated if f.rating < 4]))
    found += [
        ("S04", other.at, [one.id, other.id])
        for one, other in pairwise(arrived)
        if one.minutes_late > 0 and other.minutes_late > 0
    ]
    if not p.get("training.attended"):
        found.append(("N01", END - 1, []))
    return found


def cases(p: Person, near: Near) -> list[Finding]:
    found: list[Finding] = []
    received, returned = p.get("case.received", NONE), p.get("case.returned", NONE)
    back, sorry = near("case.returned"), near("apology.sent")
    moved, begun = near("case.deadline_extended"), near("case.received")
    for f in received:
        due = max(f.due, f.at)
        answer = after(back.get(f.case, NONE), f.at)
        ahead = max(min(START + day_of(f.due) * DAY - 1, f.due), f.at)
        if answer is not None and answer.at <= ahead:
            found.append(("M01", answer.at, [f.id, answer.id]))
        facts = [f.id]
        for m in moved.get(f.case, NONE):
            if f.at <= m.at <= due and (answer is None or m.at <= answer.at) and m.due > due:
                due = m.due
                facts.append(m.id)
        if due >= AS_OF or (answer is not None and answer.at <= due):
            continue
        if answer is not None:
            facts.append(answer.id)
        found.append(("T01", due, facts))
        until = WORK[3][day_of(due)]
        apology = after(sorry.get(f.case, NONE), due)
        if until < AS_OF and (apology is None or apology.at > until):
            found.append(("T02", until, facts if apology is None else [*facts, apology.id]))
    bad = [
        f.id
        for f in returned
        if not any(r.at <= f.at <= DAYS10[day_of(r.at)] for r in begun.get(f.case, NONE))
    ]
    if len(returned) >= 3 and (len(returned) - len(bad)) * 10 < 9 * len(returned):
        found.append(("S01", END - 1, bad))
    return found


def duties(p: Person, near: Near, handled: dict[int, list[Any]]) -> list[Finding]:
    """Return papers, letters and gifts that were not answered for in time; anybody may handle a letter."""
    gone = near("gift.handed_in")
    asked = (
        ("T03", "document.received", near("document.acknowledged"), WORK[2]),
        ("T04", "letter.received", handled, WORK[7]),
        ("T05", "gift.received", near("gift.reported"), WORK[5]),
    )
    return [
        (rule, due, ids)
        for rule, first, answers, limit in asked
        for f, due, ids in unanswered(p.get(first, NONE), answers, lambda f, limit=limit: limit[day_of(f.at)])
        if rule != "T05" or f.case not in gone
    ]


def missed(p: Person, near: Near, excused: Callable[[Any], bool]) -> list[Finding]:
    late = unanswered(p.get("meeting.due", NONE), near("meeting.attended"), lambda f: f.at + 2 * HOUR)
    return [("T06", due, ids) for f, due, ids in late if not excused(f)]


def conduct(p: Person) -> list[Finding]:
    found: list[Finding] = []
    filed, allowed = p.get("complaint.filed", NONE), p.get("authorisation.granted", NONE)
    found += [
        ("T07", other.at, [one.id, other.id])
        for one, other in pairwise(filed)
        if other.at <= DAYS30[day_of(one.at)]
    ]
    for f in p.get("statement.made", NONE):
        if f.channel == PRESS and not any(a.at <= f.at <= DAYS30[day_of(a.at)] for a in allowed):
            found.append(("T08", f.at, [f.id]))
    for f in filed:
        away = [m for m in p.get("mission.assigned", NONE) if m.at <= f.at < m.until]
        if away:
            found.append(("T09", f.at, [f.id, longest(away).id]))
    return found


def longest(spans: Iterable[Any]) -> Any:
    """Return the span that ends last."""
    return max(spans, key=lambda one: (one.until, one.at, one.id))


def shared(everyone: Sequence[Person], findings: Sequence[list[Finding]]) -> None:
    """Add to the findings of each head what is verified of the others in the unit."""
    for place, p in enumerate(everyone):
        if place % UNIT:
            filed = p.get("complaint.filed", NONE)
            findings[place - place % UNIT].extend(("O01", f.at, [f.id]) for f in filed if f.verified)


def score(p: Person, found: list[Finding]) -> int:
    """Return one person's total in hundredths."""
    times: dict[str, int] = {}
    for rule, _, _ in found:
        times[rule] = times.get(rule, 0) + 1
    if "F03" in times:
        times["F03"] = sum(f.minutes for f in p["attendance.absent"])
    total = 0
    for line, rules in LINES.items():
        points = FULL - sum(min(times.get(rule, 0) * STEP[rule], MOST[rule]) for rule in rules)
        if line == MERIT_LINE:
            points += min(times.get("M01", 0) * STEP["M01"], MOST["M01"])
        if line == ZEROED[0] and ZEROED[1] in times:
            points = 0
        total += min(max(points, 0), FULL)
    return total


def judge(everyone: list[Person]) -> Judged:
    """Return everyone's findings and totals."""
    handled = by_case(f for p in everyone for f in p.get("letter.handled", NONE))
    findings = []
    for p in everyone:
        keyed = {kind: by_case(p[kind]) for kind in KEYED if kind in p}

        def near(kind: str, keyed: Any = keyed) -> dict[int, list[Any]]:
            return keyed.get(kind, {})  # type: ignore[no-any-return]

        leave = p.get("leave.approved", NONE)
        found = [*on_one_fact(p), *counts(p, conditions(p)), *cases(p, near), *duties(p, near, handled)]
        found += missed(p, near, lambda f, leave=leave: any(one.at <= f.at < one.until for one in leave))
        findings.append(found + conduct(p))
    shared(everyone, findings)
    return findings, [score(p, of) for p, of in zip(everyone, findings, strict=True)]


def answer(_: Any, judged: Judged) -> Answer:
    rows: dict[str, list[Row]] = {}
    for staff, found in enumerate(judged[0]):
        for rule, at, ids in found:
            rows.setdefault(rule, []).append((staff, at, ids))
    return Answer({rule: Found.of_rows(of) for rule, of in rows.items()}, judged[1])


STEPS = {"hand": Steps(people, judge, answer)}
