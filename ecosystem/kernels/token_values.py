"""What one more token of each idea is worth to a fit by absolute discounting."""

import math

import numpy as np
from numpy.typing import NDArray

from ecosystem.kernels.arrays import BoolArray, FloatArray
from ecosystem.kernels.compiling import compiled


@compiled
def token_values(
    counts: FloatArray,
    kinds: NDArray[np.int8],
    truth: FloatArray,
    before: FloatArray,
    gets_backoff: BoolArray,
    rates: FloatArray,
    spreads: FloatArray,
    totals: FloatArray,
) -> FloatArray:
    """Give the fall of the loss with one more token of each idea, shape (n_rows, n_ideas).

    Parameters
    ----------
    counts : ndarray of float, shape (n_rows, n_ideas)
        Tokens of each idea.
    kinds : ndarray of int8, shape (n_rows, n_ideas)
        Whether an idea was not seen (0), seen once (1), twice (2) or more often (3).
    truth, before : ndarray of float, shape (n_rows, n_ideas)
        What the loss is measured against, and the fit as it is.
    gets_backoff : ndarray of bool, shape (n_rows, n_ideas)
        Ideas that share the back-off.
    rates, spreads : ndarray of float, shape (4, n_rows)
        The discount, and what each idea gets of the back-off, after one more token of an idea of each kind.
    totals : ndarray of float, shape (n_rows,)
        Tokens, with the one more.
    """
    n_rows, n_ideas = counts.shape
    result = np.zeros((n_rows, n_ideas))
    for row in range(n_rows):
        for kind in range(rates.shape[0]):
            rate, spread, total = rates[kind, row], spreads[kind, row], totals[row]
            shared = 0.0
            for idea in range(n_ideas):
                share, held = truth[row, idea], before[row, idea]
                after = max(counts[row, idea] - rate, 0.0) / total + spread * gets_backoff[row, idea]
                if share > 0.0 and held > 0.0 and after > 0.0:
                    shared += share * math.log(after / held)
                    if kinds[row, idea] == kind:
                        own = after + (1.0 - rate * (kind == 0)) / total
                        result[row, idea] = share * math.log(own / after)
            for idea in range(n_ideas):
                if kinds[row, idea] == kind:
                    result[row, idea] += shared
    return result
