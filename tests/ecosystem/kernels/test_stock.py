"""The stock of live pages: pages are named by writer and month, and counted where they belong as they come and go."""

import numpy as np
import pytest

from ecosystem.kernels.arrays import PAGE
from ecosystem.kernels.stock import count_by_site, plan_pages, take_from_reader, weigh_by_writer
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


@pytest.mark.parametrize("change", [1, -1])
def test_sites_count_pages_that_come_and_go(change: int) -> None:
    n_live, n_live_primary = np.full(N_SITES, 100), np.full(N_SITES, 100)
    count_by_site(RECORDS, PAGES, 2.0, change, n_live, n_live_primary)
    assert np.array_equal(n_live, 100 + change * np.bincount(SITE[PAGES], minlength=N_SITES))
    primary = PAGES[N_HUMAN[PAGES] < 2]
    assert np.array_equal(n_live_primary, 100 + change * np.bincount(SITE[primary], minlength=N_SITES))


@pytest.mark.parametrize(("fetched", "licensed"), [(2, 0), (0, 4)])
def test_a_reader_loses_what_it_has_read(fetched: int, licensed: int) -> None:
    counts, mine = np.full(N_SITES, 100), PAGES[(FETCHED_BY[PAGES] & fetched) | (LICENSED_BY[PAGES] & licensed) > 0]
    take_from_reader(RECORDS, PAGES, fetched, licensed, counts)
    assert np.array_equal(counts, 100 - np.bincount(SITE[mine], minlength=N_SITES))


def test_writers_are_given_the_weight_and_worth_of_their_pages() -> None:
    tables = [(np.ones((N_WRITERS, 4)), np.ones((N_WRITERS, 4))) for _ in range(2)]
    by_month, of_human = GENERATOR.random(12), np.linspace(0.0, 0.7, N_IDEAS + 1)
    of_model = np.array([0.1, 0.2, 0.3])
    weigh_by_writer(RECORDS, PAGES, (4, 2), 2.0, (-9, by_month), (of_human, of_model), *tables)
    share = N_HUMAN / N_IDEAS
    worth = share * 0.7 + (1.0 - share) * np.append(of_model, np.zeros(NO_MODEL - 2))[MODEL]
    weight = by_month[STEP + 9]
    for is_operated, (fresh, total) in enumerate(tables):
        mine = PAGES[(FLAGS[PAGES] & 4 > 0) == is_operated]
        cells = WRITER[mine] * 4 + 2 * (FLAGS[mine] & 2 > 0) + (N_HUMAN[mine] < 2)
        for column, added in ((fresh, weight), (total, weight * worth)):
            expected = 1.0 + np.bincount(cells, added[mine], minlength=4 * N_WRITERS).reshape(-1, 4)
            assert column == pytest.approx(expected)
