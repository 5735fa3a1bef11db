"""Tallies of pages, held against counting them one kind at a time."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ecosystem.content.corpus import NO_MODEL
from ecosystem.kernels.arrays import PAGE
from ecosystem.kernels.tallies import ideas_by_version, mark_fetches, tally_fetches, tally_pages


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 63), st.integers(0, 8), st.booleans()), max_size=50))
def test_pages_are_counted_by_human_ideas_and_flags(kinds: list[tuple[int, int, bool]]) -> None:
    records = np.zeros(len(kinds), dtype=PAGE)
    flags, n_human = records["flags"], records["n_human"]
    flags[:], n_human[:] = [kind[0] for kind in kinds], [kind[1] for kind in kinds]
    pages = np.flatnonzero([kind[2] for kind in kinds])
    table = tally_pages(records, pages, 6, 8)
    assert table[0].tolist() == np.bincount(n_human[pages], minlength=9).tolist()
    for flag in range(6):
        mine = pages[flags[pages] >> flag & 1 == 1]
        assert table[1 + flag].tolist() == np.bincount(n_human[mine], minlength=9).tolist()


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.integers(0, 60), st.integers(0, 60))
def test_fetches_are_counted_by_human_ideas_and_by_site(seed: int, n: int, n_new: int) -> None:
    rng, step, reader, n_sites = np.random.default_rng(seed), 4, 3, 7
    pages, n_new = rng.permutation(80)[:n], min(n, n_new)
    records, highest = np.zeros(80, dtype=PAGE), {"death": 9, "site": n_sites, "n_human": 9, "kept_by": 256}
    for name, high in highest.items():
        records[name] = rng.integers(0, high, 80)
    death, site, n_human, kept_by = (records[name] for name in highest)
    n_live, is_crawled = np.arange(n_sites), np.zeros(n_sites, dtype=bool)
    table = tally_fetches(records, pages[:n_new], pages[n_new:], step, reader, 8, n_live, is_crawled)
    kept, new = pages[kept_by[pages] >> reader & 1 == 1], pages[:n_new]
    assert table[0].tolist() == np.bincount(n_human[pages], minlength=9).tolist()
    assert table[1].tolist() == np.bincount(n_human[kept], minlength=9).tolist()
    live = np.bincount(site[new[death[new] > step]], minlength=n_sites)
    assert n_live.tolist() == (np.arange(n_sites) + live).tolist()
    assert np.flatnonzero(is_crawled).tolist() == np.unique(site[pages]).tolist()


def test_ideas_are_counted_by_the_version_that_wrote_them() -> None:
    records, pages = np.zeros(5, dtype=PAGE), np.arange(5)
    records["n_human"], records["model"] = [8, 6, 0, 0, 0], [NO_MODEL, 1, 1, NO_MODEL, 1]
    records["flags"] = [2, 2, 2, 2, 1]
    assert ideas_by_version(records, pages, 1, 8, 3).tolist() == [0, 2 + 8, 0]
    assert ideas_by_version(records, pages, 0, 8, 2).tolist() == [0, 8]
    assert ideas_by_version(records, pages[:1], 1, 8, 0).tolist() == []


def test_marks_of_one_reader_leave_those_of_others() -> None:
    records, pages, is_kept = np.zeros(6, dtype=PAGE), np.array([4, 1, 2]), np.array([True, False, True])
    records["fetched_by"], records["kept_by"] = 0b1, 0b10
    mark_fetches(records, pages, is_kept, 2)
    assert records["fetched_by"].tolist() == [0b1, 0b101, 0b101, 0b1, 0b101, 0b1]
    assert records["kept_by"].tolist() == [0b10, 0b10, 0b110, 0b10, 0b110, 0b10]
