import errno
import time
from multiprocessing.process import BaseProcess
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
    while run._process.pid is None:
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
    while run._process.pid is None:
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
    run = SeriesRun(TINY, 0)
    wait_for(run)
    assert run.has_died


def test_a_run_that_is_ended_at_once_leaves_no_process() -> None:
    run = SeriesRun(TINY.replace(months=600), 0)
    run.end()
    wait_for(run)
    assert not run._process.is_alive() if run._process.pid else True
    assert run.frame is None


@pytest.mark.slow
def test_a_policy_of_ones_own_runs_in_the_background_too(own_package: ModuleType) -> None:  # noqa: F811
    run = SeriesRun(TINY.replace(policies=[own_package.fees.OperatorFee(start="2022-02")]), 0)
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
