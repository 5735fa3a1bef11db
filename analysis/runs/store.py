"""The folder that a comparison is kept in: readable at every moment, and never half of anything."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Self

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from analysis.runs.files import to_json, write_file
from analysis.runs.manifest import FAILURES, LOCK, MANIFEST, PARTIAL, Manifest, merged, read_manifest, refused
from analysis.runs.simulation import Outcome
from ecosystem.indicators import INDICATORS
from ecosystem.shown import in_brief, shown

_TEXT, _WHOLE, _REAL = pa.string(), pa.int64(), pa.float64()
SCHEMAS: Mapping[str, pa.Schema] = MappingProxyType(
    {
        "runs": pa.schema(
            {
                "run_id": _TEXT,
                "arm": _TEXT,
                "replicate": _WHOLE,
                "seed": _WHOLE,
                "status": _TEXT,
                "seconds": _REAL,
                "stage": _TEXT,
                "message": _TEXT,
            }
        ),
        "series": pa.schema(
            {"arm": _TEXT, "replicate": _WHOLE, "step": _WHOLE, "date": _TEXT, **dict.fromkeys(INDICATORS, _REAL)}
        ),
        "welfare": pa.schema(
            {
                "arm": _TEXT,
                "replicate": _WHOLE,
                "year": _WHOLE,
                "months": _WHOLE,
                "group": _TEXT,
                "subgroup": _TEXT,
                "n": _REAL,
                "received_usd": _REAL,
                "paid_usd": _REAL,
                "net_usd": _REAL,
                "other_welfare_usd": _REAL,
                "welfare_usd": _REAL,
                "per_head_usd": _REAL,
            }
        ),
    }
)
"""Columns of the tables; every part of a table has exactly these."""
OK, FAILED = "ok", "failed"


@shown
@dataclass(frozen=True, slots=True)
class Tables:
    """The three tables of a comparison, with the columns of `SCHEMAS`."""

    runs: pd.DataFrame
    series: pd.DataFrame
    welfare: pd.DataFrame

    def of(self, arms: Sequence[str], replicates: int) -> Self:
        """Take some arms and replicates, in this order, and only the numbers of runs that are told as done."""
        runs = _in_order(self.runs, arms)
        runs = runs[runs["replicate"] < replicates].reset_index(drop=True)
        done = pd.MultiIndex.from_frame(runs.loc[runs["status"] == OK, ["arm", "replicate"]])
        parts = [
            frame[pd.MultiIndex.from_frame(frame[["arm", "replicate"]]).isin(done)]
            for frame in (self.series, self.welfare)
        ]
        return type(self)(runs, *(_in_order(part, arms) for part in parts))


class Memory:
    """Outcomes of a comparison that is not kept on disk."""

    folder: Path | None = None

    def __init__(self) -> None:
        self._parts: dict[str, list[pa.Table]] = {table: [schema.empty_table()] for table, schema in SCHEMAS.items()}

    def __repr__(self) -> str:
        return in_brief("Memory", [("finished", len(self.finished()))])

    def save(self, manifest: Manifest) -> None:
        """Keep nothing of the manifest."""

    def add(self, outcome: Outcome) -> None:
        """Keep how a run ended."""
        for table, frame in _frames(outcome).items():
            self._parts[table].append(_to_arrow(table, frame))

    def finished(self) -> dict[str, float]:
        """Give the seconds that each run took that gave results, by its id."""
        return seconds_of_finished(pa.concat_tables(self._parts["runs"]).to_pandas())

    def tables(self) -> Tables:
        """Give the tables of all outcomes so far."""
        return Tables(*(pa.concat_tables(parts).to_pandas() for parts in self._parts.values()))


@shown
class Store:
    """A store that is open for writing; made by `open_store`.

    Parameters
    ----------
    folder : Path
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, outcome: Outcome) -> None:
        """Keep how a run ended: first what it gave or of what it failed, then the row that says so.

        Raises
        ------
        StoreError
            If it cannot be written; what was there before is as it was.
        """
        name = outcome.run.run_id
        told = self.folder / FAILURES / f"{name}.txt"
        with _saying(self.folder):
            if not outcome.is_ok:
                write_file(told, outcome.trace, by=self.folder / PARTIAL)
            for table, frame in _frames(outcome).items():
                self._write(table, name, _to_arrow(table, frame))
            if outcome.is_ok:
                told.unlink(missing_ok=True)

    def finished(self) -> dict[str, float]:
        """Give the seconds that each run took that gave results, by its id."""
        return finished_in(self.folder)

    def tables(self) -> Tables:
        """Read the tables of all outcomes so far."""
        return read_tables(self.folder)

    def save(self, manifest: Manifest) -> None:
        """Add a manifest to the one that is there, unless that says the same."""
        joined = merged(self.folder, manifest)
        with _saying(self.folder):
            if read_manifest(self.folder) != joined:
                write_file(self.folder / MANIFEST, to_json(joined.to_dict()), by=self.folder / PARTIAL)

    def prepare(self) -> None:
        """Make what is not there yet: the folders, and a part without rows in each table, so that it can be read."""
        with _saying(self.folder):
            for name in (PARTIAL, FAILURES, *map(_folder_of, SCHEMAS)):
                (self.folder / name).mkdir(exist_ok=True)
            for left in (self.folder / PARTIAL).iterdir():
                left.unlink()
            for table, schema in SCHEMAS.items():
                if not (self.folder / _folder_of(table) / "empty.parquet").exists():
                    self._write(table, "empty", schema.empty_table())

    def _write(self, table: str, part: str, content: pa.Table) -> None:
        sink = pa.BufferOutputStream()
        texts = [field.name for field in content.schema if field.type == _TEXT]
        pq.write_table(content, sink, compression="zstd", use_dictionary=texts, write_statistics=False)
        path = self.folder / _folder_of(table) / f"{part}.parquet"
        write_file(path, sink.getvalue().to_pybytes(), by=self.folder / PARTIAL)


@contextmanager
def open_store(folder: Path, wanted: Manifest) -> Iterator[Store]:
    """Open a store for writing, for this process alone; it is made if it is not there.

    Parameters
    ----------
    folder : Path
    wanted : Manifest
        Of the comparison that is to be kept there.

    Yields
    ------
    Store

    Raises
    ------
    StoreError
        If the folder cannot be the store of this comparison, or another process writes there.
    """
    merged(folder, wanted)
    with _saying(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, timeout=0)
        try:
            lock.acquire()
        except Timeout:
            remedy = "Wait until it is done, or give another folder."
            raise refused(folder, "is being written to by another process", remedy) from None
    try:
        store = Store(folder)
        merged(folder, wanted)
        store.prepare()
        store.save(wanted)
        yield store
    finally:
        lock.release()


def read_tables(folder: Path) -> Tables:
    """Read the tables of a store, whether or not somebody writes there.

    Parameters
    ----------
    folder : Path
        Of a store that has a manifest.

    Returns
    -------
    Tables
        With the numbers of every run that is told as done, and perhaps of more.

    Raises
    ------
    StoreError
        If a table cannot be read.
    """
    return Tables(*(_read(folder, table) for table in SCHEMAS))  # the runs first: what they tell of is there by then


def finished_in(folder: Path) -> dict[str, float]:
    """Give the seconds that each run of a store took that gave results, by its id."""
    return seconds_of_finished(_read(folder, "runs"))


def _read(folder: Path, table: str) -> pd.DataFrame:
    try:
        return pd.read_parquet(folder / _folder_of(table))
    except (OSError, pa.ArrowException) as error:
        rule = f"has a table {table!r} that cannot be read: {' '.join(str(error).split())}"
        raise refused(folder, rule, "Give a store that is whole, or another folder.") from None


def seconds_of_finished(runs: pd.DataFrame) -> dict[str, float]:
    """Give the seconds that each run took that gave results, by its id."""
    is_ok = runs["status"] == OK
    return dict(zip(runs.loc[is_ok, "run_id"], runs.loc[is_ok, "seconds"], strict=True))


def _frames(outcome: Outcome) -> dict[str, pd.DataFrame]:
    """Give what is kept of an outcome by table; the row that tells of it last."""
    run = outcome.run
    head = {"arm": run.arm, "replicate": run.replicate}
    row = {
        "run_id": run.run_id,
        **head,
        "seed": run.seed,
        "status": OK if outcome.is_ok else FAILED,
        "seconds": outcome.seconds,
        "stage": outcome.stage,
        "message": outcome.message,
    }
    frames = {"series": outcome.series, "welfare": outcome.welfare}
    kept = {table: frame.assign(**head) for table, frame in frames.items() if frame is not None}
    return {**kept, "runs": pd.DataFrame([row])}


def _to_arrow(table: str, frame: pd.DataFrame) -> pa.Table:
    """Give a part of a table the types that all its parts have."""
    schema = SCHEMAS[table]
    whole = pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False)
    return whole.replace_schema_metadata(None)


def _in_order(frame: pd.DataFrame, arms: Sequence[str]) -> pd.DataFrame:
    """Sort a table by arm, in the order given, and replicate; other arms are left out."""
    order = {arm: place for place, arm in enumerate(arms)}
    kept = frame[frame["arm"].isin(list(order))]
    keys = pd.DataFrame({"arm": kept["arm"].map(order), "replicate": kept["replicate"]})
    return kept.loc[keys.sort_values(["arm", "replicate"], kind="stable").index].reset_index(drop=True)


@contextmanager
def _saying(folder: Path) -> Iterator[None]:
    """Name the store in errors of the file system."""
    try:
        yield
    except OSError as error:
        rule = f"cannot be written to: {error.strerror or error}"
        raise refused(folder, rule, "Give a folder that you may write to, with room left.") from None


def _folder_of(table: str) -> str:
    return f"{table}.parquet"
