"""The worth of sites: what readers learn from the pages of each beyond what they meet in its topic anyway.

The yardstick is that of all worth (`ecosystem.web.worth`). Where readers meet ideas with chances q and humans hold them
with chances p, a small share s of pages more lowers the loss KL(p || q) by s times the mean of p / q - 1 over their
ideas: junk and what models repeat lie below 0, what humans know and few pages say above it.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.kinds import hosts_people
from ecosystem.randomness import FloatArray
from ecosystem.state import World


def gain_of_pages(world: World, met: Any, pages: slice) -> FloatArray:
    """Give what readers gain by each of some pages, nats per share of what they read, shape (n,), at least -1.

    Parameters
    ----------
    world : World
    met : object
        A model of what readers meet this month.
    pages : slice
        Ids.
    """
    family, ideas = world.family, world.corpus.ideas[pages]
    topics = np.repeat(world.corpus.records[pages]["topic"].astype(np.int64), ideas.shape[1])
    alone = ideas.reshape(-1, 1, *ideas.shape[2:])
    known, read = (family.reference(model).scores(topics, alone) for model in (family.oracle(), met))
    result: FloatArray = np.exp(known - read).reshape(ideas.shape[:2]).mean(axis=1) - 1.0
    return result


def judge_sites(world: World, met: Any) -> None:
    """Let readers learn what the sites are worth whose pages of last month they read, as they learn it of kinds."""
    sites, corpus = world.sites, world.corpus
    last = slice(corpus.first_page(world.step - 1), corpus.n_pages)
    of_site = corpus.records[last]["site"].astype(np.int64)
    gained = np.bincount(of_site, gain_of_pages(world, met, last), minlength=len(sites))
    kept = 1.0 - 1.0 / world.parameters.attention.worth_memory_months
    before, new = kept * sites.n_judged, np.bincount(of_site, minlength=len(sites))
    sites.n_judged[:] = before + new
    sites.worth[:] = (before * sites.worth + gained) / np.maximum(sites.n_judged, 1e-12)


def worth_rank(world: World) -> FloatArray:
    """Give the share of live human sites that are worth less than each site, shape (n_sites,), in [0, 1)."""
    sites = world.sites
    worths = np.sort(sites.worth[is_ranked(world)])
    result: FloatArray = np.searchsorted(worths, sites.worth, side="left") / max(len(worths), 1)
    return result


def is_ranked(world: World) -> NDArray[np.bool_]:
    """Tell which sites are ranked by worth: human ones with live pages, shape (n_sites,)."""
    result: NDArray[np.bool_] = hosts_people(world.sites.kind) & (world.sites.n_live > 0)
    return result
