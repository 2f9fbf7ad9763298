"""The names and fields of fact kinds are public format; agencies add their own beside them."""

import pickle
import string
import unicodedata
from datetime import date
from typing import ClassVar

import attrs
import pytest

from vanhoa_rules import facts
from vanhoa_rules.errors import Text, UsageError
from vanhoa_rules.facts import (
    ROSTER_FIELDS,
    STANDARD,
    AttendanceArrived,
    Fact,
    UnknownKindError,
    Vocabulary,
    field_title,
    fields_of,
    value_title,
)
from vanhoa_rules.facts.base import COMMON
from vanhoa_rules.words import en, vi
from vanhoa_rules.words.en import facts as en_facts
from vanhoa_rules.words.vi import facts as vi_facts

PUBLIC_FORMAT = """\
agency_name.misused | verified: bool
apology.sent | new_due: instant?
assessment.overturned | –
asset.changed | value: decimal
asset.declared | occasion: str (first, change, yearly)
attendance.absent | minutes: int > 0
attendance.arrived | minutes_late: int ≥ 0
attendance.left | minutes_early: int ≥ 0
authorisation.granted | until: instant?
award.granted | level: str (agency, province, state)
benefit.demanded | verified: bool
case.deadline_extended | due: instant; objective_cause: bool
case.received | due: instant; procedure: str?
case.returned | –
case.supplement_received | due: instant
case.supplement_requested | –
cause.confirmed | case: str; aspect: str (quality, progress); by: str
circumstance.found | effect: str (mitigating, aggravating); ground: str; act: str
complaint.filed | about: str (attitude, delay, demand, dress, other); verified: bool
complaint_case.accepted | complex: bool; remote: bool; instance: int 1..2
complaint_case.decided | –
complaint_case.received | –
complaint_case.sent | –
conclusion.issued | –
conduct.reported | toward: str (citizen, superior, subordinate, colleague, partner); nature: str (insult, arrogance, harassment, discrimination, unfair, favouritism, faction, defamation, retaliation, rudeness); verified: bool
consultation.held | –
contact.observed | greeted: bool?; apologised: bool?; thanked: bool?; asked_permission: bool?; smiled: bool?; gentle: bool?; listened: bool?; helped: bool?
degradation.concluded | ground: str (degradation, party_prohibition, exemplary)
denunciation_case.accepted | –
denunciation_case.concluded | –
denunciation_case.extended | due: instant
denunciation_case.handled | –
denunciation_case.published | –
denunciation_case.received | –
discipline.decided | form: str (khien_trach, canh_cao, cach_chuc, buoc_thoi_viec, bai_nhiem, khai_tru); by: str (party, state); duty_related: bool; act_at: instant; effective_at: instant?; act: str?
document.acknowledged | –
document.forwarded | –
document.issued | electronic: bool; signed_personal: bool; signed_agency: bool
document.received | electronic: bool
document.signed | –
dress.checked | neat: bool; footwear_ok: bool; badge_worn: bool; uniform_ok: bool?; insignia_ok: bool?
fact.retracted | retracts: str
feedback.rated | rating: int 1..5
gift.handed_in | –
gift.received | giver_connected: bool; refusable: bool; value: decimal? ≥ 0
gift.refused | –
gift.reported | –
handling.deferred | ground: str; act: str; until: instant?
identity.disclosed | –
incident.handled | calm: bool; within_authority: bool
information.answered | –
information.requested | channel: str (office, network, post); complex: bool
inspection.concluded | –
inspection.draft_received | –
inspection.drafting_assigned | –
inspection.reported | –
interest.arose | –
interest.declared | –
leading.assessed | aspect: str (organising, cohesion); percent: int (50, 100); period: str (period)
leave.approved | until: instant; reason: str (annual, sick, maternity, unpaid, personal, study)
letter.handled | –
letter.received | –
line.scored | line: str; points: decimal ≥ 0; by: str (self, superior); period: str (period)
meeting.attended | minutes_late: int ≥ 0
meeting.due | –
meeting.excused | –
mission.assigned | until: instant; place: str?
order.executed | –
order.objected | in_writing: bool
order.received | –
order.refused | –
organisation.rated | year: int 1900..9999; rating: str (xuat_sac, tot, hoan_thanh, khong_hoan_thanh, khong_xep_loai, ngoai_pham_vi)
points.deducted | period: str (period); points: decimal > 0; by: str; ground: str
post.taken | listed: bool; rotation_years: int? > 0
presence.checked | present: bool; private_activity: bool
procedure.checked | conforming: bool
property.used | private: bool; item: str?
publication.due | –
publication.posted | –
rating.decided | year: int 1900..9999; rating: str (xuat_sac, tot, hoan_thanh, khong_hoan_thanh, khong_xep_loai, ngoai_pham_vi); act: str?
reception.answered | –
reception.held | recorded: bool; refused: bool; ground: str?
report.due | –
report.submitted | complete: bool; truthful: bool
result.recorded | period: str (period); total: decimal 0..100
statement.made | channel: str (press, social, meeting, public); subject: str (inspection, reception, complaint, denunciation, anticorruption, other); false: bool?
suggestion.made | constructive: bool
support.given | for: str (colleague, partner)
support.requested | by: str (colleague, partner)
support_work.assessed | aspect: str (quality, rules, effect); percent: decimal 0..100; period: str (period)
suspension.decided | until: instant?
task.assessed | case: str; aspect: str (quality, progress); met: bool; objective_cause: bool = False; by: str?; exceeded: bool?
task.assigned | case: str; due: instant?; quantity: decimal > 0 = 1; coefficient: decimal > 0 = 1; planned: bool = True; period: str? (period); product: str?
task.completed | case: str; quantity: decimal > 0 = 1
task.extended | case: str; due: instant; objective_cause: bool
task.refused | case: str; reason: str?
task.transferred | case: str; quantity: decimal? > 0
task.withdrawn | case: str; quantity: decimal? > 0
training.attended | topic: str; hours: decimal ≥ 0
unit_case.concluded | field: str (corruption, waste); handled: bool = True
violation.concluded | field: str (political, ethics, internal_rules, powers, law, waste, corruption); duty_related: bool; seriousness: str (minor, serious, very_serious); act: str?; act_at: instant?; found_at: instant?; complex: bool = False
"""


@attrs.frozen(kw_only=True)
class CanteenVisited(Fact):
    kind: ClassVar[str] = "canteen.visited"
    title: ClassVar = {"vi": "Đến nhà ăn", "en": "Visited the canteen"}
    day: date | None = None


def written(cls):
    parts = []
    for name, spec in fields_of(cls).items():
        if name in COMMON and not (name == "case" and spec.required):
            continue
        text = spec.type + "?" * spec.nullable
        text += f" ({', '.join(map(str, spec.choices))})" * bool(spec.choices)
        text += f" {spec.range()}" if (spec.above, spec.least, spec.most) != (None, None, None) else ""
        text += " (period)" * bool(spec.pattern)
        text += "" if spec.required or spec.default is None else f" = {spec.default}"
        parts.append(f"{name}: {text}")
    return f"{cls.kind} | {'; '.join(parts) or '–'}"


def test_the_public_format_is_as_published():
    assert [written(cls) for cls in STANDARD.kinds.values()] == PUBLIC_FORMAT.splitlines()


def test_every_kind_can_be_imported_under_the_name_its_kind_spells():
    for kind, cls in STANDARD.kinds.items():
        assert cls.__name__ == string.capwords(kind.replace(".", "_"), "_").replace("_", "")
        assert getattr(facts, cls.__name__) is cls
        assert cls.__doc__


def test_every_kind_and_field_has_a_title_in_both_languages():
    names = (
        {name for cls in STANDARD.kinds.values() for name in fields_of(cls)} | set(ROSTER_FIELDS) | {"kind"}
    )
    codes = {f"kind.{kind}" for kind in STANDARD} | {f"field.{name}" for name in names}
    for table in (vi.SENTENCES, en.SENTENCES):
        assert codes <= set(table)
        assert {code for code in table if code.startswith(("kind.", "field."))} == codes


def test_every_value_of_a_closed_list_has_a_title_except_why_someone_is_on_leave():
    specs = {spec for cls in STANDARD.kinds.values() for spec in fields_of(cls).values() if not spec.private}
    codes = {
        f"choice.{spec.name}.{value}" for spec in {*specs, *ROSTER_FIELDS.values()} for value in spec.choices
    }
    for table in (vi.SENTENCES, en.SENTENCES):
        assert {code for code in table if code.startswith("choice.")} == codes
    assert value_title("form", "khien_trach").vi == "khiển trách"
    assert value_title("form", "other").vi == "other"


def test_both_languages_say_the_same_things_with_the_same_parts():
    vietnamese, english = vi_facts.SENTENCES, en_facts.SENTENCES
    assert set(vietnamese) == set(english)
    for code, sentence in vietnamese.items():
        assert sentence == unicodedata.normalize("NFC", sentence)
        told, said = (
            {part[1] for part in string.Formatter().parse(text) if part[1]}
            for text in (sentence, english[code])
        )
        assert told == said, code


def test_the_vietnamese_titles_are_written_with_marks_and_are_not_the_english_ones():
    assert STANDARD.title("attendance.arrived") == Text(vi="Đến nơi làm việc", en="Arrived at work")
    assert field_title("minutes_late") == Text(vi="số phút đến muộn", en="minutes late")


def test_the_common_fields_come_first_in_every_kind():
    for cls in STANDARD.kinds.values():
        assert tuple(fields_of(cls))[: len(COMMON)] == COMMON


def test_a_kind_is_found_by_name():
    assert STANDARD["attendance.arrived"] is AttendanceArrived
    assert "attendance.arrived" in STANDARD
    assert "attendance" not in STANDARD


def test_an_unknown_kind_is_answered_with_near_names():
    with pytest.raises(UnknownKindError) as caught:
        STANDARD["atendance.arrived"]
    assert caught.value.code == "vocabulary.unknown"
    assert "attendance.arrived" in caught.value.says("vi")
    assert "attendance.arrived" in str(caught.value)
    assert isinstance(caught.value, UsageError)


def test_kinds_are_listed_by_name():
    assert list(STANDARD) == sorted(STANDARD)
    assert len(STANDARD) == len(PUBLIC_FORMAT.splitlines())


def test_a_glob_finds_the_kinds_of_a_subject():
    assert STANDARD.matching("attendance.*") == ("attendance.absent", "attendance.arrived", "attendance.left")
    assert STANDARD.matching("nothing.*") == ()


def test_an_agency_adds_a_kind_without_touching_the_standard_ones():
    ours = STANDARD | Vocabulary(CanteenVisited)
    assert ours["canteen.visited"] is CanteenVisited
    assert "canteen.visited" not in STANDARD
    assert ours | STANDARD == ours
    assert hash(ours | STANDARD) == hash(ours)
    assert ours.title("canteen.visited") == Text(vi="Đến nhà ăn", en="Visited the canteen")


def test_a_kind_without_words_is_called_by_its_name():
    assert STANDARD.title("no.such") == Text(vi="no.such", en="no.such")
    assert field_title("day") == Text(vi="day", en="day")


def test_a_vocabulary_cannot_be_changed():
    with pytest.raises(TypeError):
        STANDARD.kinds["x.y"] = AttendanceArrived
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        STANDARD._classes = {}


def test_a_vocabulary_travels_to_other_processes():
    assert pickle.loads(pickle.dumps(STANDARD)) == STANDARD  # noqa: S301


def test_one_name_for_two_classes_is_an_error():
    @attrs.frozen(kw_only=True)
    class Other(Fact):
        kind: ClassVar[str] = "attendance.arrived"

    with pytest.raises(UsageError) as caught:
        STANDARD | Vocabulary(Other)
    assert caught.value.code == "vocabulary.twice"


def test_a_class_without_the_decorator_is_refused_because_its_fields_would_go_unseen():
    class Forgetful(Fact):
        kind: ClassVar[str] = "forgetful.kind"
        minutes: int

    with pytest.raises(UsageError) as caught:
        Vocabulary(Forgetful)
    assert caught.value.code == "vocabulary.frozen"
    assert "Forgetful" in str(caught.value)


@pytest.mark.parametrize("name", ["", "arrived", "Attendance.Arrived", "đi.muộn", "a b.c", "attendance.*"])
def test_a_kind_must_be_named_subject_and_event_in_plain_letters(name):
    cls = attrs.make_class("Odd", {}, bases=(Fact,), frozen=True, kw_only=True, class_body={"kind": name})
    with pytest.raises(UsageError) as caught:
        Vocabulary(cls)
    assert caught.value.code == "vocabulary.name"


def test_a_field_of_a_type_that_no_fact_may_hold_is_refused():
    @attrs.frozen(kw_only=True)
    class Floating(Fact):
        kind: ClassVar[str] = "floating.kind"
        points: float

    with pytest.raises(UsageError) as caught:
        Vocabulary(Floating)
    assert caught.value.code == "vocabulary.type"
    assert "Decimal" in str(caught.value)


@pytest.mark.parametrize("thing", [str, "attendance.arrived", None])
def test_what_is_no_fact_class_is_refused(thing):
    with pytest.raises(UsageError) as caught:
        Vocabulary(thing)
    assert caught.value.code == "vocabulary.class"
