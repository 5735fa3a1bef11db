"""Disclosure of training data: which sites trainers name, what their owners do, and what users see of a model.

What a trainer trained on is what its scraper holds. It names the sites of which that is most.
"""

import numpy as np

from ecosystem.orders.duties import Disclosure
from ecosystem.randomness import FloatArray, IntArray
from ecosystem.state import World
from ecosystem.web.obligations import bound


def named_sites(world: World, scraper: int, listed_share: float) -> IntArray:
    """Give the rows of the sites that a trainer names: the largest by live pages that its scraper holds, shape (n,).

    Parameters
    ----------
    world : World
    scraper : int
        Row of the scraper.
    listed_share : float
        Of the sites of which it holds any, rounded to whole sites, in [0, 1].
    """
    n_held, rows = world.scraper_memory[scraper].n_live_fetched, world.sites.all_rows()
    rows = rows[n_held[rows] > 0]
    order = np.argsort(-n_held[rows], kind="stable")
    named: IntArray = rows[order[: round(listed_share * len(rows))]]
    return named


def acting_owners(world: World) -> FloatArray:
    """Give the chance that the owner of a site acts on what it reads of a scraper, shape (n_scrapers, n_sites).

    0 where no trainer that uses the scraper names the site; of several policies, whichever lets most owners act.
    """
    result, trainers = np.zeros((len(world.scrapers), len(world.sites))), world.trainers
    for order in world.rules.of(Disclosure):
        disclosing = bound(world, trainers, order) & trainers.is_active
        for scraper in np.unique(trainers.scraper[disclosing]).tolist():
            named = named_sites(world, scraper, order.listed_share)
            result[scraper, named] = np.maximum(result[scraper, named], order.enforcement)
    return result


def distaste(world: World) -> FloatArray:
    """Give how much less readers like each trainer's model for what they read of it, in logits, shape (n_trainers,)."""
    result, trainers, versions = np.zeros(len(world.trainers)), world.trainers, world.lineage.versions
    for order in world.rules.of(Disclosure):
        share = [versions[model].synthetic_share if model >= 0 else 0.0 for model in trainers.sold_model.tolist()]
        result += order.aversion * np.array(share) * bound(world, trainers, order)
    return result
