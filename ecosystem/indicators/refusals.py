"""Who refuses AI crawlers, by the rank in the real web that a site stands for."""

import numpy as np

from ecosystem.indicators.indicator import indicator
from ecosystem.kinds import hosts_people
from ecosystem.randomness import FloatArray
from ecosystem.state import World
from ecosystem.web.sites import real_web_rank


def live_human_ranks(world: World) -> FloatArray:
    """Give the rank in the real web that each live human site stands for.

    Parameters
    ----------
    world : World

    Returns
    -------
    ndarray of float, shape (n_sites,)
        From 2e6 / n for the first of n live human sites to 2e6; NaN for farms and for sites without live pages.
    """
    sites = world.sites
    rows = np.flatnonzero(hosts_people(sites.kind) & (sites.n_live > 0))
    ranks = np.full(len(sites), np.nan)
    ranks[rows] = real_web_rank(sites.authority[rows], sites.key[rows], world.parameters.web.real_web_sites)
    return ranks


def _share_down_to(world: World, rank: float) -> float:
    """Give the share of refusing sites among live human ones down to a rank; NaN where none stands so high."""
    is_top = live_human_ranks(world) <= rank
    return float(world.sites.is_opted_out[is_top].mean()) if is_top.any() else np.nan


@indicator("sites", "How many sites with live pages are no content farm and no brand of an operator.")
def n_human_sites(world: World) -> float:
    return float((hosts_people(world.sites.kind) & (world.sites.n_live > 0)).sum())


@indicator(
    "share",
    "Of the human sites that stand for the first 1,000 of the real web, those that refuse AI crawlers; empty in "
    "webs with fewer than 2,000 such sites.",
)
def opt_out_share_1k(world: World) -> float:
    return _share_down_to(world, 1e3)


@indicator(
    "share",
    "Of the human sites that stand for the first 10,000 of the real web, those that refuse AI crawlers; empty in "
    "webs with fewer than 200 such sites.",
)
def opt_out_share_10k(world: World) -> float:
    return _share_down_to(world, 1e4)


@indicator(
    "share",
    "Of the human sites that stand for the first 100,000 of the real web, those that refuse AI crawlers; empty in "
    "webs with fewer than 20 such sites.",
)
def opt_out_share_100k(world: World) -> float:
    return _share_down_to(world, 1e5)


@indicator(
    "share", "Of the human sites that stand for the first million of the real web, those that refuse AI crawlers."
)
def opt_out_share_1m(world: World) -> float:
    return _share_down_to(world, 1e6)
