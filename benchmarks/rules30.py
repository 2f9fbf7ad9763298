"""Thirty rules of every node, and a sheet for them: what the benchmark asks of each implementation."""

from vanhoa_rules import (
    Award,
    Cap,
    Deduct,
    Line,
    Rule,
    Rulebook,
    Scorecard,
    Zero,
    any_of,
    before,
    days,
    each,
    fewer_than,
    hours,
    mean,
    share,
    this,
    working_days,
)
from vanhoa_rules.rules import Criterion
from vanhoa_rules.scorecards import Threshold

LATE = each("attendance.arrived", where=this.minutes_late > 5)
RECEIVED, RETURNED = each("case.received"), each("case.returned")
PAPER, SEEN = each("document.received"), each("document.acknowledged")
LETTER, HANDLED = each("letter.received"), each("letter.handled")
ASKED, ANSWERED = each("information.requested"), each("information.answered")
MEETING, CAME = each("meeting.due"), each("meeting.attended")
GIFT, REPORTED = each("gift.received"), each("gift.reported")
ARRIVED = each("attendance.arrived")
BAD = each("feedback.rated", where=this.rating <= 2)
CHECK = each("dress.checked")
ORDERLY = each("dress.checked", where=this.neat & this.footwear_ok & this.badge_worn)

BREACHES = {
    # on one fact
    "F01": ("ky-luat", each("attendance.arrived", where=this.minutes_late > 15)),
    "F02": ("ky-luat", each("attendance.left", where=this.minutes_early > 15)),
    "F03": ("ky-luat", each("attendance.absent", measure=this.minutes)),
    "F04": (
        "than-thien",
        each("complaint.filed", where=this.verified & this.about.is_in("attitude", "demand")),
    ),
    "F05": ("ky-cuong", each("dress.checked", where=~this.badge_worn)),
    "F06": (
        "ky-cuong",
        any_of(each("dress.checked", where=~this.neat), each("dress.checked", where=~this.footwear_ok)),
    ),
    "F07": ("ky-cuong", each("statement.made", where=this.channel == "press")),
    "F08": ("liem-chinh", each("gift.received", where=this.refusable & this.giver_connected)),
    "F09": ("ky-luat", each("presence.checked", where=~this.present | this.private_activity)),
    "F10": ("than-thien", each("feedback.rated", where=this.rating == 1)),
    # counted in a window that looks back
    "C01": ("ky-luat", LATE.repeated(3, within=days(30))),
    "C02": ("ky-luat", each("attendance.left", where=this.minutes_early > 0).repeated(2, within=days(14))),
    "C03": ("than-thien", BAD.repeated(2, within=working_days(10))),
    "C04": (
        "ky-luat",
        each("attendance.arrived", where=this.minutes_late > 0).repeated(3, within=days(90), groups=True),
    ),
    "C05": (
        "ky-cuong",
        each("dress.checked", where=~this.badge_worn).repeated(2, within=days(60), groups=True),
    ),
    "C06": ("ky-luat", LATE.repeated(3, per="month")),
    # followed and not followed
    "T01": ("tan-tuy", RECEIVED.not_followed_by(RETURNED, by=this.due, same="case")),
    "T02": (
        "tan-tuy",
        RECEIVED.not_followed_by(RETURNED, by=this.due, same="case").not_followed_by(
            each("apology.sent"), within=working_days(3), same="case"
        ),
    ),
    "T03": ("tan-tuy", PAPER.not_followed_by(SEEN, within=working_days(2), same="case")),
    "T04": ("tan-tuy", LETTER.not_followed_by(HANDLED, within=working_days(7), same="case")),
    "T05": ("tan-tuy", ASKED.not_followed_by(ANSWERED, within=working_days(5), same="case")),
    "T06": ("liem-chinh", GIFT.not_followed_by(REPORTED, within=working_days(5), same="case")),
    "T07": ("ky-luat", MEETING.not_followed_by(CAME, within=hours(2), same="case")),
    "T08": ("than-thien", each("complaint.filed").followed_by(each("complaint.filed"), within=days(30))),
    # shares, a mean, a run
    "S01": (
        "tan-tuy",
        share(
            RETURNED.preceded_by(RECEIVED, within=days(10), same="case"),
            among=RETURNED,
            below="0.9",
            at_least=3,
            per="quarter",
        ),
    ),
    "S02": (
        "ky-luat",
        share(
            each("attendance.arrived", where=this.minutes_late == 0),
            among=ARRIVED,
            below="0.8",
            at_least=5,
            per="month",
        ),
    ),
    "S03": ("ky-cuong", share(ORDERLY, among=CHECK, below="0.9", at_least=2, per="quarter")),
    "S04": ("than-thien", mean(each("feedback.rated"), this.rating, below=4, at_least=3, per="quarter")),
    "S05": ("ky-luat", each("attendance.arrived", where=this.minutes_late > 0).consecutive(2, among=ARRIVED)),
}
MERITS = {"M01": ("tan-tuy", RECEIVED.followed_by(RETURNED, by=before(this.due, days(1)), same="case"))}

BOOK = Rulebook(
    name="bench",
    edition="1",
    rules=[
        *(
            Rule(id=k, title={"vi": k, "en": k}, criterion=Criterion(c), breach=p)
            for k, (c, p) in BREACHES.items()
        ),
        *(
            Rule(id=k, title={"vi": k, "en": k}, criterion=Criterion(c), merit=p)
            for k, (c, p) in MERITS.items()
        ),
    ],
)
SHEET = Scorecard(
    name="bench",
    edition="1",
    title={"vi": "Đo", "en": "Bench"},
    lines=[Line(id=c.value, title={"vi": c.value, "en": c.value}, maximum=100) for c in Criterion],
    thresholds=[
        Threshold("A", 570, {"vi": "A", "en": "A"}),
        Threshold("B", 500, {"vi": "B", "en": "B"}),
        Threshold("C", 0, {"vi": "C", "en": "C"}),
    ],
    effects={
        **{k: Deduct("2.5", at_most=20) for k in BREACHES if k != "F03"},
        "F03": Deduct("0.01", per="measure", at_most=10),
        "F08": (Deduct(5, at_most=20), Zero()),
        "F09": (Deduct(5, at_most=20), Cap("B")),
        "M01": Award("0.5", at_most=10),
    },
)
FEWER = fewer_than(1, each("training.attended"), per="quarter")  # asked apart: it is about what is not there
