"""Finding pages by site and ordinal, and drawing them."""

import numpy as np

from ecosystem.kernels.arrays import AnyIntArray, FloatArray, IntArray, KeyPair
from ecosystem.kernels.compiling import compiled, inlined
from ecosystem.kernels.keyed import follow, raw_of, to_unit


@inlined
def _page(n_until: AnyIntArray, block_start: AnyIntArray, n_months: int, site: int, ordinal: int) -> int:
    """Find the page with an ordinal among all pages of a site, by bisection over months."""
    low, high = 0, n_months - 1
    while low < high:
        middle = (low + high) // 2
        if n_until[site, middle] <= ordinal:
            low = middle + 1
        else:
            high = middle
    before = n_until[site, low - 1] if low > 0 else 0
    return int(block_start[site, low]) + ordinal - before


@compiled
def pages_of_sites(
    n_until: AnyIntArray, block_start: AnyIntArray, n_months: int, sites: IntArray, ordinals: IntArray
) -> IntArray:
    """Find the page with a given ordinal of each given site, shape (n,).

    Parameters
    ----------
    n_until, block_start : ndarray of int32, shape (n_sites, n_months or more)
        Pages that each site had published by the end of each month, and where its pages of the month begin.
    n_months : int
        Months so far.
    sites, ordinals : ndarray of int, shape (n,)
    """
    result = np.empty(sites.size, dtype=np.int64)
    for place in range(sites.size):
        result[place] = _page(n_until, block_start, n_months, sites[place], ordinals[place])
    return result


@compiled
def draw_live(
    n_until: AnyIntArray,
    block_start: AnyIntArray,
    n_months: int,
    first: IntArray,
    number: IntArray,
    total: FloatArray,
    death: AnyIntArray,
    step: int,
    pair: KeyPair,
    n: int,
) -> IntArray:
    """Draw pages of sites by weight, and give those that are live in the order of the draws, repeats included.

    Parameters
    ----------
    n_until, block_start, n_months
        As above.
    first, number : ndarray of int64, shape (n_sites,)
        First ordinal, and how many ordinals, of the pages of each site that may be drawn.
    total : ndarray of float, shape (n_sites,)
        Running sum of the weights of sites.
    death : ndarray of int16, shape (n_pages,)
        Month in which each page goes offline.
    step : int
    pair : tuple of two uint64
        Names the draws.
    n : int
        Draws.
    """
    result, n_live, last = np.empty(n, dtype=np.int64), 0, total.size - 1
    for draw in range(n):
        key = follow(np.uint64(0), np.uint64(draw))
        by_site = to_unit(raw_of(pair, follow(key, np.uint64(0))))
        by_page = to_unit(raw_of(pair, follow(key, np.uint64(1))))
        site = min(np.searchsorted(total, by_site * total[last], side="right"), last)
        page = _page(n_until, block_start, n_months, site, first[site] + np.int64(by_page * number[site]))
        if death[page] > step:
            result[n_live] = page
            n_live += 1
    return result[:n_live]
