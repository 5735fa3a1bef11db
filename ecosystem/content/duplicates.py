"""Near-duplicates: pages that share nearly all of their ideas with a page that was read before.

Two pages are near-duplicates where all of a band's minimal hashes agree (MinHash with bands, as crawls are cleaned
with): pages whose sets of ideas overlap by J (Jaccard) do so with chance 1 - (1 - J^rows)^bands.

References
----------
Broder 1997, On the resemblance and containment of documents; Lee et al. 2022, arXiv 2107.06499, section 4.2.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecosystem.kernels.duplicates import see, signatures, with_more_slots
from ecosystem.randomness import IntArray, UInt64Array
from ecosystem.shown import shown

_FEWEST_SLOTS = 1 << 10
_MOST_FILLED = 0.5


@shown
class SeenKeys:
    """Sets of 64-bit keys that grow by batches; a look-up costs the same however many there are.

    Parameters
    ----------
    n_sets : int
    """

    def __init__(self, n_sets: int) -> None:
        self._slots = np.zeros((n_sets, _FEWEST_SLOTS), dtype=np.uint64)
        self._n_keys = np.zeros(n_sets, dtype=np.int64)

    def __len__(self) -> int:
        """Give the keys of the largest set."""
        return int(self._n_keys.max(initial=0))

    def add(self, keys: UInt64Array, order: IntArray) -> NDArray[np.bool_]:
        """Add keys in some order, and tell which no set held, neither before nor from earlier in the order.

        Parameters
        ----------
        keys : ndarray of uint64, shape (n_sets, n)
            One of each thing for each set.
        order : ndarray of int64, shape (n,)
        """
        needed = (len(self) + len(order)) / _MOST_FILLED
        if needed > self._slots.shape[1]:
            self._slots = with_more_slots(self._slots, 1 << int(needed).bit_length())
        is_new = np.ones(len(order), dtype=bool)
        self._n_keys += see(self._slots, keys, order, is_new)
        return is_new


@shown
class NearDuplicates:
    """Finds near-duplicates of all pages that it was ever shown.

    Parameters
    ----------
    hashes : callable
        Least hashes of pages by `bands * rows` functions: takes ideas of shape (n, ideas_per_page, ...) and gives keys
        of shape (bands * rows, n).
    bands : int
        More of them find more pairs; where they are of more functions each, they find fewer.
    """

    def __init__(self, hashes: Callable[[NDArray[Any]], UInt64Array], bands: int) -> None:
        self.bands = bands
        self._hashes = hashes
        self._seen = SeenKeys(bands)

    def signatures(self, topic: IntArray, ideas: NDArray[Any]) -> UInt64Array:
        """Give the key of each band of pages, shape (bands, n).

        Parameters
        ----------
        topic : ndarray of int, shape (n,)
        ideas : ndarray, shape (n, ideas_per_page, ...)
            In any order.
        """
        result: UInt64Array = signatures(topic, self._hashes(ideas), self.bands)
        return result

    def is_new(self, keys: UInt64Array, topic: IntArray, ideas: NDArray[Any]) -> NDArray[np.bool_]:
        """Tell which pages are no near-duplicates of earlier ones, and remember all of them.

        Parameters
        ----------
        keys : ndarray of uint64, shape (n,)
            Of the pages: of two near-duplicates in one batch the one with the lower key counts as the earlier.
        topic : ndarray of int, shape (n,)
        ideas : ndarray, shape (n, ideas_per_page, ...)

        Returns
        -------
        ndarray of bool, shape (n,)
        """
        return self._seen.add(self.signatures(topic, ideas), np.argsort(keys))
