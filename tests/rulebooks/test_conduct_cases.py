"""What the code finds in cases that a clerk, a leader or a jurist would bring: excuses, dates, roles, one act once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from vanhoa_rules.calendars import Calendar

MONDAY = "2026-03-02T08:00"  # a working Monday


def breached(outcomes):
    return {rule for rule, outcome in outcomes.items() if outcome.certain}


def evidence(outcomes, rule):
    return [match.evidence for match in outcomes[rule].certain]


# --- hours, presence, meetings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "fields", "rule"),
    [
        ("attendance.arrived", {"minutes_late": 1}, "KL-01"),
        ("attendance.left", {"minutes_early": 5}, "KL-02"),
        ("presence.checked", {"present": False, "private_activity": False}, "KL-03"),
        ("presence.checked", {"present": True, "private_activity": True}, "KL-09"),
        ("presence.checked", {"present": False, "private_activity": True}, "KL-09"),
        ("attendance.absent", {"minutes": 240}, "KL-04"),
    ],
)
def test_hours_are_kept_unless_leave_or_mission_excuses(judge, kind, fields, rule):
    fact = (kind, MONDAY, fields)
    assert breached(judge(fact)) == {rule}
    for excuse in (
        ("leave.approved", "2026-03-02", {"until": "2026-03-03", "reason": "sick"}),
        ("mission.assigned", "2026-02-20", {"until": "2026-03-10"}),
    ):
        assert rule not in breached(judge(fact, excuse))


def test_leave_that_ended_that_morning_excuses_no_longer(judge):
    leave = ("leave.approved", "2026-02-27", {"until": "2026-03-02T08:00", "reason": "annual"})
    assert "KL-01" in breached(judge(("attendance.arrived", MONDAY, {"minutes_late": 30}), leave))


def test_on_time_is_no_breach(judge):
    assert breached(judge(("attendance.arrived", MONDAY, {"minutes_late": 0}))) == set()


def test_where_leave_is_not_on_record_at_all_a_late_arrival_is_unknown_not_a_breach(judge):
    outcome = judge(("attendance.arrived", MONDAY, {"minutes_late": 9}), covers=None)["KL-01"]
    assert outcome.word == "unknown"
    assert {"leave.approved", "mission.assigned"} <= outcome.doubtful[0].missing


def test_three_times_in_one_month_is_one_finding_and_two_are_none(judge):
    late = [("attendance.arrived", f"2026-03-0{day}T08:00", {"minutes_late": 3}) for day in (2, 3, 4)]
    assert evidence(judge(*late), "KL-05") == [("f001", "f002", "f003")]
    assert "KL-05" not in breached(
        judge(*late[:2], ("attendance.left", "2026-02-27T16:00", {"minutes_early": 9}))
    )


def test_coming_early_to_a_meeting_is_attending_it(judge):
    due = ("meeting.due", MONDAY, {"case": "m"})
    assert (
        breached(judge(due, ("meeting.attended", "2026-03-02T07:50", {"case": "m", "minutes_late": 0})))
        == set()
    )
    assert breached(
        judge(due, ("meeting.attended", "2026-03-02T08:10", {"case": "m", "minutes_late": 10}))
    ) == {"KL-15"}
    assert breached(judge(due)) == {"KL-14"}
    assert breached(
        judge(due, ("meeting.attended", "2026-03-03T08:00", {"case": "m", "minutes_late": 0}))
    ) == {"KL-14"}


def test_a_meeting_is_excused_before_or_after_it(judge):
    for when in ("2026-03-01T08:00", "2026-03-03T08:00"):
        excused = ("meeting.excused", when, {"case": "m"})
        assert breached(judge(("meeting.due", MONDAY, {"case": "m"}), excused)) == set()


def test_a_meeting_is_pending_until_its_day_is_over(judge):
    outcomes = judge(("meeting.due", MONDAY, {"case": "m"}), as_of="2026-03-02T12:00")
    assert outcomes["KL-14"].word == "pending"


# --- dress ----------------------------------------------------------------------------------------------------------


def dress(**fields):
    return ("dress.checked", MONDAY, {"neat": True, "footwear_ok": True, "badge_worn": True, **fields})


def test_uniform_is_asked_only_of_the_uniformed(judge):
    fact = dress(uniform_ok=False, insignia_ok=False)
    assert breached(judge(fact, who="uniformed")) == {"KL-10", "KL-11"}
    assert breached(judge(fact, who="staff")) == set()
    assert breached(judge(dress(uniform_ok=None, insignia_ok=None), who="uniformed")) == set()


def test_the_badge_binds_cadres_civil_servants_and_whoever_faces_citizens_or_wears_uniform(judge):
    fact = dress(badge_worn=False)
    assert breached(judge(fact)) == {"KL-07"}
    assert breached(judge(fact, who="contract")) == set()


def test_neatness_and_footwear_bind_everyone(judge):
    assert breached(judge(dress(neat=False, footwear_ok=False), who="contract")) == {"KL-06", "KL-08"}


# --- cases with deadlines -------------------------------------------------------------------------------------------


def test_a_complaint_received_to_june_2026_is_accepted_in_ten_days_and_after_in_seven_working_days(judge):
    def accepted(received, at):
        facts = (
            ("complaint_case.received", received, {"case": "c"}),
            ("complaint_case.accepted", at, {"case": "c", "complex": False, "remote": False, "instance": 1}),
        )
        return breached(judge(*facts, period="2026-H2", as_of="2026-08-01")) & {"TN-11a", "TN-11b"}

    assert accepted("2026-06-30T09:00", "2026-07-10T16:00") == set()
    assert accepted("2026-06-30T09:00", "2026-07-13T08:00") == {"TN-11a"}
    assert accepted("2026-07-01T09:00", "2026-07-10T16:00") == set()
    assert accepted("2026-07-01T09:00", "2026-07-13T08:00") == {"TN-11b"}


@pytest.mark.parametrize(
    ("instance", "complex_", "remote", "days"),
    [
        (1, False, False, 30), (1, True, False, 45), (1, False, True, 45), (1, True, True, 60),
        (2, False, False, 45), (2, True, False, 60), (2, False, True, 60), (2, True, True, 70),
    ],
)  # fmt: skip
def test_the_time_to_settle_a_complaint_follows_instance_complexity_and_remoteness(
    judge, instance, complex_, remote, days
):
    plain = Calendar.plain("Asia/Ho_Chi_Minh", "2000-01-01", "2030-12-31")
    last = date(2026, 3, 2) + timedelta(days=days)
    while not plain.is_working(last):
        last += timedelta(days=1)
    fields = {"case": "c", "complex": complex_, "remote": remote, "instance": instance}

    def found(day):
        facts = (
            ("complaint_case.accepted", MONDAY, fields),
            ("complaint_case.decided", f"{day}T10:00", {"case": "c"}),
        )
        return breached(judge(*facts, period="2026", as_of="2026-12-01", calendar=plain))

    assert "TN-12" not in found(last)
    assert "TN-12" in found(last + timedelta(days=1))


def test_a_denunciation_has_thirty_days_or_the_time_extended_in_writing(judge):
    accepted = ("denunciation_case.accepted", "2026-01-05T09:00", {"case": "d"})
    extended = ("denunciation_case.extended", "2026-01-30T09:00", {"case": "d", "due": "2026-03-06T23:59"})
    late = ("denunciation_case.concluded", "2026-03-06T10:00", {"case": "d"})
    published = ("denunciation_case.published", "2026-03-09T10:00", {"case": "d"})
    assert breached(judge(accepted, late, published)) == {"TN-15"}
    assert breached(judge(accepted, extended, late, published)) == set()


FILE = ("case.received", "2026-03-02T08:00", {"case": "h", "due": "2026-03-09T17:00"})


def back(at):
    return ("case.returned", at, {"case": "h"})


def apology(at):
    return ("apology.sent", at, {"case": "h", "new_due": "2026-03-12T17:00"})


def test_a_file_on_time_owes_nothing(judge):
    assert breached(judge(FILE, back("2026-03-09T17:00"))) == set()
    assert breached(judge(FILE, back("2026-03-04T10:00"))) == {"KC-51"}


def test_a_late_file_is_late_and_owes_an_apology_a_day_before(judge):
    assert breached(judge(FILE, back("2026-03-10T09:00"))) == {"KC-10", "KC-11"}
    assert breached(judge(FILE, apology("2026-03-08T20:00"), back("2026-03-10T09:00"))) == {"KC-11"}
    assert breached(judge(FILE, apology("2026-03-09T08:00"), back("2026-03-10T09:00"))) == {"KC-10", "KC-11"}


def test_a_day_promised_is_set_anew_once(judge):
    again = judge(FILE, apology("2026-03-06T08:00"), apology("2026-03-07T08:00"), back("2026-03-09T09:00"))
    assert breached(again) == {"KC-19"}


def test_an_objective_extension_moves_the_day_promised_and_another_does_not(judge):
    def extended(objective):
        return (
            "case.deadline_extended",
            "2026-03-06T08:00",
            {"case": "h", "due": "2026-03-11T17:00", "objective_cause": objective},
        )

    assert breached(judge(FILE, extended(True), back("2026-03-11T09:00"))) == set()
    assert breached(judge(FILE, extended(False), back("2026-03-11T09:00"))) == {"KC-10", "KC-11"}


def test_while_the_applicant_completes_the_file_nothing_is_late(judge):
    asked = ("case.supplement_requested", "2026-03-05T08:00", {"case": "h"})
    completed = ("case.supplement_received", "2026-03-16T08:00", {"case": "h", "due": "2026-03-20T17:00"})
    assert breached(judge(FILE, asked)) == set()
    assert breached(judge(FILE, asked, completed, back("2026-03-20T10:00"))) == set()
    assert breached(judge(FILE, asked, completed, back("2026-03-23T10:00"))) == {"KC-21"}


def test_a_supplement_without_a_request_on_record_moves_the_day_promised(judge):
    completed = ("case.supplement_received", "2026-03-06T08:00", {"case": "h", "due": "2026-03-13T17:00"})
    assert breached(judge(FILE, completed, back("2026-03-13T10:00"))) == set()
    assert breached(judge(FILE, completed, back("2026-03-16T10:00"))) == {"KC-11"}


def test_a_letter_left_45_days_is_another_rule_from_july_2026(judge):
    old = judge(("letter.received", "2026-02-02T08:00", {"case": "l"}))
    new = judge(("letter.received", "2026-07-02T08:00", {"case": "l"}), period="2026-Q3", as_of="2026-10-01")
    assert breached(old) == {"TT-09a"}
    assert breached(new) == {"TT-09b"}


def test_a_citizen_received_is_answered_in_ten_working_days(judge):
    held = ("reception.held", MONDAY, {"case": "t", "recorded": True, "refused": False})
    assert breached(judge(held, ("reception.answered", "2026-03-16T16:00", {"case": "t"}))) == set()
    assert breached(judge(held, ("reception.answered", "2026-03-17T08:00", {"case": "t"}))) == {"TT-14"}


def test_the_head_receives_citizens_once_a_month_and_staff_need_not(judge):
    held = [
        ("reception.held", f"2026-0{m}-05T08:00", {"case": f"t{m}", "recorded": True, "refused": False})
        for m in (1, 3)
    ]
    answered = [("reception.answered", f"2026-0{m}-06T08:00", {"case": f"t{m}"}) for m in (1, 3)]
    outcomes = judge(*held, *answered, who="head")
    assert [match.at.month for match in outcomes["KC-08"].certain] == [2]
    assert judge()["KC-08"].word == "not_applicable"


@pytest.mark.parametrize(
    ("channel", "complex_", "last"),
    [
        ("office", True, "2026-03-16"), ("network", False, "2026-03-05"), ("network", True, "2026-03-23"),
        ("post", False, "2026-03-09"), ("post", True, "2026-03-23"),
    ],
)  # fmt: skip
def test_information_is_given_in_the_time_of_its_channel(judge, channel, complex_, last):
    asked = ("information.requested", MONDAY, {"case": "i", "channel": channel, "complex": complex_})
    assert breached(judge(asked, ("information.answered", f"{last}T16:00", {"case": "i"}))) == set()
    assert breached(judge(asked)) == {"KC-20"}
    assert [match.at.date().isoformat() for match in judge(asked)["KC-20"].certain] == [last]


def test_an_electronic_document_is_confirmed_and_passed_on(judge):
    came = ("document.received", MONDAY, {"case": "v", "electronic": True})
    told = ("document.acknowledged", "2026-03-02T16:00", {"case": "v"})
    passed = ("document.forwarded", "2026-03-03T16:00", {"case": "v"})
    assert breached(judge(came, told, passed)) == set()
    assert breached(judge(came)) == {"KC-13", "KC-14"}


def test_documents_are_electronic_and_signed_by_the_person_and_the_agency(judge):
    def issued(electronic, personal, agency):
        return (
            "document.issued",
            MONDAY,
            {"electronic": electronic, "signed_personal": personal, "signed_agency": agency},
        )

    assert breached(judge(issued(True, True, True))) == set()
    assert breached(judge(issued(True, True, True), issued(True, True, False))) == {"KC-15"}
    assert breached(judge(issued(True, True, True), issued(False, False, False))) == {"KC-16"}


# --- tasks ----------------------------------------------------------------------------------------------------------

TASK = ("task.assigned", MONDAY, {"case": "n", "due": "2026-03-09T17:00"})


def test_a_task_late_without_an_assessment_is_found_once(judge):
    assert breached(judge(TASK, ("task.completed", "2026-03-10T08:00", {"case": "n"}))) == {"KC-09"}
    assessed = ("task.assessed", "2026-03-10T09:00", {"case": "n", "aspect": "progress", "met": False})
    assert breached(judge(TASK, ("task.completed", "2026-03-10T08:00", {"case": "n"}), assessed)) == {"TN-02"}


def test_an_objective_cause_excuses_at_once_or_later(judge):
    caused = (
        "task.assessed",
        "2026-03-10T09:00",
        {"case": "n", "aspect": "progress", "met": False, "objective_cause": True},
    )
    blamed = ("task.assessed", "2026-03-10T09:00", {"case": "n", "aspect": "progress", "met": False})
    confirmed = ("cause.confirmed", "2026-04-10T09:00", {"case": "n", "aspect": "progress", "by": "head"})
    assert breached(judge(TASK, caused)) == set()
    assert breached(judge(TASK, blamed, confirmed)) == set()
    assert breached(judge(TASK, confirmed)) == set()


def test_an_extension_moves_a_task_only_for_an_objective_cause(judge):
    done = ("task.completed", "2026-03-12T08:00", {"case": "n"})
    for objective, found in ((True, set()), (False, {"KC-09"})):
        moved = (
            "task.extended",
            "2026-03-06T08:00",
            {"case": "n", "due": "2026-03-13T17:00", "objective_cause": objective},
        )
        assert breached(judge(TASK, moved, done)) == found


def test_a_task_taken_back_or_passed_on_whole_is_not_late(judge):
    assert breached(judge(TASK, ("task.withdrawn", "2026-03-06T08:00", {"case": "n"}))) == set()
    assert breached(judge(TASK, ("task.transferred", "2026-03-06T08:00", {"case": "n"}))) == set()


def test_a_sudden_task_done_in_time_earns(judge):
    sudden = ("task.assigned", MONDAY, {"case": "n", "due": "2026-03-09T17:00", "planned": False})
    assert breached(judge(sudden, ("task.completed", "2026-03-09T08:00", {"case": "n"}))) == {"TY-35"}


# --- orders, reports, speech ----------------------------------------------------------------------------------------


def test_an_order_may_be_refused_only_after_a_written_objection(judge):
    refused = ("order.refused", MONDAY, {"case": "o"})
    for in_writing, found in ((True, set()), (False, {"KC-27"})):
        assert (
            breached(
                judge(
                    ("order.objected", "2026-03-01T08:00", {"case": "o", "in_writing": in_writing}), refused
                )
            )
            == found
        )


def test_a_report_on_its_due_day_is_in_time_before_or_after_the_hour(judge):
    due = ("report.due", MONDAY, {"case": "r"})
    for at, found in (
        ("2026-02-20T08:00", set()),
        ("2026-03-02T22:00", set()),
        ("2026-03-03T08:00", {"KC-24"}),
    ):
        sent = ("report.submitted", at, {"case": "r", "complete": True, "truthful": True})
        assert breached(judge(due, sent)) == found


def speech(who, at="2026-03-10T08:00", **fields):
    return (
        "statement.made",
        at,
        {"case": "w", "channel": "press", "subject": "inspection", "staff": who, **fields},
    )


CONCLUSION = ("conclusion.issued", "2026-03-09T08:00", {"case": "w", "staff": "head"})


def test_nobody_speaks_of_a_reserved_matter_before_the_conclusion(judge):
    assert breached(judge(speech("speaker"), who="speaker")) == {"KC-28"}
    assert breached(judge(speech("speaker"), CONCLUSION, who="speaker")) == set()
    assert breached(judge(speech("speaker", at="2026-03-08T08:00"), CONCLUSION, who="speaker")) == {"KC-28"}
    assert breached(judge(speech("speaker", subject="other"), who="speaker")) == set()


def test_only_the_head_the_spokesperson_or_the_authorised_speak(judge):
    assert breached(judge(speech("head"), CONCLUSION, who="head")) & {"KC-28", "KC-29"} == set()
    assert breached(judge(speech("staff"), CONCLUSION)) == {"KC-29"}
    for case in ("w", None):
        granted = ("authorisation.granted", "2026-03-01T08:00", {"case": case, "until": "2026-03-31"})
        assert breached(judge(speech("staff"), CONCLUSION, granted)) == set()
    for case, until in (("other", "2026-03-31"), ("w", "2026-03-10T08:00")):
        granted = ("authorisation.granted", "2026-03-01T08:00", {"case": case, "until": until})
        assert breached(judge(speech("staff"), CONCLUSION, granted)) == {"KC-29"}


# --- integrity ------------------------------------------------------------------------------------------------------


def gift(refusable, connected=True):
    return ("gift.received", MONDAY, {"case": "q", "giver_connected": connected, "refusable": refusable})


def test_a_gift_from_a_connected_giver_is_refused_or_reported_and_handed_in(judge):
    reported, handed = (
        ("gift.reported", "2026-03-09T08:00", {"case": "q"}),
        ("gift.handed_in", "2026-03-09T08:00", {"case": "q"}),
    )
    assert breached(judge(gift(refusable=True))) == {"LC-01", "LC-02", "LC-04"}
    assert breached(judge(gift(refusable=True), ("gift.refused", MONDAY, {"case": "q"}))) == {"LC-31"}
    assert breached(judge(gift(refusable=False))) == {"LC-02", "LC-04"}
    assert breached(judge(gift(refusable=False), reported, handed)) == {"LC-32"}
    assert breached(judge(gift(refusable=True, connected=False))) == set()


def test_a_gift_handed_in_late_is_late_not_kept(judge):
    handed = ("gift.handed_in", "2026-03-10T08:00", {"case": "q"})
    assert breached(judge(gift(refusable=True), handed)) == {"LC-02", "LC-04"}


def test_a_change_of_assets_is_declared_by_the_years_end_from_300_million_on(judge):
    for value, found in ((Decimal(300_000_000), {"LC-07"}), (Decimal(299_999_999), set())):
        changed = ("asset.changed", "2026-03-02T08:00", {"value": value})
        assert breached(judge(changed, period="2026", as_of="2027-01-02")) & {"LC-07"} == found
    declared = ("asset.declared", "2026-12-30T08:00", {"occasion": "change"})
    assert "LC-07" not in breached(judge(changed, declared, period="2026", as_of="2027-01-02"))


def test_assets_are_declared_yearly_in_a_listed_post_only(judge):
    year = {"period": "2026", "as_of": "2027-01-02"}
    assert "LC-08" in breached(judge(who="listed", **year))
    assert judge(who="staff", **year)["LC-08"].word == "not_applicable"
    assert "LC-08" not in breached(
        judge(("asset.declared", MONDAY, {"occasion": "yearly"}), who="listed", **year)
    )


def test_a_listed_post_is_left_after_its_term_or_after_five_years(judge):
    def held(years, at):
        return judge(
            ("post.taken", at, {"listed": True, "rotation_years": years}),
            ("asset.declared", at, {"occasion": "first"}),
        )

    assert "LC-05" in breached(held(3, "2023-02-01T08:00"))
    assert "LC-05" not in breached(held(None, "2023-02-01T08:00"))
    assert "LC-05" in breached(held(None, "2021-02-01T08:00"))


# --- leaders --------------------------------------------------------------------------------------------------------


def test_a_leader_answers_for_direct_subordinates_disciplined_for_duty(judge):
    fields = {"form": "khien_trach", "by": "state", "act_at": "2026-01-05T08:00", "staff": "staff"}
    for duty, found in ((True, {"TN-06"}), (False, set())):
        outcomes = judge(("discipline.decided", MONDAY, {**fields, "duty_related": duty}), who="head")
        assert breached(outcomes) & {"TN-06", "KC-44", "KC-45"} == found


def test_a_leader_listens_to_subordinates_each_quarter(judge):
    assert "TT-18" in breached(judge(who="head"))
    assert "TT-18" not in breached(judge(("consultation.held", MONDAY, {}), who="head"))


# --- merits ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "fields", "rule"),
    [
        ("incident.handled", {"calm": True, "within_authority": True}, "TT-31"),
        ("support.given", {"for_": "colleague"}, "TY-33"),
        ("support.given", {"for_": "partner"}, "TY-34"),
        ("suggestion.made", {"constructive": True}, "TN-34"),
        ("award.granted", {"level": "agency"}, "TN-31"),
        ("award.granted", {"level": "province"}, "TN-32"),
        ("award.granted", {"level": "state"}, "TN-33"),
    ],
)
def test_good_conduct_earns(judge, kind, fields, rule):
    outcomes = judge((kind, MONDAY, fields))
    assert breached(outcomes) == {rule}
    assert outcomes[rule].word == "earned"


def test_satisfaction_earns_or_costs_by_its_share_and_its_mean(judge):
    def rated(*ratings):
        return breached(
            judge(
                *(("feedback.rated", f"2026-03-02T08:{n:02}", {"rating": r}) for n, r in enumerate(ratings))
            )
        )

    assert rated(5, 5, 4, 5, 5) == {"TY-31"}
    assert rated(5, 5, 4, 5, 3) == set()
    assert rated(5, 5, 4, 3, 3) == {"TY-02"}
    assert rated(1, 2, 2, 3, 3) == {"TY-01", "TY-02"}
    assert rated(1, 1, 1, 1) == set()


def test_four_clean_checks_in_a_quarter_earn(judge):
    checks = [
        ("presence.checked", f"2026-03-0{day}T09:00", {"present": True, "private_activity": False})
        for day in (2, 3, 4, 5)
    ]
    assert breached(judge(*checks)) == {"KL-31"}


def test_silence_everywhere_finds_nothing_against_a_member_of_staff_in_a_quarter(judge):
    assert breached(judge()) == set()
