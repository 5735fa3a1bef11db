"""Recipes: how often a trainer uses the tokens of each source, and how it learns which data pay.

A recipe holds one number a source, at most 1: how often a token of the source is used over one of the source that is
used most. While a token budget binds, all are used as much less; beyond that no token is used more than `max_epochs`
times, and the recipe still says how sources weigh against one another.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import brentq

from ecosystem.calendar import MONTHS_A_YEAR
from ecosystem.content.family import KeyedDraw, Statistics
from ecosystem.content.mixtures import Part, mix
from ecosystem.content.snapshot import HUMAN
from ecosystem.market.sources import Pool, relative_costs
from ecosystem.orders.training import Cap
from ecosystem.randomness import FloatArray, UInt64Array, derive
from ecosystem.state import World
from ecosystem.tables import SOURCES
from ecosystem.web.obligations import bound


def first_recipes(world: World, keys: UInt64Array) -> FloatArray:
    """Give the recipes with which trainers begin: what most do, changed by what each believes of a source.

    Parameters
    ----------
    world : World
    keys : ndarray of uint64, shape (n,)
        Of the trainers.

    Returns
    -------
    ndarray of float, shape (n, n_sources)
        In [training.least_use, 1]; the largest of each row is 1.
    """
    training = world.parameters.training
    known = {"archive": training.start_archive, "open": training.start_open, "synthetic": training.start_synthetic}
    start = np.array([known.get(name, 1.0) for name in SOURCES])
    pairs = derive(keys[:, None], np.arange(len(SOURCES))[None, :])
    believed = np.exp(training.belief_spread * world.draws.normal("belief in a source", 0, pairs))
    return _scaled(start * believed, training.least_use)


def _scaled(recipe: FloatArray, least: float) -> FloatArray:
    """Scale recipes so that the source that is used most has 1, and none is given up for good."""
    result: FloatArray = np.clip(recipe / recipe.max(axis=-1, keepdims=True), least, 1.0)
    return result


def token_budget(world: World, trainer: int) -> float:
    """Give the ideas that a trainer can train on this month, over all topics; infinite without a limit.

    Where learners make progress, a token of a later month stands for more tokens of January 2022.
    """
    parameters = world.parameters
    if not parameters.controls.has_budget_limit:
        return np.inf
    yearly = parameters.training.budget_growth * (1.0 + parameters.training.efficiency_growth)
    growth = yearly ** (world.step / MONTHS_A_YEAR)
    share = parameters.training.budget_share * growth * float(world.trainers.scale[trainer])
    return float(share * world.rest.stock_per_topic * world.n_topics)


@dataclass(frozen=True)
class Draft:
    """A training set: weighted statistics, and who wrote them.

    Attributes
    ----------
    weighted : Statistics
        Different tokens of each topic, each weighted by how often it is repeated over the least repeated.
    distinct : Statistics
        The same tokens without weights: how often an idea was really seen.
    model_tokens : ndarray of float, shape (n_models + 1,)
        Expected tokens by version; human tokens first.
    uses : ndarray of float, shape (n_sources,)
        How often a token of each source that may be used is used; below 1 it is a chance.
    n_by_source : ndarray of float, shape (n_sources,)
        Expected different tokens of each source.
    n_seen : float
        Tokens that the model sees in training, with repeats.
    """

    weighted: Statistics
    distinct: Statistics
    model_tokens: FloatArray
    uses: FloatArray
    n_by_source: FloatArray
    n_seen: float

    @property
    def n_different(self) -> float:
        """Tokens that the model sees in training, without repeats."""
        return float(self.n_by_source.sum())

    @classmethod
    def of_nothing(cls, nothing: Statistics) -> "Draft":
        """Give a training set without tokens, from statistics of none."""
        return cls(nothing, nothing, np.zeros(1), np.zeros(0), np.zeros(len(SOURCES)), 0.0)


def uses_of(recipe: FloatArray, held: FloatArray, budget: float, max_epochs: float) -> FloatArray:
    """Give how often a token of each source is used, shape (n_sources,), in [0, max_epochs]; below 1 it is a chance.

    Parameters
    ----------
    recipe : ndarray of float, shape (n_sources,)
        In (0, 1]; what counts is the ratio to the largest among sources that hold anything.
    held : ndarray of float, shape (n_sources,)
        Tokens of each source.
    budget : float
        Tokens that may be seen, > 0.
    max_epochs : float
    """
    wanted, most = float(recipe @ held), float(recipe[held > 0.0].max(initial=0.0))
    if wanted == 0.0:
        return np.zeros(len(recipe))
    uses: FloatArray = np.where(held > 0.0, recipe, 0.0) * min(budget / wanted, max_epochs / most)
    return uses


def usable_statistics(world: World, pools: list[Pool], human_only: bool = False) -> list[Statistics]:
    """Give the tokens of each source that may be drawn, all or human ones only, one row a topic."""
    has_synthetic = world.parameters.controls.has_feedback and not human_only
    return [pool.everything if has_synthetic else pool.human for pool in pools]


def _n_usable(world: World, pools: list[Pool], human_only: bool = False) -> FloatArray:
    """Give how many these are, shape (n_sources,)."""
    has_synthetic = world.parameters.controls.has_feedback and not human_only
    return np.array([pool.total if has_synthetic else pool.human.total for pool in pools])


def synthetic_kept(world: World, trainer: int, pools: list[Pool]) -> float:
    """Give the share of synthetic tokens that a trainer keeps under caps on them, in [0, 1]; 1 without any.

    An audit finds a part of them. Of that part as much is left out, at random, as brings the share that the audit
    finds in the training set down to the cap; what it does not find stays.
    """
    kept = 1.0
    for order in world.rules.of(Cap):
        if bound(world, world.trainers, order)[trainer]:
            kept = min(kept, _kept_under(world, trainer, pools, order))
    return kept


def _kept_under(world: World, trainer: int, pools: list[Pool], order: Cap) -> float:
    human = np.array([pool.human.total for pool in pools])
    synthetic = np.array([pool.synthetic.total for pool in pools])
    recipe, budget = world.trainers.recipe[trainer], token_budget(world, trainer)

    def excess(found_kept: float) -> float:
        """Give how far the share that the audit finds lies above the cap if it leaves a part of what it finds."""
        left = synthetic * (1.0 - order.audit_tpr * (1.0 - found_kept))
        uses = uses_of(recipe, human + left, budget, world.parameters.training.max_epochs)
        found = float(uses @ synthetic) * order.audit_tpr * found_kept
        return found / max(float(uses @ (human + left)), 1e-300) - order.share

    if excess(1.0) <= 0.0:
        return 1.0
    found_kept = float(brentq(excess, 0.0, 1.0)) if excess(0.0) < 0.0 else 0.0
    return 1.0 - order.audit_tpr * (1.0 - found_kept)


def thin_synthetic(world: World, trainer: int, pools: list[Pool], kept: float) -> list[Pool]:
    """Leave out synthetic tokens of all sources at random, but for a share that is kept."""
    if kept == 1.0:
        return pools
    result = []
    for name, pool in zip(SOURCES, pools, strict=True):
        left = pool.synthetic.thin(kept, _draw(world, trainer, f"cap|{name}"))
        tokens = pool.model_tokens.copy()
        tokens[1:] *= kept
        result.append(replace(pool, synthetic=left, model_tokens=tokens))
    return result


def relative_repeats(uses: FloatArray) -> FloatArray:
    """Give how often a token of each source is repeated over one of the least repeated that is used at all."""
    repeats = np.maximum(uses, 1.0)
    result: FloatArray = repeats / repeats[uses > 0.0].min(initial=np.inf) if (uses > 0.0).any() else repeats
    return result


def draw_training_set(world: World, trainer: int, pools: list[Pool], human_only: bool = False) -> Draft:
    """Draw a token budget from the pools by the trainer's recipe.

    While a source is used less than once, its tokens are a keyed thinning of its counts; beyond that they are
    repeated. A repeated token tells a model that counts nothing new, so only the repeats of one source relative to
    another enter the fit. Without feedback, and for a twin of human text (`human_only`), the same number of tokens is
    drawn from human ideas only, repeated sooner because there are fewer of them.
    """
    controls, training = world.parameters.controls, world.parameters.training
    n_usable = _n_usable(world, pools, human_only)
    # A source without a usable token leaves its part of the budget to the others.
    held = np.where(n_usable > 0.0, [pool.total for pool in pools], 0.0)
    uses = uses_of(world.trainers.recipe[trainer], held, token_budget(world, trainer), training.max_epochs)
    uses = np.minimum(uses * held / np.maximum(n_usable, 1.0), training.max_epochs)
    chance = np.minimum(uses, 1.0)
    is_used = (n_usable > 0.0) & (uses > 0.0)
    n_by_source = np.where(is_used, n_usable * chance, 0.0)
    n_seen = float((n_by_source * np.maximum(uses, 1.0)).sum())
    uses = np.where(is_used, uses, 0.0)
    repeats, usable = relative_repeats(uses), usable_statistics(world, pools, human_only)
    parts, tokens = [], np.zeros(max(len(pool.model_tokens) for pool in pools))
    for source in np.flatnonzero(is_used).tolist():
        weight, p = float(repeats[source]), float(chance[source])
        parts.append(_part(world, trainer, SOURCES[source], usable[source], p, weight))
        wrote = pools[source].model_tokens[: 1 if human_only or not controls.has_feedback else None]
        tokens[: len(wrote)] += weight * p * wrote
    return Draft(*mix(world.family.empty(world.n_topics), parts), tokens, uses, n_by_source, n_seen)


def _draw(world: World, trainer: int, name: str) -> KeyedDraw:
    """Name a draw of a trainer's training set."""
    return KeyedDraw(world.draws, f"training|{name}", world.step, (world.trainers.key[trainer],))


def _part(world: World, trainer: int, name: str, held: Statistics, chance: float, weight: float) -> Part[Statistics]:
    """Give what a source adds: tokens by chance, or as many for each topic drawn with replacement (an ablation)."""
    draw = _draw(world, trainer, name)
    if not world.parameters.controls.resamples:
        return Part(held, chance, weight, draw)
    generator = world.draws.generator(draw.decision, world.step, int(world.trainers.key[trainer]))
    return Part(held.resample(round(chance * held.total / world.n_topics), generator), 1.0, weight, draw)


def validation_sample(world: World, trainer: int) -> Statistics:
    """Give the held-out tokens on which a trainer values data, one row a topic.

    As crawled, they hold what models wrote; a clean sample holds human ideas only.
    """
    held_out = world.scraper_memory[int(world.trainers.scraper[trainer])].snapshot.held_out
    is_clean = world.parameters.training.validation == "clean"
    return held_out[HUMAN] if is_clean else held_out.sum(axis=0)


def advantages(world: World, sample: Statistics, pools: list[Pool], model: Any) -> FloatArray:
    """Estimate what more tokens of each source would gain, on a validation sample.

    The gain is the exact fall of the loss with one more token, times the tokens that the model has seen of the topic:
    relative to the fit, so that it does not shrink as models grow.

    Returns
    -------
    ndarray of float, shape (n_sources,)
        No unit; 0 for sources that hold nothing.
    """
    appraisal, n_tokens = world.family.appraise(model, sample), sample.n_tokens
    weight = n_tokens / max(float(n_tokens.sum()), 1e-300)
    return np.array([float((appraisal.relative(kind) * weight).sum()) for kind in usable_statistics(world, pools)])


def _learns(world: World, trainer: int) -> bool:
    """Tell whether a trainer learns its recipe."""
    training = world.parameters.training
    is_open = bool(world.scrapers.is_open[int(world.trainers.scraper[trainer])])
    learners = {"all": True, "open crawl": is_open, "private crawl": not is_open}
    return training.recipe_learning_rate > 0.0 and learners[training.recipe_learners]


def next_recipe(world: World, trainer: int, pools: list[Pool], model: Any, draft: Draft) -> FloatArray:
    """Give the recipe moved toward sources whose tokens gain more than others do for what they cost.

    The yardstick is what the tokens of the training set gain on average for their cost; a source moves by how much
    more, or less, it gains than that times its own cost. Where all cost the same, only gains count.
    """
    training = world.parameters.training
    recipe: FloatArray = world.trainers.recipe[trainer]
    sample = validation_sample(world, trainer)
    if not _learns(world, trainer) or sample.total == 0.0:
        return recipe
    gains, costs = advantages(world, sample, pools, model), relative_costs(world, trainer)
    spent = float(draft.n_by_source @ costs)
    usual = max(float(draft.n_by_source @ gains) / spent, 0.0) if spent > 0.0 else 0.0
    shift = training.recipe_learning_rate * (gains - usual * costs)
    shift = np.clip(shift, -training.recipe_shift_most, training.recipe_shift_most)
    return _scaled(recipe * np.exp(np.where(_n_usable(world, pools) > 0.0, shift, 0.0)), training.least_use)
