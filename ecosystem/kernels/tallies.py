"""Tallies of pages: how many there are of each kind, in one pass."""

import numpy as np

from ecosystem.kernels.arrays import BoolArray, IntArray, PageRecords
from ecosystem.kernels.compiling import compiled
from ecosystem.kernels.reading import NO_MODEL


@compiled
def tally_pages(records: PageRecords, pages: IntArray, n_flags: int, n_ideas: int) -> IntArray:
    """Count pages by their number of human ideas: all of them, and those with each flag set.

    Parameters
    ----------
    records : ndarray of PAGE, shape (n_pages,)
    pages : ndarray of int64, shape (n,)
    n_flags, n_ideas : int

    Returns
    -------
    ndarray of int64, shape (1 + n_flags, n_ideas + 1)
        All pages in row 0, those with the first flag in row 1, and so on.
    """
    result = np.zeros((1 + n_flags, n_ideas + 1), dtype=np.int64)
    for page in pages:
        record = records[page]
        result[0, record.n_human] += 1
        for flag in range(n_flags):
            result[1 + flag, record.n_human] += record.flags >> flag & 1
    return result


@compiled
def mark_fetches(records: PageRecords, pages: IntArray, is_kept: BoolArray, reader: int) -> None:
    """Note on pages, shape (n,), that a reader has fetched them, and on which of them that it kept them."""
    bit = np.uint8(1 << reader)
    for place in range(pages.size):
        records[pages[place]].fetched_by |= bit
        if is_kept[place]:
            records[pages[place]].kept_by |= bit


@compiled
def tally_fetches(
    records: PageRecords,
    new: IntArray,
    old: IntArray,
    step: int,
    reader: int,
    n_ideas: int,
    n_live: IntArray,
    is_crawled: BoolArray,
) -> IntArray:
    """Count the pages that a reader fetched by their number of human ideas, and note where they were.

    Parameters
    ----------
    records : ndarray of PAGE, shape (n_pages,)
    new, old : ndarray of int64, shapes (n,) and (m,)
        Pages that it never fetched before, and those that it fetched again.
    step, reader, n_ideas : int
        The month, the place of the reader's bit in `kept_by`, and the ideas of a page.
    n_live : ndarray of int64, shape (n_sites,)
        Live pages of each site that the reader has fetched; new ones are added.
    is_crawled : ndarray of bool, shape (n_sites,)
        Set for the sites of the pages.

    Returns
    -------
    ndarray of int64, shape (2, n_ideas + 1)
        All of them, and those that the reader kept.
    """
    result = np.zeros((2, n_ideas + 1), dtype=np.int64)
    for pages in (new, old):
        for page in pages:
            record = records[page]
            result[0, record.n_human] += 1
            result[1, record.n_human] += record.kept_by >> reader & 1
            is_crawled[record.site] = True
    for page in new:
        n_live[records[page].site] += records[page].death > step
    return result


@compiled
def ideas_by_version(records: PageRecords, pages: IntArray, flag: int, n_ideas: int, n_versions: int) -> IntArray:
    """Count the ideas that each version wrote on pages with a flag, shape (n_versions,).

    Parameters
    ----------
    records : ndarray of PAGE, shape (n_pages,)
    pages : ndarray of int64, shape (n,)
    flag, n_ideas, n_versions : int
        Place of the bit, the ideas of a page, and how many versions there are.
    """
    result = np.zeros(n_versions, dtype=np.int64)
    for page in pages:
        record = records[page]
        if record.flags >> flag & 1 and record.model != NO_MODEL:
            result[record.model] += n_ideas - record.n_human
    return result
