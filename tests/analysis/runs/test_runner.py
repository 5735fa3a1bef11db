import os
import signal

import pytest

from analysis.runs.runner import WorkerError, run_jobs
from ecosystem.checks import check_bounds
from ecosystem.errors import OutOfRangeError


def square(number: int) -> int:
    return number * number


def process(_: int) -> int:
    return os.getpid()


def die(number: int) -> int:
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def fail(number: int) -> int:
    if number == 1:
        check_bounds(number=(number, 2))
    return number


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_jobs_and_progress_is_told(workers: int) -> None:
    told: list[tuple[int, int]] = []
    results = run_jobs(square, [3, 1, 2], workers, lambda done, total: told.append((done, total)))
    assert results == [9, 1, 4]
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_nothing_to_do_is_nothing_done() -> None:
    assert run_jobs(square, [], 2) == []


def test_fresh_jobs_have_processes_of_their_own() -> None:
    assert set(run_jobs(process, range(2))) == {os.getpid()}
    fresh = run_jobs(process, range(3), workers=2, is_fresh=True)
    assert len({*fresh, os.getpid()}) == 4


@pytest.mark.parametrize("is_fresh", [False, True])
def test_a_killed_worker_gives_one_clear_error(*, is_fresh: bool) -> None:
    with pytest.raises(
        WorkerError, match=r"a worker died before its run was over.*\(2 workers\). Ask for fewer"
    ) as caught:
        run_jobs(die, range(6), workers=2, is_fresh=is_fresh)
    assert len(caught.value.faults) == 1
    assert caught.value.__cause__ is None


def test_an_error_of_a_job_is_raised_as_it_is() -> None:
    with pytest.raises(OutOfRangeError, match="number = 1 is below 2"):
        run_jobs(fail, range(4), workers=2)
