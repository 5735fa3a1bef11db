"""The data market: what human data fetch at the head, in the tail and through a collective, and whether it clears."""

import numpy as np

from ecosystem.indicators.shares import ratio
from ecosystem.market.ledger import MICRO, SUPPLIERS
from ecosystem.market.sellers import is_reserved
from ecosystem.policies import POLICY_PAYMENTS
from ecosystem.state import World
from ecosystem.trades import COLLECTIVE, HEAD, TAIL


def _owners_received(world: World, kind: str) -> float:
    """Give what owners of pages received for something this month, per human author at the start."""
    payments = world.month.payments.items()
    return sum(amount for (each, _, payee), amount in payments if each == kind and payee != SUPPLIERS) / (
        MICRO * world.size
    )


def _price(world: World, segment: int) -> float:
    trade = world.month.trade
    return float(trade.paid_usd[segment] / trade.thousands[segment]) if trade.thousands[segment] > 0.0 else np.nan


def licence_price(world: World) -> float:
    """What owners got for licensed tokens; clearing price where nothing sells, asking price before any trade."""
    return world.licence_price


def licence_price_head(world: World) -> float:
    """What owners at the head of the market, the sites of highest authority, got; NaN while they sell nothing."""
    return _price(world, HEAD)


def licence_price_tail(world: World) -> float:
    """What owners in the tail got who contract by themselves; NaN while they sell nothing."""
    return _price(world, TAIL)


def licence_price_collective(world: World) -> float:
    """What members of a collective licence got, its fee deducted; NaN while they sell nothing."""
    return _price(world, COLLECTIVE)


def licence_income(world: World) -> float:
    """What authors, operators and sites received for licences this month, per human author at the start."""
    return _owners_received(world, "licence")


def licence_income_head(world: World) -> float:
    """The same for pages at the head of the market."""
    return float(world.month.trade.paid_usd[HEAD]) / world.size


def licence_income_tail(world: World) -> float:
    """The same for pages in the tail whose sites contract by themselves."""
    return float(world.month.trade.paid_usd[TAIL]) / world.size


def licence_income_collective(world: World) -> float:
    """The same for pages that are licensed through a collective."""
    return float(world.month.trade.paid_usd[COLLECTIVE]) / world.size


def pay_per_crawl_income(world: World) -> float:
    """What authors, operators and sites received for paid fetches this month, per human author at the start."""
    return _owners_received(world, "pay per crawl")


def policy_payments(world: World) -> float:
    """What was paid this month only because policies ask for it, whoever paid, per human author at the start."""
    paid = sum(amount for (kind, _, _), amount in world.month.payments.items() if kind in POLICY_PAYMENTS)
    return paid / MICRO / world.size


def licensed_site_share(world: World) -> float:
    """Sites with live pages that refuse crawlers or stand behind a paywall and sold a licence this month."""
    return ratio(float(world.month.trade.n_sellers), float(is_reserved(world).sum()))


def market_excess(world: World) -> float:
    """Excess demand or supply of a topic's data, as a share of supply, that no bound explains, the mean over topics.

    0 where the market cleared exactly, where the price is the reserve price of sellers who find no buyer, or where
    sellers at a step of supply are rationed; NaN where there was no market.
    """
    return world.month.trade.excess
