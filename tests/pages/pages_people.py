"""People and facts for the tests of pages, written short; texts that could do harm."""

from datetime import datetime
from typing import Any

from vanhoa_rules import (
    STANDARD,
    Calendar,
    Fact,
    Period,
    Roster,
    Verdicts,
    _api,
    load_rulebook,
    load_scorecard,
)
from vanhoa_rules.calendars import instant

IMAGE = "<img src=x onerror=alert(1)>"
FORMULA = "=1+1"
MARKUP = "[/red]"
TURNED = "an\u202eoan"
LONG = "ơ" * 10_000
HOSTILE = (IMAGE, FORMULA, MARKUP, TURNED, LONG)
NAME = "Trần Thị Ví Dụ"


def person(staff: str, **fields: Any) -> dict[str, Any]:
    common = {
        "unit": "Phòng 1",
        "role": "inspector",
        "leader": False,
        "employment": "cong_chuc",
        "citizen_facing": True,
    }
    return {"id": staff, **common, **fields}


def facts_of(staff: str, text: str, mark: str) -> list[dict[str, Any]]:
    """Return a late case, a late arrival, a refused visit and a bad rating, every text of which is the one given."""
    return [
        {"kind": "case.received", "id": f"{text}{mark}1", "staff": staff, "at": "2026-01-05T08:00:00+07:00",
         "case": f"{text}{mark}", "source": text, "due": "2026-01-12T17:00:00+07:00", "procedure": text},
        {"kind": "case.returned", "id": f"{text}{mark}2", "staff": staff, "at": "2026-01-20T08:00:00+07:00", "case": f"{text}{mark}"},
        {"kind": "attendance.arrived", "id": f"{text}{mark}3", "staff": staff, "at": "2026-01-06T08:00:00+07:00", "minutes_late": 30},
        {"kind": "reception.held", "id": f"{text}{mark}4", "staff": staff, "at": "2026-01-07T08:00:00+07:00",
         "case": f"v{text}{mark}", "recorded": True, "refused": True, "ground": text, "source": text},
        {"kind": "complaint.filed", "id": f"{text}{mark}5", "staff": staff, "at": "2026-02-07T08:00:00+07:00",
         "case": f"k{text}{mark}", "about": "attitude", "verified": True, "source": text},
        {"kind": "case.received", "id": f"{text}{mark}6", "staff": staff, "at": "2026-03-30T08:00:00+07:00",
         "case": f"w{text}{mark}", "due": "2026-04-10T17:00:00+07:00"},
    ]  # fmt: skip


def built(fact: dict[str, Any]) -> Fact:
    """Return a fact built directly, so that also a text that no reader lets in comes as far as the pages."""
    values = {name: value for name, value in fact.items() if name != "kind"}
    for name in {"at", "due"} & set(values):
        values[name] = datetime.fromisoformat(values[name])
    return STANDARD[fact["kind"]](**values)


def judged(
    facts: list[dict[str, Any]],
    roster: list[dict[str, Any]],
    *,
    covers: Any = None,
    period: str = "2026-Q1",
    as_of: str = "2026-04-01",
) -> Verdicts:
    """Return verdicts of facts that no reader has looked at."""
    calendar = Calendar.vietnam()
    asked = _api.inputs(
        load_rulebook("thanh-tra-thanh-hoa"),
        load_scorecard("sau-tieu-chi"),
        [built(one) for one in facts],
        roster=Roster(roster),
        period=Period.parse(period),
        as_of=instant(as_of, calendar.zone),
        known_at=None,
        covers=covers,
        calendar=calendar,
        engine="auto",
    )
    return _api.judge(asked)
