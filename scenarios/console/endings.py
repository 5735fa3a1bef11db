"""How commands end when a person or a system wants it: cleaned up, in one sentence, with the exit code of shells."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, ClassVar

_PATIENCE_SECONDS = 5.0
"""A signal that comes sooner after the first is the same wish, told twice, as `timeout` does."""


class Ended(KeyboardInterrupt):
    """Somebody ends the process: with Ctrl-C, if nothing else is said."""

    code: ClassVar[int] = 128 + 2
    said: ClassVar[str] = "Interrupted."


class Terminated(Ended):
    """SIGTERM: a batch system, a container or a person ends the process."""

    code, said = 128 + 15, "Ended by SIGTERM."


class HungUp(Ended):
    """SIGHUP: the terminal is closed."""

    code, said = 128 + 1, "Ended by SIGHUP."


def end_by_signals() -> None:
    """Let SIGTERM and SIGHUP clean up as Ctrl-C does; what is ignored, as under nohup, or unknown here stays so."""
    for name, ending in (("SIGTERM", Terminated), ("SIGHUP", HungUp)):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _raising(ending))


def _raising(ending: type[Ended]) -> Callable[[int, Any], None]:
    last = -_PATIENCE_SECONDS
    terminals = [stream.fileno() for stream in (sys.stdout, sys.stderr) if stream.isatty()]

    def end(number: int, frame: Any) -> None:  # noqa: ARG001
        nonlocal last
        now = time.monotonic()
        if now - last < _PATIENCE_SECONDS:
            return
        last = now
        if ending is HungUp:  # to write to a terminal that is gone would fail
            for terminal in terminals:
                os.dup2(os.open(os.devnull, os.O_WRONLY), terminal)
        raise ending

    return end


@contextmanager
def saying_when_interrupted(text: str = "") -> Iterator[None]:
    """Say on stderr what ended the block early and what is left, and exit with 130, 143 (SIGTERM) or 129 (SIGHUP)."""
    try:
        yield
    except KeyboardInterrupt as interruption:
        ended = interruption if isinstance(interruption, Ended) else Ended()
        with suppress(OSError):  # nobody may be there to read it
            sys.stderr.write(f"{ended.said} {text}".rstrip() + "\n")
        raise SystemExit(ended.code) from None
