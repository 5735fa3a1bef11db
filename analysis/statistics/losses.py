"""What a loss means, in words: the age at which a perfect model would have it, and how much more perplexity that is."""

import math
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from scipy.interpolate import PchipInterpolator

from analysis.statistics.wording import joined, percent
from ecosystem.content.ageing import age_cost, equivalent_age
from ecosystem.parameters import Parameters
from ecosystem.parameters.culture import CultureParameters

_NAMED = "categorical"
"""Family of content whose ages are known exactly."""


_AGES = np.concatenate([[0.0], np.geomspace(0.5, 1200.0, 16)])
"""Months at which the loss of age alone is known; between them it is interpolated (PCHIP)."""


def has_ages(parameters: Parameters) -> bool:
    """Say whether a loss is that of a perfect model of some age: where culture moves, and ideas have names."""
    return parameters.content.family == _NAMED and parameters.controls.has_drift


def months_of_age(loss: float, culture: CultureParameters) -> float:
    """Give the age in months of a perfect model of a loss, as `equivalent_age` does, within a hundredth and quickly.

    Parameters
    ----------
    loss : float
        In nats per idea.
    culture : CultureParameters

    Returns
    -------
    float
        0 for a loss of 0 or less, infinite for one that no age explains, NaN for NaN.
    """
    if math.isnan(loss):
        return loss
    ages = _ages(culture)
    return 0.0 if loss <= 0.0 else float(ages(loss)) if loss <= ages.x[-1] else math.inf


@lru_cache(maxsize=1024)
def _ages(culture: CultureParameters) -> PchipInterpolator:
    """Give the age by loss; where an older model loses no more, the youngest."""
    costs = np.array([age_cost(culture, age) for age in _AGES.tolist()])
    is_more = np.append(True, np.diff(np.maximum.accumulate(costs)) > 0.0)
    return PchipInterpolator(costs[is_more], _AGES[is_more])


def loss_in_words(loss: float, parameters: Parameters) -> str:
    """Say what a loss means: "that of a perfect model of 97 months ago (perplexity +101 %)".

    Parameters
    ----------
    loss : float
        In nats per idea; NaN is nothing to tell of.
    parameters : Parameters
        Of the run, whose culture makes models age.

    Returns
    -------
    str
        What "a loss of 0.7 is" goes on with.
    """
    if math.isnan(loss):
        return "not defined"
    more = percent(float(np.expm1(loss)), has_sign=True)
    if parameters.content.family != _NAMED:
        return f"a perplexity of {more} over that of a perfect model"
    age = equivalent_age(parameters.culture, loss) if has_ages(parameters) else math.inf
    if math.isinf(age):
        return f"that of no perfect model, however old (perplexity {more})"
    return f"that of a perfect model of {round(age):,} months ago (perplexity {more})"


def losses_in_words(losses: Mapping[str, float], parameters: Mapping[str, Parameters]) -> str:
    """Say in one sentence what the losses of several arms mean.

    Parameters
    ----------
    losses : mapping of str to float
        By name of the arm, in nats per idea.
    parameters : mapping of str to Parameters
        By the same names.

    Returns
    -------
    str
    """
    told = [f"{loss:.2f} ({name}) is {loss_in_words(loss, parameters[name])}" for name, loss in losses.items()]
    return f"A loss of {joined(told)}."
