from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from ecosystem import Scenario, WebEcosystem
from ecosystem.content.families.categorical import CategoricalFamily
from ecosystem.content.learners.categorical import CategoricalModel
from ecosystem.content.scaling import human_curve
from ecosystem.indicators import INDICATORS, models
from ecosystem.state import World

N_IDEAS = 50


def world(loss: float = 0.5) -> World:
    """A world with two topics of 50 ideas and two models; the second one is the better."""
    truth = np.full((2, N_IDEAS), 0.4 / 48)
    truth[:, :2] = 0.5, 0.1
    seen = truth.copy()
    seen[0, 1], seen[1, 1] = 0.05, 0.02
    living = np.tile(np.arange(N_IDEAS, dtype=np.uint16), (2, 1))
    best = CategoricalModel(seen, np.zeros(2), living, np.array([300.0, 100.0]))
    shape = SimpleNamespace(n_ideas=N_IDEAS, zipf_exponent=1.1, zipf_shift=2.7)
    culture: Any = SimpleNamespace(idea_by_rank=living, by_rank=truth[0], parameters=shape)
    stub = SimpleNamespace(
        month=SimpleNamespace(loss=np.array([[9.0, 9.0], [loss, loss]])),
        rest=SimpleNamespace(topic_shares=np.array([0.75, 0.25])),
        trainers=SimpleNamespace(sold_model=np.array([0, 1]), all_rows=lambda: np.arange(2)),
        lineage=SimpleNamespace(
            fitted={1: SimpleNamespace(model=best)},
            versions=[
                SimpleNamespace(n_different_tokens=50.0, n_absorbed_tokens=10.0),
                SimpleNamespace(n_different_tokens=2_000.0, n_absorbed_tokens=400.0),
            ],
        ),
        family=CategoricalFamily(culture),
        parameters=SimpleNamespace(controls=SimpleNamespace(has_fitted_models=True)),
    )
    return cast("World", stub)


def test_mode_recall_is_that_of_the_worst_kept_mode_of_each_topic() -> None:
    # Half of the second mode is left in the first topic, a fifth in the other; rarer ideas are no modes.
    assert models.mode_recall(world()) == pytest.approx(0.75 * 0.5 + 0.25 * 0.2)


def test_training_tokens_are_the_different_ones_of_the_best_model() -> None:
    assert models.training_tokens(world()) == 2_000.0


def test_the_multiplier_compares_with_human_models_of_equal_loss() -> None:
    curve = human_curve(N_IDEAS, 1.1, 2.7)
    # Of 2,000 different tokens 400 were taken in, 300 and 100 of the topics. A fifth of these would do.
    loss = float(np.exp(np.interp(np.log([60.0, 20.0]), np.log(curve.tokens), np.log(curve.loss))) @ [0.75, 0.25])
    assert models.data_multiplier(world(loss)) == pytest.approx(5.0)


@pytest.mark.parametrize("indicator", [models.mode_recall, models.training_tokens, models.data_multiplier])
def test_nothing_is_told_before_the_first_release(indicator: Callable[[World], float]) -> None:
    empty = world()
    empty.month.loss[:] = np.nan
    assert np.isnan(indicator(empty))


def test_a_run_records_them_with_units_and_meanings() -> None:
    model = WebEcosystem(Scenario(name="small").replace(size=60, months=6, **{"training.absorption": 1.0}), seed=3)
    model.run_for(6)
    series = model.series()
    assert series["mode_recall"].between(0.0, 1.0).all()
    assert (series["training_tokens"] > 0.0).all()
    assert (series["data_multiplier"] > 1.0).all()
    for name in ("mode_recall", "training_tokens", "data_multiplier"):
        assert INDICATORS[name].unit
        assert INDICATORS[name].meaning.endswith(".")
