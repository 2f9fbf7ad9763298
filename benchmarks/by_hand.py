"""The thirty rules as a programmer writes them by hand: Python loops over objects, one person after the other."""

from collections import namedtuple
from itertools import pairwise
from typing import Any

from generator import DAY, HOUR, START, Columns
from tables import AS_OF, BACK14, BACK30, BACK60, BACK90, BACKW10, DAYS10, DAYS30, MONTHS, WORK

LIMITS = {"F08": 20, "F09": 20}


def people(columns: Columns) -> list[dict[str, list[Any]]]:
    """Return each person's facts by kind, in order, as objects."""
    found: list[dict[str, list[Any]]] = [{} for _ in columns.people]
    for kind, arrays in columns.kinds.items():
        names = [name for name in arrays if name != "staff"]
        Fact = namedtuple("Fact", ["id", *names])  # noqa: PYI024
        rows = zip(range(len(arrays["at"])), *(arrays[name].tolist() for name in names), strict=True)
        for staff, row in zip(arrays["staff"].tolist(), rows, strict=True):
            found[staff].setdefault(kind, []).append(Fact(*row))
    return found


def day_of(at: int) -> int:
    return (at - START) // DAY


def repeated(found, facts, rule, k, back):
    for n in range(k - 1, len(facts)):
        if facts[n - k + 1].at >= back[day_of(facts[n].at)]:
            found.append((rule, facts[n].at, [f.id for f in facts[n - k + 1 : n + 1]]))


def groups(found, facts, rule, k, back):
    n = 0
    while n + k <= len(facts):
        if back[day_of(facts[n + k - 1].at)] <= facts[n].at:
            found.append((rule, facts[n + k - 1].at, [f.id for f in facts[n : n + k]]))
            n += k
        else:
            n += 1


def by_case(facts):
    found: dict[int, list[Any]] = {}
    for f in facts:
        found.setdefault(f.case, []).append(f)
    return found


def after(facts, at):
    return next((f for f in facts if f.at >= at), None)


def unanswered(found, rule, firsts, answers, due_of):
    for f in firsts:
        due = due_of(f)
        if due >= AS_OF:
            continue
        answer = after(answers.get(f.case, ()), f.at)
        if answer is None:
            found.append((rule, due, [f.id]))
        elif answer.at > due:
            found.append((rule, due, [f.id, answer.id]))


def judge(p: dict[str, list[Any]]) -> list[tuple[str, int, list[int]]]:  # noqa: PLR0915
    """Return one person's findings: rule, instant, evidence."""
    found: list[tuple[str, int, list[int]]] = []
    none: tuple[Any, ...] = ()
    arrived, left, checks = (
        p.get("attendance.arrived", none),
        p.get("attendance.left", none),
        p.get("dress.checked", none),
    )
    rated, filed = p.get("feedback.rated", none), p.get("complaint.filed", none)
    received, returned = p.get("case.received", none), p.get("case.returned", none)
    found += [("F01", f.at, [f.id]) for f in arrived if f.minutes_late > 15]
    found += [("F02", f.at, [f.id]) for f in left if f.minutes_early > 15]
    found += [("F03", f.at, [f.id]) for f in p.get("attendance.absent", none)]
    found += [("F04", f.at, [f.id]) for f in filed if f.verified and f.about in {0, 2}]
    found += [("F05", f.at, [f.id]) for f in checks if not f.badge_worn]
    found += [("F06", f.at, [f.id]) for f in checks if not f.neat or not f.footwear_ok]
    found += [("F07", f.at, [f.id]) for f in p.get("statement.made", none) if f.channel == 1]
    found += [
        ("F08", f.at, [f.id]) for f in p.get("gift.received", none) if f.refusable and f.giver_connected
    ]
    found += [
        ("F09", f.at, [f.id]) for f in p.get("presence.checked", none) if not f.present or f.private_activity
    ]
    found += [("F10", f.at, [f.id]) for f in rated if f.rating == 1]
    late = [f for f in arrived if f.minutes_late > 5]
    tardy = [f for f in arrived if f.minutes_late > 0]
    bare = [f for f in checks if not f.badge_worn]
    repeated(found, late, "C01", 3, BACK30)
    repeated(found, [f for f in left if f.minutes_early > 0], "C02", 2, BACK14)
    repeated(found, [f for f in rated if f.rating <= 2], "C03", 2, BACKW10)
    groups(found, tardy, "C04", 3, BACK90)
    groups(found, bare, "C05", 2, BACK60)
    for a, b in MONTHS:
        inside = [f for f in late if a <= f.at < b]
        if len(inside) >= 3:
            found.append(("C06", inside[2].at, [f.id for f in inside[:3]]))
    back = by_case(returned)
    sorry = by_case(p.get("apology.sent", none))
    for f in received:
        due = max(f.due, f.at)
        answer = after(back.get(f.case, none), f.at)
        if due < AS_OF and (answer is None or answer.at > due):
            facts = [f.id] if answer is None else [f.id, answer.id]
            found.append(("T01", due, facts))
            until = WORK[3][day_of(due)]
            apology = after(sorry.get(f.case, none), due)
            if until < AS_OF and (apology is None or apology.at > until):
                found.append(("T02", until, facts if apology is None else [*facts, apology.id]))
        ahead = max(min(START + day_of(f.due) * DAY - 1, f.due), f.at)
        if answer is not None and answer.at <= ahead:
            found.append(("M01", answer.at, [f.id, answer.id]))
    for rule, first, then, n in (
        ("T03", "document.received", "document.acknowledged", 2),
        ("T04", "letter.received", "letter.handled", 7),
        ("T05", "information.requested", "information.answered", 5),
        ("T06", "gift.received", "gift.reported", 5),
    ):
        limit = WORK[n]
        unanswered(
            found,
            rule,
            p.get(first, none),
            by_case(p.get(then, none)),
            lambda f, limit=limit: limit[day_of(f.at)],
        )
    unanswered(
        found,
        "T07",
        p.get("meeting.due", none),
        by_case(p.get("meeting.attended", none)),
        lambda f: f.at + 2 * HOUR,
    )
    for one, other in pairwise(filed):
        if other.at <= DAYS30[day_of(one.at)]:
            found.append(("T08", other.at, [one.id, other.id]))
    begun = by_case(received)
    good, bad = 0, []
    for f in returned:
        if f.at >= AS_OF:
            continue
        if any(r.at <= f.at <= DAYS10[day_of(r.at)] for r in begun.get(f.case, none)):
            good += 1
        else:
            bad.append(f.id)
    if good + len(bad) >= 3 and good * 10 < 9 * (good + len(bad)):
        found.append(("S01", AS_OF - 1, bad))
    for a, b in MONTHS:
        inside = [f for f in arrived if a <= f.at < b]
        bad = [f.id for f in inside if f.minutes_late]
        if len(inside) >= 5 and (len(inside) - len(bad)) * 10 < 8 * len(inside):
            found.append(("S02", b - 1, bad))
    bad = [f.id for f in checks if not (f.neat and f.footwear_ok and f.badge_worn)]
    if len(checks) >= 2 and (len(checks) - len(bad)) * 10 < 9 * len(checks):
        found.append(("S03", AS_OF - 1, bad))
    if len(rated) >= 3 and sum(f.rating for f in rated) < 4 * len(rated):
        found.append(("S04", AS_OF - 1, [f.id for f in rated if f.rating < 4]))
    found += [
        ("S05", other.at, [one.id, other.id])
        for one, other in pairwise(arrived)
        if one.minutes_late > 0 and other.minutes_late > 0
    ]
    return found


LINES = {
    "ky-luat": ["F01", "F02", "F03", "F09", "C01", "C02", "C04", "C06", "T07", "S02", "S05"],
    "than-thien": ["F04", "F10", "C03", "T08", "S04"],
    "ky-cuong": ["F05", "F06", "F07", "C05", "S03"],
    "liem-chinh": ["F08", "T06"],
    "tan-tuy": ["T01", "T02", "T03", "T04", "T05", "S01"],
}


def score(p: dict[str, list[Any]], found: list[tuple[str, int, list[int]]]) -> int:
    """Return one person's total in hundredths."""
    counts: dict[str, int] = {}
    for rule, _, _ in found:
        counts[rule] = counts.get(rule, 0) + 1
    total = 100_00
    for line, rules in LINES.items():
        points = 100_00
        for rule in rules:
            n = counts.get(rule, 0)
            if rule == "F03":
                points -= min(sum(f.minutes for f in p.get("attendance.absent", ())), 1000)
            else:
                points -= min(n * (500 if rule in LIMITS else 250), 2000)
        if line == "tan-tuy":
            points += min(counts.get("M01", 0) * 50, 1000)
        if line == "liem-chinh" and counts.get("F08"):
            points = 0
        total += min(max(points, 0), 100_00)
    return total


def run(everyone: list[dict[str, list[Any]]]) -> tuple[dict[str, int], list[int], list[Any]]:
    """Return the number of findings by rule, all totals, and the findings."""
    counts: dict[str, int] = {}
    totals, kept = [], []
    for p in everyone:
        found = judge(p)
        for rule, _, _ in found:
            counts[rule] = counts.get(rule, 0) + 1
        totals.append(score(p, found))
        kept.append(found)
    return counts, totals, kept
