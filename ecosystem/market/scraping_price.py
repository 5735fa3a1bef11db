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
from ecosystem.web.frontier import fetch_budget, look_out
from ecosystem.web.obligations import bound


def _prices(world: World, scraper: int) -> list[FetchPrice]:
    """Give the orders that put a price on a scraper's fetches; none while nobody has revenue to pay it with."""
    if len(payers_of(world, scraper)) == 0 or not has_market(world):
        return []
    orders = world.rules.of(FetchPrice)
    return [order for order in orders if bound(world, world.scrapers, order)[scraper]]


def scraping_price(world: World, scraper: int) -> float:
    """Give what each fetch of a scraper costs because of policies, USD."""
    return sum(order.usd_per_fetch for order in _prices(world, scraper))


def is_worth_scraping(world: World, scraper: int) -> NDArray[np.bool_]:
    """Tell which sites hold pages worth the price on scraping to all trainers of a scraper, shape (n_sites,).

    By what pages of the topic were worth last month; all of them where there is no price, or nothing is appraised yet.
    """
    price, sites = scraping_price(world, scraper), world.sites
    if price == 0.0 or len(world.market.value) == 0:
        return np.ones(len(sites), dtype=bool)
    view = look_out(world, scraper, world.scraper_memory[scraper].known_sites)
    part = price / len(payers_of(world, scraper))
    result: NDArray[np.bool_] = (worth_of_fetch(world, scraper, view) >= part)[sites.topic]
    return result


def affordable_fetches(world: World, scraper: int) -> int:
    """Give the fetches of a scraper this month: its budget, or what all its trainers can pay for if that is less."""
    n, price, payers = fetch_budget(world, scraper), scraping_price(world, scraper), payers_of(world, scraper)
    if price == 0.0:
        return n
    return min(n, int(data_budget(world)[payers].min() * len(payers) / price))


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
