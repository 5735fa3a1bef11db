"""Contracts against plain numpy: one buyer at a time, with running sums over its sellers in their turns."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernels.arrays import FloatArray, IntArray
from ecosystem.kernels.clearing import Buyers, want, worth_of
from ecosystem.kernels.contracts import sign
from ecosystem.randomness import Draws, derive

PAIR = Draws(seed=5).pair("contracts", 0)


def chosen(
    buyer: tuple[FloatArray, ...],
    unit: FloatArray,
    prices: tuple[FloatArray, FloatArray],
    topic: IntArray,
    ask: FloatArray,
    cost: tuple[FloatArray, FloatArray],
    offer: FloatArray,
    new: FloatArray,
) -> FloatArray:
    """What one buyer takes of each seller, by whole arrays."""
    price, below = prices
    wanted, same = want(*buyer, price), topic[:, None] == topic
    offer = np.where(ask <= price[topic], offer, 0.0)
    offer = np.minimum(offer * np.maximum(wanted[topic] / np.maximum(same @ offer, 1e-300), 1.0), new)
    turns = np.lexsort((-np.log1p(-unit) / np.maximum(offer, 1e-12), ask > below[topic]))
    is_before = np.argsort(turns)[:, None] > np.argsort(turns)
    for _ in range(4):
        first = (same & is_before) @ offer
        taken = np.clip(wanted[topic] - first, 0.0, offer)
        first = np.minimum(first, wanted[topic])
        worth, half, pending = (each[topic] for each in buyer[:3])
        gain = np.subtract(
            *(np.vectorize(worth_of, otypes=[float])(worth, half, pending, each) for each in (first + taken, first))
        )
        due = taken * cost[0] + cost[1] * (taken > 0.0)
        is_signed = due <= gain * (1.0 + 1e-9)
        offer = np.where(is_signed, offer, 0.0)
        if is_signed.all():
            break
    signed = np.where(is_signed, taken, 0.0)
    best = np.argsort(-np.where(signed > 0.0, gain / np.maximum(due, 1e-300), 0.0))
    signed[best[np.cumsum(np.where(signed > 0.0, due, 0.0)[best]) > buyer[3].sum() * (1.0 + 1e-9)]] = 0.0
    result: FloatArray = np.minimum(signed * wanted[topic] / np.maximum(same @ signed, 1e-300), new)
    return result


@given(st.integers(0, 10**6))
def test_every_buyer_signs_as_whole_arrays_say(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_buyers, n_topics, n = int(rng.integers(1, 5)), int(rng.integers(1, 4)), int(rng.integers(0, 25))
    logs = rng.normal(0.0, 1.0, (5, n_buyers, n_topics)) + np.array([1.0, 4.0, 1.0, 3.0, 5.0])[:, None, None]
    buyers: Buyers = tuple(np.exp(logs))
    price, topic = np.exp(rng.normal(0.0, 0.5, n_topics)), rng.integers(0, n_topics, n)
    below = np.where(rng.random(n_topics) < 0.5, price, 0.8 * price)
    ask, new = np.exp(rng.normal(-0.5, 0.7, n)), np.exp(rng.normal(2.0, 1.0, (n_buyers, n)))
    offer = new * (rng.random((n_buyers, n)) < 0.8) * np.where(rng.random((n_buyers, n)) < 0.5, 0.3, 1.0)
    cost = (0.9 * price[topic], np.where(rng.random(n) < 0.7, np.where(rng.random() < 0.5, 0.1, 3.0), 0.0))
    keys, seller_keys = derive("buyer", np.arange(n_buyers)), derive("seller", np.arange(n))
    plans = sign(buyers, keys, price, below, topic, seller_keys, ask, cost, offer, new, PAIR)
    assert plans.shape == (n_buyers, n)
    for place, plan in enumerate(plans):
        unit = Draws(seed=5).uniform("contracts", 0, derive(keys[place], seller_keys))
        terms = tuple(each[place] for each in buyers)
        expected = chosen(terms, unit, (price, below), topic, ask, cost, offer[place], new[place])
        np.testing.assert_allclose(plan, expected, rtol=1e-9, atol=1e-9)
