"""Reading a curve of loss against tokens, on logarithmic scales, and finding where on it a loss lies."""

import math

import numpy as np

from ecosystem.kernels.arrays import FloatArray
from ecosystem.kernels.compiling import compiled

_BISECTIONS = 45
_LOG_RANGE = 30.0


@compiled
def loss_at(log_tokens: FloatArray, log_loss: FloatArray, at: float) -> float:
    """Give the loss at the logarithm of a number of tokens.

    Parameters
    ----------
    log_tokens, log_loss : ndarray of float, shape (m,)
        Logarithms of at least two points, the first increasing; straight lines go from one to the next, the last one
        goes on, and below the first point the loss is that of it.
    at : float
    """
    place = min(max(int(np.searchsorted(log_tokens, at)), 1), log_tokens.size - 1)
    slope = (log_loss[place] - log_loss[place - 1]) / (log_tokens[place] - log_tokens[place - 1])
    return math.exp(log_loss[place] + slope * (max(at, log_tokens[0]) - log_tokens[place]))


@compiled
def data_multiplier(
    log_tokens: FloatArray, log_loss: FloatArray, at: FloatArray, weights: FloatArray, loss: float
) -> float:
    """Give by what all tokens must be divided so that the mean of their losses is a loss, by bisection.

    Parameters
    ----------
    log_tokens, log_loss
        As above.
    at, weights : ndarray of float, shape (n,)
        Logarithms of numbers of tokens, and the weights of their losses.
    loss : float
    """
    low, high = -_LOG_RANGE, _LOG_RANGE
    for _ in range(_BISECTIONS):
        middle, mean = 0.5 * (low + high), 0.0
        for place in range(at.size):
            mean += weights[place] * loss_at(log_tokens, log_loss, at[place] - middle)
        if mean < loss:
            low = middle
        else:
            high = middle
    return math.exp(0.5 * (low + high))
