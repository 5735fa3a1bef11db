"""What scrapers have fetched of an archive that they crawled at rest."""

import math

import numpy as np

from ecosystem.kernels.arrays import BoolArray, FloatArray, IntArray, KeyPair, PageRecords
from ecosystem.kernels.compiling import compiled
from ecosystem.kernels.keyed import follow, raw_of, to_unit


@compiled
def fetched_at_rest(
    records: PageRecords,
    step: int,
    hazard: FloatArray,
    is_open: BoolArray,
    scraper_key: np.uint64,
    pair: KeyPair,
    is_limited: bool,
) -> IntArray:
    """Give the pages that a scraper has fetched.

    Parameters
    ----------
    records : ndarray of PAGE, shape (n_pages,)
    step : int
        The month in which the archive ends.
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
    is_fetched = np.zeros(records.size, dtype=np.bool_)
    outer = follow(np.uint64(0), scraper_key)
    for page in range(records.size):
        record = records[page]
        if is_open[record.site]:
            months = min(record.death, step) - record.step
            chance = -math.expm1(-hazard[record.site] * months)
            unit = to_unit(raw_of(pair, follow(outer, record.key)))
            is_fetched[page] = unit < chance or not is_limited
    return np.flatnonzero(is_fetched)
