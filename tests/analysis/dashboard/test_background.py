import errno
import subprocess
import sys
import time
from multiprocessing.process import BaseProcess
from threading import Semaphore
from types import ModuleType

import pytest

from analysis.dashboard.background import Baselines, SeriesRun, Spare
from analysis.dashboard.page_model import PageModel
from analysis.runs.processes import CONTEXT
from ecosystem import WebEcosystem
from scenarios.catalogue import catalogue
from tests.support.own_parts import own_names, own_package  # noqa: F401 - fixtures

TINY = catalogue()["baseline"].replace(size=50, months=8)


def wait_for(run: SeriesRun) -> None:
    deadline = time.monotonic() + 60.0
    while not run.is_over and time.monotonic() < deadline:
        time.sleep(0.05)
    assert run.is_over


@pytest.mark.slow
def test_a_series_comes_from_a_process_of_its_own_and_is_shared() -> None:
    baselines = Baselines()
    run, again = baselines.follow(TINY, 3), baselines.follow(TINY, 3)
    assert run is again
    baselines.leave(again)
    wait_for(run)
    model = WebEcosystem(TINY, seed=3)
    model.run_for(8)
    assert run.frame is not None
    assert run.frame.equals(model.series())
    baselines.leave(run)
    assert baselines.follow(TINY, 3) is run


@pytest.mark.slow
def test_a_run_that_nobody_waits_for_is_ended() -> None:
    baselines = Baselines()
    long = TINY.replace(size=500, months=300)
    run = baselines.follow(long, 0)
    while run._process is None:
        time.sleep(0.01)
    baselines.leave(run)
    wait_for(run)
    assert run.frame is None or len(run.frame) < 300
    other = baselines.follow(long, 0)
    assert other is not run
    baselines.leave(other)


def test_a_run_that_is_killed_has_died_and_is_made_anew_for_who_asks_next() -> None:
    baselines = Baselines()
    run = baselines.follow(TINY.replace(months=300), 0)
    while run._process is None:
        time.sleep(0.01)
    run._process.kill()
    wait_for(run)
    assert run.has_died
    other = baselines.follow(TINY.replace(months=300), 0)
    assert other is not run
    baselines.leave(run)
    assert baselines.follow(TINY.replace(months=300), 0) is other
    for _ in range(2):
        baselines.leave(other)
    wait_for(other)


def test_a_run_that_cannot_be_started_has_died(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: BaseProcess) -> None:
        raise OSError(errno.ENOMEM, "no memory")

    monkeypatch.setattr(CONTEXT.Process, "start", refuse)
    run = SeriesRun(TINY, 0, Semaphore(1))
    wait_for(run)
    assert run.has_died


def test_a_run_that_is_ended_at_once_leaves_no_process() -> None:
    run = SeriesRun(TINY.replace(months=600), 0, Semaphore(1))
    run.end()
    wait_for(run)
    assert run._process is None or not run._process.is_alive()
    assert run.frame is None


def test_a_run_waits_for_a_place_and_takes_none_if_nobody_waits_for_it() -> None:
    places = Semaphore(0)
    run, other = (SeriesRun(TINY, seed, places) for seed in range(2))
    run.end()
    wait_for(run)
    assert not other.is_over
    assert other._process is None
    other.end()
    wait_for(other)
    assert not places.acquire(blocking=False)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit the data of a process")
def test_memory_beyond_the_limit_is_refused() -> None:
    program = "\n".join(
        (
            "from analysis.dashboard.background import limit_memory",
            "import numpy as np",
            "limit_memory(2**31)",
            "np.ones(2**27, dtype=np.int8)",
            "try: np.ones(2**32, dtype=np.int8)",
            "except MemoryError: raise SystemExit(7)",
        )
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 7


@pytest.mark.slow
def test_a_policy_of_ones_own_runs_in_the_background_too(own_package: ModuleType) -> None:  # noqa: F811
    run = SeriesRun(TINY.replace(policies=[own_package.fees.OperatorFee(start="2022-02")]), 0, Semaphore(1))
    wait_for(run)
    assert run.frame is not None
    assert not run.has_died


def test_the_spare_model_is_handed_out_once_and_only_for_its_setting() -> None:
    spare = Spare(TINY, 50)
    assert spare.take(TINY.replace(size=60), 0) is None
    assert spare.take(TINY, 1) is None
    first = spare.take(TINY, 0)
    assert isinstance(first, PageModel)
    assert first.setting == TINY
    assert spare.take(TINY, 0) is None
