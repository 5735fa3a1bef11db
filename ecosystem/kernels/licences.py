"""Licensed pages: noting who has them."""

import numpy as np

from ecosystem.kernels.arrays import AnyIntArray, BoolArray, FloatArray, IntArray
from ecosystem.kernels.compiling import compiled


@compiled
def file_licences(
    pages: IntArray,
    holder: IntArray,
    is_kept: BoolArray,
    page_columns: tuple[AnyIntArray, AnyIntArray, AnyIntArray],
    n_live: IntArray,
    kept: FloatArray,
) -> None:
    """Note which pages somebody has licensed.

    Parameters
    ----------
    pages, holder : ndarray of int64, shape (n,)
        Ids of pages, and who has them now.
    is_kept : ndarray of bool, shape (n,)
        Whether the page is used.
    page_columns : tuple of ndarray, shape (n_pages,)
        Site, topic, and one bit for each holder; the bits are set.
    n_live : ndarray of int64, shape (n_holders, n_sites)
        Licensed pages; those here are added.
    kept : ndarray of float, shape (n_holders, n_topics)
        Those of them that are used; those here are added.
    """
    site, topic, licensed_by = page_columns
    for place in range(pages.size):
        page, row = pages[place], holder[place]
        licensed_by[page] |= np.uint32(1) << np.uint32(row)
        n_live[row, site[page]] += 1
        kept[row, topic[page]] += is_kept[place]
