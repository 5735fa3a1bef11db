"""Result pages: who is clicked when sites compete for positions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.randomness import FloatArray
from ecosystem.web.result_pages import click_shares, clicks_by_position

ONE_TOPIC = np.zeros(200, dtype=np.int64)


def simulated(weight: FloatArray, clicks: FloatArray, n_questions: int) -> FloatArray:
    """Orders of Plackett and Luce, drawn one question at a time."""
    generator = np.random.default_rng(5)
    arrival = generator.exponential(size=(n_questions, len(weight))) / weight
    order = np.argsort(arrival, axis=1)[:, : len(clicks)]
    shown = clicks[: order.shape[1]] / clicks[: order.shape[1]].sum()
    result: FloatArray = np.zeros(len(weight))
    for place, share in enumerate(shown.tolist()):
        result += np.bincount(order[:, place], minlength=len(weight)) * share / n_questions
    return result


def pareto_weights(n_sites: int) -> FloatArray:
    generator = np.random.default_rng(1)
    result: FloatArray = generator.pareto(1.1, n_sites) + 0.1
    return result


def test_clicks_fall_with_the_position() -> None:
    clicks = clicks_by_position(10, 1.0)
    assert clicks.sum() == pytest.approx(1.0)
    assert clicks[0] / clicks[9] == pytest.approx(10.0)
    assert clicks_by_position(4, 0.0).tolist() == [0.25] * 4
    assert clicks_by_position(0, 1.0).size == 0


@pytest.mark.parametrize("n_sites", [5, 20, 60, 200])
def test_shares_are_those_of_simulated_rankings(n_sites: int) -> None:
    weight = pareto_weights(n_sites)
    clicks = clicks_by_position(10, 1.0)
    shares = click_shares(weight, ONE_TOPIC[:n_sites], 1, clicks)
    expected = simulated(weight, clicks, 40_000)
    assert shares.sum() == pytest.approx(1.0)
    # The limit of many sites is off by at most a few per cent even with five sites.
    noise = 4.5 * np.sqrt(expected / 40_000)
    assert np.all(np.abs(shares - expected) < 0.05 * expected + noise)


def test_without_positions_clicks_follow_the_weight() -> None:
    weight = np.array([1.0, 3.0, 0.0, 2.0, 2.0])
    topic = np.array([0, 0, 0, 1, 1])
    assert click_shares(weight, topic, 2, np.zeros(0)) == pytest.approx([0.25, 0.75, 0.0, 0.5, 0.5])


def test_large_sites_get_fewer_clicks_for_their_weight() -> None:
    weight = np.exp2(np.arange(12.0))
    shares = click_shares(weight, ONE_TOPIC[:12], 1, clicks_by_position(10, 1.0))
    assert np.all(np.diff(shares) > 0)
    assert np.all(np.diff(shares / weight) < 0)
    steep = click_shares(weight, ONE_TOPIC[:12], 1, clicks_by_position(10, 3.0))
    assert steep[-1] > shares[-1]


def test_a_topic_with_few_or_no_sites() -> None:
    weight, topic = np.array([4.0, 0.0, 0.0, 1.0]), np.array([0, 0, 2, 3])
    shares = click_shares(weight, topic, 5, clicks_by_position(10, 1.0))
    assert shares == pytest.approx([1.0, 0.0, 0.0, 1.0])
    assert click_shares(np.zeros(2), np.array([0, 1]), 2, clicks_by_position(3, 1.0)).tolist() == [0.0, 0.0]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.floats(0.0, 1e9)), min_size=1, max_size=40),
    st.integers(1, 12),
    st.floats(0.0, 4.0),
)
def test_shares_sum_to_one_over_topics_and_keep_their_order(
    sites: list[tuple[int, float]], n_positions: int, bias: float
) -> None:
    sites.sort()
    topic = np.array([each[0] for each in sites])
    weight = np.array([each[1] for each in sites])
    shares = click_shares(weight, topic, 4, clicks_by_position(n_positions, bias))
    assert np.all(shares >= 0.0)
    for each in range(4):
        mine = topic == each
        total = weight[mine].sum()
        if total > 0.0:
            assert shares[mine].sum() == pytest.approx(1.0)
            assert np.all(np.diff(shares[mine]) >= -1e-9), "sorted by weight within the topic"
