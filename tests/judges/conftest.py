"""What every judge needs: many small timelines judged at once, each on a member of staff of its own."""

from collections.abc import Callable, Iterable, Mapping

import pytest

from vanhoa_rules import Calendar, Fact, Line, Period, Roster, Rule, Rulebook, Scorecard, Verdict, Vocabulary, evaluate
from vanhoa_rules.facts import Person
from vanhoa_rules.patterns import Pattern
from vanhoa_rules.rules import Criterion

Judge = Callable[..., Mapping[str, Verdict]]


def rules(patterns: Mapping[str, Pattern]) -> tuple[Rule, ...]:
    """One rule a pattern; its breach says that the pattern holds, whatever it is called."""
    return tuple(
        Rule(id=name, title={"vi": name, "en": name}, criterion=Criterion.KY_LUAT, breach=pattern)
        for name, pattern in patterns.items()
    )


@pytest.fixture(scope="session")
def judge() -> Judge:
    def judge(
        patterns: Mapping[str, Pattern],
        kinds: Iterable[type[Fact]],
        facts: Iterable[Fact],
        *,
        staff: Iterable[str],
        period: str,
        as_of: str,
        effects: Mapping[str, object] | None = None,
    ) -> Mapping[str, Verdict]:
        """Judge every pattern on everyone; silence means that nothing happened."""
        calendar = Calendar.plain("Asia/Ho_Chi_Minh", "2000-01-01", "2030-12-31")
        return evaluate(
            Rulebook(name="judge", edition="1", rules=rules(patterns), vocabulary=Vocabulary(*kinds)),
            Scorecard(
                name="judge",
                edition="1",
                title={"vi": "Phép thử", "en": "Trial"},
                lines=(
                    Line(id="line", title={"vi": "Dòng", "en": "Line"}, maximum="1000", provenance="proposal"),
                ),
                effects=effects or {},
            ),
            facts,
            roster=Roster(
                Person(id=one, unit="unit", role="specialist", leader=False, employment="cong_chuc")
                for one in staff
            ),
            period=Period.parse(period),
            as_of=calendar.start_of(Period.parse(as_of + ".." + "2031-01-01").start.date()),
            covers="all",
            calendar=calendar,
            engine="reference",
        )

    return judge
