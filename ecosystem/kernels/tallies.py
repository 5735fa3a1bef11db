"""Tallies of pages: how many there are of each kind, in one pass."""

import numpy as np

from ecosystem.kernels.arrays import AnyIntArray, BoolArray, IntArray
from ecosystem.kernels.compiling import compiled


@compiled
def tally_pages(flags: AnyIntArray, n_human: AnyIntArray, pages: IntArray, n_flags: int, n_ideas: int) -> IntArray:
    """Count pages by their number of human ideas: all of them, and those with each flag set.

    Parameters
    ----------
    flags : ndarray of uint8, shape (n_pages,)
        One bit a flag.
    n_human : ndarray of uint8, shape (n_pages,)
        Human ideas of each page, in [0, n_ideas].
    pages : ndarray of int64, shape (n,)
    n_flags, n_ideas : int

    Returns
    -------
    ndarray of int64, shape (1 + n_flags, n_ideas + 1)
        All pages in row 0, those with the first flag in row 1, and so on.
    """
    result = np.zeros((1 + n_flags, n_ideas + 1), dtype=np.int64)
    for page in pages:
        result[0, n_human[page]] += 1
        for flag in range(n_flags):
            result[1 + flag, n_human[page]] += flags[page] >> flag & 1
    return result


@compiled
def tally_fetches(
    pages: IntArray,
    n_new: int,
    page_columns: tuple[AnyIntArray, AnyIntArray, AnyIntArray, AnyIntArray],
    step: int,
    reader: int,
    n_ideas: int,
    n_live: IntArray,
    is_crawled: BoolArray,
) -> IntArray:
    """Count the pages that a reader fetched by their number of human ideas, and note where they were.

    Parameters
    ----------
    pages : ndarray of int64, shape (n,)
        The first `n_new` were never fetched before.
    n_new : int
    page_columns : tuple of ndarray, shape (n_pages,)
        Month of death, site, human ideas, and one bit for each reader that kept the page.
    step, reader, n_ideas : int
        The month, the place of the reader's bit, and the ideas of a page.
    n_live : ndarray of int64, shape (n_sites,)
        Live pages of each site that the reader has fetched; new ones are added.
    is_crawled : ndarray of bool, shape (n_sites,)
        Set for the sites of the pages.

    Returns
    -------
    ndarray of int64, shape (2, n_ideas + 1)
        All of them, and those that the reader kept.
    """
    death, site, n_human, kept_by = page_columns
    result = np.zeros((2, n_ideas + 1), dtype=np.int64)
    for place in range(pages.size):
        page = pages[place]
        result[0, n_human[page]] += 1
        result[1, n_human[page]] += kept_by[page] >> reader & 1
        n_live[site[page]] += place < n_new and death[page] > step
        is_crawled[site[page]] = True
    return result
