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

from ecosystem.randomness import IntArray, UInt64Array, derive
from ecosystem.shown import shown


@shown
class SeenKeys:
    """A set of 64-bit keys that grows by batches: sorted runs, of which those of like size are merged.

    A key is moved as often as the set doubles, and a look-up searches one run for each doubling, so that the cost of
    a batch hardly grows with what is stored.
    """

    def __init__(self) -> None:
        self._runs: list[UInt64Array] = []

    def __len__(self) -> int:
        return sum(map(len, self._runs))

    def add(self, keys: UInt64Array) -> None:
        """Add keys; those that it has already are stored again."""
        run = np.sort(keys)
        while self._runs and len(self._runs[-1]) <= 2 * len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]), kind="stable")
        if len(run):
            self._runs.append(run)

    def contains(self, keys: UInt64Array) -> NDArray[np.bool_]:
        """Tell which keys it has, shape of `keys`."""
        order = np.argsort(keys, kind="stable")
        wanted, is_known = keys[order], np.zeros(len(keys), dtype=bool)
        for run in self._runs:
            place = np.minimum(np.searchsorted(run, wanted), len(run) - 1)
            is_known |= run[place] == wanted
        result = np.empty_like(is_known)
        result[order] = is_known
        return result


@shown
class NearDuplicates:
    """Finds near-duplicates of all pages that it was ever shown.

    Parameters
    ----------
    hashes : callable
        Hash functions of ideas, `bands * rows` of them: takes the number of a function and ideas of any shape.
    bands, rows : int
        More bands find more pairs, more rows fewer; both >= 1.
    """

    def __init__(self, hashes: Callable[[int, NDArray[Any]], UInt64Array], bands: int, rows: int) -> None:
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
        result = np.empty((self.bands, len(topic)), dtype=np.uint64)
        for band in range(self.bands):
            own = range(band * self.rows, (band + 1) * self.rows)
            result[band] = derive(topic, *(self._hashes(function, ideas).min(axis=1) for function in own))
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
        signatures = self.signatures(topic, ideas)
        order = np.argsort(keys, kind="stable")
        result = np.ones(len(keys), dtype=bool)
        for seen, signature in zip(self._seen, signatures, strict=True):
            _, first = np.unique(signature[order], return_index=True)
            is_first = np.zeros(len(keys), dtype=bool)
            is_first[order[first]] = True
            result &= is_first & ~seen.contains(signature)
        for seen, signature in zip(self._seen, signatures, strict=True):
            seen.add(signature)
        return result
