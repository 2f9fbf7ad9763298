"""Every clause of the seed article is answered, and every rule says where it comes from."""

import unicodedata
from datetime import UTC, datetime
from itertools import product

import pytest

from vanhoa_rules.conditions import Context, value
from vanhoa_rules.errors import UsageError
from vanhoa_rules.facts import STANDARD, Person
from vanhoa_rules.facts.conduct import NATURES, TOWARD
from vanhoa_rules.facts.decisions import SERIOUSNESS, VIOLATION_FIELDS
from vanhoa_rules.patterns import AnyOf, Each, NotPrecededBy, Pattern
from vanhoa_rules.rulebooks import NAMES, rulebook
from vanhoa_rules.rulebooks.thanh_tra_thanh_hoa.sources import PROPOSAL, SEED, SOURCES
from vanhoa_rules.rules import CERTAINTIES, Criterion, Rulebook, rulebook_from_data

CLAUSES = (
    "S1.1", "S1.2", "S1.3", "S1.4", "S1.5", "S1.6a", "S1.6b", "S1.7",
    "S2.L1", "S2.L2", "S2.L3", "S2.L4", "S2.L5", "S2.L6",
    "S2.C1", "S2.C2", "S2.C3", "S2.C4", "S2.C5", "S2.C6",
    "S2.E1", "S2.E2", "S2.E3", "S2.E4", "S2.E5",
    "S3.1", "S3.2", "S3.3", "S3.4", "S3.5",
    "S4.1", "S4.2", "S4.3", "S4.4",
    "S5.1", "S5.2", "S5.3", "S5.4", "S5.5", "S5.6",
    "S6.1", "S6.2", "S6.3", "S6.4a", "S6.4b", "S6.4c", "S6.5", "S6.6a", "S6.6b", "S6.6c", "S6.6d", "S6.6e",
)  # fmt: skip

# The criterion that the seed's table proposes for a clause; None: any of the six.
CRITERIA = {
    "S1.1": "tan-tuy", "S1.2": "ky-cuong", "S1.3": "trach-nhiem", "S1.4": "ky-luat", "S1.5": "liem-chinh",
    "S1.6a": "liem-chinh", "S1.6b": "liem-chinh", "S1.7": "ky-cuong",
    "S2.L1": "ky-cuong", "S2.L2": "than-thien", "S2.L3": "trach-nhiem", "S2.L4": "than-thien",
    "S2.L5": "than-thien", "S2.L6": "liem-chinh", "S2.C1": "ky-cuong", "S2.C2": "trach-nhiem",
    "S2.C3": "than-thien", "S2.C4": "tan-tuy", "S2.C5": "than-thien", "S2.C6": "than-thien",
    "S2.E1": "than-thien", "S2.E2": "tan-tuy", "S2.E3": "than-thien", "S2.E4": "ky-cuong", "S2.E5": "ky-cuong",
    "S3.1": "ky-cuong", "S3.2": "ky-cuong", "S3.3": "ky-luat", "S3.4": "trach-nhiem", "S3.5": "liem-chinh",
    "S4.1": "ky-luat", "S4.2": "ky-luat", "S4.3": "ky-luat", "S4.4": "than-thien",
    "S5.1": "ky-luat", "S5.2": "ky-luat", "S5.3": "trach-nhiem", "S5.4": "ky-luat", "S5.5": "trach-nhiem",
    "S6.1": "trach-nhiem", "S6.3": "trach-nhiem", "S6.4a": "ky-luat", "S6.4b": "ky-cuong",
    "S6.4c": "than-thien", "S6.5": "trach-nhiem", "S6.6a": "ky-cuong", "S6.6b": "ky-cuong",
    "S6.6c": "ky-cuong", "S6.6d": "ky-cuong", "S6.6e": "tan-tuy",
}  # fmt: skip

PREFIXES = {
    "TT": "than-thien",
    "TY": "tan-tuy",
    "TN": "trach-nhiem",
    "KL": "ky-luat",
    "KC": "ky-cuong",
    "LC": "liem-chinh",
}


def cited(book: Rulebook) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for rule in book:
        for citation in rule.basis:
            if citation.source == SEED:
                found.setdefault(str(citation.clause), set()).add(rule.id)
    return found


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_clause_is_cited_by_a_rule_or_said_to_be_unobservable(book, clause):
    unobservable = {one.clause for one in book.unobservable}
    assert (clause in cited(book)) != (clause in unobservable)


@pytest.mark.parametrize("clause", [clause for clause in CLAUSES if clause in CRITERIA])
def test_a_clause_is_answered_under_the_criterion_the_seed_proposes(book, clause):
    assert CRITERIA[clause] in {book[rule].criterion.value for rule in cited(book)[clause]}


def test_no_rule_cites_a_clause_that_the_seed_does_not_have(book):
    assert set(cited(book)) <= set(CLAUSES)


def test_an_unobservable_clause_says_why_in_both_languages(book):
    for one in book.unobservable:
        assert len(one.reason.vi) > 40
        assert len(one.reason.en) > 40


def test_each_of_the_six_criteria_has_breaches_and_merits(book):
    kinds = {(rule.criterion, rule.kind) for rule in book}
    assert kinds == set(product(Criterion, ("breach", "merit")))


def test_an_id_begins_with_the_letters_of_its_criterion(book):
    assert [rule.id for rule in book if PREFIXES[rule.id[:2]] != rule.criterion.value] == []


def test_every_rule_cites_the_seed_and_only_texts_of_the_table(book):
    for rule in book:
        sources = {citation.source for citation in rule.basis}
        assert SEED in sources, rule.id
        assert sources <= set(SOURCES), rule.id


def test_every_text_of_the_table_is_cited(book):
    cited_sources = {citation.source for rule in book for citation in rule.basis}
    assert set(SOURCES) == cited_sources


def test_a_citation_of_a_text_that_came_or_went_says_when(book):
    notes = {c.source: c.note for rule in book for c in rule.basis}
    assert notes["TT-02-2015-TTCP"].vi == "Áp dụng đến hết 25/09/2025"
    assert notes["TT-05-2025-TTCP"].vi == "Áp dụng từ 26/09/2025"
    assert notes["ND-09-2017"].en == "In force to the end of 2026-06-30"
    assert notes["LUAT-CBCC-2008"].en == "In force from 2010-01-01 to the end of 2025-06-30"


def test_a_citation_is_never_surer_than_the_table_says(book):
    for rule in book:
        for citation in rule.basis:
            table = SOURCES[citation.source].certainty
            assert CERTAINTIES.index(citation.certainty) >= CERTAINTIES.index(table), (rule.id, citation)


def test_a_proposal_says_which_figure_it_proposes(book):
    for rule in book:
        for citation in rule.basis:
            assert citation.source != PROPOSAL or (
                citation.note is not None and citation.note.vi and citation.note.en
            )


def test_titles_are_vietnamese_with_marks_and_english_without(book):
    for rule in book:
        vi, en = rule.title.vi, rule.title.en
        assert unicodedata.normalize("NFC", vi) == vi, rule.id
        assert not vi.isascii(), rule.id
        assert vi[0].isupper(), rule.id
        assert en.isascii(), rule.id
        assert not vi.endswith("."), rule.id
        assert len(vi) < 120, rule.id


def test_two_titles_in_force_on_one_day_are_never_the_same(book):
    for lang in ("vi", "en"):
        titles = [rule.title[lang] for rule in book]
        assert len(titles) == len(set(titles))


def test_the_rulebook_says_that_the_criteria_are_its_own_proposal(book):
    assert "đề xuất của thư viện" in book.title.vi
    assert "proposal of this library" in book.title.en


def test_where_a_figure_changed_one_rule_ends_the_day_before_the_next_begins(book):
    pairs = [rule.id[:-1] for rule in book if rule.id.endswith("a")]
    assert pairs
    for name in pairs:
        old, new = book[name + "a"], book[name + "b"]
        assert old.in_force.until is not None
        assert new.in_force.since is not None
        assert (new.in_force.since - old.in_force.until).days == 1


def test_the_rulebook_survives_its_own_json(book):
    assert rulebook_from_data(book.to_data()).digest == book.digest


def test_an_unknown_name_is_refused_with_near_names():
    assert "thanh-tra-thanh-hoa" in NAMES
    with pytest.raises(UsageError) as caught:
        rulebook("thanh-tra-thanh-hoá")
    assert caught.value.code == "rulebook.unknown"
    assert "thanh-tra-thanh-hoa" in str(caught.value)


# --- one fact, one rule ---------------------------------------------------------------------------------------------


def _single(pattern: Pattern) -> list[Each]:
    """Return the single facts that a pattern of single facts catches; of any other pattern none."""
    if isinstance(pattern, NotPrecededBy) and isinstance(pattern.first, Each):
        return [pattern.first]
    if isinstance(pattern, AnyOf):
        return [each for part in pattern.of for each in _single(part)]
    return [pattern] if isinstance(pattern, Each) else []


def catching(book: Rulebook, kind: str, leader: bool, **fields: object) -> list[str]:
    """Return the rules about single facts of a kind that catch one fact of the staff or of a leader."""
    fact = STANDARD[kind](id="f", staff="s", at=datetime(2026, 3, 2, tzinfo=UTC), **fields)
    row = Person(
        id="s", unit="u", role="head" if leader else "inspector", leader=leader, employment="cong_chuc"
    )
    context = Context(fact, lambda _: row)
    return [
        rule.id
        for rule in book
        if any(
            part.kind.kind == kind and (part.where is None or value(part.where, context) is True)
            for part in _single(rule.pattern)
        )
        and (rule.applies_to is None or value(rule.applies_to, context) is True)
    ]


@pytest.mark.parametrize("leader", [False, True])
@pytest.mark.parametrize(("toward", "nature"), tuple(product(TOWARD, NATURES)))
def test_verified_misconduct_is_caught_by_exactly_one_rule(book, toward, nature, leader):
    assert len(catching(book, "conduct.reported", leader, toward=toward, nature=nature, verified=True)) == 1
    assert catching(book, "conduct.reported", leader, toward=toward, nature=nature, verified=False) == []


@pytest.mark.parametrize("leader", [False, True])
@pytest.mark.parametrize(
    ("field", "seriousness", "duty"), tuple(product(VIOLATION_FIELDS, SERIOUSNESS, (True, False)))
)
def test_a_concluded_violation_is_caught_by_exactly_one_rule(book, field, seriousness, duty, leader):
    found = catching(
        book, "violation.concluded", leader, field=field, seriousness=seriousness, duty_related=duty
    )
    assert len(found) == 1


@pytest.mark.parametrize("about", ["attitude", "delay", "demand", "dress", "other"])
def test_a_verified_complaint_is_caught_by_exactly_one_rule(book, about):
    assert len(catching(book, "complaint.filed", False, about=about, verified=True)) == 1
    assert catching(book, "complaint.filed", False, about=about, verified=False) == []


@pytest.mark.parametrize("ground", ["degradation", "party_prohibition", "exemplary"])
def test_a_concluded_degradation_is_caught_by_exactly_one_rule(book, ground):
    assert len(catching(book, "degradation.concluded", True, ground=ground)) == 1


@pytest.mark.parametrize("duty", [True, False])
def test_a_discipline_is_caught_by_exactly_one_rule(book, duty):
    act_at = datetime(2026, 1, 5, tzinfo=UTC)
    found = catching(
        book, "discipline.decided", False, form="khien_trach", by="state", duty_related=duty, act_at=act_at
    )
    assert len(found) == 1
