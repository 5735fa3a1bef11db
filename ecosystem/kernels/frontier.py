"""The frontier of scrapers: what they may fetch of which sites."""

import numpy as np

from ecosystem.kernels.arrays import BoolArray, FloatArray, IntArray
from ecosystem.kernels.compiling import compiled


@compiled
def what_is_open(
    is_open: BoolArray, n_live: IntArray, n_fetched: IntArray, order: IntArray, part: FloatArray
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
    part : ndarray of float, shape (n_sites,)
        What belongs to the first open site, the second, and so on.

    Returns
    -------
    n_unfetched, n_fetched : ndarray of int64, shape (n_scrapers, n_sites)
        Live pages that it has not fetched, and that it has; 0 where a site is closed.
    part : ndarray of float, shape (n_scrapers, n_sites)
        By the place of each site among the open ones; a closed one has that of the open one before it.
    """
    unfetched, fetched, parts = np.zeros_like(n_fetched), np.zeros_like(n_fetched), np.zeros(is_open.shape)
    for scraper in range(len(is_open)):
        rank = 0
        for site in order:
            if is_open[scraper, site]:
                fetched[scraper, site] = n_fetched[scraper, site]
                unfetched[scraper, site] = max(n_live[site] - n_fetched[scraper, site], 0)
                rank += 1
            parts[scraper, site] = part[max(rank, 1) - 1]
    return unfetched, fetched, parts
