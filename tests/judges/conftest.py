"""What every judge needs: many small timelines judged at once, each on a member of staff of its own."""

from collections.abc import Callable, Iterable, Mapping

import pytest

from vanhoa_rules import (
    Calendar,
    Criterion,
    Fact,
    Line,
    Roster,
    Rule,
    Rulebook,
    Scorecard,
    Threshold,
    Verdicts,
    Vocabulary,
    evaluate,
)
from vanhoa_rules.patterns import Pattern

Judge = Callable[..., Verdicts]


@pytest.fixture(scope="session")
def judge() -> Judge:
    """Judge every pattern, as the breach of a rule of its name, on everyone; silence says that nothing happened."""
    calendar = Calendar.plain("Asia/Ho_Chi_Minh", "2000-01-01", "2030-12-31")

    def judge(
        patterns: Mapping[str, Pattern],
        kinds: Iterable[type[Fact]],
        facts: Iterable[Fact],
        *,
        staff: Iterable[str],
        period: str,
        as_of: str,
        effects: Mapping[str, object] | None = None,
    ) -> Verdicts:
        rules = [
            Rule(id=name, title={"vi": name, "en": name}, criterion=Criterion.KY_LUAT, breach=pattern)
            for name, pattern in patterns.items()
        ]
        row = {"unit": "unit", "role": "specialist", "leader": False, "employment": "cong_chuc"}
        return evaluate(
            Rulebook(name="judged", edition="1", rules=rules, vocabulary=Vocabulary(*kinds)),
            Scorecard(
                name="judged",
                edition="1",
                title={"vi": "Phép thử", "en": "Trial"},
                lines=(Line(id="line", title={"vi": "Dòng", "en": "Line"}, maximum=1000),),
                thresholds=(Threshold(rating="any", at_least=1, title={"vi": "Mọi mức", "en": "Any"}),),
                effects=effects or {},
            ),
            facts,
            roster=Roster([{"id": one, **row} for one in staff]),
            period=period,
            as_of=as_of,
            covers="all",
            calendar=calendar,
            engine="reference",
        )

    return judge
