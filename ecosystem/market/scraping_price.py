"""A price on scraping: trainers pay for every fetch of a crawler of their own, where a page is worth it to them."""

import numpy as np
from numpy.typing import NDArray

from ecosystem.market.demand_for_data import data_budget
from ecosystem.market.ledger import PURSE, TRAINERS, pay
from ecosystem.market.licences import has_market, pay_owners
from ecosystem.market.pay_per_crawl import payers_of, worth_of_fetch
from ecosystem.orders.crawling import FetchPrice
from ecosystem.randomness import IntArray
from ecosystem.state import World
from ecosystem.web.frontier import fetch_budgets, look_out_everywhere
from ecosystem.web.obligations import bound


def _prices(world: World, scraper: int) -> list[FetchPrice]:
    """Give the orders that put a price on a scraper's fetches; none while nobody has revenue to pay it with."""
    orders = world.rules.of(FetchPrice)
    if not orders or not has_market(world) or len(payers_of(world, scraper)) == 0:
        return []
    return [order for order in orders if bound(world, world.scrapers, order)[scraper]]


def scraping_price(world: World, scraper: int) -> float:
    """Give what each fetch of a scraper costs because of policies, USD."""
    return sum(order.usd_per_fetch for order in _prices(world, scraper))


def is_worth_scraping(world: World) -> NDArray[np.bool_]:
    """Tell which sites hold pages worth the price on scraping to all trainers of a scraper.

    By what pages of the topic were worth last month; all of them where there is no price, or nothing is appraised yet.

    Returns
    -------
    ndarray of bool, shape (n_scrapers, n_sites)
    """
    result = np.ones((len(world.scrapers), len(world.sites)), dtype=bool)
    priced = [scraper for scraper in range(len(result)) if scraping_price(world, scraper) > 0.0]
    if priced and len(world.market.value):
        new_share = look_out_everywhere(world).new_share(world.parameters.crawl.recrawl_weight).tolist()
        for scraper in priced:
            part = scraping_price(world, scraper) / len(payers_of(world, scraper))
            result[scraper] = (worth_of_fetch(world, scraper, new_share[scraper]) >= part)[world.sites.topic]
    return result


def affordable_fetches(world: World) -> IntArray:
    """Give the fetches of each scraper this month: its budget, or what all its trainers can pay for if that is less.

    Returns
    -------
    ndarray of int64, shape (n_scrapers,)
    """
    result = fetch_budgets(world)
    for scraper in range(len(result)):
        price = scraping_price(world, scraper)
        if price > 0.0:
            payers = payers_of(world, scraper)
            result[scraper] = min(result[scraper], int(data_budget(world)[payers].min() * len(payers) / price))
    return result


def pay_for_scraping(world: World, scraper: int, pages: IntArray) -> None:
    """Let the trainers of a scraper pay, in equal parts, the price on what it fetched.

    Parameters
    ----------
    world : World
    scraper : int
        Row of the scraper.
    pages : ndarray of int64, shape (n,)
        Fetched this month.
    """
    payers = payers_of(world, scraper)
    for order in _prices(world, scraper):
        n, part = len(payers), order.usd_per_fetch / len(payers)
        parts, rows = np.full(n * len(pages), part), np.repeat(payers, len(pages))
        if order.payee == "owners":
            pay_owners(world, "scraping price", rows, np.tile(pages, n), parts)
        else:
            pay(world, "scraping price", TRAINERS, PURSE, parts, payer_rows=rows)
        for trainer in payers.tolist():
            world.month.fetch_fees[trainer] = world.month.fetch_fees.get(trainer, 0.0) + part * len(pages)
