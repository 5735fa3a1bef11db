"""Links: where they lead, and what authority they give."""

import numpy as np

from ecosystem.kernels.arrays import BoolArray, FloatArray, IntArray
from ecosystem.kernels.compiling import compiled
from ecosystem.kernels.grouping import grouped

_TOLERANCE = 1e-10
_MOST_ITERATIONS = 200


@compiled
def follow_links(source: IntArray, target: IntArray, is_read: BoolArray, is_known: BoolArray) -> None:
    """Get to know the sites to which those that were read link: `is_known` is set for them, shape (n_sites,)."""
    for link in range(source.size):
        is_known[target[link]] |= is_read[source[link]]


@compiled
def pagerank(source: IntArray, target: IntArray, start: FloatArray, damping: float) -> FloatArray:
    """Give PageRank scaled to a mean of 1, shape (n_sites,).

    Parameters
    ----------
    source, target : ndarray of int64, shape (n_links,)
        Rows of sites; each parallel link counts. Who links nowhere is taken to link to all.
    start : ndarray of float, shape (n_sites,)
        Where to begin the iteration, e.g. last quarter's result; positive in sum.
    damping : float
        Share of steps that follow a link, in [0, 1).

    References
    ----------
    Brin and Page 1998.
    """
    n_sites, total = start.size, start.sum()
    n_out = np.bincount(source, minlength=n_sites)
    linked = target[grouped(np.arange(source.size), source, n_sites)]
    rank, received = start / total, np.empty(n_sites)
    for _ in range(_MOST_ITERATIONS):
        received[:] = dangling = change = 0.0
        link = 0
        for site in range(n_sites):
            handed = rank[site] / max(n_out[site], 1)
            dangling += rank[site] * (n_out[site] == 0)
            for _ in range(n_out[site]):
                received[linked[link]] += handed
                link += 1
        spread = (1.0 - damping + damping * dangling) / n_sites
        for site in range(n_sites):
            new = damping * received[site] + spread
            change += abs(new - rank[site])
            rank[site] = new
        if change < _TOLERANCE:
            break
    return rank * n_sites
