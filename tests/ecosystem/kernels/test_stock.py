"""The stock of live pages: pages are named by writer and month, and counted where they belong as they come and go."""

import numpy as np
import pytest

from ecosystem.kernels.arrays import PAGE
from ecosystem.kernels.stock import count_by_reader, count_pages, plan_pages
from ecosystem.randomness import derive

N, N_SITES, N_WRITERS, N_IDEAS, NO_MODEL = 400, 7, 11, 4, 65535
GENERATOR = np.random.default_rng(4)
PAGES = np.sort(GENERATOR.permutation(N)[:250])
RECORDS = np.zeros(N, dtype=PAGE)
SITE, WRITER, N_HUMAN, MODEL, STEP = (RECORDS[name] for name in ("site", "writer", "n_human", "model", "step"))
FLAGS, FETCHED_BY, LICENSED_BY = (RECORDS[name] for name in ("flags", "fetched_by", "licensed_by"))
SITE[:] = GENERATOR.integers(0, N_SITES, N)
WRITER[:] = GENERATOR.integers(0, N_WRITERS, N)
N_HUMAN[:] = GENERATOR.integers(0, N_IDEAS + 1, N)
MODEL[:] = np.where(N_HUMAN < N_IDEAS, GENERATOR.integers(0, 3, N), NO_MODEL)
FLAGS[:], FETCHED_BY[:], LICENSED_BY[:] = GENERATOR.integers(0, 8, (3, N))
STEP[:] = np.sort(GENERATOR.integers(-9, 3, N))


def test_pages_are_named_by_writer_month_and_ordinal() -> None:
    keys = derive("author", np.arange(3))
    writer, key = plan_pages(keys, np.array([7, 8, 9]), np.array([2, 0, 1]), -5)
    assert writer.tolist() == [7, 7, 9]
    assert key.tolist() == [
        int(derive(keys[0], -5, 0)[0]),
        int(derive(keys[0], -5, 1)[0]),
        int(derive(keys[2], -5, 0)[0]),
    ]


def test_pages_are_counted_by_site_and_by_who_has_them() -> None:
    for column, counts in zip((FETCHED_BY, LICENSED_BY), count_by_reader(RECORDS[PAGES], 2, 3, N_SITES), strict=True):
        for reader, of_reader in enumerate(counts.T):
            mine = PAGES[column[PAGES] >> reader & 1 > 0]
            assert np.array_equal(of_reader, np.bincount(SITE[mine], minlength=N_SITES))


@pytest.mark.parametrize("change", [1, -1])
def test_sites_and_writers_count_pages_that_come_and_go(change: int) -> None:
    n_live, n_live_primary = np.full(N_SITES, 100), np.full(N_SITES, 100)
    by_author, by_operator = np.ones((2, N_WRITERS, 4))
    by_month, by_site = GENERATOR.random(12), (n_live, n_live_primary)
    count_pages(RECORDS[PAGES], change, 2.0, (4, 2), (-9, by_month), by_site, by_author, by_operator)
    assert np.array_equal(n_live, 100 + change * np.bincount(SITE[PAGES], minlength=N_SITES))
    primary = PAGES[N_HUMAN[PAGES] < 2]
    assert np.array_equal(n_live_primary, 100 + change * np.bincount(SITE[primary], minlength=N_SITES))
    weight = change * by_month[STEP + 9]
    for is_operated, fresh in enumerate((by_author, by_operator)):
        mine = PAGES[(FLAGS[PAGES] & 4 > 0) == is_operated]
        cells = WRITER[mine] * 4 + 2 * (FLAGS[mine] & 2 > 0) + (N_HUMAN[mine] < 2)
        assert fresh == pytest.approx(1.0 + np.bincount(cells, weight[mine], minlength=4 * N_WRITERS).reshape(-1, 4))
