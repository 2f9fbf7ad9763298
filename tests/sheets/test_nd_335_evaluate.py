"""The sheet through the front door: one call, JSON, schema, HTML, the command line."""

import json

import jsonschema
import pytest
from scenes import Told, leader, person

from vanhoa_rules import Roster, evaluate, explain, load_rulebook, load_scorecard, read_verdict
from vanhoa_rules.__main__ import main
from vanhoa_rules._api import with_quota
from vanhoa_rules.errors import UsageError
from vanhoa_rules.exchange.formats import verdict_schema

PEOPLE = [leader("boss"), person("an", reports_to="boss"), person("off", employment="contract")]


def told():
    found = Told()
    found.task("t", "2026-03-10", "2026-03-12")
    found.scores("2026-03", "29")
    found.tell("line.scored", "2026-04-01", line="G1", points="4", by="self", period="2026-03")
    found.tell("attendance.arrived", "2026-03-03T08:30:00+07:00", minutes_late=30)
    return found


def judged(book=None, reading=None, period="2026-03"):
    return evaluate(
        book,
        load_scorecard("nd-335-2025", reading=reading),
        told().facts,
        roster=Roster(PEOPLE),
        period=period,
        as_of="2026-04-15",
        covers="all",
    )


def test_the_sheet_names_its_own_rulebook_so_none_need_be_given():
    verdict = judged()["an"]
    assert verdict.total.low == verdict.total.high
    assert verdict.rating == ("xuat_sac", "xuat_sac", "xuat_sac")
    assert verdict.lines["G1"].max == 5


def test_conduct_is_found_and_referred_but_takes_no_points():
    plain, watched = judged()["an"], judged(load_rulebook("thanh-tra-thanh-hoa"))["an"]
    assert {one.rule for one in watched.findings} == {
        "KL-01",
        "KC-09",
    }  # a late task is in c already: no referral
    assert {one.points for one in watched.findings} == {0}
    assert [(one.rule, one.line) for one in watched.referrals] == [("KL-01", "G2")]
    assert watched.total == plain.total
    assert "line_and_evidence" in {one["code"] for one in watched.to_data()["notices"]}


@pytest.mark.parametrize("staff", ["boss", "an", "off"])
@pytest.mark.parametrize("period", ["2026-03", "2026-Q1", "2026"])
def test_a_verdict_is_valid_json_of_the_published_schema_and_reads_back(staff, period):
    verdict = judged(load_rulebook("thanh-tra-thanh-hoa"), "HANDBOOK", period)[staff]
    data = json.loads(verdict.to_json())
    jsonschema.validate(data, verdict_schema())
    assert read_verdict(verdict.to_json()).to_data() == verdict.to_data()


@pytest.mark.parametrize("period", ["2026-03", "2026"])
def test_every_verdict_can_be_explained_and_shown(period):
    verdicts = judged(load_rulebook("thanh-tra-thanh-hoa"), None, period)
    for verdict in verdicts.values():
        for lang in ("vi", "en"):
            assert explain(verdict, lang=lang, audience="manager")


def test_the_reading_is_part_of_the_receipt():
    assert (
        judged()["an"].receipt["scorecard"]
        != judged(reading="DECREE,late_unit=day")["an"].receipt["scorecard"]
    )


def test_a_sheet_without_readings_refuses_one():
    with pytest.raises(UsageError) as caught:
        load_scorecard("sau-tieu-chi", reading="DECREE")
    assert caught.value.code == "sheet.no_reading"


def test_the_quota_stands_beside_the_verdicts():
    data = with_quota(judged(), 20).to_data()
    assert [one["percent"] for one in data["quota"]] == [20]
    with pytest.raises(UsageError):
        with_quota(judged(), 25)


def test_the_command_line_takes_a_reading_and_a_quota(tmp_path, capsys):
    facts, roster = tmp_path / "facts.jsonl", tmp_path / "roster.jsonl"
    rows = [
        {
            "kind": "result.recorded",
            "id": "f1",
            "staff": "an",
            "at": "2026-04-02T08:00:00+07:00",
            "period": "2026-03",
            "total": "89.997",
        },
    ]
    facts.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    roster.write_text(
        json.dumps(
            {"id": "an", "unit": "u", "role": "specialist", "leader": False, "employment": "cong_chuc"}
        ),
        encoding="utf-8",
    )
    asked = [
        "evaluate",
        "--scorecard",
        "nd-335-2025",
        "--facts",
        str(facts),
        "--roster",
        str(roster),
        "--period",
        "2026-03",
        "--as-of",
        "2026-04-15",
    ]
    assert main([*asked, "--reading", "DECREE,rounding=printed", "--quota", "20", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["verdicts"][0]["rating"]["recorded"] == "xuat_sac"
    assert data["verdicts"][0]["reading"]["name"] == "DECREE,rounding=printed"
    assert data["quota"][0]["excellent"] == ["an"]
    assert main([*asked]) == 0
    assert "hoàn thành" in capsys.readouterr().out
    assert main([*asked, "--reading", "DECREES"]) == 2


def test_what_is_not_covered_is_unknown_and_discipline_is_only_referred():
    found = told()
    found.tell(
        "violation.concluded",
        "2026-03-20",
        field="internal_rules",
        duty_related=True,
        seriousness="minor",
        act="hv",
        act_at="2026-03-05T08:00:00+07:00",
    )
    verdicts = evaluate(
        None,
        load_scorecard("nd-335-2025"),
        found.facts,
        roster=Roster(PEOPLE),
        period="2026-03",
        as_of="2026-04-15",
        covers=[{"kinds": ["task.*", "line.scored", "leave.approved", "violation.*"], "since": "2026-01-01"}],
    )
    verdict = verdicts["an"]
    assert [(one.rule, one.missing) for one in verdict.unknown] == [("nd-335-2025", ("cause.confirmed",))]
    assert [one.rule for one in verdict.referrals] == ["ND-172-2025"]
    assert explain(verdict, lang="vi", audience="manager")
