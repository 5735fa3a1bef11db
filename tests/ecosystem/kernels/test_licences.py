"""Licences against plain numpy: which pages are found, who has them, and how many."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ecosystem.kernels.arrays import PAGE
from ecosystem.kernels.licences import file_licences, find_unheld, tally_sales
from tests.ecosystem.kernels.test_pages import READER, STEP, Pages, webs

HOLDER, ROUNDS = 3, ("first", "second", "third")


@given(webs, st.integers(0, 60), st.floats(0.5, 8.0))
def test_rounds_find_live_pages_that_somebody_does_not_have(web: Pages, n: int, draws_each: float) -> None:
    weight = np.where(web.number > 0, web.priority, 0.0)
    licensed_by = web.records["licensed_by"]
    licensed_by[:] = web.fetched_by[::-1]
    is_free = (web.death > STEP) & ~web.was_fetched() & (licensed_by >> HOLDER & 1 == 0)
    before, expected = web.records.copy(), np.zeros(0, dtype=np.int64)
    for name in ROUNDS:
        missing = n - expected.size
        if missing:
            drawn = np.unique(web.drawn(name, weight, round(min(missing * draws_each, missing * 5.0)) + 1))
            drawn = np.setdiff1d(drawn[is_free[drawn]], expected)
            expected = np.concatenate([expected, web.least("thin", drawn, missing)])
    sites, pairs = (web.first, web.number, weight), web.draws.pairs((*ROUNDS, "thin"), STEP)
    found = find_unheld(web.blocks, sites, web.records, STEP, READER, HOLDER, pairs, (draws_each, 5.0), n)
    assert np.array_equal(np.sort(found), np.sort(expected))
    assert np.array_equal(web.records, before)


def test_nothing_is_found_where_no_site_may_be_drawn() -> None:
    web = Pages(1, 50)
    sites, pairs = (web.first, web.number, np.zeros(len(web.number))), web.draws.pairs((*ROUNDS, "thin"), STEP)
    assert find_unheld(web.blocks, sites, web.records, STEP, READER, HOLDER, pairs, (1.0, 5.0), 9).size == 0


@given(st.integers(0, 10**6))
def test_pages_are_noted_for_each_holder_by_site_and_topic(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_pages, n_holders, n_sites, n_topics, n = 40, 3, 5, 2, int(rng.integers(0, 60))
    records = np.zeros(n_pages, dtype=PAGE)
    site, topic, licensed_by = (records[name] for name in ("site", "topic", "licensed_by"))
    for column, high in ((site, n_sites), (topic, n_topics), (licensed_by, 8)):
        column[:] = rng.integers(0, high, n_pages)
    pages, holder, is_kept = rng.integers(0, n_pages, n), rng.integers(0, n_holders, n), rng.random(n) < 0.5
    before, n_live, kept = (
        licensed_by.copy(),
        np.ones((n_holders, n_sites), dtype=np.int64),
        np.zeros((n_holders, n_topics)),
    )
    file_licences(records, pages, holder, is_kept, n_live, kept)
    for row in range(n_holders):
        mine = holder == row
        assert np.array_equal(n_live[row], 1 + np.bincount(site[pages[mine]], minlength=n_sites))
        assert np.array_equal(kept[row], np.bincount(topic[pages[mine & is_kept]], minlength=n_topics))
        is_held = np.isin(np.arange(n_pages), pages[mine]) | (before >> row & 1).astype(bool)
        assert np.array_equal((licensed_by >> row & 1).astype(bool), is_held)


@given(st.integers(0, 10**6), st.integers(0, 30))
def test_sales_are_counted_by_buyer_and_seller(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    records, of_site, price = np.zeros(40, dtype=PAGE), rng.integers(0, 3, 6), rng.random(3)
    records["site"] = rng.integers(0, 6, 40)
    pages, buyer = rng.integers(0, 40, n), rng.integers(0, 2, n)
    seller, n_sold, spent = tally_sales(records, pages, buyer, of_site, price, (2, 3))
    assert np.array_equal(seller, of_site[records["site"][pages]])
    assert np.array_equal(n_sold.ravel(), np.bincount(buyer * 3 + seller, minlength=6))
    np.testing.assert_allclose(spent, np.bincount(buyer, price[seller], minlength=2))
