"""Few numbers pass most anchors, and that is said wherever anchors are counted."""

import numpy as np
import pandas as pd

from analysis.evidence.freedom import BY_HAND, CURVES, curves_through, power_sentence
from analysis.evidence.validation import DECIDING, validate
from analysis.reports.validation_report import in_order
from ecosystem.calendar import step_to_date
from ecosystem.parameters import Parameters
from ecosystem.parameters.fields import describe
from scenarios import load


def nothing_reached() -> pd.DataFrame:
    return validate(pd.DataFrame({"date": [step_to_date(0)], "scenario": "x", "replicate": 0}))


def test_every_deciding_pattern_has_a_curve_and_few_numbers_pass_nearly_all_anchors() -> None:
    assert set(CURVES) == set(DECIDING)
    found = curves_through(nothing_reached())
    assert set(found["pattern"]) == set(DECIDING)
    assert (found["n_pass"] <= found["n_anchors"]).all()
    assert found["n_numbers"].sum() < found["n_anchors"].sum() / 3
    assert found["n_pass"].sum() >= 0.9 * found["n_anchors"].sum()


def test_curves_are_what_they_say() -> None:
    t = np.array([0.0, 1.0])
    assert np.allclose(CURVES["flow"].at(t, np.array([0.1, 0.5, 2.0])), [0.1, 0.1 + 0.5 * (1.0 - np.exp(-2.0))])
    assert np.allclose(CURVES["crawl"].at(t, np.array([0.1, 0.5, 2.0])), [0.1, 0.1 + 0.5 * (1.0 - np.exp(-2.0))])
    assert np.allclose(CURVES["niche"].at(t, np.array([2.0])), [1.0, np.exp(-2.0)])
    assert np.allclose(CURVES["users"].at(t, np.array([0.5, 2.0])), [0.0, 0.5 * (1.0 - np.exp(-2.0))])


def test_what_was_fitted_are_parameters() -> None:
    known = {info.name for info in describe(Parameters)}
    assert set(BY_HAND) <= known
    assert load("baseline").value(BY_HAND[0]) is not None


def test_the_sentence_says_what_a_count_is_worth_and_unfitted_rows_come_first() -> None:
    table = nothing_reached()
    told = power_sentence(table)
    assert told.startswith("0 of 0 deciding anchors that are reached lie inside their published bands")
    assert "4 curves with 9 numbers in all (flow, crawl, niche and users) pass" in told
    patterns = list(in_order(table)["pattern"])
    n_free = sum(pattern not in DECIDING for pattern in patterns)
    assert n_free
    assert all(pattern not in DECIDING for pattern in patterns[:n_free])
