"""Slopes of the worth of data across arms whose slopes are known, beside naive ones that point elsewhere."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.figures import value_slopes
from analysis.statistics.result_columns import VALUE_SLOPES
from analysis.statistics.wording import percent
from analysis.studies import data_value
from analysis.studies.data_value import (
    FACTORS,
    OUTCOMES,
    SHARE,
    ArmsOfValueError,
    Slope,
    arms_of,
    period_means,
    periods_of,
    run_arms,
    slopes_frame,
    slopes_of,
    value_finding,
)
from ecosystem import Scenario
from ecosystem.calendar import step_to_date
from ecosystem.errors import OutOfRangeError, ScenarioError
from tests.support.figures import tells

BASELINE = Scenario(name="baseline", size=50, months=84)


def stub_series(scenario: Scenario, seed: int = 0) -> pd.DataFrame:
    """A share that grows with time and pool; a price that rises with the share across arms and falls with time."""
    months = np.arange(scenario.months)
    pool = scenario.parameters.generators.pool_flow / BASELINE.parameters.generators.pool_flow
    share = 0.002 * months * (1.0 + pool)
    price = (2.0 + 0.1 * seed) * share - 0.05 * months + seed + 10.0
    columns: dict[str, Any] = dict.fromkeys(OUTCOMES, np.ones(scenario.months))
    columns |= {
        "licence_price": price,
        "marginal_value_human": -3.0 * share + 0.2 * (-1.0) ** (seed + round(4 * pool)) * share,
        "marginal_value_synthetic": -1e-6 + 1e-6 * share,
        "reachable_human_pages": 1e4 - 1e3 * share - 10.0 * months,
        "licence_price_tail": np.where((pool > 1.0) & (months > 70), np.nan, 0.5),
    }
    return pd.DataFrame({"date": [step_to_date(int(each)) for each in months], SHARE: share} | columns)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    monkeypatch.setattr(data_value, "run_series", stub_series)
    return run_arms(BASELINE, replicates=3, seed=1)


@pytest.fixture
def slopes(runs: pd.DataFrame) -> dict[tuple[str, str], Slope]:
    return {(each.period, each.outcome): each for each in slopes_of(runs)}


def test_arms_differ_in_nothing_but_the_pool_and_share_seeds(runs: pd.DataFrame) -> None:
    arms = arms_of(BASELINE)
    pool = BASELINE.parameters.generators.pool_flow
    assert [arm.parameters.generators.pool_flow / pool for arm in arms.values()] == pytest.approx(FACTORS)
    assert all(arm.replace(**{"generators.pool_flow": pool}) == BASELINE for arm in arms.values())
    assert len(runs) == 4 * 3 * 84
    first = runs[(runs["date"] == "2022-01") & (runs["replicate"] == 2)]
    assert first["licence_price"].tolist() == [13.0] * 4, "replicate 2 has seed 3 in every arm"


def test_slopes_across_arms_are_those_within_replicates(slopes: dict[tuple[str, str], Slope]) -> None:
    for period in ("2026", "2028"):
        price = slopes[period, "licence_price"]
        assert price.slope is not None
        assert price.slope.mean == pytest.approx(0.1 * 2.2), "the offsets of replicates do not enter"
        assert price.slope.standard_error == pytest.approx(0.1 * 0.1 / np.sqrt(3))
        assert price.verdict == "rises"
    pages = slopes["2028", "reachable_human_pages"]
    assert pages.slope is not None
    assert pages.slope.mean == pytest.approx(-100.0)
    assert pages.relative == pytest.approx(-100.0 / pages.level)
    assert pages.verdict == "falls"


def test_the_naive_slope_is_over_the_months_of_the_scenario_itself(slopes: dict[tuple[str, str], Slope]) -> None:
    naive = slopes["2028", "licence_price"].naive
    assert naive is not None
    assert naive.mean == pytest.approx(0.1 * (2.2 - 0.05 / 0.004)), "time goes the other way"
    assert naive == slopes["2026", "licence_price"].naive
    assert slopes["2028", "licence_price"].naive_relative < 0.0 < slopes["2028", "licence_price"].relative


def test_what_cannot_be_told_is_not_told(slopes: dict[tuple[str, str], Slope]) -> None:
    still, tail = slopes["2028", "licence_price_head"], slopes["2028", "licence_price_tail"]
    assert (still.verdict, still.relative) == ("stays", 0.0)
    assert (tail.verdict, tail.note) == ("not defined", "no value in 3 of 12 runs")
    assert np.isnan(tail.relative)
    assert slopes["2026", "licence_price_tail"].verdict == "stays"
    assert slopes["2028", "marginal_value_synthetic"].relative > 0.0, "relative to the size of a negative level"


def test_noise_is_called_noise() -> None:
    generator = np.random.default_rng(4)
    rows = [
        {"factor": f, "replicate": r, "date": step_to_date(month), SHARE: f * 0.2 + 0.001 * month}
        | {name: float(generator.normal()) for name in OUTCOMES}
        for f in FACTORS for r in range(20) for month in range(12)
    ]  # fmt: skip
    verdicts = [each.verdict for each in slopes_of(pd.DataFrame(rows))]
    assert verdicts.count("not enough runs to tell") >= 7


def test_arms_of_one_share_have_no_slope(runs: pd.DataFrame) -> None:
    same = slopes_of(runs.assign(**{SHARE: 0.3}))
    assert {each.note for each in same if each.outcome != "licence_price_tail"} == {
        "the synthetic share is the same in all arms"
    }
    assert all(each.slope is None and each.naive is None for each in same)
    assert "cannot tell" in value_finding(same)


def test_periods() -> None:
    assert list(periods_of(168)) == ["2026", "2035"]
    assert len(periods_of(168)["2035"]) == 12
    assert list(periods_of(72)) == ["2026", "2027"]
    assert list(periods_of(66)) == ["2026-07 to 2027-06"], "the early year would run into the last twelve months"
    assert periods_of(3) == {"2022-01 to 2022-03": ("2022-01", "2022-02", "2022-03")}


def test_the_finding_says_signs_and_what_months_would_have_said(runs: pd.DataFrame) -> None:
    found = slopes_of(runs)
    last = {each.outcome: each for each in found if each.period == "2028"}
    price = last["licence_price"]
    told = value_finding(found)
    assert told.startswith("With ten points more of the crawl synthetic, in 2028 the licence price rises by ")
    assert f"({100 * price.naive_relative:+.0f} %)" in told
    assert "the reachable human stock falls by " in told
    frame = slopes_frame(found)
    assert list(frame.columns) == VALUE_SLOPES.names
    assert len(frame) == 2 * len(OUTCOMES)
    assert frame.set_index(["period", "outcome"]).loc[("2028", "licence_price"), "slope"] == pytest.approx(0.22)


@pytest.mark.parametrize(
    ("factors", "changes", "told"),
    [
        ((1.0,), {}, "fewer than two"),
        ((1.0, 2.0, 2.0), {}, "not all different"),
        ((0.5, 2.0), {}, "lack 1"),
        (FACTORS, {"controls.has_ai": False}, "controls.has_ai"),
        (FACTORS, {"generators.pool_flow": 0.0}, "generators.pool_flow"),
    ],
)
def test_arms_that_could_tell_nothing_are_refused(
    factors: tuple[float, ...], changes: dict[str, bool | float], told: str
) -> None:
    with pytest.raises(ArmsOfValueError, match=told):
        run_arms(BASELINE.replace(**changes), factors)


def test_bad_numbers_are_refused() -> None:
    with pytest.raises(ScenarioError, match="pool_flow"):
        arms_of(BASELINE, (1.0, 1000.0))
    with pytest.raises(OutOfRangeError) as caught:
        run_arms(BASELINE, replicates=1, seed=-1)
    assert len(caught.value.faults) == 2
    with pytest.raises(ScenarioError, match="pool_flow"):
        arms_of(BASELINE, (1.0, -2.0))


def test_the_figure_has_a_line_a_replicate_and_a_panel_an_outcome(runs: pd.DataFrame) -> None:
    means, found = period_means(runs), slopes_of(runs)
    figure = value_slopes(means, found, "web-ecosystem")
    panels = [axes for axes in figure.axes if axes.lines]
    assert tells(figure, value_finding(found))
    assert [axes.get_ylabel().split("\n")[0] for axes in panels] == list(OUTCOMES)
    tail = OUTCOMES.index("licence_price_tail")
    assert [len(axes.lines) for axes in panels] == [6 if place != tail else 3 for place in range(len(OUTCOMES))]
    assert all(len(np.asarray(line.get_xdata())) == 4 for line in panels[0].lines)
    assert [text.get_text() for text in panels[0].texts] == [
        f"2028: {percent(found[len(OUTCOMES)].relative, has_sign=True)}, rises",
        f"2026: {percent(found[0].relative, has_sign=True)}, rises",
    ]


@pytest.mark.slow
def test_a_small_world_gives_a_share_that_grows_with_the_pool() -> None:
    frame = run_arms(BASELINE.replace(size=100, months=36), (0.25, 1.0, 4.0), replicates=2)
    means = period_means(frame)
    assert means.pivot_table(SHARE, "replicate", "factor").diff(axis=1).iloc[:, 1:].gt(0.0).all(axis=None)
