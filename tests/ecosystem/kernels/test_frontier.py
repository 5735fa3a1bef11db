"""The frontier against plain numpy: what is open, and where it stands."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.kernels.frontier import what_is_open


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_open_sites_are_ranked_and_closed_ones_hold_nothing(seed: int) -> None:
    generator = np.random.default_rng(seed)
    is_open, n_live = generator.random((2, 9)) < 0.6, generator.integers(0, 9, 9)
    held, order, part = generator.integers(0, 9, (2, 9)), generator.permutation(9), generator.random(9)
    unfetched, fetched, parts = what_is_open(is_open, n_live, held, order, part)
    assert np.array_equal(unfetched, np.where(is_open, np.maximum(n_live - held, 0), 0))
    assert np.array_equal(fetched, np.where(is_open, held, 0))
    rank = np.maximum(np.cumsum(is_open[:, order], axis=1), 1) - 1
    assert np.array_equal(parts[:, order], part[rank])
