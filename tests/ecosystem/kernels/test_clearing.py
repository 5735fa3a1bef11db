"""Clearing against plain numpy: what is wanted at a price, and where that meets what is offered."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernels.arrays import FloatArray
from ecosystem.kernels.clearing import Buyers, clear, want, worth_of

LOWEST = 0.01


def buyers_of(rng: np.random.Generator, n_topics: int) -> Buyers:
    shape = (int(rng.integers(1, 6)), n_topics)
    worth, half, pending, budget, most = (np.exp(rng.normal(mean, 2.0, shape)) for mean in (0.0, 3.0, 0.0, 3.0, 4.0))
    return worth * (rng.random(shape) < 0.8), half, pending * (rng.random(shape) < 0.5), budget, most


def wanted(buyers: Buyers, price: FloatArray) -> FloatArray:
    worth, half, pending, budget, most = buyers
    amount = half * (np.sqrt(np.maximum(worth / price, 1.0)) - 1.0) - pending
    result: FloatArray = np.clip(amount, 0.0, np.minimum(budget / price, most))
    return result


@given(st.integers(0, 10**6), st.floats(0.01, 100.0))
def test_what_is_wanted_is_the_formula(seed: int, price: float) -> None:
    buyers = buyers_of(np.random.default_rng(seed), 3)
    prices = price * np.ones(3)
    np.testing.assert_allclose(want(*buyers, prices), wanted(buyers, prices), rtol=1e-12)


def test_what_tokens_are_worth_in_all_sums_up_what_each_is_worth() -> None:
    amounts = np.linspace(0.0, 50.0, 10_001)
    of_next = 3.0 * (20.0 / (25.0 + amounts)) ** 2
    sums = np.concatenate([[0.0], np.cumsum((of_next[1:] + of_next[:-1]) / 2.0) * 0.005])
    np.testing.assert_allclose(
        np.vectorize(worth_of, otypes=[float])(3.0, 20.0, 5.0, amounts), sums, rtol=1e-6, atol=1e-12
    )


@given(st.integers(0, 10**6))
def test_prices_are_where_a_bisection_for_each_topic_ends(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_topics, n_sellers = int(rng.integers(1, 4)), int(rng.integers(0, 20))
    buyers, topic = buyers_of(rng, n_topics), rng.integers(0, n_topics, n_sellers)
    ask, offer = LOWEST * np.exp(np.abs(rng.normal(0.0, 2.0, n_sellers))), np.exp(rng.normal(2.0, 2.0, n_sellers))
    price, below, excess, n_rounds = clear(buyers, topic, ask, offer, LOWEST, 1e-12)
    low, high = np.full(n_topics, LOWEST), np.maximum(buyers[0].max(axis=0), LOWEST)
    for _ in range(60):
        middle = np.sqrt(low * high)
        supply = np.bincount(topic, offer * (ask <= middle[topic]), minlength=n_topics)
        is_short = wanted(buyers, middle).sum(axis=0) > supply
        low, high = np.where(is_short, middle, low), np.where(is_short, high, middle)
    np.testing.assert_allclose(price, high, rtol=1e-8)
    assert np.all(below <= price)
    has_sellers = np.isin(np.arange(n_topics), topic)
    assert np.array_equal(np.isfinite(excess), has_sellers)
    # What is wanted less between the two ends of a bracket, at most.
    dearer, cheaper = (wanted(buyers, each).sum(axis=0) for each in (price, np.maximum(below, price * (1.0 - 2e-9))))
    bound = (cheaper - dearer) / np.bincount(topic, offer * (ask <= price[topic]), minlength=n_topics).clip(1e-300)
    assert np.all((excess[has_sellers] >= 0.0) & (excess[has_sellers] <= bound[has_sellers] + 1e-9))
    assert n_rounds < 80


def test_topics_without_sellers_have_no_excess() -> None:
    buyers = buyers_of(np.random.default_rng(1), 3)
    *_, excess, _ = clear(buyers, np.array([0, 2]), np.array([0.1, 0.1]), np.array([5.0, 0.0]), LOWEST, 0.01)
    assert np.isnan(excess).tolist() == [False, True, True]
