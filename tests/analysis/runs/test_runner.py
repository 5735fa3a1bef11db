import gc
import os
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from analysis.runs.processes import CONTEXT
from analysis.runs.runner import IN_TURN, Runner
from analysis.runs.workers import WorkerError
from ecosystem.errors import OutOfRangeError
from tests.support.jobs import Job, begun, ends_of, fail, process, square

THREE = [Job(3), Job(1), Job(2)]


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_jobs_and_progress_is_told(workers: int) -> None:
    told: list[tuple[int, int]] = []
    assert Runner(workers, on_done=lambda *done: told.append(done)).run(square, THREE) == [9, 1, 4]
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_nothing_to_do_is_nothing_done() -> None:
    assert Runner(2).run(square, []) == []


def test_one_worker_is_this_process() -> None:
    assert set(IN_TURN.run(process, THREE)) == {os.getpid()}


class Web:
    """Something in a cycle, as models are, which Python would free some time later."""

    def __init__(self) -> None:
        self.itself = self


def n_webs(_: Job) -> int:
    Web()
    return sum(type(each) is Web for each in gc.get_objects())


def test_what_a_job_leaves_in_this_process_is_freed_before_the_next() -> None:
    was_on, n_frozen = gc.isenabled(), gc.get_freeze_count()
    gc.disable()
    try:
        assert IN_TURN.run(n_webs, [Job(number) for number in range(6)]) == [1] * 6
    finally:
        if was_on:
            gc.enable()
    assert gc.get_freeze_count() <= n_frozen


def test_there_is_no_runner_without_a_worker() -> None:
    with pytest.raises(OutOfRangeError, match="workers = 0 is below 1"):
        Runner(0)


@pytest.mark.parametrize("workers", [1, 2])
def test_the_first_error_of_a_job_is_raised_as_it_is(workers: int) -> None:
    with pytest.raises(OutOfRangeError, match="number = 1 is below 2"):
        Runner(workers).run(fail, [Job(number) for number in range(4)])


@pytest.mark.parametrize("workers", [1, 2])
def test_who_asks_how_jobs_ended_is_told_of_errors_too(workers: int) -> None:
    ends = ends_of(Runner(workers), fail, [Job(number) for number in range(4)])
    assert sorted(ends) == [0, 1, 2, 3]
    assert [ends[place].result() for place in (0, 2, 3)] == [0, 2, 3]
    assert isinstance(ends[1].exception(), OutOfRangeError)


def test_an_executor_of_the_callers_is_used_and_stays_open() -> None:
    with ThreadPoolExecutor(2) as executor:
        assert Runner(executor=executor).run(square, THREE) == [9, 1, 4]
        assert executor.submit(int).result() == 0
    with pytest.raises(RuntimeError, match="after shutdown"):
        Runner(executor=executor).run(square, THREE)


@pytest.mark.slow
def test_a_broken_executor_of_the_callers_gives_one_error_and_what_it_had_finished(tmp_path: Path) -> None:
    jobs = [Job(0), Job(1), Job(2, str(tmp_path), kills=1), Job(3)]
    ends: dict[int, Future[int]] = {}
    with (
        ProcessPoolExecutor(1, mp_context=CONTEXT) as executor,
        pytest.raises(WorkerError, match="executor = ProcessPoolExecutor takes no more runs"),
    ):
        Runner(executor=executor).make(square, jobs, ends.__setitem__)
    assert {place: ended.result() for place, ended in ends.items()} == {0: 0, 1: 1}
    assert begun(tmp_path) == [2]


def test_an_interruption_says_what_is_kept(tmp_path: Path) -> None:
    def interrupt(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match=r"interrupted; 2 finished runs are kept in .*kept, and the same call"):
        Runner(keep=tmp_path / "kept", on_done=interrupt).run(square, THREE)
    with pytest.raises(KeyboardInterrupt, match="no runs are kept"):
        Runner(on_done=interrupt).run(square, THREE)
