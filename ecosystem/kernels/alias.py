"""Alias tables: how they are laid out, and how they are drawn from."""

import numpy as np
from numpy.typing import NDArray

from ecosystem.kernels.arrays import FloatArray, IntArray, UInt64Array
from ecosystem.kernels.compiling import compiled, inlined

_CAPACITY = 1 << 32
_S16, _S32, _LOW_32 = np.uint64(16), np.uint64(32), np.uint64(0xFFFFFFFF)


@compiled
def alias_cells(probabilities: FloatArray, totals: FloatArray, n_outcomes: int, bits: int) -> UInt64Array:
    """Lay out a table for each row, shape (n_rows, 2 ** bits).

    A bucket holds up to 2^32, and the weights of a row fill all of its buckets. One sweep lets light outcomes take what
    they lack from the heavy ones in index order: a heavy one serves while more than a bucket is left of it, then fills
    its own bucket, and the next heavy one fills the rest.

    Parameters
    ----------
    probabilities : ndarray of float, shape (n_rows, n_outcomes or more)
    totals : ndarray of float, shape (n_rows,)
        Sum of each row.
    n_outcomes : int
        At most 2 ** bits; no row can draw those behind them.
    bits : int

    Returns
    -------
    ndarray of uint64
        threshold (32 bits) | outcome above it (16 bits) | own outcome (16 bits). A full bucket is written as one that
        never gives its own outcome and always the other, which is the same.
    """
    n_rows, n_buckets = len(probabilities), 1 << bits
    cells, weights = np.empty((n_rows, n_buckets), dtype=np.uint64), np.zeros(n_buckets, dtype=np.int64)
    for row in range(n_rows):
        scale, largest, missing = float(_CAPACITY * n_buckets) / totals[row], 0, _CAPACITY * n_buckets
        for outcome in range(n_outcomes):
            weights[outcome] = np.int64(np.floor(probabilities[row, outcome] * scale))
            missing -= weights[outcome]
            if weights[outcome] > weights[largest]:
                largest = outcome
        weights[largest] += missing
        heavy = 0
        while weights[heavy] < _CAPACITY:
            heavy += 1
        left, light = weights[heavy], 0
        while heavy < n_buckets:
            while light < n_buckets and weights[light] >= _CAPACITY:
                light += 1
            threshold, own, other = np.int64(0), heavy, heavy
            if left > _CAPACITY:
                threshold, own = weights[light], light
                left -= _CAPACITY - weights[light]
                light += 1
            else:
                heavy += 1
                while heavy < n_buckets and weights[heavy] < _CAPACITY:
                    heavy += 1
                if left < _CAPACITY:
                    threshold, other = left, heavy
                left += weights[heavy] - _CAPACITY if heavy < n_buckets else 0
            cells[row, own] = np.uint64(threshold) << _S32 | np.uint64(other) << _S16 | np.uint64(own)
    return cells


@inlined
def _outcome(cell: np.uint64, raw: np.uint64) -> np.uint64:
    """Give what a raw number draws in its bucket, in the 16 low bits."""
    return cell >> _S16 if raw & _LOW_32 >= cell >> _S32 else cell


@compiled
def draw_outcomes(cells: UInt64Array, bits: int, rows: IntArray, raw: UInt64Array) -> NDArray[np.uint16]:
    """Draw one outcome for each raw number, shape (n,).

    Parameters
    ----------
    cells : ndarray of uint64, shape (n_rows, 2 ** bits)
        As above.
    bits : int
    rows : ndarray of int64, shape (m,)
        Row of each of the m equal parts of the raw numbers.
    raw : ndarray of uint64, shape (n,)
    """
    result, n_each = np.empty(raw.size, dtype=np.uint16), raw.size // max(rows.size, 1)
    shift = np.uint64(64 - bits)
    for part in range(rows.size):
        for place in range(part * n_each, (part + 1) * n_each):
            result[place] = _outcome(cells[rows[part], raw[place] >> shift], raw[place])
    return result


@compiled
def draw_names(
    cells: UInt64Array, bits: int, names: NDArray[np.uint16], rows: IntArray, raw: UInt64Array
) -> NDArray[np.uint16]:
    """Draw one outcome of a table for each raw number and give the name that it has in a row, shape (n,).

    Parameters
    ----------
    cells : ndarray of uint64, shape (1, 2 ** bits)
    bits : int
    names : ndarray of uint16, shape (n_rows, n_outcomes)
    rows : ndarray of int64, shape (m,)
        Row of names of each of the m equal parts of the raw numbers.
    raw : ndarray of uint64, shape (n,)
    """
    result, n_each = np.empty(raw.size, dtype=np.uint16), raw.size // max(rows.size, 1)
    table, shift = cells[0], np.uint64(64 - bits)
    for part in range(rows.size):
        of_row = names[rows[part]]
        for place in range(part * n_each, (part + 1) * n_each):
            result[place] = of_row[np.uint16(_outcome(table[raw[place] >> shift], raw[place]))]
    return result
