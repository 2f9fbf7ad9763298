"""0 · Before the facts: the bytes of a file into raw rows, each with the number of its line; nothing is judged yet."""

import codecs
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, cast

import attrs
from attrs import evolve, frozen

LONGEST = 1_000_000
"""The longest row that is read, in characters."""

_NEWLINE = re.compile(r"\r\n|\r|\n")
_NEWLINE_BYTES = re.compile(rb"\r\n|\r|\n")
_MARKS = re.compile(rb"[A-Za-z\xe2\xea\xf4\xe3\xf5\xfd][\xcc\xd2\xde\xec\xf2]")
_WIDE = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_BINARY = (
    (b"PK\x03\x04", "Excel / zip"),
    (b"PAR1", "Parquet"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0", "Excel 97–2003"),
    (b"%PDF", "PDF"),
)

Line = str | bytes


@frozen
class Row:
    """One raw row: ``text`` = every value is text (CSV), ``sparse`` = null means that nothing is stated (CSV, tables)."""

    values: Mapping[Any, Any]
    number: int | None = None
    text: bool = False
    sparse: bool = False


@frozen
class Broken:
    """A row, or with ``number`` None a file, that cannot be read; ``hint`` holds what could be read of kind and staff."""

    code: str
    number: int | None = None
    field: str | None = None
    hint: Mapping[str, Any] = attrs.field(factory=dict[str, Any])
    parts: Mapping[str, Any] = attrs.field(factory=dict[str, Any])


@frozen
class Table:
    """Raw rows in order; ``heading`` = the names of the columns, with the line they stand on, where there are columns."""

    rows: Iterable[Row | Broken]
    heading: tuple[str, ...] | None = None
    line: int = 1

    def without(self, known: Iterable[str]) -> "Table":
        """Return the same rows without the cells of columns that are not known."""
        strangers = frozenset(self.heading or ()) - frozenset(known)
        return evolve(self, rows=(_narrow(row, strangers) for row in self.rows)) if strangers else self


def _narrow(row: Row | Broken, strangers: frozenset[str]) -> Row | Broken:
    if isinstance(row, Broken):
        return row
    return evolve(row, values={name: value for name, value in row.values.items() if name not in strangers})


def row_of(item: Any, number: int) -> Row | Broken:
    """Return the raw row that a mapping of the caller's is."""
    if not isinstance(item, Mapping):
        return Broken("row.not_object", number)
    return Row(cast("Mapping[str, Any]", item), number)


def lines_of(data: bytes) -> list[Line] | Broken:
    """Return the lines of a UTF-8 file; one that is not UTF-8 stays bytes, a file mostly of such lines is refused."""
    wide = next((name for bom, name in _WIDE if data.startswith(bom)), None)
    sample = data[:4096]
    if wide or sample.count(0) * 5 > len(sample):
        return Broken("file.encoding", parts={"guess": wide or "UTF-16"})
    binary = next((name for magic, name in _BINARY if data.startswith(magic)), None)
    if binary:
        return Broken("file.format", parts={"guess": binary})
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return list(_NEWLINE.split(data.decode()))
    except UnicodeDecodeError:
        lines = [_decoded(line) for line in _NEWLINE_BYTES.split(data)]
    bad = sum(isinstance(line, bytes) for line in lines)
    good = sum(isinstance(line, str) and bool(line.strip()) for line in lines)
    return Broken("file.encoding", parts={"guess": guess(data)}) if bad > good else lines


def _decoded(line: bytes) -> Line:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line


def guess(data: bytes) -> str:
    """Return the name of the encoding that bytes which are not UTF-8 seem to be in."""
    return "windows-1258" if _MARKS.search(data) else "windows-1252 / TCVN3 (ABC)"


def strange(text: str, *, strict: bool) -> bool:
    """Whether text holds what no text may: control characters, half characters; ``strict``: nothing invisible at all."""
    if text.isascii() and text.isprintable():
        return False
    allowed = "" if strict else "\n\t"
    barred = {"Cc", "Cs", "Cf", "Zl", "Zp"} if strict else {"Cc", "Cs"}
    return any(unicodedata.category(letter) in barred and letter not in allowed for letter in text)


def label(name: str) -> str:
    """Return a name that a row gave as a message may repeat it."""
    return "".join("\ufffd" if strange(letter, strict=True) else letter for letter in name[:80])
