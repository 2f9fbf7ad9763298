"""8 · What a journal and a snapshot say they were made with, and what coverage was stated."""

import json
import os
from typing import Any, cast

import attrs

from vanhoa_rules.calendars import Calendar, Period
from vanhoa_rules.canonical import digest
from vanhoa_rules.errors import UsageError
from vanhoa_rules.exchange import read_coverage
from vanhoa_rules.facts import Coverage, Person, Roster
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Scorecard
from vanhoa_rules.words import error

FORMAT, VERSION = "vanhoa-rules.live", 1


def stated(covers: Any) -> Any:
    """Return coverage as it was stated: an object, rows or a file; ``UsageError`` where it was not."""
    if covers is None:
        raise error(UsageError, "live.covers")
    if covers == "all" or isinstance(covers, Coverage):
        return covers
    if isinstance(covers, str | os.PathLike):
        return read_coverage(cast("str", covers))
    return Coverage(covers)


def head_of(
    rulebook: Rulebook, scorecard: Scorecard, calendar: Calendar, roster: Roster, period: Period, covers: Any
) -> dict[str, str]:
    """Return the digests of all that an evaluation is made of."""
    fields = [a.name for a in attrs.fields(Person) if a.name != "name"]
    rows = [{name: getattr(row, name) for name in fields} for row in roster.people]
    told = covers if covers == "all" else [entry.to_data() for entry in covers.entries]
    return {
        "rulebook": rulebook.digest,
        "scorecard": scorecard.digest,
        "calendar": calendar.digest,
        "roster": digest(rows),
        "period": f"{period.start.isoformat()}/{period.end.isoformat()}",
        "covers": digest(told),
    }


def read_snapshot(snapshot: str) -> dict[str, Any]:
    """Return a snapshot as JSON data; ``UsageError`` where it is none."""
    try:
        data: Any = json.loads(snapshot)
    except (TypeError, ValueError) as cause:
        raise error(UsageError, "live.snapshot", fault=str(cause)[:80]) from cause
    found: dict[str, Any] = cast("dict[str, Any]", data) if isinstance(data, dict) else {}
    if found.get("format") != FORMAT or "version" not in found:
        raise error(UsageError, "live.snapshot", fault="format")
    return found
