import numpy as np
import pandas as pd
import pytest

from analysis.figures import held_anchors, narrowed_ranges
from analysis.uncertainty.ensemble import Ensemble
from analysis.uncertainty.matching import match
from analysis.uncertainty.narrowing import held, narrowings, weighted_quantiles
from analysis.uncertainty.space import Space
from tests.support.told_history import BASELINE, SPACE, look

NAMES = ("attention.chat_hazard", "generators.pool_flow", "training.validation")


def test_weights_move_quantiles_as_copies_would() -> None:
    values = np.random.default_rng(0).normal(size=400)
    copies = np.random.default_rng(1).integers(1, 4, 400)
    plain = weighted_quantiles(np.repeat(values, copies), np.ones(copies.sum()))
    assert weighted_quantiles(values, copies.astype(np.float64)) == pytest.approx(plain, abs=0.02)
    assert weighted_quantiles(values, np.ones(400))[1] == pytest.approx(np.median(values))


def test_what_is_narrowed_comes_first_with_values_in_its_unit() -> None:
    places = Space.of(NAMES).sample(256, seed=0)
    places[:, 1] = 0.4 + 0.1 * places[:, 1]
    values = pd.DataFrame([Space.of(NAMES).values(row) for row in places])
    found = narrowings(Ensemble(values, np.full(256, 1.0 / 256.0), {}))
    assert found[0].name == "generators.pool_flow"
    assert found[0].narrowed == pytest.approx(0.9, abs=0.02)
    assert found[0].places[1] == pytest.approx(0.45, abs=0.01)
    values_in_order = [float(each) for each in (found[0].low, *found[0].values, found[0].high)]
    assert values_in_order == sorted(values_in_order)
    assert found[1].narrowed == pytest.approx(0.0, abs=0.05)
    assert {each.name: each.values[0] for each in found}["training.validation"] in {"contaminated", "clean"}


def test_worlds_that_history_allows_hold_the_anchors_and_are_drawn_so() -> None:
    found = match(SPACE, BASELINE, waves=(60, 60), seed=3, look=look)
    anchors = held(found, 50)
    assert anchors["is_held"].all()
    assert not anchors["is_wide"].any()
    assert np.all(anchors["world_low"] < anchors["world_high"])
    figure = held_anchors(anchors, "made by hand")
    assert (
        " ".join(figure.get_suptitle().split())
        == "The middle 90 % of worlds that history allows holds 100 % of 5 published figures"
    )
    told = narrowed_ranges(narrowings(found.ensemble(50, {})), "made by hand")
    assert "History narrows 2 of 5 uncertain parameters" in told.get_suptitle()


def test_an_anchor_far_from_all_worlds_is_not_held() -> None:
    found = match(SPACE, BASELINE, waves=(60,), seed=3, look=look)
    anchors = found.history.anchors
    anchors.loc[0, "anchor"] = 4.0
    assert not held(found, 50)["is_held"].iloc[0]
