"""Absolute discounting: the discount, the fit, and how surprised a fit is."""

import numpy as np

from ecosystem.kernels.arrays import AnyIntArray, FloatArray, IntArray
from ecosystem.kernels.compiling import compiled, inlined

LOWEST_DISCOUNT, HIGHEST_DISCOUNT = 0.05, 0.95
UNSEEN, ONCE, TWICE = range(3)
"""Kinds of ideas, by how often they were seen; the fourth is more often."""


@inlined
def kind_of(occurrences: float) -> int:
    """Tell whether an idea was not seen, seen once, twice or more often."""
    return int(occurrences > 0.0) + int(occurrences > 1.0) + int(occurrences > 2.0)  # noqa: PLR2004


@inlined
def discount(n_once: float, n_twice: float) -> float:
    """Give D = n1 / (n1 + 2 n2), clipped to [0.05, 0.95], from how many ideas were seen once and twice."""
    return min(max(n_once / max(n_once + 2.0 * n_twice, 1.0), LOWEST_DISCOUNT), HIGHEST_DISCOUNT)


@compiled
def tally(occurrences: FloatArray) -> tuple[int, int, int]:
    """Count the ideas that were seen, seen once, and seen twice."""
    seen = again = often = 0
    for times in occurrences:
        seen += times > 0.0
        again += times > 1.0
        often += times > 2.0  # noqa: PLR2004
    return seen, seen - again, again - often


@compiled
def discounts(occurrences: FloatArray) -> FloatArray:
    """Give the discount of each row, shape (n_rows,), from how often ideas were seen, shape (n_rows, n_ideas)."""
    result = np.empty(len(occurrences))
    for row in range(len(occurrences)):
        _, n_once, n_twice = tally(occurrences[row])
        result[row] = discount(n_once, n_twice)
    return result


@compiled
def fit(counts: FloatArray, rates: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Fit a distribution to each row of counts.

    Parameters
    ----------
    counts : ndarray of float, shape (n_rows, n_ideas)
    rates : ndarray of float, shape (n_rows,)
        What is taken from the count of each idea, or all of it where that is less.

    Returns
    -------
    tuple of ndarray of float
        Shares that are left, shape (n_rows, n_ideas); the share that was taken, shape (n_rows,), 1 in a row without
        tokens; and tokens, shape (n_rows,). What was taken is summed up: 1 less the rest would not be exactly 0.
    """
    n_rows, n_ideas = counts.shape
    seen, backoff, n_tokens = np.zeros((n_rows, n_ideas)), np.ones(n_rows), np.zeros(n_rows)
    for row in range(n_rows):
        taken = 0.0
        for count in counts[row]:
            n_tokens[row] += count
            taken += min(count, rates[row])
        if n_tokens[row] > 0.0:
            backoff[row] = taken / n_tokens[row]
            for idea in range(n_ideas):
                seen[row, idea] = max(counts[row, idea] - rates[row], 0.0) / n_tokens[row]
    return seen, backoff, n_tokens


@compiled
def cross_entropy(log_probabilities: FloatArray, truth: FloatArray, living: AnyIntArray) -> FloatArray:
    """Give the mean surprise at ideas of the truth, in nats, shape (n_rows,).

    Parameters
    ----------
    log_probabilities : ndarray of float, shape (n_rows, n_ideas)
    truth : ndarray of float, shape (n_rows, n_slots)
        Share of the idea in each slot; one without a share does not count.
    living : ndarray of uint16, shape (n_rows, n_slots)
        Which idea that is.
    """
    result = np.empty(len(log_probabilities))
    for row in range(len(result)):
        total = 0.0
        for slot in range(truth.shape[1]):
            if truth[row, slot] > 0.0:
                total -= truth[row, slot] * log_probabilities[row, living[row, slot]]
        result[row] = total
    return result


@compiled
def mixed_cross_entropy(
    first: FloatArray, second: FloatArray, spread: FloatArray, weight: float, truth: FloatArray, living: AnyIntArray
) -> FloatArray:
    """Give the mean surprise of a mixture of two models at ideas of the truth, in nats, shape (n_rows,).

    Parameters
    ----------
    first, second : ndarray of float, shape (n_rows, n_ideas)
        Probabilities.
    spread : ndarray of float, shape (n_rows,)
        Probability that the second gives to any idea besides.
    weight : float
        Of the second, in [0, 1].
    truth, living
        As above.
    """
    result = np.empty(len(first))
    for row in range(len(result)):
        total = 0.0
        for slot in range(truth.shape[1]):
            if truth[row, slot] > 0.0:
                idea = living[row, slot]
                mixed = (1.0 - weight) * first[row, idea] + weight * (second[row, idea] + spread[row])
                total -= truth[row, slot] * np.log(mixed)
        result[row] = total
    return result


@compiled
def surprise_at(log_probabilities: FloatArray, topic: IntArray, idea: IntArray, count: IntArray) -> FloatArray:
    """Give the surprise at all counted ideas of each topic together, in nats, shape (n_topics,).

    Parameters
    ----------
    log_probabilities : ndarray of float, shape (n_topics, n_ideas)
    topic, idea, count : ndarray of int64, shape (n,)
        How often each idea was counted.
    """
    result = np.zeros(len(log_probabilities))
    for place in range(topic.size):
        result[topic[place]] -= count[place] * log_probabilities[topic[place], idea[place]]
    return result
