"""What is refused when a rule is built, what it says, and that a rule survives being written down."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

import vanhoa_rules
from vanhoa_rules import (
    STANDARD,
    Criterion,
    Rule,
    Rulebook,
    RuleError,
    any_of,
    before,
    by_anyone,
    days,
    each,
    end_of,
    fewer_than,
    hours,
    load_rulebook,
    mean,
    month,
    months,
    of_subordinates,
    person,
    quarter,
    share,
    this,
    week,
    working_days,
    working_hours,
    year,
    years,
)
from vanhoa_rules.patterns import from_data, to_data
from vanhoa_rules.rules import rulebook_from_data

LATE = each("attendance.arrived", where=this.minutes_late > 15)
RECEIVED, RETURNED = each("case.received"), each("case.returned")
EXTENDED = each("case.deadline_extended", where=this.objective_cause)
RATED = each("feedback.rated")

NODES = [
    LATE,
    each(
        "attendance.arrived",
        where=(this.minutes_late > 15) & ~person.leader,
        measure=this.minutes_late * 2 - 1,
    ),
    each("complaint.filed", where=this.about.is_in("attitude", "demand") | this.verified),
    each("dress.checked", where=this.uniform_ok.is_null() | (this.uniform_ok == True)),  # noqa: E712 - a field, not a bool
    each("support.given", where=this.for_ == "colleague"),
    each("discipline.decided", where=person.at(this.act_at).body == "A"),
    each("gift.received", where=this.value >= Decimal("0.5")),
    each("case.received", where=this.due < datetime(2026, 1, 1, tzinfo=UTC)),
    any_of(LATE, each("attendance.left")),
    RECEIVED.followed_by(RETURNED, by=this.due, same="case"),
    RECEIVED.followed_by(RETURNED, within=working_hours(8), same="case", moved_by=EXTENDED),
    RECEIVED.not_followed_by(RETURNED, by=before(this.due, days(1)), same="case", moved_by=EXTENDED),
    RECEIVED.preceded_by(by_anyone(each("conclusion.issued")), same="case"),
    RECEIVED.not_preceded_by(RETURNED, within=hours(3)),
    LATE.during(each("mission.assigned")),
    LATE.not_during(each("leave.approved"), same="staff"),
    LATE.unless(each("meeting.excused"), same="case"),
    LATE.repeated(3, within=days(30)),
    LATE.repeated(3, within=working_days(5), groups=True),
    LATE.repeated(3, per=month),
    LATE.repeated(2, per="period"),
    each("feedback.rated", where=this.rating < 3).consecutive(3, among=RATED),
    fewer_than(1, each("consultation.held"), per=quarter),
    share(each("feedback.rated", where=this.rating >= 4), among=RATED, below="0.8", at_least=5, per=week),
    mean(RATED, this.rating, below="3.5", at_least=2, per=year),
    of_subordinates(LATE),
    RECEIVED.not_followed_by(RETURNED, within=months(1, roll=False)),
    RECEIVED.not_followed_by(RETURNED, within=years(1)),
    RECEIVED.not_followed_by(RETURNED, within=end_of(month)),
]


@pytest.mark.parametrize("pattern", NODES, ids=repr)
def test_a_repr_can_be_pasted_back(pattern):
    names = {name: getattr(vanhoa_rules, name) for name in dir(vanhoa_rules)} | {
        "datetime": __import__("datetime"),
        "Decimal": Decimal,
    }
    pasted = eval(repr(pattern), names)  # noqa: S307 - the repr is ours
    assert repr(pasted) == repr(pattern)
    assert to_data(pasted) == to_data(pattern)


@pytest.mark.parametrize("pattern", NODES, ids=repr)
def test_canonical_json_goes_both_ways(pattern):
    data = to_data(pattern)
    assert to_data(from_data(data, STANDARD)) == data


WRONG = {
    "a misspelt field": (
        lambda: each("attendance.arrived", where=this.minute_late > 15),
        "condition.field",
        "minutes_late",
    ),
    "a misspelt kind": (lambda: each("attendance.arived"), "pattern.kind", "attendance.arrived"),
    "a misspelt person field": (
        lambda: each("attendance.arrived", where=person.leadr),
        "condition.person_field",
        "leader",
    ),
    "a number against text": (
        lambda: each("attendance.arrived", where=this.minutes_late > "15"),
        "condition.types",
        "number",
    ),
    "an impossible choice": (
        lambda: each("complaint.filed", where=this.about == "atitude"),
        "condition.choice",
        "attitude",
    ),
    "a binary float": (lambda: this.minutes_late > 0.5, "condition.literal", "float"),
    "a naive instant": (lambda: this.at > datetime(2026, 1, 1), "condition.naive", "offset"),  # noqa: DTZ001 - that is the point
    "and for &": (lambda: (this.minutes_late > 1) and (this.minutes_late < 3), "condition.truth", "&"),
    "a number as a condition": (
        lambda: each("attendance.arrived", where=this.minutes_late),
        "condition.not_condition",
        "comparison",
    ),
    "a measure that may be null": (
        lambda: each("gift.received", measure=this.value),
        "pattern.measure",
        "never null",
    ),
    "a due that is no instant": (
        lambda: RECEIVED.not_followed_by(RETURNED, by=this.case),
        "condition.needs",
        "instant",
    ),
    "both within and by": (
        lambda: RECEIVED.not_followed_by(RETURNED, within=days(1), by=this.due),
        "pattern.within_and_by",
        "one of them",
    ),
    "no deadline": (lambda: RECEIVED.not_followed_by(RETURNED), "pattern.no_deadline", "within"),
    "a mover without a new deadline": (
        lambda: RECEIVED.not_followed_by(RETURNED, by=this.due, moved_by=LATE),
        "pattern.mover",
        "deadline",
    ),
    "a span without until": (lambda: LATE.during(RETURNED), "pattern.until", "last"),
    "a key of another type": (lambda: LATE.followed_by(RATED, same="rating"), "condition.field", "rating"),
    "anyone first": (lambda: by_anyone(RETURNED).followed_by(RECEIVED), "pattern.by_anyone", "same="),
    "anyone without a key": (
        lambda: RECEIVED.not_preceded_by(by_anyone(RETURNED)),
        "pattern.by_anyone",
        "same=",
    ),
    "a window as an act": (
        lambda: LATE.repeated(3, per=month).followed_by(RETURNED),
        "pattern.no_subject",
        "outermost",
    ),
    "a count of none": (lambda: LATE.repeated(0, per=month), "pattern.count", "from 1"),
    "neither within nor per": (lambda: LATE.repeated(3), "pattern.within_or_per", "per=month"),
    "an unknown window": (lambda: LATE.repeated(3, per="moth"), "pattern.per", "month"),
    "a share below nothing": (lambda: share(RATED, among=RATED, below=0, per=month), "pattern.below", "0.95"),
    "or between patterns": (lambda: LATE or RETURNED, "pattern.truth", "any_of"),
}


@pytest.mark.parametrize("case", WRONG, ids=str)
def test_what_cannot_be_built_says_why_and_what_to_write(case):
    build, code, hint = WRONG[case]
    with pytest.raises(RuleError) as caught:
        build()
    assert caught.value.code == code
    assert hint in caught.value.says("en")
    assert caught.value.says("vi") != caught.value.says("en")


def rule(name, **rest):
    given = {"breach": LATE} if "merit" not in rest and "breach" not in rest else {}
    return Rule(id=name, title={"vi": name, "en": name}, criterion=Criterion.KY_LUAT, **given, **rest)


def book(*rules):
    return Rulebook(name="t", edition="1", rules=rules)


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (lambda: rule("A", breach=LATE, merit=LATE), "rule.breach_or_merit"),
        (lambda: rule("A", in_force=(date(2026, 2, 1), date(2026, 1, 1))), "rule.force"),
        (lambda: rule("A", applies_to=this.minutes_late > 3), "condition.no_fact"),
        (lambda: book(rule("A"), rule("A")), "rulebook.twice"),
        (lambda: book(rule("A")) | book(rule("A")), "rulebook.twice"),
        (lambda: book(rule("A", overrides=("B",))), "rulebook.unknown_override"),
        (
            lambda: book(
                rule("A", overrides=("B",)), rule("B", overrides=("C",)), rule("C", overrides=("A",))
            ),
            "rulebook.cycle",
        ),
        (lambda: book(rule("A", overrides=("B",)), rule("B", merit=RATED)), "rulebook.override_kind"),
        (lambda: book(rule("A")).amend("B", in_force=None), "rulebook.unknown_rule"),
    ],
)
def test_a_rulebook_that_contradicts_itself_is_refused(build, code):
    with pytest.raises(RuleError) as caught:
        build()
    assert caught.value.code == code


def test_a_cycle_of_overrides_is_named():
    with pytest.raises(RuleError, match="A → B → A"):
        book(rule("A", overrides=("B",)), rule("B", overrides=("A",)))


def test_rulebooks_compose_amend_and_are_cut_by_date():
    both = book(rule("A")) | book(rule("B", in_force=(date(2026, 7, 1), None)))
    assert [one.id for one in both] == ["A", "B"]
    assert [one.id for one in both.as_of(date(2026, 6, 30))] == ["A"]
    assert [one.id for one in both.without("A")] == ["B"]
    amended = both.amend("A", in_force=(None, date(2025, 12, 31)))
    assert amended["A"].in_force.until == date(2025, 12, 31)
    assert amended.digest != both.digest
    assert both["A"].in_force.until is None


def test_the_seeds_rulebook_survives_being_written_down():
    seed = load_rulebook("thanh-tra-thanh-hoa")
    again = rulebook_from_data(seed.to_data())
    assert again == seed
    assert again.digest == seed.digest


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"name": "x", "edition": "1", "rules": [{}]},
        {
            "name": "x",
            "edition": "1",
            "rules": [
                {"id": "A", "title": {"vi": "", "en": ""}, "criterion": "ky-luat", "breach": {"ech": {}}}
            ],
        },
        {
            "name": "x",
            "edition": "1",
            "rules": [
                {
                    "id": "A",
                    "title": {"vi": "", "en": ""},
                    "criterion": "x",
                    "breach": {"each": {"kind": "gift.refused"}},
                }
            ],
        },
        {
            "name": "x",
            "edition": "1",
            "rules": [
                {
                    "id": "A",
                    "title": {"vi": "", "en": ""},
                    "criterion": "ky-luat",
                    "breach": {"each": {"kind": "gift.refusd"}},
                }
            ],
        },
        {
            "name": "x",
            "edition": "1",
            "rules": [
                {
                    "id": "A",
                    "title": {"vi": "", "en": ""},
                    "criterion": "ky-luat",
                    "breach": {"each": {"kind": "gift.refused", "were": 1}},
                }
            ],
        },
        {
            "name": "x",
            "edition": "1",
            "rules": [
                {
                    "id": "A",
                    "title": {"vi": "", "en": ""},
                    "criterion": "ky-luat",
                    "breach": {"repeated": {"of": 3, "count": 2}},
                }
            ],
        },
        {"name": "x", "edition": "1", "rules": 7},
    ],
)
def test_a_rulebook_of_the_wrong_form_is_a_clear_error(data):
    with pytest.raises(RuleError) as caught:
        rulebook_from_data(data)
    assert caught.value.says("vi")
