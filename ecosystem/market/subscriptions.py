"""Subscriptions: readers pay for the models they use; trainers pay for answers and, where it is due, royalties."""

import numpy as np

from ecosystem.kinds import ARTICLES
from ecosystem.market.ledger import AUTHORS, READERS, SUPPLIERS, TRAINERS, credit_income, held_usd, pay
from ecosystem.randomness import FloatArray
from ecosystem.state import World
from ecosystem.web.obligations import duties_on_revenue, duty_share
from ecosystem.web.retrieval import serving_cost


def revenue_of_trainers(world: World) -> FloatArray:
    """Give what users pay each trainer this month in USD, shape (n_trainers,)."""
    trainers = world.trainers
    users = trainers.user_share * world.size * world.parameters.market.readers_per_author
    result: FloatArray = users * trainers.price if world.rules.has_chat else np.zeros(len(trainers))
    return result


def pay_for_models(world: World) -> None:
    """Pay trainers by users and price; they pay for answers, then what they owe authors."""
    trainers = world.trainers
    rows = trainers.all_rows()
    revenue = revenue_of_trainers(world)[rows]
    users = revenue / np.maximum(trainers.price[rows], 1e-12)
    pay(world, "subscription", READERS, TRAINERS, revenue, payee_rows=rows)
    pay(world, "serving", TRAINERS, SUPPLIERS, users * serving_cost(world), payer_rows=rows)
    for duty in duties_on_revenue(world):
        due = np.minimum(revenue * duty.share[rows], held_usd(trainers, rows))
        costs = due * duty.fee_share
        if costs.any():
            pay(world, f"{duty.kind} costs", TRAINERS, SUPPLIERS, costs, payer_rows=rows)
        _pay_royalties(world, duty.kind, due - costs)


def kept_revenue(world: World) -> FloatArray:
    """Give the revenue of each trainer less royalties and levies, USD, shape (n_trainers,)."""
    result: FloatArray = revenue_of_trainers(world) * (1.0 - duty_share(world))
    return result


def _pay_royalties(world: World, kind: str, due: FloatArray) -> None:
    """Share royalties among human authors of articles by the visits to their pages that are not AI-primary."""
    if not due.any():
        return
    authors = world.authors
    writers = authors.rows()
    writers = writers[authors.niche[writers] == ARTICLES]
    visits = authors.visits[writers] - authors.visits_primary[writers]
    if visits.sum() <= 0.0:
        return
    for trainer, pool in zip(world.trainers.all_rows().tolist(), due.tolist(), strict=True):
        amounts = pool * visits / visits.sum()
        payer = np.full(len(writers), trainer)
        pay(world, kind, TRAINERS, AUTHORS, amounts, payer_rows=payer, payee_rows=writers)
        credit_income(world, authors, writers, amounts)
