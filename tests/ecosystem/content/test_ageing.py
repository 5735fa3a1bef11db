"""What a perfect model loses by age: by the formula, and by culture, oracle and loss of the model themselves."""

import math

import numpy as np
import pytest

from ecosystem.content.ageing import age_cost, equivalent_age
from ecosystem.content.culture import Culture
from ecosystem.content.learners.categorical import CategoricalLearner
from ecosystem.parameters.culture import CultureParameters
from ecosystem.randomness import Draws, FloatArray

TOPICS = 40
STILL = CultureParameters(persistence=1.0, renewal_hazard=0.0)


def aged(parameters: CultureParameters, months: int) -> FloatArray:
    """Measure the loss of an oracle that is some months old, shape (TOPICS,)."""
    culture = Culture(parameters, Draws(1), TOPICS, first_step=0, last_step=months)
    oracle = CategoricalLearner(culture.n_identities).oracle(culture.probabilities, culture.living)
    for _ in range(months):
        culture.advance()
    return oracle.loss(culture.probabilities, culture.living)


@pytest.mark.parametrize(
    ("persistence", "hazard", "months"),
    [(0.9985, 0.0005, 24), (0.9985, 0.0, 60), (0.995, 0.0, 120), (1.0, 0.002, 36)],
)
def test_an_oracle_ages_as_the_formula_says(persistence: float, hazard: float, months: int) -> None:
    parameters = CultureParameters(persistence=persistence, renewal_hazard=hazard)
    measured = aged(parameters, months)
    error = measured.std(ddof=1) / np.sqrt(TOPICS)
    # Ranks of 1,000 ideas are noisier than those of endlessly many: about 0.01 nats.
    assert abs(measured.mean() - age_cost(parameters, months)) < 4.5 * error + 0.01


def test_nothing_ages_while_culture_stands_still() -> None:
    assert age_cost(STILL, 60) == pytest.approx(0.0, abs=1e-9)
    assert aged(STILL, 12) == pytest.approx(0.0, abs=1e-9)
    assert equivalent_age(STILL, 0.3) == math.inf
    assert equivalent_age(STILL, 0.0) == 0.0


@pytest.mark.parametrize("months", [1.0, 24.0, 90.0, 600.0])
def test_the_age_that_a_loss_stands_for_is_the_age_that_costs_it(months: float) -> None:
    culture = CultureParameters()
    assert equivalent_age(culture, age_cost(culture, months)) == pytest.approx(months, abs=0.05)


def test_age_costs_the_more_the_faster_culture_moves() -> None:
    costs = [
        age_cost(CultureParameters(persistence=persistence, renewal_hazard=hazard), 24)
        for persistence, hazard in ((0.9991, 0.0003), (0.9985, 0.0005), (0.99775, 0.00075))
    ]
    assert costs == sorted(costs)
