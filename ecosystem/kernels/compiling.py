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
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import llvmlite.binding as llvm
import numba
from numba.core.event import Listener, register, unregister

_HERE = Path(__file__).parent
_LOG = logging.getLogger(__name__)
_COMPLETE = "complete"
_COMPILES = "numba:run_pass"


def compiled[**P, T](function: Callable[P, T]) -> Callable[P, T]:
    """Compile a function when it is first called, once for each machine."""
    with _kept() as is_kept:
        result: Callable[P, T] = numba.njit(cache=is_kept)(function)
    return result


def inlined[**P, T](function: Callable[P, T]) -> Callable[P, T]:
    """Compile a function into those compiled ones that call it."""
    result: Callable[P, T] = numba.njit(inline="always")(function)
    return result


class Broadcast:
    """A function of numbers as one of arrays that broadcast, as those of numpy are; compiled when it is first called.

    Other compiled functions cannot call it.

    Attributes
    ----------
    function : callable
        Of numbers.
    signature : str
        Types, such as "float64(uint64, int64)".
    """

    def __init__(self, function: Callable[..., Any], signature: str) -> None:
        self.function, self.signature, self.__doc__ = function, signature, function.__doc__

    @cached_property
    def _made(self) -> Any:
        """What numba made of it, which holds the machine code.

        `guvectorize` would keep all of it on disk, and not only what is below the loop; but two processes that fill
        such a cache at once leave one there that ends every later process (numba 0.68).
        """
        with _kept() as is_kept:
            return numba.vectorize([self.signature], cache=is_kept)(self.function)

    @cached_property
    def ufunc(self) -> Any:
        """The function as numpy has them, which Python calls in half the time that those of numba take."""
        return self._made.ufunc

    def __call__(self, *arrays: Any) -> Any:
        """Broadcast the function over arrays."""
        return self.ufunc(*arrays)


def broadcast(signature: str) -> Callable[[Callable[..., Any]], Broadcast]:
    """Make a `Broadcast` of a function."""
    return lambda function: Broadcast(function, signature)


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
    """Give the folder that compiled code is kept in, made if it is not there; None if none can be written to."""
    asked = numba.config.CACHE_DIR
    for place in [Path(asked)] if asked else [_HERE / "__pycache__", _users_cache()]:
        folder = place / _fingerprint()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=folder):
                pass
        except OSError:
            continue
        return folder
    return None


class _Beginning(Listener):  # type: ignore[misc] # numba has no types
    """Tells the log when the first kernel is compiled that is not kept; what is refused before is said alone."""

    def on_start(self, event: Any) -> None:
        """Tell it once, unless this machine has compiled some before."""
        del event
        unregister(_COMPILES, self)
        folder = kept_in()
        if folder is None:
            _LOG.info("Compiling, some 25 seconds: there is no folder to keep it in; NUMBA_CACHE_DIR can name one.")
        elif next(folder.rglob("*.nbc"), None) is None:
            _LOG.info("Compiling once: the first run on a machine takes some 25 seconds more.")

    def on_end(self, event: Any) -> None:
        """Leave the end alone."""


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


register(_COMPILES, _Beginning())
