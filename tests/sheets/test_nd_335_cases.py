"""The jurist's cases: each forced fail, each guard, each cap, written from the articles in TOML."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from scenes import Told, evaluated, person

HERE = Path(__file__).parent / "cases"
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted(HERE.glob("*.toml"))
    for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
]
MONTHS = [f"2026-{month:02}" for month in range(1, 13)]


@pytest.mark.parametrize("case", CASES)
def test_a_case_comes_out_as_the_article_says(case):
    told = Told()
    for month in case.get("months", MONTHS):
        told.tell("result.recorded", "2027-01-05", period=month, total=case["points"])
    for fact in case.get("facts", []):
        fields = dict(fact)
        told.tell(fields.pop("kind"), fields.pop("at"), **fields)
    rows = [
        person(
            "an",
            **{
                **case.get("person", {}),
                **{n: date.fromisoformat(v) if n in {"since", "until"} else v for n, v in row.items()},
            },
        )
        for row in case.get("rows", [{}])
    ]
    result = evaluated(told, rows, period=case.get("period", "2026"), reading=case.get("reading", "DECREE"))[
        "an"
    ]
    assert result.ratings == (case["rating"],) * 3
    if "grounds" in case:
        assert sorted(one.basis.article or "" for one in result.grounds) == sorted(case["grounds"])
    assert sorted(one.basis.article for one in result.without_effect) == sorted(
        case.get("without_effect", [])
    )
    assert set(case.get("notices", [])) <= {one.code for one in result.notices}
