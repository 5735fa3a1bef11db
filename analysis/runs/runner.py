"""Many runs at once: spread over processes, told as they end, given back in their order."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from ecosystem.errors import EcosystemError, Fault

_CONTEXT = get_context("spawn")


class WorkerError(EcosystemError, RuntimeError):
    """A process died before its run was over."""


def run_jobs[Job, Result](
    function: Callable[[Job], Result],
    jobs: Sequence[Job],
    workers: int = 1,
    on_done: Callable[[int, int], None] | None = None,
    *,
    is_fresh: bool = False,
) -> list[Result]:
    """Run a function on every job.

    Parameters
    ----------
    function : callable
        Of one job; it and its results travel between processes, so it stands at the top of a module.
    jobs : sequence
        Begun in this order.
    workers : int
        Processes, at least 1; the results do not depend on it.
    on_done : callable, optional
        Told after each job how many are done, and of how many.
    is_fresh : bool
        Give each job a process of its own, even with one worker.

    Returns
    -------
    list
        One result a job, in the order of the jobs.

    Raises
    ------
    WorkerError
        When a process died, of whatever cause.
    """

    def tell(done: int) -> None:
        if on_done is not None:
            on_done(done, len(jobs))

    if workers == 1 and not is_fresh:
        results = []
        for done, job in enumerate(jobs, start=1):
            results.append(function(job))
            tell(done)
        return results
    n_workers = max(min(workers, len(jobs)), 1)
    pool: Executor = ThreadPoolExecutor(n_workers) if is_fresh else ProcessPoolExecutor(n_workers, mp_context=_CONTEXT)
    with pool:
        futures = [pool.submit(_run_alone, function, job) if is_fresh else pool.submit(function, job) for job in jobs]
        try:
            for done, future in enumerate(as_completed(futures), start=1):
                future.result()
                tell(done)
        except BaseException as error:
            pool.shutdown(wait=False, cancel_futures=True)
            if isinstance(error, BrokenProcessPool):
                raise WorkerError(_died(n_workers)) from None
            raise
    return [future.result() for future in futures]


def _run_alone[Job, Result](function: Callable[[Job], Result], job: Job) -> Result:
    """Run one job in a process that does nothing else."""
    with ProcessPoolExecutor(1, mp_context=_CONTEXT) as pool:
        return pool.submit(function, job).result()


def _died(n_workers: int) -> Fault:
    rule = "died before its run was over, most likely for want of memory; nothing is kept of the others"
    remedy = "Ask for fewer workers or a smaller size."
    return Fault("a worker", rule, where=f"{n_workers} workers", remedy=remedy)
