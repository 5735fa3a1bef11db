"""With which sellers buyers deal, and how much they take of each."""

import math

import numpy as np

from ecosystem.kernels.arrays import FloatArray, IntArray, KeyPair, UInt64Array
from ecosystem.kernels.clearing import Buyers, want_of, worth_of
from ecosystem.kernels.compiling import compiled, inlined
from ecosystem.kernels.keyed import follow, raw_of, to_unit

_MOST_PASSES = 4
# Sums that are equal but for the order in which they were made.
_ROUNDING = 1.0 + 1e-9


@compiled
def sign(
    buyers: Buyers,
    key: UInt64Array,
    price: FloatArray,
    below: FloatArray,
    topic: IntArray,
    seller_key: UInt64Array,
    ask: FloatArray,
    cost: tuple[FloatArray, FloatArray],
    offer: FloatArray,
    new: FloatArray,
    pair: KeyPair,
) -> FloatArray:
    """Choose how much each buyer takes of each seller, thousands of tokens, shape (n_buyers, n_sellers).

    Parameters
    ----------
    buyers : tuple of ndarray of float, shape (n_buyers, n_topics)
    key : ndarray of uint64, shape (n_buyers,)
    price, below : ndarray of float, shape (n_topics,)
        From `clear`.
    topic, seller_key, ask : ndarray, shape (n_sellers,)
    cost : tuple of two ndarray of float, shape (n_sellers,)
        Of a thousand tokens, and of a contract, USD.
    offer, new : ndarray of float, shape (n_buyers, n_sellers)
        Thousands offered to each buyer, and most that it can have.
    pair : tuple of two uint64
        Names the draws of turns.
    """
    worth, half, pending, budget, most = buyers
    plan, n_topics = np.zeros(offer.shape), price.size
    for buyer in range(worth.shape[0]):
        wanted, had, taken = np.empty(n_topics), np.zeros(topic.size), np.zeros(n_topics)
        for each in range(n_topics):
            cell = (buyer, each)
            wanted[each] = want_of(worth[cell], half[cell], pending[cell], budget[cell], most[cell], price[each])
        _open_to(wanted, topic, ask, price, offer[buyer], new[buyer], had)
        turns = _turns(topic, seller_key, ask, below, had, key[buyer], pair)
        signed, gain = _signed(worth[buyer], half[buyer], pending[buyer], wanted, topic, turns, cost, had)
        _afford(signed, gain, cost, turns, budget[buyer].sum() * _ROUNDING)
        for seller in turns:
            taken[topic[seller]] += signed[seller]
        for seller in turns:
            if signed[seller] > 0.0:
                # What another contract is not worth is taken from those that are signed.
                stretch = wanted[topic[seller]] / max(taken[topic[seller]], 1e-300)
                plan[buyer, seller] = min(signed[seller] * stretch, new[buyer, seller])
    return plan


@compiled
def _open_to(
    wanted: FloatArray,
    topic: IntArray,
    ask: FloatArray,
    price: FloatArray,
    offer: FloatArray,
    new: FloatArray,
    had: FloatArray,
) -> None:
    """Note what each seller lets a buyer have: its offer, or more where the buyer wants more."""
    total = np.zeros(wanted.size)
    for seller in range(topic.size):
        if ask[seller] <= price[topic[seller]]:
            had[seller] = offer[seller]
            total[topic[seller]] += offer[seller]
    for seller in range(topic.size):
        stretch = max(wanted[topic[seller]] / max(total[topic[seller]], 1e-300), 1.0)
        had[seller] = min(had[seller] * stretch, new[seller])


@compiled
def _turns(
    topic: IntArray,
    seller_key: UInt64Array,
    ask: FloatArray,
    below: FloatArray,
    had: FloatArray,
    key: np.uint64,
    pair: KeyPair,
) -> IntArray:
    """Order the sellers of anything: marginal ones last, then by chances in proportion to what they offer, for good."""
    order, turn, is_marginal, n = np.empty(topic.size, np.int64), np.empty(topic.size), ask > below[topic], 0
    for seller in range(topic.size):
        if had[seller] == 0.0:
            continue
        unit = to_unit(raw_of(pair, follow(follow(np.uint64(0), key), seller_key[seller])))
        turn[seller] = -math.log1p(-unit) / max(had[seller], 1e-12)
        place = n
        while place > 0:
            last = order[place - 1]
            if is_marginal[last] < is_marginal[seller] or (
                is_marginal[last] == is_marginal[seller] and turn[last] <= turn[seller]
            ):
                break
            order[place] = last
            place -= 1
        order[place] = seller
        n += 1
    return order[:n]


@compiled
def _signed(
    worth: FloatArray,
    half: FloatArray,
    pending: FloatArray,
    wanted: FloatArray,
    topic: IntArray,
    turns: IntArray,
    cost: tuple[FloatArray, FloatArray],
    had: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Give what a buyer takes of each seller at no more than it is worth beside earlier ones, and what that is."""
    signed, gain = np.zeros(had.size), np.zeros(had.size)
    for _ in range(_MOST_PASSES):
        until, is_refused = np.zeros(wanted.size), np.zeros(turns.size, dtype=np.bool_)
        for place, seller in enumerate(turns):
            each = topic[seller]
            first = min(until[each], wanted[each])
            until[each] += had[seller]
            last = min(until[each], wanted[each])
            before = worth_of(worth[each], half[each], pending[each], first)
            after = worth_of(worth[each], half[each], pending[each], last)
            signed[seller], gain[seller] = last - first, (after - before) * _ROUNDING
            if _due(cost, seller, signed[seller]) > gain[seller]:
                signed[seller], is_refused[place] = 0.0, True
        # Those who are refused leave room for others.
        turns = turns[~is_refused]
        if not is_refused.any():
            break
    return signed, gain


@inlined
def _due(cost: tuple[FloatArray, FloatArray], seller: int, thousands: float) -> float:
    """Give what pages and contract of a seller cost, USD."""
    per_thousand, per_contract = cost
    return float(thousands * per_thousand[seller] + per_contract[seller] * (thousands > 0.0))


@compiled
def _afford(
    signed: FloatArray, gain: FloatArray, cost: tuple[FloatArray, FloatArray], turns: IntArray, budget: float
) -> None:
    """Drop the contracts with the lowest gain for their cost while all together are more than a buyer may spend."""
    for _ in range(turns.size):
        spent, least, worst = 0.0, np.inf, turns[0]
        for seller in turns:
            if signed[seller] > 0.0:
                due = _due(cost, seller, signed[seller])
                spent += due
                if gain[seller] <= least * due:
                    least, worst = gain[seller] / max(due, 1e-300), seller
        if spent <= budget:
            break
        signed[worst] = 0.0
