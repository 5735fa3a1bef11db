"""How the runs of a comparison are made that are not there yet."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass

from analysis.runs.design import Estimate, Run, choose_workers, estimate, together
from analysis.runs.progress import Told, counting
from analysis.runs.runner import Runner
from analysis.runs.simulation import Outcome, outcomes_of, simulate
from analysis.runs.tables import Memory
from analysis.whatif.arms import ArmsError
from ecosystem.checks import check_bounds
from ecosystem.errors import Fault
from ecosystem.sources import Source, check_portable


@dataclass(frozen=True, slots=True)
class Effort:
    """How runs are made, and who is told.

    Attributes
    ----------
    workers : int or None
    executor : Executor or None
    on_start, on_done : callable or None
    progress : bool or None
        As `analysis.whatif.comparison.compare` is given them.
    """

    workers: int | None
    executor: Executor | None
    on_start: Callable[[Estimate], None] | None
    on_done: Told | None
    progress: bool | None

    def check(self, sources: Iterable[Source]) -> None:
        """Refuse too few workers, workers beside an executor, and parts of others that cannot travel to workers."""
        check_bounds(workers=(1 if self.workers is None else self.workers, 1))
        if self.workers is not None and self.executor is not None:
            remedy = "Leave out workers: the executor has its own."
            raise ArmsError(Fault("workers", "and an executor are given both", str(self.workers), remedy=remedy))
        if self.workers is not None and self.workers > 1:
            check_portable(sources)


def make_missing(runs: Sequence[Run], shelf: Memory, effort: Effort) -> None:
    """Make the runs that are not on the shelf yet."""
    finished = shelf.finished()
    missing = [run for run in runs if run.run_id not in finished]
    known = [finished[run.run_id] for run in runs if run.run_id in finished]
    workers = choose_workers(effort.workers, missing, known)
    if effort.on_start is not None:
        effort.on_start(estimate(missing, workers, known))
    n_done, jobs = len(runs) - len(missing), together(missing, workers)

    def take(place: int, ended: Future[tuple[Outcome, ...]]) -> None:
        nonlocal n_done
        for outcome in outcomes_of(jobs[place], ended):
            shelf.add(outcome)
            n_done += 1
            tell(n_done, len(runs))

    with counting("runs", effort.on_done, done=n_done, total=len(runs), is_shown=effort.progress) as tell:
        Runner(workers, executor=effort.executor).make(simulate, jobs, take)
