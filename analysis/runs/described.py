"""Parquet that says what its columns are: units and meanings as metadata of fields, and as attributes for pandas."""

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.runs.files import write_file
from ecosystem.columns import ColumnInfo, attributes

_ATTRIBUTES = b"PANDAS_ATTRS"
"""Where pandas looks for the attributes of a frame in the metadata of a Parquet file."""
_FIELDS = MappingProxyType({"units": "unit", "meanings": "description"})
TEXTS = tuple(_FIELDS)
"""What is told of columns."""


def described(schema: pa.Schema, columns: Iterable[ColumnInfo], texts: Collection[str] = TEXTS) -> pa.Schema:
    """Give a schema whose fields say their unit and description.

    Parameters
    ----------
    schema : pyarrow.Schema
    columns : iterable of ColumnInfo
        What is known; those that the schema lacks are left out.
    texts : collection of str
        Which of "units" and "meanings" are told.

    Returns
    -------
    pyarrow.Schema
        What else its metadata said is left out.
    """
    told = attributes(each for each in columns if each.name in schema.names)
    return _with_texts(schema, {name: told[name] for name in texts})


def write_table(frame: pd.DataFrame, folder: Path, name: str) -> None:
    """Write a frame without its index as CSV for people and as Parquet for programs, each in one step."""
    write_file(folder / f"{name}.csv", frame.to_csv(index=False, lineterminator="\n"))
    write_described(frame, folder / f"{name}.parquet")


def write_described(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as Parquet in one step, with what it says of its columns (`FrameInfo.told`), without its index."""
    plain = frame.copy(deep=False)
    plain.attrs = {}  # else pyarrow writes them once more
    table = pa.Table.from_pandas(plain, preserve_index=False)
    schema = _with_texts(table.schema, frame.attrs)
    sink = pa.BufferOutputStream()
    pq.write_table(table.cast(schema.with_metadata({**(table.schema.metadata or {}), **schema.metadata})), sink)
    write_file(path, sink.getvalue().to_pybytes())


def _with_texts(schema: pa.Schema, texts: Mapping[str, Mapping[str, str]]) -> pa.Schema:
    told = {_FIELDS[name]: known for name, known in texts.items() if name in _FIELDS}
    fields = [
        field.with_metadata({key: known[field.name] for key, known in told.items() if field.name in known} or None)
        for field in schema
    ]
    return pa.schema(fields, metadata={_ATTRIBUTES: json.dumps(texts)})
