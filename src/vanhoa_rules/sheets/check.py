"""5 · A sheet as it was printed, and what is wrong with it: lines that cannot reach their maximum, sums, missing rules."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from vanhoa_rules.canonical import plain
from vanhoa_rules.errors import Problem, Text, as_text
from vanhoa_rules.rules import Citation
from vanhoa_rules.words import problem

WAYS = ("given", "sum", "ratio", "all_or_nothing", "band")


def _points(value: Any) -> Fraction:
    return Fraction(value)


def _items(values: Iterable[Any]) -> tuple[Fraction, ...]:
    return tuple(Fraction(value) for value in values)


def _way(_: Any, __: Any, value: Any) -> None:
    if value is not None and value not in WAYS:
        raise ValueError(value)


@frozen(kw_only=True)
class FormLine:
    """One printed line: its maximum, how points are given, and the most that its text can award.

    ``way`` is ``given`` (a superior gives them), ``sum`` (of ``items``), ``ratio`` (a share of the maximum),
    ``all_or_nothing``, ``band``, or None where the sheet does not say. ``items`` are the awards that the text names.
    """

    id: str
    title: Text = field(converter=as_text)
    maximum: Fraction = field(converter=_points)
    way: str | None = field(default="given", validator=_way)
    items: tuple[Fraction, ...] = field(default=(), converter=_items)
    provenance: Citation

    @property
    def reachable(self) -> Fraction:
        """The most that the text of the line awards."""
        return sum(self.items, Fraction(0)) if self.items else self.maximum


@frozen(kw_only=True)
class Block:
    """A group of lines with the maximum that the sheet prints for it."""

    id: str
    title: Text = field(converter=as_text)
    maximum: Fraction = field(converter=_points)
    lines: tuple[FormLine, ...]


@frozen(kw_only=True)
class PaperSheet:
    """A printed sheet as data: blocks, the whole, the days it holds, and how sure its text is."""

    name: str
    edition: str
    title: Text = field(converter=as_text)
    maximum: Fraction = field(converter=_points)
    blocks: tuple[Block, ...]
    provenance: Citation
    complete: bool = True

    @property
    def lines(self) -> Iterator[FormLine]:
        """The lines of all blocks, in order."""
        return (line for block in self.blocks for line in block.lines)

    def to_data(self) -> dict[str, Any]:
        """Return the sheet as canonical JSON data."""
        return {
            "name": self.name,
            "edition": self.edition,
            "title": {"vi": self.title.vi, "en": self.title.en},
            "maximum": plain(self.maximum),
            "provenance": self.provenance.to_data(),
            "blocks": [
                {
                    "id": block.id,
                    "maximum": plain(block.maximum),
                    "lines": [
                        {
                            "id": line.id,
                            "title": {"vi": line.title.vi, "en": line.title.en},
                            "maximum": plain(line.maximum),
                            "way": line.way,
                            "items": [plain(item) for item in line.items],
                            "provenance": line.provenance.to_data(),
                        }
                        for line in block.lines
                    ],
                }
                for block in self.blocks
            ],
        }


def check_sheet(sheet: PaperSheet) -> tuple[Problem, ...]:
    """Return what is wrong with a printed sheet: unreachable maxima, amounts without a rule, sums that are not the whole.

    The blocks of a sheet known only in part are not added up to the whole.
    """
    found: list[Problem] = []
    for block in sheet.blocks:
        for line in block.lines:
            found += _line(line)
        found += _sum(block.id, sum((line.maximum for line in block.lines), Fraction(0)), block.maximum)
    if sheet.complete:
        found += _sum(sheet.name, sum((block.maximum for block in sheet.blocks), Fraction(0)), sheet.maximum)
    return tuple(found)


def _line(line: FormLine) -> list[Problem]:
    if line.way is None:
        return [problem("check.no_rule", field=line.id, line=line.id)]
    if line.reachable == line.maximum:
        return []
    code = "check.unreachable" if line.reachable < line.maximum else "check.beyond"
    return [
        problem(
            code, field=line.id, line=line.id, maximum=plain(line.maximum), reachable=plain(line.reachable)
        )
    ]


def _sum(block: str, added: Fraction, maximum: Fraction) -> list[Problem]:
    if added == maximum:
        return []
    return [problem("check.sum", field=block, block=block, sum=plain(added), maximum=plain(maximum))]
