"""What scrapers have fetched of an archive that they crawled at rest."""

import math

import numpy as np

from ecosystem.kernels.arrays import AnyIntArray, BoolArray, FloatArray, IntArray, KeyPair, UInt64Array
from ecosystem.kernels.compiling import compiled
from ecosystem.kernels.keyed import follow, raw_of, to_unit


@compiled
def fetched_at_rest(
    key: UInt64Array,
    site: AnyIntArray,
    months: AnyIntArray,
    hazard: FloatArray,
    is_open: BoolArray,
    scraper_key: np.uint64,
    pair: KeyPair,
    is_limited: bool,
) -> IntArray:
    """Give the pages that a scraper has fetched.

    Parameters
    ----------
    key, site, months : ndarray, shape (n_pages,)
        Key and site of each page, and for how many months it was online.
    hazard : ndarray of float, shape (n_sites,)
        Rate at which a page of each site is fetched in a month.
    is_open : ndarray of bool, shape (n_sites,)
        Sites that the scraper may fetch from.
    scraper_key : uint64
    pair : tuple of two uint64
        Names the draws.
    is_limited : bool
        False lets it fetch every page of an open site.

    Returns
    -------
    ndarray of int64
        Ids of pages, in order.
    """
    is_fetched = np.zeros(site.size, dtype=np.bool_)
    outer = follow(np.uint64(0), scraper_key)
    for page in range(site.size):
        if is_open[site[page]]:
            chance = -math.expm1(-hazard[site[page]] * months[page])
            unit = to_unit(raw_of(pair, follow(outer, key[page])))
            is_fetched[page] = unit < chance or not is_limited
    return np.flatnonzero(is_fetched)
