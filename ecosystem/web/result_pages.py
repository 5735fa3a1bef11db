"""Result pages: sites compete for positions, and readers click the first positions most.

A question ranks the sites of its topic by attractiveness times luck: an order of Plackett and Luce, in which each site
arrives after an exponential time whose rate is its weight. A site is shown once. In the limit of many sites the k-th
position is held by whoever arrives between the times at which k - 1 and k arrivals are expected, so that the expected
clicks of all sites follow in closed form from those times.
"""

import numpy as np

from ecosystem.randomness import FloatArray, IntArray

_MOST_ITERATIONS = 100
_TOLERANCE = 1e-10
_LONGEST_STEP, _TINY = 1e12, 1e-300


def clicks_by_position(n_positions: int, bias: float) -> FloatArray:
    """Give the share of clicks of each position, shape (n_positions,): falling as position ** -bias, summing to 1.

    References
    ----------
    Craswell et al. 2008, An experimental comparison of click position-bias models, WSDM.
    """
    clicks = np.arange(1, n_positions + 1, dtype=np.float64) ** -bias
    result: FloatArray = clicks / clicks.sum()
    return result


def click_shares(weight: FloatArray, topic: IntArray, n_topics: int, clicks: FloatArray) -> FloatArray:
    """Give the share of a topic's clicks that each site gets.

    Parameters
    ----------
    weight : ndarray of float, shape (n_sites,)
        Attractiveness of all that a site shows, at least 0.
    topic : ndarray of int, shape (n_sites,)
        Sorted.
    n_topics : int
    clicks : ndarray of float, shape (n_positions,)
        By position; see `clicks_by_position`. Where a topic has fewer sites than positions, readers click the others.
        Without positions a reader sees all candidates and clicks in proportion to weight.

    Returns
    -------
    ndarray of float, shape (n_sites,)
        Sums to 1 over each topic that has a site with weight.

    References
    ----------
    Plackett 1975, The analysis of permutations, Applied Statistics 24, 193-202; the fluid limit of its exponential
    arrivals.
    """
    total = np.bincount(topic, weight, minlength=n_topics)
    share = weight / np.maximum(total, 1e-300)[topic]
    is_shown = share > 0.0
    if clicks.size == 0 or not is_shown.any():
        return share
    result = np.zeros(len(weight))
    result[is_shown] = _shares_by_arrival(share[is_shown], topic[is_shown], clicks)
    return result


def _shares_by_arrival(rate: FloatArray, topic: IntArray, clicks: FloatArray) -> FloatArray:
    """Give the expected share of clicks of sites that arrive at the given rates."""
    first = np.flatnonzero(np.diff(topic, prepend=-1))
    number = np.diff(first, append=len(topic))
    place = np.repeat(np.arange(len(first)), number)
    expected = np.zeros((len(rate), len(clicks)))
    before = np.ones(len(rate))
    time = np.zeros(len(first))
    for position in range(len(clicks)):
        time = _time_of_arrivals(rate, place, first, position + 1.0, time)
        after = np.where(number[place] > position + 1, np.exp(-rate * time[place]), 0.0)
        expected[:, position] = (before - after) * clicks[position]
        before = after
    clicked = expected.sum(axis=1)
    result: FloatArray = clicked / np.add.reduceat(clicked, first)[place]
    return result


def _time_of_arrivals(
    rate: FloatArray, place: IntArray, first: IntArray, n_arrivals: float, start: FloatArray
) -> FloatArray:
    """Find when `n_arrivals` are expected where a topic has more sites, by Newton's method from an earlier time."""
    is_open = np.diff(first, append=len(place)) > n_arrivals
    time = start.copy()
    for _ in range(_MOST_ITERATIONS):
        waiting = np.exp(-rate * time[place])
        missing = np.where(is_open, n_arrivals - np.add.reduceat(1.0 - waiting, first), 0.0)
        speed = np.add.reduceat(rate * waiting, first)
        # The expected number is concave in time, so that each step stays below the root.
        step = np.clip(missing, 0.0, _LONGEST_STEP * speed) / np.maximum(speed, _TINY)
        time = time + step
        if np.max(np.abs(missing)) < _TOLERANCE or not step.any():
            break
    return time
