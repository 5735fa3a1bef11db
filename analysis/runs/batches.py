"""Batches of runs that outlive their workers: every run ends as a result or as a failure that is told."""

import os
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for_any
from threading import Thread

import pandas as pd

import ecosystem
from analysis.runs.design import Run, run_id
from analysis.runs.runner import WorkerError
from ecosystem.errors import Fault

MOST_KILLS = 3
"""Times that a run may end its process, alone in it, before it counts as failed."""
_MOST_STARTS = 2
_CONTEXT = get_context("spawn")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended.

    Attributes
    ----------
    run : Run
    seconds : float
        Time that it took; 0 where that is not known.
    series, welfare : DataFrame or None
        As `WebEcosystem.series` and `WebEcosystem.welfare_frame` give them; None where the run failed.
    stage : str
        Where it failed: "build", "run step N", "observe" or "worker"; empty where it did not.
    message, trace : str
        What it failed of, in a line and at length.
    """

    run: Run
    seconds: float = 0.0
    series: pd.DataFrame | None = None
    welfare: pd.DataFrame | None = None
    stage: str = ""
    message: str = ""
    trace: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether there are results."""
        return not self.stage


Simulate = Callable[[Run], Outcome]
Take = Callable[[Outcome], None]


class OtherCodeError(RuntimeError):
    """A worker has other source files than the process that asks it to run something."""


def simulate(run: Run) -> Outcome:
    """Make one run; what goes wrong in it becomes an outcome, not an error.

    Parameters
    ----------
    run : Run

    Returns
    -------
    Outcome
        The same numbers wherever it is made.
    """
    started = time.perf_counter()
    stage = "build"
    try:
        if run_id(run.scenario, run.seed) != run.run_id:
            message = "the code of this worker is not that of the process which asked for the run"
            raise OtherCodeError(message)  # noqa: TRY301
        model = ecosystem.WebEcosystem(run.scenario, seed=run.seed, replicate=run.replicate)
        for step in range(run.scenario.months):
            stage = f"run step {step}"
            model.run_for(1)
        stage = "observe"
        series, welfare = model.series(), model.welfare_frame()
    except Exception as error:
        return failure(run, stage, error, time.perf_counter() - started)
    return Outcome(run, time.perf_counter() - started, series, welfare)


def failure(run: Run, stage: str, error: BaseException, seconds: float = 0.0) -> Outcome:
    """Turn an error into the outcome of a run."""
    text = " ".join(str(error).split())
    message = f"{type(error).__name__}: {text}" if text else type(error).__name__
    trace = "".join(traceback.format_exception(error))
    return Outcome(run, seconds, stage=stage, message=message, trace=trace)


def run_batch(
    runs: Sequence[Run],
    take: Take,
    *,
    workers: int = 1,
    executor: Executor | None = None,
    function: Simulate = simulate,
) -> None:
    """Make runs, and hand over each outcome as soon as it is there.

    A worker that dies costs the run that it was at. All that may have been are then made again one by one, in a process
    with nothing else in it; a run that ends that process too, three times, becomes a failure.

    Parameters
    ----------
    runs : sequence of Run
        Begun in this order.
    take : callable
        Told each outcome, in this process, as runs end.
    workers : int
        1 makes the runs in this process, 2 or more in as many others.
    executor : concurrent.futures.Executor, optional
        Makes the runs instead, wherever it likes; it stays open.
    function : callable
        What makes a run; it stands at the top of a module.

    Raises
    ------
    WorkerError
        When no process can be started, or the executor is at its end.
    """
    if executor is not None:
        _run_on(executor, runs, take, function)
    elif workers == 1:
        for run in runs:
            take(_attempt(function, run))
    else:
        _run_in_processes(runs, take, workers, function)


def _attempt(function: Simulate, run: Run) -> Outcome:
    try:
        return function(run)
    except Exception as error:
        return failure(run, "worker", error)


def _run_on(executor: Executor, runs: Sequence[Run], take: Take, function: Simulate) -> None:
    """Make runs on an executor of the caller's."""
    flying: dict[Future[Outcome], Run] = {}
    try:
        for run in runs:
            flying[executor.submit(function, run)] = run
        while flying:
            done, _ = wait(flying, return_when=FIRST_COMPLETED)
            for future in done:
                take(_landed(future, flying[future]))
                del flying[future]
    except (BrokenExecutor, CancelledError) as error:
        for future, run in flying.items():
            if future.done() and not _is_lost(future):
                take(_landed(future, run))
        remedy = "What is finished is kept where there is a store; make a new executor and ask again for the rest."
        raise WorkerError(Fault("executor", "takes no more runs", type(error).__name__, remedy=remedy)) from None
    finally:
        for future in flying:
            future.cancel()


def _is_lost(future: Future[Outcome]) -> bool:
    """Whether a future that is done says nothing of its run."""
    return future.cancelled() or isinstance(future.exception(), BrokenExecutor)


def _landed(future: Future[Outcome], run: Run) -> Outcome:
    """Give the outcome of a future; a broken executor is an error, all else that is raised a failure of the run."""
    error = future.exception()
    if isinstance(error, BrokenExecutor):
        raise error
    return future.result() if error is None else failure(run, "worker", error)


def _run_in_processes(runs: Sequence[Run], take: Take, workers: int, function: Simulate) -> None:
    """Make runs in a pool of processes, and in a new one when it breaks."""
    waiting = deque(runs)
    n_false_starts = 0
    while waiting:
        has_started, suspects = _run_until_broken(waiting, take, workers, function)
        n_false_starts = 0 if has_started else n_false_starts + 1
        if n_false_starts == _MOST_STARTS:
            raise WorkerError(_cannot_start(workers))
        _run_one_by_one(deque(suspects), take, function)


def _run_until_broken(waiting: deque[Run], take: Take, workers: int, function: Simulate) -> tuple[bool, list[Run]]:
    """Make the runs that wait in one pool, until all are done or one of its processes dies.

    Returns
    -------
    bool
        Whether any process came up; if none did, the runs wait as before.
    list of Run
        Those that a process may have been at when it died.
    """
    flying: dict[Future[Outcome], Run] = {}
    with _pool(min(workers, len(waiting))) as pool, suppress(BrokenExecutor):
        first_sign = pool.submit(os.getpid)  # the first task of a pool: what comes after it has not begun before
        while waiting or flying:
            while waiting and len(flying) <= workers:  # one more than there are workers, so that none idles
                flying[pool.submit(function, waiting[0])] = waiting[0]
                waiting.popleft()
            done, _ = wait(flying, return_when=FIRST_COMPLETED)
            for future in done:
                take(_landed(future, flying[future]))
                del flying[future]
    lost = []
    for future, run in flying.items():
        if _is_lost(future):
            lost.append(run)
        else:
            take(_landed(future, run))
    if first_sign.exception() is None:
        return True, lost
    waiting.extendleft(reversed(lost))
    return False, []


def _run_one_by_one(waiting: deque[Run], take: Take, function: Simulate) -> None:
    """Make runs that may have ended a process before, where none can take another with it."""
    n_kills = 0
    while waiting:
        with _pool(1) as pool, suppress(BrokenExecutor):
            while waiting:
                take(_landed(pool.submit(function, waiting[0]), waiting[0]))
                waiting.popleft()
                n_kills = 0
        if waiting:
            n_kills += 1
        if n_kills == MOST_KILLS:
            message = f"its process died {MOST_KILLS} times with nothing else in it, most likely for want of memory"
            take(Outcome(waiting.popleft(), stage="worker", message=message, trace=message))
            n_kills = 0


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Give a pool whose processes leave as soon as this one dies or the block fails."""
    far_end, lifeline = _CONTEXT.Pipe(duplex=False)
    pool = ProcessPoolExecutor(workers, mp_context=_CONTEXT, initializer=_follow, initargs=(far_end,))
    try:
        yield pool
    except BaseException:
        lifeline.close()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        lifeline.close()
        far_end.close()


def _follow(lifeline: Connection) -> None:
    """Make a worker leave when its parent dies or lets go of the lifeline, and not for Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    signs: list[Connection | int] = [lifeline, *([] if parent is None else [parent.sentinel])]

    def leave() -> None:
        wait_for_any(signs)
        os._exit(1)

    Thread(target=leave, daemon=True).start()


def _cannot_start(workers: int) -> Fault:
    rule = "die before they have begun a run"
    remedy = 'In a script of your own, put what it does under `if __name__ == "__main__":`, or ask for workers=1.'
    return Fault("workers", rule, str(workers), remedy=remedy)
