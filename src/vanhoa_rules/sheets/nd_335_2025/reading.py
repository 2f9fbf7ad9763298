"""5 · Every doubtful place of the decree as a question with typed answers; each answer says who reads it so."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

import attrs
from attrs import Attribute, field, frozen

from vanhoa_rules.errors import Text, UsageError
from vanhoa_rules.rules import Citation
from vanhoa_rules.sheets.nd_335_2025.questions import QUESTIONS
from vanhoa_rules.words import error, near


def _answer(_: Any, attribute: "Attribute[Any]", value: Any) -> None:
    values = [option.value for option in QUESTIONS[attribute.name].options]
    if value not in values:
        raise error(
            UsageError, "reading.value", field=attribute.name, value=repr(value), choices=", ".join(values)
        )


@frozen(kw_only=True)
class Reading:
    """One answer to each doubtful question of the decree; the defaults are ``DECREE``, the words of the decree itself.

    ``preset`` is the name of the reading it began from. Two readings with the same answers are equal. ``UsageError``
    for an answer that no one gives.
    """

    preset: str = field(default="DECREE", eq=False)
    cycle: Literal["month", "quarter"] = field(default="month", validator=_answer)
    late_unit: Literal["time", "day", "band5"] = field(default="time", validator=_answer)
    denominator: Literal["assigned", "completed"] = field(default="assigned", validator=_answer)
    floor: str = field(default="zero", validator=_answer)
    cap: Literal["result", "quantity", "none"] = field(default="result", validator=_answer)
    nothing_assigned: Literal["unknown", "zero", "full"] = field(default="unknown", validator=_answer)
    quota_base: Literal["tot", "tot_tro_len"] = field(default="tot", validator=_answer)
    quota_rounding: Literal["floor", "half_up"] = field(default="floor", validator=_answer)
    longer: Literal["mean", "pooled"] = field(default="mean", validator=_answer)
    leader_longer: Literal["mean", "min"] = field(default="mean", validator=_answer)
    step: Literal["any", "0.25", "0.5", "whole"] = field(default="any", validator=_answer)
    coefficient: Literal["exact", "one_decimal"] = field(default="exact", validator=_answer)
    cut_on: Literal["row", "product"] = field(default="row", validator=_answer)
    subordinates: Literal["all", "direct"] = field(default="all", validator=_answer)
    leader_work: Literal["own", "own_and_unit"] = field(default="own", validator=_answer)
    missing_month: Literal["unknown", "skip"] = field(default="unknown", validator=_answer)
    month_counts: Literal["any", "half"] = field(default="any", validator=_answer)
    year_end: Literal["calendar", "15_12"] = field(default="calendar", validator=_answer)
    former_body: Literal["old_result", "this_year"] = field(default="old_result", validator=_answer)
    rounding: Literal["exact", "printed"] = field(default="exact", validator=_answer)
    contract: Literal["out", "in"] = field(default="out", validator=_answer)

    @classmethod
    def parse(cls, text: str) -> "Reading":
        """Return the reading written as ``NAME[,question=answer…]``, e.g. ``DECREE,late_unit=day``."""
        name, *changes = (part.strip() for part in text.split(","))
        if name not in PRESETS:
            raise error(UsageError, "reading.unknown", name=name, near=near(name, PRESETS))
        given: dict[str, str] = {}
        for change in changes:
            question, equals, value = change.partition("=")
            if not equals:
                raise error(UsageError, "reading.form", text=change)
            given[question.strip()] = value.strip()
        return PRESETS[name].but(**given)

    def but(self, **changes: str) -> "Reading":
        """Return the reading with other answers to some questions."""
        for name in changes:
            if name not in QUESTIONS:
                raise error(UsageError, "reading.question", field=name, near=near(name, QUESTIONS))
        answers: Any = changes
        return attrs.evolve(self, **answers)

    @property
    def answers(self) -> dict[str, str]:
        """The answer to each question, in the order of the questions."""
        return {name: getattr(self, name) for name in QUESTIONS}

    def differs(self, other: "Reading") -> tuple[str, ...]:
        """Return the questions that two readings answer differently."""
        return tuple(name for name in QUESTIONS if getattr(self, name) != getattr(other, name))

    @property
    def text(self) -> str:
        """The reading as ``parse`` reads it."""
        base = PRESETS.get(self.preset, DECREE)
        changed = [f"{name}={getattr(self, name)}" for name in self.differs(base)]
        return ",".join((base.preset, *changed))

    def basis(self, question: str) -> Citation:
        """Return who answers a question as this reading does."""
        return QUESTIONS[question].option(getattr(self, question)).basis

    def to_data(self) -> dict[str, Any]:
        """Return the reading as plain data: its name and the answers, each with who gives it."""
        return {
            "name": self.text,
            "answers": {
                name: {"value": value, "basis": self.basis(name).to_data()}
                for name, value in self.answers.items()
            },
        }

    def __str__(self) -> str:
        return self.text


DECREE = Reading()
HANDBOOK = attrs.evolve(DECREE, preset="HANDBOOK", late_unit="day", year_end="15_12")
THANH_HOA = attrs.evolve(
    DECREE,
    preset="THANH_HOA",
    denominator="completed",
    cap="quantity",
    nothing_assigned="full",
)
THANH_HOA_DRAFT = attrs.evolve(THANH_HOA, preset="THANH_HOA_DRAFT", month_counts="half")
HAI_QUAN_VIII = attrs.evolve(
    DECREE,
    preset="HAI_QUAN_VIII",
    cycle="month",
    longer="pooled",
    leader_longer="min",
    nothing_assigned="zero",
    step="whole",
)
NGHIA_LAM = attrs.evolve(DECREE, preset="NGHIA_LAM", nothing_assigned="unknown")

PRESETS: Mapping[str, Reading] = MappingProxyType(
    {one.preset: one for one in (DECREE, HANDBOOK, THANH_HOA, THANH_HOA_DRAFT, HAI_QUAN_VIII, NGHIA_LAM)}
)
ABOUT: Mapping[str, Text] = MappingProxyType(
    {
        "DECREE": Text("Đúng câu chữ của Nghị định 335/2025/NĐ-CP", "The words of Decree 335/2025/NĐ-CP"),
        "HANDBOOK": Text(
            "Sổ tay Bộ Nội vụ 2026: trừ theo ngày chậm; việc đến hạn sau 15/12 tính sang năm sau. Lời văn của sổ tay "
            "tính cả sản phẩm của cấp dưới cho lãnh đạo, nhưng chính ví dụ của sổ tay không tính, nên leader_work là own",
            "Ministry handbook 2026: a cut for each day late; work due after 15 December belongs to the next year. Its "
            "text counts all products of a leader's people, its own example does not, so leader_work stays own",
        ),
        "THANH_HOA": Text(
            "Công cụ của một cơ quan tỉnh Thanh Hóa (2026), biết qua nguồn gián tiếp",
            "The tool of one Thanh Hóa office (2026), known at second hand",
        ),
        "THANH_HOA_DRAFT": Text(
            "Dự thảo quy định tháng 6/2026 của Thanh Hóa, chưa ký", "An unsigned Thanh Hóa draft of June 2026"
        ),
        "HAI_QUAN_VIII": Text(
            "Công cụ của Chi cục Hải quan khu vực VIII, biết qua nguồn gián tiếp",
            "The tool of the customs branch of region VIII, known at second hand",
        ),
        "NGHIA_LAM": Text(
            "Công cụ của xã Nghĩa Lâm, biết qua nguồn gián tiếp",
            "The tool of Nghĩa Lâm commune, known at second hand",
        ),
    }
)
