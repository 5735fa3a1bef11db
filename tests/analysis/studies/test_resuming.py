"""Every study, asked again with the folder that it kept its runs in, gives the same and makes only what is missing."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.evidence.calibration import calibrate
from analysis.evidence.identification import Trade, spread
from analysis.evidence.observations import observe_arms
from analysis.runs.runner import IN_TURN, Runner
from analysis.studies import coverage, data_value, decomposition, rewiring, sizes
from analysis.whatif.equal_cost import at_equal_cost
from ecosystem import Scenario
from ecosystem.indicators import INDICATORS
from ecosystem.policies import AuthorLevy
from tests.support.synthetic import make_series

BASELINE = Scenario(name="baseline", size=50, months=60)
TRADE = Trade("generators.pool_flow", (1.0, 2.0), "generators.reach_spread", 0.1, 2.0, "A product.")


def series(scenario: Scenario, seed: int = 0) -> pd.DataFrame:
    """A series at once, other for other settings and seeds."""
    generators = scenario.parameters.generators
    frame = make_series(scenario.months).assign(scenario=scenario.name, replicate=seed)
    for indicator in set(INDICATORS) - set(frame):
        frame[indicator] = 0.1 + seed
    frame["synthetic_share_crawl"] *= generators.pool_flow / 4.0 + 0.01 * seed
    frame["policy_payments"] = 100.0 * sum(policy.share for policy in scenario.policies)  # type: ignore[attr-defined]
    return frame


def measured(job: tuple[Scenario, int]) -> dict[str, float]:
    scenario, seed = job
    return dict.fromkeys(coverage._MEASURES, scenario.parameters.crawl.coverage + seed)


def web(scenario: Scenario, seed: int) -> dict[str, float]:
    return dict.fromkeys((result.name for result in rewiring.RESULTS), scenario.parameters.web.fitness_range + seed)


STUDIES: dict[str, Callable[[Runner], Any]] = {
    "decompose": lambda runner: decomposition.decompose(
        BASELINE, "model_loss", ("no_feedback", "no_filter"), replicates=2, runner=runner
    ).runs_frame(),
    "value": lambda runner: data_value.run_arms(BASELINE, replicates=2, runner=runner),
    "coverage": lambda runner: coverage.run_budgets(BASELINE, replicates=2, runner=runner),
    "rewiring": lambda runner: rewiring.run_webs(BASELINE, 2, runner=runner),
    "calibrate": lambda runner: calibrate(
        BASELINE, {"generators.pool_flow": (1.0, 6.0)}, replicates=2, rounds=1, run=series, runner=runner
    ),
    "identify": lambda runner: spread(BASELINE, (TRADE,), evaluations=3, run=series, runner=runner),
    "equal cost": lambda runner: at_equal_cost(
        BASELINE, {"levy": (lambda share: AuthorLevy(start="2022-02", share=share), 1.0)}, 20.0, runner=runner
    ),
}


@pytest.fixture
def stubs(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (decomposition, data_value, rewiring):
        monkeypatch.setattr(module, "run_series", series)
    monkeypatch.setattr("analysis.whatif.equal_cost.run_series", series)
    monkeypatch.setattr(coverage, "measure_coverage", measured)
    monkeypatch.setattr(rewiring, "measure_web", web)


def kept(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


@pytest.mark.usefixtures("stubs")
@pytest.mark.parametrize("name", STUDIES)
def test_a_study_goes_on_where_it_was_and_gives_the_same(name: str, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    runner = Runner(keep=tmp_path, on_done=lambda *done: told.append(done))
    whole, first = STUDIES[name](IN_TURN), STUDIES[name](runner)
    assert len(told) == len(kept(tmp_path)) > 1
    told.clear()
    again = STUDIES[name](runner)
    assert not told
    kept(tmp_path)[0].unlink()
    resumed = STUDIES[name](runner)
    assert len(told) == 1
    for result in (first, again, resumed):
        if isinstance(whole, pd.DataFrame):
            pd.testing.assert_frame_equal(result, whole, check_exact=True)
        else:
            assert result == whole


def test_sizes_measure_once(tmp_path: Path) -> None:
    first = sizes.run_sizes(BASELINE.replace(months=1), [50], replicates=1, runner=Runner(keep=tmp_path))
    (run,) = again = sizes.run_sizes(BASELINE.replace(months=1), [50], replicates=1, runner=Runner(keep=tmp_path))
    assert run.seconds == first[0].seconds
    assert run.peak_memory == first[0].peak_memory
    pd.testing.assert_frame_equal(sizes.runs_frame(again), sizes.runs_frame(first), check_exact=True)


def test_what_is_seen_of_a_run_comes_back_with_its_types(tmp_path: Path) -> None:
    short = BASELINE.replace(months=2)
    made, read = (observe_arms(short, (), 1, runner=Runner(keep=tmp_path))["the scenario"][0] for _ in range(2))
    for field in fields(made):
        pd.testing.assert_frame_equal(getattr(read, field.name), getattr(made, field.name), check_exact=True)
    assert np.isfinite(read.series["model_loss"]).all()
