"""The folder that a comparison is kept in: readable at every moment, and never half of anything."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from analysis.runs.described import described
from analysis.runs.files import to_json, write_file
from analysis.runs.manifest import (
    FAILURES,
    LOCK,
    MANIFEST,
    PAGES,
    PARTIAL,
    Manifest,
    held_manifest,
    merged,
    read_manifest,
    refused,
)
from analysis.runs.parts import EMPTY, LeftOut, path_of, read_parts, write_part
from analysis.runs.sampled_pages import to_bytes
from analysis.runs.simulation import Outcome
from analysis.runs.tables import SCHEMAS, Memory, Parts, Tables, parts_of
from ecosystem.indicators import Indicator
from ecosystem.shown import shown


@shown
class Store(Memory):
    """A store that is open for writing, and which runs it holds; made by `open_store`.

    What runs gave lies in the folder alone until it is asked for, so that they take no memory while others are made.

    Parameters
    ----------
    folder : Path
    added : iterable of Indicator
        Those of others that its runs record.
    """

    folder: Path

    def __init__(self, folder: Path, added: Iterable[Indicator] = ()) -> None:
        super().__init__(added)
        self.folder, self.added = folder, tuple(added)
        self._left_out = LeftOut()

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
            if outcome.pages:
                shown = self.folder / PAGES / f"{outcome.run.replicate}.json"
                write_file(shown, to_bytes(outcome.pages), by=self.folder / PARTIAL)
            parts = parts_of(outcome)
            for table in reversed(parts):
                write_part(self.folder, table, name, parts[table])
            if outcome.is_ok:
                told.unlink(missing_ok=True)
        self.put(name, parts)

    def put(self, run_id: str, parts: Parts) -> None:
        """Take the row that tells of a run."""
        super().put(run_id, {"runs": parts["runs"]})

    def tables(self, manifest: Manifest) -> Tables:
        """Read the tables of all outcomes that a manifest asks for, as `Memory` gives them."""
        held = Memory(self.added)
        read_parts(self.folder, held).beyond(self._left_out).warn(self.folder)
        return held.tables(manifest)

    def save(self, manifest: Manifest) -> None:
        """Add a manifest to the one that is there, unless that says the same."""
        joined = merged(self.folder, manifest)
        with _saying(self.folder):
            if held_manifest(self.folder) != joined:
                write_file(self.folder / MANIFEST, to_json(joined.to_dict()), by=self.folder / PARTIAL)

    def prepare(self) -> None:
        """Make the folders that are not there yet, and read what is there."""
        with _saying(self.folder):
            for name in (PARTIAL, FAILURES, *map(path_of, SCHEMAS)):
                (self.folder / name).mkdir(exist_ok=True)
            for left in (self.folder / PARTIAL).iterdir():
                if not left.is_dir():
                    left.unlink()
            for table, schema in self.schemas.items():
                if not (self.folder / path_of(table, f"{EMPTY}.parquet")).exists():
                    write_part(self.folder, table, EMPTY, described(schema, self.told[table]).empty_table())
        self._left_out = read_parts(self.folder, self)
        self._left_out.warn(self.folder)


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
        store = Store(folder, wanted.indicators)
        merged(folder, wanted)
        store.prepare()
        store.save(wanted)
        yield store
    finally:
        lock.release()


def read_store(folder: Path) -> tuple[Manifest, Memory]:
    """Read a store, finished or not; what it holds besides, or has lost, is told as a warning.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Manifest
    Memory
        With all runs that are whole.

    Raises
    ------
    StoreError
        If there is no store in the folder, or one that cannot be read.
    """
    manifest = read_manifest(folder)
    memory = Memory(manifest.indicators)
    read_parts(folder, memory).warn(folder)
    return manifest, memory


@contextmanager
def _saying(folder: Path) -> Iterator[None]:
    """Name the store in errors of the file system."""
    try:
        yield
    except OSError as error:
        rule = f"cannot be written to: {error.strerror or error}"
        raise refused(folder, rule, "Give a folder that you may write to, with room left.") from None
