"""Tables of counts, one row of identities for each of what tokens are counted by."""

import math

import numpy as np
from numpy.typing import NDArray

from ecosystem.kernels.arrays import AnyIntArray, FloatArray, IntArray, KeyPair, UInt64Array
from ecosystem.kernels.compiling import compiled, inlined
from ecosystem.kernels.keyed import follow, raw_of, to_unit
from ecosystem.kernels.quantiles import INVERSION_LIMIT, binomial_of, log_likelier


@compiled
def count(table: NDArray[np.number], rows: IntArray, identities: AnyIntArray) -> bool:
    """Count tokens, in place, and tell whether the table could hold all counts.

    Parameters
    ----------
    table : ndarray of int32 or float, shape (n_rows, n_identities)
    rows : ndarray of int64, shape (n,)
    identities : ndarray of uint16, shape (n,)
    """
    cells, n_identities, holds = table.ravel(), np.uint64(table.shape[1]), True
    for token in range(rows.size):
        cell = np.uint64(rows[token]) * n_identities + np.uint64(identities[token])
        cells[cell] += 1
        holds &= cells[cell] > 0
    return holds


@compiled
def thinned(counts: IntArray, keys: UInt64Array, pair: KeyPair, chance: float) -> IntArray:
    """Keep each token with a chance, by one keyed draw a cell, shape (n_rows, n_identities).

    Parameters
    ----------
    counts : ndarray of int64, shape (n_rows, n_identities)
    keys : ndarray of uint64, shape (n_rows,)
        That of a cell follows from that of its row.
    pair : tuple of uint64
        Names the draws.
    chance : float
        In [0, 1).
    """
    result, none = np.zeros_like(counts), _chances_of_none(chance, counts.size)
    for row in range(counts.shape[0]):
        for identity in range(counts.shape[1]):
            n = counts[row, identity]
            if n > 0:
                unit = to_unit(raw_of(pair, follow(keys[row], np.uint64(identity))))
                result[row, identity] = binomial_of(unit, n, chance, _of_none(none, n, chance))
    return result


@compiled
def _chances_of_none(chance: float, n_cells: int) -> FloatArray:
    """Give the chance that no trial has the rarer outcome, by trials: as many as pay for so many cells."""
    log_of_rest = log_likelier(chance)
    most = min(n_cells // 32, int(INVERSION_LIMIT / max(min(chance, 1.0 - chance), 1e-9)))
    return np.array([math.exp(n * log_of_rest) for n in range(most + 1)])


@inlined
def _of_none(none: FloatArray, n: int, chance: float) -> float:
    return none[n] if n < none.size else math.exp(n * log_likelier(chance))


@compiled
def add_drawn(
    counts: IntArray,
    key: np.uint64,
    pair: KeyPair,
    chance: float,
    weight: float,
    weighted: FloatArray,
    distinct: FloatArray,
) -> None:
    """Draw each token with a chance, as above, and add those drawn to two tables, in place.

    Parameters
    ----------
    counts : ndarray of int64, shape (n_rows, n_identities)
    key : uint64
        Those of rows follow from it.
    pair : tuple of uint64
    chance : float
        In [0, 1]; 1 needs no draw.
    weight : float
        How often a token that is drawn counts in the first table.
    weighted, distinct : ndarray of float, shape of counts
    """
    none, unit = _chances_of_none(chance, counts.size), np.zeros(counts.shape[1])
    for row in range(counts.shape[0]):
        row_key = follow(key, np.uint64(row))
        if chance < 1.0:
            for identity in range(unit.size):
                unit[identity] = to_unit(raw_of(pair, follow(row_key, np.uint64(identity))))
        for identity in range(unit.size):
            kept = counts[row, identity]
            if kept > 0:
                if chance < 1.0:
                    kept = binomial_of(unit[identity], kept, chance, _of_none(none, kept, chance))
                weighted[row, identity] += weight * kept
                distinct[row, identity] += kept


@compiled
def summed(table: NDArray[np.int32]) -> IntArray:
    """Add up the rows of a table, shape (n_columns,): sums can be larger than what is added up.

    Parameters
    ----------
    table : ndarray of int32, shape (n_rows, n_columns)
    """
    result = np.zeros(table.shape[1], dtype=np.int64)
    for row in range(table.shape[0]):
        for column in range(table.shape[1]):
            result[column] += table[row, column]
    return result
