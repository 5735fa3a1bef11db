"""Pay per crawl: who sells fetches, who buys them, who is paid, and how prices move."""

import numpy as np
import pytest

from ecosystem.kinds import TRAINING
from ecosystem.market.ledger import MICRO, TRAINERS, total_balance
from ecosystem.market.pay_per_crawl import adjust_fetch_prices, fetch_prices, is_metered, pay_for_fetches, pays_for
from ecosystem.market.sellers import page_thousands
from ecosystem.market.subscriptions import revenue_of_trainers
from ecosystem.randomness import IntArray
from ecosystem.state import Month, World
from ecosystem.web.frontier import look_out_everywhere
from tests.support.worlds import copied

OPEN, PRIVATE = 0, 1
ALL = {"market.pay_per_crawl_share": 1.0}


def metered(world: World, price: float = 0.01, **parameters: float) -> World:
    """The world before its scrapers fetch, every refusing site selling fetches at one price."""
    each = copied(world, **{**ALL, **parameters})
    each.month = Month(loss=each.month.loss, served_loss=each.month.served_loss, crawls=each.month.crawls)
    each.sites.fetch_price[:] = price
    return each


def pages_of(world: World, sites: IntArray, n: int = 50) -> IntArray:
    """Some live pages of sites."""
    pages = np.flatnonzero(np.isin(world.corpus.site, sites))
    return pages[world.corpus.is_live(pages, world.step)][:n]


def test_a_share_of_refusing_sites_is_metered_for_good_from_a_month_on(world: World) -> None:
    each = metered(world)
    refusing = each.sites.refuses[:, TRAINING] & ~each.sites.is_paywalled
    assert refusing.sum() > 3
    assert np.array_equal(is_metered(each), refusing)
    some = is_metered(metered(world, **{"market.pay_per_crawl_share": 0.5}))
    assert 0 < some.sum() < refusing.sum()
    assert np.all(some <= is_metered(metered(world, **{"market.pay_per_crawl_share": 0.7})))
    assert not is_metered(metered(world, **{"market.pay_per_crawl_share": 0.0})).any()
    each.step = 41
    assert not is_metered(each).any(), "June 2025"
    each.step = 42
    assert is_metered(each).any(), "July 2025"


def test_a_site_that_never_posted_a_price_asks_the_starting_one(world: World) -> None:
    assert np.all(fetch_prices(metered(world, 0.0)) == world.parameters.market.pay_per_crawl_usd)


def test_scrapers_buy_where_a_fetch_is_worth_its_price_to_all_their_trainers(world: World) -> None:
    each = metered(world, 1e-4, **{"market.licence_budget_share": 1.0})
    assert np.array_equal(pays_for(each)[PRIVATE], is_metered(each))
    assert not pays_for(metered(world, 100.0))[PRIVATE].any()
    users = np.flatnonzero(each.trainers.scraper == PRIVATE)
    memory = each.scraper_memory[PRIVATE]
    new_share = look_out_everywhere(each).new_share(each.parameters.crawl.recrawl_weight)[PRIVATE]
    kept = new_share * memory.n_left[-1] / memory.n_left[0]
    topic = int(each.sites.topic[is_metered(each)][0])
    limit = float((each.market.value[users, topic] * page_thousands(each.parameters.content) * kept).min()) * len(users)
    in_topic = is_metered(each) & (each.sites.topic == topic)
    rich = {"market.readers_per_author": 1e5, "market.licence_budget_share": 1.0}
    for factor, buys in ((0.99, True), (1.01, False)):
        wealthy = metered(world, limit * factor, **rich)
        wealthy.trainers.balance[:] = 10**15
        chosen = pays_for(wealthy)[PRIVATE]
        assert np.all(chosen[in_topic] == buys)


def test_the_open_crawl_has_no_money(world: World) -> None:
    each = metered(world, 1e-4)
    assert not pays_for(each)[OPEN].any()
    pay_for_fetches(each, OPEN, pages_of(each, np.flatnonzero(is_metered(each))))
    assert not each.month.payments


def test_nobody_buys_before_data_were_ever_appraised_or_without_a_market(world: World) -> None:
    each = metered(world, 1e-4)
    each.market.value = np.zeros((0, 0))
    assert not pays_for(each)[PRIVATE].any()
    free = copied(metered(world, 1e-4), **{"controls.has_data_market": False})
    assert not pays_for(free)[PRIVATE].any()


def test_trainers_pay_equal_parts_to_the_owners_of_metered_pages(world: World) -> None:
    each = metered(world, 0.02)
    each.trainers.scraper[4] = PRIVATE
    pages = np.sort(np.concatenate([pages_of(each, np.flatnonzero(is_metered(each))), pages_of(each, np.arange(9), 9)]))
    before = copied(each)
    pay_for_fetches(each, PRIVATE, pages)
    n_paid = int(is_metered(each)[each.corpus.site[pages]].sum())
    assert 0 < n_paid < len(pages)
    users = np.flatnonzero(each.trainers.scraper == PRIVATE)
    assert len(users) > 1
    spent = before.trainers.balance - each.trainers.balance
    assert np.all(spent[users] == round(0.02 * MICRO / len(users)) * n_paid)
    assert spent.sum() == spent[users].sum()
    assert {kind for kind, payer, _ in each.month.payments if payer == TRAINERS} == {"pay per crawl"}
    assert total_balance(each) == 0
    earned = each.authors.balance - before.authors.balance
    assert earned.sum() > 0
    assert each.authors.income - before.authors.income == pytest.approx(earned / MICRO / 5.0, rel=1e-6, abs=1e-9)


def test_what_fetches_cost_is_lacking_elsewhere(world: World) -> None:
    each = metered(world, 1e-3)
    chosen = pays_for(each)[PRIVATE]
    assert chosen.any()
    user = int(np.flatnonzero(each.trainers.scraper == PRIVATE)[0])
    budget = each.parameters.market.licence_budget_share * revenue_of_trainers(each)[user]
    each.month.fetch_fees[user] = budget
    assert not pays_for(each)[PRIVATE].any()
    poor = metered(world, 1e-3, **{"market.licence_budget_share": 1e-4})
    assert 0 <= pays_for(poor)[PRIVATE].sum() < chosen.sum()


def test_prices_rise_where_more_is_wanted_than_offered_and_fall_where_less(world: World) -> None:
    low, high = metered(world, 1e-3), metered(world, 50.0)
    for each, move in ((low, 0.1), (high, -0.1)):
        rows = np.flatnonzero(is_metered(each) & (each.sites.n_live > 0))
        before = each.sites.fetch_price[rows].copy()
        adjust_fetch_prices(each)
        assert np.log(each.sites.fetch_price[rows] / before) == pytest.approx(np.full(len(rows), move), abs=1e-9)


def test_what_was_paid_for_counts_as_wanted(world: World) -> None:
    moved = []
    for n_paid in (0, 1000):
        each = metered(world, 50.0)
        row = int(np.flatnonzero(is_metered(each) & (each.sites.n_live > 0))[0])
        counts = np.zeros(len(each.sites), dtype=np.int64)
        counts[row] = n_paid
        each.month.fetches_paid[PRIVATE] = counts
        adjust_fetch_prices(each)
        moved.append(each.sites.fetch_price[row])
    assert moved[0] < 50.0 < moved[1]


def test_prices_stay_positive_and_finite_whatever_happens(world: World) -> None:
    for price in (1e-4, 100.0):
        each = metered(world, price, **{"market.licence_adjustment": 2.0})
        for _ in range(3):
            adjust_fetch_prices(each)
        rows = is_metered(each)
        assert np.all((each.sites.fetch_price[rows] >= 1e-4) & (each.sites.fetch_price[rows] <= 100.0))
