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

from ecosystem.kernels.duplicates import EMPTY, see
from ecosystem.randomness import IntArray, UInt64Array, derive
from ecosystem.shown import shown

_FEWEST_SLOTS = 1 << 10
_MOST_FILLED = 0.5


@shown
class SeenKeys:
    """A set of 64-bit keys that grows by batches; a look-up costs the same however many there are."""

    def __init__(self) -> None:
        self._slots = np.zeros(_FEWEST_SLOTS, dtype=np.uint64)
        self._n_keys = 0

    def __len__(self) -> int:
        return self._n_keys

    def add(self, keys: UInt64Array, order: IntArray) -> NDArray[np.bool_]:
        """Add keys in some order, and tell which it held neither before nor from earlier in the order."""
        self._make_room(self._n_keys + len(keys))
        is_new = np.ones(len(keys), dtype=bool)
        self._n_keys += see(self._slots, keys, order, is_new)
        return is_new

    def _make_room(self, n: int) -> None:
        if n <= _MOST_FILLED * len(self._slots):
            return
        held = self._slots[self._slots != EMPTY]
        self._slots = np.zeros(1 << int(n / _MOST_FILLED).bit_length(), dtype=np.uint64)
        see(self._slots, held, np.arange(len(held)), np.ones(len(held), dtype=bool))


@shown
class NearDuplicates:
    """Finds near-duplicates of all pages that it was ever shown.

    Parameters
    ----------
    hashes : callable
        Least hashes of pages by `bands * rows` functions: takes ideas of shape (n, ideas_per_page, ...) and gives keys
        of shape (bands * rows, n).
    bands, rows : int
        More bands find more pairs, more rows fewer; both >= 1.
    """

    def __init__(self, hashes: Callable[[NDArray[Any]], UInt64Array], bands: int, rows: int) -> None:
        self.bands, self.rows = bands, rows
        self._hashes = hashes
        self._seen = [SeenKeys() for _ in range(bands)]

    def signatures(self, topic: IntArray, ideas: NDArray[Any]) -> UInt64Array:
        """Give the key of each band of pages, shape (bands, n).

        Parameters
        ----------
        topic : ndarray of int, shape (n,)
        ideas : ndarray, shape (n, ideas_per_page, ...)
            In any order.
        """
        least = self._hashes(ideas).reshape(self.bands, self.rows, len(topic))
        return derive(topic, *least.swapaxes(0, 1))

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
        order = np.argsort(keys, kind="stable")
        result = np.ones(len(keys), dtype=bool)
        for seen, signature in zip(self._seen, self.signatures(topic, ideas), strict=True):
            result &= seen.add(signature, order)
        return result
