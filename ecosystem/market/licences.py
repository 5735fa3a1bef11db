"""Licences: refusing and walled sites sell pages to trainers, topic by topic, at prices at which markets clear."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ecosystem.content.snapshot import PageColumns, Snapshot
from ecosystem.kernels.licences import file_licences, find_unheld, tally_sales
from ecosystem.kernels.sellers import count_contracts, owners
from ecosystem.market.clearing import Clearing, Demand, clear
from ecosystem.market.contracts import choose_contracts
from ecosystem.market.data_filter import keeps
from ecosystem.market.demand_for_data import appraise, data_budget, demand_for_data
from ecosystem.market.ledger import AUTHORS, OPERATORS, PURSE, SITES, SUPPLIERS, TRAINERS, credit_income, pay
from ecosystem.market.sellers import Offers, offers_of_month, page_thousands, shared_contract
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World
from ecosystem.trades import COLLECTIVE, SEGMENTS, Trade
from ecosystem.web.fetching import data_reader, fetched, recent_pages

_MOST_ROUNDS = 3
_MOST_MISSES = 10.0


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
    market = world.parameters.market
    appraise(world)
    offers = offers_of_month(world)
    if not offers.offer.any():
        return
    demand = demand_for_data(world, offers.site, offers.new)
    clearing = clear(demand, offers.supply, market.reserve_price_usd, market.clearing_tolerance)
    prices = _post_prices(world, offers, clearing)
    _forget_fitted(world)
    plans = choose_contracts(world, offers, clearing, demand, prices.net + prices.fee)
    sold = _buy(world, plans, offers, prices)
    _report(world, offers, clearing, demand, prices, sold)


def _post_prices(world: World, offers: Offers, clearing: Clearing) -> PriceList:
    """Post what each reserved site takes: the price of its topic less what contracts and a collective cost.

    Those who cannot sell at that post their reserve price.
    """
    market, sites = world.parameters.market, world.sites
    gross = clearing.price[offers.supply.topic] - offers.deal_cost
    net = np.maximum(gross * (1.0 - offers.fee_share), market.reserve_price_usd)
    sites.licence_price[:] = 0.0
    sites.licence_price[offers.site] = net
    return PriceList(net, net * offers.fee_share / (1.0 - offers.fee_share))


def _forget_fitted(world: World) -> None:
    """Drop the record of what was bought before the cutoff of every trainer's latest model."""
    latest = world.trainers.latest_model
    oldest = min(world.lineage.versions[int(model)].cutoff_step for model in latest.tolist())
    for step in [step for step in world.market.bought if step <= oldest]:
        del world.market.bought[step]


def _buy(world: World, plans: FloatArray, offers: Offers, prices: PriceList) -> FloatArray:
    """Let trainers fetch licensed pages that they do not have yet, pay for them, and read what their filter keeps.

    Returns
    -------
    ndarray of float, shape (n_trainers, n)
        Thousands of tokens bought of each seller, by trainers in the order of their keys.
    """
    trainers, rows, size = world.trainers, world.trainers.all_rows(), page_thousands(world.parameters.content)
    # What a plan has beyond whole pages is a chance of one more.
    part = world.draws.uniform("part of a page", world.step, trainers.key[rows])
    n_pages = (plans.sum(axis=1) / size + part).astype(np.int64)
    found = _draw_new(world, n_pages, plans, offers)
    buyer, pages = np.repeat(np.arange(len(rows)), [each.size for each in found]), np.concatenate(found)
    of_site = np.zeros(len(world.sites), dtype=np.int64)
    of_site[offers.site] = np.arange(len(offers.site))
    price = (prices.net + prices.fee) * size
    seller, n_sold, spent = tally_sales(world.corpus.records, pages, buyer, of_site, price, plans.shape)
    is_bought = _within_budget(world, buyer, pages, price[seller], spent, _n_contracts(world, n_sold, offers))
    if not is_bought.all():
        buyer, pages = buyer[is_bought], pages[is_bought]
        seller, n_sold, _ = tally_sales(world.corpus.records, pages, buyer, of_site, price, plans.shape)
    payer, of_member = rows[buyer], offers.segment[seller] == COLLECTIVE
    pay_owners(world, "licence", payer, pages, (prices.net * size)[seller])
    fees = (prices.fee * size)[seller[of_member]]
    pay(world, "collective fee", TRAINERS, SUPPLIERS, fees, payer_rows=payer[of_member])
    deals = _n_contracts(world, n_sold, offers) * world.parameters.market.deal_cost_usd
    pay(world, "data contracts", TRAINERS, SUPPLIERS, deals, payer_rows=rows)
    take_in(world, payer, pages)
    return n_sold.astype(np.float64) * size


def _draw_new(world: World, n_pages: IntArray, plans: FloatArray, offers: Offers) -> list[IntArray]:
    """Draw pages of sellers in proportion to each trainer's plan, in a few rounds; what it has already is a miss."""
    trainers, corpus, (first, published) = world.trainers, world.corpus, recent_pages(world)
    weights = plans / np.maximum(offers.new, 1e-300) * published[offers.site]
    draws_each = weights.sum(axis=1) * page_thousands(world.parameters.content) / np.maximum(plans.sum(axis=1), 1e-300)
    result = [np.zeros(0, dtype=np.int64)] * len(n_pages)
    for place in np.flatnonzero(n_pages).tolist():
        row = int(trainers.all_rows()[place])
        weight, name = np.zeros(len(published)), data_reader(world, row)
        weight[offers.site] = weights[place]
        result[place] = find_unheld(
            corpus.blocks,
            (first, published, weight),
            corpus.records,
            world.step,
            int(trainers.scraper[row]),
            row,
            world.draws.pairs((f"{name}|{part}" for part in (*range(_MOST_ROUNDS), "thin")), world.step),
            (float(draws_each[place]), _MOST_MISSES),
            int(n_pages[place]),
        )
        result[place].sort()
    return result


def _within_budget(
    world: World, buyer: IntArray, pages: IntArray, cost: FloatArray, spent: FloatArray, n_contracts: FloatArray
) -> NDArray[np.bool_]:
    """Leave pages out, at random, where contracts and pages together would cost more than a trainer may spend."""
    rows = world.trainers.all_rows()
    left = data_budget(world)[rows] - n_contracts * world.parameters.market.deal_cost_usd
    kept = np.ones(len(pages), dtype=bool)
    for place in np.flatnonzero(spent > left).tolist():
        mine, name = np.flatnonzero(buyer == place), f"{data_reader(world, int(rows[place]))}|budget"
        order = mine[np.argsort(world.draws.raw(name, world.step, world.corpus.key[pages[mine]]), kind="stable")]
        kept[order] = np.cumsum(cost[order]) <= left[place]
    return kept


def _n_contracts(world: World, n_sold: IntArray, offers: Offers) -> FloatArray:
    """Count the contracts of trainers that buy so many pages of each seller; members share a collective's."""
    result: FloatArray = count_contracts(n_sold, offers.segment == COLLECTIVE, shared_contract(world))
    return result


def take_in(world: World, rows: IntArray, pages: IntArray, *, are_given: bool = False) -> None:
    """Let trainers have pages under a licence, or as a gift, and read what their filters keep of them.

    Parameters
    ----------
    world : World
    rows : ndarray of int64, shape (n,)
        Of the trainer that gets each page; those of one stand together.
    pages : ndarray of int64, shape (n,)
        That it has neither fetched nor licensed.
    are_given : bool
        Whether they are given by a trust: these keep their age, as pages of a crawl do.
    """
    corpus, shape = world.corpus, (len(world.trainers), world.n_topics)
    taken = PageColumns.taken(corpus, pages)
    is_kept = keeps(world, rows, pages, taken)
    held, bought = world.market.licensed(len(world.trainers), len(world.sites)), np.zeros(shape)
    file_licences(corpus.records, pages, rows, is_kept, held, bought)
    before = world.market.bought.get(world.step, np.zeros(shape))
    world.market.bought[world.step] = before + bought * corpus.ideas_per_page
    rows, pages, taken = rows[is_kept], pages[is_kept], taken.of(is_kept)
    starts = np.flatnonzero(rows[1:] != rows[:-1]) + 1
    for start, end in pairwise([0, *starts.tolist(), len(rows)] if len(rows) else []):
        row, mine = int(rows[start]), slice(start, end)
        reader, memory = data_reader(world, row, is_given=are_given), world.trainer_memory[row]
        corpus.file_licence(reader, world.step, pages[mine])
        snapshot = memory.licensed
        if are_given:
            fresh = memory.given or Snapshot(world.snapshot_shape, world.family, holds_out=False, follows_young=False)
            snapshot = memory.given = fresh
        snapshot.add(fetched(world, taken.of(mine), reader))


def pay_owners(
    world: World, kind: str, rows: IntArray | None, pages: IntArray, prices: FloatArray, *, payer: str = PURSE
) -> None:
    """Pay writers of articles and operators for their pages; what communities wrote is paid to their site.

    Parameters
    ----------
    world : World
    kind : str
        What is paid for.
    rows : ndarray of int64, shape (n,), or None
        Of the trainer that pays for each page; `payer` if none.
    pages : ndarray of int64, shape (n,)
    prices : ndarray of float, shape (n,)
        Of each page, USD.
    payer : str
        Who pays where no trainer does: the public purse, or another group with one account.
    """
    corpus = world.corpus
    is_operated, is_article = (1 << corpus.FLAGS.index(name) for name in ("is_operated", "is_article"))
    places, owner, ends = owners(corpus.records, pages, (is_operated, is_article))
    amounts, payers = prices[places], None if rows is None else rows[places]
    for group, (start, end) in zip((AUTHORS, OPERATORS, SITES), pairwise([0, *ends.tolist()]), strict=True):
        mine = slice(start, end)
        giver, payer_rows = (payer, None) if payers is None else (TRAINERS, payers[mine])
        pay(world, kind, giver, group, amounts[mine], payer_rows=payer_rows, payee_rows=owner[mine])
    # Authors look at their income only after next month's advertising has made it forget.
    credit_income(world, world.authors, owner[: ends[0]], amounts[: ends[0]], waits=True)


def _report(
    world: World, offers: Offers, clearing: Clearing, demand: Demand, prices: PriceList, sold: FloatArray
) -> None:
    """Note how the month's trade went, and what was paid on average."""
    of_seller = sold.sum(axis=0)
    paid = np.bincount(offers.segment, of_seller * prices.net, minlength=len(SEGMENTS))
    thousands = np.bincount(offers.segment, of_seller, minlength=len(SEGMENTS))
    has_sellers = np.isfinite(clearing.excess)
    weight = of_seller if of_seller.any() else offers.offer.sum(axis=0)
    is_lowest = np.isclose(prices.net, world.parameters.market.reserve_price_usd)
    world.month.trade = Trade(
        paid,
        thousands,
        int(np.count_nonzero(of_seller)),
        np.where(has_sellers, clearing.price, np.nan),
        float(clearing.excess[has_sellers].mean()),
        float(weight @ is_lowest / weight.sum()),
        clearing.n_rounds,
        demand.at(clearing.price).sum(axis=1),
        sold.sum(axis=1),
    )
    if thousands.any():
        world.licence_price = float(paid.sum() / thousands.sum())
    else:
        world.licence_price = float(prices.net @ weight / weight.sum())
