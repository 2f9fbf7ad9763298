"""0 · Before the facts: a table of any dataframe library, or a Parquet file, into raw rows, by way of Arrow.

Whatever speaks Arrow's C stream (pyarrow, pandas, polars, duckdb) is taken batch by batch; what does not, but narwhals
knows, is handed over by narwhals. No fact holds a binary float: a column of floats counts as whole numbers where every
value is one, as pandas makes them of whole numbers with gaps; otherwise each value is refused in its row.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Protocol

from vanhoa_rules.errors import UsageError
from vanhoa_rules.exchange.extras import load
from vanhoa_rules.exchange.raw import Broken, Row, Table, label
from vanhoa_rules.words import error

BATCH: Final = 1 << 16
WIDEST: Final = 4000
LARGEST: Final = 1 << 31
"""The most bytes that one row group of a Parquet file may unpack to."""
EXACT: Final = 2**53
TEXTS: Final = frozenset({".csv", ".tsv", ".jsonl", ".ndjson", ".json"})
"""The endings of files that are text whatever their first bytes say."""
_HOMES: Final = (
    "pandas",
    "polars",
    "pyarrow",
    "duckdb",
    "narwhals",
    "modin",
    "cudf",
    "dask",
    "ibis",
    "pyspark",
    "sqlframe",
)


class Frame(Protocol):
    """A table of any library that speaks Arrow's C stream."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return the stream in a capsule."""
        ...


def is_frame(source: Any) -> bool:
    """Return whether a source is a table of a dataframe library."""
    if hasattr(source, "__arrow_c_stream__"):
        return True
    home = type(source).__module__.partition(".")[0]
    return home in _HOMES and type(source).__name__ in {"DataFrame", "LazyFrame", "Table", "DuckDBPyRelation"}


def frame_table(frame: Any) -> Table:
    """Return the rows of a dataframe; ``MissingExtraError`` without the extra ``table``, ``UsageError`` for no table."""
    arrow = load("pyarrow", "table")
    try:
        stream = stream_of(frame, arrow)
        names = tuple(map(str, stream.schema.names))
    except (TypeError, ValueError, NotImplementedError, arrow.ArrowException) as cause:
        raise error(UsageError, "file.source", type=type(frame).__name__) from cause
    return _table(names, stream, arrow)


def parquet_table(path: Path) -> Table:
    """Return the rows of a Parquet file, a batch at a time; ``MissingExtraError`` without the extra ``table``."""
    arrow = load("pyarrow", "table")
    file = _opened(path)
    if file is None:
        return Table([Broken("table.broken", parts={"format": "Parquet"})])
    if _unpacked(file) > LARGEST:
        return Table([Broken("table.large", parts={"limit": LARGEST >> 20})])
    return _table(tuple(map(str, file.schema_arrow.names)), file.iter_batches(BATCH), arrow)


def parquet_file(path: Path) -> Any:
    """Return an open Parquet file whose row groups are not too large; None where the file is something else."""
    if path.suffix.lower() in TEXTS:
        return None
    try:
        with path.open("rb") as begun:
            magic = begun.read(4)
    except (OSError, ValueError):
        return None
    file = _opened(path) if magic == b"PAR1" else None
    return None if file is None or _unpacked(file) > LARGEST else file


def _opened(path: Path) -> Any:
    arrow, parquet = load("pyarrow", "table"), load("pyarrow.parquet", "table")
    try:
        file = parquet.ParquetFile(path)
        _unpacked(file)
        file.schema_arrow.names  # noqa: B018 - asked here so that a broken one is told here
    except (OSError, ValueError, arrow.ArrowException):
        return None
    return file


def _unpacked(file: Any) -> int:
    """Return how many bytes the largest row group unpacks to."""
    heads = file.metadata
    return max((heads.row_group(place).total_byte_size for place in range(heads.num_row_groups)), default=0)


def stream_of(frame: Any, arrow: Any) -> Any:
    """Return a dataframe as a stream of Arrow batches, by its own means or those of narwhals."""
    if hasattr(frame, "__arrow_c_stream__"):
        return arrow.RecordBatchReader.from_stream(frame)
    narwhals = load("narwhals", "table")
    known = narwhals.from_native(frame)
    eager = known.collect("pyarrow") if hasattr(known, "collect") else known
    return eager.to_arrow().to_reader(BATCH)


def _table(names: tuple[str, ...], batches: Any, arrow: Any) -> Table:
    if len(names) > WIDEST:
        return Table([Broken("grid.wide", parts={"limit": WIDEST})])
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        return Table([Broken("csv.duplicate_column", field=label(name)) for name in twice])
    return Table(_rows(names, batches, arrow), names, 0)


def _rows(names: tuple[str, ...], batches: Any, arrow: Any) -> Iterator[Row | Broken]:
    number = 0
    try:
        for batch in batches:
            columns = [cells(column, arrow) for column in batch.columns]
            for values in zip(*columns, strict=True):
                number += 1
                yield Row(dict(zip(names, values, strict=True)), number, sparse=True)
    except (OSError, ValueError, arrow.ArrowException):
        yield Broken("table.broken", number + 1, parts={"format": "Arrow"})


def cells(column: Any, arrow: Any) -> Iterable[Any]:
    """Return the values of a column: exact numbers, instants to the microsecond, finer ones as text that says so."""
    types = arrow.types
    if types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if types.is_timestamp(kind):
        return _instants(column, arrow)
    if types.is_floating(kind):
        return _floats(column.to_pylist())
    if types.is_decimal(kind):
        return [_decimal(value) for value in column.to_pylist()]
    if types.is_date64(kind):
        column = column.cast(arrow.date32())
    return list(column.to_pylist())


def _instants(column: Any, arrow: Any) -> list[Any]:
    coarse = arrow.timestamp("us", tz=column.type.tz)
    try:
        return list(column.cast(coarse).to_pylist())
    except (ValueError, arrow.ArrowException):
        pass
    ticks = column.cast(arrow.int64()).to_pylist()
    scale = {"ns": 1000, "us": 1}.get(column.type.unit, 1)
    return [None if tick is None else _instant(tick, scale, column.type.tz, arrow) for tick in ticks]


def _instant(tick: int, scale: int, zone: str | None, arrow: Any) -> datetime | str:
    whole, rest = divmod(tick, scale)
    try:
        value: datetime = arrow.scalar(whole, arrow.timestamp("us", tz=zone)).as_py()
    except (ValueError, OverflowError, arrow.ArrowException):
        return f"({tick})"
    if not rest:
        return value
    text = value.isoformat(timespec="microseconds")
    return f"{text[:26]}{rest:03d}{text[26:]}"


def _floats(values: list[float | None]) -> list[Any]:
    filled = [value for value in values if value is not None]
    if all(value.is_integer() and abs(value) < EXACT for value in filled):
        return [None if value is None else int(value) for value in values]
    return list(values)


def _decimal(value: Decimal | None) -> Decimal | int | None:
    if value is None:
        return None
    whole = value.to_integral_value()
    return int(whole) if value.as_tuple().exponent == 0 else value
