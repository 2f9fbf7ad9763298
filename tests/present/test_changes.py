"""What changes between two verdicts of one person, and through which rule and facts."""

import json
from typing import Any

import attrs
import pytest

from vanhoa_rules.conditions import this
from vanhoa_rules.errors import UsageError
from vanhoa_rules.patterns import each
from vanhoa_rules.present import compare
from vanhoa_rules.rules import Rule

LATE = Rule(
    id="X-01",
    title={"vi": "Đến muộn", "en": "Late"},
    criterion="ky-luat",
    breach=each("attendance.arrived", where=this.minutes_late > 15).not_during(each("leave.approved")),
)
KEPT = Rule(
    id="X-02",
    title={"vi": "Trả hồ sơ trễ hẹn", "en": "A late file"},
    criterion="ky-luat",
    breach=each("case.received").not_followed_by(each("case.returned"), by=this.due, same="case"),
)
AWARD = Rule(
    id="X-03", title={"vi": "Khen thưởng", "en": "Award"}, criterion="ky-luat", merit=each("award.granted")
)


def told(change: Any, **how: Any) -> str:
    return " ".join(change.text(**how).split())


@pytest.fixture
def facts(fact):
    return [
        fact("attendance.arrived", "a1", "2026-01-05T08:20", minutes_late=20),
        fact("case.received", "c1", "2026-03-25T09:00", due="2026-04-10T17:00", case="HS-02"),
    ]


def test_an_excuse_that_comes_withdraws_the_finding_and_is_named(ask, fact, facts) -> None:
    leave = fact("leave.approved", "l1", "2026-01-05T00:00", until="2026-01-06T00:00", reason="sick")
    change = compare(ask(LATE, facts=facts)["NV-07"], ask(LATE, facts=[*facts, leave])["NV-07"])
    assert (change.without, change.plus) == ((), ("l1",))
    (one,) = change.rules
    assert (one.rule, one.word.before, one.word.after, one.through) == ("X-01", "breached", "met", ("l1",))
    assert [each.after for each in one.findings] == [None]
    text = told(change)
    assert "Giả định có thêm: l1 Tổng điểm: 98 → 100 Xếp loại: Tốt → Xuất sắc" in text
    assert "X-01 · Đến muộn – X-01: vi phạm → không có vi phạm – bớt: 08:20 05/01/2026" in text
    assert "(−2 điểm) – do dữ kiện: l1" in text
    assert "breached → no breach" in told(change, lang="en")
    assert "sick" not in text


def test_a_fact_that_goes_and_a_duty_that_is_met(ask, fact, facts) -> None:
    back = fact("case.returned", "c2", "2026-03-28T09:00", case="HS-02")
    change = compare(ask(LATE, KEPT, facts=facts)["NV-07"], ask(LATE, KEPT, facts=[facts[1], back])["NV-07"])
    assert (change.without, change.plus) == (("a1",), ("c2",))
    assert [one.rule for one in change.rules] == ["X-01", "X-02"]
    assert "bớt nghĩa vụ chưa đến hạn: 09:00 25/03/2026 — Tiếp nhận hồ sơ" in told(change)
    assert "one duty fewer not yet due" in told(change, lang="en")


def test_a_merit_that_comes_is_added(ask, fact, facts) -> None:
    award = fact("award.granted", "w1", "2026-02-01T09:00", level="state")
    change = compare(ask(LATE, AWARD, facts=facts)["NV-07"], ask(LATE, AWARD, facts=[*facts, award])["NV-07"])
    assert "X-03: chưa có thành tích → có thành tích – thêm: 09:00 01/02/2026 — Được khen thưởng" in told(
        change
    )


def test_less_coverage_is_told_as_what_is_missing(ask, facts) -> None:
    change = compare(ask(LATE, facts=facts)["NV-07"], ask(LATE, facts=facts, covers=None)["NV-07"])
    (one,) = change.rules
    assert (one.word.before, one.word.after) == ("breached", "unknown")
    assert "chưa đủ dữ liệu về: – → “Được duyệt nghỉ”" in told(change)
    assert "Tổng điểm: 98 → 98…100 (ghi nhận 100)" in told(change)


def test_no_difference_is_no_change(ask, facts) -> None:
    one, other = ask(LATE, facts=facts)["NV-07"], ask(LATE, facts=facts[::-1])["NV-07"]
    change = compare(one, other)
    assert not change
    assert told(change).endswith("Không có gì thay đổi.")
    assert change.to_data() == {
        "staff": "NV-07", "without": [], "plus": [], "total": None, "rating": None, "lines": {}, "rules": []
    }  # fmt: skip


def test_the_public_reads_no_ids_and_no_names(ask, fact, facts) -> None:
    leave = fact("leave.approved", "l1", "2026-01-05T00:00", until="2026-01-06T00:00", reason="sick")
    change = compare(ask(LATE, KEPT, facts=facts)["NV-07"], ask(LATE, KEPT, facts=[leave])["NV-07"])
    text = told(change, audience="public")
    for secret in ("a1", "l1", "c1", "HS-02", "Ví Dụ", "nghỉ"):
        assert secret not in text
    assert "Giả định không có 2 dữ kiện Giả định có thêm 1 dữ kiện" in text


def test_a_change_is_json(ask, fact, facts) -> None:
    award = fact("award.granted", "w1", "2026-02-01T09:00", level="state")
    change = compare(
        ask(LATE, KEPT, AWARD, facts=facts)["NV-07"], ask(LATE, KEPT, AWARD, facts=[award])["NV-07"]
    )
    data = json.loads(json.dumps(change.to_data()))
    assert data["total"] == {"before": ["98", "98", "98"], "after": ["100", "100", "100"]}
    assert data["rules"][0]["findings"] == [
        {"rule": "X-01", "evidence": ["a1"], "points": {"before": "-2", "after": None}}
    ]
    assert data["rules"][1]["pending"]["before"] == [[["c1"], "2026-04-10T17:00:00+07:00"]]


def test_verdicts_without_inputs_are_compared_down_to_ids(ask, facts) -> None:
    one, other = (attrs.evolve(ask(LATE, facts=each)["NV-07"], inputs=None) for each in (facts, []))
    change = compare(one, other, without=["a1"])
    assert change.rules[0].through == ("a1",)
    assert "bớt: minh chứng: a1 (−2 điểm)" in told(change)


def test_two_people_are_not_compared(ask) -> None:
    both = ask(LATE, facts=[])
    with pytest.raises(UsageError) as wrong:
        compare(both["NV-07"], both["NV-08"])
    assert wrong.value.code == "change.staff"


def test_a_relief_that_goes_names_the_rule_that_gave_it(ask, fact) -> None:
    heavy = Rule(
        id="X-04",
        title={"vi": "Vắng lâu", "en": "Long"},
        criterion="ky-luat",
        breach=each("attendance.arrived", where=this.minutes_late > 60).unless(each("mission.assigned")),
        overrides=("X-01",),
    )
    late = fact("attendance.arrived", "a1", "2026-01-05T09:20", minutes_late=80)
    sent = fact("mission.assigned", "m1", "2026-02-01T08:00", until="2026-02-02T00:00")
    change = compare(ask(LATE, heavy, facts=[late])["NV-07"], ask(LATE, heavy, facts=[late, sent])["NV-07"])
    lighter = next(one for one in change.rules if one.rule == "X-01")
    assert (lighter.relieved_by, lighter.through) == (("X-04",), ())
    assert "0 → −2 điểm – do quy tắc cùng tính hành vi này: X-04" in told(change)
