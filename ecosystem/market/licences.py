"""Licences: refusing and walled sites sell pages to trainers, topic by topic, at prices at which markets clear."""

from dataclasses import dataclass

import numpy as np

from ecosystem.content.snapshot import PageColumns
from ecosystem.market.clearing import Clearing, Demand, clear
from ecosystem.market.contracts import choose_contracts
from ecosystem.market.demand_for_data import appraise, data_budget, demand_for_data
from ecosystem.market.ledger import AUTHORS, OPERATORS, PURSE, SITES, SUPPLIERS, TRAINERS, credit_income, pay
from ecosystem.market.sellers import Offers, collective_fees, offers_of_month, page_thousands
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World
from ecosystem.trades import COLLECTIVE, SEGMENTS, Trade
from ecosystem.web.fetching import draw_pages, keep_at_most, passes_filter, read, recent_pages

_MOST_ROUNDS = 3
_MOST_MISSES = 10


@dataclass(frozen=True)
class PriceList:
    """What sellers charge this month; arrays run over the sites of the offers.

    Attributes
    ----------
    net : ndarray of float, shape (n,)
        What owners get, USD per thousand tokens.
    fee : ndarray of float, shape (n,)
        What a collective keeps of them.
    """

    net: FloatArray
    fee: FloatArray


def has_market(world: World) -> bool:
    """Tell whether data are sold: not before there is chat, nor where scraping is free or scrapers have every page."""
    controls = world.parameters.controls
    return world.rules.has_chat and controls.has_data_market and controls.has_crawl_limit


def clear_market(world: World) -> None:
    """Find the month's price of each topic, post the price of each seller, and let trainers buy."""
    world.month.trade = Trade()
    if not has_market(world):
        return
    market, trainers = world.parameters.market, world.trainers
    appraise(world)
    offers = offers_of_month(world)
    if not offers.offer.any():
        return
    demand = demand_for_data(world)
    clearing = clear(demand, offers.supply, market.reserve_price_usd, market.clearing_tolerance)
    prices = _post_prices(world, offers, clearing)
    _forget_fitted(world)
    world.market.bought[world.step] = np.zeros((len(trainers), world.n_topics))
    rows = trainers.all_rows()
    sold = np.zeros((len(rows), len(offers.site)))
    plans = choose_contracts(world, offers, clearing, demand, prices.net + prices.fee)
    for place, row in enumerate(rows.tolist()):
        sold[place] = _buy(world, row, plans[place], offers, prices)
    _report(world, offers, clearing, demand, prices, sold)


def _post_prices(world: World, offers: Offers, clearing: Clearing) -> PriceList:
    """Post what each reserved site takes: the price of its topic less what contracts and a collective cost.

    Those who cannot sell at that post their reserve price.
    """
    market, sites = world.parameters.market, world.sites
    gross = clearing.price[offers.supply.topic] - offers.deal_cost
    share = np.where(offers.segment == COLLECTIVE, collective_fees(world)[offers.site], 0.0)
    net = np.maximum(gross * (1.0 - share), market.reserve_price_usd)
    sites.licence_price[:] = 0.0
    sites.licence_price[offers.site] = net
    return PriceList(net, net * share / (1.0 - share))


def _forget_fitted(world: World) -> None:
    """Drop the record of what was bought before the cutoff of every trainer's latest model."""
    latest = world.trainers.latest_model
    oldest = min(world.lineage.versions[int(model)].cutoff_step for model in latest.tolist())
    for step in [step for step in world.market.bought if step <= oldest]:
        del world.market.bought[step]


def _buy(world: World, row: int, plan: FloatArray, offers: Offers, prices: PriceList) -> FloatArray:
    """Fetch licensed pages that the trainer does not have yet, pay for them, and read what the filter keeps.

    Returns
    -------
    ndarray of float, shape (n,)
        Thousands of tokens bought of each seller.
    """
    corpus, key = world.corpus, world.trainers.key[row : row + 1]
    name, size = f"licensed pages|{int(key[0])}", page_thousands(world.parameters.content)
    # What a plan has beyond whole pages is a chance of one more.
    n_pages = int(plan.sum() / size + world.draws.uniform("part of a page", world.step, key)[0])
    pages = _draw_new(world, name, row, n_pages, plan, offers)
    seller = np.full(len(world.sites), -1)
    seller[offers.site] = np.arange(len(offers.site))
    pages = _within_budget(world, name, row, pages, seller, offers, prices)
    of_page = seller[corpus.site[pages]]
    n_sold = np.bincount(of_page, minlength=len(offers.site))
    _pay(world, row, pages, of_page, offers, prices)
    take_in(world, row, pages)
    return n_sold.astype(np.float64) * size


def take_in(world: World, row: int, pages: IntArray) -> None:
    """Let a trainer have pages under a licence, and read what its quality filter keeps of them.

    Parameters
    ----------
    world : World
    row : int
        Of the trainer.
    pages : ndarray of int64, shape (n,)
        That it has neither fetched nor licensed.
    """
    corpus, sites = world.corpus, world.sites
    corpus.mark_licensed(pages, row)
    world.market.licensed(len(world.trainers), len(sites))[row] += np.bincount(corpus.site[pages], minlength=len(sites))
    kept = pages[passes_filter(world, pages)]
    corpus.file_licence(row, world.step, kept)
    bought = world.market.bought.setdefault(world.step, np.zeros((len(world.trainers), world.n_topics)))
    bought[row] += np.bincount(corpus.topic[kept], minlength=world.n_topics) * corpus.ideas_per_page
    snapshot = world.trainer_memory[row].licensed
    name = f"licensed pages|{int(world.trainers.key[row])}"
    snapshot.add(read(world, PageColumns.taken(world.corpus, kept), snapshot.shape, name, held_out_share=0.0))


def _draw_new(world: World, name: str, row: int, n_pages: int, plan: FloatArray, offers: Offers) -> IntArray:
    """Draw pages of sellers in proportion to a plan, in a few rounds; what the trainer has already is a miss."""
    corpus, (_, published) = world.corpus, recent_pages(world)
    found = np.zeros(0, dtype=np.int64)
    place = int(np.flatnonzero(world.trainers.all_rows() == row)[0])
    weight = np.zeros(len(published))
    weight[offers.site] = plan / np.maximum(offers.new[place], 1e-300) * published[offers.site]
    hit_chance = plan.sum() / page_thousands(world.parameters.content) / max(float(weight.sum()), 1e-300)
    for round_ in range(_MOST_ROUNDS):
        missing = n_pages - found.size
        if missing <= 0:
            break
        n_draws = round(min(missing / hit_chance, _MOST_MISSES * missing)) + 1
        drawn = draw_pages(world, f"{name}|{round_}", n_draws, weight)
        is_held = corpus.is_licensed(drawn, row) | corpus.was_fetched(drawn, int(world.trainers.scraper[row]))
        drawn = np.setdiff1d(drawn[~is_held], found, assume_unique=True)
        found = np.concatenate([found, keep_at_most(world, name, drawn, missing)])
    return np.sort(found)


def _within_budget(
    world: World, name: str, row: int, pages: IntArray, seller: IntArray, offers: Offers, prices: PriceList
) -> IntArray:
    """Leave pages out, at random, where contracts and pages together would cost more than a trainer may spend."""
    of_page = seller[world.corpus.site[pages]]
    left = float(data_budget(world)[row]) - float(_deal_costs(world, of_page, offers).sum())
    order = np.argsort(world.draws.raw(f"{name}|budget", world.step, world.corpus.key[pages]), kind="stable")
    cost = np.cumsum((prices.net + prices.fee)[of_page[order]] * page_thousands(world.parameters.content))
    kept: IntArray = np.sort(pages[order[cost <= left]])
    return kept


def _deal_costs(world: World, of_page: IntArray, offers: Offers) -> FloatArray:
    """Give the cost of each contract of a trainer that buys pages of some sellers, USD."""
    sellers = np.unique(of_page)
    is_single = offers.segment[sellers] != COLLECTIVE
    n_contracts = int(is_single.sum()) + bool((~is_single).any())
    return np.full(n_contracts, world.parameters.market.deal_cost_usd)


def _pay(world: World, row: int, pages: IntArray, of_page: IntArray, offers: Offers, prices: PriceList) -> None:
    """Pay owners of pages, the collective and what contracts cost."""
    size = page_thousands(world.parameters.content)
    pay_owners(world, "licence", row, pages, prices.net[of_page] * size)
    for kind, amounts in (
        ("collective fee", (prices.fee[of_page] * size)[offers.segment[of_page] == COLLECTIVE]),
        ("data contracts", _deal_costs(world, of_page, offers)),
    ):
        pay(world, kind, TRAINERS, SUPPLIERS, amounts, payer_rows=np.full(len(amounts), row))


def pay_owners(world: World, kind: str, row: int | None, pages: IntArray, prices: FloatArray) -> None:
    """Pay writers of articles and operators for their pages; what communities wrote is paid to their site.

    Parameters
    ----------
    world : World
    kind : str
        What is paid for.
    row : int or None
        Of the trainer that pays; the public purse if none.
    pages : ndarray of int64, shape (n,)
    prices : ndarray of float, shape (n,)
        Of each page, USD.
    """
    corpus = world.corpus
    is_operated, is_article = corpus.flag("is_operated", pages), corpus.flag("is_article", pages)
    writer, site = corpus.writer[pages].astype(np.int64), corpus.site[pages].astype(np.int64)
    groups = (
        (AUTHORS, ~is_operated & is_article, writer),
        (OPERATORS, is_operated, writer),
        (SITES, ~is_operated & ~is_article, site),
    )
    for group, mine, payee in groups:
        payees, amounts = payee[mine], prices[mine]
        payers = None if row is None else np.full(len(payees), row)
        payer = PURSE if row is None else TRAINERS
        pay(world, kind, payer, group, amounts, payer_rows=payers, payee_rows=payees)
        if group == AUTHORS:
            # Authors look at their income only after next month's advertising has made it forget.
            credit_income(world, world.authors, payees, amounts, waits=True)


def _report(
    world: World, offers: Offers, clearing: Clearing, demand: Demand, prices: PriceList, sold: FloatArray
) -> None:
    """Note how the month's trade went, and what was paid on average."""
    of_segment = sold.sum(axis=0)
    paid = np.bincount(offers.segment, of_segment * prices.net, minlength=len(SEGMENTS))
    thousands = np.bincount(offers.segment, of_segment, minlength=len(SEGMENTS))
    has_sellers = np.isfinite(clearing.excess)
    world.month.trade = Trade(
        paid,
        thousands,
        int((of_segment > 0.0).sum()),
        np.where(has_sellers, clearing.price, np.nan),
        float(np.nanmean(clearing.excess)),
        clearing.n_rounds,
        demand.at(clearing.price).sum(axis=1),
        sold.sum(axis=1),
    )
    if thousands.any():
        world.licence_price = float(paid.sum() / thousands.sum())
    else:
        offered = offers.offer.sum(axis=0)
        world.licence_price = float(prices.net @ offered / offered.sum())
