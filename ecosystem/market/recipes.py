"""Recipes: how often a trainer uses the tokens of each source, and how it learns which data pay.

A recipe holds one number a source, at most 1: how often a token of the source is used over one of the source that is
used most. While a token budget binds, all are used as much less; beyond that no token is used more than `max_epochs`
times, and the recipe still says how sources weigh against one another (`ecosystem.market.absorption`).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ecosystem.content.family import KeyedDraw, Statistics
from ecosystem.content.mixtures import Part, mix
from ecosystem.content.snapshot import HUMAN
from ecosystem.market.absorption import Intake, most_readings, token_budget, uses_of
from ecosystem.market.sources import Pool, relative_costs
from ecosystem.randomness import FloatArray, UInt64Array, derive
from ecosystem.state import World
from ecosystem.tables import SOURCES


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


@dataclass(frozen=True)
class Draft:
    """A training set: weighted statistics, and who wrote them.

    Attributes
    ----------
    weighted : Statistics
        Different tokens of each topic that the learner takes in, each weighted by its source (`Intake.weight`).
    distinct : Statistics
        The same tokens without weights: how often an idea was really taken in.
    model_tokens : ndarray of float, shape (n_models + 1,)
        Expected tokens by version; human tokens first.
    uses : ndarray of float, shape (n_sources,)
        How often a token of each source that may be used is used; below 1 it is a chance.
    n_by_source : ndarray of float, shape (n_sources,)
        Expected different tokens that are read of each source.
    n_seen : float
        Tokens that are read in training, with repeats.
    n_absorbed : float
        Expected different tokens that the learner takes in.
    further : float
        Chance that it takes in one more token (`Intake.further`).
    reach : float
        Token budget over what the recipe would have the trainer read without one; infinite without a limit.
    """

    weighted: Statistics
    distinct: Statistics
    model_tokens: FloatArray
    uses: FloatArray
    n_by_source: FloatArray
    n_seen: float
    n_absorbed: float
    further: float
    reach: float

    @property
    def n_different(self) -> float:
        """Tokens that are read in training, without repeats."""
        return float(self.n_by_source.sum())

    @classmethod
    def of_nothing(cls, nothing: Statistics) -> "Draft":
        """Give a training set without tokens, from statistics of none."""
        return cls(nothing, nothing, np.zeros(1), np.zeros(0), np.zeros(len(SOURCES)), 0.0, 0.0, 0.0, np.inf)


def usable_statistics(world: World, pools: list[Pool], human_only: bool = False) -> list[Statistics]:
    """Give the tokens of each source that may be drawn, all or human ones only, one row a topic."""
    has_synthetic = world.parameters.controls.has_feedback and not human_only
    return [pool.everything if has_synthetic else pool.human for pool in pools]


def _n_usable(world: World, pools: list[Pool], human_only: bool = False) -> FloatArray:
    """Give how many these are, shape (n_sources,)."""
    has_synthetic = world.parameters.controls.has_feedback and not human_only
    return np.array([pool.total if has_synthetic else pool.human.total for pool in pools])


def draw_training_set(
    world: World, trainer: int, pools: list[Pool], recipe: FloatArray, human_only: bool = False
) -> Draft:
    """Draw a token budget from the pools by a recipe, and what the learner takes in of it.

    While a source is used less than once, a keyed thinning of its counts is read; beyond that all tokens are read, and
    read again. Of what is read a part is taken in, by the same draw. Without feedback, and for a twin of human text
    (`human_only`), the same number of tokens is read from human ideas only, repeated sooner because there are fewer of
    them.
    """
    training = world.parameters.training
    n_usable = _n_usable(world, pools, human_only)
    # A source without a usable token leaves its part of the budget to the others.
    held = np.where(n_usable > 0.0, [pool.total for pool in pools], 0.0)
    budget, most = token_budget(world, trainer), most_readings(recipe, held, training.max_epochs)
    uses = uses_of(recipe, held, budget, training.max_epochs)
    uses = np.minimum(uses * held / np.maximum(n_usable, 1.0), training.max_epochs)
    uses = np.where(n_usable > 0.0, uses, 0.0)
    intake, n_by_source = Intake.of(training, world.step, uses), n_usable * np.minimum(uses, 1.0)
    n_seen = float((n_by_source * np.maximum(uses, 1.0)).sum())
    parts, tokens = _parts(world, trainer, pools, intake, human_only)
    weighted, distinct = mix(world.family.empty(world.n_topics), parts)
    n_absorbed, reach = float(n_usable @ intake.chance), budget / most if most > 0.0 else np.inf
    return Draft(weighted, distinct, tokens, uses, n_by_source, n_seen, n_absorbed, intake.further, reach)


def _parts(
    world: World, trainer: int, pools: list[Pool], intake: Intake, human_only: bool
) -> tuple[list[Part[Statistics]], FloatArray]:
    """Give what each source adds to a training set, and the expected tokens by the version that wrote them."""
    is_human = human_only or not world.parameters.controls.has_feedback
    usable = usable_statistics(world, pools, human_only)
    parts, tokens = [], np.zeros(max(len(pool.model_tokens) for pool in pools))
    for source in np.flatnonzero(intake.chance > 0.0).tolist():
        weight, chance = float(intake.weight[source]), float(intake.chance[source])
        parts.append(_part(world, trainer, SOURCES[source], usable[source], chance, weight))
        wrote = pools[source].model_tokens[: 1 if is_human else None]
        tokens[: len(wrote)] += weight * chance * wrote
    return parts, tokens


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


def rounds_of(world: World, trainer: int) -> int:
    """Give how many rounds of ablations a trainer makes before a version; none if it keeps its recipe."""
    training = world.parameters.training
    is_open = bool(world.scrapers.is_open[int(world.trainers.scraper[trainer])])
    learners = {"all": True, "open crawl": is_open, "private crawl": not is_open}
    return training.recipe_rounds if learners[training.recipe_learners] else 0


def next_recipe(
    world: World, trainer: int, pools: list[Pool], model: Any, draft: Draft, recipe: FloatArray
) -> FloatArray:
    """Give the recipe of a training set moved toward sources whose tokens gain more than others do for what they cost.

    The yardstick is what the tokens of the training set gain on average for their cost; a source moves by how much
    more, or less, it gains than that times its own cost. Where all cost the same, only gains count.
    """
    training = world.parameters.training
    sample = validation_sample(world, trainer)
    if sample.total == 0.0:
        return recipe
    gains, costs = advantages(world, sample, pools, model), relative_costs(world, trainer)
    spent = float(draft.n_by_source @ costs)
    usual = max(float(draft.n_by_source @ gains) / spent, 0.0) if spent > 0.0 else 0.0
    shift = training.recipe_learning_rate * (gains - usual * costs)
    shift = np.clip(shift, -training.recipe_shift_most, training.recipe_shift_most)
    return _scaled(recipe * np.exp(np.where(_n_usable(world, pools) > 0.0, shift, 0.0)), training.least_use)
