"""Signatures of pages by minimal hashes, and sets of keys that know who put them in."""

import numpy as np

from ecosystem.kernels.arrays import AnyIntArray, BoolArray, IntArray, UInt64Array
from ecosystem.kernels.compiling import compiled, inlined
from ecosystem.kernels.keyed import follow

EMPTY = np.uint64(0)
KEY_BITS = np.uint64((1 << 56) - 1)
SPARE = 256
_S24, _S32 = np.uint64(24), np.uint64(32)
_AT_ONCE, _A_LINE = 16, 7


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
def _home_of(key: np.uint64, n_slots: int) -> np.int64:
    """Give the slot of a key in a set that has no other: keys lie the further along, the smaller they are."""
    return np.int64(((KEY_BITS ^ key) >> _S24) * np.uint64(n_slots) >> _S32)


@compiled
def see(slots: UInt64Array, keys: UInt64Array, order: IntArray, reader: IntArray, is_new: BoolArray) -> int:
    """Put keys into a set, one after the other, and clear `is_new` of those that it held already from the same reader.

    Parameters
    ----------
    slots : ndarray of uint64, shape (n_slots + SPARE,)
        The set: some of its slots are EMPTY, the others have the last 56 bits of a key, and above them a bit for each
        reader. Keys lie in falling order, each in its home or as soon behind it as others let it; the last homes have
        spare slots behind them, which well mixed keys that fill at most 0.8 of the slots never need all.
    keys : ndarray of uint64, shape (n,)
        Well mixed.
    order : ndarray of int, shape (n,)
        Places in `keys`.
    reader : ndarray of int, shape (n,)
        In [0, 8).
    is_new : ndarray of bool, shape (n,)

    Returns
    -------
    int
        How many keys the set did not hold from anyone.
    """
    n_added, home, ahead = 0, np.empty(_AT_ONCE, np.int64), np.empty(_AT_ONCE, np.uint64)
    for start in range(0, order.size, _AT_ONCE):
        part = order[start : start + _AT_ONCE]
        # A machine fetches many slots from memory at once where none has to wait for what stands in another.
        for each in range(part.size):
            home[each] = _home_of(keys[part[each]] & KEY_BITS, slots.size - SPARE)
            ahead[each] = slots[home[each]] ^ slots[home[each] + _A_LINE]
        for each in range(part.size):
            place, slot = part[each], home[each]
            key, bit = max(keys[place] & KEY_BITS, np.uint64(1)), np.uint64(1) << np.uint64(56 + reader[place])
            while slots[slot] & KEY_BITS > key:
                slot += 1
            if slots[slot] & KEY_BITS == key:
                is_new[place] &= slots[slot] & bit == 0
                slots[slot] |= bit
                continue
            n_added, carried = n_added + 1, key | bit
            while carried != EMPTY:
                slots[slot], carried = carried, slots[slot]
                slot += 1
    return n_added


@compiled
def widen(slots: UInt64Array, n_before: int) -> None:
    """Spread the keys of a set, which lie in its first slots, over more of them, without memory for a second set.

    Parameters
    ----------
    slots : ndarray of uint64, shape (n_slots + SPARE,)
    n_before : int
        Slots of the set so far, spare ones included; those behind them are EMPTY.
    """
    first = slots.size
    for place in range(n_before - 1, -1, -1):
        held = slots[place]
        if held != EMPTY:
            slots[place], first = EMPTY, first - 1
            slots[first] = held
    # Now the keys lie side by side at the end: none of them goes to a slot behind the one in which it lies.
    slot = np.int64(-1)
    for place in range(first, slots.size):
        held = slots[place]
        slots[place] = EMPTY
        slot = max(_home_of(held & KEY_BITS, slots.size - SPARE), np.int64(slot + 1))
        slots[slot] = held
