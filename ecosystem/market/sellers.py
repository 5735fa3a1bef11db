"""Sellers of data: reserved sites, one by one at the head and in the tail, or together through a collective."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.calendar import date_to_step
from ecosystem.kernels.sellers import not_owned
from ecosystem.kinds import TRAINING, hosts_people
from ecosystem.market.clearing import Supply
from ecosystem.orders.paying import Collective
from ecosystem.parameters.content import ContentParameters
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World
from ecosystem.trades import COLLECTIVE, HEAD, TAIL
from ecosystem.web.obligations import bound, bound_by_any

TOKENS_PRICED = 1000.0


@dataclass(frozen=True)
class Offers:
    """What reserved sites offer this month; arrays run over sites in the order of their keys.

    Attributes
    ----------
    site : ndarray of int64, shape (n,)
        Rows of the sites.
    segment : ndarray of int64, shape (n,)
        HEAD, TAIL or COLLECTIVE.
    new : ndarray of float, shape (n_trainers, n)
        Thousands of tokens on live pages that each trainer, in the order of keys, does not have.
    offer : ndarray of float, shape (n_trainers, n)
        The part of them that is offered this month.
    fee_share : ndarray of float, shape (n,)
        What a collective keeps of the price; 0 for others.
    deal_cost : ndarray of float, shape (n,)
        What contracts cost, per thousand tokens of a mean buyer who takes all that is offered, USD.
    supply : Supply
        Of one seller a site.
    """

    site: IntArray
    segment: IntArray
    new: FloatArray
    offer: FloatArray
    fee_share: FloatArray
    deal_cost: FloatArray
    supply: Supply


def page_thousands(content: ContentParameters) -> float:
    """Give the thousands of tokens on a page."""
    return content.ideas_per_page * content.tokens_per_idea / TOKENS_PRICED


def is_reserved(world: World) -> NDArray[np.bool_]:
    """Tell which sites have live pages that nobody may read unasked, shape (n_sites,)."""
    sites = world.sites
    result: NDArray[np.bool_] = (sites.refuses[:, TRAINING] | sites.is_paywalled) & (sites.n_live > 0)
    return result


def _in_order(world: World, which: NDArray[np.bool_]) -> IntArray:
    """Give the rows of some sites, shape (n_sites,), in the order of their keys."""
    rows = world.sites.all_rows()
    result: IntArray = rows[which[rows]]
    return result


def reserved_sites(world: World) -> IntArray:
    """Give the rows of the sites that are reserved, in the order of their keys."""
    return _in_order(world, is_reserved(world))


def is_head(world: World) -> NDArray[np.bool_]:
    """Tell which live human sites are the head by authority, shape (n_sites,)."""
    sites = world.sites
    rows = _in_order(world, hosts_people(sites.kind) & (sites.n_live > 0))
    result = np.zeros(len(sites), dtype=np.bool_)
    result[largest(rows, sites.authority[rows], round(world.parameters.market.head_share * len(rows)))] = True
    return result


def largest(rows: IntArray, size: FloatArray, n: int) -> IntArray:
    """Give the n of some rows that are the largest, shape (n,), in no order; of equal ones those that come first."""
    if n == 0:
        return rows[:0]
    limit = np.partition(size, -n)[-n]
    above = rows[size > limit]
    return np.concatenate([above, rows[size == limit][: n - len(above)]])


def segments(world: World) -> IntArray:
    """Give the segment in which each site would sell, shape (n_sites,).

    A site joins a collective for good: one keyed number a site, so that a larger share only adds members. Policies may
    add some while they are in force.
    """
    market, sites = world.parameters.market, world.sites
    has_collective = world.step >= date_to_step(market.collective_start)
    joins = world.draws.uniform("collective licence", 0, sites.key) < market.collective_share * has_collective
    joins |= bound_by_any(world, sites, world.rules.of(Collective))
    result: IntArray = np.where(joins, COLLECTIVE, TAIL)
    result[is_head(world)] = HEAD
    return result


def collective_fees(world: World) -> FloatArray:
    """Give the part of the price that the collective of each site keeps, if it is in one, shape (n_sites,)."""
    result = np.full(len(world.sites), world.parameters.market.collective_fee_share)
    for order in world.rules.of(Collective):
        result = np.where(bound(world, world.sites, order), order.fee_share, result)
    return result


def thousands_not_owned(world: World, sites: IntArray) -> FloatArray:
    """Give the thousands of tokens on live pages that trainers have neither licensed nor fetched by their scraper.

    Parameters
    ----------
    world : World
    sites : ndarray of int64, shape (n,)
        Rows.

    Returns
    -------
    ndarray of float, shape (n_trainers, n)
        By trainers in the order of their keys.
    """
    trainers, all_sites = world.trainers, world.sites
    licensed = world.market.licensed(len(trainers), len(all_sites))
    fetched = np.array([memory.n_live_fetched[sites] for memory in world.scraper_memory])
    n_pages = not_owned(sites, all_sites.n_live, licensed, fetched, (trainers.all_rows(), trainers.scraper))
    return n_pages.astype(np.float64) * page_thousands(world.parameters.content)


def shared_contract(world: World) -> float:
    """Give what the contract of a collective costs over that of a site, in (0, 1].

    A collective of the real web has as many times the members of one here as the web has the sites, and still one
    contract with each buyer, of whom those here are as small a part.
    """
    return min(len(world.sites) / world.parameters.web.real_web_sites, 1.0)


def offers_of_month(world: World) -> Offers:
    """Give what reserved sites offer to each trainer: a share of the live pages that it does not have yet.

    A page is licensed to many, so what one buyer takes is not lost to the others. A contract costs the same whatever
    is delivered, so that a site with few pages must ask for more; members of a collective share one with each buyer.
    """
    market, sites = world.parameters.market, world.sites
    rows = reserved_sites(world)
    new = thousands_not_owned(world, rows)
    offer = market.licence_offer_share * new
    segment, total = segments(world)[rows], offer.sum(axis=0)
    mean_offer, is_member = total / len(offer), segment == COLLECTIVE
    in_contract = np.where(is_member, mean_offer[is_member].sum() / shared_contract(world), mean_offer)
    deal_cost = market.deal_cost_usd / np.maximum(in_contract, 1e-12)
    fee_share = np.where(is_member, collective_fees(world)[rows], 0.0)
    ask = market.reserve_price_usd / (1.0 - fee_share) + deal_cost
    supply = Supply(sites.topic[rows], ask, total)
    return Offers(rows, segment, new, offer, fee_share, deal_cost, supply)
