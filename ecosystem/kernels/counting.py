"""Tables of counts, one row of identities for each of what tokens are counted by."""

import numpy as np
from numpy.typing import NDArray

from ecosystem.kernels.arrays import AnyIntArray, IntArray, KeyPair, UInt64Array
from ecosystem.kernels.compiling import compiled
from ecosystem.kernels.keyed import follow, raw_of, to_unit
from ecosystem.kernels.quantiles import binomial_of, log_likelier


@compiled
def count(table: NDArray[np.number], rows: IntArray, identities: AnyIntArray) -> bool:
    """Count tokens, in place, and tell whether the table could hold all counts.

    Parameters
    ----------
    table : ndarray of int32 or float, shape (n_rows, n_identities)
    rows : ndarray of int64, shape (n,)
    identities : ndarray of uint16, shape (n,)
    """
    holds = True
    for token in range(rows.size):
        row, identity = rows[token], identities[token]
        table[row, identity] += 1
        holds &= table[row, identity] > 0
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
    result, log_of_rest = np.zeros_like(counts), log_likelier(chance)
    for row in range(counts.shape[0]):
        for identity in range(counts.shape[1]):
            n = counts[row, identity]
            if n > 0:
                unit = to_unit(raw_of(pair, follow(keys[row], np.uint64(identity))))
                result[row, identity] = binomial_of(unit, n, chance, log_of_rest)
    return result
