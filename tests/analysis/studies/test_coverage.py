"""Coverage by crawl budget: curves whose bend is known, and a small world."""

import numpy as np
import pandas as pd
import pytest

from analysis.figures import curves
from analysis.studies import coverage
from analysis.studies.coverage import (
    BUDGETS,
    CoverageError,
    bends_of,
    budgets_of,
    coverage_finding,
    half_budget,
    is_concave,
    levels_of,
    measure_coverage,
    new_fetches_sentence,
    run_budgets,
    shown_curves,
)
from ecosystem import Scenario
from ecosystem.errors import OutOfRangeError

BASELINE = Scenario(name="baseline", size=50, months=6)


def stub_measure(job: tuple[Scenario, int]) -> dict[str, float]:
    """A crawl that covers half of the web with 2 % of its pages a month, a little more with some seeds."""
    scenario, seed = job
    budget, half = scenario.parameters.crawl.coverage, 0.02 * (1.0 + 0.01 * seed)
    covered = budget / (budget + half)
    return {
        "covered_share": covered,
        "new_fetch_share": 1.0 - covered,
        "n_sites_reached": 100.0 * covered**0.1,
        "site_share": covered**0.1,
    }


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    monkeypatch.setattr(coverage, "measure_coverage", stub_measure)
    return run_budgets(BASELINE, replicates=3)


def bent(*shares: float) -> pd.DataFrame:
    """Runs at 1, 2 and 3 % with given coverage and hardly any noise."""
    return pd.DataFrame(
        [
            {"budget": 0.01 * place, "replicate": r, "covered_share": share + 1e-5 * r * place}
            | dict.fromkeys(("new_fetch_share", "n_sites_reached", "site_share"), 0.5)
            for place, share in enumerate(shares, start=1)
            for r in range(3)
        ]
    )


def test_a_concave_curve_bends_down_at_every_budget(runs: pd.DataFrame) -> None:
    bends = bends_of(runs)
    assert [bend.budget for bend in bends] == list(BUDGETS[:-1])
    first = [0.001 / (0.001 + half) / 0.001 for half in (0.02, 0.0202, 0.0204)]
    second = [(0.002 / (0.002 + half) - 0.001 / (0.001 + half)) / 0.001 for half in (0.02, 0.0202, 0.0204)]
    assert bends[0].change.mean == pytest.approx(np.mean(second) - np.mean(first)), "it begins at the origin"
    assert is_concave(bends)
    assert coverage_finding(runs) == (
        "Coverage grows concavely with the budget: its slope falls at each of 8 budgets; 0.1 % of live pages a month "
        "cover 4.7 % of the web, 30 % cover 94 %, and 2 % cover half"
    )


def test_other_curves_are_not_called_concave() -> None:
    convex = bent(0.1, 0.3, 0.6)
    assert not is_concave(bends_of(convex))
    assert coverage_finding(convex).startswith("Coverage is not concave in the budget: its slope rises at 1 %, 2 %;")
    noisy = bent(0.1, 0.2, 0.25)
    noisy.loc[noisy["budget"] == 0.01, "covered_share"] += [-0.04, 0.0, 0.04]
    assert coverage_finding(noisy).startswith("The slope of coverage falls at 0 of 2 budgets; elsewhere these runs")
    assert [bend.change.excludes_zero for bend in bends_of(noisy)] == [False, False]


def test_half_of_the_web(runs: pd.DataFrame) -> None:
    half = half_budget(runs)
    assert half is not None
    assert half.mean == pytest.approx(0.0202, rel=0.01)
    assert half_budget(bent(0.1, 0.2, 0.25)) is None
    assert half_budget(bent(0.6, 0.7, 0.8)) is None
    assert "cover half" not in coverage_finding(bent(0.1, 0.2, 0.25))


def test_new_fetches_are_laid_beside_the_published_share(runs: pd.DataFrame) -> None:
    levels = levels_of(runs)
    assert "66 % to 67 %), outside the published 35 % to 46 %" in new_fetches_sentence(levels, 0.01)
    inside = levels_of(runs.assign(new_fetch_share=0.4))
    assert "40 % of fetches are new (95 % interval 40 % to 40 %), inside" in new_fetches_sentence(inside, 0.01)


def test_the_figure_draws_three_lines(runs: pd.DataFrame) -> None:
    shown = shown_curves(levels_of(runs))
    figure = curves(shown, coverage_finding(runs), ("budget", "share"), origin="scenario baseline")
    axes = figure.axes[0]
    assert [len(np.asarray(line.get_xdata())) for line in axes.lines] == [10, 9, 9]
    assert "web-ecosystem, scenario baseline. Bands" in figure.get_supxlabel()


def test_the_budget_of_the_scenario_is_among_those_run() -> None:
    assert budgets_of(BASELINE) == BUDGETS
    assert 0.03 in budgets_of(BASELINE.replace(**{"crawl.coverage": 0.03}))
    assert budgets_of(BASELINE.replace(**{"crawl.coverage": 0.0})) == BUDGETS


def test_what_cannot_be_run_is_refused() -> None:
    with pytest.raises(CoverageError, match=r"controls\.has_crawl_limit"):
        run_budgets(BASELINE.replace(**{"controls.has_crawl_limit": False}))
    with pytest.raises(OutOfRangeError) as caught:
        run_budgets(BASELINE, replicates=1, seed=-1)
    assert len(caught.value.faults) == 2


@pytest.mark.slow
def test_a_larger_budget_covers_more_of_a_small_world_and_finds_less_that_is_new() -> None:
    small, large = (measure_coverage((BASELINE.replace(**{"crawl.coverage": b}), 1)) for b in (0.005, 0.05))
    assert 0.0 < small["covered_share"] < large["covered_share"] < 1.0
    assert small["new_fetch_share"] > large["new_fetch_share"] > 0.0
    assert 0.0 < small["site_share"] <= large["site_share"] <= 1.0
