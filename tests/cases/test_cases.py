"""The jurists' cases: what each tells must be what the rulebook concludes, and every rule has enough of them."""

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from vanhoa_rules import load_rulebook
from vanhoa_rules._api import Checked, check_case
from vanhoa_rules.exchange.cases import Case, read_cases
from vanhoa_rules.present import explain

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("*.toml"))
READ = {path.stem: read_cases(path) for path in FILES}
CASES = [(stem, case) for stem, read in READ.items() for case in read.cases]
RULES = load_rulebook("thanh-tra-thanh-hoa").rules
ENOUGH = 3


def told(case: Case) -> str:
    """Return the question and the timeline of a case, one fact a line, in the order of time."""
    people = [", ".join(f"{name}={item}" for name, item in one.items()) for one in case.people]
    facts = [
        f"{fact['at']}  {fact['id']}  {fact['staff']}  {fact['kind']}  "
        + ", ".join(
            f"{name}={item}" for name, item in fact.items() if name not in ("at", "id", "staff", "kind")
        )
        for fact in sorted(case.facts, key=lambda fact: (str(fact["at"]), str(fact["id"])))
    ]
    return "\n".join(
        [
            f"{case.rule} ({case.name}): {case.says}",
            f"period {case.period}, as of {case.as_of}, known at {case.known_at or case.as_of}, covers {case.covers}",
            *(f"  {one}" for one in people),
            *(f"  {one}" for one in facts or ["no facts"]),
        ]
    )


def explained(checked: Checked) -> str:
    """Return what the explanation of the verdict says about the rule of the case, under its headings."""
    found: list[str] = []
    heading, keeping = "", False
    text = explain(checked.verdict, lang="vi", audience="manager", full=True)
    for line in text.splitlines():
        if line and not line.startswith(" "):
            heading, keeping = line, False
        elif not line.startswith("    "):
            keeping = line.startswith(f"  {checked.case.rule} ·")
            found += [heading] if keeping else []
        if keeping:
            found.append(line)
    return "\n".join(found) or text


def unlike(checked: Checked) -> str:
    """Return everything a person needs to see who is right: the case, what differs, the verdict explained."""
    differences = [
        f"  {what}: the case says {said!r}, the rulebook {got!r}" for what, said, got in checked.differences
    ]
    return "\n".join([told(checked.case), *differences, "", explained(checked)])


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{stem}-{case.rule}-{case.name}") for stem, case in CASES]
)
def test_the_rulebook_concludes_what_the_jurist_says(case: Case) -> None:
    checked = check_case(case)
    if checked.differences:
        pytest.fail(unlike(checked), pytrace=False)


@pytest.mark.parametrize("stem", sorted(READ))
def test_every_case_of_a_file_can_be_read_and_says_what_happened(stem: str) -> None:
    read = READ[stem]
    assert not read.problems
    assert [case.name for case in read.cases if not case.says.strip()] == []
    assert [case.name for case in read.cases if not case.expect] == []


@pytest.mark.parametrize("stem", sorted(READ))
def test_no_two_cases_of_a_rule_bear_one_name(stem: str) -> None:
    names = Counter((case.rule, case.name) for case in READ[stem].cases)
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("stem", sorted(READ))
def test_every_rule_of_a_criterion_has_cases_on_both_sides(stem: str) -> None:
    cases: dict[str, list[str | None]] = defaultdict(list)
    for case in READ[stem].cases:
        cases[case.rule].append(case.expect.get("word"))
    ids = [rule.id for rule in RULES if rule.criterion.value.replace("-", "_") == stem]
    assert ids, f"{stem} is no criterion of the rulebook"
    assert {rule: len(cases[rule]) for rule in ids if len(cases[rule]) < ENOUGH} == {}, "too few cases"
    assert [rule for rule in ids if not {"breached", "earned"} & set(cases[rule])] == [], "never found"
    assert [rule for rule in ids if not {"met"} & set(cases[rule])] == [], "never met"
