"""The front door · a jurist's cases, run."""

from typing import Any, cast

from attrs import frozen

from vanhoa_rules._api.asking import as_roster, inputs
from vanhoa_rules._api.judging import judge
from vanhoa_rules._api.shipped import load_rulebook, load_scorecard
from vanhoa_rules.calendars import Calendar, Period, instant
from vanhoa_rules.canonical import plain
from vanhoa_rules.errors import DataError
from vanhoa_rules.exchange import read_facts
from vanhoa_rules.exchange.cases import Case
from vanhoa_rules.rules import Rulebook
from vanhoa_rules.scorecards import Scorecard
from vanhoa_rules.verdicts import Verdict


@frozen
class Checked:
    """A case that was run: what differs (what, expected, got), and the verdict."""

    case: Case
    differences: tuple[tuple[str, Any, Any], ...]
    verdict: Verdict


def check_case(
    case: Case, *, rulebook: Rulebook | None = None, scorecard: Scorecard | None = None
) -> Checked:
    """Judge one case and compare with what it expects; ``DataError`` lists facts that cannot be read."""
    book = rulebook or load_rulebook(case.rulebook or "thanh-tra-thanh-hoa")
    sheet = (scorecard or load_scorecard("sau-tieu-chi")).restricted_to(book)
    days = Calendar.vietnam()
    read = read_facts(case.facts, vocabulary=book.vocabulary, zone=days.zone)
    if read.problems:
        first = read.problems[0]
        raise DataError(first.code, first.message, first.remedy, problems=read.problems)
    asked = inputs(
        book,
        sheet,
        read.facts,
        roster=as_roster(case.people),
        period=Period.parse(case.period, days.zone),
        as_of=instant(case.as_of, days.zone),
        known_at=None if case.known_at is None else instant(case.known_at, days.zone),
        covers=case.covers,
        calendar=days,
        engine="reference",
    )
    found = judge(asked)[case.people[0]["id"]]
    got = _of_rule(found, book[case.rule].id)
    expect = {name: _listed(item) for name, item in case.expect.items()}
    return Checked(
        case, tuple((name, item, got[name]) for name, item in expect.items() if got[name] != item), found
    )


def _listed(item: Any) -> Any:
    """Return TOML lists as the tuples that are compared with them."""
    return tuple(_listed(one) for one in cast("list[Any]", item)) if isinstance(item, list) else item


def _of_rule(found: Verdict, rule: str) -> dict[str, Any]:
    findings = [one for one in found.findings if one.rule == rule]
    pending = [one for one in found.pending if one.rule == rule]
    return {
        "word": found.outcomes[rule],
        "findings": len(findings),
        "evidence": tuple(one.evidence for one in findings),
        "at": tuple(one.at.isoformat() for one in findings),
        "measure": tuple(plain(one.measure) for one in findings),
        "pending": len(pending),
        "due": tuple(one.due.isoformat() if one.due else "none" for one in pending),
        "missing": next((one.missing for one in found.unknown if one.rule == rule), ()),
        "defeated": sum(one.rule == rule for one in found.defeated),
    }
