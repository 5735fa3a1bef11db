"""What is being written, under hidden names: it belongs to its maker while that lives, and is cleared when it is dead.

The maker holds a lock on it, which the system lets go of when the process ends, however it ends. Where files cannot be
locked, nothing is cleared.
"""

import os
import platform
import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

_NAME = re.compile(r"\.(?P<of>.+)-(?P<name>[0-9a-f]{4})(?P<boot>[0-9a-f]{4})[0-9a-f]{8}(?P<replaced>\.replaced)?")
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_LONGEST_NAME = 60
_JUST_MADE_SECONDS = 1.0
"""What is younger may belong to a process that is about to lock it."""


def hidden(path: Path) -> Path:
    """Give a new path beside another, under which that can be written until it is whole."""
    return path.with_name(f".{path.name[:_LONGEST_NAME]}-{''.join(_machine())}{uuid4().hex[:8]}")


def replaced(path: Path) -> Path:
    """Give a new path beside another, under which what lies there can wait until it is replaced."""
    return path.with_name(f".{path.name}-{''.join(_machine())}{uuid4().hex[:8]}.replaced")


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Keep a file or folder from being cleared, even if it is renamed, until the block or this process is over."""
    lock = _lock(path)
    try:
        yield
    finally:
        if lock is not None:
            os.close(lock)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Let an error of the file system name what was to be written, and not what that is hidden under or nothing."""
    try:
        yield
    except OSError as error:
        if error.errno is not None:
            error.filename, error.filename2 = str(path), None
        raise


@contextmanager
def whole(path: Path, *, by: Path | None = None) -> Iterator[BinaryIO]:
    """Give a file to write into, which appears in one step when the block is over; if that fails, nothing has changed.

    Parameters
    ----------
    path : Path
        Of a file; the folders that it lies in are made.
    by : Path, optional
        Folder on the same disk that holds the file while it is written, where no reader looks, and which is cleared by
        who owns it; if None that of the file, under a name that begins with a point, and what dead processes have left
        half written there is cleared.
    """
    target = path.resolve()
    with naming(path):
        target.parent.mkdir(parents=True, exist_ok=True)
        if by is None:
            clear(target.parent)
        partial = hidden((by or target.parent) / target.name)
        try:
            partial.touch(exist_ok=False)
            with held(partial):
                with partial.open("wb") as file:
                    yield file
                    file.flush()
                    os.fsync(file.fileno())
                partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)


def clear(folder: Path) -> None:
    """Remove what dead processes of this machine have left half written in a folder; what they replaced comes back.

    Parameters
    ----------
    folder : Path
        It need not be there.
    """
    with suppress(OSError):  # whoever wants to write there will hear of it
        for name in os.listdir(folder):  # noqa: PTH208 - names alone, of many files
            found = _NAME.fullmatch(name)
            if found and (found["name"] == _machine()[0] or found["boot"] == _machine()[1]):
                _clear(folder / name, folder / found["of"] if found["replaced"] else None)


def _clear(path: Path, home: Path | None) -> None:
    """Remove what nobody holds any more, or put it back home if nothing has taken its place there."""
    with suppress(OSError):
        if time.time() - path.stat().st_mtime < _JUST_MADE_SECONDS:
            return
        lock = _lock(path)
        if lock is None:
            return
        try:
            if home is not None and not home.exists():
                path.rename(home)
            elif path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        finally:
            os.close(lock)


@cache
def _machine() -> tuple[str, str]:
    """Tell this machine by its name and by its start: containers have the latter in common, its restarts the former."""
    name = platform.node()
    try:
        boot = _BOOT.read_text(encoding="ascii")
    except OSError:
        boot = name
    first, second = (blake2b(each.encode(), digest_size=2).hexdigest() for each in (name, boot))
    return first, second


if sys.platform == "win32":

    def _lock(path: Path) -> int | None:  # noqa: ARG001
        """Lock nothing: what is open there cannot be renamed."""
        return None

else:
    import fcntl

    def _lock(path: Path) -> int | None:
        """Lock a file or folder; None if another process has, or if it cannot be locked."""
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        except OSError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return None
        return descriptor
