"""Licences against plain numpy: who has which pages, and how many of them."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.kernels.licences import file_licences


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_pages_are_noted_for_each_holder_by_site_and_topic(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_pages, n_holders, n_sites, n_topics, n = 40, 3, 5, 2, int(rng.integers(0, 60))
    site, topic = (
        rng.integers(0, n_sites, n_pages).astype(np.uint32),
        rng.integers(0, n_topics, n_pages).astype(np.uint16),
    )
    licensed_by = rng.integers(0, 8, n_pages).astype(np.uint32)
    pages, holder, is_kept = rng.integers(0, n_pages, n), rng.integers(0, n_holders, n), rng.random(n) < 0.5
    before, n_live, kept = (
        licensed_by.copy(),
        np.ones((n_holders, n_sites), dtype=np.int64),
        np.zeros((n_holders, n_topics)),
    )
    file_licences(pages, holder, is_kept, (site, topic, licensed_by), n_live, kept)
    for row in range(n_holders):
        mine = holder == row
        assert np.array_equal(n_live[row], 1 + np.bincount(site[pages[mine]], minlength=n_sites))
        assert np.array_equal(kept[row], np.bincount(topic[pages[mine & is_kept]], minlength=n_topics))
        is_held = np.isin(np.arange(n_pages), pages[mine]) | (before >> row & 1).astype(bool)
        assert np.array_equal((licensed_by >> row & 1).astype(bool), is_held)
