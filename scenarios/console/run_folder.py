"""The folder that a run leaves: it appears complete, or not at all."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from ecosystem.errors import EcosystemError, Fault, quoted
from ecosystem.partials import clear, held, hidden, replaced

RUNS = Path("runs")
"""Where runs go that are not told where to go."""


class RunFolderError(EcosystemError, OSError):
    """The results of a run cannot be put where they are asked to go."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where results are to go.

    Parameters
    ----------
    folder : Path, optional
        The folder; None asks for a new one, ``runs/<name>-<n>``.
    name : str
        Name of the scenario.
    may_overwrite : bool
        Whether what the folder holds may be replaced.
    """

    folder: Path | None
    name: str
    may_overwrite: bool = False

    def check(self) -> None:
        """Refuse a folder that holds anything, unless it may be replaced.

        Raises
        ------
        RunFolderError
            If results cannot go there.
        """
        if self.folder is None or not self.folder.exists():
            return
        if not self.folder.is_dir():
            raise _refused(self.folder, "is not a folder", "Give the path of a folder.")
        is_used = any(self.folder.iterdir())
        if is_used and not self.may_overwrite:
            remedy = "Give another folder, or --overwrite to replace what it holds."
            raise _refused(self.folder, "holds something", remedy)
        here = Path.cwd().resolve()
        if self.folder.is_mount() or self.folder.resolve() in (here, *here.parents):
            remedy = "Give a folder inside it."
            raise _refused(self.folder, "is in use and cannot be replaced", remedy)


def new_folder(name: str) -> Path:
    """Make an empty folder ``runs/<name>-<n>`` that nobody else has.

    Raises
    ------
    RunFolderError
        If it cannot be made.
    """
    for folder in _numbered(RUNS, name):
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            if RUNS.is_dir():
                continue
            raise _refused(RUNS, "is not a folder", "Give the folder with --out.") from None
        except OSError as error:
            remedy = "Give a folder that you may write to."
            raise _refused(RUNS, f"cannot be written to: {error.strerror}", remedy) from None
        break
    return folder


@contextmanager
def run_folder(destination: Destination) -> Iterator["PartialFolder"]:
    """Give a hidden folder beside the destination, which takes its place at the end.

    If the block fails, the hidden folder is removed and the destination is as it was.

    Parameters
    ----------
    destination : Destination
        Where the results are to go.

    Yields
    ------
    PartialFolder
        Write into its `path`; call `finish` when all is written.

    Raises
    ------
    RunFolderError
        If results cannot go there.
    """
    destination.check()
    target = destination.folder
    parent = RUNS if target is None else target.resolve().parent
    path = hidden(parent / destination.name)
    clear(parent)
    try:
        path.mkdir(parents=True)
    except OSError as error:
        rule = f"cannot be written to: {error.strerror}"
        raise _refused(target or RUNS, rule, "Give a folder that you may write to.") from None
    try:
        with held(path):
            yield PartialFolder(path, destination)
    finally:
        shutil.rmtree(path, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class PartialFolder:
    """A folder that is being written, and where it is to go."""

    path: Path
    destination: Destination

    def finish(self) -> Path:
        """Move the folder to its destination in one step.

        Returns
        -------
        Path
            Where it lies now.

        Raises
        ------
        RunFolderError
            If somebody else has put something there in the meantime.
        """
        folder = self.destination.folder
        if folder is None:
            return self._finish_as_new()
        self.destination.check()
        target = folder.resolve()
        if not target.exists():
            self.path.rename(target)
            return folder
        old = replaced(target)
        with held(target):
            target.rename(old)
            try:
                self.path.rename(target)
            except BaseException:
                old.rename(target)
                raise
            shutil.rmtree(old, ignore_errors=True)
        return folder

    def _finish_as_new(self) -> Path:
        """Take the first number above all that are in use, even if other runs end right now."""
        for target in _numbered(self.path.parent, self.destination.name):
            try:
                self.path.rename(target)
            except OSError:
                if not target.exists():
                    raise
            else:
                break
        return target


def _numbered(parent: Path, name: str) -> Iterator[Path]:
    """Give ``<name>-<n>`` in a folder, from the first n above all that are in use."""
    used = (path.name.removeprefix(f"{name}-") for path in parent.glob(f"{name}-*"))
    first = max((int(number) for number in used if number.isascii() and number.isdecimal()), default=0) + 1
    return (parent / f"{name}-{number}" for number in count(first))


def _refused(folder: Path, rule: str, remedy: str) -> RunFolderError:
    return RunFolderError(Fault("output folder", rule, quoted(folder), remedy=remedy))
