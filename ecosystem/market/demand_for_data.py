"""What data are worth to trainers, topic by topic, and how many of them they want at a price."""

from typing import Any

import numpy as np

from ecosystem.content.family import Statistics
from ecosystem.kernels.sellers import by_topic
from ecosystem.market.clearing import Demand
from ecosystem.market.ledger import held_usd
from ecosystem.market.recipes import validation_sample
from ecosystem.market.sellers import TOKENS_PRICED
from ecosystem.market.sources import licences_kept
from ecosystem.market.subscriptions import kept_revenue
from ecosystem.parameters.content import ContentParameters
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World


def appraise(world: World) -> None:
    """Note what the next 1,000 tokens like its validation sample are worth to each trainer, and how that declines.

    Their worth is the fall of the loss on held-out pages, by readers' questions, times the revenue that a better model
    would win. How it declines is asked when there is a new model.
    """
    trainers, memory = world.trainers, world.market
    shape = (len(trainers), world.n_topics)
    memory.value = np.zeros(shape)
    memory.half = memory.half if memory.half.shape == shape else np.zeros(shape)
    won, n_ideas = revenue_won(world)[:, None] * world.rest.topic_shares, ideas_priced(world.parameters.content)
    users = {scraper: row for row, scraper in enumerate(trainers.scraper.tolist())}
    samples = {scraper: validation_sample(world, row) for scraper, row in users.items()}
    for row in trainers.all_rows().tolist():
        model_id, sample = int(trainers.latest_model[row]), samples[int(trainers.scraper[row])]
        appraisal = world.family.appraise(_latest_model(world, row), sample)
        memory.value[row] = appraisal.marginal(sample, n_ideas * world.lineage.versions[model_id].further)
        if memory.half_of.get(row) != model_id:
            memory.half[row], memory.half_of[row] = half_of_gain(world, row, sample), model_id
    memory.value = np.maximum(memory.value, 0.0) * won
    trainers.data_value[:] = memory.value.mean(axis=1)


def ideas_priced(content: ContentParameters) -> float:
    """Give the ideas in 1,000 tokens."""
    return TOKENS_PRICED / content.tokens_per_idea


def _latest_model(world: World, trainer: int) -> Any:
    return world.lineage.fitted[int(world.trainers.latest_model[trainer])].model


def half_of_gain(world: World, trainer: int, sample: Statistics) -> FloatArray:
    """Give the ideas that bring half of what any number of them could bring to a trainer's latest model, by topic.

    It takes in a part of what it reads; what follows counts that part. A fit to N ideas moves by n / (N + n) of the way
    to what is added, which alone would make it N. But the loss is concave in that, and falls most with the ideas that
    the fit lacks most: a hundredth of N is worth a tenth less than this says, a tenth of N half as much. So the curve
    is laid through the gains from the first thousand tokens and from a tenth of what the fit holds.

    Parameters
    ----------
    world : World
    trainer : int
        Row.
    sample : Statistics
        The ideas that are added, and by which the loss is measured.

    Returns
    -------
    ndarray of float, shape (n_topics,)
        At least the ideas in 1,000 tokens; 0 for an oracle, which no token helps.
    """
    model = _latest_model(world, trainer)
    held, further = model.n_tokens, world.lineage.versions[int(world.trainers.latest_model[trainer])].further
    first = ideas_priced(world.parameters.content) * further
    share = world.parameters.market.decline_measured_at
    if not np.isfinite(held).all():
        return np.zeros(world.n_topics)
    second = max(share * float(held.mean()), share * 100.0 * first)
    appraisal = world.family.appraise(model, sample)
    early, later = (appraisal.many(sample, n) for n in (first, second))
    ratio = np.clip((later / second) / np.maximum(early / first, 1e-300), 0.0, 1.0 - 1e-9)
    half = (ratio * second - first) / (1.0 - ratio)
    return np.clip(half, first, np.maximum(held, first)) / further


def revenue_won(world: World) -> FloatArray:
    """Give the revenue that a fall of the loss by one nat would win each trainer, USD, shape (n_trainers,)."""
    market, trainers = world.parameters.market, world.trainers
    # A logit share s moves by s (1 - s) times the change of utility.
    per_month = market.quality_weight * (1.0 - trainers.user_share) * kept_revenue(world)
    result: FloatArray = per_month * market.licence_payback_months
    return result


def data_budget(world: World) -> FloatArray:
    """Give what each trainer may still spend on data this month, no more than it has, USD, shape (n_trainers,)."""
    budget = world.parameters.market.licence_budget_share * kept_revenue(world)
    for trainer, spent in world.month.fetch_fees.items():
        budget[trainer] -= spent
    return np.clip(budget, 0.0, held_usd(world.trainers))


def pending_ideas(world: World) -> FloatArray:
    """Give the ideas that each trainer licensed since the cutoff of its latest model, shape (n_trainers, n_topics)."""
    versions, bought = world.lineage.versions, world.market.bought
    cutoff = np.array([versions[model].cutoff_step for model in world.trainers.latest_model.tolist()])
    is_pending = (np.array(list(bought)).reshape(-1, 1) > cutoff).astype(np.float64)
    ideas = np.array(list(bought.values())).reshape(-1, len(cutoff), world.n_topics)
    result: FloatArray = np.einsum("mt,mtk->tk", is_pending, ideas)
    return result


def demand_for_data(world: World, sites: IntArray, new: FloatArray) -> Demand:
    """Give the demand of trainers, in the order of their keys, for pages of reserved sites, as they were appraised.

    A trainer divides its budget among topics in proportion to the most that it would spend on each: a buyer to whom
    the next token is worth v, and h of them bring half of all, spends n p = h (sqrt(v p) - p), at most h v / 4.

    Parameters
    ----------
    world : World
    sites : ndarray of int64, shape (n,)
        Rows of the reserved sites.
    new : ndarray of float, shape (n_trainers, n)
        Thousands of tokens on them that trainers do not have (`thousands_not_owned`).
    """
    rows, memory = world.trainers.all_rows(), world.market
    kept = np.array([licences_kept(world, row) for row in rows.tolist()])[:, None]
    thousands = world.parameters.content.tokens_per_idea / TOKENS_PRICED / kept
    pending = pending_ideas(world)[rows] * thousands
    worth, half = memory.value[rows] * kept, memory.half[rows] * thousands
    share = worth * half / np.maximum((worth * half).sum(axis=1, keepdims=True), 1e-300)
    budget = data_budget(world)[rows][:, None] * share
    return Demand(worth, half, pending, budget, by_topic(new, world.sites.topic[sites], world.n_topics))
