"""Tallies of pages, held against counting them one kind at a time."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.kernels.tallies import tally_pages


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 63), st.integers(0, 8), st.booleans()), max_size=50))
def test_pages_are_counted_by_human_ideas_and_flags(kinds: list[tuple[int, int, bool]]) -> None:
    flags, n_human = (np.array([kind[place] for kind in kinds], dtype=np.uint8) for place in (0, 1))
    pages = np.flatnonzero([kind[2] for kind in kinds])
    table = tally_pages(flags, n_human, pages, 6, 8)
    assert table[0].tolist() == np.bincount(n_human[pages], minlength=9).tolist()
    for flag in range(6):
        mine = pages[flags[pages] >> flag & 1 == 1]
        assert table[1 + flag].tolist() == np.bincount(n_human[mine], minlength=9).tolist()
