"""Small tables with a word on how they were made, each in one Parquet file that is checked when it is read."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from ecosystem.errors import EcosystemError, Fault, quoted
from ecosystem.partials import whole


def write_table(path: Path, what: str, told: Mapping[str, Any], table: pd.DataFrame) -> None:
    """Write a table and what is told of it, in one step.

    Parameters
    ----------
    path : Path
    what : str
        What it is, in the plural.
    told : mapping of str to object
        Values that JSON knows, among them "format".
    table : DataFrame
    """
    written = pa.Table.from_pandas(table, preserve_index=False)
    content = json.dumps(dict(told), sort_keys=True).encode()
    with whole(path) as partial:
        pq.write_table(written.replace_schema_metadata({what.encode(): content}), partial, compression="zstd")


def read_table(
    path: Path, what: str, known: str, error: type[EcosystemError], remedy: str
) -> tuple[dict[str, Any], pd.DataFrame]:
    """Read a table and what is told of it.

    Parameters
    ----------
    path : Path
    what : str
        As `write_table` was told.
    known : str
        The format that is read.
    error : type
        Raised when the file is none, or of another format.
    remedy : str
        What is then to be done.
    """
    try:
        table = pq.read_table(path)
        told = json.loads((table.schema.metadata or {})[what.encode()])
        found = told["format"]
    except (OSError, KeyError, ValueError, TypeError, pa.ArrowException):
        raise error(Fault(what, f"is no file of {what}", quoted(path), remedy=remedy)) from None
    if found != known:
        raise error(Fault(what, f"is of format {found}, where this version reads {known}", quoted(path), remedy=remedy))
    return told, table.to_pandas(ignore_metadata=True)
