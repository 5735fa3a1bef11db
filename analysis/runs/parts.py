"""The parts of a store: a file for each run and table, read one by one, so that a damaged one costs its own run only.

A store reads exactly the files that it wrote: named by the id of a run, with the columns of their table and numbers of
that run. What a system, a cloud drive or a person has put beside them is left out and told.
"""

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.runs.files import write_file
from analysis.runs.manifest import PARTIAL, refused
from analysis.runs.parquet import read_parquet
from analysis.runs.tables import FAILED, OK, REAL, SCHEMAS, TEXT, Memory, Parts
from analysis.statistics.wording import count
from ecosystem.errors import EcosystemWarning, quoted

EMPTY = "empty"
"""Name of a part without rows, so that others can read a table before there are runs."""
_NAME = re.compile(rf"([0-9a-f]{{32}}|{EMPTY})\.parquet")
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was not read of a store.

    Attributes
    ----------
    strays : tuple of str
        Files in its tables that it did not write, by their paths in it.
    damaged : tuple of str
        A text for each run that counts as not done, since what it gave is lost or damaged.
    """

    strays: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()

    def beyond(self, known: "LeftOut") -> "LeftOut":
        """Give what was not left out before."""
        pairs = ((self.strays, known.strays), (self.damaged, known.damaged))
        return LeftOut(*(tuple(each for each in mine if each not in told) for mine, told in pairs))

    def warn(self, folder: Path) -> None:
        """Tell it in one sentence, as a warning; nothing if there is nothing to tell."""
        told = []
        if self.strays:
            told.append(f"leaves out {count(len(self.strays), 'file')} that it did not write ({_some(self.strays)})")
        if self.damaged:
            runs = count(len(self.damaged), "run")
            told.append(f"counts {runs} as not done, for want of what it gave ({_some(self.damaged)})")
        if told:
            remedy = " Ask the same comparison again with this store to have it made anew." if self.damaged else ""
            message = f"store = {quoted(folder)} {' and '.join(told)}.{remedy}"
            warnings.warn(message, EcosystemWarning, stacklevel=3)


def read_parts(folder: Path, memory: Memory) -> LeftOut:
    """Read all runs of a store that are whole, whether or not somebody writes there.

    Parameters
    ----------
    folder : Path
        Of a store; it need not be there.
    memory : Memory
        Takes the runs that a row of their table tells of.

    Returns
    -------
    LeftOut

    Raises
    ------
    StoreError
        If a folder of it may not be read.
    """
    damaged = []
    names = {table: _names(folder, table) for table in SCHEMAS}
    ours = [name.removesuffix(".parquet") for name in names["runs"] if _NAME.fullmatch(name)]
    for run_id in ours:
        if run_id != EMPTY:
            try:
                memory.put(run_id, _read_run(folder, run_id, memory.schemas))
            except ValueError as error:
                damaged.append(str(error))
    strays = [path_of(table, name) for table, held in names.items() for name in held if not _NAME.fullmatch(name)]
    return LeftOut(tuple(strays), tuple(damaged))


def write_part(folder: Path, table: str, name: str, content: pa.Table) -> None:
    """Write a part in one step, with the sums that tell whether it is still what was written."""
    sink = pa.BufferOutputStream()
    texts = [field.name for field in content.schema if field.type == TEXT]
    options = {"compression": "zstd", "write_statistics": False, "write_page_checksum": True}
    pq.write_table(content, sink, use_dictionary=texts, **options)
    write_file(folder / path_of(table, f"{name}.parquet"), sink.getvalue().to_pybytes(), by=folder / PARTIAL)


def path_of(table: str, name: str = "") -> str:
    """Give the path in a store of the folder of a table, or of a file in it."""
    return f"{table}.parquet/{name}" if name else f"{table}.parquet"


def _names(folder: Path, table: str) -> list[str]:
    """Give the names of what lies in the folder of a table."""
    try:
        return sorted(path.name for path in (folder / path_of(table)).iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        rule = f"has a table {table!r} that cannot be read: {error.strerror or error}"
        raise refused(folder, rule, "Give a folder that you may read.") from None


def _read_run(folder: Path, run_id: str, schemas: Mapping[str, pa.Schema]) -> Parts:
    """Read what a run has of each table; a ValueError says which of it is not as it was written."""
    parts = {"runs": _read_part(folder, "runs", run_id, schemas["runs"])}
    rows = parts["runs"].to_pylist()
    if [row["run_id"] for row in rows] != [run_id] or rows[0]["status"] not in {OK, FAILED}:
        raise ValueError(_told("runs", run_id, "is of another run"))
    if rows[0]["status"] == OK:
        for table in ("series", "welfare"):
            parts[table] = _read_part(folder, table, run_id, schemas[table])
            held = parts[table].select(["arm", "replicate"]).group_by(["arm", "replicate"]).aggregate([]).to_pylist()
            if held != [{key: rows[0][key] for key in ("arm", "replicate")}]:
                raise ValueError(_told(table, run_id, "is of another run"))
    return parts


def _read_part(folder: Path, table: str, run_id: str, schema: pa.Schema) -> pa.Table:
    """Read one file: each column has its type, and nothing but a real number may be missing."""
    path = folder / path_of(table, f"{run_id}.parquet")
    if not path.is_file():
        raise ValueError(_told(table, run_id, "is no file" if path.exists() else "is not there"))
    try:
        part = read_parquet(path)
    except ValueError:
        raise ValueError(_told(table, run_id, "is not a whole Parquet file")) from None
    types = {field.name: TEXT if field.type == pa.large_string() else field.type for field in part.schema}
    if types != dict(zip(schema.names, schema.types, strict=True)):
        raise ValueError(_told(table, run_id, "has other columns"))
    if any(part[field.name].null_count for field in schema if field.type != REAL):
        raise ValueError(_told(table, run_id, "has gaps"))
    return part.select(schema.names).cast(schema)


def _told(table: str, run_id: str, rule: str) -> str:
    return f"{path_of(table, f'{run_id}.parquet')} {rule}"


def _some(texts: tuple[str, ...]) -> str:
    """List the first texts, and say how many more there are."""
    more = len(texts) - _MOST_NAMED
    return ", ".join(texts[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
