"""A Parquet file is read as data, in bounded memory, or refused."""

import pickle
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

from analysis.runs.parquet import read_parquet
from tests.support.damage import DAMAGES

TABLE = pa.table({"n": [1, 2, None], "text": ["a", "b", "a"], "lists": [[1.5], [], None]})
LARGEST = 2**24
N_ROWS = LARGEST // 8 + 1


def written(table: pa.Table, **options: object) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", **options)
    return sink.getvalue()


@pytest.mark.parametrize(
    "table",
    [
        TABLE,
        TABLE[:0],
        TABLE.replace_schema_metadata({"a": "b"}),
        pa.Table.from_pandas(
            pd.DataFrame({"kind": pd.Categorical(["a", "b"]), "day": pd.to_datetime(["2022-01-01"] * 2)})
        ),
        pa.Table.from_pandas(pd.DataFrame(index=[1, 2])),
    ],
)
def test_a_table_comes_back_as_pyarrow_reads_it(table: pa.Table) -> None:
    found, known = read_parquet(written(table)), pq.read_table(pa.BufferReader(written(table)))
    assert found.equals(known)
    assert found.schema.equals(known.schema, check_metadata=True)


@pytest.mark.parametrize(
    "column",
    [
        pa.nulls(N_ROWS, pa.int8()),
        pa.ListArray.from_arrays(pa.array([0, N_ROWS], pa.int32()), pa.nulls(N_ROWS, pa.int8())),
        pa.chunked_array([["x" * 2**18]] * 100),
    ],
)
def test_a_small_file_of_a_large_table_is_refused(column: pa.Array, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.runs.parquet.LARGEST_TABLE", LARGEST)
    data = written(pa.table({"a": column}), row_group_size=N_ROWS)
    assert data.size < LARGEST // 1_000
    with pytest.raises(ValueError):  # noqa: PT011
        read_parquet(data)


class Tells:
    """Leaves a file where it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self.path), "w")


def test_nothing_is_unpickled_that_a_column_brings_along(tmp_path: Path) -> None:
    told = tmp_path / "told"
    content = pickle.dumps(Tells(told))
    marks = {"ARROW:extension:name": b"arrow.py_extension_type", "ARROW:extension:metadata": content}
    schema = pa.schema([pa.field("a", pa.int64(), metadata=marks)], {"pandas": content})
    table = read_parquet(written(pa.table({"a": [1]}, schema)))
    assert table["a"].to_pylist() == [1]
    assert not told.exists()


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(written(TABLE))
    for path in (tmp_path, tmp_path / "none", Path("/dev/zero")):
        with pytest.raises(ValueError):  # noqa: PT011
            read_parquet(path)


@settings(max_examples=100, derandomize=True)
@given(damage=DAMAGES)
def test_a_damaged_file_is_refused_or_holds_what_it_held(damage: Callable[[bytes], bytes]) -> None:
    data = damage(written(TABLE, write_page_checksum=True).to_pybytes())
    try:
        found = read_parquet(pa.py_buffer(data))
    except ValueError:
        return
    assert found.equals(TABLE)
