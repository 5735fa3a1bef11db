import json
import math

import numpy as np
import pandas as pd

from analysis.outcomes.feedback import ITSELF
from analysis.reports.run_report import Closing, close, yearly_means
from analysis.runs.files import to_json
from ecosystem.calendar import step_to_date
from tests.support.worlds import run, scenario

SERIES = pd.DataFrame(
    {
        "date": [step_to_date(step) for step in range(42)],
        "model_loss": [math.nan] * 12 + [1.0] * 24 + [2.0] * 6,
        "n_authors": np.full(42, 1234567.0),
    }
)
ANCHORS = pd.DataFrame(
    {
        "indicator": ["model_loss", "n_authors"],
        "date": ["2025", "2030"],
        "anchor": [1.5, 3.0],
        "tolerance": ["within 1", "within 1"],
        "model": [2.0, math.nan],
        "verdict": ["pass", "not covered"],
    }
)


WELFARE = pd.DataFrame(
    {
        "group": ["AI generators", "sites"],
        "n_first": [0.0, 20.0],
        "n_last": [10.0, 20.0],
        "per_head_first": [math.nan, 5.0],
        "per_head_last": [30.0, 2.5],
        "first": [0.0, 100.0],
        "last": [300.0, 50.0],
        "change": [300.0, -50.0],
    }
)
COLLAPSE = pd.DataFrame(
    {
        "definition": ["any rise of risk", "loss of tails"],
        "holds": ["yes", "no"],
        "since": ["2030-02", ""],
        "without_feedback": ["no", "not measured"],
        "without_ai": ["no", "not measured"],
        "says": ["the loss has risen", "rare ideas are gone"],
    }
)

FEEDBACK = pd.DataFrame(
    [
        ("2022", "recursion", 0.1, 0.05, 0.15, "t", 3, 0.01, 0.02, "it copies copies"),
        ("2025", "recursion", 0.2, -0.05, 0.45, "t", 3, 0.2, 0.4, "it copies copies"),
        ("2022", "all three", 0.3, math.nan, math.nan, "none", 1, math.nan, math.nan, "AI is there"),
        ("2025", "all three", -0.4, -0.5, -0.3, "t", 3, 0.001, 0.002, "AI is there"),
    ],
    columns=["year", "part", "difference", "low", "high", "method", "n_pairs", "p_value", "p_holm", "says"],
)


def closing() -> Closing:
    means = yearly_means(SERIES)
    units = {"model_loss": "nats per idea", "n_authors": "authors"}
    told = ["It went well."]
    return Closing("mine, seed 3", means, units, told, FEEDBACK, WELFARE, COLLAPSE, ANCHORS, "All is met.")


def test_the_table_shows_yearly_means_of_the_years_that_the_run_reaches() -> None:
    means = yearly_means(SERIES)
    assert list(means.columns) == ["2022", "2025"]
    assert list(means.index) == ["model_loss", "n_authors"]
    assert math.isnan(means.loc["model_loss", "2022"])
    assert means.loc["model_loss", "2025"] == 2.0


def test_people_get_markdown() -> None:
    text = closing().markdown()
    assert text.startswith("# mine, seed 3\n")
    assert "| outcome (mean of the year) | unit | 2022 | 2025 |" in text
    assert "| loss of the best model | nats per idea | - | 2 |" in text
    assert "| human authors | authors | 1,234,567 | 1,234,567 |" in text
    assert "- It went well." in text
    assert "## What feedback is" in text
    assert "| part, nats per idea | 2022 | 2025 | what it is due to |" in text
    assert (
        "| recursion | +0.10 [+0.050, +0.15] | +0.20 [-0.050, +0.45] (not told from none) | it copies copies |" in text
    )
    assert "| all three | +0.30 | -0.40 [-0.50, -0.30] | AI is there |" in text
    assert "| AI generators | 0 | 10 | - | 30 | 300 |" in text
    assert "| sites | 20 | 20 | 5 | 2.5 | -50 |" in text
    assert "| any rise of risk | yes | 2030-02 | no | no | the loss has risen |" in text
    assert "| loss of tails | no | - | not measured | not measured | rare ideas are gone |" in text
    assert "All is met. Of the others this run does not cover 1." in text
    assert "| loss of the best model | 2025 | 1.5 | within 1 | 2 | pass |" in text


def test_programs_get_json_with_null_for_what_is_not_defined() -> None:
    content = json.loads(to_json(closing().plain()))
    loss = {"unit": "nats per idea", "2022": None, "2025": 2.0}
    assert content["outcomes"]["model_loss"] == loss
    assert content["anchors"][1]["model"] is None
    assert content["welfare"][0]["per_head_first"] is None
    assert content["welfare"][1]["change"] == -50.0
    assert content["collapse"][0]["since"] == "2030-02"


def test_several_seeds_give_prices_intervals_and_few_of_them_are_told() -> None:
    model = run(scenario(16, 50))
    other = model.series().assign(replicate=1)
    one, two = (close(model, controls, "small") for controls in ({}, {ITSELF: other}))
    prices = [next(each for each in found.findings if each.startswith("Owners of pages get")) for found in (one, two)]
    assert ["[" in price for price in prices] == [False, True]
    assert ["Only 2 pairs" in found.caution for found in (one, two)] == [False, True]
