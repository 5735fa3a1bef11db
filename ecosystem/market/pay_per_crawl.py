"""Pay per crawl: some sites that refuse crawlers let in those who pay for each fetch, at a price that moves.

Fetches are paid for as they are made, so that a scraper decides on the prices and the worth of data of last month.
"""

import numpy as np
from numpy.typing import NDArray

from ecosystem.calendar import date_to_step
from ecosystem.kinds import TRAINING
from ecosystem.market.demand_for_data import data_budget, demand_for_data
from ecosystem.market.licences import has_market, pay_owners
from ecosystem.market.sellers import page_thousands, reserved_sites, thousands_not_owned
from ecosystem.orders.crawling import Metering
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World
from ecosystem.web.frontier import Frontier, fetch_budgets, look_out_everywhere, most_new
from ecosystem.web.obligations import bound, bound_by_any


def is_metered(world: World) -> NDArray[np.bool_]:
    """Tell which sites sell single fetches: some of those that refuse crawlers without a paywall, shape (n_sites,).

    One keyed number a site, constant in time, so that a larger share only adds sites; policies may add some as well.
    """
    market, sites, orders = world.parameters.market, world.sites, world.rules.of(Metering)
    share = market.pay_per_crawl_share * (world.step >= date_to_step(market.pay_per_crawl_start))
    if not has_market(world) or (share == 0.0 and not orders):
        return np.zeros(len(sites), dtype=bool)
    offers = world.draws.uniform("pay per crawl", 0, sites.key) < share
    offers |= bound_by_any(world, sites, orders)
    result: NDArray[np.bool_] = offers & sites.refuses[:, TRAINING] & ~sites.is_paywalled
    return result


def fetch_prices(world: World) -> FloatArray:
    """Give what a fetch from each site costs where it is metered, USD, shape (n_sites,)."""
    sites = world.sites
    first = np.full(len(sites), world.parameters.market.pay_per_crawl_usd)
    for order in world.rules.of(Metering):
        first = np.where(bound(world, sites, order), order.price_usd, first)
    result: FloatArray = np.where(sites.fetch_price > 0.0, sites.fetch_price, first)
    return result


def payers_of(world: World, scraper: int) -> IntArray:
    """Give the trainers in business that pay for a scraper, in the order of their keys; the open crawl has none."""
    trainers = world.trainers
    rows = trainers.rows()
    result: IntArray = rows[(trainers.scraper[rows] == scraper) & ~world.scrapers.is_open[scraper]]
    return result


def _most_fetches(world: World, scraper: int, view: Frontier, n_fetches: int, n_new: int) -> FloatArray:
    """Give about the most that a scraper will fetch of each known site in a month, shape (n_sites,).

    It takes `n_new` new pages, up to its cap. Those that it has fetched before have the same chance to be fetched
    again; three standard deviations are added to what is expected of them. Of both together no more than is polite.
    """
    n_fetched = view.n_fetched[scraper]
    new = np.minimum(view.n_unfetched[scraper], most_new(world, view, scraper, n_new))
    expected = n_fetched * ((n_fetches - n_new) / max(int(n_fetched.sum()), 1))
    old = np.minimum(expected + 3.0 * np.sqrt(expected), n_fetched)
    result: FloatArray = np.minimum(new + old, view.most_polite)
    return result


def worth_of_fetch(world: World, scraper: int, new_share: float) -> FloatArray:
    """Give what a fetch was worth last month to each trainer that pays for a scraper, the least of them, by topic, USD.

    Of what is fetched only the new pages, a share of all, that the filter keeps teach a model anything.
    """
    useful = new_share * world.scraper_memory[scraper].kept_share()
    per_page = world.market.value[payers_of(world, scraper)] * page_thousands(world.parameters.content)
    result: FloatArray = (per_page * useful).min(axis=0)
    return result


def pays_for(world: World) -> NDArray[np.bool_]:
    """Tell from which metered sites each scraper buys fetches, shape (n_scrapers, n_sites).

    Every trainer that uses it must find its part of the price no more than a page of the topic was worth to it last
    month, and sites are taken, cheapest for their worth first, while all that may be fetched of them can be paid from
    what each has left to spend on data. The open crawl has no money and buys nothing.
    """
    sites, result = world.sites, np.zeros((len(world.scrapers), len(world.sites)), dtype=bool)
    if len(world.market.value) == 0 or not (metered := is_metered(world)).any():
        return result
    price, left, view, n_fetches = (
        fetch_prices(world),
        data_budget(world),
        look_out_everywhere(world),
        fetch_budgets(world),
    )
    new_share = view.new_share(world.parameters.crawl.recrawl_weight).tolist()
    of_sale = sites.all_rows()[metered[sites.all_rows()]]
    for scraper in world.scrapers.all_rows().tolist():
        payers = payers_of(world, scraper)
        if len(payers) == 0:
            continue
        worth, part = worth_of_fetch(world, scraper, new_share[scraper])[sites.topic], price / len(payers)
        rows = of_sale[part[of_sale] <= worth[of_sale]]
        rows = rows[np.argsort((part / np.maximum(worth, 1e-300))[rows], kind="stable")]
        n, n_new = int(n_fetches[scraper]), round(new_share[scraper] * n_fetches[scraper])
        cost = np.cumsum(part[rows] * _most_fetches(world, scraper, view, n, n_new)[rows])
        result[scraper, rows[cost <= left[payers].min()]] = True
    return result


def pay_for_fetches(world: World, scraper: int, pages: IntArray) -> None:
    """Let the trainers that use a scraper pay, in equal parts, for the pages that it fetched of metered sites.

    Parameters
    ----------
    world : World
    scraper : int
        Row of the scraper; the open crawl pays nothing.
    pages : ndarray of int64, shape (n,)
        Fetched this month; those of other sites are free.
    """
    month, payers = world.month, payers_of(world, scraper)
    if len(payers) and len(pages):
        pages = pages[is_metered(world)[world.corpus.site[pages]]]
    if len(payers) == 0 or len(pages) == 0:
        return
    site = world.corpus.site[pages].astype(np.int64)
    parts = fetch_prices(world)[site] / len(payers)
    n = len(payers)
    pay_owners(world, "pay per crawl", np.repeat(payers, len(pages)), np.tile(pages, n), np.tile(parts, n))
    for trainer in payers.tolist():
        month.fetch_fees[trainer] = month.fetch_fees.get(trainer, 0.0) + float(parts.sum())
    paid = month.fetches_paid.get(scraper, np.zeros(len(world.sites), dtype=np.int64))
    month.fetches_paid[scraper] = paid + np.bincount(site, minlength=len(paid))


def adjust_fetch_prices(world: World) -> None:
    """Move the price of each metered site toward balance of the fetches wanted and offered.

    A site offers each private scraper a share of its live pages, as it does for licences. Wanted are the pages of its
    topic that trainers want at its price, divided among metered sites by their pages, or what was paid for if more.
    """
    market, sites = world.parameters.market, world.sites
    metered = is_metered(world)
    rows = sites.all_rows()
    rows = rows[metered[rows] & (sites.n_live[rows] > 0)]
    if rows.size and len(world.market.value):
        price = fetch_prices(world)[rows]
        paid = sum((each[rows] for each in world.month.fetches_paid.values()), np.zeros(len(rows), dtype=np.int64))
        n_scrapers = int((~world.scrapers.is_open).sum())
        offered = market.licence_offer_share * sites.n_live[rows] * n_scrapers
        wanted = np.maximum(_wanted(world, rows, price), paid)
        pressure = np.clip((wanted - offered) / np.maximum(offered, 1e-12), -1.0, 1.0)
        moved = price * np.exp(market.licence_adjustment * pressure)
        sites.fetch_price[rows] = np.clip(moved, market.pay_per_crawl_lowest_usd, market.pay_per_crawl_highest_usd)


def _wanted(world: World, rows: IntArray, price: FloatArray) -> FloatArray:
    """Give the fetches wanted of each metered site at its price, by all private scrapers."""
    topic, n_live, n_topics = world.sites.topic[rows], world.sites.n_live[rows], world.n_topics
    reserved = reserved_sites(world)
    demand = demand_for_data(world, reserved, thousands_not_owned(world, reserved))
    buyers = world.trainers.all_rows()
    scraper = world.trainers.scraper[buyers]
    has_money = ~world.scrapers.is_open[scraper]
    # Trainers that use one scraper share the price of a page, and each has it.
    n_users = np.bincount(scraper, minlength=len(world.scrapers))[scraper]
    in_topic = np.bincount(topic, n_live, minlength=n_topics)
    result = np.zeros(len(rows))
    for place in np.flatnonzero(has_money).tolist():
        per_thousand = price / n_users[place] / page_thousands(world.parameters.content)
        wanted = demand.of(place, topic, per_thousand) / page_thousands(world.parameters.content)
        result += wanted / n_users[place] * n_live / np.maximum(in_topic[topic], 1)
    return result
