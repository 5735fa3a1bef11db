"""Compiling: loops over columns become machine code, which is kept on disk for the next process.

Compiled code is kept in a folder that is named by a hash of all kernels, since a kernel holds those that it calls, and
of what compiles them for which processor. It lies beside the source, or in the user's cache where the source cannot be
written to, or where `NUMBA_CACHE_DIR` says; where nothing can be written, each process compiles for itself.
"""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import llvmlite.binding as llvm
import numba

_HERE = Path(__file__).parent
_LOG = logging.getLogger(__name__)
_COMPLETE = "complete"


def compiled[**P, T](function: Callable[P, T]) -> Callable[P, T]:
    """Compile a function when it is first called, once for each machine."""
    with _kept() as is_kept:
        result: Callable[P, T] = numba.njit(cache=is_kept)(function)
    return result


def inlined[**P, T](function: Callable[P, T]) -> Callable[P, T]:
    """Compile a function into those compiled ones that call it."""
    result: Callable[P, T] = numba.njit(inline="always")(function)
    return result


def broadcast(signature: str) -> Callable[[Callable[..., Any]], Any]:
    """Make a function of numbers one of arrays that broadcast, as those of numpy are.

    Its `ufunc` is one of numpy and the same, which other compiled functions cannot call, but Python in half the time.

    Parameters
    ----------
    signature : str
        Types, such as "float64(uint64, int64)".
    """

    def compile_it(function: Callable[..., Any]) -> Any:
        with _kept() as is_kept:
            return numba.vectorize([signature], cache=is_kept)(function)

    return compile_it


def is_complete() -> bool:
    """Whether all kernels that runs need lie compiled on disk, as far as `note_complete` was told."""
    folder = kept_in()
    return folder is not None and (folder / _COMPLETE).exists()


def note_complete() -> None:
    """Take down that a run has compiled what runs need."""
    folder = kept_in()
    if folder is not None:
        (folder / _COMPLETE).touch()


@cache
def kept_in() -> Path | None:
    """Give the folder that compiled code is kept in; None if none can be written to.

    It is made if it is not there, and then it is told to the log that all will be compiled.
    """
    asked = numba.config.CACHE_DIR
    for place in [Path(asked)] if asked else [_HERE / "__pycache__", _users_cache()]:
        folder = place / _fingerprint()
        is_new = not folder.exists()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=folder):
                pass
        except OSError:
            continue
        if is_new:
            _LOG.info("Compiling once: the first run on a machine takes some 25 seconds more.")
        return folder
    _LOG.info("Compiling, some 25 seconds: there is no folder to keep it in; NUMBA_CACHE_DIR can name one.")
    return None


@contextmanager
def _kept() -> Iterator[bool]:
    """Let numba keep what is compiled in the block in our folder; say whether it can."""
    folder, asked = kept_in(), numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder or "")
    try:
        yield folder is not None
    finally:
        numba.config.CACHE_DIR = asked


def _users_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "web-ecosystem"


def _fingerprint() -> str:
    """Hash the source of all kernels, and who compiles them for what."""
    sources = b"".join(file.read_bytes() for file in sorted(_HERE.glob("*.py")))
    machine = (sys.version, numba.__version__, llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten())
    return blake2b(sources + repr(machine).encode(), digest_size=8).hexdigest()
