"""The stock of live pages: what sites, readers and writers have of it, as pages come and go."""

import numpy as np

from ecosystem.kernels.arrays import FloatArray, IntArray, PageRecords, UInt64Array
from ecosystem.kernels.compiling import compiled
from ecosystem.kernels.keyed import follow


@compiled
def plan_pages(keys: UInt64Array, rows: IntArray, n_pages: IntArray, step: int) -> tuple[IntArray, UInt64Array]:
    """Give writer and key of each page: a page is named by its writer, month and ordinal in the month.

    Parameters
    ----------
    keys : ndarray of uint64, shape (n_writers,)
    rows, n_pages : ndarray of int64, shape (n_writers,)
        Row of each writer, and pages that it writes in the month.
    step : int

    Returns
    -------
    rows : ndarray of int64, shape (n,)
    keys : ndarray of uint64, shape (n,)
    """
    n, page = n_pages.sum(), 0
    writer, key = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.uint64)
    for place in range(rows.size):
        in_month = follow(follow(np.uint64(0), keys[place]), np.uint64(step))
        for ordinal in range(n_pages[place]):
            writer[page], key[page] = rows[place], follow(in_month, np.uint64(ordinal))
            page += 1
    return writer, key


@compiled
def count_pages(
    records: PageRecords,
    change: int,
    threshold: float,
    masks: tuple[int, int],
    weight: tuple[int, FloatArray],
    by_site: tuple[IntArray, IntArray],
    by_author: FloatArray,
    by_operator: FloatArray,
) -> None:
    """Count pages, by number and weight, among what their sites and writers have, in place.

    Parameters
    ----------
    records : ndarray of PAGE, shape (n,)
    change : int
        1 for pages that come, -1 for those that go.
    threshold : float
        With fewer human ideas a page is AI-primary.
    masks : tuple of two int
        Of the flags of what operators wrote, and of what the search engine believes synthetic.
    weight : tuple of int and ndarray of float
        A month, and the weight of pages that were published in it and in those after it.
    by_site : tuple of two ndarray of int64, shape (n_sites,)
        All pages of each site, and the AI-primary ones.
    by_author, by_operator : ndarray of float, shape (n_writers, 4)
        Weight by 2 * (believed synthetic) + (AI-primary).
    """
    for place in range(len(records)):
        record = records[place]
        is_primary = record.n_human < threshold
        by_site[0][record.site] += change
        by_site[1][record.site] += change * is_primary
        column = 2 * (record.flags & masks[1] > 0) + is_primary
        fresh = by_operator if record.flags & masks[0] else by_author
        fresh[record.writer, column] += change * weight[1][record.step - weight[0]]


@compiled
def count_by_reader(records: PageRecords, n_scrapers: int, n_trainers: int, n_sites: int) -> tuple[IntArray, IntArray]:
    """Count pages by site and by who has them: those fetched, and those licensed, each of shape (n_sites, n_readers).

    Parameters
    ----------
    records : ndarray of PAGE, shape (n,)
    n_scrapers, n_trainers, n_sites : int
    """
    fetched, licensed = np.zeros((n_sites, n_scrapers), np.int64), np.zeros((n_sites, n_trainers), np.int64)
    for place in range(len(records)):
        record = records[place]
        for scraper in range(n_scrapers):
            fetched[record.site, scraper] += record.fetched_by >> scraper & 1
        if record.licensed_by:
            for trainer in range(n_trainers):
                licensed[record.site, trainer] += record.licensed_by >> trainer & 1
    return fetched, licensed
