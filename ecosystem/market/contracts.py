"""Contracts: with which sellers trainers deal in a month, and how much they take of each."""

import numpy as np

from ecosystem.kernels.contracts import sign
from ecosystem.market.clearing import Clearing, Demand
from ecosystem.market.sellers import Offers
from ecosystem.randomness import FloatArray
from ecosystem.state import World
from ecosystem.trades import COLLECTIVE


def choose_contracts(
    world: World, offers: Offers, clearing: Clearing, demand: Demand, unit_cost: FloatArray
) -> FloatArray:
    """Choose how much each trainer takes of each seller at the clearing price.

    A trainer goes through the sellers of a topic until it has what it wants: those first whom others cannot outbid,
    then the marginal ones, and in each group those who offer more sooner. One who wants more than its part of all
    offers takes from all of them what others leave. It signs no contract that costs more than the tokens are worth to
    it, nor more contracts than it has money for; it then takes more from those with whom it did sign.

    Parameters
    ----------
    world : World
    offers : Offers
    clearing : Clearing
    demand : Demand
    unit_cost : ndarray of float, shape (n,)
        What each seller charges, a collective's fee included, USD per thousand tokens.

    Returns
    -------
    ndarray of float, shape (n_trainers, n)
        Thousands of tokens, by trainers in the order of their keys.
    """
    supply, is_single = offers.supply, offers.segment != COLLECTIVE
    # Members share a collective's contract.
    per_thousand = np.where(is_single, unit_cost, unit_cost + offers.deal_cost)
    per_contract = np.where(is_single, world.parameters.market.deal_cost_usd, 0.0)
    result: FloatArray = sign(
        demand.buyers,
        world.trainers.key[world.trainers.all_rows()],
        clearing.price,
        clearing.below,
        supply.topic,
        world.sites.key[offers.site],
        supply.ask,
        (per_thousand, per_contract),
        np.ascontiguousarray(offers.offer),
        np.ascontiguousarray(offers.new),
        world.draws.pair("contracts", 0),
    )
    return result
