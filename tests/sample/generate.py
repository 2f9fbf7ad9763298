"""Write the packaged sample: one quarter of an inspectorate of 40 people, synthetic throughout, the same at every run.

Six people are written by hand, and their answers worked out by hand in ``answers.toml``; the rest is drawn by seed.

    python tests/sample/generate.py
"""

import json
import random
from datetime import date, datetime, timedelta
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "src" / "vanhoa_rules" / "data" / "thanh-tra"
ZONE = "+07:00"
START, END = date(2026, 1, 1), date(2026, 4, 1)
OFF = {date(2026, 1, 1), date(2026, 1, 2), *(date(2026, 2, day) for day in range(16, 21))}
MADE_UP = {date(2026, 1, 10)}

DEFAULT_ROW = {
    "leader": False,
    "employment": "cong_chuc",
    "body": "TTT",
    "citizen_facing": False,
    "uniformed": True,
    "listed": True,
}
UNITS = {"LD": 3, "VP": 7, "P1": 8, "P2": 8, "P3": 7, "P4": 7}

# Everything is covered for five units; of P4 nobody collects citizens' ratings, and no check was made in February.
ALL_BUT = [
    "attendance.*", "leave.*", "mission.*", "meeting.*", "dress.*", "complaint.*", "contact.*", "conduct.*", "incident.*",
    "support.*", "suggestion.*", "consultation.*", "training.*", "reception.*", "statement.*", "conclusion.*",
    "authorisation.*", "task.*", "cause.*", "order.*", "report.*", "assessment.*", "case.*", "apology.*",
    "complaint_case.*", "denunciation_case.*", "letter.*", "inspection.*", "information.*", "document.*", "publication.*",
    "procedure.*", "gift.*", "interest.*", "asset.*", "property.*", "agency_name.*", "benefit.*", "identity.*", "line.*",
    "leading.*", "support_work.*", "result.*", "points.*", "rating.*", "organisation.*", "violation.*", "circumstance.*",
    "handling.*", "discipline.*", "degradation.*", "suspension.*", "award.*", "unit_case.*", "fact.*",
]  # fmt: skip
COVERS = [
    {"kinds": ["*"], "since": "2025-07-01", "until": "2026-03-31", "units": ["LD", "VP", "P1", "P2", "P3"]},
    {"kinds": ALL_BUT, "since": "2025-07-01", "until": "2026-03-31", "units": ["P4"]},
    {"kinds": ["presence.checked"], "since": "2025-07-01", "until": "2026-01-31", "units": ["P4"]},
    {"kinds": ["presence.checked"], "since": "2026-03-01", "until": "2026-03-31", "units": ["P4"]},
    {"kinds": ["post.taken"], "since": "2018-01-01", "until": "2026-03-31"},
]

BY_HAND = {
    "TT-001": [
        ("reception.held", "2026-01-15 08:30", {"case": "TCD-01", "recorded": True, "refused": False}),
        ("reception.answered", "2026-01-20 09:00", {"case": "TCD-01"}),
        ("reception.held", "2026-03-12 08:30", {"case": "TCD-02", "recorded": True, "refused": False}),
        ("reception.answered", "2026-03-20 16:00", {"case": "TCD-02"}),
        ("consultation.held", "2026-02-10 14:00", {}),
        ("conclusion.issued", "2026-01-28 10:00", {"case": "KL-2026-03"}),
        ("statement.made", "2026-02-02 09:00", {"case": "KL-2026-03", "channel": "press", "subject": "inspection", "false": False}),
        ("conclusion.issued", "2026-03-18 15:00", {"case": "KN-7"}),
        ("award.granted", "2026-03-26 09:00", {"level": "province"}),
    ],
    "TT-007": [
        ("attendance.arrived", "2026-01-07 07:50", {"minutes_late": 20}),
        ("attendance.arrived", "2026-01-14 07:35", {"minutes_late": 5}),
        ("attendance.left", "2026-01-21 16:30", {"minutes_early": 30}),
        ("mission.assigned", "2026-02-03 07:00", {"until": "2026-02-07 00:00", "place": "Quan Hóa"}),
        ("attendance.absent", "2026-02-04 07:30", {"minutes": 480}),
        ("attendance.arrived", "2026-02-12 07:40", {"minutes_late": 10}),
        ("leave.approved", "2026-02-12 07:00", {"until": "2026-02-12 12:00", "reason": "personal", "recorded_at": "2026-02-25 10:00"}),
        ("case.received", "2026-02-24 09:00", {"case": "HS-101", "due": "2026-03-06 17:00"}),
        ("case.returned", "2026-03-10 10:00", {"case": "HS-101"}),
        ("case.received", "2026-03-25 14:00", {"case": "HS-102", "due": "2026-04-08 17:00"}),
        ("case.received", "2026-01-12 09:00", {"case": "HS-103", "due": "2026-01-23 17:00"}),
        ("case.deadline_extended", "2026-01-20 15:00", {"case": "HS-103", "due": "2026-01-30 17:00", "objective_cause": True}),
        ("case.returned", "2026-01-29 11:00", {"case": "HS-103"}),
        ("support.given", "2026-03-03 09:00", {"case": "SP-1", "for": "colleague"}),
        ("feedback.rated", "2026-02-05 09:00", {"rating": 5}),
        ("feedback.rated", "2026-02-06 09:00", {"rating": 5}),
        ("feedback.rated", "2026-02-09 09:00", {"rating": 4}),
        ("feedback.rated", "2026-02-24 15:00", {"rating": 4}),
        ("feedback.rated", "2026-02-25 15:00", {"rating": 5}),
        ("complaint.filed", "2026-03-16 10:00", {"case": "PA-3", "about": "attitude", "verified": False}),
    ],
    "TT-012": [
        ("gift.received", "2026-01-19 10:00", {"case": "Q-01", "giver_connected": True, "refusable": True}),
        ("gift.reported", "2026-01-22 08:00", {"case": "Q-01"}),
        ("gift.handed_in", "2026-01-23 08:00", {"case": "Q-01"}),
        ("gift.received", "2026-02-09 16:00", {"case": "Q-02", "giver_connected": True, "refusable": False, "value": "500000"}),
        ("statement.made", "2026-03-04 11:00", {"case": "KN-7", "channel": "press", "subject": "complaint"}),
    ],
    "TT-020": [
        ("attendance.absent", "2026-01-09 07:30", {"minutes": 240, "id": "TT-020-absent"}),
        ("fact.retracted", "2026-01-15 09:00", {"retracts": "TT-020-absent"}),
        ("task.assigned", "2026-01-26 08:00", {"case": "T-1", "due": "2026-02-13 17:00"}),
        ("task.extended", "2026-02-12 16:00", {"case": "T-1", "due": "2026-02-27 17:00", "objective_cause": False}),
        ("task.completed", "2026-02-27 15:00", {"case": "T-1"}),
        ("task.assigned", "2026-02-23 08:00", {"case": "T-2", "due": "2026-03-13 17:00"}),
        ("task.completed", "2026-03-12 15:00", {"case": "T-2"}),
        ("task.assessed", "2026-03-16 09:00", {"case": "T-2", "aspect": "quality", "met": False, "by": "TT-019"}),
        ("cause.confirmed", "2026-03-20 09:00", {"case": "T-2", "aspect": "quality", "by": "TT-019", "recorded_at": "2026-04-10 08:00"}),
        ("task.assigned", "2026-03-02 08:00", {"case": "T-3", "due": "2026-03-10 17:00", "planned": False}),
        ("task.completed", "2026-03-09 10:00", {"case": "T-3"}),
        ("task.assessed", "2026-03-11 09:00", {"case": "T-3", "aspect": "progress", "met": True, "exceeded": True, "by": "TT-019"}),
    ],
    "TT-036": [
        ("presence.checked", "2026-01-13 09:30", {"present": False, "private_activity": False}),
        ("dress.checked", "2026-01-13 09:30", {"neat": True, "footwear_ok": True, "badge_worn": False, "uniform_ok": True, "insignia_ok": True}),
    ],
    "TT-008": [
        ("document.signed", "2026-01-09 16:00", {"case": "VB-1"}),
        ("document.issued", "2026-01-12 08:00", {"case": "VB-1", "electronic": True, "signed_personal": True, "signed_agency": True}),
        ("document.issued", "2026-01-20 08:00", {"case": "VB-2", "electronic": True, "signed_personal": True, "signed_agency": True}),
        ("document.issued", "2026-01-27 08:00", {"case": "VB-3", "electronic": False, "signed_personal": False, "signed_agency": False}),
        ("document.received", "2026-03-30 16:00", {"case": "CV-1", "electronic": True}),
        ("document.acknowledged", "2026-03-31 08:00", {"case": "CV-1"}),
        ("document.forwarded", "2026-03-31 08:30", {"case": "CV-1"}),
        ("document.received", "2026-03-31 10:00", {"case": "CV-2", "electronic": True}),
        ("document.acknowledged", "2026-03-31 11:00", {"case": "CV-2"}),
        ("meeting.excused", "2026-02-04 15:00", {"case": "HOP-1"}),
        ("meeting.due", "2026-02-05 14:00", {"case": "HOP-1"}),
        ("meeting.due", "2026-03-05 14:00", {"case": "HOP-2"}),
        ("meeting.attended", "2026-03-05 14:12", {"case": "HOP-2", "minutes_late": 12}),
    ],
}  # fmt: skip


def roster() -> list[dict[str, object]]:
    """Return the rows: three leaders, an office, four divisions; one leaves, one joins, one moves."""
    rows: list[dict[str, object]] = []
    number = 0
    for unit, size in UNITS.items():
        for place in range(size):
            number += 1
            head = unit != "LD" and place == 0
            row = {
                **DEFAULT_ROW,
                "id": f"TT-{number:03d}",
                "unit": unit,
                "role": "inspector",
                "reports_to": None,
            }
            if unit == "LD":
                row |= {
                    "role": "head" if place == 0 else "deputy_head",
                    "leader": True,
                    "reports_to": None if place == 0 else "TT-001",
                }
            elif head:
                row |= {
                    "role": "unit_head",
                    "leader": True,
                    "reports_to": "TT-002" if unit in {"VP", "P1", "P2"} else "TT-003",
                }
            else:
                row |= {"reports_to": f"TT-{number - place:03d}"}
            if unit == "VP" and not head:
                row |= {"role": "clerk", "uniformed": False, "listed": False}
            if unit in {"P1", "P4"} and not head:
                row |= {"citizen_facing": True}
            rows.append(row)
    rows[29] |= {"until": "2026-02-28"}
    rows[39] |= {"since": "2026-02-02"}
    moved = {**rows[31], "unit": "P3", "reports_to": "TT-027", "until": "2026-02-15"}
    rows[31] |= {"since": "2026-02-16"}
    return [*rows[:31], moved, *rows[31:]]


def working_days() -> list[date]:
    """Return the working days of the quarter."""
    days = [START + timedelta(days=n) for n in range((END - START).days)]
    return [day for day in days if (day.weekday() < 5 and day not in OFF) or day in MADE_UP]


def drawn(staff: str, rng: random.Random) -> list[tuple[str, str, dict[str, object]]]:
    """Return a quiet quarter of one person, with a few lapses and a few good deeds."""
    days = working_days()
    found: list[tuple[str, str, dict[str, object]]] = []

    def on(day: date, hour: int, minute: int = 0) -> str:
        return f"{day} {hour:02d}:{minute:02d}"

    for day in rng.sample(days, 3):
        present = rng.random() < 0.93
        found.append(
            (
                "presence.checked",
                on(day, 9, 15),
                {"present": present, "private_activity": present and rng.random() < 0.03},
            )
        )
    for day in rng.sample(days, 2):
        found.append(
            (
                "dress.checked",
                on(day, 9, 20),
                {
                    "neat": rng.random() < 0.97,
                    "footwear_ok": True,
                    "badge_worn": rng.random() < 0.92,
                    "uniform_ok": None,
                    "insignia_ok": None,
                },
            )
        )
    for day in rng.sample(days, rng.choice((0, 0, 1, 1, 2, 4))):
        late = rng.choice((3, 8, 12, 25, 40))
        found.append(("attendance.arrived", on(day, 7, 30 + min(late, 29)), {"minutes_late": late}))
    if rng.random() < 0.5:
        first = rng.choice(days[:-6])
        found.append(
            (
                "mission.assigned",
                on(first, 6, 30),
                {
                    "until": f"{first + timedelta(days=4)} 00:00",
                    "place": rng.choice(("Mường Lát", "Nga Sơn", "Thọ Xuân")),
                },
            )
        )
        found.append(("attendance.absent", on(first, 7, 30), {"minutes": 480}))
    for number in range(rng.randint(1, 4)):
        start = rng.choice(days[:-15])
        due = start + timedelta(days=rng.choice((8, 12, 16)))
        took = rng.choice((3, 5, 7, 10, 18))
        case = f"HS-{staff[3:]}-{number + 1}"
        found.append(("case.received", on(start, 8, 30), {"case": case, "due": f"{due} 17:00"}))
        if start + timedelta(days=took) < END:
            found.append(("case.returned", on(start + timedelta(days=took), 15), {"case": case}))
    for day in rng.sample(days, rng.randint(3, 8)):
        found.append(("feedback.rated", on(day, 10, 30), {"rating": rng.choice((3, 4, 4, 5, 5, 5))}))
    if rng.random() < 0.3:
        found.append(("suggestion.made", on(rng.choice(days), 15), {"constructive": True}))
    if rng.random() < 0.2:
        found.append(
            (
                "complaint.filed",
                on(rng.choice(days), 11),
                {
                    "case": f"PA-{staff[3:]}",
                    "about": rng.choice(("attitude", "delay", "other")),
                    "verified": rng.random() < 0.5,
                },
            )
        )
    return found


def fact(number: int, staff: str, kind: str, at: str, rest: dict[str, object]) -> dict[str, object]:
    """Return one fact as a row of the file; instants are local."""
    row: dict[str, object] = {"kind": kind, "id": f"{staff}-{number:02d}", "staff": staff, "at": _instant(at)}
    for name, value in rest.items():
        row[name] = (
            _instant(value)
            if name in {"due", "until", "recorded_at", "new_due"} and isinstance(value, str)
            else value
        )
    return row


def _instant(text: str) -> str:
    return datetime.fromisoformat(text).isoformat() + ZONE


def facts() -> list[dict[str, object]]:
    """Return every fact, ordered by time of recording as a log would have them."""
    rng = random.Random(20260401)
    rows: list[dict[str, object]] = []
    heads = {"TT-002", "TT-003", "TT-004", "TT-011", "TT-019", "TT-027", "TT-034"}
    for row in roster():
        staff = str(row["id"])
        if any(found["staff"] == staff for found in rows):
            continue
        scripted = BY_HAND.get(staff) or drawn(staff, rng)
        if staff in heads:
            scripted = [*scripted, ("consultation.held", f"2026-02-{rng.choice((3, 10, 24)):02d} 14:00", {})]
        since, until = str(row.get("since", "")), str(row.get("until", "9999"))
        if staff == "TT-032":
            since, until = "", "9999"
        kept = [one for one in scripted if since <= one[1] and one[1][:10] <= until]
        rows.extend(fact(number, staff, *one) for number, one in enumerate(kept, start=1))
    return sorted(rows, key=lambda row: (str(row.get("recorded_at", row["at"])), str(row["id"])))


def main() -> None:
    """Write the three files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, rows in (("roster", roster()), ("facts", facts()), ("covers", COVERS)):
        lines = (json.dumps(row, ensure_ascii=False) for row in rows)
        (FOLDER / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
