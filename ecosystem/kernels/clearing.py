"""What buyers want of each topic at a price, and the prices at which that meets what sellers offer."""

import math

import numpy as np

from ecosystem.kernels.arrays import FloatArray, IntArray
from ecosystem.kernels.compiling import broadcast, compiled, inlined

_MOST_ROUNDS = 80
# A bracket of log price this narrow holds a step of supply.
_STEP_WIDTH = 1e-9

Buyers = tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]
"""Worth, half, pending, budget and most of each buyer and topic (`ecosystem.market.clearing.Demand`)."""


@inlined
def want_of(worth: float, half: float, pending: float, budget: float, most: float, price: float) -> float:
    """Give the thousands of tokens of a topic that a buyer wants at a price."""
    wanted = half * (math.sqrt(max(worth / price, 1.0)) - 1.0) - pending
    return min(max(wanted, 0.0), budget / price, most)


@broadcast("float64(float64, float64, float64, float64, float64, float64)")
def want(worth: float, half: float, pending: float, budget: float, most: float, price: float) -> float:
    """Give the thousands of tokens of a topic that a buyer wants at a price."""
    return want_of(worth, half, pending, budget, most, price)


@inlined
def worth_of(worth: float, half: float, pending: float, thousands: float) -> float:
    """Give what so many thousands of tokens are worth to a buyer in all, USD: the integral from what is pending."""
    held = half + pending
    first = worth * (half / max(held, 1e-300)) ** 2
    return first * held * thousands / max(held + thousands, 1e-300)


@compiled
def _demand(buyers: Buyers, price: FloatArray) -> FloatArray:
    """Give what all buyers want at a price of each topic."""
    worth, half, pending, budget, most = buyers
    result = np.zeros(price.size)
    for buyer in range(worth.shape[0]):
        for topic in range(price.size):
            cell = (buyer, topic)
            result[topic] += want_of(worth[cell], half[cell], pending[cell], budget[cell], most[cell], price[topic])
    return result


@compiled
def _supply(topic: IntArray, ask: FloatArray, offer: FloatArray, price: FloatArray) -> FloatArray:
    """Give what all sellers offer at a price of each topic."""
    result = np.zeros(price.size)
    for seller in range(topic.size):
        if ask[seller] <= price[topic[seller]]:
            result[topic[seller]] += offer[seller]
    return result


@compiled
def clear(
    buyers: Buyers, topic: IntArray, ask: FloatArray, offer: FloatArray, lowest: float, tolerance: float
) -> tuple[FloatArray, FloatArray, FloatArray, int]:
    """Find the prices at which demand meets supply, by bisection on the logarithm of the price of each topic.

    Parameters
    ----------
    buyers : tuple of ndarray of float, shape (n_buyers, n_topics)
    topic : ndarray of int64, shape (n_sellers,)
    ask, offer : ndarray of float, shape (n_sellers,)
        Least price at which each sells, and what it sells then.
    lowest, tolerance : float

    Returns
    -------
    tuple
        Price, the price up to which sellers sell all that they offer, and excess of each topic; rounds.
    """
    worth = buyers[0]
    n_topics = worth.shape[1]
    low, high = np.full(n_topics, math.log(lowest)), np.full(n_topics, math.log(lowest))
    price, below, excess = np.full(n_topics, lowest), np.zeros(n_topics), np.full(n_topics, np.nan)
    # At the lowest price all who sell stand at their reserve.
    wanted, offered = _demand(buyers, price), _supply(topic, ask, offer, price)
    is_open, n_rounds = wanted > offered, 0
    for buyer in range(worth.shape[0]):
        for each in range(n_topics):
            # Nobody wants anything above what the next thousand tokens are worth to any.
            high[each] = max(high[each], math.log(max(worth[buyer, each], lowest)))
    high += _STEP_WIDTH
    while n_rounds < _MOST_ROUNDS and is_open.sum() > 0:
        n_rounds += 1
        tried = np.exp((low + high) / 2.0)
        wanted, offered = _demand(buyers, tried), _supply(topic, ask, offer, tried)
        for each in range(n_topics):
            if not is_open[each]:
                continue
            if wanted[each] > offered[each]:
                low[each] = (low[each] + high[each]) / 2.0
            else:
                high[each] = (low[each] + high[each]) / 2.0
            price[each], below[each] = math.exp(high[each]), math.exp(low[each])
            is_open[each] = high[each] - low[each] > _STEP_WIDTH
            if offered[each] > 0.0 and abs(wanted[each] - offered[each]) <= tolerance * offered[each]:
                price[each] = below[each] = tried[each]
                is_open[each] = False
    # Demand beyond all supply, or sure supply beyond demand.
    wanted, offered, sure = _demand(buyers, price), _supply(topic, ask, offer, price), _supply(topic, ask, offer, below)
    for seller in range(topic.size):
        if offer[seller] > 0.0:
            each = topic[seller]
            beyond = max(wanted[each] - offered[each], sure[each] - wanted[each], 0.0)
            excess[each] = beyond / max(offered[each], 1e-300)
    return price, below, excess, n_rounds
