"""Contracts: with which sellers a trainer deals in a month, and how much it takes of each."""

import numpy as np

from ecosystem.market.clearing import Clearing, Demand
from ecosystem.market.sellers import Offers
from ecosystem.randomness import FloatArray, IntArray, derive
from ecosystem.state import World
from ecosystem.trades import COLLECTIVE

_MOST_PASSES = 4


def choose_contracts(
    world: World, place: int, offers: Offers, clearing: Clearing, demand: Demand, unit_cost: FloatArray
) -> FloatArray:
    """Choose how much a trainer takes of each seller at the clearing price.

    It goes through the sellers of a topic until it has what it wants: those first whom others cannot outbid, then the
    marginal ones, and in each group those who offer more sooner. One who wants more than its part of all offers takes
    from all of them what others leave. It signs no contract that costs more than the tokens are worth to it, nor more
    contracts than it has money for; it then takes more from those with whom it did sign.

    Parameters
    ----------
    world : World
    place : int
        Of the trainer in the order of keys.
    offers : Offers
    clearing : Clearing
    demand : Demand
    unit_cost : ndarray of float, shape (n,)
        What each seller charges, a collective's fee included, USD per thousand tokens.

    Returns
    -------
    ndarray of float, shape (n,)
        Thousands of tokens.
    """
    want = demand.at(clearing.price)[place]
    offer = _open_to(place, offers, clearing, want)
    order = _turns(world, place, offers, clearing, offer)
    topic, offer = offers.supply.topic[order], offer[order]
    signed = np.zeros(len(order))
    for _ in range(_MOST_PASSES):
        taken = np.clip(want[topic] - (_running(offer, topic) - offer), 0.0, offer)
        cost = _cost(world, offers, order, taken, unit_cost)
        gain = _gain(demand, place, taken, topic)
        is_signed = cost <= gain
        signed = np.where(is_signed, taken, 0.0)
        if is_signed.all():
            break
        # Those who are refused leave room for others.
        offer = np.where(is_signed, offer, 0.0)
    signed = _affordable(signed, cost, gain, float(demand.budget[place].sum()))
    # What another contract is not worth is taken from those that are signed.
    stretch = want / np.maximum(np.bincount(topic, signed, minlength=len(want)), 1e-300)
    plan = np.zeros(len(order))
    plan[order] = np.where(signed > 0.0, np.minimum(signed * stretch[topic], offers.new[place, order]), 0.0)
    return plan


def _cost(world: World, offers: Offers, order: IntArray, taken: FloatArray, unit_cost: FloatArray) -> FloatArray:
    """Give what pages and contract of each seller cost, USD; members share a collective's contract."""
    is_single = offers.segment[order] != COLLECTIVE
    deal = np.where(is_single, world.parameters.market.deal_cost_usd * (taken > 0.0), offers.deal_cost[order] * taken)
    result: FloatArray = taken * unit_cost[order] + deal
    return result


def _gain(demand: Demand, place: int, taken: FloatArray, topic: IntArray) -> FloatArray:
    """Give what the tokens of each seller are worth to a trainer beside those of earlier ones, USD."""
    until = _running(taken, topic)
    gain = demand.worth_of(until, place, topic) - demand.worth_of(until - taken, place, topic)
    return gain * (1.0 + 1e-9)


def _affordable(signed: FloatArray, cost: FloatArray, gain: FloatArray, budget: float) -> FloatArray:
    """Keep the contracts with the highest gain for their cost within what a trainer may spend on all."""
    order = np.argsort(-np.where(signed > 0.0, gain / np.maximum(cost, 1e-300), 0.0), kind="stable")
    kept = np.zeros(len(signed))
    is_kept = np.cumsum(np.where(signed > 0.0, cost, 0.0)[order]) <= budget * (1.0 + 1e-9)
    kept[order[is_kept]] = signed[order[is_kept]]
    return kept


def _open_to(place: int, offers: Offers, clearing: Clearing, want: FloatArray) -> FloatArray:
    """Give what each seller lets a trainer have, shape (n,): its offer, or more where the trainer wants more."""
    topic, offer = offers.supply.topic, offers.offer[place]
    offer = np.where(offers.supply.ask <= clearing.price[topic], offer, 0.0)
    total = np.bincount(topic, offer, minlength=len(want))
    stretch = np.maximum(want / np.maximum(total, 1e-300), 1.0)
    result: FloatArray = np.minimum(offer * stretch[topic], offers.new[place])
    return result


def _turns(world: World, place: int, offers: Offers, clearing: Clearing, offer: FloatArray) -> IntArray:
    """Order sellers by topic, then marginal ones last, then by chances in proportion to what they offer, for good."""
    topic = offers.supply.topic
    buyer = world.trainers.key[world.trainers.all_rows()[place]]
    unit = world.draws.uniform("contracts", 0, derive(buyer, world.sites.key[offers.site]))
    turn = -np.log1p(-unit) / np.maximum(offer, 1e-12)
    return np.lexsort((turn, offers.supply.ask > clearing.below[topic], topic))


def _running(values: FloatArray, topic: IntArray) -> FloatArray:
    """Sum values up to each place within runs of equal topics."""
    total = np.cumsum(values)
    is_first = np.diff(topic, prepend=-1) != 0
    before = (total - values)[is_first]
    result: FloatArray = total - np.repeat(before, np.diff(np.append(np.flatnonzero(is_first), len(topic))))
    return result
