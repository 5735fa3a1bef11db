"""The loop can harm and it can help: results that are kept from changing unseen.

These are regression tests of results, not of a property that the model must have. Nothing in the model says whether
training on the web's own output makes models worse: these signs were found, and a change may turn them for good
reasons. They stand here so that no change turns them unseen, since much that is written of this model hangs on them.
If one fails: look whether the change that turned it is right. If it is, the new sign is the finding: measure it at 500
authors on more pairs, change the threshold to half of it, and say "Results change" in the changelog, README and docs.
If it is not, mend it. Never tune a parameter until a sign comes back.

Pairs of runs to December 2035, with and without synthetic ideas in training, on the same seeds. Measured first, with
500 authors (mean over pairs and its standard error, nats per idea): drift, filter and temperature 0.9 +0.40 +- 0.03;
a noisy static web with equal tokens -0.012 +- 0.005 at temperature 0.9 (-0.022 +- 0.003 while answers cited nobody and
refusals cost nothing) and +0.048 +- 0.007 at temperature 1. The thresholds are half of these.
"""

from typing import Any

import numpy as np
import pytest

from ecosystem.randomness import FloatArray
from tests.support.worlds import run_all, scenario

DRIFT = {"culture.persistence": 0.9985, "filtering.keep_share": 0.39, "training.temperature": 0.9}
# Budgets that do not grow never exhaust the human pages, so that both arms are fitted to equal numbers of tokens.
NOISE = {
    "content.junk_page_share": 1.0,
    "content.junk_idea_share": 0.5,
    "controls.has_drift": False,
    "controls.has_filter": False,
    "training.absorption": 1.0,
    "training.budget_growth": 1.0,
    "training.budget_share": 0.002,
}


def effect_of_the_loop(changes: dict[str, Any], n_pairs: int) -> FloatArray:
    """Model loss of 2035 with feedback less that without, one value a pair."""
    arms = [scenario(168, 500, **changes, **{"controls.has_feedback": has_feedback}) for has_feedback in (True, False)]
    frames = run_all([(arm, seed) for seed in range(n_pairs) for arm in arms])
    losses = np.array([frame.model_loss.iloc[-12:].mean() for frame in frames]).reshape(-1, 2)
    difference: FloatArray = losses[:, 0] - losses[:, 1]
    return difference


@pytest.mark.slow
def test_with_drift_and_a_filter_the_loop_makes_models_worse() -> None:
    effect = effect_of_the_loop(DRIFT, 2)
    assert effect.mean() > 0.2, effect
    assert effect.min() > 0.0, effect


@pytest.mark.large
def test_in_a_noisy_static_web_the_loop_makes_models_better_at_temperature_09() -> None:
    effect = effect_of_the_loop({**NOISE, "training.temperature": 0.9}, 10)
    assert effect.mean() < -0.006, effect
    assert (effect < 0.0).mean() >= 0.7, effect


@pytest.mark.large
def test_in_a_noisy_static_web_the_loop_makes_models_worse_at_temperature_1() -> None:
    effect = effect_of_the_loop({**NOISE, "training.temperature": 1.0}, 3)
    assert effect.mean() > 0.024, effect
    assert effect.min() > 0.0, effect
