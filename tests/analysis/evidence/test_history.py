"""What history says of models, and how runs that contradict it are told."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.evidence.history import HARM, contradictions, model_age_cost, of_history
from analysis.evidence.observations import NO_FEEDBACK, REFERENCE
from analysis.reports.validation_report import report
from ecosystem.parameters import Parameters
from scenarios import load
from tests.support.observed import made
from tests.support.synthetic import make_series

PARAMETERS = Parameters()
FAST = load("baseline").replace(**{"culture.persistence": 0.99}).parameters
STILL = load("baseline").replace(**{"controls.has_drift": False}).parameters


def with_losses(*by_year: float) -> pd.DataFrame:
    months = 12 * len(by_year)
    return make_series(months).assign(model_loss=np.repeat(by_year, 12))


def test_a_run_that_agrees_with_history_is_told_nothing() -> None:
    assert contradictions(with_losses(0.5, 0.4, 0.35, 0.3, 0.28, 0.9), PARAMETERS) == []


def test_the_years_between_which_the_best_model_gets_worse_by_most_are_named() -> None:
    told = contradictions(with_losses(0.45, 0.37, 0.36, 0.4, 0.41), PARAMETERS)
    assert told == [
        "Contradicts history: the best model of 2026 is worse than that of 2024 in this one run (0.410 against 0.360 "
        "nats per idea), while evaluations found better models in each year from 2022 to 2026."
    ]


def test_a_year_that_a_run_does_not_end_is_not_judged() -> None:
    assert contradictions(with_losses(0.4, 0.3, 0.5).iloc[:30], PARAMETERS) == []


def test_replicates_are_judged_by_their_mean() -> None:
    better, worse = with_losses(0.4, 0.3), with_losses(0.4, 0.48)
    assert contradictions([better, worse], PARAMETERS) == []
    assert len(contradictions([better, worse, worse], PARAMETERS)) == 1


def test_a_report_of_several_runs_begins_with_what_they_contradict() -> None:
    better, worse = (made({"model_loss": 0.4 * factor ** np.arange(60)}) for factor in (0.99, 1.02))
    for runs, is_told in (([better, better, worse], True), ([better], False)):
        said = report({REFERENCE: runs}, load("baseline"), "Some runs")
        assert said.history == contradictions([run.series for run in runs], PARAMETERS)
        assert said.plain()["contradictions"] == said.history
        assert said.markdown().startswith("# Some runs\n\n- Contradicts history: ") == is_told


def test_use_that_no_published_figure_allows_is_told() -> None:
    told = contradictions(with_losses(0.5, 0.4, 0.35, 0.3).assign(user_share=0.25), PARAMETERS)
    assert told == [
        "Contradicts history: 25 % of readers use a model in 2023-11, while published figures allow 1 % to 3 %."
    ]
    nobody = contradictions(make_series(60, has_ai=False).assign(model_loss=0.3), PARAMETERS)
    assert "0 % of readers use a model" in nobody[0]


@pytest.mark.parametrize(("parameters", "cost"), [(FAST, "more"), (STILL, "0 %")])
def test_a_culture_that_moves_at_another_pace_than_was_measured_is_told(parameters: Parameters, cost: str) -> None:
    told = contradictions(with_losses(0.4), parameters)
    assert "6 % to 16 % was measured of language models" in told[0]
    assert cost in told[0]


def test_the_pace_of_the_baseline_lies_within_what_was_measured() -> None:
    assert model_age_cost(PARAMETERS) == pytest.approx(0.105, abs=0.003)


def test_harm_is_read_in_the_year_in_which_training_comes_to_hold_a_share_of_ai() -> None:
    fed = made({"data_multiplier": 1.0 + np.arange(60.0)})
    arms = {REFERENCE: fed, NO_FEEDBACK: made({"data_multiplier": 2.0})}
    rows = [each for each in of_history(PARAMETERS) if each.number == 11]
    share = fed.series["synthetic_share_training"].to_numpy()
    for row, (level, _) in zip(rows, HARM, strict=True):
        first = next(i for i in range(12, 61) if share[i - 12 : i].mean() >= level)
        assert row.measure(arms) == pytest.approx(np.arange(first - 12, first).mean() / 2.0 + 0.5)
    low = {**arms, REFERENCE: made({"synthetic_share_training": 0.1})}
    assert np.isnan(rows[0].measure(low))


def test_the_wall_is_the_first_month_in_which_budgets_reach_all_there_is() -> None:
    (wall,) = [each for each in of_history(PARAMETERS) if each.number == 12]
    half_way = {REFERENCE: made({"stock_used_share": np.arange(60) / 30.0})}
    assert wall.measure(half_way) == pytest.approx(2022.0 + 30.5 / 12.0)
    assert np.isnan(wall.measure({REFERENCE: made({"stock_used_share": 0.5})})), "the run ends before it must be there"
    never = make_series(168).assign(stock_used_share=0.5)
    assert wall.measure({REFERENCE: replace(made(), series=never)}) == np.inf
