"""The frontier of scrapers: what they may fetch of which sites."""

import numpy as np

from ecosystem.kernels.arrays import BoolArray, FloatArray, IntArray
from ecosystem.kernels.compiling import compiled


@compiled
def what_is_open(
    is_open: BoolArray, n_live: IntArray, n_fetched: IntArray, order: IntArray
) -> tuple[IntArray, IntArray, FloatArray]:
    """Give what there is for each scraper at the sites that are open to it, and where these stand in an order.

    Parameters
    ----------
    is_open : ndarray of bool, shape (n_scrapers, n_sites)
    n_live : ndarray of int64, shape (n_sites,)
        Live pages.
    n_fetched : ndarray of int64, shape (n_scrapers, n_sites)
        Those that each has fetched.
    order : ndarray of int64, shape (n_sites,)
        Sites, the first one first.

    Returns
    -------
    n_unfetched, n_fetched : ndarray of int64, shape (n_scrapers, n_sites)
        Live pages that it has not fetched, and that it has; 0 where a site is closed.
    place : ndarray of float, shape (n_scrapers, n_sites)
        Rank of each site among the open ones with live pages over their number, in (0, 1]; a site that is not among
        them has that of the one before it.
    """
    unfetched, fetched, place = np.zeros_like(n_fetched), np.zeros_like(n_fetched), np.ones(is_open.shape)
    for scraper in range(len(is_open)):
        n_open, rank = 0, 0
        for site in order:
            n_open += is_open[scraper, site] and n_live[site] > 0
        for site in order:
            if is_open[scraper, site]:
                fetched[scraper, site] = n_fetched[scraper, site]
                unfetched[scraper, site] = max(n_live[site] - n_fetched[scraper, site], 0)
                rank += n_live[site] > 0
            place[scraper, site] = max(rank, 1) / max(n_open, 1)
    return unfetched, fetched, place
