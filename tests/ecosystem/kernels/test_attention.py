"""Attention: who is clicked when sites compete for positions, and whose pages are visited."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernels.attention import add_attractiveness, click_shares, share_visits
from ecosystem.randomness import FloatArray
from ecosystem.web.answers import clicks_by_position

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
    shares = click_shares(weight, ONE_TOPIC[:n_sites], clicks)
    expected = simulated(weight, clicks, 40_000)
    assert shares.sum() == pytest.approx(1.0)
    # The limit of many sites is off by at most a few per cent even with five sites.
    noise = 4.5 * np.sqrt(expected / 40_000)
    assert np.all(np.abs(shares - expected) < 0.05 * expected + noise)


def test_without_positions_clicks_follow_the_weight() -> None:
    weight = np.array([1.0, 3.0, 0.0, 2.0, 2.0])
    topic = np.array([0, 0, 0, 1, 1])
    assert click_shares(weight, topic, np.zeros(0)) == pytest.approx([0.25, 0.75, 0.0, 0.5, 0.5])


def test_large_sites_get_fewer_clicks_for_their_weight() -> None:
    weight = np.exp2(np.arange(12.0))
    shares = click_shares(weight, ONE_TOPIC[:12], clicks_by_position(10, 1.0))
    assert np.all(np.diff(shares) > 0)
    assert np.all(np.diff(shares / weight) < 0)
    steep = click_shares(weight, ONE_TOPIC[:12], clicks_by_position(10, 3.0))
    assert steep[-1] > shares[-1]


def test_a_topic_with_few_or_no_sites() -> None:
    weight, topic = np.array([4.0, 0.0, 0.0, 1.0]), np.array([0, 0, 2, 3])
    shares = click_shares(weight, topic, clicks_by_position(10, 1.0))
    assert shares == pytest.approx([1.0, 0.0, 0.0, 1.0])
    assert click_shares(np.zeros(2), np.array([0, 1]), clicks_by_position(3, 1.0)).tolist() == [0.0, 0.0]


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
    shares = click_shares(weight, topic, clicks_by_position(n_positions, bias))
    assert np.all(shares >= 0.0)
    for each in range(4):
        mine = topic == each
        total = weight[mine].sum()
        if total > 0.0:
            assert shares[mine].sum() == pytest.approx(1.0)
            assert np.all(np.diff(shares[mine]) >= -1e-9), "sorted by weight within the topic"


def test_visits_are_shared_by_what_each_writer_shows() -> None:
    generator = np.random.default_rng(3)
    n_writers, n_sites = 30, 6
    site, rows = generator.integers(-1, n_sites, n_writers), generator.permutation(n_writers)[:25]
    fresh, topic = generator.uniform(-0.2, 2.0, (n_writers, 4)), generator.integers(0, 3, n_writers)
    scale, odds, per_weight = generator.random(n_writers), generator.random((4, 3)), generator.random(n_sites)
    writes = np.isin(np.arange(n_writers), rows) & (site >= 0)
    weight = np.maximum(fresh, 0.0) * odds.T[topic] * scale[:, None] * writes[:, None]
    by_site, visits, visits_primary = np.zeros(n_sites), np.full(n_writers, 7.0), np.full(n_writers, 7.0)
    add_attractiveness(rows, site, topic, fresh, scale, odds, by_site)
    assert by_site == pytest.approx(np.bincount(np.maximum(site, 0), weight.sum(axis=1), minlength=n_sites))
    given = weight * per_weight[site][:, None]
    by_kind = np.zeros((2, 3))
    share_visits(rows, site, topic, fresh, scale, odds, per_weight, visits, visits_primary, by_kind)
    assert visits == pytest.approx(np.where(writes, given.sum(axis=1), 7.0))
    assert visits_primary == pytest.approx(np.where(writes, given[:, 1] + given[:, 3], 7.0))
    for kind, of_kind in enumerate(by_kind):
        assert of_kind == pytest.approx(np.bincount(topic, given[:, kind::2].sum(axis=1)))
