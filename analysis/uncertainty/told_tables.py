"""Small tables with a word on how they were made, each in one Parquet file that is checked when it is read."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.runs.parquet import read_parquet
from ecosystem.errors import EcosystemError, Fault, quoted
from ecosystem.notation import from_json
from ecosystem.partials import whole

_LONGEST_FORMAT = 20


def write_table(path: Path, what: str, told: Mapping[str, Any], table: pd.DataFrame) -> None:
    """Write a table and what is told of it, in one step.

    Parameters
    ----------
    path : Path
    what : str
        What it is, in the plural.
    told : mapping of str to object
        Values that JSON knows, among them "format", and in "made" how it was made.
    table : DataFrame
    """
    written = pa.Table.from_pandas(table, preserve_index=False)
    content = json.dumps(dict(told), sort_keys=True).encode()
    with whole(path) as partial:
        pq.write_table(
            written.replace_schema_metadata({what.encode(): content}),
            partial,
            compression="zstd",
            write_page_checksum=True,
        )


def read_table(
    path: Path, what: str, known: Sequence[str], error: type[EcosystemError], remedy: str
) -> tuple[dict[str, Any], pd.DataFrame]:
    """Read a table and what is told of it.

    Parameters
    ----------
    path : Path
    what : str
        As `write_table` was told.
    known : sequence of str
        Formats that are read.
    error : type
        Raised when the file is none, or of another format, or holds other columns than numbers, texts and lists of
        them under a name each.
    remedy : str
        What is then to be done.
    """
    try:
        table = read_parquet(path)
        told = from_json((table.schema.metadata or {})[what.encode()].decode())
        found = str(told["format"])
        is_told = isinstance(told["made"], dict)
    except (KeyError, ValueError, TypeError):
        found, is_told = known[0], False
    if found not in known:
        rule = f"is of format {found[:_LONGEST_FORMAT]}, where this version reads {' and '.join(known)}"
        raise error(Fault(what, rule, quoted(path), remedy=remedy))
    if not is_told:
        raise error(Fault(what, f"is no file of {what}", quoted(path), remedy=remedy))
    if faults := [Fault(name, rule, where=f"columns of {what}", remedy=remedy) for name, rule in _odd(table.schema)]:
        raise error(*faults)
    return told, table.replace_schema_metadata(None).to_pandas()


def _odd(schema: pa.Schema) -> Iterator[tuple[str, str]]:
    """Say what is wrong with columns: pandas makes numbers, texts and lists of them of any file, or none at all."""
    for place, field in enumerate(schema):
        kind = getattr(field.type, "value_type", field.type)
        is_text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
        if not (is_text or pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind)):
            yield field.name, f"holds {field.type}, neither numbers nor texts"
        elif field.name in schema.names[:place]:
            yield field.name, "is there twice"
