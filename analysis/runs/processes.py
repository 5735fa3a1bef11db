"""How processes are started: as copies of one that has loaded all that runs need, where the system can do that."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import resource_tracker
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext


def _context() -> "ForkServerContext | SpawnContext":
    """Copy a process that has loaded what runs need: under Linux, as Python itself does from 3.14; else start anew."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["analysis.runs.template"])
    return context


CONTEXT = _context()


def new_process[**P](target: Callable[P, Any], *args: P.args, **kwargs: P.kwargs) -> BaseProcess:
    """Give a process that is yet to begin; it sees the environment of now, and ends when this one does.

    Parameters
    ----------
    target : callable
        What it does; it and what it is given travel between processes.
    *args, **kwargs
        What the target is given.
    """
    # The one that is copied has the environment of its own beginning.
    return CONTEXT.Process(target=_do, args=(dict(os.environ), target, args, kwargs))


def begin(process: BaseProcess) -> None:
    """Begin a process, undisturbed by signals here; Ctrl-C never reaches it, and ends no more than its parent."""
    with ThreadPoolExecutor(1, initializer=_be_deaf) as undisturbed:  # signals reach the main thread alone
        undisturbed.submit(int).result()  # a thread that is interrupted while it comes up would not be waited for
        undisturbed.submit(process.start).result()


def _be_deaf() -> None:
    """Keep Ctrl-C from this thread, and from all processes that it begins, from their first moment."""
    if hasattr(signal, "pthread_sigmask"):
        resource_tracker.ensure_running()  # begun later, it would have this thread hear again
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _do(environment: dict[str, str], target: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Do what a process is for, as long as there is the one that wants it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_leave_with_parent, daemon=True).start()
    os.environ.clear()
    os.environ.update(environment)
    target(*args, **kwargs)


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
