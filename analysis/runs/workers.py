"""Processes that make jobs one after another, and whose death costs no more than a second try."""

import gc
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from multiprocessing.connection import Connection, wait

from analysis.runs.processes import CONTEXT, begin, new_process
from ecosystem.errors import EcosystemError, Fault

MOST_KILLS = 3
"""Times that a job may end its process, alone in it, before it counts as failed."""
_MOST_FALSE_STARTS = 3
_SECONDS_WITHOUT_NEWS = 0.5

type Take[Result] = Callable[[int, Future[Result]], None]
"""Is told that the job of this place is over, with what it gave or raised."""


class WorkerError(EcosystemError, RuntimeError):
    """Jobs cannot be made: a process died of one, none can be started, or an executor is at its end."""


def make_in_processes[Job, Result](
    function: Callable[[Job], Result],
    jobs: Sequence[Job],
    take: Take[Result],
    workers: int,
    *,
    is_fresh: bool = False,
    on_wait: Callable[[], None] | None = None,
) -> None:
    """Make jobs in processes, each of which dies alone.

    What was in a process that died is made again when all else is done, one job at a time, so that none can want for
    what another takes; a job that ends three more processes like that has failed.

    Parameters
    ----------
    function : callable
        Of one job; it, jobs and results travel between processes.
    jobs : sequence
        Begun in this order.
    take : callable
        Told in this process of each job that is over.
    workers : int
        Processes, at least 1.
    is_fresh : bool
        Give each job a process of its own.
    on_wait : callable, optional
        Called in this process every half second without news; what it raises ends all that is being made.

    Raises
    ------
    WorkerError
        When no process can be started.
    """
    lost = _make(function, jobs, range(len(jobs)), take, workers, is_fresh=is_fresh, on_wait=on_wait)
    for _ in range(MOST_KILLS):
        lost = _make(function, jobs, lost, take, 1, is_fresh=is_fresh, on_wait=on_wait)
    for place in lost:
        take(place, _ended(error=WorkerError(_died())))


def _make[Job, Result](
    function: Callable[[Job], Result],
    jobs: Sequence[Job],
    places: Iterable[int],
    take: Take[Result],
    workers: int,
    *,
    is_fresh: bool,
    on_wait: Callable[[], None] | None,
) -> list[int]:
    """Make the jobs of some places; give the places of those whose process died."""
    waiting, lost, n_false_starts = deque(places), list[int](), 0
    team = list[_Worker[Job, Result]]()
    try:
        for _ in range(min(workers, len(waiting))):
            team.append(_Worker(function))
        while team:
            worker = _next_to_speak(team, on_wait)
            place, ended = worker.hear()
            if place is None:
                n_false_starts = n_false_starts + 1 if ended is None else 0
            elif ended is None:
                lost.append(place)
            else:
                take(place, ended)
            if n_false_starts == _MOST_FALSE_STARTS:
                raise WorkerError(_cannot_start(workers))
            if ended is None or not waiting or (is_fresh and place is not None):
                worker.end()
                team.remove(worker)
                team += [_Worker(function)] if waiting else []
            else:
                place = waiting.popleft()
                worker.begin(place, jobs[place])
    except KeyboardInterrupt as interruption:
        # Python 3.12 crashes if what was on its way to or from a worker is left to the collector of garbage.
        traceback.clear_frames(interruption.__traceback__)
        raise
    finally:
        for worker in team:
            worker.end()
    return lost


def _next_to_speak[Job, Result](
    team: "list[_Worker[Job, Result]]", on_wait: Callable[[], None] | None
) -> "_Worker[Job, Result]":
    """Wait until a worker says something or dies, and let it be the last to be heard again."""
    connections = [worker.connection for worker in team]
    while not (told := wait(connections, None if on_wait is None else _SECONDS_WITHOUT_NEWS)):
        if on_wait is not None:
            on_wait()
    worker = next(worker for worker in team if worker.connection in told)
    team.remove(worker)
    team.append(worker)
    return worker


class _Worker[Job, Result]:
    """A process that makes one job after another, as seen by who asks for them."""

    def __init__(self, function: Callable[[Job], Result]) -> None:
        self.connection, far_end = CONTEXT.Pipe()
        self._place: int | None = None
        self._process = new_process(_serve, far_end, function)
        try:
            begin(self._process)
        except (EOFError, ConnectionError):
            pass  # the process that is copied has died meanwhile: `hear` will say that nothing came up, or that it did
        except BaseException:
            self.end()
            raise
        finally:
            far_end.close()

    def begin(self, place: int, job: Job) -> None:
        """Send a job; where the process has died meanwhile, `hear` will say so."""
        self._place = place
        with suppress(ConnectionError):
            self.connection.send(job)

    def hear(self) -> tuple[int | None, Future[Result] | None]:
        """Give the place of what it was at, None for its start, and how that ended, None if the process died."""
        place, self._place = self._place, None
        try:
            return place, _ended(*self.connection.recv())
        except (EOFError, OSError):
            return place, None
        except Exception as error:
            return place, _ended(error=error)

    def end(self) -> None:
        """Stop the process, whatever it is at."""
        if self._process.pid is not None:
            self._process.terminate()
            self._process.join()
        self.connection.close()


def _serve[Job, Result](connection: Connection, function: Callable[[Job], Result]) -> None:
    """Say that the process is up, then make the jobs that come and say how each ended, while anybody listens."""
    with suppress(EOFError, ConnectionError):
        connection.send((None, None))
        while True:
            job = connection.recv()
            try:
                connection.send((function(job), None))
            except BaseException as error:
                error.add_note(f"In a worker:\n{traceback.format_exc()}")
                _send_error(connection, error)
            forget()


def forget() -> None:
    """Free what a job has left in cycles, whose arrays are large though they are few, and look at the rest no more."""
    gc.collect()
    gc.freeze()


def _send_error(connection: Connection, error: BaseException) -> None:
    """Tell an error, or what it says where it cannot travel itself."""
    try:
        connection.send((None, error))
    except Exception:
        connection.send((None, RuntimeError(f"{type(error).__name__}: {error}")))


def _ended[Result](result: Result | None = None, error: BaseException | None = None) -> Future[Result]:
    """Give the future of a job that is over."""
    future: Future[Result] = Future()
    if error is None:
        future.set_result(result)  # type: ignore[arg-type] # None may be a result
    else:
        future.set_exception(error)
    return future


def _died() -> Fault:
    rule = f"died {MOST_KILLS} times with nothing else in it, most likely for want of memory"
    return Fault("the process of a run", rule, remedy="Ask for a smaller size.")


def _cannot_start(workers: int) -> Fault:
    rule = "die before they have begun a run"
    remedy = 'In a script of your own, put what it does under `if __name__ == "__main__":`, or ask for workers=1.'
    return Fault("workers", rule, str(workers), remedy=remedy)
