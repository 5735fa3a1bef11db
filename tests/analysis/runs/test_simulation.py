from concurrent.futures import Future

import pytest

from analysis.runs.design import design_runs
from analysis.runs.simulation import Outcome, outcomes_of, simulate
from tests.support.stubs import BASE, arms

ONE = design_runs({"baseline": BASE}, 1, 3)[0]


def test_a_run_gives_its_series_and_welfare() -> None:
    (outcome,) = simulate((ONE,))
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
    def fail(*_: object, **__: object) -> None:
        message = "this is\nwrong"
        raise ValueError(message)

    monkeypatch.setattr(place, fail)
    (outcome,) = simulate((ONE,))
    assert (outcome.stage, outcome.message) == (stage, "ValueError: this is wrong")
    assert "Traceback" in outcome.trace
    assert outcome.series is None


def test_a_worker_with_other_code_makes_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.runs.design.code_version", lambda: "other")
    (outcome,) = simulate((ONE,))
    assert outcome.stage == "build"
    assert "OtherCodeError" in outcome.message


def test_what_a_runner_could_not_make_is_a_failure_at_the_worker() -> None:
    ended: Future[tuple[Outcome, ...]] = Future()
    ended.set_exception(SystemExit("as asked"))
    (outcome,) = outcomes_of((ONE,), ended)
    assert (outcome.run, outcome.stage, outcome.message) == (ONE, "worker", "SystemExit: as asked")
    assert "as asked" in outcome.trace


def test_arms_of_the_stubs_differ() -> None:
    assert len({run.run_id for run in design_runs(arms(), 1, 0)}) == 2
