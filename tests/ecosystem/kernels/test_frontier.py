"""The frontier against plain numpy: what is open, and where it stands."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernels.frontier import what_is_open


@given(st.integers(0, 10**6))
def test_open_sites_are_ranked_and_closed_ones_hold_nothing(seed: int) -> None:
    generator = np.random.default_rng(seed)
    is_open, n_live = generator.random((2, 9)) < 0.6, generator.integers(0, 9, 9)
    held, order = generator.integers(0, 9, (2, 9)), generator.permutation(9)
    unfetched, fetched, place = what_is_open(is_open, n_live, held, order)
    assert np.array_equal(unfetched, np.where(is_open, np.maximum(n_live - held, 0), 0))
    assert np.array_equal(fetched, np.where(is_open, held, 0))
    has_pages = (is_open & (n_live > 0))[:, order]
    rank = np.maximum(np.cumsum(has_pages, axis=1), 1)
    assert np.array_equal(place[:, order], rank / np.maximum(has_pages.sum(axis=1, keepdims=True), 1))
