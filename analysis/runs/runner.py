"""The way to make many runs: spread over processes, kept as they end, given back in their order."""

import gc
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, as_completed
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from analysis.runs.compiling import compile_first
from analysis.runs.keeping import Shelf
from analysis.runs.progress import Told, counting
from analysis.runs.workers import Take, WorkerError, forget, make_in_processes
from ecosystem.checks import check_bounds
from ecosystem.errors import EcosystemError, Fault


@dataclass(frozen=True, slots=True)
class Runner:
    """How the runs of a study are made; its results depend on none of this.

    Attributes
    ----------
    workers : int
        1: in this process; 2 or more: in so many others.
    keep : Path or None
        Folder in which each result is kept as soon as it is there; what it holds already is not made again.
    on_done : callable or None
        Told after each run; a bar on stderr if not given, where a terminal or notebook looks on.
    executor : concurrent.futures.Executor or None
        Makes the runs instead, wherever it likes; it stays open.
    on_wait : callable or None
        Called every half second without news from processes; what it raises ends the runs at once.
    """

    workers: int = 1
    keep: Path | None = None
    on_done: Told | None = None
    executor: Executor | None = None
    on_wait: Callable[[], None] | None = None

    def __post_init__(self) -> None:
        check_bounds(workers=(self.workers, 1))

    def run[Job, Result](
        self, function: Callable[[Job], Result], jobs: Sequence[Job], *, is_fresh: bool = False
    ) -> list[Result]:
        """Run a function on every job.

        Parameters
        ----------
        function : callable
            Of one job; it stands at the top of a module, or is a dataclass that can be called.
        jobs : sequence
            Begun in this order.
        is_fresh : bool
            Give each job a process of its own, even with one worker.

        Returns
        -------
        list
            One result a job, in the order of the jobs.

        Raises
        ------
        WorkerError
            When a job always ends its process, no process can be started, or the executor is at its end.
        KeepError
            When the folder cannot be used, or what is to be kept has no form in it.
        Exception
            The first that a job raises; what was finished before is kept.
        """
        shelf = None if self.keep is None else Shelf(self.keep, function)
        results = {} if shelf is None else shelf.find(jobs)
        missing = [place for place in range(len(jobs)) if place not in results]

        def take(number: int, ended: Future[Result]) -> None:
            place = missing[number]
            results[place] = ended.result()
            if shelf is not None:
                shelf.put(jobs[place], results[place])
            tell(len(results), len(jobs))

        try:
            with counting("runs", self.on_done, done=len(results), total=len(jobs)) as tell:
                self.make(function, [jobs[place] for place in missing], take, is_fresh=is_fresh)
        except KeyboardInterrupt as interruption:
            raise type(interruption)(kept_sentence(self.keep, len(results))) from None
        return [results[place] for place in range(len(jobs))]

    def make[Job, Result](
        self, function: Callable[[Job], Result], jobs: Sequence[Job], take: Take[Result], *, is_fresh: bool = False
    ) -> None:
        """Run a function on every job and hand over how each ended, as a future that is done, as soon as it has.

        Nothing is kept or told. A worker that dies costs no more than a second try (`make_in_processes`).

        Parameters
        ----------
        function, jobs, is_fresh
            As in `run`.
        take : callable
            Told the place of a job and its future, in this process.

        Raises
        ------
        WorkerError
            When no process can be started, or the executor is at its end.
        """
        if self.executor is not None:
            _make_on(self.executor, function, jobs, take)
        elif self.workers > 1 or is_fresh:
            compile_first()
            make_in_processes(function, jobs, take, self.workers, is_fresh=is_fresh, on_wait=self.on_wait)
        else:
            _make_here(function, jobs, take)


IN_TURN = Runner()
"""One run after another in this process; nothing is kept."""


def kept_sentence(folder: Path | None, n_finished: int) -> str:
    """Say what is left of runs that were interrupted."""
    if folder is None:
        return "interrupted; without a folder to keep them in, no runs are kept"
    return f"interrupted; {n_finished} finished runs are kept in {folder}, and the same call goes on from there"


def _make_here[Job, Result](function: Callable[[Job], Result], jobs: Sequence[Job], take: Take[Result]) -> None:
    """Make jobs in turn, and free what each has left in cycles, without a look at what was there before."""
    gc.freeze()
    try:
        for place, job in enumerate(jobs):
            take(place, _made_here(function, job))
            forget()
    finally:
        gc.unfreeze()


def _made_here[Job, Result](function: Callable[[Job], Result], job: Job) -> Future[Result]:
    ended: Future[Result] = Future()
    try:
        ended.set_result(function(job))
    except Exception as error:
        ended.set_exception(error)
    return ended


def _make_on[Job, Result](
    executor: Executor, function: Callable[[Job], Result], jobs: Sequence[Job], take: Take[Result]
) -> None:
    """Make jobs on an executor of the caller's; if it breaks, what it had finished is handed over first."""
    flying: dict[Future[Result], int] = {}
    n_taken, why = 0, None
    try:
        with suppress(BrokenExecutor):
            for place, job in enumerate(jobs):
                flying[executor.submit(function, job)] = place
        for ended in as_completed(list(flying)):
            place = flying.pop(ended)
            if _is_lost(ended):
                why = None if ended.cancelled() else ended.exception()
            else:
                take(place, ended)
                n_taken += 1
    finally:
        for future in flying:
            future.cancel()
    if isinstance(why, EcosystemError):
        raise why
    if n_taken < len(jobs):
        remedy = "What is finished is kept where there is a folder for it; make a new executor and ask for the rest."
        raise WorkerError(Fault("executor", "takes no more runs", f"{type(executor).__name__}", remedy=remedy))


def _is_lost[Result](future: Future[Result]) -> bool:
    """Whether a future that is done says nothing of its job."""
    return future.cancelled() or isinstance(future.exception(), BrokenExecutor | CancelledError)
