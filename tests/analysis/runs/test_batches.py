import multiprocessing
import os
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from analysis.runs.batches import Outcome, run_batch, simulate
from analysis.runs.design import Run, design_runs
from analysis.runs.runner import WorkerError
from tests.support.stubs import BASE, arms, pretend, process, slow, some_runs

ONE = design_runs({"baseline": BASE}, 1, 3)[0]


def batch(runs: list[Run], **options: object) -> list[Outcome]:
    outcomes: list[Outcome] = []
    run_batch(runs, outcomes.append, **options)  # type: ignore[arg-type]
    return outcomes


def stages(outcomes: list[Outcome]) -> dict[str, str]:
    return {outcome.run.run_id: outcome.stage for outcome in outcomes}


def test_a_run_gives_its_series_and_welfare() -> None:
    outcome = simulate(ONE)
    assert outcome.is_ok, outcome.trace
    assert outcome.series is not None
    assert list(outcome.series["date"]) == ["2022-01", "2022-02"]
    assert outcome.welfare is not None
    assert outcome.welfare["net_usd"].sum() == pytest.approx(0.0, abs=1e-6)
    assert outcome.seconds > 0.0


@pytest.mark.parametrize(
    ("place", "stage"),
    [
        ("ecosystem.model.create_world", "build"),
        ("ecosystem.model.run_month", "run step 0"),
        ("ecosystem.model.welfare_frame", "observe"),
    ],
)
def test_what_goes_wrong_in_a_run_is_told_with_its_stage(
    place: str, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        message = "this is\nwrong"
        raise ValueError(message)

    monkeypatch.setattr(place, fail)
    outcome = simulate(ONE)
    assert (outcome.stage, outcome.message) == (stage, "ValueError: this is wrong")
    assert "Traceback" in outcome.trace
    assert outcome.series is None


def test_a_worker_with_other_code_makes_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.runs.design.code_version", lambda: "other")
    outcome = simulate(ONE)
    assert outcome.stage == "build"
    assert "OtherCodeError" in outcome.message


def test_one_worker_is_this_process_and_what_is_raised_is_a_failure() -> None:
    told = batch(some_runs(1), function=process)
    assert [outcome.message for outcome in told] == [str(os.getpid())] * 2
    runs = some_runs(1, story="fail")
    assert list(stages(batch(runs, function=pretend)).values()) == ["", "run step 1"]


def test_an_executor_of_the_callers_is_used_and_stays_open() -> None:
    with ThreadPoolExecutor(2) as executor:
        outcomes = batch(some_runs(3), executor=executor, function=pretend)
        assert executor.submit(int).result() == 0
    assert len(outcomes) == 6
    assert all(outcome.is_ok for outcome in outcomes)
    with pytest.raises(RuntimeError):
        batch(some_runs(1), executor=executor, function=pretend)


@pytest.mark.slow
def test_two_workers_are_always_processes_even_for_one_run() -> None:
    (outcome,) = batch([ONE], workers=2, function=process)
    assert int(outcome.message) != os.getpid()


@pytest.mark.slow
def test_a_killed_worker_costs_only_a_second_try(tmp_path: Path) -> None:
    runs = some_runs(4, story=f"kill-once {tmp_path / 'killed'}")
    outcomes = batch(runs, workers=2, function=pretend)
    assert (tmp_path / "killed").exists()
    assert stages(outcomes) == dict.fromkeys([run.run_id for run in runs], "")
    assert len(outcomes) == len(runs)


@pytest.mark.slow
def test_a_run_that_always_kills_its_worker_is_one_failure_and_no_other_is_blamed() -> None:
    runs = [*some_runs(3), *design_runs({"deadly": BASE.replace(size=60, story="kill")}, 1, 0)]
    runs.insert(1, runs.pop())
    outcomes = batch(runs, workers=2, function=pretend)
    assert len(outcomes) == len(runs)
    failed = [outcome for outcome in outcomes if not outcome.is_ok]
    assert [outcome.run.arm for outcome in failed] == ["deadly"]
    assert failed[0].stage == "worker"
    assert "died 3 times" in failed[0].message


@pytest.mark.slow
def test_a_worker_that_wants_to_exit_is_a_failure_of_its_run() -> None:
    outcomes = batch(some_runs(1, story="raise"), workers=2, function=pretend)
    told = {outcome.run.arm: (outcome.stage, outcome.message) for outcome in outcomes}
    assert told == {"baseline": ("", ""), "other": ("worker", "SystemExit: as asked")}


@pytest.mark.slow
def test_a_broken_executor_of_the_callers_gives_one_error_and_what_it_had_finished() -> None:
    outcomes: list[Outcome] = []
    runs = [*some_runs(1), *design_runs({"deadly": BASE.replace(size=60, story="kill")}, 1, 0)]
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor,
        pytest.raises(WorkerError, match="executor = BrokenProcessPool takes no more runs"),
    ):
        run_batch(runs, outcomes.append, executor=executor, function=pretend)
    assert {outcome.run.arm for outcome in outcomes} == {"baseline", "other"}


@pytest.mark.slow
def test_an_interrupted_batch_leaves_no_process_behind() -> None:
    def interrupt(_: Outcome) -> None:
        raise KeyboardInterrupt

    before = set(multiprocessing.active_children())
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run_batch(some_runs(50), interrupt, workers=2, function=slow)
    assert set(multiprocessing.active_children()) <= before
    assert time.monotonic() - started < 14.0


@pytest.mark.slow
def test_a_script_without_a_guard_is_told_what_it_lacks(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from analysis.runs.batches import run_batch\n"
        "from tests.support.stubs import pretend, some_runs\n"
        "run_batch(some_runs(1), print, workers=2, function=pretend)\n"
    )
    root = Path(__file__).resolve().parents[2]
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


def test_arms_of_the_stubs_differ() -> None:
    assert len({run.run_id for run in design_runs(arms(), 1, 0)}) == 2
