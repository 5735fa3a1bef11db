"""Compiling before other processes do: a tiny run, once on a machine."""

import ecosystem
from ecosystem import Scenario
from ecosystem.kernels.compiling import is_complete, kept_in, note_complete

_TINY = Scenario(name="compiling", size=50, months=24)


def compile_first() -> None:
    """Compile what runs need in this process, unless it lies on disk: several would each compile all of it."""
    if kept_in() is not None and not is_complete():
        ecosystem.WebEcosystem(_TINY).run_for(_TINY.months)
        note_complete()
