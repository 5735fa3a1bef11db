"""Subscriptions: readers pay for the models they use, and trainers pay for computing."""

import numpy as np

from ecosystem.market.ledger import READERS, SUPPLIERS, TRAINERS, pay
from ecosystem.state import World


def pay_for_models(world: World) -> None:
    """Pay trainers by their share of users; a fixed part of it goes to suppliers of computing."""
    market, trainers = world.parameters.market, world.trainers
    rows = trainers.all_rows()
    revenue = np.where(world.rules.has_chat, trainers.user_share[rows], 0.0)
    revenue = revenue * world.size * market.spending_per_author_usd
    pay(world, "subscription", READERS, TRAINERS, revenue, payee_rows=rows)
    pay(world, "computing", TRAINERS, SUPPLIERS, revenue * market.compute_cost_share, payer_rows=rows)
