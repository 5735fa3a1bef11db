"""The stock of live pages: what sites, readers and writers have of it, as pages come and go."""

import numpy as np

from ecosystem.kernels.arrays import FloatArray, IntArray, PageRecords, UInt64Array
from ecosystem.kernels.compiling import compiled
from ecosystem.kernels.keyed import follow

_NO_MODEL = np.iinfo(np.uint16).max


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
def count_by_site(
    records: PageRecords,
    pages: IntArray,
    threshold: float,
    change: int,
    n_live: IntArray,
    n_live_primary: IntArray,
) -> None:
    """Count pages at their sites, in place.

    Parameters
    ----------
    records : ndarray of PAGE, shape (n_pages,)
    pages : ndarray of int64, shape (n,)
    threshold : float
        With fewer human ideas a page is AI-primary.
    change : int
        1 for each page that comes, -1 for each that goes.
    n_live, n_live_primary : ndarray of int64, shape (n_sites,)
        All pages of each site, and the AI-primary ones.
    """
    for page in pages:
        record = records[page]
        n_live[record.site] += change
        if record.n_human < threshold:
            n_live_primary[record.site] += change


@compiled
def take_from_reader(records: PageRecords, pages: IntArray, fetched: int, licensed: int, counts: IntArray) -> None:
    """Take pages that one reader has away from its counts by site, in place.

    Parameters
    ----------
    records : ndarray of PAGE, shape (n_pages,)
    pages : ndarray of int64, shape (n,)
    fetched, licensed : int
        Masks of `fetched_by` and `licensed_by`: it has the pages on which any bit of either is set.
    counts : ndarray of int64, shape (n_sites,)
    """
    for page in pages:
        record = records[page]
        if record.fetched_by & fetched or record.licensed_by & licensed:
            counts[record.site] -= 1


@compiled
def weigh_by_writer(
    records: PageRecords,
    pages: IntArray,
    masks: tuple[int, int],
    threshold: float,
    weight: tuple[int, FloatArray],
    worth: tuple[FloatArray, FloatArray],
    by_author: tuple[FloatArray, FloatArray],
    by_operator: tuple[FloatArray, FloatArray],
) -> None:
    """Add pages of some weight, and their worth to readers, to what their writers have, in place.

    Parameters
    ----------
    records : ndarray of PAGE, shape (n_pages,)
    pages : ndarray of int64, shape (n,)
    masks : tuple of two int
        Of the flags of what operators wrote, and of what the search engine believes synthetic.
    threshold : float
        With fewer human ideas a page is AI-primary.
    weight : tuple of int and ndarray of float
        A month, and the weight of pages that were published in it and in those after it.
    worth : tuple of two ndarray of float, shapes (n_ideas + 1,) and (n_versions,)
        What the human ideas of a page add to its worth, by their number, and the worth of text of each version.
    by_author, by_operator : tuple of two ndarray of float, shape (n_writers, 4)
        Weight, and weight times worth, by 2 * (believed synthetic) + (AI-primary).
    """
    n_ideas = worth[0].size - 1
    for page in pages:
        record = records[page]
        number, value = record.n_human, worth[0][record.n_human]
        if record.model != _NO_MODEL:
            value += (n_ideas - number) / n_ideas * worth[1][record.model]
        column = 2 * (record.flags & masks[1] > 0) + (number < threshold)
        fresh, total = by_operator if record.flags & masks[0] else by_author
        added = weight[1][record.step - weight[0]]
        fresh[record.writer, column] += added
        total[record.writer, column] += added * value
