"""Multinomial draws: what `numpy.random.Generator.multinomial` draws, number by number, in less time.

References
----------
Kachitvichyanukul and Schmeiser 1988, Binomial random variate generation, Communications of the ACM 31, 216-222.
"""

import math
from typing import Any

import numpy as np

from ecosystem.kernels.arrays import FloatArray, IntArray
from ecosystem.kernels.compiling import compiled, inlined

_WALKS_UP_TO = 30.0


@compiled
def multinomial(generator: Any, n: IntArray, shares: FloatArray) -> IntArray:
    """Draw outcomes of each row, shape (n_rows, n_outcomes), one binomial number an outcome.

    Parameters
    ----------
    generator : numpy.random.Generator
    n : ndarray of int64, shape (n_rows,)
        How many are drawn.
    shares : ndarray of float, shape (n_rows, n_outcomes)
        Each row sums to 1, or to 0 where none is drawn.
    """
    result = np.zeros(shares.shape, dtype=np.int64)
    for row in range(len(shares)):
        left, rest = n[row], 1.0
        for outcome in range(shares.shape[1]):
            if left > 0 and shares[row, outcome] > 0.0:
                chance = shares[row, outcome] / rest
                drawn = _few(generator, left, chance) if _is_few(left, chance) else generator.binomial(left, chance)
                result[row, outcome] = drawn
                left -= drawn
                rest -= shares[row, outcome]
    return result


@inlined
def _is_few(n: int, chance: float) -> bool:
    return chance <= 0.5 and n * chance <= _WALKS_UP_TO  # noqa: PLR2004


@inlined
def _few(generator: Any, n: int, chance: float) -> int:
    """Draw a binomial number of small mean by a walk up, which begins anew where rounding has led it too far."""
    none, odds = math.exp(n * math.log(1.0 - chance)), chance / (1.0 - chance)
    most = int(min(n, n * chance + 10.0 * math.sqrt(n * chance * (1.0 - chance) + 1.0)))
    count, mass, place = 0, none, generator.random()
    while place > mass:
        count += 1
        place -= mass
        mass *= (n - count + 1) * odds / count
        if count > most:
            count, mass, place = 0, none, generator.random()
    return count
