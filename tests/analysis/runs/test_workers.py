"""Processes that die, want to leave or cannot start."""

import multiprocessing
import os
import subprocess
import sys
import time
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from analysis.runs.processes import begin
from analysis.runs.runner import Runner
from analysis.runs.workers import MOST_KILLS, WorkerError
from tests.support.jobs import Job, begun, ends_of, leave, nameless, process, square, stubborn


def test_two_workers_are_always_processes_even_for_one_job() -> None:
    assert Runner(2).run(process, [Job(0)]) != [os.getpid()]


def test_fresh_jobs_have_processes_of_their_own() -> None:
    fresh = Runner().run(process, [Job(number) for number in range(3)], is_fresh=True)
    assert len({*fresh, os.getpid()}) == 4


@pytest.mark.parametrize("is_fresh", [False, True])
def test_a_killed_worker_costs_only_a_second_try_of_what_it_was_at(tmp_path: Path, *, is_fresh: bool) -> None:
    jobs = [Job(number, str(tmp_path), kills=int(number == 2)) for number in range(6)]
    assert Runner(2).run(square, jobs, is_fresh=is_fresh) == [0, 1, 4, 9, 16, 25]
    assert begun(tmp_path) == [0, 1, 2, 2, 3, 4, 5]


@pytest.mark.parametrize("error", [EOFError, ConnectionResetError])
def test_what_is_copied_may_die_while_a_worker_begins(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    begun_so_far = list[BaseProcess]()

    def begin_but_for_the_second(process: BaseProcess) -> None:
        begun_so_far.append(process)
        if len(begun_so_far) == 2:
            raise error
        begin(process)

    monkeypatch.setattr("analysis.runs.workers.begin", begin_but_for_the_second)
    assert Runner(2).run(square, [Job(number) for number in range(4)]) == [0, 1, 4, 9]
    assert len(begun_so_far) >= 2


@pytest.mark.slow
def test_a_job_that_always_kills_its_worker_is_one_failure_and_no_other_is_blamed(tmp_path: Path) -> None:
    jobs = [Job(number, str(tmp_path), kills=99 * int(number in {1, 4})) for number in range(6)]
    ends = ends_of(Runner(2), square, jobs)
    assert [place for place, ended in sorted(ends.items()) if ended.exception()] == [1, 4]
    assert all(begun(tmp_path).count(number) == 1 for number in (0, 2, 3, 5))
    assert begun(tmp_path).count(1) == begun(tmp_path).count(4) == 1 + MOST_KILLS
    assert isinstance(ends[1].exception(), WorkerError)
    assert "died 3 times with nothing else in it" in str(ends[1].exception())


def test_a_worker_that_wants_to_exit_is_an_error_of_its_job_and_goes_on() -> None:
    ends = ends_of(Runner(2), leave, [Job(number) for number in range(4)])
    assert isinstance(ends[1].exception(), SystemExit)
    assert [ends[place].result() for place in (0, 2, 3)] == [0, 2, 3]


def test_an_error_tells_where_in_the_worker_it_was_raised() -> None:
    ends = ends_of(Runner(2), leave, [Job(1)])
    error = ends[0].exception()
    assert error is not None
    assert "in leave" in error.__notes__[0]


def test_what_cannot_travel_is_an_error_of_its_job_and_nothing_worse() -> None:
    ends = ends_of(Runner(2), stubborn, [Job(1)])
    others = ends_of(Runner(2), nameless, [Job(2)])
    assert isinstance(ends[0].exception(), TypeError)
    assert "pickle" in str(others[0].exception())


def test_an_interruption_lets_go_of_what_was_on_its_way() -> None:
    def interrupt(*_: object) -> None:
        on_its_way = b"half a result"
        raise KeyboardInterrupt(len(on_its_way))

    with pytest.raises(KeyboardInterrupt) as caught:
        Runner(2).make(square, [Job(1)], interrupt)
    assert caught.traceback[-1].frame.f_locals == {}


@pytest.mark.slow
def test_interrupted_runs_leave_no_process_behind() -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = set(multiprocessing.active_children())
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        Runner(2).make(square, [Job(number, seconds=5.0 * (number > 0)) for number in range(50)], interrupt)
    assert set(multiprocessing.active_children()) <= before
    assert time.monotonic() - started < 14.0


@pytest.mark.slow
def test_a_script_without_a_guard_is_told_what_it_lacks(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from analysis.runs.runner import Runner\n"
        "from tests.support.jobs import Job, square\n"
        "print(Runner(2).run(square, [Job(1)]))\n"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, script],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert "workers = 2 die before they have begun a run" in done.stderr.splitlines()[-1]
    assert '__name__ == "__main__"' in done.stderr.splitlines()[-1]
