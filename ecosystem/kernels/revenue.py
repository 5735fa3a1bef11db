"""Revenue: what visits earn, for who wrote the pages and for the sites that hold them."""

import numpy as np

from ecosystem.kernels.arrays import BoolArray, FloatArray, IntArray
from ecosystem.kernels.compiling import compiled


@compiled
def split_revenue(
    rows: IntArray, visits: FloatArray, share: FloatArray, usd_per_visit: float, income: FloatArray, memory: float
) -> tuple[FloatArray, FloatArray]:
    """Split what the visits of writers earn, and let the moving averages of their income take their part in, in place.

    Parameters
    ----------
    rows : ndarray of int64, shape (n,)
        Writers, each once.
    visits, share : ndarray of float, shape (n_writers,)
        Visits to the pages of each, and the share of revenue that is its own, in [0, 1].
    usd_per_visit : float
    income : ndarray of float, shape (n_writers,)
        USD a month.
    memory : float
        What is left of the average after a month, in [0, 1].

    Returns
    -------
    to_writers, to_sites : ndarray of float, shape (n,)
        USD.
    """
    to_writers, to_sites = np.empty((2, rows.size))
    for place in range(rows.size):
        row = rows[place]
        earned = visits[row] * usd_per_visit
        to_writers[place], to_sites[place] = earned * share[row], earned * (1.0 - share[row])
        income[row] = memory * income[row] + (1.0 - memory) * to_writers[place]
    return to_writers, to_sites


@compiled
def income_per_page(
    rows: IntArray, is_writing: BoolArray, topic: IntArray, income: FloatArray, rate: FloatArray, n_topics: int
) -> FloatArray:
    """Give the income of writers over the pages that they write, by topic, shape (n_topics,).

    Parameters
    ----------
    rows : ndarray of int64, shape (n,)
    is_writing : ndarray of bool, shape (n_writers,)
        Who counts.
    topic : ndarray of int64, shape (n_writers,)
    income, rate : ndarray of float, shape (n_writers,)
        USD and pages a month.
    n_topics : int
    """
    earned, pages = np.zeros((2, n_topics))
    for row in rows:
        if is_writing[row]:
            earned[topic[row]] += income[row]
            pages[topic[row]] += rate[row]
    return earned / np.maximum(pages, 1e-12)
