"""A small world for tests: one or two people, rules made on the spot, a quarter."""

from typing import Any

import pytest

from vanhoa_rules import (
    Criterion,
    Line,
    Rule,
    Rulebook,
    Scorecard,
    Threshold,
    evaluate,
)

EMPTY = {"vi": "", "en": ""}


class World:
    """Builds rules, sheets and questions with everything else defaulted."""

    @staticmethod
    def rule(name: str = "R", *, criterion: str = "ky-luat", **rest: Any) -> Rule:
        return Rule(id=name, title={"vi": name, "en": name}, criterion=criterion, **rest)

    @staticmethod
    def sheet(effects: Any = None, **rest: Any) -> Scorecard:
        lines = [Line(id=one.value, title=EMPTY, maximum=100, weight="1/6") for one in Criterion]
        thresholds = [Threshold("tot", 70, EMPTY), Threshold("kem", 0, EMPTY)]
        return Scorecard(
            **{
                "name": "s",
                "edition": "1",
                "title": EMPTY,
                "lines": lines,
                "thresholds": thresholds,
                "effects": effects or {},
                **rest,
            }
        )

    @staticmethod
    def person(staff: str = "A", **rest: Any) -> dict[str, Any]:
        return {
            "id": staff,
            "unit": "U",
            "role": "specialist",
            "leader": False,
            "employment": "cong_chuc",
            **rest,
        }

    def judge(
        self,
        rules: Any,
        facts: Any = (),
        *,
        effects: Any = None,
        sheet: Scorecard | None = None,
        **asked: Any,
    ) -> Any:
        rows = [
            {"id": f"f{n}", "staff": "A", **fact} if isinstance(fact, dict) else fact
            for n, fact in enumerate(facts, start=1)
        ]
        for row in rows:
            if isinstance(row, dict):
                row.update(
                    {
                        k: v.replace(" ", "T") + "+07:00"
                        for k, v in row.items()
                        if k in {"at", "due", "until", "new_due", "recorded_at"}
                        and isinstance(v, str)
                        and "+" not in v
                    }
                )
        book = (
            rules
            if isinstance(rules, Rulebook)
            else Rulebook(name="t", edition="1", rules=rules if isinstance(rules, list) else [rules])
        )
        question = {
            "roster": [self.person()],
            "period": "2026-Q1",
            "as_of": "2026-04-01",
            "covers": [{"kinds": ["*"], "since": "2025-01-01"}],
            **asked,
        }
        return evaluate(book, sheet or self.sheet(effects), rows, **question)

    def one(self, *args: Any, **rest: Any) -> Any:
        return self.judge(*args, **rest)["A"]


@pytest.fixture
def world() -> World:
    return World()
