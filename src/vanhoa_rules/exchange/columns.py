"""0 · Before the facts: a table or a Parquet file into columns that engines judge, with no object a row.

All rows are checked at once, by the rules that ``read_row`` has for one. A row that fails any of them is read by
``read_row``, which says what is wrong with it, or finds that nothing is.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from attrs import evolve

from vanhoa_rules.exchange.arrowed import NotInColumnsError
from vanhoa_rules.exchange.columnwise import Reading
from vanhoa_rules.exchange.extras import load
from vanhoa_rules.exchange.rows import Terms
from vanhoa_rules.exchange.tabled import Source, Tabled
from vanhoa_rules.exchange.tables import WIDEST, parquet_file, stream_of
from vanhoa_rules.exchange.values import normal
from vanhoa_rules.facts import Vocabulary

__all__ = ["Tabled", "as_arrow", "read_columns"]


def read_columns(source: Any, vocabulary: Vocabulary) -> Tabled | None:
    """Return the facts of a dataframe, an Arrow table or a Parquet file as columns; None where rows must be read one by one.

    The same facts, problems and unrecognised rows as ``read_facts``.
    """
    terms = Terms(vocabulary)
    if isinstance(source, str | os.PathLike):
        path = Path(cast("os.PathLike[str]", source))
        terms = evolve(terms, file=str(path), usual=path.stem if path.stem in vocabulary else None)
        given = parquet_file(path)
    else:
        given = source if hasattr(source, "to_batches") and hasattr(source, "num_rows") else None
    if given is None:
        return None
    arrow, found = load("pyarrow", "table"), Source(given)
    names = found.names
    if len(names) > WIDEST or len(set(names)) < len(names) or any(normal(name) != name for name in names):
        return None
    if not found.rows or not {"id", "staff", "at"} <= set(names):
        return None
    if "kind" not in names and terms.usual is None:
        return None
    try:
        return Reading(found, terms).read()
    except (NotInColumnsError, OSError, ValueError, OverflowError, arrow.ArrowException):
        return None
    finally:
        arrow.default_memory_pool().release_unused()


def as_arrow(source: Any) -> Any:
    """Return a dataframe as an Arrow table, so that what can be read once is read once; anything else as it is.

    What breaks off half-way is handed on as a stream that breaks off there, for the rows to be read one by one.
    """
    arrow = load("pyarrow", "table")
    try:
        stream = stream_of(source, arrow)
        schema = stream.schema
    except (TypeError, ValueError, NotImplementedError, arrow.ArrowException):
        return source
    batches: list[Any] = []
    try:
        batches.extend(stream)
    except (OSError, ValueError, arrow.ArrowException) as broken:
        return arrow.RecordBatchReader.from_batches(schema, _torn(batches, broken))
    return arrow.Table.from_batches(batches, schema)


def _torn(batches: list[Any], broken: Exception) -> Iterator[Any]:
    yield from batches
    raise broken
