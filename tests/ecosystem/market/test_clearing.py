"""Clearing: prices at which demand meets supply, on made-up buyers and sellers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernels.clearing import worth_of
from ecosystem.market.clearing import Demand, Supply, clear
from ecosystem.randomness import FloatArray

TOLERANCE = 0.01
ONE = np.ones((1, 1))


def demand(worth: FloatArray, half: float = 100.0, budget: float = 1e9, most: float = 1e9) -> Demand:
    full = np.ones(worth.shape)
    return Demand(worth, half * full, 0.0 * full, budget * full, most * full)


def supply(ask: list[float], offer: list[float], topic: list[int] | None = None) -> Supply:
    topics = np.zeros(len(ask), dtype=np.int64) if topic is None else np.array(topic)
    return Supply(topics, np.array(ask), np.array(offer))


def test_the_price_is_where_demand_meets_supply() -> None:
    # 100 (sqrt(4 / p) - 1) = 100 at p = 1.
    found = clear(demand(4.0 * ONE), supply([0.1, 0.2], [60.0, 40.0]), 0.1, 1e-6)
    assert found.price[0] == pytest.approx(1.0, rel=1e-5)
    assert found.excess[0] <= 1e-6
    assert 0 < found.n_rounds < 60


def test_it_rises_with_demand_and_falls_with_supply() -> None:
    sellers = supply([0.1], [100.0])
    prices = [clear(demand(worth * ONE), sellers, 0.1, 1e-6).price[0] for worth in (2.0, 4.0, 8.0)]
    assert prices == sorted(prices)
    assert prices[0] < prices[1] < prices[2]
    more = [clear(demand(4.0 * ONE), supply([0.1], [offer]), 0.1, 1e-6).price[0] for offer in (50.0, 100.0, 200.0)]
    assert more[0] > more[1] > more[2]


def test_sellers_without_buyers_stand_at_their_reserve() -> None:
    found = clear(demand(4.0 * ONE), supply([0.5], [1e6]), 0.5, TOLERANCE)
    assert found.price[0] == 0.5
    assert found.below[0] == 0.0, "all are rationed"
    assert found.excess[0] == 0.0
    nobody = clear(demand(0.0 * ONE), supply([0.5, 3.0], [10.0, 10.0]), 0.5, TOLERANCE)
    assert (nobody.price[0], nobody.excess[0]) == (0.5, 0.0)


def test_at_a_step_of_supply_those_who_stand_there_are_rationed() -> None:
    # At 1 the buyer wants 100, at just below it little more; the first seller has 50, the second 1,000.
    found = clear(demand(4.0 * ONE), supply([0.1, 1.0], [50.0, 1000.0]), 0.1, 1e-6)
    assert found.price[0] == pytest.approx(1.0, rel=1e-6)
    assert found.price[0] >= 1.0
    assert 0.1 < found.below[0] < 1.0, "the first sells all"
    assert found.excess[0] == 0.0


def test_nothing_is_traded_where_all_ask_more_than_data_are_worth() -> None:
    found = clear(demand(4.0 * ONE), supply([5.0], [10.0]), 0.1, TOLERANCE)
    assert found.price[0] == pytest.approx(4.0, rel=1e-6)
    assert found.excess[0] == 0.0
    assert demand(4.0 * ONE).at(found.price)[0, 0] == pytest.approx(0.0, abs=1e-6)


def test_topics_clear_each_for_itself_and_those_without_sellers_not_at_all() -> None:
    worth = np.array([[4.0, 9.0, 4.0]])
    found = clear(demand(worth), supply([0.1, 0.1], [100.0, 100.0], [0, 1]), 0.1, 1e-6)
    assert found.price[:2] == pytest.approx([1.0, 9.0 / 4.0], rel=1e-5)
    assert np.isnan(found.excess[2])


def test_a_budget_and_what_there_is_limit_demand() -> None:
    assert demand(4.0 * ONE, budget=30.0).at(np.ones(1))[0, 0] == pytest.approx(30.0)
    assert demand(4.0 * ONE, most=7.0).at(np.ones(1))[0, 0] == pytest.approx(7.0)
    pending = Demand(4.0 * ONE, 100.0 * ONE, 60.0 * ONE, 1e9 * ONE, 1e9 * ONE)
    assert pending.at(np.ones(1))[0, 0] == pytest.approx(40.0), "what is bought already is not wanted again"


def test_what_tokens_are_worth_in_all_is_the_area_under_demand() -> None:
    buyer = Demand(4.0 * ONE, 100.0 * ONE, 25.0 * ONE, 1e9 * ONE, 1e9 * ONE)
    amounts = np.linspace(0.0, 300.0, 30_001)
    worth_of_next = 4.0 * (100.0 / (125.0 + amounts)) ** 2
    area = float(((worth_of_next[1:] + worth_of_next[:-1]) / 2.0).sum() * 0.01)
    assert worth_of(4.0, 100.0, 25.0, 300.0) == pytest.approx(area, rel=1e-6)
    last = worth_of_next[-1]
    assert buyer.at(np.array([last]))[0, 0] == pytest.approx(300.0, rel=1e-9), "the last token is worth its price"


@given(st.integers(0, 10**6))
def test_any_market_clears_but_for_what_its_bounds_explain(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_buyers, n_topics, n_sellers = rng.integers(1, 8), rng.integers(1, 5), rng.integers(0, 30)
    shape = (n_buyers, n_topics)
    buyers = Demand(
        np.exp(rng.normal(0, 3, shape)) * (rng.random(shape) < 0.8),
        np.exp(rng.normal(3, 2, shape)),
        np.exp(rng.normal(0, 2, shape)) * (rng.random(shape) < 0.5),
        np.exp(rng.normal(3, 3, shape)),
        np.exp(rng.normal(4, 3, shape)),
    )
    asks = 0.01 * np.exp(np.abs(rng.normal(0, 2, n_sellers)) * (rng.random(n_sellers) < 0.7))
    sellers = Supply(rng.integers(0, n_topics, n_sellers), asks, np.exp(rng.normal(2, 2, n_sellers)))
    found = clear(buyers, sellers, 0.01, TOLERANCE)
    has_sellers = np.isin(np.arange(n_topics), sellers.topic)
    assert np.array_equal(np.isfinite(found.excess), has_sellers)
    assert np.all(found.excess[has_sellers] <= TOLERANCE + 1e-9)
    assert np.all(found.price >= 0.01)
    assert found.n_rounds < 60
    wanted = buyers.at(found.price).sum(axis=0)
    sells = sellers.offer * (sellers.ask <= found.price[sellers.topic])
    offered = np.bincount(sellers.topic, sells, minlength=n_topics)
    # Where the excess is explained, it is excess supply, and marginal sellers have it.
    unmet = has_sellers & (wanted < offered * (1.0 - TOLERANCE) - 1e-9)
    assert np.all(found.below[unmet] < found.price[unmet])
