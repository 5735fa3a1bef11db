"""Signatures of pages by minimal hashes, and sets of keys that know who put them in."""

import numpy as np

from ecosystem.kernels.arrays import AnyIntArray, BoolArray, IntArray, UInt64Array
from ecosystem.kernels.compiling import compiled, inlined
from ecosystem.kernels.keyed import follow

EMPTY = np.uint64(0)
KEY_BITS = np.uint64((1 << 56) - 1)
_S24, _S32 = np.uint64(24), np.uint64(32)


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
        keys = result[band]
        for page in range(topic.size):
            keys[page] = follow(np.uint64(0), np.uint64(topic[page]))
        for row in range(band * n_rows, (band + 1) * n_rows):
            hashes = least[row]
            for page in range(topic.size):
                keys[page] = follow(keys[page], hashes[page])
    return result


@inlined
def _slot_of(slots: UInt64Array, key: np.uint64) -> np.int64:
    """Find the slot in which a set holds a key of 56 bits, or in which it would."""
    slot = np.int64((key >> _S24) * np.uint64(slots.size) >> _S32)
    while slots[slot] != EMPTY and slots[slot] & KEY_BITS != key:
        slot = np.int64(slot + 1 if slot + 1 < slots.size else 0)
    return slot


@compiled
def see(slots: UInt64Array, keys: UInt64Array, order: IntArray, reader: int, is_new: BoolArray) -> int:
    """Put keys into a set, one after the other, and clear `is_new` of those that it held already from the same reader.

    Parameters
    ----------
    slots : ndarray of uint64, shape (n_slots,)
        The set: some of its slots are EMPTY, the others have the last 56 bits of a key, and above them a bit for each
        reader. A key lies as far along the slots as its size says, or soon after.
    keys : ndarray of uint64, shape (n,)
        Well mixed.
    order : ndarray of int, shape (n,)
        Places in `keys`.
    reader : int
        In [0, 8).
    is_new : ndarray of bool, shape (n,)

    Returns
    -------
    int
        How many keys the set did not hold from anyone.
    """
    n_added, bit = 0, np.uint64(1) << np.uint64(56 + reader)
    for place in order:
        key = max(keys[place] & KEY_BITS, np.uint64(1))
        slot = _slot_of(slots, key)
        if slots[slot] & bit:
            is_new[place] = False
        n_added += slots[slot] == EMPTY
        slots[slot] |= key | bit
    return n_added


@compiled
def with_more_slots(slots: UInt64Array, n_slots: int) -> UInt64Array:
    """Give the same set with more slots, shape (n_slots,)."""
    result = np.zeros(n_slots, np.uint64)
    for held in slots:
        if held != EMPTY:
            result[_slot_of(result, held & KEY_BITS)] = held
    return result
