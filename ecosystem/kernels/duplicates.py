"""Minimal hashes of pages, and sets of keys that grow."""

import numpy as np

from ecosystem.kernels.arrays import AnyIntArray, BoolArray, IntArray, UInt64Array
from ecosystem.kernels.compiling import compiled

EMPTY = np.uint64(0)


@compiled
def least_hashes(tables: UInt64Array, ideas: AnyIntArray) -> UInt64Array:
    """Give the least hash of the ideas of each page by each function, shape (n_functions, n).

    Parameters
    ----------
    tables : ndarray of uint64, shape (n_functions, n_identities)
        Hash of each idea by each function.
    ideas : ndarray of int, shape (n, ideas_per_page)
    """
    n_functions, n_pages = tables.shape[0], ideas.shape[0]
    result = np.empty((n_functions, n_pages), dtype=np.uint64)
    for function in range(n_functions):
        table = tables[function]
        for page in range(n_pages):
            least = table[ideas[page, 0]]
            for place in range(1, ideas.shape[1]):
                least = min(least, table[ideas[page, place]])
            result[function, page] = least
    return result


@compiled
def see(slots: UInt64Array, keys: UInt64Array, order: IntArray, is_new: BoolArray) -> int:
    """Put keys into a set, one after the other, and clear `is_new` of those that it held already.

    Parameters
    ----------
    slots : ndarray of uint64
        The set: as many slots as a power of two, some of them EMPTY; a key lies in the slot of its last bits or soon
        after.
    keys : ndarray of uint64, shape (n,)
        Well mixed.
    order : ndarray of int, shape (m,)
        Places in `keys`.
    is_new : ndarray of bool, shape (n,)

    Returns
    -------
    int
        How many keys it did not hold.
    """
    last, n_added = np.uint64(slots.size - 1), 0
    for place in order:
        key = max(keys[place], np.uint64(1))
        slot = key & last
        while slots[slot] not in (EMPTY, key):
            slot = (slot + np.uint64(1)) & last
        if slots[slot] == key:
            is_new[place] = False
        else:
            slots[slot] = key
            n_added += 1
    return n_added
