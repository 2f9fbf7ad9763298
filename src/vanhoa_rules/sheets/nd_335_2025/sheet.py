"""5 · The sheet of Decree 335/2025/NĐ-CP under one reading."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from vanhoa_rules.canonical import digest, plain
from vanhoa_rules.errors import Text
from vanhoa_rules.findings import Scene
from vanhoa_rules.scorecards import Threshold
from vanhoa_rules.sheets.nd_335_2025 import judging
from vanhoa_rules.sheets.nd_335_2025.general import LINES
from vanhoa_rules.sheets.nd_335_2025.ledger import Row
from vanhoa_rules.sheets.nd_335_2025.quota import quota
from vanhoa_rules.sheets.nd_335_2025.ratings import THRESHOLDS
from vanhoa_rules.sheets.nd_335_2025.reading import DECREE, Reading
from vanhoa_rules.sheets.nd_335_2025.results import EvaluationResult

NAME, EDITION = "nd-335-2025", "2026-08"
TITLE = Text(
    "Đánh giá, xếp loại chất lượng công chức (Nghị định 335/2025/NĐ-CP)",
    "Evaluation and rating of civil servants (Decree 335/2025/NĐ-CP)",
)


@frozen(kw_only=True)
class Nd335:
    """The sheet ``nd-335-2025`` under one reading: 30 general points on ten lines, 70 for results."""

    reading: Reading = DECREE
    name: str = NAME
    edition: str = EDITION
    title: Text = TITLE
    thresholds: tuple[Threshold, ...] = THRESHOLDS
    digits: int = 2

    def to_data(self) -> dict[str, Any]:
        """Return the sheet as canonical JSON data."""
        return {
            "name": self.name,
            "edition": self.edition,
            "title": {"vi": self.title.vi, "en": self.title.en},
            "digits": self.digits,
            "lines": [
                {
                    "id": line.id,
                    "maximum": plain(line.maximum),
                    "title": {"vi": line.title.vi, "en": line.title.en},
                }
                for line in LINES.values()
            ],
            "result": {"maximum": "70"},
            "thresholds": [
                {"rating": one.rating, "at_least": plain(one.at_least)} for one in self.thresholds
            ],
            "reading": self.reading.to_data(),
        }

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON."""
        return digest(self.to_data())

    def judge(self, scene: Scene) -> dict[str, EvaluationResult]:
        """Return the evaluation of everyone on the roster, in roster order; see ``judging.judge``."""
        return judging.judge(self.reading, scene)

    def ledgers(self, scene: Scene, staff: str) -> dict[str, tuple[Row, ...]]:
        """Return the rows of one person's own tasks, cycle by cycle; see ``judging.ledgers``."""
        return judging.ledgers(self.reading, scene, staff)

    def quota(
        self,
        found: Mapping[str, EvaluationResult],
        scene: Scene,
        *,
        percent: int,
        basis: str | None,
        order: str | None = None,
    ) -> list[dict[str, Any]]:
        """Return how many may be excellent, body by body and group by group, as JSON data; see ``quota.quota``."""
        return [one.to_data() for one in quota(found, scene, percent=percent, basis=basis, order=order)]


def judge(sheet: Nd335, scene: Scene, *, progress: judging.Progress = None) -> dict[str, EvaluationResult]:
    """Return the evaluation of everyone on the roster under the sheet's reading, in roster order."""
    return judging.judge(sheet.reading, scene, progress=progress)
