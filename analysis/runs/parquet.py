"""The one way to read Parquet: one file of bounded size, read as data and nothing else."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

LARGEST_TABLE = 2**28
"""Bytes of the largest table that is read: 100 kB of Parquet can unpack to 100 GB, and ours take some 10 MB at most."""
_BYTES_A_VALUE = 8
_TEXTS = ("BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY")
"""What Parquet calls columns whose values may be long, and are written once for many rows."""


def read_parquet(source: Path | pa.Buffer) -> pa.Table:
    """Read a Parquet file that anybody may have touched.

    Parameters
    ----------
    source : Path or Buffer
        Of one file: a folder, a pipe or a device is none.

    Returns
    -------
    Table
        Its extension types are those that pyarrow knows by itself; what others have written as theirs is plain data.

    Raises
    ------
    ValueError
        If it is no whole Parquet file, or would take more than LARGEST_TABLE.
    """
    try:
        if isinstance(source, Path) and not source.is_file():
            raise ValueError(source)  # noqa: TRY301
        with pq.ParquetFile(source, page_checksum_verification=True) as file:
            table = _unpacked(file)
        table.validate(full=True)
    except (OSError, ValueError, KeyError, pa.ArrowException) as problem:
        raise ValueError(source) from problem
    return table


def _unpacked(file: pq.ParquetFile) -> pa.Table:
    """Read all rows in parts, none of which can take more than may be left."""
    groups = [file.metadata.row_group(place) for place in range(file.metadata.num_row_groups)]
    columns = [each.column(place) for each in groups for place in range(each.num_columns)]
    n_values = sum(each.num_values for each in columns)
    if max(n_values * _BYTES_A_VALUE, sum(each.total_uncompressed_size for each in columns)) > LARGEST_TABLE:
        raise ValueError(file)
    n_text_bytes = sum(each.total_uncompressed_size for each in columns if each.physical_type in _TEXTS)
    n_rows = LARGEST_TABLE // max(n_text_bytes, 1)  # a text of a row is at most all that its column has
    parts, left = [], LARGEST_TABLE
    for part in file.iter_batches(min(n_rows, LARGEST_TABLE // _BYTES_A_VALUE)):
        left -= part.nbytes
        if left < 0:
            raise ValueError(file)
        parts.append(part)
    return pa.Table.from_batches(parts, file.schema_arrow)
