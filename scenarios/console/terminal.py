"""How the commands speak: results on stdout, errors and progress on stderr."""

import os
import re
import sys
import textwrap
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from ecosystem.errors import EcosystemError, EcosystemWarning, Fault, quoted

WIDTH_OF_FILES = 140
"""Columns of what is not written to a terminal."""
_INDENT = re.compile(r"\s*(?:- )?")


def console(stream: TextIO | None = None, *, least: int = 0) -> Any:
    """Give a rich console on a stream (stdout if None); where nobody looks on, of at least so many columns."""
    from rich.console import Console

    file = sys.stdout if stream is None else stream
    return Console(file=file, width=None if is_watched(file) else max(WIDTH_OF_FILES, least), highlight=False)


def is_watched(file: TextIO) -> bool:
    """Say whether somebody reads a stream at a width of their own."""
    return file.isatty() or "COLUMNS" in os.environ


def say(*lines: str, stream: TextIO | None = None) -> None:
    """Print lines on a stream (stdout if None), broken between words where somebody looks on, else however long."""
    screen = console(stream)
    for line in "\n".join(lines).splitlines():
        told = wrapped(line, screen.width) if is_watched(screen.file) else line
        screen.print(told, markup=False, soft_wrap=True)


def wrapped(line: str, width: int) -> str:
    """Break a line between words below its indent; commands, which somebody may copy, and paths are left whole."""
    if line.lstrip().startswith("ecosystem "):
        return line
    indent = " " * _INDENT.match(line).end()  # type: ignore[union-attr] # it matches every line
    return textwrap.fill(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def say_json(content: Any) -> None:
    """Write one JSON document to stdout."""
    from analysis.runs.files import to_json

    sys.stdout.write(to_json(content))


@contextmanager
def exit_on_error(code: int, bad_input: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Turn an error that the user can put right into its message on stderr and an exit code; 2 for bad input.

    What is survived is told there as well, as soon as it is known.
    """
    try:
        with _saying_warnings():
            yield
    except (EcosystemError, OSError) as error:
        sys.stderr.write(f"Error: {_in_a_sentence(error)}\n")
        raise SystemExit(2 if isinstance(error, bad_input) else code) from None


def _in_a_sentence(error: EcosystemError | OSError) -> str:
    """Say an error of the file system as ours are said; they are sentences already."""
    if isinstance(error, EcosystemError) or error.filename is None:
        return str(error)
    remedy = "Give a place that you may use, with room left."
    return str(
        Fault("file", f"cannot be read or written: {error.strerror}", quoted(Path(error.filename)), remedy=remedy)
    )


@contextmanager
def _saying_warnings() -> Iterator[None]:
    """Write each warning of ours as a sentence to stderr, without the place in the code that it comes from."""
    with warnings.catch_warnings():
        show = warnings.showwarning

        def say(message: Warning | str, category: type[Warning], *place: Any) -> None:
            if issubclass(category, EcosystemWarning):
                sys.stderr.write(f"Note: {message}\n")
            else:
                show(message, category, *place)

        warnings.simplefilter("always", EcosystemWarning)
        warnings.showwarning = say  # type: ignore[assignment] # restored by catch_warnings
        yield
