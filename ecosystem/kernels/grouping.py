"""Grouping: rows by what they belong to."""

import numpy as np

from ecosystem.kernels.arrays import AnyIntArray, IntArray
from ecosystem.kernels.compiling import compiled


@compiled
def grouped(rows: IntArray, group: AnyIntArray, n_groups: int) -> IntArray:
    """Give rows by their groups, and within one in the order in which they came.

    Parameters
    ----------
    rows : ndarray of int64, shape (n,)
    group : ndarray of int, shape (n_rows,)
        Group of each row, in [0, n_groups).
    n_groups : int
    """
    place = np.zeros(n_groups + 1, dtype=np.int64)
    for row in rows:
        place[group[row] + 1] += 1
    for each in range(n_groups):
        place[each + 1] += place[each]
    result = np.empty_like(rows)
    for row in rows:
        result[place[group[row]]] = row
        place[group[row]] += 1
    return result


@compiled
def ordinals(group: AnyIntArray, n_groups: int) -> IntArray:
    """Give each item its number among those of its group, from 0 in the order in which they stand, shape (n,).

    Parameters
    ----------
    group : ndarray of int, shape (n,)
        Group of each item, in [0, n_groups).
    n_groups : int
    """
    number, result = np.zeros(n_groups, dtype=np.int64), np.empty(group.size, dtype=np.int64)
    for item in range(group.size):
        result[item] = number[group[item]]
        number[group[item]] += 1
    return result
