"""Calibration: what can be found again is found, and what cannot be searched is refused."""

import tomllib
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis.evidence.calibration import (
    SEARCHED,
    CalibrationError,
    calibrate,
    errors_of,
    misfit,
    plausible_ranges,
    weights_of,
)
from analysis.evidence.validation import validate
from ecosystem import Scenario
from ecosystem.errors import OutOfRangeError, UnknownNameError
from ecosystem.parameters.fields import describe
from scenarios import load
from scenarios.command_line import app
from tests.support.synthetic import make_series

RANGES = {"generators.pool_flow": (1.0, 10.0), "attention.chat_hazard": (0.0, 0.2)}
MONTHS = 43


def answering(scenario: Scenario, seed: int) -> pd.DataFrame:
    """Stands for a model that meets the anchors at pool_flow 3 and chat_hazard .1 and not elsewhere."""
    frame = make_series(scenario.months, replicates=1)
    more = scenario.parameters.generators.pool_flow / 3.0 * (1.0 + 1e-3 * seed)
    faster = scenario.parameters.attention.chat_hazard - 0.1
    months = np.arange(len(frame))
    frame["synthetic_share_new"] *= more
    frame["synthetic_share_crawl"] *= more
    frame["human_posts_substitutable"] *= np.exp(-faster * np.maximum(months - 11, 0))
    return frame


def test_values_that_meet_the_anchors_are_found_again() -> None:
    start = load("baseline").replace(months=MONTHS, **{"generators.pool_flow": 6.0, "attention.chat_hazard": 0.05})
    found = calibrate(start, RANGES, replicates=2, rounds=12, run=answering)
    assert found.values["generators.pool_flow"] == pytest.approx(3.0, rel=0.1)
    assert found.values["attention.chat_hazard"] == pytest.approx(0.1, abs=0.01)
    assert found.after < 0.5 * found.before
    # The start, looked at once more by the search, and at most twelve steps with their slopes.
    assert found.n_evaluations <= 1 + (1 + 12) * 3


def test_one_round_is_one_step() -> None:
    start = load("baseline").replace(months=MONTHS, **{"generators.pool_flow": 6.0, "attention.chat_hazard": 0.05})
    found = calibrate(start, RANGES, replicates=1, rounds=1, run=answering)
    assert found.after < found.before
    assert found.values["generators.pool_flow"] < 6.0 - 1e-3


def test_steps_of_slopes_do_not_shrink_with_the_parameter() -> None:
    """Half a range away from the best value, and with it near the end at which a parameter is zero."""
    tried: list[tuple[float, float]] = []

    def watched(scenario: Scenario, seed: int) -> pd.DataFrame:
        flow, hazard = scenario.parameters.generators.pool_flow, scenario.parameters.attention.chat_hazard
        tried.append((np.log(flow / 2.9) / np.log(10.0 / 2.9), hazard / 0.2))
        return answering(scenario, seed)

    start = load("baseline").replace(months=MONTHS, **{"generators.pool_flow": 8.0, "attention.chat_hazard": 0.1})
    calibrate(start, RANGES | {"generators.pool_flow": (2.9, 10.0)}, replicates=1, rounds=4, run=watched)
    points = np.unique(np.round(tried, 9), axis=0)
    steps = np.abs(points[:, None] - points[None])
    is_one_moved = (steps > 0.0).sum(axis=2) == 1
    assert points[:, 0].min() < 0.1
    assert is_one_moved.sum() > 8
    assert steps[is_one_moved].max(axis=1).min() > 0.0399


def test_settings_are_measured_by_the_same_anchors_on_the_same_scale() -> None:
    whole = make_series(MONTHS)
    short = whole.iloc[:24]
    weights = weights_of([short])
    assert np.array_equal(errors_of([short]), errors_of([short], weights), equal_nan=True)
    frozen = errors_of([whole], weights)
    assert np.isnan(frozen).tolist() == np.isnan(weights).tolist()
    rescaled = errors_of([whole]) * weights / weights_of([whole])
    assert frozen == pytest.approx(rescaled, nan_ok=True)
    assert frozen != pytest.approx(errors_of([whole]), nan_ok=True)


def test_each_pattern_counts_alike_and_the_middle_of_what_is_accepted_is_best() -> None:
    frame = make_series(MONTHS)
    table = validate(frame)
    errors = errors_of([frame])
    is_covered = table["verdict"] != "not covered"
    covered = table[is_covered]
    assert np.isnan(errors).tolist() == (~is_covered).tolist()
    half = (covered["accept_high"] - covered["accept_low"]) / 2.0
    raw = (covered["model"] - (covered["accept_high"] + covered["accept_low"]) / 2.0) / half
    by_pattern = (raw**2).groupby(covered["pattern"]).mean()
    assert misfit(errors) == pytest.approx(float(np.sqrt(by_pattern.mean())), rel=1e-6)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"ranges": {"generators.pool": (1.0, 2.0)}}, UnknownNameError, "pool_flow"),
        ({"ranges": {"generators.pool_flow": (2.0, 2.0)}}, OutOfRangeError, "low below high"),
        ({"replicates": 0}, OutOfRangeError, "replicates"),
        ({"rounds": 0}, OutOfRangeError, "rounds"),
        ({"seed": -1}, OutOfRangeError, "seed"),
    ],
)
def test_what_cannot_be_searched_is_refused(change: dict[str, object], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        calibrate(load("baseline"), run=answering, **{"ranges": RANGES, **change})  # type: ignore[arg-type]


def test_a_run_that_reaches_fewer_anchors_than_parameters_is_refused() -> None:
    with pytest.raises(CalibrationError, match="fewer than the 2 parameters"):
        calibrate(load("baseline").replace(months=1), RANGES, run=answering)


def test_what_is_searched_are_numbers_of_the_model_inside_their_bounds() -> None:
    fields = {info.name: info for info in describe(type(load("baseline").parameters))}
    for name, (low, high) in plausible_ranges(SEARCHED).items():
        assert float(str(fields[name].low)) <= low < high <= float(str(fields[name].high))


def test_the_command_prints_a_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.evidence.calibration.calibrate", partial(calibrate, run=answering))
    result = CliRunner().invoke(app, ["calibrate", "--rounds", "1", "--replicates", "1", "--workers", "1"])
    assert result.exit_code == 0, result.output
    text = result.stdout[result.stdout.index("[parameters") :]
    path = tmp_path / "fitted.toml"
    path.write_text('name = "fitted"\n' + text, encoding="utf-8")
    assert load(path).name == "fitted"
    assert sum(map(len, tomllib.loads(text)["parameters"].values())) == len(SEARCHED)
