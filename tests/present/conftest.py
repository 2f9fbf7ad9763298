"""What the tests of explanations need: a small roster, facts written short, a verdict judged by the front door."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from vanhoa_rules import _api
from vanhoa_rules.calendars import Calendar, Period, instant
from vanhoa_rules.facts import STANDARD, Fact, Person, Roster, fields_of
from vanhoa_rules.rules import Rule, Rulebook
from vanhoa_rules.scorecards import PROPOSAL, Award, Cap, Deduct, Line, Refer, Scorecard, Threshold
from vanhoa_rules.verdicts import Verdicts

ZONE = "Asia/Ho_Chi_Minh"
NAME, OTHER = "Trần Thị Ví Dụ", "Lê Văn Ví Dụ"

TITLES = {"ky-luat": {"vi": "Kỷ luật", "en": "Discipline"}}

Fill = Callable[..., Fact]
Ask = Callable[..., Verdicts]


@pytest.fixture
def fact() -> Fill:
    def fill(kind: str, name: str, at: str, *, staff: str = "NV-07", **fields: Any) -> Fact:
        """Return a fact; its instants are written as text in local time."""
        specs = {spec.attribute: spec for spec in fields_of(STANDARD[kind]).values()}
        values = {
            field: instant(value, ZONE)
            if specs[field].type == "instant" and isinstance(value, str)
            else value
            for field, value in fields.items()
        }
        return STANDARD[kind](id=name, staff=staff, at=instant(at, ZONE), **values)

    return fill


def roster() -> Roster:
    common = {"unit": "Phòng Nghiệp vụ 1", "employment": "cong_chuc"}
    return Roster(
        [
            Person(id="NV-07", role="unit_head", leader=True, name=NAME, **common),
            Person(id="NV-08", role="inspector", leader=False, name=OTHER, reports_to="NV-07", **common),
        ]
    )


def sheet(rules: Iterable[Rule]) -> Scorecard:
    """Return a sheet of one line, on which a breach takes 2 points and a merit gives 1."""
    effects: Mapping[str, Any] = {
        rule.id: (
            Award("1", at_most="5")
            if rule.kind == "merit"
            else (
                Deduct("2", at_most="20"),
                Cap("tot"),
                Refer(
                    to={"vi": "Người có thẩm quyền", "en": "The competent authority"},
                    why={"vi": "Đề nghị xem xét.", "en": "To be considered."},
                ),
            )
        )
        for rule in rules
    }
    return Scorecard(
        name="thu",
        edition="1",
        title={"vi": "Phiếu thử", "en": "Sheet for tests"},
        lines=[
            Line(id=name, title=TITLES.get(name, {"vi": name, "en": name}), maximum="100")
            for name in dict.fromkeys(("ky-luat", *(rule.criterion.value for rule in rules)))
        ],
        effects=effects,
        thresholds=(
            Threshold("xuat_sac", "90", {"vi": "Xuất sắc", "en": "Excellent"}),
            Threshold("tot", "0", {"vi": "Tốt", "en": "Good"}),
        ),
        provenance=PROPOSAL,
    )


@pytest.fixture
def ask() -> Ask:
    def judge(
        *rules: Rule,
        facts: Iterable[Fact],
        covers: Any = "all",
        period: str = "2026-Q1",
        as_of: str = "2026-04-01",
    ) -> Verdicts:
        """Return verdicts of a rulebook of the given rules."""
        book = Rulebook(name="thu", edition="1", title={"vi": "Bộ thử", "en": "Book for tests"}, rules=rules)
        return _api.judge(
            _api.inputs(
                book,
                sheet(rules),
                facts,
                roster=roster(),
                period=Period.parse(period),
                as_of=instant(as_of, ZONE),
                known_at=None,
                covers=covers,
                calendar=Calendar.vietnam(),
                engine="auto",
            )
        )

    return judge
