"""Alias tables: many discrete distributions, each drawn from with one keyed 64-bit number."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.kernels.sums import row_sums
from ecosystem.randomness import FloatArray, IntArray, UInt64Array
from ecosystem.shown import shown

_BLOCK = 1 << 15
MOST_OUTCOMES = 1 << 16
"""What is drawn is told in 16 bits: ideas of a topic, too."""
_S32 = np.uint64(32)


@shown
@dataclass(frozen=True)
class AliasTable:
    """Many discrete distributions, each drawn from with one 64-bit number.

    Attributes
    ----------
    cells : ndarray of uint64, shape (n_distributions, 2**bits)
        threshold (32 bits) | outcome above it (16 bits) | own outcome (16 bits).
    bits : int
        Logarithm of the number of buckets.

    References
    ----------
    Walker 1977; Huebschle-Schneider and Sanders 2022, "Parallel weighted random sampling" (the sweep used here).
    """

    cells: UInt64Array
    bits: int

    @classmethod
    def build(cls, probabilities: FloatArray) -> "AliasTable":
        """Build tables for the rows of `probabilities` (shape (n_distributions, n_outcomes <= MOST_OUTCOMES)).

        What follows the last outcome that any row can draw changes no draw.
        """
        n_rows, n_outcomes = len(probabilities), int(np.flatnonzero(probabilities.any(axis=0))[-1]) + 1
        bits = max(1, int(n_outcomes - 1).bit_length())
        n_buckets = 1 << bits
        capacity = 1 << 32
        weights = np.zeros((n_rows, n_buckets), dtype=np.int64)
        scale = (capacity * n_buckets) / row_sums(probabilities)[:, None]
        weights[:, :n_outcomes] = np.floor(probabilities[:, :n_outcomes] * scale).astype(np.int64)
        largest = weights.argmax(axis=1)
        weights[np.arange(n_rows), largest] += capacity * n_buckets - weights.sum(axis=1)
        return cls(_sweep(weights, capacity), bits)

    def draw(self, rows: IntArray, raw: UInt64Array) -> NDArray[np.uint16]:
        """Draw one outcome for each raw number.

        Parameters
        ----------
        rows : ndarray of int, broadcastable to raw
            Which distribution.
        raw : ndarray of uint64
            Keyed 64-bit numbers.

        Returns
        -------
        ndarray of uint16, shape of raw
        """
        flat_raw = np.ascontiguousarray(raw).ravel()
        flat_rows = np.ascontiguousarray(np.broadcast_to(np.asarray(rows, dtype=np.int64), raw.shape)).ravel()
        cells = self.cells.ravel()
        result = np.empty(flat_raw.size, dtype=np.uint16)
        for start in range(0, flat_raw.size, _BLOCK):
            part = slice(start, start + _BLOCK)
            block = flat_raw[part]
            bucket = (block >> np.uint64(64 - self.bits)).view(np.int64)
            bucket += flat_rows[part] << self.bits
            cell = cells.take(bucket)
            # An outcome sits in the low 16 bits; shift the other one there where the threshold is passed.
            is_other = block.astype(np.uint32) >= (cell >> _S32).astype(np.uint32)
            result[part] = (cell >> (is_other.view(np.uint8) * np.uint8(16)).astype(np.uint64)).astype(np.uint16)
        return result.reshape(raw.shape)


def _sweep(weights: IntArray, capacity: int) -> UInt64Array:
    """Assign each bucket of each row its alias by one sweep over deficits and excesses.

    Light outcomes take what they lack from the heavy ones in index order. With D the running sum of deficits and E
    that of excesses, the heavy outcome j serves while D <= E[j]; what is left of it fills its own bucket, and the
    next heavy outcome fills the rest. Rows are laid end to end, which is exact since each row sums to its capacity.
    """
    n_rows, n_buckets = weights.shape
    flat = weights.ravel()
    is_light = flat < capacity
    light, heavy = np.flatnonzero(is_light), np.flatnonzero(~is_light)
    deficit = np.cumsum(capacity - flat[light])
    excess = np.cumsum(flat[heavy] - capacity)
    # A cell packs its threshold into 32 bits, so a full bucket is written as "never own, alias = itself".
    threshold = np.zeros(n_rows * n_buckets, dtype=np.int64)
    alias = np.arange(n_rows * n_buckets)
    if light.size:
        before = deficit - (capacity - flat[light])
        threshold[light] = flat[light]
        alias[light] = heavy[np.searchsorted(excess, before, side="right").clip(max=heavy.size - 1)]
        first_over = np.searchsorted(deficit, excess, side="right")
        index = first_over.clip(max=light.size - 1)
        is_served_out = (first_over < light.size) & (before[index] < excess)
        emptied = heavy[is_served_out]
        left = capacity + excess[is_served_out] - deficit[first_over[is_served_out]]
        follower = heavy[np.minimum(np.flatnonzero(is_served_out) + 1, heavy.size - 1)]
        is_partial = left < capacity
        threshold[emptied[is_partial]] = left[is_partial]
        alias[emptied[is_partial]] = follower[is_partial]
    outcome = np.tile(np.arange(n_buckets, dtype=np.uint64), n_rows)
    other = (alias % n_buckets).astype(np.uint64)
    cells: UInt64Array = (threshold.astype(np.uint64) << np.uint64(32)) | (other << np.uint64(16)) | outcome
    return cells.reshape(n_rows, n_buckets)
