"""Single files that a command leaves: checked before anything is computed, and whole or not there."""

import os
from pathlib import Path
from uuid import uuid4

from ecosystem.errors import EcosystemError, Fault, quoted


class TargetError(EcosystemError, OSError):
    """Results cannot be written to where they are asked to go."""


def check_file(path: Path) -> None:
    """Refuse a file that could not be written at the end.

    Parameters
    ----------
    path : Path
        The folder that it lies in need not be there yet.

    Raises
    ------
    TargetError
        If it is a folder, or if its folder can be neither written to nor made.
    """
    target = path.resolve()
    if target.is_dir():
        raise _refused("output file", path, "is a folder", "Give the path of a file.")
    if target.exists() and not os.access(target, os.W_OK):
        raise _refused("output file", path, "cannot be written to", "Give a file that you may write to.")
    if not target.exists() or target.is_file():
        _check_room("output file", path, target.parent)


def check_folder(path: Path) -> None:
    """Refuse a folder that files could not be written to at the end.

    Raises
    ------
    TargetError
        If it is no folder, or can be neither written to nor made.
    """
    _check_room("output folder", path, path.resolve())


def write_file(path: Path, text: str) -> None:
    """Write a file in one step, with the folders that it lies in: if that fails, what was there before is as it was."""
    target = path.resolve()
    if target.exists() and not target.is_file():
        target.write_text(text, encoding="utf-8")  # a pipe or a terminal has nothing to keep
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}-{uuid4().hex[:8]}")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _check_room(what: str, path: Path, folder: Path) -> None:
    """Refuse a folder if the nearest that exists above it is none, or not ours to write to."""
    nearest = next(each for each in (folder, *folder.parents) if each.exists())
    if not nearest.is_dir():
        raise _refused(what, path, f"lies in {nearest}, which is not a folder", "Give another place.")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise _refused(what, path, "cannot be written to", "Give a place that you may write to.")


def _refused(what: str, path: Path, rule: str, remedy: str) -> TargetError:
    return TargetError(Fault(what, rule, quoted(str(path)), remedy=remedy))
