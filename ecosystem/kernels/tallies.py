"""Tallies of pages: how many there are of each kind, in one pass."""

import numpy as np

from ecosystem.kernels.arrays import AnyIntArray, IntArray
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
