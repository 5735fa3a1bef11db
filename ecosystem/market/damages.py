"""Damages for pages taken although their site refuses: who owes them to whom, and which sites they keep crawlers from.

A trainer counts what is owed for a page against what the page is worth to it. Where users owe it, it counts the users
that it loses: at the price that is best for it (`set_prices`) about a dollar for each that they owe.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ecosystem.market.ledger import READERS
from ecosystem.market.licences import has_market, pay_owners
from ecosystem.market.pay_per_crawl import payers_of
from ecosystem.market.sellers import page_thousands
from ecosystem.orders.duties import Damages
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World
from ecosystem.web.disclosure import acting_owners
from ecosystem.web.obligations import bound, duty_share
from ecosystem.web.retrieval import serving_cost


def _owed(world: World, order: Damages, scraper: int, payers: IntArray) -> FloatArray:
    """Give what is owed for a page that a scraper takes if somebody is held liable: the part of each trainer, USD.

    Or the part of its users, where these are liable.
    """
    if order.liable == "seller":
        is_liable = np.full(len(payers), float(bound(world, world.scrapers, order)[scraper]))
    elif order.liable == "trainer":
        is_liable = bound(world, world.trainers, order)[payers].astype(np.float64)
    else:
        is_liable = order.reach.share * (world.trainers.user_share[payers] > 0.0)
    result: FloatArray = order.usd_per_page / max(len(payers), 1) * is_liable
    return result


def _held_share(order: Damages, acting: FloatArray) -> FloatArray:
    """Give the chance of being held liable: of the other owners, those who act on what trainers disclose hold too."""
    result: FloatArray = order.held_share + (1.0 - order.held_share) * acting
    return result


def _lost_margin(world: World) -> FloatArray:
    """Give what each trainer loses of its margin for each USD that its users owe, shape (n_trainers,)."""
    market, trainers = world.parameters.market, world.trainers
    margin = (1.0 - duty_share(world)) * trainers.price - serving_cost(world)
    # A logit share s falls by a s (1 - s) for each USD on a user, of whom there are s.
    result: FloatArray = market.price_sensitivity * (1.0 - trainers.user_share) * np.maximum(margin, 0.0)
    return result


def _weighed(world: World, order: Damages, scraper: int, payers: IntArray) -> FloatArray:
    """Give what each trainer that pays for a scraper loses by a kept page if it is held liable, USD, shape (n,)."""
    owed = _owed(world, order, scraper, payers)
    if order.liable == "seller":  # who answers also for what the filter drops
        owed = owed / world.scraper_memory[scraper].kept_share()
    return owed * _lost_margin(world)[payers] if order.liable == "user" else owed


def is_worth_damages(world: World) -> NDArray[np.bool_]:
    """Tell which sites hold pages worth the damages for them to all trainers of a scraper, were the sites to refuse.

    By what pages of the topic were worth last month; all of them where nobody is liable, or nothing is appraised yet.

    Returns
    -------
    ndarray of bool, shape (n_scrapers, n_sites)
    """
    result, orders = np.ones((len(world.scrapers), len(world.sites)), dtype=bool), world.rules.of(Damages)
    if orders and len(world.market.value):
        acting = acting_owners(world)
        for scraper in range(len(result)):
            payers = payers_of(world, scraper)
            worth = (world.market.value[payers] * page_thousands(world.parameters.content))[:, world.sites.topic]
            for order in orders:
                worth -= np.outer(_weighed(world, order, scraper, payers), _held_share(order, acting[scraper]))
            result[scraper] = np.all(worth >= 0.0, axis=0)
    return result


def pay_damages(world: World, taken: Mapping[int, IntArray]) -> None:
    """Let those liable pay what is to be expected for pages taken this month although their site refuses.

    Parameters
    ----------
    world : World
    taken : mapping of int to ndarray of int64
        Ids of the pages that each scraper took for the first time, by its row.
    """
    orders = world.rules.of(Damages) if has_market(world) else ()
    if not orders and not world.trainers.damages.any():
        return
    world.trainers.damages[:] = 0.0
    acting = acting_owners(world)
    for order in orders:
        for scraper, pages in taken.items():
            payers = payers_of(world, scraper)
            kept = pages if order.liable == "seller" else pages[world.corpus.was_kept(pages, scraper)]
            if len(payers) and len(kept):
                held = _held_share(order, acting[scraper])[world.corpus.site[kept]]
                _pay(world, order, payers, kept, np.outer(_owed(world, order, scraper, payers), held))


def _pay(world: World, order: Damages, payers: IntArray, pages: IntArray, due: FloatArray) -> None:
    """Let trainers, or the users of their models, pay owners of pages, each its part for every page.

    What users owe is divided among them, and by one at least.

    Parameters
    ----------
    world : World
    order : Damages
    payers : ndarray of int64, shape (n,)
        Rows of the trainers.
    pages : ndarray of int64, shape (n_pages,)
    due : ndarray of float, shape (n, n_pages)
        USD.
    """
    n, parts = len(payers), due.ravel()
    if order.liable != "user":
        pay_owners(world, "damages", np.repeat(payers, len(pages)), np.tile(pages, n), parts)
        return
    pay_owners(world, "damages", None, np.tile(pages, n), parts, payer=READERS)
    users = world.trainers.user_share[payers] * world.size * world.parameters.market.readers_per_author
    world.trainers.damages[payers] += due.sum(axis=1) / np.maximum(users, 1.0)
