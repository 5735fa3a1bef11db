"""Who refuses AI crawlers, by the rank in the real web that a site stands for."""

import numpy as np

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


def n_human_sites(world: World) -> float:
    """Sites with live pages that are not farms or brands of operators."""
    return float((hosts_people(world.sites.kind) & (world.sites.n_live > 0)).sum())


def opt_out_share_1k(world: World) -> float:
    """Live human sites of the first 1,000 ranks of the real web that refuse AI crawlers; NaN below 2,000 such sites."""
    return _share_down_to(world, 1e3)


def opt_out_share_10k(world: World) -> float:
    """The same among the first 10,000 ranks; NaN below 200 live human sites."""
    return _share_down_to(world, 1e4)


def opt_out_share_100k(world: World) -> float:
    """The same among the first 100,000 ranks; NaN below 20 live human sites."""
    return _share_down_to(world, 1e5)


def opt_out_share_1m(world: World) -> float:
    """The same among the first million ranks."""
    return _share_down_to(world, 1e6)
