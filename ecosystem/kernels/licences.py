"""Licensed pages: finding such as somebody has not yet, and noting who has them."""

import numpy as np

from ecosystem.kernels.arrays import BoolArray, FloatArray, IntArray, PageRecords, UInt64Array
from ecosystem.kernels.compiling import compiled
from ecosystem.kernels.pages import Blocks, at_most, draw_any


@compiled
def find_unheld(
    blocks: Blocks,
    site_columns: tuple[IntArray, IntArray, FloatArray],
    records: PageRecords,
    step: int,
    reader: int,
    holder: int,
    pairs: UInt64Array,
    draws_each: tuple[float, float],
    n: int,
) -> IntArray:
    """Find live pages that somebody has neither fetched nor licensed, in rounds of draws.

    Each round draws as often as is expected to find what is missing. While it lasts, what was found counts as licensed.

    Parameters
    ----------
    blocks : Blocks
    site_columns : tuple of ndarray, shape (n_sites,)
        First ordinal and number of the pages young enough to live, and the weight of the site.
    records : ndarray of PAGE, shape (n_pages,)
    step : int
    reader, holder : int
        Places of their bits in `fetched_by` and `licensed_by`.
    pairs : ndarray of uint64, shape (n_rounds + 1, 2)
        Names the draws of each round, then those of pages that stay when there are too many.
    draws_each : tuple of two float
        Draws for each page that is missing, as expected and at most.
    n : int
        Pages wanted, and the most that are found.

    Returns
    -------
    ndarray of int64
        Page ids, each once.
    """
    first, number, weight = site_columns
    bit, found, n_found = np.uint32(1) << np.uint32(holder), np.empty(n, np.int64), 0
    of_rest = (pairs[-1, 0], pairs[-1, 1])
    for pair in pairs[:-1]:
        missing = n - n_found
        if missing == 0 or weight.max() == 0.0:
            break
        n_draws = round(min(missing * draws_each[0], missing * draws_each[1])) + 1
        drawn, n_new = draw_any(blocks, first, number, weight, (pair[0], pair[1]), n_draws), 0
        # Most are misses: those are not written to.
        for page in drawn:
            record = records[page]
            drawn[n_new] = page
            n_new += (record.death > step) & (record.fetched_by >> reader & 1 == 0) & (record.licensed_by & bit == 0)
        drawn, n_new = drawn[:n_new], 0
        for page in drawn:
            record = records[page]
            drawn[n_new] = page
            n_new += record.licensed_by & bit == 0
            record.licensed_by |= bit
        drawn = drawn[:n_new]
        is_kept = at_most(records, drawn, np.ones(n_new, np.bool_), of_rest, missing)
        for place in range(n_new):
            if is_kept[place]:
                found[n_found] = drawn[place]
                n_found += 1
            else:
                records[drawn[place]].licensed_by ^= bit
    for page in found[:n_found]:
        records[page].licensed_by ^= bit
    return found[:n_found]


@compiled
def tally_sales(
    records: PageRecords, pages: IntArray, buyer: IntArray, of_site: IntArray, price: FloatArray, shape: tuple[int, int]
) -> tuple[IntArray, IntArray, FloatArray]:
    """Tell who sells each page, and count what sellers sell and buyers spend.

    Parameters
    ----------
    records : ndarray of PAGE, shape (n_pages,)
    pages, buyer : ndarray of int64, shape (n,)
        Ids of pages, and who buys them.
    of_site : ndarray of int64, shape (n_sites,)
        Seller of the pages of each site.
    price : ndarray of float, shape (n_sellers,)
        Of a page.
    shape : tuple of two int
        Buyers and sellers.

    Returns
    -------
    seller : ndarray of int64, shape (n,)
    n_sold : ndarray of int64, shape (n_buyers, n_sellers)
    spent : ndarray of float, shape (n_buyers,)
    """
    seller, n_sold, spent = np.empty(pages.size, np.int64), np.zeros(shape, np.int64), np.zeros(shape[0])
    for place in range(pages.size):
        seller[place] = of_site[records[pages[place]].site]
        n_sold[buyer[place], seller[place]] += 1
        spent[buyer[place]] += price[seller[place]]
    return seller, n_sold, spent


@compiled
def file_licences(
    records: PageRecords,
    pages: IntArray,
    holder: IntArray,
    is_kept: BoolArray,
    n_live: IntArray,
    kept: FloatArray,
) -> None:
    """Note which pages somebody has licensed.

    Parameters
    ----------
    records : ndarray of PAGE, shape (n_pages,)
        Bits in `licensed_by` are set.
    pages, holder : ndarray of int64, shape (n,)
        Ids of pages, and who has them now.
    is_kept : ndarray of bool, shape (n,)
        Whether the page is used.
    n_live : ndarray of int64, shape (n_holders, n_sites)
        Licensed pages; those here are added.
    kept : ndarray of float, shape (n_holders, n_topics)
        Those of them that are used; those here are added.
    """
    for place in range(pages.size):
        record, row = records[pages[place]], holder[place]
        record.licensed_by |= np.uint32(1) << np.uint32(row)
        n_live[row, record.site] += 1
        kept[row, record.topic] += is_kept[place]
