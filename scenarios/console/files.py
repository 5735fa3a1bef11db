"""Files and folders that a command will leave, checked before anything is computed."""

import os
from pathlib import Path

from analysis.runs.files import fault_of_place
from ecosystem.errors import EcosystemError, Fault, quoted


class TargetError(EcosystemError, OSError):
    """Results cannot be written to where they are asked to go."""


def check_file(path: Path | None) -> None:
    """Refuse a file that could not be written at the end.

    Parameters
    ----------
    path : Path or None
        The folder that it lies in need not be there yet; None asks for no file.

    Raises
    ------
    TargetError
        If it is a folder, or if its folder can be neither written to nor made.
    """
    if path is None:
        return
    target = path.resolve()
    if target.is_dir():
        raise _refused(path, "is a folder", "Give the path of a file.")
    if target.exists() and not os.access(target, os.W_OK):
        raise _refused(path, "cannot be written to", "Give a file that you may write to.")
    if not target.exists() or target.is_file():
        _check_room(path, target.parent)


def check_page(only: str | None, path: Path | None) -> None:
    """Refuse a page of all studies that would hold one of them, or could not be written; None asks for no page."""
    if path is not None and only is not None:
        remedy = "Leave out --only to write the page, or --write to see one."
        raise _refused(path, f"would replace the page of all by that of {quoted(only)}", remedy)
    check_file(path)


def check_folder(path: Path | None) -> None:
    """Refuse a folder that files could not be written to at the end; None asks for none.

    Raises
    ------
    TargetError
        If it is no folder, or can be neither written to nor made.
    """
    if path is not None:
        _check_room(path, path)


def _check_room(path: Path, folder: Path) -> None:
    """Refuse a folder if the nearest that exists above it is none, or not ours to write to."""
    if rule := fault_of_place(folder):
        raise _refused(path, rule, "Give a place that you may write to.")


def _refused(path: Path, rule: str, remedy: str) -> TargetError:
    return TargetError(Fault("output", rule, quoted(path), remedy=remedy))
