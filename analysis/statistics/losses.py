"""What a loss means, in words: the age at which a perfect model would have it, and how much more perplexity that is."""

import math
from collections.abc import Mapping

import numpy as np

from analysis.statistics.wording import joined, percent
from ecosystem.content.ageing import equivalent_age
from ecosystem.parameters import Parameters

_NAMED = "categorical"
"""Family of content whose ages are known exactly."""


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
    age = equivalent_age(parameters.culture, loss) if parameters.controls.has_drift else math.inf
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
