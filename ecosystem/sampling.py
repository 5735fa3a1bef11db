"""Alias tables: many discrete distributions, each drawn from with one keyed 64-bit number."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecosystem.kernels.alias import alias_cells, draw_names, draw_outcomes
from ecosystem.kernels.sums import row_sums
from ecosystem.randomness import FloatArray, IntArray, UInt64Array
from ecosystem.shown import shown

MOST_OUTCOMES = 1 << 16
"""What is drawn is told in 16 bits: ideas of a topic, too."""


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
        n_outcomes = int(np.flatnonzero(probabilities.any(axis=0))[-1]) + 1
        bits = max(1, int(n_outcomes - 1).bit_length())
        return cls(alias_cells(probabilities, row_sums(probabilities), n_outcomes, bits), bits)

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
        return draw_outcomes(self.cells, self.bits, _spread(rows, raw), raw.ravel()).reshape(raw.shape)

    def draw_names(self, names: NDArray[np.uint16], rows: IntArray, raw: UInt64Array) -> NDArray[np.uint16]:
        """Draw from the only distribution, and give each outcome the name that it has in its row of `names`.

        Parameters
        ----------
        names : ndarray of uint16, shape (n_rows, n_outcomes)
        rows, raw
            As above.

        Returns
        -------
        ndarray of uint16, shape of raw
        """
        return draw_names(self.cells, self.bits, names, _spread(rows, raw), raw.ravel()).reshape(raw.shape)


def _spread(rows: IntArray, raw: UInt64Array) -> IntArray:
    """Give one row for each of some equal parts of the raw numbers."""
    rows = np.asarray(rows, dtype=np.int64)
    is_one_a_part = rows.shape in (raw.shape, (*raw.shape[:-1], 1), (1,))
    return (rows if is_one_a_part else np.broadcast_to(rows, raw.shape)).ravel()
