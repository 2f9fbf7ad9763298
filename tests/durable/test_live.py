"""Live evaluation: what one fact changes is said at once, and in the end it is what judging everything at once says."""

import random
import threading
from datetime import timedelta

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vanhoa_rules import DataError, Roster, UsageError, evaluate, forget
from vanhoa_rules._api import inputs, judge
from vanhoa_rules.canonical import plain
from vanhoa_rules.live import Change, Live
from vanhoa_rules.present import explain
from vanhoa_rules.testing import World, worlds

BRIEF = settings(
    max_examples=40, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


def kinds(changes: tuple[Change, ...], staff: str = "an") -> list[str]:
    return [one.kind for one in changes if one.staff == staff]


def at_once(world: World, facts, covers, now):
    asked = inputs(
        world.rulebook,
        world.scorecard,
        facts,
        roster=world.roster,
        period=world.frame.period,
        as_of=now,
        known_at=now,
        covers=covers,
        calendar=world.frame.calendar,
        engine="reference",
    )
    return judge(asked)


@BRIEF
@given(world=worlds(), rnd=st.randoms(use_true_random=False), keep=st.sampled_from((1, 2, 50)))
def test_any_order_of_arrival_ends_as_judging_everything_at_once(engine, world, rnd, keep):
    """With duplicates, late facts, retractions and time that moves on the way; kept in memory or parked."""
    covers = "all" if world.covers is None else world.covers
    facts = list(world.facts)
    rnd.shuffle(facts)
    facts += facts[:2]
    kept = {
        "roster": world.roster,
        "period": world.frame.period,
        "covers": covers,
        "calendar": world.frame.calendar,
    }
    with Live(world.rulebook, world.scorecard, engine=engine, sessions=keep, people=keep, **kept) as live:
        end = max([live.now, world.frame.as_of, *(fact.known_from for fact in facts)])
        for number, fact in enumerate(facts, 1):
            if rnd.random() < 0.3:
                live.advance(live.now + (end - live.now) * rnd.random())
            live.observe(fact)
            if number == len(facts) // 2:
                _agrees(live, at_once(world, facts[:number], covers, live.now))
        for more in (timedelta(0), timedelta(days=1), timedelta(days=9, microseconds=1)):
            live.advance(end + more)
            _agrees(live, at_once(world, facts, covers, live.now))


def _agrees(live, verdicts):
    assert live.staff == tuple(verdicts)
    for staff, expected in verdicts.items():
        found = live.verdict(staff)
        assert found.to_json() == expected.to_json()
        assert found == expected
    for staff, seat in live._desk._seats.items():
        total, said = verdicts[staff].total, verdicts[staff].rating
        assert seat.tally.standing == (
            *(plain(one) for one in (total.low, total.recorded, total.high)),
            *said,
        )


def test_what_happens_is_said_at_once(engine, office, told):
    with Live(engine=engine, **office) as live:
        late = told("attendance.arrived", "2026-03-02T08:20", minutes_late=20)
        assert kinds(live.observe(late)) == ["finding", "rating"]
        assert live.observe(late) == ()
        assert kinds(live.observe(told("attendance.arrived", "2026-03-03T08:00", minutes_late=0))) == []

        came = live.observe(told("case.received", "2026-03-03T09:00", case="c1", due="2026-03-05T17:00"))
        assert [(one.kind, one.rule) for one in came][:1] == [("pending", "CASE")]
        moved = live.observe(
            told(
                "case.deadline_extended",
                "2026-03-04T09:00",
                case="c1",
                due="2026-03-09T17:00",
                objective_cause=True,
            )
        )
        assert [(one.kind, one.due.day) for one in moved if one.rule == "CASE"] == [("pending_moved", 9)]
        answered = live.observe(told("case.returned", "2026-03-09T16:00", case="c1"))
        assert "pending_answered" in kinds(answered)

        live.observe(told("case.received", "2026-03-10T09:00", case="c2", due="2026-03-12T17:00"))
        expired = live.advance("2026-03-15")
        assert [one.kind for one in expired if one.rule == "CASE"] == ["pending_expired", "finding"]
        assert [one.at.day for one in expired if one.rule == "CASE"] == [12, 12]

        excused = told(
            "leave.approved",
            "2026-03-02T00:00",
            until="2026-03-03T00:00",
            recorded_at="2026-03-16T09:00",
            reason="annual",
        )
        assert "finding_withdrawn" in kinds(live.observe(excused))
        taken_back = told("fact.retracted", "2026-03-17T09:00", retracts=excused.id)
        assert "finding" in kinds(live.observe(taken_back))


def test_a_rating_moves_day_by_day_with_what_is_late(engine, office, told):
    with Live(engine=engine, **office) as live:
        live.observe(told("case.received", "2026-03-02T09:00", case="c", due="2026-03-04T17:00"))
        live.advance("2026-03-05T00:00:00+07:00")
        first = live.verdict("an").total.recorded
        moved = live.advance("2026-03-08T12:00:00+07:00")
        assert kinds(moved) == ["rating"]
        assert first - live.verdict("an").total.recorded == 3


def test_a_fact_of_one_person_changes_what_is_said_of_others(engine, office, told):
    with Live(engine=engine, **office) as live:
        of_leader = live.observe(told("attendance.arrived", "2026-03-02T08:20", "binh", minutes_late=20))
        assert {(one.staff, one.rule) for one in of_leader if one.kind == "finding"} == {
            ("binh", "LATE"),
            ("head", "BELOW"),
        }

        shared = live.observe(told("case.received", "2026-03-03T09:00", case="c9", due="2026-03-30T17:00"))
        assert ("finding", "SHARED") in [(one.kind, one.rule) for one in shared]
        by_other = live.observe(told("apology.sent", "2026-03-04T09:00", "binh", case="c9"))
        assert [(one.staff, one.kind) for one in by_other if one.rule == "SHARED"] == [
            ("an", "finding_withdrawn")
        ]


def test_two_facts_of_one_id_are_told_and_make_unknown(engine, office, told):
    with Live(engine=engine, **office) as live:
        live.observe(told("attendance.arrived", "2026-03-02T08:20", id="x", minutes_late=20))
        said = live.observe(told("attendance.arrived", "2026-03-02T08:20", id="x", minutes_late=0))
        assert {"problem", "finding_withdrawn", "unknown"} <= set(kinds(said))
        assert next(one for one in said if one.kind == "problem").rule == "fact.same_id"
        other = live.observe(told("fact.retracted", "2026-03-03T08:20", "binh", retracts="x"))
        assert live.verdict("an").outcomes["LATE"] == "unknown"
        assert all(one.staff != "head" or one.kind != "finding" for one in other)


def test_a_fact_to_come_waits_for_its_time(engine, office, told):
    with Live(engine=engine, **office) as live:
        live.observe(
            told("attendance.arrived", "2026-03-05T08:20", minutes_late=20, recorded_at="2026-03-02T08:00")
        )
        assert live.now.day == 2
        assert live.verdict("an").findings == ()
        assert "finding" in kinds(live.advance("2026-03-06"))


def test_changes_say_themselves_in_two_languages(engine, office, told):
    with Live(engine=engine, **office) as live:
        said = live.observe(told("attendance.arrived", "2026-03-02T08:20", minutes_late=20))
        said += live.observe(told("case.received", "2026-03-03T09:00", case="c1", due="2026-03-05T17:00"))
        said += live.advance("2026-04-20")
        for one in said:
            assert one.message.vi
            assert one.message.en
            assert one.to_data()["kind"] == one.kind
        assert any("05/03/2026" in one.message.vi for one in said if one.kind == "pending")


def test_a_live_verdict_can_be_explained_and_rests_on_the_same_receipt(engine, office, told):
    facts = [
        told("attendance.arrived", "2026-03-02T08:20", minutes_late=20),
        told("attendance.arrived", "2026-03-02T08:20", "binh", minutes_late=20),
    ]
    with Live(engine=engine, **office) as live:
        for fact in facts:
            live.observe(fact)
        live.advance("2026-04-05")
        found = live.verdict("an")
        rest = {name: value for name, value in office.items() if name not in {"rulebook", "scorecard"}}
        expected = evaluate(office["rulebook"], office["scorecard"], facts, as_of="2026-04-05", **rest)
        assert found == expected["an"]
        assert dict(found.receipt) == dict(expected["an"].receipt)
        assert str(explain(found)) == str(explain(expected["an"]))
        later = live.verdict("an").receipt
        live.observe(told("attendance.arrived", "2026-03-09T08:20", minutes_late=20))
        assert later["facts"] == expected["an"].receipt["facts"]
        last = live.verdict("binh")
    assert last.to_data()["receipt"]["facts"] != expected["an"].receipt["facts"]


def test_parked_people_lose_nothing(engine, office, told):
    facts = [
        told("attendance.arrived", f"2026-03-{day:02}T08:20", staff, minutes_late=20 * (day % 2))
        for day in range(2, 14)
        for staff in ("an", "binh", "head")
    ]
    facts += [
        told(
            "case.received",
            f"2026-03-{day:02}T09:00",
            staff,
            case=f"c{day}",
            due=f"2026-03-{day + 2:02}T17:00",
        )
        for day in range(2, 20, 3)
        for staff in ("an", "binh")
    ]
    random.Random(4).shuffle(facts)
    said = []
    for sessions, people in ((1, 1), (200, 2000)):
        with Live(engine=engine, sessions=sessions, people=people, **office) as live:
            changes = [one for fact in facts for one in live.observe(fact)]
            changes += live.advance("2026-04-20")
            said.append((changes, [live.verdict(one).to_json() for one in live.staff]))
    assert said[0] == said[1]


def test_what_is_saved_is_taken_up_again(engine, office, told):
    with Live(engine=engine, **office) as live, Live(engine=engine, **office) as other:
        live.observe(told("case.received", "2026-03-03T09:00", case="c1", due="2026-03-05T17:00"))
        live.observe(told("attendance.arrived", "2026-03-02T08:20", "binh", minutes_late=20))
        live.advance("2026-03-04")
        saved = live.snapshot()
        other.restore(saved)
        assert other.now == live.now
        assert other.verdict("an") == live.verdict("an")
        assert other.snapshot() == saved
        assert other.advance("2026-03-06") == live.advance("2026-03-06") != ()
        with pytest.raises(UsageError) as twice:
            other.restore(saved)
        assert twice.value.code == "live.not_empty"


@pytest.mark.parametrize("what", ["rulebook", "scorecard", "roster", "period", "covers"])
def test_what_was_saved_with_something_else_is_refused(what, office):
    from_other = {
        "rulebook": office["rulebook"].without("SHARED"),
        "scorecard": attrs.evolve(office["scorecard"], edition="2"),
        "roster": Roster(office["roster"].people[:2]),
        "period": "2026-04",
        "covers": "all",
    }
    with Live(engine="reference", **office) as live:
        saved = live.snapshot()
    with (
        Live(engine="reference", **{**office, what: from_other[what]}) as other,
        pytest.raises(UsageError) as refused,
    ):
        other.restore(saved)
    assert refused.value.code == f"live.differs_{what}"


def test_what_was_not_saved_by_us_is_refused(office):
    with Live(engine="reference", **office) as live:
        newer = live.snapshot().replace('"version":1', '"version":9')
        for text, code in (("{", "live.snapshot"), ("[]", "live.snapshot"), (newer, "live.version")):
            with pytest.raises(UsageError) as refused:
                live.restore(text)
            assert refused.value.code == code


def test_questions_that_mean_nothing_are_refused(office, told):
    for wrong, code in (
        ({"covers": None}, "live.covers"),
        ({"engine": "magic"}, "ask.engine"),
        ({"sessions": 1_000_001}, "live.sessions"),
        ({"people": 0}, "live.sessions"),
    ):
        with pytest.raises(UsageError) as refused:
            Live(**{**office, "engine": "reference", **wrong})
        assert refused.value.code == code
    live = Live(engine="reference", **office)
    live.advance("2026-03-10")
    for ask, code in (
        (lambda: live.advance("2026-03-01"), "live.back"),
        (lambda: live.verdict("nobody"), "live.staff"),
        (lambda: live.observe(7), "live.fact"),
    ):
        with pytest.raises(UsageError) as refused:
            ask()
        assert refused.value.code == code
    live.close()
    live.close()
    with pytest.raises(UsageError) as refused:
        live.observe(told("attendance.arrived", "2026-03-11T08:20", minutes_late=0))
    assert refused.value.code == "live.closed"


def test_a_fact_that_cannot_be_taken_is_refused_whole(office):
    with Live(engine="reference", **office) as live:
        with pytest.raises(DataError) as refused:
            live.observe(
                {"kind": "attendance.arrived", "id": "1", "staff": "an", "at": "soon", "minutes_late": -1}
            )
        assert {one.field for one in refused.value.problems} == {"at", "minutes_late"}
        assert "unknown" in kinds(live.advance("2026-03-01T12:00:00+07:00"))
        assert live.verdict("an").outcomes["LATE"] == "unknown"
        taken = {
            "kind": "attendance.arrived",
            "id": "1",
            "staff": "an",
            "at": "2026-03-02T08:20:00+07:00",
            "minutes_late": 20,
        }
        assert "known" in kinds(live.observe(taken))
        assert live.verdict("an").outcomes["LATE"] == "breached"


def test_a_refused_fact_leaves_unknown_what_a_bad_row_of_a_file_does(engine, office, tmp_path):
    row = {"kind": "attendance.arrived", "staff": "an", "at": "2026-03-02T08:20:00+07:00", "minutes_late": 20}
    rest = {name: value for name, value in office.items() if name not in {"rulebook", "scorecard"}}
    good = {**row, "id": "1", "staff": "binh"}
    path = tmp_path / "live.journal"
    for bad in (
        {**row, "id": "2", "minutes_late": -1},
        {**row, "id": "2", "minutes_late": -1, "staff": ""},
        {**row, "id": "2", "kind": "attendance.arived"},
        {"id": "2"},
    ):
        path.unlink(missing_ok=True)
        expected = evaluate(office["rulebook"], office["scorecard"], [good, bad], as_of="2026-03-20", **rest)
        with Live(engine=engine, journal=path, **office) as live:
            live.observe(good)
            with pytest.raises(DataError):
                live.observe(bad)
            live.advance("2026-03-20")
            assert [live.verdict(one).to_json() for one in live.staff] == [
                v.to_json() for v in expected.values()
            ]
            saved = live.snapshot()
            assert str(explain(live.verdict("an"))) == str(explain(expected["an"]))
        with Live(engine=engine, journal=path, **office) as again, Live(engine=engine, **office) as other:
            other.restore(saved)
            for live in (again, other):
                found = [live.verdict(one).to_json() for one in live.staff]
                assert found == [v.to_json() for v in expected.values()]
            again.observe({**row, "id": "2"})
            mended = evaluate(
                office["rulebook"],
                office["scorecard"],
                [good, {**row, "id": "2"}],
                as_of="2026-03-20",
                **rest,
            )
            assert [again.verdict(one).to_json() for one in again.staff] == [
                v.to_json() for v in mended.values()
            ]


def test_a_person_can_be_forgotten_from_memory(engine, office, told):
    facts = [
        told("attendance.arrived", "2026-03-02T08:20", minutes_late=20),
        told("attendance.arrived", "2026-03-02T08:20", "binh", minutes_late=20),
        told("task.assessed", "2026-03-02T00:00", "binh", case="c", aspect="quality", met=True, by="an"),
    ]
    with Live(engine=engine, **office) as live:
        for fact in facts:
            live.observe(fact)
        live.advance("2026-04-05")
        kept = live.verdict("an").receipt
        assert live.forget("an") == 1
        assert live.staff == ("head", "binh")
        rest = forget(facts, "an", roster=office["roster"])
        without = {**office, "roster": rest.roster}
        expected = evaluate(facts=rest.facts, as_of="2026-04-05", **without)
        assert [live.verdict(one).to_json() for one in live.staff] == [v.to_json() for v in expected.values()]
        assert kept["facts"]
        with pytest.raises(UsageError) as refused:
            live.forget("an")
        assert refused.value.code == "live.staff"
        live.observe(told("attendance.arrived", "2026-04-06T08:20", "binh", minutes_late=20))


def test_what_fails_half_way_is_reckoned_anew_from_the_log(engine, office, told, monkeypatch):
    with Live(engine=engine, **office) as live:
        live.observe(told("attendance.arrived", "2026-03-02T08:20", minutes_late=20))
        from vanhoa_rules.live import desk  # noqa: PLC0415

        def fails(*_):
            raise MemoryError

        with monkeypatch.context() as broken:
            broken.setattr(desk, "changes", fails)
            with pytest.raises(MemoryError):
                live.observe(told("attendance.arrived", "2026-03-03T08:20", minutes_late=30))
        assert len(live.verdict("an").findings) == 2
        assert (
            kinds(live.observe(told("attendance.arrived", "2026-03-04T08:20", minutes_late=30)))[0]
            == "finding"
        )


def test_eight_threads_lose_nothing(engine, office, told):
    facts = [
        told("attendance.arrived", f"2026-03-{day:02}T08:{minute:02}", staff, minutes_late=minute)
        for day in range(2, 12)
        for minute in (5, 20)
        for staff in ("an", "binh", "head")
    ]
    facts += [
        told("case.received", f"2026-03-{d:02}T09:00", case=f"c{d}", due=f"2026-03-{d:02}T17:00")
        for d in range(2, 8)
    ]
    with Live(engine=engine, sessions=2, people=2, **office) as live:
        wrong: list[BaseException] = []

        def work(part):
            try:
                for fact in part:
                    live.observe(fact)
                    live.verdict(fact.staff)
            except BaseException as cause:  # noqa: BLE001 - told to the test
                wrong.append(cause)

        threads = [threading.Thread(target=work, args=(facts[n::4],)) for n in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert not wrong
        live.advance("2026-04-05")
        rest = {name: value for name, value in office.items() if name not in {"rulebook", "scorecard"}}
        expected = evaluate(office["rulebook"], office["scorecard"], facts, as_of="2026-04-05", **rest)
        assert [live.verdict(one).to_json() for one in live.staff] == [
            one.to_json() for one in expected.values()
        ]
