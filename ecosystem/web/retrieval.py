"""Retrieval: models that read pages before they answer, and what that does for who asks them.

A part of the answers of a model is preceded by a search. What such an answer says comes in part from the model as it is
served and in part from the pages that readers meet, found by the same engine: with what it demotes, and with AI pages
as far as they are visited. Reading makes a model current; it does not mend what stands on pages, nor the model itself.
"""

from typing import Any

import numpy as np

from ecosystem.kinds import AGENTS
from ecosystem.randomness import FloatArray
from ecosystem.state import World
from ecosystem.web.benchmarks import lowest
from ecosystem.web.refusals import barred_share
from ecosystem.web.worth import BY_MODELS, BY_PEOPLE, WORST_LOSS, mix_of


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
    met = _readable(world, met)
    for row, sold in enumerate(world.trainers.sold_model.tolist()):
        if sold in world.lineage.fitted:
            reading = world.family.served_loss(world.lineage.fitted[sold], met, weight)
            month.answer_loss[row] = (1.0 - share) * month.served_loss[row] + share * reading


def reading_share(world: World) -> float:
    """Give how much of an answer comes from what was read for it, in [0, 1]; none where losses are assumed."""
    is_measured = world.parameters.controls.seen_loss == "measured"
    return world.parameters.attention.retrieval_weight * is_measured


def _readable(world: World, met: Any) -> Any:
    """Give a model of what models may read for users: what readers meet, less what sites keep out of that refuse it.

    A model reads something else instead, as often on pages of each kind as readers visit those that let it in.
    """
    if not world.sites.refuses[:, AGENTS].any():
        return met
    barred, visits = barred_share(world, AGENTS), world.month.visits.copy()
    for table in (world.authors, world.operators):
        rows = table.all_rows()
        rows = rows[table.site[rows] >= 0]
        share, topic, primary = barred[table.site[rows]], table.topic[rows], table.visits_primary[rows]
        for kind, number in ((BY_PEOPLE, table.visits[rows] - primary), (BY_MODELS, primary)):
            visits[kind] -= np.bincount(topic, share * number, minlength=world.n_topics)
    return world.family.fit(mix_of(world, np.maximum(visits, 0.0)))


def best_answer_loss(world: World) -> FloatArray | None:
    """Give the loss by topic of the answers of the model that answers best; None if none is for sale."""
    best = lowest(world, world.month.answer_loss)
    return None if best is None else np.minimum(world.month.answer_loss[best], WORST_LOSS)


def serving_cost(world: World) -> float:
    """Give what the answers of one user cost a trainer this month, reading included, USD."""
    market = world.parameters.market
    return market.serving_cost_usd + market.answers_per_user * world.rules.retrieval_share * market.retrieval_cost_usd
