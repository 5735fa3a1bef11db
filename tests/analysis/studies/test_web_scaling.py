"""Exponents of loss over tokens, from runs whose law is known."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from analysis.studies.web_scaling import Scaling, scaling_sentences, scalings
from ecosystem.calendar import step_to_date

BUDGETS = (100.0, 400.0, 1600.0)
ARMS = {share: [f"{share} {n}" for n in BUDGETS] for share in (0.0, 0.2)}


def law(share: float, tokens: float, replicate: int) -> float:
    """Half a power of the tokens, and a floor as high as the synthetic share."""
    return float(tokens**-0.5 + share) * (1.0 + 0.001 * replicate)


def runs() -> pd.DataFrame:
    """Runs of three replicates that obey the law in every month."""
    return pd.concat(
        pd.DataFrame(
            {
                "scenario": name,
                "replicate": replicate,
                "date": [step_to_date(step) for step in range(12)],
                "model_loss": law(share, tokens, replicate),
                "training_tokens": tokens * (1.0 + replicate),
                "synthetic_share_training": share,
            }
        )
        for share, names in ARMS.items()
        for name, tokens in zip(names, BUDGETS, strict=True)
        for replicate in range(3)
    )


@pytest.fixture(scope="module")
def found() -> list[Scaling]:
    return scalings(runs(), ARMS)


def test_without_synthetic_tokens_the_exponent_is_that_of_the_law(found: list[Scaling]) -> None:
    assert found[0].exponent.mean == pytest.approx(-0.5)
    assert found[0].apart is None
    assert found[0].last_gain.mean == pytest.approx(0.5)


def test_a_floor_weakens_the_exponent_and_the_last_gain(found: list[Scaling]) -> None:
    losses = np.array([law(0.2, n, 0) for n in BUDGETS])
    slopes = [np.log(later / earlier) / np.log(4.0) for earlier, later in pairwise(losses)]
    assert found[1].exponent.mean == pytest.approx(np.mean(slopes))
    assert found[1].apart is not None
    assert found[1].apart.mean == pytest.approx(found[1].exponent.mean + 0.5)
    assert found[1].last_gain.mean == pytest.approx(1.0 - losses[2] / losses[1])


def test_sentences_say_where_more_tokens_help_less(found: list[Scaling]) -> None:
    verdict, *shares = scaling_sentences(found)
    assert len(shares) == len(ARMS)
    assert verdict == "more tokens help less than with 0 % synthetic at 20 %; the largest budget helps at every share"
