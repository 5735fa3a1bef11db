"""Sums along the rows of tables that do not change by a bit where zeros follow.

Tables of ideas are as wide as the horizon of a run makes them. A sum that halves its row, as numpy's do, puts the same
numbers together in another order where the row is longer, and so do the vector units of a processor.
"""

import numpy as np

from ecosystem.kernels.arrays import FloatArray
from ecosystem.kernels.compiling import compiled


@compiled
def row_sums(table: FloatArray) -> FloatArray:
    """Add up each row, every eighth number to the one eight places before it, shape (n_rows,).

    Parameters
    ----------
    table : ndarray of float, shape (n_rows, n)
    """
    n_rows, n = table.shape
    result, n_whole = np.empty(n_rows), n - n % 8
    for row in range(n_rows):
        numbers, lanes = table[row], np.zeros(8)
        for start in range(0, n_whole, 8):
            for lane in range(8):
                lanes[lane] += numbers[start + lane]
        for lane in range(n - n_whole):
            lanes[lane] += numbers[n_whole + lane]
        low = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
        result[row] = low + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
    return result


@compiled
def row_means(values: FloatArray, weights: FloatArray) -> FloatArray:
    """Give the mean of each row by weights, shape (n_rows,); 0 where there are none.

    Parameters
    ----------
    values, weights : ndarray of float, shape (n_rows, n)
    """
    result = np.zeros(len(values))
    for row in range(len(values)):
        total = 0.0
        for place in range(values.shape[1]):
            total += weights[row, place]
            result[row] += weights[row, place] * values[row, place]
        result[row] /= max(total, 1e-300)
    return result
