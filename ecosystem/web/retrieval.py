"""Retrieval: models that read pages before they answer, and what that does for who asks them.

A part of the answers of a model is preceded by a search. What such an answer says comes in part from the model as it is
served and in part from the pages that readers meet, found by the same engine: with what it demotes, and with AI pages
as far as they are visited. Reading makes a model current; it does not mend what stands on pages, nor the model itself.
"""

from typing import Any

import numpy as np

from ecosystem.randomness import FloatArray
from ecosystem.state import World
from ecosystem.web.benchmarks import lowest
from ecosystem.web.worth import WORST_LOSS


def weigh_answers(world: World, met: Any) -> None:
    """Find what is lost on users of each model on sale: the mean over answers with reading and without.

    Parameters
    ----------
    world : World
    met : object
        A model of what readers meet this month.
    """
    month, share, weight = world.month, world.rules.retrieval_share, reading_share(world)
    month.answer_loss = month.served_loss.copy()
    if share * weight == 0.0:
        return
    for row, sold in enumerate(world.trainers.sold_model.tolist()):
        if sold in world.lineage.fitted:
            reading = world.family.served_loss(world.lineage.fitted[sold], met, weight)
            month.answer_loss[row] = (1.0 - share) * month.served_loss[row] + share * reading


def reading_share(world: World) -> float:
    """Give how much of an answer comes from what was read for it, in [0, 1]; none where losses are assumed."""
    is_measured = world.parameters.controls.seen_loss == "measured"
    return world.parameters.attention.retrieval_weight * is_measured


def best_answer_loss(world: World) -> FloatArray | None:
    """Give the loss by topic of the answers of the model that answers best; None if none is for sale."""
    best = lowest(world, world.month.answer_loss)
    return None if best is None else np.minimum(world.month.answer_loss[best], WORST_LOSS)


def serving_cost(world: World) -> float:
    """Give what the answers of one user cost a trainer this month, reading included, USD."""
    market = world.parameters.market
    return market.serving_cost_usd + market.answers_per_user * world.rules.retrieval_share * market.retrieval_cost_usd
