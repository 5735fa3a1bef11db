"""What is done before anything runs: streams that take all that is written, and a check of our packages."""

import codecs
import logging
import os
import sys
from io import BufferedWriter, FileIO, TextIOWrapper
from pathlib import Path
from typing import Any

from ecosystem.errors import EcosystemError, Fault
from ecosystem.neighbours import REMEDY, RULE, foreign_packages

PLAINLY = "plainly"
"""How streams write what their encoding lacks: a star for a bullet, else a question mark."""


class ForeignPackageError(EcosystemError, RuntimeError):
    """A package of another project is imported in the place of ours."""


class _Patient(FileIO):
    """A file whose reader may leave, as that of `ecosystem list | head`: what comes later is dropped."""

    is_lost = False

    def write(self, content: Any) -> int:
        """Write bytes, or drop them if nobody reads on; say once that they cannot be written for another reason."""
        try:
            return len(content) if self.is_lost else super().write(content)
        except OSError as error:
            self.is_lost = True
            if isinstance(error, BrokenPipeError):
                return len(content)
            raise


def begin() -> None:
    """Make this process ready to speak and draw wherever it runs, then check its packages.

    Whatever encoding stdout and stderr have, and whether or not somebody reads them to the end, what is written to them
    neither fails nor keeps results from being written to files. Figures need no window, whatever MPLBACKEND says. What
    the model logs, as that it compiles for the first time, goes to stderr.

    Raises
    ------
    ForeignPackageError
        If a package is foreign.
    """
    os.environ["MPLBACKEND"] = "agg"
    codecs.register_error(PLAINLY, _plainly)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open until Python ends
        elif stream is getattr(sys, f"__{name}__"):
            setattr(sys, name, _patient(stream))
    check_packages()
    log = logging.getLogger("ecosystem")
    log.addHandler(logging.StreamHandler())
    log.setLevel(logging.INFO)


def _patient(stream: TextIOWrapper) -> TextIOWrapper:
    """Give a stream that writes to the same place, but fails neither of its encoding nor of a reader who leaves."""
    if stream.isatty():
        stream.reconfigure(errors=PLAINLY)
        return stream
    stream.flush()
    file = _Patient(stream.fileno(), "w", closefd=False)
    is_prompt = stream.line_buffering or stream.write_through
    return TextIOWrapper(BufferedWriter(file), stream.encoding, PLAINLY, line_buffering=is_prompt)


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """Give what stands in place of characters that cannot be written."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return "".join("*" if each == "\N{BULLET}" else "?" for each in text), error.end


def check_packages() -> None:
    """Refuse to run with an `analysis` or `scenarios` that does not lie beside `ecosystem`.

    The names are common; a folder of that name elsewhere on Python's path would be imported in the place of ours.

    Raises
    ------
    ForeignPackageError
        If a package is foreign; it lists every one.
    """
    found = foreign_packages()
    faults = [Fault(f"package {name}", RULE, str(place), "", REMEDY) for name, place in found.items()]
    if faults:
        raise ForeignPackageError(*faults)


def use_one_thread_a_process() -> None:
    """Keep linear algebra to one thread, unless told otherwise: as many workers as processors run beside one another.

    It also makes sums of many numbers the same whatever the number of processors. It holds for what is imported later.
    """
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
        os.environ.setdefault(name, "1")
