"""The notebooks run from top to bottom in an empty folder, and say what they claim."""

import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "notebooks"
SAYS = {
    "analyst-quarter.ipynb": (
        "row 6, minutes_late",
        "00124  discipline 100 to 100, recorded 100; KL-01 met",
        "00125  discipline 40 to 100, recorded 100; KL-01 unknown",
        "known on 5 February: breached – known on 1 April: met",
    ),
    "jurist-local-rule.ipynb": (
        "Vi phạm: mỗi lần đến muộn quá 30 phút",
        "30 minutes: met · 31 minutes: breached · 31 minutes on leave: met",
        "8 of 40 people",
        "touched from March on: ['TT-009', 'TT-015', 'TT-028']",
    ),
    "vendor-live.ipynb": (
        "· finding ·",
        "· finding_withdrawn ·",
        "True True True\nTrue True True",
        "unknown\n",
        "pending 100",
    ),
}


def test_every_notebook_is_expected():
    assert {path.name for path in FOLDER.glob("*.ipynb")} == set(SAYS)


@pytest.mark.parametrize("name", SAYS)
def test_a_notebook_runs_and_says_what_it_claims(name, tool):
    printed = "\n".join(out for _, _, out in tool("page_notebooks").run(FOLDER / name))
    for line in SAYS[name]:
        assert line in printed


@pytest.mark.parametrize("name", SAYS)
def test_a_notebook_is_kept_without_outputs(name):
    data = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    assert (data["nbformat"], data["nbformat_minor"]) == (4, 5)
    code = [cell for cell in data["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert len({cell["id"] for cell in data["cells"]}) == len(data["cells"])
