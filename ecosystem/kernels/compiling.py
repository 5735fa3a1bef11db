"""Compiling: loops over columns become machine code, which is kept on disk for the next process.

Compiled code is kept in a folder beside the source that is named by a hash of all kernels, since a kernel holds those
that it calls; where the source cannot be written to, numba keeps it in the user's own cache.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numba
from numba.core import event

_HERE = Path(__file__).parent


def compiled[**P, T](function: Callable[P, T]) -> Callable[P, T]:
    """Compile a function when it is first called, once for each machine."""
    with _kept_beside_the_source():
        result: Callable[P, T] = numba.njit(cache=True)(function)
    return result


def inlined[**P, T](function: Callable[P, T]) -> Callable[P, T]:
    """Compile a function into those compiled ones that call it."""
    result: Callable[P, T] = numba.njit(inline="always")(function)
    return result


def broadcast(signature: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a function of numbers one of arrays that broadcast, as those of numpy are.

    Parameters
    ----------
    signature : str
        Types, such as "float64(uint64, int64)".
    """

    def compile_it(function: Callable[..., Any]) -> Callable[..., Any]:
        with _kept_beside_the_source():
            result: Callable[..., Any] = numba.vectorize([signature], cache=True)(function)
        return result

    return compile_it


@contextmanager
def told_when_compiling(tell: Callable[[], None]) -> Iterator[None]:
    """Call a function once, when the first kernel of many is compiled rather than read from disk."""

    class _Listener(event.Listener):  # type: ignore[misc] # of a package without types
        told = False

        def on_start(self, event: Any) -> None:  # noqa: ARG002
            if not self.told:
                self.told = True
                tell()

        def on_end(self, event: Any) -> None:
            pass

    listener = _Listener()
    with event.install_listener("numba:compile", listener):
        yield


@contextmanager
def _kept_beside_the_source() -> Iterator[None]:
    asked = numba.config.CACHE_DIR
    if not asked and os.access(_HERE, os.W_OK):
        numba.config.CACHE_DIR = str(_HERE / "__pycache__" / _fingerprint())
    try:
        yield
    finally:
        numba.config.CACHE_DIR = asked


@cache
def _fingerprint() -> str:
    """Hash the source of all kernels."""
    return blake2b(b"".join(file.read_bytes() for file in sorted(_HERE.glob("*.py"))), digest_size=8).hexdigest()
