"""0 · Before the facts: an Excel workbook into sheets of cells, by fastexcel, after a look at what each cell is.

A workbook is a zip of XML that came from outside. Before it is opened it is gone through once as a stream: no bomb, no
document type, no sheet wider or longer than can be held. The same look tells text from numbers (``00123`` from 123),
finds errors and formulas without a result, which would otherwise be lost as empty cells.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Final
from xml.parsers import expat

from attrs import field, frozen

from vanhoa_rules.exchange.extras import load
from vanhoa_rules.exchange.grids import WIDEST, Grid, Numbered, read_bytes
from vanhoa_rules.exchange.raw import Broken

LARGEST: Final = 1 << 29
"""The most bytes that a workbook may unpack to."""
MOST_CELLS: Final = 20_000_000
ENTRIES: Final = 4000

_CHUNK: Final = 1 << 18
_PLACE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?")
_SHORT: Final = datetime(1900, 2, 28)  # noqa: DTZ001 - a clock without a day
_ZERO: Final = datetime(1899, 12, 31)  # noqa: DTZ001


class _Refused(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, code: str, **parts: Any) -> None:
        super().__init__(code)
        self.broken = Broken(code, parts=parts)


@frozen
class _Look:
    """What a look at the XML of one sheet saw: the kind of each filled cell that is no number, by (row, column)."""

    kinds: dict[tuple[int, int], str] = field(factory=dict[tuple[int, int], str])
    bare: dict[int, list[int]] = field(
        factory=dict[int, list[int]]
    )  # formulas without a result: columns by row
    box: list[int] = field(factory=lambda: [0, 0, 0])  # last row, first and last column of filled cells

    def fill(self, row: int, column: int, kind: str) -> None:
        """Note a filled cell."""
        if kind != "n":
            self.kinds[row, column] = kind
        last, left, right = self.box
        self.box[:] = max(last, row), min(left or column, column), max(right, column)


def workbook(path: Path) -> list[Grid] | Broken:
    """Return the sheets of an ``.xlsx`` file that have cells; ``MissingExtraError`` without the extra ``excel``."""
    data = read_bytes(path)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return Broken("grid.old", parts={"guess": "Excel 97–2003"})
    try:
        looks = _looks(path)
    except _Refused as refused:
        return refused.broken
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        OSError,
        ValueError,
        KeyError,
        EOFError,
        NotImplementedError,
    ):
        return Broken("grid.broken")
    reader = _reader(data)
    if isinstance(reader, Broken):
        return reader
    sheets: list[Grid] = []
    for name, look in looks:
        if look.box[0] or look.bare:
            try:
                sheets.append(Grid(_rows(reader, name, look), name))
            except Exception as cause:  # noqa: BLE001 - the reader's errors are of many classes, none of ours
                return Broken("grid.sheet", parts={"sheet": name[:60], "fault": type(cause).__name__})
    return sheets


def _reader(data: bytes) -> Any:
    fastexcel = load("fastexcel", "excel")
    load("pyarrow", "excel")  # in which fastexcel hands its cells over
    try:
        return fastexcel.read_excel(data)
    except Exception:  # noqa: BLE001 - the reader's errors are of many classes, none of ours
        return Broken("grid.broken")


def _rows(reader: Any, name: str, look: _Look) -> Iterator[Numbered]:
    _, left, right = look.box
    if not right:
        return _placed([], 1, look)
    batch = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_arrow()
    if batch.num_columns != right - left + 1:
        msg = "the cells do not stand where the look saw them"
        raise ValueError(msg)
    return _placed([column.to_pylist() for column in batch.columns], left, look)


def _placed(columns: list[list[str | None]], left: int, look: _Look) -> Iterator[Numbered]:
    texts = dict(enumerate(zip(*columns, strict=True), 1))
    for number in range(1, max(len(texts), *look.bare, 0) + 1):
        kinds = ((place, look.kinds.get((number, place), "n")) for place in range(left, left + len(columns)))
        cells: list[Any] = [None] * (left - 1)
        cells += [_cell(text, kind) for text, (_, kind) in zip(texts.get(number, ()), kinds, strict=False)]
        for column in look.bare.get(number, ()):
            cells += [None] * (column - len(cells))
            cells[column - 1] = Broken("grid.no_result")
        if any(cell is not None for cell in cells):
            yield number, tuple(cells)


def _cell(text: str | None, kind: str) -> Any:
    match kind:
        case "e":
            return Broken("grid.error_cell")
        case "s":
            return text or None
        case "b":
            return text == "true"
        case _:
            return None if text is None else _number(text)


def _number(text: str) -> Any:
    if not _DATE.fullmatch(text):
        number = Decimal(text)
        return int(number) if number == number.to_integral_value() and abs(number) < 10**15 else number
    when = datetime.fromisoformat(text)
    if when < _SHORT:
        return when - _ZERO
    return (when + timedelta(microseconds=500_000)).replace(microsecond=0)


# the look


def _looks(path: Path) -> list[tuple[str, _Look]]:
    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        entries = {info.filename: info for info in archive.infolist()}
        if len(entries) > ENTRIES:
            raise _Refused("grid.bomb", limit=LARGEST >> 20)
        targets = _sheets(file, entries)
        looks = {target: _Look() for _, target in targets}
        left = LARGEST
        for name, info in entries.items():
            look = looks.get(name)
            parser = _sheet_parser(look) if look is not None else None
            for chunk in _unpacked(file, info):
                left -= len(chunk)
                if left < 0:
                    raise _Refused("grid.bomb", limit=LARGEST >> 20)
                if parser is not None:
                    parser.Parse(chunk, False)
                elif name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in chunk[:4096].upper():
                    raise _Refused("grid.doctype")
            if parser is not None:
                parser.Parse(b"", True)
    for look in looks.values():
        last, first, right = look.box
        if right > WIDEST or last * (right - first + 1) > MOST_CELLS:
            raise _Refused("grid.large", rows=last, columns=right)
    return [(name, looks[target]) for name, target in targets if target in entries]


def _unpacked(file: BinaryIO, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what an entry unpacks to, whatever size it claims."""
    file.seek(info.header_offset)
    head = file.read(30)
    if len(head) < 30 or head[:4] != b"PK\x03\x04" or info.flag_bits & 1:
        raise _Refused("grid.locked" if info.flag_bits & 1 else "grid.broken")
    file.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), 1)
    left = info.compress_size
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _Refused("grid.broken")
    inflate = zlib.decompressobj(-15) if info.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0:
        packed = file.read(min(left, _CHUNK))
        if not packed:
            raise _Refused("grid.broken")
        left -= len(packed)
        if inflate is None:
            yield packed
            continue
        while packed and not inflate.eof:
            yield inflate.decompress(packed, _CHUNK)
            packed = inflate.unconsumed_tail


def _sheets(file: BinaryIO, entries: dict[str, zipfile.ZipInfo]) -> list[tuple[str, str]]:
    """Return the name and the entry of each sheet, in the workbook's order."""
    if "xl/workbook.xml" not in entries:
        raise _Refused("grid.not_workbook")
    names: list[tuple[str, str]] = []
    targets: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        local = {name.rpartition(":")[2]: value for name, value in attributes.items()}
        match tag.rpartition(":")[2]:
            case "sheet":
                names.append((local.get("name", ""), local.get("id", "")))
            case "workbookPr" if local.get("date1904", "0") in {"1", "true"}:
                raise _Refused("grid.epoch")
            case "Relationship":
                target = local.get("Target", "")
                targets[local.get("Id", "")] = (
                    target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                )
            case _:
                pass

    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        parser = _parser()
        parser.StartElementHandler = start
        seen = 0
        for chunk in _unpacked(file, entries[name]):
            seen += len(chunk)
            if seen > LARGEST >> 5:
                raise _Refused("grid.bomb", limit=LARGEST >> 20)
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    return [(name, targets.get(key, "")) for name, key in names]


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()

    def doctype(*_: Any) -> None:
        raise _Refused("grid.doctype")

    parser.StartDoctypeDeclHandler = doctype
    return parser


def _sheet_parser(look: _Look) -> expat.XMLParserType:
    parser = _parser()
    row = column = 0
    kind = ""
    formula = value = inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, kind, formula, value, inside
        match tag.rpartition(":")[2]:
            case "row":
                row, column = int(attributes.get("r", row + 1)), 0
            case "c":
                found = _PLACE.fullmatch(attributes.get("r", ""))
                column = _column(found[1]) if found else column + 1
                row = int(found[2]) if found else row
                kind, formula, value = attributes.get("t", "n"), False, False
                if row > 1_048_576 or column > 16_384:
                    raise _Refused("grid.broken")
            case "f":
                formula = True
            case "v" | "t":
                inside = True
            case _:
                pass

    def data(text: str) -> None:
        nonlocal value
        value = value or (inside and bool(text))

    def end(tag: str) -> None:
        nonlocal inside
        match tag.rpartition(":")[2]:
            case "v" | "t":
                inside = False
            case "c" if value:
                short = {"b": "b", "e": "e", "n": "n", "d": "n"}.get(kind, "s")
                look.fill(row, column, short)
            case "c" if formula and kind != "str":
                look.bare.setdefault(row, []).append(column)
            case _:
                pass

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    return parser


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place
