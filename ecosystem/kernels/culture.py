"""The drift of a culture: scores that move, ideas that are born, and what is popular."""

import numpy as np
from numpy.typing import NDArray

from ecosystem.kernels.arrays import FloatArray, IntArray, KeyPair, UInt64Array
from ecosystem.kernels.compiling import compiled
from ecosystem.kernels.keyed import raw_of, to_unit
from ecosystem.kernels.quantiles import normal_of


@compiled
def count_births(keys: UInt64Array, pairs: UInt64Array, hazard: float) -> IntArray:
    """Count the births of each topic over some months, shape (n_topics,).

    Parameters
    ----------
    keys : ndarray of uint64, shape (n_topics, n_slots)
    pairs : ndarray of uint64, shape (n_months, 2)
        Name the draws of births in each month.
    hazard : float
        Chance of a birth in a slot and month.
    """
    n_topics, n_slots = keys.shape
    result = np.zeros(n_topics, dtype=np.int64)
    for month in range(len(pairs)):
        pair = (pairs[month, 0], pairs[month, 1])
        for topic in range(n_topics):
            for slot in range(n_slots):
                result[topic] += to_unit(raw_of(pair, keys[topic, slot])) < hazard
    return result


@compiled
def drift(
    scores: FloatArray,
    living: NDArray[np.uint16],
    n_born: IntArray,
    keys: UInt64Array,
    shocks: KeyPair,
    persistence: float,
    births: KeyPair,
    hazard: float,
) -> None:
    """Move all scores by one month; in slots with a birth a new idea begins with a score of its own, the shock.

    Parameters
    ----------
    scores : ndarray of float, shape (n_topics, n_slots)
        Changed in place, as are `living` and `n_born`.
    living : ndarray of uint16, shape (n_topics, n_slots)
        Idea in each slot; those of the first month are numbered by slot, those born later by their order.
    n_born : ndarray of int64, shape (n_topics,)
        Ideas born so far.
    keys : ndarray of uint64, shape (n_topics, n_slots)
    shocks, births : tuple of two uint64
        Name the draws of standard normal shocks, and of births.
    persistence : float
        Of scores, in [0, 1].
    hazard : float
        Chance of a birth in a slot.
    """
    n_topics, n_slots = scores.shape
    spread = np.sqrt(1.0 - persistence**2)
    for topic in range(n_topics):
        for slot in range(n_slots):
            shock = normal_of(to_unit(raw_of(shocks, keys[topic, slot])))
            scores[topic, slot] = scores[topic, slot] * persistence + spread * shock
            if to_unit(raw_of(births, keys[topic, slot])) < hazard:
                scores[topic, slot] = shock
                living[topic, slot] = n_slots + n_born[topic]
                n_born[topic] += 1


@compiled
def popularity(
    order: IntArray, living: NDArray[np.uint16], by_rank: FloatArray
) -> tuple[NDArray[np.uint16], FloatArray]:
    """Give the idea at each rank, and the share of each slot, both of shape (n_topics, n_slots).

    Parameters
    ----------
    order : ndarray of int64, shape (n_topics, n_slots)
        Slot at each rank.
    living : ndarray of uint16, shape (n_topics, n_slots)
        Idea in each slot.
    by_rank : ndarray of float, shape (n_slots,)
        Share of each rank.
    """
    ideas, shares = np.empty_like(living), np.empty(living.shape)
    for topic in range(len(order)):
        for rank in range(len(by_rank)):
            slot = order[topic, rank]
            ideas[topic, rank] = living[topic, slot]
            shares[topic, slot] = by_rank[rank]
    return ideas, shares


@compiled
def by_idea(shares: FloatArray, living: NDArray[np.uint16], n_ideas: int) -> FloatArray:
    """Give the share of each idea from those in slots, shape (n_topics, n_ideas); 0 for one that lives in none.

    Parameters
    ----------
    shares : ndarray of float, shape (n_topics, n_slots)
    living : ndarray of uint16, shape (n_topics, n_slots)
        Idea in each slot.
    n_ideas : int
    """
    result = np.zeros((len(living), n_ideas))
    for topic in range(len(living)):
        for slot in range(living.shape[1]):
            result[topic, living[topic, slot]] = shares[topic, slot]
    return result
