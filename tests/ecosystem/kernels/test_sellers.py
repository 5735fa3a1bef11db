"""Sellers against plain numpy: what others do not have, who is large, and who owns which page."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernels.arrays import PAGE
from ecosystem.kernels.sellers import by_topic, count_contracts, not_owned, owners

seeds = st.integers(0, 10**6)


@given(seeds, st.integers(0, 9))
def test_what_is_licensed_or_fetched_is_owned(seed: int, n: int) -> None:
    generator = np.random.default_rng(seed)
    n_live, licensed, fetched = (generator.integers(0, 9, shape) for shape in ((12,), (3, 12), (2, n)))
    sites, rows, scraper = generator.permutation(12)[:n], generator.permutation(3), np.array([0, 1, 0])
    expected = np.maximum(n_live[sites] - licensed[rows[:, None], sites] - fetched[scraper[rows]], 0)
    assert np.array_equal(not_owned(sites, n_live, licensed, fetched, (rows, scraper)), expected)


@given(seeds)
def test_rows_are_added_up_by_topic(seed: int) -> None:
    generator = np.random.default_rng(seed)
    values, topic = generator.random((3, 20)), generator.integers(0, 4, 20)
    expected = [np.bincount(topic, row, minlength=5) for row in values]
    np.testing.assert_allclose(by_topic(values, topic, 5), expected)


@given(seeds, st.integers(0, 40))
def test_pages_are_sorted_by_their_owners(seed: int, n: int) -> None:
    generator = np.random.default_rng(seed)
    records = np.zeros(50, dtype=PAGE)
    for name in ("flags", "writer", "site"):
        records[name] = generator.integers(0, 8, 50)
    pages = generator.integers(0, 50, n)
    is_operated, is_article = (records["flags"][pages] & 2) > 0, (records["flags"][pages] & 4) > 0
    groups = (~is_operated & is_article, is_operated, ~is_operated & ~is_article)
    places, rows, ends = owners(records, pages, (2, 4))
    assert np.array_equal(places, np.concatenate([np.flatnonzero(group) for group in groups]))
    assert np.array_equal(ends, np.cumsum([group.sum() for group in groups]))
    assert np.array_equal(rows[: ends[1]], records["writer"][pages[places[: ends[1]]]])
    assert np.array_equal(rows[ends[1] :], records["site"][pages[places[ends[1] :]]])


@given(seeds)
def test_sellers_that_share_a_contract_count_once(seed: int) -> None:
    generator = np.random.default_rng(seed)
    n_sold, is_shared = generator.integers(0, 3, (4, 6)), generator.random(6) < 0.4
    expected = (n_sold[:, ~is_shared] > 0).sum(axis=1) + 0.25 * n_sold[:, is_shared].any(axis=1)
    assert np.array_equal(count_contracts(n_sold, is_shared, 0.25), expected)
