"""Thirty rules of every node, and a sheet for them: what the benchmark asks of each implementation.

``BOOK`` is the whole; ``FACT_BOOK`` holds the ten rules about one fact each, which a rule engine without time or joins can
express. ``LINES``, ``STEP`` and ``MOST`` are the same sheet as plain numbers, in hundredths of a point, for those who
write their own.
"""

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
    by_anyone,
    days,
    each,
    fewer_than,
    hours,
    mean,
    of_subordinates,
    share,
    this,
    working_days,
)
from vanhoa_rules.rules import Criterion
from vanhoa_rules.scorecards import Threshold

LATE = each("attendance.arrived", where=this.minutes_late > 5)
TARDY = each("attendance.arrived", where=this.minutes_late > 0)
ARRIVED = each("attendance.arrived")
RECEIVED, RETURNED = each("case.received"), each("case.returned")
PAPER, SEEN = each("document.received"), each("document.acknowledged")
LETTER, HANDLED = each("letter.received"), each("letter.handled")
MEETING, CAME = each("meeting.due"), each("meeting.attended")
GIFT, REPORTED, HANDED_IN = each("gift.received"), each("gift.reported"), each("gift.handed_in")
COMPLAINT = each("complaint.filed")
OVERDUE = RECEIVED.not_followed_by(
    RETURNED, by=this.due, same="case", moved_by=each("case.deadline_extended")
)

ON_ONE_FACT = {
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
}
BREACHES = {
    **ON_ONE_FACT,
    # counted in a window that looks back, in groups, by the month
    "C01": ("ky-luat", LATE.repeated(3, within=days(30))),
    "C02": (
        "than-thien",
        each("feedback.rated", where=this.rating <= 2).repeated(2, within=working_days(10)),
    ),
    "C03": ("ky-luat", TARDY.repeated(3, within=days(90), groups=True)),
    "C04": ("ky-luat", LATE.repeated(3, per="month")),
    # before, after, meanwhile, and what was not
    "T01": ("tan-tuy", OVERDUE),
    "T02": (
        "tan-tuy",
        OVERDUE.not_followed_by(each("apology.sent"), within=working_days(3), same="case"),
    ),
    "T03": ("tan-tuy", PAPER.not_followed_by(SEEN, within=working_days(2), same="case")),
    "T04": ("tan-tuy", LETTER.not_followed_by(by_anyone(HANDLED), within=working_days(7), same="case")),
    "T05": (
        "liem-chinh",
        GIFT.not_followed_by(REPORTED, within=working_days(5), same="case").unless(HANDED_IN, same="case"),
    ),
    "T06": (
        "ky-luat",
        MEETING.not_followed_by(CAME, within=hours(2), same="case").not_during(each("leave.approved")),
    ),
    "T07": ("than-thien", COMPLAINT.followed_by(COMPLAINT, within=days(30))),
    "T08": (
        "ky-cuong",
        each("statement.made", where=this.channel == "press").not_preceded_by(
            each("authorisation.granted"), within=days(30)
        ),
    ),
    "T09": ("than-thien", COMPLAINT.during(each("mission.assigned"))),
    "O01": ("trach-nhiem", of_subordinates(each("complaint.filed", where=this.verified))),
    # shares, a mean, a run, and too few
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
    "S03": ("than-thien", mean(each("feedback.rated"), this.rating, below=4, at_least=3, per="quarter")),
    "S04": ("ky-luat", TARDY.consecutive(2, among=ARRIVED)),
    "N01": ("trach-nhiem", fewer_than(1, each("training.attended"), per="quarter")),
}
MERITS = {"M01": ("tan-tuy", RECEIVED.followed_by(RETURNED, by=before(this.due, days(1)), same="case"))}

LINES: dict[str, tuple[str, ...]] = {
    one.value: tuple(rule for rule, (line, _) in BREACHES.items() if line == one.value) for one in Criterion
}
STEP = {**dict.fromkeys(BREACHES, 250), "F03": 1, "F08": 500, "F09": 500, "M01": 50}  # F03: for each minute
MOST = {**dict.fromkeys(BREACHES, 2000), "F03": 1000, "M01": 1000}
FULL, MERIT_LINE, ZEROED = 100_00, "tan-tuy", ("liem-chinh", "F08")


def book(
    name: str, breaches: dict[str, tuple[str, object]], merits: dict[str, tuple[str, object]]
) -> Rulebook:
    """Return rules as a rulebook, titled by their ids."""
    made = [
        Rule(id=k, title={"vi": k, "en": k}, criterion=Criterion(c), **{word: p})  # type: ignore[arg-type]
        for word, of in (("breach", breaches), ("merit", merits))
        for k, (c, p) in of.items()
    ]
    return Rulebook(name=name, edition="1", rules=made)


def sheet(rules: Rulebook) -> Scorecard:
    """Return six lines of a hundred, and what each rule costs."""
    effects = {
        **{k: Deduct("2.5", at_most=20) for k in BREACHES},
        "F03": Deduct("0.01", per="measure", at_most=10),
        "F08": (Deduct(5, at_most=20), Zero()),
        "F09": (Deduct(5, at_most=20), Cap("B")),
        "M01": Award("0.5", at_most=10),
    }
    return Scorecard(
        name="bench",
        edition="1",
        title={"vi": "Đo", "en": "Bench"},
        lines=[Line(id=c.value, title={"vi": c.value, "en": c.value}, maximum=100) for c in Criterion],
        thresholds=[
            Threshold("A", 570, {"vi": "A", "en": "A"}),
            Threshold("B", 500, {"vi": "B", "en": "B"}),
            Threshold("C", 0, {"vi": "C", "en": "C"}),
        ],
        effects={rule.id: effects[rule.id] for rule in rules},
    )


BOOK = book("bench", BREACHES, MERITS)
FACT_BOOK = book("bench-facts", ON_ONE_FACT, {})
