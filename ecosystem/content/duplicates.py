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

from ecosystem.content.growing import with_room
from ecosystem.kernels.duplicates import SPARE, see, signatures, widen
from ecosystem.randomness import IntArray, UInt64Array
from ecosystem.shown import shown

_FEWEST_SLOTS = 1 << 10
_MOST_FILLED, _GROWTH, _ROOM = 0.7, 1.3, 4
_BLOCK = 1 << 14


@shown
class SeenKeys:
    """Sets of keys, of each of which it is known who has seen it; a look-up costs the same however many there are.

    What several readers see is kept once. Keys are told apart by 56 bits.

    Parameters
    ----------
    n_sets : int
    """

    def __init__(self, n_sets: int) -> None:
        self._slots = [np.zeros(_FEWEST_SLOTS, dtype=np.uint64) for _ in range(n_sets)]
        self._n_slots, self._n_keys = [_FEWEST_SLOTS] * n_sets, [0] * n_sets

    def __getstate__(self) -> dict[str, Any]:
        """Copy and keep slots in use only."""
        in_use = [slots[:n] for slots, n in zip(self._slots, self._n_slots, strict=True)]
        return vars(self) | {"_slots": in_use}

    def __len__(self) -> int:
        """Give the keys of the largest set."""
        return max(self._n_keys, default=0)

    def add(self, keys: UInt64Array, order: IntArray, reader: IntArray) -> NDArray[np.bool_]:
        """Add keys in some order, and tell which no set held from the same reader, neither before nor from earlier.

        Parameters
        ----------
        keys : ndarray of uint64, shape (n_sets, n)
            One of each thing for each set.
        order, reader : ndarray of int64, shape (n,)
            Places in the order in which they come, and who sees each thing, in [0, 8).
        """
        is_new = np.ones(len(order), dtype=bool)
        for each, mine in enumerate(keys):
            self._make_room(each, len(order))
            self._n_keys[each] += see(self._slots[each][: self._n_slots[each]], mine, order, reader, is_new)
        return is_new

    def _make_room(self, each: int, n_new: int) -> None:
        n_before, needed = self._n_slots[each], int((self._n_keys[each] + n_new) / _MOST_FILLED) + 1 + SPARE
        if needed > n_before:
            n_slots = max(needed, int(_GROWTH * n_before))
            if n_slots > len(self._slots[each]):
                # What is reserved takes no memory before it is used.
                self._slots[each] = with_room(self._slots[each][:n_before], _ROOM * n_slots)
            widen(self._slots[each][:n_slots], n_before)
            self._n_slots[each] = n_slots


@shown
class NearDuplicates:
    """Finds near-duplicates of all pages that some readers were ever shown, each of which remembers its own.

    Parameters
    ----------
    hashes : callable
        Least hashes of pages by functions: takes ideas of shape (n, ideas_per_page, ...) and gives keys of shape
        (n_functions, n).
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
        result = np.empty((self.bands, len(topic)), dtype=np.uint64)
        for start in range(0, len(topic), _BLOCK):
            part = slice(start, start + _BLOCK)
            result[:, part] = signatures(topic[part], self._hashes(ideas[part]), self.bands)
        return result

    def is_new(
        self, keys: UInt64Array, topic: IntArray, ideas: NDArray[Any], reader: IntArray | None = None
    ) -> NDArray[np.bool_]:
        """Tell which pages are no near-duplicates of what their readers saw earlier, and remember all of them.

        Parameters
        ----------
        keys : ndarray of uint64, shape (n,)
            Of the pages: of two near-duplicates in one batch the one with the lower key counts as the earlier.
        topic : ndarray of int, shape (n,)
        ideas : ndarray, shape (n, ideas_per_page, ...)
        reader : ndarray of int64, shape (n,), optional
            Who is shown each page, in [0, 8); all the same one if not given.

        Returns
        -------
        ndarray of bool, shape (n,)
        """
        reader = np.zeros(len(keys), dtype=np.int64) if reader is None else reader
        return self._seen.add(self.signatures(topic, ideas), np.argsort(keys), reader)
