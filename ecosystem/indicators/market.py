"""The data market: what human data fetch at the head, in the tail and through a collective, and whether it clears."""

import numpy as np

from ecosystem.indicators.indicator import indicator
from ecosystem.indicators.shares import ratio
from ecosystem.market.demand_for_data import revenue_won
from ecosystem.market.ledger import MICRO, SUPPLIERS
from ecosystem.market.sellers import is_head, is_reserved
from ecosystem.policies import payment_kinds
from ecosystem.state import World
from ecosystem.trades import COLLECTIVE, HEAD, TAIL


def owners_received(world: World, kind: str) -> float:
    """Give what owners of pages received for something this month, per human author at the start."""
    payments = world.month.payments.items()
    return sum(amount for (each, _, payee), amount in payments if each == kind and payee != SUPPLIERS) / (
        MICRO * world.size
    )


def _price(world: World, segment: int) -> float:
    trade = world.month.trade
    return float(trade.paid_usd[segment] / trade.thousands[segment]) if trade.thousands[segment] > 0.0 else np.nan


@indicator(
    "USD per 1,000 tokens",
    "What owners of pages got for 1,000 tokens of licensed text; where nothing is sold, the price that would clear "
    "the market, and before any trade what owners ask.",
    label="the price of licensed tokens",
)
def licence_price(world: World) -> float:
    return world.licence_price


@indicator(
    "share",
    "Of the licensed text that was sold, that for which owners got no more than the least that they take; of what was "
    "offered where nothing was sold.",
    label="the share of licences sold at the least price",
    note="The least is market.reserve_price_usd, a judgement: where this is near 1, the price says no more than that.",
)
def reserve_price_share(world: World) -> float:
    return world.month.trade.at_reserve


@indicator(
    "USD per 1,000 tokens",
    "What 1,000 more tokens are worth to a trainer by the revenue that a better model wins, the mean over trainers and "
    "topics; what buyers would pay at most.",
    label="the worth of more tokens to a trainer",
    note="revenue_per_nat times the fall of the loss on the trainer's held-out pages.",
)
def data_worth(world: World) -> float:
    value = world.market.value
    return float(value[world.trainers.all_rows()].mean()) if value.size else np.nan


@indicator(
    "USD per nat per author",
    "What a trainer counts on earning more if the loss of its model fell by one nat, the mean over trainers, over the "
    "number of human authors at the start.",
    label="the revenue that a trainer expects of a better model",
    low=0.0,
)
def revenue_per_nat(world: World) -> float:
    return float(revenue_won(world)[world.trainers.all_rows()].mean()) / world.size


@indicator(
    "USD a month",
    "What a user pays for a model, the mean over users; over trainers while nobody uses one.",
    label="the price of a model",
    low=0.0,
)
def model_price(world: World) -> float:
    trainers = world.trainers
    users, price = trainers.user_share[trainers.all_rows()], trainers.price[trainers.all_rows()]
    return float(users @ price / users.sum()) if users.any() else float(price.mean())


@indicator(
    "USD per 1,000 tokens",
    "What owners got for licensed text on the sites of highest standing, the head of the market; empty while they "
    "sell nothing.",
    label="the price of licensed tokens of leading sites",
)
def licence_price_head(world: World) -> float:
    return _price(world, HEAD)


@indicator(
    "USD per 1,000 tokens",
    "What owners got for licensed text on the other sites, which contract by themselves; empty while they sell "
    "nothing.",
    label="the price of licensed tokens of other sites",
)
def licence_price_tail(world: World) -> float:
    return _price(world, TAIL)


@indicator(
    "USD per 1,000 tokens",
    "What members of a collective licence got for their text, its fee deducted; empty while they sell nothing.",
    label="the price of licensed tokens in a collective",
)
def licence_price_collective(world: World) -> float:
    return _price(world, COLLECTIVE)


@indicator(
    "USD a month per author",
    "What authors, AI operators and sites received for licences this month, over the number of human authors at the"
    " start.",
    label="the income from licences",
    better="higher",
    low=0.0,
)
def licence_income(world: World) -> float:
    return owners_received(world, "licence")


@indicator(
    "USD a month per author",
    "What was received this month for licences of pages at the head of the market, over the number of human authors"
    " at the start.",
    label="the income of leading sites from licences",
    better="higher",
    low=0.0,
)
def licence_income_head(world: World) -> float:
    return float(world.month.trade.paid_usd[HEAD]) / world.size


@indicator(
    "share",
    "Of what the sites at the head of the market earned by visits and licences this month, what licences brought.",
    label="the share of licences in what leading sites earn",
)
def licence_share_head(world: World) -> float:
    visits = float(world.sites.audience[is_head(world)].sum()) * world.parameters.attention.revenue_per_visit_usd
    licences = float(world.month.trade.paid_usd[HEAD])
    return ratio(licences, visits + licences)


@indicator(
    "USD a month per author",
    "What was received this month for licences of pages of other sites, which contract by themselves, over the "
    "number of human authors at the start.",
    label="the income of other sites from licences",
    better="higher",
    low=0.0,
)
def licence_income_tail(world: World) -> float:
    return float(world.month.trade.paid_usd[TAIL]) / world.size


@indicator(
    "USD a month per author",
    "What was received this month for pages licensed through a collective, over the number of human authors at the "
    "start.",
    label="the income from collective licences",
    better="higher",
    low=0.0,
)
def licence_income_collective(world: World) -> float:
    return float(world.month.trade.paid_usd[COLLECTIVE]) / world.size


@indicator(
    "USD a month per author",
    "What authors, AI operators and sites received for fetches that crawlers paid for this month, over the number "
    "of human authors at the start.",
    label="the income from fetches that are paid for",
    better="higher",
    low=0.0,
)
def pay_per_crawl_income(world: World) -> float:
    return owners_received(world, "pay per crawl")


@indicator(
    "USD a month per author",
    "What was paid this month only because policies ask for it, whoever paid, over the number of human authors at "
    "the start.",
    label="the sum of payments by policies",
    low=0.0,
)
def policy_payments(world: World) -> float:
    kinds = payment_kinds()
    paid = sum(amount for (kind, _, _), amount in world.month.payments.items() if kind in kinds)
    return paid / MICRO / world.size


@indicator(
    "share",
    "Of the sites with live pages that refuse crawlers or stand behind a paywall, those that sold a licence this "
    "month.",
    label="the share of closed sites that sell licences",
)
def licensed_site_share(world: World) -> float:
    return ratio(float(world.month.trade.n_sellers), float(is_reserved(world).sum()))


@indicator(
    "ratio",
    "How far supply and demand for data miss one another, as a part of supply, the mean over topics: 0 is a market "
    "that clears.",
    label="the gap between supply and demand for data",
    note="What no bound explains: it is 0 as well where the price is the reserve price of sellers who find no buyer, "
    "or where sellers at a step of supply are rationed; NaN where there was no market.",
)
def market_excess(world: World) -> float:
    return world.month.trade.excess
