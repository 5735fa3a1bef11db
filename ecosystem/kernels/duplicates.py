"""Signatures of pages by minimal hashes, and sets of keys."""

import numpy as np

from ecosystem.kernels.arrays import AnyIntArray, BoolArray, IntArray, UInt64Array
from ecosystem.kernels.compiling import compiled, inlined
from ecosystem.kernels.keyed import follow

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
def signatures(topic: IntArray, least: UInt64Array, n_bands: int) -> UInt64Array:
    """Give the key of each band of pages, which follows from their topic and their least hashes, shape (n_bands, n).

    Parameters
    ----------
    topic : ndarray of int64, shape (n,)
    least : ndarray of uint64, shape (n_functions, n)
        Least hashes by each function; a band has the next `n_functions / n_bands` of them.
    n_bands : int
    """
    n_rows, result = least.shape[0] // n_bands, np.empty((n_bands, topic.size), np.uint64)
    for band in range(n_bands):
        for page in range(topic.size):
            key = follow(np.uint64(0), np.uint64(topic[page]))
            for row in range(band * n_rows, (band + 1) * n_rows):
                key = follow(key, least[row, page])
            result[band, page] = key
    return result


@inlined
def _slot_of(slots: UInt64Array, key: np.uint64) -> np.uint64:
    """Find the slot in which a set holds a key, or in which it would."""
    last = np.uint64(slots.size - 1)
    slot = key & last
    while slots[slot] != EMPTY and slots[slot] != key:
        slot = (slot + np.uint64(1)) & last
    return slot


@compiled
def see(slots: UInt64Array, keys: UInt64Array, order: IntArray, is_new: BoolArray) -> IntArray:
    """Put keys into sets, one after the other, and clear `is_new` of those that their set held already.

    Parameters
    ----------
    slots : ndarray of uint64, shape (n_sets, n_slots)
        The sets: as many slots as a power of two, some of them EMPTY; a key lies in the slot of its last bits or soon
        after.
    keys : ndarray of uint64, shape (n_sets, n)
        One for each set; well mixed.
    order : ndarray of int, shape (n,)
        Places in `keys`.
    is_new : ndarray of bool, shape (n,)

    Returns
    -------
    ndarray of int64, shape (n_sets,)
        How many keys each set did not hold.
    """
    n_added = np.zeros(slots.shape[0], np.int64)
    for each in range(slots.shape[0]):
        held = slots[each]
        for place in order:
            key = max(keys[each, place], np.uint64(1))
            slot = _slot_of(held, key)
            if held[slot] == key:
                is_new[place] = False
            else:
                held[slot] = key
                n_added[each] += 1
    return n_added


@compiled
def with_more_slots(slots: UInt64Array, n_slots: int) -> UInt64Array:
    """Give the same sets with more slots, shape (n_sets, n_slots)."""
    result = np.zeros((slots.shape[0], n_slots), np.uint64)
    for each in range(slots.shape[0]):
        for key in slots[each]:
            if key != EMPTY:
                result[each, _slot_of(result[each], key)] = key
    return result
