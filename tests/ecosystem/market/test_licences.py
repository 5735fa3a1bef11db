"""Licences: the price answers to demand, and who is paid is who wrote."""

import numpy as np
import pytest

from ecosystem.market.ledger import MICRO, total_balance
from ecosystem.market.licences import clear_market, value_of_data
from ecosystem.market.subscriptions import revenue_of_trainers
from ecosystem.randomness import IntArray
from ecosystem.state import Month, World
from tests.ecosystem.conftest import Diary
from tests.ecosystem.worlds import copied


def cleared(world: World, price: float, **parameters: float) -> World:
    """The market of the month cleared anew at a posted price."""
    each = copied(world, **parameters)
    each.licence_price = price
    each.month = Month(loss=each.month.loss, served_loss=each.month.served_loss)
    clear_market(each)
    return each


def bought(world: World, after: World) -> list[IntArray]:
    """Pages that each trainer bought."""
    pages = np.arange(world.corpus.n_pages)
    return [
        np.flatnonzero(after.corpus.is_licensed(pages, row) & ~world.corpus.is_licensed(pages, row))
        for row in range(len(world.trainers))
    ]


def test_the_price_rises_with_excess_demand(world: World) -> None:
    low = cleared(world, 0.01, **{"market.readers_per_author": 2000.0})
    assert low.trainers.data_value.min() > 0.02
    assert low.licence_price == pytest.approx(0.01 * np.exp(0.1)), "by at most the monthly move"


def test_the_price_falls_without_demand(world: World) -> None:
    high = cleared(world, 20.0)
    assert high.trainers.data_value.max() < 20.0
    assert 20.0 * np.exp(-0.1) - 1e-9 <= high.licence_price < 20.0
    assert high.month.payments.get(("licence", "model trainers", "human authors"), 0) == 0
    nobody = cleared(world, 5.0, **{"market.quality_weight": 0.0})
    assert nobody.licence_price == pytest.approx(5.0 * np.exp(-0.1))


def test_the_price_stays_within_its_bounds(world: World) -> None:
    assert cleared(world, 0.001, **{"market.quality_weight": 0.0}).licence_price == 0.001
    assert cleared(world, 30.0, **{"market.readers_per_author": 1e5}).licence_price == 30.0


def test_there_is_no_market_before_there_is_chat(quiet_world: World, diary: Diary) -> None:
    assert quiet_world.licence_price == quiet_world.parameters.market.licence_price_start_usd
    start = diary.world.parameters.market.licence_price_start_usd
    assert diary.prices[:11] == [start] * 11
    assert diary.prices[12] != start


def test_buyers_get_reserved_pages_that_they_do_not_have_and_pay_their_writers(world: World) -> None:
    after = cleared(world, 0.01, **{"market.readers_per_author": 2000.0})
    pages_of = bought(world, after)
    assert sum(map(len, pages_of)) > 0
    sites = world.sites
    content = world.parameters.content
    page_price = round(0.01 * content.ideas_per_page * content.tokens_per_idea / 1000 * MICRO)
    paid, to_sites = np.zeros(len(world.authors), dtype=np.int64), np.zeros(len(world.sites), dtype=np.int64)
    for row, pages in enumerate(pages_of):
        reserved = sites.is_opted_out | sites.is_paywalled
        assert reserved[world.corpus.site[pages]].all()
        assert world.corpus.is_live(pages, world.step).all()
        assert world.trainers.balance[row] - after.trainers.balance[row] == page_price * len(pages)
        human = pages[~world.corpus.is_operated[pages]]
        articles, communal = (human[world.corpus.is_article[human] == which] for which in (True, False))
        np.add.at(paid, world.corpus.writer[articles].astype(np.int64), page_price)
        np.add.at(to_sites, world.corpus.site[communal].astype(np.int64), page_price)
    assert np.array_equal(after.authors.balance - world.authors.balance, paid)
    assert np.array_equal(after.sites.balance - world.sites.balance, to_sites)
    assert after.authors.income - world.authors.income == pytest.approx(paid / MICRO / 5.0, abs=1e-6)
    assert total_balance(after) == 0


def test_licensed_pages_are_trained_on_after_the_cutoff_lag(world: World) -> None:
    after = cleared(world, 0.01, **{"market.readers_per_author": 2000.0})
    row = max(range(6), key=lambda trainer: len(bought(world, after)[trainer]))
    before, licensed = world.trainer_memory[row].licensed, after.trainer_memory[row].licensed
    licensed.settle(world.step - 1)
    assert licensed.counts.sum() == settled_sum(world, row, world.step - 1)
    licensed.settle(world.step)
    assert licensed.counts.sum() > before.counts.sum()


def settled_sum(world: World, row: int, until: int) -> int:
    snapshot = copied(world).trainer_memory[row].licensed
    snapshot.settle(until)
    return int(snapshot.counts.sum())


def test_a_trainer_keeps_to_its_budget(world: World) -> None:
    after = cleared(world, 0.5)
    market = world.parameters.market
    spent = (world.trainers.balance - after.trainers.balance) / MICRO
    revenue = revenue_of_trainers(world)
    assert np.all(spent <= market.licence_budget_share * revenue + 1e-6)


def test_nobody_buys_above_what_data_are_worth(world: World) -> None:
    rich = copied(world, **{"market.licence_offer_share": 1.0, "market.licence_budget_share": 1.0})
    values = value_of_data(rich)
    price = float(np.sort(values)[len(values) // 2])
    pages_of = bought(rich, cleared(rich, price))
    for row, pages in enumerate(pages_of):
        assert (len(pages) > 0) == (values[row] > price)


def test_data_are_worth_something_to_those_with_readers(world: World) -> None:
    values = value_of_data(world)
    assert np.all(values >= 0.0)
    assert values.max() > 0.0
    lonely = copied(world)
    lonely.trainers.user_share[:] = 0.0
    assert value_of_data(lonely).tolist() == [0.0] * len(values)


def test_nothing_reserved_nothing_sold(world: World) -> None:
    open_web = copied(world)
    open_web.sites.is_opted_out[:] = False
    open_web.sites.is_paywalled[:] = False
    price = open_web.licence_price
    clear_market(open_web)
    assert open_web.licence_price == price
