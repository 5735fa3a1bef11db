"""Which site a link points to, in each of the webs that can be set: who links how often never depends on it."""

from typing import NamedTuple

import numpy as np

from ecosystem.kernels.grouping import grouped
from ecosystem.parameters.web import WebParameters
from ecosystem.randomness import Draws, FloatArray, IntArray, UInt64Array
from ecosystem.tables import Table


class Stubs(NamedTuple):
    """Links that have a source and look for a target.

    Attributes
    ----------
    source : ndarray of int64, shape (n_links,)
        Rows of sites.
    key : ndarray of uint64, shape (n_links,)
        Names each link for keyed draws.
    ordinal : ndarray of int64, shape (n_links,)
        Place of each link among those of its source, from 0.
    """

    source: IntArray
    key: UInt64Array
    ordinal: IntArray


def choose_targets(parameters: WebParameters, draws: Draws, sites: Table, stubs: Stubs, step: int) -> IntArray:
    """Choose where links point, none to its own source.

    Parameters
    ----------
    parameters : WebParameters
        `structure` says which web it is. scale_free: targets by attractiveness and visits, mostly of the same topic.
        block: mostly of the same topic, all equally likely. random: all equally likely. small_world: neighbours on a
        ring, now and then any site.
    draws : Draws
    sites : Table
        At least two.
    stubs : Stubs
    step : int
        Month in which the links are set.

    Returns
    -------
    ndarray of int64, shape (n_links,)
        Rows of sites.

    References
    ----------
    scale_free: Bianconi and Barabasi 2001 (attachment with fitness). block: Holland, Laskey and Leinhardt 1983.
    random: Erdos and Renyi 1959, with fixed out-degrees. small_world: Watts and Strogatz 1998, directed.
    """
    if parameters.structure == "small_world":
        return _choose_neighbours(parameters, draws, sites, stubs, step)
    is_flat = parameters.structure != "scale_free"
    weight = np.ones(len(sites)) if is_flat else _attractiveness(parameters, sites)
    homophily = 0.0 if parameters.structure == "random" else parameters.homophily
    return _choose_by_weight(weight, homophily, draws, sites, stubs, step)


def _attractiveness(parameters: WebParameters, sites: Table) -> FloatArray:
    """Give the weight of each site as a target in the scale-free web: its attractiveness and its visits."""
    visits = sites.audience / max(sites.audience.mean(), 1e-12) if sites.audience.any() else sites.fitness
    pull = parameters.attention_pull
    weight: FloatArray = sites.fitness ** (1.0 - pull) * (visits + parameters.attention_floor) ** pull
    return weight


def _choose_by_weight(
    weight: FloatArray, homophily: float, draws: Draws, sites: Table, stubs: Stubs, step: int
) -> IntArray:
    """Choose targets in proportion to weights, within the topic of the source or anywhere."""
    n_topics = int(sites.topic.max()) + 1
    order = grouped(sites.all_rows(), sites.topic, n_topics)
    total = np.cumsum(weight[order])
    topic_end = np.searchsorted(sites.topic[order], np.arange(n_topics), side="right")
    upper = total[topic_end - 1]
    lower = np.concatenate([[0.0], upper[:-1]])
    is_homophilous = draws.uniform("link topic", step, stubs.key) < homophily
    topic = sites.topic[stubs.source]
    low = np.where(is_homophilous, lower[topic], 0.0)
    high = np.where(is_homophilous, upper[topic], total[-1])
    point = low + draws.uniform("link target", step, stubs.key) * (high - low)
    place = np.minimum(np.searchsorted(total, point, side="right"), len(order) - 1)
    is_self = order[place] == stubs.source
    place[is_self] = (place[is_self] + 1) % len(order)
    result: IntArray = order[place]
    return result


def ring_order(draws: Draws, sites: Table) -> IntArray:
    """Give the rows of the sites as they lie on the ring of the small-world web, shape (n_sites,).

    Sites of one topic lie together, each at a place of its own that never changes: a new site comes between others.
    """
    place = sites.topic + draws.uniform("place on the ring", 0, sites.key)
    result: IntArray = np.argsort(place, kind="stable")
    return result


def _choose_neighbours(parameters: WebParameters, draws: Draws, sites: Table, stubs: Stubs, step: int) -> IntArray:
    """Choose the nearest sites on the ring, on both sides in turn; a share of links goes to any site instead."""
    n_sites = len(sites)
    order = ring_order(draws, sites)
    rank = np.empty(n_sites, dtype=np.int64)
    rank[order] = np.arange(n_sites)
    distance = 1 + (stubs.ordinal // 2) % max(1, (n_sites - 1) // 2)
    near = np.where(stubs.ordinal % 2 == 0, distance, -distance)
    far = 1 + (draws.uniform("link target", step, stubs.key) * (n_sites - 1)).astype(np.int64)
    is_rewired = draws.uniform("link rewiring", step, stubs.key) < parameters.rewiring_share
    result: IntArray = order[(rank[stubs.source] + np.where(is_rewired, far, near)) % n_sites]
    return result
