"""What a loss means, in words."""

import math

import pytest

from analysis.statistics.losses import loss_in_words, losses_in_words
from ecosystem.content.ageing import age_cost
from ecosystem.parameters import Parameters
from scenarios import load

PARAMETERS = Parameters()


@pytest.mark.parametrize("months", [6, 24, 97])
def test_a_loss_is_told_as_the_age_of_a_perfect_model_and_in_perplexity(months: int) -> None:
    loss = age_cost(PARAMETERS.culture, months)
    told = loss_in_words(loss, PARAMETERS)
    assert told.startswith(f"that of a perfect model of {months} months ago (perplexity +")
    assert told.endswith(f"{100.0 * math.expm1(loss):.0f} %)") or loss < 0.1


def test_where_nothing_ages_a_loss_has_no_age() -> None:
    still = load("baseline").replace(**{"controls.has_drift": False}).parameters
    assert loss_in_words(math.log(2.0), still) == "that of no perfect model, however old (perplexity +100 %)"
    vectors = load("baseline").replace(**{"content.family": "gaussian"}).parameters
    assert loss_in_words(math.log(2.0), vectors) == "a perplexity of +100 % over that of a perfect model"
    assert loss_in_words(math.nan, PARAMETERS) == "not defined"


def test_the_losses_of_arms_are_told_in_one_sentence() -> None:
    losses = {"fed": 0.7, "unfed": 0.45}
    told = losses_in_words(losses, dict.fromkeys(losses, PARAMETERS))
    assert told == (
        "A loss of 0.70 (fed) is that of a perfect model of 97 months ago (perplexity +101 %) and 0.45 (unfed) is that "
        "of a perfect model of 60 months ago (perplexity +57 %)."
    )
