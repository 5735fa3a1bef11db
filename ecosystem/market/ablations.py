"""Ablations: before each version a laboratory trains models on other mixtures, until none seems better.

Each round trains a model by a recipe, asks what more tokens of each source would have gained on held-out pages, and
moves the recipe. Rounds end when the recipe is at rest, or when there is no time for more.
"""

from typing import Any

import numpy as np

from ecosystem.market.recipes import Draft, draw_training_set, next_recipe
from ecosystem.market.sources import Pool
from ecosystem.randomness import FloatArray
from ecosystem.state import World


def ablate(world: World, trainer: int, pools: list[Pool], cutoff: int, n_rounds: int) -> FloatArray:
    """Give the recipe of a trainer moved by some rounds of ablations, or fewer if it comes to rest.

    Parameters
    ----------
    world : World
    trainer : int
        Row of the trainer.
    pools : list of Pool
        What it may train on.
    cutoff : int
        Month of the snapshot.
    n_rounds : int
    """
    recipe: FloatArray = world.trainers.recipe[trainer]
    for _ in range(n_rounds):
        draft = draw_training_set(world, trainer, pools, recipe)
        moved = next_recipe(world, trainer, pools, fitted(world, draft, cutoff), draft, recipe)
        step, recipe = np.log(moved / recipe), moved
        if np.abs(step).max() < world.parameters.training.recipe_tolerance:
            break
    return recipe


def fitted(world: World, draft: Draft, cutoff: int) -> Any:
    """Fit a model to a training set drawn from the snapshot of a month."""
    return world.family.fit(draft.weighted, draft.distinct, months_ago=world.step - cutoff)
